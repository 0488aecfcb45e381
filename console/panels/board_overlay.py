"""What lies over the lanes of the route board: the axis, the now-line, cost chips, carets."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from console.panels.board_layout import AXIS_HEIGHT, LANE_HEIGHT
from console.panels.board_paint import Canvas
from console.panels.room import parts_that_fit
from console.theme import Theme
from console.view import CostChip, Tone

ROOMY = 640
"""A narrower time axis keeps its stops free: chips then stand over the drivers' names."""
AFTER_TAG = 54.0
EXPLANATION_HEIGHT = 26
"""Of one line; where it is not enough there are more."""
MOST_OF_EDGE = 4 * EXPLANATION_HEIGHT
"""How high what is written along the lower edge can stand, the hint above it with it."""
BESIDE_ICON, BESIDE_EDGE = 34, 12
CHIP_ICONS = {
    Tone.GOOD: "check",
    Tone.WARN: "triangle-alert",
    Tone.BAD: "ban",
    Tone.MUTED: "ban",
    Tone.ACCENT: "arrow-down-to-line",
}


def paint_axis(
    painter: QPainter, canvas: Canvas, labels: Sequence[tuple[float, str]], now: Sequence[float]
) -> None:
    """The sticky heading: a label per tick, nothing over the names or beside the time of now."""
    theme = canvas.theme
    painter.fillRect(QRect(0, 0, canvas.width, AXIS_HEIGHT), theme.colour("panel"))
    painter.setPen(theme.colour("line"))
    painter.drawLine(QLineF(0, AXIS_HEIGHT - 0.5, canvas.width, AXIS_HEIGHT - 0.5))
    painter.setClipRect(QRectF(canvas.names, 0, canvas.width - canvas.names, AXIS_HEIGHT))
    painter.setFont(theme.font(11))
    for x, words in labels:
        if not canvas.names + 18 < x < canvas.width - 18:
            continue
        painter.setPen(theme.colour("line"))
        painter.drawLine(QLineF(x, AXIS_HEIGHT - 5, x, AXIS_HEIGHT))
        if any(abs(x - other) < 40 for other in now):
            continue
        painter.setPen(theme.colour("muted"))
        box = QRectF(x - 40, 0, 80, AXIS_HEIGHT - 4)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.setClipping(False)


def paint_now(painter: QPainter, canvas: Canvas, x: float, top: int, bottom: int) -> None:
    """The now-line through the rows of its day."""
    painter.setPen(QPen(canvas.theme.colour("now"), 1.5))
    painter.drawLine(QLineF(x, top, x, bottom))


def paint_now_label(painter: QPainter, canvas: Canvas, x: float, words: str) -> None:
    """The time on the axis, where the now-line starts."""
    theme = canvas.theme
    font = theme.font(11, 600)
    wide = QFontMetrics(font).horizontalAdvance(words) + 12
    box = QRectF(x - wide / 2, 4, wide, AXIS_HEIGHT - 9)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("now"))
    painter.drawRoundedRect(box, 6, 6)
    painter.setFont(font)
    painter.setPen(theme.ink_on(theme.colour("now")))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def paint_day_heading(painter: QPainter, canvas: Canvas, rect: QRect, words: str) -> None:
    """The line over the lanes of one day when two days are shown."""
    theme = canvas.theme
    painter.fillRect(rect, theme.colour("raised"))
    painter.setFont(theme.font(11, 600))
    painter.setPen(theme.colour("muted"))
    painter.drawText(rect.adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)


