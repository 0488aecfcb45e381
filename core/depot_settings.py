"""The settings of a depot as a table: what each is called, in which unit, and what makes sense.

Pure. To add a setting, add the field to the model and a row to `SETTINGS`; command, checks, the
dialog and its history follow from the row. `faults` finds what is wrong and `remarks` what is
allowed but strange, both in sentences that name the setting.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from core import catalogue_edits
from core.catalogue import shipped
from core.model import (
    CollectionPoint,
    CustomerOffers,
    Depot,
    DepotSettings,
    DispositionEdit,
    Partner,
    ReasonEdit,
    SlotHours,
    kind_of,
)

LANGUAGES = ("en", "es")
"""Of messages; each has a file in `resources/messages`."""
DAY_MIN = 24 * 60
MOST_MONEY = 1_000_000_000
"""In minor units: beyond it somebody has typed a digit too many."""
Part = SlotHours | CollectionPoint | Partner | ReasonEdit | DispositionEdit
"""A row of a setting that is a table."""
Value = (
    int
    | str
    | tuple[SlotHours, ...]
    | tuple[CollectionPoint, ...]
    | tuple[Partner, ...]
    | tuple[ReasonEdit, ...]
    | tuple[DispositionEdit, ...]
)
"""A switch is an int too."""


class Unit(StrEnum):
    """What a value counts."""

    MONEY = "money"
    PERCENT = "percent"
    POINTS_A_WEEK = "points_a_week"
    SECONDS = "seconds"
    MINUTES = "minutes"
    KM = "km"
    GRAMS = "grams"
    DAYS = "days"
    CONTAINERS = "containers"
    A_DAY = "a_day"
    CLOCK = "clock"
    """Minutes after local midnight."""
    SWITCH = "switch"
    LANGUAGE = "language"
    SLOTS = "slots"
    PLACES = "places"
    PARTNERS = "partners"
    ATTEMPTS = "attempts"
    STOPS = "stops"
    PERSON = "person"
    """The name that somebody of the office works under; may be empty."""
    PHONE = "phone"
    """A telephone number as a phone can dial it; may be empty."""
    REASONS = "reasons"
    DISPOSITIONS = "dispositions"
    DISPOSITION = "disposition"
    """Code of one; empty: as shipped."""


class Page(StrEnum):
    """Settings that are thought of together."""

    COSTS = "costs"
    GOODS = "goods"
    LIMITS = "limits"
    APPROVALS = "approvals"
    REASONS = "reasons"
    DISPOSITIONS = "dispositions"
    MESSAGES = "messages"
    CUSTOMERS = "customers"
    PARTNERS = "partners"
    PRIVACY = "privacy"


class Setting(Struct, frozen=True):
    """One setting. `key` is its path in `DepotSettings`; numbers lie in `least`…`most`."""

    key: str
    page: Page
    label: str
    unit: Unit
    why: str
    least: int = 0
    most: int = MOST_MONEY
    is_own: bool = False
    """A price that every depot has to find for itself: nothing is no default, it is none yet."""


class Fault(Struct, frozen=True):
    """What cannot be, and the settings that it comes from."""

    keys: tuple[str, ...]
    words: str


SETTINGS = (
    Setting("rates.let_down_minor", Page.COSTS, "Letting a customer down again", Unit.MONEY,
            "Calls, credit and lost business when a customer waits in vain once more.",
            is_own=True),
    Setting("rates.travel_pct", Page.COSTS, "Fetching it himself", Unit.PERCENT,
            "Of letting a customer down: he has to go to the counter or to a collection point.", 0,
            100),
    Setting("rates.point_minor", Page.COSTS, "An order at a collection point", Unit.MONEY,
            "What the point takes for it.", is_own=True),
    Setting("rates.waiting_minor", Page.COSTS, "One more day of waiting", Unit.MONEY,
            "For each day that a visit comes later than it could.", is_own=True),
    Setting("rates.handling_minor", Page.COSTS, "Handling at the depot", Unit.MONEY,
            "Taking goods in, looking at them and putting them away.", is_own=True),
    Setting("rates.attempt_min", Page.COSTS, "Time of another visit", Unit.MINUTES,
            "With the way there, where no route has been worked out.", 1, 240),
    Setting("rates.attempt_km", Page.COSTS, "Way of another visit", Unit.KM,
            "Where no route has been worked out.", 0, 300),
    Setting("rates.serious_minor", Page.COSTS, "Serious from", Unit.MONEY,
            "With so much at stake a case is serious by itself. 0: by its time and history only."),
    Setting("rates.co2_g_per_km", Page.COSTS, "CO₂ of a kilometre", Unit.GRAMS,
            "What a van emits; reports multiply it with the way that was driven.", 0, 2000),
    Setting("rates.unopened_pct", Page.GOODS, "Goods that never reached the customer",
            Unit.PERCENT, "What they bring, of their value.", 0, 100),
    Setting("rates.returned_pct", Page.GOODS, "Goods that a customer sends back", Unit.PERCENT,
            "What they bring, of their value.", 0, 100),
    Setting("rates.damaged_pct", Page.GOODS, "Damaged or wrong goods", Unit.PERCENT,
            "What they bring, of their value.", 0, 100),
    Setting("rates.refurbish_pct", Page.GOODS, "Refurbished goods", Unit.PERCENT,
            "What they bring, of their value.", 0, 100),
    Setting("rates.vendor_pct", Page.GOODS, "Goods that go back to the vendor", Unit.PERCENT,
            "What the vendor credits, of their value.", 0, 100),
    Setting("rates.recycle_pct", Page.GOODS, "Recycled goods", Unit.PERCENT,
            "What their material brings, of their value.", 0, 100),
    Setting("rates.container_pct", Page.GOODS, "Refillable containers", Unit.PERCENT,
            "What they bring, of their deposit.", 0, 100),
    Setting("rates.container_minor", Page.GOODS, "Deposit of a container", Unit.MONEY,
            "Where no delivery is known that brought it.", is_own=True),
    Setting("rates.decay_pct_per_week", Page.GOODS, "Lost in a week of waiting",
            Unit.POINTS_A_WEEK, "So many points of the share go with every week.", 0, 100),
    Setting("answer_within_s", Page.LIMITS, "A driver at the door waits for an answer",
            Unit.SECONDS, "After that he may end the attempt alone.", 30, 3600),
    Setting("rates.detour_min", Page.LIMITS, "Collect now: detour up to", Unit.MINUTES,
            "A return or empties so near a route are offered on the way.", 0, 120),
    Setting("rates.moved_stop_min", Page.LIMITS, "A moved stop must save", Unit.MINUTES,
            "Of a van's time, when the day is planned anew. More: fewer stops are moved.", 0, 240),
    Setting("rates.changed_route_min", Page.LIMITS, "A changed list must save", Unit.MINUTES,
            "For each driver whose list changes, on top of its stops.", 0, 480),
    Setting("rates.spreads_evenly", Page.LIMITS, "Spread a new day over the vans", Unit.SWITCH,
            "By the hours of their shifts. Off: as few vans drive as cost least.", 0, 1),
    Setting("rates.empties_from", Page.LIMITS, "Collect empties from", Unit.CONTAINERS,
            "A customer who holds so many is proposed as a collection. 0: never by number.", 0,
            1000),
    Setting("rates.empties_after_days", Page.LIMITS, "Collect any empties after", Unit.DAYS,
            "However few they are. 0: never by age.", 0, 365),
    Setting("office_phone", Page.LIMITS, "Telephone of the office", Unit.PHONE,
            "Drivers call it with one touch from every screen. Empty: they are offered none."),
    Setting("service_refund_minor", Page.LIMITS, "Customer service may refund up to", Unit.MONEY,
            "More needs a dispatcher."),
    Setting("approvals.refund_over_minor", Page.APPROVALS, "Refunds over", Unit.MONEY,
            "Are not sent to the shop before somebody else has agreed. 0: never."),
    Setting("approvals.write_off_over_minor", Page.APPROVALS, "Write-offs over", Unit.MONEY,
            "Goods given up or sent a second time. 0: never."),
    Setting("approvals.exceptions", Page.APPROVALS, "Exceptions from a shop's policy", Unit.SWITCH,
            "The goods are fetched at once; their money waits.", 0, 1),
    Setting("approvals.attempts_over", Page.APPROVALS, "Attempts over", Unit.ATTEMPTS,
            "Another visit to a customer who was visited so often. 0: never.", 0, 20),
    Setting("approvals.broken", Page.APPROVALS, "Constraints that a plan breaks", Unit.SWITCH,
            "They were confirmed, and are looked at afterwards.", 0, 1),
    Setting("approvals.suspect", Page.APPROVALS, "Suspect attempts", Unit.SWITCH,
            "When another visit is paid for and the last one may not have been made.", 0, 1),
    Setting("approvals.dispositions", Page.APPROVALS, "Other dispositions than suggested",
            Unit.SWITCH, "When goods become something else than their grade suggests.", 0, 1),
    Setting("approvals.stops_over", Page.APPROVALS, "Stops moved at once, over", Unit.STOPS,
            "By one change of the plan. 0: never.", 0, 2000),
    Setting("approvals.four_eyes", Page.APPROVALS, "Four eyes", Unit.SWITCH,
            "Off: who asks may answer with a reason, and it is looked at the next day.", 0, 1),
    Setting("approvals.deputy", Page.APPROVALS, "Deputy", Unit.PERSON,
            "The name of who answers what nobody has answered in time, also of what waits already. "
            "Empty: nobody."),
    Setting("approvals.deputy_after_min", Page.APPROVALS, "To the deputy after", Unit.MINUTES,
            "Without an answer by then it is the deputy's.", 1, 24 * 60),
    Setting("catalogue.reasons", Page.REASONS, "Why a visit fails", Unit.REASONS,
            "What the office reads, how soon it decides, and what it usually does next. Codes and "
            "reports stay; drivers and customers read their own words. A reason of your own is a "
            "kind of one of these, and drivers read it as you write it."),
    Setting("catalogue.grade_a", Page.DISPOSITIONS, "Grade A suggests", Unit.DISPOSITION,
            "As new."),
    Setting("catalogue.grade_b", Page.DISPOSITIONS, "Grade B suggests", Unit.DISPOSITION,
            "Opened or lightly used, everything there."),
    Setting("catalogue.grade_c", Page.DISPOSITIONS, "Grade C suggests", Unit.DISPOSITION,
            "Damaged or incomplete, but worth something."),
    Setting("catalogue.grade_d", Page.DISPOSITIONS, "Grade D suggests", Unit.DISPOSITION,
            "Worth nothing."),
    Setting("catalogue.dispositions", Page.DISPOSITIONS, "What becomes of goods",
            Unit.DISPOSITIONS, "What is offered at the inspection, how it is called, and what it "
            "brings where no rate says so. A disposition of your own is a kind of one of these: "
            "its goods go the same way with the same papers, in lots of their own."),
    Setting("messages.is_on", Page.MESSAGES, "Write to customers", Unit.SWITCH,
            "Off: nothing goes out, whatever happens.", 0, 1),
    Setting("messages.language", Page.MESSAGES, "Language", Unit.LANGUAGE,
            "Of messages and of the customer's page."),
    Setting("messages.quiet_from_min", Page.MESSAGES, "Quiet from", Unit.CLOCK,
            "From then on nothing is sent.", 0, DAY_MIN - 1),
    Setting("messages.quiet_until_min", Page.MESSAGES, "Quiet until", Unit.CLOCK,
            "What came up meanwhile goes out then, if it still matters.", 0, DAY_MIN - 1),
    Setting("messages.most_a_day", Page.MESSAGES, "At most to one customer", Unit.A_DAY,
            "Whatever happens.", 1, 20),
    Setting("messages.moved_min", Page.MESSAGES, "A promise moves from", Unit.MINUTES,
            "A visit so much outside of what was promised is told; less is not.", 5, 240),
    Setting("offers.slots", Page.CUSTOMERS, "Parts of the day", Unit.SLOTS,
            "What may be chosen for another day, such as 09:00–13:00, 13:00–18:00."),
    Setting("offers.points", Page.CUSTOMERS, "Collection points", Unit.PLACES,
            "Where customers may fetch what could not be delivered."),
    Setting("offers.counter_opens_min", Page.CUSTOMERS, "Counter opens", Unit.CLOCK,
            "Where customers fetch goods, Monday to Saturday and on Sundays that are worked.", 0,
            DAY_MIN - 1),
    Setting("offers.counter_closes_min", Page.CUSTOMERS, "Counter closes", Unit.CLOCK,
            "At the same time as it opens: there is none.", 0, DAY_MIN - 1),
    Setting("offers.keep_days", Page.CUSTOMERS, "Goods wait to be fetched for", Unit.DAYS,
            "At the counter and at collection points; then they count as uncollected.", 1, 60),
    Setting("offers.has_neighbour", Page.CUSTOMERS, "A neighbour may take it", Unit.SWITCH,
            "The customer names one.", 0, 1),
    Setting("offers.has_refund", Page.CUSTOMERS, "Ask for the money back", Unit.SWITCH,
            "The office decides.", 0, 1),
    Setting("offers.refund_up_to_minor", Page.CUSTOMERS, "Refund without asking up to",
            Unit.MONEY, "So much is asked of the shop at once. 0: the office looks first."),
    Setting("offers.has_replacement", Page.CUSTOMERS, "Ask for other goods", Unit.SWITCH,
            "Where goods were wrong, damaged or lost and stock has them.", 0, 1),
    Setting("offers.link_days", Page.CUSTOMERS, "A customer's link is valid for", Unit.DAYS,
            "Counted from when it is made.", 1, 90),
    Setting("partners", Page.PARTNERS, "Partners", Unit.PARTNERS,
            "Who takes an order over for a price, until an hour of the day."),
    Setting("retention.positions_days", Page.PRIVACY, "Keep where vans were for", Unit.DAYS,
            "Then tracks are deleted. 0: for ever.", 0, 3650),
    Setting("retention.photos_days", Page.PRIVACY, "Keep photos and signatures for", Unit.DAYS,
            "Counted from the order's day. 0: for ever.", 0, 3650),
    Setting("retention.messages_days", Page.PRIVACY, "Keep messages to customers for", Unit.DAYS,
            "Counted from the order's day. 0: for ever.", 0, 3650),
    Setting("retention.contacts_days", Page.PRIVACY, "Keep customers for", Unit.DAYS,
            "After their last order; then they are erased. 0: until somebody does.", 0, 3650),
)  # fmt: skip
BY_KEY = {setting.key: setting for setting in SETTINGS}
DEFAULTS = DepotSettings()
SHORTEST_SLOT_MIN = 30
LEAST_AWAKE_MIN = 60
_ORDERED = (
    ("rates.damaged_pct", "rates.returned_pct", "Damaged goods", "goods sent back"),
    ("rates.returned_pct", "rates.unopened_pct", "Goods sent back", "goods never opened"),
)


def settings_of(depot: Depot) -> DepotSettings:
    """What is set at the depot now."""
    return DepotSettings(
        rates=depot.rates,
        offers=depot.offers,
        messages=depot.messages,
        answer_within_s=depot.answer_within_s,
        service_refund_minor=depot.service_refund_minor,
        office_phone=depot.office_phone,
        partners=depot.reserves.partners,
        approvals=depot.approvals,
        retention=depot.retention,
        catalogue=depot.catalogue,
    )


def value_of(settings: DepotSettings, key: str) -> Value:
    """The value under a key of `SETTINGS`."""
    found: object = settings
    for name in key.split("."):
        found = getattr(found, name)
    return () if found is None else found  # type: ignore[return-value]


def with_value(settings: DepotSettings, key: str, value: Value) -> DepotSettings:
    """The settings with another value under the key."""
    group, _, name = key.rpartition(".")
    if not group:
        return replace(settings, **{name: value})
    return replace(settings, **{group: replace(getattr(settings, group), **{name: value})})


def changed(old: DepotSettings, new: DepotSettings) -> tuple[Setting, ...]:
    """Which settings differ, in the order of the table."""
    return tuple(s for s in SETTINGS if value_of(old, s.key) != value_of(new, s.key))


def amount_words(minor: int, digits: int, currency: str = "") -> str:
    """`12.50 EUR`."""
    whole, part = divmod(abs(minor), 10**digits)
    words = f"{whole}.{part:0{digits}d}" if digits else str(whole)
    return f"{'-' if minor < 0 else ''}{words} {currency}".rstrip()


def value_words(unit: Unit, value: Value, digits: int = 0, currency: str = "") -> str:
    """A value as a sentence of a refusal or of the history says it."""
    if isinstance(value, tuple):
        none = "as shipped" if unit in (Unit.REASONS, Unit.DISPOSITIONS) else "none"
        return ", ".join(_part_words(part, digits, currency) for part in value) or none
    if unit is Unit.MONEY:
        return amount_words(int(value), digits, currency)
    if unit is Unit.CLOCK:
        return clock_words(int(value))
    if unit is Unit.SWITCH:
        return "on" if value else "off"
    if unit in (Unit.PERSON, Unit.PHONE):
        return str(value) or ("nobody" if unit is Unit.PERSON else "none")
    if unit is Unit.DISPOSITION:
        known = shipped().dispositions.get(str(value))
        return known.words if known is not None else _own_words(str(value)) or "as shipped"
    return f"{value}{_SUFFIXES.get(unit, '')}"


_SUFFIXES = {
    Unit.PERCENT: " %",
    Unit.POINTS_A_WEEK: " points a week",
    Unit.SECONDS: " s",
    Unit.MINUTES: " min",
    Unit.KM: " km",
    Unit.GRAMS: " g",
    Unit.DAYS: " days",
    Unit.CONTAINERS: " containers",
    Unit.A_DAY: " a day",
    Unit.ATTEMPTS: " attempts",
    Unit.STOPS: " stops",
}


def clock_words(minute: int) -> str:
    """`09:05`; the end of a day is `24:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def slot_words(slot: SlotHours) -> str:
    """`09:00–13:00`."""
    return f"{clock_words(slot.opens_min)}–{clock_words(slot.closes_min)}"


def _part_words(part: Part, digits: int, currency: str) -> str:
    if isinstance(part, ReasonEdit | DispositionEdit):
        return _edit_words(part)
    if isinstance(part, SlotHours):
        return slot_words(part)
    if isinstance(part, CollectionPoint):
        return part.name
    price = amount_words(part.price_minor, digits, currency)
    return f"{part.name} for {price} until {clock_words(part.cut_off_min)}"


def _edit_words(edit: ReasonEdit | DispositionEdit) -> str:
    """`Nobody there (45 min, not offered)`: the entry, and what is said otherwise."""
    if isinstance(edit, ReasonEdit):
        reason = shipped().failures.get(edit.code)
        known = reason.words if reason is not None else _own_words(edit.code)
        minutes = f"{edit.decide_within_min} min" if edit.decide_within_min else ""
        said = [f"“{edit.words}”" if edit.words else "", minutes, edit.next_step]
    else:
        way = shipped().dispositions.get(edit.code)
        known = way.words if way is not None else _own_words(edit.code)
        share = f"{edit.share_pct} %" if edit.share_pct is not None else ""
        said = [f"“{edit.words}”" if edit.words else "", share]
    said.append("not offered" if edit.is_off else "")
    return f"{known} ({', '.join(filter(None, said))})"


def _own_words(code: str) -> str:
    """`A kind of Refused` for `refused.1`; a code that is gone stands for itself."""
    kind = shipped().failures.get(kind_of(code)) or shipped().dispositions.get(kind_of(code))
    return f"A kind of {kind.words}" if kind is not None else code


def faults(settings: DepotSettings, digits: int = 0, currency: str = "") -> tuple[Fault, ...]:
    """Everything that cannot be, in the order of the table, then what does not go together."""
    return (
        *_out_of_bounds(settings, digits, currency),
        *_of_shares(settings),
        *_of_messages(settings),
        *_of_phone(settings.office_phone),
        *_of_slots(settings.offers.slots),
        *_of_points(settings.offers.points),
        *_of_counter(settings.offers),
        *_of_partners(settings.partners or (), digits, currency),
        *_of_deputy(settings.approvals.deputy),
        *(
            Fault((f"catalogue.{fault.field}",), fault.words)
            for fault in catalogue_edits.faults(shipped(), settings.catalogue)
        ),
    )


def remarks(settings: DepotSettings) -> tuple[Fault, ...]:
    """What may be, but is perhaps not meant."""
    found = []
    slots = sorted(settings.offers.slots, key=lambda slot: slot.opens_min)
    if not slots:
        words = "Customers cannot choose another day: there is no part of the day to choose."
        found.append(Fault(("offers.slots",), words))
    for before, after in pairwise(slots):
        if before.closes_min < after.opens_min:
            gap = f"{clock_words(before.closes_min)} and {clock_words(after.opens_min)}"
            found.append(Fault(("offers.slots",), f"Nobody can choose between {gap}."))
    if settings.offers.refund_up_to_minor > settings.service_refund_minor:
        keys = ("offers.refund_up_to_minor", "service_refund_minor")
        words = "Customers get more without asking than customer service may give; it may as much."
        found.append(Fault(keys, words))
    return tuple(found)


def _out_of_bounds(settings: DepotSettings, digits: int, currency: str) -> Iterator[Fault]:
    for setting in SETTINGS:
        value = value_of(settings, setting.key)
        if isinstance(value, int) and not setting.least <= value <= setting.most:
            yield Fault((setting.key,), _bounds_words(setting, value, digits, currency))


def _bounds_words(setting: Setting, value: int, digits: int, currency: str) -> str:
    least, most, given = (
        value_words(setting.unit, each, digits, currency)
        for each in (setting.least, setting.most, value)
    )
    if setting.unit is Unit.CLOCK:
        return f"{setting.label}: a time between {least} and {most}."
    if value < 0:
        return f"{setting.label} cannot be negative ({given})."
    return f"{setting.label} lies between {least} and {most}, not at {given}."


def _of_shares(settings: DepotSettings) -> Iterator[Fault]:
    for low, high, lower, higher in _ORDERED:
        less, more = value_of(settings, low), value_of(settings, high)
        if less > more:  # type: ignore[operator]
            yield Fault(
                (low, high), f"{lower} cannot bring more ({less} %) than {higher} ({more} %)."
            )


def _of_messages(settings: DepotSettings) -> Iterator[Fault]:
    rules = settings.messages
    if rules.language not in LANGUAGES:
        known = " and ".join(LANGUAGES)
        words = f"There are no messages in the language {rules.language!r}; there are {known}."
        yield Fault(("messages.language",), words)
    quiet = (rules.quiet_until_min - rules.quiet_from_min) % DAY_MIN
    keys = ("messages.quiet_from_min", "messages.quiet_until_min")
    if rules.quiet_from_min == rules.quiet_until_min:
        yield Fault(keys, "Quiet hours begin and end at the same time. Move one of the two.")
    elif DAY_MIN - quiet < LEAST_AWAKE_MIN:
        awake = f"{DAY_MIN - quiet} minutes"
        yield Fault(keys, f"Only {awake} of a day are left for messages. Switch them off instead.")


_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{2,28}[0-9]")


def _of_phone(number: str) -> Iterator[Fault]:
    if number and not _PHONE.fullmatch(number):
        words = "The office's telephone is a number as it is dialled, such as +56 51 220 0000."
        yield Fault(("office_phone",), words)


def _of_slots(slots: tuple[SlotHours, ...]) -> Iterator[Fault]:
    keys = ("offers.slots",)
    for slot in slots:
        if not 0 <= slot.opens_min < DAY_MIN or not 0 < slot.closes_min <= DAY_MIN:
            yield Fault(keys, f"{slot_words(slot)} is not within one day.")
        elif slot.closes_min <= slot.opens_min:
            yield Fault(keys, f"{slot_words(slot)} ends before it begins.")
        elif slot.closes_min - slot.opens_min < SHORTEST_SLOT_MIN:
            least = f"{SHORTEST_SLOT_MIN} minutes"
            yield Fault(keys, f"{slot_words(slot)} is too short to be kept; make it {least}.")
    for before, after in pairwise(slots):
        if after.opens_min < before.closes_min:
            pair = f"{slot_words(before)} and {slot_words(after)}"
            yield Fault(keys, f"{pair} overlap or are in the wrong order.")


def _of_points(points: tuple[CollectionPoint, ...]) -> Iterator[Fault]:
    keys = ("offers.points",)
    names, places = set(), set()
    for point in points:
        if not point.name.strip():
            yield Fault(keys, f"The collection point at {point.place.address} has no name.")
        elif point.name in names:
            yield Fault(keys, f"Two collection points are called {point.name}.")
        if point.place.id in places:
            yield Fault(keys, f"{point.name} is listed twice.")
        if abs(point.place.lat) > 90 or abs(point.place.lon) > 180:
            yield Fault(keys, f"{point.name} lies nowhere on earth.")
        names.add(point.name)
        places.add(point.place.id)


def _of_counter(offers: CustomerOffers) -> Iterator[Fault]:
    if offers.counter_closes_min < offers.counter_opens_min:
        keys = ("offers.counter_opens_min", "offers.counter_closes_min")
        hours = slot_words(SlotHours(offers.counter_opens_min, offers.counter_closes_min))
        yield Fault(keys, f"The counter closes before it opens ({hours}).")


def _of_deputy(name: str) -> Iterator[Fault]:
    if name and not re.fullmatch(r"[A-Za-z0-9._@+-]{1,60}", name):
        words = "The deputy is somebody's name as it stands at the desk, without spaces."
        yield Fault(("approvals.deputy",), words)


def _of_partners(partners: tuple[Partner, ...], digits: int, currency: str) -> Iterator[Fault]:
    keys = ("partners",)
    names, ids = set(), set()
    for partner in partners:
        if not partner.name.strip():
            yield Fault(keys, "A partner has no name.")
        elif partner.name in names:
            yield Fault(keys, f"Two partners are called {partner.name}.")
        if partner.id in ids:
            yield Fault(keys, f"{partner.name} is listed twice.")
        if not 0 <= partner.price_minor <= MOST_MONEY:
            price = amount_words(partner.price_minor, digits, currency)
            yield Fault(keys, f"{partner.name} cannot take an order for {price}.")
        if not 0 < partner.cut_off_min <= DAY_MIN:
            at = clock_words(partner.cut_off_min)
            yield Fault(keys, f"{partner.name} takes orders until {at}, which is no time of a day.")
        names.add(partner.name)
        ids.add(partner.id)
