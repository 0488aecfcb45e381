"""Paints a queue row: two lines per cell, a kind sign, an age bar, a state word with its tone."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.models.queue_filter import QueueColumn
from console.models.queue_model import GONE, ROW
from console.panels.row_paint import write
from console.theme import Theme
from console.view import QueueRow, Tone
from core.model import CaseKind, CaseStatus
from core.severity import Severity

ROW_HEIGHT = 48
PAD = 6
OLDEST_TINT = 0.2
KIND_ICONS = {
    CaseKind.FAILED_DELIVERY: "package-x",
    CaseKind.FAILED_COLLECTION: "circle-x",
    CaseKind.RETURN_REQUEST: "undo-2",
    CaseKind.CONTAINER_COLLECTION: "container",
    CaseKind.UNPLANNED_DELIVERY: "package",
}
KIND_TONES = {
    CaseKind.FAILED_DELIVERY: Tone.BAD,
    CaseKind.FAILED_COLLECTION: Tone.BAD,
    CaseKind.RETURN_REQUEST: Tone.REQUEST,
    CaseKind.CONTAINER_COLLECTION: Tone.ACCENT,
    CaseKind.UNPLANNED_DELIVERY: Tone.WARN,
}
STATUS_ICONS = {
    CaseStatus.OPEN: "circle-dot",
    CaseStatus.ACKNOWLEDGED: "user-check",
    CaseStatus.DECIDED: "send",
    CaseStatus.ON_ITS_WAY: "truck",
    CaseStatus.CLOSED: "circle-check",
}


def _sign(row: QueueRow) -> str:
    if row.members:
        return "chevron-down" if row.is_opened else "chevron-right"
    return KIND_ICONS[row.kind]


class QueueDelegate(QStyledItemDelegate):
    """Draws everything itself; the style only says what is selected or under the pointer."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hovered_row = -1
        self.tells_customer = False
        """in the second line of the case, where the list is too narrow for a column"""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: QueueRow = index.data(ROW)
        rect: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(GONE):
            painter.setOpacity(0.38)
        self._ground(painter, rect, row, index.row())
        if state & QStyle.StateFlag.State_Selected:
            self._line(painter, rect, self._theme.colour("select"))
        match QueueColumn(index.column()):
            case QueueColumn.CASE:
                self._case(painter, rect, row)
            case QueueColumn.CUSTOMER:
                box = rect.adjusted(PAD, 0, -2, 0)
                self._two_lines(painter, box, (row.customer, row.address))
            case QueueColumn.DUE:
                self._due(painter, rect.adjusted(PAD, 0, -2, 0), row)
            case QueueColumn.VALUE:
                self._value(painter, rect.adjusted(PAD, 0, -PAD, 0), row)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, row: QueueRow, at: int) -> None:
        """What is long overdue has a warm tint, the stronger the older."""
        theme = self._theme
        ground = theme.colour("hover") if at == self.hovered_row else theme.colour("panel")
        if row.ageing > 0:
            share = OLDEST_TINT * row.ageing
            ground = theme.mix(theme.tone(Tone.BAD), ground, share)
        self._line(painter, rect, ground)

    def _line(self, painter: QPainter, rect: QRect, ground: QColor) -> None:
        painter.fillRect(rect, ground)
        painter.setPen(self._theme.colour("grid"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _case(self, painter: QPainter, rect: QRect, row: QueueRow) -> None:
        edge = self._theme.tone(row.urgency_tone)
        if row.urgency_tone in (Tone.BAD, Tone.WARN):
            painter.fillRect(QRect(rect.left(), rect.top() + 4, 3, rect.height() - 9), edge)
        tone = KIND_TONES[row.kind]
        if row.is_member:
            painter.fillRect(
                QRect(rect.left() + 5, rect.top(), 2, rect.height()), self._theme.tone(tone)
            )
            rect = rect.adjusted(12, 0, 0, 0)
        disc = QRectF(rect.left() + 8, rect.center().y() - 14, 28, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tint(tone))
        painter.drawRoundedRect(disc, 8, 8)
        ratio = painter.device().devicePixelRatioF()
        icon = self._theme.pixmap(_sign(row), self._theme.tone(tone), 16, ratio)
        painter.drawPixmap(int(disc.x() + 6), int(disc.y() + 6), icon)
        if row.severity is not Severity.USUAL:
            mark = Tone.BAD if row.severity is Severity.CRITICAL else Tone.WARN
            icon = self._theme.pixmap("octagon-alert", self._theme.tone(mark), 12, ratio)
            # A ring of the panel's colour parts the mark from the sign and from the words.
            painter.setBrush(self._theme.colour("panel"))
            painter.drawEllipse(QRectF(disc.right() - 10.5, disc.top() - 4.5, 15, 15))
            painter.drawPixmap(int(disc.right() - 9), int(disc.top() - 3), icon)
        second = f"{row.title} · {row.age}"
        if row.members:
            second = row.title
        elif self.tells_customer:
            second = f"{row.title} · {row.customer}, {row.address}"
        words = rect.adjusted(42, 0, -2, 0)
        room = words.width() - QFontMetrics(self._theme.font(13, 500)).horizontalAdvance(row.reason)
        badge = self._near(painter, words, row.near, room) if row.near else 0
        self._two_lines(painter, words, (row.reason, second), beside=badge)

    def _near(self, painter: QPainter, rect: QRect, words: str, room: int) -> int:
        """A badge at the right of the first line; how much of the line it takes.

        Where the words would not fit beside the line's own, the sign stands alone.
        """
        accent = self._theme.tone(Tone.ACCENT)
        wide = QFontMetrics(self._theme.font(11, 600)).horizontalAdvance(words) + 22
        if wide + 4 > room:
            words, wide = "", 19
        badge = QRectF(rect.right() - wide, rect.top() + 7, wide, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tint(Tone.ACCENT))
        painter.drawRoundedRect(badge, 8, 8)
        ratio = painter.device().devicePixelRatioF()
        icon = self._theme.pixmap("truck", accent, 11, ratio)
        painter.drawPixmap(int(badge.x() + 4), int(badge.y() + 3), icon)
        inside = badge.toRect().adjusted(17, 0, -2, 0)
        self._words(painter, inside, words, accent, size=11, weight=600)
        return wide + 4

    def _two_lines(
        self, painter: QPainter, rect: QRect, lines: tuple[str, str], *, beside: int = 0
    ) -> None:
        upper = QRect(rect.left(), rect.top() + 7, rect.width() - beside, 17)
        lower = QRect(rect.left(), rect.top() + 25, rect.width(), 16)
        self._words(painter, upper, lines[0], self._theme.colour("text"), weight=500)
        self._words(painter, lower, lines[1], self._theme.colour("muted"), size=11)

    def _due(self, painter: QPainter, rect: QRect, row: QueueRow) -> None:
        upper = QRect(rect.left(), rect.top() + 7, rect.width(), 17)
        is_hot = row.urgency_tone in (Tone.BAD, Tone.WARN)
        colour = self._theme.tone(row.urgency_tone) if is_hot else self._theme.colour("text")
        self._words(painter, upper, row.due, colour, weight=500 if not is_hot else 600)
        lower = QRect(rect.left(), rect.top() + 23, rect.width(), 15)
        self._words(painter, lower, row.window, self._theme.colour("muted"), size=11)
        bar = QRectF(rect.left(), rect.bottom() - 6, min(rect.width() - 6, 84), 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        filled = QRectF(bar.x(), bar.y(), max(3.0, bar.width() * min(row.urgency, 1.0)), 3)
        painter.setBrush(self._theme.tone(row.urgency_tone))
        painter.drawRoundedRect(filled, 1.5, 1.5)

    def _value(self, painter: QPainter, rect: QRect, row: QueueRow) -> None:
        upper = QRect(rect.left(), rect.top() + 7, rect.width(), 17)
        colour = self._theme.colour("text")
        self._words(painter, upper, row.value, colour, weight=600, is_right=True)
        tone = self._theme.tone(row.state_tone)
        metrics = QFontMetrics(self._theme.font(11, 500))
        wide = metrics.horizontalAdvance(row.state) + 1
        has_sign = wide <= rect.width() - 16
        # Words that leave no room for their sign say the same without it.
        wide = min(wide, rect.width() + PAD)
        lower = QRect(rect.right() - wide + 1, rect.top() + 25, wide, 16)
        self._words(painter, lower, row.state, tone, size=11, weight=500, is_right=True)
        if has_sign:
            ratio = painter.device().devicePixelRatioF()
            icon = self._theme.pixmap(STATUS_ICONS[row.status], tone, 12, ratio)
            painter.drawPixmap(lower.left() - 15, lower.top() + 2, icon)

    def _words(
        self,
        painter: QPainter,
        rect: QRect,
        words: str,
        colour: QColor,
        *,
        size: int = 13,
        weight: int = 400,
        is_right: bool = False,
    ) -> None:
        write(painter, rect, words, self._theme.font(size, weight), colour, is_right=is_right)
