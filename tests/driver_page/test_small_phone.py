"""A cheap phone in Spanish: what comes next is in sight, and what the hub says is in the driver's
language; a stop that the office ends is left, whatever is open about it."""

from pathlib import Path

import pytest

from core import commands as c
from core.hub import protocol as p
from core.model import AnswerKind, OrderId, StopId
from tests.core.hub.hub_builders import ANA, DEPOT, running_hub
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says
from tests.end_to_end.phone_browser import Phone

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]

IN_SIGHT = """(() => {
  const box = document.querySelector("#current .primary").getBoundingClientRect();
  const bar = document.querySelector("nav").getBoundingClientRect();
  return box.top > 0 && box.bottom <= bar.top;
})()"""
CUT_OFF = """[...document.querySelectorAll("#current *, nav *, header *")].filter((node) =>
  node.checkVisibility() && node.clientWidth && node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.textContent)"""


async def on_a_small_screen(page: Phone) -> None:
    """360 by 640, the smallest that is still sold."""
    await page.call(
        "Emulation.setDeviceMetricsOverride",
        width=360,
        height=640,
        deviceScaleFactor=2,
        mobile=True,
    )


async def speak_spanish(page: Phone) -> None:
    await page.value(
        "(() => { const chosen = document.getElementById('language'); chosen.value = 'es';"
        " chosen.dispatchEvent(new Event('change')); })()"
    )
    await page.until("document.documentElement.lang === 'es'")


async def test_a_small_phone_in_spanish(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        gate = hub.server._depots[DEPOT].gate
        known = "Patio trasero, por la calle angosta. " * 7
        learned = c.LearnPlace(
            OrderId("o1_1"), known, gate_code="4711", has_dog=True, neighbour="Sra. Carmen"
        )
        assert isinstance(await gate.ask(ANA, "l1", learned), p.Accepted)
        await on_a_small_screen(page)
        await page.until_it_says("Start the route")
        await speak_spanish(page)
        await page.tap("#current .primary")
        await page.until_it_says("Salir hacia allá")
        # What is known of the door is longer than the screen.
        assert await page.value("document.getElementById('current').offsetHeight > innerHeight")
        assert await page.value(IN_SIGHT)
        told = await page.value("document.getElementById('current').innerText")
        for words in ("Código del portón 4711", "Cuidado con el perro", "Un vecino recibe: Sra."):
            assert words in told
        await page.tap("#current .primary")
        await page.until_it_says("Llegué")
        await page.tap("#current .primary")
        await page.until_it_says("Hecho")
        assert await page.value(CUT_OFF) == []
        # The office ends it while the driver is about to report something of his own.
        await page.tap("#current .row:last-child button")
        await page.tap("[data-reason=recipient_absent]")
        await page.tap("#failure-send")
        await page.until_it_says("La oficina tiene tu problema")
        await until_chip_says(page, "todo guardado")
        await page.tap("#current .row:last-child button")
        await page.until("document.getElementById('failure').open")
        answer = c.AnswerProblem(StopId("s1_1"), AnswerKind.FAIL)
        assert isinstance(await gate.ask(ANA, "a1", answer), p.Accepted)
        await page.until_it_says("La oficina dice: Street p1_1 queda así, sigue aquí.")
        assert await page.value("document.querySelector('dialog[open]') === null && scrollY === 0")
        await page.tap("#current .primary")
        await page.until_it_says("Llegué")
        assert "queda así" not in await page.value("document.body.innerText")
