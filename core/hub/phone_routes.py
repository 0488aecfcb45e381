"""Where tracking programs send positions, and where the office enrols the phones they run on.

A request is answered with 2xx once its positions are durable; then the program forgets them.
Positions from outside a shift are not kept at all, and answered alike: sending them again would
change nothing.
"""

import asyncio
import binascii
import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from aiohttp import hdrs, web
from aiohttp.http import RawRequestMessage
from msgspec import Meta, Struct

from core.access import Actor
from core.hub import phones
from core.hub import protocol as p
from core.hub.access_log import Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.callers import Known, actor_by_token, address_of, must_reach
from core.hub.clock import wall_clock
from core.hub.enrolled_phone import EnrolledPhone, ListedPhone
from core.hub.networks import counted_as
from core.hub.open_depot import OpenDepot
from core.hub.rate_limit import RateLimit
from core.hub.token_book import TokenBook, TooMany
from core.model import DepotId, DriverId, Instant
from core.position_source import is_on_shift
from core.reading import DRIVER_LINKS

TRACCAR_PATH = "/phones/traccar"
MAX_BODY_BYTES = 512 * 1024
BODY_WITHIN_S = 20
KNOWN_FIXES = 20_000
"""Remembered for phones that send again what was answered too late for them."""

DepotOf = Callable[[DepotId], OpenDepot | None]


class Phone(Struct, frozen=True):
    """A phone as it was enrolled. Its token says one driver's position and nothing else.

    Programs put the token where they can: the device's id, the address, a password.
    """

    id: str
    depot: DepotId
    driver_id: DriverId
    name: str
    token_sha256: str
    made_at: Instant
    made_by: str


class _PhoneFor(Struct, forbid_unknown_fields=True):
    depot: DepotId
    driver_id: DriverId
    name: Annotated[str, Meta(max_length=60)] = ""


