"""The queue's filter, order and note."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from console.models.queue_filter import (
    QueueColumn,
    QueueFilter,
    counts,
    filtered,
    hidden_note,
    total_of,
)
from console.view import QueueGroup, QueueRow, Tone
from core.model import CaseId, CaseKind, CaseStatus, OrderId, ServiceDay

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def row(
    name: str, value: int, *, minutes: int = 0, group: QueueGroup = QueueGroup.FAILED
) -> QueueRow:
    return QueueRow(
        case_id=CaseId(name), order_id=OrderId(name), kind=CaseKind.FAILED_DELIVERY, title=name,
        customer=f"{name} Rojas", address=f"{name} street", reason="Nobody at home", window="",
        due="", age="", urgency=0.5, urgency_tone=Tone.GOOD, value=str(value), value_minor=value,
        opened_at=AT + timedelta(minutes=minutes), deadline=AT + timedelta(minutes=60 - minutes),
        status=CaseStatus.OPEN, state="new", state_tone=Tone.ACCENT, rank=float(value),
        day=ServiceDay("2026-11-23"), groups=frozenset({QueueGroup.ALL, group}),
        search=f"{name} rojas {name} street nobody at home",
    )  # fmt: skip


ROWS = [row("a", 10), row("b", 30, minutes=5), row("c", 20, minutes=2, group=QueueGroup.RETURNS)]


def names(asked: QueueFilter) -> str:
    return "".join(each.case_id for each in filtered(ROWS, asked))


def test_most_money_and_age_comes_first() -> None:
    assert names(QueueFilter()) == "bca"


def test_equal_rows_keep_a_steady_order() -> None:
    twins = [replace(ROWS[0], case_id=CaseId(name)) for name in "zyx"]
    assert [each.case_id for each in filtered(twins, QueueFilter())] == ["x", "y", "z"]


def test_a_chip_and_every_word_must_match() -> None:
    assert names(QueueFilter(group=QueueGroup.FAILED)) == "ba"
    assert names(QueueFilter(words=("c street",))) == "c"
    assert names(QueueFilter(words=("c", "street", "nothing"))) == ""


def test_a_column_sorts_both_ways() -> None:
    assert names(QueueFilter(column=QueueColumn.VALUE)) == "acb"
    assert names(QueueFilter(column=QueueColumn.VALUE, is_descending=True)) == "bca"
    assert names(QueueFilter(column=QueueColumn.CASE)) == "acb"
    assert names(QueueFilter(column=QueueColumn.CUSTOMER)) == "abc"
    assert names(QueueFilter(column=QueueColumn.DUE)) == "bca"


def test_chips_count_whatever_the_filter() -> None:
    found = counts(ROWS)
    assert found[QueueGroup.ALL] == 3
    assert found[QueueGroup.FAILED] == 2
    assert found[QueueGroup.MINE] == 0


def test_what_is_hidden_is_said() -> None:
    assert hidden_note(3, 3, QueueFilter()) == ""
    assert hidden_note(3, 1, QueueFilter(group=QueueGroup.RETURNS)) == "2 of 3 hidden by the filter"
    assert hidden_note(3, 0, QueueFilter(words=("x",))) == "3 of 3 hidden by the search"


def test_what_waits_is_hidden_by_no_filter_but_found_by_words() -> None:
    resting = replace(ROWS[0], groups=frozenset({QueueGroup.WAITING}), search="elm 1")
    rows = [resting, *ROWS[1:]]
    everything = QueueFilter()
    assert resting not in filtered(rows, everything)
    assert total_of(rows, everything) == len(rows) - 1
    by_words = QueueFilter(words=("elm",))
    assert resting in filtered(rows, by_words)
    assert total_of(rows, by_words) == len(rows)
    assert filtered(rows, QueueFilter(group=QueueGroup.WAITING)) == [resting]


def test_what_is_mine_and_waits_is_counted_beside_what_needs_a_decision() -> None:
    put_aside = replace(ROWS[0], groups=frozenset({QueueGroup.WAITING, QueueGroup.MINE}))
    asked = QueueFilter(group=QueueGroup.MINE)
    rows = [put_aside, *ROWS[1:]]
    assert total_of(rows, asked) == 3
    assert hidden_note(total_of(rows, asked), 1, asked) == "2 of 3 hidden by the filter"
