"""The small label that follows the pointer while an order or a stop is dragged."""

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from console.theme import Theme

HEIGHT = 34
HOT_SPOT = QPoint(-12, -10)
"""Below and right of the pointer, so that the chip never hides the target."""


def drag_chip(theme: Theme, icon: str, title: str, detail: str, ratio: float) -> QPixmap:
    """A rounded chip with an icon, a bold title and a quiet detail."""
    bold, plain = theme.font(12, 600), theme.font(12)
    wide_title = QFontMetrics(bold).horizontalAdvance(title)
    detail = QFontMetrics(plain).elidedText(detail, Qt.TextElideMode.ElideRight, 190)
    wide_detail = QFontMetrics(plain).horizontalAdvance(detail)
    width = 38 + wide_title + (10 + wide_detail if detail else 0) + 14
    pixmap = QPixmap(round((width + 2) * ratio), round((HEIGHT + 2) * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour("accent"))
    ground = QColor(theme.colour("raised"))
    ground.setAlpha(242)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(0.5, 0.5, width, HEIGHT), 9, 9)
    painter.drawPixmap(12, 9, theme.pixmap(icon, theme.colour("accent"), 16, ratio))
    painter.setFont(bold)
    painter.setPen(theme.colour("text"))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(36, 0, wide_title + 2, HEIGHT), middle, title)
    painter.setFont(plain)
    painter.setPen(theme.colour("muted"))
    painter.drawText(QRectF(46 + wide_title, 0, wide_detail + 2, HEIGHT), middle, detail)
    painter.end()
    return pixmap
