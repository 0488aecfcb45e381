"""What the hub serves over HTTP."""

import asyncio
import hashlib
import io
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import msgspec
import pytest
from msgspec.structs import replace

from core.access import Actor
from core.hub import protocol as p
from core.hub.access_log import STREAM, Kind, Note
from core.hub.blobs import BlobRefused, BlobStore
from core.hub.client import Address, DriverClient
from core.hub.photo_upload import upload_photo
from core.hub.redraw import redrawn
from core.model import ActorId, DepotId
from core.planning.travel import decode_matrix
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    EVA,
    RunningHub,
    driver_actor,
    running_hub,
    trail_of,
    until,
)
from tests.pictures import jpeg

PHOTO = jpeg(b"photo" * 1000)
STRANGER = replace(ANA, id=ActorId("sam"), depots=frozenset({DepotId("oulu")}))


@asynccontextmanager
async def browser(
    hub: RunningHub, actor: Actor | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {hub.address(actor).token}"} if actor else {}
    async with aiohttp.ClientSession(hub.server.http_url, headers=headers) as session:
        yield session


async def refusal(request: "aiohttp.client._RequestContextManager", status: int) -> str:
    async with request as response:
        assert response.status == status
        assert response.content_type == "text/plain"
        return await response.text()


async def test_health_tells_nothing_about_customers(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path) as hub,
        browser(hub) as session,
        session.get("/health") as response,
    ):
        seq = hub.log.head(DEPOT).seq
        assert await response.json() == {"is_well": True, "depots": {DEPOT: seq}}


