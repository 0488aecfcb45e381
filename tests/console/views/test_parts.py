"""Orders of which only a part was delivered, in words."""

from console.views.moment import Moment
from console.views.parts import part_words
from core.model import OrderId
from tests.core.rules.test_parts import PAIR, POT, at_the_door, part_id, without


def words(moment: Moment, order_id: OrderId) -> str:
    return part_words(moment, moment.order(order_id))


def test_both_orders_say_what_became_of_the_other() -> None:
    board = at_the_door()
    before = Moment(board.state, board.now)
    assert words(before, PAIR) == ""
    driver = board.driver(board.stop("pair.1").route_id)
    board.ask(without(board, {POT: "damaged"}), driver)
    after = Moment(board.state, board.now, reasons={"damaged": "Damaged"})
    assert words(after, PAIR) == "Not delivered: 2 × Books (damaged), pair-p1"
    assert words(after, part_id()) == "Part of order pair: the rest was delivered"
