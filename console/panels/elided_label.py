"""A line of text that ends in … where it does not fit; who uses it says the whole in a tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """As wide as it is given, never as it would like to be."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.short = ""
        """Said instead where the text does not fit; none: its beginning."""

    @property
    def shown(self) -> str:
        """What there is room for."""
        metrics = self.fontMetrics()
        is_whole = metrics.horizontalAdvance(self.text()) <= self.width()
        words = self.text() if is_whole or not self.short else self.short
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width())

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignVCenter, self.shown)
        painter.end()
