"""Lists of drivers, vans, customers and rounds beside what is known: what becomes of each row.

Pure. A row is known again by its number, or by its name where the list has none; what no column
says stays as it is.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core.erasure import name_of
from core.exchange.list_kinds import ListKind, one, titles
from core.exchange.order_columns import Field
from core.exchange.order_import import (
    Board,
    Fate,
    Import,
    Spotter,
    in_pieces,
    is_mostly,
    swapped_words,
)
from core.exchange.round_rows import differences, round_of
from core.exchange.row_reader import LONGEST_ID, RowReader, Styles, styles
from core.exchange.tables import Problem, Table
from core.model import (
    Calendar,
    CollectionRound,
    Customer,
    CustomerId,
    Depot,
    Driver,
    DriverId,
    Load,
    Place,
    PlaceId,
    RoundId,
    TextRef,
    Vehicle,
    VehicleId,
)
from core.own_depot import USUAL_LOAD, stand_ins
from core.phone import plain

MOST_LOAD = Load(weight_g=60_000_000, volume_ml=200_000_000, slots=5_000)
MOST_COST, MOST_HELD = 100_000, 10_000


class RecordDraft(Struct, frozen=True):
    """A row as far as it was read; `rows` is where it stands."""

    id: str
    rows: tuple[int, ...]


class RecordEntry(Struct, frozen=True):
    """One row. `words` says what changes, or why not."""

    draft: RecordDraft
    fate: Fate
    words: str = ""
    driver: Driver | None = None
    vehicle: Vehicle | None = None
    customer: Customer | None = None
    place: Place | None = None
    texts: dict[TextRef, str] = {}
    round: CollectionRound | None = None
    gone: tuple[Driver, ...] = ()
    """Stand-ins that leave when the first real ones come."""
    retired: tuple[Vehicle, ...] = ()


def missing(kind: ListKind, mapped: Mapping[int, Field]) -> tuple[str, ...]:
    """What no column says and no row can do without, in words."""
    fields, names = set(mapped.values()), titles(kind)
    lacking = []
    if kind is ListKind.VANS and not fields & {Field.CUSTOMER, Field.ID}:
        lacking.append(names[Field.CUSTOMER])
    if kind is not ListKind.VANS and not fields & {
        Field.CUSTOMER,
        Field.FIRST_NAME,
        Field.LAST_NAME,
    }:
        lacking.append(names[Field.CUSTOMER])
    if kind is ListKind.CUSTOMERS and Field.ADDRESS not in fields:
        lacking.append(names[Field.ADDRESS])
    if kind is ListKind.ROUNDS:
        if not fields & {Field.ADDRESS, Field.CUSTOMER_ID}:
            lacking.append(names[Field.ADDRESS])
        if Field.WEEKDAYS not in fields:
            lacking.append(names[Field.WEEKDAYS])
    return tuple(lacking)


def compare(
    table: Table, mapped: Mapping[int, Field], kind: ListKind, board: Board
) -> Import[RecordEntry]:
    """What would become of each row."""
    assert board.state.depot is not None
    style = styles(table, mapped)
    columns = {field: column for column, field in mapped.items()}
    comparing = _Comparing(table, columns, style, board, board.state.depot)
    read = {
        ListKind.DRIVERS: comparing.driver,
        ListKind.VANS: comparing.van,
        ListKind.CUSTOMERS: comparing.customer,
        ListKind.ROUNDS: comparing.round,
    }[kind]
    unread = table.problems_in(mapped)
    blocked = {each.row for each in unread if each.is_blocking}
    entries = []
    for row in range(len(table.rows)):
        if table.numbers[row] in blocked:
            entries.append(RecordEntry(RecordDraft("", (row,)), Fate.REFUSED))
        else:
            entries.append(read(row))
    entries, notes = _without_stand_ins(entries, kind, board)
    counts = Counter(entry.fate for entry in entries)
    is_swapped = is_mostly(comparing.swapped, comparing.spots)
    problems = sorted((*unread, *comparing.problems), key=lambda p: (p.row, p.column))
    return Import(
        tuple(entries),
        tuple(problems),
        {fate: counts[fate] for fate in Fate},
        (*style.notes, *notes, *swapped_words(is_swapped)),
        is_swapped=is_swapped,
    )


def _without_stand_ins(
    entries: list[RecordEntry], kind: ListKind, board: Board
) -> tuple[list[RecordEntry], tuple[str, ...]]:
    """The nameless ones that a depot begins with leave with the first list of real ones."""
    drivers, vans = stand_ins(board.state, board.texts)
    listed = {entry.draft.id for entry in entries}
    first = next((at for at, each in enumerate(entries) if each.fate is Fate.NEW), None)
    gone = tuple(
        replace(driver, has_left=True)
        for driver in drivers
        if kind is ListKind.DRIVERS and driver.id not in listed
    )
    retired = tuple(
        replace(van, is_retired=True)
        for van in vans
        if kind is ListKind.VANS and van.id not in listed
    )
    if first is None or not (gone or retired):
        return entries, ()
    entries[first] = replace(entries[first], gone=gone, retired=retired)
    left = len(gone) + len(retired)
    return entries, (f"{left} nameless {one(kind, left)} of the beginning {_leave(left)}",)


def _leave(number: int) -> str:
    return "leaves" if number == 1 else "leave"


Bringing = c.RegisterFleet | c.ImportOrders | c.KeepRounds


def commands(entries: Iterable[RecordEntry]) -> Iterator[tuple[int, Bringing]]:
    """In pieces that fit into a frame, each with how many rows it is of; who is new comes before
    the rounds that go there."""
    for piece in in_pieces(entries, lambda each: each):
        rounds = tuple(each.round for each in piece if each.round is not None)
        if not rounds or any(each.customer is not None for each in piece):
            yield (0 if rounds else len(piece)), _command(piece)
        if rounds:
            yield len(rounds), c.KeepRounds(rounds)


def _command(entries: Sequence[RecordEntry]) -> c.RegisterFleet | c.ImportOrders:
    texts = {ref: text for each in entries for ref, text in each.texts.items()}
    customers = {each.customer.id: each.customer for each in entries if each.customer is not None}
    if customers:
        places = {each.place.id: each.place for each in entries if each.place is not None}
        return c.ImportOrders(tuple(places.values()), tuple(customers.values()), (), texts)
    return c.RegisterFleet(
        (
            *(each.driver for each in entries if each.driver is not None),
            *(driver for each in entries for driver in each.gone),
        ),
        (
            *(each.vehicle for each in entries if each.vehicle is not None),
            *(van for each in entries for van in each.retired),
        ),
        texts,
    )


class _Site(Struct, frozen=True):
    """Who is visited and where; `customer` where the depot has to be told of somebody."""

    name: str
    customer_id: CustomerId
    place: Place | None
    customer: Customer | None = None
    texts: dict[TextRef, str] = {}


class _Comparing:
    def __init__(
        self,
        table: Table,
        columns: Mapping[Field, int],
        style: Styles,
        board: Board,
        depot: Depot,
    ) -> None:
        self._table, self._columns, self._style = table, columns, style
        self._board, self._depot = board, depot
        self._spotter = Spotter(board, depot)
        self._seen: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.spots = self.swapped = 0
        """Rows with coordinates, and those where they are changed for each other."""
        state, texts = board.state, board.texts
        self._drivers = {plain(texts.get(d.name_ref, "")): d.id for d in state.drivers.values()}
        self._people: dict[str, tuple[CustomerId, ...]] = {}
        for customer in state.customers.values():
            name = plain(texts.get(customer.name_ref, ""))
            self._people[name] = (*self._people.get(name, ()), customer.id)
        self._vans = {plain(van.name): van.id for van in state.vehicles.values()}

    def _spot(self, reader: RowReader) -> tuple[float | None, float | None]:
        lat, lon = reader.spot()
        self.spots += lat is not None or reader.is_swapped
        self.swapped += reader.is_swapped
        return lat, lon

    # A row of each kind.

    def driver(self, row: int) -> RecordEntry:
        reader = self._reader(row)
        name, phone = reader.name("driver"), reader.phone()
        id_ = self._id(reader, name, self._drivers, self._driver_id)
        if self._is_refused(reader):
            return RecordEntry(RecordDraft(id_, (row,)), Fate.REFUSED)
        state = self._board.state
        known = state.drivers.get(DriverId(id_))
        if known is not None and known.erased_at is not None:
            return self._refused(reader, id_, "this driver was erased; give him another number")
        driver = known or Driver(DriverId(id_), TextRef(f"driver-{id_}-name"))
        texts = {driver.name_ref: name}
        if phone:
            phone_ref = driver.phone_ref or TextRef(f"driver-{id_}-phone")
            driver = replace(driver, phone_ref=phone_ref)
            texts[phone_ref] = phone
        changed = [
            what
            for what, ref in (("name", driver.name_ref), ("telephone", driver.phone_ref))
            if ref in texts and self._board.texts.get(ref or "") != texts[ref]
        ]
        if known is not None and known.has_left:
            changed.append("drives again")
            driver = replace(driver, has_left=False)
        return self._entry(
            RecordEntry(RecordDraft(id_, (row,)), Fate.NEW, driver=driver, texts=texts),
            is_known=known is not None,
            changed=changed,
        )

    def van(self, row: int) -> RecordEntry:
        reader = self._reader(row)
        name = reader.text(Field.CUSTOMER, 60)
        id_ = self._id(reader, name, self._vans)
        known = self._board.state.vehicles.get(VehicleId(id_))
        was = known or self._like_the_others(id_)
        unit = 10**self._depot.minor_digits
        vehicle = replace(
            was,
            name=name or (known.name if known is not None else id_),
            capacity=reader.load(was.capacity, MOST_LOAD),
            equipment=reader.equipment() if Field.NEEDS in self._columns else was.equipment,
            cost_per_km_minor=reader.figure(
                Field.COST_KM, was.cost_per_km_minor, unit, MOST_COST * unit
            ),
            cost_per_hour_minor=reader.figure(
                Field.COST_HOUR, was.cost_per_hour_minor, unit, MOST_COST * unit
            ),
            is_retired=False,
        )
        draft = RecordDraft(id_, (row,))
        if self._is_refused(reader):
            return RecordEntry(draft, Fate.REFUSED)
        holder = self._vans.get(plain(vehicle.name))
        if holder is not None and holder != vehicle.id:
            return self._refused(reader, id_, f"{vehicle.name} is the van {holder} already")
        self._vans[plain(vehicle.name)] = vehicle.id
        changed = [] if known is None else _van_changes(known, vehicle)
        return self._entry(
            RecordEntry(draft, Fate.NEW, vehicle=vehicle),
            is_known=known is not None,
            changed=changed,
        )

    def customer(self, row: int) -> RecordEntry:
        reader = self._reader(row)
        name, phone, email = reader.name("customer"), reader.phone(), reader.email()
        lat, lon = self._spot(reader)
        address = reader.address(lat is not None)
        held = reader.figure(Field.HELD, 0, 1, MOST_HELD)
        shop = reader.text(Field.SHOP, 60) or "list"
        id_ = self._id(reader, f"{name} {address}", {}, lambda words: self._own(shop, words))
        draft = RecordDraft(id_, (row,))
        if self._is_refused(reader):
            return RecordEntry(draft, Fate.REFUSED)
        place, problem = self._spotter.place(address, lat, lon)
        if problem is not None:
            field = Field.ADDRESS if problem.is_of_address else Field.LAT
            reader.fault(field, problem.words, is_blocking=place is None)
            self.swapped += problem.is_swapped
            self._keep(reader)
        if place is None:
            return RecordEntry(draft, Fate.REFUSED)
        owner = f"{shop}/{id_}"
        said = {"name": name, "phone": phone, "email": email}
        refs = {what: TextRef(f"{owner}/{what}") for what, text in said.items() if text}
        texts = {ref: said[what] for what, ref in refs.items()}
        known = self._board.state.customers.get(CustomerId(owner))
        if known is not None and known.erased_at is not None:
            return self._refused(reader, id_, "this customer was erased, and stays so")
        customer = Customer(
            CustomerId(owner),
            refs["name"],
            refs.get("phone") or (known.phone_ref if known is not None else None),
            refs.get("email") or (known.email_ref if known is not None else None),
            empties=held if known is None else known.empties,
            empties_since=self._board.now if held and known is None else None,
            place_id=place.id,
        )
        changed = [what for what, ref in refs.items() if self._board.texts.get(ref) != said[what]]
        if known is not None and known.place_id != place.id:
            changed.append("address")
        if known is not None and held and held != known.empties:
            words = f"{known.empties} were counted at the door; the list's {held} are not taken"
            reader.fault(Field.HELD, words, is_blocking=False)
            self._keep(reader)
        return self._entry(
            RecordEntry(draft, Fate.NEW, customer=customer, place=place, texts=texts),
            is_known=known is not None,
            changed=changed,
        )

    def round(self, row: int) -> RecordEntry:
        reader = self._reader(row)
        site = self._site(reader)
        goods = reader.text(Field.GOODS)
        id_ = self._id(reader, f"{site.name} {goods}".strip(), {}, partial(self._round_id, goods))
        draft = RecordDraft(id_, (row,))
        was = self._board.state.rounds.get(RoundId(id_))
        if was is not None:
            was = replace(was, name=name_of(was, self._board.texts), name_ref=None)
        today = self._board.now.astimezone(ZoneInfo(self._depot.zone)).date()
        fresh = CollectionRound(RoundId(id_), site.customer_id, PlaceId(""), Calendar((), today))
        made = round_of(reader, was or fresh)
        if self._is_refused(reader) or site.place is None:
            return RecordEntry(draft, Fate.REFUSED)
        made = replace(made, customer_id=site.customer_id, place_id=site.place.id)
        entry = RecordEntry(draft, Fate.NEW, round=made)
        changed = differences(was, made) if was is not None else []
        if site.customer is not None:
            entry = replace(entry, customer=site.customer, place=site.place, texts=site.texts)
            changed.append("contact")
        return self._entry(entry, is_known=was is not None, changed=changed)

    # What they share.

    def _site(self, reader: RowReader) -> _Site:
        """Who and where; what is known of somebody counts where the list says nothing."""
        name = reader.called()
        state = self._board.state
        said = reader.text(Field.CUSTOMER_ID, LONGEST_ID)
        known = self._known(said, name)
        if known is not None and known.erased_at is not None:
            reader.fault(Field.CUSTOMER, "this customer was erased, and stays so")
        place = None
        if known is not None and known.place_id is not None:
            place = state.places[known.place_id]
        has_address = bool(reader.first(Field.ADDRESS))
        if has_address or place is None:
            lat, lon = self._spot(reader)
            address = reader.address(lat is not None)
            if address and (place is None or place.address != address):
                place, problem = self._spotter.place(address, lat, lon)
                if problem is not None:
                    field = Field.ADDRESS if problem.is_of_address else Field.LAT
                    reader.fault(field, problem.words, is_blocking=place is None)
                    self.swapped += problem.is_swapped
        if known is not None:
            is_there = place is None or place.id in state.places
            moved = None if is_there else replace(known, place_id=place.id if place else None)
            return _Site(name, known.id, place, moved)
        name = name or reader.name("customer")
        where = place.address if place is not None else ""
        own = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain(said)).strip("-")[:LONGEST_ID].strip("-")
        owner = CustomerId(f"list/{own or self._own('list', f'{name} {where}')}")
        texts = {"name": name, "phone": reader.phone(), "email": reader.email()}
        refs = {what: TextRef(f"{owner}/{what}") for what, text in texts.items() if text}
        customer = Customer(
            owner,
            TextRef(f"{owner}/name"),
            refs.get("phone"),
            refs.get("email"),
            place_id=place.id if place is not None else None,
        )
        return _Site(name, owner, place, customer, {refs[what]: texts[what] for what in refs})

    def _known(self, said: str, name: str) -> Customer | None:
        """Whom the list names by a number, or who has that name as the only one."""
        customers = self._board.state.customers
        if said:
            known = customers.get(CustomerId(said))
            return known or customers.get(CustomerId(f"list/{said}"))
        same = self._people.get(plain(name), ())
        return customers[same[0]] if name and len(same) == 1 else None

    def _reader(self, row: int) -> RowReader:
        return RowReader(self._table, self._columns, self._style, (row,), "")

    def _own(self, shop: str, words: str) -> str:
        """Of a customer without a number; earlier releases have made ids that can be read."""
        before = _slug(words)
        is_there = CustomerId(f"{shop}/{before}") in self._board.state.customers
        return before if is_there else nameless(words)

    def _driver_id(self, words: str) -> str:
        before = _slug(words)
        is_there = DriverId(before) in self._board.state.drivers
        return before if is_there else f"d-{nameless(words)}"

    def _round_id(self, goods: str, words: str) -> str:
        before = _slug(words)
        is_there = RoundId(before) in self._board.state.rounds
        return before if is_there else f"{_slug(goods) or 'round'}-{nameless(words)}"[:LONGEST_ID]

    def _id(
        self,
        reader: RowReader,
        name: str,
        by_name: Mapping[str, str],
        made: Callable[[str], str] | None = None,
    ) -> str:
        """The list's number, else who is known under the name, else made of the name: by `made`,
        or so that it can be read."""
        text = reader.text(Field.ID, LONGEST_ID)
        id_ = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain(text)).strip("-") if text else ""
        id_ = id_ or by_name.get(plain(name), "")
        if not id_ and _slug(name):
            id_ = _slug(name) if made is None else made(name)
        if not id_:
            reader.fault(Field.ID, "there is neither a number nor a name to know it by")
        elif id_ in self._seen:
            reader.fault(Field.ID, f"{id_} stands in row {self._seen[id_]} already")
        else:
            self._seen[id_] = self._table.numbers[reader.rows[0]]
        return id_

    def _like_the_others(self, id_: str) -> Vehicle:
        """A van of which the list says little is like the first one that the depot has."""
        first = next(iter(self._board.state.vehicles.values()), None)
        if first is None:
            return Vehicle(VehicleId(id_), id_, USUAL_LOAD)
        return replace(first, id=VehicleId(id_), name=id_, equipment=frozenset())

    def _is_refused(self, reader: RowReader) -> bool:
        is_refused = any(each.is_blocking for each in reader.problems)
        self._keep(reader)
        return is_refused

    def _keep(self, reader: RowReader) -> None:
        """Take what the reader has found over."""
        self.problems += reader.problems
        reader.problems.clear()

    def _refused(self, reader: RowReader, id_: str, words: str) -> RecordEntry:
        reader.fault(Field.ID, words)
        self._keep(reader)
        return RecordEntry(RecordDraft(id_, reader.rows), Fate.REFUSED, words)

    def _entry(self, entry: RecordEntry, *, is_known: bool, changed: Sequence[str]) -> RecordEntry:
        if not is_known:
            return entry
        fate = Fate.CHANGED if changed else Fate.SAME
        return replace(entry, fate=fate, words=", ".join(changed))


def _van_changes(old: Vehicle, new: Vehicle) -> list[str]:
    named = (
        ("name", old.name != new.name),
        ("load", old.capacity != new.capacity),
        ("equipment", old.equipment != new.equipment),
        ("cost of a km", old.cost_per_km_minor != new.cost_per_km_minor),
        ("cost of an hour", old.cost_per_hour_minor != new.cost_per_hour_minor),
        ("in use again", old.is_retired != new.is_retired),
    )
    return [name for name, is_other in named if is_other]


def nameless(words: str) -> str:
    """An id that the same words always get and that says none of them: ids stand in the log for
    good, where the name in them could not be erased."""
    return hashlib.sha256(plain(words).encode()).hexdigest()[:12]


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain(words)).strip("-")[:LONGEST_ID].strip("-")
