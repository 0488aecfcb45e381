"""OR-Tools: better sequences that the timetable confirms, and a second opinion on plans."""

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import Load, StopId, StopKind
from core.planning.excused import excused
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem, Visit, Window
from core.planning.proposal import RouteProposal, SolverOptions
from core.planning.schedule import timetable, worsened
from core.planning.solver import OrToolsSolver, audit, resequence
from tests.core.planning.days import (
    HOUR,
    MINUTE,
    make_problem,
    make_route,
    make_visit,
    problems,
    visits,
)

THOROUGH = SolverOptions(time_limit_ms=20_000, solution_limit=40)
"""Ends by the number of sequences found, on any machine."""


def zigzag(*places: int, **values: Any) -> PlannedRoute:
    return make_route([make_visit(str(place), place) for place in places], **values)


def solved(route: PlannedRoute, options: SolverOptions = THOROUGH) -> RouteProposal:
    return OrToolsSolver().solve(make_problem(route), options).routes[0]


def test_a_zigzag_along_a_street_is_straightened() -> None:
    proposal = solved(zigzag(4, 1, 3, 2))
    assert proposal.is_better
    assert proposal.saved_metres == 20_000
    assert proposal.saved_s == 40 * MINUTE


def test_free_vans_are_still_sent_the_shorter_way() -> None:
    route = zigzag(4, 1, 3, 2, cost_per_km_minor=0, cost_per_hour_minor=0)
    assert ("4", "3", "2", "1") in resequence(route, make_problem(route), THOROUGH)


def test_windows_decide_the_sequence() -> None:
    """Place 1 opens late and place 5 closes early, so the street is driven from its far end."""
    early = make_visit("early", 5, window=Window(0, HOUR))
    late = make_visit("late", 1, window=Window(2 * HOUR, 3 * HOUR))
    proposal = solved(make_route([early, late, make_visit("any", 3)]))
    assert proposal.stop_ids == ("early", "any", "late")


def test_a_window_that_is_missed_already_is_met_if_another_sequence_can() -> None:
    urgent = make_visit("urgent", 3, window=Window(0, 35 * MINUTE))
    proposal = solved(make_route([make_visit("a", 1), make_visit("b", 2), urgent]))
    assert proposal.is_better
    assert proposal.saved_lateness_s == 5 * MINUTE


def test_fixed_and_locked_stops_stay_where_they_are() -> None:
    route = zigzag(4, 1, 3, 2, fixed_prefix=1)
    assert all(order[0] == "4" for order in resequence(route, make_problem(route), THOROUGH))
    locked = route.with_visits(
        msgspec.structs.replace(visit, is_locked=visit.stop_id == "3") for visit in route.visits
    )
    assert all(order[2] == "3" for order in resequence(locked, make_problem(locked), THOROUGH))


def test_a_delivery_never_comes_before_its_take() -> None:
    route = make_route(
        [
            make_visit("take", 4, collect=Load(slots=1)),
            make_visit("x", 1, deliver=Load(slots=1), goods_from=GoodsFrom.TAKE, after="take"),
            make_visit("b", 3),
            make_visit("c", 2),
        ]
    )
    orders = resequence(route, make_problem(route), THOROUGH)
    assert orders
    assert all(order.index(StopId("take")) < order.index(StopId("x")) for order in orders)


def test_returns_wait_until_there_is_room() -> None:
    """Full at the start: the return at place 1 cannot come first, however near it is."""
    route = make_route(
        [
            make_visit("drop", 3, deliver=Load(slots=40)),
            make_visit("other", 4),
            make_visit("pick", 1, collect=Load(slots=10)),
        ],
        anchor_load=Load(slots=40),
    )
    orders = resequence(route, make_problem(route), THOROUGH)
    full = make_problem(route)
    kept = solved(route)
    table = timetable(
        route.with_visits(
            next(visit for visit in route.visits if visit.stop_id == name) for name in kept.stop_ids
        ),
        full,
    )
    assert table.is_feasible
    assert all(order.index(StopId("drop")) < order.index(StopId("pick")) for order in orders)


