"""What is there before the day begins is checked once, in words."""

from typing import Any

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    ActorId,
    Attempt,
    CaseKind,
    CustodyKind,
    Customer,
    CustomerId,
    CustomerOffers,
    DriverId,
    Offer,
    OfferId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    PlaceId,
    Position,
    Rates,
    Sender,
    SlotHours,
    StopId,
    StopKind,
    TextRef,
    TimeWindow,
)
from core.rules.lookups import Refused
from tests.builders import (
    ANA,
    DEPOT,
    DEPOT_PLACE,
    MORNING,
    NOON,
    R1,
    R2,
    SYSTEM,
    TODAY,
    TOMORROW,
    Board,
    add_orders,
    first_stop,
    fleet,
    make_item,
    make_order,
    make_route,
    make_stop,
    make_window,
    open_day,
    small_day,
)
from tests.senders import FROM, sent_order


def new_depot() -> Board:
    board = Board()
    board.ask(c.RegisterDepot(DEPOT, DEPOT_PLACE), SYSTEM)
    board.ask(fleet(), SYSTEM)
    return board


def test_a_depot_is_registered_once_at_its_own_place() -> None:
    board = Board()
    elsewhere = c.RegisterDepot(DEPOT, replace(DEPOT_PLACE, id=PlaceId("x")))
    assert board.refusal(elsewhere, SYSTEM) == "The depot's place is depot, not x."
    command = c.RegisterDepot(DEPOT, DEPOT_PLACE)
    board.ask(command, SYSTEM)
    assert board.state.depot == DEPOT
    assert board.refusal(command, SYSTEM) == "The depot coquimbo is registered already."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Mars/Olympus"}, "There is no time zone 'Mars/Olympus'. Write it like Europe/"),
        ({"zone": "../etc"}, "There is no time zone '../etc'."),
        ({"zone": ""}, "There is no time zone ''."),
        ({"currency": "euro"}, "'euro' is no currency. Write its three letters, like EUR."),
        ({"minor_digits": 9}, "No currency has 9 digits after the point."),
        ({"rates": Rates(unopened_pct=140)}, "Goods that never reached the customer lies between"),
        (
            {"offers": CustomerOffers(slots=(SlotHours(600, 720), SlotHours(660, 900)))},
            "10:00–12:00 and 11:00–15:00 overlap or are in the wrong order. Mend it before",
        ),
    ],
)
def test_a_depot_with_which_nothing_can_be_reckoned_is_refused(
    changes: dict[str, Any], words: str
) -> None:
    command = c.RegisterDepot(replace(DEPOT, **changes), DEPOT_PLACE)
    assert Board().refusal(command, SYSTEM).startswith(words)


def test_drivers_and_vehicles_are_added_or_replaced() -> None:
    board = new_depot()
    van = replace(board.state.vehicles[next(iter(board.state.vehicles))], name="Big van")
    board.ask(c.RegisterFleet((), (van,)), SYSTEM)
    assert board.state.vehicles[van.id].name == "Big van"
    assert len(board.state.vehicles) == 2


# Orders.


def test_nothing_is_ordered_before_there_is_a_depot() -> None:
    board = Board()
    words = "There is no depot yet. Register it first."
    assert board.refusal(add_orders(make_order("z1")), SYSTEM) == words
    assert board.refusal(open_day(TODAY, {}), SYSTEM) == words


def test_goods_begin_at_the_depot_or_with_the_customer() -> None:
    board = new_depot()
    board.ask(add_orders(make_order("z1", OrderKind.EXCHANGE)), SYSTEM)
    assert board.custody("z1-out").kind is CustodyKind.DEPOT
    assert board.custody("z1-in").kind is CustodyKind.CUSTOMER
    assert not board.state.cases, "the day is not open yet"


@pytest.mark.parametrize(
    ("kind", "case"),
    [
        (OrderKind.DELIVERY, CaseKind.UNPLANNED_DELIVERY),
        (OrderKind.EXCHANGE, CaseKind.UNPLANNED_DELIVERY),
        (OrderKind.RETURN, CaseKind.RETURN_REQUEST),
        (OrderKind.CONTAINER, CaseKind.CONTAINER_COLLECTION),
    ],
)
def test_an_order_of_an_open_day_waits_in_the_queue(kind: OrderKind, case: CaseKind) -> None:
    board = small_day()
    board.ask(add_orders(make_order("z1", kind)), SYSTEM)
    assert board.case(OrderId("z1")).kind is case


