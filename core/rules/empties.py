"""Refillable containers that customers hold: counted by every visit, brought along by any. Pure.

A container is what takes a container slot. Goods delivered in them raise the customer's balance,
a collection of containers lowers it, and so does what a driver takes along at a delivery.
"""

from datetime import datetime

from core import events as e
from core.model import CustomerId, Order, OrderKind, Stop, StopKind
from core.state import State

VISITS = (StopKind.DELIVER, StopKind.EXCHANGE)


def expected(state: State, order: Order) -> int:
    """How many a driver who delivers there should bring."""
    is_delivery = order.kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE)
    return balance(state, order.customer_id) if is_delivery else 0


def balance(state: State, customer_id: CustomerId) -> int:
    """How many the customer holds, as far as is known."""
    customer = state.customers.get(customer_id)
    return customer.empties if customer is not None else 0


def counted(state: State, stop: Stop, brought: int, at: datetime) -> tuple[e.EmptiesCounted, ...]:
    """What a visit that was completed then changes: `brought` are those the driver took along."""
    order = state.orders[stop.order_id]
    if stop.kind in VISITS:
        left = sum(item.load.slots for item in order.items if not item.is_collected)
        taken = brought
    elif order.kind is OrderKind.CONTAINER:
        left, taken = 0, sum(item.load.slots for item in order.items)
        brought = 0
    else:
        return ()
    before = balance(state, order.customer_id)
    after = max(0, before + left - taken)
    if after == before and not brought:
        return ()
    return (e.EmptiesCounted(order.customer_id, after, stop.route_id, brought, at),)
