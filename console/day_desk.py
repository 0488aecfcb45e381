"""A day planned from scratch: its routes are opened without stops, what was left over comes in,
then the search for plans fills them. And its routes as files for others."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from console.day_filling import (
    LEFT_OVER,
    ROUNDS,
    all_of,
    carrying,
    left_over_group,
    putting_in,
    rounds_group,
)
from console.file_places import ask_where
from console.filling_view import FillingGroup
from console.gestures import Send
from console.hub_link import Live
from console.map.route_marks import FindPath
from console.panels.new_day_dialog import NewDayDialog
from console.paper_file import write_pdf
from console.screen import Screen
from console.theme import Theme
from console.tongue import tr
from console.undo import Pair
from console.view import RouteView, Tone
from console.views.allowed import why_not
from console.views.manifests import manifest_html
from console.views.route_sheets import route_sheets
from console.views.wording import day_words
from core import commands as c
from core.exchange.report_tables import workbook
from core.exchange.route_files import (
    RouteSheet,
    as_csv,
    as_geojson,
    as_gpx,
    as_table,
    as_vroom,
)
from core.model import OrderId, RoundId, RouteId, ServiceDay
from core.new_day import days_with_orders, open_day, usual_crews, waiting_on, what_is_wrong


def as_xlsx(sheets: tuple[RouteSheet, ...]) -> bytes:
    """A line for each stop, under a head that filters."""
    return workbook(tr("Routes"), [(tr("Routes"), as_table(sheets))])


FORMATS: tuple[tuple[str, str, Callable[[tuple[RouteSheet, ...]], bytes]], ...] = (
    (tr("CSV, a line for each stop…"), "csv", as_csv),
    (tr("XLSX, the same as a workbook…"), "xlsx", as_xlsx),
    (tr("GPX, for navigation…"), "gpx", as_gpx),
    (tr("GeoJSON, for maps…"), "geojson", as_geojson),
    (tr("VROOM JSON, for other engines…"), "json", as_vroom),
)


class DayDesk(QObject):
    """Signals: `said` (words, is_bad), `day_wanted` (service day): show it and plan it,
    `import_wanted`, `vroom_wanted`, `fleet_wanted`, `rounds_wanted`, `depots_wanted` (menu): what
    there is to open instead is added to it."""

    said = Signal(str, bool)
    day_wanted = Signal(str)
    import_wanted = Signal()
    fleet_wanted = Signal()
    rounds_wanted = Signal()
    vroom_wanted = Signal()
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
        remember: Callable[[Pair], None] = lambda pair: None,
    ) -> None:
        """`remember` keeps the way back from what is put into a day."""
        super().__init__(parent)
        self._remember = remember
        self._window, self._theme, self._send = window, theme, send
        self._find_path, self._live, self._screen, self._held = find_path, live, screen, held
        self._dialog: NewDayDialog | None = None

    def show_menu(self, at: QPoint) -> None:
        """What is done with whole days."""
        menu = QMenu(self._window)
        menu.addAction(tr("Import orders…  (Ctrl+I)"), self.import_wanted.emit)
        menu.addAction(tr("Import a plan (VROOM JSON)…"), self.vroom_wanted.emit)
        menu.addAction(tr("Drivers and vans…  (Ctrl+Shift+D)"), self.fleet_wanted.emit)
        menu.addAction(tr("Collection rounds…  (Ctrl+Shift+M)"), self.rounds_wanted.emit)
        menu.addAction(tr("Plan a day…  (Ctrl+D)"), self.ask)
        menu.addSeparator()
        for words, ending, write in FORMATS:
            menu.addAction(
                tr("Routes as {words}", words=words), partial(self.ask_file, ending, write)
            )
        menu.addAction(tr("Manifests to print (PDF)…"), self.ask_manifests)
        self._offer_one_route(menu)
        self.depots_wanted.emit(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at - QPoint(0, menu.sizeHint().height()))

    def _offer_one_route(self, menu: QMenu) -> None:
        """The same of the route that is looked at."""
        screen = self._screen()
        if screen is None or not isinstance(screen.inspected, RouteView):
            return
        route = screen.inspected
        one = menu.addMenu(tr("Only {route}", route=route.name.replace("&", "&&")))
        for words, ending, write in FORMATS:
            one.addAction(words, partial(self.ask_file, ending, write, route.route_id))
        one.addAction(tr("Manifest to print (PDF)…"), partial(self.ask_manifests, route.route_id))

    def ask(self, day: date | None = None) -> None:
        """Who drives on that day? One that is open is shown and planned as it is."""
        live, screen = self._live(), self._screen()
        if live.state.depot is None or live.clock is None or screen is None:
            return
        today = live.today()
        wanted = day or next(iter(days_with_orders(live.state, today)), today + timedelta(days=1))
        if day is not None and day.isoformat() in live.state.days:
            self.day_wanted.emit(day.isoformat())
            return
        words = self._held() or why_not(live.role, c.OpenDay, tr("to open a day"))
        fillable = self._day_to_fill(today) if words and not self._held() else None
        if words and fillable is None:
            self.said.emit(words, True)
            return
        if fillable is not None:
            wanted = fillable
            self.said.emit(tr("{ask} An open one can be filled.", ask=words), False)
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

    def _day_to_fill(self, today: date) -> date | None:
        """The next open day into which somebody who may not open one can still put something."""
        live = self._live()
        if why_not(live.role, c.CarryOver, ""):
            return None
        days = [each for each in map(date.fromisoformat, live.state.days) if each >= today]
        return next((day for day in sorted(days) if any(g.rows for g in self._groups(day))), None)

    def _judge(self, dialog: NewDayDialog, today: date) -> None:
        state, day = self._live().state, dialog.day
        crews, named = dialog.crews, day_words(day.isoformat())
        self._show_filling(dialog, today)
        left, rounds = (len(dialog.filling.chosen(key)) for key in (LEFT_OVER, ROUNDS))
        coming = tr(" and ").join(
            words
            for number, words in (
                (left, tr("{left} left over from earlier days", left=left)),
                (rounds, tr("{n} collection round", "{n} collection rounds", rounds)),
            )
            if number
        )
        dialog.start.setText(tr("Open the day and plan it"))
        if day.isoformat() in state.days:
            dialog.start.setText(tr("Plan it"))
            words = tr(
                "{named} is open already; it is planned with the routes that it has.", named=named
            )
            words += tr(" With {coming}.", coming=coming) if coming else ""
            dialog.show_words(words, Tone.MUTED, may_open=True)
            return
        wrong = what_is_wrong(crews, dialog.shift)
        ask = why_not(self._live().role, c.OpenDay, tr("to open a day"))
        if ask:
            wrong = tr("{named} is not open. {ask}", named=named, ask=ask)
        if day < today:
            wrong = tr("{named} is over.", named=named)
        waiting = waiting_on(state, day) + left + rounds
        words = tr(
            "{order} for {van}.",
            order=tr("{n} order", "{n} orders", waiting),
            van=tr("{n} van", "{n} vans", len(crews)),
        )
        if coming:
            words = tr("{words}, with {coming}.", words=words[:-1], coming=coming)
        if not waiting:
            words = tr("No order waits on that day. Import some, or choose another day.")
        tone = Tone.BAD if wrong else Tone.MUTED if waiting else Tone.WARN
        dialog.show_words(wrong or words, tone, may_open=not wrong)

    def _show_filling(self, dialog: NewDayDialog, today: date) -> None:
        dialog.filling.show_groups(self._groups(dialog.day) if dialog.day >= today else ())

    def _groups(self, day: date) -> tuple[FillingGroup, ...]:
        """What can be put into a day beside its own orders."""
        screen = self._screen()
        if screen is None:
            return ()
        moment = replace(screen.moment, state=self._live().state)
        wanted = ServiceDay(day.isoformat())
        return (
            rounds_group(moment.state, self._live().texts, wanted),
            left_over_group(moment, wanted),
        )

    def _open(self, dialog: NewDayDialog) -> None:
        state, day = self._live().state, dialog.day
        if day.isoformat() in state.days:
            self._fill(dialog, "")
            return
        command = open_day(state, day, dialog.crews, dialog.shift)

        def answered(refusal: str | None) -> None:
            if refusal is not None:
                dialog.show_words(refusal, Tone.BAD, may_open=True)
                return
            routes = tr("{n} route", "{n} routes", len(command.routes))
            self._fill(
                dialog,
                tr(
                    "{day_words} is open with {routes}.",
                    day_words=day_words(day.isoformat()),
                    routes=routes,
                ),
            )

        self._send(command, answered)

    def _fill(self, dialog: NewDayDialog, words: str) -> None:
        """Put in what is ticked, then show the day; `words` tell what was done so far."""
        state, day = self._live().state, ServiceDay(dialog.day.isoformat())
        pairs = []
        order_ids = [OrderId(key) for key in dialog.filling.chosen(LEFT_OVER)]
        if order_ids:
            pairs.append(carrying(state, day, order_ids))
        round_ids = [RoundId(key) for key in dialog.filling.chosen(ROUNDS)]
        if round_ids:
            pairs.append(putting_in(state, day, round_ids))
        self._put_in(dialog, pairs, [], words)

    def _put_in(
        self, dialog: NewDayDialog, pairs: Sequence[Pair], done: list[Pair], words: str
    ) -> None:
        """One after the other; a refusal ends it and is shown, what was put in stays."""
        if not pairs:
            self._show_filled(dialog, done, words)
            return
        first, rest = pairs[0], pairs[1:]
        commands = list(first.do(self._live().state))

        def answered(refusal: str | None) -> None:
            if refusal is not None:
                told = " ".join(filter(None, (self._kept(done, words), refusal)))
                dialog.start.setText(tr("Plan it"))
                dialog.show_words(told, Tone.BAD, may_open=True)
            elif commands:
                self._send(commands.pop(0), answered)
            else:
                self._put_in(dialog, rest, [*done, first], words)

        answered(None)

    def _show_filled(self, dialog: NewDayDialog, done: Sequence[Pair], words: str) -> None:
        words = self._kept(done, words)
        day = dialog.day.isoformat()
        dialog.accept()
        if words:
            self.said.emit(words, False)
        self.day_wanted.emit(day)

    def _kept(self, done: Sequence[Pair], words: str) -> str:
        """What was put in can be taken back, and all of it is told."""
        if not done:
            return words
        pair = all_of(done)
        self._remember(pair)
        return " ".join(
            filter(None, (words, tr("{words} · Ctrl+Z takes it back.", words=pair.words)))
        )

    # Files.

    def ask_file(
        self,
        ending: str,
        write: Callable[[tuple[RouteSheet, ...]], bytes],
        only: RouteId | None = None,
    ) -> None:
        """Where the routes of the day that is shown, or one of them, are written."""
        sheets, day = self._sheets(only)
        if sheets:
            name = file_name("routes", day, ending, sheets if only else ())
            self._choose(name, ending, lambda file: self._write(file, write(sheets)))

    def ask_manifests(self, only: RouteId | None = None) -> None:
        """Where a PDF with a page or more for each route, or for one, is written."""
        sheets, day = self._sheets(only)
        depot = self._live().state.depot
        if sheets and depot is not None:
            papers = [manifest_html(sheet, depot.name, day_words(day)) for sheet in sheets]
            title = tr("Manifests {day_words}", day_words=day_words(day))
            name = file_name("manifests", day, "pdf", sheets if only else ())
            self._choose(name, "pdf", lambda file: self._print(file, papers, title))

    def _sheets(self, only: RouteId | None = None) -> tuple[tuple[RouteSheet, ...], str]:
        screen = self._screen()
        if screen is None or screen.day is None:
            return (), ""
        day = screen.day
        if only is not None and only in screen.moment.state.routes:
            day = screen.moment.state.routes[only].day
        sheets = route_sheets(screen.moment, ServiceDay(day), self._find_path, only)
        if not sheets:
            self.said.emit(
                tr(
                    "No route of {day_words} has stops. Plan the day first (F5).",
                    day_words=day_words(day),
                ),
                True,
            )
        return sheets, day

    def _choose(self, name: str, ending: str, write: Callable[[Path], None]) -> None:
        ask_where(self._window, tr("Save"), name, [f"*.{ending}"], write)

    def _write(self, file: Path, content: bytes) -> None:
        try:
            file.write_bytes(content)
        except OSError as error:
            words = tr(
                "{file_name} was not written: {strerror}.",
                file_name=file.name,
                strerror=error.strerror or error,
            )
            self.said.emit(words, True)
            return
        self.said.emit(tr("The routes are in {file_name}.", file_name=file.name), False)

    def _print(self, file: Path, papers: Sequence[str], title: str) -> None:
        try:
            write_pdf(file, papers, title, is_wide=True)
        except OSError as error:
            self.said.emit(
                tr(
                    "{file_name} was not written: {strerror}.",
                    file_name=file.name,
                    strerror=error.strerror or error,
                ),
                True,
            )
            return
        self.said.emit(tr("{title} are in {file_name}.", title=title, file_name=file.name), False)


def file_name(what: str, day: str, ending: str, only: tuple[RouteSheet, ...] = ()) -> str:
    """`routes-2026-12-01.csv`, or `route-7-2026-12-01.csv` for one that is named Route 7."""
    plain = re.sub(r"\W+", "-", only[0].name.lower()).strip("-") if only else ""
    return f"{plain or what}-{day}.{ending}"