class PhoneRoutes:
    """Serves `/phones…`. `base_url` is where phones reach the hub; known once it listens."""

    def __init__(
        self,
        book: TokenBook[Phone],
        depot: DepotOf,
        known: Known,
        trail: AccessTrail,
        *,
        is_behind_proxy: bool = False,
    ) -> None:
        self.base_url = ""
        self._book = book
        self._depot = depot
        self._known = known
        self._trail = trail
        self._is_behind_proxy = is_behind_proxy
        self._strangers = RateLimit(burst=10, per_minute=10)
        # Traccar Client 8 sends what it buffered in a shift one by one.
        self._told = RateLimit(burst=1200, per_minute=600)
        self._kept: OrderedDict[tuple[str, phones.PhoneFix], None] = OrderedDict()

    def routes(self) -> list[web.RouteDef]:
        """For tracking programs, and for the office."""
        return [
            *_both(TRACCAR_PATH, self._traccar),
            *_both("/phones/osmand", self._osmand),
            web.post("/phones/owntracks", self._owntracks),
            web.post("/phones", self._enrol),
            web.get("/phones", self._list),
            web.delete("/phones/{depot}/{id}", self._revoke),
        ]

    # Tracking programs.

    async def _traccar(self, request: web.Request) -> web.Response:
        body = await _body(request)
        sent = phones.traccar(request.rel_url.raw_query_string, body, request.content_type)
        await self._take(request, sent, phones.TRACCAR)
        return web.Response()

    async def _osmand(self, request: web.Request) -> web.Response:
        sent = phones.osmand(request.rel_url.raw_query_string, await _body(request))
        await self._take(request, sent, phones.OSMAND)
        return web.Response()

    async def _owntracks(self, request: web.Request) -> web.Response:
        """The token is the password; the answer is the list of what the program shall do."""
        fixes = phones.owntracks(await _body(request))
        await self._take(request, phones.Sent(_password(request), fixes), phones.OWNTRACKS)
        return web.json_response([])

    async def _take(self, request: web.Request, sent: phones.Sent, program: str) -> None:
        """Make what was sent durable; raises what is answered instead of 200."""
        await self._keep(self._phone(request, sent.token), sent, program)

    def short_way(
        self, message: RawRequestMessage, body: bytes
    ) -> Coroutine[Any, Any, None] | None:
        """What is to be done for a position of a phone that is known, before a 200; None for
        everything else, which takes the ordinary way (see `http_listener.ShortWay`)."""
        if message.method != hdrs.METH_POST or message.path != TRACCAR_PATH:
            return None
        kind = message.headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower()
        sent = phones.traccar("", body, kind)
        phone = self._book.by_token(sent.token)
        if phone is None or not self._told.admits(phone.id, time.monotonic()):
            return None
        return self._keep(phone, sent, phones.TRACCAR)

    async def _keep(self, phone: Phone, sent: phones.Sent, program: str) -> None:
        opened = self._depot(phone.depot)
        if opened is None or phone.driver_id not in opened.gate.state.drivers:
            raise web.HTTPForbidden(text="The driver of this phone is not employed here any more.")
        new = [fix for fix in sent.fixes if (phone.id, fix) not in self._kept]
        at_depot = [(fix, _as_received(fix, wall_clock(), opened.clock.now())) for fix in new]
        on_shift = [
            (fix, taken)
            for fix, taken in at_depot
            if is_on_shift(opened.gate.state, phone.driver_id, taken.at)
        ]
        if on_shift:
            newest = max(on_shift, key=lambda each: each[1].at)[0]
            fixes = [taken for _, taken in on_shift]
            await opened.keep(phone.driver_id, fixes, program, newest.battery)
            self._remember(phone, [fix for fix, _ in on_shift])

    def _phone(self, request: web.Request, token: str) -> Phone:
        """Whose token it is; strangers are slowed down by their address, phones by themselves."""
        phone = self._book.by_token(token)
        if phone is not None:
            if not self._told.admits(phone.id, time.monotonic()):
                raise web.HTTPTooManyRequests(text="This phone sends too often.")
            return phone
        address = address_of(request, is_behind_proxy=self._is_behind_proxy)
        if not self._strangers.admits(counted_as(address), time.monotonic()):
            raise web.HTTPTooManyRequests(text="Too many requests without a known token.")
        raise web.HTTPUnauthorized(
            text="The phone's token is missing, unknown or revoked. Ask the office for a new one.",
            headers={"WWW-Authenticate": 'Basic realm="Backhaul"'},
        )

    def _remember(self, phone: Phone, fixes: Sequence[phones.PhoneFix]) -> None:
        for fix in fixes:
            self._kept[phone.id, fix] = None
        while len(self._kept) > KNOWN_FIXES:
            self._kept.popitem(last=False)

    # The office.

    async def _enrol(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await _body(request), type=_PhoneFor)
        actor = await self._officer(request, wanted.depot)
        opened = self._depot(wanted.depot)
        if opened is None or wanted.driver_id not in opened.gate.state.drivers:
            raise web.HTTPNotFound(text=f"There is no driver {wanted.driver_id}.")
        try:
            phone, token = await self._book.enrol(
                wanted.depot,
                lambda id_, sha256: Phone(
                    id_,
                    wanted.depot,
                    wanted.driver_id,
                    wanted.name,
                    sha256,
                    wall_clock(),
                    actor.id,
                ),
            )
        except TooMany as error:
            raise web.HTTPConflict(text=str(error)) from None
        about = f"phone {phone.id}"
        words = f"for {phone.driver_id}"
        await self._trail.keep(Note(Kind.TOKEN_MADE, actor.id, about, phone.depot, words=words))
        return _json(self._settings(phone, token))

    async def _list(self, request: web.Request) -> web.Response:
        depot = DepotId(request.query.get("depot", ""))
        await self._officer(request, depot)
        return _json(
            [
                ListedPhone(phone.id, phone.driver_id, phone.name, phone.made_at, phone.made_by)
                for phone in self._book.of(depot)
            ]
        )

    async def _revoke(self, request: web.Request) -> web.Response:
        depot = DepotId(request.match_info["depot"])
        actor = await self._officer(request, depot)
        phone_id = request.match_info["id"]
        if not await self._book.revoke(depot, phone_id):
            raise web.HTTPNotFound(text="There is no such phone; it may be revoked already.")
        await self._trail.keep(Note(Kind.TOKEN_REVOKED, actor.id, f"phone {phone_id}", depot))
        return web.Response(status=204)

    async def _officer(self, request: web.Request, depot: DepotId) -> Actor:
        actor = await actor_by_token(request, self._known)
        if actor.role not in DRIVER_LINKS:
            raise web.HTTPForbidden(text="Only the office enrols and revokes drivers' phones.")
        must_reach(request, actor, depot)
        return actor

    def _settings(self, phone: Phone, token: str) -> EnrolledPhone:
        osmand = (
            f"{self.base_url}/phones/osmand?id={token}&lat={{0}}&lon={{1}}&timestamp={{2}}"
            "&hdop={3}&altitude={4}&speed={5}&bearing={6}"
        )
        return EnrolledPhone(
            id=phone.id,
            driver_id=phone.driver_id,
            token=token,
            traccar_url=f"{self.base_url}/phones/traccar",
            osmand_url=osmand,
            owntracks_url=f"{self.base_url}/phones/owntracks",
        )


def _as_received(fix: phones.PhoneFix, wall: datetime, now: datetime) -> p.Fix:
    """By the depot's clock: as old as the phone says, and never from the future."""
    age = max(timedelta(), wall - fix.at) if fix.at is not None else timedelta()
    return p.Fix(
        at=now - age,
        lat=fix.lat,
        lon=fix.lon,
        speed_mps=fix.speed_mps,
        heading=fix.heading,
        accuracy_m=fix.accuracy_m,
    )


def _both(path: str, handler: Callable[[web.Request], object]) -> list[web.RouteDef]:
    return [
        web.get(path, handler, allow_head=False),  # type: ignore[arg-type]
        web.post(path, handler),  # type: ignore[arg-type]
    ]


def _password(request: web.Request) -> str:
    """Of basic authentication; empty when there is none."""
    kind, _, coded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return b64decode(coded, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


async def _body(request: web.Request) -> bytes:
    """All of it, in whatever pieces it comes; raises 408 and 413."""
    body = b""
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > MAX_BODY_BYTES:
                    raise web.HTTPRequestEntityTooLarge(MAX_BODY_BYTES, text="Too much at once.")
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="The request came too slowly.") from None
    return body


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
