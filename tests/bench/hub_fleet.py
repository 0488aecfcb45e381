"""What a real fleet sends to a hub: a position a second from every van, and reports now and then.

Run as a program it prints its figures as one JSON line. It is the depots, drivers and consoles of
`hub_live.py`, where every message is a report; a driver makes about a hundred of those a day. Here
each van's tracking program sends where it is once a second, in Traccar Client's form over HTTP, and
is answered after the commit. Beside it each driver's page reports: in the busiest hour a driver
makes ten visits of six minutes (three at the door, as the depots' `service_s` says, three on the
way) and reports setting out, arriving and leaving: thirty. Thirty times that is a report every four
seconds. A position counts as seen with the first frame that shows it or a later one of its driver.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import msgspec
from websockets.asyncio.client import ClientConnection

from core import commands as c
from core.hub import protocol as p
from core.hub.clock import wall_clock
from core.hub.phone_routes import Phone
from core.hub.sql_log import SqlLog
from core.hub.token_book import TokenBook
from core.model import DepotId, DriverId
from tests.bench.figures import Figure
from tests.bench.hub_live import (
    CONSOLES,
    DEPOTS,
    DRIVERS,
    SECONDS,
    STOPS,
    Credentials,
    asked,
    busy,
    came,
    crowd,
    p99,
    prepare,
    settled,
)
from tests.core.hub.hub_builders import reports

BUSIEST_HOUR = 30
"""Reports of a driver."""
TIMES = 30
REPORT_EVERY_S = 3600 // (BUSIEST_HOUR * TIMES)
REPORTS = SECONDS // REPORT_EVERY_S
"""Of each driver."""
_LAT, _STEP = 60.0, 0.001
"""A van's latitude tells which of its positions it is."""

Van = tuple[DepotId, int]
"""A depot and the driver's number."""


class Told:
    """When everything was sent, and how long it took to be acknowledged and to be seen."""

    def __init__(self) -> None:
        self.reported: dict[str, float] = {}
        self.located: dict[Van, list[float]] = {}
        self.report_ack_ms: list[float] = []
        self.position_ack_ms: list[float] = []
        self.report_seen_ms: list[float] = []
        self.position_seen_ms: list[float] = []
        self.refused: list[str] = []
        self.busy_cores = 0.0

    @property
    def is_all_seen(self) -> bool:
        """Whether the consoles have everything."""
        seen = (len(self.report_seen_ms), len(self.position_seen_ms))
        return seen == (CONSOLES * DRIVERS * REPORTS, CONSOLES * DRIVERS * SECONDS)


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        devices, consoles = asyncio.run(prepare(Path(folder)))
        tokens = asyncio.run(_with_trackers(Path(folder), [depot for depot, _, _ in devices]))
        told = asyncio.run(_live(Path(folder), devices, consoles, tokens))
    assert told.refused == [], told.refused[:3]
    assert len(told.report_ack_ms) == DEPOTS * DRIVERS * REPORTS
    assert len(told.position_ack_ms) == DEPOTS * DRIVERS * SECONDS
    assert told.is_all_seen, f"{len(told.report_seen_ms)}, {len(told.position_seen_ms)} were seen"
    vans = DEPOTS * DRIVERS
    load = f"limit ({vans:,} positions/s by HTTP, {vans // REPORT_EVERY_S} reports/s)"
    acks = [*told.report_ack_ms, *told.position_ack_ms]
    seen = [*told.report_seen_ms, *told.position_seen_ms]
    figures = [
        Figure("hub_fleet_ack_p99_ms", p99(acks), "ms", load, 50, 1.0),
        Figure(
            "hub_fleet_report_ack_p99_ms", p99(told.report_ack_ms), "ms", "of the reports", 50, 1.0
        ),
        Figure("hub_fleet_to_console_p99_ms", p99(seen), "ms", "limit, all seen", 250, 1.0),
        busy("hub_fleet_busy_cores", told.busy_cores),
    ]
    sys.stdout.write(json.dumps(msgspec.to_builtins(figures)) + "\n")
    return 0


async def _with_trackers(folder: Path, depots: Iterable[DepotId]) -> dict[Van, str]:
    """Enrol a tracking program for every driver; their tokens."""
    log = SqlLog(str(folder / "log.db"))
    book = TokenBook(log, "phones", Phone)
    tokens: dict[Van, str] = {}
    for depot in dict.fromkeys(depots):
        for driver in range(1, DRIVERS + 1):
            made = _phone(depot, DriverId(f"d{driver}"))
            tokens[depot, driver] = (await book.enrol(depot, made))[1]
    log.close()
    return tokens


def _phone(depot: DepotId, driver_id: DriverId) -> Callable[[str, str], Phone]:
    return lambda id_, sha256: Phone(id_, depot, driver_id, "", sha256, wall_clock(), "bench")


