"""One chart in its card: title, figure, change, the painted chart, and what is pointed at.

Signals: `part_chosen(key, at)` a mark was clicked, `whole_chosen(key)` the heading was.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.panels.chart_paint import Spot, key_of, paint_chart
from console.plain_words import tooltip
from console.report_view import ChartView
from console.theme import Theme
from console.tongue import tr

HEIGHT = 268
HEAD = 64
"""From the top to the chart."""


class ChartCard(QWidget):
    """Arrow keys walk through the marks, Enter chooses one."""

    part_chosen = Signal(str, int)
    whole_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chart: ChartView | None = None
        self._spots: list[Spot] = []
        self._hot = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        theme.changed.connect(self.update)

    @property
    def chart(self) -> ChartView | None:
        """What is shown."""
        return self._chart

    def sizeHint(self) -> QSize:
        return QSize(380, HEIGHT)

    def show_chart(self, chart: ChartView) -> None:
        """Replace what is shown."""
        if chart != self._chart:
            self._chart, self._hot = chart, -1
            self.setAccessibleName(f"{chart.title}: {chart.figure} {chart.change}".strip())
            self.setAccessibleDescription(chart.means)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, chart = self._theme, self._chart
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("accent" if self.hasFocus() else "line"))
        painter.setBrush(theme.colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        if chart is not None:
            self._paint_head(painter, chart)
            box = QRectF(14, HEAD, self.width() - 28, self.height() - HEAD - 12)
            self._spots = paint_chart(painter, box, chart, theme, self._hot)
        painter.end()

    def _paint_head(self, painter: QPainter, chart: ChartView) -> None:
        theme = self._theme
        painter.setFont(theme.font(12, 500))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QPointF(14, 22), chart.title)
        painter.setFont(theme.font(20, 600))
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(14, 48), chart.figure)
        left = 14 + QFontMetrics(theme.font(20, 600)).horizontalAdvance(chart.figure) + 8
        painter.setFont(theme.font(12, 500))
        painter.setPen(theme.tone(chart.change_tone))
        painter.drawText(QPointF(left, 48), chart.change)
        self._paint_key(painter, chart)

    def _paint_key(self, painter: QPainter, chart: ChartView) -> None:
        """The names of the series, or the note, from the right."""
        theme, metrics = self._theme, QFontMetrics(self._theme.font(11))
        painter.setFont(theme.font(11))
        right = float(self.width() - 14)
        if chart.note:
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(right - metrics.horizontalAdvance(chart.note), 22), chart.note)
        for words, colour in reversed(key_of(chart, theme)):
            right -= metrics.horizontalAdvance(words)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(right, 47), words)
            right -= 13
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(right, 39, 9, 9), 2, 2)
            right -= 12

    # Pointing.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._mark_at(event.position()))
        clickable = self._is_clickable(event.position())
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(-1)
        super().focusOutEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._chart is None:
            return
        at = self._mark_at(event.position())
        if at >= 0 and self._chart.marks[at].cases is not None:
            self.part_chosen.emit(self._chart.key, at)
        elif event.position().y() < HEAD and self._chart.cases is not None:
            self.whole_chosen.emit(self._chart.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chart = self._chart
        number = len(chart.marks) if chart is not None else 0
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if number and event.key() in step:
            self._point_at((self._hot + step[Qt.Key(event.key())]) % number)
            self._tell(self.mapToGlobal(self.rect().center()))
        elif chart is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._hot >= 0 and chart.marks[self._hot].cases is not None:
                self.part_chosen.emit(chart.key, self._hot)
            elif chart.cases is not None:
                self.whole_chosen.emit(chart.key)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._hot = self._mark_at(QPointF(event.pos()))
            self._tell(event.globalPos())
            return True
        return super().event(event)

    def _tell(self, at: QPoint) -> None:
        chart = self._chart
        if chart is None:
            return
        QToolTip.showText(at, tooltip(self.words_of(self._hot)), self)

    def words_of(self, at: int) -> list[str]:
        """What is said of a mark; of the report itself when it is none."""
        chart = self._chart
        assert chart is not None
        if at < 0:
            return [chart.title, chart.means]
        mark = chart.marks[at]
        words = [f"{n}: {w}" for n, w in zip(chart.series, mark.words, strict=False)]
        return [
            mark.label,
            *words,
            *([tr("Click for its cases")] if mark.cases is not None else []),
        ]

    def _point_at(self, at: int) -> None:
        if at != self._hot:
            self._hot = at
            self.update()

    def _mark_at(self, point: QPointF) -> int:
        return next((at for box, at in reversed(self._spots) if box.contains(point)), -1)

    def _is_clickable(self, point: QPointF) -> bool:
        if self._chart is None:
            return False
        at = self._mark_at(point)
        if at >= 0:
            return self._chart.marks[at].cases is not None
        return point.y() < HEAD and self._chart.cases is not None
