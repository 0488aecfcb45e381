"""Rows of somebody's table become drafts of orders, and every doubt a problem with its cell. Pure.

Rows of one order number are the lines of one order. What is wrong with one of its rows keeps the
whole order out: nothing is half imported.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from core.exchange import cell_values as v
from core.exchange.order_columns import TITLES, Field, kind_of
from core.exchange.tables import Problem, Table
from core.model import OrderKind
from core.phone import plain
from core.policy import ReturnReason

LONGEST_ID, LONGEST_TEXT = 40, 200
MOST_LINES = 400
USUAL_SERVICE_MIN = 5
_OFF = re.compile(
    r"\b(cancell?ed|refunded|voided|failed|trash|draft|storniert|erstattet|abgebrochen|"
    r"cancelad[oa]|anulad[oa]|reembolsad[oa])\b"
)
_REASONS = {reason: reason.value.replace("_", " ") for reason in ReturnReason}


class DraftItem(Struct, frozen=True):
    """A line; loads are of the whole line."""

    sku: str
    description: str
    quantity: int
    unit_value: float = 0
    weight_g: int = 0
    volume_ml: int = 0
    slots: int = 0


class Draft(Struct, frozen=True):
    """An order as the table says it; `rows` are indices into the table."""

    id: str
    kind: OrderKind
    rows: tuple[int, ...]
    name: str
    address: str
    items: tuple[DraftItem, ...]
    phone: str = ""
    email: str = ""
    customer_id: str = ""
    lat: float | None = None
    lon: float | None = None
    day: date | None = None
    opens_min: int | None = None
    closes_min: int | None = None
    service_min: int = USUAL_SERVICE_MIN
    needs: frozenset[str] = frozenset()
    shop: str = ""
    reason: ReturnReason | None = None


class Drafts(Struct, frozen=True):
    """`left_out` are orders that the shop itself has cancelled, by how many rows."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    left_out: int = 0
    refused: int = 0
    """Orders with something wrong that keeps them out."""


class Styles(Struct, frozen=True):
    """How the table writes numbers and days."""

    decimals: Mapping[Field, str]
    day_order: v.DayOrder
    notes: tuple[str, ...]


_NUMBERS = (
    Field.LAT,
    Field.LON,
    Field.QUANTITY,
    Field.VALUE,
    Field.WEIGHT,
    Field.VOLUME,
    Field.SLOTS,
    Field.SERVICE,
)


def missing(mapped: Mapping[int, Field]) -> tuple[str, ...]:
    """What no column says and no order can do without, in words."""
    fields = set(mapped.values())
    names = []
    if Field.ID not in fields:
        names.append(TITLES[Field.ID])
    if not fields & {Field.CUSTOMER, Field.FIRST_NAME, Field.LAST_NAME}:
        names.append(TITLES[Field.CUSTOMER])
    if Field.ADDRESS not in fields:
        names.append(TITLES[Field.ADDRESS])
    return tuple(names)


def styles(table: Table, mapped: Mapping[int, Field]) -> Styles:
    """Guessed from whole columns, and said."""
    decimals, notes = {}, []
    for column, field in mapped.items():
        if field in _NUMBERS:
            decimals[field] = v.guess_decimal(row[column] for row in table.rows)
    if "," in decimals.values():
        notes.append("decimal comma")
    order = v.DayOrder.DAY
    for column, field in mapped.items():
        if field is Field.DAY:
            order, is_sure = v.guess_day_order(row[column] for row in table.rows)
            if any("/" in row[column] for row in table.rows):
                notes.append(f"dates {order.value}{'' if is_sure else ' (guessed)'}")
    return Styles(decimals, order, tuple(notes))


