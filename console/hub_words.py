"""What the core and the hub say, in the reader's language.

They speak English: their sentences are refusals on the wire, reasons in a depot's catalogue, words
in a log that others read. The most frequent ones are listed here and known again by their fixed
parts; a sentence that is not listed stays as it came. Cached: tables ask for the same words.
"""

import re
from functools import lru_cache

from console.tongue import language, noted, tr
from core.rules.wording import MONTHS, WEEKDAYS

SENTENCES = (
    noted("undecided"),
    noted("never planned"),
    noted("{route} never left"),
    noted("A refund of {amount}, over {limit}"),
    noted("A refund of {amount} upon an exception that was sent back"),
    noted("An exception from the policy of {shop}"),
    noted("Attempt {number}, over {limit}"),
    noted("A plan that breaks: {broken}"),
    noted("Another visit after an attempt that may not have been made: {doubts}"),
    noted("Goods worth {amount} are {how}, over {limit}"),
    noted("{moved} stops of {where} change at once, over {limit}"),
    noted("Nobody there"),
    noted("Contact the customer, then retry"),
    noted("Premises closed"),
    noted("Retry in opening hours"),
    noted("Wrong address"),
    noted("Correct the address, then retry"),
    noted("No access"),
    noted("Get the code, then retry"),
    noted("Refused by the customer"),
    noted("Return to the depot; retention call"),
    noted("Damaged"),
    noted("Return, then refund or replace"),
    noted("Item missing"),
    noted("Return what is there, replace"),
    noted("Wrong item"),
    noted("Customer asked for later"),
    noted("Agree on a slot"),
    noted("Payment not ready"),
    noted("Send a payment link, then retry"),
    noted("Out of time"),
    noted("Another route"),
    noted("Vehicle breakdown"),
    noted("Transfer the remaining stops"),
    noted("Driver unavailable"),
    noted("Weather"),
    noted("Hold the area"),
    noted("Road closed"),
    noted("Too big or too heavy"),
    noted("Another vehicle"),
    noted("Return not ready"),
    noted("Rebook"),
    noted("Nobody there to hand it over"),
    noted("Rebook and count the no-show"),
    noted("Lost"),
    noted("Trace for 24 h, then replace or refund"),
    noted("Delivered to the wrong address"),
    noted("Recover it from the wrong address, then deliver"),
    noted("Not collected in time"),
    noted("Fetch it from the collection point: return"),
    noted("Customer says it never came"),
    noted("Show the proof, then trace"),
    noted("Goods are not as the shop demands"),
    noted("Explain it to the customer: close it, or make an exception"),
    noted("Back into stock"),
    noted("Refurbish"),
    noted("Return to vendor"),
    noted("Liquidate"),
    noted("Donate"),
    noted("Recycle"),
    noted("Scrap"),
    noted("Quarantine"),
    noted("Inspect again"),
    noted("van is full"),
    noted("shift is over"),
    noted("not safe"),
    noted("I am running late"),
    noted("I stand in traffic"),
    noted("Please call me"),
    noted("The customer does not answer the telephone"),
    noted("Something is not as on my list"),
    noted("Yes"),
    noted("No"),
    noted("Understood"),
    noted("Go on with the next stop"),
    noted("Please call the office"),
    noted("We call the customer"),
    noted("How long will it take?"),
    noted("Is everything all right?"),
    noted("carried over from {day}"),
    noted("moved to {day}"),
    noted("moved back to {day}"),
    noted("the customer chose {day}"),
    noted("by {who}"),
    noted("taken off {route}"),
    noted("{route} left without it"),
    noted("{route} declined: {reason}"),
    noted("its goods left with {route}"),
    noted("its goods came home with {route}"),
    noted("its goods came back with {route}"),
    noted("short when {route} was counted"),
    noted("not at the counter any more"),
    noted("the goods are back at the depot"),
    noted("the shop did not refund it: {reason}"),
    noted("no reason given"),
    noted("the customer has the goods and the money; one of them is to come back"),
    noted("its goods are at the depot: inspect them"),
    noted("straight-line estimate: distance × 1.35 at 30 km/h"),
    noted("Misses the window of {visit} by {late} ({opens}–{closes}, {verb} {at})"),
    noted(
        "Keeps the other van waiting {late} at the hand-over of {visit} (due {due}, begins {at})"
    ),
    noted("{visit} comes before its goods are taken over"),
    noted("The goods for {visit} are at the depot; {route} has left it"),
    noted("{visit} needs {what}; {route} has none"),
    noted("{over} over {where}"),
    noted("The break due by {by} begins {at}: {late} late"),
    noted("Shift ends {ends}, back at {at}: {over} over"),
    noted("{route} is locked"),
    noted("{route} is on its way to {visit}"),
    noted("the goods are not at the depot but {where}"),
    noted("the goods are in the van of {route}, which cannot go on"),
    noted("fetched from {route}, {clock}"),
    noted("hand-over at {where}, {clock}"),
    noted("{shown}; and {more} more"),
    noted("Order {order} is on {route} already."),
    noted("Order {order} is {status}. Reopen its case first."),
    noted("Order {order} is on no route."),
    noted("{route} is past that place. Choose a later one."),
    noted("{route} has only {stops} stops. Look again."),
    noted("The goods of order {order} are in {van}. {route} needs a hand-over."),
    noted("The goods of order {order} are missing. Record where they were found."),
    noted("The goods of order {order} are {where}."),
    noted(
        "{route} has left; the goods of order {order} are at the depot. Choose a route "
        "that has not started, or another day."
    ),
    noted("The goods of order {order} are not in the van of {route}."),
    noted("Order {order} cannot be delivered before it was taken over."),
    noted("A hand-over needs two routes of one day."),
    noted("{route} is on its way to stop {stop}. Call the driver first."),
    noted("Stop {stop} is locked. Unlock it first."),
    noted("{route} has reported a problem at stop {stop}. Answer it first."),
    noted("Stop {stop} is {status} and cannot be moved."),
    noted("Stop {stop} was taken off {route}. Place its order instead."),
    noted("{route} is past that place, or shorter than that. Look again."),
    noted("Stop {stop} belongs to a hand-over. Take order {order} off instead."),
    noted("The new sequence does not have the stops of {route}. Look again."),
    noted("What {route} has done or is doing cannot change its place."),
    noted("{route} has that sequence already."),
    noted("Order {order} is {status}."),
    noted("Somebody has decided on order {order} since. Look at its case."),
    noted("{route} is locked by {who} already."),
    noted("{route} is not locked."),
    noted("Stop {stop} is locked or under way already."),
    noted("Stop {stop} is not locked."),
    noted("Stop {stop} is locked in its place. Unlock it first."),
    noted("{route} has ended."),
    noted("Stop {stop} is under way. Name it in an override to change it all the same."),
    noted("{who} may not do this."),
    noted("There is no route {route}. It may belong to another day; look again."),
    noted("The day {day} is not open."),
    noted("There is no stop {stop} on the plan. Load the list again."),
    noted("There is no order {order}."),
    noted("There is no case {case}."),
    noted("Order {order} waits at the counter. Take that decision back first."),
    noted("{route} is locked by {who}. Unlock it first."),
    noted("{route} has ended. Choose another route."),
    noted("{route} cannot go on. Choose another route."),
    noted(
        "{what} changed since you looked (it is at version {now}, you saw {seen}). Look "
        "again and repeat the change."
    ),
    noted("Order {order} has been decided already."),
    noted("Order {order} has been decided already. Reopen the case first."),
    noted("Order {order} has been decided already. Take the decision back first."),
    noted("Order {order} is {status}; only a failed one can come back."),
    noted("Nothing of order {order} is in a van that could bring it back."),
    noted("Order {order} is done; there is nothing to decide again."),
    noted("Goods of order {order} were disposed of and cannot be sent again."),
    noted("Goods of order {order} were inspected. Undo the inspection first."),
    noted("Order {order} was taken back; its goods are in stock again."),
    noted("Order {order} is replaced by order {other}."),
    noted("The shop was asked to refund order {order}. Let it answer first."),
    noted("Order {order} is on a route. Take it off the route instead."),
    noted("Order {order} is open already."),
    noted("The case of order {order} is closed. Reopen it first."),
    noted("{who} has order {order} already."),
    noted("{who} has order {order} by now. It stays so."),
    noted("with the customer"),
    noted("in {van}"),
    noted("at the depot"),
    noted("disposed of"),
    noted("missing"),
    noted("from the start"),
    noted("after {visit}"),
    noted("arrives"),
    noted("begins"),
)
"""Of core's rules and planning and the catalogues in `resources`, `{named}` where they differ;
`over` and `late` begin with a figure, `shown` and `broken` are lists."""

