"""The window around an expected moment, honest about what nobody can know.

Pure. It grows with the time to go, later more than earlier, and its ends are whole five minutes.
"""

from datetime import datetime, timedelta

from core.model import TimeWindow

EARLY, EARLY_SHARE = timedelta(minutes=5), 0.1
LATE, LATE_SHARE = timedelta(minutes=10), 0.25
"""By how much it may be other than expected: at least, and of the time to go."""
STEP = timedelta(minutes=5)


def honest_window(begins: datetime, now: datetime) -> TimeWindow:
    """The window around an expected moment, which is not before now."""
    to_go = max(begins - now, timedelta())
    opens = max(begins - EARLY - to_go * EARLY_SHARE, now)
    closes = now + to_go + LATE + to_go * LATE_SHARE
    return TimeWindow(_whole(opens), _whole(closes + STEP - timedelta(microseconds=1)))


def _whole(at: datetime) -> datetime:
    """The five minutes that have begun."""
    return at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % STEP
