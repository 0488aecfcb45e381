"""What a customer is told to expect is honest: wider the longer it takes, never over before now."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.honest_window import honest_window
from core.model import TimeWindow
from tests.builders import after


def test_half_an_hour_ahead_is_told_as_half_an_hour_or_so() -> None:
    assert honest_window(after(32), after(2)) == TimeWindow(after(20), after(50))


@given(st.integers(-60, 600), st.integers(0, 59))
def test_a_window_holds_its_moment_in_whole_five_minutes(minutes: int, seconds: int) -> None:
    now = after(0) + timedelta(seconds=seconds)
    begins = now + timedelta(minutes=minutes)
    told = honest_window(begins, now)
    assert told.opens <= max(begins, now) < told.closes
    assert told.opens > now - timedelta(minutes=5)
    assert told.opens.minute % 5 == told.closes.minute % 5 == 0
    assert told.opens.second == told.closes.second == 0
    longer = honest_window(begins + timedelta(hours=1), now)
    assert longer.closes - longer.opens >= told.closes - told.opens
