"""Paints one lane of the route board: its name, its line of time, its stops.

A stop's kind is its outline (square: delivery, diamond ends: return, round: containers, hexagon:
exchange, bow tie: hand-over), its state is a sign; colour only repeats what they say.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from console.panels.board_layout import (
    BAR_HEIGHT,
    LANE_HEIGHT,
    NARROW_NAMES,
    Axis,
    Bar,
    bars,
    ticks,
)
from console.panels.line_of_text import draw_sign
from console.panels.route_tag import paint_tag, tag_width
from console.theme import Theme
from console.view import LaneView, StopBar, Tone, TrayState
from core.model import OrderKind, StopKind, StopStatus

LETTERS = {
    OrderKind.DELIVERY: "D",
    OrderKind.RETURN: "R",
    OrderKind.CONTAINER: "C",
    OrderKind.EXCHANGE: "X",
}
TRAY_ICONS = {
    TrayState.PENDING: ("inbox", Tone.WARN),
    TrayState.SENT: ("send", Tone.ACCENT),
    TrayState.NO_ANSWER: ("phone", Tone.BAD),
    TrayState.ACCEPTED: ("check", Tone.GOOD),
    TrayState.DECLINED: ("x", Tone.BAD),
}
MIDDLE = LANE_HEIGHT / 2
WINDOWS_BELOW = 12.0
LABELS_BELOW = 14.0
"""Seconds per pixel: names are written only when zoomed in."""


class Canvas(Struct, frozen=True):
    """What every lane is painted with."""

    theme: Theme
    axis: Axis
    width: int
    ratio: float

    @property
    def names(self) -> float:
        """Width of the sticky names; time begins there."""
        return self.axis.x0


def letter(stop: StopBar) -> str:
    """The letter of a stop's kind; hand-overs are H."""
    if stop.kind in (StopKind.GIVE, StopKind.TAKE):
        return "H"
    if stop.kind is StopKind.FETCH:
        return "F"
    return LETTERS[stop.order_kind]


