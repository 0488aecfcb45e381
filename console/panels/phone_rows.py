"""Paints the telephone's two lists: orders that were found, and slots with their cost."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.panels.row_paint import paint_ground, write
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
        paint_ground(painter, self._theme, option)
        words, aside = index.data(Qt.ItemDataRole.DisplayRole), index.data(ASIDE)
        box: QRect = option.rect.adjusted(PAD, 0, -PAD, 0)
        can_be_chosen = bool(option.state & QStyle.StateFlag.State_Enabled)
        text = self._theme.colour("text" if can_be_chosen else "faint")
        muted = self._theme.colour("muted" if can_be_chosen else "faint")
        if self._is_tall:
            upper = QRect(box.left(), box.top() + 6, box.width(), 18)
            lower = QRect(box.left(), box.top() + 25, box.width(), 16)
            write(painter, upper, words, self._theme.font(13, 500), text)
            write(painter, lower, aside, self._theme.font(12), muted)
        else:
            font = self._theme.font(13, 600 if can_be_chosen else 400)
            # The slot is always read whole; a long reason why not is in the tooltip too.
            wide = QFontMetrics(self._theme.font(13)).horizontalAdvance(words) + 2
            left = QRect(box.left(), box.top(), min(wide, box.width()), box.height())
            right = box.adjusted(left.width() + 16, 0, 0, 0)
            write(painter, left, words, self._theme.font(13), text)
            write(painter, right, aside, font, text, is_right=True)
        painter.restore()
