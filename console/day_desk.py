"""A day planned from scratch: its routes are opened without stops, then the search for plans fills
them. And its routes as files for others."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from console.gestures import Send
from console.hub_link import Live
from console.map.route_marks import FindPath
from console.panels.new_day_dialog import NewDayDialog
from console.paper_file import write_pdf
from console.screen import Screen
from console.theme import Theme
from console.view import Tone
from console.views.allowed import why_not
from console.views.route_sheets import route_sheets
from console.views.wording import count
from core import commands as c
from core.exchange.route_files import (
    RouteSheet,
    as_csv,
    as_geojson,
    as_gpx,
    as_vroom,
    manifest_html,
)
from core.model import ServiceDay
from core.new_day import days_with_orders, open_day, usual_crews, waiting_on, what_is_wrong
from core.rules.wording import day_words

FORMATS: tuple[tuple[str, str, Callable[[tuple[RouteSheet, ...]], bytes]], ...] = (
    ("CSV, a line for each stop…", "csv", as_csv),
    ("GPX, for navigation…", "gpx", as_gpx),
    ("GeoJSON, for maps…", "geojson", as_geojson),
    ("VROOM JSON, for other engines…", "json", as_vroom),
)
PAGE_BREAK = '<p style="page-break-after: always"></p>'


class DayDesk(QObject):
    """Signals: `said` (words, is_bad), `day_wanted` (service day): show it and plan it,
    `import_wanted`, `fleet_wanted`, `depots_wanted` (menu): what there is to open instead is added
    to it."""

    said = Signal(str, bool)
    day_wanted = Signal(str)
    import_wanted = Signal()
    fleet_wanted = Signal()
    depots_wanted = Signal(QMenu)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        send: Send,
        find_path: FindPath,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
        *,
        held: Callable[[], str] = str,
    ) -> None:
        super().__init__(parent)
        self._window, self._theme, self._send = window, theme, send
        self._find_path, self._live, self._screen, self._held = find_path, live, screen, held
        self._dialog: NewDayDialog | None = None

    def show_menu(self, at: QPoint) -> None:
        """What is done with whole days."""
        menu = QMenu(self._window)
        menu.addAction("Import orders…  (Ctrl+I)", self.import_wanted.emit)
        menu.addAction("Drivers and vans…  (Ctrl+Shift+D)", self.fleet_wanted.emit)
        menu.addAction("Plan a day…  (Ctrl+D)", self.ask)
        menu.addSeparator()
        for words, ending, write in FORMATS:
            menu.addAction(f"Routes as {words}", partial(self.ask_file, ending, write))
        menu.addAction("Manifests to print (PDF)…", self.ask_manifests)
        self.depots_wanted.emit(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at - QPoint(0, menu.sizeHint().height()))

    def ask(self, day: date | None = None) -> None:
        """Who drives on that day? One that is open is shown and planned as it is."""
        live, screen = self._live(), self._screen()
        if live.state.depot is None or live.clock is None or screen is None:
            return
        today = live.clock.at(time.monotonic()).astimezone(ZoneInfo(live.state.depot.zone)).date()
        wanted = day or next(iter(days_with_orders(live.state, today)), today + timedelta(days=1))
        if day is not None and day.isoformat() in live.state.days:
            self.day_wanted.emit(day.isoformat())
            return
        words = self._held() or why_not(live.role, c.OpenDay, "to open a day")
        if words:
            self.said.emit(words, True)
            return
        crews = usual_crews(live.state)
        dialog = NewDayDialog(
            self._theme,
            wanted,
            crews,
            [screen.moment.driver_name(crew.driver_id) for crew in crews],
            [(van.id, van.name) for van in live.state.vehicles.values() if not van.is_retired],
            self._window,
        )
        dialog.changed.connect(lambda: self._judge(dialog, today))
        dialog.open_wanted.connect(lambda: self._open(dialog))
        self._judge(dialog, today)
        dialog.open()

    def _judge(self, dialog: NewDayDialog, today: date) -> None:
        state, day = self._live().state, dialog.day
        crews, named = dialog.crews, day_words(day.isoformat())
        dialog.start.setText("Open the day and plan it")
        if day.isoformat() in state.days:
            dialog.start.setText("Plan it")
            words = f"{named} is open already; it is planned with the routes that it has."
            dialog.show_words(words, Tone.MUTED, may_open=True)
            return
        wrong = what_is_wrong(crews, dialog.shift)
        if day < today:
            wrong = f"{named} is over."
        waiting = waiting_on(state, day)
        words = f"{count(waiting, 'order')} for {count(len(crews), 'van')}."
        if not waiting:
            words = "No order waits on that day. Import some, or choose another day."
        tone = Tone.BAD if wrong else Tone.MUTED if waiting else Tone.WARN
        dialog.show_words(wrong or words, tone, may_open=not wrong)

    def _open(self, dialog: NewDayDialog) -> None:
        state, day = self._live().state, dialog.day
        if day.isoformat() in state.days:
            dialog.accept()
            self.day_wanted.emit(day.isoformat())
            return
        command = open_day(state, day, dialog.crews, dialog.shift)

        def answered(refusal: str | None) -> None:
            if refusal is not None:
                dialog.show_words(refusal, Tone.BAD, may_open=True)
                return
            dialog.accept()
            named = day_words(day.isoformat())
            self.said.emit(f"{named} is open with {count(len(command.routes), 'route')}.", False)
            self.day_wanted.emit(day.isoformat())

        self._send(command, answered)

    # Files.

    def ask_file(self, ending: str, write: Callable[[tuple[RouteSheet, ...]], bytes]) -> None:
        """Where the routes of the day that is shown are written."""
        sheets, day = self._sheets()
        if sheets:
            self._choose(
                f"routes-{day}.{ending}", ending, lambda file: self._write(file, write(sheets))
            )

    def ask_manifests(self) -> None:
        """Where a PDF with a page or more for each route is written."""
        sheets, day = self._sheets()
        depot = self._live().state.depot
        if sheets and depot is not None:
            html = PAGE_BREAK.join(manifest_html(sheet, depot.name) for sheet in sheets)
            title = f"Manifests {day_words(day)}"
            self._choose(f"manifests-{day}.pdf", "pdf", lambda file: self._print(file, html, title))

    def _sheets(self) -> tuple[tuple[RouteSheet, ...], str]:
        screen = self._screen()
        if screen is None or screen.day is None:
            return (), ""
        sheets = route_sheets(screen.moment, ServiceDay(screen.day), self._find_path)
        if not sheets:
            self.said.emit(
                f"No route of {day_words(screen.day)} has stops. Plan the day first (F5).", True
            )
        return sheets, screen.day

    def _choose(self, name: str, ending: str, write: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self._window, "Save", "", f"*.{ending}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: write(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, file: Path, content: bytes) -> None:
        try:
            file.write_bytes(content)
        except OSError as error:
            words = f"{file.name} was not written: {error.strerror or error}."
            self.said.emit(words, True)
            return
        self.said.emit(f"The routes are in {file.name}.", False)

    def _print(self, file: Path, html: str, title: str) -> None:
        try:
            write_pdf(file, html, title, is_wide=True)
        except OSError as error:
            self.said.emit(f"{file.name} was not written: {error.strerror or error}.", True)
            return
        self.said.emit(f"{title} are in {file.name}.", False)
