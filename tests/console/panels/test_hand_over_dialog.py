"""The hand-over can be copied as it is shown."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.hand_over_dialog import HandOverDialog


def test_it_is_copied_as_text(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = HandOverDialog("Waiting: 1 case\n7 · Nobody there", parent)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "Waiting: 1 case\n7 · Nobody there"
    assert dialog.copy.text() == "Copied"
    assert dialog.text.isReadOnly()
