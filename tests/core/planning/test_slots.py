"""Slots with what they cost by the planner, on the shared small day."""

from msgspec.structs import replace

from core import commands as c
from core.model import HeldPlace, Load, OrderId, OrderKind, RouteId, SlotHours
from core.planning.slots import PricedSlot, priced_slots
from core.state import State
from tests.builders import TODAY, TOMORROW, W1, W3, Board, running_day
from tests.core.planning.test_ways import plans
from tests.one_road import one_road


def priced(board: Board) -> list[tuple[str, bool]]:
    found = priced_slots(board.state, board.order(W1), plans(board), one_road(), board.now)
    return [(each.slot.day, each.way is not None) for each in found]


def test_every_slot_that_is_not_over_has_its_cheapest_route() -> None:
    board = running_day()
    found = priced_slots(board.state, board.order(W1), plans(board), one_road(), board.now)
    assert [each.slot.day for each in found][-3:] == [TODAY, TOMORROW, TOMORROW]
    for each in found:
        assert each.slot.window.closes > board.now
        if each.way is not None:
            assert each.way.option.is_feasible
            assert board.route(each.way.route_id).day == each.slot.day
    assert any(each.way is not None for each in found)


def test_a_slot_that_no_route_can_keep_is_said_to_be_one() -> None:
    board = running_day()
    assert board.state.depot is not None
    night = replace(board.state.depot.offers, slots=(SlotHours(23 * 60, 23 * 60 + 10),))
    board.state = replace(board.state, depot=replace(board.state.depot, offers=night))
    assert all(not has_route for _, has_route in priced(board))


def test_a_slot_that_is_over_is_not_offered() -> None:
    board = running_day()
    assert board.state.depot is not None
    early = replace(board.state.depot.offers, slots=(SlotHours(1, 2),))
    board.state = replace(board.state, depot=replace(board.state.depot, offers=early))
    assert [day for day, _ in priced(board)] == [TOMORROW]


def test_a_slot_that_is_kept_for_another_caller_is_not_offered_on_that_route() -> None:
    board = running_day()
    before = priced_slots(board.state, board.order(W1), plans(board), one_road(), board.now)
    first = next(each for each in before if each.way is not None)
    assert first.way is not None
    slot, route_id = first.slot, first.way.route_id
    board.ask(c.HoldSlot(W3, slot.day, slot.window, route_id))
    after_hold = priced_slots(board.state, board.order(W1), plans(board), one_road(), board.now)
    (same,) = (each for each in after_hold if each.slot == slot)
    assert same.way is None or same.way.route_id != route_id


def test_a_van_s_last_room_is_offered_to_one_caller_only_whatever_the_window() -> None:
    """Two returns of 560 kg each, and vans that take 800."""
    board = running_day()
    heavy(board, W1)
    heavy(board, W3)
    first = offered(board, W1)[0]
    board.ask(c.HoldSlot(W1, TOMORROW, first.slot.window, route_of(first), HeldPlace()))
    others = offered(board, W3)
    assert others
    assert route_of(first) not in [route_of(each) for each in others]
    board.ask(c.BookSlot(W1))
    later = offered(board, W3)
    assert later
    assert route_of(first) not in [route_of(each) for each in later]


def heavy(board: Board, order_id: OrderId) -> None:
    """Make it a return of which no van takes two."""
    order = board.order(order_id)
    item = replace(order.items[0], load=Load(560_000, 1, 0), is_collected=True)
    made = replace(order, kind=OrderKind.RETURN, items=(item,))
    board.state = replace(board.state, orders={**board.state.orders, order_id: made})


def offered(board: Board, order_id: OrderId) -> list[PricedSlot]:
    """Tomorrow's slots that some route can keep."""
    order = board.order(order_id)
    found = priced_slots(board.state, order, plans(board), one_road(), board.now)
    return [each for each in found if each.way is not None and each.slot.day == TOMORROW]


def route_of(found: PricedSlot) -> RouteId:
    assert found.way is not None
    return found.way.route_id


def test_without_a_depot_nothing_is_offered() -> None:
    board = running_day()
    assert priced_slots(State(), board.order(W1), {}, one_road(), board.now) == ()
