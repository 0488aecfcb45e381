"""A busy hub: 1,000 devices report once a second for a minute, and 20 consoles follow.

Run as a program it prints its figures as one JSON line. 25 depots of 40 drivers each, one hub
process, every report a command that is decided, committed and shown. The devices and consoles live
in this process, on the other core; what they cost is in the figures. How much of them it is, is
printed beside: the same devices and consoles at a hub that only answers (`echo_hub.py`).

A fleet is measured twice. In the figures that have a limit every second carries the same mixture:
a third of the drivers set out, a third arrive, a third have delivered. Named `in_step` is the same
load when all thousand do the same thing in the same second, as no fleet does: every third second
then costs twice what the others do.
"""

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect

from core import commands as c
from core.access import Actor, Role
from core.hub import protocol as p
from core.hub.endpoint import Endpoint
from core.hub.gate import Gate
from core.hub.group_commit import GroupCommit
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.model import ActorId, DepotId, DriverId
from core.state import FOLD_VERSION
from tests.bench.echo_hub import CONSOLE
from tests.bench.figures import Figure
from tests.core.hub.hub_builders import MORNING, SYSTEM, day_commands, reports
from tests.core.hub.hub_process import HubProcess

DEPOTS = int(os.environ.get("BACKHAUL_BENCH_DEPOTS", "25"))
DRIVERS, STOPS = 40, 21
CONSOLES = min(20, DEPOTS)
SECONDS = int(os.environ.get("BACKHAUL_BENCH_SECONDS", "60"))
"""Up to 60: a driver has so many reports, once he has started."""
PARTS = 3
"""Reports of one visit: setting out, arriving, delivering."""
IDLE_CORES = 0.05
AT_ONCE = 50
"""Connections that are being made at the same time."""


class Told:
    """When each report was sent, and how long it took to be acknowledged and to be seen."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.acknowledged_ms: list[float] = []
        self.seen_ms: list[float] = []
        self.refused: list[str] = []
        self.busy_cores = 0.0
        """Of the processor's time, how much the hub had while they reported."""
        self.own_cores = 0.0
        """And how much this process had."""


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        mixed, in_step = Path(folder, "mixed"), Path(folder, "in_step")
        mixed.mkdir()
        devices, consoles = asyncio.run(prepare(mixed))
        shutil.copytree(mixed, in_step)
        told = asyncio.run(_live(mixed, devices, consoles, parts=PARTS))
        told_in_step = asyncio.run(_live(in_step, devices, consoles, parts=1))
        floor = asyncio.run(_at_an_echo(devices, consoles))
    for each in (told, told_in_step, floor):
        assert each.refused == [], each.refused[:3]
        expected = CONSOLES * DRIVERS * SECONDS
        assert len(each.acknowledged_ms) == DEPOTS * DRIVERS * SECONDS
        assert len(each.seen_ms) == expected, f"{len(each.seen_ms)} of {expected} were seen"
    load = f"limit ({DEPOTS * DRIVERS:,} devices × 1/s, {CONSOLES} consoles, {SECONDS} s)"
    alike = "limit; all devices report alike"
    figures = [
        Figure("hub_ack_p99_ms", p99(told.acknowledged_ms), "ms", load, 50, 1.0),
        Figure("hub_to_console_p99_ms", p99(told.seen_ms), "ms", "limit, all seen", 250, 1.0),
        busy("hub_busy_cores", told.busy_cores),
        Figure("hub_ack_in_step_p99_ms", p99(told_in_step.acknowledged_ms), "ms", alike, 50, 1.0),
        Figure("hub_in_step_to_console_p99_ms", p99(told_in_step.seen_ms), "ms", alike, 250, 1.0),
        *_floors(floor, told),
    ]
    sys.stdout.write(json.dumps(msgspec.to_builtins(figures)) + "\n")
    return 0


def _floors(floor: Told, told: Told) -> list[Figure]:
    """What the devices and consoles would measure of a hub that costs nothing."""
    acks, seen = p99(floor.acknowledged_ms), p99(floor.seen_ms)
    return [
        Figure(
            "hub_ack_floor_p99_ms", acks, "ms", "that of the hub", p99(told.acknowledged_ms), 1.0
        ),
        Figure(
            "hub_to_console_floor_p99_ms", seen, "ms", "that of the hub", p99(told.seen_ms), 1.0
        ),
        Figure(
            "hub_clients_busy_cores", told.own_cores, "", "that of the hub", told.busy_cores, 1.0
        ),
    ]


