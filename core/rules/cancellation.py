"""An order that needs no visit any more: it ends when goods and money are accounted for. Pure."""

from datetime import datetime

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    CaseNote,
    CustodyKind,
    Decision,
    Order,
    OrderKind,
    OrderStatus,
    Refund,
    RefundStatus,
    Resolution,
    TextRef,
)
from core.rules.lookups import (
    Refused,
    active_case,
    must_not_be_with_partner,
    order_of,
    pending_stops,
)
from core.rules.plan import withdraw_order
from core.rules.refunds import refund_due
from core.rules.return_refunds import owed_for
from core.state import State, apply


def cancel_order(
    state: State, command: c.CancelOrder, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Close it with its case. What stays unaccounted for needs a reason, kept on the case."""
    order = order_of(state, command.order_id)
    case = active_case(state, order.id)
    is_served = order.status is OrderStatus.DONE
    if order.status is OrderStatus.CLOSED or (is_served and case is None):
        raise Refused(f"Order {order.id} is {order.status} already.")
    if not is_served:
        must_not_be_with_partner(order)
    if pending_stops(state, order.id):
        return _off_its_route(state, command, actor, now)
    if order.refund is not None and _is_waited_for(order.refund, is_served=is_served):
        raise Refused(
            f"The shop was asked to refund order {order.id}. "
            "The case ends by itself when money and goods are settled."
        )
    closed: list[e.Event] = [] if is_served else [e.OrderClosed(order.id)]
    if case is None:
        if command.note:
            raise Refused(f"Order {order.id} has no case that could keep the reason.")
        return tuple(closed)
    if not command.note and (left := unaccounted(state, order)):
        raise Refused(f"{left} Or say why it is cancelled all the same.")
    if command.note:
        closed.append(e.CaseNoted(case.id, CaseNote(actor.id, now, TextRef(command.note))))
    closed.append(e.CaseDecided(case.id, Decision(Resolution.CANCEL, actor.id, now)))
    closed.append(e.CaseClosed(case.id, now))
    return tuple(closed)


def _off_its_route(
    state: State, command: c.CancelOrder, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Off the route and closed, or neither."""
    if not command.takes_off:
        raise Refused(f"Order {command.order_id} is on a route. Take it off the route first.")
    if actor.role is Role.CUSTOMER_SERVICE:
        raise Refused("Ask a dispatcher: customer service takes nothing off a route.")
    off = withdraw_order(state, c.WithdrawOrder(command.order_id), actor, now)
    for event in off:
        state = apply(state, event)
    return *off, *cancel_order(state, replace(command, takes_off=False), actor, now)


def unaccounted(state: State, order: Order) -> str:
    """What nobody would answer for if the order were cancelled now; empty if nothing."""
    if any(state.custody[item.id].kind is CustodyKind.MISSING for item in order.items):
        return f"Goods of order {order.id} are missing; find them or refund it."
    if owed_for(state, order) is not None:
        return f"The goods of order {order.id} came back; refund it."
    if order.kind in (OrderKind.RETURN, OrderKind.CONTAINER) or refund_due(order) <= 0:
        return ""
    if order.status is not OrderStatus.DONE:
        return f"Order {order.id} was paid for and does not arrive; refund it."
    return f"Order {order.id} arrived and was refunded; get one of them back."


def _is_waited_for(refund: Refund, *, is_served: bool) -> bool:
    """Until the shop has answered, and until the goods are back."""
    if refund.status is RefundStatus.CONFIRMED:
        return not is_served
    return refund.status is RefundStatus.REQUESTED
