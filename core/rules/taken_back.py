"""Replacements and exceptions that are taken back, as far as nothing has happened since. Pure.

Goods go back into stock and the first order stands as it did. What a customer was told, or a
driver agreed to, is not unsaid: then it is said what stands in the way.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import CaseStatus, CustodyKind, Order, OrderStatus
from core.rules.custody import delivered_items
from core.rules.lookups import Refused, active_case, order_of, pending_stops
from core.rules.refunds import is_refunded
from core.state import State

Events = tuple[e.Event, ...]
_UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


def undo_replacement(
    state: State, command: c.UndoReplacement, actor: Actor, now: datetime
) -> Events:
    """The new order is closed, its goods are in stock again, the case waits for a decision."""
    order = order_of(state, command.order_id)
    why_not = why_not_undone(state, order)
    if why_not:
        raise Refused(why_not)
    assert order.replaced_by is not None
    new = state.orders[order.replaced_by]
    case = next(case for case in state.cases.values() if case.order_id == order.id)
    new_case = active_case(state, new.id)
    assert new_case is not None
    failed = bool(order.attempts) or case.reason is not None
    status = OrderStatus.FAILED if failed else OrderStatus.WAITING
    stock = {**state.stock}
    for item in new.items:
        if not item.is_collected:
            stock[item.sku] = stock.get(item.sku, 0) + item.quantity
    held = (e.SlotReleased(new.id),) if new.hold is not None else ()
    return (
        e.StockSet(stock),
        *held,
        e.ReplacementUndone(order.id, new.id, status),
        e.CaseClosed(new_case.id, now),
        e.CaseReopened(case.id, f"by {actor.id}", now, is_undone=True),
    )


def withdraw_exception(
    state: State, command: c.WithdrawException, actor: Actor, now: datetime
) -> Events:
    """What the shop refuses is refused again."""
    order = order_of(state, command.order_id)
    why_not = why_not_withdrawn(state, order)
    if why_not:
        raise Refused(why_not)
    return (e.ExceptionWithdrawn(order.id, actor.id, now),)


def why_not_undone(state: State, order: Order) -> str:
    """Why a replacement stands, in a sentence; empty when it can be taken back."""
    if order.replaced_by is None:
        return f"Order {order.id} is not replaced."
    new = state.orders[order.replaced_by]
    if new.replaced_by is not None:
        return f"Order {new.id} is replaced itself, by order {new.replaced_by}."
    sent = [state.custody[item_id] for item_id in delivered_items(new)]
    if any(custody.kind is not CustodyKind.DEPOT for custody in sent):
        return f"The goods of order {new.id} are not at the depot any more."
    if any(item.id in state.inspections for item in order.items):
        return f"Goods of order {order.id} were inspected. Undo the inspection first."
    return _happened(state, new)


def why_not_withdrawn(state: State, order: Order) -> str:
    """Why an exception stands, in a sentence; empty when it can be taken back."""
    if order.exception is None:
        return f"No exception was made for order {order.id}."
    if order.replaces is not None:
        return f"The exception was made for order {order.replaces}, which is exchanged by this one."
    if order.replaced_by is not None:
        return f"Order {order.id} is exchanged by order {order.replaced_by}. Take that back first."
    return _happened(state, order)


def _happened(state: State, order: Order) -> str:
    """What has happened to an order since it waits; empty if nothing."""
    if pending_stops(state, order.id):
        return f"Order {order.id} is on a route. Take it off the route first."
    if order.partner is not None:
        return f"Order {order.id} is with {order.partner.name}. Take it back first."
    if order.waits_at_counter:
        return f"Order {order.id} waits at the counter. Take that decision back first."
    if is_refunded(order):
        return f"The shop was asked to refund order {order.id}. Let it answer first."
    if order.status not in (OrderStatus.WAITING, OrderStatus.FAILED):
        return f"Order {order.id} is {order.status} already."
    if order.attempts:
        return f"A driver was at the door for order {order.id} already."
    if order.messages:
        return f"The customer was written to about order {order.id} already."
    if order.answer is not None:
        return f"The customer has answered about order {order.id} already."
    case = active_case(state, order.id)
    if case is None or case.status not in _UNDECIDED:
        return f"Order {order.id} has been decided already. Reopen the case first."
    return ""
