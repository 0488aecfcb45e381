"""Learns from a depot's own days: from legs that were driven, and from ETAs that came true or not.

Kept in the log's settings, so that a restart forgets nothing but the last minute. Belongs to the
travel service's worker, and is loaded when that first has travel times: the planning takes long.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from core.hub.arrivals import expected
from core.json_faults import NOT_JSON
from core.model import Instant, PlaceId, Stop, StopId
from core.opening import served_window
from core.planning.day import avoided
from core.planning.learned import Learned
from core.planning.travel import GREAT_CIRCLE, TravelMatrix
from core.state import State

FORETELL_EVERY = timedelta(minutes=10)
"""How often ETAs are written down, in the depot's time."""
MOST_FORETOLD = 60
"""Of one stop."""

_log = logging.getLogger(__name__)


class Leg(Struct, frozen=True):
    """One stretch between two visits, as a driver's reports tell it."""

    origin: PlaceId
    destination: PlaceId
    set_out: datetime
    arrived: datetime


class Kept(Struct, frozen=True):
    """What is kept, and as of when; older things fade from then on."""

    learned: Learned
    as_of: Instant


class Learner:
    """What one depot has taught, and the ETAs that are still to come true."""

    def __init__(self, kept: bytes | None) -> None:
        """`kept` is what `encoded` gave in an earlier run."""
        self._kept = _decoded(kept)
        self._foretold: dict[StopId, list[tuple[datetime, datetime]]] = {}
        self._foretold_at: datetime | None = None

    def learn(
        self,
        arrived: Iterable[tuple[State, StopId]],
        state: State,
        matrix: TravelMatrix,
        now: datetime,
    ) -> Learned:
        """What is known by now, with visits that have begun, each with the state of then."""
        kept = self._kept or Kept(Learned(), now)
        learned = kept.learned.faded((now - kept.as_of).total_seconds() / 86_400)
        for then, stop_id in arrived:
            if stop_id in then.stops:
                learned = self._from_leg(learned, then, matrix, stop_id)
                learned = self._from_etas(learned, then, stop_id)
        self._kept = Kept(learned, max(now, kept.as_of))
        self._foretell(state, matrix, now)
        return learned

    @property
    def encoded(self) -> bytes:
        """To be kept."""
        return msgspec.json.encode(self._kept)

    def _from_leg(
        self, learned: Learned, state: State, matrix: TravelMatrix, stop_id: StopId
    ) -> Learned:
        leg = leg_to(state, state.stops[stop_id])
        assert state.depot is not None
        if leg is None or not all(_is_by_road(matrix, p) for p in (leg.origin, leg.destination)):
            return learned
        day = state.routes[state.stops[stop_id].route_id].day
        closed = avoided(state, day, matrix, leg.set_out)
        network_s = matrix.seconds(leg.origin, leg.destination, closed)
        local = leg.set_out.astimezone(ZoneInfo(state.depot.zone))
        driven_s = (leg.arrived - leg.set_out).total_seconds()
        return learned.with_leg(local.weekday() * 24 + local.hour, driven_s, network_s)

    def _from_etas(self, learned: Learned, state: State, stop_id: StopId) -> Learned:
        begun = begin_of(state, state.stops[stop_id])
        for made_at, begins in self._foretold.pop(stop_id, ()):
            if begun is not None:
                to_go_s = (begins - made_at).total_seconds()
                learned = learned.with_error(to_go_s, (begun - begins).total_seconds())
        return learned

    def _foretell(self, state: State, matrix: TravelMatrix, now: datetime) -> None:
        """Write down when vans on the road are expected, to be compared later."""
        last = self._foretold_at
        if last is not None and now - last < FORETELL_EVERY:
            return
        self._foretold_at = now
        for stop_id, begins in etas(state, matrix, now):
            known = self._foretold.setdefault(stop_id, [])
            if len(known) < MOST_FORETOLD:
                known.append((now, begins))
        for stop_id in [s for s in self._foretold if s not in state.stops]:
            del self._foretold[stop_id]


def _decoded(kept: bytes | None) -> Kept | None:
    try:
        return msgspec.json.decode(kept, type=Kept) if kept else None
    except NOT_JSON as error:
        _log.warning("What was learned of speeds cannot be read and is learned anew: %s", error)
        return None


def leg_to(state: State, stop: Stop) -> Leg | None:
    """The leg that ended at a stop; None when it is not known where it began."""
    if stop.started_at is None or stop.arrived_at is None:
        return None
    route = state.routes[stop.route_id]
    stops = [state.stops[s] for s in route.stop_ids if s in state.stops and s != stop.id]
    ended = [s for s in stops if s.ended_at is not None and s.ended_at <= stop.started_at]
    last = max(ended, key=_ended_at, default=None)
    if last is not None and last.arrived_at is None:
        return None  # Whoever was never there set out from somewhere else.
    origin = last.place_id if last is not None else route.start_place_id
    return Leg(origin, stop.place_id, stop.started_at, stop.arrived_at)


def _ended_at(stop: Stop) -> float:
    return stop.ended_at.timestamp() if stop.ended_at is not None else 0.0


def begin_of(state: State, stop: Stop) -> datetime | None:
    """When a visit that has arrived begins: no earlier than its window opens."""
    if stop.arrived_at is None:
        return None
    window = served_window(state, state.orders[stop.order_id], stop.arrived_at)
    opens = window.opens if window is not None else stop.arrived_at
    return max(stop.arrived_at, opens)


def etas(state: State, matrix: TravelMatrix, now: datetime) -> Iterator[tuple[StopId, datetime]]:
    """When each visit of a van on the road is expected to begin."""
    for visit, _, begins in expected(state, matrix, now):
        yield visit.stop_id, begins


def _is_by_road(matrix: TravelMatrix, place: PlaceId) -> bool:
    return place in matrix and matrix.source(place) != GREAT_CIRCLE
