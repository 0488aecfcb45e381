"""How soon any moment of a 20,000-event day stands there.

Run as a program it prints its figure as one JSON line: the slowest of many moments all over the
day, each looked up on a tape and handed on as state, clock and positions.
"""

import json
import sys
import time
from datetime import timedelta
from random import Random

import msgspec
from msgspec import Raw

from core import commands as c
from core import events as e
from core.decide import decide
from core.hub.protocol import DriverFix, EventRecord
from core.model import ActorId, DriverId
from core.state import State, apply
from core.tape import Tape
from tests.bench.figures import Figure
from tests.core.hub.hub_builders import MORNING, SYSTEM, day_commands, driver_actor, reports

EVENTS, ROUTES, STOPS = 20_000, 200, 34
MOMENTS = 200


def main() -> int:
    """Measure and print."""
    tape, number = _tape()
    chance, slowest_s = Random(7), 0.0
    for _ in range(MOMENTS):
        seq = tape.first_seq + chance.randint(0, number)
        since = time.perf_counter()
        state = tape.state_at(seq)
        moment = tape.time_of(seq) or MORNING
        fixes = tape.fixes_at(moment)
        slowest_s = max(slowest_s, time.perf_counter() - since)
        assert state.seq == seq
        assert len(fixes) <= ROUTES
    figure = Figure("rewind_ms", slowest_s * 1000, "ms", "limit: at most", 300.0, 1.0)
    sys.stdout.write(json.dumps(msgspec.to_builtins([figure])) + "\n")
    return 0


def _tape() -> tuple[Tape, int]:
    """A day of 200 routes whose drivers report every stop, and their tracks."""
    state = State()
    for command in day_commands(ROUTES, STOPS):
        state, _ = _asked(state, command, 0)
    tape, made = Tape(state), 0
    rounds = zip(*(list(reports(route, STOPS)) for route in range(1, ROUTES + 1)), strict=True)
    for commands in rounds:
        for route, command in enumerate(commands, start=1):
            if made >= EVENTS:
                break
            state, records = _asked(state, command, route)
            tape.record(records)
            made += len(records)
    fixes = [
        DriverFix(DriverId(f"d{n}"), at, at, -29.9, -71.2)
        for minute in range(480)
        for n in range(1, ROUTES + 1)
        for at in [MORNING + timedelta(minutes=minute)]
    ]
    tape.record_tracks(fixes)
    assert made >= EVENTS
    return tape, made


def _asked(state: State, command: c.Command, route: int) -> tuple[State, list[EventRecord]]:
    actor = driver_actor(route) if route else SYSTEM
    records = []
    for event in decide(state, command, actor, MORNING):
        state = apply(state, event)
        body = Raw(e.encode(event))
        at = MORNING + timedelta(seconds=state.seq)
        records.append(EventRecord(state.seq, e.VERSION, at, "c", ActorId(actor.id), body))
    return state, records


if __name__ == "__main__":
    sys.exit(main())
