"""The console's line to its hub, on a network thread of its own.

The thread starts the embedded hub if one is wanted, keeps the line up, folds what arrives into a
replica and hands finished, immutable `Live` values to the Qt thread, at most some thirty times a
second. Commands go the other way; their answers come after the events they caused.
"""

import asyncio
import contextlib
import logging
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

import aiohttp
import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from console.hub_words import in_words
from console.photos import kept_photo
from console.picture_bytes import NoPicture
from console.tongue import tr
from core import commands as c
from core.access import Actor, Role
from core.hub import protocol as p
from core.hub.audit_words import HEADS
from core.hub.client import Address, HubClient, Line, LineState
from core.hub.endpoint import Endpoint
from core.hub.enrolled_phone import EnrolledPhone
from core.hub.launcher import EmbeddedDrivers, EmbeddedHub, HubNotStarted, Wanted
from core.hub.outbox import Outbox, OutboxUnavailable, Pending
from core.hub.photo_upload import PhotoRefused, upload_photo
from core.hub.pictures import NotAPicture
from core.hub.replica import ClockReading, Replica
from core.json_faults import NOT_JSON
from core.model import DepotId
from core.pending import carried_out, touched
from core.planning.travel import TravelMatrix, TravelMismatch, decode_matrix
from core.state import State

EMIT_EVERY_S = 0.03
TRAVEL_PAUSE_S = 2.0
PIECE_BYTES = 256 * 1024
GIVEN_UP = tr("Given up; nothing was saved.")
TEMPORARY_REPEATS = 5
"""A dispatcher waits some seconds for a disk or database that is away, then hears why."""
_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


class Live(Struct, frozen=True):
    """Everything the hub has told, as of one moment."""

    state: State = State()
    texts: dict[str, str] = {}
    fixes: dict[str, p.DriverFix] = {}
    clock: ClockReading | None = None
    travel: TravelMatrix | None = None
    actor_id: str = ""
    role: Role = Role.ADMIN
    is_simulated: bool = False
    pending: int = 0
    """Commands that wait for the line; while it is down `state` shows them carried out."""
    trouble: p.WriteTrouble = p.WriteTrouble()
    """why the hub cannot record anything"""
    alarms: tuple[p.Alarm, ...] = ()
    held: str = ""
    """why nothing can be changed, in a sentence: it is what was; empty when it is now"""

    def today(self) -> date:
        """The date at the depot, by its clock; the caller has seen that both are there."""
        assert self.state.depot is not None
        assert self.clock is not None
        now = self.clock.at(time.monotonic())
        return now.astimezone(ZoneInfo(self.state.depot.zone)).date()


class _Link(Struct):
    url: str


class Target(Struct, frozen=True):
    """Which hub: an own embedded one, or the address of another."""

    embedded: Wanted | None = None
    address: Address | None = None
    outbox: Path | None = None
    signed_in: str = ""
    """The name of who has signed in; empty where a token came from elsewhere."""


