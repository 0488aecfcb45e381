"""The test of the line, opened in a real browser: what it finds comes to the office."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.hub import protocol as p
from tests.core.hub.hub_builders import running_hub
from tests.core.hub.test_reach_routes import begun, desk, seen
from tests.driver_page.bad_line import BadLine, bad_line
from tests.end_to_end.phone_browser import Phone, kept_phone

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]


@asynccontextmanager
async def opened(folder: Path, line: BadLine, url: str) -> AsyncIterator[Phone]:
    async with kept_phone(folder, line.arguments) as page:
        await page.begin(has_scripts=True)
        await page.open(url)
        yield page


async def test_a_phone_tells_the_office_what_it_found(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, desk(hub) as office, bad_line() as line:
        test = await begun(hub, office)
        async with opened(tmp_path / "phone", line, test.url) as page:
            await page.until_it_says("The office sees this now")
            assert "The certificate is trusted" in await page.value("document.body.innerText")
            assert page.complaints == []
        reached = await seen(office, test)
        assert reached == p.Reached("127.0.0.1", reached.over, True, True)
        # It was only a test: nobody is signed in by it.
        assert not [device for device in hub.log.devices() if device.device_id.startswith("page")]


async def test_a_live_line_that_is_not_passed_on_is_found(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, desk(hub) as office:
        async with bad_line(hub.server.ws_url) as line:
            line.cut()
            test = await begun(hub, office)
            async with opened(tmp_path / "phone", line, test.url) as page:
                await page.until_it_says("The live line does not open.")
                await page.until_it_says("The office sees this now")
        assert (await seen(office, test)).line_opens is False
