"""A delivery of which the customer takes a part: every other line has a reason, offline too."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from core import commands as c
from core.hub import protocol as p
from core.hub.sql_log import SqlLog
from core.model import CatalogueEdits, Customer, Order, OrderId, OrderStatus, ReasonEdit
from tests.builders import make_item
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    SYSTEM,
    RunningHub,
    day_commands,
    open_gate,
    running_hub,
    until,
)
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says
from tests.driver_page.test_proof import arrive

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]

FIRST = OrderId("o1_1")


def of_three_lines(order: Order) -> Order:
    return replace(order, items=tuple(make_item(name) for name in ("cup", "pot", "lid")))


def with_empties(customer: Customer) -> Customer:
    return replace(customer, empties=3)


OWN = CatalogueEdits(
    (
        ReasonEdit("wrong_item", is_off=True),
        ReasonEdit("damaged.1", "Crushed box"),
        ReasonEdit("weather.1", "Fog"),
    )
)
WHY = "#lines-list li:nth-child(2) .why"


async def three_lines(folder: Path) -> None:
    """The small day; the first customer ordered three things, has empties and a gate code."""
    log = SqlLog(str(folder / "log.db"))
    async with open_gate(log) as opened:
        for number, command in enumerate(day_commands(1, 2)):
            if isinstance(command, c.RegisterDepot):
                command = replace(command, depot=replace(command.depot, catalogue=OWN))
            if isinstance(command, c.AddOrders) and command.orders[0].id == FIRST:
                first, *others = command.orders
                orders = (of_three_lines(first), *others)
                customers = tuple(map(with_empties, command.customers))
                command = replace(command, orders=orders, customers=customers)
            assert isinstance(await opened.ask(SYSTEM, command, f"set-up:{number}"), p.Accepted)
        learned = c.LearnPlace(FIRST, gate_code="4711", has_dog=True)
        assert isinstance(await opened.ask(ANA, learned, "learned"), p.Accepted)
    log.close()


def orders(hub: RunningHub) -> dict[OrderId, Order]:
    return hub.server._depots[DEPOT].gate.state.orders


async def test_a_reason_for_every_line_that_is_not_taken(tmp_path: Path) -> None:
    await three_lines(tmp_path)
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await arrive(page)
        await page.until_it_says("At this door: ")
        await page.until_it_says("Bring 3 empties")
        for step in ("more", "fewer", "fewer"):
            await page.tap(f"#current [aria-label='One {step}']")
        assert await page.value("document.querySelector('#current .count').value") == "2"
        line.cut()
        await until_chip_says(page, "No connection")
        await page.tap("#current .part")
        for number, word in ((1, "yes"), (2, "no"), (3, "yes")):
            await page.tap(f"#lines-list li:nth-child({number}) .{word}")
        assert await page.value("document.getElementById('lines-send').disabled")
        offered = await page.value(f"[...document.querySelector('{WHY}')].map((o) => o.value)")
        assert offered == ["?", "refused", "damaged", "damaged.1", "missing_item"]
        await page.value(
            f"(() => {{ const why = document.querySelector('{WHY}');"
            " why.value = 'damaged.1'; why.dispatchEvent(new Event('change')); })()"
        )
        await page.until_it_says("1 of 3 lines stay with you")
        await page.value("scrollTo(0, 9999)")
        assert await page.value("scrollY") > 0
        await page.tap("#lines-send")
        await until_chip_says(page, "1 not yet saved")
        assert await page.value("scrollY") == 0, "the next address is in sight"
        line.restore()
        await until(lambda: orders(hub)[FIRST].status is OrderStatus.DONE)
        customer_id = orders(hub)[FIRST].customer_id
        assert hub.server._depots[DEPOT].gate.state.customers[customer_id].empties_taken == 2
        part = orders(hub)[OrderId(f"{FIRST}-p1")]
        assert [item.id for item in part.items] == ["pot"]
        assert part.attempts[-1].reason == "damaged.1"
        await until_chip_says(page, "Live · all saved")
