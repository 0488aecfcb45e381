"""A list of orders: what is new comes in, what is known changes while nobody is on his way."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    AddressChange,
    CounterPickup,
    Customer,
    CustomerAnswer,
    CustomerChoice,
    CustomerId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    PartnerJob,
    Place,
    PlaceId,
    ServiceDay,
    TextRef,
)
from core.rules.imports import why_not
from core.rules.lookups import active_case, pending_stops
from tests.builders import (
    A1,
    ANA,
    COURIER,
    NOON,
    R1,
    SYSTEM,
    TODAY,
    TOMORROW,
    Board,
    add_orders,
    make_item,
    make_order,
    make_window,
    small_day,
)
from tests.senders import FROM, sent_order

LATER = ServiceDay("2026-12-24")


def listed(*orders: Order) -> c.ImportOrders:
    added = add_orders(*orders)
    return c.ImportOrders(added.places, added.customers, added.orders)


def office() -> Board:
    """A running day with an order from a list that waits."""
    board = small_day()
    board.ask(listed(make_order("n1", source="1")))
    return board


N1 = OrderId("n1")


def again(board: Board, **changes: object) -> c.ImportOrders:
    return listed(replace(board.order(N1), source="2", **changes))


def test_new_orders_come_in_with_their_case_and_goods() -> None:
    board = office()
    assert board.order(N1).status is OrderStatus.WAITING
    assert board.case(N1).order_id == N1
    assert board.custody("n1-out").holder == "coquimbo"


def test_what_the_list_says_otherwise_is_changed() -> None:
    board = office()
    goods = (make_item("n1-out"), make_item("n1-more"))
    events = board.ask(again(board, items=goods, window=make_window(60, 120)))
    assert [type(event) for event in events] == [e.OrderAmended]
    assert board.order(N1).items == goods
    assert board.order(N1).source == "2"
    assert board.custody("n1-more").holder == "coquimbo"


def test_only_a_contact_changes_nothing_else() -> None:
    board = office()
    board.place(N1, R1, len(board.route().stop_ids))
    (event,) = board.ask(again(board))
    assert isinstance(event, e.OrderAmended)
    assert board.order(N1).status is OrderStatus.PLANNED


def test_a_planned_order_of_which_nobody_was_told_goes_back_to_the_queue() -> None:
    board = office()
    board.place(N1, R1, len(board.route().stop_ids))
    board.ask(again(board, service_s=600))
    assert (board.order(N1).status, board.order(N1).service_s) == (OrderStatus.WAITING, 600)


def test_what_the_driver_knows_stays() -> None:
    board = office()
    words = board.refusal(listed(replace(board.order(A1), service_s=600)))
    assert words == "Order a1 cannot be changed by a list: its driver knows of it."


def test_an_order_for_a_later_day_waits_there() -> None:
    board = office()
    board.ask(listed(make_order("n2", day=LATER)))
    n2 = OrderId("n2")
    board.ask(listed(replace(board.order(n2), day=ServiceDay("2026-12-25"))))
    assert board.order(n2).day == "2026-12-25"
    board.ask(listed(replace(board.order(n2), day=TOMORROW)))
    assert board.case(n2).order_id == n2
    assert "which is not open" in board.refusal(listed(replace(board.order(n2), day=LATER)))


def test_an_order_that_is_done_changes_its_contact_only() -> None:
    board = office()
    order = replace(board.order(N1), status=OrderStatus.CLOSED)
    board.state = replace(
        board.state,
        orders=board.state.orders | {N1: order},
        cases={id_: case for id_, case in board.state.cases.items() if id_ != "case-n1"},
    )
    (event,) = board.ask(listed(order))
    assert isinstance(event, e.OrderAmended)


def test_a_list_that_cannot_be_is_refused() -> None:
    board = office()
    order = board.order(N1)
    twice = listed(order, order)
    assert board.refusal(twice) == "An order stands in the list twice. Nothing was imported."
    assert "is a delivery of no shop" in board.refusal(listed(replace(order, shop="Shoes")))
    assert "a delivery" in board.refusal(listed(replace(order, kind=OrderKind.RETURN)))
    nowhere = c.ImportOrders((), (), (replace(order, place_id=PlaceId("x")),))
    assert "names the place x" in board.refusal(nowhere)
    nobody = c.ImportOrders((), (), (replace(order, customer_id=CustomerId("x")),))
    assert "unknown customer x" in board.refusal(nobody)
    others = replace(order, items=(make_item("w3-out"),))
    assert "goods of another order" in board.refusal(listed(others))
    backward = replace(order, window=make_window(60, 0))
    assert "ends before it began" in board.refusal(listed(backward))


def test_known_places_and_customers_need_not_be_named() -> None:
    board = office()
    changed = replace(board.order(N1), service_s=60)
    board.ask(c.ImportOrders((), (), (changed,)))
    assert board.order(N1).service_s == 60


def test_customers_come_without_orders_at_a_place_that_is_there() -> None:
    board = office()
    place = replace(board.state.places[board.order(N1).place_id], id=PlaceId("p9"))
    other = Customer(CustomerId("c9"), TextRef("name-9"), empties=4, place_id=place.id)
    assert "a place that is unknown" in board.refusal(c.ImportOrders((), (other,), ()))
    board.ask(c.ImportOrders((place,), (other,), ()))
    assert board.state.customers[other.id] == other
    # What was counted at the door is not taken back by a list.
    board.ask(c.ImportOrders((), (replace(other, empties=9, place_id=None),), ()))
    assert board.state.customers[other.id] == other


def test_what_a_list_brought_is_taken_back_and_can_be_brought_again() -> None:
    board = office()
    board.place(N1, R1, len(board.route().stop_ids))
    board.ask(c.TakeBackOrders((N1,)))
    assert board.order(N1).status is OrderStatus.CLOSED
    assert not pending_stops(board.state, N1)
    assert active_case(board.state, N1) is None
    assert "taken back already" in board.refusal(c.TakeBackOrders((N1,)))
    board.ask(listed(make_order("n1", source="1")))
    assert board.order(N1).status is OrderStatus.WAITING
    assert board.case(N1).order_id == N1


def test_an_order_of_a_day_that_is_not_open_is_taken_back_without_a_case() -> None:
    board = office()
    board.ask(listed(make_order("n2", day=LATER, source="1")))
    (event,) = board.ask(c.TakeBackOrders((OrderId("n2"),)))
    assert isinstance(event, e.OrderAmended)


def test_only_what_a_list_brought_and_nobody_set_out_for_is_taken_back() -> None:
    board = office()
    assert "no list has brought it" in board.refusal(c.TakeBackOrders((A1,)))
    given = replace(board.order(A1), source="1")
    board.state = replace(board.state, orders=board.state.orders | {A1: given})
    assert "its driver knows of it" in board.refusal(c.TakeBackOrders((N1, A1)))
    assert board.order(N1).status is OrderStatus.WAITING


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": OrderStatus.DONE}, "done already"),
        ({"status": OrderStatus.CLOSED}, "closed already"),
        ({"status": OrderStatus.FAILED}, "it was tried at the door already"),
        ({"partner": PartnerJob(COURIER.id, "Courier", 1, ANA.id, NOON)}, "Courier has it"),
        (
            {"counter": CounterPickup(ANA.id, NOON, NOON, NOON + timedelta(days=1))},
            "the customer fetches it at the counter",
        ),
        (
            {"answer": CustomerAnswer(CustomerChoice.NEW_DAY, NOON)},
            "its customer was told or has chosen a time",
        ),
        (
            {"addresses": (AddressChange(PlaceId("x"), ANA.id, NOON),)},
            "the office has given it another address",
        ),
        ({"replaces": A1}, "its refund or replacement is under way"),
        ({}, ""),
    ],
)
def test_why_a_list_cannot_change_it(changes: dict[str, object], words: str) -> None:
    board = office()
    assert why_not(board.state, replace(board.order(N1), **changes)) == words


def test_who_may_import() -> None:
    board = office()
    board.ask(listed(make_order("n3")), SYSTEM)
    assert board.order(OrderId("n3")).day == TODAY


def test_a_list_brings_the_sender_and_his_place() -> None:
    board = small_day()
    order = sent_order(source="a list")
    adding = add_orders(order)
    giver = Place(FROM, "Calle Giver", -29.9, -71.2)
    command = c.ImportOrders((*adding.places, giver), adding.customers, adding.orders)
    board.ask(command)
    assert board.custody("s1-out").holder == FROM
    plain = replace(order, sender=None)
    board.ask(replace(command, orders=(plain,)))
    assert board.custody("s1-out").holder == "coquimbo"
