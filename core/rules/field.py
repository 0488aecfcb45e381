"""What drivers report. What a driver did always counts: his reports are about his manifest. Pure.

Order on the road is the order of the reports, never of a phone's clock; the device's time is kept
beside the hub's.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue
from core.model import (
    UNDER_WAY,
    Attempt,
    CaseStatus,
    Offer,
    OrderId,
    OrderStatus,
    Route,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
)
from core.rules import (
    breakdown,
    door,
    empties,
    fetching,
    parts,
    problems,
    receiving,
    refunds,
    return_refunds,
    wording,
)
from core.rules.cases import back_to_queue, failed, withdrawn
from core.rules.custody import (
    after_stop,
    holder_of,
    is_from_sender,
    loaded,
    vehicle_holding,
)
from core.rules.days import rescheduled
from core.rules.lookups import (
    Refused,
    active_case,
    clamped,
    done_when,
    must_be_own,
    pending_stops,
    route_of,
    stop_of,
)
from core.state import State, apply

Events = tuple[e.Event, ...]
_HALVES = (StopKind.GIVE, StopKind.TAKE)


def start_route(
    state: State, command: c.StartRoute, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """The day begins: what the manifest delivers is in the van, what it does not stays behind.

    What nobody has counted since the van was last back is still in it.
    """
    route = route_of(state, command.route_id)
    must_be_own(route, actor)
    if route.started_at is not None:
        raise Refused(f"{route.name} has started already.")
    if route.stranded is not None:
        raise Refused(f"{route.name} was reported as unable to go on. Ask the office to resume it.")
    running = _running(state, route)
    if running is not None:
        raise Refused(f"{running.name} has not ended yet. End it before you start {route.name}.")
    at = clamped(command.at, now, state.days[route.day].opened_at)
    left: list[e.Event] = list(receiving.left_again(state, route, actor, now, catalogue))
    for event in left:
        state = apply(state, event)
    started = (e.RouteStarted(route.id, at), *loaded(state, route, at))
    for event in started:
        state = apply(state, event)
    left += started
    return (*left, *_taken_along(state, route, now), *_left_behind(state, route, now))


def _running(state: State, route: Route) -> Route | None:
    """Another route of the same driver or van that is on the road."""
    return next(
        (
            other
            for other in state.routes.values()
            if other.started_at is not None
            and other.ended_at is None
            and (other.driver_id == route.driver_id or other.vehicle_id == route.vehicle_id)
        ),
        None,
    )


def _taken_along(state: State, route: Route, now: datetime) -> list[e.Event]:
    """What the office had planned elsewhere, but the driver was not told: it left with him."""
    events: list[e.Event] = []
    for stop_id in route.manifest:
        stop = state.stops[stop_id]
        order = state.orders[stop.order_id]
        if stop_id in route.stop_ids or not _is_aboard(state, stop, route):
            continue
        pending = pending_stops(state, order.id)
        if stop in pending:
            events += _back_home(state, stop, route)
        elif pending:
            events.append(withdrawn(order, pending))
            events.append(back_to_queue(state, order, f"its goods left with {route.name}", now))
    return events


def _left_behind(state: State, route: Route, now: datetime) -> list[e.Event]:
    """Deliveries whose goods are not in the van go back to the queue."""
    events: list[e.Event] = []
    stays: set[StopId] = set()
    planned = [state.stops[stop_id] for stop_id in route.stop_ids]
    taken = {stop.order_id for stop in planned if stop.kind is StopKind.TAKE}
    for stop in planned:
        order = state.orders[stop.order_id]
        is_delivery = stop.kind in (StopKind.DELIVER, StopKind.EXCHANGE)
        if not is_delivery or order.id in taken or _is_aboard(state, stop, route):
            continue
        events.append(withdrawn(order, (stop,)))
        events.append(back_to_queue(state, order, f"{route.name} left without it", now))
        stays.add(stop.id)
    if route.offer is not None and stays & set(route.offer.added):
        events.append(e.ChangesRecalled(route.id, route.offer.id))
    return events


def _is_aboard(state: State, stop: Stop, route: Route) -> bool:
    """Whether the van has what the stop delivers."""
    vehicle = vehicle_holding(state, state.orders[stop.order_id])
    return vehicle is not None and vehicle.id == route.vehicle_id


def start_stop(state: State, command: c.StartStop, actor: Actor, now: datetime) -> Events:
    """The driver sets out for a stop."""
    at_hand = _reported(state, command.stop_id, actor)
    if at_hand.stop.status is not StopStatus.PLANNED:
        raise Refused(f"Stop {at_hand.stop.id} is under way already.")
    if at_hand.route.break_since is not None:
        raise Refused("End your break first.")
    _must_be_free(at_hand)
    at = clamped(command.at, now, at_hand.not_before)
    return (*at_hand.events, e.StopStarted(at_hand.stop.id, at))


def arrive_at_stop(state: State, command: c.ArriveAtStop, actor: Actor, now: datetime) -> Events:
    """The driver is at the door."""
    at_hand = _reported(state, command.stop_id, actor)
    if at_hand.stop.status is StopStatus.ARRIVED:
        raise Refused(f"You have arrived at stop {at_hand.stop.id} already.")
    _must_be_free(at_hand)
    at = clamped(command.at, now, at_hand.not_before)
    return (*at_hand.events, e.StopArrived(at_hand.stop.id, at, command.position))


def complete_stop(
    state: State, command: c.CompleteStop, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Delivered, collected or handed over; an order's other pending stops are not needed more.

    A return of which no line passes the checks is a failed visit, and so is a delivery of which no
    line is delivered; lines that fail alone go on as an order of their own.
    """
    at_hand = _reported(state, command.stop_id, actor)
    state, stop = at_hand.state, at_hand.stop
    if state.orders[stop.order_id].status is OrderStatus.DONE:
        raise Refused(
            f"Order {stop.order_id} was done {done_when(state, stop.order_id)}. The office takes "
            f"stop {stop.id} off your list; go on with the next one."
        )
    _must_have_goods(at_hand)
    if stop.kind is StopKind.FETCH or is_from_sender(state, stop):
        fetching.must_lie_there(state, stop)
    at = clamped(command.at, now, at_hand.not_before)
    looked = door.checked(state, stop, command)
    for line in command.failed:
        _must_be_reason(state, stop, line.reason, catalogue)
    if door.is_refused(state, stop, command):
        attempt = _in_vain(at_hand, command, at, now, door.REFUSED)
        return (*at_hand.events, *looked, *failed(state, stop, attempt, now, catalogue))
    if parts.is_all(state, stop, command):
        attempt = _in_vain(at_hand, command, at, now, command.failed[0].reason)
        return (*at_hand.events, *failed(state, stop, attempt, now, catalogue))
    in_vain = _in_vain(at_hand, command, at, now, "")
    looked = (*looked, *parts.split(state, stop, command, in_vain, catalogue))
    for event in looked:
        state = apply(state, event)
    done: list[e.Event] = [
        *at_hand.events,
        *looked,
        e.StopCompleted(stop.id, at, now, command.position, proof=door.proof(state, stop, command)),
        *after_stop(state, stop, at),
        *empties.counted(state, stop, command.empties, at),
    ]
    if stop.kind in _HALVES:
        return tuple(done)
    if stop.kind is StopKind.FETCH:
        for event in done[len(at_hand.events) + len(looked) :]:
            state = apply(state, event)
        return (*done, *fetching.fetched(state, stop, now))
    left = tuple(s.id for s in pending_stops(state, stop.order_id) if s.id != stop.id)
    if left:
        done.append(e.OrderWithdrawn(stop.order_id, left, OrderStatus.DONE))
    order = state.orders[stop.order_id]
    if order.day != at_hand.route.day:
        done.append(rescheduled(state, order, at_hand.route.day))
    order = replace(order, status=OrderStatus.DONE)
    asked = return_refunds.taken(state, order, actor, at)
    if active_case(state, order.id) is None:
        # Nearly always: there is no case to end, and the fold below costs more than the rest.
        return (*done, *asked)
    for event in (e.StopCompleted(stop.id, at, now), *asked):
        state = apply(state, event)
    return (*done, *asked, *refunds.served(state, stop.order_id, at))


