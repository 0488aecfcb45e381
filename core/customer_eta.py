"""When somebody will probably be at the door. Pure: the moment comes from the one timetable."""

from datetime import datetime, timedelta

from core.honest_window import honest_window
from core.model import Order, StopKind, TimeWindow
from core.planning.day import problem_of
from core.planning.schedule import timetable
from core.planning.travel import TravelMatrix
from core.rules.lookups import pending_stops
from core.state import State


def expected(state: State, order: Order, travel: TravelMatrix, now: datetime) -> TimeWindow | None:
    """When the visit will probably begin; None while its van has not left, or nobody can know."""
    stops = pending_stops(state, order.id)
    if not stops:
        return None
    stop = stops[-1]
    if stop.kind is StopKind.FETCH:
        return None
    if stop.arrived_at is not None or state.routes[stop.route_id].started_at is None:
        return None
    problem = problem_of(state, order.day, travel, now).problem
    for route in problem.routes:
        for at, visit in enumerate(route.visits):
            if visit.stop_id == stop.id:
                begins_s = timetable(route, problem).starts_s[at]
                begins = problem.origin + timedelta(seconds=begins_s)
                return honest_window(begins, now, travel.learned.spread)
    return None
