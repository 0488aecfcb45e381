"""Paints the telephone's two lists: orders that were found, and slots with their cost."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ASIDE = Qt.ItemDataRole.UserRole + 1
"""What stands below an order, or at the right of a slot."""
ORDER_HEIGHT = 48
SLOT_HEIGHT = 32
PAD = 10


class PhoneRowDelegate(QStyledItemDelegate):
    """A row of either list; `is_tall` puts the second words below the first."""

    def __init__(self, theme: Theme, parent: QWidget, *, is_tall: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_tall = is_tall

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ORDER_HEIGHT if self._is_tall else SLOT_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        words, aside = index.data(Qt.ItemDataRole.DisplayRole), index.data(ASIDE)
        box: QRect = option.rect.adjusted(PAD, 0, -PAD, 0)
        can_be_chosen = bool(option.state & QStyle.StateFlag.State_Enabled)
        text = self._theme.colour("text" if can_be_chosen else "faint")
        muted = self._theme.colour("muted" if can_be_chosen else "faint")
        if self._is_tall:
            upper = QRect(box.left(), box.top() + 6, box.width(), 18)
            lower = QRect(box.left(), box.top() + 25, box.width(), 16)
            _words(painter, upper, words, self._theme.font(13, 500), text)
            _words(painter, lower, aside, self._theme.font(12), muted)
        else:
            font = self._theme.font(13, 600 if can_be_chosen else 400)
            # The slot is always read whole; a long reason why not is in the tooltip too.
            wide = QFontMetrics(self._theme.font(13)).horizontalAdvance(words) + 2
            left = QRect(box.left(), box.top(), min(wide, box.width()), box.height())
            right = box.adjusted(left.width() + 16, 0, 0, 0)
            _words(painter, left, words, self._theme.font(13), text)
            _words(painter, right, aside, font, text, is_right=True)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            name = "select"
        elif option.state & QStyle.StateFlag.State_MouseOver:
            name = "hover"
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(name))
        painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6)


def _words(
    painter: QPainter,
    box: QRect,
    words: str,
    font: QFont,
    colour: QColor,
    *,
    is_right: bool = False,
) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    elided = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, elided)
