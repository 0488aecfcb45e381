"""Pictures that can be opened."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from console.panels.picture_row import PictureRow
from console.theme import Theme
from console.view import Picture
from core.model import BlobId

SIGNATURE, PHOTO = BlobId("a" * 64), BlobId("b" * 64)


def test_each_picture_is_opened_by_its_button(qtbot: QtBot, theme: Theme) -> None:
    row = PictureRow(theme)
    qtbot.addWidget(row)
    row.show_pictures((Picture(SIGNATURE, "Signature"), Picture(PHOTO, "Photo 1")))
    row.show()
    opened: list[str] = []
    row.opened.connect(opened.append)
    for button in row.findChildren(QPushButton):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened == [SIGNATURE, PHOTO]
    row.show_pictures(())
    assert row.isHidden()
