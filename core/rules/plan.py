"""What the office changes: who visits whom, in which order, on which day, and what is sent. Pure.

Goods decide who may deliver: what is in a van is delivered by that van or handed over, what is at
the depot by a van that has not left. A return or a collection has no such tie. An order has one
day and at most one pending visit; rules keep it so in every decision.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import count

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    BeforeMove,
    CaseStatus,
    CustodyKind,
    Decision,
    Order,
    OrderKind,
    OrderStatus,
    PlaceId,
    Resolution,
    Route,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    Vehicle,
)
from core.rules import wording
from core.rules.cases import back_to_queue, withdrawn
from core.rules.custody import holder_of, lies_at, vehicle_holding, with_sender
from core.rules.days import must_be_of, must_not_be_over, on_day, rescheduled
from core.rules.lookups import (
    KINDS,
    Refused,
    active_case,
    done_when,
    first_free_index,
    is_told,
    must_be_current,
    must_be_open,
    must_not_be_with_partner,
    order_of,
    pending_stops,
    route_of,
    stop_of,
)
from core.rules.points import point_at
from core.rules.policy import must_be_accepted
from core.rules.refunds import must_not_be_refunded
from core.state import State, apply

Events = tuple[e.Event, ...]


def place_order(state: State, command: c.PlaceOrder, actor: Actor, now: datetime) -> Events:
    """Put a waiting or failed order onto a route; no other stop changes place."""
    order = order_of(state, command.order_id)
    route = route_of(state, command.route_id)
    _must_wait(state, order)
    must_be_open(route)
    must_be_current(route, command.expected_version)
    placed: list[e.Event] = []
    if command.point_id is not None:
        placed.append(point_at(state, order, command.point_id))
        state = after(state, placed)
        order = state.orders[order.id]
    placements = (
        _direct(state, order, route, command.index)
        if command.hand_over is None
        else _handed_over(state, order, route, command, command.hand_over)
    )
    if order.day != route.day:
        placed.append(rescheduled(state, order, route.day))
    placed.append(e.OrderPlaced(order.id, placements))
    case = active_case(state, order.id)
    if case is None:
        return tuple(placed)
    is_redirected = command.point_id is not None
    visit = _resolution(state, order, route, command.index)
    decision = Decision(
        resolution=Resolution.REDIRECT if is_redirected else visit,
        by=actor.id,
        at=now,
        route_id=route.id,
        day=route.day,
        offered=command.offered,
        broken=command.broken,
        considered=command.considered,
    )
    placed.append(e.CaseDecided(case.id, decision))
    if all(placement.stop.id in route.manifest for placement in placements):
        placed.append(e.CaseSetOut(case.id))
    return tuple(placed)


def _must_wait(state: State, order: Order) -> None:
    must_not_be_refunded(order)
    must_not_be_with_partner(order)
    must_be_accepted(state, order)
    if order.status in (OrderStatus.WAITING, OrderStatus.FAILED):
        return
    if order.status is OrderStatus.PLANNED:
        stop = pending_stops(state, order.id)[-1]
        raise Refused(f"Order {order.id} is on {state.routes[stop.route_id].name} already.")
    if order.status is OrderStatus.DONE:
        raise Refused(f"Order {order.id} was done {done_when(state, order.id)}.")
    raise Refused(f"Order {order.id} is {order.status}. Reopen its case first.")


def _resolution(state: State, order: Order, route: Route, index: int) -> Resolution:
    if order.kind in (OrderKind.RETURN, OrderKind.CONTAINER):
        return Resolution.COLLECT
    if lies_at(state, order) is not None:
        return Resolution.FETCH
    if order.day != route.day:
        return Resolution.RESCHEDULE
    is_next = index == first_free_index(state, route)
    return Resolution.RETRY_NOW if is_next else Resolution.RETRY_TODAY


def _new_stop(state: State, order: Order, route: Route, kind: StopKind, number: int) -> Stop:
    known = sum(stop.order_id == order.id for stop in state.stops.values())
    numbered = (StopId(f"{order.id}.{n}") for n in count(known + number))
    return Stop(
        id=next(stop_id for stop_id in numbered if stop_id not in state.stops),
        kind=kind,
        order_id=order.id,
        route_id=route.id,
        place_id=order.place_id,
        service_s=order.service_s,
    )


def _must_fit(state: State, route: Route, index: int, count: int | None = None) -> None:
    """The index lies behind what is under way, and inside the route."""
    first = first_free_index(state, route)
    if index < first:
        raise Refused(f"{route.name} is past that place. Choose a later one.")
    if index > (len(route.stop_ids) if count is None else count):
        raise Refused(f"{route.name} has only {len(route.stop_ids)} stops. Look again.")


def _direct(state: State, order: Order, route: Route, index: int) -> tuple[e.Placement, ...]:
    """Goods that lie elsewhere are fetched first; what a sender gives is collected just before."""
    _must_fit(state, route, index)
    if with_sender(state, order):
        return _collected_first(state, order, route, index, index + 1)
    kind, place_id = KINDS[order.kind], order.place_id
    where = lies_at(state, order)
    if where is not None:
        kind, place_id = StopKind.FETCH, where.id
    else:
        _must_reach_goods(state, order, route)
    stop = _known_stop(state, order, route, (kind, place_id))
    if stop is None:
        stop = replace(_new_stop(state, order, route, kind, 1), place_id=place_id)
    return (e.Placement(stop, index),)


def _known_stop(
    state: State, order: Order, route: Route, wanted: tuple[StopKind, PlaceId]
) -> Stop | None:
    """The stop that the driver knows and the office had taken off, so that its undo is one.

    A new stop in its place would be two changes to a driver who needs none.
    """
    offered = route.offer.stop_ids if route.offer is not None else ()
    for stop_id in (*route.manifest, *offered):
        stop = state.stops[stop_id]
        if (stop.order_id, stop.route_id, stop.status) == (
            order.id,
            route.id,
            StopStatus.PLANNED,
        ) and (stop.kind, stop.place_id) == wanted:
            return stop
    return None


def _must_reach_goods(state: State, order: Order, route: Route) -> None:
    """The goods to deliver are in this van, or at a depot that it has not left."""
    custody = holder_of(state, order)
    if custody is None:
        return
    vehicle = vehicle_holding(state, order)
    if vehicle is not None:
        if vehicle.id == route.vehicle_id or _returns_before(state, vehicle, route):
            return
        raise Refused(
            f"The goods of order {order.id} are in {vehicle.name}. {route.name} needs a hand-over."
        )
    if custody.kind is CustodyKind.MISSING:
        raise Refused(f"The goods of order {order.id} are missing. Record where they were found.")
    if custody.kind is not CustodyKind.DEPOT:
        raise Refused(f"The goods of order {order.id} are {wording.whereabouts(state, custody)}.")
    if route.started_at is not None:
        raise Refused(
            f"{route.name} has left; the goods of order {order.id} are at the depot. Choose a "
            "route that has not started, or another day."
        )


def _returns_before(state: State, vehicle: Vehicle, route: Route) -> bool:
    """The van that has the goods is back at the depot before a later day's route leaves it."""
    return route.started_at is None and all(
        running.day < route.day
        for running in state.routes.values()
        if running.vehicle_id == vehicle.id
        and running.started_at is not None
        and running.ended_at is None
    )


