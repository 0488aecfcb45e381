"""Brings orders from a file: reads it beside the window, shows what would become of it, and sends
it piece by piece, each a command of its own."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.background import Background
from console.gestures import Send
from console.hub_link import Live
from console.panels.import_dialog import ImportDialog
from console.theme import Theme
from console.view import Tone
from console.views.allowed import why_not
from core import commands as c
from core.exchange import order_columns
from core.exchange.order_columns import Mapped
from core.exchange.order_file import Memory, OrderFile
from core.exchange.order_import import Board, Import, commands, compare
from core.exchange.order_rows import missing, read_orders
from core.exchange.region_places import RegionPlaces
from core.exchange.tables import Table, TableError


class _Read(Struct, frozen=True):
    """A table as it is read, or why it cannot be."""

    file: OrderFile | None = None
    table: Table | None = None
    mapped: Mapped = {}
    prefix: str = ""
    fault: str = ""


class ImportDesk(QObject):
    """One dialog at a time. Signals: `said` (words, is_bad), `plan_wanted` (date): its day."""

    said = Signal(str, bool)
    plan_wanted = Signal(object)

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
    ) -> None:
        super().__init__(parent)
        self._window, self._theme = window, theme
        self._send, self._live, self._held = send, live, held
        self._region, self._memory = region, memory
        self._work = Background("import", self)
        self._work.failed.connect(self._failed)
        self._dialog: ImportDialog | None = None
        self._file: OrderFile | None = None
        self._table: Table | None = None
        self._found: Import | None = None
        self._round = 0
        """Of comparing: an older one ends by itself."""
        self._pieces: Iterator[c.ImportOrders] | None = None
        self._done = self._total = 0
        self._day = date.min

    def use(self, region: RegionPlaces) -> None:
        """Addresses and roads of another region."""
        self._region = region
        self._compare()

    def close(self) -> None:
        """End the thread; what was sent stays sent."""
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
            dialog = ImportDialog(self._theme, self._today(live) + timedelta(days=1), self._window)
            dialog.file_chosen.connect(self._open_file)
            dialog.read_wanted.connect(self._read)
            dialog.compare_wanted.connect(self._compare)
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
            return "The day is not there yet. Import when the hub has answered."
        return why_not(live.role, c.ImportOrders, "to import orders")

    def _today(self, live: Live) -> date:
        assert live.state.depot is not None
        assert live.clock is not None
        now = live.clock.at(time.monotonic())
        return now.astimezone(ZoneInfo(live.state.depot.zone)).date()

    # Reading.

    def _open_file(self, path: Path) -> None:
        dialog = self._dialog
        if dialog is None or dialog.is_busy:
            return
        dialog.show_reading(path.name)
        self._round += 1

        def read() -> _Read:
            try:
                file = OrderFile(path)
                return self._read_table(file, file.table())
            except TableError as error:
                return _Read(fault=str(error))

        self._work.post("read", read, lambda found: self._show_read(found, is_other=True))

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

    def _read_table(self, file: OrderFile, table: Table) -> _Read:
        """On the thread."""
        known = self._memory.recall(table)
        if known is not None:
            return _Read(file, table, dict(known.columns), known.prefix)
        return _Read(file, table, order_columns.guess(table))

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
        dialog.show_table(read.table, read.mapped, is_other=is_other)
        assert self._file is not None
        dialog.show_file(self._file.sheets, read.table.name, is_text=self._file.is_text)
        self._compare()

    def _compare(self) -> None:
        dialog, table = self._dialog, self._table
        live = self._live()
        if dialog is None or table is None or dialog.is_busy or live.clock is None:
            return
        mapped, prefix, day = dict(dialog.mapped), dialog.prefix, dialog.day
        dialog.show_table(table, mapped, is_other=False)
        dialog.show_counts("Comparing…")
        dialog.start.setEnabled(False)
        self._round += 1
        mine, now = self._round, live.clock.at(time.monotonic())

        def work() -> Import:
            drafts = read_orders(table, mapped, prefix)
            self._region.know(live.state.places.values())
            region = self._region
            board = Board(live.state, live.texts, now, day, region.locate, region.has_road)
            return compare(table, mapped, drafts, board, is_over=lambda: self._round != mine)

        def show(found: Import) -> None:
            if self._round == mine and self._dialog is not None:
                self._found = found
                self._dialog.show_found(found, missing(mapped))

        self._work.post("compare", work, show)

    def _failed(self, words: str) -> None:
        if self._dialog is not None:
            self._dialog.show_nothing(f"The file could not be read: {words}")

    # Sending.

    def _import(self) -> None:
        dialog, found, table = self._dialog, self._found, self._table
        if dialog is None or found is None or table is None or dialog.is_busy:
            return
        self._memory.keep(table, dialog.mapped, dialog.prefix)
        todo = found.to_do
        self._done, self._total = 0, len(todo)
        days = sorted(each.order.day for each in todo if each.order is not None)
        self._day = date.fromisoformat(days[0]) if days else dialog.day
        self._pieces = commands(todo)
        dialog.show_progress(0, self._total)
        self._send_next()

    def _send_next(self) -> None:
        command = next(self._pieces, None) if self._pieces is not None else None
        if command is None:
            self._end("")
            return
        self._send(command, lambda refusal: self._answered(len(command.orders), refusal))

    def _answered(self, orders: int, refusal: str | None) -> None:
        if refusal is not None:
            self._end(refusal)
            return
        self._done += orders
        if self._pieces is None:
            return
        if self._dialog is not None:
            self._dialog.show_progress(self._done, self._total)
        self._send_next()

    def _stop(self) -> None:
        if self._pieces is not None:
            self._end("Stopped.")

    def _end(self, refusal: str) -> None:
        self._pieces = None
        words = f"{self._done:,} of {self._total:,} orders imported."
        if refusal:
            words = f"{words} {refusal}"
        self.said.emit(words, bool(refusal))
        if self._dialog is not None:
            tone = Tone.WARN if refusal else Tone.GOOD
            self._dialog.show_end(words, tone, may_plan=self._done > 0)

    def _plan(self) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.plan_wanted.emit(self._day)

    def _forget(self) -> None:
        self._round += 1
        self._dialog = self._file = self._table = self._found = None
