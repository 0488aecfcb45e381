"""The hub's sockets: one asyncio loop that serves websockets and HTTP around gates and sessions.

A connection is a `Session` (what may be done), a `Mailbox` (what is on its way to the client) and
two tasks that move frames. What is true is the gates' business; what is shown, `OpenDepot`'s.
"""

import asyncio
import logging
import re
import socket
import ssl
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Origin

from core import commands as c
from core.access import Actor, Role
from core.garbage import search_older_ones
from core.hub import protocol as p
from core.hub import session as s
from core.hub.access_log import Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.blobs import BlobStore
from core.hub.clock import load_clock, wall_clock
from core.hub.conduct import PER_MINUTE, Conduct, slow_words
from core.hub.desk import Desk
from core.hub.device_tokens import DeviceTokens
from core.hub.empties_watch import watch_empties
from core.hub.front_door import FULL, QUEUED_AT_DOOR, FrontDoor
from core.hub.gate import Committed, Gate
from core.hub.group_commit import GroupCommit
from core.hub.growing_delay import wait_words
from core.hub.head_file import HeadFile, HeadsUnreadable, cut_off
from core.hub.listen import Listen, ListenRefused, bound_sockets
from core.hub.log import EventLog, LogUnavailable, depots_of
from core.hub.mailbox import MAX_BACKLOG_BYTES, Mailbox
from core.hub.member import Member
from core.hub.networks import (
    FORWARDED,
    LOOPBACK,
    Network,
    caller_of,
    counted_as,
    is_in,
    networks_of,
)
from core.hub.open_depot import Facts, OpenDepot
from core.hub.outflow import Outflow
from core.hub.passwords import Passwords
from core.hub.patient_connection import PatientConnection
from core.hub.people import OWN_NAMES
from core.hub.people_book import PeopleBook
from core.hub.pickup_watch import watch_pickups
from core.hub.position_keeper import PositionKeeper
from core.hub.privacy import Privacy
from core.hub.seats import MOST, Seats, seats_here
from core.hub.shop_file import ShopAddress
from core.hub.strangers import Strangers
from core.hub.token_book import TokenBook
from core.hub.tokens import (
    end_page,
    give_to_simulator,
    hand_page_to_person,
    has_person,
    tell_devices_apart,
    token_sha256,
)
from core.hub.travel_service import TravelService
from core.model import ActorId, DepotId, DriverId, OrderId
from core.reading import OFFICE
from core.state import State

if TYPE_CHECKING:
    from core.hub.letters import Channel
    from core.hub.web_side import WebSide
    from core.region.region import Region

RESOURCES = Path(__file__).parent.parent.parent / "resources"
HELLO_TIMEOUT_S = 10
UNANSWERED_COMMANDS = 64
"""Per connection; a client with more is not read from until some are answered."""
SHOW_MOVES_EVERY_S = 0.1
STORE_EVERY_S = 1.0
LOOK_FOR_QUIET_S = 1.0
"""Between two looks whether there is time for what halts everything."""
LOOK_AT_LINES_S = 10.0
"""Between two looks whether everybody who has a line may still have it: so long it outlives the
session, token, role or depot that it was opened with."""
ACCESS_OVER = "Your access was revoked. Ask the office for a new one."
MAX_CLOSE_REASON_BYTES = 120
STALE_UPLOAD_S = 7 * 24 * 3600
"""A photo that nobody went on uploading for a week is given up."""
NOT_DRIVING = "You are not among the drivers of this depot any more. Ask the office."

_DEPOT_NAME = re.compile(r"\A[A-Za-z0-9_-]{1,40}\Z")
_log = logging.getLogger(__name__)


class Unavailable(Exception):
    """The hub cannot give what is asked; the text says why and reaches the asker."""


class Outside(Struct, frozen=True):
    """What the hub is told about the world that it serves over HTTP."""

    blobs: BlobStore
    public_url: str
    """Of the proxy that browsers come through, if there is one."""
    proxies: tuple[Network, ...]
    shops: Mapping[str, ShopAddress]
    channels: "Sequence[Channel]"
    webhook_networks: tuple[Network, ...]
    authority: Path | None
    region: "Region | None"
    resources: Path = RESOURCES