class HubLink(QObject):
    """Signals, all on the Qt thread: `updated` (Live), `line_changed` (LineState), `failed` (a
    sentence: there will be no hub), `late_refusal` (why a change of an earlier run was refused),
    `reloaded` (why what was shown is void), `region_named` (RegionRef of the hub's region)."""

    updated = Signal(object)
    late_refusal = Signal(str)
    region_named = Signal(object)
    reloaded = Signal(str)
    line_changed = Signal(object)
    failed = Signal(str)
    _call = Signal(object, object)

    def __init__(self, target: Target, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._target = target
        self._replica = Replica(time.monotonic)
        self._travel: TravelMatrix | None = None
        self._welcome: p.Welcome | None = None
        self._client: HubClient | None = None
        self._token = ""
        self._tls: ssl.SSLContext | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None
        self._is_ready = threading.Event()
        self._emit_handle: asyncio.TimerHandle | None = None
        self._last_emit_s = 0.0
        self._asked: set[str] = set()
        self._grown: p.TravelGrown | None = None
        self._is_fetching = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self.held = ""
        """While the window shows what was: why nothing can be changed. The office's own timers,
        which `ask` serves, go on."""
        self._call.connect(lambda function, value: function(value))
        self._thread = threading.Thread(target=self._run, name="hub link")

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()
        self._is_ready.wait()

    def close(self) -> None:
        """End the line, and the embedded hub if it is ours."""
        if self._thread.is_alive():
            assert self._loop is not None
            assert self._closing is not None
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()

    def ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        """Send a command; `answered` gets None once it is committed and seen, or the refusal."""
        if not self._thread.is_alive():
            answered(tr("The line to the hub has ended. Close the console and open it again."))
            return
        self._submit(self._ask(command, answered))

    def set_rate(self, rate: float, answered: Callable[[str | None], None]) -> None:
        """Change the rate of a simulated clock."""
        if self.held:
            answered(self.held)
            return
        self._submit(self._set_rate(rate, answered))

    def fetch_photo(self, blob_id: str, arrived: Callable[[bytes], None]) -> None:
        """Get a photo; one that cannot be had does not arrive."""
        self._submit(self._fetch_photo(blob_id, arrived))

    def send_photo(self, read: Callable[[], bytes], sent: Callable[[str, str], None]) -> None:
        """Upload what `read` gives on another thread; `sent` hears the id, or what went wrong."""
        if self.held:
            sent("", self.held)
            return
        self._submit(self._send_photo(read, sent))

    def save_photo(self, blob_id: str, folder: Path, saved: Callable[[Path | None], None]) -> None:
        """Get a photo into a file of the folder; None when it cannot be had or kept."""
        self._submit(self._save_photo(blob_id, folder, saved))

    def call(
        self, method: str, path: str, body: object, answered: Callable[[int, bytes], None]
    ) -> None:
        """Ask the hub over HTTP; `answered` gets status and body, 0 and words when it is away."""
        if self.held and method != "GET":
            answered(0, self.held.encode())
            return
        self._submit(self._call_hub(method, path, body, answered))

    def save(
        self,
        path: str,
        file: Path,
        heard: Callable[[float], None],
        ended: Callable[[str, str], None],
    ) -> Callable[[], None]:
        """Write what the hub gives there into a file, piece by piece; the answer gives it up.

        `heard` gets the share that has come, `ended` where its chains end, or nothing and what went
        wrong. A file that is there already is replaced only when the new one is whole.
        """
        given_up = threading.Event()
        self._submit(self._save(path, file, heard, ended, given_up))
        return given_up.set

    def make_driver_link(self, driver_id: str, arrived: Callable[[str], None]) -> None:
        """A link that makes one browser the driver's device; empty when it was refused."""
        if self.held:
            arrived("")
            return
        self._submit(self._make_link("/driver-links", {"driver_id": driver_id}, arrived))

    def offer_phone(self, driver_id: str, arrived: Callable[[p.DriverLink | None], None]) -> None:
        """A link for one phone of a driver; None when it was refused."""
        if self.held:
            arrived(None)
            return
        wanted = {"driver_id": driver_id}
        self._submit(self._get_json("POST", "/driver-links", p.DriverLink, wanted, arrived))

    def look_at_phone(
        self, link_id: str, arrived: Callable[[p.DriverLinkState | None], None]
    ) -> None:
        """Whether a phone has used its link by now."""
        path = f"/driver-links/{link_id}"
        self._submit(self._get_json("GET", path, p.DriverLinkState, None, arrived))

    def test_reach(self, arrived: Callable[[p.ReachTest | None], None]) -> None:
        """A link that shows whether phones reach the hub; None when it was refused."""
        self._submit(self._get_json("POST", "/reach-tests", p.ReachTest, {}, arrived))

    def look_at_test(self, test_id: str, arrived: Callable[[p.Reached | None], None]) -> None:
        """What a phone has found by now that opened such a link."""
        self._submit(self._get_json("GET", f"/reach-tests/{test_id}", p.Reached, None, arrived))

    def revoke_page(
        self,
        driver_id: str,
        arrived: Callable[[p.RevokedPage | None], None],
        *,
        to_simulator: bool = False,
    ) -> None:
        """Sign the driver's page out; None when it was refused. `to_simulator`: the simulated
        drivers have him again from the next start on."""
        if self.held:
            arrived(None)
            return
        path = f"/driver-pages/{quote(self._depot, safe='')}/{quote(driver_id, safe='')}"
        path += "?to=simulator" if to_simulator else ""
        self._submit(self._get_json("DELETE", path, p.RevokedPage, None, arrived))

    def ask_driven(self, arrived: Callable[[p.DrivenPages | None], None]) -> None:
        """For whom a person drives on a simulated day; None when the hub did not say."""
        path = f"/driver-pages/{quote(self._depot, safe='')}"
        self._submit(self._get_json("GET", path, p.DrivenPages, None, arrived))

    def enrol_tracker(
        self, driver_id: str, arrived: Callable[[EnrolledPhone | None], None]
    ) -> None:
        """What is typed into a tracking program on a driver's phone; None when it was refused."""
        if self.held:
            arrived(None)
            return
        wanted = {"driver_id": driver_id}
        self._submit(self._get_json("POST", "/phones", EnrolledPhone, wanted, arrived))

    def make_customer_link(self, order_id: str, arrived: Callable[[str], None]) -> None:
        """A link by which the order's customer answers; empty when it was refused."""
        if self.held:
            arrived("")
            return
        self._submit(self._make_link("/customer-links", {"order_id": order_id}, arrived))

    # On the network thread.

    def _submit(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        loop = self._loop

        def begin() -> None:
            task = loop.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        try:
            loop.call_soon_threadsafe(begin)
        except RuntimeError:
            work.close()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._is_ready.set()
        try:
            if self._target.embedded is not None:
                await self._with_embedded(self._target.embedded)
            else:
                assert self._target.address is not None
                await self._with_client(self._target.address, until=self._closing.wait())
        except (HubNotStarted, OutboxUnavailable) as error:
            self.failed.emit(in_words(str(error)))
        except Exception as error:
            _log.exception("The line to the hub ended")
            self.failed.emit(
                tr(
                    "The line to the hub ended ({type_name}: {error}). What was recorded "
                    "is safe. Close the console and open it again.",
                    type_name=type(error).__name__,
                    error=error,
                )
            )
        finally:
            for task in self._tasks:
                task.cancel()

    async def _with_embedded(self, wanted: Wanted) -> None:
        hub, drivers = EmbeddedHub(wanted), EmbeddedDrivers(wanted)
        endpoint = await hub.start()
        if not endpoint.depots:
            raise HubNotStarted(
                tr("The database {db} holds no depot. Start with --demo.", db=wanted.db)
            )
        try:
            await self._with_client(
                _address(endpoint), until=self._keep_hub(hub, drivers, endpoint)
            )
        finally:
            await drivers.stop()
            await hub.stop()

    async def _keep_hub(
        self, hub: EmbeddedHub, drivers: EmbeddedDrivers, endpoint: Endpoint
    ) -> None:
        assert self._closing is not None
        work: list[asyncio.Task[None]] = []

        def drive(at: Endpoint) -> None:
            tokens = hub.simulator_tokens()
            if tokens is not None and self._target.embedded is not None:
                work.append(asyncio.create_task(drivers.keep(at, tokens)))

        def moved(at: Endpoint) -> None:
            assert self._client is not None
            for task in work[1:]:
                task.cancel()
            del work[1:]
            self._token = at.token
            self._client.move_to(_address(at))
            drive(at)

        work.append(asyncio.create_task(hub.keep(moved)))
        drive(endpoint)
        await self._closing.wait()
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)

    async def _with_client(self, address: Address, until: Coroutine[Any, Any, Any]) -> None:
        self._token, self._tls = address.token, address.tls()
        outbox = Outbox.first_free(self._target.outbox)
        client = HubClient(
            address,
            on_frame=self._hear,
            on_line=self._line,
            on_answer=self._late_answer,
            outbox=outbox,
            repeats=TEMPORARY_REPEATS,
        )
        self._client = client
        line = asyncio.create_task(client.run())
        try:
            await until
        finally:
            client.stop()
            await asyncio.gather(line, return_exceptions=True)
            outbox.close()

    def _line(self, state: LineState) -> None:
        self.line_changed.emit(state)
        self._emit_soon()

    def _hear(self, frame: p.FromHub) -> None:
        if isinstance(frame, p.Welcome):
            self._welcome = frame
            if frame.region is not None:
                self.region_named.emit(frame.region)
        elif isinstance(frame, p.TravelGrown):
            self._want_travel(frame)
        elif isinstance(frame, p.Snapshot) and frame.because:
            self.reloaded.emit(frame.because)
        self._replica.receive(frame)
        if not isinstance(frame, p.Accepted | p.Refused):
            self._emit_soon()

    def _emit_soon(self) -> None:
        if self._emit_handle is None and self._loop is not None:
            wait_s = max(0.0, self._last_emit_s + EMIT_EVERY_S - time.monotonic())
            self._emit_handle = self._loop.call_later(wait_s, self._emit)

    def _emit(self) -> None:
        if self._emit_handle is not None:
            self._emit_handle.cancel()
            self._emit_handle = None
        self._last_emit_s = time.monotonic()
        replica = self._replica
        self.updated.emit(
            Live(
                state=self._drawn_state(),
                texts=replica.texts,
                fixes=replica.fixes,
                clock=replica.clock,
                travel=self._travel,
                actor_id=self._welcome.actor_id if self._welcome is not None else "",
                role=self._welcome.role if self._welcome is not None else Role.ADMIN,
                is_simulated=self._welcome is not None and self._welcome.is_simulated,
                pending=len(self._client.pending()) if self._client is not None else 0,
                trouble=replica.trouble,
                alarms=replica.alarms,
            )
        )

    def _drawn_state(self) -> State:
        """The replica's; while the line is down, with what waits for it carried out on a copy."""
        state, client, welcome = self._replica.state, self._client, self._welcome
        if client is None or client.is_live or welcome is None or self._replica.clock is None:
            return state
        waiting = client.pending()
        if not waiting:
            return state
        actor = Actor(welcome.actor_id, welcome.role, frozenset({welcome.depot}))
        now = self._replica.clock.at(time.monotonic())
        return carried_out(state, (each.command for each in waiting), actor, now)

    async def _ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        assert self._client is not None
        waiting = [] if self._client.is_live else self._client.pending()
        about = touched(command, self._replica.state)
        before = (
            each.id
            for each in reversed(waiting)
            if about & touched(each.command, self._replica.state)
        )
        after = next(before, "")
        self._emit_soon()
        try:
            frame_id = uuid.uuid4().hex
            self._asked.add(frame_id)
            answer = await self._client.ask(
                command, based_on=self._replica.state.seq, after=after, frame_id=frame_id
            )
        except OutboxUnavailable as error:
            self._call.emit(answered, in_words(str(error)))
            return
        self._emit()
        self._call.emit(answered, _refusal(answer))

    async def _set_rate(self, rate: float, answered: Callable[[str | None], None]) -> None:
        assert self._client is not None
        answer = await self._client.set_clock(rate)
        self._call.emit(answered, _refusal(answer))

    def _late_answer(self, pending: Pending, answer: p.Accepted | p.Refused) -> None:
        """Hears of all commands; what an earlier run had asked and was refused needs saying."""
        if isinstance(answer, p.Refused) and pending.id not in self._asked:
            self.late_refusal.emit(in_words(answer.words))
        self._asked.discard(pending.id)

    def _want_travel(self, grown: p.TravelGrown) -> None:
        """One fetcher at a time; what grows meanwhile is fetched by the one that runs."""
        self._grown = grown
        if not self._is_fetching:
            self._is_fetching = True
            self._submit(self._fetch_travel())

    async def _fetch_travel(self) -> None:
        """Until all places that were told of are here; a failed try is followed by another."""
        try:
            while (grown := self._grown) is not None and not self._has_travel(grown):
                travel = self._travel
                is_same = travel is not None and travel.fingerprint == grown.fingerprint
                have = len(travel) if travel is not None and is_same else 0
                content = await self._get(f"/travel/{self._depot}?after={have}")
                if content is not None:
                    self._take_travel(content, travel if have else None)
                if not self._has_travel(grown):
                    await asyncio.sleep(TRAVEL_PAUSE_S)
        finally:
            self._is_fetching = False

    def _has_travel(self, grown: p.TravelGrown) -> bool:
        travel = self._travel
        if travel is None or travel.fingerprint != grown.fingerprint:
            return False
        return len(travel) >= grown.size and travel.edition == grown.edition

    def _take_travel(self, content: bytes, known: TravelMatrix | None) -> None:
        """The old times are shown until the new ones are whole."""
        try:
            self._travel = decode_matrix(content) if known is None else known.merge(content)
        except (TravelMismatch, msgspec.DecodeError, ValueError) as error:
            _log.warning("Travel times are fetched anew: %s", error)
            self._travel = None
        self._emit_soon()

    @property
    def _depot(self) -> DepotId:
        return self._welcome.depot if self._welcome is not None else DepotId("")

    async def _get(self, path: str) -> bytes | None:
        try:
            async with self._session() as session, session.get(self._url(path)) as response:
                if response.status == 200:
                    return await response.read()
                _log.warning("%s was not given: %s", path, await response.text())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("%s could not be fetched: %s", path, error)
        return None

    async def _fetch_photo(self, blob_id: str, arrived: Callable[[bytes], None]) -> None:
        content = await self._get(f"/blobs/{blob_id}")
        if content is not None:
            self._call.emit(arrived, content)

    async def _send_photo(
        self, read: Callable[[], bytes], sent: Callable[[str, str], None]
    ) -> None:
        blob_id, words = "", ""
        try:
            content = await asyncio.to_thread(read)
            blob_id = await upload_photo(self._url(""), self._token, content, self._tls)
        except (NoPicture, PhotoRefused) as error:
            words = in_words(str(error))
        except (aiohttp.ClientError, TimeoutError, OSError, *NOT_JSON) as error:
            _log.warning("A photo could not be uploaded: %s", error)
            words = tr("The photo was not sent: the hub does not answer. Try again when it does.")
        self._call.emit(lambda answer: sent(*answer), (blob_id, words))

    async def _save_photo(
        self, blob_id: str, folder: Path, saved: Callable[[Path | None], None]
    ) -> None:
        content = await self._get(f"/blobs/{blob_id}")
        file = None
        if content is not None:
            try:
                file = await asyncio.to_thread(kept_photo, folder, blob_id, content)
            except (OSError, NotAPicture) as error:
                _log.warning("The photo %s could not be kept: %s", blob_id, error)
        self._call.emit(saved, file)

    async def _make_link(
        self, path: str, whose: dict[str, str], arrived: Callable[[str], None]
    ) -> None:
        wanted = {"depot": self._depot, **whose}
        link = ""
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError, *NOT_JSON):
            async with (
                self._session() as session,
                session.post(self._url(path), json=wanted) as response,
            ):
                if response.status == 200:
                    link = msgspec.json.decode(await response.read(), type=_Link).url
        self._call.emit(arrived, link)

    async def _call_hub(
        self, method: str, path: str, body: object, answered: Callable[[int, bytes], None]
    ) -> None:
        try:
            async with (
                self._session() as session,
                session.request(method, self._url(path), json=body) as response,
            ):
                status, content = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            words = tr("The hub does not answer. Try again when the line is back.")
            status, content = 0, words.encode()
        self._call.emit(lambda value: answered(*value), (status, content))

    async def _save(
        self,
        path: str,
        file: Path,
        heard: Callable[[float], None],
        ended: Callable[[str, str], None],
        given_up: threading.Event,
    ) -> None:
        part = file.with_name(f"{file.name}.part")
        heads = wrong = ""
        try:
            # However long it takes, as long as something comes.
            patience = aiohttp.ClientTimeout(total=None, sock_read=60)
            async with (
                self._session() as session,
                session.get(self._url(path), timeout=patience) as response,
            ):
                if response.status != 200:
                    wrong = in_words(await response.text())
                else:
                    opened = await asyncio.to_thread(part.open, "wb")
                    try:
                        total, got = response.content_length or 1, 0
                        async for piece in response.content.iter_chunked(PIECE_BYTES):
                            if given_up.is_set():
                                wrong = GIVEN_UP
                                break
                            await asyncio.to_thread(opened.write, piece)
                            got += len(piece)
                            self._call.emit(heard, got / total)
                    finally:
                        await asyncio.to_thread(opened.close)
                    if not wrong:
                        await asyncio.to_thread(part.replace, file)
                        heads = response.headers.get(HEADS, "")
        except (aiohttp.ClientError, TimeoutError):
            wrong = tr("The line to the hub broke. Try again when it is back.")
        except OSError as error:
            why = error.strerror or str(error)
            wrong = tr(
                "{file} could not be written: {why}. Choose another folder.", file=file, why=why
            )
        if wrong:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(part.unlink, missing_ok=True)
        self._call.emit(lambda value: ended(*value), (heads, wrong))

    async def _get_json(
        self,
        method: str,
        path: str,
        kind: type[_Answer],
        wanted: dict[str, str] | None,
        arrived: Callable[[_Answer | None], None],
    ) -> None:
        """What the hub answers, or None; a body names the depot, too."""
        found: _Answer | None = None
        body = {"depot": self._depot, **wanted} if wanted is not None else None
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError, *NOT_JSON):
            async with (
                self._session() as session,
                session.request(method, self._url(path), json=body) as response,
            ):
                if response.status == 200:
                    found = msgspec.json.decode(await response.read(), type=kind)
        self._call.emit(arrived, found)

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=aiohttp.ClientTimeout(total=30),
            connector=aiohttp.TCPConnector(ssl=self._tls if self._tls is not None else True),
        )

    def _url(self, path: str) -> str:
        return (self._welcome.http_url if self._welcome is not None else "") + path


def _address(endpoint: Endpoint) -> Address:
    return Address(endpoint.ws_url, endpoint.token, endpoint.depots[0])


__all__ = ["HubLink", "Line", "Live", "Target"]


def _refusal(answer: p.Accepted | p.Refused) -> str | None:
    """Why not, in the reader's language; None where it was carried out."""
    return in_words(answer.words) if isinstance(answer, p.Refused) else None
