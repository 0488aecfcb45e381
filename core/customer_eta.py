"""When somebody will probably be at the door, as a window that is honest about what it cannot know.

Pure. The moment comes from the one timetable; the window around it grows with the time to go,
later more than earlier, and its ends are whole five minutes.
"""

from datetime import datetime, timedelta

from core.model import Order, TimeWindow
from core.planning.day import problem_of
from core.planning.schedule import timetable
from core.planning.travel import TravelMatrix
from core.rules.lookups import pending_stops
from core.state import State

EARLY, EARLY_SHARE = timedelta(minutes=5), 0.1
LATE, LATE_SHARE = timedelta(minutes=10), 0.25
"""By how much it may be other than expected: at least, and of the time to go."""
STEP = timedelta(minutes=5)


def expected(state: State, order: Order, travel: TravelMatrix, now: datetime) -> TimeWindow | None:
    """When the visit will probably begin; None while its van has not left, or nobody can know."""
    stops = pending_stops(state, order.id)
    if not stops:
        return None
    stop = stops[-1]
    if stop.arrived_at is not None or state.routes[stop.route_id].started_at is None:
        return None
    problem = problem_of(state, order.day, travel, now).problem
    for route in problem.routes:
        for at, visit in enumerate(route.visits):
            if visit.stop_id == stop.id:
                begins_s = timetable(route, problem).starts_s[at]
                return honest_window(problem.origin + timedelta(seconds=begins_s), now)
    return None


def honest_window(begins: datetime, now: datetime) -> TimeWindow:
    """The window around an expected moment, which is not before now."""
    to_go = max(begins - now, timedelta())
    opens = max(begins - EARLY - to_go * EARLY_SHARE, now)
    closes = now + to_go + LATE + to_go * LATE_SHARE
    return TimeWindow(_whole(opens), _whole(closes + STEP - timedelta(microseconds=1)))


def _whole(at: datetime) -> datetime:
    """The five minutes that have begun."""
    return at - (at - datetime.min.replace(tzinfo=at.tzinfo)) % STEP
