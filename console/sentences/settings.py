"""What `core.depot_settings`, `core.catalogue_edits` and `core.settings` say."""

from console.tongue import noted

DEPOT_SETTINGS = (
    noted("Letting a customer down again"),
    noted("Fetching it himself"),
    noted("An order at a collection point"),
    noted("One more day of waiting"),
    noted("Handling at the depot"),
    noted("Time of another visit"),
    noted("Way of another visit"),
    noted("Serious from"),
    noted("CO₂ of a kilometre"),
    noted("Goods that never reached the customer"),
    noted("Goods that a customer sends back"),
    noted("Damaged or wrong goods"),
    noted("Refurbished goods"),
    noted("Goods that go back to the vendor"),
    noted("Recycled goods"),
    noted("Refillable containers"),
    noted("Deposit of a container"),
    noted("Lost in a week of waiting"),
    noted("A driver at the door waits for an answer"),
    noted("Collect now: detour up to"),
    noted("A moved stop must save"),
    noted("A changed list must save"),
    noted("Spread a new day over the vans"),
    noted("Collect empties from"),
    noted("Collect any empties after"),
    noted("Telephone of the office"),
    noted("Customer service may refund up to"),
    noted("Refunds over"),
    noted("Write-offs over"),
    noted("Exceptions from a shop's policy"),
    noted("Attempts over"),
    noted("Constraints that a plan breaks"),
    noted("Suspect attempts"),
    noted("Other dispositions than suggested"),
    noted("Stops moved at once, over"),
    noted("Four eyes"),
    noted("Deputy"),
    noted("To the deputy after"),
    noted("Why a visit fails"),
    noted("Grade A suggests"),
    noted("Grade B suggests"),
    noted("Grade C suggests"),
    noted("Grade D suggests"),
    noted("What becomes of goods"),
    noted("Write to customers"),
    noted("Language"),
    noted("Quiet from"),
    noted("Quiet until"),
    noted("At most to one customer"),
    noted("A promise moves from"),
    noted("Parts of the day"),
    noted("Collection points"),
    noted("Counter opens"),
    noted("Counter closes"),
    noted("Goods wait to be fetched for"),
    noted("A neighbour may take it"),
    noted("Ask for the money back"),
    noted("Refund without asking up to"),
    noted("Ask for other goods"),
    noted("A customer's link is valid for"),
    noted("Partners"),
    noted("Keep where vans were for"),
    noted("Keep photos and signatures for"),
    noted("Keep messages to customers for"),
    noted("Keep customers for"),
)
"""What a depot's settings are called."""

