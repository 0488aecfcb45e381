"""The office asks for a test of the line; a phone that opens its link tells what it found."""

from pathlib import Path

import aiohttp
import msgspec
import pytest
from msgspec.structs import replace

from core.hub import protocol as p
from core.hub import reach_routes
from core.model import ActorId
from tests.core.hub.hub_builders import ANA, DEPOT, RunningHub, running_hub
from tests.core.hub.test_http import refusal

EVA = replace(ANA, id=ActorId("eva"))


async def begun(hub: RunningHub, office: aiohttp.ClientSession) -> p.ReachTest:
    async with office.post("/reach-tests", json={"depot": DEPOT}) as response:
        assert response.status == 200
        return msgspec.json.decode(await response.read(), type=p.ReachTest)


async def seen(office: aiohttp.ClientSession, test: p.ReachTest) -> p.Reached:
    async with office.get(f"/reach-tests/{test.id}") as response:
        return msgspec.json.decode(await response.read(), type=p.Reached)


def desk(hub: RunningHub, who: object = ANA) -> aiohttp.ClientSession:
    token = hub.address(who).token  # type: ignore[arg-type]
    return aiohttp.ClientSession(hub.server.http_url, headers={"Authorization": f"Bearer {token}"})


async def test_what_a_phone_found_is_told_to_who_asked(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, desk(hub) as office, desk(hub, EVA) as other:
        test = await begun(hub, office)
        assert test.url.startswith(f"{hub.server.http_url}/reach/#")
        assert test.ws_url == hub.server.ws_url
        assert await seen(office, test) == p.Reached()
        code = test.url.partition("#")[2]
        async with aiohttp.ClientSession(hub.server.http_url) as phone:
            async with phone.post("/reach", json={"code": code}) as response:
                assert await response.json() == {"ws_url": hub.server.ws_url}
            assert await seen(office, test) == p.Reached("127.0.0.1")
            found = {"over": "cellular", "keeps_offline": True, "line_opens": False}
            async with phone.post("/reach", json={"code": code, **found}) as response:
                assert response.status == 200
        told = p.Reached("127.0.0.1", "cellular", True, False)
        assert await seen(office, test) == told
        assert await seen(other, test) == p.Reached(), "it is of who asked for it"


async def test_a_link_says_what_a_phone_may_say_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_hub(tmp_path) as hub, desk(hub) as office:
        test = await begun(hub, office)
        code = test.url.partition("#")[2]
        async with aiohttp.ClientSession(hub.server.http_url) as phone:
            for body in (
                {"code": code, "over": "<b>"},
                {"code": code, "keeps_offline": "yes"},
                {"code": code, "address": "8.8.8.8"},
                {},
            ):
                assert "cannot be used" in await refusal(phone.post("/reach", json=body), 400)
            assert "too old" in await refusal(phone.post("/reach", json={"code": "x"}), 403)
            # The name of a test is not its code.
            assert "too old" in await refusal(phone.post("/reach", json={"code": test.id}), 403)
            assert await seen(office, test) == p.Reached()
            monkeypatch.setattr(reach_routes, "LASTS_S", -1)
            late = (await begun(hub, office)).url.partition("#")[2]
            assert "too old" in await refusal(phone.post("/reach", json={"code": late}), 403)


async def test_there_are_so_many_tests_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach_routes, "MOST", 2)
    async with running_hub(tmp_path) as hub, desk(hub) as office:
        codes = [(await begun(hub, office)).url.partition("#")[2] for _ in range(3)]
        async with aiohttp.ClientSession(hub.server.http_url) as phone:
            await refusal(phone.post("/reach", json={"code": codes[0]}), 403)
            async with phone.post("/reach", json={"code": codes[2]}) as response:
                assert response.status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/reach", "text/html"),
        ("/reach/", "text/html"),
        ("/reach/reach.css", "text/css"),
        ("/reach/reach.js", "text/javascript"),
        ("/reach/worker.js", "text/javascript"),
    ],
)
async def test_the_page_is_served_to_anybody(tmp_path: Path, path: str, kind: str) -> None:
    async with (
        running_hub(tmp_path) as hub,
        aiohttp.ClientSession(hub.server.http_url) as phone,
        phone.get(path) as response,
    ):
        assert response.status == 200
        assert response.content_type == kind
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
