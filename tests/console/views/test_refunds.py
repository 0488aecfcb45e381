"""What one asks of a shop, and what waits for the office and for the shops, in a word."""

from msgspec.structs import replace

from console.views.refunds import (
    answers_words,
    asked_words,
    part_of_refund,
    refund_question,
    refunds_words,
    second_look_words,
    waiting_refunds,
)
from core import commands as c
from core.model import OrderId, OrderStatus
from core.refund_run import Answers, Settlement
from core.state import State
from tests.builders import A1, W1, W3, running_day
from tests.second_looks import ruled


def test_the_button_says_what_waits_next() -> None:
    board = running_day()
    assert (refunds_words(State()), refunds_words(board.state)) == ("", "Shops")
    for order_id in (W1, W3):
        board.ask(c.RefundOrder(board.case(order_id).id))
    assert refunds_words(board.state) == "Shops · 2 refunds to send"
    board.ask(c.InstructRefunds(is_run=True))
    assert waiting_refunds(board.state) == (0, 2)
    assert refunds_words(board.state) == "Shops · 2 refunds unanswered"
    board.ask(c.SettleRefund(W1, is_paid=True))
    assert refunds_words(board.state) == "Shops · 1 refund unanswered"
    board.ask(c.SettleRefund(W3, is_paid=True))
    assert refunds_words(board.state) == "Shops"


def test_it_is_said_who_is_asked_for_the_money_first() -> None:
    board = running_day()
    board.fail("a1.1")
    order = board.order(A1)
    assert asked_words(board.state, order, 3_000) == "The shop is asked to refund a1"
    assert asked_words(board.state, order, 1_200) == "The shop is asked to refund part of a1"
    limited = ruled(board, refund_over_minor=1_000).state
    assert asked_words(limited, order, 3_000) == (
        "Refund of a1: the shop is asked once a supervisor has agreed"
    )


def test_a_file_says_what_it_would_settle() -> None:
    paid = Settlement(OrderId("a"), "k1", is_paid=True, words="")
    refused = Settlement(OrderId("b"), "k2", is_paid=False, words="closed")
    assert answers_words(Answers((paid, refused))) == "1 paid, 1 refused"
    assert answers_words(Answers((paid,), without=3)) == "1 paid, 0 refused, 3 not answered yet"


def test_a_refund_is_asked_about_with_its_sum_its_goods_and_who_has_to_agree() -> None:
    board = running_day()
    board.fail("a1.1")
    state = board.state
    assert refund_question(state, board.order(A1)) == (
        "Ask the shop to refund $3,000 for order a1? The goods come back to the depot."
    )
    assert refund_question(state, board.order(W1)).endswith(
        "The customer keeps the goods: nothing is collected or inspected first."
    )
    has_come = replace(board.order(W1), status=OrderStatus.DONE)
    assert refund_question(state, has_come).endswith("The goods have been collected.")
    lost = replace(board.case(A1), reason="lost")
    gone = replace(state, cases={**state.cases, lost.id: lost})
    assert refund_question(gone, board.order(A1)).endswith("Nothing comes back.")
    limited = ruled(board, refund_over_minor=1_000)
    assert refund_question(limited.state, board.order(A1)).endswith(
        "It is over $1,000: a supervisor agrees before the shop is told."
    )
    assert second_look_words(limited.state, 1_000) == ""
    limited = ruled(board, refund_over_minor=1_000, deputy="bea")
    assert "a supervisor or bea agrees" in second_look_words(limited.state, 1_001)
    assert second_look_words(State(), 1_001) == ""


def test_a_part_of_a_refund_is_an_amount_of_what_is_owed() -> None:
    board = running_day()
    board.fail("a1.1")

    def read(typed: str) -> tuple[int | None, str]:
        return part_of_refund(board.state, board.order(A1), typed)

    assert read(" ") == (None, "$3,000 is owed.")
    assert read("1,200") == (
        1_200, "The shop is asked for $1,200 of $3,000. The goods come back to the depot."
    )  # fmt: skip
    assert read("3000")[0] == 3_000
    assert read("abc-5") == (None, "“abc-5” is no amount. Write it like 1,234.")
    for typed in ("0", "-5", "3001"):
        assert read(typed) == (None, "Write more than nothing and no more than $3,000.")
