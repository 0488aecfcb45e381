"""The reports view by mouse and keys: periods, parts of charts, the cases behind them, files."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.panels.reports_panel import ReportsPanel, SpanKind
from console.report_print import print_reports
from console.report_view import CASE_COLUMNS, CaseCells, CasesTable
from console.theme import Theme
from console.views.report_charts import chart_views
from core.reports.charts import Shape
from core.reports.facts import Facts
from core.reports.reports import reports_of
from tests.console.views.test_report_charts import MOMENT
from tests.core.reports.test_reports import FACTS

CHARTS = chart_views(MOMENT, reports_of(FACTS))
CASES = CasesTable("Refused", 400, (CaseCells("a1", tuple("x" for _ in CASE_COLUMNS)),))


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> ReportsPanel:
    panel = ReportsPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(1260, 700)
    panel.show()
    qtbot.waitExposed(panel)
    panel.show_period("Mon 23 Nov 2026", SpanKind.DAY, has_later=True)
    panel.show_charts(CHARTS)
    panel.setFocus()
    return panel


def test_a_click_on_a_bar_asks_for_its_cases(qtbot: QtBot, panel: ReportsPanel) -> None:
    card = panel.cards["by_reason"]
    card.grab()
    with qtbot.waitSignal(panel.part_chosen) as chosen:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 75))
    assert chosen.args == ["by_reason", 0]
    with qtbot.waitSignal(panel.whole_chosen) as whole:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert whole.args == ["by_reason"]


def test_arrow_keys_walk_through_a_chart_and_enter_chooses(
    qtbot: QtBot, panel: ReportsPanel
) -> None:
    card = panel.cards["by_hour"]
    card.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(card, key)
    with qtbot.waitSignal(panel.part_chosen) as chosen:
        QTest.keyClick(card, Qt.Key.Key_Return)
    assert chosen.args == ["by_hour", 0]
    assert card.words_of(0) == ["09:00", "Failures: 1", "Click for its cases"]
    assert card.words_of(-1)[0] == "Failures by hour"


def test_keys_choose_and_move_the_period(qtbot: QtBot, panel: ReportsPanel) -> None:
    with qtbot.waitSignal(panel.kind_chosen) as kind:
        QTest.keyClick(panel, Qt.Key.Key_W)
    assert kind.args == ["week"]
    with qtbot.waitSignal(panel.period_moved) as moved:
        QTest.keyClick(panel, Qt.Key.Key_Comma)
    assert moved.args == [-1]


def test_escape_closes_the_cases_first_and_then_the_view(qtbot: QtBot, panel: ReportsPanel) -> None:
    panel.show_cases(CASES)
    assert panel.cases.isVisible()
    with qtbot.waitSignal(panel.case_chosen) as chosen:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert chosen.args == ["a1"]
    panel.leave()
    assert not panel.cases.isVisible()
    with qtbot.waitSignal(panel.closed):
        panel.leave()


def test_a_list_of_no_cases_says_so_instead_of_an_empty_table(panel: ReportsPanel) -> None:
    panel.show_cases(CasesTable("First attempt: Mon 23 Nov", 0, ()))
    (title,) = (label.text() for label in panel.cases.findChildren(QLabel))
    assert title == "First attempt: Mon 23 Nov · no case to list"
    assert not panel.table.isVisible()
    panel.show_cases(CASES)
    assert panel.table.isVisible()


def test_nothing_opens_from_an_empty_chart(qtbot: QtBot, panel: ReportsPanel) -> None:
    panel.show_charts(chart_views(MOMENT, reports_of(Facts(FACTS.period))))
    card = panel.cards["by_reason"]
    card.grab()
    asked: list[str] = []
    card.whole_chosen.connect(asked.append)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert asked == []


def test_an_empty_period_says_so_in_every_card(panel: ReportsPanel) -> None:
    filled = panel.cards["by_reason"].grab().toImage()
    panel.show_charts(chart_views(MOMENT, reports_of(Facts(FACTS.period))))
    empty: QImage = panel.cards["by_reason"].grab().toImage()
    assert empty != filled


def test_a_chart_of_nothing_but_gaps_is_empty_too(panel: ReportsPanel) -> None:
    card = panel.cards["first_attempt"]
    chart = card.chart
    assert chart is not None
    gaps = tuple(replace(mark, values=(None,)) for mark in chart.marks)
    card.show_chart(replace(chart, marks=()))
    empty = card.grab().toImage()
    card.show_chart(replace(chart, marks=gaps))
    assert card.grab().toImage() == empty


def test_reports_are_printed_on_pages_of_a4(theme: Theme, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "r.pdf"
    assert print_reports(file, theme, "Coquimbo", "Mon 23 Nov 2026", CHARTS) == 2
    assert file.read_bytes().startswith(b"%PDF")
    with pytest.raises(FileNotFoundError):
        print_reports(tmp_path / "no" / "r.pdf", theme, "Coquimbo", "x", CHARTS)


def test_figures_of_a_printed_report_can_be_searched_for(theme: Theme, tmp_path: Path) -> None:
    file = tmp_path / "r.pdf"
    print_reports(file, theme, "Coquimbo", "Sun 22 Nov – Mon 23 Nov 2026", CHARTS)
    document = QPdfDocument()
    document.load(str(file))
    page = document.getAllText(0).text()
    assert "Coquimbo · Sun 22 Nov – Mon 23 Nov 2026" in page
    figures = [chart.figure for chart in CHARTS[:8] if chart.figure]
    assert figures
    assert [figure for figure in figures if figure not in page] == []


def test_a_single_day_lies_in_its_card_and_any_place_of_it_is_its_mark(
    qtbot: QtBot, panel: ReportsPanel
) -> None:
    card = next(
        card
        for card in panel.cards.values()
        if card.chart is not None and card.chart.shape is Shape.BARS and card.chart.marks
    )
    assert card.chart is not None
    mark = card.chart.marks[0]
    values = tuple(7.0 for _ in mark.values)
    card.show_chart(replace(card.chart, marks=(replace(mark, values=values),)))
    picture = card.grab().toImage()
    ((box, at),) = card._spots
    assert at == 0
    assert box.width() > card.width() * 0.9
    painted = {picture.pixelColor(x, y).name() for x in range(20, 300, 4) for y in range(80, 250)}
    assert len(painted) > 3


def test_cards_grow_with_a_tall_screen(qtbot: QtBot, panel: ReportsPanel) -> None:
    low = panel.cards["by_hour"].height()
    panel.resize(2400, 1300)
    qtbot.waitUntil(lambda: panel.cards["by_hour"].height() > low)
    panel.resize(1260, 700)
    qtbot.waitUntil(lambda: panel.cards["by_hour"].height() == low)
