"""When a shop's policy asks for a return's money by itself: at the door, or when it is received.

Pure. What is paid after an inspection comes back to the queue when the goods are at the depot.
"""

from datetime import datetime

from core import events as e
from core.access import Actor
from core.model import (
    CaseStatus,
    Decision,
    Order,
    OrderKind,
    OrderStatus,
    Refund,
    RefundStatus,
    Resolution,
)
from core.policy import RefundWhen
from core.rules.cases import back_to_queue
from core.rules.lookups import active_case
from core.rules.policy import Ruling, ruling
from core.state import State

INSPECT = "its goods are at the depot: inspect them"
_UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


def owed_for(state: State, order: Order) -> Ruling | None:
    """The ruling of a return that has been taken and whose money is not on its way."""
    if order.kind is not OrderKind.RETURN or order.status is not OrderStatus.DONE:
        return None
    ruled = ruling(state, order)
    is_asked = order.refund is not None and order.refund.status is not RefundStatus.FAILED
    if ruled is None or is_asked or not ruled.is_accepted or ruled.refund_minor <= 0:
        return None
    return ruled


def taken(state: State, order: Order, actor: Actor, at: datetime) -> tuple[e.Event, ...]:
    """The driver has the goods: the money is asked for at once, or the case goes on."""
    ruled = owed_for(state, order)
    if ruled is None:
        return ()
    events: list[e.Event] = []
    case = active_case(state, order.id)
    if case is not None and case.status in _UNDECIDED:
        events.append(e.CaseDecided(case.id, Decision(Resolution.COLLECT, actor.id, at)))
    if ruled.policy.refund is RefundWhen.AT_THE_DOOR:
        events.append(asked_for(order, ruled, actor, at))
    return tuple(events)


def received(state: State, order: Order, actor: Actor, at: datetime) -> tuple[e.Event, ...]:
    """The van is back at the depot with the goods; what the shop has refused is a case already."""
    ruled = owed_for(state, order)
    if ruled is None or order.refund is not None:
        return ()
    if ruled.policy.refund is RefundWhen.ON_RECEIPT:
        return (asked_for(order, ruled, actor, at),)
    return (back_to_queue(state, order, INSPECT, at),)


def asked_for(order: Order, ruled: Ruling, actor: Actor, at: datetime) -> e.RefundRequested:
    return e.RefundRequested(order.id, Refund(ruled.refund_minor, actor.id, at))
