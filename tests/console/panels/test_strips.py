"""Tray, alerts, figures, proposal and status under real clicks."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.panels.alerts_panel import AlertsPanel
from console.panels.kpi_strip import KpiStrip
from console.panels.proposal_bar import ProposalBar
from console.panels.status_strip import StatusStrip, rate_words
from console.panels.tray_panel import TrayPanel
from console.theme import Scheme, Theme
from console.view import Connection, KpiView, ProposalView, StatusView, TrayView
from console.views.strips import alert_rows, kpis, tally, tray_view
from core.model import OrderId, RouteId
from tests.console.sample_day import TODAY, SampleDay

Show = Callable[[QWidget, int, int], None]
LEFT = Qt.MouseButton.LeftButton


def button_with(panel: QWidget, words: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.isVisible() and words in b.text())


def row_of(panel: QWidget, words: str) -> QWidget:
    """The row that says these words."""
    label = next(x for x in panel.findChildren(QLabel) if x.text() == words)
    row = label.parentWidget()
    assert row is not None
    return row


def words_of(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_a_tray_sends_one_driver_or_all(
    theme: Theme, day: SampleDay, shown: Show, qtbot: QtBot
) -> None:
    panel = TrayPanel(theme)
    shown(panel, 320, 500)
    view = tray_view(day.moment())
    panel.show_view(view)
    sendable = next(row for row in view.rows if row.can_send)
    assert sendable.driver in words_of(panel)
    assert sendable.differences[0] in words_of(panel)
    button = next(
        b for b in panel.findChildren(QPushButton) if b.text() == "Send" and b.isVisible()
    )
    with qtbot.waitSignal(panel.send_asked) as told:
        QTest.mouseClick(button, LEFT)
    assert told.args == [sendable.route_id]
    with qtbot.waitSignal(panel.send_all_asked):
        QTest.mouseClick(button_with(panel, "Send all"), LEFT)
    with qtbot.waitSignal(panel.route_chosen):
        QTest.mouseClick(row_of(panel, sendable.driver), LEFT)


def test_what_was_declined_is_asked_for_again_or_taken_over(
    theme: Theme, day: SampleDay, shown: Show, qtbot: QtBot
) -> None:
    panel = TrayPanel(theme)
    shown(panel, 272, 500)
    route, orders = RouteId(f"{TODAY}-05"), {OrderId("1804"): "11:08", OrderId("1806"): "11:10"}
    view = tray_view(day.moment(), {route: "van is full"}, refused={route: orders})
    panel.show_view(view)
    for words in ("Ask again for 1804", "All 2", "I have it"):
        button = button_with(panel, words)
        right = button.mapTo(panel, button.rect().topRight()).x()
        assert right < panel.width(), "as narrow as in the smallest window"
    with qtbot.waitSignal(panel.asked_again) as asked:
        QTest.mouseClick(button_with(panel, "Ask again for 1804"), LEFT)
    assert asked.args == ["1804", route]
    with qtbot.waitSignal(panel.all_asked_again) as asked:
        QTest.mouseClick(button_with(panel, "All 2"), LEFT)
    assert asked.args == [("1804", "1806"), route]
    with qtbot.waitSignal(panel.taken_over) as taken:
        QTest.mouseClick(button_with(panel, "I have it"), LEFT)
    assert taken.args == [("1804", "1806")]
    alone = TrayView(tuple(row for row in view.rows if row.route_id == route))
    panel.show_view(alone)
    assert not any("Send all" in b.text() for b in panel.findChildren(QPushButton) if b.isVisible())


def test_a_declined_tray_shows_reason_and_phone_and_the_pause_is_shown(
    theme: Theme, day: SampleDay, shown: Show, qtbot: QtBot
) -> None:
    panel = TrayPanel(theme)
    shown(panel, 320, 500)
    route = RouteId(f"{TODAY}-05")
    view = tray_view(day.moment(), {route: "van is full"}, "Sends by itself in 20 s", 0.4)
    panel.show_view(view)
    assert "declined: van is full" in words_of(panel)
    assert "Sends by itself in 20 s" in words_of(panel)
    row = next(row for row in view.rows if row.route_id == route)
    with qtbot.waitSignal(panel.phone_copied) as told:
        QTest.mouseClick(button_with(panel, row.phone), LEFT)
    assert told.args == [row.phone]
    panel.show_view(TrayView())
    assert "Drivers know everything" in words_of(panel)


def test_an_alert_leads_to_its_route_or_case(
    theme: Theme, day: SampleDay, shown: Show, qtbot: QtBot
) -> None:
    panel = AlertsPanel(theme)
    shown(panel, 320, 500)
    assert "All quiet" in words_of(panel)
    rows = alert_rows(day.moment())
    panel.show_rows(rows)
    about_route = next(row for row in rows if row.route_id is not None)
    widget = row_of(panel, about_route.words)
    with qtbot.waitSignal(panel.route_chosen) as told:
        QTest.mouseClick(widget, LEFT)
    assert told.args == [about_route.route_id]
    with qtbot.waitSignal(panel.alert_chosen):
        QTest.keyClick(widget, Qt.Key.Key_Return)
    about_case = next(row for row in rows if row.case_id is not None)
    with qtbot.waitSignal(panel.case_chosen) as told:
        QTest.mouseClick(row_of(panel, about_case.words), LEFT)
    assert told.args == [about_case.case_id]
    QTest.keyClick(widget, Qt.Key.Key_A)


def test_alerts_behind_another_panel_are_there_when_it_comes_to_the_front(
    theme: Theme, day: SampleDay, shown: Show
) -> None:
    panel = AlertsPanel(theme)
    rows = alert_rows(day.moment())
    panel.show_rows(rows)
    shown(panel, 320, 500)
    assert all(row.words in words_of(panel) for row in rows)
    panel.hide()
    panel.show_rows((replace(rows[0], words="Somebody waits"),))
    panel.show()
    assert "Somebody waits" in words_of(panel)
    assert rows[1].words not in words_of(panel)


def test_the_phone_of_a_silent_driver_is_copied(
    theme: Theme, day: SampleDay, shown: Show, qtbot: QtBot
) -> None:
    panel = AlertsPanel(theme)
    shown(panel, 320, 700)
    rows = [row for row in alert_rows(SampleDay(routes=9, stops=8).moment()) if row.phone]
    panel.show_rows(rows)
    with qtbot.waitSignal(panel.phone_copied) as told:
        QTest.mouseClick(button_with(panel, rows[0].phone), LEFT)
    assert told.args == [rows[0].phone]


def test_figures_are_painted_and_read_aloud(theme: Theme, day: SampleDay, shown: Show) -> None:
    strip = KpiStrip(theme)
    shown(strip, 1500, 60)
    moment = day.moment()
    view = kpis(moment, [tally(moment, TODAY)] * 3)
    strip.show_view(KpiView())
    strip.show_view(view)
    strip.show_view(view)
    names = [child.accessibleName() for child in strip.findChildren(QWidget)]
    assert any(name.startswith("Open cases") for name in names)
    for width in (1500, 900):
        strip.resize(width, 60)
        assert not strip.grab().isNull()


def test_a_proposal_is_taken_or_kept(theme: Theme, shown: Show, qtbot: QtBot) -> None:
    bar = ProposalBar(theme)
    bar.take()
    bar.keep()
    shown(bar, 700, 50)
    bar.show_view(ProposalView(RouteId("r"), "V03", "saves 14 min, moves 3 stops", "detail"))
    assert bar.is_offering()
    assert "V03: saves 14 min, moves 3 stops" in words_of(bar)
    with qtbot.waitSignal(bar.taken) as told:
        QTest.mouseClick(button_with(bar, "Take (T)"), LEFT)
    assert told.args == ["r"]
    with qtbot.waitSignal(bar.declined):
        QTest.mouseClick(button_with(bar, "Keep (Esc)"), LEFT)
    bar.show_view(None)
    assert not bar.isVisible()


def test_what_the_whole_day_would_gain_is_said_beside_it_or_alone(
    theme: Theme, shown: Show, qtbot: QtBot
) -> None:
    bar = ProposalBar(theme)
    ground = QWidget()
    bar.setParent(ground)
    bar.setGeometry(0, 0, 680, 80)
    shown(ground, 700, 100)
    bar.show_hint("−$900 · 2 stops of 2 drivers")
    assert "All routes: −$900 · 2 stops of 2 drivers" in words_of(bar)
    assert not bar._take.isVisible()
    with qtbot.waitSignal(bar.day_wanted):
        QTest.mouseClick(button_with(bar, "Plans (F5)"), LEFT)
    bar.show_view(ProposalView(RouteId("r"), "V03", "saves 14 min, moves 3 stops"))
    assert bar.accessibleName().startswith("Proposal for V03: ")
    assert bar.accessibleName().endswith("All routes: −$900 · 2 stops of 2 drivers")
    bar.show_view(None)
    with qtbot.waitSignal(bar.declined):
        bar.keep()
    bar.show_hint("")
    assert not bar.isVisible()


@pytest.mark.parametrize("connection", list(Connection))
def test_the_line_is_always_in_words(theme: Theme, shown: Show, connection: Connection) -> None:
    strip = StatusStrip(theme)
    shown(strip, 1200, 36)
    strip.show_view(StatusView(connection, "the line", "11:24", travel="Roads", rate=0))
    assert "the line" in [child.accessibleName() for child in strip.findChildren(QWidget)]
    assert "11:24" in words_of(strip)
    theme.set_scheme(Scheme.LIGHT)
    assert not strip.grab().isNull()


def test_the_day_is_planned_anew_with_a_click(theme: Theme, shown: Show, qtbot: QtBot) -> None:
    strip = StatusStrip(theme)
    shown(strip, 1200, 36)
    strip.show_view(StatusView(Connection.LIVE, "Live", planner="ready"))
    with qtbot.waitSignal(strip.plans_asked):
        QTest.mouseClick(button_with(strip, "Plans"), LEFT)
    strip.show_view(StatusView(Connection.LIVE, "Live"))
    assert not strip._plans.isVisible()


def test_words_are_cut_to_their_number_before_a_button_leaves_the_line(
    theme: Theme, shown: Show
) -> None:
    """Twenty-five vans to count put Reports and the shops into the menu of what has no room."""
    strip = StatusStrip(theme)
    shown(strip, 1264, 36)
    view = StatusView(
        Connection.LIVE, "Live", "17:13", rate=20, is_simulated=True, travel="road network",
        planner="busy", user="office", date="Today, Mon 30 Nov", zone="America/Santiago",
        goods="Goods · 25 vans to count", desk="Desk · 16", refunds="Shops · 5 refunds to send",
    )  # fmt: skip
    strip.show_view(view)
    for words in ("Goods · 25", "Reports", "Rewind", "Desk · 16", "Shops · 5"):
        assert button_with(strip, words).text().startswith(words)
    goods = button_with(strip, "Goods")
    assert goods.text() == "Goods · 25"
    assert goods.toolTip().startswith("Goods · 25 vans to count")
    strip.resize(1900, 36)
    assert goods.text() == "Goods · 25 vans to count"
    assert not goods.toolTip().startswith("Goods · 25 vans")


def test_a_simulated_day_lets_its_rate_be_chosen(theme: Theme, shown: Show, qtbot: QtBot) -> None:
    strip = StatusStrip(theme)
    shown(strip, 1200, 36)
    strip.show_view(
        StatusView(
            Connection.LIVE, "Live", "11:24", rate=5, is_simulated=True,
            travel="Straight lines", is_travel_fallback=True, is_planner_busy=True, planner="busy",
        )
    )  # fmt: skip
    QTest.mouseClick(button_with(strip, "5×"), LEFT)
    menu = strip.findChild(QMenu)
    assert menu is not None
    with qtbot.waitSignal(strip.rate_chosen) as told:
        menu.actions()[3].trigger()
    assert told.args == [20.0]
    menu.close()
    scheme = next(
        b for b in strip.findChildren(QPushButton) if b.accessibleName().startswith("Switch")
    )
    with qtbot.waitSignal(strip.scheme_toggled):
        QTest.mouseClick(scheme, LEFT)
    assert rate_words(0) == "Paused"
