"""A large file, read in a process of its own: the readers of workbooks hold the interpreter for a
second at a time, which would halt the window.

Rows come over in pieces that take a few milliseconds each. To stop is to kill the process. Its
memory is bounded; a file that needs more is refused in words.
"""

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from core.exchange.order_file import OrderFile
from core.exchange.tables import Table, TableError

LARGE = 200_000
"""Bytes from which on a file is read apart: starting a process takes as long as reading that."""
MOST_MEMORY = 3_000_000_000
"""Bytes that reading may take; 50,000 rows of a workbook take some 300 million."""
PIECE = 200
"""Rows that come over at once."""
T = TypeVar("T")


def is_large(path: Path) -> bool:
    """Whether the file is worth a process; one that cannot be looked at is not."""
    try:
        return path.stat().st_size >= LARGE
    except OSError:
        return False


class FileApart:
    """As an `OrderFile`. All but `stop` block, and belong to one thread that may wait."""

    def __init__(self, path: Path) -> None:
        """Nothing is started before it is opened."""
        self.path = path
        self.sheets: tuple[str, ...] = ()
        self.is_text = True
        self._link: Connection | None = None
        self._process: BaseProcess | None = None
        self._is_stopped = False

    def open(self) -> "FileApart":
        """Start reading; raises `TableError`."""
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there, self.path), daemon=True)
        process.start()
        there.close()
        self._link, self._process = here, process
        if self._is_stopped:
            self.stop()
        self.sheets, self.is_text = self._answer()
        return self

    def table(self, sheet: str = "", encoding: str = "", delimiter: str = "") -> Table:
        """One sheet, the first with orders in it if none is named. Raises `TableError`."""
        assert self._link is not None
        with self._told():
            self._link.send((sheet, encoding, delimiter))
        frame, pieces = self._answer()
        rows: list[tuple[str, ...]] = []
        for _ in range(pieces):
            rows.extend(self._answer())
        whole: Table = replace(frame, rows=tuple(rows))
        return whole

    def stop(self) -> None:
        """End the process, whatever it does. From any thread; again does nothing."""
        self._is_stopped = True
        process = self._process
        if process is not None:
            process.kill()
            process.join()

    def _answer(self) -> Any:
        assert self._link is not None
        with self._told():
            answer, fault = self._link.recv()
        if fault:
            raise TableError(fault)
        return answer

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What the end of the process means."""
        try:
            yield
        except (EOFError, OSError):
            assert self._process is not None
            self._process.join()
            if self._is_stopped:
                words = f"{self.path.name} was not read: it was stopped."
            else:
                ended = f"its reader ended ({self._process.exitcode})"
                words = f"{self.path.name} was not read: {ended}. Try again."
            raise TableError(words) from None


def serve(link: Connection, path: Path) -> None:
    """What the process does: answer until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_modest()
    try:
        file = _asked(link, path, partial(OrderFile, path))
        if file is None:
            return
        link.send(((file.sheets, file.is_text), ""))
        while True:
            chosen = link.recv()
            table = _asked(link, path, partial(file.table, *chosen))
            if table is not None:
                _send(link, table)
    except (EOFError, OSError):
        return


def _send(link: Connection, table: Table) -> None:
    rows = table.rows
    starts = range(0, len(rows), PIECE)
    link.send(((replace(table, rows=()), len(starts)), ""))
    for at in starts:
        link.send((rows[at : at + PIECE], ""))


def _asked(link: Connection, path: Path, do: Callable[[], T]) -> T | None:
    """What comes of it; None when the other side was told why nothing does."""
    try:
        return do()
    except TableError as error:
        link.send((None, str(error)))
    except MemoryError:
        words = (
            f"{path.name} needs more memory to be read than is given to it. Split it, or save it "
            "as CSV."
        )
        link.send((None, words))
    except Exception as error:
        words = f"{path.name} could not be read: {type(error).__name__}: {error}."
        link.send((None, words))
    return None


def _be_modest() -> None:
    """The window comes first, and memory has an end; where the system knows neither, the size of
    the file alone bounds it."""
    try:
        import resource
    except ImportError:
        return
    os.nice(10)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    if soft == resource.RLIM_INFINITY or soft > most:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
