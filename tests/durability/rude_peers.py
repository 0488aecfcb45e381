"""Peers that break the rules of the line, as a process of their own.

What they cost must be the hub's work: in the measuring process they would take the event loop from
whoever is being measured.
"""

import asyncio
import base64
import struct
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from core.hub import protocol as p
from core.state import FOLD_VERSION
from tests.core.hub.hub_builders import DEPOT

TEXT, CONTINUED, FIN, RSV1, MASKED = 0x1, 0x0, 0x80, 0x40, 0x80
CLOSED = b"\x88"
"""First byte of a close frame."""
KINDS = 6

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class RudePeers:
    """So many of each kind, begun and ended by the test; each call waits for the process."""

    def __init__(self, url: str, count: int, deaf_token: str) -> None:
        """They are ready, with every byte made beforehand, and wait for `begin`."""
        context = get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(url, count, deaf_token, theirs))
        self._process.start()
        self._line.recv()

    def begin(self) -> None:
        """Connect, all at once."""
        self._line.send(None)

    def dropped(self) -> None:
        """Wait until those that must be dropped at once are gone."""
        self._line.recv()

    def end(self) -> list[str]:
        """Hang up; what a peer saw that no hub may do."""
        self._line.send(None)
        seen: list[str] = self._line.recv()
        self._process.join()
        return seen


def _live(url: str, count: int, deaf_token: str, line: Connection) -> None:
    bomb = partial(_bomb, zlib.compress(bytes(2**26), 9))
    kinds: list[Peer] = [bomb, _endless_fragments, _enormous]
    kinds += [_slow_handshake, _unmasked, _Deaf(deaf_token)]
    assert len(kinds) == KINDS
    line.send(None)
    line.recv()
    line.send(asyncio.run(_be_rude(url, [kind for kind in kinds for _ in range(count)], line)))


async def _be_rude(url: str, kinds: list[Peer], line: Connection) -> list[str]:
    peers = [asyncio.create_task(_meet(url, kind)) for kind in kinds]
    # Those that must be dropped at once are gone; slow ones may have their ten seconds.
    await asyncio.wait(peers[: len(peers) // 2])
    line.send(None)
    await asyncio.to_thread(line.recv)
    for peer in peers:
        peer.cancel()
    ended = await asyncio.gather(*peers, return_exceptions=True)
    return [
        repr(result) for result in ended if not isinstance(result, asyncio.CancelledError | None)
    ]


async def _meet(url: str, peer: Peer) -> None:
    at = urlsplit(url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    try:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await peer(reader, writer)
    finally:
        writer.transport.abort()


async def _shake_hands(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, extension: str = ""
) -> None:
    key = base64.b64encode(bytes(16)).decode()
    writer.write(
        f"GET / HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{extension}\r\n".encode()
    )
    answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101"), answer


def _frame(first: int, data: bytes, size: int | None = None, *, is_masked: bool = True) -> bytes:
    claimed = len(data) if size is None else size
    mask = MASKED if is_masked else 0
    if claimed < 126:
        head = bytes((first, mask | claimed))
    elif claimed < 2**16:
        head = bytes((first, mask | 126)) + struct.pack(">H", claimed)
    else:
        head = bytes((first, mask | 127)) + struct.pack(">Q", claimed)
    return head + (bytes(4) if is_masked else b"") + data


async def _until_closed(reader: asyncio.StreamReader) -> None:
    heard = await reader.read()
    assert not heard or CLOSED in heard, heard[:200]


async def _bomb(
    compressed: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """A frame that would be 64 MiB, in 64 KiB, by a compression that was not agreed upon."""
    await _shake_hands(reader, writer, "Sec-WebSocket-Extensions: permessage-deflate\r\n")
    writer.write(_frame(FIN | RSV1 | TEXT, compressed))
    await _until_closed(reader)


async def _endless_fragments(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hung up on without a word: after a closing frame it would be read until it answers."""
    await _shake_hands(reader, writer)
    writer.write(_frame(TEXT, b""))
    while not reader.at_eof():
        writer.write(_frame(CONTINUED, b"") * 1000)
        await writer.drain()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.001):
                heard = await reader.read(1000)
                assert not heard, heard


async def _enormous(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The head of a frame that claims 2⁶² bytes, and then as many as the line takes."""
    await _shake_hands(reader, writer)
    writer.write(_frame(FIN | TEXT, b"", size=2**62))
    for _ in range(64):
        writer.write(bytes(2**16))
        await writer.drain()
    await _until_closed(reader)


async def _slow_handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"GET / HTTP/1.1\r\nHost: ")
    await reader.read()


async def _unmasked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A client must mask (RFC 6455, 5.1)."""
    await _shake_hands(reader, writer)
    writer.write(_frame(FIN | TEXT, b"{}", is_masked=False))
    await _until_closed(reader)


class _Deaf:
    """Says hello as a console and never reads what it is sent: half-open, as after a cut cable."""

    def __init__(self, token: str) -> None:
        self._hello = p.encode(p.Hello(token, p.PROTOCOL, DEPOT, FOLD_VERSION))

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _shake_hands(reader, writer)
        writer.write(_frame(FIN | TEXT, self._hello))
        await asyncio.Event().wait()
