"""A connection that is read from in small bites, so that no peer fills the hub's time or memory.

An event loop hands over up to 256 KiB at once, where there is room for 40,000 empty frames: half a
second of parsing and 20 MiB, before anybody has looked at the first of them. Here the loop has its
turn after each bite, nothing more is parsed while messages wait to be looked at, and a message in
too many pieces ends the connection: websockets limits its bytes, but empty pieces would gather in
memory without end.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import State

BITE_BYTES = 1024
MOST_FRAGMENTS = 64
"""Of one message."""


class PatientConnection(ServerConnection):
    """What came behind the bite waits here, and the peer is not read from meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        self._rest += data
        if self._turn is None and not self._is_full:
            self._bite()
        if self._rest:
            self.transport.pause_reading()

    def process_event(self, event: Any) -> None:
        if self._is_cut:
            return
        if isinstance(event, Frame) and event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            self._fragments = 0 if event.fin else self._fragments + 1
            if self._fragments > MOST_FRAGMENTS:
                # No closing handshake: until its end every further fragment would be read.
                self._is_cut = True
                self.transport.abort()
                return
        super().process_event(event)

    async def send_texts(self, texts: Sequence[bytes]) -> None:
        """Send messages in UTF-8 with one write, and wait while the peer does not read.

        Raises `ConnectionClosed`.
        """
        if self.protocol.extensions:
            for text in texts:
                await self.send(text, text=True)
            return
        if self.protocol.state is State.OPEN:
            self.transport.write(b"".join([part for text in texts for part in (_head(text), text)]))
            if not self.paused and not self.transport.is_closing():
                return
        # Costs as much as the writing, and there is seldom anything to wait for or to raise.
        async with self.send_context():
            pass

    def _bite(self) -> None:
        self._turn = None
        if self._is_full or self._is_cut:
            return
        bite = bytes(self._rest[:BITE_BYTES])
        del self._rest[:BITE_BYTES]
        super().data_received(bite)
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
