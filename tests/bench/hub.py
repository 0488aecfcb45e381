"""How many events the hub takes: its bare path to the disk, and the whole gate with its rules.

Run as a program it prints its figures as one JSON line. The path is decode → append, committed with
`synchronous=FULL` → acknowledge; beside it stand the codec alone and SQLite alone, in the same run.
"""

import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from core.hub import protocol as p
from core.hub.gate import Gate
from core.hub.group_commit import GroupCommit
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
    path, codec, commit = _best(_append_path), _best(_codec), _best(_bare_commit)
    gates = [asyncio.run(_gate()) for _ in range(RUNS)]
    gate = Taken(min(g.wall_s for g in gates), min(g.cpu_s for g in gates))
    load = f"{os.getloadavg()[0]:.1f} wait for {os.cpu_count()} cores"
    figures = [
        _rate("hub_events_per_s", EVENTS / path.wall_s, 50_000, f"limit: at least ({load})"),
        _rate("hub_events_per_cpu_s", EVENTS / path.cpu_s, 50_000, "the same by processor time"),
        _rate(
            "hub_events_per_s_bare",
            EVENTS / path.cpu_s,
            EVENTS / (codec.cpu_s + commit.cpu_s),
            "codec alone, then SQLite alone (processor)",
            4.0,
        ),
        _rate("hub_codec_per_s", EVENTS / codec.wall_s, 50_000, "codec alone; at least"),
        _rate("hub_commit_per_s", EVENTS / commit.wall_s, 50_000, "SQLite alone; at least"),
        _rate(
            "hub_gate_events_per_s",
            1 / gate.wall_s,
            5_000,
            f"limit: at least ({ROUTES} routes of {STOPS})",
        ),
        _rate("hub_gate_events_per_cpu_s", 1 / gate.cpu_s, 5_000, "the same by processor time"),
    ]
    sys.stdout.write(json.dumps(msgspec.to_builtins(figures)) + "\n")
    return 0


class Taken(Struct, frozen=True):
    """How long something took: by the clock on the wall, and of the processor's time.

    Where other programs share the cores the second is what this program would need alone.
    """

    wall_s: float
    cpu_s: float


class _Watch:
    def __init__(self) -> None:
        self._wall_s, self._cpu_s = time.perf_counter(), time.process_time()

    def taken(self, parts: int = 1) -> Taken:
        wall_s = time.perf_counter() - self._wall_s
        return Taken(wall_s / parts, (time.process_time() - self._cpu_s) / parts)


def _rate(
    name: str, value: float, reference_value: float, reference: str, target: float = 1.0
) -> Figure:
    return Figure(name, value, "/s", reference, reference_value, target, is_rate=True)


def _best(measure: Callable[[Path], Taken]) -> Taken:
    """The least disturbed of a few runs."""
    runs: list[Taken] = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(measure(Path(folder)))
    return Taken(min(run.wall_s for run in runs), min(run.cpu_s for run in runs))


def _frames() -> list[bytes]:
    return [
        (
            f'{{"frame":"ask","id":"d1:{n}","based_on":{n},"command":{{"type":"arrive_at_stop",'
            f'"stop_id":"s{n}","at":"2026-11-23T08:30:00Z"}}}}'
        ).encode()
        for n in range(EVENTS)
    ]


def _append_path(folder: Path) -> Taken:
    log, frames = SqlLog(str(folder / "log.db")), _frames()
    watch = _Watch()
    for start in range(0, EVENTS, BATCH):
        appends = [
            _append(seq, frame) for seq, frame in enumerate(frames[start : start + BATCH], start)
        ]
        log.append(appends)
        for append in appends:
            p.encode(p.Accepted(append.command_id, append.expected_seq + 1))
    taken = watch.taken()
    assert log.head(DEPOT).seq == EVENTS
    log.close()
    return taken


def _append(seq: int, frame: bytes) -> Append:
    ask = p.decode_from_client(frame)
    assert isinstance(ask, p.Ask)
    draft = DraftEvent("stop_arrived", 1, msgspec.json.encode(ask.command))
    return Append(DEPOT, seq, ask.id, "d1", AT, (draft,), ANSWER)


def _codec(folder: Path) -> Taken:
    frames = _frames()
    watch = _Watch()
    for seq, frame in enumerate(frames):
        ask = p.decode_from_client(frame)
        assert isinstance(ask, p.Ask)
        p.encode(p.Accepted(ask.id, seq))
    return watch.taken()


def _bare_commit(folder: Path) -> Taken:
    """The same two rows an event into SQLite, with nothing around it."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, body BLOB, hash BLOB)")
    connection.execute("CREATE TABLE commands (id TEXT PRIMARY KEY, answer BLOB)")
    frames = _frames()
    watch = _Watch()
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
    taken = watch.taken()
    connection.close()
    return taken


async def _gate() -> Taken:
    """What a domain event takes while every driver of a day reports as fast as it is taken."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as writer:
        log = SqlLog(str(Path(folder) / "log.db"))
        gate = Gate(
            DEPOT, log, GroupCommit(log, writer), now=lambda: MORNING, has_photo=lambda photo: True
        )
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
        watch = _Watch()
        answers = await asyncio.gather(*(gate.submit(actor, ask) for actor, ask in asked))
        taken = watch.taken(parts=gate.state.seq - before)
        assert all(isinstance(answer, p.Accepted) for answer in answers)
        await gate.stop()
        log.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
