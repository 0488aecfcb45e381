"""People of the office come in by tokens of their own, in their role, until they are revoked."""

import asyncio
from pathlib import Path

import aiohttp
import msgspec
import pytest

from core import commands as c
from core.access import Actor, Role
from core.hub import protocol as p
from core.hub.client import Address, HubClient, Line
from core.hub.desks import ListedDesk, MadeDesk
from core.hub.tokens import enrol
from core.model import ActorId, RouteId
from tests.core.hub.hub_builders import DEPOT, RunningHub, running_hub, until

ADMIN = Actor(ActorId("ada"), Role.ADMIN, frozenset({DEPOT}))
SUE = Actor(ActorId("sue"), Role.SUPERVISOR, frozenset({DEPOT}))


class Office:
    """Asks the hub for desks as somebody."""

    def __init__(self, hub: RunningHub, actor: Actor) -> None:
        self._url = hub.server.http_url
        self._headers = {"Authorization": f"Bearer {enrol(hub.log, actor.id, actor)}"}

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        async with (
            aiohttp.ClientSession(headers=self._headers) as http,
            http.request(method, f"{self._url}{path}", json=body) as answer,
        ):
            return answer.status, await answer.read()

    async def make(self, name: str, role: str) -> tuple[int, bytes]:
        return await self.call("POST", "/desks", {"depot": DEPOT, "name": name, "role": role})


async def test_a_desk_works_in_its_role_and_is_let_go_when_it_is_revoked(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        office = Office(hub, SUE)
        status, body = await office.make("bea", "customer_service")
        assert status == 200
        made = msgspec.json.decode(body, type=MadeDesk)
        address = Address(hub.server.ws_url, made.token, DEPOT)
        welcomes: list[p.Welcome] = []
        client = HubClient(
            address, on_frame=lambda f: welcomes.append(f) if isinstance(f, p.Welcome) else None
        )
        hub.connect(client)
        refused = await client.ask(c.LockRoute(RouteId("r1")))
        assert (welcomes[0].actor_id, welcomes[0].role) == ("bea", Role.CUSTOMER_SERVICE)
        assert isinstance(refused, p.Refused)
        assert "may not lock route" in refused.words
        status, body = await office.call("GET", f"/desks?depot={DEPOT}")
        (listed,) = msgspec.json.decode(body, type=list[ListedDesk])
        assert (listed.id, listed.name, listed.made_by) == (made.id, "bea", "sue")
        assert made.token.encode() not in body
        assert (await office.call("DELETE", f"/desks/{DEPOT}/{made.id}"))[0] == 204
        await until(lambda: client.state.line is Line.REJECTED)
        assert (await office.call("DELETE", f"/desks/{DEPOT}/{made.id}"))[0] == 404


async def test_desks_outlive_the_hub(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        _, body = await Office(hub, SUE).make("bea", "auditor")
        token = msgspec.json.decode(body, type=MadeDesk).token
    async with running_hub(tmp_path) as hub:
        actor = await hub.server.actor_of(token)
        assert actor is not None
        assert actor == Actor(ActorId("bea"), Role.AUDITOR, frozenset({DEPOT}))


async def test_only_an_administrator_makes_and_revokes_one(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        sue, ada = Office(hub, SUE), Office(hub, ADMIN)
        assert (await sue.make("al", "admin"))[0] == 403
        status, body = await ada.make("al", "admin")
        assert status == 200
        desk = msgspec.json.decode(body, type=MadeDesk)
        assert (await sue.call("DELETE", f"/desks/{DEPOT}/{desk.id}"))[0] == 403
        assert (await ada.call("DELETE", f"/desks/{DEPOT}/{desk.id}"))[0] == 204


@pytest.mark.parametrize(
    ("name", "status"), [("bea", 409), ("hub", 409), ("d1", 409), ("a b", 400), ("", 400)]
)
async def test_a_name_is_one_persons(tmp_path: Path, name: str, status: int) -> None:
    async with running_hub(tmp_path) as hub:
        office = Office(hub, SUE)
        assert (await office.make("bea", "dispatcher"))[0] == 200
        assert (await office.make(name, "dispatcher"))[0] == status


async def test_two_at_once_do_not_get_one_name(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        office = Office(hub, SUE)
        answers = await asyncio.gather(*(office.make("bea", "dispatcher") for _ in range(5)))
        assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409]


@pytest.mark.parametrize("role", ["driver", "system", "customer", "nobody"])
async def test_nobody_is_made_what_no_desk_is(tmp_path: Path, role: str) -> None:
    async with running_hub(tmp_path) as hub:
        assert (await Office(hub, ADMIN).make("bea", role))[0] == 400
