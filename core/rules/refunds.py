"""Money back: asked of the shop once, and a case that ends when money and goods are accounted for.

Pure. The shop pays; a refund is an instruction to it. Goods of a failed delivery come back with
the van; goods that a customer wanted to return stay with him.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    CaseStatus,
    CustodyKind,
    Decision,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Refund,
    RefundStatus,
    Resolution,
)
from core.rules.cases import back_to_queue
from core.rules.instructions import instruction_of
from core.rules.lookups import (
    Refused,
    active_case,
    case_of,
    money_waits,
    must_not_be_with_partner,
    order_of,
)
from core.rules.policy import must_be_accepted, ruling
from core.rules.return_refunds import owed_for
from core.state import State

Events = tuple[e.Event, ...]
BOTH = "the customer has the goods and the money; one of them is to come back"
UNDER_WAY = (RefundStatus.REQUESTED, RefundStatus.CONFIRMED)


def refund_due(order: Order) -> int:
    """What the customer has paid for goods that he has not, or does not want: minor units."""
    return sum(
        item.quantity * item.unit_value_minor
        for item in order.items
        if item.is_collected is _collects(order)
    )


def refund_owed(state: State, order: Order) -> int:
    """What the shop pays: by its return policy where one applies, else what is due."""
    ruled = ruling(state, order) if order.kind is OrderKind.RETURN else None
    return refund_due(order) if ruled is None else ruled.refund_minor


def is_refunded(order: Order) -> bool:
    """Whether the shop has been asked for the money, and has not said no."""
    return order.refund is not None and order.refund.status in UNDER_WAY


def must_not_be_refunded(order: Order) -> None:
    """Refuse another visit to a customer who gets the money back, or other goods."""
    if order.replaced_by is not None:
        raise Refused(f"Order {order.id} is replaced by order {order.replaced_by}.")
    if is_refunded(order):
        raise Refused(f"The shop was asked to refund order {order.id}. It needs no visit.")


def refund_order(state: State, command: c.RefundOrder, actor: Actor, now: datetime) -> Events:
    """Ask the shop for the money; a second time only after it said no."""
    case = case_of(state, command.case_id)
    order = state.orders[case.order_id]
    if is_refunded(order):
        raise Refused(f"The shop was asked to refund order {order.id} already.")
    must_not_be_with_partner(order)
    must_not_be_refunded(order)
    if case.status not in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED):
        raise Refused(f"Order {order.id} has been decided already. Reopen the case first.")
    if order.kind is OrderKind.RETURN:
        must_be_accepted(state, order)
    amount = refund_owed(state, order)
    if amount <= 0:
        raise Refused(f"Order {order.id} has nothing that could be refunded.")
    if command.amount_minor > amount:
        raise Refused(f"Of order {order.id} less is owed than that. Refund all of it, or less.")
    amount = command.amount_minor or amount
    _must_be_within_limit(state, order, amount, actor)
    has_come = order.status is OrderStatus.DONE
    decision = Decision(
        resolution=Resolution.KEEP_IT if _collects(order) and not has_come else Resolution.REFUND,
        by=actor.id,
        at=now,
        considered=command.considered,
    )
    asked: list[e.Event] = [
        e.RefundRequested(order.id, Refund(amount, actor.id, now)),
        e.CaseDecided(case.id, decision),
    ]
    if not (_is_in_a_van(state, order) or (has_come and _collects(order))):
        asked.append(e.OrderClosed(order.id))
    return tuple(asked)


def settle_refund(state: State, command: c.SettleRefund, actor: Actor, now: datetime) -> Events:
    """Paid: the case ends once the goods are accounted for. Not paid: it is open again."""
    order = order_of(state, command.order_id)
    refund = order.refund
    if refund is None or refund.status is not RefundStatus.REQUESTED:
        how = "was not asked for" if refund is None else f"is {refund.status} already"
        raise Refused(f"The refund of order {order.id} {how}.")
    if command.key not in ("", instruction_of(state, order).key):
        raise Refused(
            f"The shop answered an earlier refund of order {order.id}, which had failed. Look "
            "whether it paid twice."
        )
    if money_waits(state, order):
        raise Refused(f"The refund of order {order.id} waits for a second pair of eyes.")
    if not command.is_paid:
        because = f"the shop did not refund it: {command.words or 'no reason given'}"
        return refund_ended(state, order, because, now, words=command.words)
    settled: list[e.Event] = [e.RefundSettled(order.id, RefundStatus.CONFIRMED, now, command.words)]
    is_served = order.status is OrderStatus.DONE
    if is_served and not _collects(order):
        settled.append(back_to_queue(state, order, BOTH, now))
    elif is_served or order.status is OrderStatus.CLOSED:
        settled += closed_case(state, order.id, now)
    return tuple(settled)


def refund_ended(
    state: State, order: Order, because: str, now: datetime, *, words: str | None = None
) -> Events:
    """The money is not paid: the case is open again, unless the customer has the goods after all.

    `words` are kept with the refund; without them, `because` is.
    """
    words = because if words is None else words
    settled = e.RefundSettled(order.id, RefundStatus.FAILED, now, words)
    if order.status is OrderStatus.DONE and not _collects(order):
        return settled, *closed_case(state, order.id, now)
    return settled, back_to_queue(state, order, because, now)


def served(state: State, order_id: OrderId, now: datetime) -> Events:
    """A driver served the order all the same: its case ends unless money is still awaited."""
    order, case = state.orders[order_id], active_case(state, order_id)
    status = order.refund.status if order.refund is not None else None
    if case is None or status is RefundStatus.REQUESTED or owed_for(state, order) is not None:
        return ()
    if status is RefundStatus.CONFIRMED and not _collects(order):
        return (back_to_queue(state, order, BOTH, now),)
    return (e.CaseClosed(case.id, now),)


def brought_home(state: State, order_id: OrderId, now: datetime) -> Events:
    """The goods of a refunded order are at the depot; the money may still be awaited."""
    order = state.orders[order_id]
    is_paid = order.refund is not None and order.refund.status is RefundStatus.CONFIRMED
    return (e.OrderClosed(order_id), *(closed_case(state, order_id, now) if is_paid else ()))


def owed_again(state: State, order_id: OrderId, now: datetime) -> Events:
    """Goods came back undelivered: the case ends unless they were paid for."""
    order = state.orders[order_id]
    if refund_due(order) > 0 and not is_refunded(order):
        return (back_to_queue(state, order, "the goods are back at the depot", now),)
    return (e.OrderClosed(order_id), *closed_case(state, order_id, now))


def closed_case(state: State, order_id: OrderId, now: datetime) -> Events:
    """The end of the order's case, if it has not ended."""
    case = active_case(state, order_id)
    return (e.CaseClosed(case.id, now),) if case is not None else ()


def _collects(order: Order) -> bool:
    return order.kind in (OrderKind.RETURN, OrderKind.CONTAINER)


def _must_be_within_limit(state: State, order: Order, amount: int, actor: Actor) -> None:
    """Customer service pays back little by itself; what customers get alone is never refused."""
    depot = state.depot
    if depot is None or actor.role is not Role.CUSTOMER_SERVICE:
        return
    limit = max(depot.service_refund_minor, depot.offers.refund_up_to_minor)
    if amount > limit:
        unit, digits = 10**depot.minor_digits, depot.minor_digits
        raise Refused(
            f"The refund of order {order.id} is {amount / unit:.{digits}f} {depot.currency}. "
            f"Customer service may ask for up to {limit / unit:.{digits}f}: hand the case to a "
            "dispatcher."
        )


def _is_in_a_van(state: State, order: Order) -> bool:
    return any(state.custody[item.id].kind is CustodyKind.VEHICLE for item in order.items)
