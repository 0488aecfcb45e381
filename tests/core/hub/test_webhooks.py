"""Webhooks at a running hub: in order, signed, until taken, and nowhere they must not go."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from core import commands as c
from core.hub import protocol as p
from core.hub import webhook_words as w
from core.hub import webhooks as sending
from core.hub.clock import wall_clock
from core.hub.networks import networks_of
from core.hub.sql_log import SqlLog
from core.hub.webhook_book import WebhookBook, key_of
from core.model import OrderKind, TextRef
from tests.core.hub.hub_builders import (
    DEPOT,
    SYSTEM,
    RunningHub,
    _customer,
    _order,
    _place,
    running_hub,
    until,
)
from tests.core.hub.test_api_routes import SUE, ask, made_key, read, shop_of
from tests.core.hub.test_http import browser

HERE = networks_of("127.0.0.0/8")
AT_ONCE = timedelta()


class Shop:
    """Takes notices at an address of this machine, or does not."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 204
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.taken: list[w.Notice] = []
        self.is_silent = False
        self.is_closing = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """One request."""
        body = await request.read()
        self.heard.append((dict(request.headers), body))
        if self.is_silent:
            await self.is_closing.wait()
        if self.status < 300:
            self.taken += msgspec.json.decode(body, type=w.Notices).notices
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application()
    app.router.add_post("/notices", shop.take)
    app.router.add_route("*", "/elsewhere", shop.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    shop.url = f"http://127.0.0.1:{port}/notices"
    try:
        yield shop
    finally:
        shop.is_closing.set()
        await runner.cleanup()


@asynccontextmanager
async def open_hub(folder: Path, **options: Any) -> AsyncIterator[RunningHub]:
    async with running_hub(folder, rate=0, webhook_networks=HERE, **options) as hub:
        hub.server.web.webhooks._pause_after = lambda tries: AT_ONCE
        yield hub


async def subscribe(
    script: aiohttp.ClientSession, shop: Shop, name: str = "stock", **wanted: Any
) -> w.MadeWebhook:
    status, told = await ask(script, {"id": name, "url": shop.url} | wanted, "webhooks")
    assert status == 201, told
    return msgspec.convert(told, w.MadeWebhook)


async def something_happens(hub: RunningHub, times: int = 1) -> None:
    """A return is entered, which makes two notices."""
    gate = hub.server._depots[DEPOT].gate
    for _ in range(times):
        order = _order(f"w{gate.state.seq}", OrderKind.RETURN)
        texts = {TextRef(f"name:{order.id}"): f"Customer {order.id}"}
        command = c.AddOrders((_place(order.place_id),), (_customer(order.id),), (order,), texts)
        answer = await gate.ask(SYSTEM, f"enter:{order.id}", command)
        assert isinstance(answer, p.Accepted), answer


@asynccontextmanager
async def hub_page(hub: RunningHub) -> AsyncIterator[aiohttp.ClientResponse]:
    async with browser(hub) as session, session.get("/metrics") as response:
        yield response


def signed_with(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Checked as the README says it, not by the code that signs."""
    moment, *signs = headers["X-Backhaul-Signature"].split(",")
    signed = moment.removeprefix("t=").encode() + b"." + body
    mine = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"v1={mine}" in signs


async def test_what_happens_is_told_in_order_and_signed(tmp_path: Path) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub, shop_of(hub) as script:
        made = await subscribe(script, shop)
        await something_happens(hub)
        await until(lambda: len(shop.taken) >= 2)
        assert [notice.kind for notice in shop.taken] == ["order.created", "case.opened"]
        assert [n.case.status for n in shop.taken if n.case] == ["open"]
        assert [n.order.kind for n in shop.taken if n.order] == ["return"]
        headers, body = shop.heard[0]
        assert signed_with(made.secret, headers, body)
        assert not signed_with("another", headers, body)
        assert headers["Idempotency-Key"] == shop.taken[0].id
        for private in (b"Customer", b"Street"):
            assert all(private not in body for _, body in shop.heard)
        _, told = await read(script, "webhooks/stock/deliveries")
        (delivery, *_) = msgspec.convert(told, w.Deliveries).deliveries
        assert (delivery.is_taken, delivery.status, delivery.first) == (
            True, 204, msgspec.json.decode(shop.heard[-1][1], type=w.Notices).notices[0].id,
        )  # fmt: skip


async def test_what_was_not_taken_is_told_again_with_the_same_ids_and_nothing_twice_after(
    tmp_path: Path,
) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub, shop_of(hub) as script:
        await subscribe(script, shop)
        shop.status = 500
        await something_happens(hub)
        await until(lambda: len(shop.heard) >= 3)
        ids = [[n.id for n in msgspec.json.decode(b, type=w.Notices).notices]
               for _, b in shop.heard[:3]]  # fmt: skip
        assert ids[1][: len(ids[0])] == ids[0]
        _, told = await read(script, "webhooks/stock")
        assert told["failing_since"] is not None
        shop.status = 200
        await until(lambda: len(shop.taken) == 2)
        _, told = await read(script, "webhooks/stock")
        assert (told["failing_since"], told["is_on"]) == (None, True)
        assert len({notice.id for notice in shop.taken}) == 2


async def test_a_hub_that_starts_again_goes_on_where_the_webhook_stood(tmp_path: Path) -> None:
    async with open_shop() as shop:
        async with open_hub(tmp_path) as hub, shop_of(hub) as script:
            await subscribe(script, shop)
            shop.status = 503
            await something_happens(hub)
            await until(lambda: shop.heard)
        shop.status = 200
        async with open_hub(tmp_path) as hub:
            await until(lambda: len(shop.taken) == 2)
            (webhook,) = hub.server.web.webhooks.book.of(DEPOT)
            head = hub.server._depots[DEPOT].gate.state.seq
            await until(
                lambda: hub.server.web.webhooks.book.progress(key_of(webhook)).cursor == head
            )
        async with open_hub(tmp_path) as hub:
            await something_happens(hub)
            await until(lambda: len(shop.taken) > 2)
    ids = [notice.id for notice in shop.taken]
    assert len(set(ids)) == len(ids), "nothing that was taken came again"


async def test_a_webhook_that_takes_nothing_for_days_is_off_until_it_is_switched_on(
    tmp_path: Path,
) -> None:
    now = [wall_clock()]
    async with open_shop() as shop, open_hub(tmp_path) as hub, shop_of(hub) as script:
        hub.server.web.webhooks._now = lambda: now[0]
        await subscribe(script, shop)
        shop.status = 500
        await something_happens(hub)
        await until(lambda: len(shop.heard) >= 2)
        now[0] += w.GIVEN_UP_AFTER
        alarms = hub.server._depots[DEPOT]._alarms
        await until(lambda: alarms)
        assert hub.server.web.webhooks.how_they_do(DEPOT) == {"off": 1}
        async with hub_page(hub) as response:
            page = await response.text()
        assert f'backhaul_webhooks{{depot="{DEPOT}",state="off"}} 1' in page
        assert "The webhook stock is off. It took nothing for 3 days" in alarms[0].words
        _, told = await read(script, "webhooks/stock")
        assert (told["is_on"], "3 days" in told["words"]) == (False, True)
        heard, shop.status = len(shop.heard), 200
        await something_happens(hub)
        status, told = await ask(script, None, "webhooks/stock/on")
        assert (status, told["is_on"]) == (201, True)
        await until(lambda: len(shop.taken) == 4)
        assert len(shop.heard) > heard
        assert [n.kind for n in shop.taken] == ["order.created", "case.opened"] * 2


async def test_nobody_wants_them_any_more_says_410(tmp_path: Path) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub, shop_of(hub) as script:
        await subscribe(script, shop)
        shop.status = 410
        await something_happens(hub)
        await until(lambda: hub.server._depots[DEPOT]._alarms)
        _, told = await read(script, "webhooks/stock")
        assert (told["is_on"], "410" in told["words"]) == (False, True)


async def test_a_webhook_ends_with_its_key_and_another_key_takes_it_over(tmp_path: Path) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub:
        key = await made_key(hub, shop="")
        headers = {"Authorization": f"Bearer {key.key}"}
        async with aiohttp.ClientSession(hub.server.http_url, headers=headers) as script:
            await subscribe(script, shop)
        async with browser(hub, SUE) as office:
            await office.delete(f"/api-keys/{DEPOT}/{key.id}")
        await something_happens(hub)
        await until(lambda: hub.server._depots[DEPOT]._alarms)
        assert "revoked" in hub.server._depots[DEPOT]._alarms[0].words
        assert shop.heard == []
        async with shop_of(hub) as script:
            assert (await ask(script, None, "webhooks/stock/on"))[0] == 201
            await until(lambda: len(shop.taken) == 2)


async def test_both_secrets_sign_while_one_is_changed(tmp_path: Path) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub, shop_of(hub) as script:
        made = await subscribe(script, shop)
        first = await ask(script, None, "webhooks/stock/secret", "request-1")
        assert await ask(script, None, "webhooks/stock/secret", "request-1") == first
        changed = msgspec.convert(first[1], w.NewSecret)
        assert changed.secret != made.secret
        await something_happens(hub)
        await until(lambda: shop.taken)
        for secret in (made.secret, changed.secret):
            assert signed_with(secret, *shop.heard[0])
        # A secret is told to who makes it, and never again.
        told = [await read(script, path) for path in ("webhooks", "webhooks/stock")]
        assert changed.secret not in msgspec.json.encode(told).decode()


async def test_a_webhook_is_subscribed_once_and_of_one_shop(tmp_path: Path) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub:
        async with shop_of(hub, shop="Casa Norte") as norte:
            made = await subscribe(norte, shop)
            assert await subscribe(norte, shop) == made
            body = {"id": "stock", "url": f"{shop.url}?other"}
            assert (await ask(norte, body, "webhooks"))[0] == 422
            assert (await ask(norte, body, "webhooks", "short"))[0] == 422
            for wrong in ({"url": ""}, {"url": shop.url, "kinds": ["all"]}, {"url": 7}):
                assert (await ask(norte, {"id": "x"} | wrong, "webhooks"))[0] == 422
        async with shop_of(hub, shop="Casa Sur") as sur:
            assert (await read(sur, "webhooks"))[1] == {"webhooks": [], "next": None}
            assert (await read(sur, "webhooks/stock"))[0] == 404
            assert (await read(sur, "webhooks/stock/deliveries"))[0] == 404
            for path in ("webhooks/stock/on", "webhooks/stock/secret"):
                assert (await ask(sur, None, path))[0] == 404
            async with sur.delete("/api/v1/webhooks/stock") as response:
                assert response.status == 404
        async with shop_of(hub, scopes=["orders:read"]) as reader:
            assert (await read(reader, "webhooks"))[0] == 403
        await something_happens(hub)
        async with shop_of(hub) as script:
            await subscribe(script, shop, "all")
            await subscribe(script, shop, "another")
            _, page = await read(script, "webhooks", limit="1")
            assert [each["id"] for each in page["webhooks"]] == [page["next"]] == ["all"]
            _, page = await read(script, "webhooks", after="all")
            assert [each["id"] for each in page["webhooks"]] == ["another"]
            async with script.delete("/api/v1/webhooks/another") as response:
                assert response.status == 204
            await something_happens(hub)
            await until(lambda: len(shop.taken) == 2)
            assert {msgspec.json.decode(body)["webhook"] for _, body in shop.heard} == {"all"}


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost:1/",
        "https://127.0.0.1:1/",
        "https://[::1]:1/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
async def test_no_webhook_leads_into_the_hubs_own_network(tmp_path: Path, url: str) -> None:
    """A literal address is refused at once; a name, which may lead elsewhere later, when used."""
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as script:
        status, told = await ask(script, {"id": "stock", "url": url}, "webhooks")
        if "localhost" not in url:
            assert (status, "no public address" in told["error"]) == (422, True)
            return
        assert status == 201, told
        await something_happens(hub)
        key = (DEPOT, "", "stock")
        await until(lambda: hub.server.web.webhooks.book.progress(key).deliveries)
        (delivery,) = hub.server.web.webhooks.book.progress(key).deliveries
        assert (delivery.status, delivery.words) == (None, "localhost leads to no public address.")


async def test_an_address_that_was_allowed_once_is_asked_again_each_time(tmp_path: Path) -> None:
    async with open_shop() as shop:
        async with open_hub(tmp_path) as hub, shop_of(hub) as script:
            await subscribe(script, shop)
        async with running_hub(tmp_path, rate=0) as hub:
            await something_happens(hub)
            key = (DEPOT, "", "stock")
            await until(lambda: hub.server.web.webhooks.book.progress(key).deliveries)
            (delivery,) = hub.server.web.webhooks.book.progress(key).deliveries
            assert "no public address" in delivery.words
        assert shop.heard == []


async def test_nobody_is_led_elsewhere(tmp_path: Path) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub, shop_of(hub) as script:
        await subscribe(script, shop)
        shop.status = 307
        await something_happens(hub)
        await until(lambda: len(shop.heard) >= 2)
        _, told = await read(script, "webhooks/stock/deliveries")
        assert told["deliveries"][-1]["words"] == "It answered 307."
        assert {headers["Host"] for headers, _ in shop.heard} == {shop.url.split("/")[2]}
        assert shop.taken == []


async def test_a_shop_that_never_answers_holds_up_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.3)
    async with open_shop() as silent, open_shop() as shop, open_hub(tmp_path) as hub:
        silent.is_silent = True
        async with shop_of(hub) as script:
            await subscribe(script, silent, "silent")
            await subscribe(script, shop, "stock")
            await something_happens(hub)
            await until(lambda: len(shop.taken) == 2)
            key = (DEPOT, "", "silent")
            await until(lambda: hub.server.web.webhooks.book.progress(key).deliveries)
            (delivery, *_) = hub.server.web.webhooks.book.progress(key).deliveries
            assert delivery.words.startswith("No answer within")


async def test_commits_do_not_shorten_a_pause(tmp_path: Path) -> None:
    async with open_shop() as shop, open_hub(tmp_path) as hub, shop_of(hub) as script:
        hub.server.web.webhooks._pause_after = lambda tries: timedelta(hours=1)
        await subscribe(script, shop)
        await subscribe(script, shop, "witness", kinds=["case.closed"])
        shop.status = 500
        await something_happens(hub)
        await until(lambda: len(shop.heard) == 1)
        await something_happens(hub, 3)
        shop.status = 200
        assert (await ask(script, None, "webhooks/stock/on"))[0] == 201
        await until(lambda: len(shop.taken) >= 8)
        assert len(shop.heard) == 2


async def never(*_: object) -> None:
    """A store that has not answered when the hub ends."""
    await asyncio.Event().wait()


async def test_a_hub_that_ends_while_it_notes_what_was_taken_notes_it_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SqlLog(str(tmp_path / "book.db"))
    book = WebhookBook(log)
    webhook = w.Webhook("a", DEPOT, "", "k", "https://shop.example/", (), "s", wall_clock())
    await book.add(webhook, w.Progress(3))
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "to_thread", never)
        noting = asyncio.create_task(book.move(key_of(webhook), w.Progress(9)))
        await asyncio.sleep(0)
        noting.cancel()
        await asyncio.gather(noting, return_exceptions=True)
    await book.keep_rest()
    again = WebhookBook(log)
    again.load([DEPOT])
    assert again.progress(key_of(webhook)) == w.Progress(9)
    log.close()


async def test_a_store_that_fails_is_asked_again_and_the_notices_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SqlLog(str(tmp_path / "book.db"))
    book = WebhookBook(log)
    webhook = w.Webhook("a", DEPOT, "", "k", "https://shop.example/", (), "s", wall_clock())
    await book.add(webhook, w.Progress(3))
    book.skip(key_of(webhook), w.Progress(9))
    await book.keep_rest()
    again = WebhookBook(log)
    again.load([DEPOT])
    assert again.progress(key_of(webhook)) == w.Progress(9)
    assert again.of(DEPOT) == [webhook]
    assert await again.remove(key_of(webhook))
    assert not await again.remove(key_of(webhook))
    log.close()
