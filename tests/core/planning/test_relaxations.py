"""What would have to give for a van to take one more order, checked by hand on the small day."""

from datetime import timedelta

from msgspec.structs import replace

from core import commands as c
from core.model import Load, OrderId, Refusal, RouteId, StopId, TimeWindow
from core.planning.insertion import PreviewIndex
from core.planning.problem import Visit
from core.planning.relaxations import Relaxation, Relief, relaxations, relief
from core.planning.schedule import ViolationKind
from core.planning.ways import DayPlan, visit_on
from tests.builders import A1, A2, A3, NOON, R1, R2, TODAY, W1, W3, Board, running_day
from tests.core.planning.days import problem_at
from tests.one_road import one_road

MINUTE = 60


def asked(board: Board, order_id: OrderId = W1) -> tuple[DayPlan, Visit]:
    problem = problem_at(board.state, TODAY, one_road(), board.now)
    plan = DayPlan(TODAY, problem, PreviewIndex(problem))
    return plan, visit_on(board.state, board.order(order_id), plan, one_road())


def would(
    board: Board, order_id: OrderId = W1, route_id: RouteId = R1
) -> list[tuple[int, list[tuple[ViolationKind, int]]]]:
    """The index, and kinds and amounts, of each."""
    found = relaxations(board.state, *asked(board, order_id), route_id)
    return [(each.index, [(v.kind, v.amount) for v in each.limits]) for each in found]


def given(board: Board, route_id: RouteId = R1) -> Relief | None:
    return relief(*asked(board), route_id)


def by(board: Board, order_id: OrderId, minutes: float) -> None:
    """The order's visit must begin within so many minutes after noon."""
    window = TimeWindow(NOON - timedelta(hours=1), NOON + timedelta(minutes=minutes))
    change(board, order_id, window=window)


def change(board: Board, order_id: OrderId, **values: object) -> None:
    order = replace(board.order(order_id), **values)
    board.state = replace(board.state, orders={**board.state.orders, order_id: order})


def change_route(board: Board, route_id: RouteId, **values: object) -> None:
    route = replace(board.route(route_id), **values)
    board.state = replace(board.state, routes={**board.state.routes, route_id: route})


def test_what_fits_needs_nothing() -> None:
    assert would(running_day()) == []


def test_its_own_window_would_have_to_stay_open_for_the_nearest_place() -> None:
    board = running_day()
    by(board, W1, 2)
    assert would(board) == [(0, [(ViolationKind.WINDOW, MINUTE)])], "12:03, the depot is 3 km away"


def test_either_it_waits_or_another_one_does() -> None:
    board = running_day()
    by(board, W1, 4)
    by(board, A1, 2)
    assert would(board) == [
        (1, [(ViolationKind.WINDOW, 4 * MINUTE)]),
        (0, [(ViolationKind.WINDOW, 7 * MINUTE)]),
    ]
    found = relaxations(board.state, *asked(board), R1)
    assert [each.limits[0].stop_id for each in found] == ["w1.new", "a1.1"]
    assert isinstance(found[0], Relaxation)


def test_one_limit_is_less_than_two_however_small() -> None:
    board = running_day()
    by(board, W1, 4)
    by(board, A1, 2)
    change_route(board, R1, ends_at=NOON + timedelta(minutes=59))
    assert would(board) == [
        (1, [(ViolationKind.WINDOW, 4 * MINUTE), (ViolationKind.SHIFT, MINUTE)]),
        (0, [(ViolationKind.WINDOW, 7 * MINUTE), (ViolationKind.SHIFT, 3 * MINUTE)]),
    ], "back at 13:00, or at 13:02 after a kilometre there and back"
    change(board, A1, window=None)
    assert would(board) == [(0, [(ViolationKind.SHIFT, 3 * MINUTE)])]


def test_a_load_a_lock_and_a_thing_are_limits_like_others() -> None:
    board = running_day()
    order = board.order(W1)
    heavy = replace(order.items[0], load=Load(10_000_000, 0, 0))
    change(board, W1, items=(heavy,), needs=frozenset({"tail_lift"}))
    (first, *_) = relaxations(board.state, *asked(board), R1)
    assert [v.kind for v in first.limits] == [ViolationKind.EQUIPMENT, ViolationKind.WEIGHT]
    change(board, W1, items=order.items, needs=frozenset())
    board.ask(c.LockRoute(R1))
    assert would(board)[0][1] == [(ViolationKind.LOCKED, 1)]
    assert given(board) is None, "nothing leaves a locked route"


def test_goods_that_lie_at_the_depot_are_out_of_reach() -> None:
    assert would(running_day(), W3) == []
    board = running_day()
    plan, visit = asked(board, W3)
    assert not plan.previews.at(visit, R1, 0).is_feasible


def test_a_stop_that_another_van_could_take_makes_room() -> None:
    board = running_day()
    change_route(board, R1, ends_at=NOON + timedelta(minutes=57))
    found = given(board)
    assert found is not None
    assert (found.stop_id, found.to_route_id) == (StopId("a3.1"), R2)
    # Van 1 turns round at 4 km instead of 20; what it gives and what it takes last five minutes
    # each, and van 2 stops for five as it passes.
    saved = 32 * 240 + (32 - 5) * 120
    assert found.cost_minor == -saved
    board.ask(c.LockRoute(R2))
    assert given(board) is None, "nobody else could have it"


def test_nothing_is_given_to_whoever_has_declined_it() -> None:
    board = running_day()
    change_route(board, R1, ends_at=NOON + timedelta(minutes=57))
    assert given(board) is not None
    no = Refusal(R2, board.route(R2).driver_id, NOON, "unsafe")
    for order_id in (A1, A2, A3):
        change(board, order_id, refusals=(no,))
    assert given(board) is None


def test_what_is_begun_locked_or_aboard_is_not_given_away() -> None:
    board = running_day()
    change_route(board, R1, ends_at=NOON + timedelta(minutes=57))
    board.ask(c.LockStop(StopId("a3.1")))
    assert given(board) is None


def test_a_stop_that_does_not_make_room_enough_stays() -> None:
    board = running_day()
    change_route(board, R1, ends_at=NOON + timedelta(minutes=5))
    by(board, W1, 1)
    assert given(board) is None
