"""Hand-overs: both vans' sums, who waits for whom, and why not."""

from typing import Any

from hypothesis import given

from core.model import Load, RouteId, StopId, StopKind
from core.planning.handover import HandOver, hand_overs, linked
from core.planning.insertion import PreviewIndex
from core.planning.meeting import GIVE_S, TAKE_S
from core.planning.problem import PlannedRoute, Problem, Visit, Window, cost_minor
from core.planning.schedule import ViolationKind, timetable, worsened
from tests.core.planning.days import (
    MINUTE,
    make_problem,
    make_route,
    make_visit,
    problems,
    visits,
)

R7, R9 = RouteId("r7"), RouteId("r9")
DEPOT = 0


def parcel(place: int = 5, **values: Any) -> Visit:
    return make_visit("Colo Colo 12", place, **{"deliver": Load(1000, 1000, 1), **values})


def ways(problem: Problem, delivery: Visit, giver_id: RouteId | None = R7) -> tuple[HandOver, ...]:
    return hand_overs(PreviewIndex(problem), delivery, giver_id, DEPOT)


def corner_day() -> Problem:
    """Both vans have left and come to place 3 ten minutes after the origin, then drive on."""
    giver = make_route([make_visit("a", 3), make_visit("b", 5)], anchor_place=2)
    taker = make_route(
        [make_visit("c", 3), make_visit("d", 4)], anchor_place=2, route_id=R9, name="Van 9"
    )
    return make_problem(giver, taker)


def taking_van(**values: Any) -> PlannedRoute:
    return make_route((), **{"route_id": R9, "name": "Van 9", **values})


def test_vans_that_pass_the_same_corner_meet_there() -> None:
    (way,) = ways(corner_day(), parcel(4))
    giving, taking = way.routes
    assert (way.giver_id, way.taker_id) == (R7, R9)
    assert (way.place, way.where, way.is_at_depot) == (3, "a", False)
    give = giving.stop_ids.index(StopId("Colo Colo 12:give"))
    take = taking.stop_ids.index(StopId("Colo Colo 12:take"))
    assert giving.visits[give].linked_to == taking.visits[take].stop_id
    assert taking.visits[take].linked_to == giving.visits[give].stop_id
    assert taking.stop_ids.index(StopId("Colo Colo 12")) > take
    assert way.extra_driving_s == 0
    assert way.is_feasible


def test_the_give_waits_for_the_taker_and_the_take_for_the_give() -> None:
    day = corner_day()
    (way,) = ways(day, parcel(4))
    giving, taking = (timetable(route, day) for route in way.routes)
    give = way.routes[0].stop_ids.index(StopId("Colo Colo 12:give"))
    take = way.routes[1].stop_ids.index(StopId("Colo Colo 12:take"))
    assert giving.starts_s[give] == max(giving.arrivals_s[give], taking.arrivals_s[take])
    assert taking.starts_s[take] == giving.departures_s[give] == way.at_s
    assert (
        way.routes[0].visits[give].service_s,
        way.routes[1].visits[take].service_s,
    ) == (GIVE_S, TAKE_S)


def test_at_the_depot_goods_can_be_left() -> None:
    """Van 7 is back at 08:20; van 9 comes at 10:00, delivers at place 1 and returns."""
    giver = make_route([make_visit("a", 1, service_s=0)], anchor_place=2)
    taker = make_route(
        [make_visit("b", 4, service_s=80 * MINUTE)], anchor_place=4, route_id=R9, name="Van 9"
    )
    (way,) = ways(make_problem(giver, taker), parcel(1))
    assert (way.where, way.is_at_depot) == ("the depot", True)
    give = way.routes[0].visits[-1]
    assert give.kind is StopKind.GIVE
    assert give.earliest_s is None
    assert way.extra_s == GIVE_S + TAKE_S + 20 * MINUTE + 5 * MINUTE


def test_a_van_without_room_says_so() -> None:
    full = taking_van(anchor_load=Load(slots=40))
    (way,) = ways(make_problem(make_route([make_visit("a", 1)]), full), parcel())
    assert way.violations[0].words.startswith("1 container slot over after")


def test_locked_vans_on_either_side_say_so() -> None:
    locked = make_route([make_visit("a", 1)], is_locked=True)
    (way,) = ways(make_problem(locked, taking_van(is_locked=True)), parcel())
    assert [broken.words for broken in way.violations] == ["Van 7 is locked", "Van 9 is locked"]


