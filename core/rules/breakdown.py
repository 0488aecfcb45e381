"""A van or a driver that cannot go on: the work waits for others, and so does the load. Pure.

What lies at the depot is simply planned anew. What is aboard stays in the van where it stands;
another van fetches it there. The cases have one reason, so that they arrive as one group.
"""

from datetime import datetime

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue
from core.model import (
    OrderId,
    Place,
    PlaceId,
    Position,
    Route,
    Stop,
    StopKind,
    Stranded,
)
from core.rules.cases import back_to_queue, case_for_failure, withdrawn
from core.rules.custody import orders_aboard
from core.rules.lookups import Refused, must_be_own, pending_stops, route_of
from core.state import State

Events = tuple[e.Event, ...]
REASONS = ("vehicle_breakdown", "driver_unavailable")


def report_breakdown(
    state: State, command: c.ReportBreakdown, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Every order that waited for this van waits for a decision."""
    route = route_of(state, command.route_id)
    must_be_own(route, actor)
    if command.reason not in REASONS:
        raise Refused(
            f"{command.reason} does not end a route. Choose one of: {', '.join(REASONS)}."
        )
    if route.ended_at is not None or route.stranded is not None:
        raise Refused(f"{route.name} has ended, or cannot go on already.")
    place = _where(state, route, command.position)
    stranded = Stranded(command.reason, place.id, now, actor.id)
    events: list[e.Event] = [e.RouteStranded(route.id, stranded, place)]
    for order_id in _waiting_for(state, route):
        stops = pending_stops(state, order_id)
        own = next((s for s in stops if s.kind not in _HALVES), stops[-1])
        events.append(withdrawn(state.orders[order_id], stops))
        events.append(_case(state, own, route, command.reason, now, catalogue))
    return tuple(events)


_HALVES = (StopKind.GIVE, StopKind.TAKE)


def resume_route(state: State, command: c.ResumeRoute, actor: Actor, now: datetime) -> Events:
    """The van goes on, unless somebody is about to fetch what it carries."""
    route = route_of(state, command.route_id)
    if route.stranded is None or route.ended_at is not None:
        raise Refused(f"{route.name} has not been reported as unable to go on.")
    fetching = fetched_orders(state, route)
    if fetching:
        raise Refused(
            f"Other vans fetch {len(fetching)} orders from {route.name}, the first is "
            f"{fetching[0]}. Take them off first."
        )
    return (e.RouteResumed(route.id),)


def stranded_route(state: State, vehicle_id: str) -> Route | None:
    """The route of a van that stands somewhere, if it does."""
    return next(
        (
            route
            for route in state.routes.values()
            if route.vehicle_id == vehicle_id
            and route.stranded is not None
            and route.started_at is not None
            and route.ended_at is None
        ),
        None,
    )


def fetched_orders(state: State, route: Route) -> tuple[OrderId, ...]:
    """Orders that other vans are to fetch from a stranded one."""
    return tuple(
        order_id
        for order_id in orders_aboard(state, route)
        if any(
            stop.kind is StopKind.TAKE and stop.linked_stop_id is None
            for stop in pending_stops(state, order_id)
        )
    )


def fetched_no_more(state: State, route: Route, now: datetime) -> Events:
    """The stranded van is home: what others would have fetched lies at the depot."""
    events: list[e.Event] = []
    for order_id in fetched_orders(state, route):
        order = state.orders[order_id]
        events.append(withdrawn(order, pending_stops(state, order_id)))
        because = f"its goods came home with {route.name}"
        events.append(back_to_queue(state, order, because, now))
    return tuple(events)


def _waiting_for(state: State, route: Route) -> tuple[OrderId, ...]:
    """Orders with a stop on the route that has not ended, each once."""
    ahead = (state.stops[s] for s in route.stop_ids if not state.stops[s].status.is_ended)
    return tuple(dict.fromkeys(stop.order_id for stop in ahead))


def _case(
    state: State, stop: Stop, route: Route, reason: str, now: datetime, catalogue: Catalogue
) -> e.CaseOpened:
    """As after a failed attempt, though nobody was there; on the route that cannot go on."""
    on_route = next(
        s
        for s in (state.stops[stop_id] for stop_id in route.stop_ids)
        if s.order_id == stop.order_id and not s.status.is_ended
    )
    opened = case_for_failure(state, stop, reason, now, catalogue).case
    return e.CaseOpened(replace(opened, stop_id=on_route.id))


def _where(state: State, route: Route, position: Position | None) -> Place:
    """Where the van stands: as reported, else at its last stop, else where it started."""
    if position is None or route.started_at is None:
        ended = [
            stop
            for stop in (state.stops[stop_id] for stop_id in route.stop_ids)
            if stop.ended_at is not None
        ]
        is_out = bool(ended) and route.started_at is not None
        return state.places[ended[-1].place_id if is_out else route.start_place_id]
    known = sum(place_id.startswith(f"stranded-{route.id}") for place_id in state.places)
    place_id = PlaceId(f"stranded-{route.id}-{known + 1}")
    return Place(place_id, f"Where {route.name} stands", position.lat, position.lon)
