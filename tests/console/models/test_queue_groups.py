"""A group is one row until it is unfolded; it stands where its first row stood."""

from datetime import timedelta

from msgspec.structs import replace

from console.models.queue_filter import QueueColumn, QueueFilter, filtered
from console.models.queue_groups import folded
from console.view import QueueRow
from tests.console.models.test_queue_filter import ROWS, row

ONE, TWO = (
    replace(each, group="group-a", group_reason="Weather", group_words="Route 3", group_value="30")
    for each in (ROWS[0], row("d", 20, minutes=-5))
)
ALONE = ROWS[1]


def ids(rows: list[QueueRow]) -> list[str]:
    return [each.case_id for each in rows]


def test_a_folded_group_is_one_row_that_speaks_for_all() -> None:
    earlier = replace(TWO, deadline=ONE.deadline - timedelta(minutes=9), due="3 min left")
    shown = folded([ALONE, ONE, earlier], frozenset())
    assert ids(shown) == ["b", "group-a"]
    head = shown[1]
    assert head.members == ("a", "d")
    assert (head.reason, head.title, head.due) == ("2 × Weather", "Route 3", "3 min left")
    assert (head.value, head.value_minor) == ("30", 30)
    assert not head.is_draggable


def test_an_unfolded_group_keeps_its_rows_together() -> None:
    shown = folded([ONE, ALONE, TWO], {"group-a"})
    assert ids(shown) == ["group-a", "a", "d", "b"]
    assert [each.is_member for each in shown] == [False, True, True, False]
    assert shown[0].is_opened


def test_of_which_the_filter_leaves_one_row_is_no_group() -> None:
    assert folded([ONE, ALONE], frozenset()) == [ONE, ALONE]


def test_a_group_stands_in_a_column_by_what_its_head_says_of_all() -> None:
    """Two rows of 10 and 20 are 30 at stake; the row alone is worth 25."""
    alone = replace(ALONE, value_minor=25)
    rows = [replace(ONE, value_minor=10), replace(TWO, value_minor=20), alone]
    by_value = QueueFilter(column=QueueColumn.VALUE, is_descending=True)
    assert ids(folded(filtered(rows, by_value), set(), by_value)) == ["group-a", "b"]
    rising = QueueFilter(column=QueueColumn.VALUE)
    assert ids(folded(filtered(rows, rising), {"group-a"}, rising)) == ["b", "group-a", "a", "d"]
    assert ids(folded(filtered(rows, QueueFilter()), set(), QueueFilter())) == ["b", "group-a"]
