"""Routes as lanes."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.view import LaneView, StopBar, Tone, TrayState
from console.views.lanes import Memo, cost_chips, day_tabs, lanes, tray_state, tray_words
from console.views.moment import Moment
from console.views.wording import Wording
from core.model import (
    DriverId,
    Option,
    PlaceId,
    Route,
    RouteId,
    StopId,
    StopStatus,
    Stranded,
    VehicleId,
)
from tests.console.views.small_day import (
    DAY,
    ME,
    NEXT,
    NOW,
    R1_STOPS,
    V1,
    V2,
    minutes,
    moment,
    offer,
    route,
)


def lane_of(one: Route) -> LaneView:
    return lanes(moment(routes={one.id: one, **({V2: route(V2)} if one.id == V1 else {})}))[0]


def bar_of(lane: LaneView, stop_id: str) -> StopBar:
    return next(bar for bar in lane.stops if bar.id == stop_id)


def test_a_lane_tells_its_driver_its_load_and_when_it_is_back() -> None:
    lane = lane_of(route(V1))
    assert (lane.name, lane.driver, lane.vehicle) == ("V1", "Dora", "Red van")
    assert lane.load == "95% full at its peak"
    assert (lane.done, lane.late) == (2, 1)
    assert lane.back_at is not None
    assert "2 of 6 stops over, 95% full at its peak" in lane.tooltip
    assert "1 stop late" in lane.tooltip
    assert "Position just now" in lane.tooltip
    sources = {DriverId("d1"): "Traccar Client, battery 43%"}
    tracked = lanes(moment(sources=sources))[0]
    assert "Position just now by Traccar Client, battery 43%" in tracked.tooltip


def test_bars_follow_the_plan_and_say_everything() -> None:
    lane = lane_of(route(V1, manifest=R1_STOPS[:3]))
    assert [bar.id for bar in lane.stops] == list(R1_STOPS)
    late = bar_of(lane, "s-ret")
    assert late.late_s == 600
    assert late.is_pending
    assert late.is_movable
    assert "Late by 10 min" in late.tooltip
    assert "The driver has not agreed to it yet" in late.tooltip
    locked = bar_of(lane, "s-box")
    assert locked.is_locked
    assert not locked.is_movable
    assert "Locked: keeps its place" in locked.tooltip
    assert any(line.startswith("Waits ") for line in locked.tooltip)
    troubled = bar_of(lane, "s-way")
    assert troubled.has_problem
    assert "Problem at the door: Bad address" in troubled.tooltip
    meeting = bar_of(lane, "s-give")
    assert meeting.opens is None
    assert "Hand over to Egon, planned" in meeting.tooltip


def test_a_locked_route_moves_no_stop() -> None:
    lane = lane_of(route(V1, is_locked=True, locked_by=ME))
    assert lane.is_locked
    assert not any(bar.is_movable for bar in lane.stops)
    assert "Locked by you" in lane.tooltip
    assert "Locked by the office" in lane_of(route(V1, is_locked=True)).tooltip


def test_what_was_moves_no_stop() -> None:
    assert not any(
        bar.is_movable for lane in lanes(moment(held="It is past.")) for bar in lane.stops
    )


def test_a_route_that_cannot_go_on_says_why_and_since_when() -> None:
    stuck = Stranded("vehicle_breakdown", PlaceId("p"), NOW, ME)
    lane = lane_of(route(V1, stranded=stuck))
    assert lane.stranded.startswith("Cannot go on since ")
    assert lane.stranded.endswith(": vehicle breakdown")
    assert lane.stranded in lane.tooltip
    assert lane_of(route(V1)).stranded == ""


def test_breaks_stand_where_the_timetable_puts_them() -> None:
    (pause,) = lane_of(route(V1)).breaks
    assert pause.ends - pause.begins == timedelta(minutes=10)
    (plain,) = lanes(moment(times={}))[0].breaks
    assert plain.begins == NOW
    assert lanes(moment(times={}))[0].back_at is None


def test_an_ended_route_is_back() -> None:
    lane = lane_of(route(V1, ended_at=NOW))
    assert lane.is_ended
    assert lane.back_at == NOW
    assert lane.tray is TrayState.NONE


def test_an_unknown_vehicle_is_named_by_its_id() -> None:
    assert lane_of(route(V1, vehicle_id=VehicleId("v9"))).vehicle == "v9"


@pytest.mark.parametrize(
    ("changes", "state", "words"),
    [
        ({}, TrayState.NONE, ""),
        ({"manifest": R1_STOPS[:3]}, TrayState.PENDING, "changes not sent yet"),
        ({"offer": offer(120)}, TrayState.SENT, "sent 2 min ago, waits for the answer"),
        ({"offer": offer(240)}, TrayState.NO_ANSWER, "no answer for 4 min"),
    ],
)
def test_the_tray_says_where_changes_stand(
    changes: dict[str, object], state: TrayState, words: str
) -> None:
    one = route(V1, **changes)
    assert tray_state(one, moment()) is state
    assert tray_words(one, moment()) == words
    if words:
        assert words.capitalize() in lane_of(one).tooltip


def test_words_are_made_once_while_nothing_changes() -> None:
    memo = Memo()
    now = moment()
    first = lanes(now, memo)
    again = lanes(now, memo)
    assert again == first
    assert bar_of(again[0], "s-ret") is bar_of(first[0], "s-ret")
    stops = {**now.state.stops}
    stops[StopId("s-ret")] = replace(stops[StopId("s-ret")], status=StopStatus.SKIPPED)
    changed = lanes(replace(now, state=replace(now.state, stops=stops)), memo)
    assert bar_of(changed[0], "s-ret").status is StopStatus.SKIPPED


SWAP = (StopId("s-swap"),)


def swap_alone(**changes: object) -> Moment:
    """A lane without a hand-over."""
    return moment(routes={V2: route(V2, stop_ids=SWAP, manifest=SWAP, **changes)})


def test_a_lane_is_built_once_until_something_happens_to_its_route() -> None:
    memo = Memo()
    now = swap_alone()
    (before,) = lanes(now, memo)
    assert lanes(now, memo)[0] is before
    stop = replace(now.state.stops[SWAP[0]], is_locked=True)
    state = replace(now.state, stops={**now.state.stops, stop.id: stop})
    assert lanes(replace(now, state=state), memo)[0].stops[0].is_locked


@pytest.mark.parametrize(
    "changed",
    [
        {"now": NOW + minutes(30)},
        {"texts": {}},
        {"times": {}},
        {"fixes": {DriverId("d2"): NOW}},
        {"wording": Wording("America/Santiago", "CLP", 0)},
        {"held": "It is past."},
    ],
)
def test_a_lane_kept_reads_as_one_built_anew(changed: dict[str, object]) -> None:
    for now in (swap_alone(), swap_alone(offer=offer(10, SWAP)), swap_alone(ended_at=NOW)):
        memo = Memo()
        lanes(now, memo)
        later = replace(now, **changed)
        assert lanes(later, memo) == lanes(later)


@pytest.mark.parametrize("status", [StopStatus.PLANNED, StopStatus.EN_ROUTE])
def test_a_stop_without_travel_times_stands_where_the_clock_puts_it(status: StopStatus) -> None:
    now = swap_alone()
    stop = replace(now.state.stops[SWAP[0]], status=status, started_at=NOW, arrived_at=None)
    state = replace(now.state, stops={**now.state.stops, stop.id: stop})
    nobody = now.times[V2]
    times = {V2: replace(nobody, route=nobody.route.with_visits(()))}
    memo, now = Memo(), replace(now, state=state, times=times)
    lanes(now, memo)
    later = replace(now, now=NOW + minutes(30))
    assert lanes(later, memo) == lanes(later) != lanes(now)


def test_a_hand_over_follows_the_other_route() -> None:
    memo = Memo()
    now = moment()
    lanes(now, memo)
    routes = {**now.state.routes}
    routes[V1] = replace(routes[V1], driver_id=DriverId("d2"))
    later = replace(now, state=replace(now.state, routes=routes))
    assert lanes(later, memo) == lanes(later)


def test_days_have_tabs() -> None:
    tabs = day_tabs(moment())
    assert [(tab.day, tab.routes) for tab in tabs] == [(DAY, 2), (NEXT, 0)]
    assert tabs[0].label == "Today, Mon 23 Nov"


def test_the_best_three_costs_are_ranked_and_breaks_are_said() -> None:
    options = [
        Option(RouteId(name), seconds, 2100, seconds, fits, words)
        for name, seconds, fits, words in (
            ("a", 600, True, ""), ("b", 300, True, "hand-over at the depot"), ("c", 900, True, ""),
            ("d", 1200, True, ""), ("e", 60, False, "misses window by 12 min"),
            ("f", 0, False, "is locked"), ("g", 0, False, ""),
        )
    ]  # fmt: skip
    chips = cost_chips(moment(), options, dict.fromkeys(map(RouteId, "abcde"), 2))
    assert [chips[name].rank for name in "abcd"] == [2, 1, 3, None]
    money = moment().wording.money
    assert (chips["a"].words, chips["a"].distance) == (f"+10 min · {money(600)}", "2.1 km")
    free = replace(options[0], cost_minor=0)
    chip = cost_chips(moment(), [free], {free.route_id: 2})["a"]
    assert (chip.words, chip.distance) == ("+10 min · 2.1 km", "")
    assert chips["b"].hand_over == "hand-over at the depot"
    assert chips["e"].words == f"+1 min · {money(60)} · misses window by 12 min"
    assert (chips["e"].tone, chips["e"].index) == (Tone.WARN, 2)
    assert (chips["f"].words, chips["f"].tone, chips["f"].index) == ("is locked", Tone.BAD, None)
    assert chips["g"].words == "cannot take it"
    breaking = [option for option in options if not option.is_feasible]
    assert cost_chips(moment(), breaking, {RouteId("e"): 2})["e"].rank == 1