def busy(name: str, cores: float) -> Figure:
    """Of the processor's time, how much the hub had."""
    note = f"limit: half a core ({os.getloadavg()[0]:.1f} wait for {os.cpu_count()})"
    return Figure(name, cores, "", note, 0.5, 1.0)


def p99(values: list[float]) -> float:
    """The 99th percentile."""
    return quantiles(values, n=100)[98]


Credentials = list[tuple[DepotId, str, int]]
"""Depot, token and the driver's number (0 for a console)."""


async def prepare(folder: Path) -> tuple[Credentials, Credentials]:
    """Open a day in every depot, before the hub starts; credentials of drivers and consoles."""
    devices: Credentials = []
    consoles: Credentials = []
    log = SqlLog(str(folder / "log.db"))
    with ThreadPoolExecutor(1) as writer:
        for number in range(DEPOTS):
            depot = DepotId(f"depot{number}")
            gate = Gate(
                depot,
                log,
                GroupCommit(log, writer),
                now=lambda: MORNING,
                has_photo=lambda photo: True,
            )
            gate.load()
            gate.start()
            for each, command in enumerate(day_commands(DRIVERS, STOPS)):
                if isinstance(command, c.RegisterDepot):
                    command = replace(command, depot=replace(command.depot, id=depot))
                answer = await gate.ask(SYSTEM, f"setup:{each}", command)
                assert isinstance(answer, p.Accepted), answer
            await gate.stop()
            for driver in range(1, DRIVERS + 1):
                name = f"d{driver}"
                actor = Actor(ActorId(name), Role.DRIVER, frozenset({depot}), DriverId(name))
                devices.append((depot, enrol(log, f"{depot}:{name}", actor), driver))
            if number < CONSOLES:
                office = Actor(ActorId("ana"), Role.DISPATCHER, frozenset({depot}))
                consoles.append((depot, enrol(log, f"{depot}:ana", office), 0))
    log.close()
    return devices, consoles


class Crowd(Struct):
    """A hub that is followed by its consoles, and the drivers' lines to it."""

    hub: HubProcess
    endpoint: Endpoint
    drivers: list[ClientConnection]
    turns: asyncio.Semaphore


Follow = Callable[[ClientConnection, DepotId], Coroutine[Any, Any, None]]
"""Reads the line of a console of that depot."""


@asynccontextmanager
async def crowd(
    folder: Path, devices: Credentials, consoles: Credentials, follow: Follow
) -> AsyncIterator[Crowd]:
    """Everybody has said hello, and `follow` reads each console's line."""
    hub, turns = HubProcess(folder), asyncio.Semaphore(AT_ONCE)
    await hub.start()
    assert hub.endpoint is not None
    try:
        async with _lines(hub.endpoint.ws_url, devices, consoles, follow, turns) as drivers:
            yield Crowd(hub, hub.endpoint, drivers, turns)
    finally:
        await hub.kill()


@asynccontextmanager
async def _lines(
    url: str,
    devices: Credentials,
    consoles: Credentials,
    follow: Follow,
    turns: asyncio.Semaphore,
) -> AsyncIterator[list[ClientConnection]]:
    """Those of the drivers, beside those of the consoles."""
    lines: list[ClientConnection] = []
    following: list[asyncio.Task[None]] = []
    try:
        for depot, token, _ in consoles:
            lines.append(await connected(url, depot, token, turns))
            following.append(asyncio.create_task(follow(lines[-1], depot)))
        drivers = await asyncio.gather(
            *(connected(url, d, token, turns) for d, token, _ in devices)
        )
        lines += drivers
        yield drivers
    finally:
        for task in following:
            task.cancel()
        for line in lines:
            line.transport.abort()


async def _live(folder: Path, devices: Credentials, consoles: Credentials, *, parts: int) -> Told:
    """Every `parts`-th driver is at the same point of a visit."""
    told = Told()
    async with crowd(folder, devices, consoles, lambda line, _: _follow(line, told)) as there:
        await settled(there.hub)
        begun = [1 + place % parts for place in range(len(devices))]
        for phone, (_, _, driver), count in zip(there.drivers, devices, begun, strict=True):
            for number, command in enumerate(islice(reports(driver, STOPS), count)):
                assert not await asked(phone, f"before:{number}", command)
        busy_s, own_s = there.hub.cpu_s(), time.process_time()
        await _reported(there.drivers, devices, begun, told)
        told.busy_cores = (there.hub.cpu_s() - busy_s) / SECONDS
        told.own_cores = (time.process_time() - own_s) / SECONDS
        await _all_seen(told)
    return told


