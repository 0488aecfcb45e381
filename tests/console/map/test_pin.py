"""A pin is dragged on a page that really runs, by real mouse events."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.map.map_view import MapView
from tests.console.map.test_map_view import (
    EAST,
    SCENE,
    SOUTH,
    MakeMap,
    ask,
    click,
    place_of,
    show,
    surface,
)

pytestmark = [
    pytest.mark.webengine,
    # Said by Qt about the machine, once, when the web engine starts.
    pytest.mark.qt_log_ignore("[Vv]ulkan", "GPU", "GBM", "RHI", "QRhi", extend=True),
]
LABEL = "document.querySelector('.bh-pin-words')?.textContent ?? ''"
METRES = "Math.round(backhaul.live.map.distance([{}, {}], [{}, {}]))"


def with_pin(qtbot: QtBot, make_map: MakeMap) -> MapView:
    """A pin on the very place of a queue mark, which could be dragged too."""
    view = make_map()
    show(qtbot, view, SCENE)
    view.begin_pin("Drag it", (SOUTH, EAST))
    qtbot.waitUntil(lambda: ask(qtbot, view, LABEL) == "Drag me", timeout=10_000)
    return view


def test_a_pin_is_dragged_and_says_how_far_it_is(qtbot: QtBot, make_map: MakeMap) -> None:
    view = with_pin(qtbot, make_map)
    grip = place_of(qtbot, view, SOUTH, EAST) - QPoint(0, 20)
    widget, left = surface(view), Qt.MouseButton.LeftButton
    with qtbot.assertNotEmitted(view.drag_entered):
        QTest.mousePress(widget, left, pos=grip)
        for step in range(1, 11):
            QTest.mouseMove(widget, grip + QPoint(9 * step, -6 * step))
        qtbot.waitUntil(lambda: ask(qtbot, view, LABEL).endswith(" m"), timeout=10_000)
        with qtbot.waitSignal(view.pin_put, timeout=10_000) as put:
            QTest.mouseRelease(widget, left, pos=grip + QPoint(90, -60))
    lat, lon = put.args
    assert lat > SOUTH
    assert lon > EAST
    metres = round(ask(qtbot, view, METRES.format(SOUTH, EAST, lat, lon)))
    assert 20 < metres < 500
    assert ask(qtbot, view, LABEL) == f"{metres} m"


def test_a_click_puts_the_pin_down_and_chooses_nothing(qtbot: QtBot, make_map: MakeMap) -> None:
    view = with_pin(qtbot, make_map)
    place = place_of(qtbot, view, SOUTH, EAST) + QPoint(60, 40)
    with (
        qtbot.assertNotEmitted(view.background_clicked),
        qtbot.waitSignal(view.pin_put, timeout=10_000) as put,
    ):
        click(view, place)
    assert put.args[0] < SOUTH


def test_enter_asks_and_escape_gives_up(qtbot: QtBot, make_map: MakeMap) -> None:
    view = with_pin(qtbot, make_map)
    with qtbot.waitSignal(view.pin_put, timeout=10_000) as put:
        QTest.keyClick(surface(view), Qt.Key.Key_Return)
    assert put.args == [pytest.approx(SOUTH), pytest.approx(EAST)]
    with qtbot.waitSignal(view.pin_left, timeout=10_000):
        QTest.keyClick(surface(view), Qt.Key.Key_Escape)


def test_without_a_pin_marks_are_chosen_again(qtbot: QtBot, make_map: MakeMap) -> None:
    view = with_pin(qtbot, make_map)
    view.end_pin()
    qtbot.waitUntil(lambda: ask(qtbot, view, LABEL) == "", timeout=10_000)
    with qtbot.waitSignal(view.case_clicked, timeout=10_000):
        click(view, place_of(qtbot, view, SOUTH, EAST))


def test_a_new_pin_starts_in_the_middle(qtbot: QtBot, make_map: MakeMap) -> None:
    view = make_map()
    show(qtbot, view, SCENE)
    view.begin_pin("<b>Where</b>?", None)
    qtbot.waitUntil(lambda: ask(qtbot, view, LABEL) == "Drag me", timeout=10_000)
    bar = "document.querySelector('.bh-pin-bar').textContent"
    qtbot.waitUntil(lambda: ask(qtbot, view, bar) == "<b>Where</b>?", timeout=10_000)
    with qtbot.waitSignal(view.pin_put, timeout=10_000) as put:
        QTest.keyClick(surface(view), Qt.Key.Key_Return)
    middle = view.rect().center()
    there = place_of(qtbot, view, *put.args)
    assert (there - middle).manhattanLength() <= 3
