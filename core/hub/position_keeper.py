"""Makes positions durable before a phone is told so: whatever queued meanwhile is one transaction.

The driver's page needs no answer and its positions are stored once a second; a tracking program
forgets what was answered with 2xx, so its positions have to be on disk by then.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from core.hub.log import StoredFix

Store = Callable[[Sequence[StoredFix], Sequence[StoredFix]], None]
"""Takes positions and late ones, which only join the track; blocks."""


class PositionKeeper:
    """Stores in `writer`, one batch at a time; belongs to the event loop."""

    def __init__(self, store: Store, writer: Executor) -> None:
        self._store = store
        self._writer = writer
        self._waiting: list[tuple[Sequence[StoredFix], bool, asyncio.Future[None]]] = []
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
            new = [fix for fixes, is_late, _ in batch if not is_late for fix in fixes]
            late = [fix for fixes, is_late, _ in batch if is_late for fix in fixes]
            failure: Exception | None = None
            try:
                await loop.run_in_executor(self._writer, self._store, new, late)
            except Exception as error:
                failure = error
            for _, _, kept in batch:
                if kept.done():
                    continue  # the phone has hung up
                if failure is None:
                    kept.set_result(None)
                else:
                    kept.set_exception(failure)
