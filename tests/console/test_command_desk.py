"""Ctrl+K: typed words do what keys and buttons do."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.command_desk import CommandDesk, known_of
from console.command_words import Deed, KnownRoute
from console.panels.command_bar import HINT, CommandBar
from console.screen import Automatic, Chosen, Screen, look_at
from console.theme import Theme
from console.view import CaseAction, RouteAction
from core.address_book import Found
from tests.console.sample_day import SampleDay


class Recorder(QObject):
    """Stands for actions and placing; notes what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[object, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.asked.append((name, *given))


class Line:
    """An open command line on a sample day."""

    def __init__(self, theme: Theme, screen: Screen) -> None:
        self.window = QWidget()
        self.window.resize(900, 600)
        QVBoxLayout(self.window)
        self.bar = CommandBar(theme, self.window)
        self.did = Recorder()
        self.undone: list[str] = []
        stand_in: Any = self.did
        self.held: list[Callable[[], None]] = []
        self.desk = CommandDesk(
            self.bar,
            stand_in,
            stand_in,
            stand_in,
            lambda: screen,
            self.window,
            finder=lambda: lambda text: [Found(f"{text} 4", 1.0, 2.0)],
            look_up=lambda job, deliver: self.held.append(lambda: deliver(job())),
        )
        undo = Deed("undo", "Undo the last change", "Ctrl+Z")
        self.desk.offer([(undo, lambda: self.undone.append("undone"))])
        self.window.show()

    def type(self, text: str, *keys: Qt.Key) -> None:
        self.desk.open()
        QTest.keyClicks(self.bar.field, text)
        for key in keys:
            QTest.keyClick(self.bar.field, key)


@pytest.fixture(scope="module")
def screen() -> Screen:
    moment = SampleDay(routes=6, stops=12).moment()
    return look_at(moment, Chosen(), history=(), automatic=Automatic())


@pytest.fixture
def line(theme: Theme, screen: Screen, qtbot: QtBot) -> Iterator[Line]:
    made = Line(theme, screen)
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_typed_words_and_enter_place_an_order(line: Line, screen: Screen) -> None:
    order, lane = screen.queue[0].order_id, screen.lanes[0]
    number = lane.name.removeprefix("Route ")
    line.type(f"place {order} @{number}", Qt.Key.Key_Return)
    assert line.did.asked == [("place", order, lane.route_id)]
    assert not line.bar.isVisible()


def test_verbs_go_where_buttons_go(line: Line, screen: Screen, qtbot: QtBot) -> None:
    order, lane = screen.queue[0].order_id, screen.lanes[0]
    number = lane.name.removeprefix("Route ")
    line.type(f"lock {number}", Qt.Key.Key_Return)
    line.type(f"improve {number}", Qt.Key.Key_Return)
    line.type(f"retry {order}", Qt.Key.Key_Return)
    line.type(f"why {order} @{number}", Qt.Key.Key_Return)
    assert line.did.asked == [
        ("on_route", RouteAction.LOCK, lane.route_id),
        ("improve", lane.route_id),
        ("on_case", CaseAction.RETRY, order),
        ("explain", order, lane.route_id),
    ]
    with qtbot.waitSignal(line.desk.order_wanted) as told:
        line.type(str(order), Qt.Key.Key_Return)
    assert told.args == [order]
    with qtbot.waitSignal(line.desk.route_wanted) as told:
        line.type(f"show @{number}", Qt.Key.Key_Return)
    assert told.args == [lane.route_id]
    with qtbot.waitSignal(line.desk.follow_wanted):
        line.type(f"follow {number}", Qt.Key.Key_Return)


def test_an_action_is_found_by_its_name(line: Line) -> None:
    line.type("last chan", Qt.Key.Key_Return)
    assert line.undone == ["undone"]


def test_tab_completes_and_does_nothing_yet(line: Line) -> None:
    line.type("ret", Qt.Key.Key_Tab)
    assert line.bar.text() == "retry "
    assert line.bar.isVisible()
    assert line.did.asked == []


def test_arrows_choose_another_line(line: Line) -> None:
    line.type("lock ", Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert line.bar.rows.currentIndex().row() == line.bar.model.rowCount() - 1


def test_a_line_without_meaning_says_so_and_stays(line: Line) -> None:
    line.type("retry 99999", Qt.Key.Key_Return)
    assert line.bar.isVisible()
    assert "No order 99999 is known here." in line.bar._foot.text()
    line.type("", Qt.Key.Key_Escape)
    assert not line.bar.isVisible()
    assert line.did.asked == []


def test_keys_of_the_window_sleep_while_somebody_types(line: Line, qtbot: QtBot) -> None:
    pressed: list[str] = []
    for key in ("T", "Esc", "1"):
        QShortcut(QKeySequence(key), line.window, lambda k=key: pressed.append(k))
    line.window.activateWindow()
    qtbot.waitUntil(line.window.isActiveWindow)
    line.type("take 1")
    assert line.bar.text() == "take 1"
    QTest.keyClick(line.bar.field, Qt.Key.Key_Escape)
    assert pressed == []


def test_a_click_does_what_enter_does(line: Line) -> None:
    line.type("last chan")
    box = line.bar.rows.visualRect(line.bar.model.index(0))
    QTest.mouseClick(line.bar.rows.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert line.undone == ["undone"]


def test_the_suggestions_are_a_sound_model(line: Line, qtmodeltester: ModelTester) -> None:
    line.type("lock ")
    qtmodeltester.check(line.bar.model)  # type: ignore[no-untyped-call]
    assert line.bar._foot.text() == HINT


def test_what_can_be_named_is_what_is_shown(screen: Screen) -> None:
    known = known_of(screen)
    assert known.orders[0].id == screen.queue[0].order_id
    lane = next(lane for lane in screen.lanes if lane.day == screen.day)
    number = lane.name.removeprefix("Route ")
    assert known.routes[0] == KnownRoute(lane.route_id, number, lane.driver)
    assert {stop.order_id for stop in lane.stops} <= {order.id for order in known.orders}
    assert all(
        lane.day == screen.day or lane.route_id not in {route.id for route in known.routes}
        for lane in screen.lanes
    )


def test_places_come_when_they_are_found_and_only_for_what_is_typed_still(
    line: Line, qtbot: QtBot
) -> None:
    line.type("zzzq")
    assert line.bar.model.rowCount() == 0
    assert len(line.held) == 2  # of the third letter, and of the fourth
    line.held[0]()
    assert line.bar.model.rowCount() == 0
    line.held[1]()
    assert line.bar.model.rowCount() == 1
    with qtbot.waitSignal(line.desk.place_wanted) as told:
        QTest.keyClick(line.bar.field, Qt.Key.Key_Return)
    assert told.args == [1.0, 2.0, "zzzq 4"]
