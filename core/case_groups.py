"""Failures of one cause belong together: the queue shows them as one group. Pure.

Of one cause are failures for the same reason within half an hour of each other that lie in one
building, or, when the reason is one that strikes a whole route or area, on one route or nearby.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from math import cos, hypot, radians

from msgspec import Struct

from core.model import Attempt, Case, CaseId, CaseStatus, Instant, Place, kind_of
from core.state import State

SHARED_CAUSES = frozenset({"vehicle_breakdown", "driver_unavailable", "weather", "road_closed"})
TOGETHER = timedelta(minutes=30)
NEARBY_M = 1_000
BUILDING_M = 30
_METRES_PER_DEGREE = 111_195


class CaseGroup(Struct, frozen=True):
    """Two or more open cases of one cause, the earliest first. Its id lasts while it grows."""

    id: str
    reason: str
    is_building: bool
    case_ids: tuple[CaseId, ...]


class _Failure(Struct, frozen=True):
    case: Case
    at: Instant
    place: Place
    route_id: str


def case_groups(state: State, now: Instant) -> tuple[CaseGroup, ...]:
    """The groups among the cases that need a decision at this moment."""
    by_reason: dict[str, list[_Failure]] = defaultdict(list)
    for case in state.cases.values():
        if case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED) and not case.waits_at(now):
            failure = _failure(state, case)
            if failure is not None:
                by_reason[failure.case.reason or ""].append(failure)
    return tuple(
        CaseGroup(
            id=f"group-{members[0].case.id}",
            reason=reason,
            is_building=kind_of(reason) not in SHARED_CAUSES,
            case_ids=tuple(each.case.id for each in members),
        )
        for reason, failures in by_reason.items()
        for members in _joined(failures)
        if len(members) > 1
    )


def distance_m(a: Place, lat: float, lon: float) -> float:
    """Straight distance, exact enough for a town."""
    across = (lon - a.lon) * cos(radians(a.lat))
    return hypot(lat - a.lat, across) * _METRES_PER_DEGREE


def _failure(state: State, case: Case) -> _Failure | None:
    order = state.orders[case.order_id]
    attempt: Attempt | None = order.attempts[-1] if order.attempts else None
    if case.reason is None or case.stop_id is None:
        return None
    stop = state.stops[case.stop_id]
    is_of_stop = attempt is not None and attempt.stop_id == stop.id
    at = attempt.at if attempt is not None and is_of_stop else case.opened_at
    stranded = state.routes[stop.route_id].stranded
    if not is_of_stop and stranded is not None and stranded.reason == case.reason:
        at = stranded.at
    return _Failure(case, at, state.places[stop.place_id], stop.route_id)


def _joined(failures: Iterable[_Failure]) -> list[list[_Failure]]:
    """Who is of one cause with anybody of a group belongs to the group."""
    found: list[list[_Failure]] = []
    for one in sorted(failures, key=lambda each: (each.at, each.case.id)):
        touching = [group for group in found if any(_is_one_cause(one, each) for each in group)]
        apart = [group for group in found if group not in touching]
        merged = [each for group in touching for each in group]
        found = [*apart, [*merged, one]]
    return found


def _is_one_cause(a: _Failure, b: _Failure) -> bool:
    if abs(a.at - b.at) > TOGETHER:
        return False
    is_shared = kind_of(a.case.reason) in SHARED_CAUSES
    if is_shared and a.route_id == b.route_id:
        return True
    near = NEARBY_M if is_shared else BUILDING_M
    return a.place.id == b.place.id or distance_m(a.place, b.place.lat, b.place.lon) <= near
