"""People of the office: made by administrators, signed in by password and code, cut off at once."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from argon2 import PasswordHasher
from msgspec.structs import replace

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import people_book
from core.hub import protocol as p
from core.hub.access_log import STREAM, Kind, Note, note_of
from core.hub.client import Address, HubClient, Line
from core.hub.log import LogUnavailable
from core.hub.one_time_code import code_of, step_of
from core.hub.people import FIRST_PASSWORD_LASTS, RENEWED_AFTER, SESSION_LASTS, Shown
from core.hub.people_book import Needed, SignedIn
from core.hub.people_routes import Made, RecoveryCodes
from core.hub.tokens import enrol, token_sha256
from core.model import ActorId, ClosureId, DepotId, Position, RouteId
from tests.core.hub.hub_builders import ANA, DEPOT, RunningHub, driver_actor, running_hub, until


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What argon2 costs is of no concern here."""
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr("core.hub.passwords.PasswordHasher", cheap)


ADA = Actor(ActorId("ada"), Role.ADMIN, frozenset({EVERY_DEPOT}))
SUE = Actor(ActorId("sue"), Role.SUPERVISOR, frozenset({DEPOT}))
OWN = "correct horse battery"


class Caller:
    """Calls a hub over HTTP, as somebody or as nobody."""

    def __init__(self, hub: RunningHub, token: str = "") -> None:
        self.hub = hub
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        async with (
            aiohttp.ClientSession(headers=self._headers) as http,
            http.request(method, f"{self.hub.server.http_url}{path}", json=body) as answer,
        ):
            return answer.status, await answer.read()

    async def make(self, name: str, role: str = "dispatcher", *depots: str) -> str:
        """The first password of a new person."""
        wanted = {"name": name, "role": role, "depots": depots or [DEPOT]}
        status, body = await self.call("POST", "/people", wanted)
        assert status == 200, body
        return msgspec.json.decode(body, type=Made).first_password

    async def sign_in(self, name: str, password: str, **more: str) -> Any:
        """`SignedIn`, `Needed`, or the status and words of a refusal."""
        body = {"name": name, "password": password} | more
        status, answer = await self.call("POST", "/sign-in", body)
        if status != 200:
            return status, answer.decode()
        return msgspec.json.decode(answer, type=SignedIn | Needed)

    async def enter(self, name: str, role: str = "dispatcher") -> SignedIn:
        """A person who is made by this caller and signed in with an own password."""
        first = await self.make(name, role)
        signed_in = await self.sign_in(name, first, new_password=OWN)
        assert isinstance(signed_in, SignedIn), signed_in
        return signed_in


def admin(hub: RunningHub, actor: Actor = ADA) -> Caller:
    return Caller(hub, enrol(hub.log, actor.id, actor))


