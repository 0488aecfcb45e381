"""A customer opens the link, sees the own order only, and what is chosen is done once."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace

from core import commands as c
from core.hub import protocol as p
from core.hub.customer_links import depot_secret, end_of, make_link
from core.hub.customer_page import kept_secret
from core.hub.log import LogUnavailable
from core.hub.photo_upload import upload_photo
from core.hub.redraw import redrawn
from core.hub.sql_log import SqlLog
from core.model import (
    BlobId,
    CustomerChoice,
    DepotId,
    OrderId,
    OrderKind,
    StopId,
    StopKind,
    StopStatus,
)
from core.state import State
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    MORNING,
    SYSTEM,
    RunningHub,
    driver_actor,
    running_hub,
)
from tests.core.hub.test_http import browser, refusal
from tests.pictures import jpeg

ORDER = OrderId("o1_1")
NEIGHBOUR = {"choice": "neighbour", "note": "Pérez, flat 4"}


class Customer:
    """A browser with a link."""

    def __init__(self, hub: RunningHub, session: aiohttp.ClientSession) -> None:
        self.hub = hub
        self.session = session
        self.link = hub.server.web.customers.link(hub.server._depots[DEPOT], ORDER).url

    @property
    def state(self) -> State:
        return self.hub.server._depots[DEPOT].gate.state

    async def page(self, link: str = "", **headers: str) -> tuple[int, str]:
        async with self.session.get(link or self.link, headers=headers) as response:
            assert response.content_type == "text/html"
            return response.status, await response.text()

    async def seen(self) -> str:
        """The stamp that the page's forms carry."""
        _, page = await self.page()
        found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
        assert found is not None
        return found[1]

    async def send(self, form: object, link: str = "", **headers: str) -> tuple[int, str]:
        posted = self.session.post(
            link or self.link, data=form, headers=headers, allow_redirects=False
        )
        async with posted as response:
            return response.status, await response.text()

    async def ask(self, command: c.Command, actor: object = ANA) -> None:
        gate = self.hub.server._depots[DEPOT].gate
        answer = await gate.ask(actor, f"test:{gate.state.seq}", command)  # type: ignore[arg-type]
        assert isinstance(answer, p.Accepted), answer


@asynccontextmanager
async def customer(folder: Path, *, public_url: str = "") -> AsyncIterator[Customer]:
    """The first driver is at the first customer's door and nobody opens."""
    async with (
        running_hub(folder, rate=1.0, public_url=public_url) as hub,
        browser(hub) as session,
    ):
        known = Customer(hub, session)
        for command in (
            c.StartRoute(known.state.stops[StopId("s1_1")].route_id, MORNING),
            c.FailStop(StopId("s1_1"), "recipient_absent", MORNING),
        ):
            await known.ask(command, driver_actor(1))
        yield known


