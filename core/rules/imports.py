"""Orders from a list: new ones come in, known ones change while nobody is on his way with them.
Pure."""

from datetime import datetime

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    Customer,
    CustomerId,
    Decision,
    Order,
    OrderId,
    OrderStatus,
    Place,
    PlaceId,
    Resolution,
)
from core.rules.addresses import is_to_be_taken_back
from core.rules.cases import case_for_request
from core.rules.custody import first_custody
from core.rules.lookups import Refused, active_case, order_of, pending_stops
from core.rules.plan import after, withdraw_order
from core.rules.set_up import add_orders, as_counted, as_learned, must_make_sense_of
from core.rules.wording import day_words
from core.state import State

Events = tuple[e.Event, ...]
TAKEN_BACK = "taken back"
"""Stands for the fingerprint of an order whose list was taken back."""


def import_orders(state: State, command: c.ImportOrders, actor: Actor, now: datetime) -> Events:
    """Everything or nothing."""
    fresh = tuple(order for order in command.orders if order.id not in state.orders)
    events: list[e.Event] = []
    if fresh:
        places, customers = _of(command, fresh)
        adding = c.AddOrders(places, customers, fresh)
        events += add_orders(state, adding, actor, now)
    alone = _alone(command)
    if alone:
        at = {customer.place_id for customer in alone}
        places = tuple(place for place in command.places if place.id in at)
        if at - {None} - {place.id for place in places} - state.places.keys():
            raise Refused("A customer of the list is at a place that is unknown.")
        events += add_orders(state, c.AddOrders(places, alone, ()), actor, now)
    if len({order.id for order in command.orders}) != len(command.orders):
        raise Refused("An order stands in the list twice. Nothing was imported.")
    for order in command.orders:
        if order.id in state.orders:
            places, customers = _of(command, (order,))
            events += _amended(state, order, places, customers, actor, now)
    return tuple(events)


def _alone(command: c.ImportOrders) -> tuple[Customer, ...]:
    """Customers of a list of customers, who have no order in it."""
    ordering = {order.customer_id for order in command.orders}
    return tuple(customer for customer in command.customers if customer.id not in ordering)


def take_back_orders(
    state: State, command: c.TakeBackOrders, actor: Actor, now: datetime
) -> Events:
    """Off their routes and closed, without anything left to decide."""
    events: Events = ()
    for order_id in command.order_ids:
        own = _taken_back(state, order_id, actor, now)
        events, state = (*events, *own), after(state, own)
    return events


def _taken_back(state: State, order_id: OrderId, actor: Actor, now: datetime) -> Events:
    order = order_of(state, order_id)
    words = "no list has brought it" if not order.source else why_not(state, order)
    if order.source == TAKEN_BACK:
        words = "it was taken back already"
    if words:
        raise Refused(f"Order {order_id} cannot be taken back: {words}.")
    events: Events = ()
    if pending_stops(state, order_id):
        events = withdraw_order(state, c.WithdrawOrder(order_id), actor, now)
    left = after(state, events)
    closed = replace(left.orders[order_id], status=OrderStatus.CLOSED, source=TAKEN_BACK)
    custody = {item.id: left.custody[item.id] for item in order.items}
    events = (*events, e.OrderAmended(order_id, closed, (), (), custody))
    case = active_case(left, order_id)
    if case is None:
        return events
    decision = Decision(Resolution.CANCEL, actor.id, now)
    return (*events, e.CaseDecided(case.id, decision), e.CaseClosed(case.id, now))


def why_not(state: State, known: Order) -> str:
    """Why a list cannot change the order any more; empty if it can."""
    if known.status is OrderStatus.DONE:
        return "done already"
    if known.status is OrderStatus.CLOSED and known.source != TAKEN_BACK:
        return "closed already"
    if known.attempts or known.status is OrderStatus.FAILED:
        return "it was tried at the door already"
    if known.partner is not None:
        return f"{known.partner.name} has it"
    if known.waits_at_counter:
        return "the customer fetches it at the counter"
    if known.answer is not None or known.hold is not None or known.promise is not None:
        return "its customer was told or has chosen a time"
    if known.addresses or known.home_place_id is not None:
        return "the office has given it another address"
    if known.refund is not None or known.replaces is not None or known.replaced_by is not None:
        return "its refund or replacement is under way"
    if is_to_be_taken_back(state, known):
        return "its driver knows of it"
    return ""


def merged(known: Order, listed: Order) -> Order:
    """The known order as the list has it."""
    return replace(
        known,
        customer_id=listed.customer_id,
        place_id=listed.place_id,
        items=listed.items,
        day=listed.day,
        service_s=listed.service_s,
        window=listed.window,
        needs=listed.needs,
        sender=listed.sender,
        request=listed.request,
        source=listed.source,
        note_ref=listed.note_ref,
        status=OrderStatus.WAITING if known.source == TAKEN_BACK else known.status,
    )


def _amended(
    state: State,
    listed: Order,
    places: tuple[Place, ...],
    customers: tuple[Customer, ...],
    actor: Actor,
    now: datetime,
) -> Events:
    known = state.orders[listed.id]
    order = merged(known, listed)
    _must_fit(state, known, listed, {place.id for place in places}, {each.id for each in customers})
    events: Events = ()
    custody = {item.id: state.custody[item.id] for item in known.items}
    if replace(order, source="") != replace(known, source=""):
        words = why_not(state, known)
        if words:
            raise Refused(f"Order {known.id} cannot be changed by a list: {words}.")
        must_make_sense_of(order)
        if pending_stops(state, known.id):
            events = withdraw_order(state, c.WithdrawOrder(known.id), actor, now)
            order = merged(after(state, events).orders[known.id], listed)
        is_other = (order.items, order.sender) != (known.items, known.sender)
        custody = first_custody(state, (order,), now) if is_other else custody
    amended = e.OrderAmended(
        known.id,
        order,
        tuple(as_learned(state, place) for place in places),
        tuple(as_counted(state, customer) for customer in customers),
        custody,
    )
    is_new_there = order.day in state.days and active_case(state, known.id) is None
    if is_new_there and not events and order.status is OrderStatus.WAITING:
        return (amended, case_for_request(order, now))
    return (*events, amended)


def _must_fit(
    state: State,
    known: Order,
    listed: Order,
    places: set[PlaceId],
    customers: set[CustomerId],
) -> None:
    if known.kind is not listed.kind or known.shop != listed.shop:
        raise Refused(f"Order {known.id} is a {known.kind} of {known.shop or 'no shop'} here.")
    if listed.place_id not in places | state.places.keys():
        raise Refused(f"Order {known.id} names the place {listed.place_id}, which is unknown.")
    if listed.customer_id not in customers | state.customers.keys():
        raise Refused(f"Order {known.id} names the unknown customer {listed.customer_id}.")
    taken = {item.id for item in listed.items} - {item.id for item in known.items}
    if any(item_id in state.custody for item_id in taken):
        raise Refused(f"Order {known.id} names goods of another order.")
    if active_case(state, known.id) is not None and listed.day not in state.days:
        raise Refused(
            f"Order {known.id} cannot move to {day_words(listed.day)}, which is not open. "
            "Plan that day first."
        )


def _of(
    command: c.ImportOrders, orders: tuple[Order, ...]
) -> tuple[tuple[Place, ...], tuple[Customer, ...]]:
    """Their places and customers."""
    places = {order.place_id for order in orders}
    places |= {order.sender.place_id for order in orders if order.sender is not None}
    customers = {order.customer_id for order in orders}
    return (
        tuple(place for place in command.places if place.id in places),
        tuple(customer for customer in command.customers if customer.id in customers),
    )
