"""A driver's shift in a real browser: hours without a line, a phone that dies, a line that crawls.

The page follows the depot's clock, which runs fast: eight hours pass in half a minute. What the
driver did is compared with the log: every action once, in the order of doing, at its own time.
"""

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core import events as e
from core.hub.sql_log import SqlLog
from tests.core.hub.hub_builders import DEPOT, RunningHub, fill, running_hub
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says, until_kept
from tests.end_to_end.phone_browser import Phone
from tests.pictures import jpeg

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]

STOPS = int(os.environ.get("BACKHAUL_TEST_STOPS", "8"))
SHIFT = timedelta(hours=8)
PACE = float(os.environ.get("BACKHAUL_TEST_PACE", "2400"))
"""Seconds of the depot in one of this machine."""
SLACK = timedelta(seconds=0.5 * PACE)
"""Half a second of this machine: between a tap and what the test sees of it."""

Reported = (
    e.RouteStarted
    | e.StopStarted
    | e.StopArrived
    | e.StopCompleted
    | e.StopFailed
    | e.ProblemReported
    | e.RouteEnded
)


class Shift:
    """What the driver did, as the test knows it."""

    def __init__(self, hub: RunningHub, photo: Path) -> None:
        self._clock = hub.server._depots[DEPOT].clock
        self._photo = photo
        self.began = self.now()
        self.done: list[tuple[str, str, datetime]] = []
        self.photos = 0

    def now(self) -> datetime:
        return self._clock.now()

    async def visit(self, page: Phone, number: int) -> None:
        """One stop from setting out to its end; every third one fails, with a photo."""
        stop = f"s1_{number}"
        await self._tap(page, "#current .primary", "StopStarted", stop, "I am there")
        await self._tap(page, "#current .primary", "StopArrived", stop, "Problem…")
        if number % 3:
            ends = "StopCompleted"
            await self._tap(page, "#current .primary", ends, stop, "", is_end=True)
            return
        await page.tap("#current .danger")
        await page.tap("[data-reason=recipient_absent]")
        await page.choose_file("#failure-photo", self._photo)
        self.photos += 1
        await self._tap(page, "#failure-send", "StopFailed", stop, "", is_end=True)

    async def press(self, page: Phone, what: str, then: str) -> None:
        """A press that is about the route."""
        await self._tap(page, "#current .primary", what, "r1", then)

    async def _tap(
        self, page: Phone, selector: str, what: str, of: str, then: str, *, is_end: bool = False
    ) -> None:
        ended = "document.querySelectorAll('#stops .ended').length"
        before = await page.value(ended)
        self.done.append((what, of, self.now()))
        await page.tap(selector)
        if is_end:
            await page.until(f"{ended} > {before}")
        else:
            await page.until(f"document.getElementById('current').innerText.includes({then!r})")

    async def work(self, page: Phone, numbers: range, until: timedelta) -> None:
        """Visit these stops, spread over the time that is left."""
        for number in numbers:
            await self.visit(page, number)
            left = (self.began + until - self.now()) / (numbers.stop - number)
            await asyncio.sleep(max(0.0, left.total_seconds() / PACE))


def reported(log: SqlLog) -> list[tuple[str, str, datetime, str]]:
    """What the log holds of the driver: what, where, when and by which command."""
    rows: list[tuple[str, str, datetime, str]] = []
    for stored in log.read(DEPOT, 0, 10_000):
        event = e.decode(stored.body, stored.version)
        if isinstance(event, Reported):
            at = event.attempt.at if isinstance(event, e.StopFailed) else event.at
            of = (
                event.route_id
                if isinstance(event, e.RouteStarted | e.RouteEnded)
                else event.stop_id
            )
            rows.append((type(event).__name__, of, at, stored.command_id))
    return rows


async def test_a_shift_half_of_it_offline_arrives_once_and_in_order(tmp_path: Path) -> None:
    with_log = SqlLog(str(tmp_path / "log.db"))
    await fill(with_log, 1, STOPS)
    with_log.close()
    photo = tmp_path / "door.jpg"
    photo.write_bytes(jpeg(b"door" * 30_000))
    quarter = STOPS // 4
    hours = timedelta(hours=1)
    async with (
        running_hub(tmp_path, rate=PACE) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
    ):
        shift = Shift(hub, photo)
        async with phone.opened(await phone.link()) as page:
            await page.until_it_says("Start the route")
            await until_kept(page)
            shift.began = shift.now()
            await shift.press(page, "RouteStarted", "Set out")
            await shift.work(page, range(1, quarter + 1), 2 * hours)
            await until_chip_says(page, "Live · all saved")
            online = len(shift.done)
            assert len(reported(hub.log)) == online
            line.cut()
            await until_chip_says(page, "No connection")
            await shift.work(page, range(quarter + 1, 2 * quarter + 1), 4 * hours)
            await until_chip_says(page, f"{len(shift.done) - online} not yet saved")
        async with phone.opened() as page:  # killed, and opened without any line
            await until_chip_says(page, f"{len(shift.done) - online} not yet saved")
            await shift.work(page, range(2 * quarter + 1, 3 * quarter + 1), 6 * hours)
            assert "saved" not in (await page.value("document.body.innerText")).replace(
                "not yet saved", ""
            )
            assert len(reported(hub.log)) == online
            line.delay_s = 0.02
            line.is_cut = False
            await shift.work(page, range(3 * quarter + 1, STOPS + 1), SHIFT + SLACK)
            line.restore()
            await shift.press(page, "RouteEnded", "The route has ended")
            await until_chip_says(page, "Live · all saved")
            there = reported(hub.log)
            assert await page.value("document.querySelectorAll('#refused-list li').length") == 0
        assert [(what, of) for what, of, _, _ in there] == [
            (what, of) for what, of, _ in shift.done
        ]
        for (_, _, tapped), (what, of, at, _) in zip(shift.done, there, strict=True):
            assert tapped - SLACK <= at <= tapped + SLACK, (what, of)
        numbers = [int(command_id.rpartition(".")[2]) for _, _, _, command_id in there]
        assert numbers == list(range(1, len(shift.done) + 1))
        assert there[-1][2] - there[0][2] >= SHIFT
        assert shift.photos > 0
