"""Tries whether phones reach the hub: a link that signs nobody in, and what the phone found there.

Nobody can look at the hub from outside but a device that is outside: the phone itself, over mobile
data. Its page (`resources/reach`) tries what a driver's page needs and tells the hub.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import msgspec
from aiohttp import web
from msgspec import Struct

from core.access import Actor
from core.hub import protocol as p
from core.hub.callers import Known, actor_by_token, address_of
from core.model import ActorId
from core.reading import DRIVER_LINKS

LASTS_S = 600
MOST = 200
"""Tests at a time; the oldest ends for a new one."""
_FILES = {
    "": ("index.html", "text/html"),
    "reach.css": ("reach.css", "text/css"),
    "reach.js": ("reach.js", "text/javascript"),
    "worker.js": ("worker.js", "text/javascript"),
}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Found(Struct, forbid_unknown_fields=True):
    """What a phone tells, first that it is there and then what it found."""

    code: str
    over: Literal["", "cellular", "wifi"] = ""
    keeps_offline: bool | None = None
    line_opens: bool | None = None


class _Test(Struct):
    id: str
    asked_by: ActorId
    expires_s: float
    reached: p.Reached = p.Reached()


class ReachRoutes:
    """Serves `/reach…`. `base_url` and `ws_url` are known once the hub listens."""

    def __init__(self, known: Known, folder: Path, *, is_behind_proxy: bool = False) -> None:
        self.base_url = self.ws_url = ""
        self._known = known
        self._folder = folder
        self._is_behind_proxy = is_behind_proxy
        self._tests: dict[str, _Test] = {}
        """By their codes, the oldest first."""

    def routes(self) -> list[web.RouteDef]:
        """For the office, and for phones."""
        return [
            web.post("/reach-tests", self._begin),
            web.get("/reach-tests/{id}", self._state),
            web.post("/reach", self._found),
            web.get("/reach", _to_page),
            *(
                web.get(f"/reach/{name}", _file(self._folder / file, media_type))
                for name, (file, media_type) in _FILES.items()
            ),
        ]

    async def _begin(self, request: web.Request) -> web.Response:
        """For the office: a link to open on a phone, as often as wanted while it lasts."""
        actor = await self._officer(request)
        now_s = time.monotonic()
        self._tests = {c: each for c, each in self._tests.items() if each.expires_s > now_s}
        while len(self._tests) >= MOST:
            del self._tests[next(iter(self._tests))]
        code, test_id = secrets.token_urlsafe(24), secrets.token_urlsafe(12)
        self._tests[code] = _Test(test_id, actor.id, now_s + LASTS_S)
        return _json(p.ReachTest(f"{self.base_url}/reach/#{code}", self.ws_url, LASTS_S, test_id))

    async def _state(self, request: web.Request) -> web.Response:
        """For whoever asked for the test: what a phone has found by now."""
        actor = await self._officer(request)
        wanted = request.match_info["id"]
        own = (t for t in self._tests.values() if t.id == wanted and t.asked_by == actor.id)
        test = next(own, None)
        return _json(test.reached if test is not None else p.Reached())

    async def _found(self, request: web.Request) -> web.Response:
        """For a phone: it is here, and this is what it found."""
        found = msgspec.json.decode(await request.read(), type=_Found)
        test = self._tests.get(found.code)
        if test is None or test.expires_s <= time.monotonic():
            raise web.HTTPForbidden(text="This link is too old. Ask the office for a new one.")
        test.reached = p.Reached(
            address_of(request, is_behind_proxy=self._is_behind_proxy),
            found.over,
            found.keeps_offline,
            found.line_opens,
        )
        return _json({"ws_url": self.ws_url})

    async def _officer(self, request: web.Request) -> Actor:
        actor = await actor_by_token(request, self._known)
        if actor.role not in DRIVER_LINKS:
            raise web.HTTPForbidden(text="Only the office tests how phones reach the hub.")
        return actor


async def _to_page(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/reach/")


def _file(path: Path, media_type: str) -> Answer:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers={"Content-Type": media_type})

    return serve


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