async def test_the_drivers_page_may_load_and_call_nothing_but_this_hub(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        async with session.get("/driver") as response:
            assert response.url.path == "/driver/"
            assert "Backhaul" in await response.text()
            policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert f"connect-src 'self' {hub.server.ws_url};" in policy
        async with session.get("/driver/driver.js") as script:
            assert script.content_type in ("text/javascript", "application/javascript")
            assert script.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_link_makes_one_browser_a_driver_once(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        async with browser(hub, ANA) as office:
            wanted = {"depot": DEPOT, "driver_id": "d1"}
            async with office.post("/driver-links", json=wanted) as response:
                url = (await response.json())["url"]
        page, _, code = url.partition("#")
        assert page == f"{hub.server.http_url}/driver/"
        async with browser(hub) as phone:
            async with phone.post("/enrol", json={"code": code}) as response:
                enrolment = msgspec.json.decode(await response.read(), type=p.Enrolment)
            again = await refusal(phone.post("/enrol", json={"code": code}), 403)
        assert "used already" in again
        views: list[p.DriverView] = []
        address = Address(enrolment.ws_url, enrolment.token, enrolment.depot)
        client = DriverClient(address, on_view=views.append)
        hub.connect(client)
        await until(lambda: views)
        assert views[0].driver == "Driver 1"


async def test_who_made_a_drivers_link_and_who_used_it_is_written_down(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub, ANA) as office:
        wanted = {"depot": DEPOT, "driver_id": "d1"}
        async with office.post("/driver-links", json=wanted) as response:
            link = msgspec.json.decode(await response.read(), type=p.DriverLink)
        about = f"driver link {link.id}"
        made = Note(Kind.TOKEN_MADE, ANA.id, about, DEPOT, words="for d1")
        assert trail_of(hub) == [made]
        code = link.url.partition("#")[2]
        async with browser(hub) as phone, phone.post("/enrol", json={"code": code}) as response:
            assert response.status == 200
        used = Note(Kind.LINK_USED, ActorId("d1"), about, DEPOT, "127.0.0.1", "made by ana")
        assert trail_of(hub) == [made, used]
        assert code.encode() not in b"".join(each.body for each in hub.log.read(STREAM, 0))


async def test_who_guesses_links_waits_and_a_right_one_is_taken_all_the_same(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub, browser(hub, ANA) as office, browser(hub) as phone:
        wanted = {"depot": DEPOT, "driver_id": "d1"}
        async with office.post("/driver-links", json=wanted) as response:
            link = msgspec.json.decode(await response.read(), type=p.DriverLink)
        answers = []
        for number in range(6):
            async with phone.post("/enrol", json={"code": f"guess{number}"}) as response:
                answers.append((response.status, "Retry-After" in response.headers))
        assert answers == [(403, False)] * 4 + [(429, True)] * 2
        code = link.url.partition("#")[2]
        async with phone.post("/enrol", json={"code": code}) as response:
            assert response.status == 200
        await hub.server.trail.write()
        guessed = [each for each in trail_of(hub) if each.kind is Kind.STRANGER_REFUSED]
        assert guessed[0].words == "unknown driver link"
        assert sum(each.count for each in guessed) == 6


async def test_the_office_hears_from_where_a_link_was_used(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub, ANA) as office:
        wanted = {"depot": DEPOT, "driver_id": "d1"}
        async with office.post("/driver-links", json=wanted) as response:
            link = msgspec.json.decode(await response.read(), type=p.DriverLink)
        assert not link.has_own_authority
        code = link.url.partition("#")[2]
        assert link.id not in code

        async def state() -> p.DriverLinkState:
            async with office.get(f"/driver-links/{link.id}") as response:
                return msgspec.json.decode(await response.read(), type=p.DriverLinkState)

        assert await state() == p.DriverLinkState()
        async with browser(hub) as phone, phone.post("/enrol", json={"code": code}) as response:
            assert response.status == 200
        assert await state() == p.DriverLinkState(True, "127.0.0.1")
        async with browser(hub, driver_actor(1)) as driver:
            await refusal(driver.get(f"/driver-links/{link.id}"), 403)


async def test_the_office_signs_a_drivers_page_out(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub, ANA) as office:

        async def link() -> str:
            wanted = {"depot": DEPOT, "driver_id": "d1"}
            async with office.post("/driver-links", json=wanted) as response:
                made = msgspec.json.decode(await response.read(), type=p.DriverLink)
            return made.url.partition("#")[2]

        async def revoke() -> p.RevokedPage:
            async with office.delete(f"/driver-pages/{DEPOT}/d1") as response:
                return msgspec.json.decode(await response.read(), type=p.RevokedPage)

        async def driven() -> tuple[str, ...]:
            async with office.get(f"/driver-pages/{DEPOT}") as response:
                return msgspec.json.decode(await response.read(), type=p.DrivenPages).driver_ids

        assert await revoke() == p.RevokedPage(was_there=False)
        assert await driven() == ()
        async with (
            browser(hub) as phone,
            phone.post("/enrol", json={"code": await link()}) as response,
        ):
            enrolment = msgspec.json.decode(await response.read(), type=p.Enrolment)
        views: list[p.DriverView] = []
        address = Address(enrolment.ws_url, enrolment.token, DEPOT)
        client = DriverClient(address, on_view=views.append)
        hub.connect(client)
        await until(lambda: views)
        assert await driven() == ("d1",)
        unused = await link()
        assert await revoke() == p.RevokedPage(was_there=True)
        assert await hub.server.actor_of(enrolment.token) is None
        await until(lambda: not hub.server._depots[DEPOT].members)
        async with browser(hub) as phone:
            words = await refusal(phone.post("/enrol", json={"code": unused}), 403)
            assert "used already or is too old" in words
        revoked = Note(Kind.TOKEN_REVOKED, ANA.id, "driver's page of d1", DEPOT)
        assert trail_of(hub).count(revoked) == 2
        unknown = office.delete(f"/driver-pages/{DEPOT}/nobody")
        assert "no driver" in await refusal(unknown, 404)


async def test_behind_a_proxy_phones_are_led_to_its_name(tmp_path: Path) -> None:
    public = "https://hub.example.com"
    async with running_hub(tmp_path, public_url=public) as hub, browser(hub, ANA) as office:
        wanted = {"depot": DEPOT, "driver_id": "d1"}
        async with office.post("/driver-links", json=wanted) as response:
            link = msgspec.json.decode(await response.read(), type=p.DriverLink)
        page, _, code = link.url.partition("#")
        assert page == f"{public}/driver/"
        async with browser(hub) as phone, phone.post("/enrol", json={"code": code}) as response:
            enrolment = msgspec.json.decode(await response.read(), type=p.Enrolment)
        assert enrolment.ws_url == "wss://hub.example.com/socket"
        local = hub.server.ws_url + "/socket"
        views: list[p.DriverView] = []
        client = DriverClient(Address(local, enrolment.token, DEPOT), on_view=views.append)
        hub.connect(client)
        await until(lambda: views)


async def test_only_the_office_makes_links_and_only_for_real_drivers(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        wanted = {"depot": DEPOT, "driver_id": "d1"}
        async with browser(hub, driver_actor(1)) as driver:
            assert "Only the office" in await refusal(
                driver.post("/driver-links", json=wanted), 403
            )
        async with browser(hub, ANA) as office:
            other = wanted | {"depot": "oslo"}
            assert "no access" in await refusal(office.post("/driver-links", json=other), 403)
            unknown = wanted | {"driver_id": "d9"}
            words = await refusal(office.post("/driver-links", json=unknown), 404)
            assert words == "There is no driver d9."
            nested = b'{"depot":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_001
            assert "cannot be used" in await refusal(office.post("/driver-links", data=nested), 400)
            torn = b'{"depot":"\xff"}'
            assert "no UTF-8" in await refusal(office.post("/driver-links", data=torn), 400)
            junk = await refusal(office.post("/driver-links", data=b"junk"), 400)
            assert "cannot be used" in junk


async def test_links_run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hub.http.MAX_CODES", 1)
    async with running_hub(tmp_path) as hub, browser(hub, ANA) as office:
        wanted = {"depot": DEPOT, "driver_id": "d1"}
        async with office.post("/driver-links", json=wanted) as response:
            assert response.status == 200
        assert "unused" in await refusal(office.post("/driver-links", json=wanted), 429)
        monkeypatch.setattr("core.hub.http.CODE_LASTS_S", -1)
        hub.server.web.pages._codes.clear()
        async with office.post("/driver-links", json=wanted) as response:
            code = (await response.json())["url"].partition("#")[2]
        assert "too old" in await refusal(office.post("/enrol", json={"code": code}), 403)


async def test_the_office_sees_photos_and_drivers_do_not(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        driver = hub.address(driver_actor(1))
        blob_id = await upload_photo(hub.server.http_url, driver.token, PHOTO)
        async with browser(hub, ANA) as office:
            async with office.get(f"/blobs/{blob_id}") as response:
                assert await response.read() == redrawn(PHOTO)
                assert response.content_type == "image/jpeg"
            assert "not here" in await refusal(office.get(f"/blobs/{'0' * 64}"), 404)
            assert "not the name" in await refusal(office.get("/blobs/..%2fetc"), 422)
        async with browser(hub, driver_actor(1)) as phone:
            assert "Only the office" in await refusal(phone.get(f"/blobs/{blob_id}"), 403)


async def test_another_depots_photos_are_not_here(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        url = hub.server.http_url
        blob_id = await upload_photo(url, hub.address(driver_actor(1)).token, PHOTO)
        async with browser(hub, STRANGER) as office:
            assert "not here" in await refusal(office.get(f"/blobs/{blob_id}"), 404)
            assert await upload_photo(url, hub.address(STRANGER).token, PHOTO) == blob_id
            async with office.get(f"/blobs/{blob_id}") as response:
                assert await response.read() == redrawn(PHOTO)


async def test_photos_that_take_long_hold_up_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    may_go_on = threading.Event()

    def slow(store: BlobStore, blob_id: str) -> None:
        begun.append(blob_id)
        may_go_on.wait(60)
        raise BlobRefused("The photo takes too much time to draw.")

    async def sent(phone: aiohttp.ClientSession, photo: bytes) -> int:
        target = f"/blobs/{hashlib.sha256(photo).hexdigest()}?offset=0&size={len(photo)}"
        async with phone.put(target, data=photo) as response:
            return response.status

    monkeypatch.setattr(BlobStore, "finish", slow)
    async with running_hub(tmp_path) as hub, browser(hub, ANA) as flood, browser(hub, ANA) as phone:
        many = [b"photo %d" % number for number in range(12)]
        waiting = [asyncio.create_task(sent(flood, photo)) for photo in many]
        try:
            async with asyncio.timeout(60):
                await until(lambda: begun)
                waiting.append(asyncio.create_task(sent(phone, b"another's")))
                await until(lambda: len(begun) == 2)
                # A page of a customer's needs one of these threads.
                await asyncio.to_thread(lambda: None)
            assert begun[1] == hashlib.sha256(b"another's").hexdigest()
            assert len(begun) == 2, "at a time, and one of a device"
        finally:
            may_go_on.set()
        assert set(await asyncio.gather(*waiting)) == {422}


async def test_uploads_are_checked(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        target = f"/blobs/{'0' * 64}"
        async with browser(hub) as nobody:
            assert "access token" in await refusal(nobody.put(target, data=PHOTO), 401)
        async with browser(hub, EVA) as auditor:
            assert "changes nothing" in await refusal(auditor.put(target, data=PHOTO), 403)
        async with browser(hub, driver_actor(1)) as phone:
            query = {"offset": "0", "size": str(len(PHOTO))}
            wrong = await refusal(phone.put(target, params=query, data=PHOTO), 422)
            assert "are not the photo" in wrong
            bad = await refusal(phone.put(target, params={"offset": "-1"}, data=PHOTO), 400)
            assert "whole number" in bad
            huge = await refusal(
                phone.put(target, params=query, data=io.BytesIO(bytes(2_000_000))), 413
            )
            assert huge


async def test_travel_times_can_be_fetched_from_a_place_on(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await until(lambda: hub.server.travel(DEPOT, 0) is not None)
        async with browser(hub, ANA) as office:
            async with office.get(f"/travel/{DEPOT}", params={"after": "0"}) as response:
                matrix = decode_matrix(await response.read())
            assert "p1_1" in matrix
            assert matrix.fingerprint == "great_circle"
            async with office.get(f"/travel/{DEPOT}", params={"after": "999"}) as response:
                assert matrix.merge(await response.read()) is matrix
            assert "may not read" in await refusal(office.get("/travel/oslo"), 403)
        async with browser(hub, driver_actor(1)) as phone:
            assert "may not read" in await refusal(phone.get(f"/travel/{DEPOT}"), 403)


async def test_a_path_that_is_nowhere_is_answered_plainly(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        assert await refusal(session.get("/nowhere"), 404)
        assert await refusal(session.get("/driver/../../etc/passwd"), 404)
        assert await refusal(session.post("/health"), 405)


@pytest.mark.parametrize("noise", [b"A" * 20_000, b"GET / HTTP/9\xff\r\n\r\n", b"\x16\x03\x01\x02"])
async def test_noise_is_answered_and_fills_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, noise: bytes
) -> None:
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        with caplog.at_level(logging.INFO):
            port = session._base_url.port if session._base_url is not None else None
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(noise + b"\r\n\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.0 400")
            writer.close()
        assert not [each for each in caplog.records if each.exc_info]
        async with session.get("/health") as response:
            assert response.status == 200