def place_all(state: State, command: c.PlaceAll, actor: Actor, now: datetime) -> Events:
    """Each order on the board that the ones before it leave; one refusal refuses all."""
    placed: list[e.Event] = []
    for each in command.placements:
        events = place_order(state, each, actor, now)
        for event in events:
            state = apply(state, event)
        placed += events
    return tuple(placed)


def _fetched(
    state: State,
    order: Order,
    route: Route,
    giver: Route,
    command: c.PlaceOrder,
    way: c.HandOver,
) -> tuple[e.Placement, ...]:
    """The goods wait in a van that stands; nobody gives."""
    vehicle = vehicle_holding(state, order)
    if vehicle is None or vehicle.id != giver.vehicle_id:
        raise Refused(f"The goods of order {order.id} are not in the van of {giver.name}.")
    if giver.stranded is None or giver.stranded.place_id != way.place_id:
        raise Refused(f"The van of {giver.name} stands elsewhere. Look again.")
    _must_fit(state, route, way.take_index)
    _must_fit(state, route, command.index, len(route.stop_ids) + 1)
    if command.index <= way.take_index:
        raise Refused(f"Order {order.id} cannot be delivered before it was taken over.")
    take = _new_stop(state, order, route, StopKind.TAKE, 1)
    take = replace(take, place_id=way.place_id, service_s=way.service_s)
    visit = _new_stop(state, order, route, KINDS[order.kind], 2)
    return e.Placement(take, way.take_index), e.Placement(visit, command.index)


