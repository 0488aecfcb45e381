"""Every role and every address of the hub, against expectations that were written by hand.

Letters are those of `tests/core/who_may.py`; `*` is anybody, also without a token. Whoever may not
call is answered 401 or 403, everybody else something else, if only that there is no such thing.
"""

from pathlib import Path

import aiohttp
import msgspec
import pytest
from aiohttp.test_utils import make_mocked_request
from msgspec.structs import replace

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.access_log import STREAM, Kind, Note
from core.hub.client import Address, HubClient, Line
from core.hub.rate_limit import RateLimit
from core.hub.tokens import enrol
from core.model import ActorId, DepotId, DriverId
from tests.core.hub.hub_builders import (
    DEPOT,
    SYSTEM,
    RunningHub,
    day_commands,
    running_hub,
    until,
)
from tests.core.who_may import LETTERS

ID = "0" * 64
OFFICE, ROUTES = "DCSA", "DSA"
WHO_MAY_CALL = {
    # For whoever watches the hub, from this machine.
    ("GET", "/health"): "*",
    ("GET", "/ready"): "*",
    ("GET", "/metrics"): "*",
    # Pages and what they are made of.
    ("GET", "/driver"): "*",
    ("GET", "/driver/"): "*",
    ("GET", "/c/customer.css"): "*",
    ("GET", "/reach"): "*",
    ("GET", "/reach/"): "*",
    # The code behind a test's link is the key here, too; it lets nobody in.
    ("POST", "/reach"): "",
    # The code behind a driver's link is the key, whoever shows it: a wrong one lets nobody in.
    ("POST", "/enrol"): "",
    # A device asks for a new token of its own.
    ("POST", "/device-token"): "dDCSAuh",
    # Letting people and devices in.
    ("POST", "/driver-links"): ROUTES,
    ("GET", "/driver-links/none"): ROUTES,
    ("GET", f"/driver-pages/{DEPOT}"): ROUTES,
    ("DELETE", f"/driver-pages/{DEPOT}/none"): ROUTES,
    ("POST", "/customer-links"): OFFICE,
    ("POST", "/reach-tests"): ROUTES,
    ("GET", "/reach-tests/none"): ROUTES,
    ("POST", "/phones"): ROUTES,
    ("GET", f"/phones?depot={DEPOT}"): ROUTES,
    ("DELETE", f"/phones/{DEPOT}/none"): ROUTES,
    ("POST", "/api-keys"): "SA",
    ("GET", f"/api-keys?depot={DEPOT}"): "SA",
    ("DELETE", f"/api-keys/{DEPOT}/none"): "SA",
    ("POST", "/desks"): "SA",
    ("GET", f"/desks?depot={DEPOT}"): "SA",
    ("DELETE", f"/desks/{DEPOT}/none"): "SA",
    # People sign in by a password and with it look after their own; a token alone is no session.
    ("POST", "/sign-in"): "",
    ("POST", "/sign-out"): "*",
    ("POST", "/sign-in/renew"): "",
    ("GET", "/me"): "",
    ("POST", "/me/password"): "",
    ("POST", "/me/app"): "",
    ("GET", "/people"): "SA",
    ("POST", "/people"): "SA",
    ("PATCH", "/people/none"): "SA",
    ("DELETE", "/people/none"): "SA",
    ("POST", "/people/none/erase"): "SA",
    ("POST", "/people/none/reset"): "SA",
    ("DELETE", "/people/none/app"): "SA",
    ("DELETE", "/people/none/sessions"): "SA",
    ("POST", "/erasures"): "SA",
    # Photos: taken by drivers, looked at by the office.
    ("HEAD", f"/blobs/{ID}"): "dDCSAh",
    ("PUT", f"/blobs/{ID}?offset=0&size=1"): "dDCSAh",
    ("GET", f"/blobs/{ID}"): OFFICE,
    ("GET", f"/travel/{DEPOT}"): "DCSAu",
    ("GET", f"/history/{DEPOT}/o1_1"): "DCSAu",
    # Roads, map and addresses of the hub's region.
    ("GET", "/region"): "DCSAu",
    ("GET", "/region/none/roads.npz"): "DCSAu",
    # The bottom line, and what happened; where drivers were is not for an auditor.
    ("GET", f"/reports/{DEPOT}?first=2026-11-23&last=2026-11-23"): "DSAu",
    ("GET", f"/report-cases/{DEPOT}"): "DSAu",
    ("GET", f"/rewind/{DEPOT}"): "DCSAu",
    ("GET", f"/rewind/{DEPOT}/events"): "DCSAu",
    ("GET", f"/rewind/{DEPOT}/positions"): "DCSA",
    # The whole log as a file.
    ("GET", f"/audit/{DEPOT}"): "SAu",
    # Shops have keys of their own, which are no tokens.
    ("GET", "/api/v1/openapi.json"): "*",
    ("GET", "/api/v1/orders"): "",
    ("GET", "/api/v1/orders/o1"): "",
    ("POST", "/api/v1/orders"): "",
    ("POST", "/api/v1/returns"): "",
    ("POST", "/api/v1/files/preview"): "",
    ("POST", "/api/v1/files"): "",
    ("GET", "/api/v1/cases"): "",
    ("GET", "/api/v1/cases/c1"): "",
    ("POST", "/api/v1/webhooks"): "",
    ("GET", "/api/v1/webhooks"): "",
    ("GET", "/api/v1/webhooks/none"): "",
    ("DELETE", "/api/v1/webhooks/none"): "",
    ("GET", "/api/v1/webhooks/none/deliveries"): "",
    ("POST", "/api/v1/webhooks/none/secret"): "",
    ("POST", "/api/v1/webhooks/none/on"): "",
}
BODIES = {
    "/enrol": {"code": "none"},
    "/reach": {"code": "none"},
    "/driver-links": {"depot": DEPOT, "driver_id": "d1"},
    "/customer-links": {"depot": DEPOT, "order_id": "o1_1"},
    "/phones": {"depot": DEPOT, "driver_id": "d2", "name": "Phone"},
    "/sign-in": {"name": "nobody", "password": "nothing"},
    "/me/password": {"old": "nothing", "new": "correct horse battery"},
    "/me/app": {"password": "nothing"},
    "/people": {"name": "bo", "role": "dispatcher", "depots": [DEPOT]},
    "/people/none": {"is_locked": True},
    "/erasures": {"depot": DEPOT, "kind": "customer", "person_id": "nobody"},
    "/desks": {"depot": DEPOT, "name": "bea", "role": "dispatcher"},
    "/api-keys": {"depot": DEPOT, "name": "script"},
}
CONNECTING = "dDCSAuh"
"""Customers and shops have no token at all."""
NOT_LET_IN = (401, 403, 429)
"""429: who was not let in several times has to wait."""


