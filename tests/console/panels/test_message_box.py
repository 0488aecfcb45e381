"""Questions say what will happen, and do nothing unless they are answered with yes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from console.panels.message_box import NARROWEST, ask, message_box
from console.theme import Theme


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def open_box(window: QWidget) -> QMessageBox:
    (box,) = window.findChildren(QMessageBox)
    return box


@pytest.mark.parametrize(("key", "done"), [(Qt.Key.Key_Return, 1), (Qt.Key.Key_Escape, 0)])
def test_enter_does_it_and_escape_does_not(
    window: QWidget, qtbot: QtBot, key: Qt.Key, done: int
) -> None:
    answered: list[None] = []
    ask(window, "Backhaul", "Split the route?", "•  1021", "Do it", lambda: answered.append(None))
    box = open_box(window)
    assert (box.text(), box.informativeText()) == ("Split the route?", "•  1021")
    QTest.keyClick(box, key)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox))
    assert len(answered) == done


def test_nothing_in_it_is_markup(window: QWidget) -> None:
    box = message_box(window, "Refunds", "<b>bold</b>", "<img src=x>")
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.text() == "<b>bold</b>"
    formats = {label.textFormat() for label in box.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("words", ["Split?", "Split the route all the same?", "Split it? " * 12])
def test_no_question_is_cut_off(window: QWidget, theme: Theme, words: str) -> None:
    ask(window, "Backhaul", words, "", "Do it", lambda: None)
    label = open_box(window).findChild(QLabel, "qt_msgbox_label")
    assert isinstance(label, QLabel)
    assert label.width() >= NARROWEST
    lines = label.fontMetrics().horizontalAdvance(words) // label.width() + 1
    assert label.height() >= lines * label.fontMetrics().height()
    assert label.wordWrap() or lines == 1


@pytest.mark.parametrize(("is_safe", "usual"), [(True, "Do it"), (False, "Cancel")])
def test_what_enter_does_stands_out(
    window: QWidget, theme: Theme, is_safe: bool, usual: str
) -> None:
    ask(window, "Backhaul", "Split?", "", "Do it", lambda: None, is_safe=is_safe)
    for button in open_box(window).buttons():
        ground = button.grab().toImage().pixelColor(5, button.height() // 2).name()
        stands_out = ground == theme.hex("accent_fill")
        assert stands_out == (usual in button.text().replace("&", ""))