def _collected_first(
    state: State, order: Order, route: Route, take_index: int, index: int
) -> tuple[e.Placement, ...]:
    """The van that delivers the goods takes them where their sender is."""
    assert order.sender is not None
    _must_fit(state, route, take_index)
    _must_fit(state, route, index, len(route.stop_ids) + 1)
    if index <= take_index:
        raise Refused(f"Order {order.id} cannot be delivered before it was collected.")
    sender = order.sender
    wanted = (StopKind.TAKE, sender.place_id), (KINDS[order.kind], order.place_id)
    take, visit = (_known_stop(state, order, route, each) for each in wanted)
    if take is None or visit is None:
        take = _new_stop(state, order, route, StopKind.TAKE, 1)
        take = replace(take, place_id=sender.place_id, service_s=sender.service_s)
        visit = _new_stop(state, order, route, KINDS[order.kind], 2)
    return e.Placement(take, take_index), e.Placement(visit, index)


def _handed_over(
    state: State, order: Order, route: Route, command: c.PlaceOrder, way: c.HandOver
) -> tuple[e.Placement, ...]:
    if way.give_route_id is None:
        if not with_sender(state, order):
            raise Refused(f"The goods of order {order.id} are not with their sender any more.")
        return _collected_first(state, order, route, way.take_index, command.index)
    giver = route_of(state, way.give_route_id)
    if giver.stranded is not None and giver.ended_at is None:
        return _fetched(state, order, route, giver, command, way)
    must_be_open(giver)
    must_be_current(giver, way.give_expected_version)
    vehicle = vehicle_holding(state, order)
    if vehicle is None or vehicle.id != giver.vehicle_id or giver.id == route.id:
        raise Refused(f"The goods of order {order.id} are not in the van of {giver.name}.")
    if giver.day != route.day:
        raise Refused("A hand-over needs two routes of one day.")
    if way.place_id not in state.places:
        raise Refused(f"The meeting place {way.place_id} is unknown.")
    _must_fit(state, giver, way.give_index)
    _must_fit(state, route, way.take_index)
    _must_fit(state, route, command.index, len(route.stop_ids) + 1)
    if command.index <= way.take_index:
        raise Refused(f"Order {order.id} cannot be delivered before it was taken over.")
    give = _new_stop(state, order, giver, StopKind.GIVE, 1)
    take = _new_stop(state, order, route, StopKind.TAKE, 2)
    meeting = {"place_id": way.place_id, "service_s": way.service_s}
    give = replace(give, linked_stop_id=take.id, **meeting)
    take = replace(take, linked_stop_id=give.id, **meeting)
    visit = _new_stop(state, order, route, KINDS[order.kind], 3)
    return (
        e.Placement(give, way.give_index),
        e.Placement(take, way.take_index),
        e.Placement(visit, command.index),
    )


