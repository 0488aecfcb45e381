"""An order gets another address while it is open. Pure.

A driver who knows of the order agreed to the old address, so it is taken back from him and waits
for a new place in a route; where nobody was told, the stop stays in its place and is timed anew.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.case_groups import distance_m
from core.model import AddressChange, Order, OrderStatus, Place, PlaceId, StopStatus, WaitingFor
from core.rules.lookups import (
    Refused,
    active_case,
    done_when,
    is_told,
    must_be_open,
    must_not_be_with_partner,
    order_of,
    pending_stops,
)
from core.rules.plan import withdraw_order
from core.state import State

Events = tuple[e.Event, ...]
SAME_DOOR_M = 100
"""A known address that near is the same place, with what was learned there."""
FARTHEST_KM = 300
"""From the depot; further away a number was mistyped."""
LEAST_LETTERS = 3


def readdress_order(state: State, command: c.ReaddressOrder, actor: Actor, now: datetime) -> Events:
    """The old address stays in the order's history."""
    order = order_of(state, command.order_id)
    _must_be_open(state, order)
    place = place_at(state, _id(state, order), command)
    old = state.places[order.place_id]
    if place.id == old.id:
        return ()
    taken_back: Events = ()
    if is_to_be_taken_back(state, order):
        taken_back = withdraw_order(state, c.WithdrawOrder(order.id), actor, now)
    for stop in pending_stops(state, order.id):
        must_be_open(state.routes[stop.route_id])
    was = AddressChange(old.id, actor.id, now)
    # A slot was held at the price of the old address.
    released = (e.SlotReleased(order.id),) if order.hold is not None else ()
    moved = e.OrderReaddressed(order.id, place, was)
    return (*taken_back, *released, moved, *_heard(state, order, now))


def is_to_be_taken_back(state: State, order: Order) -> bool:
    """Whether a driver knows where the order goes, or may have seen it."""
    stops = pending_stops(state, order.id)
    return any(is_told(state.routes[stop.route_id], stop) for stop in stops)


def _must_be_open(state: State, order: Order) -> None:
    if order.status is OrderStatus.DONE:
        raise Refused(f"Order {order.id} was done {done_when(state, order.id)}.")
    if order.status is OrderStatus.CLOSED:
        raise Refused(f"Order {order.id} is closed. Reopen its case first.")
    must_not_be_with_partner(order)
    for stop in pending_stops(state, order.id):
        if stop.status is StopStatus.ARRIVED:
            name = state.routes[stop.route_id].name
            raise Refused(f"{name} is at the door with order {order.id}. Call the driver first.")


def place_at(state: State, new_id: PlaceId, command: c.ReaddressOrder | c.LocateGoods) -> Place:
    """One that is known at that address, or a new one with that id; refuses what is no address."""
    address = " ".join(command.address.split())
    if sum(sign.isalpha() for sign in address) < LEAST_LETTERS or not address.isprintable():
        raise Refused(f"{address!r} is no address. Write street and number.")
    new = Place(new_id, address, command.lat, command.lon)
    _must_be_in_reach(state, new)
    near = (
        known
        for known in state.places.values()
        if known.address.casefold() == address.casefold()
        and distance_m(known, new.lat, new.lon) <= SAME_DOOR_M
    )
    return next(near, new)


def _id(state: State, order: Order) -> PlaceId:
    return PlaceId(f"{order.id}@{len(order.addresses) + 1}")


def _must_be_in_reach(state: State, place: Place) -> None:
    if state.depot is None:
        return
    depot = state.places[state.depot.place_id]
    far_km = distance_m(depot, place.lat, place.lon) / 1000
    if far_km > FARTHEST_KM:
        raise Refused(f"{place.address} would be {far_km:.0f} km from the depot. Check the pin.")


def _heard(state: State, order: Order, now: datetime) -> Events:
    """A case that waited for the customer has its answer."""
    case = active_case(state, order.id)
    if case is None or case.waiting is None or case.waiting.whom is not WaitingFor.CUSTOMER:
        return ()
    return (e.CaseResumed(case.id, now, is_answer=True),)
