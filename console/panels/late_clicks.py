"""Presses that were meant for what stood there a moment ago: buttons that come by themselves do not
take them.

A person needs longer than that to see a button and to press it, so nothing that is meant is lost.
"""

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPushButton, QWidget

SETTLES_S = 0.4
_MOVES = (QEvent.Type.Show, QEvent.Type.Move)
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class LateClicks(QObject):
    """Watches a panel that comes, goes and moves in its window, the buttons that it has by
    now and the rows that it minds."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._moved_at = float("-inf")
        self.mind(panel)

    def mind(self, row: QWidget) -> None:
        """Its buttons, too, and where it lies in the panel."""
        row.installEventFilter(self)
        for button in row.findChildren(QPushButton):
            button.installEventFilter(self)

    @property
    def is_settled(self) -> bool:
        """Whether all buttons have been where they are for long enough."""
        return time.monotonic() - self._moved_at >= SETTLES_S

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the press is nobody's. A panel that is a window of its own is moved by people."""
        is_button = isinstance(watched, QPushButton)
        if not is_button and event.type() in _MOVES and not self._panel.isWindow():
            self._moved_at = time.monotonic()
        return is_button and event.type() in _PRESSES and not self.is_settled
