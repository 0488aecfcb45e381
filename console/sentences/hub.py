"""What the hub says of itself, its people, phones and the line."""

from console.tongue import noted

HUB = (
    noted("the {field}"),
    noted("The request cannot be used: {fault}."),
    noted("These positions cannot be kept: {fault}."),
    noted("every depot"),
    noted("Too much at once."),
    noted("The request came too slowly."),
    noted("The access token is missing, unknown or has expired."),
    noted("made by {who}"),
    noted("for {who}"),
    noted("The line to the hub went down."),
    noted("The line to the hub went down: {reason}"),
    noted("{minute} There were {count} of these within a minute."),
    noted("A key of one shop cannot have {write_files}: a file may name any shop."),
    noted("There is no such key; it may be revoked already."),
    noted("Only supervisors and administrators make API keys."),
    noted("The format is {kind}; it must be jsonl or csv."),
    noted("Others export the log just now. Try again soon."),
    noted("{actor} may not export the log of {depot}."),
    noted("There is no depot {depot} at this hub."),
    noted("A photo has between 1 and {max_bytes} bytes; this one has {size}. Send a smaller one."),
    noted("The photo exceeds {max_bytes} bytes. Send a smaller one."),
    noted("There is no photo {blob} here."),
    noted(
        "The disk that holds the photos in {folder} is nearly full, and what is left is for the "
        "log. Free some space, then try again."
    ),
    noted("The request cannot be used: its text is no UTF-8."),
    noted("unknown driver link"),
    noted("The disk that holds the photos in {folder} is full. Free some space, then try again."),
    noted(
        "The folder of the photos, {folder}, is not writable ({strerror}). Make it writable for "
        "the user that runs the hub, then try again."
    ),
    noted(
        "The photos in {folder} cannot be stored or read ({strerror}). Check the disk, then try "
        "again."
    ),
    noted("The certificate {chain} ended on {not_valid_after_utc}. Renew it."),
    noted(
        "The key {key} does not belong to the certificate {chain}, or cannot be read ({error}). "
        "Give both files of one certificate, without a password."
    ),
    noted("This is no certificate in PEM form."),
    noted("There is no file {file}."),
    noted(
        "{file} is no certificate in PEM form ({error}). Replace it, or delete it if the hub made "
        "it."
    ),
    noted(
        "The authority's key {file} cannot be read ({error}). Restore it, or delete the folder: "
        "everybody then needs the new fingerprint."
    ),
    noted("{file} is not the key that the hub made. Restore it."),
    noted("{url} is no mail server. Write smtp://user:password@host:port."),
    noted("mail_from must be the address that customers may answer to."),
    noted("The address was refused: {told}"),
    noted("The mail was refused: {told}"),
    noted("The mail server {host} did not take it: {error}"),
    noted("text message"),
    noted("{url} is no address of a web service. Write https://…."),
    noted("message_secret must be set: the service tells by it who writes."),
    noted("The text message service does not answer: {why}"),
    noted("The customer's telephone is no phone number."),
    noted("The customer's telephone cannot be a phone number: it has {digits} digits."),
    noted("The customer's address is no e-mail address."),
    noted("The text message service answered {status}."),
    noted("The line to the hub is down. Try again when it is live."),
    noted("The line to the hub went down. Try again."),
    noted("The hub ended the connection."),
    noted("You are not among the drivers of this depot any more. Ask the office."),
    noted("Not sent, because it builds on a change that was refused: {answer}"),
    noted(
        "The hub sent a frame that this release does not understand ({error}). Install the same "
        "release on both."
    ),
    noted(
        "The command is {size} bytes long; the hub takes {MAX_FRAME_BYTES}. Send it in smaller "
        "parts."
    ),
    noted("The clock of a real day cannot be set."),
    noted(
        "Too much of what this device sends is refused. It is listened to again in {seconds} "
        "second."
    ),
    noted(
        "Too much of what this device sends is refused. It is listened to again in {seconds} "
        "seconds."
    ),
    noted("There is a depot {depot} already. Choose another name."),
    noted(
        "The region {region} has no road where the depot is. {words}. Choose the region of its "
        "city, or put the pin on its street."
    ),
    noted("Only an administrator makes an administrator."),
    noted(
        "There is somebody called {name} already. Choose another name, or revoke that desk first."
    ),
    noted("Only an administrator revokes an administrator."),
    noted("There is no such desk; it may be revoked already."),
    noted("Only supervisors and administrators make desks."),
    noted("A hub's address looks like wss://hub.example:8765."),
    noted("Passwords travel over encrypted lines only. Write wss:// instead of ws://."),
    noted("What answers at {url} is no hub of ours."),
    noted("The hub answered {status}."),
    noted("The hub at {url} cannot be trusted: {cause}."),
    noted("No hub answers at {url}. Look at its address, and whether it runs."),
    noted("What answers at {url} is no hub of this release."),
    noted("Only supervisors and administrators erase people."),
    noted("{what} is too long: write at most {what_2} characters"),
    noted("{what} is empty: fill it in"),
    noted("more than {what} entries: {what_2}"),
    noted("too few entries: {what}"),
    noted("{what} has characters that do not belong there"),
    noted("{what} is too large: at most {what_2}"),
    noted("{what} is too small: at least {what_2}"),
    noted("{what} comes without its zone"),
    noted("{what} cannot be read as a time"),
    noted("{what} is no date: write it like 2026-11-24"),
    noted("{what} is {what_2}, which is unknown here"),
    noted("{what} is missing"),
    noted("{what} is missing: a place is told by lat and lon, not by its address alone"),
    noted("{what} is unknown here: no field is called so"),
    noted("one of {what}"),
    noted("{what} is something else than belongs there"),
    noted("The hub has as many connections as it can serve. Try again later."),
    noted("The log of {depot} cannot be read. {error}"),
    noted(
        "{actor} sent {events} under the number {ask}, which it had used for something else. A "
        "copied device or a broken one."
    ),
    noted("The id {ask} was used for another command already. Send this one under a new id."),
    noted("{somebody} may not {named}. Ask {whom}."),
    noted("This is the depot {depot}, not {depot_2}."),
    noted("The photo {photo} is not here yet. Upload it, then send the report again."),
    noted(
        "The hub could not {events}: a fault of the program, which stands in the hub's log. "
        "Nothing changed."
    ),
    noted("Too many tries. Try again in {seconds} second."),
    noted("Too many tries. Try again in {seconds} seconds."),
    noted("The heads in {path} cannot be read: {error}."),
    noted(
        "The log of {stream} does not hold event {seq} as it was noted: its end was cut off, or an "
        "older copy was put in its place. Look after it before you go on."
    ),
    noted("{actor} may not read what happened at {depot}."),
    noted("Only the office enrols drivers' devices."),
    noted("Too many links are unused. Use those first."),
    noted("Only the office revokes drivers' devices."),
    noted("Only the office makes customers' links."),
    noted("This link was used already or is too old. Ask the office for a new one."),
    noted("People and desks have tokens of another kind."),
    noted("An auditor changes nothing."),
    noted("Only the office looks at photos."),
    noted("The photo {blob} is not here: it may be erased."),
    noted("{actor} may not read the travel times of {depot}."),
    noted("No travel times of {depot} are here yet. Ask again soon."),
    noted("The request cannot be used: its body is not what its head says."),
    noted("{name} is {text}; it must be a whole number."),
    noted("The hub did not start within {ready_timeout_s} seconds."),
    noted("The hub ended with code {code} before it could listen."),
    noted("shown only: this is a demo"),
    noted("{text} is not HOST:PORT, as 127.0.0.1:8765."),
    noted(
        "{host} is no address of this machine. Listen on 127.0.0.1 for this machine only, on "
        "0.0.0.0 for every network it is in, or on one of its addresses."
    ),
    noted(
        "The hub cannot listen on {host}:{port} ({reason}). Stop the program that uses the port, "
        "or choose another one with --listen; the next port is used, too."
    ),
    noted("You read too slowly; connect again to go on where you stood."),
    noted("It could not be sent in time."),
    noted("It is not to be fetched at the counter any more."),
    noted("The customer has no address that messages can be sent to."),
    noted("{given} is no host name and no address."),
    noted("{error}. Write networks as 10.0.0.0/8 or 192.168.1.7."),
    noted(
        "The hub's log is not the one this console knew: it was restored or begun anew. Everything "
        "was loaded again; look whether your last changes are there."
    ),
    noted(
        "The outbox {name} cannot be used ({error}). Check that its folder is writable and the "
        "disk not full, and that no other Backhaul uses it."
    ),
    noted(
        "There is no depot {depot} in {data} ({names}). Set it up: python main.py depot add "
        "{depot_2} --region REGION --address ADDRESS"
    ),
    noted(
        "A name has 1 to 39 letters, digits, dots, dashes or underlines, and begins with a letter "
        "or a digit."
    ),
    noted("{name} is a name of the hub's own. Choose another one."),
    noted(
        "A password has {shortest_password} to {longest_password} signs. Three or four words in a "
        "row are easy to remember and hard to guess."
    ),
    noted("This password is too easy to guess. Take three or four words that do not belong."),
    noted("Only supervisors and administrators look after people."),
    noted("Only an administrator looks after administrators."),
    noted("{maker} has no access to {named}."),
    noted("too many tries"),
    noted("Too many people sign in just now. Try again."),
    noted("wrong name or password"),
    noted("Name or password is wrong."),
    noted("{person} is locked. Ask an administrator."),
    noted("the first password has expired"),
    noted("The first password has expired. Ask for another one."),
    noted("Choose a password of your own."),
    noted("Type the code that your authenticator app shows."),
    noted("Scan this with an authenticator app, then type the code that it shows."),
    noted("wrong code"),
    noted("The code is wrong or was used already. Wait for the next one."),
    noted("This is the password that you had. Choose another one."),
    noted("You are not signed in any more."),
    noted("The code is wrong. Wait for the next one."),
    noted("wrong password for a change"),
    noted("The password is wrong."),
    noted("There is somebody called {wanted} already. Choose another name."),
    noted("Nobody takes the own rights away. Ask another administrator."),
    noted("Nobody removes himself. Ask another administrator."),
    noted("Nobody erases himself. Ask another administrator."),
    noted("{name} is the last administrator who can sign in. Make another one first."),
    noted("{person} was removed meanwhile."),
    noted("There is nobody called {name}."),
    noted("The driver of this phone is not employed here any more."),
    noted("This phone sends too often."),
    noted("The phone's token is missing, unknown or revoked. Ask the office for a new one."),
    noted("There is no such phone; it may be revoked already."),
    noted("Only the office enrols and revokes drivers' phones."),
    noted("The photo is cut off or damaged. Take it again."),
    noted("This is no photo: the hub takes JPEG, PNG and WebP. Send one of those."),
    noted("The photo is empty. Take it again."),
    noted(
        "The photo has {width} × {height} pixels; the hub takes {max_pixels}, and {max_side} along "
        "a side. Send a smaller one."
    ),
    noted("A text holds nothing but characters that cannot be seen. Write it again."),
    noted("it is nested too deeply"),
    noted("This link is too old. Ask the office for a new one."),
    noted("Only the office tests how phones reach the hub."),
    noted("no answer in {timeout_s} s"),
    noted("Photos cannot be looked at just now ({why}). Try again."),
    noted("The photo takes too much memory or time to draw. Send a smaller one."),
    noted("it said nothing"),
    noted("The program that looks at photos failed: {said}. Install Backhaul anew."),
    noted(
        "The region {region} has no road where the depot {depot} is. {no_road} Choose the region "
        "of its city."
    ),
    noted("The region has no such file. Ask for /region again."),
    noted("{actor} may not read the region."),
    noted("This hub has no region."),
    noted("No case can be so: {fault}."),
    noted("{actor} may not read the reports of {depot}."),
    noted("Only the office sees where drivers were."),
    noted("{name} is {text}; it must be a moment with a zone."),
    noted(
        "The hub does not listen on {host} without encryption: access tokens and customers' names "
        "would cross the network in the clear."
    ),
    noted("The hub is stopping; it is asked again by itself."),
    noted("Your access was revoked. Ask the office for a new one."),
    noted(
        "Somebody showed a token of {device} that was replaced by a new one since. A copied "
        "device, or one that was set back to an earlier day; it was not let in."
    ),
    noted("This driver is driven by a person now."),
    noted("This phone was signed out by the office. Ask there for a new link."),
    noted("Nobody said hello within {hello_timeout_s} seconds."),
    noted("This depot runs in real time; only a simulated day's clock can be set."),
    noted("The access token is unknown or has expired. Ask the office for a new one."),
    noted("It has: {names}."),
    noted("It has none that you may work at."),
    noted("There is no depot {depot} at this hub. {known}"),
    noted("This message cannot be used: {fault}."),
    noted("{actor} has no access to the depot {depot}. Ask an administrator."),
    noted("The device of {actor} belongs to no driver. Enrol it again in the office."),
    noted(
        "This hub folds events in version {fold_version}, the console in version {fold_version_2}. "
        "Install the same release on both."
    ),
    noted(
        "This hub speaks protocol {PROTOCOL}, the client protocol {protocol}. Install the same "
        "release on both."
    ),
    noted("Only the office may set the clock."),
    noted("The database {database} is closed: this hub is shutting down."),
    noted("The database {database} was opened only to be read."),
    noted(
        "The database {database} cannot be written: {strerror}. Look after the disk; the hub goes "
        "on by itself as soon as it takes data again."
    ),
    noted(
        "{url} is not a database. Give the path of a file, sqlite:///PATH or "
        "postgresql://USER:PASSWORD@HOST/NAME."
    ),
    noted(
        "{render_as_string} names no database that the hub can use. Give the path of a file, "
        "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
    ),
    noted(
        "The database {database} was written by a newer release (tables {found}; this release "
        "knows {revision}). Install that release, or a newer one."
    ),
    noted(
        "The database {database} has tables of another release ({what}; this release knows "
        "{revision}). Start a hub on it once, or use the release that wrote it."
    ),
    noted(
        "The database {database} is in use by another hub. Connect to that one, or stop it and "
        "start again."
    ),
    noted(
        "The database {database} cannot be opened: {parent} is not writable ({strerror}). Make the "
        "folder writable for the user that runs the hub, or choose another place with --db."
    ),
    noted(
        "The database {database} is read-only, so nothing can be recorded. Make the file and its "
        "folder writable for the user that runs the hub, then try again."
    ),
    noted(
        "The disk that holds the database {database} is full, so nothing more can be recorded. "
        "Free some space, then try again."
    ),
    noted(
        "Another program holds a lock on the database {database}. Close it (a database browser, a "
        "backup), then try again."
    ),
    noted(
        "A table of the database {database} is locked. Close other programs that use the file, "
        "then try again."
    ),
    noted(
        "The disk that holds the database {database} reported an error ({what_2}). Check the disk "
        "and its free space, then try again."
    ),
    noted(
        "The database {database} cannot be opened ({what_2}). Check that its folder exists and "
        "that the user that runs the hub may read and write there."
    ),
    noted(
        "The database {database} is damaged ({what_2}). Keep a copy of the file and restore the "
        "last backup."
    ),
    noted(
        "The file {what} is not a database. Choose another file with --db, or move this one away."
    ),
    noted(
        "The disk of the database server {what} is full, so nothing more can be recorded. Free "
        "some space there, then try again."
    ),
    noted(
        "The database {database} is read-only (a standby, or set so), so nothing can be recorded. "
        "Connect to the primary server, then try again."
    ),
    noted(
        "The user of {what} lacks a permission ({what_2}). Grant it, or connect as the owner of "
        "the tables."
    ),
    noted("The database {database} does not exist. Create it with createdb, then try again."),
    noted(
        "Another session holds a lock on the tables of {what}. End it (a maintenance job, an open "
        "transaction), then try again."
    ),
    noted(
        "The database {database} refused the user ({what_2}). Check user and password in the URL."
    ),
    noted("The database server {what} lacks a resource ({what_2}). Relieve it, then try again."),
    noted(
        "The database {database} does not answer ({what_2}). Check that the server runs and can be "
        "reached, then try again."
    ),
    noted(
        "The database {database} failed ({what_2}). Nothing can be recorded until it works again."
    ),
    noted("The depot has {most_entries} of them. Revoke some first."),
    noted("its certificate is not valid yet. Is the clock of this computer right?"),
    noted("its certificate has expired. Whoever runs the hub starts it again or renews it."),
    noted(
        "its certificate is for another name or address ({verify_message}). Use the one it is made "
        "for, or start the hub with --name for this one."
    ),
    noted(
        "nobody known vouches for it ({verify_message}). Give the fingerprint of its authority "
        "with --authority; the office has it."
    ),
    noted("The hub at {where} cannot be trusted: {reason}"),
    noted("No hub answers at {where}: {reason}. Look at its address, and whether it runs."),
    noted("nothing came back in time"),
    noted("no computer of that name is known"),
    noted("nothing listens there"),
    noted("{fingerprint} is no fingerprint: 64 digits 0-9 and A-F, as the hub prints it."),
    noted("What answers at {ws_url} is no hub of ours. {error}"),
    noted(
        "The hub at {ws_url} shows another fingerprint than the one you have:\n{found}\nAsk the "
        "office to read theirs to you. If it differs, somebody is in between: do not connect."
    ),
    noted("It answered 410: nobody wants these notices there any more."),
    noted("It took nothing for {days} days; last: {delivery}"),
    noted("The key that it was made with is revoked."),
    noted("The webhook {webhook}{whose} is off. {words} What happens since waits for it."),
    noted("No answer within {timeout_s} seconds."),
    noted("It answered {status}."),
    noted("{host} leads to no public address."),
    noted("Its certificate is not accepted."),
    noted("Its name leads nowhere."),
    noted("It cannot be reached: {what}."),
    noted("The connection broke: {name}."),
    noted(
        "The log holds an event of version {version}; this release reads up to {version_2}. "
        "Install the release that wrote it, or a newer one."
    ),
    noted(
        "Only this computer reaches the hub. Start it with hub --listen 0.0.0.0:8765, or behind a "
        "proxy with public_url. A browser on this computer can be the phone meanwhile."
    ),
    noted(
        "The address is not encrypted: phones would keep nothing for use without a line, and "
        "tokens would cross the network in the clear. Use https."
    ),
    noted(
        "The hub vouches for itself. Phones must trust its authority first (second step), or the "
        "page does not work without a line. Traccar Client and OwnTracks on Android never trust "
        "it: they need a certificate that everybody trusts."
    ),
    noted(
        "The certificate is one that phones may trust by themselves: page, use without a line and "
        "tracking programs work."
    ),
    noted("for the road give the hub a public name (--name) or a proxy (public_url)."),
    noted(
        "The address is of your own network: phones reach it in the depot or over a VPN, not over "
        "mobile data; {advice}"
    ),
    noted(
        "The name may be reached over mobile data. The phone's first visit shows whether it is: "
        "switch its wireless network off."
    ),
    noted(
        "Over HTTPS, with a certificate that the phone trusts: its browser keeps the page for use "
        "without a line."
    ),
    noted(
        "Over HTTPS, but the phone’s browser keeps nothing: it does not trust the certificate, or "
        "the window is a private one. Without that the driver’s page does not work without a line."
    ),
    noted("The live line opens, too."),
    noted(
        "The page came, but the live line does not open. It has a port of its own: pass that on, "
        "too, or let the proxy lead /socket to it."
    ),
    noted("The page was opened on this computer. A phone was not tried yet."),
    noted("The phone is connected, from your own network ({address})."),
    noted("{words} Whether mobile data reach the hub was not tried."),
    noted("The phone is connected, from outside your network ({address}): mobile data reach it."),
    noted("Reached over mobile data, says the phone (from {at})."),
    noted("Reached from this computer. A phone was not tried yet."),
    noted("Reached from {at}, but over a wireless network, says the phone. Switch that off."),
    noted("Reached from your own network ({at}). Switch the phone’s wireless network off."),
    noted("Reached from outside your network ({at})."),
    noted("{words} Then open the link again."),
    noted("port {port}"),
    noted("ports {port} and {line_port}"),
    noted(
        "“Cannot connect”, or nothing for long: a router or firewall does not pass {ports} on to "
        "the hub."
    ),
    noted(
        "“Not found”, or “address unknown”: the name {host} means nothing outside your network. It "
        "needs an entry in the public DNS."
    ),
    noted(
        "A warning of the certificate: the phone does not trust who signed it, or its date is "
        "wrong. Install the hub’s authority first, or give the hub a certificate that everybody "
        "trusts."
    ),
    noted("{host} is of your own network, so nothing outside of it gets here: {advice}"),
)
