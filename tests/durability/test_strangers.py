"""Thousands of bad tokens and logins: the limiter engages at once, and drivers do not feel it.

`BACKHAUL_TEST_STRANGERS` sets how many bad tokens are shown a second, for so many seconds as
`BACKHAUL_TEST_STRANGERS_S` says; half as many logins are tried meanwhile. Strangers come from other
addresses of this machine and from a process of their own.
"""

import asyncio
import os
import sys
import time
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles

import aiohttp
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from core.hub import protocol as p
from core.hub.access_log import STREAM, Kind, note_of
from core.hub.client import Address, HubClient
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.state import FOLD_VERSION
from tests.core.hub.hub_builders import DEPOT, driver_actor, fill, reports
from tests.core.hub.hub_process import HubProcess

A_SECOND = int(os.environ.get("BACKHAUL_TEST_STRANGERS", "50"))
SECONDS = int(os.environ.get("BACKHAUL_TEST_STRANGERS_S", "2"))
LOGINS = A_SECOND // 2
DRIVERS = 20
WITHIN_TRIES = 5
AT_ONCE = 100
"""Connections that strangers have under way."""
ELSEWHERE, THERE = "127.0.0.2", "127.0.0.3"
BAD = "x" * 43


@pytest.mark.timeout(0)
@pytest.mark.skipif(sys.platform != "linux", reason="needs several loopback addresses")
def test_strangers_wait_and_drivers_do_not_feel_them(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    asyncio.run(fill(log, drivers=DRIVERS, stops=40))
    tokens = [enrol(log, f"d{n}", driver_actor(n)) for n in range(1, DRIVERS + 1)]
    log.close()
    asyncio.run(_besieged(tmp_path, tokens))
    log = SqlLog(str(tmp_path / "log.db"))
    noted = [note_of(event.body) for event in log.read(STREAM, 0, 10_000)]
    assert log.verify(STREAM).is_sound
    log.close()
    kinds = {note.kind for note in noted}
    assert {Kind.STRANGER_REFUSED, Kind.SIGN_IN_REFUSED} <= kinds
    # A flood does not fill the log.
    assert len(noted) < 20 * (SECONDS + 10)


async def _besieged(folder: Path, tokens: list[str]) -> None:
    hub = HubProcess(folder)
    await hub.start()
    assert hub.endpoint is not None
    ws, http = hub.endpoint.ws_url, hub.endpoint.http_url
    engaged_tokens = await _tries_until_refused(ws)
    engaged_logins = await _logins_until_refused(http)
    acks: list[float] = []
    drivers = [
        HubClient(Address(ws, token, DEPOT), on_frame=lambda frame: None) for token in tokens
    ]
    lines = [asyncio.create_task(driver.run()) for driver in drivers]
    work = [
        asyncio.create_task(_drive(driver, number, acks))
        for number, driver in enumerate(drivers, start=1)
    ]
    began_s = time.perf_counter()
    with _strangers(ws, http) as told:
        await asyncio.gather(*work)
        shown, refused, logins, looked_at = await asyncio.to_thread(told)
    took_s = time.perf_counter() - began_s
    for driver in drivers:
        driver.stop()
    await asyncio.gather(*lines)
    await hub.kill()
    p99 = quantiles(acks, n=100)[98]
    sys.stdout.write(
        f"\n{shown} bad tokens in {took_s:.1f} s ({refused} before a handshake), {logins} logins "
        f"({looked_at} looked at): limiter engaged after {engaged_tokens} tokens and "
        f"{engaged_logins} logins; {len(acks)} acknowledgements of {DRIVERS} drivers, "
        f"p99 {p99:.1f} ms\n"
    )
    assert engaged_tokens <= WITHIN_TRIES
    assert engaged_logins <= WITHIN_TRIES
    assert shown >= A_SECOND * SECONDS * 0.5
    assert logins == LOGINS
    # Those that were under way when the limiter engaged, and one a second after that.
    assert refused >= shown - WITHIN_TRIES - AT_ONCE - took_s
    assert looked_at <= WITHIN_TRIES + took_s


async def _drive(driver: HubClient, number: int, acks: list[float]) -> None:
    """A driver reports five times a second, for as long as strangers come."""
    commands = list(reports(number, stops=40))[: SECONDS * 5]
    begin = time.perf_counter() + number / DRIVERS / 5
    every_s = SECONDS / len(commands)
    for at, command in enumerate(commands):
        await asyncio.sleep(max(0.0, begin + at * every_s - time.perf_counter()))
        sent = time.perf_counter()
        answer = await driver.ask(command)
        acks.append((time.perf_counter() - sent) * 1000)
        assert isinstance(answer, p.Accepted), answer


async def _show_token(ws: str, address: str) -> bool:
    """Whether the hub listened at all."""
    try:
        async with connect(
            ws, compression=None, proxy=None, local_addr=(address, 0), open_timeout=30
        ) as line:
            hello = p.Hello(BAD, p.PROTOCOL, DEPOT, FOLD_VERSION)
            await line.send(p.encode(hello), text=True)
            with suppress(ConnectionClosed):
                await line.recv()
    except InvalidStatus as refused:
        return refused.response.status_code != 429
    return True


async def _tries_until_refused(ws: str) -> int:
    for tried in range(50):
        if not await _show_token(ws, THERE):
            return tried
    return 50


async def _logins_until_refused(http: str) -> int:
    connector = aiohttp.TCPConnector(local_addr=(THERE, 0))
    async with aiohttp.ClientSession(http, connector=connector) as session:
        for tried in range(50):
            if await _log_in(session, "ana", tried) == 429:
                return tried
    return 50


async def _log_in(session: aiohttp.ClientSession, name: str, number: int) -> int:
    body = {"name": name, "password": f"guess {number}"}
    async with session.post("/sign-in", json=body) as answer:
        return answer.status


class _strangers:
    """A process that besieges the hub; calling what it gives waits for what it counted."""

    def __init__(self, ws: str, http: str) -> None:
        context = get_context("spawn")
        self._told, tell = context.Pipe(duplex=False)
        self._process = context.Process(target=_besiege, args=(ws, http, tell))

    def __enter__(self) -> "_strangers":
        self._process.start()
        return self

    def __call__(self) -> tuple[int, int, int, int]:
        counted: tuple[int, int, int, int] = self._told.recv()
        return counted

    def __exit__(self, *_: object) -> None:
        self._process.join(30)


def _besiege(ws: str, http: str, tell: Connection) -> None:
    tell.send(asyncio.run(_siege(ws, http)))


async def _siege(ws: str, http: str) -> tuple[int, int, int, int]:
    listened: list[bool] = []
    statuses: list[int] = []
    turns = asyncio.Semaphore(AT_ONCE)

    async def show() -> None:
        async with turns:
            with suppress(OSError, TimeoutError, ConnectionClosed):
                listened.append(await _show_token(ws, ELSEWHERE))

    async def log_in(number: int, session: aiohttp.ClientSession) -> None:
        statuses.append(await _log_in(session, f"name{number % 50}", number))

    connector = aiohttp.TCPConnector(local_addr=(ELSEWHERE, 0), limit=50)
    async with aiohttp.ClientSession(http, connector=connector) as session:
        begin = time.perf_counter()
        tasks = [asyncio.create_task(log_in(n, session)) for n in range(LOGINS)]
        for n in range(A_SECOND * SECONDS):
            wait_s = begin + n / A_SECOND - time.perf_counter()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            elif n % 20 == 0:
                await asyncio.sleep(0)
            tasks.append(asyncio.create_task(show()))
        await asyncio.gather(*tasks)
    looked_at = sum(status != 429 for status in statuses)
    return len(listened), listened.count(False), len(statuses), looked_at
