"""Thousands of bad tokens and logins: the limiter engages at once, and drivers do not feel it.

`BACKHAUL_TEST_STRANGERS` sets how many bad tokens are shown a second, for so many seconds as
`BACKHAUL_TEST_STRANGERS_S` says; half as many logins are tried meanwhile. Strangers come from other
addresses of this machine and from a process of their own.
"""

import asyncio
import os
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import pytest

from core.hub import protocol as p
from core.hub.access_log import MOST_AT_ONCE, STREAM, Kind, note_of
from core.hub.client import Address, HubClient
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from tests.core.hub.hub_builders import DEPOT, driver_actor, fill, reports
from tests.core.hub.hub_process import HubProcess
from tests.durability.siege import (
    THREADS,
    Siege,
    besiege,
    handshake_of,
    hello_of,
    show_token,
    sign_in,
)

A_SECOND = int(os.environ.get("BACKHAUL_TEST_STRANGERS", "50"))
SECONDS = int(os.environ.get("BACKHAUL_TEST_STRANGERS_S", "2"))
LOGINS = A_SECOND // 2
DRIVERS = 20
WITHIN_TRIES = 5
ELSEWHERE, THERE = "127.0.0.2", "127.0.0.3"


@pytest.mark.timeout(0)
@pytest.mark.skipif(sys.platform != "linux", reason="needs several loopback addresses")
def test_strangers_wait_and_drivers_do_not_feel_them(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    asyncio.run(fill(log, drivers=DRIVERS, stops=40))
    tokens = [enrol(log, f"d{n}", driver_actor(n)) for n in range(1, DRIVERS + 1)]
    log.close()
    took_s = asyncio.run(_besieged(tmp_path, tokens))
    log = SqlLog(str(tmp_path / "log.db"))
    noted = [note_of(event.body) for event in log.read(STREAM, 0, 10_000)]
    assert log.verify(STREAM).is_sound
    log.close()
    kinds = {note.kind for note in noted}
    assert {Kind.STRANGER_REFUSED, Kind.SIGN_IN_REFUSED} <= kinds
    # A flood does not fill the log: so many notes a second, and one for all others.
    assert len(noted) < (MOST_AT_ONCE + 1) * (took_s + 1)


async def _besieged(folder: Path, tokens: list[str]) -> float:
    """How many seconds it took, from the hub's start to its end."""
    began_s = time.perf_counter()
    hub = HubProcess(folder)
    await hub.start()
    assert hub.endpoint is not None
    ws, http = hub.endpoint.ws_url, hub.endpoint.http_url
    engaged_tokens = await _tries_until_refused(ws)
    engaged_logins = await _logins_until_refused(http)
    drivers = [
        HubClient(Address(ws, token, DEPOT), on_frame=lambda frame: None) for token in tokens
    ]
    lines = [asyncio.create_task(driver.run()) for driver in drivers]
    quiet = await _reported(hub, drivers, 0)
    hub_s = hub.cpu_s()
    counted, ended = besiege(ws, http, Siege(A_SECOND, SECONDS, LOGINS, DEPOT, ELSEWHERE))
    acks = await _reported(hub, drivers, 1)
    saw = await asyncio.to_thread(counted)
    hub_s = hub.cpu_s() - hub_s
    await asyncio.to_thread(ended)
    for driver in drivers:
        driver.stop()
    await asyncio.gather(*lines)
    await hub.kill()
    sys.stdout.write(
        f"\n{saw.shown} bad tokens in {saw.took_s:.1f} s ({saw.turned_away} before a handshake), "
        f"{saw.logins} logins ({saw.looked_at} looked at): limiter engaged after {engaged_tokens} "
        f"tokens and {engaged_logins} logins; {len(acks)} acknowledgements of {DRIVERS} drivers, "
        f"p99 {_p99(acks, 0):.1f} ms (limit 50; without strangers {_p99(quiet, 0):.1f}), in which "
        f"the hub's loop worked {_p99(acks, 1):.1f} ms (without {_p99(quiet, 1):.1f}). Of the "
        f"processors' time the hub had {hub_s:.1f} s, the strangers {saw.cpu_s:.1f} s; "
        f"{os.getloadavg()[0]:.1f} programs wait for {os.cpu_count()} cores\n"
    )
    assert engaged_tokens <= WITHIN_TRIES
    assert engaged_logins <= WITHIN_TRIES
    assert saw.shown == A_SECOND * SECONDS
    assert saw.logins == LOGINS
    # Those that were under way when the limiter engaged, and one a second after that.
    assert saw.turned_away >= saw.shown - WITHIN_TRIES - THREADS - saw.took_s
    assert saw.looked_at <= WITHIN_TRIES + THREADS + saw.took_s
    return time.perf_counter() - began_s


Acks = list[tuple[float, float]]
"""Milliseconds until each acknowledgement, and how many of them the hub's loop worked: what is left
where cores are free."""


def _p99(acks: Acks, which: int) -> float:
    return quantiles([ack[which] for ack in acks], n=100)[98]


async def _reported(hub: HubProcess, drivers: list[HubClient], part: int) -> Acks:
    """A part of the drivers' day."""
    acks: Acks = []
    drives = (_drive(hub, driver, n, part, acks) for n, driver in enumerate(drivers, start=1))
    await asyncio.gather(*drives)
    return acks


async def _drive(hub: HubProcess, driver: HubClient, number: int, part: int, acks: Acks) -> None:
    """A driver reports five times a second, for as long as strangers come."""
    commands = list(reports(number, stops=40))[part * SECONDS * 5 :][: SECONDS * 5]
    begin = time.perf_counter() + number / DRIVERS / 5
    every_s = SECONDS / len(commands)
    for at, command in enumerate(commands):
        await asyncio.sleep(max(0.0, begin + at * every_s - time.perf_counter()))
        sent, worked = time.perf_counter(), hub.loop_s()
        answer = await driver.ask(command)
        acks.append(((time.perf_counter() - sent) * 1000, (hub.loop_s() - worked) * 1000))
        assert isinstance(answer, p.Accepted), answer


async def _tries_until_refused(ws: str) -> int:
    parts = urlsplit(ws)
    where = (parts.hostname or "", parts.port or 0)
    handshake, hello = handshake_of(parts.netloc), hello_of(DEPOT)
    for tried in range(50):
        if not await asyncio.to_thread(show_token, where, THERE, handshake, hello):
            return tried
    return 50


async def _logins_until_refused(http: str) -> int:
    line = HTTPConnection(urlsplit(http).netloc, timeout=30, source_address=(THERE, 0))
    with closing(line):
        for tried in range(50):
            if await asyncio.to_thread(sign_in, line, "ana", tried) == 429:
                return tried
    return 50
