"""Peers that break the rules of the line: whoever works meanwhile does not feel it.

`BACKHAUL_TEST_RUDE_PEERS` sets how many of each kind there are at once.
"""

import asyncio
import base64
import os
import struct
import time
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import aiohttp
import pytest

from core import commands as c
from core.access import Actor, Role
from core.hub import protocol as p
from core.hub.client import Address, HubClient
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.model import ActorId, RouteId
from core.state import FOLD_VERSION
from tests.core.hub.hub_builders import DEPOT, fill
from tests.core.hub.hub_process import HubProcess

PEERS = int(os.environ.get("BACKHAUL_TEST_RUDE_PEERS", "4"))
MOST_MIB = 32
ASKED = 100
TEXT, CONTINUED, FIN, RSV1, MASKED = 0x1, 0x0, 0x80, 0x40, 0x80
CLOSED = b"\x88"
"""First byte of a close frame."""

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.mark.timeout(0)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_rude_peers_are_dropped_and_disturb_nobody(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    asyncio.run(fill(log))
    ana, deaf = (
        enrol(log, name, Actor(ActorId(name), Role.DISPATCHER, frozenset({DEPOT})))
        for name in ("ana", "deaf")
    )
    log.close()
    asyncio.run(_disturbed(tmp_path, ana, deaf))


async def _disturbed(folder: Path, token: str, deaf: str) -> None:
    hub = HubProcess(folder)
    await hub.start()
    assert hub.endpoint is not None
    has_loaded = asyncio.Event()

    def look(frame: p.FromHub) -> None:
        if isinstance(frame, p.TravelGrown):
            has_loaded.set()

    ana = HubClient(Address(hub.endpoint.ws_url, token, DEPOT), on_frame=look)
    line = asyncio.create_task(ana.run())
    await _asked(ana, 20)
    # The hub listens before it has loaded what travel times and pages need: no peer's doing.
    await has_loaded.wait()
    async with aiohttp.ClientSession() as session, session.get(f"{hub.endpoint.http_url}/health"):
        pass
    # Made beforehand: it takes this process long, and who waits meanwhile is not the hub.
    _compressed()
    began_mib, quiet_ms = hub.memory_mib(), await _asked(ana, ASKED)
    kinds = (_bomb, _endless_fragments, _enormous, _slow_handshake, _unmasked, _Deaf(deaf))
    peers = [
        asyncio.create_task(_meet(hub.endpoint.ws_url, kind))
        for kind in kinds
        for _ in range(PEERS)
    ]
    disturbed_ms = await _asked(ana, ASKED)
    # Those that must be dropped at once are gone; slow ones may have their ten seconds.
    await asyncio.wait(peers[: 3 * PEERS])
    grown_mib = hub.memory_mib() - began_mib
    for peer in peers:
        peer.cancel()
    kept = [
        result
        for result in await asyncio.gather(*peers, return_exceptions=True)
        if not isinstance(result, asyncio.CancelledError | None)
    ]
    again_ms = await _asked(ana, 20)
    ana.stop()
    await line
    assert await hub.stop() == 0
    print(  # noqa: T201
        f"{len(peers)} rude peers: acknowledged within p99 {_p99(disturbed_ms):.0f} ms meanwhile, "
        f"{_p99(quiet_ms):.0f} before, {_p99(again_ms):.0f} after; memory {grown_mib:+.0f} MiB"
    )
    assert kept == []
    assert grown_mib < MOST_MIB


async def _asked(client: HubClient, times: int) -> list[float]:
    """Milliseconds from asking to the acknowledgement, one after the other."""
    taken: list[float] = []
    for number in range(times):
        route = RouteId("r1")
        command = c.LockRoute(route) if number % 2 == 0 else c.UnlockRoute(route)
        since = time.perf_counter()
        answer = await client.ask(command)
        taken.append((time.perf_counter() - since) * 1000)
        assert isinstance(answer, p.Accepted), answer
    return taken


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98]


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


@cache
def _compressed() -> bytes:
    return zlib.compress(bytes(2**26), 9)


async def _bomb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A frame that would be 64 MiB, in 64 KiB, by a compression that was not agreed upon."""
    await _shake_hands(reader, writer, "Sec-WebSocket-Extensions: permessage-deflate\r\n")
    writer.write(_frame(FIN | RSV1 | TEXT, _compressed()))
    await _until_closed(reader)


async def _endless_fragments(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _shake_hands(reader, writer)
    writer.write(_frame(TEXT, b""))
    while not reader.at_eof():
        writer.write(_frame(CONTINUED, b"") * 1000)
        await writer.drain()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.001):
                await reader.read(1000)


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
