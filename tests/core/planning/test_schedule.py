"""The timetable by hand: arrivals, windows, breaks, loads, and every sentence."""

from typing import Any

import pytest
from hypothesis import given

from core.model import Load, RouteId
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem, Visit, Window
from core.planning.schedule import (
    Timetable,
    Violation,
    ViolationKind,
    minutes,
    timetable,
    worsened,
)
from tests.core.planning.days import (
    HOUR,
    MINUTE,
    make_problem,
    make_route,
    make_visit,
    problems,
    small_day,
)


def table_of(*visits: Visit, **values: Any) -> Timetable:
    route = make_route(visits, **values)
    return timetable(route, make_problem(route))


def words_of(table: Timetable) -> list[str]:
    return [violation.words for violation in table.violations]


def test_the_small_day_runs_as_written_beside_it() -> None:
    day = small_day()
    van_7, van_9 = (timetable(route, day) for route in day.routes)
    assert van_7.arrivals_s == (10 * MINUTE, 25 * MINUTE, 40 * MINUTE)
    assert van_7.departures_s == (15 * MINUTE, 30 * MINUTE, 45 * MINUTE)
    assert van_7.finish_s == 75 * MINUTE
    assert van_9.arrivals_s == (30 * MINUTE, 45 * MINUTE, 60 * MINUTE)
    assert van_9.finish_s == 115 * MINUTE
    assert (van_9.driving_s, van_9.metres) == (100 * MINUTE, 50_000)
    assert van_7.is_feasible
    assert van_9.is_feasible
    assert van_9.route_id == RouteId("r9")


def test_an_empty_route_goes_to_its_end() -> None:
    table = table_of(anchor_place=3, anchor_s=60)
    assert table.finish_s == 60 + 1800
    assert table.loads == (Load(),)


def test_arriving_early_means_waiting() -> None:
    table = table_of(make_visit(window=Window(HOUR, 2 * HOUR)))
    assert table.arrivals_s == (10 * MINUTE,)
    assert table.starts_s == (HOUR,)
    assert table.waits_s == (50 * MINUTE,)


def test_a_missed_window_is_said_with_its_times() -> None:
    table = table_of(make_visit("Balmaceda 1043", 5, window=Window(0, 38 * MINUTE)))
    assert words_of(table) == [
        "Misses the window of Balmaceda 1043 by 12 min (08:00–08:38, arrives 08:50)"
    ]
    assert table.lateness_s == (12 * MINUTE,)


def test_seconds_late_are_rounded_up_in_words_and_on_the_clock() -> None:
    table = table_of(make_visit("a", window=Window(0, 600)), anchor_s=1)
    assert words_of(table) == ["Misses the window of a by 1 min (08:00–08:10, arrives 08:11)"]
    assert table.violations[0].amount == 1


def test_a_wait_for_the_other_van_may_miss_the_window_though_the_van_is_there() -> None:
    table = table_of(make_visit("a", window=Window(0, 1200), earliest_s=1800))
    assert words_of(table) == ["Misses the window of a by 10 min (08:00–08:20, begins 08:30)"]


def test_keeping_the_other_van_waiting_is_said() -> None:
    table = table_of(make_visit("a", due_s=300))
    assert words_of(table) == [
        "Keeps the other van waiting 5 min at the hand-over of a (due 08:05, begins 08:10)"
    ]


def test_a_hand_over_in_time_but_out_of_its_window_breaks_only_the_window() -> None:
    table = table_of(make_visit("a", due_s=900, window=Window(0, 300)))
    assert [violation.kind for violation in table.violations] == [ViolationKind.WINDOW]


def test_a_hand_over_too_late_but_in_its_window_breaks_only_the_hand_over() -> None:
    table = table_of(make_visit("a", due_s=300, window=Window(0, 900)))
    assert [violation.kind for violation in table.violations] == [ViolationKind.HAND_OVER]


def test_coming_back_after_the_shift_is_said() -> None:
    table = table_of(make_visit(), shift_end_s=MINUTE)
    assert words_of(table) == ["Shift ends 08:01, back at 08:25: 24 min over"]
    assert table.overtime_s == 24 * MINUTE


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ("tail_lift", "x needs a tail lift; Van 7 has none"),
        ("oven", "x needs an oven; Van 7 has none"),
    ],
)
def test_missing_equipment_is_said(needs: str, words: str) -> None:
    assert words_of(table_of(make_visit("x", needs=frozenset({needs})))) == [words]