async def _live(
    folder: Path, devices: Credentials, consoles: Credentials, tokens: dict[Van, str]
) -> Told:
    told = Told()
    follow = partial(_follow, told=told)
    async with crowd(folder, devices, consoles, follow) as there:
        url, turns, pages = there.endpoint.http_url, there.turns, there.drivers
        trackers = await asyncio.gather(
            *(_tracker(url, (d, n), tokens[d, n], told, turns) for d, _, n in devices)
        )
        await settled(there.hub)
        # Nobody is located before his shift.
        days = [list(reports(driver, STOPS)) for _, _, driver in devices]
        for page, day in zip(pages, days, strict=True):
            await asked(page, "start", day[0])
        begin = asyncio.get_running_loop().time() + 1
        busy_s = there.hub.cpu_s()
        vans = enumerate(zip(pages, days, devices, strict=True))
        await asyncio.gather(
            *(
                _report(page, f"{depot}:{driver}", day[1:], begin + place / len(devices), told)
                for place, (page, day, (depot, _, driver)) in vans
            ),
            *(each.locate(begin + place / len(devices)) for place, each in enumerate(trackers)),
        )
        told.busy_cores = (there.hub.cpu_s() - busy_s) / SECONDS
        await came(lambda: told.is_all_seen)
        for tracker in trackers:
            tracker.transport.abort()
    return told


async def _report(
    page: ClientConnection, name: str, day: list[c.Command], begin: float, told: Told
) -> None:
    """The drivers' reports are spread over the seconds between two of one driver."""
    loop = asyncio.get_running_loop()
    begin += REPORT_EVERY_S * random.Random(name).random()
    for number in range(REPORTS):
        await asyncio.sleep(max(0.0, begin + REPORT_EVERY_S * number - loop.time()))
        id_ = f"{name}:{number}"
        sent = told.reported[id_] = time.perf_counter()
        words = await asked(page, id_, day[number])
        told.report_ack_ms.append((time.perf_counter() - sent) * 1000)
        if words:
            told.refused.append(words)


class _Tracker(asyncio.Protocol):
    """A tracking program on a line that is kept: the next position goes after the answer."""

    def __init__(self, van: Van, token: str, told: Told) -> None:
        self.van = van
        self._token = token
        self._told = told
        self._answer: asyncio.Future[bytes] | None = None
        self._begun = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._begun += data
        if b"\r\n\r\n" in self._begun and self._answer is not None:
            self._answer.set_result(self._begun)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    async def locate(self, begin: float) -> None:
        """One position a second."""
        loop, told = asyncio.get_running_loop(), self._told
        sent = told.located[self.van] = []
        fixed_s = int(time.time())
        for number in range(SECONDS):
            await asyncio.sleep(max(0.0, begin + number - loop.time()))
            self._begun, self._answer = b"", loop.create_future()
            self.transport.write(self._request(number, fixed_s + number))
            sent.append(time.perf_counter())
            answer = await self._answer
            told.position_ack_ms.append((time.perf_counter() - sent[number]) * 1000)
            if not answer.startswith(b"HTTP/1.1 200 "):
                told.refused.append(answer.decode())

    def _request(self, number: int, fixed_s: int) -> bytes:
        form = {
            **{"id": self._token, "lat": f"{_LAT + _STEP * number:.5f}", "lon": "24.94100"},
            **{"timestamp": fixed_s, "accuracy": "4.0", "altitude": "12.0"},
            **{"speed": "18.2", "bearing": "271.0", "batt": "87.0", "charge": "false"},
        }
        body = urlencode(form).encode()
        head = (
            "POST /phones/traccar HTTP/1.1\r\nHost: hub\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _tracker(
    http_url: str, van: Van, token: str, told: Told, turns: asyncio.Semaphore
) -> _Tracker:
    async with turns:
        host, _, port = http_url.removeprefix("http://").rpartition(":")
        loop = asyncio.get_running_loop()
        made = await loop.create_connection(lambda: _Tracker(van, token, told), host, int(port))
        return made[1]


async def _follow(console: ClientConnection, depot: DepotId, told: Told) -> None:
    seen: set[str] = set()
    shown: dict[DriverId, int] = {}
    """How many positions of each are seen."""
    while True:
        frame = p.decode_from_hub(await console.recv())
        now = time.perf_counter()
        if isinstance(frame, p.Events):
            for record in frame.events:
                if record.command_id in told.reported and record.command_id not in seen:
                    seen.add(record.command_id)
                    told.report_seen_ms.append((now - told.reported[record.command_id]) * 1000)
        if isinstance(frame, p.DriverFixes):
            for fix in frame.fixes:
                number = round((fix.lat - _LAT) / _STEP)
                sent = told.located[depot, int(fix.driver_id[1:])]
                for each in range(shown.get(fix.driver_id, 0), number + 1):
                    told.position_seen_ms.append((now - sent[each]) * 1000)
                shown[fix.driver_id] = max(number + 1, shown.get(fix.driver_id, 0))


if __name__ == "__main__":
    sys.exit(main())