REPORTS = (
    noted("First attempt"),
    noted("Orders served by their first visit, of all that were visited for the first time."),
    noted("On time in full"),
    noted("On time"),
    noted(
        "Visits that began before the promised window closed and left nothing out, of "
        "all that had a promise and are over. One that failed is neither. The card "
        "“Stops on time” over the window counts served stops only."
    ),
    noted("Time to make good"),
    noted(
        "From the report to the goods in hand, the replacement in hand or the refund "
        "confirmed: half of the cases took less than the figure says, in full hours."
    ),
    noted("Cases"),
    noted("Failures by reason"),
    noted("Visits that failed, by the reason that the driver gave."),
    noted("Failures by driver"),
    noted("Visits that failed, by driver. Who has more stops has more of them."),
    noted("Failures by hour"),
    noted("Visits that failed, by the hour of the driver's report."),
    noted("Failures"),
    noted("Failures by place"),
    noted("Where visits failed; the brighter, the more often."),
    noted("Repeat addresses"),
    noted("Addresses where more than one visit failed."),
    noted("Cost, refunds and recovery"),
    noted(
        "Of the cases opened on each day: what was decided cost (visits, partners, "
        "handling, waiting, letting down, goods sent instead), what shops were asked to "
        "give back, and what the goods bring. The figure is what is left."
    ),
    noted("Cost"),
    noted("Refunds"),
    noted("Recovery"),
    noted("Cost per return"),
    noted(
        "What was decided on returns and collections cost, for each of them; beside it "
        "the same of deliveries that failed."
    ),
    noted("A return"),
    noted("A delivery"),
    noted("Recovered value"),
    noted(
        "What the goods of these cases bring: as decided, and as found once they were looked at."
    ),
    noted("Decisions and their alternatives"),
    noted(
        "What the way out that was taken was to leave, beside the best one that was not, "
        "of cases that had a choice. The figure is how much the decisions were ahead."
    ),
    noted("Taken"),
    noted("The other option"),
    noted("Ordered again"),
    noted("Of the cases in which a visit had failed, those whose customer has ordered since."),
    noted("Containers at customers"),
    noted("Refillable containers that customers hold now, those with most of them first."),
    noted("Containers"),
    noted("Deposit"),
    noted("Emissions"),
    noted(
        "CO₂ of the kilometres between the stops that were visited: straight lines × "
        "1.35, times the depot's setting for a kilometre."
    ),
    noted("Planned and actual"),
    noted(
        "Routes as they set out beside what they became. Kilometres are straight lines × "
        "1.35, doors those that were visited, shifts those that have ended. The figure "
        "is the share of the planned stops that were visited."
    ),
    noted("Planned"),
    noted("Actual"),
    noted("Visits"),
)
"""Titles, meanings and series of `core.reports`."""