def read_orders(table: Table, mapped: Mapping[int, Field], prefix: str = "") -> Drafts:
    """Everything that the table says, as far as it can be read.

    The `prefix` keeps the numbers of two shops apart that count alike.
    """
    style = styles(table, mapped)
    columns = {field: column for column, field in mapped.items()}
    drafts: list[Draft] = []
    problems: list[Problem] = list(table.problems)
    seen: dict[str, int] = {}
    left_out = refused = 0
    blocked = {each.row for each in table.problems if each.is_blocking}
    for rows in _orders(table, columns):
        reader = _Reader(table, columns, style, rows, prefix)
        if reader.is_off():
            left_out += len(rows)
            continue
        draft = reader.draft()
        known = seen.get(draft.id)
        if draft.id and known is not None:
            reader.fault(Field.ID, f"order {draft.id} stands in row {known} already")
        elif draft.id:
            seen[draft.id] = table.numbers[rows[0]]
        problems += reader.problems
        is_sound = not any(each.is_blocking for each in reader.problems)
        if is_sound and not blocked & {table.numbers[row] for row in rows}:
            drafts.append(draft)
        else:
            refused += 1
    notes = [*style.notes]
    if any(draft.id != f"{prefix}{raw}" for draft, raw in _raw_ids(table, columns, drafts)):
        notes.append("order numbers written without # and spaces")
    if left_out:
        many = "1 row" if left_out == 1 else f"{left_out} rows"
        notes.append(f"{many} left out: cancelled or refunded in the shop")
    return Drafts(tuple(drafts), tuple(problems), tuple(notes), left_out, refused)


def _raw_ids(
    table: Table, columns: Mapping[Field, int], drafts: Sequence[Draft]
) -> Iterator[tuple[Draft, str]]:
    column = columns.get(Field.ID)
    if column is not None:
        yield from ((draft, table.rows[draft.rows[0]][column]) for draft in drafts)


def _orders(table: Table, columns: Mapping[Field, int]) -> Iterator[tuple[int, ...]]:
    """Rows that follow each other under one number; a row without a number goes on."""
    column = columns.get(Field.ID)
    keys: list[tuple[int, str]] = []
    current, count = "", 0
    lines = {columns[f] for f in (Field.SKU, Field.GOODS, Field.QUANTITY) if f in columns}
    for row in table.rows:
        if _is_sum(row, columns):
            keys.append((0, ""))
            continue
        number = row[column] if column is not None else ""
        goes_on = not number and current and any(row[at] for at in lines)
        goes_on = goes_on and not (Field.ADDRESS in columns and row[columns[Field.ADDRESS]])
        if not goes_on and (number != current or not number):
            current, count = number, count + 1
        keys.append((count, current))
    for key, group in groupby(range(len(table.rows)), key=lambda at: keys[at]):
        if key[0]:
            yield tuple(group)


def _is_sum(row: tuple[str, ...], columns: Mapping[Field, int]) -> bool:
    """The row below a list that adds it up."""
    first = plain(next(filter(None, row), "")).rstrip(": ")
    has_address = Field.ADDRESS in columns and row[columns[Field.ADDRESS]]
    return (
        first in ("total", "totals", "sum", "summe", "gesamt", "suma", "totales")
        and not has_address
    )