def withdraw_order(state: State, command: c.WithdrawOrder, actor: Actor, now: datetime) -> Events:
    """Take an order off its routes, back to the queue."""
    order = order_of(state, command.order_id)
    stops = pending_stops(state, order.id)
    if not stops:
        raise Refused(f"Order {order.id} is on no route.")
    for stop in stops:
        route = state.routes[stop.route_id]
        must_be_open(route)
        _must_be_still(stop, route)
    name = state.routes[stops[-1].route_id].name
    told = any(is_told(state.routes[stop.route_id], stop) for stop in stops)
    return (
        withdrawn(order, stops),
        back_to_queue(state, order, f"taken off {name}", now, is_undone=not told, is_chosen=told),
    )


def _must_be_still(stop: Stop, route: Route) -> None:
    if stop.status.is_under_way:
        raise Refused(f"{route.name} is on its way to stop {stop.id}. Call the driver first.")
    if stop.is_locked:
        raise Refused(f"Stop {stop.id} is locked. Unlock it first.")
    if stop.problem is not None:
        raise Refused(f"{route.name} has reported a problem at stop {stop.id}. Answer it first.")


def move_stop(state: State, command: c.MoveStop, actor: Actor, now: datetime) -> Events:
    """Move a pending stop within its route or to another one."""
    stop = stop_of(state, command.stop_id)
    source = route_of(state, stop.route_id)
    target = route_of(state, command.route_id)
    if stop.status.is_ended:
        raise Refused(f"Stop {stop.id} is {stop.status} and cannot be moved.")
    if stop.id not in source.stop_ids:
        raise Refused(f"Stop {stop.id} was taken off {source.name}. Place its order instead.")
    must_be_open(source)
    must_be_open(target)
    must_be_current(target, command.expected_version)
    _must_be_still(stop, source)
    count = len(target.stop_ids) - (source.id == target.id)
    first = first_free_index(state, target)
    if not first <= command.index <= count:
        raise Refused(f"{target.name} is past that place, or shorter than that. Look again.")
    order = state.orders[stop.order_id]
    moved: list[e.Event] = []
    if source.id != target.id:
        _must_travel(state, stop, order, target)
        if source.day != target.day:
            moved.append(rescheduled(state, order, target.day))
    moved.append(e.StopMoved(stop.id, source.id, target.id, command.index))
    if source.id != target.id:
        moved += _decided_again(state, order, target, command, actor, now)
    left = [stop_id for stop_id in target.stop_ids if stop_id != stop.id]
    left.insert(command.index, stop.id)
    _must_keep_order(state, tuple(left))
    return tuple(moved)


def both_of_sender(state: State, command: c.MoveStop, actor: Actor, now: datetime) -> Events:
    """A collection and its delivery to the end of another route, as only both may go; nothing for
    any other stop."""
    order = state.orders[state.stops[command.stop_id].order_id]
    target = state.routes[command.route_id]
    pending = pending_stops(state, order.id)
    if len(pending) < 2 or not with_sender(state, order):
        return ()
    for half in pending:
        must_be_open(state.routes[half.route_id])
        _must_be_still(half, state.routes[half.route_id])
    moved: list[e.Event] = []
    if order.day != target.day:
        moved.append(rescheduled(state, order, target.day))
    end = len(target.stop_ids)
    moved += [
        e.StopMoved(half.id, half.route_id, target.id, end + at) for at, half in enumerate(pending)
    ]
    return (*moved, *_decided_again(state, order, target, command, actor, now))


