"""Frames on their way to one connection: in order, bounded, and only the newest of some kinds.

A client that reads too slowly is cut off instead of filling the hub's memory; it resumes where it
stood. Belongs to the hub's event loop.
"""

import asyncio
from collections import deque
from collections.abc import Callable

MAX_BACKLOG_BYTES = 8 * 1024 * 1024


class Overfull(Exception):
    """The client is too far behind to be kept."""


class Mailbox:
    """What is to be sent to one connection. `rest` gives it out; `put` and `post` never wait."""

    def __init__(self, max_bytes: int = MAX_BACKLOG_BYTES) -> None:
        self.filled: Callable[[], None] = lambda: None
        """Called whenever something was added."""
        self._max_bytes = max_bytes
        self._queue: deque[tuple[bytes, bool]] = deque()
        self._counted_bytes = 0
        self._notes: dict[str, Callable[[], bytes | None]] = {}
        self._emptied = asyncio.Event()
        self._emptied.set()

    def put(self, frame: bytes, *, is_counted: bool = True) -> None:
        """Add a frame that must arrive. A snapshot is not counted against the limit.

        Raises `Overfull` when the client is more than the limit behind.
        """
        if is_counted:
            self._counted_bytes += len(frame)
            if self._counted_bytes > self._max_bytes:
                raise Overfull
        self._queue.append((frame, is_counted))
        self._emptied.clear()
        self.filled()

    def post(self, kind: str, make: Callable[[], bytes | None]) -> None:
        """Promise a frame of which only the newest counts: made when its turn comes."""
        self._notes[kind] = make
        self.filled()

    def rest(self, most_bytes: int) -> list[bytes]:
        """What is to be sent right now, in order; nothing more once there are so many bytes."""
        frames: list[bytes] = []
        while most_bytes > 0 and (frame := self._next()) is not None:
            frames.append(frame)
            most_bytes -= len(frame)
        return frames

    def _next(self) -> bytes | None:
        made = None
        if self._queue:
            made, is_counted = self._queue.popleft()
            self._counted_bytes -= len(made) if is_counted else 0
        while made is None and self._notes:
            made = self._notes.pop(next(iter(self._notes)))()
        if not self._queue:
            self._emptied.set()
        return made

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be sent."""
        return not self._queue and not self._notes

    @property
    def backlog_bytes(self) -> int:
        """What counts against the limit just now."""
        return self._counted_bytes

    async def emptied(self) -> None:
        """Wait until everything that was put has been taken."""
        await self._emptied.wait()
