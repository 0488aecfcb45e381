"""The preview: equal to the timetable after − before, and honest about what breaks."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Load, RouteId, StopKind
from core.planning.insertion import Broken, Preview, PreviewIndex, preview_at
from core.planning.insertion_kernel import scan
from core.planning.problem import (
    GoodsFrom,
    Pause,
    PlannedRoute,
    Problem,
    Visit,
    Window,
    cost_units,
)
from core.planning.schedule import Violation, ViolationKind, timetable
from tests.core.planning.days import (
    HOUR,
    MINUTE,
    make_problem,
    make_route,
    make_visit,
    problems,
    small_day,
    visits,
)

TIMES = {
    ViolationKind.WINDOW,
    ViolationKind.HAND_OVER,
    ViolationKind.SHIFT,
    ViolationKind.BREAK,
}


def by_timetables(route: PlannedRoute, visit: Visit, problem: Problem) -> list[Preview]:
    """Every position where the visit may go, one timetable after the other."""
    before = timetable(route, problem)
    first = route.fixed_prefix
    return [
        preview_at(route, before, visit, position, problem)
        for position in range(first, len(route.visits) + 1)
    ]


def merit(route: PlannedRoute, preview: Preview) -> tuple[int, int]:
    return cost_units(route, preview.extra_metres, preview.extra_s), preview.extra_driving_s


@given(problems(), visits())
def test_the_best_position_is_the_best_of_all_timetables(problem: Problem, visit: Visit) -> None:
    for preview in PreviewIndex(problem).best(visit):
        route = problem.route(preview.route_id)
        every = by_timetables(route, visit, problem)
        exact = every[preview.position - route.fixed_prefix]
        feasible = [each for each in every if each.is_feasible]
        assert preview == exact
        assert preview.is_feasible == bool(feasible)
        if feasible:
            assert merit(route, preview) == min(merit(route, each) for each in feasible)


def test_the_detour_on_a_street_is_counted_by_hand() -> None:
    """A place between two stops costs its service; beyond the last stop also the way and back."""
    day = small_day()
    van_7, van_9 = PreviewIndex(day).best(make_visit("new", 2, kind=StopKind.COLLECT))
    assert (van_7.extra_s, van_7.extra_driving_s, van_7.extra_metres) == (300, 0, 0)
    assert (van_7.cost_minor, van_7.later_s, van_7.is_feasible) == (100, 0, True)
    assert (van_9.extra_s, van_9.extra_driving_s) == (300, 0)
    far = PreviewIndex(day).best(make_visit("new", 5))
    assert (far[0].extra_driving_s, far[0].extra_metres, far[0].cost_minor) == (2400, 20_000, 1500)


def test_a_detour_may_vanish_in_a_wait() -> None:
    patient = make_route([make_visit("a", 1, window=Window(HOUR, 2 * HOUR))])
    (preview,) = PreviewIndex(make_problem(patient)).best(make_visit("new", 1))
    assert preview.position == 0
    assert (preview.extra_s, preview.cost_minor) == (0, 0)


def test_without_a_good_position_the_least_bad_one_says_what_breaks() -> None:
    strict = make_route(
        [make_visit("a", 3, window=Window(0, 30 * MINUTE))], shift_end_s=70 * MINUTE
    )
    (preview,) = PreviewIndex(make_problem(strict)).best(make_visit("new", 5))
    assert preview.position == 1
    assert [broken.words for broken in preview.violations] == [
        "Shift ends 09:10, back at 09:50: 40 min over"
    ]


def test_a_later_visit_is_measured_by_how_much_later_it_gets() -> None:
    late = make_route([make_visit("a", 3, window=Window(0, 25 * MINUTE))])
    preview = PreviewIndex(make_problem(late)).at(make_visit("new", 1), RouteId("r7"), 0)
    assert preview.later_s == 5 * MINUTE
    assert [broken.amount for broken in preview.violations] == [10 * MINUTE]


def test_a_delivery_from_the_depot_takes_room_from_the_start() -> None:
    full = make_route([make_visit("a", collect=Load(slots=40))], capacity=Load(slots=40))
    parcel = make_visit("new", 2, deliver=Load(slots=1), goods_from=GoodsFrom.DEPOT)
    (preview,) = PreviewIndex(make_problem(full)).best(parcel)
    assert preview.is_feasible
    assert preview.position == 0
    packed = make_route([], capacity=Load(slots=40), anchor_load=Load(slots=40))
    (preview,) = PreviewIndex(make_problem(packed)).best(parcel)
    assert [broken.words for broken in preview.violations] == [
        "1 container slot over from the start"
    ]


def test_nothing_is_put_before_the_stop_under_way() -> None:
    busy = make_route([make_visit("a", 4), make_visit("b", 4)], fixed_prefix=1)
    index = PreviewIndex(make_problem(busy))
    assert index.best(make_visit("new", 1))[0].position >= 1
    exact = index.at(make_visit("new", 1), RouteId("r7"), 0)
    assert [broken.words for broken in exact.violations] == ["Van 7 is on its way to a"]


def test_a_stop_under_way_without_a_label_is_named_by_its_id() -> None:
    busy = make_route([make_visit("a", label="")], fixed_prefix=1)
    exact = PreviewIndex(make_problem(busy)).at(make_visit("new", 1), RouteId("r7"), 0)
    assert exact.violations[0].words == "Van 7 is on its way to a"


def test_a_locked_route_says_so_and_still_what_it_would_cost() -> None:
    (preview,) = PreviewIndex(make_problem(make_route(is_locked=True))).best(make_visit("new", 1))
    assert [broken.words for broken in preview.violations] == ["Van 7 is locked"]
    assert preview.extra_driving_s == 1200


def test_a_visit_comes_after_the_stop_that_it_must_follow() -> None:
    route = make_route([make_visit("a", 1), make_visit("take", 4)])
    (preview,) = PreviewIndex(make_problem(route)).best(make_visit("new", 1, after="take"))
    assert preview.position == 2
    (preview,) = PreviewIndex(make_problem(route)).best(make_visit("new", 1, after="elsewhere"))
    assert preview.violations[0].kind is ViolationKind.ORDER


def test_an_unknown_route_is_an_error() -> None:
    with pytest.raises(KeyError):
        PreviewIndex(small_day()).at(make_visit(), RouteId("r8"), 0)


def test_the_timetable_of_a_route_is_at_hand() -> None:
    day = small_day()
    index = PreviewIndex(day)
    assert index.table(RouteId("r9")) == timetable(day.route(RouteId("r9")), day)
    assert index.route(RouteId("r9")) is day.route(RouteId("r9"))


def test_a_day_without_routes_has_no_previews() -> None:
    assert PreviewIndex(make_problem()).best(make_visit()) == ()


def test_only_changed_routes_are_looked_at_again() -> None:
    day = small_day()
    first = PreviewIndex(day)
    longer = day.route(RouteId("r9")).with_visit(make_visit("new", 5), 0)
    second = PreviewIndex(day.with_routes([longer]), first)
    assert second.passes[0] is first.passes[0]
    assert second.passes[1] is not first.passes[1]
    same_legs = msgspec.structs.replace(day, seconds=day.seconds.copy())
    assert PreviewIndex(same_legs, first).passes == first.passes
    assert second.best(make_visit("x", 2)) == PreviewIndex(second.problem).best(make_visit("x", 2))


def test_a_break_that_a_detour_pushes_too_late_is_seen() -> None:
    """The break must begin by 08:12; a stop before it keeps the driver until 08:15."""
    route = make_route([make_visit("a", 3)], breaks=(Pause(11 * MINUTE, 12 * MINUTE, 600),))
    (preview,) = PreviewIndex(make_problem(route)).best(make_visit("new", 1))
    assert preview.is_feasible
    assert preview.position == 1
    exact = PreviewIndex(make_problem(route)).at(make_visit("new", 1), RouteId("r7"), 0)
    assert exact.violations[0].kind is ViolationKind.BREAK


@pytest.mark.parametrize("count", [1, 5])
def test_a_break_on_the_way_to_a_wait_leaves_the_detour_less_of_it(count: int) -> None:
    """The break ends 100 s before the last stop opens, so a service of 300 s costs 200 s."""
    left_s = 600 + count * 300
    route = make_route(
        [
            *(make_visit(f"a{n}", 1) for n in range(count)),
            make_visit("b", 2, window=Window(left_s + 600 + 600 + 100, 8 * HOUR)),
        ],
        breaks=(Pause(left_s + 60, 8 * HOUR, 600),),
    )
    index, visit = PreviewIndex(make_problem(route)), make_visit("new", 1)
    (preview,) = index.best(visit)
    assert (preview.position, preview.extra_s, preview.is_feasible) == (0, 200, True)
    assert index.clean(visit) == (preview,)


@given(problems(), visits())
def test_of_bad_positions_the_least_late_is_offered(problem: Problem, visit: Visit) -> None:
    for preview in PreviewIndex(problem).best(visit):
        route = problem.route(preview.route_id)
        every = by_timetables(route, visit, problem)
        kinds = {broken.kind for each in every for broken in each.violations}
        if kinds <= TIMES and not any(each.is_feasible for each in every):
            late = [added_lateness(route, visit, each.position, problem) for each in every]
            assert late[preview.position - route.fixed_prefix] == min(late)


def added_lateness(route: PlannedRoute, visit: Visit, position: int, problem: Problem) -> int:
    """Seconds by which visits, shift and breaks get later than predicted, in sum."""
    before = timetable(route, problem)
    after = timetable(route.with_visit(visit, position), problem)
    was = [*before.lateness_s[:position], 0, *before.lateness_s[position:]]
    late = [max(0, now - then) for now, then in zip(after.lateness_s, was, strict=True)]
    allowed = {
        placed.pause: max(placed.begins_s, placed.pause.latest_s) for placed in before.breaks
    }
    breaks = [
        max(0, placed.begins_s - allowed.get(placed.pause, placed.pause.latest_s))
        for placed in after.breaks
    ]
    return sum(late) + max(breaks, default=0) + max(0, after.overtime_s - before.overtime_s)


@given(problems(), visits())
def test_what_breaks_nothing_can_be_asked_for_alone(problem: Problem, visit: Visit) -> None:
    index = PreviewIndex(problem)
    found = index.clean(visit)
    assert set(found) <= {preview for preview in index.best(visit) if preview.is_feasible}


def test_without_routes_nothing_is_clean() -> None:
    assert PreviewIndex(make_problem()).clean(make_visit()) == ()


def test_dirty_goods_are_fetched_behind_the_clean_ones() -> None:
    bread = [make_visit(f"bread {n}", n, brings_clean=True) for n in (1, 2)]
    problem = make_problem(make_route([*bread, make_visit("shoes", 3)]))
    (found,) = PreviewIndex(problem).best(make_visit("crates", 1, takes_dirty=True))
    assert (found.position, found.is_feasible) == (3, True)
    crates = make_visit("crates", 2, takes_dirty=True)
    problem = make_problem(make_route([crates, make_visit("shoes", 3)]))
    (found,) = PreviewIndex(problem).best(make_visit("bread", 3, brings_clean=True))
    assert (found.position, found.is_feasible) == (0, True)


def test_a_van_that_is_dirty_already_fetches_dirty_goods_where_it_passes() -> None:
    bread = make_visit("bread", 2, brings_clean=True)
    problem = make_problem(make_route([bread], has_dirty=True))
    crates = make_visit("crates", 1, takes_dirty=True)
    (found,) = PreviewIndex(problem).best(crates)
    assert (found.position, found.extra_driving_s, found.is_feasible) == (0, 0, True)
    assert PreviewIndex(problem).clean(crates) == (found,)


@given(problems(), visits(), st.integers(0, 2**16), st.booleans())
def test_what_is_mixed_is_what_the_timetable_says(
    problem: Problem, visit: Visit, dirt: int, is_dirty: bool
) -> None:
    problem, visit = with_dirt(problem, visit, dirt, is_dirty=is_dirty)
    index = PreviewIndex(problem)
    for preview in index.best(visit):
        assert preview == index.at(visit, preview.route_id, preview.position)
    for preview in index.clean(visit):
        assert preview.is_feasible


def with_dirt(
    problem: Problem, visit: Visit, dirt: int, *, is_dirty: bool
) -> tuple[Problem, Visit]:
    def soiled(route: PlannedRoute, number: int) -> PlannedRoute:
        made = (
            msgspec.structs.replace(
                each, brings_clean=bool(dirt >> n & 1), takes_dirty=bool(dirt >> n + 3 & 1)
            )
            for n, each in enumerate(route.visits, start=number)
        )
        soil = {"has_dirty": bool(dirt >> number & 2), "is_divided": bool(dirt >> number & 4)}
        return msgspec.structs.replace(route.with_visits(made), **soil)

    problem = problem.with_routes([soiled(each, n) for n, each in enumerate(problem.routes)])
    return problem, msgspec.structs.replace(visit, brings_clean=not is_dirty, takes_dirty=is_dirty)


@given(problems(), visits())
def test_the_kernel_finds_what_numpy_finds(problem: Problem, visit: Visit) -> None:
    by_numpy, by_kernel = PreviewIndex(problem), PreviewIndex(problem, scan=scan)
    assert by_kernel.best(visit) == by_numpy.best(visit)
    assert set(by_kernel.clean(visit)) <= set(by_numpy.best(visit))
    for preview in by_kernel.best(visit):
        assert preview == by_kernel.at(visit, preview.route_id, preview.position)
        assert preview.is_feasible == (not tuple(preview.violations))


@given(problems(), visits(), st.integers(0, 2**16), st.booleans(), st.integers(-1, 2))
def test_the_kernel_keeps_clean_and_dirty_apart_and_what_must_follow_behind(
    problem: Problem, visit: Visit, dirt: int, is_dirty: bool, after: int
) -> None:
    problem, visit = with_dirt(problem, visit, dirt, is_dirty=is_dirty)
    if after >= 0:
        visit = msgspec.structs.replace(visit, after=f"0.{after}")
    found = PreviewIndex(problem, scan=scan).best(visit)
    assert found == PreviewIndex(problem).best(visit)
    for preview in found:
        assert preview.is_feasible == (not tuple(preview.violations))


def test_a_kernel_goes_on_with_the_index_that_follows() -> None:
    day = small_day()
    first = PreviewIndex(day, scan=scan)
    longer = day.route(RouteId("r9")).with_visit(make_visit("new", 5), 0)
    second = PreviewIndex(day.with_routes([longer]), first)
    assert second.scan is scan
    assert second.best(make_visit("x", 2)) == PreviewIndex(second.problem).best(make_visit("x", 2))
    assert PreviewIndex(make_problem(), scan=scan).best(make_visit()) == ()


def test_what_breaks_is_put_into_words_when_somebody_reads_it() -> None:
    told: list[int] = []
    violation = Violation(ViolationKind.WINDOW, 60, "Misses the window by 1 min")

    def tell() -> tuple[Violation, ...]:
        told.append(1)
        return (violation,)

    broken = Broken(tell)
    assert broken
    assert not told
    assert (broken[0], broken[:1], len(broken)) == (violation, (violation,), 1)
    assert broken == (violation,)
    assert broken != ()
    assert broken != 1
    assert hash(broken) == hash((violation,))
    assert "Misses" in repr(broken)
    assert told == [1]
