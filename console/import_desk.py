"""Brings a list from a file: reads it beside the window, shows what would become of it, and sends
it piece by piece, each a command of its own; one undo takes all of them back."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.background import Background
from console.gestures import Send
from console.hub_link import Live
from console.hub_words import in_words
from console.models.import_model import Becomes, becomes
from console.panels.import_dialog import ImportDialog
from console.theme import Theme
from console.tongue import tr
from console.undo import Pair
from console.view import Tone
from console.views.allowed import why_not
from console.views.wording import whole
from core import commands as c
from core.address_book import Found
from core.exchange.file_apart import FileApart, is_large
from core.exchange.import_undo import way_back
from core.exchange.list_kinds import ListKind, guess, guess_kind, one
from core.exchange.lists import (
    WRITES,
    AnyImport,
    Piece,
    blocking_first,
    compared,
    lacking,
    pieces,
)
from core.exchange.order_columns import Mapped
from core.exchange.order_file import PLAN, Memory, OrderFile
from core.exchange.order_import import Entry
from core.exchange.records import Bringing
from core.exchange.region_places import RegionPlaces
from core.exchange.row_reader import UNSTYLED, RowReader
from core.exchange.tables import Table, TableError
from core.garbage import spared
from core.state import State

TOLD_EVERY = 500
AnyFile = OrderFile | FileApart
Find = Callable[[str], Sequence[Found]]
AskWhere = Callable[[str, Find, Callable[[float, float], None], QWidget], None]
"""Of an address: how others like it are found, what becomes of the answer, and what lies over the
map meanwhile."""


class _Read(Struct, frozen=True):
    """A table as it is read, or why it cannot be."""

    file: AnyFile | None = None
    table: Table | None = None
    mapped: Mapped = {}
    prefix: str = ""
    kind: ListKind = ListKind.ORDERS
    fault: str = ""


class _Found(Struct, frozen=True):
    """What was found, as the dialog needs it: made beside the window."""

    list: AnyImport
    becomes: Becomes
    total: int
    first_day: date | None


def first_day(found: AnyImport) -> date | None:
    """The earliest of the orders that come."""
    orders = (each.order for each in found.to_do if isinstance(each, Entry))
    first = min((order.day for order in orders if order is not None), default=None)
    return date.fromisoformat(first) if first is not None else None


def address_in(table: Table, mapped: Mapped, row: int) -> str:
    """As the row's record says it, so that what is said of it counts for the record."""
    columns = {field: column for column, field in mapped.items()}
    reader = RowReader(table, columns, UNSTYLED, (row,), "")
    return reader.address(has_spot=False)


