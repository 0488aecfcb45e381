"""What an import did is taken back by commands that anybody could have given."""

from msgspec.structs import replace

from core import commands as c
from core.exchange.import_undo import way_back
from core.model import DriverId, Order, OrderId, OrderStatus, TextRef, VehicleId
from tests.builders import SYSTEM, Board, add_orders, make_order, small_day


def listed(*orders: Order) -> c.ImportOrders:
    added = add_orders(*orders)
    return c.ImportOrders(added.places, added.customers, added.orders)


def undone(board: Board, *sent: c.ImportOrders | c.RegisterFleet) -> None:
    before = board.state
    for command in sent:
        board.ask(command, SYSTEM)
    for back in way_back(before, sent):
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
    assert way_back(small_day().state, [c.ImportOrders((), (), ())]) == ()
