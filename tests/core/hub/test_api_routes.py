"""The API for shops and scripts, against a running hub."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.hub.access_log import Kind, Note
from core.hub.api_description import CALLS, NEW_ORDER, NEW_RETURN, WRITE_FILES
from core.hub.api_keys import ListedKey, MadeKey
from core.hub.api_words import Cases, Orders, ToldOrder
from core.hub.networks import networks_of
from core.hub.protocol import Accepted
from core.model import (
    ActorId,
    CaseStatus,
    Customer,
    CustomerId,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    PlaceId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    TextRef,
    VehicleId,
)
from tests.core.hub.hub_builders import (
    ANA,
    DAY,
    DEPOT,
    EVA,
    MORNING,
    SYSTEM,
    RunningHub,
    _route,
    driver_actor,
    reports,
    running_hub,
    trail_of,
)
from tests.core.hub.test_http import browser, refusal

SUE = replace(ANA, id=ActorId("sue"), role=Role.SUPERVISOR)


async def made_key(hub: RunningHub, **wanted: Any) -> MadeKey:
    async with browser(hub, SUE) as session:
        asked = {"depot": DEPOT, "name": "web shop"} | wanted
        async with session.post("/api-keys", json=asked) as response:
            assert response.status == 200, await response.text()
            return msgspec.json.decode(await response.read(), type=MadeKey)


@asynccontextmanager
async def shop_of(hub: RunningHub, **wanted: Any) -> AsyncIterator[aiohttp.ClientSession]:
    key = await made_key(hub, **wanted)
    headers = {"Authorization": f"Bearer {key.key}"}
    async with aiohttp.ClientSession(hub.server.http_url, headers=headers) as session:
        yield session


async def ask(
    session: aiohttp.ClientSession, body: Any, path: str = "orders", key: str = "first-of-all"
) -> tuple[int, Any]:
    headers = {"Idempotency-Key": key}
    async with session.post(f"/api/v1/{path}", json=body, headers=headers) as response:
        return response.status, await response.json()


async def read(session: aiohttp.ClientSession, path: str, **query: str) -> tuple[int, Any]:
    async with session.get(f"/api/v1/{path}", params=query) as response:
        return response.status, await response.json()


async def deliver(hub: RunningHub, name: str = "CN-10477", shop: str = "") -> None:
    """Van 1 has delivered an order of that name."""
    item = Item(ItemId(f"{name}.1"), "KETTLE-17", "Kettle", 1, 24_990, Load(1_400, 6_000))
    order = Order(
        OrderId(name), OrderKind.DELIVERY, CustomerId("cx"), PlaceId("p1_1"), (item,), DAY, 180,
        shop=shop,
    )  # fmt: skip
    stop = Stop(StopId("s7_1"), StopKind.DELIVER, order.id, _route(7, 1).id, order.place_id, 180)
    route = replace(_route(7, 1), driver_id=_route(1, 1).driver_id, vehicle_id=VehicleId("v1"))
    gate = hub.server._depots[DEPOT].gate
    customer = Customer(CustomerId("cx"), TextRef("name:x"))
    day = ServiceDay("2026-11-22")
    commands: list[c.Command] = [
        c.AddOrders((), (customer,), (replace(order, day=day),), {TextRef("name:x"): "Rosa"}),
        c.OpenDay(day, (replace(route, day=day),), (stop,)),
    ]
    asked: list[tuple[Actor, c.Command]] = [(SYSTEM, each) for each in commands]
    asked += [(driver_actor(1), each) for each in reports(7, 1)]
    for number, (actor, command) in enumerate(asked):
        answer = await gate.ask(actor, f"deliver:{number}", command)
        assert isinstance(answer, Accepted), answer


async def test_the_description_is_of_the_calls_there_are(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        async with session.get("/api/v1/openapi.json") as response:
            told = await response.json()
        served = {
            (route.method.lower(), route.resource.canonical)
            for route in hub.server.web.pages.app.router.routes()
            if route.resource is not None
            and route.resource.canonical.startswith("/api/v1/")
            and route.method != "HEAD"
        }
    assert told["openapi"] == "3.1.0"
    described = {(method, path) for path, item in told["paths"].items() for method in item}
    assert described == served - {("get", "/api/v1/openapi.json")}
    used = set(re.findall(r"#/components/schemas/(\w+)", msgspec.json.encode(told).decode()))
    assert used <= set(told["components"]["schemas"])
    assert told["servers"] == [{"url": hub.server.http_url}]


async def test_every_example_of_the_description_works(tmp_path: Path) -> None:
    """The examples are taken from the description itself and sent as it says."""
    async with (
        running_hub(tmp_path, rate=0) as hub,
        shop_of(hub, shop="Casa Norte") as shop,
        shop_of(hub, scopes=[WRITE_FILES]) as office,
    ):
        await deliver(hub, shop="Casa Norte")
        async with shop.get("/api/v1/openapi.json") as response:
            told = await response.json()
        for call in CALLS:
            operation = told["paths"][call.path][call.method]
            examples = {each["name"]: each for each in operation["parameters"] if "example" in each}
            assert examples or call.body, call.path
            caller = office if call.scope == WRITE_FILES else shop
            asked = caller.request(
                call.method,
                call.path.format(**{name: each["example"] for name, each in examples.items()}),
                params=_examples(examples, "query"),
                headers=_examples(examples, "header"),
                json=_body(operation),
            )
            async with asked as response:
                body = await response.read()
                assert response.status == call.status, (call.path, body)
                assert set(operation["responses"]) >= {str(response.status)}
            if call.answer is not None:
                assert msgspec.json.decode(body, type=call.answer)


def _examples(examples: dict[str, Any], where: str) -> dict[str, str]:
    return {name: each["example"] for name, each in examples.items() if each["in"] == where}


def _body(operation: dict[str, Any]) -> Any:
    if "requestBody" not in operation:
        return None
    return operation["requestBody"]["content"]["application/json"]["example"]


async def test_an_order_that_is_sent_again_is_one_order(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as shop:
        first = await ask(shop, NEW_ORDER)
        seq = hub.log.head(DEPOT).seq
        assert first[0] == 201
        hub.server._depots[DEPOT].clock.not_before(MORNING.replace(day=24, hour=23))
        assert await ask(shop, NEW_ORDER) == first
        assert hub.log.head(DEPOT).seq == seq
        status, told = await ask(shop, NEW_ORDER, key="another-key")
        assert status == 422
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as shop:
        status, told = await ask(shop, NEW_ORDER | {"day": "2026-12-24"}, key="another-key-2")
        assert (status, told["error"]) == (
            422,
            "There is an order CN-10482 already. Nothing was added.",
        )


async def test_the_office_has_the_order_with_the_customers_name_beside_the_log(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub, shop="Casa Norte") as shop:
        await ask(shop, NEW_ORDER | {"day": str(DAY)})
        gate = hub.server._depots[DEPOT].gate
        order = gate.state.orders[OrderId("CN-10482")]
        customer = gate.state.customers[order.customer_id]
        assert gate.texts[customer.name_ref] == "Rosa Díaz"
        assert order.shop == "Casa Norte"
        assert any(case.order_id == order.id for case in gate.state.cases.values())
        stored = b"".join(event.body for event in hub.log.read(DEPOT, 0))
        assert "Rosa" not in stored.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "no spaces"}, "the id has characters that do not belong there"),
        ({"id": None}, "the id is missing"),
        ({"lat": 91}, "the lat is too large: at most 90"),
        ({"kind": "gift"}, "the kind is “gift”, which is unknown here"),
        ({"items": []}, "too few entries: the items"),
        ({"day": "24.11.2026"}, "the day is no date: write it like 2026-11-24"),
        ({"colour": "red"}, "the colour is unknown here"),
        ({"day": "2026-11-22"}, "The day 2026-11-22 is over"),
        ({"kind": "return"}, "do not fit its kind"),
        ({"window": {"opens": "2026-11-24T09:00:00", "closes": "2026-11-24T10:00:00"}}, "zone"),
    ],
)
async def test_what_cannot_be_used_is_said_with_the_field(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as shop:
        seq = hub.log.head(DEPOT).seq
        status, told = await ask(shop, NEW_ORDER | changes)
        assert status == 422
        assert words in told["error"]
        assert hub.log.head(DEPOT).seq == seq


async def test_a_return_is_entered_once_and_only_of_what_was_brought(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as shop:
        await deliver(hub)
        status, told = await ask(shop, NEW_RETURN, "returns")
        assert (status, told["returns"], told["kind"]) == (201, "CN-10477", "return")
        assert await ask(shop, NEW_RETURN, "returns") == (status, told)
        status, told = await ask(shop, NEW_RETURN, "returns", "second-time")
        assert (status, told["error"]) == (
            422,
            "All of order CN-10477 is on its way back already.",
        )


async def test_a_shop_sees_and_touches_its_own_orders_only(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub:
        await deliver(hub, shop="Casa Norte")
        async with shop_of(hub, shop="Casa Sur") as other:
            assert (await read(other, "orders/CN-10477"))[0] == 404
            assert (await read(other, "orders"))[1] == {"orders": [], "next": None}
            assert (await read(other, "cases"))[1] == {"cases": [], "next": None}
            status, told = await ask(other, NEW_RETURN, "returns")
            assert (status, told["error"]) == (
                422,
                "Order CN-10477 is of another shop than Casa Sur.",
            )
            status, told = await ask(other, NEW_ORDER | {"shop": "Casa Norte"})
            assert status == 422
        async with shop_of(hub, shop="Casa Norte") as own:
            assert (await ask(own, NEW_RETURN, "returns"))[0] == 201
            cases = msgspec.convert((await read(own, "cases"))[1], Cases)
            assert [case.order_id for case in cases.cases] == ["CN-10477-b1"]
        async with shop_of(hub, shop="Casa Sur") as other:
            assert (await read(other, f"cases/{cases.cases[0].id}"))[0] == 404


async def test_what_was_refused_is_refused_again_and_tells_nothing_of_others(
    tmp_path: Path,
) -> None:
    """Asked twice under one key, an order of another shop's number was answered with that order."""
    theirs = NEW_ORDER | {"shop": "Casa Norte"}
    async with running_hub(tmp_path, rate=0) as hub:
        async with shop_of(hub, name="sur", shop="Casa Sur") as sur:
            assert (await ask(sur, NEW_ORDER | {"shop": "Casa Sur"}))[0] == 201
        async with shop_of(hub, name="norte", shop="Casa Norte") as norte:
            first = await ask(norte, theirs, key="mine-not-yours")
            again = await ask(norte, theirs, key="mine-not-yours")
            assert first == again
            assert first[0] == 422
            assert "items" not in again[1]


