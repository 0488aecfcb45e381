"""The strip of figures over the window, each with its trend painted small."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from console.panels.room import parts_that_fit
from console.plain_words import tooltip
from console.theme import Theme
from console.tongue import tr
from console.view import KpiTile, KpiView

HEIGHT = 58
SPARK_WIDTH = 64
USUAL_TILES = 5
WIDE_ENOUGH = 276
"""Narrower tiles leave the trend out, all alike."""


class KpiStrip(QWidget):
    """Tiles of equal width in the order given."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tiles: dict[str, _Tile] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(tr("Figures of the day"))
        # Empty cards until the day is open, so that nothing comes into the window from nowhere.
        self._make([f"empty {number}" for number in range(USUAL_TILES)])

    def show_view(self, view: KpiView) -> None:
        """Tiles are made once per key and then only repainted."""
        keys = [tile.key for tile in view.tiles]
        if keys != list(self._tiles):
            self._make(keys)
        for tile in view.tiles:
            self._tiles[tile.key].show_tile(tile)

    def _make(self, keys: Sequence[str]) -> None:
        for old in self._tiles.values():
            self._row.removeWidget(old)
            old.deleteLater()
        self._tiles = {key: _Tile(self._theme) for key in keys}
        for tile in self._tiles.values():
            self._row.addWidget(tile, 1)


class _Tile(QWidget):
    """One figure: icon, label, value, note, sparkline."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tile: KpiTile | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(180, HEIGHT)

    def show_tile(self, tile: KpiTile) -> None:
        if tile == self._tile:
            return
        self._tile = tile
        self.setToolTip(tooltip([tile.label, tile.tooltip] if tile.tooltip else []))
        self.setAccessibleName(f"{tile.label}: {tile.value} {tile.note}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tile = self._theme, self._tile
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        if tile is not None:
            self._paint_tile(painter, tile)
        painter.end()

    def _paint_tile(self, painter: QPainter, tile: KpiTile) -> None:
        theme = self._theme
        colour = theme.tone(tile.tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tint(tile.tone))
        painter.drawRoundedRect(QRectF(12, 12, 34, 34), 9, 9)
        icon = theme.pixmap(tile.icon, colour, 18, self.devicePixelRatioF())
        painter.drawPixmap(20, 20, icon)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("muted"))
        words_width = self.width() - 56 - 10
        label = QFontMetrics(theme.font(12)).elidedText(
            tile.label, Qt.TextElideMode.ElideRight, words_width
        )
        painter.drawText(QPointF(56, 23), label)
        painter.setFont(theme.font(20, 600))
        painter.setPen(theme.colour("text"))
        painter.drawText(QPointF(56, 45), tile.value)
        left = 56 + QFontMetrics(theme.font(20, 600)).horizontalAdvance(tile.value) + 8
        note = QFontMetrics(theme.font(12, 500))
        has_room = self.width() >= WIDE_ENOUGH
        room = self.width() - left - 10 - (SPARK_WIDTH + 8 if has_room else 0)
        painter.setFont(theme.font(12, 500))
        painter.setPen(theme.tone(tile.note_tone))
        words = parts_that_fit(tile.note, note.horizontalAdvance, room)
        painter.drawText(QPointF(left, 45), words)
        if has_room and len(tile.series) > 1:
            box = QRectF(self.width() - SPARK_WIDTH - 12, 14, SPARK_WIDTH, 28)
            paint_sparkline(painter, box, tile.series, colour)


def paint_sparkline(
    painter: QPainter, box: QRectF, series: Sequence[float], colour: QColor
) -> None:
    """A line over its faded area, from the lowest to the highest value of the series."""
    low, high = min(series), max(series)
    span = (high - low) or 1.0
    step = box.width() / (len(series) - 1)
    points = [
        QPointF(box.left() + i * step, box.bottom() - (value - low) / span * box.height())
        for i, value in enumerate(series)
    ]
    line = QPainterPath(points[0])
    for point in points[1:]:
        line.lineTo(point)
    area = QPainterPath(line)
    area.lineTo(box.right(), box.bottom() + 3)
    area.lineTo(box.left(), box.bottom() + 3)
    area.closeSubpath()
    fade = QLinearGradient(box.topLeft(), box.bottomLeft())
    top, bottom = QColor(colour), QColor(colour)
    top.setAlpha(70)
    bottom.setAlpha(0)
    fade.setColorAt(0, top)
    fade.setColorAt(1, bottom)
    painter.fillPath(area, fade)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.6))
    painter.drawPath(line)