class _Reader:
    """One order's rows."""

    def __init__(
        self,
        table: Table,
        columns: Mapping[Field, int],
        style: Styles,
        rows: tuple[int, ...],
        prefix: str,
    ) -> None:
        self._table, self._columns, self._style, self._rows = table, columns, style, rows
        self._prefix = prefix
        self.problems: list[Problem] = []

    def is_off(self) -> bool:
        """Whether the shop has cancelled it."""
        is_off = _OFF.search(plain(self._first(Field.STATUS)))
        return is_off is not None or bool(self._first(Field.CANCELLED))

    def fault(
        self, field: Field, words: str, row: int | None = None, *, is_blocking: bool = True
    ) -> None:
        number = self._table.numbers[self._rows[0] if row is None else row]
        self.problems.append(Problem(number, self._columns.get(field, -1), words, is_blocking))

    def draft(self) -> Draft:
        opens, closes = self._hours()
        lat, lon = self._spot()
        kind = self._kind()
        return Draft(
            id=self._id(),
            kind=kind,
            rows=self._rows,
            name=self._name(),
            address=self._address(lat is not None),
            items=self._items(),
            phone=self._text(Field.PHONE, LONGEST_ID),
            email=self._email(),
            customer_id=re.sub(r"[^\w.-]+", "-", self._text(Field.CUSTOMER_ID, LONGEST_ID)),
            lat=lat,
            lon=lon,
            day=self._day(),
            opens_min=opens,
            closes_min=closes,
            service_min=self._service(),
            needs=frozenset(
                word.strip().lower()[:40]
                for word in re.split(r"[,;|]", self._first(Field.NEEDS))
                if word.strip()
            ),
            shop=self._text(Field.SHOP, 60),
            reason=self._reason() if kind is OrderKind.RETURN else None,
        )

    def _cell(self, field: Field, row: int) -> str:
        column = self._columns.get(field)
        return self._table.rows[row][column] if column is not None else ""

    def _first(self, field: Field) -> str:
        """Exports say what is of the whole order in its first row only, or in each."""
        return next(filter(None, (self._cell(field, row) for row in self._rows)), "")

    def _text(self, field: Field, longest: int = LONGEST_TEXT) -> str:
        text = " ".join(self._first(field).split())
        if len(text) > longest:
            self.fault(field, f"{len(text)} characters; {longest} at most")
            return ""
        if text[:1] in "=@" and text:
            self.fault(
                field,
                f"{text[:30]!r} begins like a formula; it is taken as text",
                is_blocking=False,
            )
        return text

    def _id(self) -> str:
        """As the hub takes it: letters, digits, dot, dash and underscore."""
        text = self._first(Field.ID).lstrip("#").strip()
        own = re.sub(r"[^A-Za-z0-9_.-]+", "-", text if text.isascii() else plain(text)).strip("-")
        if not own:
            self.fault(Field.ID, "there is no order number")
            return ""
        found = f"{self._prefix}{own}"
        if len(found) > LONGEST_ID:
            words = f"the order number has {len(found)} characters; {LONGEST_ID} at most"
            self.fault(Field.ID, words)
            return ""
        return found

    def _kind(self) -> OrderKind:
        text = self._first(Field.KIND)
        if not text:
            return OrderKind.DELIVERY
        kind = kind_of(text)
        if kind is OrderKind.EXCHANGE:
            self.fault(Field.KIND, "exchanges cannot be imported; enter a delivery and a return")
        if kind is None:
            self.fault(Field.KIND, f"{text[:30]!r} is no kind: delivery, return or container")
        return kind or OrderKind.DELIVERY

    def _name(self) -> str:
        name = self._text(Field.CUSTOMER)
        if not name:
            parts = (self._text(Field.FIRST_NAME), self._text(Field.LAST_NAME))
            name = " ".join(filter(None, parts))
        if not name:
            self.fault(Field.CUSTOMER, "the customer's name is missing")
        return name

    def _email(self) -> str:
        email = self._text(Field.EMAIL)
        if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            self.fault(
                Field.EMAIL, f"{email[:40]!r} is no e-mail address; left out", is_blocking=False
            )
            return ""
        return email

    def _address(self, has_spot: bool) -> str:
        street, house = self._text(Field.ADDRESS), self._text(Field.HOUSE, 20)
        if house and house not in street.split():
            street = f"{street} {house}".strip()
        if not street:
            words = "the address is missing"
            self.fault(
                Field.ADDRESS,
                words if not has_spot else f"{words}; coordinates alone do not say a door",
            )
            return ""
        if sum(map(str.isalpha, street)) < 3:
            self.fault(Field.ADDRESS, f"{street[:30]!r} is no address: write street and number")
        town = " ".join(filter(None, (self._text(Field.POSTCODE, 20), self._text(Field.CITY, 80))))
        second = self._text(Field.ADDRESS_2, 80)
        parts = [street, *(part for part in (second, town) if part and part not in street)]
        return ", ".join(parts)[:LONGEST_TEXT]

    def _spot(self) -> tuple[float | None, float | None]:
        lat, lon = self._number(Field.LAT), self._number(Field.LON)
        for field, found, most in ((Field.LAT, lat, 90), (Field.LON, lon, 180)):
            if found is not None and abs(found) > most:
                words = (
                    f"{found:g} is no {TITLES[field].lower()}: it lies between -{most} and {most}"
                )
                if abs(found) > 1000:
                    words += "; is the decimal sign missing?"
                self.fault(field, words)
                return None, None
        if (lat is None) != (lon is None):
            self.fault(
                Field.LON if lon is None else Field.LAT, "only one of the coordinates is there"
            )
            return None, None
        if lat == 0 and lon == 0:
            self.fault(Field.LAT, "0, 0 lies in the sea; left out", is_blocking=False)
            return None, None
        return lat, lon

    def _number(self, field: Field, row: int | None = None) -> float | None:
        text = self._first(field) if row is None else self._cell(field, row)
        if not text:
            return None
        found = v.number(text, self._style.decimals.get(field, "."))
        if found is None:
            self.fault(field, f"{text[:30]!r} is no number", row)
        return found

    def _day(self) -> date | None:
        text = self._first(Field.DAY)
        found = v.day(text, self._style.day_order) if text else None
        if text and found is None:
            self.fault(Field.DAY, f"{text[:30]!r} is no day; write 2026-11-30 or 30/11/2026")
        return found

    def _hours(self) -> tuple[int | None, int | None]:
        both = self._first(Field.WINDOW)
        if both:
            found = v.window(both)
            if found is None:
                self.fault(Field.WINDOW, f"{both[:30]!r} is no window; write 9:00-13:00")
                return None, None
            return self._in_order(found[0], found[1], Field.WINDOW)
        ends: list[int | None] = []
        for field in (Field.OPENS, Field.CLOSES):
            text = self._first(field)
            minutes = v.clock(text) if text else None
            if text and minutes is None:
                self.fault(field, f"{text[:30]!r} is no time of the day; write 9:30")
            ends.append(minutes)
        return self._in_order(ends[0], ends[1], Field.CLOSES)

    def _in_order(
        self, opens: int | None, closes: int | None, field: Field
    ) -> tuple[int | None, int | None]:
        if opens is not None and closes is not None and closes <= opens:
            self.fault(field, f"the window ends at {_hm(closes)}, before it begins at {_hm(opens)}")
            return None, None
        return opens, closes

    def _service(self) -> int:
        found = self._number(Field.SERVICE)
        if found is None:
            return USUAL_SERVICE_MIN
        if not 0 <= found <= 480:
            self.fault(Field.SERVICE, f"{found:g} minutes at a door; 480 at most")
            return USUAL_SERVICE_MIN
        return round(found)

    def _reason(self) -> ReturnReason | None:
        text = plain(self._first(Field.REASON))
        if not text:
            return None
        for reason, words in _REASONS.items():
            if text == words or text == reason.value:
                return reason
        self.fault(Field.REASON, f"{text[:30]!r} is no known reason; left out", is_blocking=False)
        return None

    def _items(self) -> tuple[DraftItem, ...]:
        items = [self._item(row) for row in self._rows]
        if len(items) > MOST_LINES:
            self.fault(Field.ID, f"the order has {len(items)} lines; {MOST_LINES} at most")
        for at, item in enumerate(items):
            if item in items[:at] and item.quantity:
                self.fault(
                    Field.ID, "the same line of the same order again; delete one", self._rows[at]
                )
        return tuple(items)

    def _item(self, row: int) -> DraftItem:
        sku = " ".join(self._cell(Field.SKU, row).split())
        goods = " ".join(self._cell(Field.GOODS, row).split())
        for field, text in ((Field.SKU, sku), (Field.GOODS, goods)):
            if len(text) > LONGEST_TEXT:
                self.fault(field, f"{len(text)} characters; {LONGEST_TEXT} at most", row)
        quantity = self._number(Field.QUANTITY, row)
        quantity = 1.0 if quantity is None else quantity
        if not (1 <= quantity <= 100_000 and quantity.is_integer()):
            self.fault(Field.QUANTITY, f"{quantity:g} pieces; a whole number from 1 on", row)
            quantity = 1
        name = goods or sku or "Goods"
        return DraftItem(
            sku=(sku or name)[:LONGEST_TEXT],
            description=name[:LONGEST_TEXT],
            quantity=int(quantity),
            unit_value=self._amount(Field.VALUE, row, 1, 10**8),
            weight_g=round(self._amount(Field.WEIGHT, row, self._grams(), 10**8)),
            volume_ml=round(self._amount(Field.VOLUME, row, self._millilitres(), 10**8)),
            slots=round(self._amount(Field.SLOTS, row, 1, 1000)),
        )

    def _amount(self, field: Field, row: int, times: float, most: float) -> float:
        found = self._number(field, row)
        if found is None:
            return 0
        if not 0 <= found * times <= most:
            self.fault(field, f"{found:g} cannot be", row)
            return 0
        return found * times

    def _grams(self) -> int:
        """A header may say grams."""
        words = plain(self._header(Field.WEIGHT))
        return 1 if re.search(r"\b(g|grams?|gramm|gramos)\b", words) else 1000

    def _millilitres(self) -> int:
        return 1_000_000 if re.search(r"m3|m³|cubic", plain(self._header(Field.VOLUME))) else 1000

    def _header(self, field: Field) -> str:
        column = self._columns.get(field)
        return self._table.header[column] if column is not None else ""


def _hm(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
