"""The customer's page in a real browser of a phone's size, with and without scripts."""

from pathlib import Path

import pytest

from core.model import CustomerChoice
from tests.core.hub.hub_builders import DEPOT
from tests.core.hub.test_customer_page import ORDER, customer
from tests.end_to_end.phone_browser import WIDTH, phone

pytestmark = pytest.mark.end_to_end


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
async def test_a_customer_taps_an_answer_and_reads_it_back(
    tmp_path: Path, *, has_scripts: bool
) -> None:
    async with customer(tmp_path) as ana, phone(has_scripts=has_scripts) as page:
        await page.open(f"{ana.link}?lang=en")
        await page.until_it_says("Nobody opened when our driver was there.")
        assert await page.value("document.documentElement.scrollWidth") == WIDTH
        await page.tap("details:has([value=neighbour]) summary")
        await page.tap("input[name=note]")
        await page.type("Pérez, flat 4")
        await page.tap("details[open] button")
        await page.until_it_says("Thank you. We have it.")
        await page.until_it_says("With a neighbour: Pérez, flat 4")
        answer = ana.state.orders[ORDER].answer
        assert answer is not None
        assert answer.choice is CustomerChoice.NEIGHBOUR
        assert ana.hub.server._depots[DEPOT].gate.texts[answer.note_ref or ""] == "Pérez, flat 4"
        assert page.complaints == []


async def test_a_forged_link_is_one_sentence_in_the_customers_language(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana, phone() as page:
        await page.open(f"{ana.link}x?lang=es")
        await page.until_it_says("El enlace no está completo")
        assert await page.value("document.forms.length") == 0
