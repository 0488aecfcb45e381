"""What passes remember: equal to driving the route again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.model import Load
from core.planning import gap_columns as c
from core.planning.passes import (
    FAR,
    Fleet,
    Pauses,
    Positions,
    RoutePasses,
    drive,
    follow,
    latest_start,
    load_changes,
    vanfuls_as_seconds,
)
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem
from core.planning.schedule import timetable
from tests.core.planning.days import (
    make_problem,
    make_route,
    make_visit,
    pauses,
    problems,
    small_day,
)


def passes_of(route: PlannedRoute, problem: Problem) -> RoutePasses:
    places = route.places
    return RoutePasses(route, problem.seconds[places[:-1], places[1:]].astype(np.int64), problem)


def begin_after(start: int, work: int, opens: int, breaks: tuple[Pause, ...]) -> int:
    """The next begin, by the rule of the timetable, from a begin with the due breaks behind it."""
    ahead = tuple(pause for pause in breaks if pause.earliest_s >= start)
    route = make_route([make_visit(place=1, earliest_s=opens)], anchor_s=start + work, breaks=ahead)
    return timetable(route, make_problem(route, seconds=np.zeros((2, 2)))).starts_s[0]


@given(st.integers(0, 8000), st.integers(0, 900), st.integers(0, 6000), pauses())
def test_the_latest_begin_is_in_time_and_a_later_one_is_not(
    by: int, work: int, opens: int, breaks: tuple[Pause, ...]
) -> None:
    found = latest_start(by, work, opens, breaks)
    taken = [range(pause.earliest_s + 1, pause.earliest_s + pause.duration_s) for pause in breaks]
    reachable = [start for start in range(8001) if not any(start in rest for rest in taken)]
    sample = [start for start in reachable if abs(start - found) < 3] or reachable[::500]
    for start in [*sample, *reachable[::500]]:
        assert (begin_after(start, work, opens, breaks) <= by) == (start <= found)


@given(problems(max_routes=1))
def test_following_an_unchanged_route_finds_its_own_finish_and_nothing_later(
    problem: Problem,
) -> None:
    (route,) = problem.routes
    passes = passes_of(route, problem)
    positions, rows = passes.positions, np.arange(len(route.visits) + 1)
    all_pauses = Pauses.of([passes]).of_routes(np.zeros_like(rows))
    begin, taken, late = drive(
        positions.leaves_s, positions.leg_s, positions.opens_s, positions.breaks_taken, all_pauses
    )
    assert begin.tolist() == positions.start_s.tolist()
    assert not late.any()
    finish, late = follow(positions, rows, begin, taken, all_pauses)
    assert set(finish.tolist()) == {passes.table.finish_s}
    assert not late.any()
    assert (positions.start_s <= positions.latest_s).all()
    assert (positions.floor_s <= passes.table.finish_s).all()


def test_passes_are_kept_while_the_route_and_its_legs_are_the_same() -> None:
    route = make_route([make_visit()])
    day = make_problem(route)
    passes = passes_of(route, day)
    assert passes.is_of(route, passes.legs_s)
    assert passes.is_of(make_route([make_visit()]), passes.legs_s)
    assert not passes.is_of(route.with_visits(()), passes.legs_s)
    assert not passes.is_of(route, passes.legs_s + 1)


def test_load_peaks_look_back_and_ahead_from_every_gap() -> None:
    route = make_route(
        [make_visit("a", deliver=Load(slots=5)), make_visit("b", collect=Load(slots=9))],
        anchor_load=Load(slots=6),
    )
    positions = passes_of(route, make_problem(route)).positions
    assert positions.load[:, 2].tolist() == [6, 1, 10]
    assert positions.peak_before[:, 2].tolist() == [6, 6, 10]
    assert positions.peak_after[:, 2].tolist() == [10, 10, 10]


def test_a_van_that_is_overloaded_already_has_room_for_what_it_carries() -> None:
    route = make_route(capacity=Load(10, 20, 30), anchor_load=Load(5, 25, 30))
    assert passes_of(route, make_problem(route)).room.tolist() == [10, 25, 30]


def test_nothing_is_early_enough_for_a_visit_that_opens_too_late() -> None:
    assert latest_start(100, 10, 200, ()) == -FAR


def test_following_nobody_is_no_work() -> None:
    route = make_route()
    passes = passes_of(route, make_problem(route))
    nobody = np.array([], np.int64)
    pauses_of_nobody = Pauses.of([]).of_routes(nobody)
    finish, late = follow(passes.positions, nobody, nobody, nobody, pauses_of_nobody)
    assert (finish.size, late.size) == (0, 0)


def test_positions_of_several_routes_are_joined_in_their_order() -> None:
    day = small_day()
    joined = Positions.joined([passes_of(route, day).positions for route in day.routes])
    assert joined.index.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]
    assert joined.place_to.tolist() == [1, 2, 3, 0, 3, 4, 5, 0]


def test_a_fleet_knows_of_each_gap_whose_it_is() -> None:
    day = small_day()
    fleet = Fleet(tuple(passes_of(route, day) for route in day.routes))
    assert fleet.positions.route.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert fleet.firsts.tolist() == [0, 4]
    assert fleet.finish.tolist() == [75 * 60] * 4 + [115 * 60] * 4
    assert fleet.rates[0].tolist() == [30, 1200]
    assert fleet.breaks.tolist() == [0] * 8


@given(problems(max_routes=1))
def test_a_packed_route_says_what_its_positions_say(problem: Problem) -> None:
    (route,) = problem.routes
    passes = passes_of(route, problem)
    gaps, at = passes.packed, passes.positions
    assert gaps[:, c.LEAVES].tolist() == at.leaves_s.tolist()
    assert gaps[:, c.LATEST].tolist() == at.latest_s.tolist()
    assert gaps[:, c.CLOSES].tolist() == np.maximum(at.closes_s, at.start_s).tolist()
    assert gaps[:, c.PEAK_AFTER : c.PEAK_AFTER + 3].tolist() == at.peak_after.tolist()
    assert passes.packed_route[c.FINISH] == passes.table.finish_s
    assert passes.packed_route[c.ROOM :] == tuple(passes.room.tolist())
    assert len(passes.packed_route) == c.ROUTE_COLUMNS


def test_what_comes_from_the_depot_is_aboard_from_the_start() -> None:
    visit = make_visit(deliver=Load(1, 2, 3), collect=Load(slots=5))
    loaded, change = load_changes(visit)
    assert (loaded.tolist(), change.tolist()) == ([0, 0, 0], [-1, -2, 2])
    visit = make_visit(deliver=Load(1, 2, 3), goods_from=GoodsFrom.DEPOT)
    loaded, change = load_changes(visit)
    assert (loaded.tolist(), change.tolist()) == ([1, 2, 3], [-1, -2, -3])


def test_a_vanful_too_much_weighs_an_hour() -> None:
    over, room = np.array([[0, 5, 0], [10, 1, 0]]), np.array([[9, 10, 4], [5, 0, 4]])
    assert vanfuls_as_seconds(over, room).tolist() == [1800, 7200 + 3600]
