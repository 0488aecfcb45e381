"""Whether a pin is right: which orders hang on it, and where drivers really delivered. Pure.

Two or more visits that ended close together and away from the pin are better than the pin, unless
as many ended at it.
"""

from math import atan2, cos, degrees, radians

from msgspec import Struct

from core.case_groups import distance_m
from core.model import Order, OrderStatus, Place, PlaceId, Position, StopKind, StopStatus
from core.state import State

OFF_M = 30
"""A door is not further from its pin than this; positions are not much better either."""
TOGETHER_M = 40
FEWEST = 2
_OPEN = (OrderStatus.WAITING, OrderStatus.PLANNED, OrderStatus.FAILED)
_WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


class BetterPin(Struct, frozen=True):
    """Where a place rather is, and how many visits say so."""

    to: Position
    visits: int
    metres: int
    wind: str
    """In which direction from the pin, in words."""


def open_orders_at(state: State, place_id: PlaceId) -> tuple[Order, ...]:
    """Orders whose next visit is there."""
    found = (order for order in state.orders.values() if order.place_id == place_id)
    return tuple(sorted((o for o in found if o.status in _OPEN), key=lambda order: order.id))


def better_pin(state: State, place: Place) -> BetterPin | None:
    """What the visits that were completed at the place say against its pin."""
    proofs = _proofs(state, place.id)
    off = [each for each in proofs if distance_m(place, each.lat, each.lon) > OFF_M]
    together = max((_around(each, off) for each in off), key=len, default=[])
    if len(together) < max(FEWEST, len(proofs) - len(off)):
        return None
    lat = sum(each.lat for each in together) / len(together)
    lon = sum(each.lon for each in together) / len(together)
    metres = round(distance_m(place, lat, lon))
    to = Position(round(lat, 6), round(lon, 6))
    return BetterPin(to, len(together), metres, wind(place, to))


def wind(place: Place, to: Position) -> str:
    """In which of eight directions a point lies from a place."""
    north = to.lat - place.lat
    east = (to.lon - place.lon) * cos(radians(place.lat))
    return _WINDS[round(degrees(atan2(east, north)) / 45) % 8]


def _proofs(state: State, place_id: PlaceId) -> list[Position]:
    return [
        stop.done_at
        for stop in state.stops.values()
        if stop.place_id == place_id
        and stop.status is StopStatus.COMPLETED
        and stop.kind not in (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
        and stop.done_at is not None
    ]


def _around(one: Position, others: list[Position]) -> list[Position]:
    """Those near it that are all near each other, the nearest first."""
    found: list[Position] = []
    for each in sorted(others, key=lambda other: _apart_m(one, other)):
        if all(_apart_m(each, kept) <= TOGETHER_M for kept in found):
            found.append(each)
    return found


def _apart_m(one: Position, other: Position) -> float:
    return distance_m(Place(PlaceId(""), "", one.lat, one.lon), other.lat, other.lon)