async def _at_an_echo(devices: Credentials, consoles: Credentials) -> Told:
    """The same, of a hub that decides, keeps and looks up nothing."""
    told, turns = Told(), asyncio.Semaphore(AT_ONCE)
    following = [(depot, CONSOLE, 0) for depot, _, _ in consoles]
    echo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.echo_hub", stdout=PIPE
    )
    assert echo.stdout is not None
    url = (await echo.stdout.readline()).decode().strip()
    try:
        follow: Follow = lambda line, _: _follow(line, told)  # noqa: E731
        async with _lines(url, devices, following, follow, turns) as drivers:
            await _reported(drivers, devices, [1] * len(devices), told)
            await _all_seen(told)
    finally:
        echo.kill()
        await echo.wait()
    return told


async def _reported(
    drivers: Sequence[ClientConnection], devices: Credentials, begun: Sequence[int], told: Told
) -> None:
    """All drivers, each from that report of his on, for as many seconds as it is measured."""
    begin = asyncio.get_running_loop().time() + 1
    await asyncio.gather(
        *(
            _report(
                phone,
                f"{depot}:{driver}",
                list(islice(reports(driver, STOPS), begun[place], begun[place] + SECONDS)),
                begin,
                place,
                told,
            )
            for place, (phone, (depot, _, driver)) in enumerate(zip(drivers, devices, strict=True))
        )
    )


async def _all_seen(told: Told) -> None:
    await came(lambda: len(told.seen_ms) >= CONSOLES * DRIVERS * SECONDS)


async def came(is_all_seen: Callable[[], bool]) -> None:
    """Wait for what is still on its way to the consoles."""
    async with asyncio.timeout(30):
        while not is_all_seen():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def settled(hub: HubProcess) -> None:
    """Wait until the hub has the travel times of the new days, which were opened without a hub: in
    service they come with the orders, long before anybody is on the road."""
    async with asyncio.timeout(300):
        while True:
            busy_s = hub.cpu_s()
            await asyncio.sleep(2)
            if hub.cpu_s() - busy_s < 2 * IDLE_CORES:
                return


async def connected(
    url: str, depot: DepotId, token: str, turns: asyncio.Semaphore
) -> ClientConnection:
    """A line on which hello was said, as a driver's page does; `turns` bounds how many are made at
    once."""
    async with turns:
        line = await connect(
            url, compression=None, max_size=None, proxy=None, open_timeout=60, ping_interval=None
        )
        await line.send(
            p.encode(p.Hello(token, p.PROTOCOL, depot, FOLD_VERSION, takes_changes=True)), text=True
        )
        assert isinstance(p.decode_from_hub(await line.recv()), p.Welcome)
        return line


async def _report(
    phone: ClientConnection,
    name: str,
    commands: list[c.Command],
    begin: float,
    place: int,
    told: Told,
) -> None:
    """One report a second, and the answer to each before the next; devices are spread evenly."""
    loop = asyncio.get_running_loop()
    assert len(commands) == SECONDS
    for number, command in enumerate(commands):
        due = begin + number + place / (DEPOTS * DRIVERS)
        await asyncio.sleep(max(0.0, due - loop.time()))
        id_ = f"{name}:{number}"
        told.sent[id_] = time.perf_counter()
        words = await asked(phone, id_, command)
        told.acknowledged_ms.append((time.perf_counter() - told.sent[id_]) * 1000)
        if words:
            told.refused.append(words)


async def asked(line: ClientConnection, id_: str, command: c.Command) -> str:
    """Ask and wait for the answer; why it was refused, or nothing."""
    await line.send(p.encode(p.Ask(id_, command)), text=True)
    while True:
        frame = p.decode_from_hub(await line.recv())
        if isinstance(frame, p.Accepted | p.Refused) and frame.id == id_:
            return frame.words if isinstance(frame, p.Refused) else ""


async def _follow(console: ClientConnection, told: Told) -> None:
    seen: set[str] = set()
    while True:
        frame = p.decode_from_hub(await console.recv())
        if isinstance(frame, p.Events):
            now = time.perf_counter()
            for record in frame.events:
                if record.command_id in told.sent and record.command_id not in seen:
                    seen.add(record.command_id)
                    told.seen_ms.append((now - told.sent[record.command_id]) * 1000)


if __name__ == "__main__":
    sys.exit(main())
