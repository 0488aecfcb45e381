"""Where a phone is goes to the office while its driver wants it and a route runs, else never."""

from pathlib import Path

import pytest

from core.model import DriverId, StopId
from tests.core.hub.hub_builders import DEPOT, running_hub, until
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]

HERE = (60.1699, 24.9384)


async def test_a_position_is_shared_by_a_switch_and_ends_with_it(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        opened = hub.server._depots[DEPOT]
        await page.call("Browser.grantPermissions", permissions=["geolocation"])
        lat, lon = HERE
        where = {"latitude": lat, "longitude": lon, "accuracy": 8}
        await page.call("Emulation.setGeolocationOverride", **where)
        await page.until_it_says("Start the route")
        await page.tap("#sharing")
        await page.until_it_says("Begins with the route")
        assert not opened._fixes
        await page.tap("#current .primary")
        await page.until_it_says("On: the office sees where you are")
        await until(lambda: DriverId("d1") in opened._fixes)
        fix = opened._fixes[DriverId("d1")]
        assert (fix.lat, fix.lon) == HERE
        await page.until_it_says("Set out")
        for said in ("I am there", "Problem"):
            await page.tap("#current .primary")
            await page.until_it_says(said)
        await page.tap("#current .primary")
        await until_chip_says(page, "Live · all saved")
        await until(lambda: opened.gate.state.stops[StopId("s1_1")].done_at)
        done_at = opened.gate.state.stops[StopId("s1_1")].done_at
        assert done_at is not None
        assert (done_at.lat, done_at.lon) == HERE
        await page.tap("#sharing")
        await page.until_it_says("Off: nobody sees where you are")
        await page.tap("#current .primary")
        await page.tap("#current .primary")
        await page.until_it_says("Problem")
        await page.tap("#current .primary")
        await until(lambda: opened.gate.state.stops[StopId("s1_2")].ended_at)
        assert opened.gate.state.stops[StopId("s1_2")].done_at is None
        assert page.complaints == []
