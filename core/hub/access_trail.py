"""Keeps what happened at the doors: durable before an administrator is answered, refusals gathered.

A refusal costs whoever provokes it nothing, so it must cost the log little: alike ones become one
note with its count, once a second. The stream is chained like a depot's (`access_log`).
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime

from core.hub.access_log import STREAM, VERSION, Note, body_of, gathered
from core.hub.log import Append, DraftEvent, EventLog, LogUnavailable

WRITE_EVERY_S = 1.0
MOST_GATHERED = 5_000
"""Notes that wait for their second; whoever makes more of them is counted under these."""

_log = logging.getLogger(__name__)


class AccessTrail:
    """Belongs to the hub's event loop; writes in `writer`."""

    def __init__(self, log: EventLog, writer: Executor, now: Callable[[], datetime]) -> None:
        self._log = log
        self._writer = writer
        self._now = now
        self._waiting: dict[Note, int] = {}
        self._lost = 0

    async def keep(self, *notes: Note) -> None:
        """Write them down; durable on return. Raises `LogUnavailable`."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self._append, notes)

    def mention(self, note: Note) -> None:
        """Write it down within a second, together with its like."""
        alike = _counted(note, 1)
        if alike in self._waiting or len(self._waiting) < MOST_GATHERED:
            self._waiting[alike] = self._waiting.get(alike, 0) + note.count
        else:
            self._lost += note.count

    async def work(self) -> None:
        """Write what was mentioned, for ever."""
        while True:
            await asyncio.sleep(WRITE_EVERY_S)
            await self.write()

    async def write(self) -> None:
        """Write what was mentioned since the last time; what fails is tried again."""
        taken, self._waiting = self._waiting, {}
        if not taken:
            return
        notes = [_counted(note, count) for note, count in taken.items()]
        if self._lost:
            notes[-1] = _counted(notes[-1], notes[-1].count + self._lost)
        try:
            await self.keep(*gathered(notes))
        except LogUnavailable as error:
            _log.warning("What was refused is not written down yet: %s", error)
            for note, count in taken.items():
                self._waiting[note] = self._waiting.get(note, 0) + count
        else:
            self._lost = 0

    def _append(self, notes: Sequence[Note]) -> None:
        drafts = tuple(DraftEvent(str(note.kind), VERSION, body_of(note)) for note in notes)
        self._log.append(
            [
                Append(
                    stream=STREAM,
                    expected_seq=self._log.head(STREAM).seq,
                    command_id=secrets.token_hex(8),
                    actor_id=notes[0].who or "nobody",
                    recorded_at=self._now(),
                    events=drafts,
                    answer=b"{}",
                )
            ]
        )


def _counted(note: Note, count: int) -> Note:
    return (
        note
        if note.count == count
        else Note(note.kind, note.who, note.about, note.depot, note.address, note.words, count)
    )