def _web_side(hub: "HubServer", log: EventLog, outside: Outside) -> "WebSide":
    # Imported late: with all that it needs it takes as long as the rest of the hub.
    from core.hub.web_side import WebSide

    return WebSide(hub, log, outside)


class HubServer:
    """A running hub. `start` opens everything and listens, `stop` makes everything durable."""

    def __init__(
        self,
        log: EventLog,
        blobs: BlobStore,
        road_file: Path | None = None,
        *,
        max_backlog_bytes: int = MAX_BACKLOG_BYTES,
        public_url: str = "",
        shops: Mapping[str, ShopAddress] | None = None,
        channels: "Sequence[Channel]" = (),
        tls: ssl.SSLContext | None = None,
        names: Sequence[str] = (),
        authority: Path | None = None,
        webhook_networks: Sequence[Network] = (),
        heads: HeadFile | None = None,
        proxies: Sequence[Network] = networks_of(LOOPBACK),
        require_totp: bool = False,
        refused_per_minute: int = PER_MINUTE,
        region: "Region | None" = None,
        routing_url: str = "",
    ) -> None:
        """The roads are those of `region`, or `road_file`; without either travel times are
        estimated, which every client can see.

        `tls` encrypts both listeners; without it the hub listens on this machine only. `names`
        are those under which it is reached, the one to tell clients first; `authority` is the
        certificate that clients may fetch and compare. Shops' webhooks lead to public addresses,
        and to private ones of `webhook_networks`. With `require_totp` supervisors and
        administrators sign in with a code of an app, too. Who is let in and is refused more than
        `refused_per_minute` in the long run is listened to more slowly; 0: nobody is.
        """
        self._heads = heads
        self.ws_url = ""
        self.http_url = ""
        self.failed: asyncio.Event = asyncio.Event()
        """Set when a part of the hub ended that must not; stop and start again."""
        self.max_backlog_bytes = max_backlog_bytes
        self._tls = tls
        self._names = tuple(names)
        self._log = log
        self._blobs = blobs
        self._writer = ThreadPoolExecutor(1, "hub writer")
        self._commits = GroupCommit(log, self._writer)
        self._positions = PositionKeeper(log.store_positions, self._writer)
        self._depots: dict[DepotId, OpenDepot] = {}
        self._opening = asyncio.Lock()
        self._listens = asyncio.Event()
        self._travel = TravelService(
            log,
            self._writer,
            region.roads if region is not None else road_file,
            may_begin=self._listens,
            routing_url=routing_url,
        )
        self._region = region
        self.trail = AccessTrail(log, self._writer, wall_clock)
        self.strangers = Strangers(self.trail.mention)
        self.conduct = Conduct(refused_per_minute)
        self.devices = DeviceTokens(log, wall_clock, self._copied)
        self._is_behind_proxy = bool(public_url)
        self._public_url = public_url
        self._proxies = tuple(proxies)
        self._outside = Outside(
            blobs=blobs,
            public_url=public_url,
            proxies=self._proxies,
            shops=shops or {},
            channels=channels,
            webhook_networks=tuple(webhook_networks),
            authority=authority,
            region=region,
        )
        self._web: WebSide | None = None
        """From the moment on that the hub serves more than websockets."""
        self.privacy = Privacy(log, blobs, self.trail, may_begin=self._listens)
        self._desk_book = TokenBook(log, "desks", Desk)
        self.passwords = Passwords()
        self.people = PeopleBook(
            log, self.trail, self.passwords, now=wall_clock, require_totp=require_totp
        )
        self._lines: set[_Conversation] = set()
        """Of everybody who has said who he is."""
        self._seats = seats_here()
        self._door: FrontDoor | None = None
        self._for_http: FrontDoor | None = None
        self._server: Server | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def open_depots(self) -> dict[DepotId, OpenDepot]:
        """By their ids; what is opened later is in the same dictionary."""
        return self._depots

    @property
    def depots(self) -> list[DepotId]:
        """The depots that are open here."""
        return list(self._depots)

    def drivers(self) -> list[tuple[DepotId, DriverId]]:
        """Everybody who drives for a depot here."""
        return [
            (depot.id, driver_id)
            for depot in self._depots.values()
            for driver_id in depot.gate.state.drivers
        ]

    @property
    def web(self) -> "WebSide":
        """What is served over HTTP; there from the end of `start` on."""
        assert self._web is not None
        return self._web

    async def start(self, listen: Listen) -> None:
        """Open every depot of the log and serve. Raises `ListenRefused` and `LogUnavailable`."""
        await self.open(listen)
        await self.serve_pages()

    async def open(self, listen: Listen) -> None:
        """Open every depot of the log, bind both listeners and serve the websockets.

        Who asks by HTTP waits until `serve_pages`: that needs twice as much of the program, and
        drivers and consoles must not wait for it. Raises `ListenRefused` and `LogUnavailable`.
        """
        if self._tls is None and not listen.is_loopback:
            raise ListenRefused(
                f"The hub does not listen on {listen.host} without encryption: access tokens and "
                "customers' names would cross the network in the clear."
            )
        for_websockets, for_http = bound_sockets(listen)
        self._for_http = self._front_door(for_http, lambda remote: 0.0)
        s = "s" if self._tls is not None else ""
        name = next(iter(self._names), "")
        self.ws_url = f"ws{s}://{_address(for_websockets, name)}"
        self.http_url = f"http{s}://{_address(self._for_http, name)}"
        streams = await asyncio.to_thread(depots_of, self._log)
        await asyncio.to_thread(self.people.load)
        await asyncio.to_thread(tell_devices_apart, self._log)
        await asyncio.to_thread(self.devices.load)
        self.people.hub_name = name
        await asyncio.to_thread(self._desk_book.load, streams)
        for stream in streams:
            await self._open(DepotId(stream))
        await self._miss_what_was_cut()
        await self._serve(for_websockets, self._for_http)
        self._begin(self._show_moves())
        self._begin(self._store())
        self._begin(self.trail.work())
        self._begin(self._search_garbage())
        self._begin(self._look_at_lines())

    async def serve_pages(self) -> None:
        """Serve HTTP and do what is done for people outside: messages, webhooks, orders to shops.

        Call it once, after `open`. Raises `LogUnavailable`.
        """
        assert self._for_http is not None
        self._web = await asyncio.to_thread(_web_side, self, self._log, self._outside)
        await self._web.load(self.depots)
        for depot in self._depots.values():
            self._follow(self._web, depot)
        await self._web.serve(self._for_http, self._tls)
        await asyncio.to_thread(self._blobs.drop_stale_parts, STALE_UPLOAD_S)
        self._listens.set()

    def _follow(self, web: "WebSide", depot: OpenDepot) -> None:
        for task in web.follow(depot):
            self._watch(task)

    async def stop(self) -> None:
        """Let go of everybody, finish what was submitted, keep snapshots and clocks."""
        if self._server is not None:
            self._server.close(reason="The hub is stopping; it is asked again by itself.")
            await self._server.wait_closed()
        if self._web is not None:
            await self._web.close()
        elif self._for_http is not None:
            self._for_http.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._web is not None:
            await self._web.stop()
        await self._travel.stop()
        for depot in self._depots.values():
            await depot.gate.stop()
            await depot.store()
        await self._note_heads()
        await self.trail.write()
        self.passwords.close()
        self._writer.shutdown()

    # What the pages ask.

    async def actor_of(self, token: str) -> Actor | None:
        desk = self._desk_book.by_token(token)
        if desk is not None:
            return desk.actor
        # Devices are looked up in memory, but for the first time.
        return self.people.actor_by_token(token) or await self.devices.actor_of(token)

    def still(self, sha256: str) -> Actor | None:
        """As whom they act now who came in with a token of that hash; None when that is over.

        Raises `LogUnavailable`.
        """
        desk = self._desk_book.by_hash(sha256)
        if desk is not None:
            return desk.actor
        return self.people.still(sha256) or self.devices.still(sha256)

    async def renewed(self, token: str) -> str | None:
        return await self.devices.renew(token)

    def present(self, actor: Actor, depot: DepotId) -> Actor:
        """The actor as of this moment: whether there is a second pair of eyes."""
        now = wall_clock()
        people = [each.actor for each in self.people.everybody if not each.is_locked]
        desks = [desk.actor for desk in self._desk_book.of(depot)]
        devices = [
            each.actor
            for each in self._log.devices()
            if each.actor.id not in OWN_NAMES and (each.expires_at is None or each.expires_at > now)
        ]
        known = (*people, *desks, *devices)
        office = {a.id for a in known if a.role in OFFICE and a.may_touch(depot)}
        is_alone = actor.role in OFFICE and office <= {actor.id}
        return replace(actor, is_alone=True) if is_alone else actor

    def let_go(self, depot: DepotId, actor_id: ActorId) -> None:
        """The same at one depot."""
        opened = self._depots.get(depot)
        if opened is not None:
            opened.let_go(actor_id, ACCESS_OVER)

    @property
    def desk_book(self) -> TokenBook[Desk]:
        """Who works at a console by a token of its own."""
        return self._desk_book

    def let_go_everywhere(self, actor_id: ActorId) -> None:
        """End the connections of somebody who may not be here any more."""
        for depot in self._depots:
            self.let_go(depot, actor_id)

    def is_called(self, depot: DepotId, name: str) -> bool:
        """Whether a person or one of the depot's drivers is called so."""
        return self.people.person(name) is not None or self._names_driver(depot, name)

    def is_taken(self, name: str) -> bool:
        """Whether a desk or a driver of any depot is called so."""
        return self._has_desk(name) or self._has_any_driver(name)

    def _has_desk(self, name: str) -> bool:
        return any(d.name == name for depot in self._depots for d in self._desk_book.of(depot))

    def _has_any_driver(self, name: str) -> bool:
        return any(self._names_driver(depot, name) for depot in self._depots)

    def _names_driver(self, depot: DepotId, name: str) -> bool:
        """Also one who was erased: what he did stands under that name."""
        known = self._depots.get(depot)
        return known is not None and DriverId(name) in known.gate.state.drivers

    def _forbade(self, depot: DepotId, actor_id: ActorId, words: str) -> None:
        self.trail.mention(Note(Kind.COMMAND_REFUSED, actor_id, depot=depot, words=words))

    def _alarmed(self, depot: DepotId, actor_id: ActorId, words: str, count: int) -> None:
        note = Note(Kind.REPLAY_REFUSED, actor_id, depot=depot, words=words, count=count)
        self.trail.mention(note)

    def _copied(self, device_id: str, actor: Actor) -> None:
        """A token was shown that its device has replaced."""
        words = (
            f"Somebody showed a token of {device_id} that was replaced by a new one since. A "
            "copied device, or one that was set back to an earlier day; it was not let in."
        )
        for depot in self._depots.values():
            if actor.may_touch(depot.id):
                depot.alarm_once(actor.id, words)

    def has_driver(self, depot: DepotId, driver_id: DriverId) -> bool:
        known = self._depots.get(depot)
        driver = known.gate.state.drivers.get(driver_id) if known is not None else None
        return driver is not None and driver.erased_at is None

    async def enrol_driver(self, depot: DepotId, driver_id: DriverId) -> str:
        open_depot = self._depots[depot]
        if driver_id not in open_depot.gate.state.drivers:
            raise KeyError(driver_id)
        actor = Actor(ActorId(driver_id), Role.DRIVER, frozenset({depot}), driver_id)
        loop = asyncio.get_running_loop()
        token = await loop.run_in_executor(
            self._writer, hand_page_to_person, self._log, depot, actor
        )
        open_depot.dismiss(driver_id, "This driver is driven by a person now.")
        return token

    async def revoke_page(
        self, depot: DepotId, driver_id: DriverId, *, to_simulator: bool = False
    ) -> bool:
        loop = asyncio.get_running_loop()
        end = give_to_simulator if to_simulator else end_page
        count = await loop.run_in_executor(self._writer, end, self._log, depot, driver_id)
        words = "This phone was signed out by the office. Ask there for a new link."
        self._depots[depot].dismiss(driver_id, words)
        return count > 0

    async def driven_by_people(self, depot: DepotId) -> tuple[DriverId, ...]:
        open_depot = self._depots.get(depot)
        drivers = open_depot.gate.state.drivers if open_depot is not None else ()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._writer,
            lambda: tuple(each for each in drivers if has_person(self._log, depot, each)),
        )

    async def give_customer_link(
        self, depot: DepotId, order_id: OrderId, actor: Actor
    ) -> str | None:
        known = self._depots.get(depot)
        if known is None or order_id not in known.gate.state.orders:
            return None
        link = self.web.customers.link(known, order_id)
        # Written down first: a link that nobody knows of could not be revoked.
        frame_id = f"link:{order_id}:{link.until.timestamp():.0f}"
        answer = await known.gate.ask(actor, frame_id, c.GiveLink(order_id, link.until))
        if isinstance(answer, p.Refused):
            raise Unavailable(answer.words)
        return link.url

    @property
    def travel_times(self) -> TravelService:
        """How long vans take, as far as it is known."""
        return self._travel

    def travel(self, depot: DepotId, after: int) -> bytes | None:
        return self._travel.encoded(depot, after)

    def health(self) -> dict[str, object]:
        return {
            "is_well": not self.failed.is_set(),
            "depots": {depot.id: depot.gate.state.seq for depot in self._depots.values()},
        }

    # Listening.

    def _front_door(self, bound: socket.socket, wait_s: Callable[[str], float]) -> FrontDoor:
        return FrontDoor(
            bound, wait_s, seats=Seats(self._seats), home=self._home, is_plain=self._tls is None
        )

    def _home(self, remote: str) -> str:
        return "" if self._is_proxy(remote) else counted_as(remote)

    async def _serve(self, for_websockets: socket.socket, for_http: socket.socket) -> None:
        self._door = self._front_door(for_websockets, self._waits)
        self._server = await serve(
            self._converse,
            sock=self._door,
            # A page of another site has no business here; programs send no origin.
            origins=[None, *self._origins(for_http)],
            ssl=self._tls,
            backlog=QUEUED_AT_DOOR,
            process_request=self._process_request,
            create_connection=PatientConnection,
            compression=None,
            max_size=p.MAX_FRAME_BYTES,
            max_queue=16,
            open_timeout=10,
            ping_interval=20,
            ping_timeout=20,
            close_timeout=2,
            server_header=None,
        )

    def _origins(self, for_http: socket.socket) -> list[Origin]:
        """Of the hub's own pages, by whichever of its names they were opened."""
        scheme = "https" if self._tls is not None else "http"
        own = [f"{scheme}://{_address(for_http, name)}" for name in self._names]
        return [Origin(each) for each in (self.http_url, self._public_url or self.http_url, *own)]

    def _process_request(self, connection: ServerConnection, request: Request) -> Response | None:
        remote = str((connection.remote_address or ("",))[0])
        is_asked = self._door is not None and self._door.is_asked
        if not is_asked and self._server is not None and len(self._server.connections) >= MOST:
            return connection.respond(503, f"{FULL}\n")
        was_asked = is_asked and not self._is_proxy(remote)
        wait_s = 0.0 if was_asked else self.strangers.wait_s(self.address_of(connection, request))
        if wait_s > 0:
            refusal = connection.respond(429, f"{wait_words(wait_s)}\n")
            refusal.headers["Retry-After"] = str(max(1, round(wait_s)))
            return refusal
        return None

    def _waits(self, remote: str) -> float:
        """How long whoever connects has to wait; through a proxy it is not known yet."""
        return 0.0 if self._is_proxy(remote) else self.strangers.wait_s(remote)

    def _is_proxy(self, remote: str) -> bool:
        return self._is_behind_proxy and is_in(remote, self._proxies)

    def address_of(self, connection: ServerConnection, request: Request | None) -> str:
        """Where a client is; behind a proxy, as that says."""
        remote = str((connection.remote_address or ("",))[0])
        if request is None or not self._is_behind_proxy:
            return remote
        return caller_of(remote, request.headers.get_all(FORWARDED), self._proxies)

    async def _open(self, depot: DepotId) -> OpenDepot:
        clock = await asyncio.to_thread(load_clock, self._log, depot)
        has_photo = partial(self._blobs.has_for, depot)
        gate = Gate(depot, self._log, self._commits, now=clock.now, has_photo=has_photo)
        gate.forbade = partial(self._forbade, depot)
        opened = OpenDepot(
            gate, clock, self._log, self._writer, self._facts(), keeper=self._positions
        )
        opened.alarmed = partial(self._alarmed, depot)
        opened.followers.append(partial(_let_leavers_go, opened))
        await asyncio.to_thread(opened.load)
        self._watch(gate.start())
        self._travel.follow(opened)
        privacy = self.privacy.follow(opened)
        self._tasks.append(privacy)
        self._watch(privacy)
        empties = watch_empties(opened)
        self._tasks.append(empties)
        self._watch(empties)
        pickups = watch_pickups(opened)
        self._tasks.append(pickups)
        self._watch(pickups)
        self._depots[depot] = opened
        if self._web is not None:
            self._follow(self._web, opened)
        return opened

    def _facts(self) -> Facts:
        return Facts(self.http_url, self._region.ref if self._region is not None else None)

    # One connection.

    async def _converse(self, connection: ServerConnection) -> None:
        assert isinstance(connection, PatientConnection)
        mailbox = Mailbox(self.max_backlog_bytes)
        conversation = _Conversation(self, connection, mailbox)
        outflow = Outflow(connection, mailbox)
        try:
            await conversation.listen()
        except ConnectionClosed:
            pass
        except LogUnavailable as error:
            with suppress(ConnectionClosed):
                await conversation.end(str(error))
        finally:
            conversation.leave()
            await outflow.stop()

    async def depot_for(
        self, actor: Actor, depot: DepotId, *, must_exist: bool = False
    ) -> OpenDepot | None:
        """The open depot; an administrator opens a new one by asking for it, unless it must be
        there."""
        is_opener = actor.role in (Role.ADMIN, Role.SYSTEM) and not must_exist
        may_open = is_opener and _DEPOT_NAME.match(depot)
        async with self._opening:
            if depot not in self._depots and may_open:
                await self._open(depot)
        return self._depots.get(depot)

    def asked(self, answer: "asyncio.Future[p.Accepted | p.Refused]") -> None:
        """A command is under way: it is counted, and how long it takes."""
        if self._web is not None:
            self._web.watch.watch(answer)

    # What goes on all the time.

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.append(task)
        self._watch(task)

    def _watch(self, task: "asyncio.Task[None]") -> None:
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            _log.critical("A part of the hub ended", exc_info=task.exception())
            self.failed.set()

    async def _show_moves(self) -> None:
        while True:
            await asyncio.sleep(SHOW_MOVES_EVERY_S)
            for depot in self._depots.values():
                depot.show_moves()

    async def _store(self) -> None:
        while True:
            await asyncio.sleep(STORE_EVERY_S)
            # At the same time, so that their positions are one transaction.
            await asyncio.gather(*(depot.store() for depot in self._depots.values()))
            await self._note_heads()

    async def _look_at_lines(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AT_LINES_S)
            try:
                self.end_lines()
            except LogUnavailable as error:
                _log.warning("Whether everybody may still be here is not known: %s", error)

    def end_lines(self) -> None:
        """Hang up on whoever may not be here any more, or in another role or at other depots.

        Raises `LogUnavailable`.
        """
        for line in list(self._lines):
            line.end_unless(self.still(line.device))

    def follow_line(self, line: "_Conversation") -> Callable[[], None]:
        """Somebody has said who he is; to be called when the line has ended."""
        self._lines.add(line)
        return lambda: self._lines.discard(line)

    async def _search_garbage(self) -> None:
        while True:
            await asyncio.sleep(LOOK_FOR_QUIET_S)
            search_older_ones(is_anybody_waiting=not self._commits.is_quiet)

    async def _note_heads(self) -> None:
        """Beside the log, so that a tail which is cut off is missed."""
        if self._heads is None:
            return
        try:
            await asyncio.to_thread(self._heads.note_of, self._log)
        except (LogUnavailable, OSError) as error:
            _log.warning("Where the log ends could not be noted: %s", error)

    async def _miss_what_was_cut(self) -> None:
        """A log that does not hold what was noted is said to the office, and the note is kept."""
        if self._heads is None:
            return
        try:
            lost = await asyncio.to_thread(cut_off, self._log, self._heads.read())
        except HeadsUnreadable as error:
            lost = [str(error)]
        if lost:
            await asyncio.to_thread(self._heads.set_aside)
        for words in lost:
            for depot in self._depots.values():
                depot.alarm(ActorId("hub"), words)