SETTINGS = (
    noted("Address url"),
    noted(
        "Server that is asked where addresses of imported lists are, as "
        "photon+http://127.0.0.1:2322 or nominatim+https://nominatim.example.com; empty, "
        "or while it does not answer, the region's own index is used. Asking a server "
        "tells it your customers' addresses."
    ),
    noted("Colours of the window."),
    noted("What the window speaks, and how it writes figures and dates."),
    noted("Seconds after the last change until a driver's tray is sent by itself; 0: only by key."),
    noted("Take the better sequence of a route at once instead of offering it."),
    noted(
        "Where customers reach the hub from outside, through a proxy that encrypts and "
        "passes their address on in X-Forwarded-For, as https://orders.example.com; "
        "empty: only this machine does."
    ),
    noted("From where that proxy connects; X-Forwarded-For is believed from there only."),
    noted(
        "Mail server for messages to customers, as smtp://user:password@host:587 or "
        "smtps://…; empty: nobody is sent mail."
    ),
    noted("Address that customers' mail comes from."),
    noted("Web service that sends text messages, as https://…; empty: nobody is sent any."),
    noted("What requests to that service are signed with."),
    noted(
        "Private networks that shops' webhooks may lead to, as 10.0.0.0/8 192.168.1.7; "
        "empty: they lead to public addresses only."
    ),
    noted(
        "Server that is asked for travel times, as osrm+http://127.0.0.1:5000 or "
        "valhalla+http://127.0.0.1:8002, with /PROFILE behind it; empty, or while it "
        "does not answer, the region's own roads are used."
    ),
    noted(
        "Supervisors and administrators who sign in at a hub need a code of an authenticator app."
    ),
    noted(
        "Refused commands a minute, beyond the first 200, until a device is listened to "
        "more slowly; 0: none is."
    ),
    noted(
        'What is heard: "message", when a driver writes; "case", when something new '
        'needs a decision, once for everything of one cause; "door", when a driver at a '
        'door waits for a word; "back", when a case that waited is due or answered. None '
        "by default."
    ),
    noted(
        "What the desktop tells while the window is not in front, by the same names as "
        "sounds. None by default."
    ),
    noted("Size of everything in the window, in percent."),
    noted(
        "Other streets under the day: a PMTiles file, or pictures from a server, as "
        "https://tiles.example.com/{z}/{x}/{y}.png; empty: those of the region. Asking a "
        "server tells it where you look."
    ),
    noted("Whom the map names for those other streets, as their licence demands."),
    noted("Milliseconds that the local re-optimization of one route may take."),
    noted("Theme"),
    noted("Language"),
    noted("Take better sequence"),
    noted("Proxy networks"),
    noted("Mail from"),
    noted("Message secret"),
    noted("Webhook networks"),
    noted("Routing url"),
    noted("Refused per minute"),
    noted("Sounds"),
    noted("Notices"),
    noted("Base map"),
    noted("Base map attribution"),
    noted("system"),
    noted("dark"),
    noted("light"),
    noted("Message"),
    noted("Case"),
    noted("Door"),
    noted("Back"),
)
"""Sentences of the machine's settings, and what its fields and values are called."""

