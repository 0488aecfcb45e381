"""Collection points to which the office has a failed delivery brought. Pure."""

from core import events as e
from core.case_groups import distance_m
from core.model import CollectionPoint, Order, OrderKind, PlaceId
from core.rules.custody import lies_at
from core.rules.lookups import Refused
from core.state import State


def point_at(state: State, order: Order, point_id: PlaceId) -> e.OrderRedirected:
    """The way to a collection point of the depot, or a refusal."""
    known = next((p for p in _points(state) if p.place.id == point_id), None)
    if known is None:
        raise Refused(f"There is no collection point {point_id} at this depot.")
    if order.kind is not OrderKind.DELIVERY or lies_at(state, order) is not None:
        raise Refused(f"Order {order.id} cannot be brought to {known.name}.")
    return e.OrderRedirected(order.id, known.place)


def near_points(state: State, order: Order, most: int) -> tuple[CollectionPoint, ...]:
    """Those nearest to the customer's own place; none for what is to be fetched, or goes to one."""
    is_home = order.home_place_id is None and lies_at(state, order) is None
    if order.kind is not OrderKind.DELIVERY or not is_home:
        return ()
    home = state.places[order.place_id]
    by_way = sorted(_points(state), key=lambda p: distance_m(home, p.place.lat, p.place.lon))
    return tuple(by_way[:most])


def _points(state: State) -> tuple[CollectionPoint, ...]:
    return state.depot.offers.points if state.depot is not None else ()