class _Conversation:
    """One client: does what its session says."""

    def __init__(self, hub: HubServer, connection: PatientConnection, mailbox: Mailbox) -> None:
        self._hub = hub
        self._connection = connection
        self._mailbox = mailbox
        self._session = s.Session()
        self._depot: OpenDepot | None = None
        self._member: Member | None = None
        self._unanswered = 0
        self._has_room = asyncio.Event()
        self._left: list[s.Action] | None = None
        self._fault: Exception | None = None
        self.device = ""
        """The hash of its token, once it was shown one."""
        self._gone: Callable[[], None] = lambda: None

    async def listen(self) -> None:
        """Act on frames until the connection ends. Raises `ConnectionClosed`."""
        # Other frames before it do not make it later: nobody keeps a seat without a name.
        hello_by_s = asyncio.get_running_loop().time() + HELLO_TIMEOUT_S
        while self._session.actor is None:
            try:
                async with asyncio.timeout_at(hello_by_s):
                    frame = await self._connection.recv()
            except TimeoutError:
                await self.end(f"Nobody said hello within {HELLO_TIMEOUT_S} seconds.")
            await self._act_on(self._session.receive(frame))
        while True:
            await self._take_its_time()
            self._connection.at_once = self._is_done_at_once
            try:
                text = await self._connection.recv()
            finally:
                self._connection.at_once = None
            if self._fault is not None:
                raise self._fault
            left, self._left = self._left, None
            await self._act_on(self._session.receive(text) if left is None else left)

    def _is_done_at_once(self, text: str) -> bool:
        """Act on a frame while `listen` waits for one, unless it has to wait for anything else.

        Waking it for each report cost as much as what there is to do. What it must do itself, and
        what goes wrong here, is left to it.
        """
        is_slowed = self._hub.conduct.wait_s(self.device, time.monotonic()) > 0
        if is_slowed or self._unanswered >= UNANSWERED_COMMANDS:
            return False
        try:
            actions = self._session.receive(text)
            left = list(dropwhile(self._is_done, actions))
        except Exception as fault:
            self._fault = fault
            return False
        self._left = left or None
        return not left

    def _is_done(self, action: s.Action) -> bool:
        """Whether it was done, as all is that needs nobody to wait."""
        match action:
            case s.Submit():
                self._submit(action.ask)
            case s.Send():
                self._mailbox.put(p.encode(action.frame))
                self._refused()
            case s.Locate():
                self._locate(action.fixes)
            case s.ChangeClock():
                self._change_clock(action)
            case _:
                return False
        return True

    def leave(self) -> None:
        """The connection is gone."""
        self._gone()
        if self._depot is not None and self._member is not None:
            self._depot.leave(self._member)

    async def _act_on(self, actions: list[s.Action]) -> None:
        for action in actions:
            match action:
                case s.Authenticate():
                    actor = await self._hub.actor_of(action.token)
                    self.device = token_sha256(action.token)
                    self._tell_strangers(actor)
                    await self._act_on(self._session.authenticated(actor))
                case s.Join():
                    await self._join(action)
                case s.Close():
                    await self._close(action.words)
                case s.Submit():
                    while self._unanswered >= UNANSWERED_COMMANDS:
                        self._has_room.clear()
                        await self._has_room.wait()
                    self._submit(action.ask)
                case _:
                    self._is_done(action)

    def _tell_strangers(self, actor: Actor | None) -> None:
        hub, connection = self._hub, self._connection
        address = hub.address_of(connection, connection.request)
        if actor is None:
            hub.strangers.failed(address, "unknown token")
        else:
            hub.strangers.known(address)

    async def _join(self, join: s.Join) -> None:
        depot = await self._hub.depot_for(join.actor, join.depot, must_exist=join.must_exist)
        if depot is None:
            there = filter(join.actor.may_touch, self._hub.depots)
            await self.end(s.no_depot_words(join.depot, there))
            return
        if _has_left(depot.gate.state, join.actor):
            await self.end(NOT_DRIVING)
            return
        self._depot = depot
        self._member = Member(
            join.actor, self._mailbox, self._cut, takes_changes=join.takes_changes
        )
        self._gone = self._hub.follow_line(self)
        await depot.join(self._member, join.resume_after, join.resume_hash)

    def end_unless(self, actor: Actor | None) -> None:
        """End the line if whoever opened it is not this one any more."""
        if actor != self._session.actor:
            self._cut(ACCESS_OVER)

    def _submit(self, ask: p.Ask) -> None:
        assert self._depot is not None
        assert self._session.actor is not None
        actor = self._session.actor
        if isinstance(ask.command, c.Approve | c.SignOffDay):
            actor = self._hub.present(actor, self._depot.id)
        answer = self._depot.gate.submit(actor, ask)
        self._unanswered += 1
        self._hub.asked(answer)
        answer.add_done_callback(self._answer)

    def _answer(self, answer: "asyncio.Future[p.Accepted | p.Refused]") -> None:
        self._unanswered -= 1
        self._has_room.set()
        if self._member is None or answer.cancelled():
            return
        said = answer.result()
        self._member.send(p.encode(said))
        if isinstance(said, p.Refused) and not said.is_temporary:
            self._refused()

    def _refused(self) -> None:
        """One more; who goes on like that is told that it is listened to more slowly."""
        hub, actor = self._hub, self._session.actor
        if actor is None or self._depot is None or self._member is None:
            return
        wait_s = hub.conduct.refused(self.device, time.monotonic())
        if wait_s > 0:
            self._member.send(p.encode(p.Fault(slow_words(wait_s))))
            words = "sent too much that was refused"
            hub.trail.mention(Note(Kind.SLOWED_DOWN, actor.id, depot=self._depot.id, words=words))

    async def _take_its_time(self) -> None:
        """Read nothing for a while from a device that floods the hub with what is refused."""
        wait_s = self._hub.conduct.wait_s(self.device, time.monotonic())
        if wait_s > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._connection.wait_closed()

    def _locate(self, fixes: tuple[p.Fix, ...]) -> None:
        actor = self._session.actor
        if self._depot is not None and actor is not None and actor.driver_id is not None:
            self._depot.locate(actor.driver_id, fixes)

    def _change_clock(self, change: s.ChangeClock) -> None:
        assert self._depot is not None
        if not self._depot.clock.is_simulated:
            words = "This depot runs in real time; only a simulated day's clock can be set."
            self._mailbox.put(p.encode(p.Refused(change.id, words)))
            return
        self._depot.set_rate(change.rate)
        self._mailbox.put(p.encode(p.Accepted(change.id, self._depot.gate.state.seq)))

    async def end(self, words: str) -> None:
        """Say why, then close. Raises `ConnectionClosed`."""
        self._mailbox.put(p.encode(p.Fault(words, is_final=True)))
        await self._close(words)

    async def _close(self, words: str) -> None:
        """Close politely, after everything that was put has gone out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._mailbox.emptied()
        await self._connection.close(1008, _short(words))
        raise ConnectionClosed(None, None)

    def _cut(self, words: str) -> None:
        """End now: the client does not read what it is sent, or may read nothing any more."""
        _log.warning("A client was cut off: %s", words)
        self._connection.transport.abort()


def _has_left(state: State, actor: Actor) -> bool:
    """Whether it is a driver who drives no more; his device is good again if he comes back."""
    driver = state.drivers.get(actor.driver_id) if actor.driver_id is not None else None
    return driver is not None and driver.has_left


def _let_leavers_go(opened: OpenDepot, committed: Committed) -> None:
    before, now = committed.before.drivers, committed.state.drivers
    if before is now:
        return
    for driver in now.values():
        if driver.has_left and driver is not before.get(driver.id):
            opened.dismiss(driver.id, NOT_DRIVING)


def _short(words: str) -> str:
    """A close reason of at most 123 bytes."""
    encoded = words.encode()[:MAX_CLOSE_REASON_BYTES]
    return encoded.decode(errors="ignore")


def _address(bound: socket.socket, name: str = "") -> str:
    host, port = bound.getsockname()[:2]
    host = name or host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