def _in_vain(
    at_hand: "_AtHand", command: c.CompleteStop, at: datetime, now: datetime, reason: str
) -> Attempt:
    """The visit of a driver who could take or leave nothing, or not all of it."""
    return Attempt(
        stop_id=at_hand.stop.id,
        driver_id=at_hand.route.driver_id,
        reason=reason,
        at=at,
        received_at=now,
        position=command.position,
        note_ref=TextRef(command.note) if command.note else None,
        photo=next(iter(command.photos), command.photo),
    )


def report_problem(
    state: State, command: c.ReportProblem, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Something is wrong at the door; nothing has ended."""
    at_hand = _reported(state, command.stop_id, actor)
    if at_hand.stop.status is not StopStatus.ARRIVED:
        raise Refused(f"Report that you have arrived at stop {at_hand.stop.id} first.")
    _must_be_reason(at_hand.state, at_hand.stop, command.reason, catalogue)
    note_ref = TextRef(command.note) if command.note else None
    at = clamped(command.at, now, at_hand.not_before)
    problem = e.ProblemReported(at_hand.stop.id, command.reason, at, note_ref)
    return (*at_hand.events, problem)


def fail_stop(
    state: State, command: c.FailStop, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """The attempt failed: goods stay where they are, a case waits for the office.

    A failed half of a hand-over takes the other half and the visit off their routes. An order
    that somebody else has served meanwhile stays done.
    """
    at_hand = _reported(state, command.stop_id, actor)
    state, stop = at_hand.state, at_hand.stop
    _must_be_reason(state, stop, command.reason, catalogue)
    problems.must_not_wait(state, stop, now)
    attempt = Attempt(
        stop_id=stop.id,
        driver_id=at_hand.route.driver_id,
        reason=command.reason,
        at=clamped(command.at, now, at_hand.not_before),
        received_at=now,
        position=command.position,
        note_ref=TextRef(command.note) if command.note else None,
        photo=command.photo,
    )
    return (*at_hand.events, *failed(state, stop, attempt, now, catalogue))


def accept_changes(state: State, command: c.AcceptChanges, actor: Actor, now: datetime) -> Events:
    """The offer becomes the manifest. A hand-over sets out when both drivers have agreed."""
    route, offer = _offered(state, command, actor)
    at = clamped(command.at, now, offer.sent_at)
    accepted: list[e.Event] = [e.ChangesAccepted(route.id, offer.id, at)]
    agreed = apply(state, accepted[0])
    for order_id in dict.fromkeys(state.stops[stop_id].order_id for stop_id in offer.added):
        case = active_case(state, order_id)
        if case is None or case.status is not CaseStatus.DECIDED:
            continue
        pending = pending_stops(agreed, order_id)
        if pending and all(s.id in agreed.routes[s.route_id].manifest for s in pending):
            accepted.append(e.CaseSetOut(case.id))
    return tuple(accepted)


def decline_changes(
    state: State, command: c.DeclineChanges, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Added orders go back to the queue; removals stay; the old sequence stays."""
    route, offer = _offered(state, command, actor)
    reason = catalogue.declines.get(command.reason)
    if reason is None:
        why = wording.reason(command.reason, catalogue)
        raise Refused(f"{why} is no reason to decline. Choose one from the list.")
    declined: list[e.Event] = [
        e.ChangesDeclined(
            route.id,
            offer.id,
            command.reason,
            clamped(command.at, now, offer.sent_at),
            _before_the_offer(route, offer),
            TextRef(command.note) if command.note else None,
        )
    ]
    added = [stop_id for stop_id in offer.added if stop_id in route.stop_ids]
    for order_id in dict.fromkeys(state.stops[stop_id].order_id for stop_id in added):
        because = f"{route.name} declined: {reason.words}"
        declined += _back(state, order_id, because, now)
    return tuple(declined)


def _back(state: State, order_id: OrderId, because: str, now: datetime) -> list[e.Event]:
    """The order leaves every plan, a hand-over's other half too, and waits for a decision."""
    order = state.orders[order_id]
    pending = pending_stops(state, order_id)
    return [withdrawn(order, pending), back_to_queue(state, order, because, now)]


def end_route(state: State, command: c.EndRoute, actor: Actor, now: datetime) -> Events:
    """The van is back; everything aboard is on its list, to be counted.

    What the driver never agreed to goes back to the queue; what the office had taken off does not
    hold him up.
    """
    route = route_of(state, command.route_id)
    must_be_own(route, actor)
    if route.started_at is None:
        raise Refused(f"{route.name} has not started.")
    if route.ended_at is not None:
        raise Refused(f"{route.name} has ended already.")
    ahead = [s for s in route.stop_ids if not state.stops[s].status.is_ended]
    pending = [s for s in ahead if s in route.manifest]
    if pending:
        raise Refused(
            f"{route.name} still has {len(pending)} pending stops, the first is {pending[0]}. "
            "Complete them, report why not, or ask the office to take them off."
        )
    at = clamped(command.at, now, _last_report(state, route))
    ended: list[e.Event] = [e.RouteEnded(route.id, at), receiving.opened(state, route, at)]
    for order_id in dict.fromkeys(state.stops[stop_id].order_id for stop_id in ahead):
        ended += _back(state, order_id, f"{route.name} ended without it", now)
    if route.stranded is not None:
        ended += breakdown.fetched_no_more(state, route, now)
    return tuple(ended)


class _AtHand(Struct, frozen=True):
    """The stop a driver reports on, and on which of his routes.

    `events` bring it back there when the office had moved it and he had not been told; `state`
    is the one after them.
    """

    state: State
    stop: Stop
    route: Route
    not_before: datetime
    """No report on the stop can be older."""
    events: tuple[e.Event, ...] = ()


def _reported(state: State, stop_id: StopId, actor: Actor) -> _AtHand:
    """A stop of the driver's own list that has not ended, or a refusal that says how it stands."""
    stop = stop_of(state, stop_id)
    route = _own_route(state, stop, actor)
    must_be_own(route, actor)
    if stop.status is StopStatus.CANCELLED:
        raise Refused(f"Stop {stop.id} is not on {route.name} any more. Look at the list again.")
    if stop.status.is_ended:
        assert stop.ended_at is not None
        when = wording.clock(state, stop.ended_at)
        raise Refused(f"Stop {stop.id} was already {stop.status} at {when}.")
    if stop.id not in route.manifest:
        raise Refused(f"Stop {stop.id} has not been agreed yet. Accept the change first.")
    if route.started_at is None:
        raise Refused(f"{route.name} has not started. Start the route first.")
    events = _back_home(state, stop, route) if stop.route_id != route.id else ()
    for event in events:
        state = apply(state, event)
    known = (_last_report(state, route), stop.started_at, stop.arrived_at)
    return _AtHand(
        state=state,
        stop=state.stops[stop_id],
        route=state.routes[route.id],
        not_before=max(at for at in known if at is not None),
        events=events,
    )


def _own_route(state: State, stop: Stop, actor: Actor) -> Route:
    """The driver's running route that lists the stop, else the one it is planned on."""
    listing = (
        route
        for route in state.routes.values()
        if route.driver_id == actor.driver_id
        and route.started_at is not None
        and route.ended_at is None
        and stop.id in route.manifest
    )
    return next(listing, state.routes[stop.route_id])


def _back_home(state: State, stop: Stop, route: Route) -> Events:
    """The stop returns to the route whose driver has it, at the place of what comes next."""
    order = state.orders[stop.order_id]
    ended = sum(state.stops[stop_id].status.is_ended for stop_id in route.stop_ids)
    moved = e.StopMoved(stop.id, stop.route_id, route.id, ended)
    is_planned = stop.id in state.routes[stop.route_id].stop_ids
    if order.day == route.day or not is_planned:
        return (moved,)
    return (rescheduled(state, order, route.day), moved)


def _last_report(state: State, route: Route) -> datetime:
    """When the driver last ended something, or set out from the depot."""
    assert route.started_at is not None
    last, stops = route.started_at, state.stops
    for stop_id in route.manifest:
        ended_at = stops[stop_id].ended_at
        if ended_at is not None and ended_at > last:
            last = ended_at
    return last


def _must_be_free(at_hand: _AtHand) -> None:
    """Nothing else is under way, and the goods are not still in another van."""
    for stop_id in at_hand.route.manifest:
        stop = at_hand.state.stops[stop_id]
        if stop.status in UNDER_WAY and stop.id != at_hand.stop.id:
            raise Refused(f"Finish stop {stop.id} first: it is under way.")
    for stop_id in at_hand.route.stop_ids:
        stop = at_hand.state.stops[stop_id]
        is_ahead = stop.kind is StopKind.TAKE and not stop.status.is_ended
        if is_ahead and stop.order_id == at_hand.stop.order_id and stop.id != at_hand.stop.id:
            raise Refused(f"Take over the goods of order {stop.order_id} first, at stop {stop.id}.")


def _must_have_goods(at_hand: _AtHand) -> None:
    """What is delivered is in the van that delivers it."""
    state, stop = at_hand.state, at_hand.stop
    if stop.kind not in (StopKind.DELIVER, StopKind.EXCHANGE):
        return
    custody = holder_of(state, state.orders[stop.order_id])
    if custody is None or custody.holder == at_hand.route.vehicle_id:
        return
    raise Refused(
        f"The goods of order {stop.order_id} are not in your van. Take them over first, or report "
        "why the stop failed."
    )


def _must_be_reason(state: State, stop: Stop, code: str, catalogue: Catalogue) -> None:
    """At a sender's door happens what happens where goods are fetched."""
    kind = StopKind.FETCH if is_from_sender(state, stop) else stop.kind
    reason = catalogue.failures.get(code)
    if reason is None or kind not in reason.at:
        why = wording.reason(code, catalogue)
        raise Refused(f"{why} cannot happen where you {kind}. Choose another reason.")


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
