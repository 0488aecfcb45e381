"""Reports asked of the hub: any range of days, where visits failed on the map, cases behind it."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.map.scene import HeatLegend, HeatSpot
from console.panels.range_dialog import RangeDialog
from console.panels.reports_panel import ReportsPanel, SpanKind
from console.report_desk import ReportDesk, heat_spots, period_at
from console.theme import Theme
from console.views.report_charts import chart_views
from core.model import Place, PlaceId
from core.reports.facts import CaseList, FactsAnswer, Period
from core.reports.reports import reports_of
from tests.console.views.test_report_charts import MOMENT
from tests.core.reports.test_reports import FACTS

P1 = Place(PlaceId("p1"), "Balmaceda 120", -29.9, -71.25)
KNOWN = replace(MOMENT, state=replace(MOMENT.state, places=MOMENT.state.places | {P1.id: P1}))
TODAY = date(2026, 11, 23)


class Office:
    """Reports over a line that answers at once with the same two days."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.heat: list[tuple[HeatSpot, ...]] = []
        self.legends: list[HeatLegend] = []
        self.panel = ReportsPanel(theme)
        self.panel.setParent(window)
        self.panel.resize(1260, 700)
        screen: Any = SimpleNamespace(moment=KNOWN)
        link: Any = SimpleNamespace(call=self.call)
        self.desk = ReportDesk(
            self.panel, self.panel.setVisible, theme, link, lambda: screen, window
        )
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self.desk.heat_changed.connect(lambda spots, _: self.heat.append(spots))
        self.desk.heat_changed.connect(lambda _, legend: self.legends.append(legend))

    def call(
        self, method: str, path: str, body: object, answered: Callable[[int, bytes], None]
    ) -> None:
        self.asked.append(path)
        found = CaseList(0, ()) if path.startswith("/report-cases") else FactsAnswer(FACTS, None)
        answered(200, msgspec.json.encode(found))


@pytest.fixture
def office(qtbot: QtBot, theme: Theme) -> Any:
    window = QWidget()
    window.resize(1260, 700)
    qtbot.addWidget(window)
    made = Office(window, theme)
    window.show()
    made.panel.hide()
    yield made
    made.desk.close()


def opened(office: Office, qtbot: QtBot) -> None:
    office.desk.toggle()
    qtbot.waitUntil(lambda: bool(office.panel.cards))


def test_any_days_are_asked_for_and_moved_by_as_many(office: Office, qtbot: QtBot) -> None:
    opened(office, qtbot)
    office.desk.show_days(date(2026, 11, 2), date(2026, 11, 12))
    assert office.asked[-1].endswith("?first=2026-11-02&last=2026-11-12")
    QTest.keyClick(office.panel, Qt.Key.Key_Comma)
    assert office.asked[-1].endswith("?first=2026-10-22&last=2026-11-01")
    QTest.keyClick(office.panel, Qt.Key.Key_Period)
    assert office.asked[-1].endswith("?first=2026-11-02&last=2026-11-12")
    QTest.keyClick(office.panel, Qt.Key.Key_W)
    assert office.asked[-1].endswith("?first=2026-11-09&last=2026-11-15")


def test_the_days_are_chosen_by_key_in_a_dialog(office: Office, qtbot: QtBot) -> None:
    opened(office, qtbot)
    QTest.keyClick(office.panel, Qt.Key.Key_R)
    (dialog,) = office.panel.findChildren(RangeDialog)
    assert dialog.days() == (TODAY, TODAY)
    dialog.first.setDate(dialog.first.date().addDays(-9))
    QTest.keyClick(dialog.last, Qt.Key.Key_Return)
    assert office.asked[-1].endswith("?first=2026-11-14&last=2026-11-23")
    assert office.panel._kinds[SpanKind.RANGE].isChecked()


def test_days_that_were_typed_the_wrong_way_round_are_put_right(qtbot: QtBot, theme: Theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RangeDialog(TODAY, date(2026, 11, 20), TODAY, parent)
    assert dialog.days() == (date(2026, 11, 20), TODAY)
    assert dialog._words.text() == "4 days"
    assert period_at(SpanKind.RANGE, TODAY) == Period(TODAY, TODAY)


def test_a_range_that_was_given_up_leaves_what_is_shown(office: Office, qtbot: QtBot) -> None:
    opened(office, qtbot)
    office.panel._kinds[SpanKind.RANGE].click()
    assert office.panel._kinds[SpanKind.DAY].isChecked()
    assert not office.panel._kinds[SpanKind.RANGE].isChecked()
    (dialog,) = office.panel.findChildren(RangeDialog)
    dialog.reject()
    assert len(office.asked) == 1


def test_failures_are_on_the_map_and_a_place_lists_its_cases(office: Office, qtbot: QtBot) -> None:
    opened(office, qtbot)
    QTest.mouseClick(office.panel.on_map, Qt.MouseButton.LeftButton)
    assert not office.panel.isVisible()
    (spot,) = office.heat[-1]
    assert office.legends[-1].title.startswith("Failures by place, ")
    assert office.legends[-1].least == "1 failed visit"
    assert (spot.id, spot.lat, spot.lon, spot.share) == ("p1", -29.9, -71.25, 0.75)
    assert spot.title == "Balmaceda 120"
    assert spot.lines[0].startswith("3 failed visits, ")
    assert office.said[-1].startswith("1 place with failed visits, ")
    office.desk.list_place("p1")
    assert office.panel.isVisible()
    assert office.asked[-1].startswith("/report-cases/coquimbo?of=")
    assert "p1" in office.asked[-1]
    before = len(office.asked)
    office.desk.list_place("nowhere")
    assert len(office.asked) == before
    office.desk.toggle_heat()
    assert office.heat[-1] == ()
    assert office.legends[-1] == HeatLegend()
    assert not office.panel.on_map.isChecked()


def test_without_a_report_todays_failures_are_fetched(office: Office, qtbot: QtBot) -> None:
    office.desk.toggle_heat()
    qtbot.waitUntil(lambda: bool(office.heat))
    assert office.asked[-1].endswith("?first=2026-11-23&last=2026-11-23")
    assert [spot.id for spot in office.heat[-1]] == ["p1"]
    office.desk.show_days(date(2026, 11, 2), date(2026, 11, 12))
    qtbot.waitUntil(lambda: len(office.heat) == 2)


def test_a_place_that_nobody_knows_is_left_off_the_map() -> None:
    charts = chart_views(KNOWN, reports_of(FACTS))
    assert [spot.id for spot in heat_spots(reports_of(FACTS), charts, "x")] == ["p1"]
