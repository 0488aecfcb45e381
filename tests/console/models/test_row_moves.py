"""One list becomes another in few steps, always."""

from hypothesis import given
from hypothesis import strategies as st

from console.models.row_moves import Insert, Move, Remove, Step, steps

ids = st.lists(st.sampled_from("abcdefghij"), unique=True)


def carried_out(old: list[str], found: list[Step]) -> list[str]:
    rows = list(old)
    for step in found:
        match step:
            case Remove(index):
                del rows[index]
            case Move(source, target):
                rows.insert(target, rows.pop(source))
            case Insert(index, id_):
                rows.insert(index, id_)
    return rows


@given(ids, ids)
def test_the_steps_lead_from_one_list_to_the_other(old: list[str], new: list[str]) -> None:
    found = steps(old, new)
    assert carried_out(old, found) == new
    assert all(step.source != step.target for step in found if isinstance(step, Move))


@given(ids)
def test_an_equal_list_needs_no_step(same: list[str]) -> None:
    assert steps(same, same) == []


def test_a_row_that_sinks_to_the_end_is_one_move() -> None:
    assert steps("abcd", "bcda") == [Move(0, 3)]


def test_a_row_that_rises_to_the_top_is_one_move() -> None:
    assert steps("abcd", "dabc") == [Move(3, 0)]


def test_rows_come_and_go_where_they_belong() -> None:
    assert steps("ab", "bc") == [Remove(0), Insert(1, "c")]
