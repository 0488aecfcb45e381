"""What an import did is taken back by commands that anybody could have given."""

from datetime import date

from msgspec.structs import replace

from core import commands as c
from core.exchange.import_undo import way_back
from core.model import (
    Calendar,
    CollectionRound,
    CustomerId,
    DriverId,
    Order,
    OrderId,
    OrderStatus,
    PlaceId,
    RoundId,
    TextRef,
    VehicleId,
)
from core.state import State
from tests.builders import A1, MORNING, SYSTEM, Board, add_orders, make_order, small_day


def listed(*orders: Order) -> c.ImportOrders:
    added = add_orders(*orders)
    return c.ImportOrders(added.places, added.customers, added.orders)


def undone(board: Board, *sent: c.ImportOrders | c.RegisterFleet) -> None:
    before = board.state
    for command in sent:
        board.ask(command, SYSTEM)
    for back in way_back(before, {}, sent, board.state):
        board.ask(back, SYSTEM)


def test_new_orders_leave_and_changed_ones_are_as_they_were() -> None:
    board = small_day()
    board.ask(listed(make_order("n1", source="1")), SYSTEM)
    old = board.order(OrderId("n1"))
    undone(board, listed(replace(old, service_s=999, source="2"), make_order("n2", source="1")))
    assert board.order(OrderId("n1")) == old
    assert board.order(OrderId("n2")).status is OrderStatus.CLOSED


def test_what_was_taken_back_before_is_new_again() -> None:
    board = small_day()
    first = listed(make_order("n1", source="1"))
    undone(board, first)
    undone(board, first)
    assert board.order(OrderId("n1")).status is OrderStatus.CLOSED


def test_new_drivers_and_vans_drive_no_more_and_changed_ones_are_as_they_were() -> None:
    board = small_day()
    fleet = board.state
    driver, van = fleet.drivers[DriverId("d1")], fleet.vehicles[VehicleId("v1")]
    undone(
        board,
        c.RegisterFleet(
            (replace(driver, phone_ref=TextRef("x")), replace(driver, id=DriverId("d9"))),
            (replace(van, name="Big"), replace(van, id=VehicleId("v9"), name="New")),
        ),
    )
    assert board.state.drivers[driver.id] == driver
    assert board.state.vehicles[van.id] == van
    assert board.state.drivers[DriverId("d9")].has_left
    assert board.state.vehicles[VehicleId("v9")].is_retired


def test_a_list_of_customers_has_no_orders_to_take_back() -> None:
    state = small_day().state
    assert way_back(state, {}, [c.ImportOrders((), (), ())], state) == ()


def test_names_and_telephones_are_as_they_were() -> None:
    board = small_day()
    before = board.state
    driver = before.drivers[DriverId("d1")]
    phone_ref = TextRef("driver-d1-phone")
    named = {driver.name_ref: "Bea", phone_ref: "555 5555"}
    changed = c.RegisterFleet((replace(driver, phone_ref=phone_ref),), (), named)
    (back,) = way_back(before, {driver.name_ref: "Ana", phone_ref: "old"}, [changed], before)
    assert isinstance(back, c.RegisterFleet)
    assert back.drivers == (driver,)
    assert back.texts == {driver.name_ref: "Ana"}, "of a telephone that he has"

    order = board.order(A1)
    customer = before.customers[order.customer_id]
    listed_again = replace(listed(order), texts={customer.name_ref: "Eva"})
    (again,) = way_back(before, {customer.name_ref: "Ida"}, [listed_again], before)
    assert isinstance(again, c.ImportOrders)
    assert again.texts == {customer.name_ref: "Ida"}


def test_who_was_erased_since_stays_so() -> None:
    board = small_day()
    before = board.state
    driver = before.drivers[DriverId("d1")]
    order = board.order(A1)
    customer = before.customers[order.customer_id]
    named = {driver.name_ref: "Ana", customer.name_ref: "Ida"}
    gone = replace(
        before,
        drivers=before.drivers | {driver.id: replace(driver, erased_at=MORNING)},
        customers=before.customers | {customer.id: replace(customer, erased_at=MORNING)},
    )
    sent = (c.RegisterFleet((driver,), (), named), replace(listed(order), texts=named))
    texts = {str(ref): text for ref, text in named.items()}
    orders, fleet = way_back(before, texts, sent, gone)
    assert isinstance(orders, c.ImportOrders)
    assert isinstance(fleet, c.RegisterFleet)
    assert orders.customers == (gone.customers[customer.id],)
    assert fleet.drivers == (gone.drivers[driver.id],)
    assert (orders.texts, fleet.texts) == ({}, {})


def test_new_rounds_are_made_no_more_and_changed_ones_are_as_they_were() -> None:
    old = CollectionRound(
        RoundId("old"), CustomerId("c-a1"), PlaceId("p-a1"), Calendar((0,), date(2026, 11, 1))
    )
    before = replace(State(), rounds={old.id: old})
    changed, new = replace(old, quantity=9), replace(old, id=RoundId("new"))
    sent = (c.KeepRounds((changed, new)),)
    assert way_back(before, {}, sent, before) == (c.KeepRounds((old, replace(new, is_off=True))),)