CODES = (
    noted("a dispatcher"),
    noted("a supervisor"),
    noted("an administrator"),
    noted("customer service"),
    noted("an auditor"),
    noted("Day"),
    noted("Week"),
    noted("Month"),
    noted("Year"),
    noted("Range"),
    noted("Serious"),
    noted("Critical"),
    noted("tail lift"),
    noted("a tail lift"),
)
"""Roles, severities, spans of reports and the equipment that vans have most often."""

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
"""What `core.depot_settings` calls them; why they are there stays English."""

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
"""Sentences of `core.settings`, and what its fields and values are called."""


def in_words(said: str) -> str:
    """The same in the reader's language, as far as it is listed; parts of a list one by one."""
    return said if language().code == "en" else _translated(said)


def _translated(said: str) -> str:
    sentence = _sentence(said)
    if sentence is not None:
        return sentence
    first, *others = said.split("; ")
    if not others:
        return said
    # A sentence may have a semicolon of its own.
    two = _sentence(f"{first}; {others[0]}")
    translated, rest = (_translated(first), others) if two is None else (two, others[1:])
    return f"{translated}; {_translated('; '.join(rest))}"


@lru_cache(maxsize=8192)
def _sentence(said: str) -> str | None:
    """One that is listed, or a day; None for what is neither."""
    if said in _exact():
        return tr(said)
    for pattern, sentence in _patterns(said.count("; ")):
        found = pattern.fullmatch(said)
        if found is not None:
            return tr(sentence, **{name: in_words(v) for name, v in found.groupdict().items()})
    day = _DAY.fullmatch(said)
    if day is None:
        return None
    spoken = language()
    weekday, month = WEEKDAYS.index(day[1]), MONTHS.index(day[3])
    return f"{spoken.weekdays[weekday]} {day[2]} {spoken.months[month]}"


_DAY = re.compile(rf"({'|'.join(WEEKDAYS)}) ([0-9]{{1,2}}) ({'|'.join(MONTHS)})")
_ANY, _FIGURE = r".+?", r"[0-9].*?"
_LISTS = ("{shown}", "{broken}")


def _group(name: str) -> str:
    return f"(?P<{name}>{_FIGURE if name in ('over', 'late') else _ANY})"


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(_group(part) if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )


@lru_cache(maxsize=1)
def _exact() -> frozenset[str]:
    return frozenset(
        each
        for each in (*SENTENCES, *REPORTS, *CODES, *DEPOT_SETTINGS, *SETTINGS)
        if "{" not in each or each in SETTINGS
    )


@lru_cache
def _patterns(semicolons: int) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with so many of their own, so that no place of one runs over another sentence, or with
    a list. The longest fixed part first: it says most."""
    longest = sorted(SENTENCES, key=lambda each: -len(re.sub(r"\{\w+\}", "", each)))
    return tuple(
        (_pattern(each), each)
        for each in longest
        if "{" in each
        and (each.count("; ") == semicolons or any(list_ in each for list_ in _LISTS))
    )
