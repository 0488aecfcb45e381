"""Rows of one cause under one head, folded or unfolded. Pure."""

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import datetime

from msgspec.structs import replace

from console.models.queue_filter import KEYS, QueueFilter
from console.tongue import tr
from console.view import QueueRow
from core.model import CaseId


def folded(
    rows: Sequence[QueueRow], opened: Set[str], asked: QueueFilter | None = None
) -> list[QueueRow]:
    """Rows in their order; a group's head stands where its first row stood, or where what it says
    of all of them belongs in the column that was asked for."""
    by_group: dict[str, list[QueueRow]] = defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
    blocks: list[list[QueueRow]] = []
    done: set[str] = set()
    for row in rows:
        members = by_group[row.group]
        if not row.group or len(members) < 2:
            blocks.append([row])
        elif row.group not in done:
            done.add(row.group)
            is_opened = row.group in opened
            inside = [replace(each, is_member=True) for each in members] if is_opened else []
            blocks.append([_head(members, is_opened=is_opened), *inside])
    if asked is not None and asked.column is not None:
        key = KEYS[asked.column]
        blocks.sort(key=lambda block: key(block[0]), reverse=asked.is_descending)
    return [row for block in blocks for row in block]


def _head(members: list[QueueRow], *, is_opened: bool) -> QueueRow:
    """Speaks for all: how many, what is due first, how much is at stake together."""
    first = members[0]
    due: QueueRow = min(members, key=_deadline)
    total = sum(row.value_minor for row in members)
    return replace(
        first,
        case_id=CaseId(first.group),
        reason=f"{len(members)} × {first.group_reason}",
        title=first.group_words,
        customer=first.group_words,
        address=tr("one cause, one decision"),
        due=due.due,
        window=due.window,
        deadline=due.deadline,
        urgency=due.urgency,
        urgency_tone=due.urgency_tone,
        value=first.group_value,
        value_minor=total,
        is_draggable=False,
        members=tuple(row.order_id for row in members),
        is_opened=is_opened,
        explanation=(
            f"{len(members)} × {first.group_reason}",
            tr("{words}: one cause, so one decision may do for all.", words=first.group_words),
            tr("Enter or the arrow unfolds them; Ctrl-click leaves single ones out."),
        ),
        search=" ".join(row.search for row in members),
    )


def _deadline(row: QueueRow) -> datetime:
    return row.deadline