def paint_lane(
    painter: QPainter, canvas: Canvas, lane: LaneView, found: Sequence[Bar], zero: datetime
) -> None:
    """The whole lane from x 0 to the canvas's width, y 0 to the lane's height."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_grid(painter, canvas)
    painter.setClipRect(QRectF(canvas.names, 0, canvas.width - canvas.names, LANE_HEIGHT))
    _paint_line(painter, canvas, lane, zero)
    _paint_breaks(painter, canvas, lane, zero)
    for at, bar in enumerate(found):
        if bar.right < canvas.names or bar.x > canvas.width:
            continue
        room = found[at + 1].x - bar.x - 3 if at + 1 < len(found) else 200.0
        paint_stop(painter, canvas, bar, canvas.theme.route(lane.colour), zero, room)
    for bar in found:
        _paint_badges(painter, canvas, bar, zero)
    painter.setClipping(False)
    paint_name(painter, canvas, lane)


def _paint_grid(painter: QPainter, canvas: Canvas) -> None:
    painter.setPen(canvas.theme.colour("grid"))
    xs = [canvas.axis.x(s) for s in ticks(canvas.axis, canvas.width)]
    painter.drawLines([QLineF(x, 0, x, LANE_HEIGHT) for x in xs if x > canvas.names])
    painter.drawLine(QLineF(0, LANE_HEIGHT - 0.5, canvas.width, LANE_HEIGHT - 0.5))


def _paint_line(painter: QPainter, canvas: Canvas, lane: LaneView, zero: datetime) -> None:
    """The driver's day as a thin line, the end of the shift, and where it runs over."""
    theme = canvas.theme
    start = canvas.axis.x((lane.starts_at - zero).total_seconds())
    end = canvas.axis.x((lane.ends_at - zero).total_seconds())
    last = max((s.ends for s in lane.stops), default=lane.starts_at)
    back = canvas.axis.x(((lane.back_at or last) - zero).total_seconds())
    colour = theme.mix(theme.route(lane.colour), theme.colour("panel"), 0.45)
    painter.setPen(QPen(colour, 2))
    painter.drawLine(QLineF(start, MIDDLE, min(back, end), MIDDLE))
    if back > end:
        painter.setPen(QPen(theme.colour("bad"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(max(end, start), MIDDLE, back, MIDDLE))
    beyond = QRectF(end, 0, max(0.0, canvas.width - end), LANE_HEIGHT - 1)
    painter.fillRect(beyond, QBrush(theme.colour("grid"), Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(theme.colour("faint"), 1))
    painter.drawLine(QLineF(end, 4, end, LANE_HEIGHT - 5))
    if lane.back_at and not lane.is_ended:
        painter.setPen(QPen(colour if back <= end else theme.colour("bad"), 2))
        painter.drawLine(QLineF(back, MIDDLE - 5, back, MIDDLE + 5))


def _paint_breaks(painter: QPainter, canvas: Canvas, lane: LaneView, zero: datetime) -> None:
    theme = canvas.theme
    for pause in lane.breaks:
        left = canvas.axis.x((pause.begins - zero).total_seconds())
        right = canvas.axis.x((pause.ends - zero).total_seconds())
        box = QRectF(left, MIDDLE - 6, max(right - left, 6.0), 12)
        painter.fillRect(box, theme.colour("panel"))
        painter.fillRect(box, QBrush(theme.colour("faint"), Qt.BrushStyle.FDiagPattern))
        painter.setPen(theme.colour("faint"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


def paint_stop(
    painter: QPainter, canvas: Canvas, bar: Bar, route: QColor, zero: datetime, room: float
) -> None:
    """One stop. `room` is how far words beside it may reach."""
    theme, stop = canvas.theme, bar.stop
    _paint_wait(painter, canvas, bar, zero)
    box = QRectF(bar.x, MIDDLE - BAR_HEIGHT / 2, bar.width, BAR_HEIGHT)
    fill, edge, ink = _colours(theme, stop, route)
    pen = QPen(edge, 1.4 if not stop.is_pending else 1.6)
    if stop.is_pending:
        pen.setStyle(Qt.PenStyle.DashLine)
        pen.setDashPattern([2.2, 1.6])
    painter.setPen(pen)
    painter.setBrush(fill)
    outline = _outline(stop, box)
    if outline is None:
        radius = 9.0 if _is_round(stop) else 4.0
        painter.drawRoundedRect(box, radius, radius)
    else:
        painter.drawPath(outline)
    _paint_sign(painter, theme, stop, box, ink)
    wanted = room - bar.width if bar.width < 60 else bar.width - 18
    if wanted > 80 and canvas.axis.s_per_px < LABELS_BELOW:
        _paint_label(painter, theme, bar, ink, wanted)


def _is_round(stop: StopBar) -> bool:
    return stop.order_kind is OrderKind.CONTAINER and stop.kind is StopKind.COLLECT


def _colours(theme: Theme, stop: StopBar, route: QColor) -> tuple[QColor, QColor, QColor]:
    """Fill, edge and ink."""
    panel = theme.colour("panel")
    if stop.status is StopStatus.FAILED:
        return theme.tint(Tone.BAD, 0.22), theme.colour("bad"), theme.colour("bad")
    if stop.status in (StopStatus.SKIPPED, StopStatus.CANCELLED):
        return panel, theme.colour("faint"), theme.colour("faint")
    if stop.status is StopStatus.COMPLETED:
        faded = theme.mix(route, panel, 0.30)
        return faded, faded, theme.mix(route, panel, 0.85)
    if stop.late_s > 0:
        return route, theme.colour("bad"), theme.ink_on(route)
    if stop.is_pending:
        return theme.mix(route, panel, 0.35), theme.colour("text"), theme.colour("text")
    return route, route, theme.ink_on(route)


def _outline(stop: StopBar, box: QRectF) -> QPainterPath | None:
    """The outline that is not a rounded rectangle."""
    left, right, top, bottom = box.left(), box.right(), box.top(), box.bottom()
    middle, bite = box.center().y(), min(5.0, box.width() / 3)
    if stop.kind in (StopKind.GIVE, StopKind.TAKE):
        points = [
            (left, top), (box.center().x(), top + 4), (right, top),
            (right, bottom), (box.center().x(), bottom - 4), (left, bottom),
        ]  # fmt: skip
    elif stop.order_kind is OrderKind.RETURN or stop.kind is StopKind.FETCH:
        half = min(box.width() / 2, 8.0)
        points = [
            (left, middle), (left + half, top), (right - half, top),
            (right, middle), (right - half, bottom), (left + half, bottom),
        ]  # fmt: skip
    elif stop.order_kind is OrderKind.EXCHANGE:
        points = [
            (left, middle), (left + bite, top), (right - bite, top),
            (right, middle), (right - bite, bottom), (left + bite, bottom),
        ]  # fmt: skip
    else:
        return None
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _paint_sign(painter: QPainter, theme: Theme, stop: StopBar, box: QRectF, ink: QColor) -> None:
    """A cross for failed, a tick for done, a ring for under way, else the letter of the kind."""
    centre = QPointF(box.left() + min(box.width() / 2, 11.0), box.center().y())
    pen = QPen(ink, 1.7)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    x, y = centre.x(), centre.y()
    if stop.status.is_under_way:
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), 6, 6)
    if box.width() < 9:
        return
    if stop.status is StopStatus.FAILED:
        painter.setPen(pen)
        painter.drawLines([QLineF(x - 3, y - 3, x + 3, y + 3), QLineF(x - 3, y + 3, x + 3, y - 3)])
    elif stop.status is StopStatus.COMPLETED:
        painter.setPen(pen)
        painter.drawLines(
            [QLineF(x - 3, y, x - 1, y + 2.5), QLineF(x - 1, y + 2.5, x + 3.5, y - 3)]
        )
    elif stop.status is StopStatus.ARRIVED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(centre, 3, 3)
    elif stop.status is StopStatus.EN_ROUTE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(
            QPolygonF([QPointF(x - 3, y - 4), QPointF(x + 4, y), QPointF(x - 3, y + 4)])
        )
    else:
        painter.setPen(ink)
        painter.setFont(theme.font(10, 700))
        sign = "?" if stop.has_problem else letter(stop)
        draw_sign(painter, centre, sign)


def _paint_badges(painter: QPainter, canvas: Canvas, bar: Bar, zero: datetime) -> None:
    """What lies over neighbours: lateness, the window when zoomed in, the lock."""
    stop = bar.stop
    if stop.late_s > 0 and not stop.status.is_ended:
        _paint_lateness(painter, canvas, bar, zero)
    elif canvas.axis.s_per_px < WINDOWS_BELOW and not stop.status.is_ended:
        _paint_window(painter, canvas, stop, zero, canvas.theme.colour("faint"))
    if stop.is_locked:
        _paint_lock(painter, canvas, bar)


def _paint_lock(painter: QPainter, canvas: Canvas, bar: Bar) -> None:
    theme = canvas.theme
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("panel"))
    painter.drawEllipse(QPointF(bar.right, MIDDLE + 6), 6.5, 6.5)
    icon = theme.pixmap("lock", theme.colour("text"), 10, canvas.ratio)
    painter.drawPixmap(QPointF(bar.right - 5, MIDDLE + 0.5), icon)


def _paint_wait(painter: QPainter, canvas: Canvas, bar: Bar, zero: datetime) -> None:
    """Waiting for the window to open: a dotted foot before the bar."""
    stop = bar.stop
    if stop.arrives is None or stop.arrives >= stop.begins or stop.status.is_ended:
        return
    left = canvas.axis.x((stop.arrives - zero).total_seconds())
    if bar.x - left < 3:
        return
    painter.setPen(QPen(canvas.theme.colour("warn"), 2, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(left, MIDDLE, bar.x - 1, MIDDLE))


def _paint_lateness(painter: QPainter, canvas: Canvas, bar: Bar, zero: datetime) -> None:
    """A red bracket to the window that is missed and an exclamation mark."""
    theme = canvas.theme
    _paint_window(painter, canvas, bar.stop, zero, theme.colour("bad"))
    badge = QPointF(bar.right - 1, MIDDLE - BAR_HEIGHT / 2)
    painter.setPen(QPen(theme.colour("panel"), 1))
    painter.setBrush(theme.colour("bad"))
    painter.drawEllipse(badge, 5, 5)
    painter.setPen(theme.ink_on(theme.colour("bad")))
    painter.setFont(theme.font(9, 700))
    box = QRectF(badge.x() - 5, badge.y() - 5.5, 10, 11)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "!")


def _paint_window(
    painter: QPainter, canvas: Canvas, stop: StopBar, zero: datetime, colour: QColor
) -> None:
    if stop.opens is None or stop.closes is None:
        return
    left = canvas.axis.x((stop.opens - zero).total_seconds())
    right = canvas.axis.x((stop.closes - zero).total_seconds())
    painter.setPen(QPen(colour, 1))
    y = LANE_HEIGHT - 3.5
    painter.drawLines(
        [
            QLineF(left, y - 3, left, y),
            QLineF(left, y, right, y),
            QLineF(right, y - 3, right, y),
        ]
    )


def paint_window_of(painter: QPainter, canvas: Canvas, stop: StopBar, zero: datetime) -> None:
    """The window bracket of the stop under the pointer or selected."""
    _paint_window(painter, canvas, stop, zero, canvas.theme.colour("text"))


def _paint_label(painter: QPainter, theme: Theme, bar: Bar, ink: QColor, width: float) -> None:
    """The customer's name, inside a wide bar or beside a narrow one."""
    font = theme.font(11)
    painter.setFont(font)
    words = QFontMetrics(font).elidedText(
        bar.stop.label, Qt.TextElideMode.ElideRight, int(width) - 6
    )
    if bar.width < 60:
        painter.setPen(theme.colour("muted"))
        box = QRectF(bar.right + 4, 0, width, LANE_HEIGHT - 4)
        ground = QRectF(box.x() - 1, MIDDLE - 2, QFontMetrics(font).horizontalAdvance(words) + 2, 4)
        painter.fillRect(ground, theme.colour("panel"))
        box = QRectF(bar.right + 4, 0, width, LANE_HEIGHT)
    else:
        painter.setPen(ink)
        box = QRectF(bar.x + 19, 0, width, LANE_HEIGHT)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def paint_name(painter: QPainter, canvas: Canvas, lane: LaneView) -> None:
    """The sticky left part: colour, name, driver, lock, load, tray."""
    theme = canvas.theme
    route = theme.route(lane.colour)
    panel = QRectF(0, 0, canvas.names, LANE_HEIGHT - 1)
    painter.fillRect(panel, theme.colour("panel"))
    if lane.stranded:
        painter.fillRect(panel, theme.tint(Tone.BAD, 0.14))
    painter.setPen(theme.colour("line"))
    painter.drawLine(QLineF(canvas.names - 0.5, 0, canvas.names - 0.5, LANE_HEIGHT))
    tag = QRectF(10, 6, tag_width(theme, lane.name), LANE_HEIGHT - 12)
    ground = theme.mix(route, theme.colour("panel"), 0.4) if lane.is_ended else None
    paint_tag(painter, theme, tag, lane.name, lane.colour, ground=ground)
    right = _paint_tray(painter, canvas, lane, canvas.names - 8)
    if canvas.names > NARROW_NAMES:
        right = _paint_load(painter, canvas, lane, right)
    if lane.stranded:
        right -= 16
        icon = theme.pixmap("octagon-alert", theme.colour("bad"), 13, canvas.ratio)
        painter.drawPixmap(QPointF(right, MIDDLE - 6), icon)
    if lane.is_locked:
        right -= 16
        icon = theme.pixmap("lock", theme.colour("warn"), 12, canvas.ratio)
        painter.drawPixmap(QPointF(right, MIDDLE - 6), icon)
    if lane.is_stale and not lane.is_ended:
        right -= 16
        icon = theme.pixmap("wifi-off", theme.colour("muted"), 12, canvas.ratio)
        painter.drawPixmap(QPointF(right, MIDDLE - 6), icon)
    font = theme.font(12, 500)
    painter.setFont(font)
    painter.setPen(theme.colour("muted" if lane.is_ended else "text"))
    left = tag.right() + 8
    room = right - left - 4
    words = QFontMetrics(font).elidedText(lane.driver, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(QRectF(left, 0, room, LANE_HEIGHT - 1), Qt.AlignmentFlag.AlignVCenter, words)


def _paint_tray(painter: QPainter, canvas: Canvas, lane: LaneView, right: float) -> float:
    if lane.tray is TrayState.NONE:
        # Where names are cut, they have the room that a tray would take.
        return right - 20 if canvas.names > NARROW_NAMES else right
    icon, tone = TRAY_ICONS[lane.tray]
    theme = canvas.theme
    box = QRectF(right - 20, MIDDLE - 9, 20, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(tone, 0.22))
    painter.drawRoundedRect(box, 5, 5)
    pixmap = theme.pixmap(icon, theme.tone(tone), 12, canvas.ratio)
    painter.drawPixmap(QPointF(box.x() + 4, MIDDLE - 6), pixmap)
    return right - 20


def _paint_load(painter: QPainter, canvas: Canvas, lane: LaneView, right: float) -> float:
    """Done of all stops in figures over a bar of the load at its peak."""
    theme = canvas.theme
    left = right - 46
    painter.setFont(theme.font(10, 500))
    painter.setPen(theme.colour("bad" if lane.late else "muted"))
    words = f"{lane.done}/{len(lane.stops)}" + (f" !{lane.late}" if lane.late else "")
    painter.drawText(QRectF(left, 3, 40, 14), Qt.AlignmentFlag.AlignRight, words)
    track = QRectF(left, 20, 40, 3.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("line"))
    painter.drawRoundedRect(track, 1.7, 1.7)
    tone = Tone.BAD if lane.load_share > 1 else Tone.WARN if lane.load_share > 0.9 else Tone.GOOD
    share = min(max(lane.load_share, 0.0), 1.0)
    if share:
        painter.setBrush(theme.tone(tone))
        painter.drawRoundedRect(QRectF(left, 20, max(40 * share, 3.0), 3.5), 1.7, 1.7)
    return left - 4


def paint_ghost(
    painter: QPainter,
    canvas: Canvas,
    lane: LaneView,
    ghost: Sequence[StopBar],
    changed: frozenset[str],
    zero: datetime,
) -> None:
    """The proposal in the lower half of the lane: changed stops in colour, the others grey."""
    theme = canvas.theme
    route = theme.route(lane.colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    veil = QColor(theme.colour("panel"))
    veil.setAlpha(170)
    painter.fillRect(QRectF(canvas.names, 0, canvas.width, LANE_HEIGHT - 1), veil)
    found = bars(ghost, zero, canvas.axis)
    if found:
        painter.setPen(QPen(route, 2, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(found[0].x, LANE_HEIGHT - 8, found[-1].right, LANE_HEIGHT - 8))
    for bar in found:
        is_new = bar.stop.id in changed
        colour = route if is_new else theme.colour("faint")
        painter.setPen(QPen(theme.colour("text") if is_new else colour, 1))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(bar.x, LANE_HEIGHT - 14, bar.width, 12), 3, 3)