def test_equipment_on_board_is_no_violation() -> None:
    table = table_of(make_visit(needs=frozenset({"tail_lift"})), equipment=frozenset({"tail_lift"}))
    assert table.is_feasible


def test_load_falls_with_deliveries_and_rises_with_returns() -> None:
    table = table_of(
        make_visit("a", deliver=Load(5000, 0, 2)),
        make_visit("b", collect=Load(3000, 0, 1)),
        make_visit("c", deliver=Load(1000, 0, 0), goods_from=GoodsFrom.DEPOT),
        anchor_load=Load(5000, 0, 2),
    )
    assert [load.weight_g for load in table.loads] == [6000, 1000, 4000, 3000]
    assert [load.slots for load in table.loads] == [2, 0, 1, 1]


def test_deliveries_leave_room_for_returns_and_not_the_other_way_round() -> None:
    drop, pick = (
        make_visit("drop", deliver=Load(slots=40)),
        make_visit("pick", collect=Load(slots=3)),
    )
    full = {"anchor_load": Load(slots=40)}
    assert table_of(drop, pick, **full).is_feasible
    assert words_of(table_of(pick, drop, **full)) == ["3 container slots over after pick"]


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (Load(weight_g=1_012_500), "12.5 kg over from the start"),
        (Load(weight_g=1_000_001), "0.1 kg over from the start"),
        (Load(volume_ml=5_003_000), "3 l over from the start"),
        (Load(slots=41), "1 container slot over from the start"),
    ],
)
def test_overload_is_said_in_its_unit(load: Load, words: str) -> None:
    assert words_of(table_of(make_visit(), anchor_load=load)) == [words]


def test_goods_at_the_depot_are_out_of_reach_of_a_van_that_has_left() -> None:
    visit = make_visit("a", goods_from=GoodsFrom.DEPOT)
    assert words_of(table_of(visit, has_left=True)) == [
        "The goods for a are at the depot; Van 7 has left it"
    ]


def test_a_delivery_before_its_take_is_said() -> None:
    take, delivery = make_visit("take"), make_visit("a", after="take")
    assert table_of(take, delivery).is_feasible
    assert words_of(table_of(delivery, take)) == ["a comes before its goods are taken over"]


def test_a_stop_without_a_label_is_named_by_its_id() -> None:
    assert "window of s1 by" in words_of(table_of(make_visit(label="", window=Window(0, 0))))[0]


class TestBreaks:
    """One break of 30 minutes; the visit is ten minutes away and takes five."""

    def test_interrupts_a_drive(self) -> None:
        table = table_of(make_visit(), breaks=(Pause(300, 900, 1800),))
        assert table.arrivals_s == (600 + 1800,)
        assert [(b.begins_s, b.ends_s, b.before) for b in table.breaks] == [(300, 2100, 0)]

    def test_uses_a_wait(self) -> None:
        table = table_of(make_visit(window=Window(HOUR, HOUR)), breaks=(Pause(1200, 1200, 1800),))
        assert table.starts_s == (HOUR,)
        assert table.breaks[0].begins_s == 1200

    def test_prolongs_a_wait_that_is_too_short(self) -> None:
        table = table_of(make_visit(window=Window(1500, HOUR)), breaks=(Pause(1200, 1200, 1800),))
        assert table.arrivals_s == (600,)
        assert table.starts_s == (3000,)

    def test_begins_after_a_service_that_it_falls_into(self) -> None:
        table = table_of(make_visit(), breaks=(Pause(700, 900, 1800),))
        assert [(b.begins_s, b.before) for b in table.breaks] == [(900, 1)]
        assert table.finish_s == 900 + 1800 + 600
        assert table.is_feasible

    def test_begins_when_the_van_arrives_at_that_very_moment_only_after_the_service(self) -> None:
        table = table_of(make_visit(), breaks=(Pause(600, 900, 1800),))
        assert table.starts_s == (600,)

    def test_is_not_taken_after_the_return(self) -> None:
        table = table_of(make_visit(), breaks=(Pause(1500, 3000, 1800),))
        assert table.breaks == ()
        assert table.finish_s == 1500

    def test_that_is_due_before_the_van_is_free_begins_at_once(self) -> None:
        table = table_of(make_visit(), anchor_s=1000, breaks=(Pause(0, 900, 60),))
        assert table.breaks[0].begins_s == 1000
        assert words_of(table) == ["The break due by 08:15 begins 08:17: 2 min late"]

    def test_follow_each_other_in_one_wait(self) -> None:
        table = table_of(
            make_visit(window=Window(HOUR, HOUR)),
            breaks=(Pause(700, 700, 600), Pause(1300, 1300, 600)),
        )
        assert [b.begins_s for b in table.breaks] == [700, 1300]
        assert table.starts_s == (HOUR,)

    def test_follow_each_other_on_one_drive(self) -> None:
        table = table_of(make_visit(), breaks=(Pause(100, 100, 600), Pause(700, 700, 60)))
        assert [b.begins_s for b in table.breaks] == [100, 700]
        assert table.arrivals_s == (600 + 660,)


