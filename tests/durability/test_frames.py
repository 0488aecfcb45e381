"""Frames that no client of ours would send: the hub answers in words, or closes, and goes on.

`BACKHAUL_TEST_FRAMES` sets how many are sent.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import aiohttp
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from core.access import Actor, Role
from core.hub import protocol as p
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.model import ActorId
from core.state import FOLD_VERSION
from tests.core.hub.hub_builders import DEPOT, driver_actor, fill
from tests.core.hub.hub_process import HubProcess
from tests.durability.frames import corpus, mutated

FRAMES = int(os.environ.get("BACKHAUL_TEST_FRAMES", "4000"))
AT_ONCE = 32
SYNC = '{"frame":"set_clock","id":"sync","rate":1}'
MOST_MIB = 64
POLITE = {1000, 1001, 1002, 1003, 1007, 1008, 1009}
"""Close codes of RFC 6455 that say whose fault it was: never the hub's own (1011)."""


@pytest.mark.timeout(0)
def test_no_frame_harms_the_hub(tmp_path: Path) -> None:
    seconds, heard, grown_mib = send_hostile(tmp_path, FRAMES)
    print(  # noqa: T201
        f"hub_fuzz_frames {FRAMES} in {seconds:.0f} s: {dict(heard)}; memory {grown_mib:+.0f} MiB "
        f"(limit {MOST_MIB})"
    )
    assert {name for name in heard if isinstance(name, int)} <= POLITE
    assert heard["broken"] == 0
    assert heard["refused"] > 0
    assert heard["accepted"] > 0
    assert heard["fault"] > 0
    assert grown_mib < MOST_MIB


def send_hostile(folder: Path, frames: int) -> tuple[float, Counter[str | int], float]:
    """Seconds, what a hub answered to so many frames, and by how many MiB it grew meanwhile.

    The hub is well afterwards, ends as it should, and its log is sound.
    """
    log = SqlLog(str(folder / "log.db"))
    asyncio.run(fill(log))
    actors = [
        driver_actor(1),
        Actor(ActorId("ana"), Role.DISPATCHER, frozenset({DEPOT})),
        Actor(ActorId("sue"), Role.SUPERVISOR, frozenset({DEPOT})),
        Actor(ActorId("ada"), Role.ADMIN, frozenset({DEPOT})),
    ]
    tokens = [enrol(log, actor.id, actor) for actor in actors]
    log.close()
    told = asyncio.run(_sent(folder, tokens, frames))
    log = SqlLog(str(folder / "log.db"))
    assert log.verify(DEPOT).is_sound
    log.close()
    return told


async def _sent(
    folder: Path, tokens: list[str], count: int
) -> tuple[float, Counter[str | int], float]:
    # Whoever sends this much junk is slowed down, which would take days here.
    hub = HubProcess(folder, {"BACKHAUL_REFUSED_PER_MINUTE": "0"})
    await hub.start()
    assert hub.endpoint is not None
    frames = corpus()
    url = hub.endpoint.ws_url
    began_mib = hub.memory_mib()
    since = time.perf_counter()
    senders = [
        _Sender(url, token, mutated(frames, Random(number))) for number, token in enumerate(tokens)
    ]
    await asyncio.gather(*(sender.send(count // len(senders)) for sender in senders))
    seconds = time.perf_counter() - since
    async with aiohttp.ClientSession() as http:
        health = await (await http.get(f"{hub.endpoint.http_url}/health")).json()
    grown_mib = hub.memory_mib() - began_mib
    assert await hub.stop() == 0
    heard = sum((sender.heard for sender in senders), Counter[str | int]())
    assert health["is_well"]
    return seconds, heard, grown_mib


class _Sender:
    """One client's share of the frames, over as many connections as the hub makes of it."""

    def __init__(self, url: str, token: str, frames: Iterator[str | bytes]) -> None:
        self.heard: Counter[str | int] = Counter()
        self._url = url
        self._token = token
        self._frames = frames
        self._synced = asyncio.Event()

    async def send(self, count: int) -> None:
        """Send frames until so many have certainly been read by the hub."""
        left = count
        while left > 0:
            async with connect(
                self._url, compression=None, max_size=None, proxy=None, ping_interval=None
            ) as connection:
                hello = p.Hello(self._token, p.PROTOCOL, DEPOT, FOLD_VERSION)
                await connection.send(p.encode(hello), text=True)
                listening = asyncio.create_task(self._listen(connection))
                while left > 0 and not listening.done():
                    left -= await self._batch(connection, min(left, AT_ONCE))
                await connection.close()
                await listening

    async def _batch(self, connection: ClientConnection, count: int) -> int:
        """Send some frames and wait for the answer to one more; how many the hub has read."""
        self._synced.clear()
        try:
            for frame in islice(self._frames, count):
                await connection.send(frame)
            await connection.send(SYNC)
        except ConnectionClosed:
            self._synced.set()
            return 1
        await self._synced.wait()
        return count if connection.state is State.OPEN else 1

    async def _listen(self, connection: ClientConnection) -> None:
        try:
            async for text in connection:
                frame = p.decode_from_hub(text)
                self.heard[type(frame).__name__.lower()] += 1
                if isinstance(frame, p.Refused) and "a fault of the program" in frame.words:
                    self.heard["broken"] += 1
                if isinstance(frame, p.Accepted | p.Refused) and frame.id == "sync":
                    self._synced.set()
        except ConnectionClosed:
            pass
        if connection.close_code is not None:
            self.heard[connection.close_code] += 1
        self._synced.set()
