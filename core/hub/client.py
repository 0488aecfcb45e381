"""The clients' end of the line: connects, says hello, reconnects, resumes, and asks exactly once.

`HubClient` is what consoles use, `DriverClient` what simulated drivers and phones' stand-ins use.
Both live on one asyncio loop and never give up: a command stays in the outbox until it is
answered. What arrives is handed to callbacks on that loop.
"""

import asyncio
import hashlib
import logging
import math
import random
import ssl
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from functools import partial

import aiohttp
import msgspec
from msgspec import Struct
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from core.commands import Command
from core.hub import protocol as p
from core.hub.outbox import Outbox, OutboxUnavailable, Pending
from core.hub.photo_upload import PhotoRefused, upload_photo
from core.hub.trust import away_words, context_for, untrusted_words
from core.model import DepotId
from core.state import FOLD_VERSION

SHORTEST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
TEMPORARY_PAUSE_S = 1.0
PING_EVERY_S = 4
PONG_WITHIN_S = 8
"""A hub that stands still is noticed after twelve seconds at most: nothing on the screen is true
then, however calm it looks."""
FIXES_KEPT = 500
"""Positions a driver's device holds back while the line is down; older ones are dropped."""

_log = logging.getLogger(__name__)

Answer = p.Accepted | p.Refused


class Line(StrEnum):
    """How the line to the hub stands."""

    CONNECTING = "connecting"
    LIVE = "live"
    """Welcomed; what was missed is on its way."""
    DOWN = "down"
    """Not reachable; tried again by itself."""
    REJECTED = "rejected"
    """The hub does not want this client, and says why; tried again now and then."""


class LineState(Struct, frozen=True):
    """How the line stands, with a sentence for people."""

    line: Line
    words: str = ""


class Address(Struct, frozen=True):
    """Where a hub is and what to show it."""

    ws_url: str
    token: str
    depot: DepotId
    authority: str = ""
    """Certificate (PEM) of the hub's own authority; empty: the system's are trusted."""

    def tls(self) -> ssl.SSLContext | None:
        """How to make sure of the hub; None for a line that is not encrypted."""
        is_encrypted = self.ws_url.startswith("wss:")
        return context_for(self.authority) if is_encrypted else None


class Unreached(Exception):
    """There is no working with this hub now; the text says why.

    `is_away`: it may be there later, as it is; otherwise it does not let this client in.
    """

    def __init__(self, words: str, *, is_away: bool) -> None:
        super().__init__(words)
        self.is_away = is_away


class _Rejected(Exception):
    """The hub ended the connection with a sentence."""


