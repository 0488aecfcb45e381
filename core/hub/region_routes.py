"""A hub's region over HTTP: which files it has, and each of them, for consoles elsewhere.

Map data is public, but only the office is served: it is large.
"""

import asyncio
import hashlib
from pathlib import Path

import msgspec
from aiohttp import web

from core.hub.callers import Known, actor_by_token
from core.reading import TRAVEL_TIMES
from core.region.region import Region
from core.region.region_ref import RegionFile, RegionOffer


class RegionRoutes:
    """Belongs to a hub; `known` says whose a token is."""

    def __init__(self, region: Region | None, known: Known) -> None:
        self._region = region
        self._known = known
        self._offer: RegionOffer | None = None

    def routes(self) -> list[web.RouteDef]:
        """Both addresses."""
        return [
            web.get("/region", self._told),
            web.get("/region/{name}/{file}", self._file),
        ]

    async def _told(self, request: web.Request) -> web.Response:
        region = await self._asked(request)
        if self._offer is None:
            self._offer = await asyncio.to_thread(_offer, region)
        return web.Response(body=msgspec.json.encode(self._offer), content_type="application/json")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        region = await self._asked(request)
        name = request.match_info["file"]
        found = next((file for file in region.files if file.name == name), None)
        if found is None or request.match_info["name"] != region.build:
            raise web.HTTPNotFound(text="The region has no such file. Ask for /region again.")
        return web.FileResponse(found, headers={"Content-Type": "application/octet-stream"})

    async def _asked(self, request: web.Request) -> Region:
        actor = await actor_by_token(request, self._known)
        if actor.role not in TRAVEL_TIMES:
            raise web.HTTPForbidden(text=f"{actor.id} may not read the region.")
        if self._region is None:
            raise web.HTTPNotFound(text="This hub has no region.")
        return self._region


def _offer(region: Region) -> RegionOffer:
    files = tuple(RegionFile(f.name, f.stat().st_size, _digest(f)) for f in region.files)
    return RegionOffer(region.ref, files, region.is_demo)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
