"""Simulated drivers as ordinary clients of a hub: `main.py simulate`, also started for the demo.

Each driver has a websocket, a token and a durable outbox of his own, like a phone. The hub's
clock is the only clock: `--speed` asks the hub to change it.
"""

import argparse
import asyncio
import contextlib
import hashlib
import logging
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from core import commands as c
from core.hub import protocol as p
from core.hub.client import Address, Answer, DriverClient, HubClient
from core.hub.demo import DemoRefused, build_day, city_of, photo_of, roads_of, today_there
from core.hub.endpoint import Tokens
from core.hub.outbox import Outbox, OutboxUnavailable, Pending
from core.hub.trust import HubUntrusted, authority_of
from core.json_faults import NOT_JSON
from core.planning.road import RoadEngine
from core.region.region import Region, shipped_region
from core.region.road_network import RegionFileError
from core.region.store import RegionStore, regions_folder
from core.simulated_driver import Report, Roads, SimulatedDriver

TICK_S = 0.2
OnAnswer = Callable[[Pending, Answer], None]
_encoder = msgspec.json.Encoder(order="deterministic")
_log = logging.getLogger(__name__)


class _Phone:
    """One simulated driver with his connection."""

    def __init__(
        self,
        driver: SimulatedDriver,
        address: Address,
        outbox: Outbox | None,
        on_answer: OnAnswer,
    ) -> None:
        self._driver = driver
        self._on_answer = on_answer
        self._reported_before = {pending.id for pending in outbox.pending()} if outbox else set()
        self._clock: tuple[datetime, float, float] | None = None
        self.client = DriverClient(
            address,
            on_view=driver.show,
            on_clock=self._set_clock,
            on_answer=self._answered,
            outbox=outbox,
        )

    def _set_clock(self, clock: p.Clock) -> None:
        self._clock = (clock.now, clock.rate, time.monotonic())

    def now(self) -> datetime | None:
        """The depot's time as this phone knows it."""
        if self._clock is None:
            return None
        now, rate, heard = self._clock
        return now + timedelta(seconds=(time.monotonic() - heard) * rate)

    def _is_caught_up(self) -> bool:
        """Whether what an earlier run had to report was answered by the last tick.

        Until then it is not on the list, which comes right behind the answers, and the driver
        would report it a second time.
        """
        was_caught_up = not self._reported_before
        self._reported_before &= {pending.id for pending in self.client.pending()}
        return was_caught_up

    def _answered(self, pending: Pending, answer: Answer) -> None:
        self._on_answer(pending, answer)
        if isinstance(answer, p.Refused):
            _log.info("%s was refused: %s", type(pending.command).__name__, answer.words)
            self._driver.refused(pending.command)

    async def live(self) -> None:
        """Drive and report until cancelled."""
        line = asyncio.create_task(self.client.run())
        reports: set[asyncio.Task[object]] = set()
        try:
            while True:
                now = self.now()
                if now is not None and self._is_caught_up():
                    for report in self._driver.advance(now):
                        task = asyncio.create_task(self._report(report))
                        reports.add(task)
                        task.add_done_callback(reports.discard)
                    fixes = self._driver.fixes(now)
                    if fixes:
                        await self.client.locate(fixes)
                await asyncio.sleep(TICK_S)
        finally:
            self.client.stop()
            for task in (line, *reports):
                task.cancel()
            await asyncio.gather(line, *reports, return_exceptions=True)

    async def _report(self, report: Report) -> object:
        photo = None
        if report.with_photo and isinstance(report.command, c.FailStop):
            photo = photo_of(report.command.reason)
        return await self.client.report(report.command, photo)


def number_of(command: c.AddOrders) -> str:
    """The number of a request follows from what it asks: another day, seed or release is no repeat.

    A hub that is asked the same again answers as it did; one that is asked something else under a
    number it knows takes the device for a copied one.
    """
    return f"shop:{hashlib.sha256(_encoder.encode(command)).hexdigest()[:20]}"


