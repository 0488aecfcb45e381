"""The hub as a process: it starts, says where it is, survives kill -9 and ends with its console."""

import argparse
import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core import commands as c
from core import events
from core.hub import main
from core.hub import protocol as p
from core.hub.client import Address, DriverClient, HubClient
from core.hub.demo_seed import demo_seed
from core.hub.endpoint import HubFiles, Ready, read_endpoint
from core.hub.gate import encode_state
from core.hub.launcher import MAIN
from core.hub.outbox import Outbox
from core.hub.replica import Replica
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.hub.unhurried_loop import unhurried_loop
from core.model import RouteId
from core.state import FOLD_VERSION, State, apply
from main import make_parser
from tests.core.hub.hub_builders import DEPOT, driver_actor, fill, reports, until
from tests.core.hub.hub_process import HubProcess, is_private

KILLS = int(os.environ.get("BACKHAUL_TEST_KILLS", "2"))
DRIVERS = 3
STOPS = 12


def prepare(folder: Path, drivers: int = 2, stops: int = 3) -> list[str]:
    """Write the small day into the folder's database; the drivers' tokens."""
    log = SqlLog(str(folder / "log.db"))
    asyncio.run(fill(log, drivers, stops))
    numbers = range(1, drivers + 1)
    tokens = [enrol(log, f"phone{n}", driver_actor(n)) for n in numbers]
    log.close()
    return tokens


def test_a_port_that_is_taken_is_told_before_a_day_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        db = tmp_path / "day.db"
        arguments = ["hub", "--listen", listen, "--db", f"sqlite:///{db}", "--demo"]
        options = make_parser().parse_args([*arguments, "--data", str(tmp_path / "data")])
        assert main.run(options) == 1
    assert f"cannot listen on {listen}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_hub_runs_on_the_unhurried_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[asyncio.AbstractEventLoop] = []
    served: list[asyncio.AbstractEventLoop] = []

    def unhurried() -> asyncio.AbstractEventLoop:
        made.append(unhurried_loop())
        return made[-1]

    async def serve(*_: object) -> bool:
        served.append(asyncio.get_running_loop())
        return True

    monkeypatch.setattr(main, "unhurried_loop", unhurried)
    monkeypatch.setattr(main, "_serve", serve)
    monkeypatch.setattr(sys, "setswitchinterval", lambda interval: None)
    arguments = ["hub", "--listen", "127.0.0.1:0", "--db", f"sqlite:///{tmp_path / 'day.db'}"]
    options = make_parser().parse_args([*arguments, "--data", str(tmp_path / "data")])
    assert main.run(options) == 0
    assert len(served) == 1
    assert served == made
    assert made[0].is_closed()


def test_kill_9_loses_and_repeats_nothing(tmp_path: Path) -> None:
    tokens = prepare(tmp_path, DRIVERS, STOPS)
    replica, answers = asyncio.run(_live_through_kills(tmp_path, tokens))
    assert all(isinstance(answer, p.Accepted) for answer in answers), answers
    log = SqlLog(str(tmp_path / "log.db"))
    try:
        assert log.verify(DEPOT).is_sound
        stored = log.read(DEPOT, 0, limit=100_000)
        reported = Counter(e.command_id for e in stored if e.actor_id.startswith("d"))
        assert reported.keys() == {answer.id for answer in answers}
        happened = Counter(e.body for e in stored if e.type != "custody_changed")
        assert max(happened.values()) == 1
        state = State()
        for event in stored:
            state = apply(state, events.decode(event.body))
        assert encode_state(replica.state) == encode_state(state)
    finally:
        log.close()


async def _live_through_kills(
    folder: Path, tokens: Sequence[str]
) -> tuple[Replica, list[p.Accepted | p.Refused]]:
    """Drivers report a whole day while the hub is killed again and again."""
    hub = HubProcess(folder)
    await hub.start()
    assert hub.endpoint is not None
    endpoint = hub.endpoint
    replica = Replica(lambda: 0.0)
    console = HubClient(Address(endpoint.ws_url, endpoint.token, DEPOT), on_frame=replica.receive)
    outboxes = [Outbox(folder / f"outbox{n}") for n in range(len(tokens))]
    drivers = [
        DriverClient(
            Address(endpoint.ws_url, token, DEPOT), on_view=lambda view: None, outbox=outbox
        )
        for token, outbox in zip(tokens, outboxes, strict=True)
    ]
    lines = [asyncio.create_task(client.run()) for client in (console, *drivers)]
    asking = [
        asyncio.create_task(driver.report(command))
        for number, driver in enumerate(drivers, start=1)
        for command in reports(number, STOPS)
    ]
    for kill in range(1, KILLS + 1):
        enough = len(asking) * kill // (KILLS + 1)
        await until(partial(_are_done, asking, enough))
        await hub.kill()
        await hub.start()
        assert hub.endpoint is not None
        assert hub.endpoint.ws_url == endpoint.ws_url
        for client in (console, *drivers):
            client.hurry()
    answers = await asyncio.gather(*asking)
    newest = max(answer.seq for answer in answers if isinstance(answer, p.Accepted))
    await until(lambda: replica.state.seq >= newest)
    for client in (console, *drivers):
        client.stop()
    await asyncio.gather(*lines)
    assert await hub.stop() == 0
    for outbox in outboxes:
        assert len(outbox) == 0
        outbox.close()
    return replica, answers


