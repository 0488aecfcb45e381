"""The console's own hub: started, shared, started again when it dies."""

import asyncio
import os
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.hub import launcher
from core.hub.endpoint import Endpoint, HubFiles, Ready, Secrets, Tokens, read_port, write_private
from core.hub.launcher import EmbeddedDrivers, EmbeddedHub, HubNotStarted, Wanted, is_well
from core.hub.sql_log import SqlLog
from core.model import DepotId
from tests.core.hub.hub_builders import DEPOT, fill


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    log = SqlLog(str(tmp_path / "log.db"))
    asyncio.run(fill(log))
    log.close()
    return Wanted(str(tmp_path / "log.db"), tmp_path)


def test_a_hub_is_shared_and_started_again_when_it_dies(wanted: Wanted) -> None:
    async def live() -> None:
        hub, other = EmbeddedHub(wanted), EmbeddedHub(wanted)
        endpoint = await hub.start()
        assert hub.is_ours
        assert endpoint.depots == (DEPOT,)
        assert hub.simulator_tokens() is None
        assert await other.start() == endpoint
        assert not other.is_ours
        again: asyncio.Future[Endpoint] = asyncio.get_running_loop().create_future()
        keeping = asyncio.create_task(hub.keep(again.set_result))
        os.kill(endpoint.pid, signal.SIGKILL)
        restarted = await again
        assert (restarted.ws_url, restarted.token) == (endpoint.ws_url, endpoint.token)
        assert restarted.pid != endpoint.pid
        assert hub.endpoint == restarted
        await other.stop()
        assert await is_well(restarted)
        await hub.stop()
        await keeping
        assert not await is_well(restarted)

    asyncio.run(live())


def test_links_to_a_hub_hold_when_it_is_opened_again(wanted: Wanted) -> None:
    files = HubFiles(wanted.db, wanted.data)

    async def open_once() -> int:
        hub = EmbeddedHub(wanted)
        endpoint = await hub.start()
        await hub.stop()
        return urlsplit(endpoint.ws_url).port or 0

    first = asyncio.run(open_once())
    assert asyncio.run(open_once()) == first
    with socket.create_server(("127.0.0.1", first)):
        other = asyncio.run(open_once())
    assert other not in (0, first), "somebody else has it meanwhile"
    assert asyncio.run(open_once()) == other
    for junk in (b"no port", b"80", b"70000"):
        write_private(files.port, junk)
        assert read_port(files.port) == 0


def test_a_console_takes_over_when_the_other_one_leaves(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "WATCH_EVERY_S", 0.05)

    async def live() -> None:
        hub, other = EmbeddedHub(wanted), EmbeddedHub(wanted)
        await hub.start()
        await other.start()
        again: asyncio.Future[Endpoint] = asyncio.get_running_loop().create_future()
        keeping = asyncio.create_task(other.keep(again.set_result))
        await hub.stop()
        assert await is_well(await again)
        assert other.is_ours
        await other.stop()
        await keeping

    asyncio.run(live())


def test_a_hub_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "log.db").mkdir()
    hub = EmbeddedHub(Wanted(str(tmp_path / "log.db"), tmp_path))
    with pytest.raises(HubNotStarted, match=r"log\.db"):
        asyncio.run(hub.start())
    assert hub.endpoint is None


def test_an_endpoint_that_nobody_serves_is_ignored(wanted: Wanted) -> None:
    files = HubFiles(wanted.db, wanted.data)
    stale = Endpoint("ws://127.0.0.1:9", "http://127.0.0.1:9", "t" * 43)
    write_private(files.endpoint, b'{"junk"')

    async def live() -> None:
        hub = EmbeddedHub(wanted)
        assert await hub.start() != stale
        await hub.stop()

    asyncio.run(live())


class ScriptedHub(EmbeddedHub):
    """Answers each start from a list instead of starting a process."""

    def __init__(self, wanted: Wanted, answers: list[Ready]) -> None:
        super().__init__(wanted)
        self.answers = answers

    async def _spawn(self) -> Ready:
        return self.answers.pop(0)


ENDPOINT = Endpoint("ws://127.0.0.1:9", "http://127.0.0.1:9", "t" * 43, (DepotId("d"),))


def test_while_another_console_is_starting_the_hub_this_one_waits(tmp_path: Path) -> None:
    taken = Ready(words="in use", is_taken=True)
    ready = Ready(ENDPOINT, Secrets(drivers={"d1": "x"}))
    hub = ScriptedHub(Wanted(str(tmp_path / "log.db"), tmp_path), [taken, taken, ready])
    assert asyncio.run(hub.start()) == ENDPOINT


def test_only_a_port_that_is_taken_makes_a_hub_try_another_one(tmp_path: Path) -> None:
    wanted = Wanted(str(tmp_path / "log.db"), tmp_path)
    write_private(HubFiles(wanted.db, wanted.data).port, b"9000")
    taken = Ready(words="The hub cannot listen there.", is_port_taken=True)
    assert asyncio.run(ScriptedHub(wanted, [taken, Ready(ENDPOINT)]).start()) == ENDPOINT
    full = ScriptedHub(wanted, [Ready(words="The disk is full."), Ready(ENDPOINT)])
    with pytest.raises(HubNotStarted, match="disk is full"):
        asyncio.run(full.start())


def test_a_hub_that_does_not_come_back_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "SHORTEST_PAUSE_S", 0.001)
    answers = [Ready(ENDPOINT), Ready(words="The disk is full."), Ready(ENDPOINT)]
    hub = ScriptedHub(Wanted(str(tmp_path / "log.db"), tmp_path), answers)

    async def live() -> None:
        await hub.start()
        again: asyncio.Future[Endpoint] = asyncio.get_running_loop().create_future()
        keeping = asyncio.create_task(hub.keep(again.set_result))
        assert await again == ENDPOINT
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    asyncio.run(live())


def test_drivers_who_cannot_drive_are_sent_again_until_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "MAIN", tmp_path / "missing.py")
    spawned: list[list[str]] = []
    spawn = launcher.spawn

    async def counted(arguments: list[str], first_line: bytes) -> asyncio.subprocess.Process:
        spawned.append(arguments)
        if len(spawned) == 2:
            drivers._stopping.set()
        return await spawn(arguments, first_line)

    monkeypatch.setattr(launcher, "spawn", counted)
    drivers = EmbeddedDrivers(Wanted("log.db", tmp_path))

    async def live() -> None:
        await drivers.keep(ENDPOINT, Tokens(DepotId("d"), ()))
        await drivers.stop()

    asyncio.run(live())
    assert len(spawned) == 2
    assert spawned[0][:3] == ["simulate", "--hub", ENDPOINT.ws_url]
