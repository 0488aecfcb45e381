"""A device's token changes once a week of use; no answer that is lost locks a phone out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.hub import main as hub_main
from core.hub import server as hub_server
from core.hub.access_log import Kind
from core.hub.client import Address, DriverClient, Line
from core.hub.device_tokens import KEY, MOST_OFFERED, MOST_REPLACED, ROTATED_AFTER, DeviceTokens
from core.hub.endpoint import Secrets
from core.hub.log import LogUnavailable
from core.hub.protocol import Accepted, NewToken, Refused
from core.hub.tokens import enrol, simulated_device, tell_devices_apart, token_sha256
from core.model import ActorId, DriverId, RouteId
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    FailingLog,
    driver_actor,
    running_hub,
    trail_of,
    until,
)
from tests.core.hub.test_http import refusal

D1 = driver_actor(1)
PAGE = f"page@{DEPOT}:d1"
SUE = replace(ANA, id=ActorId("sue"), role=Role.SUPERVISOR)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[FailingLog]:
    opened = FailingLog(str(tmp_path / "log.db"))
    yield opened
    opened.close()


class Devices:
    """The hub's book of a log, at a time that the test sets."""

    def __init__(self, log: FailingLog) -> None:
        self.now = MONDAY
        self.copied: list[tuple[str, Actor]] = []
        self.book = DeviceTokens(log, lambda: self.now, lambda *who: self.copied.append(who))
        self.book.load()

    async def old_one(self, token: str) -> None:
        """The token was first seen a week ago."""
        assert await self.book.renew(token) is None
        self.now += ROTATED_AFTER

    async def offered(self, token: str) -> str:
        new = await self.book.renew(token)
        assert new is not None
        return new


async def test_a_token_is_renewed_when_it_is_a_week_old(log: FailingLog) -> None:
    devices, token = Devices(log), enrol(log, PAGE, D1)
    assert await devices.book.renew(token) is None
    devices.now += ROTATED_AFTER - timedelta(seconds=1)
    assert await devices.book.renew(token) is None
    devices.now += timedelta(seconds=1)
    new = await devices.offered(token)
    assert new != token
    assert await devices.book.actor_of(new) == D1
    # And its own week begins with its first use.
    devices.now += ROTATED_AFTER - timedelta(seconds=1)
    assert await devices.book.renew(new) is None
    devices.now += timedelta(seconds=1)
    assert await devices.book.renew(new) is not None


async def test_the_old_one_goes_on_until_the_new_one_is_used(log: FailingLog) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    new = await devices.offered(old)
    assert await devices.book.actor_of(old) == D1
    assert await devices.book.actor_of(new) == D1
    assert await devices.book.actor_of(old) is None
    assert await devices.book.actor_of(new) == D1


async def test_a_phone_that_lost_the_answer_asks_again_however_often(log: FailingLog) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    lost = [await devices.offered(old) for _ in range(MOST_OFFERED + 2)]
    devices.now += timedelta(days=40)
    assert await devices.book.actor_of(old) == D1
    heard = await devices.offered(old)
    assert await devices.book.actor_of(heard) == D1
    for token in (old, *lost):
        assert await devices.book.actor_of(token) is None
    assert len(log.devices()) == 1


async def test_the_answer_that_came_second_may_be_the_one_that_is_used(log: FailingLog) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    first, second = await devices.offered(old), await devices.offered(old)
    assert await devices.book.actor_of(first) == D1
    assert await devices.book.actor_of(second) is None
    assert await devices.book.actor_of(first) == D1


async def test_whoever_shows_a_token_that_was_replaced_is_refused_and_noted(
    log: FailingLog,
) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    new = await devices.offered(old)
    assert await devices.book.actor_of(new) == D1
    assert devices.copied == []
    assert await devices.book.actor_of(old) is None
    assert devices.copied == [(PAGE, D1)]
    assert await devices.book.actor_of("x" * 43) is None
    assert len(devices.copied) == 1


async def test_all_of_it_outlives_the_hub_and_only_hashes_are_kept(log: FailingLog) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    new = await devices.offered(old)
    again = Devices(log)
    assert await again.book.actor_of(old) == D1
    assert await again.book.actor_of(new) == D1
    last = Devices(log)
    assert await last.book.actor_of(old) is None
    assert last.copied == [(PAGE, D1)]
    kept = (log.get_meta(KEY) or b"").decode() + repr(log.devices())
    assert token_sha256(old) in kept
    assert old not in kept
    assert new not in kept


async def test_a_revoked_device_has_no_token_at_all(log: FailingLog) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    new = await devices.offered(old)
    log.revoke_device(PAGE)
    assert await devices.book.actor_of(old) is None
    assert await devices.book.actor_of(new) is None
    with pytest.raises(KeyError):
        await devices.book.renew(old)


async def test_a_device_that_is_enrolled_anew_begins_anew(log: FailingLog) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    offered = await devices.offered(old)
    fresh = enrol(log, PAGE, D1)
    assert await devices.book.renew(fresh) is None
    assert await devices.book.actor_of(offered) is None
    assert await devices.book.actor_of(fresh) == D1
    devices.now += ROTATED_AFTER
    assert await devices.book.renew(fresh) is not None


