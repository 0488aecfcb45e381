"""What a customer is told to expect is honest: wider the longer it takes, never over before now."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.honest_window import UNLEARNED, eta_window, honest_window
from core.model import TimeWindow
from core.planning.learned import Spread
from tests.builders import after


def test_half_an_hour_ahead_is_told_as_a_quarter_of_an_hour_or_so() -> None:
    assert honest_window(after(32), after(2)) == TimeWindow(after(25), after(45))


def test_between_the_ends_it_begins_in_8_of_10_cases() -> None:
    low, high = UNLEARNED.range_s(30 * 60)
    window = eta_window(after(32), after(2))
    assert window.opens == after(32) + timedelta(seconds=low)
    assert window.closes == after(32) + timedelta(seconds=high)
    overdue = eta_window(after(0), after(2))
    assert overdue.opens == after(2)
    assert overdue.closes > after(2)


def test_what_was_learned_counts() -> None:
    spread = Spread()
    for _ in range(3000):
        spread = spread.with_error(30 * 60, 1500)
    told = honest_window(after(32), after(2), spread)
    assert told.opens <= after(32), "the expected moment is always told"
    assert told.closes >= after(55)


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
    # Whole five minutes on both sides may take up to five away.
    assert longer.closes - longer.opens >= told.closes - told.opens - timedelta(minutes=5)
