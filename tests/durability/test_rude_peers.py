"""Peers that break the rules of the line: whoever works meanwhile does not feel it.

`BACKHAUL_TEST_RUDE_PEERS` sets how many of each kind there are at once.
"""

import asyncio
import os
import time
from pathlib import Path
from statistics import quantiles

import aiohttp
import pytest
from msgspec import Struct

from core import commands as c
from core.access import Actor, Role
from core.hub import protocol as p
from core.hub.client import Address, HubClient
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.model import ActorId, RouteId
from tests.core.hub.hub_builders import DEPOT, fill
from tests.core.hub.hub_process import HubProcess
from tests.durability.rude_peers import KINDS, RudePeers

PEERS = int(os.environ.get("BACKHAUL_TEST_RUDE_PEERS", "4"))
MOST_MIB = 32
ASKED = 100


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
    await _asked(hub, ana, 20)
    # The hub listens before it has loaded what travel times and pages need: no peer's doing.
    await has_loaded.wait()
    async with aiohttp.ClientSession() as session, session.get(f"{hub.endpoint.http_url}/health"):
        pass
    began_mib, quiet = hub.memory_mib(), await _asked(hub, ana, ASKED)
    rude = await asyncio.to_thread(RudePeers, hub.endpoint.ws_url, PEERS, deaf)
    rude.begin()
    disturbed = await _asked(hub, ana, ASKED)
    await asyncio.to_thread(rude.dropped)
    grown_mib = hub.memory_mib() - began_mib
    seen = await asyncio.to_thread(rude.end)
    await _asked(hub, ana, 20)
    ana.stop()
    await line
    assert await hub.stop() == 0
    print(  # noqa: T201
        f"{KINDS * PEERS} rude peers: acknowledged within p99 {_p99(disturbed.waits_ms):.0f} ms "
        f"meanwhile (limit 250), {_p99(quiet.waits_ms):.0f} before; of these the hub's loop worked "
        f"{max(disturbed.works_ms):.0f} ms and {max(quiet.works_ms):.0f} ms at most; "
        f"memory {grown_mib:+.0f} MiB; {os.getloadavg()[0]:.1f} programs wait for "
        f"{os.cpu_count()} cores"
    )
    assert seen == []
    assert grown_mib < MOST_MIB


class _Asked(Struct):
    """One command after the other: milliseconds until each was acknowledged."""

    waits_ms: list[float]
    works_ms: list[float]
    """Of them, how long the hub's loop worked, for whomever: what is left where cores are free."""


async def _asked(hub: HubProcess, client: HubClient, times: int) -> _Asked:
    asked = _Asked([], [])
    for number in range(times):
        route = RouteId("r1")
        command = c.LockRoute(route) if number % 2 == 0 else c.UnlockRoute(route)
        since, worked = time.perf_counter(), hub.loop_s()
        answer = await client.ask(command)
        asked.waits_ms.append((time.perf_counter() - since) * 1000)
        asked.works_ms.append((hub.loop_s() - worked) * 1000)
        assert isinstance(answer, p.Accepted), answer
    return asked


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98]