def notes(hub: RunningHub) -> list[Note]:
    return [note_of(event.body) for event in hub.log.read(STREAM, 0)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass for the hub's doors."""
    passed = [timedelta()]

    def now() -> datetime:
        return datetime.now(UTC) + passed[0]

    for module in ("core.hub.server", "core.hub.people_routes"):
        monkeypatch.setattr(f"{module}.wall_clock", now)

    def pass_(time: timedelta) -> None:
        passed[0] += time

    return pass_


async def test_a_person_signs_in_and_works_in_the_own_role(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        nobody = Caller(hub)
        first = await admin(hub).make("bea", "customer_service")
        needed = await nobody.sign_in("bea", first)
        assert needed.what == "new_password"
        signed_in = await nobody.sign_in("bea", first, new_password=OWN, where="office 2")
        welcomes: list[p.Welcome] = []
        client = HubClient(
            Address(hub.server.ws_url, signed_in.token, DEPOT),
            on_frame=lambda f: welcomes.append(f) if isinstance(f, p.Welcome) else None,
        )
        hub.connect(client)
        refused = await client.ask(c.LockRoute(RouteId("r1")))
        assert isinstance(refused, p.Refused)
        assert (welcomes[0].actor_id, welcomes[0].role) == ("bea", Role.CUSTOMER_SERVICE)
        assert await nobody.sign_in("bea", first) == (401, "Name or password is wrong.")
        assert isinstance(await nobody.sign_in("bea", OWN), SignedIn)
        await hub.server.trail.write()
        kinds = [note.kind for note in notes(hub)]
        assert kinds[:3] == [Kind.PERSON_MADE, Kind.PASSWORD_CHANGED, Kind.SIGNED_IN]
        refusal = next(note for note in notes(hub) if note.kind is Kind.COMMAND_REFUSED)
        assert (refusal.who, refusal.depot) == ("bea", DEPOT)
        assert "may not lock route" in refusal.words
        assert hub.log.verify(STREAM).is_sound


async def test_nothing_that_is_kept_lets_anybody_in(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        signed_in = await admin(hub).enter("bea")
        status, body = await admin(hub).call("GET", "/people")
        assert status == 200
        kept = b"".join(
            [hub.log.get_meta(key) or b"" for key in (people_book.PEOPLE, people_book.SESSIONS)]
        )
        for secret in (OWN, signed_in.token):
            assert secret.encode() not in kept + body
        assert b"argon2id" in kept
        assert b"argon2id" not in body


@pytest.mark.parametrize("change", [{"is_locked": True}, {"role": "auditor"}, None, "reset"])
async def test_whoever_is_locked_changed_removed_or_reset_is_cut_at_once(
    tmp_path: Path, change: object
) -> None:
    async with running_hub(tmp_path) as hub:
        office = admin(hub)
        signed_in = await office.enter("bea")
        client = HubClient(
            Address(hub.server.ws_url, signed_in.token, DEPOT), on_frame=lambda f: None
        )
        hub.connect(client)
        await until(lambda: client.is_live)
        if change is None:
            status, _ = await office.call("DELETE", "/people/bea")
        elif change == "reset":
            status, _ = await office.call("POST", "/people/bea/reset")
        else:
            status, _ = await office.call("PATCH", "/people/bea", change)
        assert status in (200, 204)
        await until(lambda: client.state.line is Line.REJECTED)
        assert (await Caller(hub, signed_in.token).call("GET", "/me"))[0] == 401
        refused = await Caller(hub).sign_in("bea", OWN)
        assert isinstance(refused, SignedIn) == (change == {"role": "auditor"})


async def test_a_code_of_an_app_lets_in_once(
    tmp_path: Path, clock: Callable[[timedelta], None]
) -> None:
    async with running_hub(tmp_path, require_totp=True) as hub:
        nobody = Caller(hub)
        first = await admin(hub).make("sam", "supervisor")
        needed = await nobody.sign_in("sam", first, new_password=OWN)
        assert needed.what == "set_up_code"
        assert "secret=" in needed.uri
        secret = hub.server.people.person("sam").totp_offered  # type: ignore[union-attr]
        step = step_of(datetime.now(UTC))
        wrong = await nobody.sign_in("sam", first, new_password=OWN, code="000000")
        assert wrong[0] == 401
        code = code_of(secret, step)
        signed_in = await nobody.sign_in("sam", first, new_password=OWN, code=code)
        assert len(signed_in.recovery_codes) == people_book.RECOVERY_CODES
        assert (await nobody.sign_in("sam", OWN)).what == "code"
        assert (await nobody.sign_in("sam", OWN, code=code))[0] == 401
        clock(timedelta(minutes=2))
        later = code_of(secret, step_of(datetime.now(UTC) + timedelta(minutes=2)))
        assert isinstance(await nobody.sign_in("sam", OWN, code=later), SignedIn)
        recovery = signed_in.recovery_codes[3]
        assert isinstance(await nobody.sign_in("sam", OWN, code=recovery), SignedIn)
        assert (await nobody.sign_in("sam", OWN, code=recovery))[0] == 401
        assert isinstance(await admin(hub).enter("dan", "dispatcher"), SignedIn)


async def test_anybody_may_have_an_app_and_an_administrator_takes_it_away(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        signed_in = await admin(hub).enter("bea")
        bea = Caller(hub, signed_in.token)
        assert (await bea.call("POST", "/me/app", {"password": "wrong"}))[0] == 401
        _, offered = await bea.call("POST", "/me/app", {"password": OWN})
        assert msgspec.json.decode(offered, type=Needed).what == "set_up_code"
        secret = hub.server.people.person("bea").totp_offered  # type: ignore[union-attr]
        code = code_of(secret, step_of(datetime.now(UTC)))
        wanted = {"password": OWN, "code": "1"}
        assert (await bea.call("POST", "/me/app", wanted))[0] == 401
        _, codes = await bea.call("POST", "/me/app", wanted | {"code": code})
        assert len(msgspec.json.decode(codes, type=RecoveryCodes).codes) == 8
        assert (await Caller(hub).sign_in("bea", OWN)).what == "code"
        assert (await admin(hub).call("DELETE", "/people/bea/app"))[0] == 200
        assert isinstance(await Caller(hub).sign_in("bea", OWN), SignedIn)


async def test_a_password_is_changed_and_other_sessions_end(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        here = await admin(hub).enter("bea")
        there = await Caller(hub).sign_in("bea", OWN)
        bea = Caller(hub, here.token)
        change = {"old": OWN, "new": "paper lantern canyon"}
        assert (await bea.call("POST", "/me/password", change | {"new": "short"}))[0] == 401
        assert (await bea.call("POST", "/me/password", change | {"new": OWN}))[0] == 401
        assert (await bea.call("POST", "/me/password", change))[0] == 204
        assert (await bea.call("GET", "/me"))[0] == 200
        assert (await Caller(hub, there.token).call("GET", "/me"))[0] == 401
        assert isinstance(await Caller(hub).sign_in("bea", change["new"]), SignedIn)


def line_of(hub: RunningHub, token: str) -> tuple[HubClient, list[Line]]:
    """A console with that session, and how its line is by now."""
    lines: list[Line] = []
    client = HubClient(
        Address(hub.server.ws_url, token, DEPOT),
        on_frame=lambda frame: None,
        on_line=lambda state: lines.append(state.line),
    )
    hub.connect(client)
    return client, lines


async def test_a_line_ends_with_the_session_that_opened_it(
    tmp_path: Path, clock: Callable[[timedelta], None]
) -> None:
    async with running_hub(tmp_path) as hub:
        signed_in = await admin(hub).enter("bea")
        client, lines = line_of(hub, signed_in.token)
        await until(lambda: client.is_live)
        clock(SESSION_LASTS - timedelta(minutes=1))
        hub.server.end_lines()
        await client.ask(c.LockRoute(RouteId("r1")))
        assert lines.count(Line.LIVE) == 1
        clock(timedelta(minutes=1))
        hub.server.end_lines()
        await until(lambda: client.state.line is Line.REJECTED)


async def test_lines_are_looked_at_all_the_time(
    tmp_path: Path, clock: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.server.LOOK_AT_LINES_S", 0.0)
    async with running_hub(tmp_path) as hub:
        client, _ = line_of(hub, (await admin(hub).enter("bea")).token)
        await until(lambda: client.is_live)
        asked: list[str] = []

        def away(sha256: str) -> Actor | None:
            asked.append(sha256)
            raise LogUnavailable("The disk is away.")

        with monkeypatch.context() as patched:
            patched.setattr(hub.server, "still", away)
            await until(lambda: len(asked) > 1)
        assert client.is_live
        clock(SESSION_LASTS)
        await until(lambda: client.state.line is Line.REJECTED)


async def test_a_line_goes_on_when_its_session_is_renewed(
    tmp_path: Path, clock: Callable[[timedelta], None]
) -> None:
    async with running_hub(tmp_path) as hub:
        token = (await admin(hub).enter("bea")).token
        client, lines = line_of(hub, token)
        await until(lambda: client.is_live)
        for _ in range(3):
            clock(RENEWED_AFTER)
            status, body = await Caller(hub, token).call("POST", "/sign-in/renew")
            assert status == 200
            token = msgspec.json.decode(body, type=SignedIn).token
            assert (await Caller(hub, token).call("GET", "/me"))[0] == 200
        hub.server.end_lines()
        await client.ask(c.LockRoute(RouteId("r1")))
        assert lines.count(Line.LIVE) == 1
        await Caller(hub, token).call("POST", "/sign-out")
        assert hub.server.people.still(token_sha256(token)) is None
        await until(lambda: client.state.line is Line.REJECTED)


async def test_who_must_have_an_app_by_now_is_out(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        client, _ = line_of(hub, (await admin(hub).enter("sam", "supervisor")).token)
        await until(lambda: client.is_live)
        hub.server.people._require_totp = True
        hub.server.end_lines()
        await until(lambda: client.state.line is Line.REJECTED)


@pytest.mark.parametrize("becomes", ["revoked", "expired", "another role"])
async def test_a_line_ends_with_what_its_token_may(
    tmp_path: Path, clock: Callable[[timedelta], None], becomes: str
) -> None:
    async with running_hub(tmp_path) as hub:
        until_ = datetime.now(UTC) + timedelta(hours=1) if becomes == "expired" else None
        token = enrol(hub.log, "wall", SUE, expires_at=until_)
        client, lines = line_of(hub, token)
        await until(lambda: client.is_live)
        hub.server.end_lines()
        assert lines[-1] is Line.LIVE
        if becomes == "revoked":
            hub.log.revoke_device("wall")
        elif becomes == "expired":
            clock(timedelta(hours=1))
        else:
            enrol(hub.log, "wall", replace(SUE, role=Role.AUDITOR), token)
        hub.server.end_lines()
        if becomes == "another role":
            await until(lambda: lines.count(Line.LIVE) == 2)
        else:
            await until(lambda: client.state.line is Line.REJECTED)


async def test_who_is_at_a_console_elsewhere_is_out_when_the_password_changes(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        here = await admin(hub).enter("bea")
        there = await Caller(hub).sign_in("bea", OWN)
        _, own = line_of(hub, here.token)
        _, other = line_of(hub, there.token)
        await until(lambda: own[-1:] == other[-1:] == [Line.LIVE])
        change = {"old": OWN, "new": "paper lantern canyon"}
        assert (await Caller(hub, here.token).call("POST", "/me/password", change))[0] == 204
        await until(lambda: other[-1] is Line.REJECTED)
        await until(lambda: own[-1] is Line.LIVE and len(hub.server._depots[DEPOT].members) == 1)


async def test_who_signs_out_leaves_no_line_open(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        signed_in = await admin(hub).enter("bea")
        _, lines = line_of(hub, signed_in.token)
        await until(lambda: lines[-1:] == [Line.LIVE])
        assert (await Caller(hub, signed_in.token).call("POST", "/sign-out"))[0] == 204
        await until(lambda: lines[-1] is Line.REJECTED)


async def test_a_code_that_is_demanded_by_now_is_demanded_of_who_is_in_already(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        sue = await admin(hub).enter("sue2", "supervisor")
        bea = await admin(hub).enter("bea")
    async with running_hub(tmp_path, require_totp=True) as hub:
        assert (await Caller(hub, sue.token).call("GET", "/me"))[0] == 401
        assert (await Caller(hub, sue.token).call("POST", "/sign-in/renew"))[0] == 401
        assert (await Caller(hub, sue.token).call("GET", "/people"))[0] == 401
        assert (await Caller(hub, bea.token).call("GET", "/me"))[0] == 200
        needed = await Caller(hub).sign_in("sue2", OWN)
        assert needed.what == "set_up_code"


async def test_what_was_typed_instead_of_a_name_is_not_written_down(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await admin(hub).enter("bea")
        assert (await Caller(hub).sign_in(OWN, "bea"))[0] == 401
        assert (await Caller(hub).sign_in("bea", "wrong"))[0] == 401
        await hub.server.trail.write()
        refused = [note for note in notes(hub) if note.kind is Kind.SIGN_IN_REFUSED]
        assert sorted(note.who for note in refused) == ["an unknown name", "bea"]
        assert not any(OWN.encode() in event.body for event in hub.log.read(STREAM, 0))


async def test_sessions_expire_are_renewed_and_end(
    tmp_path: Path, clock: Callable[[timedelta], None]
) -> None:
    async with running_hub(tmp_path) as hub:
        signed_in = await admin(hub).enter("bea")
        old = Caller(hub, signed_in.token)
        assert (await old.call("POST", "/sign-in/renew"))[0] == 204
        clock(RENEWED_AFTER + timedelta(minutes=1))
        _, body = await old.call("POST", "/sign-in/renew")
        new = Caller(hub, msgspec.json.decode(body, type=SignedIn).token)
        # The answer may have been lost: the old one is good until the new one is used.
        assert (await old.call("GET", "/me"))[0] == 200
        assert (await new.call("GET", "/me"))[0] == 200
        assert (await old.call("GET", "/me"))[0] == 401
        assert (await new.call("POST", "/sign-out"))[0] == 204
        assert (await new.call("GET", "/me"))[0] == 401
        again = await Caller(hub).sign_in("bea", OWN)
        clock(SESSION_LASTS)
        assert (await Caller(hub, again.token).call("GET", "/me"))[0] == 401


async def test_a_first_password_expires(tmp_path: Path, clock: Callable[[timedelta], None]) -> None:
    async with running_hub(tmp_path) as hub:
        first = await admin(hub).make("bea")
        clock(FIRST_PASSWORD_LASTS)
        status, words = await Caller(hub).sign_in("bea", first, new_password=OWN)
        assert (status, words) == (401, "The first password has expired. Ask for another one.")


async def test_people_and_sessions_outlive_the_hub(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        signed_in = await admin(hub).enter("bea", "auditor")
    async with running_hub(tmp_path) as hub:
        actor = await hub.server.actor_of(signed_in.token)
        assert actor == Actor(ActorId("bea"), Role.AUDITOR, frozenset({DEPOT}))


async def test_administrators_see_who_is_signed_in_and_sign_them_out(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        office = admin(hub)
        signed_in = await office.enter("bea")
        _, body = await office.call("GET", "/people")
        (seen,) = msgspec.json.decode(body, type=list[Shown])
        assert (seen.name, seen.made_by, len(seen.sessions)) == ("bea", "ada", 1)
        await office.call("DELETE", f"/people/bea/sessions?id={seen.sessions[0].id}")
        assert (await Caller(hub, signed_in.token).call("GET", "/me"))[0] == 401


async def test_a_supervisor_looks_after_the_own_depot_and_no_administrator(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        sue, ada = admin(hub, SUE), admin(hub)
        await ada.make("root", "admin")
        await ada.make("far", "dispatcher", "oslo")
        await ada.make("both", "dispatcher", "oslo", DEPOT)
        await sue.make("bea")
        _, body = await sue.call("GET", "/people")
        names = [each.name for each in msgspec.json.decode(body, type=list[Shown])]
        assert names == ["bea", "both", "root"]
        assert (await sue.call("PATCH", "/people/root", {"is_locked": True}))[0] == 403
        assert (await sue.call("PATCH", "/people/both", {"is_locked": True}))[0] == 403
        assert (await sue.call("PATCH", "/people/far", {"is_locked": True}))[0] == 404
        assert (await sue.call("PATCH", "/people/bea", {"role": "admin"}))[0] == 403
        assert (await sue.call("PATCH", "/people/bea", {"depots": ["oslo"]}))[0] == 403
        wanted = {"name": "x", "role": "admin", "depots": [DEPOT]}
        assert (await sue.call("POST", "/people", wanted))[0] == 403


async def test_nobody_takes_the_own_rights_away(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        root = Caller(hub, (await admin(hub).enter("root", "admin")).token)
        assert (await root.call("PATCH", "/people/root", {"is_locked": True}))[0] == 409
        assert (await root.call("PATCH", "/people/root", {"role": "auditor"}))[0] == 409
        assert (await root.call("DELETE", "/people/root"))[0] == 409
        assert (await root.call("PATCH", "/people/root", {"shown_name": "Root"}))[0] == 200


@pytest.mark.parametrize(
    ("name", "status"), [("bea", 409), ("hub", 409), ("d1", 409), ("desk1", 409), ("a b", 409)]
)
async def test_a_name_is_one_persons(tmp_path: Path, name: str, status: int) -> None:
    async with running_hub(tmp_path) as hub:
        office = admin(hub)
        await office.make("bea")
        desk = {"depot": DEPOT, "name": "desk1", "role": "dispatcher"}
        assert (await office.call("POST", "/desks", desk))[0] == 200
        assert (await office.call("POST", "/desks", desk | {"name": "bea"}))[0] == 409
        wanted = {"name": name, "role": "dispatcher", "depots": [DEPOT]}
        assert (await office.call("POST", "/people", wanted))[0] == status


@pytest.mark.parametrize("role", ["driver", "system", "customer", "shop", "nobody"])
async def test_nobody_is_made_what_no_person_is(tmp_path: Path, role: str) -> None:
    async with running_hub(tmp_path) as hub:
        wanted = {"name": "bea", "role": role, "depots": [DEPOT]}
        assert (await admin(hub).call("POST", "/people", wanted))[0] == 400


async def test_the_sixth_wrong_password_has_to_wait_and_so_do_a_thousand_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_hub(tmp_path) as hub:
        await admin(hub).enter("bea")
        # Nobody waits long enough by needing long.
        now_s = time.monotonic()
        monkeypatch.setattr(hub.server.people, "_monotonic", lambda: now_s)
        nobody = Caller(hub)
        tries = [await nobody.sign_in("bea", f"wrong {n}") for n in range(6)]
        assert [status for status, _ in tries] == [401] * 5 + [429]
        assert tries[5][1] == "Too many tries. Try again in 1 second."
        many = await asyncio.gather(*(nobody.sign_in("zoe", f"wrong {n}") for n in range(40)))
        assert sum(status != 429 for status, _ in many) == 0
        await hub.server.trail.write()
        refused = [note for note in notes(hub) if note.kind is Kind.SIGN_IN_REFUSED]
        assert sum(note.count for note in refused) == 46
        assert len(refused) < 5


async def test_a_driver_speaks_for_himself_alone_and_the_auditor_hears_of_the_try(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        client = HubClient(hub.address(driver_actor(1)), on_frame=lambda f: None)
        hub.connect(client)
        at = datetime(2026, 11, 23, 7, tzinfo=UTC)
        answer = await client.ask(c.StartRoute(RouteId("r2"), at))
        assert isinstance(answer, p.Refused)
        await hub.server.trail.write()
        (note,) = [note for note in notes(hub) if note.kind is Kind.COMMAND_REFUSED]
        assert (note.who, note.words) == ("d1", "R2 is not your route.")


async def test_a_replay_with_another_body_is_refused_and_written_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_hub(tmp_path) as hub:
        depot = hub.server._depots[DepotId(DEPOT)]
        at = datetime(2026, 11, 23, 7, tzinfo=UTC)
        start = c.StartRoute(RouteId("r1"), at)
        first = await depot.gate.ask(driver_actor(1), "n1", start)
        assert await depot.gate.ask(driver_actor(1), "n1", start) == first
        other = await depot.gate.ask(
            driver_actor(1), "n1", c.StartRoute(RouteId("r1"), at + timedelta(seconds=1))
        )
        assert isinstance(other, p.Refused)
        await hub.server.trail.write()
        (note,) = [note for note in notes(hub) if note.kind is Kind.REPLAY_REFUSED]
        assert (note.who, note.depot) == ("d1", DEPOT)
    caplog.clear()


async def test_strangers_wait_longer_and_longer_and_friends_do_not(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        stranger = Caller(hub, "x" * 43)
        statuses = [(await stranger.call("GET", "/people"))[0] for _ in range(6)]
        assert statuses == [401] * 4 + [429] * 2
        assert (await admin(hub).call("GET", "/people"))[0] == 200
        await hub.server.trail.write()
        (note,) = [note for note in notes(hub) if note.kind is Kind.STRANGER_REFUSED]
        assert (note.count, note.address, note.words) == (6, "127.0.0.1", "GET /people")


async def test_whoever_is_erased_leaves_nothing_but_the_name(tmp_path: Path) -> None:
    words = "Beatriz Sandoval asked for the street to be closed"
    async with running_hub(tmp_path) as hub:
        office = admin(hub)
        signed_in = await office.enter("bea")
        await office.call("PATCH", "/people/bea", {"shown_name": "Beatriz Sandoval"})
        signed_in = await Caller(hub).sign_in("bea", OWN, where="the desk of Beatriz")
        opened = hub.server.open_depots[DEPOT]
        line = (Position(60.17, 24.94), Position(60.18, 24.94))
        closing = c.CloseStreet(ClosureId("z1"), "Main street", line, words)
        assert isinstance(await opened.gate.ask(ANA, "closing", closing), p.Accepted)
        assert words in opened.gate.texts.values()
        client, _ = line_of(hub, signed_in.token)
        await until(lambda: client.is_live)
        assert (await office.call("POST", "/people/bea/erase"))[0] == 204
        await until(lambda: client.state.line is Line.REJECTED)
        assert words not in opened.gate.texts.values()
        assert await Caller(hub).sign_in("bea", OWN) == (401, "Name or password is wrong.")
        again = {"name": "bea", "role": "dispatcher", "depots": [DEPOT]}
        assert (await office.call("POST", "/people", again))[0] == 409
        assert (await office.call("POST", "/people/bea/erase"))[0] == 404
        assert {note.kind for note in notes(hub)} >= {Kind.PERSON_MADE, Kind.ERASED}
        kept = b"".join((tmp_path / name).read_bytes() for name in ("log.db", "log.db-wal"))
        assert b"Beatriz Sandoval" not in kept
        assert b"argon2" not in kept
        assert hub.log.verify(STREAM).is_sound
        assert hub.log.verify(DEPOT).is_sound
    async with running_hub(tmp_path) as hub:
        assert (await admin(hub).call("POST", "/people", again))[0] == 409
        assert words not in hub.server.open_depots[DEPOT].gate.texts.values()


async def test_a_customer_of_the_same_name_stays(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        office = admin(hub)
        await office.enter("bea")
        gate = hub.server.open_depots[DEPOT].gate
        customer = next(iter(gate.state.customers.values()))
        name = gate.texts[customer.name_ref]
        await office.call("PATCH", "/people/bea", {"shown_name": name})
        assert (await office.call("POST", "/people/bea/erase"))[0] == 204
        assert gate.texts[customer.name_ref] == name


async def test_the_last_administrator_and_oneself_cannot_be_erased(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        office = admin(hub)
        root = await office.enter("root", "admin")
        refused = await office.call("POST", "/people/root/erase")
        assert refused == (
            409,
            b"root is the last administrator who can sign in. Make another one first.",
        )
        assert (await Caller(hub, root.token).call("GET", "/me"))[0] == 200
        own = await Caller(hub, root.token).call("POST", "/people/root/erase")
        assert own == (409, b"Nobody erases himself. Ask another administrator.")
        other = await office.enter("rita", "admin")
        await office.call("PATCH", "/people/rita", {"is_locked": True})
        assert (await office.call("POST", "/people/root/erase"))[0] == 409
        await office.call("PATCH", "/people/rita", {"is_locked": False})
        assert (await office.call("POST", "/people/root/erase"))[0] == 204
        assert other.name == "rita"
        assert not await hub.server.people.erase("root", Note(Kind.ERASED, ActorId("ada")))