async def asked(hub: RunningHub, method: str, path: str, token: str, body: object = None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(headers=headers) as http:
        url = f"{hub.server.http_url}{path}"
        async with http.request(method, url, json=body) as answer:
            return answer.status


@pytest.mark.parametrize("letter", ["", *CONNECTING])
async def test_each_address_lets_in_whom_it_is_for(tmp_path: Path, letter: str) -> None:
    wrong: list[str] = []
    async with running_hub(tmp_path) as hub:
        # Who asks for everything at once would be slowed down, which is another test's.
        hub.server.web.api._strangers = RateLimit(burst=1000, per_minute=1000)
        token = ""
        if letter:
            driver_id = DriverId("d1") if letter == "d" else None
            who = Actor(ActorId("d1"), LETTERS[letter], frozenset({DEPOT}), driver_id)
            token = enrol(hub.log, "device", who)
        for (method, path), letters in WHO_MAY_CALL.items():
            status = await asked(hub, method, path, token, BODIES.get(path))
            may = letters == "*" or bool(letter and letter in letters)
            if may == (status in NOT_LET_IN) or status >= 500:
                wrong.append(f"{method} {path}: {status}, but may be {may}")
    assert wrong == []


OSLO = DepotId("oslo")


def of_oslo(value: str) -> str:
    return value.replace(str(DEPOT), OSLO)


@pytest.mark.parametrize("letter", CONNECTING)
async def test_another_depot_is_nobody_elses(tmp_path: Path, letter: str) -> None:
    """Who may do everything at the own depot asks for another one, which has just the same."""
    async with running_hub(tmp_path) as hub:
        hub.server.web.api._strangers = RateLimit(burst=1000, per_minute=1000)
        opened = await hub.server.depot_for(SYSTEM, OSLO)
        assert opened is not None
        for number, command in enumerate(day_commands()):
            if isinstance(command, c.RegisterDepot):
                command = replace(command, depot=replace(command.depot, id=OSLO))
            answer = await opened.gate.ask(SYSTEM, f"set-up:{number}", command)
            assert isinstance(answer, p.Accepted), answer
        before = opened.gate.state.seq
        driver_id = DriverId("d1") if letter == "d" else None
        actor = Actor(ActorId("d1"), LETTERS[letter], frozenset({DEPOT}), driver_id)
        token = enrol(hub.log, "device", actor)
        let_in = []
        for method, path in WHO_MAY_CALL:
            body = BODIES.get(path) if method != "GET" else None
            said = msgspec.json.encode(body).decode()
            if str(DEPOT) not in path + said or path.startswith("/people/"):
                continue
            other = msgspec.json.decode(of_oslo(said))
            status = await asked(hub, method, of_oslo(path), token, other)
            if status not in (401, 403, 404):
                let_in.append(f"{method} {path}: {status}")
        assert let_in == []
        assert opened.gate.state.seq == before
        # Nor over the line that an own token opens.
        client = HubClient(Address(hub.server.ws_url, token, OSLO), on_frame=lambda frame: None)
        hub.connect(client)
        await until(lambda: client.state.line is Line.REJECTED)


@pytest.mark.parametrize("letter", CONNECTING)
async def test_what_happens_at_the_doors_is_read_by_no_address(tmp_path: Path, letter: str) -> None:
    """Its stream has a name as a depot's has, and who may touch every depot might ask for it."""
    async with running_hub(tmp_path) as hub:
        hub.server.web.api._strangers = RateLimit(burst=1000, per_minute=1000)
        driver_id = DriverId("d1") if letter == "d" else None
        actor = Actor(ActorId("d1"), LETTERS[letter], frozenset({EVERY_DEPOT}), driver_id)
        token = enrol(hub.log, "device", actor)
        await hub.server.trail.keep(Note(Kind.SIGNED_IN, ActorId("bea"), address="203.0.113.7"))
        let_in = []
        for method, path in WHO_MAY_CALL:
            body = BODIES.get(path) if method != "GET" else None
            said = msgspec.json.encode(body).decode()
            if str(DEPOT) not in path + said or path.startswith("/people"):
                continue
            other = msgspec.json.decode(said.replace(str(DEPOT), STREAM))
            status = await asked(hub, method, path.replace(str(DEPOT), STREAM), token, other)
            if status not in (401, 403, 404):
                let_in.append(f"{method} {path}: {status}")
        assert let_in == []


async def test_every_address_has_an_expectation(tmp_path: Path) -> None:
    trackers = ("/phones/traccar", "/phones/osmand", "/phones/owntracks")
    by_other_keys = ("/c/", "/shops/", "/driver/", "/reach/", "/authority.pem", *trackers)
    reached: set[tuple[str, str]] = set()
    async with running_hub(tmp_path) as hub:
        router = hub.server.web.pages.app.router
        for method, path in WHO_MAY_CALL:
            found = await router.resolve(make_mocked_request(method, path))
            assert found.http_exception is None, f"{method} {path} is no address any more"
            assert found.route.resource is not None
            reached.add((method, found.route.resource.canonical))
        served = {(r.method, r.resource.canonical) for r in router.routes() if r.resource}
    # HEAD asks the same as GET, where it is not an address of its own.
    own = {(method, at) for method, at in served if method != "HEAD" or ("GET", at) not in served}
    left = {(method, at) for method, at in own if not at.startswith(by_other_keys)}
    assert left - reached == set()


def test_the_table_knows_every_role() -> None:
    assert set(LETTERS.values()) == set(Role)
