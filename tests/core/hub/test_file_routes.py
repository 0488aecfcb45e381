"""Whole files over the API: shown before, brought once, and by nobody who may not."""

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import xlsxwriter

from core import commands as c
from core.access import Actor
from core.exchange.list_kinds import ListKind
from core.exchange.order_file import OrderFile
from core.hub import protocol as p
from core.hub.api_description import WRITE_FILES
from core.hub.api_keys import ApiKey
from core.hub.file_words import MOST_BYTES
from core.hub.gate import Answer
from core.model import ActorId, OrderId, OrderStatus, VehicleId
from tests.builders import NOON
from tests.core.hub.hub_builders import DEPOT, RunningHub, running_hub
from tests.core.hub.test_api_routes import shop_of

HEAD = "Order,Customer,Address,Latitude,Longitude,Goods,Quantity\n"
GOOD = "n1,Ana Rojas,Balmaceda 12,60.17,24.94,Lamp,1\n"
BAD = "n2,Leo Vega,Balmaceda 14,60.17,24.94,Lamp,many\n"
JOBS = [{"id": n, "location": [24.94, 60.17]} for n in (1, 2)]
PLAN = {
    "vehicles": [{"id": 1, "start": [24.94, 60.17], "steps": [{"type": "job", "id": 2}]}],
    "jobs": JOBS,
}


async def send(
    script: aiohttp.ClientSession,
    content: str | bytes,
    *,
    name: str = "orders.csv",
    path: str = "",
    key: str = "first-of-all",
    **more: Any,
) -> tuple[int, Any]:
    raw = content.encode() if isinstance(content, str) else content
    body = {"name": name, "content": base64.b64encode(raw).decode()} | more
    headers = {"Idempotency-Key": key}
    sent = io.BytesIO(json.dumps(body).encode())
    async with script.post(f"/api/v1/files{path}", data=sent, headers=headers) as response:
        return response.status, await response.json()


def state_of(hub: RunningHub) -> Any:
    return hub.server.open_depots[DEPOT].gate.state


