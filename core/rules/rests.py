"""A driver's breaks: begun and ended by the driver, between two stops. Pure."""

from datetime import datetime, timedelta

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Route, RouteId
from core.rules.lookups import Refused, clamped, must_be_own, route_of
from core.state import State

SHARE_THAT_COUNTS = 2
"""A rest of at least half of the planned break counts as that break."""
EARLY = timedelta(hours=1)
"""So long before it may begin, a rest is a pause of its own."""


def start_break(
    state: State, command: c.StartBreak, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The driver rests; a stop that is under way is finished first."""
    route = _running(state, command.route_id, actor)
    if route.break_since is not None:
        raise Refused("Your break has begun already.")
    for stop_id in route.manifest:
        if state.stops[stop_id].status.is_under_way:
            raise Refused(f"Finish stop {stop_id} first: it is under way.")
    return (e.BreakStarted(route.id, clamped(command.at, now, _not_before(state, route))),)


def end_break(
    state: State, command: c.EndBreak, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The driver goes on; a short pause leaves the planned break to be taken."""
    route = _running(state, command.route_id, actor)
    since = route.break_since
    if since is None:
        raise Refused("You are not on a break.")
    at = clamped(command.at, now, since)
    planned = min(route.breaks, key=lambda each: each.earliest, default=None)
    rested_s = (at - since).total_seconds()
    is_planned = (
        planned is not None
        and rested_s * SHARE_THAT_COUNTS >= planned.duration_s
        and at >= planned.earliest - EARLY
    )
    return (e.BreakEnded(route.id, at, is_planned),)


def _running(state: State, route_id: RouteId, actor: Actor) -> Route:
    route = route_of(state, route_id)
    must_be_own(route, actor)
    if route.started_at is None or route.ended_at is not None:
        raise Refused(f"{route.name} is not on the road.")
    return route


def _not_before(state: State, route: Route) -> datetime:
    ended = [state.stops[stop_id].ended_at for stop_id in route.manifest]
    rests = [rest.closes for rest in route.rests]
    assert route.started_at is not None
    return max([route.started_at, *rests, *(at for at in ended if at is not None)])
