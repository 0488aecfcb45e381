"""Collections of containers that nobody ordered: from what customers hold, and since when. Pure.

The depot says from how many, or after how many days, it is worth asking. A customer whom a van
visits anyway is left alone: that driver brings them along.
"""

from datetime import datetime, timedelta
from itertools import count

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    Customer,
    CustomerId,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    PlaceId,
    ServiceDay,
)
from core.rules.cases import case_for_request
from core.rules.custody import first_custody
from core.rules.days import must_not_be_over
from core.rules.lookups import Refused
from core.state import State

SERVICE_S = 300
CONTAINER = "container"
_VISITED_BY = (OrderKind.DELIVERY, OrderKind.EXCHANGE, OrderKind.CONTAINER)
_OVER = (OrderStatus.DONE, OrderStatus.CLOSED)


def collect_empties(
    state: State, command: c.CollectEmpties, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """A new collection of all that the customer holds, with its case."""
    customer = state.customers.get(command.customer_id)
    if customer is None:
        raise Refused(f"There is no customer {command.customer_id}.")
    if not customer.empties:
        raise Refused(f"Customer {customer.id} holds no containers, as far as is known.")
    coming = _visited_by(state, customer.id)
    if coming is not None:
        raise Refused(f"Order {coming.id} goes to customer {customer.id} and brings them along.")
    place_id = _place_of(state, customer)
    if place_id is None:
        raise Refused(f"Nobody knows where customer {customer.id} is: there was no order yet.")
    order = _order(state, customer, place_id, _first_day(state, now))
    added = e.OrdersAdded((), (), (order,), first_custody(state, (order,), now))
    return added, case_for_request(order, now)


def due(state: State, now: datetime) -> tuple[CustomerId, ...]:
    """Whose containers should be collected by now, by the depot's own rules."""
    if state.depot is None or not _open_days(state, now):
        return ()
    rates = state.depot.rates
    visited = {o.customer_id for o in state.orders.values() if _will_visit(o)}
    return tuple(
        customer.id
        for customer in state.customers.values()
        if customer.empties
        and customer.id not in visited
        and (
            0 < rates.empties_from <= customer.empties
            or _is_old(customer, rates.empties_after_days, now)
        )
        and _place_of(state, customer) is not None
    )


def _is_old(customer: Customer, days: int, now: datetime) -> bool:
    since = customer.empties_since
    return days > 0 and since is not None and now - since >= timedelta(days=days)


def _will_visit(order: Order) -> bool:
    return order.kind in _VISITED_BY and order.status not in _OVER


def _visited_by(state: State, customer_id: CustomerId) -> Order | None:
    found = (o for o in state.orders.values() if o.customer_id == customer_id and _will_visit(o))
    return next(found, None)


def _place_of(state: State, customer: Customer) -> PlaceId | None:
    """Where the customer is, or was visited last."""
    if customer.place_id is not None:
        return customer.place_id
    visited = [o for o in state.orders.values() if o.customer_id == customer.id]
    last = max(visited, key=lambda order: order.day, default=None)
    return (last.home_place_id or last.place_id) if last is not None else None


def _open_days(state: State, now: datetime) -> list[ServiceDay]:
    """Days that orders may still be given to, the earliest first."""
    days: list[ServiceDay] = []
    for day in sorted(state.days):
        try:
            must_not_be_over(state, day, now)
        except Refused:
            continue
        days.append(day)
    return days


def _first_day(state: State, now: datetime) -> ServiceDay:
    days = _open_days(state, now)
    if not days:
        raise Refused("No day is open for planning. Open one first.")
    return days[0]


def _order(state: State, customer: Customer, place_id: PlaceId, day: ServiceDay) -> Order:
    ids = (OrderId(f"{customer.id}-e{n}") for n in count(1))
    order_id = next(new for new in ids if new not in state.orders)
    return Order(
        id=order_id,
        kind=OrderKind.CONTAINER,
        customer_id=customer.id,
        place_id=place_id,
        items=(_item(state, customer, order_id),),
        day=day,
        service_s=SERVICE_S,
    )


def _item(state: State, customer: Customer, order_id: OrderId) -> Item:
    """As many as the customer holds, each as the last that was brought there."""
    assert state.depot is not None
    number = customer.empties
    brought = [
        item
        for order in state.orders.values()
        if order.customer_id == customer.id and order.status is OrderStatus.DONE
        for item in order.items
        if item.load.slots and not item.is_collected
    ]
    load, sku, words, value = (
        Load(0, 0, 1),
        CONTAINER,
        "Container",
        state.depot.rates.container_minor,
    )
    if brought:
        last = brought[-1]
        slots = last.load.slots
        load = Load(last.load.weight_g // slots, last.load.volume_ml // slots, 1)
        sku, words, value = last.sku, last.description, last.unit_value_minor
    whole = Load(load.weight_g * number, load.volume_ml * number, load.slots * number)
    return Item(ItemId(f"{order_id}/1"), sku, words, number, value, whole, is_collected=True)
