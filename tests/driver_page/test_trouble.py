"""What goes wrong with phones: a key taken back, no room, a lying clock, a death while sending."""

from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from core import events as e
from core.hub.sql_log import SqlLog
from core.model import StopId
from tests.core.hub.hub_builders import DEPOT, RunningHub, running_hub, until
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says, until_kept
from tests.end_to_end.phone_browser import Phone
from tests.pictures import jpeg

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(120)]


def kinds(log: SqlLog) -> list[str]:
    """The types of what phones reported."""
    return [row.type for row in log.read(DEPOT, 0, 10_000) if row.command_id.startswith("page:")]


async def use_up(hub: RunningHub, link: str) -> None:
    """Somebody else opens the link."""
    async with (
        aiohttp.ClientSession(hub.server.http_url) as other,
        other.post("/enrol", json={"code": link.partition("#")[2]}) as response,
    ):
        assert response.status == 200


async def start(page: Phone) -> None:
    await page.until_it_says("Start the route")
    await until_kept(page)
    await page.tap("#current .primary")
    await page.until_it_says("Set out")
    await until_chip_says(page, "Live · all saved")


async def test_a_key_that_was_taken_back_loses_nothing(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await start(page)
        await use_up(hub, await phone.link())
        await page.until("!document.getElementById('notice').hidden")
        await page.tap("#current .primary")
        await until_chip_says(page, "1 not yet saved")
        await page.open(await phone.link())
        await until_chip_says(page, "Live · all saved")
        assert kinds(hub.log).count("stop_started") == 1
        assert await page.value("document.querySelectorAll('#refused-list li').length") == 0


async def test_what_one_driver_did_is_not_sent_as_anothers(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await start(page)
        await use_up(hub, await phone.link())
        await page.until("!document.getElementById('notice').hidden")
        await page.tap("#current .primary")
        await until_chip_says(page, "1 not yet saved")
        await page.open(await phone.link("d2"))
        await page.until_it_says("Driver 2")
        await until_chip_says(page, "Live · 1 not yet saved")
        await page.until_it_says("Start the route")
        assert "stop_started" not in kinds(hub.log)
        await page.open(await phone.link())
        await until_chip_says(page, "Live · all saved")
        assert kinds(hub.log).count("stop_started") == 1


async def test_without_room_nothing_is_said_to_be_kept(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await start(page)
        await page.value(
            "IDBObjectStore.prototype.realAdd = IDBObjectStore.prototype.add;"
            "IDBObjectStore.prototype.add = () => "
            "{ throw new DOMException('full', 'QuotaExceededError'); }"
        )
        await page.tap("#current .primary")
        await page.until_it_says("this was NOT kept")
        assert "I am there" not in await page.value("document.body.innerText")
        await page.value("IDBObjectStore.prototype.add = IDBObjectStore.prototype.realAdd")
        await page.tap("#current .primary")
        await page.until_it_says("I am there")
        await until(lambda: "stop_started" in kinds(hub.log))


async def test_a_clock_that_is_days_ahead_bends_nothing(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        ahead = "const real = Date.now; Date.now = () => real() + 3 * 86_400_000;"
        await page.call("Page.addScriptToEvaluateOnNewDocument", source=ahead)
        await page.call("Page.reload")
        now = hub.server._depots[DEPOT].clock.now
        before = now()
        await start(page)
        started = next(
            event
            for row in hub.log.read(DEPOT, 0, 10_000)
            if isinstance(event := e.decode(row.body, row.version), e.RouteStarted)
        )
        assert before - timedelta(seconds=2) <= started.at <= now()


async def test_a_phone_that_dies_while_sending_a_photo_goes_on_where_it_was(
    tmp_path: Path,
) -> None:
    photo = tmp_path / "door.jpg"
    photo.write_bytes(jpeg(bytes(range(256)) * 4_000))
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
    ):
        parts = tmp_path / "photos" / "parts"
        async with phone.opened(await phone.link()) as page:
            await start(page)
            for words in ("I am there", "Problem…"):
                await page.tap("#current .primary")
                await page.until_it_says(words)
            await until_chip_says(page, "Live · all saved")
            line.delay_s = 0.02
            await page.tap("#current .proof")
            await page.choose_file("#checks-photos", photo)
            await page.tap("#checks-send")
            await until(lambda: any(file.stat().st_size for file in parts.iterdir()))
        line.restore()
        assert "stop_completed" not in kinds(hub.log)
        async with phone.opened() as page:
            await until(lambda: "stop_completed" in kinds(hub.log))
            await until_chip_says(page, "Live · all saved")
        proof = hub.server._depots[DEPOT].gate.state.stops[StopId("s1_1")].proof
        assert proof is not None
        assert len(proof.photos) == 1
        assert not any(parts.iterdir())
