"""The key of a phone changes by itself, and no phone is locked out by it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.hub import server as hub_server
from core.hub.device_tokens import KEY, ROTATED_AFTER
from core.hub.log import LogUnavailable
from tests.core.hub.hub_builders import DEPOT, RunningHub, running_hub, until
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says, until_kept

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]


def keys(hub: RunningHub) -> set[str]:
    """Hashes of what opens the hub to the driver's phone."""
    return {each.token_sha256 for each in hub.log.devices() if each.device_id == f"page@{DEPOT}:d1"}


async def test_a_phone_that_was_away_for_weeks_gets_a_new_key_and_works_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [datetime(2026, 11, 23, 8, tzinfo=UTC)]
    monkeypatch.setattr(hub_server, "wall_clock", lambda: now[0])
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
    ):
        async with phone.opened(await phone.link()) as page:
            await page.until_it_says("Start the route")
            await until_kept(page)
            (first,) = keys(hub)
            await until(lambda: first.encode() in (hub.log.get_meta(KEY) or b""))
        now[0] += ROTATED_AFTER + timedelta(days=30)
        async with phone.opened() as page:
            await until_chip_says(page, "Live · all saved")
            await until(lambda: len(keys(hub)) == 1 and keys(hub) != {first})
        async with phone.opened() as page:
            await until_chip_says(page, "Live · all saved")
            await page.tap("#current .primary")
            await page.until_it_says("Set out")


async def test_a_phone_that_loses_the_answer_goes_on_and_gets_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [datetime(2026, 11, 23, 8, tzinfo=UTC)]
    monkeypatch.setattr(hub_server, "wall_clock", lambda: now[0])
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
    ):
        renew, lost = hub.server.devices.renew, list[str]()

        async def loses_answers(token: str) -> str | None:
            new = await renew(token)
            if new is not None:
                lost.append(new)
                raise LogUnavailable("The answer is lost.")
            return new

        async with phone.opened(await phone.link()) as page:
            await page.until_it_says("Start the route")
            await until_kept(page)
            (first,) = keys(hub)
            await until(lambda: first.encode() in (hub.log.get_meta(KEY) or b""))
        now[0] += ROTATED_AFTER
        monkeypatch.setattr(hub.server.devices, "renew", loses_answers)
        async with phone.opened() as page:
            await until_chip_says(page, "Live · all saved")
            await until(lambda: lost)
        assert first in keys(hub)
        monkeypatch.setattr(hub.server.devices, "renew", renew)
        async with phone.opened() as page:
            await until_chip_says(page, "Live · all saved")
            await until(lambda: len(keys(hub)) == 1 and keys(hub) != {first})
            await page.tap("#current .primary")
            await page.until_it_says("Set out")
