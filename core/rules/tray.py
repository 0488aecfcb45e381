"""The to-send tray: what a driver does not know yet, and sending it as a net difference. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Offer, OfferId, Route, StopId
from core.rules.lookups import Refused, must_be_current, route_of
from core.state import State

Events = tuple[e.Event, ...]


def tray_of(state: State, route: Route) -> tuple[tuple[StopId, ...], ...]:
    """What the driver does not know yet: stops added, removed and moved, as a net difference.

    What has ended is history and never part of it.
    """
    known, plan = _ahead(state, route.manifest), _ahead(state, route.stop_ids)
    agreed, planned = set(known), set(plan)
    added = tuple(s for s in plan if s not in agreed)
    removed = tuple(s for s in known if s not in planned)
    old = [s for s in known if s in planned]
    new = [s for s in plan if s in agreed]
    return added, removed, _moved(old, new)


def _ahead(state: State, stop_ids: tuple[StopId, ...]) -> list[StopId]:
    return [stop_id for stop_id in stop_ids if not state.stops[stop_id].status.is_ended]


def has_unsent(state: State, route: Route) -> bool:
    """Whether a press on *send* would reach the driver with something new."""
    if route.ended_at is not None:
        return False
    if route.offer is not None:
        return _ahead(state, route.offer.stop_ids) != _ahead(state, route.stop_ids)
    return any(tray_of(state, route))


def sent_with(state: State, route: Route) -> tuple[Route, ...]:
    """Other routes whose trays belong to this one's: they hold the other half of a hand-over.

    One half alone would send a driver to a meeting that nobody else knows of.
    """
    added, removed, _ = tray_of(state, route)
    linked = (state.stops[stop_id].linked_stop_id for stop_id in (*added, *removed))
    others = {state.stops[other].route_id for other in linked if other is not None} - {route.id}
    routes = (state.routes[route_id] for route_id in sorted(others))
    return tuple(other for other in routes if has_unsent(state, other))


def _moved(old: list[StopId], new: list[StopId]) -> tuple[StopId, ...]:
    """The fewest stops whose moving turns one sequence into the other."""
    if old == new:
        return ()
    rank = {stop_id: n for n, stop_id in enumerate(old)}
    best: list[tuple[int, int | None]] = []
    for n, stop_id in enumerate(new):
        before = [k for k in range(n) if rank[new[k]] < rank[stop_id]]
        previous = max(before, key=lambda k: best[k][0], default=None)
        best.append((1 + (best[previous][0] if previous is not None else 0), previous))
    at = max(range(len(new)), key=lambda k: best[k][0], default=None)
    kept = set()
    while at is not None:
        kept.add(new[at])
        at = best[at][1]
    return tuple(stop_id for stop_id in new if stop_id not in kept)


def send_changes(state: State, command: c.SendChanges, actor: Actor, now: datetime) -> Events:
    """Send the net difference; a newer one replaces what was not answered yet.

    When nothing is left of what was sent, it is taken back.
    """
    route = route_of(state, command.route_id)
    if route.ended_at is not None:
        raise Refused(f"{route.name} has ended.")
    must_be_current(route, command.expected_version)
    added, removed, moved = tray_of(state, route)
    if not has_unsent(state, route):
        if route.offer is not None:
            raise Refused(f"{route.name} was sent already and waits for the driver's answer.")
        raise Refused(f"{route.name} has nothing to send: its driver knows everything already.")
    if route.offer is not None and not (added or removed or moved):
        return (e.ChangesRecalled(route.id, route.offer.id),)
    for stop_id in (*removed, *moved):
        stop = state.stops[stop_id]
        if stop.status.is_under_way and command.override_under_way != stop_id:
            raise Refused(
                f"Stop {stop_id} is under way. Name it in an override to change it all the same."
            )
    offer = Offer(
        id=OfferId(f"{route.id}:{route.version}"),
        stop_ids=route.stop_ids,
        added=added,
        removed=removed,
        moved=moved,
        sent_at=now,
        sent_by=actor.id,
    )
    return (e.ChangesSent(route.id, offer),)