class HubClient:
    """A console's line to its hub.

    `run` serves it until `stop`. Frames come to `on_frame` in the order the hub sent them;
    `on_answer` also hears of commands that an earlier run of the program left in the outbox.
    """

    def __init__(
        self,
        address: Address,
        *,
        on_frame: Callable[[p.FromHub], None],
        on_line: Callable[[LineState], None] = lambda state: None,
        on_answer: Callable[[Pending, Answer], None] = lambda pending, answer: None,
        outbox: Outbox | None = None,
        window: int = 32,
        repeats: float = 0,
        must_exist: bool = False,
    ) -> None:
        """`window` commands may be unanswered at once. `must_exist`: no administrator opens a new
        depot by this line. A command that the hub could not carry out
        for the moment is asked again so many times, a pause apart, before that is its answer."""
        self.seq = 0
        """The last event received; a new connection resumes after it."""
        self._seq_hash = ""
        self.http_url = ""
        self.state = LineState(Line.CONNECTING)
        self.trouble = ""
        """Why the line was last down; empty while it is up."""
        self._address = address
        self._on_frame = on_frame
        self._on_line = on_line
        self._on_answer = on_answer
        self._outbox = outbox if outbox is not None else Outbox(None)
        self._window = window
        self._repeats = repeats
        self._must_exist = must_exist
        self._repeated: Counter[str] = Counter()
        self._rests_until: dict[str, float] = {}
        self._answers: dict[str, asyncio.Future[Answer]] = {}
        self._in_flight: set[str] = set()
        self._connection: ClientConnection | None = None
        self._to_send = asyncio.Event()
        self._hurry = asyncio.Event()
        self._decided = asyncio.Event()
        """The hub has let this client in, or has said that it does not."""
        self._stopped = asyncio.Event()

    @property
    def is_live(self) -> bool:
        """Whether the hub has welcomed this connection."""
        return self.state.line is Line.LIVE

    def pending(self) -> list[Pending]:
        """Commands that have no answer yet, oldest first: what to draw as pending."""
        return self._outbox.pending()

    async def ask(
        self,
        command: Command,
        *,
        based_on: int | None = None,
        after: str = "",
        frame_id: str = "",
        photo: bytes | None = None,
    ) -> Answer:
        """Ask the hub and wait for its answer, however long the line is down.

        The command is on disk before it is sent. `after` names a pending command this one builds
        on: if that one is refused, so is this one. Raises `OutboxUnavailable`.
        """
        pending = Pending(
            frame_id or uuid.uuid4().hex,
            command,
            self.seq if based_on is None else based_on,
            after,
            photo,
        )
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        too_long = _too_long(pending)
        if too_long:
            return p.Refused(pending.id, too_long)
        self._outbox.put(pending)
        self._answers[pending.id] = answer
        self._to_send.set()
        return await answer

    async def reach(self, within_s: float) -> None:
        """Wait until the hub has welcomed this client, for whoever does not wait for ever.

        Raises `Unreached`.
        """
        try:
            async with asyncio.timeout(within_s):
                await self._decided.wait()
        except TimeoutError:
            late = TimeoutError()
            words = self.trouble or away_words(late, self._address.ws_url)
            raise Unreached(words, is_away=True) from None
        if not self.is_live:
            raise Unreached(self.trouble, is_away=False)

    async def ask_soon(self, command: Command, within_s: float) -> Answer:
        """Like `ask`; raises `Unreached` when the line is down for so long before the answer."""
        asking = asyncio.create_task(self.ask(command))
        try:
            while not (await asyncio.wait({asking}, timeout=within_s))[0]:
                await self.reach(within_s)
            return asking.result()
        finally:
            asking.cancel()

    async def set_clock(self, rate: float) -> Answer:
        """Set the rate of a simulated depot's clock; refused at once while the line is down."""
        frame_id = uuid.uuid4().hex
        connection = self._connection
        if connection is None or not self.is_live:
            return p.Refused(frame_id, "The line to the hub is down. Try again when it is live.")
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[frame_id] = answer
        try:
            await connection.send(p.encode(p.SetClock(frame_id, rate)), text=True)
            return await answer
        except ConnectionClosed:
            return p.Refused(frame_id, "The line to the hub went down. Try again.")
        finally:
            self._answers.pop(frame_id, None)

    def move_to(self, address: Address) -> None:
        """Use another address from now on: the hub was started again elsewhere."""
        if address == self._address:
            self.hurry()
            return
        self._address = address
        if self._connection is not None:
            self._connection.transport.abort()
        self.hurry()

    def hurry(self) -> None:
        """Try to connect now instead of after the pause."""
        self._hurry.set()

    def stop(self) -> None:
        """Let `run` return. Unanswered commands stay in the outbox."""
        self._stopped.set()
        self._hurry.set()
        if self._connection is not None:
            self._connection.transport.abort()

    async def run(self) -> None:
        """Keep the line up until `stop`."""
        pause_s = SHORTEST_PAUSE_S
        while not self._stopped.is_set():
            self._tell(LineState(Line.CONNECTING))
            try:
                await self._converse()
                state = LineState(Line.DOWN, "The hub ended the connection.")
            except _Rejected as rejected:
                state = LineState(Line.REJECTED, str(rejected))
            except ConnectionClosed as closed:
                state = LineState(Line.DOWN, _words_of(closed))
            except ssl.SSLCertVerificationError as error:
                state = LineState(Line.REJECTED, untrusted_words(error, self._address.ws_url))
            except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
                state = LineState(Line.DOWN, away_words(error, self._address.ws_url))
            except Exception as error:
                # What this program cannot read or keep must not end its only line for good.
                _log.exception("The line to %s broke here", self._address.ws_url)
                state = LineState(Line.REJECTED, f"{type(error).__name__}: {error}")
            if self._stopped.is_set():
                break
            was_live = self.is_live
            self._tell(state)
            if was_live:
                pause_s = SHORTEST_PAUSE_S
            if state.line is Line.REJECTED:
                pause_s = LONGEST_PAUSE_S
            await self._rest(pause_s * random.uniform(0.5, 1.5))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        self._tell(LineState(Line.DOWN, "Closed."))
        for answer in self._answers.values():
            answer.cancel()

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()
        self._hurry.clear()

    async def _converse(self) -> None:
        """One connection from hello to its end."""
        async with connect(
            self._address.ws_url,
            ssl=self._address.tls(),
            compression=None,
            max_size=p.MAX_CONSOLE_FRAME_BYTES,
            open_timeout=10,
            ping_interval=PING_EVERY_S,
            ping_timeout=PONG_WITHIN_S,
            close_timeout=2,
            proxy=None,
            user_agent_header=None,
        ) as connection:
            self._connection = connection
            self._in_flight.clear()
            sender: asyncio.Task[None] | None = None
            try:
                await connection.send(p.encode(self._hello()), text=True)
                async for text in connection:
                    frame = _understood(text)
                    if isinstance(frame, p.Fault) and frame.is_final:
                        raise _Rejected(frame.words)
                    self._receive(frame)
                    if isinstance(frame, p.Welcome):
                        self._welcomed(frame)
                        sender = asyncio.create_task(self._send_pending(connection))
                        sender.add_done_callback(partial(_sender_ended, connection))
            finally:
                self._connection = None
                if sender is not None:
                    sender.cancel()
                    await asyncio.wait([sender])

    def _hello(self) -> p.Hello:
        return p.Hello(
            token=self._address.token,
            protocol=p.PROTOCOL,
            depot=self._address.depot,
            fold_version=FOLD_VERSION,
            resume_after=self.seq,
            resume_hash=self._seq_hash,
            must_exist=self._must_exist,
        )

    def _welcomed(self, welcome: p.Welcome) -> None:
        self.http_url = welcome.http_url
        self._tell(LineState(Line.LIVE))
        self._to_send.set()

    def _receive(self, frame: p.FromHub) -> None:
        if isinstance(frame, p.Snapshot):
            self.seq, self._seq_hash = frame.seq, frame.hash
        elif isinstance(frame, p.Events) and frame.events:
            last = frame.events[-1]
            if last.seq > self.seq:
                self.seq, self._seq_hash = last.seq, last.hash
        elif isinstance(frame, p.Accepted | p.Refused):
            self._answered(frame)
        self._on_frame(frame)

    def _answered(self, answer: Answer) -> None:
        self._in_flight.discard(answer.id)
        pending = self._outbox.get(answer.id)
        if pending is None:
            waiting = self._answers.get(answer.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(answer)
            return
        is_temporary = isinstance(answer, p.Refused) and answer.is_temporary
        if is_temporary and self._repeated[pending.id] < self._repeats:
            self._repeat_later(pending.id)
            return
        self._settle(pending, answer)
        if isinstance(answer, p.Refused):
            self._refuse_dependants(pending, answer)
        self._to_send.set()

    def _repeat_later(self, pending_id: str) -> None:
        """What comes after it waits as well, so that the order stays."""
        if not self._repeated:
            _log.warning("The hub cannot carry out what is asked; asked again in a moment")
        self._repeated[pending_id] += 1
        loop = asyncio.get_running_loop()
        self._rests_until[pending_id] = loop.time() + TEMPORARY_PAUSE_S
        loop.call_later(TEMPORARY_PAUSE_S, self._to_send.set)

    def _is_resting(self, pending_id: str) -> bool:
        # A timer of the loop may come a clock tick early.
        left_s = self._rests_until.get(pending_id, 0.0) - asyncio.get_running_loop().time()
        return left_s > TEMPORARY_PAUSE_S / 20

    def _settle(self, pending: Pending, answer: Answer) -> None:
        try:
            self._outbox.remove(pending.id)
        except OutboxUnavailable as error:
            # It is sent again after a restart; the hub answers the same id the same way.
            _log.warning("An answered command stays in the outbox: %s", error)
        self._rests_until.pop(pending.id, None)
        self._repeated.pop(pending.id, None)
        waiting = self._answers.pop(pending.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
        self._on_answer(pending, answer)

    def _refuse_dependants(self, refused: Pending, answer: p.Refused) -> None:
        """Whatever builds on a refused command was composed on a state that never was."""
        words = f"Not sent, because it builds on a change that was refused: {answer.words}"
        for dependant in self._outbox.pending():
            if dependant.after == refused.id and dependant.id not in self._in_flight:
                refusal = p.Refused(dependant.id, words)
                self._settle(dependant, refusal)
                self._refuse_dependants(dependant, answer)

    async def _send_pending(self, connection: ClientConnection) -> None:
        """Send what waits, in order, until the connection ends."""
        with suppress(ConnectionClosed):
            while True:
                self._to_send.clear()
                for pending in self._outbox.pending():
                    if pending.id in self._in_flight:
                        continue
                    if len(self._in_flight) >= self._window or pending.after in self._outbox:
                        break
                    if self._is_resting(pending.id):
                        break
                    ready = await self._prepared(pending)
                    if ready is None:
                        break
                    self._in_flight.add(pending.id)
                    await connection.send(p.encode(ready), text=True)
                await self._to_send.wait()

    async def _prepared(self, pending: Pending) -> p.Ask | None:
        """The frame to send, or None when it must wait; a driver's client uploads photos here."""
        return p.Ask(pending.id, pending.command, pending.based_on)

    def _tell(self, state: LineState) -> None:
        if state != self.state:
            self.state = state
            if state.line is not Line.CONNECTING:
                self.trouble = state.words
            if state.line in (Line.LIVE, Line.REJECTED):
                self._decided.set()
            else:
                self._decided.clear()
            self._on_line(state)


class DriverClient(HubClient):
    """A driver's line to the hub: reports in strict order, each kept until it is acknowledged.

    Positions are sent when the line is up; the newest of those that could not be are kept.
    """

    def __init__(
        self,
        address: Address,
        *,
        on_view: Callable[[p.DriverView], None],
        on_clock: Callable[[p.Clock], None] = lambda clock: None,
        on_line: Callable[[LineState], None] = lambda state: None,
        on_answer: Callable[[Pending, Answer], None] = lambda pending, answer: None,
        outbox: Outbox | None = None,
    ) -> None:
        super().__init__(
            address,
            on_frame=self._hear,
            on_line=on_line,
            on_answer=on_answer,
            outbox=outbox,
            window=1,
            repeats=math.inf,
        )
        self._on_view = on_view
        self._on_clock = on_clock
        self._view: p.DriverView | None = None
        self._held_back: list[p.Fix] = []

    async def report(
        self, command: Command, photo: bytes | None = None, frame_id: str = ""
    ) -> Answer:
        """Report to the office and wait for the acknowledgement. Raises `OutboxUnavailable`.

        A `photo` is uploaded before the report; the command then names it.
        """
        if photo is not None:
            command = replace(command, photo=hashlib.sha256(photo).hexdigest())
        return await self.ask(command, photo=photo, frame_id=frame_id)

    async def locate(self, fixes: list[p.Fix]) -> None:
        """Send positions, or hold them back while the line is down."""
        self._held_back = [*self._held_back, *fixes][-FIXES_KEPT:]
        connection = self._connection
        if connection is None or not self.is_live or not self._held_back:
            return
        batch, self._held_back = self._held_back, []
        try:
            for start in range(0, len(batch), FIXES_PER_FRAME):
                some = tuple(batch[start : start + FIXES_PER_FRAME])
                await connection.send(p.encode(p.Positions(some)), text=True)
        except ConnectionClosed:
            self._held_back = [*batch, *self._held_back][-FIXES_KEPT:]

    def _hello(self) -> p.Hello:
        return replace(super()._hello(), takes_changes=True)

    def _hear(self, frame: p.FromHub) -> None:
        if isinstance(frame, p.DriverStops) and self._view is not None:
            frame = frame.in_view(self._view)
        if isinstance(frame, p.DriverView):
            self._view = frame
            self._on_view(frame)
        elif isinstance(frame, p.Clock):
            self._on_clock(frame)

    async def _prepared(self, pending: Pending) -> p.Ask | None:
        ask = p.Ask(pending.id, pending.command, pending.based_on)
        if pending.photo is None:
            return ask
        try:
            address = self._address
            await upload_photo(self.http_url, address.token, pending.photo, address.tls())
        except PhotoRefused as refused:
            _log.warning("The report goes without its photo: %s", refused)
            return replace(ask, command=replace(pending.command, photo=None))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("The photo could not be uploaded yet: %s", error)
            asyncio.get_running_loop().call_later(TEMPORARY_PAUSE_S, self._to_send.set)
            return None
        return ask


FIXES_PER_FRAME = 200


def _sender_ended(connection: ClientConnection, sender: "asyncio.Task[None]") -> None:
    if not sender.cancelled() and sender.exception() is not None:
        _log.error("Commands could not be sent", exc_info=sender.exception())
        connection.transport.abort()


def _understood(text: str | bytes) -> p.FromHub:
    try:
        return p.decode_from_hub(text)
    except msgspec.DecodeError as error:
        raise _Rejected(
            f"The hub sent a frame that this release does not understand ({error}). Install the "
            "same release on both."
        ) from error


def _too_long(pending: Pending) -> str:
    size = len(p.encode(p.Ask(pending.id, pending.command, pending.based_on)))
    if size <= p.MAX_FRAME_BYTES:
        return ""
    return (
        f"The command is {size:,} bytes long; the hub takes {p.MAX_FRAME_BYTES:,}. Send it in "
        "smaller parts."
    )


def _words_of(closed: ConnectionClosed) -> str:
    reason = closed.rcvd.reason if closed.rcvd is not None else ""
    return f"The line to the hub went down{f': {reason}' if reason else '.'}"
