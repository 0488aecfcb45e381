"""Who of the office looks after a route: taken over or given away, seen by everybody. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.rules.lookups import Refused, route_of
from core.rules.wording import clock
from core.state import State


def hand_route(
    state: State, command: c.HandRoute, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Whoever has it by now is named to who saw it otherwise; then it is nobody's but theirs."""
    route = route_of(state, command.route_id)
    if route.ended_at is not None:
        raise Refused(f"{route.name} has ended. There is nothing left to look after.")
    if route.owner == command.to:
        raise Refused(f"{command.to or 'Nobody'} has {route.name} already.")
    if route.owner != command.was:
        since = f" since {clock(state, route.owned_since)}" if route.owned_since else ""
        if route.owner is None:
            raise Refused(
                f"{route.name} changed hands meanwhile: nobody has it{since}. Look again."
            )
        raise Refused(
            f"{route.name} changed hands meanwhile: {route.owner} has had it{since}. Look again."
        )
    return (e.RouteHanded(route.id, command.to, actor.id, now),)
