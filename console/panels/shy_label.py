"""Words that are only shown when there is room for all of them."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class ShyLabel(QLabel):
    """Takes whatever width is left and hides rather than being cut off."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.setMinimumWidth(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