class _Shop:
    """The office's own client: customers' return requests come in through the day."""

    def __init__(
        self, address: Address, requests: Sequence[tuple[datetime, c.AddOrders]], rate: float | None
    ) -> None:
        self._requests = requests
        self._rate = rate
        self._clock: tuple[datetime, float, float] | None = None
        self._changed = asyncio.Event()
        self._client = HubClient(address, on_frame=self._hear)

    def _hear(self, frame: p.FromHub) -> None:
        if isinstance(frame, p.Clock):
            self._clock = (frame.now, frame.rate, time.monotonic())
            self._changed.set()

    async def live(self) -> None:
        """Send each request at its time; a repeated one is refused and does no harm."""
        line = asyncio.create_task(self._client.run())
        try:
            await self._changed.wait()
            if self._rate is not None:
                await self._client.set_clock(self._rate)
            for at, command in self._requests:
                await self._until(at)
                await self._client.ask(command, frame_id=number_of(command))
            await line
        finally:
            self._client.stop()
            line.cancel()
            await asyncio.gather(line, return_exceptions=True)

    async def _until(self, at: datetime) -> None:
        """Wait for a moment of the depot's clock, whatever its rate becomes meanwhile."""
        assert self._clock is not None
        while True:
            now, rate, heard = self._clock
            left_s = (at - now).total_seconds() - (time.monotonic() - heard) * rate
            if left_s <= 0:
                return
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left_s / rate if rate else None):
                    await self._changed.wait()


async def simulate(
    ws_url: str,
    tokens: Tokens,
    roads: Roads,
    *,
    seed: int,
    requests: Sequence[tuple[datetime, c.AddOrders]] = (),
    rate: float | None = None,
    outboxes: Path | None = None,
    on_answer: OnAnswer = lambda pending, answer: None,
    authority: str = "",
) -> None:
    """Drive all drivers of `tokens` until cancelled.

    With `outboxes`, unsent reports are kept in that folder; `on_answer` hears what the hub says to
    each report. Raises `OutboxUnavailable`.
    """
    phones = []
    for each in tokens.drivers:
        outbox = Outbox(outboxes / f"{each.driver_id}.outbox") if outboxes else None
        address = Address(ws_url, each.token, tokens.depot, authority)
        driver = SimulatedDriver(each.driver_id, seed, roads)
        phones.append(_Phone(driver, address, outbox, on_answer))
    async with asyncio.TaskGroup() as group:
        for phone in phones:
            group.create_task(phone.live())
        if tokens.office:
            office = Address(ws_url, tokens.office, tokens.depot, authority)
            group.create_task(_Shop(office, requests, rate).live())


def run(options: argparse.Namespace) -> int:
    """`main.py simulate`: tokens from a file or stdin; ends when stdin closes or on a signal."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    from_stdin = str(options.tokens or "-") == "-"
    try:
        text = sys.stdin.readline() if from_stdin else options.tokens.read_text(encoding="utf-8")
        tokens = msgspec.json.decode(text, type=Tokens)
    except (OSError, *NOT_JSON) as error:
        sys.stderr.write(
            f"The driver tokens cannot be read: {error}. The hub writes them beside its database "
            "when it is started with --demo.\n"
        )
        return 1
    if options.drivers is not None:
        tokens = msgspec.structs.replace(tokens, drivers=tokens.drivers[: options.drivers])
    try:
        region = RegionStore(regions_folder(options.regions)).get(
            options.region or shipped_region().name
        )
        engine = RoadEngine.open(region.roads)
        shown = options.authority
        authority = authority_of(options.hub, shown) if shown else ""
        asyncio.run(
            _until_told(options, tokens, (region, engine), authority, from_stdin=from_stdin)
        )
    except (RegionFileError, DemoRefused, OutboxUnavailable, HubUntrusted) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _until_told(
    options: argparse.Namespace,
    tokens: Tokens,
    where: tuple[Region, RoadEngine],
    authority: str,
    *,
    from_stdin: bool,
) -> None:
    region, engine = where
    loop = asyncio.get_running_loop()
    work = asyncio.ensure_future(
        simulate(
            options.hub,
            tokens,
            roads_of(engine),
            seed=options.seed,
            rate=options.speed,
            outboxes=options.data,
            authority=authority,
            requests=_requests(region, engine, options.seed, options.day) if tokens.office else (),
        )
    )
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, work.cancel)
    if from_stdin:
        ended = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        ended.add_done_callback(lambda _: work.cancel())
    with contextlib.suppress(asyncio.CancelledError):
        await work


def _requests(
    region: Region, engine: RoadEngine, seed: int, local_day: str | None
) -> tuple[tuple[datetime, c.AddOrders], ...]:

    day = date.fromisoformat(local_day) if local_day else today_there(city_of(region))
    return build_day(engine, day, seed, region=region).later
