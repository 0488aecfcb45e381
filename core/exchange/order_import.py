"""Drafts from a list beside what the depot knows: what is new, changed, the same, or refused. Pure.

Asking again with the same list finds everything the same: an order keeps the fingerprint of what
the list said of it (`Order.source`), so what the office changed since is not taken back.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core.case_groups import distance_m
from core.depot_settings import amount_words
from core.exchange.order_columns import Field
from core.exchange.order_rows import Draft, DraftItem, Drafts
from core.exchange.tables import Problem, Table
from core.hub.api_words import spot_id
from core.model import (
    Customer,
    CustomerId,
    Depot,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    Place,
    ReturnRequest,
    ServiceDay,
    TextRef,
    TimeWindow,
)
from core.new_day import USUAL_FROM_MIN, USUAL_UNTIL_MIN
from core.opening import MIDNIGHT
from core.rules.addresses import FARTHEST_KM
from core.rules.imports import TAKEN_BACK, merged, why_not
from core.rules.reserves import local_minute
from core.rules.wording import date_words
from core.state import State

MOST_BYTES = 44_000
"""Of one command; a frame holds 64 KiB."""
MOST_IN_ONE = 200
"""Entries of one command."""
_HOURS = (Field.WINDOW, Field.OPENS, Field.CLOSES)
IN_SIGHT_KM = 100
"""Coordinates are called swapped if that brings them so near."""
NOT_A_SLIP = 0.001
"""Of a minor unit: less is how a price is kept, not how it was written."""


class Spot(Struct, frozen=True):
    """Where an address is; `note` says what is doubtful about it."""

    lat: float
    lon: float
    note: str = ""


Locate = Callable[[str], Spot | None]
"""The place of an address, or None."""
HasRoad = Callable[[float, float], bool]


class Fate(StrEnum):
    """What becomes of an order of the list."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class Entry(Struct, frozen=True):
    """An order of the list. `words` says what changes, or why not."""

    draft: Draft
    fate: Fate
    words: str = ""
    order: Order | None = None
    place: Place | None = None
    customer: Customer | None = None
    texts: dict[TextRef, str] = {}


class Judged(Protocol):
    """An entry of any kind of list."""

    @property
    def fate(self) -> Fate: ...


E = TypeVar("E", bound=Judged)
T = TypeVar("T")


class Import(Struct, Generic[E], frozen=True):
    """What would be done. `counts` are of records; those that cannot be read are refused."""

    entries: tuple[E, ...]
    problems: tuple[Problem, ...]
    counts: dict[Fate, int]
    notes: tuple[str, ...] = ()
    refused_rows: frozenset[int] = frozenset()
    """Of records that could not be read; each of their rows stays out."""
    is_swapped: bool = False
    """Whether latitude and longitude stand in each other's column, all over the list."""

    @property
    def to_do(self) -> tuple[E, ...]:
        """What is sent."""
        return tuple(each for each in self.entries if each.fate in (Fate.NEW, Fate.CHANGED))


class Board(Struct, frozen=True):
    """What the list is compared with. `day` is for orders whose list names none."""

    state: State
    texts: Mapping[str, str]
    now: datetime
    day: date
    locate: Locate
    has_road: HasRoad = lambda lat, lon: True


