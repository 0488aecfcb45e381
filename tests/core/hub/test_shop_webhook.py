"""Refunds reach the shop once each: through outages, restarts, silence and answers given twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import msgspec
import pytest
from aiohttp import web
from msgspec.structs import replace

from core import commands as c
from core.hub import protocol as p
from core.hub.clock import wall_clock
from core.hub.shop_file import ShopAddress
from core.hub.shop_protocol import KEY, SIGNATURE, ShopAnswer, is_signed, signature
from core.hub.shop_webhook import FIRST_PAUSE, LONGEST_PAUSE, pause_after
from core.model import CaseId, Order, OrderId, OrderKind, RefundStatus
from core.rules.instructions import instruction_of
from tests.builders import make_order
from tests.core.hub.hub_builders import (
    ANA,
    DAY,
    DEPOT,
    SYSTEM,
    RunningHub,
    running_hub,
    until,
)

SECRET = "sixteen characters"
FAST = 3_000.0
"""So many seconds of the depot pass in one: the first pause is over in a hundredth."""


class Shop:
    """A shop's server. `says` are its next answers: a status with a body, or None for silence."""

    def __init__(self) -> None:
        self.says: list[tuple[int, bytes] | None] = []
        self.usually: tuple[int, bytes] = (200, b'{"status":"confirmed"}')
        self.heard: Counter[str] = Counter()
        self.forged = 0
        self.url = ""
        self.goes_on = asyncio.Event()
        """It answers only when this is set."""
        self.goes_on.set()

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not is_signed(SECRET, body, request.headers[SIGNATURE], wall_clock()):
            self.forged += 1
        self.heard[request.headers[KEY]] += 1
        await self.goes_on.wait()
        said = self.says.pop(0) if self.says else self.usually
        if said is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.Response(status=said[0], body=said[1])

    def address(self) -> dict[str, ShopAddress]:
        return {"Shoes": ShopAddress("Shoes", self.url, SECRET)}


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application()
    app.router.add_post("/refunds", shop.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    shop.url = f"http://{host}:{port}/refunds"
    try:
        yield shop
    finally:
        await runner.cleanup()


class Office:
    """A hub whose orders x1… are returns to the shop."""

    def __init__(self, hub: RunningHub) -> None:
        self.hub = hub
        self.gate = hub.server._depots[DEPOT].gate

    async def ask(self, command: c.Command, actor: object = ANA) -> p.Accepted | p.Refused:
        return await self.gate.ask(actor, f"t:{self.gate.state.seq}", command)  # type: ignore[arg-type]

    async def refund(self, *names: str) -> None:
        for name in names:
            if OrderId(name) not in self.gate.state.orders:
                made = make_order(name, OrderKind.RETURN, shop="Shoes", day=DAY)
                known = self.gate.state.orders[OrderId("w1")]
                made = replace(made, place_id=known.place_id, customer_id=known.customer_id)
                assert isinstance(await self.ask(c.AddOrders((), (), (made,)), SYSTEM), p.Accepted)
            asked = await self.ask(c.RefundOrder(CaseId(f"case-{name}")))
            assert isinstance(asked, p.Accepted), asked

    def order(self, name: str) -> Order:
        return self.gate.state.orders[OrderId(name)]

    def key(self, name: str) -> str:
        return instruction_of(self.gate.state, self.order(name)).key

    def status(self, name: str) -> RefundStatus:
        refund = self.order(name).refund
        assert refund is not None
        return refund.status

    async def settled(self, *names: str) -> None:
        await until(lambda: all(self.status(name) is not RefundStatus.REQUESTED for name in names))


@asynccontextmanager
async def office(folder: Path, shop: Shop, rate: float = FAST) -> AsyncIterator[Office]:
    async with running_hub(folder, rate=rate, shops=shop.address()) as hub:
        yield Office(hub)


async def answered(office: Office, answer: ShopAnswer, secret: str = SECRET) -> int:
    """The shop's own call, later; the hub's HTTP status."""
    body = msgspec.json.encode(answer)
    headers = {SIGNATURE: signature(secret, body, wall_clock())}
    url = f"{office.hub.server.http_url}/shops/{DEPOT}/refunds"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as response,
    ):
        return response.status


async def test_a_refund_is_sent_signed_and_confirmed_by_the_answer(tmp_path: Path) -> None:
    async with open_shop() as shop, office(tmp_path, shop) as day:
        await day.refund("x1")
        key = day.key("x1")
        await day.settled("x1")
        assert day.status("x1") is RefundStatus.CONFIRMED
        assert (shop.heard, shop.forged) == (Counter([key]), 0)


async def test_a_refusal_opens_the_case_again_and_the_next_refund_is_another(
    tmp_path: Path,
) -> None:
    async with open_shop() as shop, office(tmp_path, shop) as day:
        shop.says = [(422, b'{"status":"refused","words":"closed account"}')]
        await day.refund("x1")
        await day.settled("x1")
        refund = day.order("x1").refund
        assert refund is not None
        assert (refund.status, refund.words) == (RefundStatus.FAILED, "closed account")
        await day.refund("x1")
        await day.settled("x1")
        assert day.status("x1") is RefundStatus.CONFIRMED
        assert list(shop.heard.values()) == [1, 1]


