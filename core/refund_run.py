"""Refund runs as CSV: what the shops are told, and what they answer in the same table. Pure.

Every problem of an answer is told with its row before anything is done; a file with a problem
settles nothing.
"""

import csv
from collections.abc import Sequence

from msgspec import Struct

from core.model import Order, OrderId, RefundStatus
from core.rules.instructions import in_run, instruction_of
from core.state import State

COLUMNS = ("run", "key", "order", "shop", "amount", "currency", "asked_at", "status", "words")
NEEDED = ("key", "status")
STATUSES = {"paid": True, "confirmed": True, "refused": False, "failed": False}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_WORDS = 400


class Settlement(Struct, frozen=True):
    """What a shop answered to one instruction."""

    order_id: OrderId
    key: str
    is_paid: bool
    words: str


class _Text:
    """Where a CSV writer writes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        self.parts.append(part)


class Answers(Struct, frozen=True):
    """What a file says. With problems there is nothing to settle."""

    settlements: tuple[Settlement, ...] = ()
    problems: tuple[str, ...] = ()
    """Sentences, each with its row."""
    without: int = 0
    """Rows that the shop has not answered."""


def run_csv(state: State, run: int) -> str:
    """The table of a run; the shop fills in `status` and `words`."""
    text = _Text()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for order in in_run(state, run):
        writer.writerow([_safe(cell) for cell in _cells(state, order)])
    return "".join(text.parts)


def read_answers(state: State, text: str) -> Answers:
    """What the shops answered, or everything that is wrong with the file."""
    try:
        table = list(csv.reader(text.lstrip("\ufeff").splitlines(keepends=True), strict=True))
    except csv.Error as error:
        return Answers(problems=(f"This is no CSV table: {error}.",))
    if not table:
        return Answers(problems=("The file is empty.",))
    head = [name.strip().lower() for name in table[0]]
    missing = [name for name in NEEDED if name not in head]
    if missing:
        return Answers(problems=(f"Row 1: the column {' and '.join(missing)} is missing.",))
    known = {instruction_of(state, o).key: o for o in state.orders.values() if o.refund is not None}
    return _read(head, table[1:], known)


def _read(head: list[str], rows: Sequence[list[str]], known: dict[str, Order]) -> Answers:
    settled: dict[str, Settlement] = {}
    problems: list[str] = []
    without = 0
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
        if len(cells) == len(head) and not row["status"]:
            without += 1
            continue
        found = _settlement(row, known, settled) if len(cells) == len(head) else _UNEVEN
        if isinstance(found, str):
            problems.append(f"Row {number}: {found}.")
        else:
            settled[found.key] = found
    if problems:
        return Answers(problems=tuple(problems))
    return Answers(tuple(settled.values()), without=without)


_UNEVEN = "it has another number of cells than the first row"


def _settlement(
    row: dict[str, str], known: dict[str, Order], settled: dict[str, Settlement]
) -> Settlement | str:
    """The row's answer, or what is wrong with it."""
    key, status = row["key"], row["status"].lower()
    order = known.get(key)
    if order is None or order.refund is None:
        return f"there is no refund {key!r}, or it was asked for again since"
    if key in settled:
        return f"the refund of order {order.id} stands in the file twice"
    if status not in STATUSES:
        return f"the status {row['status']!r} is not one of {', '.join(STATUSES)}"
    if order.refund.status is not RefundStatus.REQUESTED:
        return f"the refund of order {order.id} is {order.refund.status} already"
    if row.get("run", "") not in ("", str(order.refund.run)):
        return f"the refund of order {order.id} left in run {order.refund.run}, not {row['run']}"
    return Settlement(order.id, key, STATUSES[status], row.get("words", "")[:LONGEST_WORDS])


def _cells(state: State, order: Order) -> tuple[str, ...]:
    assert order.refund is not None
    assert state.depot is not None
    told = instruction_of(state, order)
    amount = _decimal(told.amount_minor, state.depot.minor_digits)
    run = str(order.refund.run)
    asked = told.asked_at.isoformat()
    return (run, told.key, order.id, told.shop, amount, told.currency, asked, "", "")


def _decimal(amount_minor: int, digits: int) -> str:
    if not digits:
        return str(amount_minor)
    whole, part = divmod(amount_minor, 10**digits)
    return f"{whole}.{part:0{digits}d}"


def _safe(cell: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