def test_where_no_way_is_in_time_the_least_bad_says_by_how_much() -> None:
    day = make_problem(make_route([make_visit("a", 5)]), taking_van())
    (way,) = ways(day, parcel(5, window=Window(0, 10 * MINUTE)))
    assert {broken.kind for broken in way.violations} == {ViolationKind.WINDOW}
    assert way.later_s == way.violations[0].amount > 0
    assert "Misses the window of Colo Colo 12" in way.violations[0].words


def test_goods_at_the_depot_are_fetched_by_every_van() -> None:
    far, near = taking_van(anchor_place=5, has_left=True), make_route([], has_left=True)
    fetched = ways(make_problem(near, far), parcel(1), None)
    assert [way.taker_id for way in fetched] == [R7, R9]
    assert all(way.is_feasible and way.giver_id is None for way in fetched)
    assert [way.extra_s for way in fetched] == [
        TAKE_S + 20 * MINUTE + 5 * MINUTE,
        TAKE_S + 20 * MINUTE + 5 * MINUTE,
    ]
    assert fetched[1].routes[0].visits[0].linked_to is None


def test_a_lonely_van_can_hand_over_to_nobody() -> None:
    assert ways(make_problem(make_route()), parcel()) == ()
    assert ways(make_problem(), parcel(), None) == ()


def test_a_give_that_is_late_pushes_the_take_and_both_know_when_they_are_due() -> None:
    day = corner_day()
    (way,) = ways(day, parcel(4))
    delayed = way.routes[0].with_visit(make_visit("new", 2), 0)
    moved = linked(make_problem(delayed, way.routes[1]))
    give = moved.routes[0].visits[delayed.stop_ids.index(StopId("Colo Colo 12:give"))]
    take_at = moved.routes[1].stop_ids.index(StopId("Colo Colo 12:take"))
    take = moved.routes[1].visits[take_at]
    was = way.routes[1].visits[take_at]
    assert was.earliest_s is not None
    assert take.earliest_s == was.earliest_s + 5 * MINUTE
    assert (
        give.due_s
        == timetable(moved.routes[0], moved).starts_s[
            delayed.stop_ids.index(StopId("Colo Colo 12:give"))
        ]
    )
    assert worsened(timetable(way.routes[0], day), timetable(delayed, day)) != ()


def test_a_take_whose_give_is_done_waits_for_nobody() -> None:
    lone = make_route([make_visit("take", 1, kind=StopKind.TAKE, linked_to=StopId("gone"))])
    day = make_problem(lone)
    assert linked(day).routes == day.routes


def test_vans_that_wait_for_each_other_in_a_circle_come_to_an_end() -> None:
    def half(name: str, kind: StopKind, other: str) -> Visit:
        return make_visit(name, 1, kind=kind, linked_to=StopId(other))

    first = make_route(
        [half("take 1", StopKind.TAKE, "give 1"), half("give 2", StopKind.GIVE, "take 2")]
    )
    second = make_route(
        [half("take 2", StopKind.TAKE, "give 2"), half("give 1", StopKind.GIVE, "take 1")],
        route_id=R9,
    )
    assert len(linked(make_problem(first, second)).routes) == 2


@given(problems(), visits())
def test_every_way_is_what_the_timetables_say(problem: Problem, visit: Visit) -> None:
    giver = problem.routes[0].route_id
    for way in ways(problem, visit, giver):
        befores = [timetable(problem.route(route.route_id), problem) for route in way.routes]
        again = linked(make_problem(*way.routes, seconds=problem.seconds, metres=problem.metres))
        assert again.routes == way.routes
        afters = [timetable(route, problem) for route in way.routes]
        pairs = list(zip(befores, afters, way.routes, strict=True))
        assert way.extra_s == sum(now.finish_s - then.finish_s for then, now, _ in pairs)
        assert way.cost_minor == sum(
            cost_minor(route, now.metres - then.metres, now.finish_s - then.finish_s)
            for then, now, route in pairs
        )
        broken = [each for then, now, _ in pairs for each in worsened(then, now)]
        assert [v for v in way.violations if v.kind is not ViolationKind.LOCKED] == broken
        assert way.is_feasible == (not broken and not any(route.is_locked for route in way.routes))
        _give_comes_before_take_before_delivery(way, problem, visit)


def _give_comes_before_take_before_delivery(
    way: HandOver, problem: Problem, delivery: Visit
) -> None:
    giving, taking = way.routes
    take = taking.stop_ids.index(StopId(f"{delivery.stop_id}:take"))
    give = giving.stop_ids.index(StopId(f"{delivery.stop_id}:give"))
    gives, takes = timetable(giving, problem), timetable(taking, problem)
    assert give >= giving.fixed_prefix
    assert take >= taking.fixed_prefix
    assert gives.departures_s[give] <= takes.starts_s[take]
    assert take < taking.stop_ids.index(delivery.stop_id)
