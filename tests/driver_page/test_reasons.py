"""A driver is offered the reasons that the depot offers, in a real browser."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.depot_settings import settings_of
from core.hub import protocol as p
from core.hub.client import HubClient
from core.model import ActorId, CatalogueEdits, ReasonEdit
from tests.core.hub.hub_builders import DEPOT, RunningHub, day_commands, running_hub
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_kept

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(120)]

SUE = Actor(ActorId("sue"), Role.SUPERVISOR, frozenset({DEPOT}))
OFFERED = "[...document.querySelectorAll('#failure-reasons button')].map((b) => b.dataset.reason)"


async def switch_off(hub: RunningHub, *codes: str) -> None:
    """A supervisor takes reasons off the list and adds one that is a kind of “refused”."""
    sue = HubClient(hub.address(SUE), on_frame=lambda _: None)
    hub.connect(sue)
    (registered, *_) = day_commands()
    assert isinstance(registered, c.RegisterDepot)
    was = settings_of(registered.depot)
    off = tuple(ReasonEdit(code, is_off=True) for code in codes)
    edits = CatalogueEdits((*off, ReasonEdit("refused.1", "Wrong colour")))
    answer = await sue.ask(c.ChangeDepotSettings(was, replace(was, catalogue=edits)))
    assert isinstance(answer, p.Accepted), answer


async def test_what_the_depot_does_not_offer_is_not_on_the_page(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
    ):
        await switch_off(hub, "weather", "premises_closed")
        async with phone.opened(await phone.link()) as page:
            await page.until_it_says("Start the route")
            await until_kept(page)
            await page.tap("#current .primary")
            await page.until_it_says("Set out")
            await page.tap("#current .primary")
            await page.until_it_says("I am there")
            await page.tap("#current .primary")
            await page.until_it_says("Problem…")
            await page.tap("#current .danger")
            await page.until(f"{OFFERED}.length > 0")
            offered = await page.value(OFFERED)
    assert "recipient_absent" in offered
    assert offered.index("refused.1") == offered.index("refused") + 1
    assert not {"weather", "premises_closed"} & set(offered)
