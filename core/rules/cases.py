"""Cases: opened by failures and requests, acknowledged, decided, reopened, closed. Pure."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue
from core.model import (
    Attempt,
    Case,
    CaseId,
    CaseKind,
    CaseStatus,
    CustodyKind,
    Decision,
    MessageKind,
    Order,
    OrderKind,
    OrderStatus,
    RefundStatus,
    Resolution,
    Stop,
    StopKind,
)
from core.rules.custody import vehicle_holding
from core.rules.lookups import (
    Refused,
    active_case,
    case_of,
    is_taken_back,
    must_not_be_with_partner,
    pending_stops,
)
from core.state import State

REQUEST_DEADLINE = timedelta(hours=9)
"""By when a return or container request without a window should be decided."""

_REQUESTS = {
    OrderKind.DELIVERY: CaseKind.UNPLANNED_DELIVERY,
    OrderKind.EXCHANGE: CaseKind.UNPLANNED_DELIVERY,
    OrderKind.RETURN: CaseKind.RETURN_REQUEST,
    OrderKind.CONTAINER: CaseKind.CONTAINER_COLLECTION,
}


def case_for_request(order: Order, now: datetime) -> e.CaseOpened:
    """The case of an order that is on no route."""
    deadline = order.window.closes if order.window is not None else now + REQUEST_DEADLINE
    case = Case(
        id=CaseId(f"case-{order.id}"),
        kind=_REQUESTS[order.kind],
        order_id=order.id,
        opened_at=now,
        deadline=max(deadline, now + timedelta(minutes=15)),
    )
    return e.CaseOpened(case)


def case_for_failure(
    state: State, stop: Stop, reason: str, now: datetime, catalogue: Catalogue
) -> e.CaseOpened:
    """The case of a failed attempt; an open case of the order is joined, not doubled."""
    known = active_case(state, stop.order_id)
    last = state.cases.get(CaseId(f"case-{stop.order_id}"))
    collects = stop.kind is StopKind.COLLECT
    case = Case(
        id=CaseId(f"case-{stop.order_id}"),
        kind=CaseKind.FAILED_COLLECTION if collects else CaseKind.FAILED_DELIVERY,
        order_id=stop.order_id,
        opened_at=known.opened_at if known is not None else now,
        deadline=now + timedelta(minutes=catalogue.failures[reason].decide_within_min),
        reason=reason,
        stop_id=stop.id,
        reopened=known.reopened + 1 if known is not None else 0,
        owner=known.owner if known is not None else None,
        notes=last.notes if last is not None else (),
    )
    return e.CaseOpened(case)


def failed(
    state: State, stop: Stop, attempt: Attempt, now: datetime, catalogue: Catalogue
) -> tuple[e.Event, ...]:
    """The attempt is over; the order's other pending stops end with it and a case waits.

    An order that somebody else has served meanwhile stays done.
    """
    events: list[e.Event] = [e.StopFailed(stop.id, attempt)]
    if state.orders[stop.order_id].status is OrderStatus.DONE:
        return tuple(events)
    left = tuple(s.id for s in pending_stops(state, stop.order_id) if s.id != stop.id)
    if left:
        events.append(e.OrderWithdrawn(stop.order_id, left, OrderStatus.FAILED))
    events.append(case_for_failure(state, stop, attempt.reason, now, catalogue))
    return tuple(events)


def withdrawn(order: Order, stops: tuple[Stop, ...]) -> e.OrderWithdrawn:
    """The order leaves these stops and stands as it did before it was planned."""
    status = OrderStatus.FAILED if order.attempts else OrderStatus.WAITING
    return e.OrderWithdrawn(order.id, tuple(stop.id for stop in stops), status)


def back_to_queue(
    state: State,
    order: Order,
    because: str,
    now: datetime,
    *,
    is_undone: bool = False,
    is_chosen: bool = False,
) -> e.Event:
    """The order waits for a decision again; as before, if the decision had reached nobody.

    `is_chosen`: the office wants it so, nothing went wrong.
    """
    case = active_case(state, order.id)
    if case is None:
        opened = case_for_request(state.orders[order.id], now).case
        return e.CaseOpened(replace(opened, reopened_because=because))
    return e.CaseReopened(case.id, because, now, is_undone=is_undone, is_chosen=is_chosen)


def taken_off_counter(state: State, order: Order, now: datetime) -> tuple[e.Event, ...]:
    """The order waits for a decision again; as before, if its customer was told of nothing."""
    is_told = any(message.kind is MessageKind.COUNTER for message in order.messages)
    because = "not at the counter any more"
    again = back_to_queue(state, order, because, now, is_undone=not is_told)
    return e.CounterCleared(order.id), again


def acknowledge_case(
    state: State, command: c.AcknowledgeCase, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Take a case; whoever is first has it."""
    case = case_of(state, command.case_id)
    if case.status is CaseStatus.ACKNOWLEDGED:
        raise Refused(f"{case.acknowledged_by} has order {case.order_id} already.")
    if case.status is not CaseStatus.OPEN:
        raise Refused(f"Order {case.order_id} has been decided already.")
    return (e.CaseAcknowledged(case.id, actor.id, now),)


def return_to_depot(
    state: State, command: c.ReturnToDepot, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """No further attempt today: the goods come back with the van."""
    case = case_of(state, command.case_id)
    order = state.orders[case.order_id]
    if order.status is not OrderStatus.FAILED:
        raise Refused(f"Order {order.id} is {order.status}; only a failed one can come back.")
    if case.status not in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED):
        raise Refused(f"Order {order.id} has been decided already. Reopen the case first.")
    if vehicle_holding(state, order) is None:
        raise Refused(f"Nothing of order {order.id} is in a van that could bring it back.")
    decision = Decision(Resolution.RETURN_TO_DEPOT, actor.id, now, considered=command.considered)
    return (e.CaseDecided(case.id, decision),)


def reopen_case(
    state: State, command: c.ReopenCase, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Take a decision back that has put nothing on a route, or end the waiting."""
    case = case_of(state, command.case_id)
    if case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED):
        if not case.waits_at(now):
            raise Refused(f"Order {case.order_id} is open already.")
        return (e.CaseResumed(case.id, now),)
    order = state.orders[case.order_id]
    if order.waits_at_counter:
        return taken_off_counter(state, order, now)
    must_not_be_with_partner(order)
    if order.status is OrderStatus.DONE:
        raise Refused(f"Order {case.order_id} is done; there is nothing to decide again.")
    if any(state.custody[item.id].kind is CustodyKind.DISPOSED for item in order.items):
        raise Refused(f"Goods of order {order.id} were disposed of and cannot be sent again.")
    if any(item.id in state.inspections for item in order.items):
        raise Refused(f"Goods of order {order.id} were inspected. Undo the inspection first.")
    if order.replaced_by is not None:
        raise Refused(f"Order {order.id} is replaced by order {order.replaced_by}.")
    if is_taken_back(state, order):
        raise Refused(f"Order {order.id} was taken back. Replace order {order.replaces} again.")
    if order.refund is not None and order.refund.status is not RefundStatus.FAILED:
        raise Refused(f"The shop was asked to refund order {order.id}. Let it answer first.")
    if pending_stops(state, case.order_id):
        raise Refused(f"Order {case.order_id} is on a route. Take it off the route instead.")
    return (e.CaseReopened(case.id, f"by {actor.id}", now),)
