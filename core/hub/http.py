"""What the hub serves over HTTP beside the websocket, in the same loop: health, the driver's page,
enrolment by one-use code, photos, and the travel matrix.

A token comes in the Authorization header, never in a URL. A driver's link carries a one-use code
behind the `#`, which browsers do not send; the page changes it for a token.
"""

import asyncio
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

import msgspec
from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.access_log import Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.blobs import (
    MAX_PART_BYTES,
    MOST_AT_ONCE,
    BlobRefused,
    BlobStore,
    BlobsUnavailable,
    WrongOffset,
)
from core.hub.callers import actor_by_token, address_of, must_reach
from core.hub.conduct import Conduct, slow_words
from core.hub.driver_page import driver_routes
from core.hub.frame_words import fault_words
from core.hub.growing_delay import wait_words
from core.hub.http_listener import in_time
from core.hub.log import LogUnavailable
from core.hub.phones import PhoneFault
from core.hub.server import Unavailable
from core.hub.strangers import Strangers
from core.hub.tokens import token_sha256
from core.hub.trust import AUTHORITY_PATH
from core.model import ActorId, DepotId, DriverId, OrderId
from core.reading import DRIVER_LINKS, LINKS, PHOTOS, TRAVEL_TIMES

CODE_LASTS_S = 600
MAX_CODES = 1000
MAX_BODY_BYTES = MAX_PART_BYTES + 1024

OWN_DELAYS = ("/sign-in", "/phones/", "/api/v1/")
"""Addresses that keep count of who fails there themselves."""
JUNK = (400, 403, 413, 422)
"""Answers to what nobody of ours should ask."""
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "Backhaul",
}
KEPT_HEADERS = ("Location", "Retry-After", "WWW-Authenticate")

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Doorkeeper(Protocol):
    """What the pages ask the hub."""

    async def actor_of(self, token: str) -> Actor | None:
        """Who shows this token."""

    async def renewed(self, token: str) -> str | None:
        """A new token of the device that shows this one, if it is time; raises `KeyError` for one
        that is no device's."""

    def has_driver(self, depot: DepotId, driver_id: DriverId) -> bool:
        """Whether the depot employs the driver."""

    async def enrol_driver(self, depot: DepotId, driver_id: DriverId) -> str:
        """A fresh token for a driver's device; raises `KeyError` for an unknown driver."""

    async def revoke_page(
        self, depot: DepotId, driver_id: DriverId, *, to_simulator: bool = False
    ) -> bool:
        """End the driver's page; whether there was one. `to_simulator`: on a simulated day he is
        driven by the simulator again from the next start on."""

    async def driven_by_people(self, depot: DepotId) -> tuple[DriverId, ...]:
        """The depot's drivers whom the simulator must leave alone."""

    async def give_customer_link(
        self, depot: DepotId, order_id: OrderId, actor: Actor
    ) -> str | None:
        """A fresh link for the order's customer, written down as given by the actor; None when
        there is no such order. Raises `Unavailable` in words."""

    def travel(self, depot: DepotId, after: int) -> bytes | None:
        """Travel times of the places from `after` on, or None while there are none."""

    def health(self) -> dict[str, object]:
        """How the hub is, for whoever watches it; nothing about customers."""


class _Code(Struct, frozen=True):
    depot: DepotId
    driver_id: DriverId
    expires_s: float
    made_by: ActorId


class _Used(Struct, frozen=True):
    depot: DepotId
    address: str


class _Enrol(Struct, forbid_unknown_fields=True):
    code: str


class _LinkFor(Struct, forbid_unknown_fields=True):
    depot: DepotId
    driver_id: DriverId


class _CustomerLinkFor(Struct, forbid_unknown_fields=True):
    depot: DepotId
    order_id: OrderId


