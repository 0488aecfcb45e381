"""Short messages both ways: presets, own words, receipts, and what waits without a line."""

from pathlib import Path

import pytest

from core import commands as c
from core.hub import protocol as p
from core.model import DriverId, ShortMessage
from tests.core.hub.hub_builders import ANA, DEPOT, RunningHub, running_hub, until
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says, until_kept

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]

D1 = DriverId("d1")


def row(hub: RunningHub) -> tuple[ShortMessage, ...]:
    return hub.server._depots[DEPOT].gate.state.short_messages.get(D1, ())


async def test_what_is_said_arrives_in_order_and_both_sides_see_what_was_read(
    tmp_path: Path,
) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        gate = hub.server._depots[DEPOT].gate
        await page.until_it_says("Start the route")
        await until_kept(page)
        await until_chip_says(page, "Live · all saved")
        line.cut()
        await until_chip_says(page, "No connection")
        await page.tap("#messages-open")
        await page.tap("#messages-ready button")
        await page.tap("#messages-words")
        await page.type("Fifteen <b>minutes</b>")
        await page.tap("#messages-send")
        await until_chip_says(page, "2 not yet saved")
        line.restore()
        await until(lambda: len(row(hub)) == 2)
        first, second = row(hub)
        assert first.preset == "running_late"
        assert second.text_ref is not None
        assert gate.texts[second.text_ref] == "Fifteen <b>minutes</b>"
        await page.tap("#messages [value=close]")

        answer = await gate.ask(ANA, "q1", c.SendShortMessage(D1, "please_call"))
        assert isinstance(answer, p.Accepted)
        await gate.ask(ANA, "q2", c.ReadShortMessages(D1, 2))
        await page.until("document.getElementById('news').checkVisibility()")
        assert "Please call the office" in await page.value("document.body.innerText")
        assert "1 new" in await page.value("document.getElementById('messages-open').textContent")
        assert row(hub)[2].read_at is None, "nobody has looked at it"
        await page.tap("#news")
        await until(lambda: row(hub)[2].read_at is not None)
        await page.until(
            "[...document.querySelectorAll('.messages-list .own')]"
            ".every((each) => each.textContent.includes('read at'))"
        )
        assert await page.value("document.querySelectorAll('.messages-list .own').length") == 2
        assert await page.value("document.querySelectorAll('.messages-list b').length") == 0
