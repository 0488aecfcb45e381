"""What waits for the office and for the shops, in a word."""

from console.views.refunds import answers_words, refunds_words, waiting_refunds
from core import commands as c
from core.model import OrderId
from core.refund_run import Answers, Settlement
from core.state import State
from tests.builders import W1, W3, running_day


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


def test_a_file_says_what_it_would_settle() -> None:
    paid = Settlement(OrderId("a"), "k1", is_paid=True, words="")
    refused = Settlement(OrderId("b"), "k2", is_paid=False, words="closed")
    assert answers_words(Answers((paid, refused))) == "1 paid, 1 refused"
    assert answers_words(Answers((paid,), without=3)) == "1 paid, 0 refused, 3 not answered yet"