def compare(
    table: Table,
    columns: Mapping[int, Field],
    drafts: Drafts,
    board: Board,
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> Import[Entry]:
    """`is_over` gives it up: then what was compared so far is told."""
    assert board.state.depot is not None
    comparing = _Comparing(table, columns, board, board.state.depot)
    entries = []
    for draft in drafts.drafts:
        if is_over():
            break
        entries.append(comparing.entry(draft))
    compared = drafts.drafts[: len(entries)]
    counts = Counter(each.fate for each in entries)
    counts[Fate.REFUSED] += drafts.refused
    swapped = comparing.swapped + drafts.swapped
    spots = sum(draft.lat is not None for draft in drafts.drafts) + drafts.swapped
    is_swapped = is_mostly(swapped, spots)
    problems = sorted((*drafts.problems, *comparing.problems), key=lambda p: (p.row, p.column))
    return Import(
        tuple(entries),
        tuple(problems),
        {fate: counts[fate] for fate in Fate},
        (*drafts.notes, *swapped_words(is_swapped), *_rounded(compared, board.state.depot)),
        drafts.refused_rows,
        is_swapped=is_swapped,
    )


def swapped_words(is_swapped: bool) -> tuple[str, ...]:
    """What is said of the whole list."""
    return ("latitude and longitude are swapped all over the list",) if is_swapped else ()


def _rounded(drafts: Iterable[Draft], depot: Depot) -> tuple[str, ...]:
    """The first price with more decimals than the depot's money, and how many there are."""
    prices = (item.unit_value for draft in drafts for item in draft.items)
    unit = 10**depot.minor_digits
    found = [each for each in prices if abs(each * unit - round(each * unit)) > NOT_A_SLIP]
    if not found:
        return ()
    amount = amount_words(round(found[0] * unit), depot.minor_digits, depot.currency)
    price, count = f"{found[0]:.12g}", len(found)
    if count == 1:
        return (f"the price {price} is rounded to {amount}",)
    return (f"the price {price} is rounded to {amount}, one of {count} that are",)


def is_mostly(swapped: int, spots: int) -> bool:
    """Whether it is the columns that are wrong, and not a few cells."""
    return swapped > 0 and swapped * 5 >= spots * 4


def other_way_round(mapped: Mapping[int, Field]) -> dict[int, Field]:
    """The columns of latitude and longitude changed for each other."""
    other = {Field.LAT: Field.LON, Field.LON: Field.LAT}
    return {column: other.get(field, field) for column, field in mapped.items()}


def commands(entries: Iterable[Entry]) -> Iterator[c.ImportOrders]:
    """In pieces that fit into a frame."""
    yield from map(_command, in_pieces(entries, _sent))


def in_pieces(entries: Iterable[T], sent: Callable[[T], object]) -> Iterator[list[T]]:
    """As many entries as one command bears; `sent` is what of an entry travels in it."""
    piece: list[T] = []
    size = 0
    for entry in entries:
        own = len(msgspec.json.encode(sent(entry)))
        if piece and (size + own > MOST_BYTES or len(piece) == MOST_IN_ONE):
            yield piece
            piece, size = [], 0
        piece.append(entry)
        size += own
    if piece:
        yield piece


def _sent(entry: Entry) -> object:
    return entry.order, entry.place, entry.customer, entry.texts


def _command(entries: Sequence[Entry]) -> c.ImportOrders:
    places = {each.place.id: each.place for each in entries if each.place is not None}
    customers = {each.customer.id: each.customer for each in entries if each.customer is not None}
    return c.ImportOrders(
        tuple(places.values()),
        tuple(customers.values()),
        tuple(each.order for each in entries if each.order is not None),
        {ref: text for each in entries for ref, text in each.texts.items()},
    )


class Doubt(Struct, frozen=True):
    """What is doubtful about a place, or wrong with it; `is_of_address`: else of coordinates."""

    words: str
    is_of_address: bool
    is_swapped: bool = False
    """Whether it is near the depot with latitude and longitude changed for each other."""


class Spotter:
    """Where records are: as the list says, else as the region's addresses do."""

    def __init__(self, board: Board, depot: Depot) -> None:
        self._board = board
        self._home = board.state.places[depot.place_id]
        self._minds_roads = board.has_road(self._home.lat, self._home.lon)

    def place(
        self, address: str, lat: float | None, lon: float | None
    ) -> tuple[Place | None, Doubt | None]:
        """None, and why, where there is no such place; else the place, and what is doubtful."""
        is_of_address = lat is None or lon is None
        doubt = None
        if lat is None or lon is None:
            found = self._board.locate(address)
            if found is None:
                words = (
                    f"{address[:60]!r} is not among the region's addresses: mend it, or add "
                    "columns with latitude and longitude"
                )
                return None, Doubt(words, is_of_address)
            lat, lon = found.lat, found.lon
            doubt = Doubt(found.note, is_of_address) if found.note else None
        words, is_swapped = self._far_words(lat, lon)
        if not words and self._minds_roads and not self._board.has_road(lat, lon):
            words = "no road within 200 m: it lies in the sea or outside the map"
        if words:
            return None, Doubt(words, is_of_address, is_swapped)
        return Place(spot_id(address, lat, lon), address, lat, lon), doubt

    def _far_words(self, lat: float, lon: float) -> tuple[str, bool]:
        far_km = distance_m(self._home, lat, lon) / 1000
        if far_km <= FARTHEST_KM:
            return "", False
        if abs(lon) <= 90 and distance_m(self._home, lon, lat) / 1000 <= IN_SIGHT_KM:
            words = f"latitude and longitude are swapped: {lon:g}, {lat:g} is near the depot"
            return words, True
        return f"{far_km:,.0f} km from the depot; check the coordinates", False


class _Comparing:
    def __init__(
        self, table: Table, columns: Mapping[int, Field], board: Board, depot: Depot
    ) -> None:
        self._table, self._board, self._depot = table, board, depot
        self._columns = {field: column for column, field in columns.items()}
        self._zone = ZoneInfo(depot.zone)
        self._today = board.now.astimezone(self._zone).date()
        self._spotter = Spotter(board, depot)
        self._out_on = cache(partial(out_on, board.state, depot))
        self.problems: list[Problem] = []
        self.swapped = 0

    def entry(self, draft: Draft) -> Entry:
        """What becomes of one order."""
        state = self._board.state
        known = state.orders.get(OrderId(draft.id))
        source = fingerprint(draft)
        customer, texts = self._customer(draft)
        other = self._other(known, draft) if known is not None else ""
        if other:
            words = f"order {draft.id} is {other} here; if it is another one, choose a prefix"
            return self._refused(draft, Field.ID, words)
        if known is not None and known.source == source:
            return self._with_other_words(draft, known, customer, texts)
        day = draft.day or (date.fromisoformat(known.day) if known else self._board.day)
        if day < self._today and (known is None or known.day != day.isoformat()):
            over, today = (date_words(each) for each in (day, self._today))
            return self._refused(draft, Field.DAY, f"the day {over} is over: today is {today}")
        found = self._place(draft)
        if found is None:
            return Entry(draft, Fate.REFUSED)
        listed = self._order(draft, day, found, customer, source)
        self._mind_hours(draft, day)
        if known is None or known.source == TAKEN_BACK:
            words = "taken back before" if known is not None else ""
            return Entry(draft, Fate.NEW, words, listed, found, customer, texts)
        return self._changed(draft, known, listed, found, customer, texts)

    def _with_other_words(
        self, draft: Draft, known: Order, customer: Customer, texts: dict[TextRef, str]
    ) -> Entry:
        """The list says the same as before, but for names, numbers and notes."""
        note_ref = _note_ref(draft)
        state = self._board.state
        there = state.customers.get(known.customer_id)
        is_erased = there is not None and there.erased_at is not None
        if known.note_ref != note_ref and (is_erased or why_not(state, known)):
            # Too late for a note, but not for a number that was wrong.
            texts = {ref: text for ref, text in texts.items() if ref != note_ref}
            note_ref = known.note_ref
        is_noted = known.note_ref != note_ref
        if not is_noted and self._has_same_words(known, customer, texts):
            return Entry(draft, Fate.SAME)
        what = "note" if is_noted else "contact"
        place = state.places[known.place_id]
        order = replace(known, customer_id=customer.id, note_ref=note_ref)
        return Entry(draft, Fate.CHANGED, what, order, place, customer, texts)

    def _other(self, known: Order, draft: Draft) -> str:
        """What makes an order of the same number look like another one."""
        if known.shop != draft.shop:
            return f"of {known.shop or 'no shop'}"
        if known.kind is not draft.kind:
            return f"a {known.kind}"
        there = self._board.state.customers.get(known.customer_id)
        name = self._board.texts.get(there.name_ref, "") if there is not None else ""
        is_own = bool(known.source) or not name or name == draft.name
        return "" if is_own else "another customer's"

    def _changed(
        self,
        draft: Draft,
        known: Order,
        listed: Order,
        place: Place,
        customer: Customer,
        texts: dict[TextRef, str],
    ) -> Entry:
        what = differences(known, merged(known, listed))
        if not self._has_same_words(known, customer, texts):
            what = (*what, "contact")
        if not what:
            # Entered otherwise than by a list, or spelled otherwise: nothing to change.
            return Entry(draft, Fate.SAME)
        words = why_not(self._board.state, known) if what != ("contact",) else ""
        if words:
            return self._refused(draft, Field.ID, f"order {draft.id} is left as it is: {words}")
        return Entry(draft, Fate.CHANGED, ", ".join(what), listed, place, customer, texts)

    def _refused(self, draft: Draft, field: Field, words: str) -> Entry:
        self._note(draft, field, words, is_blocking=True)
        return Entry(draft, Fate.REFUSED, words)

    def _mind_hours(self, draft: Draft, day: date) -> None:
        """A window in which nobody is out is a slip more often than a wish."""
        if draft.opens_min is None and draft.closes_min is None:
            return
        opens, closes = draft.opens_min or 0, draft.closes_min
        closes = MIDNIGHT - 1 if closes is None else closes
        leave, back = self._out_on(day)
        if opens > back or closes < leave:
            field = next((f for f in _HOURS if f in self._columns), Field.WINDOW)
            words = (
                f"no van is out from {_hm(opens)} to {_hm(closes)}: they leave at {_hm(leave)} "
                f"and are back at {_hm(back)}"
            )
            self._note(draft, field, words, is_blocking=False)

    def _note(self, draft: Draft, field: Field, words: str, *, is_blocking: bool) -> None:
        row = self._table.numbers[draft.rows[0]]
        self.problems.append(Problem(row, self._columns.get(field, -1), words, is_blocking))

    def _place(self, draft: Draft) -> Place | None:
        """Where the list or the region's addresses say; None with a problem."""
        place, problem = self._spotter.place(draft.address, draft.lat, draft.lon)
        if problem is not None:
            field = Field.ADDRESS if problem.is_of_address else Field.LAT
            self._note(draft, field, problem.words, is_blocking=place is None)
            self.swapped += problem.is_swapped
        return place

    def _customer(self, draft: Draft) -> tuple[Customer, dict[TextRef, str]]:
        """The same ids as the API's, so that a shop may use both."""
        whose = f"{draft.shop or 'list'}/{draft.customer_id}"
        owner = whose if draft.customer_id else f"order/{draft.id}"
        known = {"name": draft.name, "phone": draft.phone, "email": draft.email}
        refs = {what: TextRef(f"{owner}/{what}") for what, text in known.items() if text}
        texts = {ref: known[what] for what, ref in refs.items()}
        note_ref = _note_ref(draft)
        if note_ref is not None:
            texts[note_ref] = draft.note
        customer = Customer(CustomerId(owner), refs["name"], refs.get("phone"), refs.get("email"))
        return customer, texts

    def _has_same_words(
        self, known: Order, customer: Customer, texts: Mapping[TextRef, str]
    ) -> bool:
        there = self._board.state.customers.get(known.customer_id)
        if there is None or there.id != customer.id:
            return False
        if there.erased_at is not None:
            return True
        return all(self._board.texts.get(ref) == text for ref, text in texts.items())

    def _order(
        self, draft: Draft, day: date, place: Place, customer: Customer, source: str
    ) -> Order:
        order_id = OrderId(draft.id)
        is_collected = draft.kind is not OrderKind.DELIVERY
        request = None
        if draft.reason is not None:
            request = ReturnRequest(draft.reason, self._today, self._today)
        return Order(
            id=order_id,
            kind=draft.kind,
            customer_id=customer.id,
            place_id=place.id,
            items=tuple(
                self._item(order_id, number, item, is_collected)
                for number, item in enumerate(draft.items, start=1)
            ),
            day=ServiceDay(day.isoformat()),
            service_s=draft.service_min * 60,
            window=self._window(draft, day),
            needs=draft.needs,
            shop=draft.shop,
            request=request,
            source=source,
            note_ref=_note_ref(draft),
        )

    def _item(self, order_id: OrderId, number: int, item: DraftItem, is_collected: bool) -> Item:
        return Item(
            id=ItemId(f"{order_id}.{number}"),
            sku=item.sku,
            description=item.description,
            quantity=item.quantity,
            unit_value_minor=round(item.unit_value * 10**self._depot.minor_digits),
            load=Load(item.weight_g, item.volume_ml, item.slots),
            is_collected=is_collected,
        )

    def _window(self, draft: Draft, day: date) -> TimeWindow | None:
        if draft.opens_min is None and draft.closes_min is None:
            return None
        closes = draft.closes_min if draft.closes_min is not None else MIDNIGHT - 1
        on = ServiceDay(day.isoformat())
        opens = local_minute(self._depot, on, draft.opens_min or 0)
        return TimeWindow(opens, local_minute(self._depot, on, closes))


def out_on(state: State, depot: Depot, day: date) -> tuple[int, int]:
    """From when to when vans are out, in minutes of the day: as on the day itself, else as on the
    last one that is open, else as usual."""
    days = sorted({route.day for route in state.routes.values()})
    wanted = day.isoformat()
    known = wanted if wanted in days else next(iter(reversed(days)), None)
    routes = [route for route in state.routes.values() if route.day == known]
    if not routes:
        return USUAL_FROM_MIN, USUAL_UNTIL_MIN
    zone = ZoneInfo(depot.zone)
    first = min(route.starts_at for route in routes).astimezone(zone)
    last = max(route.ends_at for route in routes).astimezone(zone)
    of_next_day = MIDNIGHT * (last.date() - first.date()).days
    return first.hour * 60 + first.minute, of_next_day + last.hour * 60 + last.minute


def _hm(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _note_ref(draft: Draft) -> TextRef | None:
    return TextRef(f"order/{draft.id}/note") if draft.note else None


def fingerprint(draft: Draft) -> str:
    """Of everything that the list says of the order, but for what is personal."""
    said = (
        draft.kind,
        draft.address,
        draft.lat,
        draft.lon,
        draft.day,
        draft.opens_min,
        draft.closes_min,
        draft.service_min,
        sorted(draft.needs),
        draft.items,
        draft.shop,
        draft.reason,
    )
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]


def differences(old: Order, new: Order) -> tuple[str, ...]:
    """What a list would change, in words."""
    named = (
        ("address", old.place_id != new.place_id),
        ("goods", old.items != new.items),
        ("day", old.day != new.day),
        ("window", old.window != new.window),
        ("minutes at the door", old.service_s != new.service_s),
        ("equipment", old.needs != new.needs),
        ("reason", _reason(old) != _reason(new)),
        ("note", old.note_ref != new.note_ref),
    )
    return tuple(name for name, is_other in named if is_other)


def _reason(order: Order) -> str:
    return order.request.reason if order.request is not None else ""