def paint_chip(
    painter: QPainter, canvas: Canvas, chip: CostChip, top: int, *, is_hot: bool
) -> None:
    """What the order would cost this lane, in words, with the rank of the best three."""
    theme = canvas.theme
    if chip.rank is not None:
        veil = QColor(theme.colour("accent"))
        veil.setAlpha(26)
        painter.fillRect(QRect(0, top, canvas.width, LANE_HEIGHT - 1), veil)
        painter.fillRect(QRect(0, top, 4, LANE_HEIGHT - 1), theme.colour("accent"))
    font = theme.font(12, 600 if chip.rank else 500)
    has_room = canvas.width - canvas.names >= ROOMY
    most = 380 if has_room else int(canvas.names)
    metrics = QFontMetrics(font)
    # The line along the lower edge says all of it.
    words = parts_that_fit(chip_words(chip), metrics.horizontalAdvance, most)
    words = words or metrics.elidedText(chip_words(chip), Qt.TextElideMode.ElideRight, most)
    left = canvas.names + 8.0 if has_room else AFTER_TAG
    wide = QFontMetrics(font).horizontalAdvance(words) + 36
    box = QRectF(left, top + 4, wide, LANE_HEIGHT - 9)
    ground = theme.colour("panel")
    painter.setPen(QPen(theme.tone(chip.tone), 1.6 if is_hot else 1))
    painter.setBrush(theme.mix(theme.tone(chip.tone), theme.colour("panel"), 0.12))
    if not has_room:
        beneath = max(wide + 4, canvas.names - 30 - AFTER_TAG)
        painter.fillRect(QRectF(AFTER_TAG - 2, top, beneath, LANE_HEIGHT - 1), ground)
    painter.drawRoundedRect(box, 8, 8)
    if chip.rank is None:
        icon = theme.pixmap(CHIP_ICONS[chip.tone], theme.tone(chip.tone), 13, canvas.ratio)
        painter.drawPixmap(QPointF(left + 8, top + 8), icon)
    else:
        _paint_rank(painter, canvas, chip.rank, QPointF(left + 14, box.center().y()))
    painter.setFont(font)
    painter.setPen(theme.tone(chip.tone) if chip.tone is not Tone.GOOD else theme.colour("text"))
    painter.drawText(box.adjusted(28, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)


def chip_words(chip: CostChip, *, is_full: bool = False) -> str:
    """What a chip has to say; in full also how far it is, and first where vans would meet: what
    comes last is cut where the board is narrow."""
    parts = [chip.words, chip.hand_over]
    if is_full:
        parts = [chip.hand_over, chip.words, chip.distance]
    return " · ".join(part for part in parts if part)


def paint_explanation(
    painter: QPainter, canvas: Canvas, lane: str, chip: CostChip, height: int
) -> int:
    """The lane under the pointer in full words, along the lower edge; how high they stand."""
    theme = canvas.theme
    words = f"{lane}: {chip_words(chip, is_full=True)}"
    tall = explanation_height(theme, words, canvas.width)
    strip = QRectF(0, height - tall, canvas.width, tall)
    painter.fillRect(strip, theme.colour("raised"))
    painter.fillRect(QRectF(0, strip.y(), canvas.width, 1), theme.tone(chip.tone))
    icon = theme.pixmap(CHIP_ICONS[chip.tone], theme.tone(chip.tone), 14, canvas.ratio)
    painter.drawPixmap(QPointF(12, strip.y() + 6), icon)
    painter.setFont(_explaining(theme))
    painter.setPen(theme.colour("text"))
    beside = strip.adjusted(BESIDE_ICON, 0, -BESIDE_EDGE, 0)
    painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, words)
    return tall


def explanation_height(theme: Theme, words: str, width: float) -> int:
    """So high that all the words are read, on as many lines as the width asks for."""
    room = QRect(0, 0, int(width) - BESIDE_ICON - BESIDE_EDGE, 1_000)
    lines = QFontMetrics(_explaining(theme)).boundingRect(room, Qt.TextFlag.TextWordWrap, words)
    return max(EXPLANATION_HEIGHT, lines.height() + 10)


def _explaining(theme: Theme) -> QFont:
    return theme.font(12, 500)


def _paint_rank(painter: QPainter, canvas: Canvas, rank: int, centre: QPointF) -> None:
    theme = canvas.theme
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_fill"))
    painter.drawEllipse(centre, 8, 8)
    painter.setFont(theme.font(11, 700))
    painter.setPen(theme.colour("on_accent"))
    box = QRectF(centre.x() - 8, centre.y() - 8.5, 16, 17)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(rank))


def paint_veil(painter: QPainter, canvas: Canvas, rect: QRect) -> None:
    """Quietens a lane while others matter more."""
    veil = QColor(canvas.theme.colour("panel"))
    veil.setAlpha(150)
    painter.fillRect(rect, veil)


def paint_slots(painter: QPainter, canvas: Canvas, xs: Sequence[float], top: int) -> None:
    """The marks of the gaps that an order can be dropped into."""
    painter.setPen(QPen(canvas.theme.colour("panel"), 1))
    painter.setBrush(canvas.theme.colour("text"))
    for x in xs:
        if x > canvas.names + 3:
            painter.drawEllipse(QPointF(x, top + LANE_HEIGHT / 2), 3.2, 3.2)


def paint_caret(painter: QPainter, canvas: Canvas, x: float, top: int, *, is_strong: bool) -> None:
    """Where the stop would go."""
    if x < canvas.names:
        return
    theme = canvas.theme
    colour = theme.colour("accent")
    painter.setPen(QPen(theme.colour("panel"), 5 if is_strong else 3))
    painter.drawLine(QLineF(x, top + 1, x, top + LANE_HEIGHT - 2))
    painter.setPen(QPen(colour, 3 if is_strong else 1.6))
    painter.drawLine(QLineF(x, top + 1, x, top + LANE_HEIGHT - 2))
    if is_strong:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for y, way in ((top, 1), (top + LANE_HEIGHT - 1, -1)):
            points = [QPointF(x - 5, y), QPointF(x + 5, y), QPointF(x, y + 6 * way)]
            painter.drawPolygon(QPolygonF(points))


def paint_edge_hint(painter: QPainter, canvas: Canvas, y: float, words: str) -> None:
    """Names the ranked lanes that are scrolled out of sight, at the edge where they are."""
    theme = canvas.theme
    font = theme.font(11, 600)
    wide = QFontMetrics(font).horizontalAdvance(words) + 20
    left = max(canvas.names + 4.0, (canvas.width + canvas.names - wide) / 2)
    box = QRectF(left, y, wide, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_fill"))
    painter.drawRoundedRect(box, 10, 10)
    painter.setFont(font)
    painter.setPen(theme.colour("on_accent"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
