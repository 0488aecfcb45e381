"""Goods that lie where they do not belong: the office says where, and a van fetches them. Pure.

A misdelivered parcel at a stranger's door and one that nobody collected at its point are the same:
a place has them. The visit there is the order's one visit; with the goods aboard the order waits
for a decision like after any failed delivery: on to the customer, or back to the depot.
"""

from datetime import datetime, timedelta
from itertools import count

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    Case,
    CaseKind,
    Custody,
    CustodyKind,
    Order,
    OrderKind,
    OrderStatus,
    PlaceId,
    Stop,
)
from core.rules.addresses import place_at
from core.rules.custody import delivered_items, lies_at, with_sender
from core.rules.lookups import Refused, active_case, order_of, pending_stops
from core.rules.refunds import must_not_be_refunded
from core.rules.reports import is_looked_for
from core.state import State

Events = tuple[e.Event, ...]
DECIDE_WITHIN = timedelta(minutes=30)
"""The van that has the goods drives on meanwhile."""


def locate_goods(state: State, command: c.LocateGoods, actor: Actor, now: datetime) -> Events:
    """The goods lie at that place, until a van has fetched them."""
    order = order_of(state, command.order_id)
    case = active_case(state, order.id)
    if case is None or not is_looked_for(state, case) or order.kind is not OrderKind.DELIVERY:
        raise Refused(f"Nothing of order {order.id} is being looked for.")
    if pending_stops(state, order.id):
        raise Refused(f"Order {order.id} is on a route. Take it off the route first.")
    must_not_be_refunded(order)
    ids = (PlaceId(f"{order.id}@found{n}") for n in count(1))
    place = place_at(state, next(id_ for id_ in ids if id_ not in state.places), command)
    if place.id == (order.home_place_id or order.place_id):
        raise Refused(
            f"{place.address} is where order {order.id} belongs. Say that the customer has it, or "
            "give the order its right address first."
        )
    held = Custody(CustodyKind.PARTNER, place.id, now)
    return (
        e.GoodsLocated(order.id, place, now),
        e.CustodyChanged(delivered_items(order), held),
    )


def undo_locating(state: State, command: c.UndoLocating, actor: Actor, now: datetime) -> Events:
    """The goods are where they were thought to be before."""
    order = order_of(state, command.order_id)
    if not order.located_from or lies_at(state, order) is None:
        raise Refused(f"Nobody has said where the goods of order {order.id} lie, or they moved on.")
    if pending_stops(state, order.id):
        raise Refused(f"Order {order.id} is on a route. Take it off the route first.")
    must_not_be_refunded(order)
    return (
        e.LocatingUndone(order.id, now),
        e.CustodyChanged(delivered_items(order), order.located_from[-1]),
    )


def must_lie_there(state: State, stop: Stop) -> None:
    """Refuse to take goods that are somewhere else by now."""
    order = state.orders[stop.order_id]
    place = lies_at(state, order)
    is_there = place is not None and place.id == stop.place_id
    if not is_there and not with_sender(state, order):
        raise Refused(
            f"The goods of order {order.id} are not there any more. Report why not, or ask the "
            "office to take the stop off your list."
        )


def fetched(state: State, stop: Stop, now: datetime) -> Events:
    """What the office has to decide once the goods are aboard; `state` is the one after that.

    An order that went to a collection point goes home again.
    """
    order = state.orders[stop.order_id]
    left = tuple(s.id for s in pending_stops(state, order.id) if s.id != stop.id)
    happened: list[e.Event] = []
    if left:
        happened.append(e.OrderWithdrawn(order.id, left, OrderStatus.FAILED))
    if order.home_place_id is not None:
        happened.append(e.OrderRedirected(order.id, state.places[order.home_place_id]))
    return (*happened, e.CaseOpened(_case(state, order, stop, now)))


def _case(state: State, order: Order, stop: Stop, now: datetime) -> Case:
    known = active_case(state, order.id)
    assert known is not None
    name = state.routes[stop.route_id].name
    return Case(
        id=known.id,
        kind=CaseKind.FAILED_DELIVERY,
        order_id=order.id,
        opened_at=known.opened_at,
        deadline=now + DECIDE_WITHIN,
        stop_id=stop.id,
        reopened=known.reopened + 1,
        reopened_because=f"{name} has fetched it from {state.places[stop.place_id].address}",
        owner=known.owner,
        notes=known.notes,
    )
