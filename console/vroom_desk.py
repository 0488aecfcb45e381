"""Brings a day from a VROOM file: read beside the window, shown, then written as commands."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from console.background import Background
from console.hub_link import Live
from console.panels.vroom_dialog import VroomDialog
from console.saved_dialog import Workplace
from console.tongue import tr
from console.undo import Pair
from console.view import Tone
from console.views.allowed import why_not
from console.views.wording import day_words
from core import commands as c
from core.exchange.order_file import LONGEST_FILE
from core.exchange.region_places import RegionPlaces
from core.exchange.vroom_day import VroomDay, commands, document_of, vroom_day, way_back
from core.exchange.vroom_reader import Json, Mistake
from core.garbage import spared
from core.model import ServiceDay


class _Found(Struct, frozen=True):
    """What a file would bring, or what is wrong with it."""

    day: VroomDay | None = None
    wrong: tuple[Mistake, ...] = ()
    fault: str = ""


class VroomDesk(QObject):
    """One dialog at a time. Signals: `said` (words, is_bad), `day_wanted` (service day)."""

    said = Signal(str, bool)
    day_wanted = Signal(str)

    def __init__(
        self,
        at: Workplace,
        region: Callable[[], RegionPlaces],
        parent: QObject,
        *,
        held: Callable[[], str] = str,
    ) -> None:
        super().__init__(parent)
        self._at, self._region, self._held = at, region, held
        self._work = Background("plan import", self)
        self._work.failed.connect(self._failed)
        self._dialog: VroomDialog | None = None
        self._path: Path | None = None
        self._found = _Found()

    def close(self) -> None:
        """End the thread."""
        self._work.close()

    def open(self, path: Path | None = None) -> None:
        """Show the dialog, with a file if there is one."""
        live = self._at.live()
        words = self._held() or why_not(live.role, c.OpenDay, tr("to open a day"))
        if not words and (live.state.depot is None or live.clock is None):
            words = tr("The day is not there yet. Import when the hub has answered.")
        if words:
            self.said.emit(words, True)
            return
        if self._dialog is None:
            dialog = VroomDialog(self._at.theme, _free_day(live), self._at.window)
            dialog.file_chosen.connect(self._open_file)
            dialog.read_wanted.connect(self._read)
            dialog.import_wanted.connect(self._import)
            dialog.finished.connect(lambda _: self._forget())
            self._dialog = dialog
        self._dialog.open()
        if path is not None:
            self._open_file(path)

    def _open_file(self, path: Path) -> None:
        self._path = path
        self._read()

    def _read(self) -> None:
        dialog, path, live = self._dialog, self._path, self._at.live()
        if dialog is None or path is None or live.clock is None:
            return
        dialog.show_file(path.name)
        now, day, prefix = live.clock.at(time.monotonic()), dialog.day, dialog.prefix
        region = self._region()

        def work() -> _Found:
            try:
                document = _document(path)
            except ValueError as error:
                return _Found(fault=str(error))
            with spared():
                board = region.board(live.state, live.texts, now, day)
                found = vroom_day(document, board, prefix)
            return _Found(found) if isinstance(found, VroomDay) else _Found(wrong=found)

        self._work.post("read", work, self._show)

    def _show(self, found: _Found) -> None:
        self._found = found
        if self._dialog is None:
            return
        if found.day is None:
            wrong = tr("{n} mistake", "{n} mistakes", len(found.wrong))
            words = found.fault or tr(
                "{wrong}; nothing is imported before they are mended.", wrong=wrong
            )
            self._dialog.show_found(words, found.wrong, (), Tone.BAD)
            return
        self._dialog.show_found(_told(found.day), (), found.day.notices, Tone.GOOD)

    def _failed(self, words: str) -> None:
        self._show(_Found(fault=tr("The file could not be read: {words}", words=words)))

    def _import(self) -> None:
        dialog, day = self._dialog, self._found.day
        if dialog is None or day is None:
            return
        left, done = list(commands(day)), 0
        total = len(day.orders)

        def answered(refusal: str | None, rows: int = 0) -> None:
            nonlocal done
            if refusal is not None:
                self._ended(dialog, day, f"{_so_far(done, total)}. {refusal}")
                return
            done += rows
            if self._dialog is dialog:
                dialog.show_progress(f"{_so_far(done, total)}…")
            if left:
                rows, command = left.pop(0)
                self._at.send(command, lambda words: answered(words, rows))
            else:
                self._ended(dialog, day, "")

        answered(None)

    def _ended(self, dialog: VroomDialog, day: VroomDay, fault: str) -> None:
        if fault:
            if self._dialog is dialog:
                dialog.show_found(fault, (), (), Tone.BAD)
            self.said.emit(fault, True)
            return
        words = tr("{orders} and {routes} imported", **_sizes(day))
        again = tuple(each for _, each in commands(day) if _can_be_repeated(each))
        self._at.gestures.history.add(Pair(words, lambda _: again, lambda _: way_back(day)))
        self.said.emit(tr("{words} · Ctrl+Z takes the orders back", words=words), False)
        if self._dialog is dialog:
            dialog.accept()
        self.day_wanted.emit(day.day)

    def _forget(self) -> None:
        self._dialog, self._path, self._found = None, None, _Found()


def _free_day(live: Live) -> date:
    """The first from tomorrow on that is not open: a plan brings its whole day."""
    days = (live.today() + timedelta(days=ahead) for ahead in count(1))
    return next(day for day in days if ServiceDay(day.isoformat()) not in live.state.days)


def _document(path: Path) -> Json:
    """Raises `ValueError` in words."""
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise ValueError(
                tr("{file} has more than {most} MB.", file=path.name, most=LONGEST_FILE // 10**6)
            )
        return document_of(path.read_bytes())
    except OSError as error:
        raise ValueError(
            tr("{file} cannot be read: {error}.", file=path.name, error=error.strerror or error)
        ) from None


def _can_be_repeated(command: c.Command) -> bool:
    """The day stays open with its vans; its orders come again, to be planned anew."""
    return isinstance(command, c.ImportOrders)


def _told(day: VroomDay) -> str:
    words = tr(
        "{orders} for {routes} on {day}, {planned} of them planned.",
        **_sizes(day),
        day=day_words(day.day),
        planned=day.planned,
    )
    vans, drivers = len(day.fleet.vehicles), len(day.fleet.drivers)
    named = (tr("{n} van", "{n} vans", vans), tr("{n} driver", "{n} drivers", drivers))
    fresh = tr(" and ").join(each for each, n in zip(named, (vans, drivers), strict=True) if n)
    return tr("{words} {fresh} are new.", words=words, fresh=fresh) if fresh else words


def _sizes(day: VroomDay) -> dict[str, str]:
    return {
        "orders": tr("{n} order", "{n} orders", len(day.orders)),
        "routes": tr("{n} route", "{n} routes", len(day.routes)),
    }


def _so_far(done: int, total: int) -> str:
    orders = tr("{n} order", "{n} orders", total)
    return tr("{done} of {orders} imported", done=done, orders=orders)
