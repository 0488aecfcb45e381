"""The small day with goods that one van collects at a customer's and brings to another."""

from msgspec.structs import replace

from core import commands as c
from core.model import Order, OrderId, Place, PlaceId, Sender
from tests.builders import R1, SYSTEM, Board, add_orders, make_order, running_day, small_day

S1 = OrderId("s1")
FROM, TO = PlaceId("p-m1"), PlaceId("p-m2")
"""One and six kilometres along the road."""


def sent_order(name: str = "s1", **changes: object) -> Order:
    """From one place to the other."""
    order = make_order(name, place_id=TO, sender=Sender(FROM, 240))
    return replace(order, **changes)


def with_sent(order: Order | None = None, *, is_running: bool = False) -> Board:
    """The order waits; vans have left or not."""
    board = running_day() if is_running else small_day()
    adding = add_orders(order or sent_order())
    giver = Place(FROM, "Calle Giver", -29.9, -71.2)
    board.ask(replace(adding, places=(*adding.places, giver)), SYSTEM)
    return board


def with_pair() -> Board:
    """Van 1 is to collect it after its first stop and to bring it after its second."""
    board = with_sent()
    meeting = c.HandOver(FROM, None, 0, 0, 1)
    board.ask(c.PlaceOrder(S1, R1, 3, board.route(R1).version, hand_over=meeting))
    return board