GOOD = make_order("z1")
ATTEMPT = Attempt(StopId("s"), DriverId("d1"), "refused", NOON, NOON)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (make_order("a1"), "There is an order a1 already. Nothing was added."),
        (replace(GOOD, status=OrderStatus.DONE), "must be new: waiting, without attempts"),
        (replace(GOOD, attempts=(ATTEMPT,)), "must be new: waiting, without attempts"),
        (replace(GOOD, day="Monday"), "The day 'Monday' is no date. Write it like 2026-11-23."),
        (replace(GOOD, items=()), "The items of order z1 do not fit its kind, delivery"),
        (replace(GOOD, kind=OrderKind.RETURN), "do not fit its kind, return"),
        (replace(GOOD, kind=OrderKind.CONTAINER), "do not fit its kind, container"),
        (replace(GOOD, kind=OrderKind.EXCHANGE), "do not fit its kind, exchange"),
        (replace(GOOD, service_s=-1), "ends before it began"),
        (replace(GOOD, window=TimeWindow(NOON, MORNING)), "ends before it began"),
        (replace(GOOD, items=(make_item("a1-out"),)), "There is an item a1-out already."),
        (replace(GOOD, items=(make_item("z"), make_item("z"))), "There is an item z already."),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(order: Order, words: str) -> None:
    assert words in small_day().refusal(add_orders(order), SYSTEM)


def test_an_order_names_what_is_known_or_comes_with_it() -> None:
    board = small_day()
    good = add_orders(replace(GOOD, window=make_window(0, 60)))
    no_place = replace(good, places=())
    assert "names the place p-z1, which is unknown" in board.refusal(no_place, SYSTEM)
    no_customer = replace(good, customers=())
    assert "names the unknown customer c-z1" in board.refusal(no_customer, SYSTEM)
    board.ask(good, SYSTEM)
    again = replace(GOOD, id=OrderId("z2"), items=(make_item("z2-out"),))
    board.ask(c.AddOrders((), (), (again,)), SYSTEM)
    twice = add_orders(make_order("z3"), make_order("z3"))
    assert "There is an order z3 already" in board.refusal(twice, SYSTEM)


# Days.


def with_orders() -> tuple[Board, Order, Order]:
    board = new_depot()
    one, two = make_order("z1"), make_order("z2", OrderKind.RETURN)
    board.ask(add_orders(one, two), SYSTEM)
    return board, one, two


def test_a_day_opens_with_its_routes_and_the_rest_in_the_queue() -> None:
    board, one, two = with_orders()
    opened, queued = board.ask(open_day(TODAY, {R1: (one,), R2: ()}), SYSTEM)
    assert isinstance(opened, e.DayOpened)
    assert isinstance(queued, e.CaseOpened)
    assert queued.case.order_id == two.id
    assert board.order(one.id).status is OrderStatus.PLANNED
    assert board.state.days[TODAY].opened_at == MORNING
    words = board.refusal(open_day(TODAY, {}), SYSTEM)
    assert words == "The day Mon 23 Nov is open already."


def test_each_stop_is_on_one_route_and_each_order_on_one_stop() -> None:
    board, one, two = with_orders()
    words = "Each stop must be on exactly one route of the day."
    good = open_day(TODAY, {R1: (one,), R2: (two,)})
    assert board.refusal(replace(good, stops=good.stops[:1]), SYSTEM) == words
    assert board.refusal(open_day(TODAY, {R1: (one,), R2: (one,)}), SYSTEM) == words
    other = make_stop(one, id=StopId("other"))
    route = make_route(R1, (first_stop(one.id), other.id))
    twice = c.OpenDay(TODAY, (route,), (make_stop(one), other))
    assert board.refusal(twice, SYSTEM) == "Order z1 is on the plan twice."
    double = c.OpenDay(TODAY, (make_route(R1), make_route(R1)), ())
    assert board.refusal(double, SYSTEM) == "Two routes of the day have the same id."


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": StopKind.COLLECT},
        {"place_id": PlaceId("depot")},
        {"route_id": R2},
        {"ended_at": NOON},
        {"linked_stop_id": StopId("x")},
    ],
)
def test_a_published_stop_is_a_new_visit_of_its_order(changes: dict[str, object]) -> None:
    board, one, _ = with_orders()
    stop = replace(make_stop(one), **changes)
    day = c.OpenDay(TODAY, (make_route(R1, (stop.id,)), make_route(R2)), (stop,))
    assert "is known already, or is no new deliver stop of Route 1" in board.refusal(day, SYSTEM)


def test_a_published_stop_serves_an_order_that_waits_for_that_day() -> None:
    board, one, _ = with_orders()
    words = board.refusal(open_day(TOMORROW, {R1: (one,)}), SYSTEM)
    assert words == "Order z1 is not waiting on Tue 24 Nov."
    board.ask(open_day(TODAY, {}), SYSTEM)
    board.ask(c.CancelOrder(one.id, "note:1"))
    done = replace(board.order(one.id), day=TOMORROW)
    board.state = replace(board.state, orders=board.state.orders | {one.id: done})
    words = board.refusal(open_day(TOMORROW, {R1: (done,)}), SYSTEM)
    assert words == "Order z1 is not waiting on Tue 24 Nov."


