"""A slot is held while somebody speaks, then booked or let go."""

from datetime import timedelta

import pytest

from core import commands as c
from core.model import HeldPlace, OrderId, OrderStatus, RouteId, StopId
from core.rules.slots import HELD_FOR
from tests.builders import A1, R1, T1, T2, TODAY, TOMORROW, W1, W3, Board, make_window, running_day
from tests.second_looks import SARA

MORNING_SLOT = make_window(24 * 60, 28 * 60)
LATER_SLOT = make_window(28 * 60, 32 * 60)


def hold(order_id: OrderId = W1, route_id: RouteId = T2, **changes: object) -> c.HoldSlot:
    values = {"day": TOMORROW, "window": MORNING_SLOT} | changes
    return c.HoldSlot(order_id, route_id=route_id, **values)  # type: ignore[arg-type]


@pytest.fixture
def board() -> Board:
    """Ana holds tomorrow's morning on van 2 for w1."""
    made = running_day()
    made.ask(hold())
    return made


def test_a_hold_says_for_whom_and_until_when(board: Board) -> None:
    kept = board.order(W1).hold
    assert kept is not None
    assert (kept.by, kept.route_id, kept.until) == ("ana", T2, board.now + HELD_FOR)


def test_what_is_held_is_booked_and_free_again(board: Board) -> None:
    board.ask(c.BookSlot(W1))
    order = board.order(W1)
    assert (order.day, order.window, order.hold) == (TOMORROW, MORNING_SLOT, None)


def test_a_hold_that_ran_out_is_told_and_changes_nothing(board: Board) -> None:
    board.now += HELD_FOR
    assert board.refusal(c.BookSlot(W1)) == (
        "The slot of order w1 was held until 12:10 and has run out. "
        "Choose it again, if it is still there."
    )
    assert board.order(W1).day == TODAY


def test_nothing_is_booked_that_was_not_held(board: Board) -> None:
    assert board.refusal(c.BookSlot(W3)) == "No slot is held for order w3. Choose one first."


def test_another_caller_is_not_given_the_same_slot_until_it_is_free(board: Board) -> None:
    refused = board.refusal(hold(W3))
    words = "is held for another caller by ana until 12:10. Choose another slot."
    assert refused.endswith(words)
    assert board.refusal(hold(W3, window=LATER_SLOT)).endswith(words)
    board.ask(hold(W3, T1))
    board.ask(c.ReleaseSlot(W1))
    board.ask(hold(W3))
    assert board.order(W1).hold is None


def test_a_colleague_is_told_who_holds_a_slot_for_the_order_already(board: Board) -> None:
    mine = board.order(W1).hold
    assert board.refusal(hold(window=LATER_SLOT), SARA) == (
        "ana holds a slot for order w1 until 12:10. Ask ana, or book that one."
    )
    assert board.ask(c.ReleaseSlot(W1), SARA) == (), "nor does she let it go by hanging up"
    assert board.order(W1).hold == mine
    board.now += HELD_FOR
    board.ask(hold(window=LATER_SLOT), SARA)
    kept = board.order(W1).hold
    assert kept is not None
    assert kept.by == SARA.id


def test_a_hold_that_ran_out_keeps_nobody_away(board: Board) -> None:
    board.now += HELD_FOR + timedelta(seconds=1)
    board.ask(hold(W3))
    assert board.order(W3).hold is not None


def test_another_slot_replaces_the_one_before(board: Board) -> None:
    board.ask(hold(route_id=T1, window=LATER_SLOT))
    board.ask(hold(W3))
    kept = board.order(W1).hold
    assert kept is not None
    assert (kept.route_id, kept.window) == (T1, LATER_SLOT)


def test_letting_go_of_nothing_changes_nothing(board: Board) -> None:
    assert board.ask(c.ReleaseSlot(W3)) == ()


def test_what_the_office_could_not_do_is_not_held(board: Board) -> None:
    assert board.refusal(hold(route_id=R1)) == f"There is no route {R1} on Tue 24 Nov."
    assert board.refusal(hold(route_id=RouteId("r9"))) == "There is no route r9 on Tue 24 Nov."
    board.complete("a1.1")
    assert board.refusal(hold(A1)) == "Order a1 is done."


def place_of(board: Board, order_id: OrderId, route_id: RouteId) -> int:
    stops = [board.state.stops[s].order_id for s in board.state.routes[route_id].stop_ids]
    return stops.index(order_id)


def test_a_place_that_was_held_is_taken_with_the_slot() -> None:
    board = running_day()
    first = board.state.routes[T2].stop_ids[0]
    board.ask(hold(place=HeldPlace(first)))
    board.ask(c.BookSlot(W1))
    assert place_of(board, W1, T2) == 1
    assert board.order(W1).status is OrderStatus.PLANNED
    board.ask(c.WithdrawOrder(W1))
    board.ask(c.RescheduleOrder(W1, TODAY, is_any_time=True))
    assert (board.order(W1).day, board.order(W1).window) == (TODAY, None)


def test_the_first_place_and_one_whose_neighbour_is_gone_are_found_too() -> None:
    board = running_day()
    board.ask(hold(place=HeldPlace()))
    board.ask(c.BookSlot(W1))
    assert place_of(board, W1, T2) == 0
    board.ask(hold(W3, place=HeldPlace(StopId("gone"))))
    board.ask(c.BookSlot(W3))
    assert place_of(board, W3, T2) == len(board.state.routes[T2].stop_ids) - 1


def test_who_is_on_a_route_of_that_day_already_stays_there() -> None:
    board = running_day()
    board.ask(hold(place=HeldPlace()))
    board.ask(c.BookSlot(W1))
    later = board.state.routes[T2].stop_ids
    board.ask(hold(window=LATER_SLOT, place=HeldPlace()))
    board.ask(c.BookSlot(W1))
    assert board.state.routes[T2].stop_ids == later
    assert board.order(W1).window == LATER_SLOT


def test_a_route_that_was_locked_meanwhile_takes_nothing_and_nothing_is_half_done() -> None:
    board = running_day()
    board.ask(hold(place=HeldPlace()))
    board.ask(c.LockRoute(T2))
    assert "is locked by ana" in board.refusal(c.BookSlot(W1))
    assert board.order(W1).day == TODAY
    assert board.order(W1).hold is not None


def test_a_slot_that_the_order_has_already_can_be_held_for_its_route() -> None:
    board = running_day()
    board.ask(c.RescheduleOrder(W1, TOMORROW, window=MORNING_SLOT))
    board.ask(hold(place=HeldPlace()))
    board.ask(c.BookSlot(W1))
    assert place_of(board, W1, T2) == 0
