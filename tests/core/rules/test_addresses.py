"""A customer is somewhere else: who was told the old address gets the order no more."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    AddressChange,
    CaseStatus,
    OrderStatus,
    PlaceId,
    WaitingFor,
)
from core.rules.addresses import is_to_be_taken_back
from core.rules.tray import tray_of
from tests.builders import (
    A1,
    ANA,
    COURIER,
    LUIS,
    R1,
    T2,
    TOMORROW,
    W1,
    first_stop,
    make_window,
    running_day,
)

NEW = "Balmaceda 120"


def to(order_id: str = W1, address: str = NEW, lat: float = -29.91) -> c.ReaddressOrder:
    return c.ReaddressOrder(A1 if order_id == A1 else W1, address, lat, -71.25)


def test_an_order_that_waits_goes_elsewhere_and_keeps_where_it_went() -> None:
    board = running_day()
    old = board.order(W1).place_id
    board.ask(to(address="  Balmaceda   120 "))
    order = board.order(W1)
    place = board.state.places[order.place_id]
    assert (place.id, place.address, place.lat) == (PlaceId("w1@1"), NEW, -29.91)
    assert order.addresses == (AddressChange(old, ANA.id, board.now),)
    assert board.ask(to()) == ()


def test_back_at_the_old_address_it_is_the_old_place_with_what_was_learned() -> None:
    board = running_day()
    old = board.state.places[board.order(W1).place_id]
    board.ask(to())
    board.ask(c.ReaddressOrder(W1, old.address.upper(), old.lat, old.lon))
    assert board.order(W1).place_id == old.id
    assert [change.place_id for change in board.order(W1).addresses] == [old.id, "w1@1"]
    board.ask(c.ReaddressOrder(W1, old.address, old.lat + 0.1, old.lon))
    assert board.order(W1).place_id == PlaceId("w1@3")


def test_a_stop_that_nobody_was_told_of_stays_in_its_place_of_the_route() -> None:
    board = running_day()
    board.ask(c.PlaceOrder(W1, R1, 2, board.route().version))
    before = board.route()
    assert not is_to_be_taken_back(board.state, board.order(W1))
    (moved,) = board.ask(to())
    assert isinstance(moved, e.OrderReaddressed)
    (stop_id,) = (s for s in board.route().stop_ids if board.stop(s).order_id == W1)
    assert board.route().stop_ids == before.stop_ids
    assert board.route().version > before.version
    assert board.stop(stop_id).place_id == board.order(W1).place_id


def test_a_driver_who_was_told_gives_the_order_back_and_may_get_it_anew() -> None:
    board = running_day()
    stop_id = first_stop(A1)
    assert is_to_be_taken_back(board.state, board.order(A1))
    board.ask(to(A1))
    assert board.order(A1).status is OrderStatus.WAITING
    assert board.case(A1).status is CaseStatus.OPEN
    assert board.stop(stop_id).place_id == PlaceId("p-a1")
    board.ask(c.PlaceOrder(A1, R1, 0, board.route().version))
    added, removed, _ = tray_of(board.state, board.route())
    assert removed == (stop_id,)
    (new,) = added
    assert board.stop(new).place_id == board.order(A1).place_id


def test_a_driver_at_the_door_or_on_the_way_is_called_first() -> None:
    board = running_day()
    board.ask(c.StartStop(first_stop(A1), board.now), LUIS)
    assert "is on its way to stop a1.1. Call the driver first." in board.refusal(to(A1))
    board.ask(c.ArriveAtStop(first_stop(A1), board.now), LUIS)
    assert board.refusal(to(A1)) == ("Route 1 is at the door with order a1. Call the driver first.")
    board.ask(c.CompleteStop(first_stop(A1), board.now), LUIS)
    assert board.refusal(to(A1)).startswith("Order a1 was done by Route 1")


def test_what_is_over_or_with_a_partner_stays_where_it_is() -> None:
    board = running_day()
    board.ask(c.HandToPartner(W1, COURIER.id, COURIER.price_minor))
    assert "Take it back first" in board.refusal(to())
    board.ask(c.SettlePartner(W1, is_done=False))
    board.ask(c.CancelOrder(W1, "note:1"))
    assert board.refusal(to()) == "Order w1 is closed. Reopen its case first."


def test_a_locked_route_keeps_its_addresses() -> None:
    board = running_day()
    board.ask(c.PlaceOrder(W1, R1, 2, board.route().version))
    board.ask(c.LockRoute(R1))
    assert "is locked by" in board.refusal(to())


@pytest.mark.parametrize("address", ["", "12", "a 7", "\x07Bell 12\x07"])
def test_what_is_no_address_is_refused(address: str) -> None:
    assert "Write street and number" in running_day().refusal(to(address=address))


def test_a_pin_in_another_country_is_refused() -> None:
    board = running_day()
    assert "km from the depot. Check the pin." in board.refusal(to(lat=-40))
    board.state = replace(board.state, depot=None)
    board.ask(to(lat=-40))
    assert board.state.places[board.order(W1).place_id].lat == -40


@pytest.mark.parametrize("whom", [WaitingFor.CUSTOMER, WaitingFor.SHOP])
def test_a_case_that_waited_for_the_customer_is_back(whom: WaitingFor) -> None:
    board = running_day()
    until = board.now + timedelta(hours=1)
    board.ask(c.LetCaseWait(board.case(W1).id, whom, until))
    board.ask(to())
    assert board.case(W1).waits_at(board.now) is (whom is WaitingFor.SHOP)


def test_a_slot_that_was_held_for_the_old_address_is_free_again() -> None:
    board = running_day()
    board.ask(c.HoldSlot(W1, TOMORROW, make_window(26 * 60, 28 * 60), T2))
    assert board.order(W1).hold is not None
    board.ask(to())
    assert board.order(W1).hold is None
