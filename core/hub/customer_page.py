"""The page behind a customer's signed link: shows the own order and takes an answer as a command.

Works without scripts, loads nothing from elsewhere and sets no cookie. The token in the address is
all that lets anybody in, so it is compared in constant time and never logged. An answer's command
id is made of the link, the answer and the state it was given on: sent twice, it is one.
"""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import msgspec
from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core.access import CUSTOMER, Actor, Role
from core.customer_view import CustomerView, customer_view
from core.customer_words import DEFAULT, FOLDER, CustomerWords, shipped
from core.hub import protocol as p
from core.hub.blobs import BlobStore
from core.hub.callers import address_of
from core.hub.clock import wall_clock
from core.hub.customer_html import Setting, order_page, sentence_page, slot_value
from core.hub.customer_links import Link, LinkFault, depot_secret, end_of, make_link, read_link
from core.hub.log import EventLog
from core.hub.networks import counted_as
from core.hub.open_depot import OpenDepot
from core.hub.rate_limit import RateLimit
from core.model import ActorId, BlobId, CustomerChoice, DepotId, OrderId, PlaceId
from core.rules.answers import offers_of, open_slots
from core.rules.receipts import receipt_of

if TYPE_CHECKING:
    from core.planning.travel import TravelMatrix

MAX_FORM_BYTES = 8 * 1024
MAX_FIELDS = 12
FORM_WITHIN_S = 20
"""A phone on a bad line may take this long to send an answer."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SECRET = "customer_links/secret"


class _Shown(Struct, frozen=True):
    """A link that was opened: whose order, and how it is to be told."""

    depot: OpenDepot
    order_id: OrderId
    setting: Setting


class _Turned(Exception):
    """The link opens nothing, or the answer cannot be taken: a page says why."""

    def __init__(self, status: int, page: str) -> None:
        super().__init__(status)
        self.status = status
        self.page = page


def kept_secret(log: EventLog) -> bytes:
    """The hub's secret for links, made when it is first wanted; blocks."""
    kept = log.get_meta(_SECRET)
    if kept is None:
        kept = secrets.token_bytes(32)
        log.put_meta(_SECRET, kept)
    return kept


