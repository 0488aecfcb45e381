"""One transaction for what all depots of a hub decide meanwhile: the hub's only writer.

    gate ─┐  (writer thread)                               ┌→ batch.stored
    gate ─┼→ known answers → each decides → one append ────┼→ batch.stored
    gate ─┘                                └ refused: each ┴→ batch.failed
                                             alone, once

While a group is made durable the next one gathers. A group that does not fit the log stored
nothing, so each batch is then tried by itself and only the one at fault fails. When the log does
not answer, all fail and nothing is tried again: what was stored is found out first.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from typing import Protocol, TypeVar

from msgspec import Struct

from core.hub.log import Append, ConflictError, EventLog, LogUnavailable, StoredEvent

QUIET_S = 0.1
"""Since the last group began: nobody will wait for what is done now, in all likelihood."""
PACE_S = 0.01
"""While several depots are busy, between the beginnings of two groups: every transaction has a
price of its own, and what waits so little longer shares it. Whoever is alone never waits."""

CommandKey = tuple[str, str]
"""Actor and command id."""
Stored = Sequence[tuple[StoredEvent, ...]]
_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Batch(Protocol):
    """Commands of one stream. All but `stream` is called in the writer thread, in this order."""

    @property
    def stream(self) -> str: ...

    def asked(self) -> Collection[CommandKey]:
        """Those commands whose answers have to be looked up."""

    def decide(self, known: Mapping[CommandKey, bytes]) -> Sequence[Append]:
        """What to store. May raise `LogUnavailable`."""

    def stored(self, stored: Stored) -> None:
        """It is durable, append by append. May raise `LogUnavailable`."""

    def failed(self, error: LogUnavailable | ConflictError) -> None:
        """Nothing may be acknowledged; what became of it is not known."""


class _Waiting(Struct, eq=False):
    batch: Batch
    done: "asyncio.Future[None]"
    appends: Sequence[Append] = ()
    fault: Exception | None = None
    """A fault of the program in this batch, which is over with it."""
    is_over: bool = False


class GroupCommit:
    """The way of all batches to the log. Its methods belong to one event loop."""

    def __init__(self, log: EventLog, writer: Executor) -> None:
        """`writer` must have one thread."""
        self._log = log
        self._writer = writer
        self._waiting: list[_Waiting] = []
        self._aside = asyncio.Lock()
        self._is_busy = False
        self._was_shared = False
        self._begun_s = -math.inf

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is under way and nothing was a moment ago."""
        now_s = asyncio.get_running_loop().time()
        return not self._is_busy and now_s - self._begun_s >= QUIET_S

    async def commit(self, batch: Batch) -> None:
        """Return when the batch was told that it is stored or has failed.

        A fault of the program in it is raised here; nothing of the batch is known then.
        """
        waiting = _Waiting(batch, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if not self._is_busy:
            self._is_busy = True
            self._next()
        await waiting.done

    async def run(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Do something else in the writer thread, between two groups."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work, *arguments)

    async def run_aside(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Do something long in a thread of its own while groups go on; one at a time."""
        async with self._aside:
            return await asyncio.to_thread(work, *arguments)

    def _next(self) -> None:
        loop = asyncio.get_running_loop()
        wait_s = self._begun_s + PACE_S - loop.time()
        if self._was_shared and wait_s > 0:
            loop.call_later(wait_s, self._begin)
        else:
            self._begin()

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        group, self._waiting = self._waiting, []
        self._was_shared = len(group) > 1
        self._begun_s = loop.time()
        try:
            work = loop.run_in_executor(self._writer, self._carry_out, group)
        except RuntimeError as error:  # the writer was shut down
            self._is_busy = False
            _tell(group, error)
            return
        work.add_done_callback(lambda work: self._ended(group, work))

    def _ended(self, group: Sequence[_Waiting], work: "asyncio.Future[None]") -> None:
        _tell(group, asyncio.CancelledError() if work.cancelled() else work.exception())
        self._is_busy = bool(self._waiting)
        if self._is_busy:
            self._next()

    # What follows runs in the writer thread.

    def _carry_out(self, group: Sequence[_Waiting]) -> None:
        try:
            asked: dict[str, list[CommandKey]] = {}
            for each in group:
                asked.setdefault(each.batch.stream, []).extend(each.batch.asked())
            known = self._log.answers_of(asked)
        except LogUnavailable as error:
            for each in group:
                each.batch.failed(error)
            return
        for each in group:
            _decide(each, known.get(each.batch.stream, {}))
        decided = [each for each in group if not each.is_over]
        # Whoever forgets a person does so alone: not even a text of the same moment may come back.
        together = [each for each in decided if not _forgets(each)]
        alone = [each for each in decided if _forgets(each)]
        if not self._is_stored(together):
            alone = decided
        for each in alone:
            self._store(each)

    def _is_stored(self, together: Sequence[_Waiting]) -> bool:
        """Whether these are settled; if not, nothing of them is stored and each goes alone."""
        appends = [append for each in together for append in each.appends]
        try:
            stored = self._log.append(appends) if appends else []
        except LogUnavailable as error:
            for each in together:
                each.batch.failed(error)
            return True
        except Exception:
            # Told to whom it belongs when it comes alone; here stands what only shows together.
            _log.warning("Batches did not fit the log together; each goes alone", exc_info=True)
            return False
        start = 0
        for each in together:
            end = start + len(each.appends)
            _settle(each, stored[start:end])
            start = end
        return True

    def _store(self, each: _Waiting) -> None:
        try:
            stored = self._log.append(each.appends) if each.appends else []
        except (LogUnavailable, ConflictError) as error:
            each.batch.failed(error)
        except Exception as fault:
            each.fault = fault
        else:
            _settle(each, stored)


def _forgets(each: _Waiting) -> bool:
    return any(append.forgotten for append in each.appends)


def _decide(each: _Waiting, known: Mapping[CommandKey, bytes]) -> None:
    try:
        each.appends = each.batch.decide(known)
    except LogUnavailable as error:
        each.is_over = True
        each.batch.failed(error)
    except Exception as fault:
        each.is_over = True
        each.fault = fault


def _settle(each: _Waiting, stored: Stored) -> None:
    try:
        each.batch.stored(stored)
    except LogUnavailable as error:
        each.batch.failed(error)
    except Exception as fault:
        each.fault = fault


def _tell(group: Sequence[_Waiting], fault: BaseException | None) -> None:
    for each in group:
        error = fault or each.fault
        if each.done.done():
            continue
        if error is None:
            each.done.set_result(None)
        else:
            each.done.set_exception(error)
