"""Routes as they were planned a moment ago, and what was read for it. Pure.

Values never change, so a route that reads only objects that are still the same is the same but for
the clock: planning it again means looking where its van is by now.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from core.model import (
    Break,
    CustomerId,
    ItemId,
    Load,
    OrderId,
    PlaceId,
    Route,
    RouteId,
    Stop,
    StopId,
    VehicleId,
)
from core.planning.problem import PlannedRoute
from core.planning.travel import TravelMatrix
from core.state import State

K = TypeVar("K")


class Carried(Struct, frozen=True):
    """What a vehicle has on board."""

    load: Load = Load()
    is_dirty: bool = False


NOTHING = Carried()


class Read(Struct, frozen=True):
    """Names of what a route is planned from, or of what is another object than before."""

    stops: frozenset[StopId] = frozenset()
    orders: frozenset[OrderId] = frozenset()
    places: frozenset[PlaceId] = frozenset()
    customers: frozenset[CustomerId] = frozenset()
    items: frozenset[ItemId] = frozenset()
    vehicles: frozenset[VehicleId] = frozenset()

    def meets(self, other: "Read") -> bool:
        """Whether the two have something in common."""
        return not (
            self.stops.isdisjoint(other.stops)
            and self.orders.isdisjoint(other.orders)
            and self.places.isdisjoint(other.places)
            and self.customers.isdisjoint(other.customers)
            and self.items.isdisjoint(other.items)
            and self.vehicles.isdisjoint(other.vehicles)
        )


class KnownRoute(Struct, frozen=True, eq=False):
    """A route, and all that does not hang on the clock."""

    route: Route
    read: Read
    carried: Carried
    until: datetime | None
    """From here on some place's opening hours are others; None: never."""
    under_way: Stop | None
    last: Stop | None
    """The stop that ended last, of those with travel times."""
    breaks: tuple[Break, ...]
    """Those not taken, the earliest first."""
    missing: frozenset[PlaceId]
    planned: PlannedRoute

    def is_still(self, route: Route, carried: Carried, now: datetime) -> bool:
        """Whether the route is the same and carries the same, and no opening hours have run out."""
        in_time = self.until is None or now < self.until
        return in_time and self.route is route and self.carried == carried


class KnownDay(Struct, frozen=True, eq=False):
    """A day's routes as of some state."""

    state: State
    travel: TravelMatrix
    origin: datetime
    carried: Mapping[str, Carried]
    """Of each vehicle that carries something."""
    routes: Mapping[RouteId, KnownRoute]

    def is_about(self, state: State, travel: TravelMatrix, origin: datetime) -> bool:
        """Whether places and seconds have the same numbers, and the depot the same settings."""
        same = self.travel is travel and self.origin == origin
        return same and self.state.depot is state.depot

    def since(self, state: State) -> Read:
        """What is another object now."""
        was = self.state
        return Read(
            stops=_others(was.stops, state.stops),
            orders=_others(was.orders, state.orders),
            places=_others(was.places, state.places),
            customers=_others(was.customers, state.customers),
            items=_others(was.custody, state.custody),
            vehicles=_others(was.vehicles, state.vehicles),
        )

    def has_same_goods(self, state: State, since: Read) -> bool:
        """Whether every vehicle still carries the same."""
        return not since.items and all(
            order_id in self.state.orders
            and order_id in state.orders
            and self.state.orders[order_id].items is state.orders[order_id].items
            for order_id in since.orders
        )


def read_for(state: State, route: Route) -> Read:
    """What a route is planned from, but its goods on board and the clock."""
    ahead = [stop for id_ in route.stop_ids if not (stop := state.stops[id_]).status.is_ended]
    orders = [state.orders[stop.order_id] for stop in ahead]
    return Read(
        stops=frozenset(route.stop_ids),
        orders=frozenset(order.id for order in orders),
        places=frozenset(
            (*(stop.place_id for stop in ahead), *(order.place_id for order in orders))
        ),
        customers=frozenset(order.customer_id for order in orders),
        items=frozenset(item.id for order in orders for item in order.items),
        vehicles=frozenset({route.vehicle_id}),
    )


def _others(was: Mapping[K, object], now: Mapping[K, object]) -> frozenset[K]:
    if was is now:
        return frozenset()
    get = was.get
    changed = {key for key, value in now.items() if get(key) is not value}
    return frozenset(changed | (was.keys() - now.keys()))