async def test_outages_and_nonsense_are_tried_again_with_the_same_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_shop() as shop, office(tmp_path, shop) as day:
        shop.says = [None, (500, b"<html>"), (200, b"hello"), (302, b""), (404, b"")]
        await day.refund("x1")
        key = day.key("x1")
        await day.settled("x1")
        assert day.status("x1") is RefundStatus.CONFIRMED
        assert shop.heard == Counter({key: 6})
    assert "did not take the refund" in caplog.text


async def test_after_a_restart_what_was_open_is_sent_with_the_same_key(tmp_path: Path) -> None:
    async with open_shop() as shop:
        shop.usually = (202, b'{"status":"pending"}')
        async with office(tmp_path, shop) as day:
            await day.refund("x1", "x2")
            keys = {day.key("x1"), day.key("x2")}
            await until(lambda: set(shop.heard) == keys)
        shop.usually = (200, b'{"status":"confirmed"}')
        async with office(tmp_path, shop) as day:
            await day.settled("x1", "x2")
            assert set(shop.heard) == keys


async def test_what_left_in_a_run_is_never_sent_and_the_other_way_round(tmp_path: Path) -> None:
    async with open_shop() as shop:
        async with running_hub(tmp_path, rate=FAST) as hub:
            day = Office(hub)
            await day.refund("x1")
            assert isinstance(await day.ask(c.InstructRefunds(is_run=True)), p.Accepted)
        async with office(tmp_path, shop) as day:
            shop.usually = (202, b'{"status":"pending"}')
            await day.refund("x2")
            await until(lambda: shop.heard)
            assert set(shop.heard) == {day.key("x2")}
            refused = await day.ask(c.InstructRefunds(is_run=True))
            assert isinstance(refused, p.Refused)
            assert "No refund waits" in refused.words


async def test_what_leaves_in_a_run_while_the_shop_thinks_about_another_is_not_sent(
    tmp_path: Path,
) -> None:
    async with open_shop() as shop:
        async with running_hub(tmp_path, rate=FAST) as hub:
            await Office(hub).refund("x1", "x2")
        shop.goes_on.clear()
        async with office(tmp_path, shop) as day:
            await until(lambda: shop.heard)
            assert isinstance(await day.ask(c.InstructRefunds(is_run=True)), p.Accepted)
            shop.goes_on.set()
            await day.refund("x3")
            await day.settled("x1", "x3")
            assert shop.heard == Counter([day.key("x1"), day.key("x3")])
            assert day.status("x2") is RefundStatus.REQUESTED


async def test_a_shop_may_answer_by_itself_and_twice_is_once(tmp_path: Path) -> None:
    async with open_shop() as shop, office(tmp_path, shop) as day:
        shop.usually = (202, b'{"status":"pending"}')
        await day.refund("x1")
        await until(lambda: shop.heard)
        answer = ShopAnswer("confirmed", key=day.key("x1"), shop="Shoes")
        assert await answered(day, replace(answer, status="pending")) == 200
        assert day.status("x1") is RefundStatus.REQUESTED
        assert await answered(day, answer) == 200
        assert day.status("x1") is RefundStatus.CONFIRMED
        assert await answered(day, answer) == 409
        assert await answered(day, replace(answer, key="other")) == 409


@pytest.mark.parametrize(
    ("shop_name", "secret"), [("Shoes", "another secret 12345"), ("Books", SECRET)]
)
async def test_an_answer_that_no_known_shop_signed_is_refused(
    tmp_path: Path, shop_name: str, secret: str
) -> None:
    async with open_shop() as shop, office(tmp_path, shop) as day:
        shop.usually = (202, b'{"status":"pending"}')
        await day.refund("x1")
        answer = ShopAnswer("confirmed", key=day.key("x1"), shop=shop_name)
        assert await answered(day, answer, secret) == 403
        assert day.status("x1") is RefundStatus.REQUESTED


async def test_what_other_shops_owe_is_left_alone(tmp_path: Path) -> None:
    async with open_shop() as shop, office(tmp_path, shop) as day:
        assert isinstance(await day.ask(c.RefundOrder(CaseId("case-w1"))), p.Accepted)
        await day.refund("x1")
        await day.settled("x1")
        assert day.status("w1") is RefundStatus.REQUESTED
        assert len(shop.heard) == 1


async def test_while_the_clock_stands_nothing_is_tried_again(tmp_path: Path) -> None:
    async with open_shop() as shop, office(tmp_path, shop, rate=0.0) as day:
        shop.says = [(503, b"")]
        await day.refund("x1")
        await until(lambda: shop.heard)
        day.hub.server._depots[DEPOT].set_rate(FAST)
        for _ in range(3):
            await asyncio.sleep(0)
        await day.refund("x2")
        await day.settled("x1", "x2")


def test_pauses_grow_and_end_at_an_hour() -> None:
    assert [pause_after(n) for n in (1, 2, 3)] == [FIRST_PAUSE * n for n in (1, 2, 4)]
    assert pause_after(99) == LONGEST_PAUSE == timedelta(hours=1)
