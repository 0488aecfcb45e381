"""What a route was planned to be and what became of it, in numbers. Pure.

The ways are straight lines between its stops times `DETOUR_FACTOR`: an estimate that needs nothing
but the log, so that it can be made again years later. Reports say that it is one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from msgspec import Struct

from core.model import Order, Place, PlaceId, Route, Stop, StopId, StopKind, StopStatus
from core.planning.travel import DETOUR_FACTOR
from core.state import State

_EARTH_M = 6_371_008.8
_HAND_OVERS = (StopKind.GIVE, StopKind.TAKE)


class Planned(Struct, frozen=True):
    """A route as it was planned: stops, metres, seconds at doors."""

    stops: int
    metres: int
    service_s: int


class Driven(Struct, frozen=True):
    """What happened on a route until now; hand-overs between vans count as ways only."""

    done: int = 0
    failed: int = 0
    first_tries: int = 0
    """Visits that were the first of their order."""
    first_done: int = 0
    promised: int = 0
    """Visits that are over and had a window."""
    on_time: int = 0
    in_full: int = 0
    otif: int = 0
    """On time and in full."""
    metres: int = 0
    service_s: int = 0
    """Between arriving and leaving."""
    expected_service_s: int = 0
    """What was planned for the same stops."""


def planned(state: State, route: Route) -> Planned:
    """By the office's list as it stands."""
    stops = [state.stops[stop_id] for stop_id in route.stop_ids if stop_id in state.stops]
    ways = [route.start_place_id, *(stop.place_id for stop in stops), route.end_place_id]
    return Planned(len(stops), _metres(state, ways), sum(stop.service_s for stop in stops))


def driven(state: State, route: Route) -> Driven:
    """By the stops that have ended, in the order in which they did."""
    ended = _ended(state, (*route.manifest, *route.stop_ids))
    home = [route.end_place_id] if route.ended_at is not None else []
    ways = [route.start_place_id, *(stop.place_id for stop in ended), *home]
    known = [stop for stop in ended if stop.order_id in state.orders]
    visits = [stop for stop in known if stop.kind not in _HAND_OVERS]
    judged = [_judged(stop, state.orders[stop.order_id]) for stop in visits]
    timed = [stop for stop in visits if stop.arrived_at is not None]
    return Driven(
        done=sum(stop.status is StopStatus.COMPLETED for stop in visits),
        failed=sum(stop.status is StopStatus.FAILED for stop in visits),
        first_tries=sum(each.is_first for each in judged),
        first_done=sum(each.is_first and each.is_done for each in judged),
        promised=sum(each.is_promised for each in judged),
        on_time=sum(each.is_promised and each.is_on_time for each in judged),
        in_full=sum(each.is_promised and each.is_in_full for each in judged),
        otif=sum(each.is_promised and each.is_on_time and each.is_in_full for each in judged),
        metres=_metres(state, ways) if ended else 0,
        service_s=sum(_between_s(stop.arrived_at, stop.ended_at) for stop in timed),
        expected_service_s=sum(stop.service_s for stop in timed),
    )


class _Judged(Struct, frozen=True):
    is_done: bool
    is_first: bool
    is_promised: bool
    is_on_time: bool
    is_in_full: bool


def _judged(stop: Stop, order: Order) -> _Judged:
    """A visit that failed is neither on time nor in full."""
    is_done = stop.status is StopStatus.COMPLETED
    first = order.attempts[0].stop_id if order.attempts else None
    window, began = order.due_window, stop.arrived_at or stop.ended_at
    return _Judged(
        is_done=is_done,
        is_first=first is None if is_done else first == stop.id,
        is_promised=window is not None,
        is_on_time=is_done and window is not None and began is not None and began <= window.closes,
        is_in_full=is_done and not order.refused_items,
    )


def _ended(state: State, stop_ids: Iterable[StopId]) -> list[Stop]:
    stops = (state.stops[id_] for id_ in dict.fromkeys(stop_ids) if id_ in state.stops)
    over = (StopStatus.COMPLETED, StopStatus.FAILED)
    return [stop for stop in stops if stop.status in over]


def _between_s(since: datetime | None, until: datetime | None) -> int:
    if since is None or until is None:
        return 0
    return max(0, round((until - since).total_seconds()))


def _metres(state: State, ways: Sequence[PlaceId]) -> int:
    """From place to place; one that is not known is left out."""
    places = [state.places[place_id] for place_id in ways if place_id in state.places]
    legs = pairwise(places)
    return round(sum(_leg_m(a, b) for a, b in legs) * DETOUR_FACTOR)


def _leg_m(a: Place, b: Place) -> float:
    return _between_m(a.lat, a.lon, b.lat, b.lon)


@lru_cache(maxsize=65_536)
def _between_m(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """The legs of a route are asked for again at every stop that ends."""
    lat, lon = radians(b_lat - a_lat) / 2, radians(b_lon - a_lon) / 2
    chord = sin(lat) ** 2 + cos(radians(a_lat)) * cos(radians(b_lat)) * sin(lon) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, chord)))
