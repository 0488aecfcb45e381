"""One sample day for all panel tests; drags are made by hand."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QCursor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.console.sample_day import SampleDay


@pytest.fixture(scope="session")
def day() -> SampleDay:
    return SampleDay(routes=6, stops=12)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QWidget, int, int], None]]:
    """Shows a widget in this size until the test ends."""
    widgets: list[QWidget] = []

    def show(widget: QWidget, width: int, height: int) -> None:
        # Where an earlier test left the pointer, a list under it would hold its rows.
        QCursor.setPos(QGuiApplication.primaryScreen().geometry().bottomRight())
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        widgets.append(widget)

    yield show
    for widget in widgets:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class HandMadeDrag:
    """Sends the events of one drag to a widget, as a pointer over it would."""

    def __init__(self, target: QWidget, mime: str, payload: str) -> None:
        self._target = target
        self._carried = QMimeData()
        self._carried.setData(mime, payload.encode())

    def enter(self, at: QPoint) -> bool:
        event = QDragEnterEvent(
            at, Qt.DropAction.CopyAction, self._carried, Qt.MouseButton.LeftButton, _NONE
        )
        event.ignore()
        QApplication.sendEvent(self._target, event)
        return event.isAccepted()

    def move(self, at: QPoint, keys: Qt.KeyboardModifier | None = None) -> bool:
        event = QDragMoveEvent(
            at, Qt.DropAction.CopyAction, self._carried, Qt.MouseButton.LeftButton, keys or _NONE
        )
        event.ignore()
        QApplication.sendEvent(self._target, event)
        return event.isAccepted()

    def drop(self, at: QPoint, keys: Qt.KeyboardModifier | None = None) -> QDropEvent:
        event = QDropEvent(
            QPointF(at),
            Qt.DropAction.CopyAction,
            self._carried,
            Qt.MouseButton.LeftButton,
            keys or _NONE,
        )
        event.ignore()
        QApplication.sendEvent(self._target, event)
        return event


_NONE = Qt.KeyboardModifier.NoModifier
