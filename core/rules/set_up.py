"""What is there before the day begins: depot, fleet, orders, and a day's published routes. Pure.

Everything is checked here once, so that the rules of the day can trust it.
"""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.depot_settings import faults, settings_of
from core.model import (
    Customer,
    Depot,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Place,
    Route,
    Stop,
)
from core.rules.cases import case_for_request
from core.rules.custody import first_custody
from core.rules.days import must_be_a_date
from core.rules.lookups import KINDS, Refused, order_of
from core.rules.policy import must_make_sense
from core.rules.wording import day_words
from core.state import State

Events = tuple[e.Event, ...]


def register_depot(state: State, command: c.RegisterDepot, actor: Actor, now: datetime) -> Events:
    """Open the stream."""
    if state.depot is not None:
        raise Refused(f"The depot {state.depot.id} is registered already.")
    if command.depot.place_id != command.place.id:
        raise Refused(f"The depot's place is {command.depot.place_id}, not {command.place.id}.")
    _must_be_sound(command.depot)
    return (e.DepotRegistered(command.depot, command.place),)


def zone_fault(zone: str) -> str:
    """Why this is no time zone, in a sentence; empty if it is one."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return f"There is no time zone {zone!r}. Write it like Europe/Berlin."
    return ""


def _must_be_sound(depot: Depot) -> None:
    """Refuse a depot with which no day could be reckoned."""
    wrong = zone_fault(depot.zone)
    if wrong:
        raise Refused(wrong)
    if not (len(depot.currency) == 3 and depot.currency.isascii() and depot.currency.isupper()):
        raise Refused(f"{depot.currency!r} is no currency. Write its three letters, like EUR.")
    if not 0 <= depot.minor_digits <= 4:
        raise Refused(f"No currency has {depot.minor_digits} digits after the point.")
    for fault in faults(settings_of(depot), depot.minor_digits, depot.currency):
        raise Refused(f"{fault.words} Mend it before the depot is registered.")


def add_orders(state: State, command: c.AddOrders, actor: Actor, now: datetime) -> Events:
    """Take in orders. On a day that is open already each waits in the queue at once."""
    if state.depot is None:
        raise Refused("There is no depot yet. Register it first.")
    places = state.places.keys() | {place.id for place in command.places}
    customers = state.customers.keys() | {customer.id for customer in command.customers}
    seen: set[OrderId] = set()
    for order in command.orders:
        if order.id in state.orders or order.id in seen:
            raise Refused(f"There is an order {order.id} already. Nothing was added.")
        if not actor.may_touch_shop(order.shop):
            raise Refused(f"Order {order.id} is of another shop than {actor.shop}.")
        if order.place_id not in places:
            raise Refused(f"Order {order.id} names the place {order.place_id}, which is unknown.")
        if order.sender is not None and order.sender.place_id not in places:
            raise Refused(f"Order {order.id} is collected at an unknown place.")
        if order.customer_id not in customers:
            raise Refused(f"Order {order.id} names the unknown customer {order.customer_id}.")
        if order.status is not OrderStatus.WAITING or order.attempts:
            raise Refused(f"Order {order.id} must be new: waiting, without attempts.")
        must_make_sense_of(order)
        seen.add(order.id)
    items: set[ItemId] = set()
    for item_id in (item.id for order in command.orders for item in order.items):
        if item_id in state.custody or item_id in items:
            raise Refused(f"There is an item {item_id} already. Nothing was added.")
        items.add(item_id)
    added = e.OrdersAdded(
        tuple(as_learned(state, place) for place in command.places),
        tuple(as_counted(state, customer) for customer in command.customers),
        command.orders,
        first_custody(state, command.orders, now),
    )
    cases = (case_for_request(o, now) for o in command.orders if o.day in state.days)
    return (added, *cases)


def as_learned(state: State, place: Place) -> Place:
    """A place that is known keeps its pin and what drivers learned, unless its address is new."""
    known = state.places.get(place.id)
    return known if known is not None and known.address == place.address else place


def as_counted(state: State, customer: Customer) -> Customer:
    """What a known customer holds was counted at the door, whatever a list says."""
    known = state.customers.get(customer.id)
    if known is None:
        return customer
    return replace(
        customer,
        empties=known.empties,
        empties_since=known.empties_since,
        empties_taken=known.empties_taken,
        place_id=customer.place_id or known.place_id,
    )


_COLLECTS = {
    OrderKind.DELIVERY: frozenset({False}),
    OrderKind.RETURN: frozenset({True}),
    OrderKind.CONTAINER: frozenset({True}),
    OrderKind.EXCHANGE: frozenset({False, True}),
}
"""Whether the items of an order are delivered or collected."""


def must_make_sense_of(order: Order) -> None:
    must_be_a_date(order.day)
    must_make_sense(order)
    if {item.is_collected for item in order.items} != _COLLECTS[order.kind]:
        raise Refused(
            f"The items of order {order.id} do not fit its kind, {order.kind}: a delivery brings "
            "items, a return or a container collection takes them, an exchange does both."
        )
    if order.sender is not None and order.kind is not OrderKind.DELIVERY:
        raise Refused(f"Order {order.id} has a sender, and is no delivery.")
    if order.service_s < 0 or (order.window and order.window.closes < order.window.opens):
        raise Refused(f"Order {order.id} has a window or a service time that ends before it began.")


def open_day(state: State, command: c.OpenDay, actor: Actor, now: datetime) -> Events:
    """Open a service day with published routes; orders of the day without a stop are queued."""
    must_be_a_date(command.day)
    if state.depot is None:
        raise Refused("There is no depot yet. Register it first.")
    if command.day in state.days:
        raise Refused(f"The day {day_words(command.day)} is open already.")
    listed = Counter(stop_id for route in command.routes for stop_id in route.stop_ids)
    if listed != Counter(stop.id for stop in command.stops) or set(listed.values()) - {1}:
        raise Refused("Each stop must be on exactly one route of the day.")
    for route in command.routes:
        _must_be_new(state, route, command)
    if len({route.id for route in command.routes}) != len(command.routes):
        raise Refused("Two routes of the day have the same id.")
    routes = {stop_id: route for route in command.routes for stop_id in route.stop_ids}
    served: set[OrderId] = set()
    for stop in command.stops:
        order = order_of(state, stop.order_id)
        _must_serve(state, stop, order, routes[stop.id])
        if order.id in served:
            raise Refused(f"Order {order.id} is on the plan twice.")
        served.add(order.id)
    opened = e.DayOpened(command.day, now, command.routes, command.stops)
    left = (
        case_for_request(order, now)
        for order in state.orders.values()
        if order.day == command.day
        and order.status is OrderStatus.WAITING
        and order.partner is None
        and not order.waits_at_counter
        and order.id not in served
    )
    return (opened, *left)


def _must_serve(state: State, stop: Stop, order: Order, route: Route) -> None:
    """The stop is a new one that serves a waiting order of the day."""
    if order.day != route.day or order.status is not OrderStatus.WAITING:
        raise Refused(f"Order {order.id} is not waiting on {day_words(route.day)}.")
    fresh = Stop(
        id=stop.id,
        kind=KINDS[order.kind],
        order_id=order.id,
        route_id=route.id,
        place_id=order.place_id,
        service_s=stop.service_s,
        is_locked=stop.is_locked,
    )
    if stop.id in state.stops or stop != fresh:
        raise Refused(
            f"Stop {stop.id} is known already, or is no new {fresh.kind} stop of {route.name} at "
            f"the place of order {order.id}."
        )


def _must_be_new(state: State, route: Route, command: c.OpenDay) -> None:
    if route.id in state.routes or route.day != command.day:
        raise Refused(f"The route {route.id} is known already or of another day.")
    if (route.started_at, route.ended_at, route.offer) != (None, None, None):
        raise Refused(f"{route.name} must be new: not started, with nothing sent.")
    if not set(route.manifest) <= set(route.stop_ids):
        raise Refused(f"The driver of {route.name} has agreed to stops that are not planned.")
    if route.driver_id not in state.drivers or route.vehicle_id not in state.vehicles:
        raise Refused(f"The driver or the vehicle of {route.name} is unknown.")
    for place_id in (route.start_place_id, route.end_place_id):
        if place_id not in state.places:
            raise Refused(f"{route.name} names the place {place_id}, which is unknown.")
