"""What makes a sound: the things that ask for somebody, each by a key that lasts. Pure."""

from collections.abc import Iterator, Sequence

from console.view import DoorRow, QueueGroup, QueueRow

GROUP = "group-"


def heard(queue: Sequence[QueueRow], doors: Sequence[DoorRow]) -> Iterator[tuple[str, str]]:
    """Kind and key of each: cases of one cause have one key, that of the first of them."""
    for row in queue:
        if row.is_back:
            yield "back", str(row.case_id)
        elif QueueGroup.OPEN in row.groups:
            yield "case", row.group.removeprefix(GROUP) or str(row.case_id)
    for door in doors:
        if door.needs_answer:
            yield "door", str(door.stop_id)
