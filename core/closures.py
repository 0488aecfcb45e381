"""Which closed streets count for the plan of a day. Pure.

A closure counts for every day that it touches, from now on: what is over is driven again, and what
is closed for an afternoon is avoided in that whole day's plan.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.model import Closure, ClosureId, ServiceDay
from core.state import State

Closed = frozenset[ClosureId]
"""Closures that count together: travel times are kept per such set."""


def in_force(closures: Iterable[Closure], now: datetime) -> tuple[Closure, ...]:
    """Those that are not over; some may only begin later."""
    return tuple(each for each in closures if each.until is None or each.until > now)


def closed_on(state: State, day: ServiceDay, now: datetime) -> tuple[Closure, ...]:
    """Those that touch what is left of a day, routes past midnight included."""
    if not state.closures or state.depot is None:
        return ()
    midnight = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(state.depot.zone))
    ends = [route.ends_at for route in state.routes.values() if route.day == day]
    closes = max([midnight + timedelta(days=1), *ends])
    left = in_force(state.closures.values(), max(midnight, now))
    return tuple(each for each in left if each.begins < closes)


def closed_sets(state: State, now: datetime) -> frozenset[Closed]:
    """The sets for which times are wanted: one per open day, without the empty one."""
    sets = (frozenset(each.id for each in closed_on(state, day, now)) for day in state.days)
    return frozenset(filter(None, sets))
