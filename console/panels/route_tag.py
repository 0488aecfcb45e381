"""A route's short name on its colour, the same everywhere."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.theme import Theme
from console.tongue import tr


class RouteTag(QWidget):
    """A route's short name on its colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name, self._colour = "", 0
        self.setFixedSize(38, 20)
        theme.changed.connect(self.update)

    def show_tag(self, name: str, colour: int) -> None:
        self._name, self._colour = name, colour
        self.setAccessibleName(tr("Route {name}", name=name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tag(painter, self._theme, QRectF(self.rect()), self._name, self._colour)
        painter.end()


def paint_tag(painter: QPainter, theme: Theme, box: QRectF, name: str, colour: int) -> None:
    """The tag as lanes, trays and options show it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.route(colour))
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(theme.ink_on(theme.route(colour)))
    painter.setFont(theme.font(11, 700))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name.removeprefix("Route "))
