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
from core.exchange.order_columns import TITLES, Field, is_of_money, kind_of
from core.exchange.row_reader import (
    LONGEST_ID,
    LONGEST_TEXT,
    SHORTENED,
    USUAL_SERVICE_MIN,
    RowReader,
    styles,
)
from core.exchange.tables import Problem, Table
from core.model import OrderKind
from core.phone import plain
from core.policy import ReturnReason

MOST_LINES = 400
LONGEST_NOTE = 500
_OFF = re.compile(
    r"\b(cancell?ed|refunded|voided|failed|trash|draft|storniert|erstattet|abgebrochen|"
    r"cancelad[oa]|anulad[oa]|reembolsad[oa])\b"
)
_DONE = re.compile(
    r"\b(fulfilled|completed?|delivered|erledigt|abgeschlossen|zugestellt|geliefert|"
    r"entregad[oa]|completad[oa])\b"
)
_NOT_DONE = re.compile(r"\b(not|no|un|partial\w*|partly|nicht|teil\w*|parcial\w*|to be)\b")
"""What the words before say is not all of it."""
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
    note: str = ""
    """What the customer or the shop wants the driver to know."""


class Drafts(Struct, frozen=True):
    """`left_out` are orders that the shop itself has cancelled or delivered, by how many rows."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    left_out: int = 0
    refused: int = 0
    refused_rows: frozenset[int] = frozenset()
    """Orders with something wrong that keeps them out."""
    swapped: int = 0
    """Of those: orders whose latitude can only be a longitude."""


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


def read_orders(table: Table, mapped: Mapping[int, Field], prefix: str = "") -> Drafts:
    """Everything that the table says, as far as it can be read.

    The `prefix` keeps the numbers of two shops apart that count alike.
    """
    style = styles(table, mapped)
    columns = {field: column for column, field in mapped.items()}
    drafts: list[Draft] = []
    problems = list(table.problems_in(mapped))
    seen: dict[str, int] = {}
    left_out = done = refused = swapped = 0
    out: set[int] = set()
    blocked = {each.row for each in problems if each.is_blocking}
    for rows in _orders(table, columns):
        reader = _Reader(table, columns, style, rows, prefix)
        if reader.is_off():
            left_out += len(rows)
            continue
        if reader.is_done():
            done += len(rows)
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
            swapped += reader.is_swapped
            out |= set(rows)
    notes = [*style.notes]
    if any(draft.id != f"{prefix}{raw}" for draft, raw in _raw_ids(table, columns, drafts)):
        notes.append("order numbers written without # and spaces")
    if left_out:
        notes.append(f"{_many(left_out)} left out: cancelled or refunded in the shop")
    if done:
        notes.append(f"{_many(done)} left out: the shop says that they are delivered")
    return Drafts(
        tuple(drafts),
        tuple(problems),
        tuple(notes),
        left_out + done,
        refused,
        frozenset(out),
        swapped,
    )


def _many(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows} rows"


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


class _Reader(RowReader):
    """One order's rows."""

    def is_off(self) -> bool:
        """Whether the shop has cancelled it."""
        is_off = _OFF.search(plain(self.first(Field.STATUS)))
        return is_off is not None or bool(self.first(Field.CANCELLED))

    def is_done(self) -> bool:
        """Whether nothing is to be brought any more. The order that a return is of was, too."""
        if self._known_kind() is not OrderKind.DELIVERY:
            return False
        said = self.first(Field.FULFILLED)
        is_moment = v.day(said, self.style.day_order) is not None
        status = self.columns.get(Field.STATUS)
        is_of_goods = status is not None and not is_of_money(self.table.header[status])
        return is_moment or any(
            _DONE.search(plain(text)) is not None and _NOT_DONE.search(plain(text)) is None
            for text in (said, self.first(Field.STATUS) if is_of_goods else "")
        )

    def draft(self) -> Draft:
        opens, closes = self.hours()
        lat, lon = self.spot()
        kind = self._kind()
        self._must_be_for_one()
        return Draft(
            id=self._id(),
            kind=kind,
            rows=self.rows,
            name=self.name(),
            address=self.address(lat is not None),
            items=self._items(),
            phone=self.phone(),
            email=self.email(),
            customer_id=re.sub(r"[^\w.-]+", "-", self.text(Field.CUSTOMER_ID, LONGEST_ID)),
            lat=lat,
            lon=lon,
            day=self.day(Field.DAY),
            opens_min=opens,
            closes_min=closes,
            service_min=self.service_min(),
            needs=self.equipment(),
            shop=self.text(Field.SHOP, 60),
            reason=self._reason() if kind is OrderKind.RETURN else None,
            note=self._note(),
        )

    def _must_be_for_one(self) -> None:
        """Two orders under one number would be brought to the first one's door."""
        for field in (Field.CUSTOMER, Field.ADDRESS):
            said = " ".join(self.first(field).split())
            for row in self.rows:
                text = " ".join(self.cell(field, row).split())
                if text and plain(text) != plain(said):
                    number = self.table.numbers[self.rows[0]]
                    self.fault(
                        field,
                        f"row {number} has the same order number with {said[:40]!r}: give one of "
                        "them another number",
                        row,
                    )
                    break

    def _id(self) -> str:
        """As the hub takes it: letters, digits, dot, dash and underscore."""
        text = self.first(Field.ID).lstrip("#").strip()
        if SHORTENED.fullmatch(text):
            self.fault(
                Field.ID,
                f"{text[:30]!r} is a number that a spreadsheet has shortened: show its column as "
                "text and save the list again",
            )
            return ""
        own = re.sub(r"[^A-Za-z0-9_.-]+", "-", text if text.isascii() else plain(text)).strip("-")
        if not own:
            self.fault(Field.ID, "there is no order number")
            return ""
        found = f"{self.prefix}{own}"
        if len(found) > LONGEST_ID:
            words = f"the order number has {len(found)} characters; {LONGEST_ID} at most"
            self.fault(Field.ID, words)
            return ""
        return found

    def _known_kind(self) -> OrderKind | None:
        """None for what is no kind."""
        text = self.first(Field.KIND)
        return kind_of(text) if text else OrderKind.DELIVERY

    def _kind(self) -> OrderKind:
        text, kind = self.first(Field.KIND), self._known_kind()
        if kind is OrderKind.EXCHANGE:
            self.fault(Field.KIND, "exchanges cannot be imported; enter a delivery and a return")
        if kind is None:
            self.fault(Field.KIND, f"{text[:30]!r} is no kind: delivery, return or container")
        return kind or OrderKind.DELIVERY

    def _reason(self) -> ReturnReason | None:
        text = plain(self.first(Field.REASON))
        if not text:
            return None
        for reason, words in _REASONS.items():
            if text == words or text == reason.value:
                return reason
        self.fault(Field.REASON, f"{text[:30]!r} is no known reason; left out", is_blocking=False)
        return None

    def _note(self) -> str:
        """A long one is cut: no order stays out for what somebody wrote beside it."""
        text = " ".join(self.first(Field.NOTE).split())
        if len(text) > LONGEST_NOTE:
            words = f"{len(text)} characters; the first {LONGEST_NOTE} are kept"
            self.fault(Field.NOTE, words, is_blocking=False)
        return text[:LONGEST_NOTE]

    def _items(self) -> tuple[DraftItem, ...]:
        items = [self._item(row) for row in self.rows]
        if len(items) > MOST_LINES:
            self.fault(Field.ID, f"the order has {len(items)} lines; {MOST_LINES} at most")
        seen: set[DraftItem] = set()
        for row, item in zip(self.rows, items, strict=True):
            if item in seen:
                self._again(row)
            seen.add(item)
        return tuple(items)

    def _again(self, row: int) -> None:
        """Shops list an article twice in one order; a row that names no goods is there twice."""
        is_named = any(self.cell(field, row) for field in (Field.SKU, Field.GOODS))
        words = "both count" if is_named else "delete one"
        words = f"the same line of the same order again; {words}"
        self.fault(Field.ID, words, row, is_blocking=not is_named)

    def _item(self, row: int) -> DraftItem:
        sku = " ".join(self.cell(Field.SKU, row).split())
        goods = " ".join(self.cell(Field.GOODS, row).split())
        for field, text in ((Field.SKU, sku), (Field.GOODS, goods)):
            if len(text) > LONGEST_TEXT:
                self.fault(field, f"{len(text)} characters; {LONGEST_TEXT} at most", row)
        quantity = self.number(Field.QUANTITY, row)
        quantity = 1.0 if quantity is None else quantity
        if not (1 <= quantity <= 100_000 and quantity.is_integer()):
            self.fault(Field.QUANTITY, f"{quantity:g} pieces; a whole number from 1 on", row)
            quantity = 1
        name = goods or sku or "Goods"
        return DraftItem(
            sku=(sku or name)[:LONGEST_TEXT],
            description=name[:LONGEST_TEXT],
            quantity=int(quantity),
            unit_value=self.amount(Field.VALUE, row, 1, 10**8),
            weight_g=round(self.amount(Field.WEIGHT, row, self.grams(), 10**8)),
            volume_ml=round(self.amount(Field.VOLUME, row, self.millilitres(), 10**8)),
            slots=round(self.amount(Field.SLOTS, row, 1, 1000)),
        )
