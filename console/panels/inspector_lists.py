"""The painted lists of the inspector: routes that could take an order, stops of a route."""

from functools import lru_cache

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from console.models.value_list import VALUE, ValueList
from console.panels.line_of_text import draw_line
from console.panels.route_tag import paint_tag, tag_width
from console.theme import Theme
from console.tongue import tr
from console.view import OptionRow, RouteStopRow, WayOutRow
from core.model import OrderKind, StopKind, StopStatus

OPTION_HEIGHT = 46
STOP_HEIGHT = 38
Index = QModelIndex | QPersistentModelIndex


class ValueView(QListView):
    """A plain list; as high as its rows when `is_grown`, so that its surroundings scroll.

    Signal: `pointed` (row under the pointer, -1 for none)."""

    pointed = Signal(int)

    def __init__(
        self,
        model: ValueList,
        delegate: QStyledItemDelegate,
        *,
        is_grown: bool,
        name: str,
        is_wrapped: bool = False,
    ) -> None:
        super().__init__()
        self._is_grown = is_grown
        self._pointed_at = -1
        self._is_wrapped = is_wrapped
        """Rows are as high as their words need in the width there is."""
        self.setModel(model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(not is_wrapped)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        if is_grown:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            model.shown.connect(self._grow)
            self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_wrapped and event.size().width() != event.oldSize().width():
            self._grow()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(-1)

    def _point(self, row: int) -> None:
        if row != self._pointed_at:
            self._pointed_at = row
            self.pointed.emit(row)

    def _grow(self) -> None:
        rows = self.model().rowCount()
        if self._is_wrapped:
            self.scheduleDelayedItemsLayout()
            self.setFixedHeight(sum(self.sizeHintForRow(row) for row in range(rows)))
        else:
            self.setFixedHeight(rows * self.sizeHintForRow(0) if rows else 0)


def _paint_ground(painter: QPainter, theme: Theme, option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    state = option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, theme.colour("select"))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, theme.colour("hover"))
    return rect


def _paint_words(
    painter: QPainter,
    box: QRectF,
    words: str,
    colour: QColor,
    *,
    is_right: bool = False,
) -> None:
    painter.setPen(colour)
    draw_line(painter, box, words, is_right=is_right)


class OptionDelegate(QStyledItemDelegate):
    """A route that could take the order: rank, tag, driver, sums; below, how or what breaks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, OPTION_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: OptionRow = index.data(VALUE)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = _paint_ground(painter, theme, option)
        top = rect.top()
        self._paint_rank(painter, row, index.row() + 1, QPointF(rect.left() + 16, top + 15))
        tag = QRectF(rect.left() + 32, top + 6, tag_width(theme, row.route), 18)
        paint_tag(painter, theme, tag, row.route, row.colour)
        sums = f"{row.minutes} · {row.distance}"
        painter.setFont(theme.font(12, 600))
        wide = QFontMetrics(theme.font(12, 600)).horizontalAdvance(sums) + 2
        right = QRectF(rect.right() - 8 - wide, top + 5, wide, 20)
        usable = theme.colour("text" if row.is_feasible else "faint")
        _paint_words(painter, right, sums, usable, is_right=True)
        painter.setFont(theme.font(12, 500))
        driver = row.driver + (tr(" · own van") if row.is_own_van else "")
        left = tag.right() + 8
        room = right.left() - left - 6
        _paint_words(painter, QRectF(left, top + 5, room, 20), driver, usable)
        painter.setFont(theme.font(11))
        wide = QFontMetrics(theme.font(11)).horizontalAdvance(row.money) + 2
        right = QRectF(rect.right() - 8 - wide, top + 25, wide, 16)
        _paint_words(painter, right, row.money, theme.colour("muted"), is_right=True)
        below = QRectF(rect.left() + 32, top + 25, right.left() - rect.left() - 40, 16)
        _paint_words(painter, below, row.words, theme.tone(row.tone))
        painter.restore()

    def _paint_rank(self, painter: QPainter, row: OptionRow, number: int, centre: QPointF) -> None:
        """The number is also the key that chooses the row."""
        theme = self._theme
        is_best = row.rank is not None and row.is_feasible
        painter.setPen(QPen(theme.colour("line")))
        painter.setBrush(theme.colour("accent_fill" if is_best else "raised"))
        painter.drawEllipse(centre, 9, 9)
        painter.setFont(theme.font(11, 700))
        painter.setPen(theme.colour("on_accent" if is_best else "muted"))
        box = QRectF(centre.x() - 9, centre.y() - 9.5, 18, 19)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))


class WayOutDelegate(QStyledItemDelegate):
    """A way out: the best one marked, what is left at the right; below, its sums. Both are read
    whole, on as many lines as they need."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        wide = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        words, below = self._boxes(index.data(VALUE), wide)
        return QSize(100, max(OPTION_HEIGHT, words + below + 14))

    def _boxes(self, row: WayOutRow, wide: int) -> tuple[int, int]:
        """How high the name and the sums are in a row of that width."""
        bold = self._theme.font(12, 600)
        words = _height(bold, row.words, self._words_room(row, wide))
        return words, _height(self._theme.font(11), _unbroken(row.sums), wide - 18)

    def _net_width(self, row: WayOutRow) -> int:
        return QFontMetrics(self._theme.font(12, 600)).horizontalAdvance(row.net) + 2

    def _words_room(self, row: WayOutRow, wide: int) -> int:
        """What the name may take of a row that is so wide: what is left at its right stays free."""
        return wide - self._net_width(row) - 25

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: WayOutRow = index.data(VALUE)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = _paint_ground(painter, theme, option)
        top = rect.top()
        if row.is_best:
            bar = QRectF(rect.left() + 1, top + 7, 3, rect.height() - 14)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_fill"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        painter.setFont(theme.font(12, 600))
        wide = self._net_width(row)
        right = QRectF(rect.right() - 8 - wide, top + 5, wide, 20)
        _paint_words(painter, right, row.net, theme.colour("text"), is_right=True)
        high, sums_high = self._boxes(row, rect.width())
        wrapped = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.setFont(theme.font(12, 600 if row.is_best else 500))
        room = self._words_room(row, rect.width())
        words = QRectF(rect.left() + 10, top + 7, room, high)
        painter.setPen(theme.colour("text"))
        painter.drawText(words, int(wrapped), row.words)
        painter.setFont(theme.font(11))
        below = QRectF(rect.left() + 10, words.bottom() + 2, rect.width() - 18, sums_high)
        painter.setPen(theme.colour("muted"))
        painter.drawText(below, int(wrapped), _unbroken(row.sums))
        painter.restore()


