"""The small day's drivers in a process of their own, to be killed; run as a module.

Takes the hub's address, the service day, its seed, the folder of the outboxes and a file; the
tokens come on stdin, whose end ends it. Every answer of the hub is noted in the file at once, so
that a kill cannot take the note along.
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from core.hub import protocol as p
from core.hub.client import Answer
from core.hub.demo import roads_of
from core.hub.endpoint import Tokens
from core.hub.main import ROADS
from core.hub.outbox import Pending
from core.hub.simulator import simulate
from core.planning.road import RoadEngine
from tests.end_to_end.small_demo import small_day


class Noted(Struct, frozen=True):
    """What the hub answered to a report; `refused` is empty when it was accepted."""

    id: str
    command: str
    seq: int = 0
    refused: str = ""


def noted(pending: Pending, answer: Answer) -> Noted:
    """The answer as one line of the file."""
    name = type(pending.command).__name__
    if isinstance(answer, p.Refused):
        return Noted(pending.id, name, refused=answer.words)
    return Noted(pending.id, name, seq=answer.seq)


def read_notes(file: Path) -> list[Noted]:
    """Everything noted so far; a line that the kill cut short does not count."""
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    return [msgspec.json.decode(line, type=Noted) for line in lines]


async def drive(ws_url: str, local_day: str, seed: int, outboxes: Path, notes: Path) -> None:
    """Drive until stdin ends."""
    tokens = msgspec.json.decode(sys.stdin.readline(), type=Tokens)
    engine = RoadEngine.open(ROADS)
    file = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(pending: Pending, answer: Answer) -> None:
        os.write(file, msgspec.json.encode(noted(pending, answer)) + b"\n")

    work = asyncio.ensure_future(
        simulate(
            ws_url,
            tokens,
            roads_of(engine),
            seed=seed,
            requests=small_day(engine, seed, local_day).later,
            outboxes=outboxes,
            on_answer=note,
        )
    )
    ended = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    ended.add_done_callback(lambda _: work.cancel())
    with suppress(asyncio.CancelledError):
        await work


if __name__ == "__main__":
    where, day, number, kept, told = sys.argv[1:]
    asyncio.run(drive(where, day, int(number), Path(kept), Path(told)))