class ImportDesk(QObject):
    """One dialog at a time. Signals: `said` (words, is_bad), `plan_wanted` (date): its day,
    `plan_file_wanted` (path): it is no list but a whole plan, `closed`."""

    said = Signal(str, bool)
    closed = Signal()
    _looked_at = Signal(int, int, int)
    plan_wanted = Signal(object)
    plan_file_wanted = Signal(object)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        send: Send,
        live: Callable[[], Live],
        region: RegionPlaces,
        memory: Memory,
        parent: QObject,
        *,
        held: Callable[[], str] = str,
        remember: Callable[[Pair], None] = lambda pair: None,
        ask_where: AskWhere = lambda address, find, put, over: None,
    ) -> None:
        """`remember` keeps the way back from an import, `ask_where` lets people find addresses."""
        super().__init__(parent)
        self._remember, self._ask_where = remember, ask_where
        self._window, self._theme = window, theme
        self._send, self._live, self._held = send, live, held
        self._region, self._memory = region, memory
        self._work = Background("import", self)
        self._work.failed.connect(self._failed)
        self._looked_at.connect(self._show_comparing)
        self._dialog: ImportDialog | None = None
        self._file: AnyFile | None = None
        self._apart: FileApart | None = None
        self._table: Table | None = None
        self._found: _Found | None = None
        self._round = 0
        """Of comparing: an older one ends by itself."""
        self._pieces: Iterator[Piece] | None = None
        self._ended: tuple[str, Tone, bool] | None = None
        """How the last import ended; shown over what the list is by then."""
        self._sent: list[Bringing] = []
        self._before: tuple[State, Mapping[str, str]] = (State(), {})
        self._done = self._total = 0
        self._day = date.min

    @property
    def region(self) -> RegionPlaces:
        """Where addresses are looked up."""
        return self._region

    def use(self, region: RegionPlaces) -> None:
        """Addresses and roads of another region."""
        self._region = region
        self._compare()

    def close(self) -> None:
        """End the thread; what was sent stays sent."""
        self._stop_reading()
        self._round += 1
        self._pieces = None
        self._work.close()

    def open(self, path: Path | None = None) -> None:
        """Show the dialog, with a file if there is one."""
        live = self._live()
        why_not = self._why_not(live)
        if why_not:
            self.said.emit(why_not, True)
            return
        if self._dialog is None:
            dialog = ImportDialog(self._theme, live.today() + timedelta(days=1), self._window)
            dialog.file_chosen.connect(self._open_file)
            dialog.read_wanted.connect(self._read)
            dialog.compare_wanted.connect(self._compare_anew)
            dialog.kind_chosen.connect(self._read_as_kind)
            dialog.mend_wanted.connect(self._mend)
            dialog.import_wanted.connect(self._import)
            dialog.stop_wanted.connect(self._stop)
            dialog.plan_wanted.connect(self._plan)
            dialog.finished.connect(lambda _: self._forget())
            self._dialog = dialog
        self._dialog.open()
        if path is not None:
            self._open_file(path)

    def _why_not(self, live: Live) -> str:
        if self._held():
            return self._held()
        if live.state.depot is None or live.clock is None:
            return tr("The day is not there yet. Import when the hub has answered.")
        return why_not(live.role, c.ImportOrders, tr("to import orders"))

    # Reading.

    def _open_file(self, path: Path) -> None:
        dialog = self._dialog
        if dialog is None or dialog.is_busy:
            return
        if path.suffix.lower() == PLAN:
            dialog.reject()
            self.plan_file_wanted.emit(path)
            return
        dialog.show_reading(path.name)
        self._round += 1
        self._stop_reading()
        apart = self._apart = FileApart(path) if is_large(path) else None

        def read() -> _Read:
            try:
                file = apart.open() if apart is not None else OrderFile(path)
                with spared():
                    return self._read_table(file, file.table())
            except TableError as error:
                return _Read(fault=str(error))

        self._work.post("read", read, lambda found: self._show_read(found, is_other=True))

    def _stop_reading(self) -> None:
        """A file that is read in a process of its own is read no more."""
        if self._apart is not None:
            self._apart.stop()
            self._apart = None

    def _read(self) -> None:
        dialog, file = self._dialog, self._file
        if dialog is None or file is None:
            return
        chosen = (dialog.sheet, dialog.encoding, dialog.delimiter)
        dialog.show_reading(file.path.name)
        self._round += 1

        def read() -> _Read:
            try:
                return self._read_table(file, file.table(*chosen))
            except TableError as error:
                return _Read(file, fault=str(error))

        self._work.post("read", read, lambda found: self._show_read(found, is_other=False))

    def _read_table(self, file: AnyFile, table: Table) -> _Read:
        """On the thread."""
        known = self._memory.recall(table)
        if known is not None:
            return _Read(file, table, dict(known.columns), known.prefix, known.kind)
        kind = guess_kind(table, file.path.stem)
        return _Read(file, table, guess(table, kind), kind=kind)

    def _show_read(self, read: _Read, *, is_other: bool) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        self._file = read.file or (None if is_other else self._file)
        self._table, self._found = read.table, None
        if read.table is None:
            dialog.show_nothing(read.fault)
            if self._file is not None:
                dialog.show_file(self._file.sheets, dialog.sheet, is_text=self._file.is_text)
            return
        if is_other:
            dialog.prefix_field.setText(read.prefix)
            dialog.show_kind(read.kind)
        dialog.show_table(read.table, read.mapped, is_other=is_other)
        assert self._file is not None
        dialog.show_file(self._file.sheets, read.table.name, is_text=self._file.is_text)
        self._compare_anew()

    def _read_as_kind(self) -> None:
        """The rows are something else: other columns, guessed anew."""
        dialog, table = self._dialog, self._table
        if dialog is not None and table is not None:
            dialog.show_table(table, guess(table, dialog.kind), is_other=False)
            self._compare_anew()

    def _mend(self, row: int) -> None:
        """Where the row's address is, chosen from what is like it or put on the map."""
        dialog, table, found = self._dialog, self._table, self._found
        address = address_in(table, dialog.mapped, row) if dialog and table else ""
        if dialog is None or found is None or not address:
            return
        region = self._region

        def put(lat: float, lon: float) -> None:
            region.mend(address, lat, lon)
            self._compare_anew()

        self._ask_where(address, region.find, put, dialog)

    def _compare_anew(self) -> None:
        """Something was chosen otherwise: how the last import ended is told no more."""
        self._ended = None
        self._compare()

    def _compare(self) -> None:
        dialog, table = self._dialog, self._table
        live = self._live()
        if dialog is None or table is None or dialog.is_busy or live.clock is None:
            return
        mapped, prefix, day = dict(dialog.mapped), dialog.prefix, dialog.day
        kind = dialog.kind
        dialog.show_table(table, mapped, is_other=False)
        dialog.show_counts(tr("Comparing…"))
        dialog.start.setEnabled(False)
        self._show_how_it_ended()
        self._round += 1
        mine, now = self._round, live.clock.at(time.monotonic())
        rows, asked = len(table.rows), itertools.count(1)

        def is_over() -> bool:
            done = next(asked)
            if done % TOLD_EVERY == 0:
                self._looked_at.emit(mine, min(done, rows), rows)
            return self._round != mine

        def work() -> _Found:
            with spared():
                found = blocking_first(compare_all())
                return _Found(found, becomes(table, found), len(found.to_do), first_day(found))

        def compare_all() -> AnyImport:
            board = self._region.board(live.state, live.texts, now, day)
            return compared(table, mapped, kind, prefix, board, is_over=is_over)

        def show(found: _Found) -> None:
            if self._round == mine and self._dialog is not None:
                self._found = found
                self._dialog.show_comparing(rows, rows)
                self._dialog.show_found(found.list, found.becomes, lacking(kind, mapped))
                self._show_how_it_ended()

        self._work.post("compare", work, show)

    def _show_comparing(self, mine: int, done: int, total: int) -> None:
        if mine == self._round and self._dialog is not None and self._ended is None:
            self._dialog.show_comparing(done, total)

    def _failed(self, words: str) -> None:
        if self._dialog is not None:
            self._dialog.show_nothing(tr("The file could not be read: {words}", words=words))

    # Sending.

    def _import(self) -> None:
        dialog, found, table = self._dialog, self._found, self._table
        live = self._live()
        if dialog is None or found is None or table is None or dialog.is_busy:
            return
        words = why_not(
            live.role,
            WRITES[dialog.kind],
            tr("to import {what}", what=in_words(one(dialog.kind, 2))),
        )
        if words:
            dialog.show_counts(words)
            return
        self._memory.keep(table, dialog.mapped, dialog.prefix, dialog.kind)
        self._done, self._total = 0, found.total
        self._day = found.first_day or dialog.day
        self._pieces = pieces(found.list)
        self._sent, self._before = [], (live.state, live.texts)
        dialog.show_progress(0, self._total)
        self._send_next()

    def _send_next(self) -> None:
        piece = next(self._pieces, None) if self._pieces is not None else None
        if piece is None:
            self._end("")
            return
        rows, command = piece
        self._send(command, lambda refusal: self._answered(rows, command, refusal))

    def _answered(self, rows: int, command: Bringing, refusal: str | None) -> None:
        if refusal is not None:
            self._end(refusal)
            return
        self._done += rows
        self._sent.append(command)
        if self._pieces is None:
            # Stopped meanwhile: what was on its way counts all the same.
            self._end(tr("Stopped."))
            return
        if self._dialog is not None:
            self._dialog.show_progress(self._done, self._total)
        self._send_next()

    def _stop(self) -> None:
        """After the piece that is on its way."""
        self._pieces = None

    def _end(self, refusal: str) -> None:
        self._pieces = None
        kind = self._dialog.kind if self._dialog is not None else ListKind.ORDERS
        done = tr(
            "{done} of {total} {one} imported",
            done=whole(self._done),
            total=whole(self._total),
            one=in_words(one(kind, self._total)),
        )
        if self._sent:
            sent, before = tuple(self._sent), self._before
            self._remember(Pair(done, lambda _: sent, lambda now: way_back(*before, sent, now)))
        words = f"{done}. {refusal}" if refusal else tr("{done} · Ctrl+Z takes it back", done=done)
        words = words if self._sent or refusal else f"{done}."
        self._sent = []
        self.said.emit(words, bool(refusal))
        if self._dialog is not None:
            tone = Tone.WARN if refusal else Tone.GOOD
            self._ended = (words, tone, self._done > 0 and kind is ListKind.ORDERS)
            self._show_how_it_ended()
            self._compare()

    def _show_how_it_ended(self) -> None:
        if self._ended is not None and self._dialog is not None:
            words, tone, may_plan = self._ended
            self._dialog.show_end(words, tone, may_plan=may_plan)

    def _plan(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.plan_wanted.emit(self._day)

    def _forget(self) -> None:
        self._round += 1
        self._stop_reading()
        self._dialog = self._file = self._table = self._found = None
        self.closed.emit()
