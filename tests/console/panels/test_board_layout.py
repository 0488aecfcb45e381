"""The route board's geometry, without a window."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.panels import board_layout as layout
from console.panels.board_layout import AXIS_HEIGHT, LANE_HEIGHT, WIDE_NAMES, Axis
from console.panels.board_overlay import chip_words
from console.view import CostChip, LaneView, StopBar, Tone
from core.model import (
    OrderId,
    OrderKind,
    RouteId,
    ServiceDay,
    StopId,
    StopKind,
    StopStatus,
)

ZERO = datetime(2026, 11, 23, 3, tzinfo=UTC)
ZONE = "America/Santiago"
DAY = ServiceDay("2026-11-23")
AXIS = Axis(8 * 3600.0, 30.0)


def stop(name: str, minute: int, minutes: int = 6, status: str = "planned") -> StopBar:
    begins = ZERO + timedelta(hours=8, minutes=minute)
    return StopBar(
        StopId(name), OrderId(name), StopKind.DELIVER, OrderKind.DELIVERY, StopStatus(status), 1,
        name, begins, begins + timedelta(minutes=minutes),
    )  # fmt: skip


def lane(name: str, day: str = DAY, *stops: StopBar) -> LaneView:
    zero = layout.midnight(ServiceDay(day), ZONE)
    return LaneView(
        RouteId(name), ServiceDay(day), name, "Ana", "van", 0,
        zero + timedelta(hours=8), zero + timedelta(hours=17), stops,
    )  # fmt: skip


STOPS = [stop("a", 0, status="completed"), stop("b", 30, status="en_route"), stop("c", 60),
         stop("d", 90)]  # fmt: skip


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-25"])
def test_noon_stands_at_one_place_on_days_of_23_24_and_25_hours(day: str) -> None:
    zero = layout.midnight(ServiceDay(day), "Europe/Berlin")
    noon = (zero + timedelta(hours=12)).astimezone(ZoneInfo("Europe/Berlin"))
    assert (noon.date().isoformat(), noon.hour, noon.minute) == (day, 12, 0)


@given(st.floats(0, 86_400), st.floats(0.6, 200), st.floats(0, 86_400))
def test_x_and_second_are_each_others_inverse(left: float, scale: float, second: float) -> None:
    axis = Axis(left, scale)
    assert axis.second(axis.x(second)) == pytest.approx(second, abs=1e-3)


@given(st.floats(0.2, 5), st.floats(WIDE_NAMES, 1500))
def test_zooming_keeps_the_time_under_the_pointer(factor: float, x: float) -> None:
    assert AXIS.zoomed(factor, x).second(x) == pytest.approx(AXIS.second(x), abs=1e-3)


def test_zooming_ends_at_its_bounds() -> None:
    assert AXIS.zoomed(1e9, 500).s_per_px == layout.CLOSEST
    assert AXIS.zoomed(1e-9, 500).s_per_px == layout.FARTHEST


def test_a_fitted_axis_shows_the_whole_day() -> None:
    axis = layout.fitted(0, 36_000, 1000)
    assert axis.x(0) == WIDE_NAMES
    assert axis.x(36_000) == pytest.approx(WIDE_NAMES + 1000)


def test_a_board_opens_with_the_whole_day_where_there_is_room() -> None:
    assert layout.around_now(0, 36_000, 9_000, 1000) == layout.fitted(0, 36_000, 1000)


def test_a_narrow_board_opens_a_little_before_now() -> None:
    axis = layout.around_now(0, 36_000, 18_100, 400)
    assert axis.left_s == 15_300
    assert axis.s_per_px == pytest.approx((36_000 - 15_300) / 400)
    assert layout.around_now(0, 36_000, 18_190, 400) == axis
    assert layout.around_now(0, 36_000, 1000, 400).s_per_px == layout.CROWDED
    assert layout.around_now(0, 36_000, 35_000, 400).s_per_px == layout.COMFORTABLE


def test_another_day_is_shown_whole() -> None:
    assert layout.around_now(0, 36_000, -90_000, 400) == layout.fitted(0, 36_000, 400)


def test_names_are_narrower_on_a_narrow_board() -> None:
    assert layout.names_width(600) < layout.names_width(1200)


def test_scrolling_stops_at_the_ends_of_the_day() -> None:
    kept = layout.kept_within(AXIS.scrolled(-1e6), 0, 80_000, 1000)
    assert kept.left_s == 0
    kept = layout.kept_within(AXIS.scrolled(1e6), 0, 80_000, 1000)
    assert kept.left_s == 80_000 - 1000 * AXIS.s_per_px
    assert layout.kept_within(AXIS, 0, 1000, 5000).left_s == 0


def test_ticks_are_round_and_far_enough_apart() -> None:
    assert layout.ticks(Axis(8 * 3600 - 10, 30), 400)[:2] == [28_800.0, 30_600.0 + 1800]
    apart = layout.ticks(Axis(0, 1e6), 100)
    assert apart[0] == 0.0


def test_lanes_stand_below_each_other_under_their_day() -> None:
    lanes = [lane("one"), lane("two"), lane("three", "2026-11-24")]
    plain = layout.rows(lanes, with_days=False)
    assert [row.top for row in plain] == [0, LANE_HEIGHT, 2 * LANE_HEIGHT]
    found = layout.rows(lanes, with_days=True)
    assert [row.route_id for row in found] == [None, "one", "two", None, "three"]
    hit = layout.row_at(found, found[2].top + 1)
    assert hit is not None
    assert hit.route_id == "two"
    assert layout.row_at(found, 10_000) is None
    assert AXIS_HEIGHT > 0


def test_bars_are_wide_enough_to_hit_unless_the_next_is_near() -> None:
    found = layout.bars([stop("a", 0, 1), stop("b", 4, 1), stop("c", 60, 60)], ZERO, AXIS)
    assert found[0].width == pytest.approx(4 * 60 / 30 - 2.0)
    assert found[1].width == layout.NARROWEST_BAR
    assert found[2].width == pytest.approx(120)
    crowded = layout.bars([stop("a", 0, 1), stop("b", 0, 1)], ZERO, AXIS)
    assert crowded[0].width == layout.LEAST_BAR


def test_the_bar_painted_last_is_hit_first() -> None:
    found = layout.bars([stop("a", 0, 30), stop("b", 1, 30)], ZERO, AXIS)
    hit = layout.bar_at(found, found[1].x + 2)
    assert hit is not None
    assert hit.stop.id == "b"
    assert layout.bar_at(found, 5000) is None


def test_nothing_goes_before_what_is_over_or_under_way() -> None:
    found = layout.bars(STOPS, ZERO, AXIS)
    assert layout.first_free(found) == 2
    assert [index for index, _ in layout.slots(found)] == [2, 3, 4]
    assert layout.first_free([]) == 0


def test_a_pointer_in_a_gap_means_that_gap() -> None:
    found = layout.bars(STOPS, ZERO, AXIS)
    between = layout.gap_x(found, 3)
    assert layout.slot_under(found, between + 3, is_exact=False) == 3
    assert layout.slot_under(found, found[2].middle, is_exact=False) is None
    assert layout.slot_under(found, found[2].middle, is_exact=True) in (2, 3)
    assert layout.slot_under(found, 100_000, is_exact=True) == 4
    assert layout.slot_under(found, -100_000, is_exact=True) == 2


def test_a_lane_without_stops_has_one_gap() -> None:
    assert layout.slots([]) == [(0, WIDE_NAMES + 24)]
    assert layout.slot_under([], WIDE_NAMES + 20, is_exact=False) == 0


def test_carets_stand_before_between_and_after_bars() -> None:
    found = layout.bars([stop("a", 0), stop("b", 60)], ZERO, AXIS)
    assert layout.gap_x(found, 0) < found[0].x
    assert found[0].right < layout.gap_x(found, 1) < found[1].x
    assert layout.gap_x(found, 2) > found[1].right
    assert found[0].x < found[0].middle < found[0].right


def test_a_dragged_stop_leaves_its_lane() -> None:
    found = layout.bars(STOPS, ZERO, AXIS)
    assert [bar.stop.id for bar in layout.without(found, StopId("c"))] == ["a", "b", "d"]
    assert layout.without(found, None) == found


def test_the_axis_spans_every_lane_with_a_margin() -> None:
    late = replace(lane("one"), back_at=ZERO + timedelta(hours=19))
    first, last = layout.span_s([late, lane("two", DAY, stop("a", 0))], ZONE)
    assert first == 8 * 3600 - 900
    assert last == 19 * 3600 + 1800
    first, last = layout.span_s([late], ZONE, with_shifts=False)
    assert last == 19 * 3600 + 1800
    assert layout.span_s([lane("one")], ZONE, with_shifts=False)[1] == 17 * 3600 + 1800
    later = replace(lane("one"), back_at=ZERO + timedelta(hours=18, minutes=50))
    assert layout.span_s([later], ZONE) == layout.span_s([late], ZONE)
    assert layout.span_s([], ZONE) == (7 * 3600.0, 19 * 3600.0)


def test_where_vans_meet_is_said_first_in_full_and_never_cut() -> None:
    chip = CostChip(
        "+18 min · $900", Tone.GOOD, hand_over="hand-over at Elm 1, 12:08", distance="2 km"
    )
    assert chip_words(chip, is_full=True) == "hand-over at Elm 1, 12:08 · +18 min · $900 · 2 km"
    assert chip_words(chip) == "+18 min · $900 · hand-over at Elm 1, 12:08"
