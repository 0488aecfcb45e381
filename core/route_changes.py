"""Which routes something happened to between two states, told by identity alone. Pure.

What is made per route (lanes, marks, problems) is kept for all the others. Drivers, vehicles and
texts are not looked at: who leans on those compares them itself.
"""

from collections.abc import Mapping
from typing import TypeVar

from core.model import RouteId, TextRef
from core.state import State

_Id = TypeVar("_Id")


def routes_touched(old: State, new: State) -> frozenset[RouteId]:
    """Routes of `new` whose own record, stop, order, customer or place is another object."""
    if old is new:
        return frozenset()
    touched = _changed(old.routes, new.routes)
    stops = new.stops.values()
    changed_stops = _changed(old.stops, new.stops)
    touched |= {new.stops[id_].route_id for id_ in changed_stops}
    customers = _changed(old.customers, new.customers)
    orders = _changed(old.orders, new.orders)
    if customers:
        orders |= {order.id for order in new.orders.values() if order.customer_id in customers}
    if orders:
        touched |= {stop.route_id for stop in stops if stop.order_id in orders}
    places = _changed(old.places, new.places)
    if places:
        touched |= {stop.route_id for stop in stops if stop.place_id in places}
        touched |= {
            route.id
            for route in new.routes.values()
            if route.start_place_id in places or route.end_place_id in places
        }
    return frozenset(touched)


def names(state: State, texts: Mapping[TextRef, str]) -> tuple[str, ...]:
    """What every customer and driver is called, in the order of the tables."""
    called = [texts.get(each.name_ref, "") for each in state.customers.values()]
    return (*called, *(texts.get(each.name_ref, "") for each in state.drivers.values()))


def _changed(old: Mapping[_Id, object], new: Mapping[_Id, object]) -> set[_Id]:
    if old is new:
        return set()
    return {id_ for id_, value in new.items() if old.get(id_) is not value}
