"""What is on its way from a phone: answers that get lost, two tabs, a death between two breaths."""

from pathlib import Path

import pytest

from core import commands as c
from core.hub import protocol as p
from core.hub.sql_log import SqlLog
from core.model import RouteId
from tests.core.hub.hub_builders import DEPOT, MORNING, driver_actor, running_hub, until
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says, until_kept

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]


def kinds(log: SqlLog) -> list[str]:
    """The types of what drivers reported."""
    return [row.type for row in log.read(DEPOT, 0, 10_000) if row.command_id.startswith("page:")]


async def test_an_action_whose_answer_was_lost_is_done_once(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
    ):
        async with phone.opened(await phone.link()) as page:
            await page.until_it_says("Start the route")
            await until_kept(page)
            line.loses_answers = True
            await page.tap("#current .primary")
            await until(lambda: "route_started" in kinds(hub.log))
            await until_chip_says(page, "1 not yet saved")
            line.cut()
        line.restore()
        async with phone.opened() as page:
            await until_chip_says(page, "Live · all saved")
            assert await page.value("document.querySelectorAll('#refused-list li').length") == 0
        assert kinds(hub.log).count("route_started") == 1


async def test_two_tabs_send_once_and_the_other_goes_on_when_one_is_closed(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as first,
    ):
        await first.until_it_says("Start the route")
        async with first.tab(f"{hub.server.http_url}/driver/") as second:
            await until_chip_says(second, "all saved")
            await second.tap("#current .primary")
            await until_chip_says(second, "all saved")
            await first.until_it_says("Set out")
            await second.until_it_says("Set out")
            await first.open("about:blank")
            await until_chip_says(second, "Live · all saved")
            await second.tap("#current .primary")
            await second.until_it_says("I am there")
            await until_chip_says(second, "Live · all saved")
        wanted = ["route_started", "stop_started"]
        assert [kind for kind in kinds(hub.log) if kind in wanted] == wanted


async def test_what_the_office_does_not_accept_stays_in_sight_until_seen(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await page.until_it_says("Start the route")
        line.cut()
        await until_chip_says(page, "No connection")
        await page.tap("#current .primary")
        await until_chip_says(page, "1 not yet saved")
        gate = hub.server._depots[DEPOT].gate
        await gate.submit(driver_actor(1), p.Ask("other:1", c.StartRoute(RouteId("r1"), MORNING)))
        line.restore()
        await until_chip_says(page, "1 not accepted")
        await page.tap("#line")
        await page.until_it_says("R1 has started already.")
        await page.tap("#refused-list button")
        await page.until("!document.getElementById('line').textContent.includes('not accepted')")


async def test_a_breakdown_far_from_any_line_reaches_the_office_later(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await page.until_it_says("Start the route")
        await page.tap("#current .primary")
        await page.until_it_says("Set out")
        await until_chip_says(page, "Live · all saved")
        line.cut()
        await until_chip_says(page, "No connection")
        await page.tap("#breakdown")
        await page.tap("[data-reason=vehicle_breakdown]")
        await page.tap("#failure-send")
        await page.until_it_says("the office has not been reached yet")
        await until_chip_says(page, "1 not yet saved")
        state = hub.server._depots[DEPOT].gate.state
        assert state.routes[RouteId("r1")].stranded is None
        line.restore()
        await page.until_it_says("The office knows that you cannot go on.")
        await until_chip_says(page, "Live · all saved")
        stranded = hub.server._depots[DEPOT].gate.state.routes[RouteId("r1")].stranded
        assert stranded is not None
        assert kinds(hub.log).count("route_stranded") == 1
        assert page.complaints == [each for each in page.complaints if "ERR_CONNECTION" in each]


async def test_a_break_begins_and_ends_between_two_stops(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await page.until_it_says("Start the route")
        assert not await page.value("document.getElementById('rest').checkVisibility()")
        await page.tap("#current .primary")
        await page.until_it_says("Begin a break")
        await page.tap("#rest")
        await page.until_it_says("On a break since")
        await page.tap("#current .primary")
        await page.until_it_says("Begin a break")
        await page.tap("#current .primary")
        await page.until("!document.getElementById('rest').checkVisibility()")
        await until(lambda: "stop_started" in kinds(hub.log))
        rested = [kind for kind in kinds(hub.log) if kind.startswith("break")]
        assert rested == ["break_started", "break_ended"]