def _decided_again(
    state: State, order: Order, target: Route, command: c.MoveStop, actor: Actor, now: datetime
) -> list[e.Event]:
    """Another driver than the one who may have agreed; he knows it already if it comes back."""
    case = active_case(state, order.id)
    if case is None:
        return []
    was = case.decision.resolution if case.decision is not None else None
    visit = _resolution(state, order, target, command.index)
    decision = Decision(
        resolution=Resolution.REDIRECT if was is Resolution.REDIRECT else visit,
        by=actor.id,
        at=now,
        route_id=target.id,
        day=target.day,
        offered=command.offered,
        broken=command.broken,
    )
    decided: list[e.Event] = [e.CaseDecided(case.id, decision)]
    if command.stop_id in target.manifest and case.status is not CaseStatus.OPEN:
        decided.append(e.CaseSetOut(case.id))
    return decided


def _must_travel(state: State, stop: Stop, order: Order, target: Route) -> None:
    """A stop may change vans: nothing is linked to it and the goods can be reached."""
    if len(pending_stops(state, order.id)) > 1:
        if with_sender(state, order):
            raise Refused(
                f"Stop {stop.id} belongs to a collection and a delivery. Take order {order.id} off "
                "instead."
            )
        raise Refused(f"Stop {stop.id} belongs to a hand-over. Take order {order.id} off instead.")
    if stop.kind not in (StopKind.COLLECT, StopKind.FETCH):
        _must_reach_goods(state, order, target)


def _must_keep_order(state: State, stop_ids: tuple[StopId, ...]) -> None:
    """Goods are taken over before they are delivered."""
    stops = [state.stops[stop_id] for stop_id in stop_ids]
    taken = {stop.order_id: n for n, stop in enumerate(stops) if stop.kind is StopKind.TAKE}
    for n, stop in enumerate(stops):
        if stop.kind in (StopKind.DELIVER, StopKind.EXCHANGE) and not stop.status.is_ended:
            at = taken.get(stop.order_id)
            if at is not None and at > n:
                raise Refused(
                    f"Order {stop.order_id} cannot be delivered before it was taken over."
                )


def resequence_route(
    state: State, command: c.ResequenceRoute, actor: Actor, now: datetime
) -> Events:
    """Give a route's pending stops another order."""
    route = route_of(state, command.route_id)
    must_be_open(route)
    must_be_current(route, command.expected_version)
    if sorted(command.stop_ids) != sorted(route.stop_ids):
        raise Refused(f"The new sequence does not have the stops of {route.name}. Look again.")
    first = first_free_index(state, route)
    if command.stop_ids[:first] != route.stop_ids[:first]:
        raise Refused(f"What {route.name} has done or is doing cannot change its place.")
    for old, new in zip(route.stop_ids, command.stop_ids, strict=True):
        if old != new and state.stops[old].is_locked:
            raise Refused(f"Stop {old} is locked in its place. Unlock it first.")
    _must_keep_order(state, command.stop_ids)
    if command.stop_ids == route.stop_ids:
        raise Refused(f"{route.name} has that sequence already.")
    return (e.RouteResequenced(route.id, command.stop_ids, command.engine, command.saves_s),)


