"""What a list shows when it has nothing to show: an icon, a sentence, what to do."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from console.theme import Theme


def paint_empty_state(
    painter: QPainter, rect: QRect, theme: Theme, icon: str, title: str, advice: str
) -> None:
    """Draw it into the middle of `rect`."""
    middle = rect.center()
    centred = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    ratio = painter.device().devicePixelRatioF()
    pixmap = theme.pixmap(icon, theme.colour("faint"), 32, ratio)
    painter.drawPixmap(middle.x() - 16, middle.y() - 58, pixmap)
    painter.setFont(theme.font(14, 600))
    painter.setPen(theme.colour("text"))
    left, width = rect.left() + 16, rect.width() - 32
    painter.drawText(QRect(left, middle.y() - 14, width, 22), centred, title)
    painter.setFont(theme.font(12))
    painter.setPen(theme.colour("muted"))
    painter.drawText(QRect(left, middle.y() + 10, width, 60), centred, advice)
