"""The simulated driver: one seed, one day, at any speed; refusals end and crash nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor
from core.driver_view import driver_view
from core.hub.protocol import DoorLine, DriverStop, DriverView, Fix
from core.model import AnswerKind, Break, ClosureId, DriverId, ItemId, Position, RouteId, StopId
from core.plausibility import plausibility
from core.policy import Check
from core.rules.lookups import Refused
from core.simulated_driver import (
    DELIVERY_REASONS,
    LINE_REASONS,
    ClosedLines,
    Leg,
    Report,
    SimulatedDriver,
    Way,
)
from tests.builders import (
    A1,
    EVA,
    LUIS,
    MORNING,
    R1,
    R2,
    T1,
    W1,
    Board,
    after,
    first_stop,
    open_day,
    small_day,
)
from tests.returns import at_the_door, request, visit

EVENING = after(10 * 60)


def straight(start: Position, end: Position, closed: ClosedLines = ()) -> Way:
    """Two vertices, a quarter of an hour apart wherever they are, and each closed street as much
    more."""
    return Way((start.lat, end.lat), (start.lon, end.lon), (0.0, 900.0 * (1 + len(closed))))


class Road:
    """One driver with his phone at a depot that decides at once."""

    def __init__(self, board: Board | None = None, *, seed: int = 1, driver: Actor = LUIS) -> None:
        self.board = board or small_day()
        self.actor = driver
        self.seed = seed
        self.reports: list[c.Command] = []
        self.refusals: list[str] = []
        self.pick_up_phone()

    def pick_up_phone(self) -> None:
        """Start the app anew: what it knows is what the hub shows."""
        assert self.actor.driver_id is not None
        self.driver = SimulatedDriver(self.actor.driver_id, self.seed, straight)
        self.driver.show(self.view())

    def view(self) -> DriverView:
        assert self.actor.driver_id is not None
        return driver_view(self.board.state, {}, self.actor.driver_id)

    def live(self, until: datetime, step: timedelta) -> None:
        """Advance in steps; every report is decided and the list comes back."""
        while self.board.now < until:
            self.board.now = min(self.board.now + step, until)
            self.tick()

    def tick(self) -> list[Report]:
        reports = self.driver.advance(self.board.now)
        for report in reports:
            self.reports.append(report.command)
            try:
                self.board.ask(report.command, self.actor)
            except Refused as refused:
                self.refusals.append(str(refused))
                self.driver.refused(report.command)
        self.driver.show(self.view())
        return reports


def day_at(step_s: float, seed: int = 1, board: Board | None = None) -> list[c.Command]:
    road = Road(board, seed=seed)
    road.live(EVENING, timedelta(seconds=step_s))
    assert not road.refusals
    return road.reports


def names(commands: Sequence[c.Command]) -> list[str]:
    return [type(command).__name__ for command in commands]


def seed_with(outcome: type[c.Command]) -> int:
    """A seed with which the first stop has this outcome."""
    for seed in range(300):
        third = Road(seed=seed)
        third.live(after(90), timedelta(minutes=3))
        if isinstance(next(iter(third.reports[3:]), None), outcome):
            return seed
    raise AssertionError(f"no seed gives a {outcome.__name__}")


def test_a_day_begins_at_the_depot_visits_every_stop_and_ends_there() -> None:
    reports = day_at(30)
    assert names(reports[:3]) == ["StartRoute", "StartStop", "ArriveAtStop"]
    assert names(reports).count("StartStop") == 3
    assert names(reports)[-1] == "EndRoute"
    assert [r.at for r in reports] == sorted(r.at for r in reports)  # type: ignore[union-attr]


def test_the_same_seed_gives_the_same_reports_at_any_speed() -> None:
    assert day_at(1) == day_at(37) == day_at(600) == day_at(86_400)


def test_another_seed_gives_another_day() -> None:
    assert day_at(60, seed=1) != day_at(60, seed=2)


@pytest.mark.parametrize("restart_min", [5, 20, 35, 70])
def test_a_restart_on_the_road_changes_nothing(restart_min: int) -> None:
    road = Road()
    road.live(after(restart_min), timedelta(seconds=20))
    road.pick_up_phone()
    road.live(EVENING, timedelta(seconds=20))
    assert road.reports == day_at(20)


def with_break(board: Board) -> Board:
    """From half past eight on he must rest twenty minutes."""
    pause = Break(after(30), after(300), 1200)
    route = replace(board.route(), breaks=(pause,))
    board.state = replace(board.state, routes={**board.state.routes, R1: route})
    return board


def test_a_break_is_taken_once_at_any_speed_and_after_a_restart() -> None:
    plain, rested = day_at(30), day_at(30, board=with_break(small_day()))
    assert rested == day_at(400, board=with_break(small_day()))
    assert rested[-2].at - plain[-2].at == timedelta(minutes=20)  # type: ignore[union-attr]
    road = Road(with_break(small_day()))
    road.live(after(110), timedelta(seconds=30))
    road.pick_up_phone()
    road.live(EVENING, timedelta(seconds=30))
    assert road.reports == rested


def test_a_break_that_is_two_hours_late_is_forgone() -> None:
    board = small_day()
    route = replace(board.route(), breaks=(Break(after(-180), after(-120), 1200),))
    board.state = replace(board.state, routes={**board.state.routes, R1: route})
    assert day_at(30, board=board) == day_at(30)


ANSWERS = (
    None,
    c.AnswerProblem(first_stop(A1), AnswerKind.WAIT, wait_min=10),
    c.AnswerProblem(first_stop(A1), AnswerKind.TRY, note="The side entrance."),
    c.AnswerProblem(first_stop(A1), AnswerKind.FAIL),
)


def day_with_a_problem(answer: c.AnswerProblem | None, *, restarts: bool = False) -> Road:
    """At the first door he asks; the office answers in the same minute, or never."""
    road = Road(seed=seed_with(c.ReportProblem))
    while not isinstance(road.reports[-1:] and road.reports[-1], c.ReportProblem):
        road.live(road.board.now + timedelta(seconds=20), timedelta(seconds=20))
    if answer is not None:
        road.board.ask(answer)
    if restarts:
        road.pick_up_phone()
    road.live(EVENING, timedelta(seconds=20))
    return road


@pytest.mark.parametrize("answer", ANSWERS)
def test_at_the_door_he_waits_for_the_office_and_goes_on(answer: c.AnswerProblem | None) -> None:
    road = day_with_a_problem(answer)
    assert road.refusals == []
    assert road.board.stop(first_stop(A1)).status.is_ended
    assert names(road.reports)[-1] == "EndRoute"
    asked, ended = road.reports[3], road.reports[4]
    if answer is None:
        assert isinstance(ended, c.FailStop)
        assert ended.at - asked.at == timedelta(seconds=road.view().answer_within_s)  # type: ignore[union-attr]
        assert ended.reason == asked.reason  # type: ignore[union-attr]


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_restart_at_the_door_changes_nothing(answer: c.AnswerProblem | None) -> None:
    assert day_with_a_problem(answer, restarts=True).reports == day_with_a_problem(answer).reports


def test_before_the_route_begins_he_waits() -> None:
    road = Road()
    road.board.now = MORNING - timedelta(minutes=1)
    assert road.tick() == []
    assert SimulatedDriver("d1", 1, straight).advance(EVENING) == []
    assert SimulatedDriver("d1", 1, straight).fixes(EVENING) == []


def test_a_driver_without_a_route_does_nothing() -> None:
    road = Road()
    road.driver.show(driver_view(road.board.state, {}, DriverId("d9")))
    assert road.driver.advance(EVENING) == []


def test_what_the_office_writes_is_read_and_answered_once_after_a_while() -> None:
    road = Road()
    road.live(after(5), timedelta(seconds=20))
    assert road.actor.driver_id is not None
    road.board.ask(c.SendShortMessage(road.actor.driver_id, "please_call"))
    road.live(after(5.5), timedelta(seconds=10))
    assert "SendShortMessage" not in names(road.reports)
    road.live(after(6), timedelta(seconds=10))
    road.pick_up_phone()
    road.live(after(10), timedelta(seconds=10))
    assert names(road.reports).count("SendShortMessage") == 1
    assert names(road.reports).count("ReadShortMessages") == 1
    asked, answered = road.board.state.short_messages[road.actor.driver_id]
    assert asked.read_at is not None
    assert answered.preset == "yes"


def test_a_failed_visit_has_a_reason_of_its_kind_and_goes_on() -> None:
    road = Road(seed=seed_with(c.FailStop))
    road.live(EVENING, timedelta(minutes=1))
    failed = next(r for r in road.reports if isinstance(r, c.FailStop))
    assert failed.reason in {reason for reason, _, _ in DELIVERY_REASONS}
    assert failed.note
    assert names(road.reports)[-1] == "EndRoute"
    assert road.refusals == []


@cache
def seed_that_stays_away() -> int:
    """A seed with which nobody goes to the first stop."""
    for seed in range(2000):
        first = Road(seed=seed)
        first.live(after(2), timedelta(minutes=2))
        if names(first.reports)[:3] == ["StartRoute", "StartStop", "FailStop"]:
            return seed
    raise AssertionError("every driver goes to his first stop")


def test_now_and_then_he_only_says_that_he_was_there_and_that_is_suspect() -> None:
    road = Road(seed=seed_that_stays_away())
    road.live(after(6), timedelta(seconds=20))
    failed = road.reports[2]
    assert isinstance(failed, c.FailStop)
    stop = road.board.state.stops[failed.stop_id]
    found = plausibility(road.board.state, road.board.order(stop.order_id))
    assert found is not None
    assert found.is_suspect
    assert found.is_far
    road.live(EVENING, timedelta(minutes=1))
    assert names(road.reports)[-1] == "EndRoute"
    assert road.refusals == []


@pytest.mark.parametrize("restart_s", [30, 90, 600])
def test_a_restart_of_who_stays_away_changes_nothing(restart_s: int) -> None:
    seed = seed_that_stays_away()
    road = Road(seed=seed)
    road.live(after(restart_s / 60), timedelta(seconds=10))
    road.pick_up_phone()
    road.live(EVENING, timedelta(seconds=20))
    assert road.reports == day_at(20, seed=seed)


def test_work_does_not_begin_before_the_window_opens() -> None:
    board = small_day()
    place = open_day  # the day is open; only the promise of the first order changes
    assert place is not None
    from tests.builders import make_window

    order = replace(board.order(A1), window=make_window(120, 240))
    board.state = replace(board.state, orders={**board.state.orders, A1: order})
    ended = day_at(30, board=board)[3]
    assert ended.at > after(120)  # type: ignore[union-attr]


def sent(board: Board, *, minutes: float) -> Board:
    """The waiting return w1 is put behind everything and sent."""
    board.now = after(minutes)
    board.place(W1, R1, len(board.route().stop_ids))
    board.send(R1)
    return board


def test_an_offer_is_answered_once_after_a_while_and_then_driven() -> None:
    road = Road()
    road.live(after(2), timedelta(seconds=30))
    sent(road.board, minutes=2)
    road.driver.show(road.view())
    road.live(EVENING, timedelta(seconds=30))
    answers = [r for r in road.reports if isinstance(r, c.AcceptChanges | c.DeclineChanges)]
    assert len(answers) == 1
    assert timedelta(seconds=15) <= answers[0].at - after(2) <= timedelta(seconds=100)
    visited = any(isinstance(r, c.StartStop) and r.stop_id == "w1.1" for r in road.reports)
    assert visited is isinstance(answers[0], c.AcceptChanges)
    assert road.refusals == []


def test_some_drivers_decline_with_a_reason() -> None:
    answers = []
    for seed in range(40):
        road = Road(seed=seed)
        road.live(after(2), timedelta(seconds=30))
        sent(road.board, minutes=2)
        road.driver.show(road.view())
        road.live(after(5), timedelta(seconds=30))
        answers += [r for r in road.reports if isinstance(r, c.DeclineChanges)]
    assert 0 < len(answers) < 20


@pytest.mark.parametrize(
    ("ends_min", "is_driving", "reason"),
    [
        (10 * 60, True, "unsafe"),
        (60, True, "shift_over"),
        (60, False, "shift_over"),
        (None, True, "unsafe"),
    ],
)
def test_a_driver_names_his_shift_only_where_it_would_really_be_exceeded(
    ends_min: int | None, is_driving: bool, reason: str
) -> None:
    ends = None if ends_min is None else after(ends_min)
    reasons = set()
    for seed in range(60):
        road = Road(seed=seed)
        road.live(after(2 if is_driving else -2), timedelta(seconds=30))
        sent(road.board, minutes=2)
        road.driver.show(replace(road.view(), ends_at=ends))
        reports = [r.command for r in road.driver.advance(after(5))]
        reasons |= {r.reason for r in reports if isinstance(r, c.DeclineChanges)}
    assert reasons == {reason}


def test_work_that_comes_while_he_drives_home_turns_him_round() -> None:
    road = Road()
    road.live(EVENING - timedelta(hours=5), timedelta(seconds=30))
    assert all(s.status.is_ended for s in road.board.state.stops.values() if s.route_id == R1)
    sent(road.board, minutes=5 * 60)
    road.driver.show(road.view())
    road.live(EVENING, timedelta(seconds=30))
    (answer,) = (r for r in road.reports if isinstance(r, c.AcceptChanges | c.DeclineChanges))
    started = [r for r in road.reports if isinstance(r, c.StartStop)][-1]
    assert isinstance(answer, c.AcceptChanges)
    assert started.stop_id == "w1.1"
    assert started.at >= answer.at
    assert road.refusals == []


def test_after_the_day_comes_the_next_one() -> None:
    road = Road()
    road.live(MORNING + timedelta(hours=33), timedelta(minutes=2))
    assert road.refusals == []
    assert road.board.route(T1).ended_at is not None
    assert names(road.reports).count("StartRoute") == 2


def test_a_refused_stop_is_tried_three_times_and_then_left_until_the_list_changes() -> None:
    road = Road()
    road.live(after(1), timedelta(minutes=1))
    driver, tried = SimulatedDriver("d1", 1, straight), 0
    driver.show(road.view())
    for second in range(600):
        for report in driver.advance(after(30, MORNING) + timedelta(seconds=second)):
            if isinstance(report.command, c.StartStop | c.ArriveAtStop):
                driver.refused(report.command)
                tried += getattr(report.command, "stop_id", "") == first_stop(A1)
    assert tried >= 3
    assert tried <= 6, "the start and the arrival of one stop, three times each at most"


def test_a_refused_start_is_not_followed_by_anything() -> None:
    driver = SimulatedDriver("d1", 1, straight)
    driver.show(Road().view())
    seen: list[Report] = []
    for minute in range(60):
        for report in driver.advance(after(minute)):
            seen.append(report)
            driver.refused(report.command)
        driver.show(Road().view())
    starts = [r for r in seen if isinstance(r.command, c.StartRoute)]
    assert len(starts) == 3


def test_the_end_of_the_route_is_tried_again_when_the_list_has_changed() -> None:
    road = Road()
    road.live(after(8 * 60), timedelta(minutes=1))
    driver = SimulatedDriver("d1", 1, straight)
    driver.show(road.view())
    tried = 0
    for _ in range(20):
        for report in driver.advance(EVENING):
            assert isinstance(report.command, c.EndRoute)
            driver.refused(report.command)
            tried += 1
    assert tried == 3
    driver.show(replace(road.view(), route_name="Route 1, changed"))
    assert [type(r.command) for r in driver.advance(EVENING)] == [c.EndRoute]


def test_a_refused_arrival_does_not_leave_him_on_the_road_for_ever() -> None:
    road = Road()
    road.live(after(1), timedelta(minutes=1))
    refused_once = False
    for second in range(0, 4 * 3600, 30):
        road.board.now = after(1) + timedelta(seconds=second)
        for report in road.driver.advance(road.board.now):
            if isinstance(report.command, c.ArriveAtStop) and not refused_once:
                refused_once = True
                road.driver.refused(report.command)
                break
            road.board.ask(report.command, LUIS)
        road.driver.show(road.view())
    assert refused_once
    assert all(
        stop.status.is_ended for stop in road.board.state.stops.values() if stop.route_id == R1
    )


def test_a_stop_that_the_hub_knows_as_arrived_is_finished() -> None:
    road = Road()
    road.live(after(1), timedelta(minutes=1))
    stop_id = first_stop(A1)
    road.driver.advance(after(60))
    road.board.now = after(40)
    for command in (
        c.StartStop(stop_id, after(1)),
        c.ArriveAtStop(stop_id, after(20), Position(-29.9, -71.2)),
    ):
        if not road.board.stop(stop_id).status.is_under_way or isinstance(command, c.ArriveAtStop):
            road.board.ask(command, LUIS)
    road.pick_up_phone()
    road.live(EVENING, timedelta(minutes=1))
    assert road.board.stop(stop_id).status.is_ended


def fixes_of(road: Road, until: datetime) -> list[Fix]:
    made = []
    while road.board.now < until:
        road.board.now += timedelta(seconds=12)
        road.tick()
        made += road.driver.fixes(road.board.now)
    return made


def test_positions_are_noisy_sometimes_missing_and_end_with_the_route() -> None:
    road = Road()
    road.tick()
    made = fixes_of(road, after(60))
    assert [fix.at for fix in made] == sorted({fix.at for fix in made})
    assert 0.9 < len(made) / 600 < 1
    assert any(fix.heading is None for fix in made)
    assert all(0 <= fix.heading < 360 for fix in made if fix.heading is not None)
    assert all(abs(fix.lat + 29.92) < 0.1 for fix in made)
    fixes_of(road, after(540))
    assert road.driver.fixes(EVENING) == []


def test_before_he_knows_where_he_is_there_is_no_position() -> None:
    road = Road()
    road.tick()
    fresh = SimulatedDriver("d1", 1, straight)
    fresh.show(road.view())
    assert fresh.fixes(after(1)) == []


def test_a_van_is_where_the_time_says() -> None:
    way = Way((0.0, 0.0, 0.001), (0.0, 0.001, 0.001), (0.0, 100.0, 100.0))
    leg = Leg(way, MORNING, slowness=2.0)
    assert leg.arrives == MORNING + timedelta(seconds=200)
    lat, lon, heading, speed = leg.at(MORNING + timedelta(seconds=100))
    assert (lat, heading) == (0.0, 90.0)
    assert lon == pytest.approx(0.0005)
    assert speed == pytest.approx(111.32 / 200)
    assert leg.at(MORNING - timedelta(hours=1))[:2] == (0.0, 0.0)
    assert leg.at(MORNING + timedelta(hours=1))[0] == pytest.approx(0.001)


def test_the_other_driver_has_another_day() -> None:
    road = Road(driver=EVA)
    road.live(EVENING, timedelta(minutes=1))
    assert road.refusals == []
    assert isinstance(road.reports[0], c.StartRoute)
    assert road.reports[0].route_id == RouteId(R2)


def returns_taken(seed: int) -> list[c.CompleteStop]:
    """What a day with one return ruled by a policy reports of it."""
    board = at_the_door(request())
    board.now = MORNING
    road = Road(board, seed=seed)
    road.live(EVENING, timedelta(minutes=5))
    stop_id = visit(board)
    assert not road.refusals
    return [r for r in road.reports if isinstance(r, c.CompleteStop) and r.stop_id == stop_id]


def test_before_taking_a_return_every_question_is_answered() -> None:
    found = [report for seed in range(40) for report in returns_taken(seed)]
    assert found
    asked = [(check.item_id, check.check) for check in found[0].checks]
    assert asked == [("ret-in", Check.COUNT), ("ret-in", Check.UNUSED)]
    assert {check.is_ok for report in found for check in report.checks} == {True, False}


def test_of_several_lines_one_fails_now_and_then_but_never_all() -> None:
    failed = [report for seed in range(300) for report in deliveries(seed) if report.failed]
    assert failed
    assert all(len(report.failed) == 1 for report in failed)
    assert {report.failed[0].item_id for report in failed} == {"cup", "pot"}
    assert {report.failed[0].reason for report in failed} <= set(LINE_REASONS)


def deliveries(seed: int) -> list[c.CompleteStop]:
    """What a driver reports of a delivery of two lines."""
    driver = SimulatedDriver("d1", seed, straight)
    lines = (DoorLine(ItemId("cup"), "Cup"), DoorLine(ItemId("pot"), "Pot"))
    stop = DriverStop(
        StopId("s"), "deliver", "arrived", "o", "Calle 1", -29.9, -71.2, "Ana", "", (), 300,
        started_at=MORNING, arrived_at=MORNING, lines=lines,
    )  # fmt: skip
    view = DriverView(DriverId("d1"), "Luis", "Depot", -29.9, -71.2, route_id=RouteId("r"))
    driver.show(replace(view, starts_at=MORNING, started_at=MORNING, stops=(stop,)))
    reports = driver.advance(MORNING + timedelta(hours=1))
    return [r.command for r in reports if isinstance(r.command, c.CompleteStop)]


def at_a_door_with_a_problem() -> Road:
    road = Road(seed=seed_with(c.ReportProblem))
    while not isinstance(road.reports[-1:] and road.reports[-1], c.ReportProblem):
        road.live(road.board.now + timedelta(seconds=20), timedelta(seconds=20))
    return road


def test_a_visit_that_ended_before_his_answer_lets_him_set_out_only_after_it() -> None:
    road = at_a_door_with_a_problem()
    asked = road.board.now
    road.board.place(W1, R1, len(road.board.route().stop_ids))
    road.board.send(R1)
    road.driver.show(road.view())
    said = [r.command for r in road.driver.advance(asked + timedelta(seconds=120))]
    (answer,) = (r for r in said if isinstance(r, c.AcceptChanges | c.DeclineChanges))
    road.board.ask(c.AnswerProblem(first_stop(A1), AnswerKind.FAIL))
    road.board.now = asked + timedelta(seconds=120)
    road.board.ask(answer, LUIS)
    road.driver.show(road.view())
    on = [r.command for r in road.driver.advance(asked + timedelta(minutes=20))]
    started = next(r for r in on if isinstance(r, c.StartStop))
    assert answer.at > asked
    assert started.at == answer.at


def test_who_cannot_know_since_when_he_waits_goes_on_waiting() -> None:
    road = at_a_door_with_a_problem()
    shown = road.view()
    stops = tuple(replace(stop, wait_until=None) for stop in shown.stops)
    road.pick_up_phone()
    road.driver.show(replace(shown, stops=stops))
    assert road.driver.advance(EVENING) == []


def test_a_route_without_hours_is_not_driven() -> None:
    road = Road()
    road.driver.show(replace(road.view(), starts_at=None))
    assert road.driver.advance(EVENING) == []


BALMACEDA = (Position(-29.9, -71.25), Position(-29.901, -71.25))


def close(road: Road, name: str = "z1", **changes: object) -> None:
    asked: dict[str, object] = {"street": "Balmaceda", "line": BALMACEDA, "because": ""}
    road.board.ask(c.CloseStreet(ClosureId(name), **(asked | changes)))  # type: ignore[arg-type]
    road.driver.show(road.view())


def first_arrival(road: Road) -> datetime:
    road.live(after(120), timedelta(seconds=20))
    return next(r.at for r in road.reports if isinstance(r, c.ArriveAtStop))


def test_a_driver_goes_around_what_is_closed_when_he_sets_out() -> None:
    usual = first_arrival(Road())
    road = Road()
    close(road)
    detour = first_arrival(road) - usual
    assert timedelta(minutes=12) < detour < timedelta(minutes=21)


@pytest.mark.parametrize("step_s", [5, 300])
def test_a_driver_on_his_way_turns_where_he_hears_of_a_closed_street(step_s: float) -> None:
    road = Road()
    road.live(after(3), timedelta(seconds=20))
    assert names(road.reports) == ["StartRoute", "StartStop"]
    usual = first_arrival(Road())
    close(road)
    road.live(after(120), timedelta(seconds=step_s))
    arrived = next(r.at for r in road.reports if isinstance(r, c.ArriveAtStop))
    assert timedelta(minutes=12) < arrived - usual < timedelta(minutes=24)
    assert not road.refusals


@pytest.mark.parametrize("step_s", [20, 600])
def test_a_restart_behind_a_closed_street_changes_nothing(step_s: float) -> None:
    """He turns where he heard of each, whatever was closed by the time he is asked again."""

    def lived(*, restarts: bool) -> list[c.Command]:
        road = Road()
        road.live(after(3), timedelta(seconds=20))
        close(road)
        road.live(after(6), timedelta(seconds=20))
        elsewhere = (Position(-29.95, -71.25), Position(-29.951, -71.25))
        close(road, "z2", line=elsewhere)
        road.live(after(8), timedelta(seconds=20))
        if restarts:
            road.pick_up_phone()
        road.live(EVENING, timedelta(seconds=step_s))
        return road.reports

    assert lived(restarts=True) == lived(restarts=False)


def test_a_driver_on_his_way_home_turns_as_well() -> None:
    def came_home(closes: bool) -> datetime:
        road = Road()
        road.board.ask(c.StartRoute(R1, at=road.board.now), LUIS)
        while road.driver._leg is None or road.driver._leg.to != "depot":
            road.live(road.board.now + timedelta(seconds=20), timedelta(seconds=20))
        if closes:
            close(road)
            road.tick()
        return road.driver._leg.arrives

    assert came_home(closes=True) > came_home(closes=False) + timedelta(minutes=12)


def test_what_is_over_or_begins_after_the_route_is_driven_as_ever() -> None:
    road = Road()
    close(road, until=road.board.now + timedelta(seconds=30))
    close(road, "z2", begins=road.board.now + timedelta(hours=20))
    assert road.driver._closed(road.board.now) == (BALMACEDA,)
    assert road.driver._closed(road.board.now + timedelta(minutes=1)) == ()


def test_an_opened_street_turns_nobody_round() -> None:
    road = Road()
    close(road)
    road.live(after(3), timedelta(seconds=20))
    leg = road.driver._leg
    road.board.ask(c.OpenStreet(ClosureId("z1")))
    road.driver.show(road.view())
    road.tick()
    assert road.driver._leg is leg
