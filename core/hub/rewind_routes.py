"""A day of the log over HTTP, for consoles that rewind it: start, events in parts, and tracks.

The hub folds nothing for it; the console's machine does. Read on a thread beside the writer.
"""

import asyncio
from datetime import datetime

import msgspec
from aiohttp import web
from msgspec import Raw

from core import reading
from core.access import Actor
from core.bounds import fault_of
from core.hub.callers import Known, actor_by_token, must_reach
from core.hub.gate import record_of
from core.hub.log import EventLog, StoredFix
from core.hub.protocol import DriverFix
from core.model import DepotId, DriverId
from core.rewind import EVENTS_AT_ONCE, RewindEvents, RewindStart, Tracks, thinned
from core.state import FOLD_VERSION


class RewindRoutes:
    """Belongs to a hub; `known` says whose a token is."""

    def __init__(self, log: EventLog, known: Known) -> None:
        self._log = log
        self._known = known

    def routes(self) -> list[web.RouteDef]:
        """All three addresses."""
        return [
            web.get("/rewind/{depot}", self._start),
            web.get("/rewind/{depot}/events", self._events),
            web.get("/rewind/{depot}/positions", self._positions),
        ]

    async def _start(self, request: web.Request) -> web.Response:
        _, depot = await self._reader(request)
        since, until = _moment(request, "since"), _moment(request, "until")
        return _json(await asyncio.to_thread(self._begin, depot, since, until))

    def _begin(self, depot: DepotId, since: datetime, until: datetime) -> RewindStart:
        before, last = self._last_before(depot, since), self._last_before(depot, until)
        kept = self._log.snapshot_at(depot, FOLD_VERSION, before)
        if kept is None:
            return RewindStart(0, before, last)
        return RewindStart(kept.seq, before, last, Raw(kept.body))

    def _last_before(self, depot: DepotId, moment: datetime) -> int:
        """The last event recorded before the moment; the depot's clock never runs backwards."""
        low, high = 0, self._log.head(depot).seq
        while low < high:
            middle = (low + high + 1) // 2
            (event,) = self._log.read(depot, middle - 1, 1)
            if event.recorded_at < moment:
                low = middle
            else:
                high = middle - 1
        return low

    async def _events(self, request: web.Request) -> web.Response:
        _, depot = await self._reader(request)
        after = _number(request, "after")
        stored = await asyncio.to_thread(self._log.read, depot, after, EVENTS_AT_ONCE)
        return _json(RewindEvents(tuple(map(record_of, stored))))

    async def _positions(self, request: web.Request) -> web.Response:
        actor, depot = await self._reader(request)
        if actor.role not in reading.POSITIONS:
            raise web.HTTPForbidden(text="Only the office sees where drivers were.")
        since, until = _moment(request, "since"), _moment(request, "until")
        return _json(await asyncio.to_thread(self._tracks, depot, since, until))

    def _tracks(self, depot: DepotId, since: datetime, until: datetime) -> Tracks:
        found = self._log.positions_between(depot, since, until)
        return Tracks(thinned(map(_fix, found)))

    async def _reader(self, request: web.Request) -> tuple[Actor, DepotId]:
        actor = await actor_by_token(request, self._known)
        depot = DepotId(request.match_info["depot"])
        if actor.role not in reading.STREAM or not actor.may_touch(depot):
            raise web.HTTPForbidden(text=f"{actor.id} may not read what happened at {depot}.")
        # The log has streams that are no depot's: what happened at the doors is not for consoles.
        must_reach(request, actor, depot)
        return actor, depot


def _fix(stored: StoredFix) -> DriverFix:
    return DriverFix(
        DriverId(stored.driver_id),
        stored.at,
        stored.received_at,
        stored.lat,
        stored.lon,
        stored.speed_mps,
        stored.heading,
        stored.accuracy_m,
    )


def _moment(request: web.Request, name: str) -> datetime:
    text = request.query.get(name, "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901
    if moment.tzinfo is None or fault_of(moment):
        raise web.HTTPBadRequest(text=f"{name} is {text[:40]!r}; it must be a moment with a zone.")
    return moment


def _number(request: web.Request, name: str) -> int:
    text = request.query.get(name, "0")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise web.HTTPBadRequest(text=f"{name} is {text[:40]!r}; it must be a whole number.")
    return int(text)


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