async def test_a_list_is_shown_before_it_is_brought_and_brought_once(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        status, told = await send(script, HEAD + GOOD + BAD, path="/preview")
        assert (status, told["new"], told["refused"], told["imported"]) == (200, 1, 1, 0)
        assert told["problems"] == [
            {"where": "orders!G3", "words": "'many' is no number", "is_blocking": True}
        ]
        assert {"header": "Order", "field": "order", "words": "Order number"} in told["columns"]
        assert OrderId("n1") not in state_of(hub).orders
        status, told = await send(script, HEAD + GOOD + BAD)
        assert (status, told["imported"]) == (201, 1)
        assert state_of(hub).orders[OrderId("n1")].status is OrderStatus.WAITING
        seq = hub.log.head(DEPOT).seq
        for key in ("first-of-all", "another-key"):
            status, told = await send(script, HEAD + GOOD + BAD, key=key)
            assert (status, told["imported"], told["same"]) == (201, 0, 1)
        assert hub.log.head(DEPOT).seq == seq


async def test_lists_of_other_kinds_and_columns_that_are_named(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        vans = "Plate,kg\nXY-12,900\n"
        status, told = await send(script, vans, name="vans.csv")
        assert (status, told["kind"], told["imported"]) == (201, "vans", 1)
        assert state_of(hub).vehicles[VehicleId("xy-12")].capacity.weight_g == 900_000
        odd = (HEAD + GOOD).replace("Order", "Whatever")
        status, told = await send(script, odd, path="/preview", kind="orders")
        assert (status, told["error"].startswith("No column holds: Order number")) == (422, True)
        status, told = await send(
            script, odd, path="/preview", kind="orders", columns={"Whatever": "order"}
        )
        assert (status, told["new"]) == (200, 1)


async def test_sheet_encoding_and_delimiter_can_be_said_as_in_the_window(tmp_path: Path) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made:
        made.add_worksheet("Orders").write_row(0, 0, HEAD.strip().split(","))
        made.add_worksheet("Vans").write_row(0, 0, ("Plate", "kg"))
        for sheet, row in zip(made.worksheets(), (GOOD, "XY-12,900"), strict=True):
            sheet.write_row(1, 0, row.strip().split(","))
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        status, told = await send(script, book.getvalue(), name="all.xlsx", path="/preview")
        assert (status, told["kind"], "not Vans" in told["notes"][-1]) == (200, "orders", True)
        status, told = await send(script, book.getvalue(), name="all.xlsx", sheet="Vans")
        assert (status, told["kind"], told["imported"]) == (201, "vans", 1)
        status, told = await send(script, book.getvalue(), name="all.xlsx", sheet="Drivers")
        assert (status, "There is no sheet Drivers" in told["error"]) == (422, True)
        text = "Fahrer|Telefon\nJürgen Maß|+49 421 5550142\n".encode("cp1252")
        said = {"encoding": "cp1252", "delimiter": "|"}
        status, told = await send(script, text, name="fahrer.csv", key="drivers-1", **said)
        assert (status, told["kind"], told["imported"]) == (201, "drivers", 1)
        assert "Jürgen Maß" in hub.server.open_depots[DEPOT].gate.texts.values()
        status, told = await send(script, text, name="fahrer.csv", encoding="klingon")
        assert (status, "klingon" in told["error"]) == (422, True)


async def test_every_kind_of_list_comes_in_and_depots_are_told_where_they_go(
    tmp_path: Path,
) -> None:
    kinds = {
        "orders": HEAD + GOOD,
        "drivers": "Driver,Phone\nAna Soto,+56 9 5555 0142\n",
        "vans": "Plate,kg\nXY-12,900\n",
        "customers": "Customer number,Company,Address,Latitude,Longitude\n"
        "8,Norte,Calle 1,60.17,24.94\n",
        "rounds": "Customer,Address,Latitude,Longitude,What,Weekdays\n"
        "Norte,Calle 1,60.17,24.94,Crates,Mon\n",
    }
    assert set(kinds) == set(ListKind)
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        for kind, text in kinds.items():
            for imported in (1, 0):
                status, told = await send(script, text, name="list.csv", key=f"key-of-{kind}")
                assert (status, told["kind"], told["imported"]) == (201, kind, imported), told
        depots = "Depot,Address\nNorte,Calle 1\n"
        status, told = await send(script, depots, name="list.csv", path="/preview")
        assert (status, "main.py depot import" in told["error"]) == (422, True)


async def test_a_plan_opens_its_day_or_tells_each_mistake_by_its_path(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        days = set(state_of(hub).days)
        wrong = PLAN | {"jobs": [*JOBS, {"id": 2}]}
        for path, expected in (("/preview", 200), ("", 422)):
            status, told = await send(script, json.dumps(wrong), name="plan.json", path=path)
            assert status == expected
            assert "$.jobs[2].location" in [each["where"] for each in told["problems"]]
        assert set(state_of(hub).days) == days
        status, told = await send(script, json.dumps(PLAN), name="plan.json", prefix="V-")
        assert (status, told["imported"]) == (201, 2), told
        assert state_of(hub).orders[OrderId("V-2")].status is OrderStatus.PLANNED


async def test_a_plan_that_broke_off_is_sent_again_for_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = json.dumps(PLAN)
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        gate = hub.server.open_depots[DEPOT].gate
        ask = gate.ask

        async def full(actor: Actor, frame_id: str, command: c.Command) -> Answer:
            if isinstance(command, c.ImportOrders):
                return p.Refused(frame_id, "The disk is full.", is_temporary=True)
            return await ask(actor, frame_id, command)

        with monkeypatch.context() as patch:
            patch.setattr(gate, "ask", full)
            status, told = await send(script, plan, name="plan.json", prefix="V-")
            assert (status, "The disk is full." in told["error"]) == (503, True)
        for _ in range(2):
            status, told = await send(script, plan, name="plan.json", prefix="V-")
            assert (status, told.get("imported")) == (201, 2), told
        assert state_of(hub).orders[OrderId("V-2")].status is OrderStatus.PLANNED


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("orders.csv", b" ", "is empty"),
        ("orders.xlsx", b"PK\x03\x04nothing", "orders.xlsx"),
        ("photo.png", b"\x89PNG....", "is no table"),
        ("plan.json", b"{", "The file is no JSON"),
        ("many.csv", (HEAD + GOOD * 5_001).encode(), "5,001 rows"),
        ("plan.json", json.dumps({"jobs": [0] * 5_001}).encode(), "5,001 jobs"),
        ("plan.json", json.dumps({"vehicles": [0] * 501}).encode(), "501 vehicles"),
    ],
)
async def test_what_is_no_list_is_said(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        status, told = await send(script, content, name=name)
        assert (status, words in told["error"]) == (422, True), told


async def test_a_bulky_workbook_is_not_read_in_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OrderFile, "is_bulky", True)
    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        status, told = await send(script, HEAD + GOOD)
        assert (status, "too bulky unpacked" in told["error"]) == (422, True)


async def test_a_file_that_is_long_in_coming_holds_nobody_up(tmp_path: Path) -> None:
    begun, rest = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{"
        begun.set()
        await rest.wait()

    async with running_hub(tmp_path) as hub, shop_of(hub, scopes=[WRITE_FILES]) as script:
        slow = asyncio.create_task(script.post("/api/v1/files/preview", data=slowly()))
        await begun.wait()
        async with asyncio.timeout(5):
            status, told = await send(script, HEAD + GOOD, path="/preview")
        assert (status, told["new"]) == (200, 1)
        rest.set()
        async with await slow as answer:
            assert answer.status == 400, "a brace alone"


async def test_a_file_has_bounds_and_a_key_that_is_for_it(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        async with shop_of(hub, scopes=[WRITE_FILES]) as script:
            status, told = await send(script, b"a" * (MOST_BYTES + 1))
            assert (status, "more than 8 MB" in told["error"]) == (413, True)
            assert (await send(script, b"a" * MOST_BYTES * 2))[0] == 413
            async with script.post("/api/v1/files", json={"name": "a.csv"}) as response:
                assert response.status == 422, "without an idempotency key"
            headers = {"Idempotency-Key": "first-of-all"}
            async with script.post("/api/v1/files", data=b"{", headers=headers) as response:
                assert response.status == 400
        async with shop_of(hub) as usual:
            status, told = await send(usual, HEAD + GOOD)
            assert (status, "lacks the scope files:write" in told["error"]) == (403, True)
        with pytest.raises(AssertionError, match="a file may name any shop"):
            async with shop_of(hub, shop="Casa Norte", scopes=[WRITE_FILES]):
                pass


async def test_a_key_of_one_shop_brings_no_file_however_it_came_by_its_scope(
    tmp_path: Path,
) -> None:
    def odd(id_: str, sha256: str) -> ApiKey:
        made_by = ActorId("ana")
        return ApiKey(id_, DEPOT, "odd", "Casa Norte", (WRITE_FILES,), sha256, NOON, made_by)

    async with running_hub(tmp_path) as hub:
        _, token = await hub.server.web.key_book.enrol(DEPOT, odd)
        headers = {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession(hub.server.http_url, headers=headers) as script:
            for path in ("", "/preview"):
                status, told = await send(script, HEAD + GOOD, path=path)
                assert (status, "This key is of Casa Norte only" in told["error"]) == (403, True)
        assert OrderId("n1") not in state_of(hub).orders
