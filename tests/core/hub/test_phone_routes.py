"""Phones that say where drivers are, against a running hub."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from core import commands as c
from core.access import Actor
from core.hub.access_log import Kind, Note
from core.hub.client import HubClient
from core.hub.enrolled_phone import EnrolledPhone, ListedPhone
from core.hub.log import LogUnavailable
from core.hub.protocol import DriverFix, DriverFixes, FromHub
from core.model import RouteId
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
from tests.core.hub.test_http import STRANGER, browser, refusal

D1 = driver_actor(1)


def ago(seconds: float = 0) -> int:
    return int((datetime.now(UTC) - timedelta(seconds=seconds)).timestamp())


async def on_the_road(hub: RunningHub) -> None:
    """Driver 1 begins his shift."""
    opened = hub.server._depots[DEPOT]
    await opened.gate.ask(D1, "start", c.StartRoute(RouteId("r1"), datetime.now(UTC)))


async def enrolled(hub: RunningHub, driver: str = "d1") -> EnrolledPhone:
    async with browser(hub, ANA) as office:
        wanted = {"depot": DEPOT, "driver_id": driver, "name": "Luis’ old phone"}
        async with office.post("/phones", json=wanted) as response:
            assert response.status == 200, await response.text()
            return msgspec.json.decode(await response.read(), type=EnrolledPhone)


@asynccontextmanager
async def phone_and_hub(folder: Path) -> AsyncIterator[tuple[aiohttp.ClientSession, RunningHub]]:
    async with running_hub(folder) as hub:
        await on_the_road(hub)
        async with browser(hub) as session:
            yield session, hub


def query(phone: EnrolledPhone, **fields: Any) -> dict[str, str]:
    usual: dict[str, Any] = {"id": phone.token, "timestamp": ago(), "lat": 60.2, "lon": 24.9}
    return {name: str(value) for name, value in (usual | fields).items()}


def track(hub: RunningHub) -> list[tuple[float, float]]:
    since = datetime(2020, 1, 1, tzinfo=UTC)
    return [(fix.lat, fix.lon) for fix in hub.log.positions(DEPOT, "d1", since)]


async def seen_by(hub: RunningHub, actor: Actor = ANA) -> list[DriverFix]:
    fixes: list[DriverFix] = []

    def hear(frame: FromHub) -> None:
        if isinstance(frame, DriverFixes):
            fixes.extend(frame.fixes)

    hub.connect(HubClient(hub.address(actor), on_frame=hear))
    await until(lambda: fixes)
    return fixes


async def test_each_program_is_stored_when_it_is_answered_and_seen_with_its_name(
    tmp_path: Path,
) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)
        async with session.post("/phones/traccar", data=query(phone, speed=10, batt=43)) as got:
            assert got.status == 200
            assert track(hub) == [(60.2, 24.9)]
        fix = (await seen_by(hub))[-1]
        assert (fix.driver_id, fix.source, fix.battery) == ("d1", "Traccar Client", 0.43)
        assert fix.speed_mps == pytest.approx(5.144, abs=0.001)
        async with session.get("/phones/osmand", params=query(phone, lat=60.3)) as got:
            assert got.status == 200
            assert len(track(hub)) == 2
        body = {"_type": "location", "lat": 60.4, "lon": 25, "tst": ago(), "tid": "lr"}
        basic = {"Authorization": f"Basic {b64encode(f'luis:{phone.token}'.encode()).decode()}"}
        async with session.post("/phones/owntracks", json=body, headers=basic) as got:
            assert (got.status, await got.json()) == (200, [])
            assert len(track(hub)) == 3
        nine = {
            "device_id": phone.token,
            "location": {
                "timestamp": datetime.now(UTC).isoformat(),
                "coords": {"latitude": 60.5, "longitude": 25, "speed": -1},
            },
        }
        async with session.post("/phones/traccar", json=nine) as got:
            assert got.status == 200
        assert track(hub)[-1] == (60.5, 25)


async def test_nothing_is_acknowledged_that_could_not_be_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)

        def fail(*_: object) -> None:
            raise LogUnavailable("The disk is full. Free some space.")

        sent = query(phone)
        keeper = hub.server._depots[DEPOT]._keeper
        with monkeypatch.context() as patch:
            patch.setattr(keeper, "_store", fail)
            words = await refusal(session.post("/phones/traccar", data=sent), 503)
        assert words.startswith("The disk is full")
        assert track(hub) == []
        async with session.post("/phones/traccar", data=sent) as got:
            assert got.status == 200
        assert len(track(hub)) == 1


async def test_sent_twice_is_stored_once(tmp_path: Path) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        sent = query(await enrolled(hub))
        for _ in range(3):
            async with session.get("/phones/osmand", params=sent) as got:
                assert got.status == 200
        assert len(track(hub)) == 1


async def test_buffered_positions_join_the_track_and_leave_the_van_where_it_is(
    tmp_path: Path,
) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)
        for seconds, lat in ((0, 60.2), (40, 60.9)):
            data = query(phone, timestamp=ago(seconds), lat=lat)
            async with session.post("/phones/traccar", data=data) as got:
                assert got.status == 200
        assert track(hub) == [(60.2, 24.9), (60.9, 24.9)]
        assert [fix.lat for fix in hub.log.last_positions(DEPOT)] == [60.2]
        assert (await seen_by(hub))[-1].lat == 60.2


async def test_a_clock_that_goes_ahead_does_not_put_the_van_into_the_future(
    tmp_path: Path,
) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)
        ahead = query(phone, timestamp=ago(-86_400))
        async with session.post("/phones/traccar", data=ahead) as got:
            assert got.status == 200
        fix = (await seen_by(hub))[-1]
        assert fix.at <= fix.received_at


async def test_where_a_driver_was_before_the_shift_is_not_kept(tmp_path: Path) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)
        for old in (query(phone, timestamp=ago(3_600)), query(phone, timestamp=ago(10**8))):
            async with session.post("/phones/traccar", data=old) as got:
                assert got.status == 200
        other = await enrolled(hub, "d2")
        async with session.post("/phones/traccar", data=query(other)) as got:
            assert got.status == 200
        assert track(hub) == []
        assert hub.log.positions(DEPOT, "d2", datetime(2020, 1, 1, tzinfo=UTC)) == []


async def test_a_position_is_answered_alike_whichever_way_it_takes(tmp_path: Path) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)
        answers = [
            session.post("/phones/traccar", data=query(phone)),
            session.post("/phones/traccar", params=query(phone)),
            session.post("/phones/traccar", data=query(phone), headers={"Expect": "100-continue"}),
        ]
        heads = []
        for answer in answers:
            async with answer as got:
                assert (got.status, await got.read()) == (200, b"")
                heads.append({k: v for k, v in got.headers.items() if k != "Date"})
                assert "Date" in got.headers
        short, *ordinary = heads
        for each in ordinary:
            each.pop("Content-Type", None)  # of nothing
            assert each == short


async def test_a_revoked_phone_says_nothing_any_more_also_after_a_restart(tmp_path: Path) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        kept, gone = await enrolled(hub), await enrolled(hub)
        async with browser(hub, ANA) as office:
            async with office.delete(f"/phones/{DEPOT}/{gone.id}") as response:
                assert response.status == 204
            assert "no such phone" in await refusal(
                office.delete(f"/phones/{DEPOT}/{gone.id}"), 404
            )
            async with office.get("/phones", params={"depot": DEPOT}) as response:
                listed = msgspec.json.decode(await response.read(), type=list[ListedPhone])
        assert [(each.id, each.name, each.made_by) for each in listed] == [
            (kept.id, "Luis’ old phone", "ana")
        ]
        assert trail_of(hub) == [
            Note(Kind.TOKEN_MADE, ANA.id, f"phone {kept.id}", DEPOT, words="for d1"),
            Note(Kind.TOKEN_MADE, ANA.id, f"phone {gone.id}", DEPOT, words="for d1"),
            Note(Kind.TOKEN_REVOKED, ANA.id, f"phone {gone.id}", DEPOT),
        ]
        assert "revoked" in await refusal(session.post("/phones/traccar", data=query(gone)), 401)
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        async with session.post("/phones/traccar", data=query(kept)) as got:
            assert got.status == 200
        assert len(track(hub)) == 1
        await refusal(session.post("/phones/traccar", data=query(gone)), 401)
        assert kept.token not in (hub.log.get_meta(f"phones/{DEPOT}") or b"").decode()


async def test_a_phones_token_opens_nothing_else(tmp_path: Path) -> None:
    async with phone_and_hub(tmp_path) as (_, hub):
        phone = await enrolled(hub)
        assert await hub.server.actor_of(phone.token) is None
        bearer = {"Authorization": f"Bearer {phone.token}"}
        async with aiohttp.ClientSession(hub.server.http_url, headers=bearer) as session:
            await refusal(session.get("/phones", params={"depot": DEPOT}), 401)
            await refusal(session.get(f"/travel/{DEPOT}"), 401)


async def test_only_the_office_enrols_and_only_drivers_of_its_own(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        wanted = {"depot": DEPOT, "driver_id": "d1"}
        for actor in (D1, EVA, STRANGER):
            async with browser(hub, actor) as session:
                await refusal(session.post("/phones", json=wanted), 403)
                await refusal(session.get("/phones", params={"depot": DEPOT}), 403)
                await refusal(session.delete(f"/phones/{DEPOT}/x"), 403)
        async with browser(hub, ANA) as office:
            await refusal(office.post("/phones", json=wanted | {"driver_id": "d9"}), 404)
            await refusal(office.post("/phones", json=wanted | {"name": "x" * 61}), 400)


async def test_strangers_are_slowed_down_and_phones_are_not_disturbed(tmp_path: Path) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)
        answers = []
        for n in range(14):
            async with session.get("/phones/osmand", params={"id": n, "lat": 1, "lon": 2}) as got:
                answers.append(got.status)
        assert answers == [401] * 10 + [429] * 4
        async with session.get("/phones/osmand", params=query(phone)) as got:
            assert got.status == 200
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        hub.server.web.phones._told._burst = 3
        answers = []
        for _ in range(5):
            async with session.get("/phones/osmand", params=query(phone)) as got:
                answers.append(got.status)
        assert answers == [200] * 3 + [429] * 2


async def test_what_holds_no_position_is_refused_in_words(tmp_path: Path) -> None:
    async with phone_and_hub(tmp_path) as (session, hub):
        phone = await enrolled(hub)
        words = await refusal(session.post("/phones/traccar", data=query(phone, lat=99)), 422)
        assert words == "99, 24.9 is nowhere on earth."
        huge = b"[" + b" " * 600_000
        assert await refusal(session.post("/phones/traccar", data=huge), 413) == "Too much at once."
        for header in ("Basic ?", "Bearer x", f"Basic {b64encode(b'luis:no').decode()}"):
            headers = {"Authorization": header}
            body = json.dumps({"_type": "location", "lat": 1, "lon": 2})
            got = session.post("/phones/owntracks", data=body, headers=headers)
            await refusal(got, 401)
