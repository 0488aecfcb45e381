"""Which queue rows are shown and in which order. Pure."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from msgspec import Struct

from console.tongue import tr
from console.view import QueueGroup, QueueRow

RESTING = (QueueGroup.DECIDED, QueueGroup.WAITING, QueueGroup.CLOSED)
"""What needs nobody's decision at the moment."""


class QueueColumn(IntEnum):
    """Columns of the queue; each tells two things, one above the other."""

    CASE = 0
    CUSTOMER = 1
    DUE = 2
    VALUE = 3


class QueueFilter(Struct, frozen=True):
    """What the person asked to see. No `column` means by money and age."""

    group: QueueGroup = QueueGroup.ALL
    words: tuple[str, ...] = ()
    column: QueueColumn | None = None
    is_descending: bool = False


def filtered(rows: Sequence[QueueRow], asked: QueueFilter) -> list[QueueRow]:
    """Rows that pass the filter, in the order asked for; ties fall back to the rank."""
    passing = [row for row in rows if passes(row, asked)]
    passing.sort(key=lambda row: (-row.rank, row.case_id))
    if asked.column is not None:
        passing.sort(key=KEYS[asked.column], reverse=asked.is_descending)
    return passing


def passes(row: QueueRow, asked: QueueFilter) -> bool:
    """Whether the row belongs to the group and contains every word."""
    # A search for words looks everywhere, also into what waits.
    is_anywhere = asked.group is QueueGroup.ALL and bool(asked.words)
    in_group = is_anywhere or asked.group in row.groups
    return in_group and all(word in row.search for word in asked.words)


def counts(rows: Sequence[QueueRow]) -> dict[QueueGroup, int]:
    """Rows per chip, whatever the filter."""
    return {group: sum(group in row.groups for row in rows) for group in QueueGroup}


def total_of(rows: Sequence[QueueRow], asked: QueueFilter) -> int:
    """Of how many rows the filter shows a part: what rests counts only where it is looked for."""
    if asked.words:
        return len(rows)
    if asked.group in RESTING:
        return sum(asked.group in row.groups for row in rows)
    return sum(bool({QueueGroup.ALL, asked.group} & row.groups) for row in rows)


def hidden_note(total: int, shown: int, asked: QueueFilter) -> str:
    """What the filter hides, in words; empty when it hides nothing."""
    hidden = total - shown
    if not hidden:
        return ""
    by = tr("search") if asked.words else tr("filter")
    return tr("{hidden} of {total} hidden by the {by}", hidden=hidden, total=total, by=by)


KEYS: dict[QueueColumn, Callable[[QueueRow], Any]] = {
    QueueColumn.CASE: lambda row: row.opened_at,
    QueueColumn.CUSTOMER: lambda row: (row.customer.casefold(), row.address.casefold()),
    QueueColumn.DUE: lambda row: row.deadline,
    QueueColumn.VALUE: lambda row: row.value_minor,
}
"""What each column is sorted by."""