class TestWorsened:
    """Compared by kind, stop and amount."""

    def violation(self, amount: int, **values: Any) -> Violation:
        kind = values.pop("kind", ViolationKind.WINDOW)
        return Violation(kind, amount, f"{amount}", **values)

    def table(self, *violations: Violation) -> Timetable:
        empty = table_of()
        return Timetable(
            **{
                **{name: getattr(empty, name) for name in Timetable.__struct_fields__},
                "violations": violations,
            }
        )

    def test_what_was_broken_as_much_is_not_counted(self) -> None:
        late = self.violation(60, stop_id="a")
        assert worsened(self.table(late), self.table(late)) == ()

    def test_more_of_the_same_is_counted(self) -> None:
        more = self.violation(61, stop_id="a")
        assert worsened(self.table(self.violation(60, stop_id="a")), self.table(more)) == (more,)

    def test_the_same_at_another_stop_is_counted(self) -> None:
        other = self.violation(60, stop_id="b")
        assert worsened(self.table(self.violation(60, stop_id="a")), self.table(other)) == (other,)

    def test_a_peak_load_that_comes_after_another_stop_is_not_counted(self) -> None:
        peak = ViolationKind.SLOTS
        before = self.table(self.violation(2, stop_id="a", kind=peak))
        assert worsened(before, self.table(self.violation(2, stop_id="b", kind=peak))) == ()


@given(problems(max_routes=1))
def test_time_is_accounted_for_on_every_route(problem: Problem) -> None:
    (route,) = problem.routes
    table = timetable(route, problem)
    served = sum(visit.service_s for visit in route.visits)
    rested = sum(placed.pause.duration_s for placed in table.breaks)
    idle = table.finish_s - route.anchor_s - table.driving_s - served
    assert sum(table.waits_s) <= idle <= sum(table.waits_s) + rested
    assert list(table.starts_s) == sorted(table.starts_s)
    assert table.loads[-1] == _end_load(route)


def _end_load(route: PlannedRoute) -> Load:
    load = route.anchor_load
    for visit in route.visits:
        from_depot = visit.goods_from is GoodsFrom.DEPOT
        load = load + visit.collect - (Load() if from_depot else visit.deliver)
    return load


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 min"), (60, "1 min"), (7140, "119 min"), (7200, "2 h 00 min"), (7501, "2 h 06 min")],
)
def test_durations_are_rounded_up_to_minutes(seconds: int, words: str) -> None:
    assert minutes(seconds) == words


def test_clean_goods_do_not_travel_with_dirty_ones() -> None:
    first = make_visit("crates", 1, takes_dirty=True)
    second = make_visit("bread", 2, brings_clean=True)
    route = make_route([first, second])
    (found,) = timetable(route, make_problem(route)).violations
    assert (found.kind, found.stop_id) == (ViolationKind.MIXED, "bread")
    assert found.words == (
        "Clean goods for bread travel with what is collected at crates, which is dirty"
    )
    turned = make_route([second, first, make_visit("more", 3, takes_dirty=True)])
    assert timetable(turned, make_problem(turned)).is_feasible
    divided = make_route([first, second], is_divided=True)
    assert timetable(divided, make_problem(divided)).is_feasible


def test_what_is_dirty_on_board_counts_from_the_start() -> None:
    route = make_route([make_visit("bread", 1, brings_clean=True)], has_dirty=True)
    (found,) = timetable(route, make_problem(route)).violations
    assert found.words == (
        "Clean goods for bread travel with what is aboard already, which is dirty"
    )
