"""What drivers report. What a driver did always counts: his reports are about his manifest. Pure.

Order on the road is the order of the reports, never of a phone's clock; the device's time is kept
beside the hub's.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue
from core.model import (
    Attempt,
    CaseStatus,
    Offer,
    OrderStatus,
    Route,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
)
from core.rules.cases import back_to_queue, case_for_failure
from core.rules.custody import after_stop, brought_back, loaded
from core.rules.lookups import (
    Refused,
    active_case,
    clamped,
    must_be_own,
    pending_stops,
    route_of,
    stop_of,
)
from core.state import State


def start_route(
    state: State, command: c.StartRoute, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The day begins: what the manifest delivers is in the van."""
    route = route_of(state, command.route_id)
    must_be_own(route, actor)
    if route.started_at is not None:
        raise Refused(f"{route.name} has started already.")
    at = clamped(command.at, now)
    return (e.RouteStarted(route.id, at), *loaded(state, route, at))


def start_stop(
    state: State, command: c.StartStop, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The driver sets out for a stop."""
    stop, route = _pending(state, command.stop_id, actor)
    if stop.status is not StopStatus.PLANNED:
        raise Refused(f"Stop {stop.id} is under way already.")
    other = _under_way(state, route)
    if other is not None:
        raise Refused(f"Finish stop {other.id} first: it is under way.")
    return (e.StopStarted(stop.id, clamped(command.at, now)),)


def arrive_at_stop(
    state: State, command: c.ArriveAtStop, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The driver is at the door."""
    stop, _ = _pending(state, command.stop_id, actor)
    if stop.status is StopStatus.ARRIVED:
        raise Refused(f"You have arrived at stop {stop.id} already.")
    return (e.StopArrived(stop.id, clamped(command.at, now), command.position),)


def complete_stop(
    state: State, command: c.CompleteStop, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Delivered, collected or handed over; an order's other pending stops are not needed more."""
    stop, _ = _pending(state, command.stop_id, actor)
    at = clamped(command.at, now)
    done: list[e.Event] = [
        e.StopCompleted(stop.id, at, now, command.position, command.photo),
        *after_stop(state, stop, at),
    ]
    if stop.kind in (StopKind.GIVE, StopKind.TAKE):
        return tuple(done)
    left = tuple(s.id for s in pending_stops(state, stop.order_id) if s.id != stop.id)
    if left:
        done.append(e.OrderWithdrawn(stop.order_id, left, OrderStatus.DONE))
    case = active_case(state, stop.order_id)
    if case is not None:
        done.append(e.CaseClosed(case.id, at))
    return tuple(done)


def report_problem(
    state: State, command: c.ReportProblem, actor: Actor, now: datetime, catalogue: Catalogue
) -> tuple[e.Event, ...]:
    """Something is wrong at the door; nothing has ended."""
    stop, _ = _pending(state, command.stop_id, actor)
    _must_be_reason(stop, command.reason, catalogue)
    note_ref = TextRef(command.note) if command.note else None
    return (e.ProblemReported(stop.id, command.reason, clamped(command.at, now), note_ref),)


def fail_stop(
    state: State, command: c.FailStop, actor: Actor, now: datetime, catalogue: Catalogue
) -> tuple[e.Event, ...]:
    """The attempt failed: goods stay where they are, a case waits for the office."""
    stop, route = _pending(state, command.stop_id, actor)
    _must_be_reason(stop, command.reason, catalogue)
    attempt = Attempt(
        stop_id=stop.id,
        driver_id=route.driver_id,
        reason=command.reason,
        at=clamped(command.at, now),
        received_at=now,
        position=command.position,
        note_ref=TextRef(command.note) if command.note else None,
        photo=command.photo,
    )
    failed: list[e.Event] = [e.StopFailed(stop.id, attempt)]
    left = tuple(s.id for s in pending_stops(state, stop.order_id) if s.id != stop.id)
    if left:
        failed.append(e.OrderWithdrawn(stop.order_id, left, OrderStatus.FAILED))
    failed.append(case_for_failure(state, stop, command.reason, now, catalogue))
    return tuple(failed)


def accept_changes(
    state: State, command: c.AcceptChanges, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The offer becomes the manifest."""
    route, offer = _offered(state, command, actor)
    accepted: list[e.Event] = [e.ChangesAccepted(route.id, offer.id, clamped(command.at, now))]
    for order_id in dict.fromkeys(state.stops[stop_id].order_id for stop_id in offer.added):
        case = active_case(state, order_id)
        if case is not None and case.status is CaseStatus.DECIDED:
            accepted.append(e.CaseSetOut(case.id))
    return tuple(accepted)


def decline_changes(
    state: State, command: c.DeclineChanges, actor: Actor, now: datetime, catalogue: Catalogue
) -> tuple[e.Event, ...]:
    """Added orders go back to the queue; removals stay; the old sequence stays."""
    route, offer = _offered(state, command, actor)
    reason = catalogue.declines.get(command.reason)
    if reason is None:
        raise Refused(f"{command.reason} is no reason to decline. Choose one from the list.")
    declined: list[e.Event] = [
        e.ChangesDeclined(
            route.id,
            offer.id,
            command.reason,
            clamped(command.at, now),
            _before_the_offer(route, offer),
            TextRef(command.note) if command.note else None,
        )
    ]
    for order_id in dict.fromkeys(state.stops[stop_id].order_id for stop_id in offer.added):
        order = state.orders[order_id]
        pending = tuple(s.id for s in pending_stops(state, order_id))
        if not pending:
            continue
        status = OrderStatus.FAILED if order.attempts else OrderStatus.WAITING
        declined.append(e.OrderWithdrawn(order_id, pending, status))
        because = f"{route.name} declined: {reason.words}"
        declined.append(back_to_queue(state, order, because, now))
    return tuple(declined)


def end_route(
    state: State, command: c.EndRoute, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The van is back; everything aboard passes to the depot."""
    route = route_of(state, command.route_id)
    must_be_own(route, actor)
    if route.started_at is None:
        raise Refused(f"{route.name} has not started.")
    if route.ended_at is not None:
        raise Refused(f"{route.name} has ended already.")
    pending = [s for s in route.manifest if not state.stops[s].status.is_ended]
    if pending:
        raise Refused(
            f"{route.name} still has {len(pending)} pending stops, the first is {pending[0]}. "
            "Complete them, report why not, or ask the office to take them off."
        )
    at = clamped(command.at, now)
    ended: list[e.Event] = [e.RouteEnded(route.id, at), *brought_back(state, route, at)]
    for stop_id in route.stop_ids:
        stop = state.stops[stop_id]
        order = state.orders[stop.order_id]
        if stop.status.is_ended or order.status is not OrderStatus.PLANNED:
            continue
        pending_ids = tuple(s.id for s in pending_stops(state, order.id))
        status = OrderStatus.FAILED if order.attempts else OrderStatus.WAITING
        ended.append(e.OrderWithdrawn(order.id, pending_ids, status))
        ended.append(back_to_queue(state, order, f"{route.name} ended without it", now))
    return tuple(ended)


def _pending(state: State, stop_id: StopId, actor: Actor) -> tuple[Stop, Route]:
    """A stop of the driver's own list that has not ended, or a refusal that says how it stands."""
    stop = stop_of(state, stop_id)
    route = route_of(state, stop.route_id)
    must_be_own(route, actor)
    if stop.status is StopStatus.CANCELLED:
        raise Refused(f"Stop {stop.id} is not on {route.name} any more. Look at the list again.")
    if stop.status.is_ended:
        at = f" at {stop.ended_at:%H:%M} UTC" if stop.ended_at is not None else ""
        raise Refused(f"Stop {stop.id} was already {stop.status}{at}.")
    if stop.id not in route.manifest:
        raise Refused(f"Stop {stop.id} has not been agreed yet. Accept the change first.")
    if route.started_at is None:
        raise Refused(f"{route.name} has not started. Start the route first.")
    if route.ended_at is not None:
        raise Refused(f"{route.name} has ended.")
    return stop, route


def _under_way(state: State, route: Route) -> Stop | None:
    for stop_id in route.manifest:
        if state.stops[stop_id].status.is_under_way:
            return state.stops[stop_id]
    return None


def _must_be_reason(stop: Stop, code: str, catalogue: Catalogue) -> None:
    reason = catalogue.failures.get(code)
    if reason is None or stop.kind not in reason.at:
        raise Refused(f"{code} is no reason for a stop of kind {stop.kind}. Choose another one.")


def _offered(
    state: State, command: c.AcceptChanges | c.DeclineChanges, actor: Actor
) -> tuple[Route, Offer]:
    route = route_of(state, command.route_id)
    must_be_own(route, actor)
    if route.offer is None or route.offer.id != command.offer_id:
        raise Refused(
            f"The change {command.offer_id} of {route.name} is not open: it was answered or "
            "replaced by a newer one. Look at the list again."
        )
    return route, route.offer


def _before_the_offer(route: Route, offer: Offer) -> tuple[StopId, ...]:
    """The plan without what was added; in the old sequence where the offer had moved stops."""
    added = set(offer.added)
    kept = [stop_id for stop_id in route.stop_ids if stop_id not in added]
    if not offer.moved:
        return tuple(kept)
    here = set(kept)
    old = [stop_id for stop_id in route.manifest if stop_id in here]
    known = set(old)
    for position, stop_id in enumerate(kept):
        if stop_id not in known:
            old.insert(min(position, len(old)), stop_id)
    return tuple(old)