DEPOT = (
    noted("{figure} days"),
    noted("{figure} containers"),
    noted("{figure} a day"),
    noted("{figure} attempts"),
    noted("{figure} points a week"),
    noted("on"),
    noted("off"),
    noted("none"),
    noted("There is no failure reason {code}."),
    noted("“{entry}” cannot have kinds of its own."),
    noted("Say in words which kind of “{entry}” is meant."),
    noted("{entry}: decide within 1 to {most_min} minutes."),
    noted("There is no disposition {disposition}."),
    noted("What “{entry}” brings is a rate of the depot; set it there."),
    noted("“{called}” brings 0 to 100 % of the value."),
    noted("{code} is edited twice."),
    noted("At most {most_own} {field} of one's own are kept."),
    noted("“{each}” is there already. Choose other words."),
    noted("“{words}…” is longer than {most_words} letters."),
    noted("Leave one reason for a stop to {kind}."),
    noted("There is no disposition {disposition} for grade {grade} to suggest."),
    noted("“{entry}” is suggested by what customers say, not by grade {grade}."),
    noted("Grade {grade} suggests “{entry}”, so that has to be offered."),
    noted("Calls, credit and lost business when a customer waits in vain once more."),
    noted("Of letting a customer down: he has to go to the counter or to a collection point."),
    noted("What the point takes for it."),
    noted("For each day that a visit comes later than it could."),
    noted("Taking goods in, looking at them and putting them away."),
    noted("With the way there, where no route has been worked out."),
    noted("Where no route has been worked out."),
    noted("With so much at stake a case is serious by itself. 0: by its time and history only."),
    noted("What a van emits; reports multiply it with the way that was driven."),
    noted("What they bring, of their value."),
    noted("What the vendor credits, of their value."),
    noted("What their material brings, of their value."),
    noted("What they bring, of their deposit."),
    noted("Where no delivery is known that brought it."),
    noted("So many points of the share go with every week."),
    noted("After that he may end the attempt alone."),
    noted("A return or empties so near a route are offered on the way."),
    noted("Of a van's time, when the day is planned anew. More: fewer stops are moved."),
    noted("For each driver whose list changes, on top of its stops."),
    noted("By the hours of their shifts. Off: as few vans drive as cost least."),
    noted("A customer who holds so many is proposed as a collection. 0: never by number."),
    noted("However few they are. 0: never by age."),
    noted("Drivers call it with one touch from every screen. Empty: they are offered none."),
    noted("More needs a dispatcher."),
    noted("Are not sent to the shop before somebody else has agreed. 0: never."),
    noted("Goods given up or sent a second time. 0: never."),
    noted("The goods are fetched at once; their money waits."),
    noted("Another visit to a customer who was visited so often. 0: never."),
    noted("They were confirmed, and are looked at afterwards."),
    noted("When another visit is paid for and the last one may not have been made."),
    noted("When goods become something else than their grade suggests."),
    noted("By one change of the plan. 0: never."),
    noted("Off: who asks may answer with a reason, and it is looked at the next day."),
    noted(
        "The name of who answers what nobody has answered in time, also of what waits already. "
        "Empty: nobody."
    ),
    noted("Without an answer by then it is the deputy's."),
    noted(
        "What the office reads, how soon it decides, and what it usually does next. Codes and "
        "reports stay; drivers and customers read their own words. A reason of your own is a kind "
        "of one of these, and drivers read it as you write it."
    ),
    noted("As new."),
    noted("Opened or lightly used, everything there."),
    noted("Damaged or incomplete, but worth something."),
    noted("Worth nothing."),
    noted(
        "What is offered at the inspection, how it is called, and what it brings where no rate "
        "says so. A disposition of your own is a kind of one of these: its goods go the same way "
        "with the same papers, in lots of their own."
    ),
    noted("Off: nothing goes out, whatever happens."),
    noted("Of messages and of the customer's page."),
    noted("From then on nothing is sent."),
    noted("What came up meanwhile goes out then, if it still matters."),
    noted("Whatever happens."),
    noted("A visit so much outside of what was promised is told; less is not."),
    noted("What may be chosen for another day, such as 09:00–13:00, 13:00–18:00."),
    noted("Where customers may fetch what could not be delivered."),
    noted("Where customers fetch goods, Monday to Saturday and on Sundays that are worked."),
    noted("At the same time as it opens: there is none."),
    noted("At the counter and at collection points; then they count as uncollected."),
    noted("The customer names one."),
    noted("The office decides."),
    noted("So much is asked of the shop at once. 0: the office looks first."),
    noted("Where goods were wrong, damaged or lost and stock has them."),
    noted("Counted from when it is made."),
    noted("Who takes an order over for a price, until an hour of the day."),
    noted("Then tracks are deleted. 0: for ever."),
    noted("Counted from the order's day. 0: for ever."),
    noted("After their last order; then they are erased. 0: until somebody does."),
    noted("Damaged goods"),
    noted("goods sent back"),
    noted("Goods sent back"),
    noted("goods never opened"),
    noted("as shipped"),
    noted("{part} for {price} until {clock}"),
    noted("not offered"),
    noted("A kind of {kind}"),
    noted("Customers cannot choose another day: there is no part of the day to choose."),
    noted("{clock} and {clock_2}"),
    noted("Nobody can choose between {gap}."),
    noted("Customers get more without asking than customer service may give; it may as much."),
    noted("{label}: a time between {least} and {most}."),
    noted("{label} cannot be negative ({given})."),
    noted("{label} lies between {least} and {most}, not at {given}."),
    noted("{lower} cannot bring more ({less} %) than {higher} ({more} %)."),
    noted("There are no messages in the language {language}; there are {known}."),
    noted("Quiet hours begin and end at the same time. Move one of the two."),
    noted("{day_min} minutes"),
    noted("Only {awake} of a day are left for messages. Switch them off instead."),
    noted("The office's telephone is a number as it is dialled, such as +56 51 220 0000."),
    noted("{slot} is not within one day."),
    noted("{slot} ends before it begins."),
    noted("{slot} is too short to be kept; make it {least}."),
    noted("{pair} overlap or are in the wrong order."),
    noted("The collection point at {place} has no name."),
    noted("Two collection points are called {point}."),
    noted("{point} is listed twice."),
    noted("{point} lies nowhere on earth."),
    noted("The counter closes before it opens ({times})."),
    noted("The deputy is somebody's name as it stands at the desk, without spaces."),
    noted("A partner has no name."),
    noted("Two partners are called {partner}."),
    noted("{partner} cannot take an order for {price}."),
    noted("{partner} takes orders until {at}, which is no time of a day."),
)