def test_the_same_seed_gives_the_same_answer() -> None:
    assert solved(zigzag(5, 1, 4, 2, 3)) == solved(zigzag(5, 1, 4, 2, 3))


def test_one_free_stop_has_no_other_sequence() -> None:
    route = zigzag(3, 1, fixed_prefix=1)
    assert resequence(route, make_problem(route), THOROUGH) == ()


def test_a_locked_route_is_left_alone() -> None:
    route = zigzag(4, 1, 3, 2, is_locked=True)
    assert resequence(route, make_problem(route), THOROUGH) == ()


def test_a_hurried_solver_answers_with_the_same_stops() -> None:
    proposal = solved(zigzag(4, 1, 3, 2), SolverOptions(time_limit_ms=1))
    assert sorted(proposal.stop_ids) == ["1", "2", "3", "4"]


def test_an_audit_admits_what_the_timetable_predicts_even_if_it_is_late() -> None:
    late = make_route([make_visit("a", 5, window=Window(0, MINUTE))], shift_end_s=HOUR)
    assert audit(make_problem(late)) == (True,)
    assert audit(make_problem(late), is_relaxed=False) == (False,)


def test_a_strict_audit_refuses_what_no_sequence_can_mend() -> None:
    impossible = [
        make_route([make_visit(needs=frozenset({"tail_lift"}))]),
        make_route([make_visit(goods_from=GoodsFrom.DEPOT)], has_left=True),
        make_route([make_visit(after="elsewhere")]),
        make_route([make_visit("x", after="take"), make_visit("take")]),
        make_route([make_visit()], anchor_load=Load(slots=41)),
    ]
    assert audit(make_problem(*impossible), is_relaxed=False) == (False,) * 5
    assert audit(make_problem(*impossible)) == (True,) * 5


def bread(name: str, place: int) -> Visit:
    return make_visit(name, place, brings_clean=True)


def test_an_audit_keeps_clean_goods_away_from_dirty_ones() -> None:
    crates = make_visit("crates", 1, takes_dirty=True)
    routes = [
        make_route([bread("bread", 2), crates]),
        make_route([crates, bread("bread", 2)], is_divided=True),
        make_route([crates, bread("bread", 2)]),
        make_route([bread("bread", 2)], has_dirty=True),
    ]
    assert audit(make_problem(*routes), is_relaxed=False) == (True, True, False, False)
    assert audit(make_problem(*routes)) == (True,) * 4, "as it is today"


def test_dirty_goods_are_sequenced_behind_clean_ones() -> None:
    crates = make_visit("crates", 2, takes_dirty=True)
    route = make_route([bread("4", 4), bread("1", 1), bread("3", 3), crates])
    proposal = solved(route)
    assert proposal.is_better
    assert proposal.stop_ids[-1] == "crates"


def test_what_is_mixed_already_stands_in_nobodys_way() -> None:
    crates = make_visit("crates", 2, takes_dirty=True)
    route = make_route([crates, bread("4", 4), bread("1", 1), bread("3", 3)])
    assert solved(route).is_better


def after(route: PlannedRoute, changed: PlannedRoute, problem: Problem) -> bool:
    """Whether OR-Tools lets a route become another one."""
    known = excused((route, timetable(route, problem)))
    (verdict,) = audit(problem.with_routes([changed]), (known,))
    return verdict


def test_an_audit_of_a_change_lets_be_what_was_broken_and_nothing_more() -> None:
    late = make_visit("late", 5, window=Window(0, 40 * MINUTE))
    route = make_route([late], anchor_load=Load(slots=39), shift_end_s=HOUR)
    problem = make_problem(route)
    assert after(route, route, problem), "late and over its shift as before"
    crates = make_visit("crates", 5, service_s=0, collect=Load(slots=1), takes_dirty=True)
    assert not after(route, route.with_visit(make_visit("on the way", 1), 0), problem), "later"
    assert after(route, route.with_visit(crates, 0), problem)
    heavy = msgspec.structs.replace(crates, collect=Load(slots=2))
    assert not after(route, route.with_visit(heavy, 0), problem), "no room"
    lifted = msgspec.structs.replace(crates, needs=frozenset({"tail_lift"}))
    assert not after(route, route.with_visit(lifted, 0), problem)
    loaf = msgspec.structs.replace(bread("bread", 5), service_s=0)
    dirty = route.with_visit(crates, 0)
    assert not after(dirty, dirty.with_visit(loaf, 1), problem), "dirty goods are aboard"
    mixed = dirty.with_visit(loaf, 1)
    assert after(mixed, mixed, problem), "as they are already"