def _height(font: QFont, words: str, wide: int) -> int:
    return _known_height(font.toString(), words, max(wide, 40))


@lru_cache(maxsize=4096)
def _known_height(font: str, words: str, wide: int) -> int:
    """Breaking lines takes a tenth of a millisecond, and Qt asks for every row at every change:
    a case with many ways out stood still for 100 ms."""
    face = QFont()
    face.fromString(font)
    room = QRect(0, 0, wide, 1000)
    return QFontMetrics(face).boundingRect(room, int(Qt.TextFlag.TextWordWrap), words).height()


def _unbroken(sums: str) -> str:
    """A sum keeps its words and its sign together; lines end between sums."""
    whole = sums.replace("−", "−\u2060")
    return " · ".join(each.replace(" ", "\u00a0") for each in whole.split(" · "))


class RouteStopDelegate(QStyledItemDelegate):
    """A stop as a bead on the route's string, its time at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.colour = 0
        """of the route, in the palette"""
        self.pointed = ""
        """The stop that is pointed at in another panel."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, STOP_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: RouteStopRow = index.data(VALUE)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = _paint_ground(painter, theme, option)
        if row.stop_id is not None and row.stop_id == self.pointed:
            painter.fillRect(rect, theme.colour("hover"))
        is_first, is_last = index.row() == 0, index.row() == index.model().rowCount() - 1
        self._paint_string(painter, rect, is_first=is_first, is_last=is_last)
        self._paint_bead(painter, row, QPointF(rect.left() + 22, rect.center().y() + 0.5))
        painter.setFont(theme.font(12))
        time_box = QRectF(rect.right() - 62, rect.top() + 3, 52, 18)
        _paint_words(painter, time_box, row.time, theme.colour("muted"), is_right=True)
        if row.is_locked:
            icon = theme.pixmap(
                "lock", theme.colour("warn"), 11, painter.device().devicePixelRatioF()
            )
            painter.drawPixmap(QPointF(rect.right() - 21, rect.top() + 22), icon)
        is_over = row.status.is_ended
        painter.setFont(theme.font(13, 500))
        title = QRectF(rect.left() + 42, rect.top() + 3, rect.width() - 110, 18)
        _paint_words(painter, title, row.title, theme.colour("muted" if is_over else "text"))
        painter.setFont(theme.font(11))
        below = QRectF(rect.left() + 42, rect.top() + 20, rect.width() - 66, 15)
        _paint_words(painter, below, row.subtitle, theme.tone(row.tone))
        painter.restore()

    def _paint_string(
        self, painter: QPainter, rect: QRect, *, is_first: bool, is_last: bool
    ) -> None:
        x, middle = rect.left() + 22, rect.center().y()
        faded = self._theme.mix(self._theme.route(self.colour), self._theme.colour("panel"), 0.55)
        painter.setPen(QPen(faded, 2))
        painter.drawLine(
            x, middle if is_first else rect.top(), x, middle if is_last else rect.bottom() + 1
        )

    def _paint_bead(self, painter: QPainter, row: RouteStopRow, centre: QPointF) -> None:
        theme = self._theme
        route, panel = theme.route(self.colour), theme.colour("panel")
        pen = QPen(theme.colour("bad") if row.status is StopStatus.FAILED else route, 1.8)
        if row.is_pending:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        is_done = row.status is StopStatus.COMPLETED
        painter.setBrush(theme.mix(route, panel, 0.35) if is_done else panel)
        if row.status.is_under_way:
            painter.setBrush(route)
        box = QRectF(centre.x() - 10, centre.y() - 10, 20, 20)
        radius = 10.0 if row.order_kind in (OrderKind.DELIVERY, None) else 5.0
        painter.drawRoundedRect(box, radius, radius)
        painter.setFont(theme.font(10, 700))
        ink = theme.ink_on(route) if row.status.is_under_way else theme.colour("text")
        painter.setPen(theme.colour("bad") if row.status is StopStatus.FAILED else ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _bead_sign(row))


def _bead_sign(row: RouteStopRow) -> str:
    if row.stop_id is None:
        return "⌂"
    if row.status is StopStatus.FAILED:
        return "×"
    if row.kind in (StopKind.GIVE, StopKind.TAKE):
        return "H"
    return str(row.number)