class Pages:
    """The HTTP side of a hub. `app` is to be served; `ws_url` is told to browsers."""

    def __init__(
        self,
        hub: Doorkeeper,
        blobs: BlobStore,
        driver_page: Path,
        *,
        strangers: Strangers,
        trail: AccessTrail,
        conduct: Conduct,
        is_behind_proxy: bool = False,
    ) -> None:
        self.ws_url = ""
        self.http_url = ""
        self._hub = hub
        self._blobs = blobs
        self._strangers = strangers
        self._trail = trail
        self._conduct = conduct
        self._is_behind_proxy = is_behind_proxy
        self.fingerprint = ""
        """Of the hub's own authority, where phones have to trust that; else empty."""
        self._codes: dict[str, _Code] = {}
        self._used: OrderedDict[str, _Used] = OrderedDict()
        self._easels = asyncio.Semaphore(MOST_AT_ONCE)
        self._at_easels: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """By devices of which photos are drawn or wait for it."""
        self.app = web.Application(
            client_max_size=MAX_BODY_BYTES,
            middlewares=[self._with_headers, self._slow_down, _in_words, in_time],
        )
        self.app.add_routes(
            [
                web.get("/health", self._health),
                web.post("/driver-links", self._make_link),
                web.get("/driver-links/{id}", self._link_state),
                web.get("/driver-pages/{depot}", self._driven_pages),
                web.delete("/driver-pages/{depot}/{id}", self._revoke_page),
                web.post("/customer-links", self._make_customer_link),
                web.post("/enrol", self._enrol),
                web.post("/device-token", self._renew),
                web.head("/blobs/{id}", self._offset),
                web.put("/blobs/{id}", self._upload),
                web.get("/blobs/{id}", self._photo, allow_head=False),
                web.get("/travel/{depot}", self._travel),
            ]
        )
        self.app.add_routes(driver_routes(driver_page, self._policy))

    @web.middleware
    async def _with_headers(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        """Whatever is served may load and call nothing but this hub, unless it says less."""
        response = await handler(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Security-Policy", self._policy())
        response.headers.update(_ALWAYS)
        return response

    def headers(self) -> dict[str, str]:
        """Of an answer that says no less."""
        return {
            "Cache-Control": "no-store",
            "Content-Security-Policy": self._policy(),
            **_ALWAYS,
        }

    @web.middleware
    async def _slow_down(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        """Whoever shows tokens that nobody has, or floods the hub with junk, has to wait."""
        if request.path.startswith(OWN_DELAYS):
            return await handler(request)
        device = token_sha256(request.headers.get("Authorization", "").removeprefix("Bearer "))
        wait_s = self._conduct.wait_s(device, time.monotonic())
        if wait_s > 0:
            return _plain(429, slow_words(wait_s), {"Retry-After": str(max(1, round(wait_s)))})
        response = await handler(request)
        if response.status in JUNK and "Authorization" in request.headers:
            self._conduct.refused(device, time.monotonic())
        if response.status != 401:
            return response
        address = address_of(request, is_behind_proxy=self._is_behind_proxy)
        wait_s = self._strangers.failed(address, f"{request.method} {request.path[:60]}")
        if wait_s <= 0:
            return response
        headers = {"Retry-After": str(max(1, round(wait_s)))}
        return _plain(429, wait_words(wait_s), headers)

    def _policy(self) -> str:
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; "
            f"img-src 'self' blob:; connect-src 'self' {self.ws_url}; worker-src 'self'; "
            "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )

    async def _health(self, request: web.Request) -> web.Response:
        return _json(self._hub.health())

    async def _make_link(self, request: web.Request) -> web.Response:
        """For the office: a link that makes one browser a driver's device, once."""
        actor = await self._actor(request)
        if actor.role not in DRIVER_LINKS:
            raise web.HTTPForbidden(text="Only the office enrols drivers' devices.")
        wanted = msgspec.json.decode(await request.read(), type=_LinkFor)
        must_reach(request, actor, wanted.depot)
        if not self._hub.has_driver(wanted.depot, wanted.driver_id):
            raise web.HTTPNotFound(text=f"There is no driver {wanted.driver_id}.")
        now_s = time.monotonic()
        self._codes = {c: code for c, code in self._codes.items() if code.expires_s > now_s}
        if len(self._codes) >= MAX_CODES:
            raise web.HTTPTooManyRequests(text="Too many links are unused. Use those first.")
        code = secrets.token_urlsafe(24)
        note = Note(Kind.TOKEN_MADE, actor.id, f"driver link {_id_of(code)}", wanted.depot)
        await self._trail.keep(replace(note, words=f"for {wanted.driver_id}"))
        expires_s = now_s + CODE_LASTS_S
        self._codes[code] = _Code(wanted.depot, wanted.driver_id, expires_s, actor.id)
        link = p.DriverLink(
            f"{self.http_url}/driver/#{code}",
            CODE_LASTS_S,
            _id_of(code),
            bool(self.fingerprint),
            self.fingerprint,
        )
        return _json(link)

    async def _link_state(self, request: web.Request) -> web.Response:
        """For the office: whether a phone has used the link, and from where."""
        actor = await self._actor(request)
        if actor.role not in DRIVER_LINKS:
            raise web.HTTPForbidden(text="Only the office enrols drivers' devices.")
        used = self._used.get(request.match_info["id"])
        if used is None or not actor.may_touch(used.depot):
            return _json(p.DriverLinkState())
        return _json(p.DriverLinkState(True, used.address))

    async def _driven_pages(self, request: web.Request) -> web.Response:
        """For the office: whom a person drives."""
        actor = await self._actor(request)
        depot = DepotId(request.match_info["depot"])
        if actor.role not in DRIVER_LINKS:
            raise web.HTTPForbidden(text="Only the office revokes drivers' devices.")
        must_reach(request, actor, depot)
        return _json(p.DrivenPages(await self._hub.driven_by_people(depot)))

    async def _revoke_page(self, request: web.Request) -> web.Response:
        """For the office: the driver's page is signed out, and links not used yet lead nowhere."""
        actor = await self._actor(request)
        depot = DepotId(request.match_info["depot"])
        driver_id = DriverId(request.match_info["id"])
        if actor.role not in DRIVER_LINKS:
            raise web.HTTPForbidden(text="Only the office revokes drivers' devices.")
        must_reach(request, actor, depot)
        if not self._hub.has_driver(depot, driver_id):
            raise web.HTTPNotFound(text=f"There is no driver {driver_id}.")
        self._codes = {
            code: each
            for code, each in self._codes.items()
            if (each.depot, each.driver_id) != (depot, driver_id)
        }
        to_simulator = request.query.get("to") == "simulator"
        was_there = await self._hub.revoke_page(depot, driver_id, to_simulator=to_simulator)
        about = f"driver's page of {driver_id}"
        await self._trail.keep(Note(Kind.TOKEN_REVOKED, actor.id, about, depot))
        return _json(p.RevokedPage(was_there))

    async def _make_customer_link(self, request: web.Request) -> web.Response:
        """For the office: a link by which a customer answers for the own order."""
        actor = await self._actor(request)
        if actor.role not in LINKS:
            raise web.HTTPForbidden(text="Only the office makes customers' links.")
        wanted = msgspec.json.decode(await request.read(), type=_CustomerLinkFor)
        must_reach(request, actor, wanted.depot)
        try:
            url = await self._hub.give_customer_link(wanted.depot, wanted.order_id, actor)
        except Unavailable as unavailable:
            raise web.HTTPServiceUnavailable(text=str(unavailable)) from None
        if url is None:
            raise web.HTTPNotFound(text=f"There is no order {wanted.order_id}.")
        return _json({"url": url})

    async def _enrol(self, request: web.Request) -> web.Response:
        """For the driver's page: change a one-use code for a token."""
        sent = msgspec.json.decode(await request.read(), type=_Enrol)
        code = self._codes.pop(sent.code, None)
        address = address_of(request, is_behind_proxy=self._is_behind_proxy)
        if code is None or code.expires_s <= time.monotonic():
            wait_s = self._strangers.failed(address, "unknown driver link")
            if wait_s > 0:
                raise web.HTTPTooManyRequests(
                    text=wait_words(wait_s), headers={"Retry-After": str(max(1, round(wait_s)))}
                )
            raise web.HTTPForbidden(
                text="This link was used already or is too old. Ask the office for a new one."
            )
        try:
            token = await self._hub.enrol_driver(code.depot, code.driver_id)
        except KeyError:
            raise web.HTTPNotFound(text=f"There is no driver {code.driver_id}.") from None
        about, words = f"driver link {_id_of(sent.code)}", f"made by {code.made_by}"
        driver = ActorId(code.driver_id)
        note = Note(Kind.LINK_USED, driver, about, code.depot, address, words)
        await self._trail.keep(note)
        self._used[_id_of(sent.code)] = _Used(code.depot, address)
        while len(self._used) > MAX_CODES:
            self._used.popitem(last=False)
        return _json(p.Enrolment(self.ws_url, token, code.depot, code.driver_id))

    async def _renew(self, request: web.Request) -> web.Response:
        """For a device: a new token when the old one is a week old; that one goes on until the
        new one was used. 204 while it is young."""
        await self._actor(request)
        token = request.headers["Authorization"].removeprefix("Bearer ")
        try:
            new = await self._hub.renewed(token)
        except KeyError:
            raise web.HTTPConflict(text="People and desks have tokens of another kind.") from None
        return web.Response(status=204) if new is None else _json(p.NewToken(new))

    async def _offset(self, request: web.Request) -> web.Response:
        """How much of a photo is here: 200 when all of it, 202 when it may go on."""
        actor = await self._sender(request)
        blob_id = request.match_info["id"]
        if await asyncio.to_thread(self._is_within_reach, actor, blob_id):
            return web.Response(status=200)
        if await asyncio.to_thread(self._blobs.has, blob_id):
            # Another depot's: sending it makes it this one's, too.
            return web.Response(status=202, headers={"Upload-Offset": "0"})
        offset = await asyncio.to_thread(self._blobs.offset, blob_id)
        return web.Response(status=202, headers={"Upload-Offset": str(offset)})

    async def _upload(self, request: web.Request) -> web.Response:
        """Take a part; the one that completes the photo also makes it durable."""
        actor = await self._sender(request)
        blob_id = request.match_info["id"]
        offset, size = _number(request, "offset"), _number(request, "size")
        part = await request.read()
        take = partial(self._take_part, blob_id, (offset, size), part)
        try:
            is_last = offset + len(part) >= size
            upload = await (self._in_turn(request, take) if is_last else asyncio.to_thread(take))
            if upload.is_complete:
                await asyncio.to_thread(self._blobs.claim, blob_id, actor.depots)
        except WrongOffset as wrong:
            return _json(p.Upload(wrong.offset), status=409)
        return _json(upload)

    async def _in_turn(self, request: web.Request, take: Callable[[], p.Upload]) -> p.Upload:
        """With the last part a photo is drawn, which may take twenty seconds. Who waits for that
        holds none of the few threads that pages and links need; of each device one is in line."""
        device = token_sha256(request.headers["Authorization"])
        one_by_one = self._at_easels.setdefault(device, asyncio.Lock())
        async with one_by_one, self._easels:
            return await asyncio.to_thread(take)

    async def _sender(self, request: web.Request) -> Actor:
        actor = await self._actor(request)
        if actor.role is Role.AUDITOR:
            raise web.HTTPForbidden(text="An auditor changes nothing.")
        return actor

    def _take_part(self, blob_id: str, place: tuple[int, int], part: bytes) -> p.Upload:
        offset, size = place
        if self._blobs.begin(blob_id, size) == size and self._blobs.has(blob_id):
            return p.Upload(size, is_complete=True)
        here = self._blobs.append(blob_id, offset, part)
        if here >= size:
            self._blobs.finish(blob_id)
        return p.Upload(here, is_complete=here >= size)

    async def _photo(self, request: web.Request) -> web.StreamResponse:
        actor = await self._actor(request)
        if actor.role not in PHOTOS:
            raise web.HTTPForbidden(text="Only the office looks at photos.")
        blob_id = request.match_info["id"]
        if not await asyncio.to_thread(self._is_within_reach, actor, blob_id):
            raise web.HTTPNotFound(text=f"The photo {blob_id} is not here: it may be erased.")
        shown = await asyncio.to_thread(self._blobs.picture, blob_id)
        return web.FileResponse(shown.path, headers={"Content-Type": shown.media_type})

    def _is_within_reach(self, actor: Actor, blob_id: str) -> bool:
        """Whether the photo is here and of a depot that the actor may touch."""
        if EVERY_DEPOT in actor.depots:
            return self._blobs.has(blob_id)
        return any(self._blobs.has_for(depot, blob_id) for depot in actor.depots)

    async def _travel(self, request: web.Request) -> web.Response:
        actor = await self._actor(request)
        depot = DepotId(request.match_info["depot"])
        if actor.role not in TRAVEL_TIMES or not actor.may_touch(depot):
            raise web.HTTPForbidden(text=f"{actor.id} may not read the travel times of {depot}.")
        body = self._hub.travel(depot, _number(request, "after"))
        if body is None:
            raise web.HTTPNotFound(text=f"No travel times of {depot} are here yet. Ask again soon.")
        return web.Response(body=body, content_type="application/octet-stream")

    async def _actor(self, request: web.Request) -> Actor:
        return await actor_by_token(request, self._hub.actor_of)


def _id_of(code: str) -> str:
    """Names a code without giving it away."""
    return hashlib.sha256(code.encode()).hexdigest()[:16]


@web.middleware
async def _in_words(request: web.Request, handler: Answer) -> web.StreamResponse:
    """Whatever goes wrong is answered with a sentence as plain text."""
    try:
        return await handler(request)
    except web.HTTPException as refused:
        return _plain(refused.status, refused.text or refused.reason, dict(refused.headers))
    except (BlobRefused, PhoneFault) as refused:
        return _plain(422, str(refused))
    except msgspec.DecodeError as error:
        return _plain(400, f"The request cannot be used: {fault_words(error)}.")
    except UnicodeDecodeError:
        # Of a text inside JSON, which is no fault of the kind above.
        return _plain(400, "The request cannot be used: its text is no UTF-8.")
    except web.RequestPayloadError:
        return _plain(400, "The request cannot be used: its body is not what its head says.")
    except RecursionError:
        return _plain(400, f"The request cannot be used: {p.NESTED}.")
    except (BlobsUnavailable, LogUnavailable) as error:
        return _plain(503, str(error))


def _plain(status: int, words: str, headers: dict[str, str] | None = None) -> web.Response:
    kept = {k: v for k, v in (headers or {}).items() if k in KEPT_HEADERS}
    return web.Response(status=status, text=words, headers=kept)


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json"
    )


def _number(request: web.Request, name: str) -> int:
    text = request.query.get(name, "0")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise web.HTTPBadRequest(text=f"{name} is {text[:40]!r}; it must be a whole number.")
    return int(text)


def authority_routes(authority: Path) -> list[web.RouteDef]:
    """The authority's certificate, for whoever has its fingerprint to compare."""
    return [web.get(AUTHORITY_PATH, _file(authority))]


def _file(path: Path) -> Answer:
    # Known to phones as something to install; an iPhone only stores what is called otherwise.
    headers = {"Content-Type": "application/x-x509-ca-cert"}

    async def serve(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers=headers)

    return serve
