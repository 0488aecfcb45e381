"""Moving planned stops on the shared small day, its places strung along one road."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import RouteId, StopId
from core.planning.insertion import PreviewIndex
from core.planning.moves import STAYS, Move
from core.planning.schedule import timetable
from core.planning.ways import DayPlan, Way
from tests.builders import (
    A1,
    A3,
    R1,
    R2,
    T1,
    T2,
    Board,
    handing_over,
    make_window,
    running_day,
    small_day,
)
from tests.core.planning.days import problem_at
from tests.one_road import one_road

A1_STOP, A3_STOP = StopId("a1.1"), StopId("a3.1")


def move(board: Board, stop_id: str) -> Move:
    """The stop, to be tried elsewhere."""
    state, times = board.state, one_road()
    plans = {}
    for day in state.days:
        problem = problem_at(state, day, times, board.now)
        plans[day] = DayPlan(day, problem, PreviewIndex(problem, None))
    return Move(state, board.stop(stop_id), plans, times)


def by_route(ways: tuple[Way, ...]) -> dict[RouteId, Way]:
    return {way.route_id: way for way in ways}


def asked(board: Board, stop_id: str, way: Way) -> tuple[StopId, ...]:
    """The target's stops after the way was taken."""
    assert way.index is not None
    command = c.MoveStop(StopId(stop_id), way.route_id, way.index, way.version)
    board.ask(command)
    return board.route(way.route_id).stop_ids


def finish_s(board: Board, route_id: RouteId) -> int:
    """When the route is back."""
    problem = problem_at(board.state, board.route(route_id).day, one_road(), board.now)
    return timetable(problem.route(route_id), problem).finish_s


def test_sums_are_net_of_what_the_stop_s_own_route_saves() -> None:
    board = running_day()
    before = finish_s(board, R1) + finish_s(board, R2)
    one = move(board, A3_STOP)
    assert one.visit.stop_id == A3_STOP
    assert A3_STOP not in one.without.problem.route(R1).stop_ids
    way = by_route(one.ways())[R2]
    assert way.option.extra_s == -32 * 60  # from 4 km out to 20 and back, on the way for van 2
    assert way.option.extra_metres == -32_000
    assert way.option.cost_minor < 0
    assert asked(board, A3_STOP, way) == ("b1.1", "b2.1", "a3.1", "b3.1")
    assert finish_s(board, R1) + finish_s(board, R2) - before == way.option.extra_s


def test_the_best_place_of_its_own_route_may_be_where_it_is() -> None:
    way = by_route(move(running_day(), A3_STOP).ways())[R1]
    assert (way.index, way.option.words, way.option.extra_s) == (2, STAYS, 0)
    assert way.option.is_feasible


def test_a_better_place_on_its_own_route_is_counted_without_the_stop() -> None:
    board = running_day()
    board.ask(c.ResequenceRoute(R1, (A1_STOP, A3_STOP, StopId("a2.1")), board.route().version))
    board.ask(c.MoveStop(A3_STOP, R2, 0, board.route(R2).version))
    way = by_route(move(board, "b1.1").ways())[R2]
    assert (way.index, way.option.extra_metres) == (0, -4_000)
    assert asked(board, "b1.1", way) == ("b1.1", A3_STOP, "b2.1", "b3.1")


def test_exactly_between_two_stops_costs_what_that_place_costs() -> None:
    board = running_day()
    first = move(board, A3_STOP).way_at(R2, 0)
    assert first.index == 0
    assert first.option.extra_metres == 8_000 - 32_000  # back to b1, then out again
    last = move(board, A3_STOP).way_at(R1, 0)
    assert (last.index, last.option.extra_metres) == (0, 4_000)
    assert asked(board, A3_STOP, first)[0] == A3_STOP


def test_goods_that_are_aboard_reach_another_van_by_a_hand_over_only() -> None:
    found = move(running_day(), A1_STOP)
    assert by_route(found.ways())[R2].hand_over is not None
    assert found.way_at(R2, 0).hand_over is not None


def test_what_is_linked_moves_on_its_own_route_only() -> None:
    board = running_day()
    board.fail(A1_STOP)
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    give = next(s.id for s in board.state.stops.values() if s.linked_stop_id and s.route_id == R1)
    ways = by_route(move(board, give).ways())
    assert ways[R1].index is not None
    assert ways[R2].index is None
    assert "hand-over" in ways[R2].option.words


def test_a_route_that_cannot_take_it_says_why() -> None:
    board = running_day()
    board.ask(c.LockRoute(R2))
    found = move(board, A3_STOP)
    way = by_route(found.ways())[R2]
    assert way.index is None
    assert "locked" in way.option.words
    assert found.way_at(R2, 1).index is None


def test_another_day_is_priced_net_as_well() -> None:
    board = running_day()
    found = move(board, A3_STOP)
    ways = by_route(found.ways())
    assert {T1, T2} < ways.keys()
    assert ways[T1].option.extra_metres == (40 - 2) * 1000 - 32_000
    exact = found.way_at(T2, 0)
    assert exact.index == 0
    assert asked(board, A3_STOP, exact) == ("a3.1", "m2.1")
    assert board.order(A3).day == board.route(T2).day


def test_what_has_ended_cannot_be_moved() -> None:
    board = running_day()
    board.complete(A1_STOP)
    with pytest.raises(KeyError):
        move(board, A1_STOP)


def test_a_stop_at_the_depot_s_goods_may_change_to_a_van_that_has_not_left() -> None:
    board = small_day()
    way = by_route(move(board, A1_STOP).ways())[R2]
    assert way.hand_over is None
    assert asked(board, A1_STOP, way)[way.index or 0] == A1_STOP


def test_a_stop_that_is_late_already_may_move_on_its_own_route() -> None:
    board = running_day()
    late = replace(board.order(A3), window=make_window(-60, -30))
    board.state = replace(board.state, orders={**board.state.orders, A3: late})
    assert by_route(move(board, A3_STOP).ways())[R1].broken == ()
    assert move(board, A3_STOP).way_at(R1, 0).broken == ()
