"""The log as a file over HTTP, for auditors and those who lead: what `main.py audit` writes.

Written beside first, so that the hub's memory does not grow with the log and a reader sees how much
there is; sent in pieces, and gone when it was sent. Whoever takes one is written down.
"""

import asyncio
import secrets
import tempfile
from pathlib import Path

from aiohttp import web

from core.access import EVERY_DEPOT, Actor
from core.hub.access_log import STREAM, Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.audit import write_export
from core.hub.audit_words import HEADS, heads_header
from core.hub.callers import Known, actor_by_token
from core.hub.log import EventLog, Head
from core.model import DepotId
from core.reading import EXPORTS

FORMATS = ("jsonl", "csv")
MOST_AT_ONCE = 2
"""Each reads the whole log."""
PIECE_BYTES = 256 * 1024


class AuditRoutes:
    """Belongs to a hub."""

    def __init__(self, log: EventLog, known: Known, trail: AccessTrail) -> None:
        self._log = log
        self._known = known
        self._trail = trail
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    def routes(self) -> list[web.RouteDef]:
        """One address."""
        return [web.get("/audit/{depot}", self._export)]

    async def _export(self, request: web.Request) -> web.StreamResponse:
        actor, depot = await self._reader(request)
        kind = request.query.get("format", "jsonl")
        if kind not in FORMATS:
            raise web.HTTPBadRequest(text=f"The format is {kind[:20]!r}; it must be jsonl or csv.")
        if self._turns.locked():
            raise web.HTTPTooManyRequests(text="Others export the log just now. Try again soon.")
        async with self._turns:
            note = Note(Kind.EXPORTED, actor.id, f"log of {depot}", depot, words=kind)
            # Written down first, so that the file holds it, too.
            await self._trail.keep(note)
            with tempfile.TemporaryDirectory(prefix="backhaul") as folder:
                file = Path(folder) / f"{secrets.token_hex(4)}.{kind}"
                streams = await asyncio.to_thread(self._streams, actor, depot)
                heads = await asyncio.to_thread(write_export, self._log, streams, file)
                return await _sent(request, file, heads)

    def _streams(self, actor: Actor, depot: DepotId) -> list[str]:
        """What happened at the doors is everybody's: only who may touch every depot reads it."""
        is_everywhere = EVERY_DEPOT in actor.depots
        return [depot, STREAM] if is_everywhere or self._is_only(depot) else [depot]

    def _is_only(self, depot: DepotId) -> bool:
        return {*self._log.streams()} <= {str(depot), STREAM}

    async def _reader(self, request: web.Request) -> tuple[Actor, DepotId]:
        actor = await actor_by_token(request, self._known)
        depot = DepotId(request.match_info["depot"])
        if actor.role not in EXPORTS or not actor.may_touch(depot):
            raise web.HTTPForbidden(text=f"{actor.id} may not export the log of {depot}.")
        if depot == STREAM or depot not in await asyncio.to_thread(self._log.streams):
            raise web.HTTPNotFound(text=f"There is no depot {depot[:40]} at this hub.")
        return actor, depot


async def _sent(request: web.Request, file: Path, heads: dict[str, Head]) -> web.StreamResponse:
    """In pieces: the folder must stay until the last one has gone."""
    response = web.StreamResponse()
    response.content_type = "text/csv" if file.suffix == ".csv" else "application/x-ndjson"
    response.content_length = (await asyncio.to_thread(file.stat)).st_size
    response.headers[HEADS] = heads_header(heads)
    # Headers that every answer has are set before anything is sent.
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    await response.prepare(request)
    with await asyncio.to_thread(file.open, "rb") as opened:
        while piece := await asyncio.to_thread(opened.read, PIECE_BYTES):
            await response.write(piece)
    await response.write_eof()
    return response
