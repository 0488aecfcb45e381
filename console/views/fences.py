"""Geofences in words: the list, and which van came in or left. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from console.tongue import tr
from console.view import AlertRow, Tone
from console.views.moment import Moment
from console.views.wording import Wording, duration
from core.erasure import name_of
from core.fences import Crossing, Sides, inside
from core.model import DriverId, Fence, FenceId, RouteId

TOLD_FOR = timedelta(minutes=15)
"""So long a crossing stays among the alerts."""
MOST_TOLD = 12
MOST_NAMED = 3


class FenceRow(Struct, frozen=True):
    """One line of the list."""

    id: FenceId
    name: str
    inside: str
    drawn: str


def drawn_words(wording: Wording, fence: Fence, now: datetime) -> str:
    """`drawn by ana at 10:12`."""
    at = wording.clock_and_day(fence.at, wording.today(now))
    return tr("drawn by {by} at {at}", by=fence.by, at=at)


def fence_rows(
    moment: Moment, fences: Mapping[FenceId, Fence], sides: Sides
) -> tuple[FenceRow, ...]:
    """Each with the drivers who are in it."""
    return tuple(
        FenceRow(
            fence.id,
            name_of(fence, moment.texts),
            _named([moment.driver_name(driver) for driver in inside(sides, fence.id)]),
            drawn_words(moment.wording, fence, moment.now),
        )
        for fence in fences.values()
    )


def crossing_words(moment: Moment, fences: Mapping[FenceId, Fence], crossing: Crossing) -> str:
    """`Ana came into Market`."""
    driver = moment.driver_name(crossing.driver_id)
    fence = name_of(fences[crossing.fence_id], moment.texts)
    if crossing.is_inside:
        return tr("{driver} came into {fence}", driver=driver, fence=fence)
    return tr("{driver} left {fence}", driver=driver, fence=fence)


def still_told(crossings: Iterable[Crossing], now: datetime) -> tuple[Crossing, ...]:
    """Those of the last quarter of an hour, the newest last."""
    return tuple(each for each in crossings if now - each.at <= TOLD_FOR)[-MOST_TOLD:]


def crossing_rows(
    moment: Moment, fences: Mapping[FenceId, Fence], crossings: Sequence[Crossing]
) -> tuple[AlertRow, ...]:
    """The newest first, those of fences that are gone left out; a click chooses the route."""
    routes = _routes(moment)
    return tuple(
        AlertRow(
            f"fence {each.fence_id} {each.driver_id} {each.at.timestamp()}",
            "map-pin",
            Tone.MUTED,
            crossing_words(moment, fences, each),
            tr("Geofence drawn on the map"),
            duration((moment.now - each.at).total_seconds()),
            route_id=routes.get(each.driver_id),
        )
        for each in reversed(crossings)
        if each.fence_id in fences
    )


def _routes(moment: Moment) -> dict[DriverId, RouteId]:
    """Which route each driver is on now."""
    return {
        route.driver_id: route.id
        for route in moment.state.routes.values()
        if route.started_at is not None and route.ended_at is None
    }


def _named(names: Sequence[str]) -> str:
    if not names:
        return tr("nobody")
    left = len(names) - MOST_NAMED
    more = (tr("{n} more", n=left),) if left > 0 else ()
    return ", ".join((*names[:MOST_NAMED], *more))