async def test_only_so_many_old_ones_are_told_from_a_strangers(log: FailingLog) -> None:
    devices, token = Devices(log), enrol(log, PAGE, D1)
    first = token
    await devices.book.renew(token)
    for _ in range(MOST_REPLACED + 1):
        devices.now += ROTATED_AFTER
        token = await devices.offered(token)
        assert await devices.book.actor_of(token) == D1
    assert await devices.book.actor_of(first) is None
    assert devices.copied == []


async def test_a_full_disk_locks_nobody_out(
    log: FailingLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    new = await devices.offered(old)

    def full(token_sha256: str) -> None:
        raise LogUnavailable("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(log, "revoke_token", full)
        assert await devices.book.actor_of(new) == D1
        assert await devices.book.renew(new) is None
        assert await devices.book.actor_of(old) == D1
    assert await devices.book.actor_of(new) == D1
    assert await devices.book.actor_of(old) is None


async def test_a_device_renews_its_token_at_the_hub_and_a_copy_of_the_old_one_is_an_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [MONDAY]
    monkeypatch.setattr(hub_server, "wall_clock", lambda: now[0])
    async with running_hub(tmp_path) as hub, aiohttp.ClientSession(hub.server.http_url) as http:
        old = enrol(hub.log, PAGE, D1)

        async def asked(token: str) -> tuple[int, bytes]:
            headers = {"Authorization": f"Bearer {token}"}
            async with http.post("/device-token", headers=headers) as answer:
                return answer.status, await answer.read()

        assert await asked(old) == (204, b"")
        now[0] += ROTATED_AFTER
        status, body = await asked(old)
        new = msgspec.json.decode(body, type=NewToken).token
        assert status == 200
        assert await asked(new) == (204, b"")
        assert (await asked(old))[0] == 401
        await hub.server.trail.write()
        refused = [note for note in trail_of(hub) if note.kind is Kind.REPLAY_REFUSED]
        assert [(note.who, note.depot) for note in refused] == [("d1", DEPOT)]
        assert f"a token of {PAGE} that was replaced" in refused[0].words


async def test_simulated_drivers_change_theirs_at_a_start_and_open_lines_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [MONDAY]
    monkeypatch.setattr(hub_server, "wall_clock", lambda: now[0])
    async with running_hub(tmp_path) as hub:
        old = enrol(hub.log, simulated_device(DEPOT, DriverId("d1")), D1)
        begun = Secrets("beside the database", "", {"d1": old})
        assert await hub_main._renewed(hub.server, begun) == begun
        lines: list[Line] = []
        running = DriverClient(
            Address(hub.server.ws_url, old, DEPOT),
            on_view=lambda view: None,
            on_line=lambda state: lines.append(state.line),
        )
        hub.connect(running)
        await until(lambda: running.is_live)
        now[0] += ROTATED_AFTER
        given = await hub_main._renewed(hub.server, begun)
        new = given.drivers["d1"]
        assert (given.console, given.office, new != old) == (begun.console, "", True)
        # A simulator that runs elsewhere goes on with the old one until the new one is used.
        assert await hub.server.actor_of(old) == D1
        assert await hub.server.actor_of(new) == D1
        assert await hub.server.actor_of(old) is None
        hub.server.end_lines()
        answer = await running.report(c.StartRoute(RouteId("r1"), MONDAY))
        assert isinstance(answer, Accepted | Refused)
        assert lines.count(Line.LIVE) == 1


async def test_a_desk_has_a_token_of_another_kind(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, aiohttp.ClientSession(hub.server.http_url) as http:
        headers = {"Authorization": f"Bearer {hub.address(ANA).token}"}
        async with http.post("/device-token", headers=headers) as answer:
            assert answer.status == 204
        supervisor = {"Authorization": f"Bearer {enrol(hub.log, 'sue', SUE)}"}
        wanted = {"depot": DEPOT, "name": "bea", "role": "dispatcher"}
        async with http.post("/desks", json=wanted, headers=supervisor) as answer:
            token = (await answer.json())["token"]
        desk = {"Authorization": f"Bearer {token}"}
        assert "another kind" in await refusal(http.post("/device-token", headers=desk), 409)


async def test_a_week_that_began_before_depots_were_told_apart_goes_on(log: FailingLog) -> None:
    devices, token = Devices(log), enrol(log, "simulator:d1", D1)
    await devices.old_one(token)
    tell_devices_apart(log)
    later = Devices(log)
    later.now = devices.now
    new = await later.offered(token)
    assert await later.book.actor_of(new) == D1
    assert {device.device_id for device in log.devices()} == {f"simulator@{DEPOT}:d1"}


async def test_what_was_opened_with_a_replaced_token_goes_on_until_the_device_is_out(
    log: FailingLog,
) -> None:
    devices, old = Devices(log), enrol(log, PAGE, D1)
    await devices.old_one(old)
    new = await devices.offered(old)
    assert await devices.book.actor_of(new) == D1
    assert await devices.book.actor_of(old) is None
    assert devices.book.still(token_sha256(old)) == devices.book.still(token_sha256(new)) == D1
    log.revoke_device(PAGE)
    assert devices.book.still(token_sha256(old)) is None
    assert devices.book.still(token_sha256("nobody's")) is None
