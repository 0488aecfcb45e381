"""A connection that is read from in small bites, so that no peer fills the hub's time or memory.

An event loop hands over up to 256 KiB at once, where there is room for 40,000 empty frames: half a
second of parsing and 20 MiB, before anybody has looked at the first of them. Here the loop has its
turn after each bite, nothing more is parsed while messages wait to be looked at, and a message in
too many pieces ends the connection: websockets limits its bytes, but empty pieces would gather in
memory without end.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import State

try:
    from websockets.speedups import apply_mask
except ImportError:  # no compiler was there when it was installed
    from websockets.utils import apply_mask

BITE_BYTES = 1024
MOST_FRAGMENTS = 64
"""Of one message."""


class PatientConnection(ServerConnection):
    """What came behind the bite waits here, and the peer is not read from meanwhile.

    A short message of text that comes alone, as nearly all do, is taken apart here: what websockets
    does for any frame costs five times as much.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_once: Callable[[str], bool] | None = None
        """Takes a message while somebody waits in `recv`, or leaves it to him. Whoever sets it sets
        it before each `recv` and takes it away afterwards."""
        self._is_between = False
        """Whether the parser of websockets waits for the first byte of a frame."""
        self._rest = bytearray()
        self._fragments = 0
        self._is_full = False
        self._is_cut = False
        self._turn: asyncio.Handle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.recv_messages.pause = self._pause
        self.recv_messages.resume = self._resume

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_cut = True
        self._rest.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_cut:
            return
        if self._is_between and not self._rest and not self._is_full:
            text = _alone(data)
            if text is not None and self.protocol.state is State.OPEN:
                self._take(text)
                return
        self._rest += data
        if self._turn is None and not self._is_full:
            self._bite()
        if self._rest:
            self.transport.pause_reading()

    def _take(self, text: bytes) -> None:
        """A whole message, between two others."""
        at_once, self.at_once = self.at_once, None
        if at_once is not None and not self.recv_messages.frames:
            read = _read(text)
            # What is no UTF-8, `recv` refuses.
            if read is not None and at_once(read):
                self.at_once = at_once
                return
        self.recv_messages.put(Frame(Opcode.TEXT, text))

    def process_event(self, event: Any) -> None:
        if self._is_cut:
            return
        self.at_once = None
        if isinstance(event, Frame) and event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            self._fragments = 0 if event.fin else self._fragments + 1
            if self._fragments > MOST_FRAGMENTS:
                # No closing handshake: until its end every further fragment would be read.
                self._is_cut = True
                self.transport.abort()
                return
        super().process_event(event)

    async def send_texts(self, texts: Sequence[bytes]) -> None:
        """Send messages in UTF-8 with one write, and wait while the peer does not read. Without
        extensions only, as a hub serves.

        Raises `ConnectionClosed`.
        """
        if not self.has_written(texts):
            # Costs as much as the writing, and there is seldom anything to wait for or to raise.
            async with self.send_context():
                pass

    def has_written(self, texts: Sequence[bytes]) -> bool:
        """Send them unless the line is closed; False when something is to be waited for, which
        `is_read_on` does, or raised. Without extensions only."""
        if self.protocol.state is not State.OPEN:
            return False
        self.transport.write(b"".join([part for text in texts for part in (_head(text), text)]))
        return not self.paused and not self.transport.is_closing()

    async def is_read_on(self) -> bool:
        """Wait while the peer does not read; False when the line is closed."""
        try:
            await self.send_texts([])
        except ConnectionClosed:
            return False
        return True

    def _bite(self) -> None:
        self._turn = None
        if self._is_full or self._is_cut:
            return
        bite = bytes(self._rest[:BITE_BYTES])
        del self._rest[:BITE_BYTES]
        super().data_received(bite)
        self._is_between = self._fragments == 0 and _waits_for_a_frame(self.protocol.parser)
        if self.protocol.parser_exc is not None:
            self._hang_up()
        self._go_on()

    def _hang_up(self) -> None:
        """It broke the protocol and was told so: no more is taken of it, not even its end."""
        assert self.close_timeout is not None
        self._is_cut = True
        self._rest.clear()
        self.transport.pause_reading()
        self.loop.call_later(self.close_timeout, self.transport.abort)

    def _go_on(self) -> None:
        if self._is_cut or self._is_full:
            return
        if self._rest:
            self._turn = self._turn or self.loop.call_soon(self._bite)
        else:
            self.transport.resume_reading()

    def _pause(self) -> None:
        self._is_full = True
        self.transport.pause_reading()

    def _resume(self) -> None:
        self._is_full = False
        self._go_on()


def _head(text: bytes) -> bytes:
    """Of a whole message of text that is not masked: RFC 6455, 5.2."""
    size = len(text)
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big")
    if size < 2**16:
        return b"\x81\x7e" + size.to_bytes(2, "big")
    return b"\x81\x7f" + size.to_bytes(8, "big")


def _alone(data: bytes) -> bytes | None:
    """The text of a short message, if the bytes are that of a client and nothing else."""
    if len(data) < 6 or data[0] != 0x81 or data[1] < 0x80:
        return None
    size, begin = data[1] & 0x7F, 6
    if size == 126 and len(data) >= 8:
        size, begin = int.from_bytes(data[2:4], "big"), 8
    if begin + size != len(data) or not _SHORTEST[begin] <= size <= BITE_BYTES:
        return None
    return apply_mask(data[begin:], data[begin - 4 : begin])


_SHORTEST = {6: 0, 8: 126}
"""Of a message by the length of its head: a head that is longer than it must be is not for here."""


def _read(text: bytes) -> str | None:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None


def _waits_for_a_frame(parser: Any) -> bool:
    """Whether a parser stands between two frames; False whenever that cannot be seen."""
    while (inner := getattr(parser, "gi_yieldfrom", None)) is not None:
        parser = inner
    return getattr(parser, "__name__", "") == "at_eof"
