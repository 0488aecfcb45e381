"""Makes positions durable before a phone is told so: whatever queued meanwhile is one transaction,
of whichever depot it is.

The driver's page needs no answer and its positions are stored once a second; a tracking program
forgets what was answered with 2xx, so its positions have to be on disk by then.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from core.hub.log import LogUnavailable, StoredFix

Store = Callable[[Sequence[StoredFix], Sequence[StoredFix]], None]
"""Takes positions and late ones, which only join the track; blocks."""
PACE_S = 0.01
"""While more comes, between the beginnings of two transactions: each has a price of its own, and
they share the writer with what drivers report."""
_Waiting = tuple[Sequence[StoredFix], bool, "asyncio.Future[None]"]
"""Positions, whether they are late, and who waits."""


class PositionKeeper:
    """Stores in `writer`, one batch at a time; belongs to the event loop."""

    def __init__(self, store: Store, writer: Executor) -> None:
        self._store = store
        self._writer = writer
        self._waiting: list[_Waiting] = []
        self._work: asyncio.Task[None] | None = None

    async def keep(self, fixes: Sequence[StoredFix], *, is_late: bool) -> None:
        """Return once they are durable. Raises `LogUnavailable`."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((fixes, is_late, kept))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._keep_all())
        await kept

    async def _keep_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            ends_s = loop.time() + PACE_S
            failure = await self._failure_of(batch)
            if failure is None or isinstance(failure, LogUnavailable) or len(batch) == 1:
                _tell(batch, failure)
            else:
                # Something in it cannot be kept: the others are not to lose by it.
                for each in batch:
                    _tell([each], await self._failure_of([each]))
            if self._waiting:
                await asyncio.sleep(ends_s - loop.time())

    async def _failure_of(self, batch: Sequence[_Waiting]) -> Exception | None:
        """Why these could not be stored; nothing of them is then."""
        new = [fix for fixes, is_late, _ in batch if not is_late for fix in fixes]
        late = [fix for fixes, is_late, _ in batch if is_late for fix in fixes]
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._writer, self._store, new, late)
        except Exception as error:
            return error
        return None


def _tell(batch: Sequence[_Waiting], failure: Exception | None) -> None:
    for _, _, kept in batch:
        if kept.done():
            continue  # the phone has hung up
        if failure is None:
            kept.set_result(None)
        else:
            kept.set_exception(failure)
