"""A route's short name on its colour, the same everywhere."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr

WIDTH, WIDEST = 38, 64
"""Room for a number, and for a name before it is cut."""
PADDING = 6


class RouteTag(QWidget):
    """A route's short name on its colour; one that is cut is whole in the tooltip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name, self._colour = "", 0
        self.setFixedSize(WIDTH, 20)
        theme.changed.connect(self.update)

    def show_tag(self, name: str, colour: int) -> None:
        self._name, self._colour = name, colour
        self.setAccessibleName(tr("Route {name}", name=name))
        width = tag_width(self._theme, name)
        self.setFixedWidth(width)
        is_cut = tag_words(self._theme, name, width) != _short(name)
        self.setToolTip(as_letters(name if is_cut else ""))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tag(painter, self._theme, QRectF(self.rect()), self._name, self._colour)
        painter.end()


def tag_width(theme: Theme, name: str) -> int:
    """What a name takes, within reason."""
    wanted = _metrics(theme).horizontalAdvance(_short(name)) + 2 * PADDING
    return min(max(WIDTH, wanted), WIDEST)


def tag_words(theme: Theme, name: str, width: float) -> str:
    """The name as a tag of that width shows it."""
    room = int(width) - 4
    return _metrics(theme).elidedText(_short(name), Qt.TextElideMode.ElideRight, room)


def paint_tag(
    painter: QPainter,
    theme: Theme,
    box: QRectF,
    name: str,
    colour: int,
    *,
    ground: QColor | None = None,
) -> None:
    """The tag as lanes, trays and options show it; `ground` is other than the route's colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground or theme.route(colour))
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(theme.ink_on(theme.route(colour)))
    painter.setFont(theme.font(11, 700))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag_words(theme, name, box.width()))


def _short(name: str) -> str:
    return name.removeprefix("Route ")


def _metrics(theme: Theme) -> QFontMetrics:
    return QFontMetrics(theme.font(11, 700))