async def test_a_customer_sees_the_own_order_and_nothing_of_others(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        status, page = await ana.page()
        assert status == 200
        assert "We could not deliver" in page
        assert "Nobody opened" in page
        assert "Order o1_1" in page
        for others in ("o1_2", "o2_1", "Driver 1", "Street", "Customer", "R1", "Van 1"):
            assert others not in page


async def test_the_page_loads_and_calls_nothing_but_this_hub(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana, ana.session.get(ana.link) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies
        page = await response.text()
        for file in re.findall(r'(?:href|src)="(/[^"]+)"', page):
            async with ana.session.get(file) as part:
                assert part.status == 200
                assert "default-src 'none'" in part.headers["Content-Security-Policy"]


async def test_what_the_customer_chooses_is_done_and_told(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        form = NEIGHBOUR | {"seen": await ana.seen()}
        async with ana.session.post(ana.link, data=form) as response:
            assert response.status == 200
            assert response.url.query_string == "lang=en&done"
            page = await response.text()
        assert "Thank you" in page
        assert "With a neighbour: Pérez, flat 4" in page
        answer = ana.state.orders[ORDER].answer
        assert answer is not None
        assert answer.choice is CustomerChoice.NEIGHBOUR
        assert ana.hub.server._depots[DEPOT].gate.texts[answer.note_ref or ""] == "Pérez, flat 4"


async def test_an_answer_may_come_in_pieces_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {"Content-Type": "application/x-www-form-urlencoded"}
    begun = asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"choice=neig", b"hbour&note=P", b"erez"):
            yield piece
            await asyncio.sleep(0)

    async def endless() -> AsyncIterator[bytes]:
        yield b"choice=neighbour&note="
        begun.set()
        await asyncio.Event().wait()

    async with customer(tmp_path) as ana:
        assert (await ana.send(pieces(), **plain))[0] == 303
        monkeypatch.setattr("core.hub.customer_page.FORM_WITHIN_S", 0.05)
        status, _ = await ana.send(endless(), **plain)
        assert begun.is_set()
        assert status == 422


async def test_an_answer_sent_twice_is_one_and_has_one_reply(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        form = NEIGHBOUR | {"seen": await ana.seen()}
        first = await ana.send(form)
        seq = ana.state.seq
        again = await ana.send(form)
        assert first == again
        assert first[0] == 303
        assert ana.state.seq == seq


async def test_another_answer_replaces_the_first(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        await ana.send(NEIGHBOUR | {"seen": await ana.seen()})
        status, _ = await ana.send({"choice": "home_now", "seen": await ana.seen()})
        assert status == 303
        answer = ana.state.orders[ORDER].answer
        assert answer is not None
        assert answer.choice is CustomerChoice.HOME_NOW


async def test_what_has_moved_on_is_refused_with_how_things_stand(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        seen = await ana.seen()
        case = next(case for case in ana.state.cases.values() if case.order_id == ORDER)
        await ana.ask(c.RefundOrder(case.id))
        for _ in range(2):
            status, page = await ana.send(NEIGHBOUR | {"seen": seen})
            assert status == 409
            assert "cannot be chosen any more" in page
            assert "Your refund is requested" in page
        assert ana.state.orders[ORDER].answer is None
        await ana.ask(c.SettleRefund(ORDER, is_paid=True), SYSTEM)
        _, page = await ana.page()
        assert "<h1>Refunded</h1>" in page
        assert "<form" not in page


async def test_a_link_that_was_forged_has_expired_or_is_of_another_depot_opens_nothing(
    tmp_path: Path,
) -> None:
    async with customer(tmp_path) as ana:
        base, secret = f"{ana.hub.server.http_url}/c/{DEPOT}", ana.hub.server.web.customers.secret
        later = datetime.now(UTC) + timedelta(days=1)
        own = depot_secret(secret, DEPOT)
        late = make_link(own, ORDER, datetime.now(UTC) - timedelta(seconds=1))
        oslo = make_link(depot_secret(secret, DepotId("oslo")), ORDER, later)
        gone = make_link(own, OrderId("o9_9"), later)
        for url, status, words in (
            (ana.link[:-1], 404, "not complete"),
            (f"{base}/{late}", 410, "has expired"),
            (f"{base}/{oslo}", 404, "not complete"),
            (f"{base}/{gone}", 404, "no order"),
            (f"{ana.hub.server.http_url}/c/oslo/{oslo}", 404, "not complete"),
        ):
            assert (await ana.page(url))[0] == status
            assert words in (await ana.page(url))[1]
            assert (await ana.send(NEIGHBOUR, url))[0] == status
        assert ana.state.orders[ORDER].answer is None


async def test_a_link_never_answers_for_another_order(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        form = NEIGHBOUR | {"order_id": "o1_2", "seen": await ana.seen()}
        assert (await ana.send(form))[0] == 303
        assert ana.state.orders[ORDER].answer is not None
        assert ana.state.orders[OrderId("o1_2")].answer is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"choice",
        b"choice=",
        b"choice=steal",
        b"choice=neighbour",
        b"choice=neighbour&note=%00%0a%20",
        b"choice=neighbour&note=" + b"x" * 301,
        b"choice=neighbour&note=" + b"x" * 20_000,
        b"choice=neighbour&note=%ff%fe",
        b"choice=new_day",
        b"\xff\xfe\x00",
        b"&".join(b"a=1" for _ in range(50)),
    ],
)
async def test_a_form_that_says_nothing_is_asked_again(tmp_path: Path, body: bytes) -> None:
    async with customer(tmp_path) as ana:
        plain = {"Content-Type": "application/x-www-form-urlencoded"}
        seq = ana.state.seq
        status, page = await ana.send(body, **plain)
        assert status == 422
        assert "Please choose one" in page
        status, _ = await ana.send(body, **{"Content-Type": "multipart/form-data; boundary=x"})
        assert status == 422
        assert ana.state.seq == seq


@pytest.mark.parametrize(
    "form", [{"choice": "new_day", "slot": "2026-11-24/0000"}, {"choice": "collection_point"}]
)
async def test_what_was_never_offered_is_refused(tmp_path: Path, form: dict[str, str]) -> None:
    async with customer(tmp_path) as ana:
        status, page = await ana.send(form)
        assert status == 409
        assert "cannot be chosen" in page


async def test_a_slot_of_an_open_day_moves_the_order_there(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        later = "2026-11-24"
        await ana.ask(c.OpenDay(later, (), ()), SYSTEM)  # type: ignore[arg-type]
        _, page = await ana.page()
        slots = re.findall(r'name="slot" value="([^"]+)"', page)
        # Nine o'clock in Helsinki is seven in UTC.
        assert slots == [f"{later}/0700", f"{later}/1100"]
        status, _ = await ana.send(
            {"choice": "new_day", "slot": slots[1], "seen": await ana.seen()}
        )
        assert status == 303
        assert ana.state.orders[ORDER].day == later
        _, page = await ana.page()
        assert "Tuesday 24 November, between 13:00 and 18:00" in page


async def test_what_a_customer_writes_is_only_ever_text(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        form = {"choice": "neighbour", "note": "<script>alert(1)</script>\r\n\"'&"}
        assert (await ana.send(form | {"seen": await ana.seen()}))[0] == 303
        _, page = await ana.page()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#x27;&amp;" in page


async def test_the_browsers_language_counts_and_can_be_changed(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        _, page = await ana.page(**{"Accept-Language": "fr-FR, es-CL;q=0.8, en;q=0.5"})
        assert '<html lang="es">' in page
        assert "No pudimos entregar" in page
        _, page = await ana.page(f"{ana.link}?lang=en", **{"Accept-Language": "es"})
        assert "We could not deliver" in page
        _, page = await ana.page(f"{ana.link}?lang=<b>", **{"Accept-Language": "xx," * 50})
        assert '<html lang="en">' in page
        opened = ana.hub.server._depots[DEPOT]
        depot = opened.gate.state.depot
        assert depot is not None
        for usual, shown in (("es", "es"), ("xx", "en")):
            messages = replace(depot.messages, language=usual)
            told = replace(depot, messages=messages)
            opened.gate.state = replace(opened.gate.state, depot=told)
            _, page = await ana.page(**{"Accept-Language": "fr"})
            assert f'<html lang="{shown}">' in page
        async with ana.session.post(f"{ana.link}?lang=es", data=NEIGHBOUR) as response:
            assert "Gracias" in await response.text()


async def test_whoever_asks_too_often_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.customer_page.time.monotonic", lambda: 100.0)
    async with customer(tmp_path) as ana:
        answers = [await ana.send(NEIGHBOUR) for _ in range(11)]
        assert [status for status, _ in answers] == [303] * 10 + [429]
        assert "Too many tries" in answers[-1][1]
        pages = [(await ana.page())[0] for _ in range(50)]
        assert pages == [200] * 49 + [429]


async def test_behind_a_proxy_each_customer_has_a_limit_of_his_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.customer_page.time.monotonic", lambda: 100.0)
    async with customer(tmp_path, public_url="https://orders.example.com") as ana:
        path = ana.link.removeprefix("https://orders.example.com")
        assert path.startswith(f"/c/{DEPOT}/")
        near, far = (f"{ana.hub.server.http_url}{path}", {"X-Forwarded-For": "1.1.1.1, 9.9.9.9"})
        for _ in range(60):
            assert (await ana.page(near, **far))[0] == 200
        assert (await ana.page(near, **{"X-Forwarded-For": "spoofed, 9.9.9.9"}))[0] == 429
        assert (await ana.page(near, **{"X-Forwarded-For": "8.8.8.8"}))[0] == 200


async def test_a_hub_that_cannot_write_says_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with customer(tmp_path) as ana:
        gate = ana.hub.server._depots[DEPOT].gate

        async def full(*_: object) -> p.Refused:
            return p.Refused("x", "The disk is full.", is_temporary=True)

        monkeypatch.setattr(gate, "ask", full)
        status, page = await ana.send(NEIGHBOUR)
        assert status == 503
        assert "try again in a minute" in page


async def test_only_photos_of_the_own_receipt_are_shown(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        phone = ana.hub.address(driver_actor(1))
        photo, other = [
            await upload_photo(ana.hub.server.http_url, phone.token, jpeg(content))
            for content in (b"mine", b"another's")
        ]
        gate = ana.hub.server._depots[DEPOT].gate
        order = gate.state.orders[ORDER]
        item = replace(order.items[0], is_collected=True)
        fetched = replace(
            order, kind=OrderKind.RETURN, items=(item,), condition_photos=(BlobId(photo),)
        )
        stop = gate.state.stops[StopId("s1_1")]
        done = replace(stop, kind=StopKind.COLLECT, status=StopStatus.COMPLETED, ended_at=MORNING)
        gate.state = replace(
            gate.state,
            orders={**gate.state.orders, ORDER: fetched},
            stops={**gate.state.stops, stop.id: done},
        )
        _, page = await ana.page()
        (path,) = re.findall(r'<img src="([^"]+)"', page)
        async with ana.session.get(path) as response:
            assert await response.read() == redrawn(jpeg(b"mine"))
            assert response.content_type == "image/jpeg"
            assert response.headers["Cache-Control"] == "no-store"
        for bad in (other, "0" * 64, "..%2f..%2fetc"):
            assert "not here" in await refusal(ana.session.get(f"{ana.link}/photos/{bad}"), 404)
        assert (await ana.page(f"{ana.link}x/photos/{photo}"))[0] == 404


async def test_the_office_makes_links_and_nobody_else(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        wanted = {"depot": DEPOT, "order_id": ORDER}
        async with browser(ana.hub, ANA) as office:
            async with office.post("/customer-links", json=wanted) as response:
                url = (await response.json())["url"]
            assert (await ana.page(url))[0] == 200
            unknown = wanted | {"order_id": "o9_9"}
            words = await refusal(office.post("/customer-links", json=unknown), 404)
            assert words == "There is no order o9_9."
            oslo = wanted | {"depot": "oslo"}
            assert "no access" in await refusal(office.post("/customer-links", json=oslo), 403)
        async with browser(ana.hub, driver_actor(1)) as phone:
            assert "Only the office" in await refusal(
                phone.post("/customer-links", json=wanted), 403
            )
        assert await ana.hub.server.give_customer_link(DepotId("oslo"), ORDER, ANA) is None


async def test_a_link_that_was_revoked_says_so_kindly_and_others_still_open(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana, browser(ana.hub, ANA) as office:
        wanted = {"depot": DEPOT, "order_id": ORDER}
        async with office.post("/customer-links", json=wanted) as response:
            url = (await response.json())["url"]
        (given,) = ana.state.orders[ORDER].links
        assert given.by == ANA.id
        assert given.until == end_of(url.rpartition("/")[2])
        await ana.ask(c.RevokeLink(ORDER, given.until))
        status, page = await ana.page(url)
        assert status == 410
        assert "This link was withdrawn" in page
        assert "Order o1_1" not in page
        assert "fue retirado" in (await ana.page(f"{url}?lang=es"))[1]
        status, page = await ana.send(NEIGHBOUR, url)
        assert status == 410
        assert ana.state.orders[ORDER].answer is None
        if ana.link != url:
            assert (await ana.page())[0] == 200


async def test_a_link_that_cannot_be_written_down_is_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(appends: object) -> None:
        raise LogUnavailable("The disk is full. Free some space.")

    async with customer(tmp_path) as ana, browser(ana.hub, ANA) as office:
        monkeypatch.setattr(ana.hub.log, "append", full)
        wanted = {"depot": DEPOT, "order_id": ORDER}
        words = await refusal(office.post("/customer-links", json=wanted), 503)
        assert words.startswith("The disk is full.")
        assert ana.state.orders[ORDER].links == ()
        monkeypatch.undo()
        async with office.post("/customer-links", json=wanted) as response:
            assert response.status == 200


def test_the_secret_is_made_once_and_kept(log: SqlLog) -> None:
    first = kept_secret(log)
    assert len(first) == 32
    assert kept_secret(log) == first


async def test_a_link_lasts_as_long_as_the_depot_says(tmp_path: Path) -> None:
    async with customer(tmp_path) as ana:
        opened = ana.hub.server._depots[DEPOT]
        depot = opened.gate.state.depot
        assert depot is not None
        offers = replace(depot.offers, link_days=0)
        opened.gate.state = replace(opened.gate.state, depot=replace(depot, offers=offers))
        late = ana.hub.server.web.customers.link(opened, ORDER).url
        assert (await ana.page(late))[0] == 410