def test_a_stop_id_is_used_once() -> None:
    board = small_day()
    late = make_order("z1", day="2026-11-25")
    board.ask(add_orders(late), SYSTEM)
    stop = make_stop(late, id=StopId("a1.1"))
    route = make_route(R1, (stop.id,), id="u1", day="2026-11-25")
    stop = replace(stop, route_id=route.id)
    day = c.OpenDay(late.day, (route,), (stop,))
    assert "Stop a1.1 is known already" in board.refusal(day, SYSTEM)


OFFER = Offer(OfferId("o"), (), (), (), (), NOON, ANA.id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": TOMORROW}, "The route r1 is known already or of another day."),
        ({"started_at": NOON}, "Route 1 must be new: not started, with nothing sent."),
        ({"offer": OFFER}, "Route 1 must be new: not started, with nothing sent."),
        ({"manifest": (StopId("x"),)}, "has agreed to stops that are not planned"),
        ({"driver_id": DriverId("x")}, "The driver or the vehicle of Route 1 is unknown."),
        ({"vehicle_id": "x"}, "The driver or the vehicle of Route 1 is unknown."),
        ({"end_place_id": PlaceId("x")}, "Route 1 names the place x, which is unknown."),
    ],
)
def test_a_published_route_is_new_and_names_what_is_known(
    changes: dict[str, object], words: str
) -> None:
    board = new_depot()
    day = c.OpenDay(TODAY, (replace(make_route(R1), **changes),), ())
    assert words in board.refusal(day, SYSTEM)


def test_a_route_id_is_used_once() -> None:
    board = small_day()
    day = c.OpenDay("2026-11-25", (make_route(R1, day="2026-11-25"),), ())  # type: ignore[arg-type]
    assert "The route r1 is known already" in board.refusal(day, SYSTEM)


def test_a_customer_known_from_before_orders_again() -> None:
    board = small_day()
    order = make_order("z1", customer_id=CustomerId("c-a1"), place_id=PlaceId("p-a1"))
    board.ask(c.AddOrders((), (), (order,)), SYSTEM)
    assert board.order(order.id).status is OrderStatus.WAITING


def test_a_known_place_keeps_what_was_learned_unless_its_address_is_new() -> None:
    board = small_day()
    first = make_order("first")
    board.ask(add_orders(first), SYSTEM)
    known = board.state.places[first.place_id]
    to = Position(known.lat, known.lon + 0.001)
    board.ask(c.MovePlace(known.id, to.lat, to.lon, Position(known.lat, known.lon)))
    again = replace(make_order("again"), place_id=known.id)
    board.ask(replace(add_orders(again), places=(known,)), SYSTEM)
    assert board.state.places[known.id].lon == to.lon
    other = replace(make_order("other"), place_id=known.id)
    renamed = replace(known, address="Otra 7")
    board.ask(replace(add_orders(other), places=(renamed,)), SYSTEM)
    assert board.state.places[known.id] == renamed


def test_what_was_counted_stays_when_a_customer_is_listed_again() -> None:
    board = new_depot()
    kiosk = Customer(CustomerId("kiosk"), TextRef("name"), empties=7, empties_since=MORNING)
    board.ask(c.AddOrders((), (kiosk,), ()), SYSTEM)
    listed = Customer(kiosk.id, kiosk.name_ref, empties=1, place_id=PlaceId("p"))
    board.ask(c.AddOrders((), (listed,), ()), SYSTEM)
    known = board.state.customers[kiosk.id]
    assert (known.empties, known.empties_since, known.place_id) == (7, MORNING, "p")


def test_a_shops_key_enters_orders_of_its_own_shop_only() -> None:
    board = new_depot()
    key = Actor(ActorId("key:1"), Role.SHOP, ANA.depots, shop="Casa Norte")
    other = make_order("n1", shop="Casa Sur")
    with pytest.raises(Refused, match="n1 is of another shop than Casa Norte"):
        board.ask(add_orders(other), key)
    board.ask(add_orders(replace(other, shop="Casa Norte")), key)
    assert board.order(OrderId("n1")).shop == "Casa Norte"


def test_only_a_delivery_has_a_sender_and_at_a_place_that_is_known() -> None:
    board = small_day()
    order = sent_order(sender=Sender(PlaceId("nowhere")))
    assert board.refusal(add_orders(order), SYSTEM) == "Order s1 is collected at an unknown place."
    back = make_order("s1", OrderKind.RETURN, sender=Sender(FROM))
    assert board.refusal(add_orders(back), SYSTEM) == "Order s1 has a sender, and is no delivery."