def test_an_audit_of_a_change_holds_what_keeps_its_place_and_its_van() -> None:
    free = [make_visit(name, place, service_s=0) for name, place in (("a", 1), ("b", 2))]
    begun = make_visit("begun", 1, service_s=0)
    locked = make_visit("locked", 3, is_locked=True)
    parcel = make_visit("parcel", 4, deliver=Load(slots=1))
    route = make_route(
        [begun, *free, locked, parcel],
        fixed_prefix=1,
        anchor_load=Load(slots=1),
        shift_end_s=1 << 20,
    )
    problem, (a, b) = make_problem(route), free
    new = make_visit("new", 2, kind=StopKind.COLLECT, service_s=0)

    def admits(*visits: Visit) -> bool:
        return after(route, route.with_visits(visits), problem)

    assert admits(begun, new, a, b, locked, parcel)
    assert admits(begun, a, b, locked, new, parcel)
    assert not admits(new, begun, a, b, locked, parcel), "before what is begun"
    assert not admits(a, b, locked, parcel), "without what is begun"
    assert not admits(begun, b, a, locked, parcel), "in another order up to a locked stop"
    assert admits(begun, a, b, parcel, locked), "a hand-over may come before a locked stop, too"
    assert not admits(begun, a, b, locked), "goods that are aboard and go nowhere"
    refused = msgspec.structs.replace(new, refused_by=frozenset({route.route_id}))
    assert not admits(begun, a, b, locked, parcel, refused)
    closed = msgspec.structs.replace(route, is_locked=True)
    assert after(closed, closed, problem)
    assert not after(closed, closed.with_visit(new, 5), problem)


def test_a_break_that_begins_late_already_may_begin_then_and_no_later() -> None:
    noon, window = Pause(20 * MINUTE, 30 * MINUTE, 30 * MINUTE), Window(0, 10 * MINUTE)
    route = make_route([make_visit("long", 1, service_s=HOUR, window=window)], breaks=(noon,))
    problem = make_problem(route)
    (placed,) = timetable(route, problem).breaks
    assert placed.begins_s > noon.latest_s
    assert after(route, route, problem)
    longer = make_visit("long", 1, service_s=HOUR + MINUTE, window=window)
    assert not after(route, route.with_visits([longer]), problem)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(problems(max_routes=1), visits(), st.integers(0, 6))
def test_or_tools_agrees_with_the_timetable_on_random_changes(
    problem: Problem, visit: Visit, at: int
) -> None:
    route = msgspec.structs.replace(problem.routes[0], fixed_prefix=0, is_locked=False)
    changed = route.with_visit(visit, min(at, len(route.visits)))
    is_worse = bool(worsened(timetable(route, problem), timetable(changed, problem)))
    admits = after(route, changed, problem)
    if not is_worse:
        assert admits
    if not route.breaks:
        assert admits != is_worse


def test_breaks_are_driven_around() -> None:
    route = zigzag(4, 1, 3, 2, breaks=(Pause(30 * MINUTE, HOUR, 30 * MINUTE),))
    proposal = solved(route)
    assert proposal.is_better
    assert audit(make_problem(route), is_relaxed=False) == (True,)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(problems(max_routes=1))
def test_or_tools_agrees_with_the_timetable_on_random_days(problem: Problem) -> None:
    (route,) = problem.routes
    table = timetable(route, problem)
    assert audit(problem) == (True,)
    (strict,) = audit(problem, is_relaxed=False)
    if table.is_feasible:
        assert strict
    if not route.breaks:
        assert strict == table.is_feasible
