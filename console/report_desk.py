"""Asks the hub for the bottom line, shows it, lists the cases behind it, and hands it out as files.

Everything but the painting happens elsewhere: the hub sums up on a thread of its own, the charts
are made on the console's, and only finished values reach the panel.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import msgspec
from PySide6.QtCore import QObject, Qt, Signal

from console.background import Background
from console.file_places import ask_where
from console.hub_link import HubLink
from console.hub_words import in_words
from console.map.scene import HeatLegend, HeatSpot
from console.panels.range_dialog import RangeDialog
from console.panels.reports_panel import ReportsPanel, SpanKind
from console.report_print import print_reports
from console.report_view import CasesTable, ChartView
from console.screen import Screen
from console.theme import Theme
from console.tongue import tr
from console.views.moment import Moment
from console.views.report_charts import cases_table, chart_views, export_rows, period_words
from core.exchange.report_tables import write_csv, write_workbook
from core.reports.charts import Point, Report
from core.reports.facts import CaseFilter, CaseList, FactsAnswer, Period
from core.reports.reports import reports_of

PLACES = "by_place"
"""Key of the report that the map shows."""
HOT = 4
"""From so many failed visits on a place glows fully, if no other has more."""
Made = tuple[tuple[Report, ...], tuple[ChartView, ...]]


def period_at(kind: SpanKind, day: date) -> Period:
    """The period of that kind which holds the day."""
    match kind:
        case SpanKind.DAY:
            return Period(day, day)
        case SpanKind.WEEK:
            first = day - timedelta(days=day.weekday())
            return Period(first, first + timedelta(days=6))
        case SpanKind.MONTH:
            last = monthrange(day.year, day.month)[1]
            return Period(day.replace(day=1), day.replace(day=last))
        case SpanKind.YEAR:
            return Period(date(day.year, 1, 1), date(day.year, 12, 31))
        case SpanKind.RANGE:
            return Period(day, day)


def heat_spots(
    reports: Sequence[Report], charts: Sequence[ChartView], period: str
) -> tuple[HeatSpot, ...]:
    """The places of a period's failures as the map shows them; those without a place are left."""
    found = [(r, ch) for r, ch in zip(reports, charts, strict=True) if r.key == PLACES]
    spots = []
    for report, chart in found:
        most = _most(report.points)
        for point, mark in zip(report.points, chart.marks, strict=True):
            if mark.at is not None:
                visits = round(point.values[0] or 0)
                failed = f"{tr('{n} failed visit', '{n} failed visits', visits)}, {period}"
                share = (point.values[0] or 0) / most
                lines = (failed, tr("Click for the cases"))
                spots.append(HeatSpot(point.key, *mark.at, share, mark.label, lines))
    return tuple(spots)


def heat_legend(reports: Sequence[Report], period: str) -> HeatLegend:
    """What the smallest and the largest glow of a period stand for."""
    points = next((report.points for report in reports if report.key == PLACES), ())
    return HeatLegend(
        title=tr("Failures by place, {period}", period=period),
        least=tr("{n} failed visit", "{n} failed visits", 1),
        most=str(round(_most(points))),
        hint=tr("Esc takes them off the map"),
    )


def _most(points: Sequence[Point]) -> float:
    """Failed visits of which a place glows most."""
    return max(HOT, *(point.values[0] or 0 for point in points), 0)


