"""How many events the hub takes: its bare path to the disk, and the whole gate with its rules.

Run as a program it prints its figures as one JSON line. The path is decode → append, committed with
`synchronous=FULL` → acknowledge; beside it stand the codec alone and SQLite alone, in the same run.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from core.hub import protocol as p
from core.hub.gate import Gate
from core.hub.log import Append, DraftEvent
from core.hub.sql_log import SqlLog
from tests.bench.figures import Figure
from tests.core.hub.hub_builders import (
    DEPOT,
    MORNING,
    SYSTEM,
    day_commands,
    driver_actor,
    reports,
)

EVENTS = 40_000
BATCH = 1000
RUNS = 3
ROUTES, STOPS = 40, 25
AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ANSWER = b'{"digest":"0123456789abcdef","seq":1}'


def main() -> int:
    """Measure and print."""
    path_s = _best(_append_path)
    codec_s = _best(_codec)
    commit_s = _best(_bare_commit)
    gate_per_s = max(asyncio.run(_gate()) for _ in range(RUNS))
    figures = [
        Figure(
            "hub_events_per_s",
            EVENTS / path_s,
            "/s",
            "limit: at least",
            50_000,
            1.0,
            is_rate=True,
        ),
        Figure(
            "hub_events_per_s_bare",
            EVENTS / path_s,
            "/s",
            "codec alone, then SQLite alone",
            EVENTS / (codec_s + commit_s),
            4.0,
            is_rate=True,
        ),
        Figure(
            "hub_gate_events_per_s",
            gate_per_s,
            "/s",
            f"limit: at least ({ROUTES} routes of {STOPS})",
            5_000,
            1.0,
            is_rate=True,
        ),
    ]
    sys.stdout.write(json.dumps(msgspec.to_builtins(figures)) + "\n")
    return 0


def _best(measure: Callable[[Path], float]) -> float:
    """The least disturbed of a few runs, in seconds."""
    taken: list[float] = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            taken.append(measure(Path(folder)))
    return min(taken)


def _frames() -> list[bytes]:
    return [
        (
            f'{{"frame":"ask","id":"d1:{n}","based_on":{n},"command":{{"type":"arrive_at_stop",'
            f'"stop_id":"s{n}","at":"2026-11-23T08:30:00Z"}}}}'
        ).encode()
        for n in range(EVENTS)
    ]


def _append_path(folder: Path) -> float:
    log, frames = SqlLog(str(folder / "log.db")), _frames()
    since = time.perf_counter()
    for start in range(0, EVENTS, BATCH):
        appends = [
            _append(seq, frame) for seq, frame in enumerate(frames[start : start + BATCH], start)
        ]
        log.append(appends)
        for append in appends:
            p.encode(p.Accepted(append.command_id, append.expected_seq + 1))
    taken = time.perf_counter() - since
    assert log.head(DEPOT).seq == EVENTS
    log.close()
    return taken


def _append(seq: int, frame: bytes) -> Append:
    ask = p.decode_from_client(frame)
    assert isinstance(ask, p.Ask)
    draft = DraftEvent("stop_arrived", 1, msgspec.json.encode(ask.command))
    return Append(DEPOT, seq, ask.id, "d1", AT, (draft,), ANSWER)


def _codec(folder: Path) -> float:
    frames = _frames()
    since = time.perf_counter()
    for seq, frame in enumerate(frames):
        ask = p.decode_from_client(frame)
        assert isinstance(ask, p.Ask)
        p.encode(p.Accepted(ask.id, seq))
    return time.perf_counter() - since


def _bare_commit(folder: Path) -> float:
    """The same two rows an event into SQLite, with nothing around it."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB, hash BLOB)")
    connection.execute("CREATE TABLE commands (id TEXT PRIMARY KEY, answer BLOB)")
    frames = _frames()
    since = time.perf_counter()
    for start in range(0, EVENTS, BATCH):
        some = list(enumerate(frames[start : start + BATCH], start))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO events VALUES (?, ?, ?)", [(seq, body, bytes(32)) for seq, body in some]
        )
        connection.executemany(
            "INSERT INTO commands VALUES (?, ?)", [(f"d1:{seq}", ANSWER) for seq, _ in some]
        )
        connection.execute("COMMIT")
    taken = time.perf_counter() - since
    connection.close()
    return taken


async def _gate() -> float:
    """Domain events a second while every driver of a day reports as fast as the gate takes it."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as writer:
        log = SqlLog(str(Path(folder) / "log.db"))
        gate = Gate(DEPOT, log, writer, now=lambda: MORNING, has_photo=lambda photo: True)
        gate.load()
        gate.start()
        for number, command in enumerate(day_commands(ROUTES, STOPS)):
            assert isinstance(await gate.ask(SYSTEM, f"setup:{number}", command), p.Accepted)
        before = gate.state.seq
        rounds = zip(*(list(reports(route, STOPS)) for route in range(1, ROUTES + 1)), strict=True)
        asked = [
            (driver_actor(route), p.Ask(f"d{route}:{number}", command))
            for number, commands in enumerate(rounds)
            for route, command in enumerate(commands, start=1)
        ]
        since = time.perf_counter()
        answers = await asyncio.gather(*(gate.submit(actor, ask) for actor, ask in asked))
        taken = time.perf_counter() - since
        assert all(isinstance(answer, p.Accepted) for answer in answers)
        decided = gate.state.seq - before
        await gate.stop()
        log.close()
    return decided / taken


if __name__ == "__main__":
    sys.exit(main())
