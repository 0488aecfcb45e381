"""What `core.depot_settings` and `core.settings` say."""

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
