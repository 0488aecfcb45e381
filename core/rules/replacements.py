"""Other goods for those that did not arrive or that come back: a new order, linked both ways.

Pure. Only what stock has is sent. A delivery is replaced by a delivery. A return is replaced by one
visit that brings the new goods and takes the old ones, which the shop's policy must allow.
"""

from collections import Counter
from datetime import datetime
from itertools import count

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    Case,
    CaseStatus,
    CustodyKind,
    Decision,
    Item,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Resolution,
    ServiceDay,
)
from core.policy import Instead
from core.rules.cases import case_for_request
from core.rules.custody import first_custody
from core.rules.days import rescheduled
from core.rules.lookups import Refused, case_of, pending_stops
from core.rules.policy import must_be_accepted, ruling
from core.rules.refunds import is_refunded
from core.state import State

Events = tuple[e.Event, ...]
_UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


def set_stock(state: State, command: c.SetStock, actor: Actor, now: datetime) -> Events:
    """What the depot has to send; items that are not named keep their count."""
    return (e.StockSet({**state.stock, **command.counts}),)


def replace_order(state: State, command: c.ReplaceOrder, actor: Actor, now: datetime) -> Events:
    """Send the same goods again, on the first day on which a van still leaves the depot."""
    case = case_of(state, command.case_id)
    order = state.orders[case.order_id]
    why_not = why_not_replaced(state, case)
    if why_not:
        raise Refused(why_not)
    day = first_day(state, order)
    assert day is not None
    made = _replacement(state, order, day)
    left = {**state.stock}
    for sku, needed in _needed(order).items():
        left[sku] -= needed
    decision = Decision(Resolution.REPLACE, actor.id, now, day=day, considered=command.considered)
    known = state.custody
    custody = first_custody(state, (made,), now)
    events: list[e.Event] = [
        e.StockSet(left),
        e.OrdersAdded((), (), (made,), custody | {i: known[i] for i in custody if i in known}),
        e.OrderReplaced(order.id, made.id),
        case_for_request(made, now),
        e.CaseDecided(case.id, decision),
    ]
    if not _is_in_a_van(state, order):
        events += [e.OrderClosed(order.id), e.CaseClosed(case.id, now)]
    return tuple(events)


def why_not_replaced(state: State, case: Case) -> str:
    """Why an order cannot be replaced now, in a sentence; empty when it can."""
    order = state.orders[case.order_id]
    if order.kind not in (OrderKind.DELIVERY, OrderKind.RETURN):
        return f"Order {order.id} is no delivery and no return; it cannot be replaced."
    if not order.items:
        return f"Order {order.id} has no goods that could be sent again."
    if case.status not in _UNDECIDED:
        return f"Order {order.id} has been decided already. Reopen the case first."
    if order.status is OrderStatus.DONE or pending_stops(state, order.id):
        return f"Order {order.id} is {order.status}; it cannot be replaced."
    if is_refunded(order):
        return f"The shop was asked to refund order {order.id}; it is not replaced as well."
    if order.kind is OrderKind.RETURN and (words := _policy_against(state, order)):
        return words
    if first_day(state, order) is None:
        return "No day is open on which a van still leaves the depot."
    short = [sku for sku, needed in _needed(order).items() if state.stock.get(sku, 0) < needed]
    return f"Stock has too few of {' and '.join(short)}." if short else ""


def first_day(state: State, order: Order) -> ServiceDay | None:
    """The first open day with a van that has not left; its goods can be loaded."""
    days = {route.day for route in state.routes.values() if route.started_at is None}
    return min((day for day in days if day >= order.day), default=None)


def comes_home(state: State, order_id: OrderId, now: datetime) -> Events:
    """The goods that were replaced are back at the depot: nothing more is to be done."""
    case_id = next(c.id for c in state.cases.values() if c.order_id == order_id)
    return e.OrderClosed(order_id), e.CaseClosed(case_id, now)


def _policy_against(state: State, order: Order) -> str:
    try:
        must_be_accepted(state, order)
    except Refused as refused:
        return str(refused)
    ruled = ruling(state, order)
    if ruled is None:
        return ""
    if Instead.EXCHANGE not in ruled.policy.instead:
        return f"{order.shop} gives no exchange for order {order.id}."
    if len(ruled.taken) < len(order.items):
        return f"Not all of order {order.id} is taken back; it cannot be exchanged as a whole."
    return ""


def _needed(order: Order) -> Counter[str]:
    needed: Counter[str] = Counter()
    for item in order.items:
        needed[item.sku] += item.quantity
    return needed


def _replacement(state: State, order: Order, day: ServiceDay) -> Order:
    """A new order for the same customer. An exchange takes over what comes back."""
    ids = (OrderId(f"{order.id}-r{n}") for n in count(1))
    new_id = next(order_id for order_id in ids if order_id not in state.orders)
    sent = tuple(_sent_again(item, new_id) for item in order.items)
    is_swap = order.kind is OrderKind.RETURN
    moved = rescheduled(state, order, day)
    return Order(
        id=new_id,
        kind=OrderKind.EXCHANGE if is_swap else OrderKind.DELIVERY,
        customer_id=order.customer_id,
        place_id=order.home_place_id or order.place_id,
        items=(*sent, *order.items) if is_swap else sent,
        day=day,
        service_s=order.service_s,
        window=moved.window,
        needs=order.needs,
        shop=order.shop,
        request=order.request if is_swap else None,
        exception=order.exception if is_swap else None,
        replaces=order.id,
    )


def _sent_again(item: Item, order_id: OrderId) -> Item:
    return replace(item, id=ItemId(f"{order_id}/{item.id}"), is_collected=False)


def _is_in_a_van(state: State, order: Order) -> bool:
    return any(state.custody[item.id].kind is CustodyKind.VEHICLE for item in order.items)