async def test_pages_are_turned_by_cursor_and_miss_nothing(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as script:
        seen: list[str] = []
        after = ""
        while True:
            page = msgspec.convert(
                (await read(script, "orders", limit="3", after=after))[1], Orders
            )
            seen += [order.id for order in page.orders]
            if page.next is None:
                break
            after = page.next
        assert seen == sorted(hub.server._depots[DEPOT].gate.state.orders)
        page = msgspec.convert((await read(script, "orders", status="waiting"))[1], Orders)
        assert [order.id for order in page.orders] == ["w1", "w2"]
        for limit in ("0", "501", "many", "-1", "٣"):
            assert (await read(script, "orders", limit=limit))[0] == 422
        for what, statuses in (("orders", OrderStatus), ("cases", CaseStatus)):
            for status in statuses:
                assert (await read(script, what, status=status))[0] == 200
            code, body = await read(script, what, status="nonsense")
            assert (code, body) == (
                422,
                {"error": f"status is 'nonsense'; it must be one of {', '.join(statuses)}."},
            )


async def test_nobody_is_named_to_a_script(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as script:
        await ask(script, NEW_ORDER)
        told = msgspec.convert((await read(script, "orders/CN-10482"))[1], ToldOrder)
        page = msgspec.json.encode([told, (await read(script, "orders"))[1]]).decode()
        for word in ("Rosa", "Balmaceda", "5555", "Customer"):
            assert word not in page


async def test_a_key_does_what_its_scopes_say_until_it_is_revoked(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub:
        async with shop_of(hub, scopes=["cases:read"]) as script:
            status, told = await read(script, "orders")
            assert (status, "orders:read" in told["error"]) == (403, True)
            assert (await ask(script, NEW_ORDER))[0] == 403
            assert (await read(script, "cases"))[0] == 200
            async with browser(hub, SUE) as office:
                async with office.get("/api-keys", params={"depot": DEPOT}) as response:
                    keys = msgspec.json.decode(await response.read(), type=list[ListedKey])
                assert [(key.name, key.made_by) for key in keys] == [("web shop", "sue")]
                async with office.delete(f"/api-keys/{DEPOT}/{keys[0].id}") as response:
                    assert response.status == 204
                await refusal(office.delete(f"/api-keys/{DEPOT}/{keys[0].id}"), 404)
            about = f"API key {keys[0].id}"
            words = "web shop: cases:read"
            assert trail_of(hub) == [
                Note(Kind.TOKEN_MADE, SUE.id, about, DEPOT, words=words),
                Note(Kind.TOKEN_REVOKED, SUE.id, about, DEPOT),
            ]
            assert (await read(script, "cases"))[0] == 401
        async with browser(hub) as stranger:
            answers = [(await read(stranger, "cases"))[0] for _ in range(12)]
        assert answers[-2:] == [429, 429]


@pytest.mark.parametrize(("proxies", "is_believed"), [("127.0.0.0/8", True), ("10.0.0.0/8", False)])
async def test_only_the_proxy_says_where_a_stranger_comes_from(
    tmp_path: Path, proxies: str, is_believed: bool
) -> None:
    options: dict[str, Any] = {"public_url": "https://hub.example", "proxies": networks_of(proxies)}
    async with running_hub(tmp_path, **options) as hub, browser(hub) as stranger:
        answers = []
        for number in range(12):
            claimed = {"X-Forwarded-For": f"9.9.9.{number}"}
            async with stranger.get("/api/v1/cases", headers=claimed) as response:
                answers.append(response.status)
        assert (429 in answers) == (not is_believed)


async def test_keys_are_made_by_supervisors_only_and_open_nothing_else(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        wanted = {"depot": DEPOT, "name": "x"}
        for actor in (ANA, EVA, driver_actor(1)):
            async with browser(hub, actor) as session:
                await refusal(session.post("/api-keys", json=wanted), 403)
                await refusal(session.get("/api-keys", params={"depot": DEPOT}), 403)
        async with browser(hub, SUE) as session:
            await refusal(session.post("/api-keys", json=wanted | {"depot": "oslo"}), 403)
            await refusal(session.post("/api-keys", json=wanted | {"scopes": ["all"]}), 400)
        key = await made_key(hub)
        assert await hub.server.actor_of(key.key) is None
        assert key.key not in (hub.log.get_meta(f"api_keys/{DEPOT}") or b"").decode()


async def test_a_write_needs_an_idempotency_key_and_json(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub, shop_of(hub) as shop:
        status, told = await ask(shop, NEW_ORDER, key="short")
        assert (status, "Idempotency-Key" in told["error"]) == (422, True)
        headers = {"Idempotency-Key": "long-enough"}
        for body in (b"junk", b"[" * 100_000, b'{"id":' * 20_000, b'{"id":"\xff"}'):
            async with shop.post("/api/v1/orders", data=body, headers=headers) as response:
                assert response.status in (400, 422)
                assert "error" in await response.json()
