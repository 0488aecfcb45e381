"""The search for meetings: its sums are those of the timetables where no break is ahead."""

import msgspec
import numpy as np
from hypothesis import given

from core.model import Load, RouteId, StopId, StopKind
from core.planning.insertion import PreviewIndex
from core.planning.meeting import GAPS_OF_EACH, GIVE_S, TAKE_S, depot_meetings, meetings, plans
from core.planning.problem import GoodsFrom, PlannedRoute, Problem, Visit, Window, cost_units
from core.planning.schedule import ViolationKind, timetable, worsened
from tests.core.planning.days import (
    MINUTE,
    make_problem,
    make_route,
    make_visit,
    problems,
    small_day,
    visits,
)


def carried(delivery: Visit) -> Visit:
    """As the search expects it: after its take."""
    return msgspec.structs.replace(
        delivery, goods_from=GoodsFrom.TAKE, after=StopId("take"), needs=frozenset()
    )


def fetched(
    route: PlannedRoute, delivery: Visit, sender: Visit | None, take: int, deliver: int
) -> PlannedRoute:
    taking = sender or Visit(
        stop_id=StopId("take"),
        kind=delivery.kind,
        place=0,
        service_s=TAKE_S,
        collect=delivery.deliver,
    )
    return route.with_visit(taking, take).with_visit(delivery, deliver + 1)


def with_shortest_ways(problem: Problem) -> Problem:
    """No detour is faster than the direct way, as on streets: what the search relies on."""
    seconds = problem.seconds.copy()
    for via in range(len(seconds)):
        seconds = np.minimum(seconds, seconds[:, via, None] + seconds[None, via, :])
    np.fill_diagonal(seconds, 0)
    return msgspec.structs.replace(problem, seconds=seconds)


@given(problems(), visits())
def test_fetching_from_the_depot_costs_and_breaks_what_the_timetable_says(
    problem: Problem, visit: Visit
) -> None:
    must_be_as_timed(problem, visit, None)


@given(problems(), visits(), visits())
def test_collecting_in_a_senders_hours_costs_and_breaks_what_the_timetable_says(
    problem: Problem, visit: Visit, other: Visit
) -> None:
    take = Visit(
        stop_id=StopId("take"),
        kind=StopKind.TAKE,
        place=0,
        service_s=other.service_s,
        window=other.window,
        collect=visit.deliver,
    )
    must_be_as_timed(problem, visit, take)


def must_be_as_timed(problem: Problem, visit: Visit, sender: Visit | None) -> None:
    problem = with_shortest_ways(problem)
    fleet, delivery = PreviewIndex(problem).fleet, carried(visit)
    delivery = msgspec.structs.replace(delivery, collect=Load())
    assert fleet is not None
    meeting = depot_meetings(fleet, 0)
    found = plans(fleet, meeting, delivery, problem, is_given=False, take=sender)
    for number in range(len(found.take_row)):
        route = problem.routes[int(found.meeting[number])]
        take, deliver = (
            int(fleet.positions.index[row[number]]) for row in (found.take_row, found.deliver_row)
        )
        before = timetable(route, problem)
        after = timetable(fetched(route, delivery, sender, take, deliver), problem)
        broken = {violation.kind for violation in worsened(before, after)}
        if found.penalty[number] == 0:
            assert broken <= {ViolationKind.BREAK}
        else:
            assert broken
        cost = cost_units(route, after.metres - before.metres, after.finish_s - before.finish_s)
        assert found.cost[number] <= cost
        if not route.breaks:
            assert found.cost[number] == cost


def test_clean_goods_are_not_brought_after_dirty_ones_came_aboard() -> None:
    crates = make_visit("crates", 2, takes_dirty=True)
    cake = carried(make_visit("cake", 4, brings_clean=True))
    day = make_problem(make_route([make_visit("a", 1), crates, make_visit("b", 3)]))
    empties = carried(make_visit("empties", 1, takes_dirty=True))
    for goods, is_before in ((cake, True), (empties, False)):
        fleet = PreviewIndex(day).fleet
        assert fleet is not None
        found = plans(fleet, depot_meetings(fleet, 0), goods, day, is_given=False)
        rows = found.deliver_row[found.penalty == 0]
        assert len(rows)
        assert (not is_before) or all(fleet.positions.index[row] <= 1 for row in rows)
        day = make_problem(make_route([make_visit("bread", 5, brings_clean=True)]))
    divided = make_problem(make_route([crates], is_divided=True))
    fleet = PreviewIndex(divided).fleet
    assert fleet is not None
    assert not plans(fleet, depot_meetings(fleet, 0), cake, divided, is_given=False).penalty.any()


def test_few_gaps_are_followed_for_each_meeting() -> None:
    long = make_route([make_visit(str(number), 1 + number % 5) for number in range(20)])
    day = make_problem(long)
    fleet = PreviewIndex(day).fleet
    assert fleet is not None
    found = plans(fleet, depot_meetings(fleet, 0), carried(make_visit("x", 2)), day, is_given=False)
    assert len(found.take_row) == GAPS_OF_EACH


def test_a_bounded_number_of_meetings_is_tried_with_each_taker() -> None:
    day = small_day()
    fleet = PreviewIndex(day).fleet
    assert fleet is not None
    found = meetings(fleet, 0, carried(make_visit("x", 2)), day)
    assert set(found.taker.tolist()) == {1}
    assert len(found.taker) <= 6
    assert 3 in found.place[~found.is_depot]
    assert 0 in found.place[found.is_depot]


def test_a_giver_on_its_way_home_meets_the_others_at_their_stops_or_at_the_depot() -> None:
    day = small_day()
    empty = day.routes[0].with_visits(())
    day = day.with_routes([empty])
    fleet = PreviewIndex(day).fleet
    assert fleet is not None
    found = meetings(fleet, 0, carried(make_visit("x", 2, window=Window(0, 40 * MINUTE))), day)
    assert set(found.place.tolist()) <= {0, 3, 4, 5}


def test_takers_without_stops_are_met_at_the_depot_or_at_the_givers_stops() -> None:
    giver = make_route([make_visit("a", 3), make_visit("b", 4)])
    idle = make_route(route_id=RouteId("r9"))
    day = make_problem(giver, idle)
    fleet = PreviewIndex(day).fleet
    assert fleet is not None
    found = meetings(fleet, 0, carried(make_visit("x", 2)), day)
    assert set(found.place.tolist()) == {0, 3, 4}
    assert np.all(found.taker == 1)


def test_a_meeting_costs_both_vans_what_their_timetables_say() -> None:
    """Both come to place 3 ten minutes after the origin; the parcel goes to place 4."""
    giver = make_route([make_visit("a", 3), make_visit("b", 5)], anchor_place=2)
    taker = make_route(
        [make_visit("c", 3), make_visit("d", 4)], anchor_place=2, route_id=RouteId("r9")
    )
    day = make_problem(giver, taker)
    fleet, delivery = PreviewIndex(day).fleet, carried(make_visit("x", 4))
    assert fleet is not None
    found = plans(fleet, meetings(fleet, 0, delivery, day), delivery, day, is_given=True)
    clean = found.penalty == 0
    giver_s, taker_s = GIVE_S, GIVE_S + TAKE_S + 5 * MINUTE
    assert found.cost[clean].min() == cost_units(giver, 0, giver_s + taker_s)