def reschedule_order(
    state: State, command: c.RescheduleOrder, actor: Actor, now: datetime
) -> Events:
    """Move an order to another open day; it leaves its present day at the same moment.

    There it waits for a route, so its case is open again, with as much time as before.
    """
    order = order_of(state, command.order_id)
    if command.day not in state.days:
        raise Refused(f"The day {wording.day_words(command.day)} is not open for planning.")
    must_not_be_over(state, command.day, now)
    asks_window = command.is_any_time or command.window is not None
    if order.day == command.day and not (asks_window and command.window != order.window):
        raise Refused(f"Order {order.id} is on {wording.day_words(command.day)} already.")
    if order.status in (OrderStatus.DONE, OrderStatus.CLOSED):
        raise Refused(f"Order {order.id} is {order.status}.")
    must_not_be_refunded(order)
    must_not_be_with_partner(order)
    if command.window is not None:
        must_be_of(state, command.day, command.window)
    if order.day == command.day:
        return (_with_window(rescheduled(state, order, command.day), command),)
    stops = pending_stops(state, order.id)
    if command.is_undo:
        return moved_back(state, order, command.day, now)
    moved: list[e.Event] = []
    for stop in stops:
        must_be_open(state.routes[stop.route_id])
        _must_be_still(stop, state.routes[stop.route_id])
    if stops:
        moved.append(withdrawn(order, stops))
    moved.append(_with_window(rescheduled(state, order, command.day), command))
    because = f"moved to {wording.day_words(command.day)}"
    case = active_case(state, order.id)
    if case is None:
        return (*moved, back_to_queue(after(state, moved), order, because, now))
    decision = Decision(
        Resolution.RESCHEDULE, actor.id, now, day=command.day, considered=command.considered
    )
    deadline = on_day(state, case.deadline, order.day, command.day)
    before = BeforeMove(
        from_day=order.day,
        to_day=command.day,
        deadline=case.deadline,
        reopened=case.reopened,
        reopened_because=case.reopened_because,
        waiting=case.waiting,
        spent_minor=case.spent_minor,
    )
    moved.append(e.CaseDecided(case.id, decision))
    moved.append(e.CaseReopened(case.id, because, now, deadline, before=before))
    return tuple(moved)


def moved_back(state: State, order: Order, day: ServiceDay, now: datetime) -> Events:
    """The order is of its day again and its case as before, as far as nothing happened to it since.

    Where a visit of the other day was the decision, taking it off its route has undone that.
    """
    if pending_stops(state, order.id):
        raise Refused(f"Order {order.id} is on a route. Take it off the route first.")
    back = rescheduled(state, order, day)
    case = active_case(state, order.id)
    if case is None:
        return (back,)
    if case.status not in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED) or case.waiting is not None:
        raise Refused(f"Somebody has decided on order {order.id} since. Look at its case.")
    before = case.before_move
    if before is None or (before.from_day, before.to_day) != (day, order.day):
        return (back,)
    because = f"moved back to {wording.day_words(day)}"
    return back, e.CaseReopened(case.id, because, now, is_undone=True, before=before)


def _with_window(event: e.OrderRescheduled, command: c.RescheduleOrder) -> e.OrderRescheduled:
    """What was agreed stands in for the hours that the order had."""
    if command.is_any_time:
        return replace(event, window=None, is_any_time=True)
    return replace(event, window=command.window or event.window)


def after(state: State, events: Iterable[e.Event]) -> State:
    """The state once these have happened."""
    for event in events:
        state = apply(state, event)
    return state


def lock_route(state: State, command: c.LockRoute, actor: Actor, now: datetime) -> Events:
    """Close a route for changes."""
    route = route_of(state, command.route_id)
    if route.is_locked:
        raise Refused(f"{route.name} is locked by {route.locked_by} already.")
    return (e.RouteLocked(route.id, actor.id),)


def unlock_route(state: State, command: c.UnlockRoute, actor: Actor, now: datetime) -> Events:
    """Open it again."""
    route = route_of(state, command.route_id)
    if not route.is_locked:
        raise Refused(f"{route.name} is not locked.")
    return (e.RouteUnlocked(route.id),)


def lock_stop(state: State, command: c.LockStop, actor: Actor, now: datetime) -> Events:
    """Keep a pending stop at its place."""
    stop = stop_of(state, command.stop_id)
    if stop.is_locked or stop.status is not StopStatus.PLANNED:
        raise Refused(f"Stop {stop.id} is locked or under way already.")
    return (e.StopLocked(stop.id),)


def unlock_stop(state: State, command: c.UnlockStop, actor: Actor, now: datetime) -> Events:
    """Let it move again."""
    stop = stop_of(state, command.stop_id)
    if not stop.is_locked:
        raise Refused(f"Stop {stop.id} is not locked.")
    return (e.StopUnlocked(stop.id),)
