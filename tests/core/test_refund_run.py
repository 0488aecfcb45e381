"""A refund run as a table: what leaves, and what is read back, every problem with its row."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import OrderId
from core.refund_run import COLUMNS, Answers, Settlement, read_answers, run_csv
from core.state import State
from tests.builders import W1, W3, Board, running_day

KEY = "coquimbo/w1/20261123T150000.000000Z"
KEY3 = "coquimbo/w3/20261123T150000.000000Z"
HEAD = "key,status,words\n"


@pytest.fixture
def board() -> Board:
    """w1 and w3 left in run 1."""
    made = running_day()
    for order_id in (W1, W3):
        made.ask(c.RefundOrder(made.case(order_id).id))
    made.ask(c.InstructRefunds(is_run=True))
    return made


def with_depot(state: State, **changes: object) -> State:
    assert state.depot is not None
    return replace(state, depot=replace(state.depot, **changes))


def test_a_run_has_a_row_for_each_refund(board: Board) -> None:
    state = with_depot(board.state, currency="EUR", minor_digits=2)
    head, first, second = run_csv(state, 1).splitlines()
    assert head == ",".join(COLUMNS)
    assert first == f"1,{KEY},w1,,30.00,EUR,2026-11-23T15:00:00+00:00,,"
    assert second.startswith(f"1,{KEY3},w3")
    assert ",3000,CLP," in run_csv(board.state, 1)
    assert run_csv(state, 2).splitlines() == [head]


def test_no_spreadsheet_takes_a_cell_for_a_formula(board: Board) -> None:
    order = replace(board.order(W1), shop="=SUM(A1)")
    state = replace(board.state, orders=board.state.orders | {W1: order})
    assert ",'=SUM(A1)," in run_csv(state, 1)


def test_the_shops_answers_are_read(board: Board) -> None:
    text = run_csv(board.state, 1).splitlines()
    filled = [text[0], f"{text[1][:-2]},Paid,", f"{text[2][:-2]},refused,closed account", "", ""]
    assert read_answers(board.state, "\ufeff" + "\r\n".join(filled)) == Answers(
        (
            Settlement(W1, KEY, is_paid=True, words=""),
            Settlement(W3, KEY3, is_paid=False, words="closed account"),
        )
    )


def test_rows_without_an_answer_are_counted_and_left(board: Board) -> None:
    assert read_answers(board.state, run_csv(board.state, 1)) == Answers(without=2)


def test_every_problem_is_told_with_its_row_and_nothing_is_settled(board: Board) -> None:
    rows = [f"{KEY},paid,", f"{KEY},paid,", "x,paid,", f"{KEY3},perhaps,", f"{KEY3},paid"]
    found = read_answers(board.state, HEAD + "\n".join(rows))
    assert found.settlements == ()
    assert found.problems == (
        "Row 3: the refund of order w1 stands in the file twice.",
        "Row 4: there is no refund 'x', or it was asked for again since.",
        "Row 5: the status 'perhaps' is not one of paid, confirmed, refused, failed.",
        "Row 6: it has another number of cells than the first row.",
    )


def test_what_is_settled_already_or_left_in_another_run_is_a_problem(board: Board) -> None:
    board.ask(c.SettleRefund(W1, is_paid=True))
    found = read_answers(board.state, f"run,key,status\n1,{KEY},paid\n7,{KEY3},paid")
    assert found.problems == (
        "Row 2: the refund of order w1 is confirmed already.",
        "Row 3: the refund of order w3 left in run 1, not 7.",
    )


def test_an_answer_to_a_refund_that_was_asked_for_again_is_a_problem(board: Board) -> None:
    board.ask(c.SettleRefund(OrderId(W1), is_paid=False))
    board.now = board.now.replace(hour=16)
    board.ask(c.RefundOrder(board.case(W1).id))
    found = read_answers(board.state, f"{HEAD}{KEY},paid,")
    assert "asked for again since" in found.problems[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty."),
        ("order,words\n", "Row 1: the column key and status is missing."),
        ('key,status\n"a,b\n', "This is no CSV table: unexpected end of data."),
    ],
)
def test_what_is_no_answer_is_refused(board: Board, text: str, words: str) -> None:
    assert read_answers(board.state, text) == Answers(problems=(words,))
