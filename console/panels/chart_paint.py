"""Paints a chart of a report, on the screen as on paper: the same strokes, other inks.

`paint_chart` returns where each mark was painted, so that a widget knows what is pointed at.
"""

from collections.abc import Sequence
from math import cos, radians
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from console.hub_words import in_words
from console.report_view import ChartView, Mark
from console.tongue import tr
from core.reports.charts import Shape

SERIES = ("accent", "good", "warn")
MONEY_SERIES = {in_words("Cost"): "warn", in_words("Refunds"): "bad", in_words("Recovery"): "good"}
BAR_HEIGHT = 22.0
MOST_BARS, MOST_TALL, TALL = 7, 13, 200.0
LYING = 48.0
PARETO_HEAD = 10.0
ADDS_UP = tr("share with those above")
FEW = 4.0
"""Fewer failures than that at a place are none that stand out."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class Inks(Protocol):
    """Colours by name and fonts: the theme, or paper."""

    def colour(self, name: str) -> QColor: ...

    def font(self, size: int = 13, weight: int = 400) -> QFont: ...


Spot = tuple[QRectF, int]
"""Where a mark is, and which."""


def series_colour(inks: Inks, chart: ChartView, at: int) -> QColor:
    """The colour of one series of a chart."""
    name = MONEY_SERIES.get(chart.series[at]) if at < len(chart.series) else None
    return inks.colour(name or SERIES[at % len(SERIES)])


def is_alone(chart: ChartView) -> bool:
    """Whether a chart over time has one moment only, which names its series itself."""
    return len(chart.marks) == 1 and chart.shape in (Shape.LINE, Shape.BARS)


def key_of(chart: ChartView, inks: Inks) -> list[tuple[str, QColor]]:
    """The names of the series with their colours, where a chart does not say itself which is
    which."""
    if chart.shape in (Shape.PARETO, Shape.HEAT, Shape.STEPS) or is_alone(chart):
        return []
    if chart.shape is Shape.PAIRS:
        colours = [inks.colour("accent"), inks.colour("faint")]
        return list(zip(chart.series, colours, strict=False))
    if len(chart.series) < 2:
        return []
    return [(name, series_colour(inks, chart, at)) for at, name in enumerate(chart.series)]


def paint_chart(
    painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, hot: int = -1
) -> list[Spot]:
    """Paint into `box`; the mark `hot` is pointed at."""
    if not any(value is not None for mark in chart.marks for value in mark.values):
        painter.setFont(inks.font(12))
        painter.setPen(inks.colour("faint"))
        painter.drawText(box, _CENTRE, tr("Nothing in this period"))
        return []
    if is_alone(chart):
        return _alone(painter, box, chart, inks, hot)
    match chart.shape:
        case Shape.LINE:
            return _lines(painter, box, chart, inks, hot)
        case Shape.BARS | Shape.STEPS:
            return _columns(painter, box, chart, inks, hot)
        case Shape.PARETO:
            return _pareto(painter, box, chart, inks, hot)
        case Shape.PAIRS:
            return _pairs(painter, box, chart, inks, hot)
        case Shape.HEAT:
            return _heat(painter, box, chart, inks, hot)


def _axis(
    painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, step: float
) -> tuple[QRectF, float, float]:
    """Paint the axes; where the marks go, and the lowest and highest value."""
    metrics = QFontMetricsF(inks.font(11))
    left = max((metrics.horizontalAdvance(words) for _, words in chart.ticks), default=0.0) + 8
    inner = QRectF(box.left() + left, box.top() + 6, box.width() - left - 4, box.height() - 28)
    low, high = (chart.ticks[0][0], chart.ticks[-1][0]) if chart.ticks else (0.0, 1.0)
    high = high if high > low else low + 1.0
    painter.setFont(inks.font(11))
    for value, words in chart.ticks:
        y = inner.bottom() - (value - low) / (high - low) * inner.height()
        painter.setPen(QPen(inks.colour("line" if value == 0 else "grid"), 1))
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
        painter.setPen(inks.colour("muted"))
        painter.drawText(QRectF(box.left(), y - 8, left - 6, 16), _RIGHT, words)
    room = max(metrics.horizontalAdvance(mark.label) for mark in chart.marks) + 14
    every = max(1, round(room / step + 0.5))
    for at in range(0, len(chart.marks), every):
        x = inner.left() + (at + 0.5) * step * inner.width() / max(1.0, step * len(chart.marks))
        width = min(room, step * every)
        place = QRectF(x - width / 2, inner.bottom() + 4, width, 16)
        place.moveLeft(min(max(place.left(), box.left()), box.right() - width))
        painter.drawText(place, _CENTRE, chart.marks[at].label)
    return inner, low, high


def _step(box: QRectF, chart: ChartView) -> float:
    return (box.width() - 50) / max(1, len(chart.marks))


def _lines(painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, hot: int) -> list[Spot]:
    inner, low, high = _axis(painter, box, chart, inks, _step(box, chart))
    step = inner.width() / len(chart.marks)
    if low > 0:
        painter.setPen(inks.colour("muted"))
        painter.setFont(inks.font(10))
        floor = QRectF(inner.left(), inner.bottom() - 16, inner.width() - 4, 14)
        painter.drawText(floor, _RIGHT, tr("enlarged: begins at {ticks}", ticks=chart.ticks[0][1]))
    for at in reversed(range(len(chart.series))):
        colour = series_colour(inks, chart, at)
        points = [
            QPointF(
                inner.left() + (n + 0.5) * step,
                inner.bottom() - (value - low) / (high - low) * inner.height(),
            )
            if (value := _value(mark, at)) is not None
            else None
            for n, mark in enumerate(chart.marks)
        ]
        _line(painter, points, colour, 2.0 if at == 0 else 1.4)
        for n, point in enumerate(points):
            is_alone = len(chart.marks) <= 31 or n == hot
            if point is not None and is_alone:
                painter.setPen(QPen(inks.colour("panel"), 1.5))
                painter.setBrush(colour)
                size = 5.0 if n == hot else 3.2
                painter.drawEllipse(point, size, size)
    return _slots(painter, inner, chart, inks, hot)


def _line(
    painter: QPainter, points: Sequence[QPointF | None], colour: QColor, width: float
) -> None:
    path, is_down = QPainterPath(), False
    for point in points:
        if point is None:
            is_down = False
        elif is_down:
            path.lineTo(point)
        else:
            path.moveTo(point)
            is_down = True
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    painter.drawPath(path)


def _columns(painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, hot: int) -> list[Spot]:
    inner, low, high = _axis(painter, box, chart, inks, _step(box, chart))
    step, series = inner.width() / len(chart.marks), len(chart.series)
    width = min(26.0, step * 0.78 / series)
    painter.setPen(Qt.PenStyle.NoPen)
    for n, mark in enumerate(chart.marks):
        left = inner.left() + (n + 0.5) * step - width * series / 2
        for at in range(series):
            value = _value(mark, at) or 0.0
            ground = max(low, 0.0)
            top = inner.bottom() - (max(value, ground) - low) / (high - low) * inner.height()
            bottom = inner.bottom() - (min(value, ground) - low) / (high - low) * inner.height()
            colour = QColor(series_colour(inks, chart, at))
            colour.setAlphaF(1.0 if hot in (-1, n) else 0.55)
            painter.setBrush(colour)
            bar = QRectF(left + at * width, top, max(1.5, width - 1.5), bottom - top)
            painter.drawRoundedRect(bar, 2, 2)
    return _slots(painter, inner, chart, inks, -1)


def _alone(painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, hot: int) -> list[Spot]:
    """One day has no course: a lying bar for each series, with its name and its sum."""
    (mark,) = chart.marks
    _row_ground(painter, box, inks, is_hot=hot == 0)
    names = chart.series if len(chart.series) > 1 else (mark.label,)
    most = max(chart.ticks[-1][0] if chart.ticks else 0.0, *(abs(v or 0.0) for v in mark.values))
    height = min(LYING, box.height() / len(names))
    top = box.top()
    metrics = QFontMetricsF(inks.font(12))
    amount = max(metrics.horizontalAdvance(words) for words in mark.words) + 8
    for at, name in enumerate(names):
        row = QRectF(box.left() + 4, top + at * height, box.width() - 8, height)
        painter.setFont(inks.font(12))
        painter.setPen(inks.colour("muted"))
        line = QRectF(row.left(), row.center().y() - 17, row.width(), 16)
        painter.drawText(line, _LEFT, name)
        painter.setPen(inks.colour("text"))
        words = mark.words[at] if at < len(mark.words) else ""
        painter.drawText(QRectF(line.right() - amount, line.top(), amount, 16), _RIGHT, words)
        ground = QRectF(row.left(), row.center().y() + 3, row.width(), 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.colour("grid"))
        painter.drawRoundedRect(ground, 4, 4)
        value = _value(mark, at)
        if value and most:
            painter.setBrush(series_colour(inks, chart, at))
            ground.setWidth(max(4.0, ground.width() * min(1.0, abs(value) / most)))
            painter.drawRoundedRect(ground, 4, 4)
    return [(box, 0)]


def _slots(painter: QPainter, inner: QRectF, chart: ChartView, inks: Inks, hot: int) -> list[Spot]:
    step = inner.width() / len(chart.marks)
    slots = [
        (QRectF(inner.left() + n * step, inner.top(), step, inner.height() + 20), n)
        for n in range(len(chart.marks))
    ]
    if hot >= 0:
        painter.setPen(QPen(inks.colour("faint"), 1, Qt.PenStyle.DotLine))
        x = slots[hot][0].center().x()
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))
    return slots


def _pareto(painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, hot: int) -> list[Spot]:
    """The greatest first, each with the share that it and those above it make up."""
    painter.setFont(inks.font(10))
    painter.setPen(inks.colour("muted"))
    painter.drawText(QRectF(box.left(), box.top() - 5, box.width() - 4, 14), _RIGHT, ADDS_UP)
    box = box.adjusted(0, PARETO_HEAD, 0, 0)
    most_shown = MOST_BARS if box.height() < TALL else MOST_TALL
    marks = chart.marks[: max(1, min(most_shown, int(box.height() // BAR_HEIGHT)))]
    total = sum(_value(mark, 0) or 0.0 for mark in chart.marks) or 1.0
    most = max(_value(mark, 0) or 0.0 for mark in marks) or 1.0
    label = min(box.width() * 0.42, 190.0)
    metrics, added, spots = QFontMetricsF(inks.font(12)), 0.0, []
    room = box.width() - label - 96
    for n, mark in enumerate(marks):
        row = QRectF(box.left(), box.top() + n * BAR_HEIGHT, box.width(), BAR_HEIGHT)
        value = _value(mark, 0) or 0.0
        added += value
        _row_ground(painter, row, inks, is_hot=n == hot)
        painter.setFont(inks.font(12))
        painter.setPen(inks.colour("text"))
        words = metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, label - 10)
        painter.drawText(row.adjusted(4, 0, 0, 0), _LEFT, words)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(series_colour(inks, chart, 0))
        bar = QRectF(row.left() + label, row.top() + 6, max(2.0, room * value / most), 10)
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(inks.colour("text"))
        painter.setFont(inks.font(12, 600))
        painter.drawText(row.adjusted(0, 0, -48, 0), _RIGHT, mark.words[0])
        painter.setPen(inks.colour("muted"))
        painter.setFont(inks.font(11))
        painter.drawText(row.adjusted(0, 0, -4, 0), _RIGHT, f"{100 * added / total:.0f} %")
        spots.append((row, n))
    return spots


def _pairs(painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, hot: int) -> list[Spot]:
    """Two bars to a row, each row by its own scale where rows are of different things."""
    height = min(44.0, box.height() / len(chart.marks))
    label, spots = min(box.width() * 0.3, 130.0), []
    all_values = [abs(v or 0.0) for mark in chart.marks for v in mark.values[:2]]
    for n, mark in enumerate(chart.marks):
        row = QRectF(box.left(), box.top() + n * height, box.width(), height)
        _row_ground(painter, row, inks, is_hot=n == hot)
        own = [abs(v or 0.0) for v in mark.values[:2]]
        most = max(own if chart.key == "planned" else all_values) or 1.0
        painter.setFont(inks.font(12))
        painter.setPen(inks.colour("text"))
        painter.drawText(row.adjusted(4, 0, 0, 0), _LEFT, mark.label)
        amount = max(QFontMetricsF(inks.font(11)).horizontalAdvance(w) for w in mark.words[:2]) + 8
        room = box.width() - label - amount
        for at in range(2):
            value, thick = _value(mark, at) or 0.0, min(12.0, height / 2 - 4)
            y = row.center().y() + (-thick - 1 if at == 0 else 1)
            colour = inks.colour("accent" if at == 0 else "faint")
            if value < 0:
                colour = inks.colour("warn" if at == 0 else "faint")
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(
                QRectF(row.left() + label, y, max(2.0, room * abs(value) / most), thick), 3, 3
            )
            painter.setFont(inks.font(11))
            painter.setPen(inks.colour("text" if at == 0 else "muted"))
            place = QRectF(row.right() - amount, y - 2, amount - 4, thick + 4)
            painter.drawText(place, _RIGHT, mark.words[at])
        spots.append((row, n))
    return spots


def _row_ground(painter: QPainter, row: QRectF, inks: Inks, *, is_hot: bool) -> None:
    if is_hot:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.colour("hover"))
        painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), 5, 5)


def _heat(painter: QPainter, box: QRectF, chart: ChartView, inks: Inks, hot: int) -> list[Spot]:
    """Places by where they lie to each other, north up; larger and fuller for more failures."""
    placed = [(n, mark, mark.at) for n, mark in enumerate(chart.marks) if mark.at is not None]
    ground = box.adjusted(2, 2, -2, -2)
    painter.setPen(QPen(inks.colour("grid"), 1))
    painter.setBrush(inks.colour("field"))
    painter.drawRoundedRect(ground, 8, 8)
    if not placed:
        painter.setPen(inks.colour("faint"))
        painter.setFont(inks.font(12))
        painter.drawText(box, _CENTRE, tr("These places are not known any more"))
        return []
    spread = _Spread([at for *_, at in placed], ground.adjusted(16, 16, -16, -16))
    most = max(FEW, *(_value(mark, 0) or 1.0 for _, mark, _ in placed))
    spots: list[Spot] = []
    for n, mark, at in reversed(placed):
        share = (_value(mark, 0) or 0.0) / most
        spot, size = spread.at(at), 3.0 + 8.0 * share**0.5
        colour = QColor(inks.colour("bad"))
        colour.setAlphaF(1.0 if n == hot else 0.25 + 0.5 * share)
        painter.setPen(QPen(inks.colour("text"), 1.2) if n == hot else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(spot, size, size)
        reach = max(size, 7.0)
        spots.append((QRectF(spot.x() - reach, spot.y() - reach, 2 * reach, 2 * reach), n))
    return spots[::-1]


class _Spread:
    """Degrees to points, with one scale for both directions."""

    def __init__(self, places: Sequence[tuple[float, float]], box: QRectF) -> None:
        lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
        self._middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        self._narrow = cos(radians(self._middle[0]))
        tall = max(max(lats) - min(lats), 1e-4)
        wide = max((max(lons) - min(lons)) * self._narrow, 1e-4)
        self._scale = min(box.width() / wide, box.height() / tall)
        self._centre = box.center()

    def at(self, place: tuple[float, float]) -> QPointF:
        east = (place[1] - self._middle[1]) * self._narrow * self._scale
        north = (place[0] - self._middle[0]) * self._scale
        return QPointF(self._centre.x() + east, self._centre.y() - north)


def _value(mark: Mark, at: int) -> float | None:
    return mark.values[at] if at < len(mark.values) else None
