"""What delegates of rows paint alike: the ground of a row, and words that end in dots."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from console.panels.line_of_text import draw_line
from console.theme import Theme


def paint_ground(painter: QPainter, theme: Theme, option: QStyleOptionViewItem) -> None:
    """Round, for the row that is chosen and the one under the pointer; nothing for others."""
    if option.state & QStyle.StateFlag.State_Selected:
        name = "select"
    elif option.state & QStyle.StateFlag.State_MouseOver:
        name = "hover"
    else:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(name))
    painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6)


def write(
    painter: QPainter,
    box: QRect,
    words: str,
    font: QFont,
    colour: QColor,
    *,
    is_right: bool = False,
) -> int:
    """One line in the middle of the box, as much of it as fits; the width it took."""
    painter.setFont(font)
    painter.setPen(colour)
    return draw_line(painter, box.toRectF(), words, is_right=is_right)