class ReportDesk(QObject):
    """Signals: `case_wanted(order_id)`, `said(words, is_bad)`, `heat_changed(spots, legend)` when
    failures by place are to be on the map, or none."""

    case_wanted = Signal(str)
    heat_changed = Signal(tuple, object)
    said = Signal(str, bool)

    def __init__(
        self,
        panel: ReportsPanel,
        bring: Callable[[bool], None],
        theme: Theme,
        link: HubLink,
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.panel = panel
        self._bring = bring
        self._theme = theme
        self._link = link
        self._screen = screen
        self._kind = SpanKind.DAY
        self._period: Period | None = None
        self._made: Made = ((), ())
        self._has_heat = False
        self._work = Background("reports", self)
        self._work.failed.connect(lambda words: self.said.emit(words, True))
        panel.kind_chosen.connect(lambda kind: self._choose(SpanKind(kind)))
        panel.period_moved.connect(self._move)
        panel.range_wanted.connect(self._ask_range)
        panel.map_wanted.connect(self.toggle_heat)
        panel.part_chosen.connect(self._list_part)
        panel.whole_chosen.connect(self._list_whole)
        panel.case_chosen.connect(self._leave_for)
        panel.export_wanted.connect(self._export)
        panel.closed.connect(lambda: self._bring(False))

    def close(self) -> None:
        """End the thread."""
        self._work.close()

    def toggle(self) -> None:
        """The reports, or what was there before."""
        if self.panel.isVisible():
            self._bring(False)
        elif self._moment() is not None:
            self._bring(True)
            self.panel.setFocus()
            self._choose(self._kind)

    def _moment(self) -> Moment | None:
        screen = self._screen()
        return screen.moment if screen is not None and screen.moment.state.depot else None

    def _today(self, moment: Moment) -> date:
        return date.fromisoformat(moment.wording.today(moment.now))

    def _choose(self, kind: SpanKind) -> None:
        moment = self._moment()
        if moment is not None:
            within = self._period.last if self._period is not None else self._today(moment)
            self._kind = kind
            self._open(moment, period_at(kind, min(within, self._today(moment))))

    def _move(self, by: int) -> None:
        moment = self._moment()
        if moment is not None and self._period is not None:
            beside = self._period.before if by < 0 else self._period.after
            if self._kind is not SpanKind.RANGE:
                beside = period_at(self._kind, beside.last if by < 0 else beside.first)
            self._open(moment, beside)

    def _ask_range(self) -> None:
        moment, period = self._moment(), self._period
        if moment is None or period is None:
            return
        today = self._today(moment)
        dialog = RangeDialog(period.first, min(period.last, today), today, self.panel)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.show_days)
        dialog.open()

    def show_days(self, first: date, last: date) -> None:
        """The days from the first to the last."""
        moment = self._moment()
        if moment is not None:
            self._kind = SpanKind.RANGE
            self._open(moment, Period(first, last))

    def _open(self, moment: Moment, period: Period) -> None:
        self._period = period
        has_later = period.last < self._today(moment)
        self.panel.show_period(period_words(moment, period), self._kind, has_later=has_later)
        self.panel.say(tr("Adding up…"))
        path = f"/reports/{self._depot(moment)}?first={period.first}&last={period.last}"
        self._link.call("GET", path, None, lambda s, body: self._arrived(period, s, body))

    @staticmethod
    def _depot(moment: Moment) -> str:
        depot = moment.state.depot
        return depot.id if depot is not None else ""

    def _arrived(self, period: Period, status: int, body: bytes) -> None:
        moment = self._moment()
        if period != self._period or moment is None:
            return
        if status != 200:
            self.panel.say(in_words(body.decode(errors="replace")))
            return
        self._work.post("charts", lambda: _made(moment, body), lambda m: self._show(period, m))

    def _show(self, period: Period, made: Made) -> None:
        if period == self._period:
            self._made = made
            self.panel.say("")
            self.panel.show_charts(made[1])
            if self._has_heat:
                self._show_heat()

    # On the map.

    @property
    def has_heat(self) -> bool:
        """Whether failures by place lie on the map."""
        return self._has_heat

    def toggle_heat(self) -> None:
        """Where visits failed in the period that was looked at last, today without one; or off."""
        moment = self._moment()
        if moment is None:
            return
        self._has_heat = not self._has_heat
        self.panel.on_map.setChecked(self._has_heat)
        if not self._has_heat:
            self.heat_changed.emit((), HeatLegend())
            self.said.emit(tr("Failures by place are off the map."), False)
        elif self._made[1]:
            self._show_heat()
            self._bring(False)
        else:
            self._choose(self._kind)

    def list_place(self, place_id: str) -> None:
        """The cases behind one place of the map."""
        points = next((each.points for each in self._made[0] if each.key == PLACES), ())
        at = next((at for at, point in enumerate(points) if point.key == place_id), None)
        if at is not None:
            self._bring(True)
            self._list_part(PLACES, at)

    def _show_heat(self) -> None:
        moment = self._moment()
        if moment is None or self._period is None:
            return
        words = period_words(moment, self._period)
        spots = heat_spots(*self._made, words)
        self.heat_changed.emit(spots, heat_legend(self._made[0], words))
        places = (
            tr("{place} with failed visits", place=tr("{n} place", "{n} places", len(spots)))
            if spots
            else tr("No failed visit")
        )
        self.said.emit(
            tr(
                "{places}, {words}; wider means more · Esc takes them off the map",
                places=places,
                words=words,
            ),
            False,
        )

    # The cases behind a chart.

    def _chart(self, key: str) -> ChartView:
        return next(chart for chart in self._made[1] if chart.key == key)

    def _list_part(self, key: str, at: int) -> None:
        chart = self._chart(key)
        mark = chart.marks[at]
        if mark.cases is not None:
            self._list(f"{chart.title}: {mark.label}", mark.cases)

    def _list_whole(self, key: str) -> None:
        chart = self._chart(key)
        if chart.cases is not None:
            self._list(chart.title, chart.cases)

    def _list(self, title: str, wanted: CaseFilter) -> None:
        moment = self._moment()
        if moment is None:
            return
        of = quote(msgspec.json.encode(wanted).decode())
        path = f"/report-cases/{self._depot(moment)}?of={of}"
        self._link.call("GET", path, None, lambda s, body: self._listed(title, s, body))

    def _listed(self, title: str, status: int, body: bytes) -> None:
        moment = self._moment()
        if status != 200 or moment is None:
            self.said.emit(in_words(body.decode(errors="replace")), True)
            return
        found = msgspec.json.decode(body, type=CaseList)
        table: CasesTable = cases_table(moment, title, found)
        self.panel.show_cases(table)

    def _leave_for(self, order_id: str) -> None:
        self._bring(False)
        self.case_wanted.emit(order_id)

    # Files.

    def _export(self, kind: str) -> None:
        moment = self._moment()
        if moment is None or self._period is None or not self._made[1]:
            return
        first, last = self._period.first, self._period.last
        name = (
            tr("reports {first}.{kind}", first=first, kind=kind)
            if first == last
            else tr("reports {first} {last}.{kind}", first=first, last=last, kind=kind)
        )
        ask_where(
            self.panel,
            tr("Save the reports"),
            name,
            [f"*.{kind}"],
            lambda file: self.write(kind, file),
        )

    def write(self, kind: str, file: Path) -> None:
        """Write what is shown into a file; says how that went."""
        moment, period = self._moment(), self._period
        if moment is None or period is None:
            return
        depot = moment.state.depot
        name = depot.name if depot is not None else ""
        words, (reports, charts) = period_words(moment, period), self._made
        try:
            if kind == "pdf":
                print_reports(file, self._theme, name, words, charts)
            else:
                tables = [export_rows(moment, report) for report in reports]
                if kind == "csv":
                    write_csv(file, tables)
                else:
                    write_workbook(file, f"{name}, {words}", tables)
        except OSError as error:
            why = error.strerror or str(error)
            self.said.emit(
                tr(
                    "{file} could not be written: {why}. Choose another folder.", file=file, why=why
                ),
                True,
            )
            return
        self.said.emit(tr("Saved as {file}.", file=file), False)


def _made(moment: Moment, body: bytes) -> Made:
    answer = msgspec.json.decode(body, type=FactsAnswer)
    reports = reports_of(answer.facts)
    before = reports_of(answer.before) if answer.before is not None else ()
    return reports, chart_views(moment, reports, before)
