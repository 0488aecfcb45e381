"""Changing the day keeps the time of day, also when the clocks change in between."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from core.model import ServiceDay, TimeWindow
from core.rules.days import must_be_a_date, must_be_of, must_not_be_over, on_day, rescheduled
from core.rules.lookups import Refused
from core.state import State
from tests.builders import DEPOT, TODAY, TOMORROW, make_order, make_window, running_day

CHILE = State(depot=DEPOT)
BEFORE, AFTER = ServiceDay("2026-09-05"), ServiceDay("2026-09-06")
"""The night between them is an hour short in Chile."""


def test_a_window_keeps_its_hours_on_the_new_day() -> None:
    order = make_order("a1", window=make_window(60, 120))
    event = rescheduled(CHILE, order, TOMORROW)
    assert (event.from_day, event.to_day) == (TODAY, TOMORROW)
    assert event.window == make_window(60 + 24 * 60, 120 + 24 * 60)


def test_an_order_without_a_window_stays_without() -> None:
    assert rescheduled(CHILE, make_order("a1"), TOMORROW).window is None


def test_ten_oclock_stays_ten_oclock_when_the_clocks_change() -> None:
    ten = datetime(2026, 9, 5, 14, tzinfo=UTC)
    assert on_day(CHILE, ten, BEFORE, AFTER) == datetime(2026, 9, 6, 13, tzinfo=UTC)
    assert on_day(CHILE, on_day(CHILE, ten, BEFORE, AFTER), AFTER, BEFORE) == ten
    window = TimeWindow(ten, datetime(2026, 9, 5, 16, tzinfo=UTC))
    order = replace(make_order("a1"), day=BEFORE, window=window)
    moved = rescheduled(CHILE, order, AFTER).window
    assert moved is not None
    assert moved.closes - moved.opens == window.closes - window.opens


def test_a_day_is_a_date() -> None:
    must_be_a_date(TODAY)
    with pytest.raises(Refused, match="is no date"):
        must_be_a_date(ServiceDay("tomorrow"))


@pytest.mark.parametrize("day", ["20261123", "2026-W48-1", "2026-11-31", ""])
def test_a_day_has_one_spelling(day: str) -> None:
    with pytest.raises(Refused, match="is no date"):
        must_be_a_date(ServiceDay(day))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_sums_cannot_reach_is_none(day: str) -> None:
    with pytest.raises(Refused, match="the day is not in the years"):
        must_be_a_date(ServiceDay(day))


def test_a_window_must_open_on_its_day_and_close_later() -> None:
    must_be_of(CHILE, TODAY, make_window(0, 60))
    with pytest.raises(Refused, match="not one of"):
        must_be_of(CHILE, TOMORROW, make_window(0, 60))
    with pytest.raises(Refused, match="not one of"):
        must_be_of(CHILE, TODAY, make_window(60, 60))


def test_a_past_day_takes_orders_only_while_a_route_of_it_is_on_the_road() -> None:
    board = running_day()
    past_midnight = board.now.replace(hour=4) + timedelta(days=1)
    must_not_be_over(board.state, TODAY, past_midnight)
    over = replace(
        board.state,
        routes={r.id: replace(r, ended_at=board.now) for r in board.state.routes.values()},
    )
    must_not_be_over(over, TODAY, board.now)
    must_not_be_over(over, TODAY, past_midnight.replace(hour=2))
    must_not_be_over(over, TOMORROW, past_midnight)
    with pytest.raises(Refused, match="is over"):
        must_not_be_over(over, TODAY, past_midnight)
