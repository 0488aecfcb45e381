"""What a route was planned to be and what became of it, in numbers. Pure.

The ways are straight lines between its stops times `DETOUR_FACTOR`: an estimate that needs nothing
but the log, so that it can be made again years later. Reports say that it is one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count, pairwise
from math import asin, cos, radians, sin, sqrt

from msgspec import Struct

from core.model import Order, OrderId, Place, PlaceId, Route, Stop, StopId, StopKind, StopStatus
from core.planning.straight_line import DETOUR_FACTOR
from core.state import State

_EARTH_M = 6_371_008.8
_APART = (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
"""No visits of customers."""
_OVER = (StopStatus.COMPLETED, StopStatus.FAILED)


class Planned(Struct, frozen=True):
    """A route as it was planned: stops, metres, seconds at doors."""

    stops: int
    metres: int
    service_s: int


class Driven(Struct, frozen=True):
    """What happened on a route until now; hand-overs and fetched goods count as ways only."""

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
    sums = _Sums()
    for stop in ended:
        order = state.orders.get(stop.order_id)
        if order is not None and stop.kind not in _APART:
            _count(state, sums, stop, order)
    return Driven(
        done=sums.done,
        failed=sums.failed,
        first_tries=sums.first_tries,
        first_done=sums.first_done,
        promised=sums.promised,
        on_time=sums.on_time,
        in_full=sums.in_full,
        otif=sums.otif,
        metres=_metres(state, ways) if ended else 0,
        service_s=sums.service_s,
        expected_service_s=sums.expected_service_s,
    )


class _Sums(Struct):
    """The counts of `Driven`, as they grow."""

    done: int = 0
    failed: int = 0
    first_tries: int = 0
    first_done: int = 0
    promised: int = 0
    on_time: int = 0
    in_full: int = 0
    otif: int = 0
    service_s: int = 0
    expected_service_s: int = 0


def _count(state: State, sums: _Sums, stop: Stop, order: Order) -> None:
    """Add a visit; one that failed is neither on time nor in full.

    Asked for all visits of a route whenever one more ends: one pass, and no more calls.
    """
    is_done = stop.status is StopStatus.COMPLETED
    first = order.attempts[0].stop_id if order.attempts else None
    if is_done:
        sums.done += 1
    else:
        sums.failed += 1
    if first == (None if is_done else stop.id):
        sums.first_tries += 1
        sums.first_done += is_done
    window = order.due_window
    if window is not None:
        began = stop.arrived_at or stop.ended_at
        is_on_time = is_done and began is not None and began <= window.closes
        is_in_full = is_done and not order.refused_items and not _has_parts(state, order)
        sums.promised += 1
        sums.on_time += is_on_time
        sums.in_full += is_in_full
        sums.otif += is_on_time and is_in_full
    if stop.arrived_at is not None:
        sums.service_s += _between_s(stop.arrived_at, stop.ended_at)
        sums.expected_service_s += stop.service_s


def _has_parts(state: State, order: Order) -> bool:
    """Whether some of it was left out at the door: parts are numbered from one (`rules/parts.py`).

    No search through all orders: asked for every visit whenever one more ends.
    """
    numbered = (state.orders.get(OrderId(f"{order.id}-p{n}")) for n in count(1))
    part = next(each for each in numbered if each is None or each.part_of == order.id)
    return part is not None


def _ended(state: State, stop_ids: Iterable[StopId]) -> list[Stop]:
    known = map(state.stops.get, dict.fromkeys(stop_ids))
    return [stop for stop in known if stop is not None and stop.status in _OVER]


def _between_s(since: datetime, until: datetime | None) -> int:
    return max(0, round((until - since).total_seconds())) if until is not None else 0


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