def _are_done(tasks: Sequence["asyncio.Task[p.Accepted | p.Refused]"], enough: int) -> bool:
    return sum(task.done() for task in tasks) >= enough


def test_an_embedded_hub_ends_with_its_console_and_leaves_a_snapshot(tmp_path: Path) -> None:
    prepare(tmp_path)

    async def live() -> int:
        hub = HubProcess(tmp_path)
        ready = await hub.start()
        assert ready.endpoint is not None
        assert ready.endpoint.depots == (DEPOT,)
        files = HubFiles(str(tmp_path / "log.db"), tmp_path)
        assert read_endpoint(files.endpoint) == ready.endpoint
        assert is_private(files.endpoint)
        # As another console of the same folder does it when it has missed the hub.
        second = HubProcess(tmp_path, port=urlsplit(ready.endpoint.ws_url).port or 0)
        taken = await second.start()
        assert taken.is_taken
        assert "in use by another hub" in taken.words
        assert await second.stop() == 1
        code = await hub.stop()
        assert not files.endpoint.exists()
        return code

    assert asyncio.run(live()) == 0
    log = SqlLog(str(tmp_path / "log.db"))
    snapshot = log.latest_snapshot(DEPOT, FOLD_VERSION)
    assert snapshot is not None
    assert snapshot.seq == log.head(DEPOT).seq
    log.close()


def test_a_hub_of_its_own_keeps_its_tokens_in_private_files(tmp_path: Path) -> None:
    prepare(tmp_path)
    db = tmp_path / "log.db"

    async def live(command: c.Command) -> tuple[str, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(MAIN),
            *("hub", "--db", str(db), "--data", str(tmp_path), "--listen", "127.0.0.1:0"),
            stdout=PIPE,
        )
        try:
            return await use(process, command)
        finally:
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
            process._transport.close()  # type: ignore[attr-defined]

    async def use(process: Process, command: c.Command) -> tuple[str, str]:
        assert process.stdout is not None
        first = (await process.stdout.readline()).decode()
        files = HubFiles(str(db), tmp_path)
        token = files.token.read_text().strip()
        assert is_private(files.token)
        assert is_private(files.secrets)
        endpoint = read_endpoint(files.endpoint)
        assert endpoint is not None
        client = HubClient(Address(endpoint.ws_url, token, DEPOT), on_frame=lambda frame: None)
        task = asyncio.create_task(client.run())
        assert isinstance(await client.ask(command), p.Accepted)
        client.stop()
        await task
        return first, token

    first, token = asyncio.run(live(c.LockRoute(RouteId("r1"))))
    assert "listens on ws://127.0.0.1:" in first
    assert asyncio.run(live(c.UnlockRoute(RouteId("r1"))))[1] == token


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--listen", "192.0.2.1:8765"), "cannot listen on 192.0.2.1:8765"),
        (("--tls", "--name", "a b"), "--name: 'a b' is no host name"),
        (("--certificate", "none.pem"), "Give the certificate's key"),
        (("--listen", "nowhere"), "is not HOST:PORT"),
        (("--db", "mysql://x/y"), "names no database"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_code_1(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, said = asyncio.run(_run_hub(tmp_path, *arguments))
    assert code == 1
    assert words in said
    assert said.count("\n") == 1


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = asyncio.run(_run_hub(tmp_path, "--listen", f"127.0.0.1:{port}"))
    assert code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in said


async def _run_hub(folder: Path, *arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(MAIN),
        *("hub", "--db", str(folder / "log.db"), "--data", str(folder)),
        *arguments,
        stderr=PIPE,
    )
    _, said = await process.communicate()
    return process.returncode, said.decode()


def test_a_demo_that_was_cut_short_while_filling_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "demo.db"
    half = SqlLog(f"{database}.filling")
    asyncio.run(fill(half))
    half.close()
    filled: list[list[str]] = []

    def fill_now(options: object, log: SqlLog, data: Path) -> None:
        filled.append(log.streams())
        log.put_meta("demo", b'{"seed":1,"day":"2026-11-23"}')

    monkeypatch.setattr(main, "_fill", fill_now)
    options = argparse.Namespace(demo=True, db=str(database), seed=1, speed=None)
    opened = main._open_log(options, HubFiles(str(database), tmp_path), tmp_path)
    assert demo_seed(opened) is not None
    opened.close()
    assert filled == [[], []]
    assert not list(tmp_path.glob("*.filling*"))


def test_an_embedded_hub_says_why_it_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "log.db").mkdir()

    async def live() -> Ready:
        hub = HubProcess(tmp_path)
        ready = await hub.start()
        assert await hub.stop() == 1
        return ready

    ready = asyncio.run(live())
    assert ready.endpoint is None
    assert not ready.is_taken
    assert "log.db" in ready.words


def test_a_slip_in_the_name_of_a_region_leaves_no_database_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, data = tmp_path / "log.db", tmp_path / "data"
    wanted = ["--region", "bolonga", "--regions", str(tmp_path / "regions")]
    options = make_parser().parse_args(["hub", "--db", str(db), "--data", str(data), *wanted])
    assert main.run(options) == 1
    assert "There is no region bolonga" in capsys.readouterr().err
    assert not db.exists()
