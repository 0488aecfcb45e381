"""The window around an expected moment, honest about what nobody can know.

Pure. Between its ends a visit begins in 8 of 10 cases, as the depot's own days have taught
(`planning/learned.py`); what a customer is told has ends at whole five minutes and is wider for it.
"""

from datetime import datetime, timedelta

from core.model import TimeWindow
from core.planning.learned import Spread

CHANCE_PCT = 80
STEP = timedelta(minutes=5)
UNLEARNED = Spread()


def eta_window(begins: datetime, now: datetime, spread: Spread = UNLEARNED) -> TimeWindow:
    """Where it begins in 8 of 10 cases, to the second; not before now."""
    low, high = spread.range_s((begins - now).total_seconds())
    begins = max(begins, now)
    opens = max(begins + timedelta(seconds=low), now)
    return TimeWindow(opens, max(begins + timedelta(seconds=high), opens))


def honest_window(begins: datetime, now: datetime, spread: Spread = UNLEARNED) -> TimeWindow:
    """The same as it is told: around the expected moment, in whole five minutes."""
    window = eta_window(begins, now, spread)
    opens = min(window.opens, max(begins, now))
    closes = max(window.closes, begins, now) + timedelta(seconds=1)
    return TimeWindow(_whole(opens), _whole(closes + STEP - timedelta(microseconds=1)))


def _whole(at: datetime) -> datetime:
    """The five minutes that have begun."""
    return at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % STEP