class CustomerPages:
    """Serves `/c/…`. `base_url` is where customers reach it; it is known once the hub listens."""

    def __init__(
        self,
        depot: Callable[[DepotId], OpenDepot | None],
        travel: "Callable[[DepotId], TravelMatrix | None]",
        blobs: BlobStore,
        folder: Path = FOLDER,
        *,
        is_behind_proxy: bool = False,
    ) -> None:
        self.base_url = ""
        self.secret = b""
        self._depot = depot
        self._travel = travel
        self._blobs = blobs
        self._folder = folder
        self._is_behind_proxy = is_behind_proxy
        self._opened = RateLimit(burst=60, per_minute=60)
        self._answered = RateLimit(burst=10, per_minute=2)
        self._languages = shipped()

    def routes(self) -> list[web.RouteDef]:
        """What the hub's HTTP side serves for customers."""
        return [
            web.get("/c/customer.css", self._file("customer.css")),
            web.get("/c/customer.js", self._file("customer.js")),
            web.get("/c/icon.svg", self._file("icon.svg")),
            web.get("/c/{depot}/{token}", self._show),
            web.get("/c/{depot}/{token}/photos/{id}", self._photo, allow_head=False),
            web.post("/c/{depot}/{token}", self._answer),
        ]

    def link(self, depot: OpenDepot, order_id: OrderId) -> Link:
        """A fresh link for the order, valid as long as the depot says."""
        until = wall_clock() + timedelta(days=offers_of(depot.gate.state).link_days)
        token = make_link(depot_secret(self.secret, depot.id), order_id, until)
        return Link(f"{self.base_url}/c/{depot.id}/{token}", end_of(token))

    async def _show(self, request: web.Request) -> web.Response:
        try:
            shown = self._open(request)
        except _Turned as turned:
            return _page(turned.page, turned.status)
        notice = shown.setting.words.thanks if "done" in request.query else ""
        return await self._order(shown, replace(shown.setting, notice=notice))

    async def _photo(self, request: web.Request) -> web.StreamResponse:
        """A photo of the customer's own goods when they were taken; no other one."""
        try:
            shown = self._open(request)
        except _Turned as turned:
            return _page(turned.page, turned.status)
        receipt = receipt_of(shown.depot.gate.state, shown.order_id)
        blob_id = BlobId(request.match_info["id"])
        is_own = receipt is not None and blob_id in receipt.photos
        if not is_own or not await asyncio.to_thread(self._blobs.has, blob_id):
            raise web.HTTPNotFound(text="This photo is not here.")
        picture = await asyncio.to_thread(self._blobs.picture, blob_id)
        headers = {"Content-Type": picture.media_type, "Content-Security-Policy": POLICY}
        return web.FileResponse(picture.path, headers=headers)

    async def _answer(self, request: web.Request) -> web.Response:
        try:
            shown = self._open(request)
            self._must_be_slow(self._answered, f"{shown.depot.id}/{shown.order_id}", shown.setting)
            command, seen = self._command(shown, await _form(request))
        except _Turned as turned:
            return _page(turned.page, turned.status)
        if command is None:
            words = shown.setting.words.not_understood
            return await self._order(shown, _refusing(shown.setting, words), 422)
        token = request.match_info["token"]
        answer = await shown.depot.gate.ask(
            _customer(shown), _command_id(token, command, seen), command
        )
        if isinstance(answer, p.Accepted):
            language = shown.setting.language
            return web.Response(status=303, headers={"Location": f"?lang={language}&done"})
        if answer.is_temporary:
            return await self._order(shown, _refusing(shown.setting, shown.setting.words.busy), 503)
        return await self._order(shown, _refusing(shown.setting, shown.setting.words.moved_on), 409)

    def _open(self, request: web.Request) -> _Shown:
        """What the link shows; raises `_Turned` with a page that says why not."""
        depot = self._depot(DepotId(request.match_info["depot"]))
        setting = self._setting(request, depot)
        faults = setting.words.faults
        self._must_be_slow(self._opened, self._caller(request), setting)
        if depot is None:
            raise _Turned(404, sentence_page(faults.title, faults.forged, setting))
        token = request.match_info["token"]
        found = read_link(depot_secret(self.secret, depot.id), token, wall_clock())
        if isinstance(found, LinkFault):
            is_late = found is LinkFault.EXPIRED
            why = faults.expired if is_late else faults.forged
            raise _Turned(410 if is_late else 404, sentence_page(faults.title, why, setting))
        order = depot.gate.state.orders.get(found)
        if order is None:
            raise _Turned(404, sentence_page(faults.title, faults.unknown, setting))
        is_erased = depot.gate.state.customers[order.customer_id].erased_at is not None
        if is_erased or end_of(token) in order.revoked_links:
            raise _Turned(410, sentence_page(faults.title, faults.revoked, setting))
        setting = replace(setting, now=depot.clock.now(), until=end_of(token))
        return _Shown(depot, found, replace(setting, link=f"/c/{depot.id}/{token}"))

    def _must_be_slow(self, limit: RateLimit, caller: str, setting: Setting) -> None:
        if not limit.admits(caller, time.monotonic()):
            words = setting.words
            raise _Turned(429, sentence_page(words.one_moment, words.too_many, setting))

    def _caller(self, request: web.Request) -> str:
        return counted_as(address_of(request, is_behind_proxy=self._is_behind_proxy))

    def _setting(self, request: web.Request, depot: OpenDepot | None) -> Setting:
        """The language that was chosen, or the browser's, or the one the depot writes in."""
        known = depot.gate.state.depot if depot is not None else None
        usual = known.messages.language if known is not None else DEFAULT
        wanted = request.query.get("lang", "")
        accepted = request.headers.get("Accept-Language", "")
        language = (
            wanted if wanted in self._languages else _accepted(accepted, self._languages, usual)
        )
        return Setting(language, self._languages, wall_clock())

    def _view(self, shown: _Shown) -> CustomerView:
        gate, now = shown.depot.gate, shown.setting.now
        order = gate.state.orders[shown.order_id]
        travel = self._travel(shown.depot.id)
        probably = None
        if travel is not None:
            # Imported here, in its thread: the planning takes long to load, and no start needs it.
            from core.customer_eta import expected

            probably = expected(gate.state, order, travel, now)
        return customer_view(gate.state, gate.texts, order, now, probably)

    async def _order(self, shown: _Shown, setting: Setting, status: int = 200) -> web.Response:
        # In a thread: it asks the timetable, and the hub goes on serving meanwhile.
        return _page(
            await asyncio.to_thread(lambda: order_page(self._view(shown), setting)), status
        )

    def _command(self, shown: _Shown, form: dict[str, str]) -> tuple[c.AnswerOrder | None, str]:
        """What the form asks for, or None when it says nothing that could be meant."""
        try:
            choice = CustomerChoice(form.get("choice", ""))
        except ValueError:
            return None, ""
        command = c.AnswerOrder(shown.order_id, choice)
        if choice is CustomerChoice.NEW_DAY:
            state = shown.depot.gate.state
            slots = open_slots(state, state.orders[shown.order_id], shown.setting.now)
            known = {slot_value(slot): slot for slot in slots}
            slot = known.get(form.get("slot", ""))
            if slot is None and "slot" not in form:
                return None, ""
            # A slot that is gone meanwhile goes to the gate all the same, which says so.
            if slot is not None:
                command = replace(command, day=slot.day, window=slot.window)
        elif choice is CustomerChoice.COLLECTION_POINT:
            command = replace(command, point_id=PlaceId(form.get("point", "")))
        elif choice is CustomerChoice.NEIGHBOUR:
            note = _one_line(form.get("note", ""))
            if not note:
                return None, ""
            command = replace(command, note=note)
        try:
            sound = msgspec.convert(msgspec.to_builtins(command), c.AnswerOrder)
        except msgspec.ValidationError:
            return None, ""
        return sound, form.get("seen", "")

    def _file(self, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        path = self._folder / name

        async def serve(request: web.Request) -> web.StreamResponse:
            return web.FileResponse(path, headers={"Content-Security-Policy": POLICY})

        return serve


def _customer(shown: _Shown) -> Actor:
    """Who answers: nobody else's order is within reach."""
    return Actor(
        id=ActorId(f"{CUSTOMER}{shown.order_id}"),
        role=Role.CUSTOMER,
        depots=frozenset({shown.depot.id}),
        order_id=shown.order_id,
    )


def _command_id(token: str, command: c.AnswerOrder, seen: str) -> str:
    """The same for the same link, answer and state."""
    body = msgspec.json.encode((token, command, seen), order="deterministic")
    return f"answer:{hashlib.sha256(body).hexdigest()[:40]}"


def _refusing(setting: Setting, words: str) -> Setting:
    return replace(setting, notice=words, is_refusal=True)


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a plain form; anything else is as good as empty."""
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        body = await _body(request)
        fields = parse_qs(
            body.decode("utf-8"), max_num_fields=MAX_FIELDS, strict_parsing=True, errors="strict"
        )
    except (ValueError, TimeoutError):
        return {}
    return {name: values[-1] for name, values in fields.items()}


async def _body(request: web.Request) -> bytes:
    """All of it, in whatever pieces it comes; `ValueError` if it is too much for a form."""
    body = b""
    async with asyncio.timeout(FORM_WITHIN_S):
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > MAX_FORM_BYTES:
                raise ValueError("The form is too long.")
    return body


def _one_line(text: str) -> str:
    """Without line breaks and what no keyboard types."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())


def _accepted(header: str, languages: dict[str, CustomerWords], usual: str) -> str:
    """The first language of the browser that there is; browsers write the best first."""
    for part in header.split(",")[:20]:
        code = part.partition(";")[0].strip().partition("-")[0].lower()
        if code in languages:
            return code
    return usual if usual in languages else DEFAULT


def _page(html: str, status: int = 200) -> web.Response:
    return web.Response(
        text=html,
        status=status,
        content_type="text/html",
        headers={"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex"},
    )
