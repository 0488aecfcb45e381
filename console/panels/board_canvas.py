"""The scrolled picture of the route board: lanes over time, painted from a cache per lane.

It keeps what it was shown and where the person looks; `board_hands` adds mouse and keys,
`board_drag` what a drag does.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum, auto
from time import monotonic, thread_time
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from console.panels import board_layout as layout
from console.panels.board_layout import AXIS_HEIGHT, LANE_HEIGHT, Axis, Bar, Row
from console.panels.board_overlay import (
    paint_axis,
    paint_day_heading,
    paint_now,
    paint_now_label,
)
from console.panels.board_paint import Canvas, paint_ghost, paint_lane, paint_window_of
from console.panels.empty_state import paint_empty_state
from console.theme import Theme
from console.tongue import tr
from console.view import GhostLane, LaneView
from core.model import ServiceDay

DAY_S = 86_400.0
GO_S = 0.008
"""How long changed lanes are painted in one go; the others show their old picture until then."""
PAINT_S = 0.01
"""Of the processor, for lanes that lie elsewhere now or have no picture yet; then as above."""
REST_MS = 8
"""Between two goes, for everything else that wants to be drawn."""


class Look(Enum):
    """Which part of the day is seen."""

    AROUND_NOW = auto()
    """follows the clock"""
    WHOLE_DAY = auto()
    FREE = auto()
    """where the person scrolled or zoomed to"""


class BoardCanvas(QAbstractScrollArea):
    """Lanes, axis and now-line. Every lane is painted once and kept until it changes; of many that
    change together a few are painted at a time, so that the window never waits for all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = "UTC"
        self._now: datetime | None = None
        self._lanes: dict[str, LaneView] = {}
        self._day_words: dict[str, str] = {}
        self._rows: list[Row] = []
        self._zeros: dict[str, datetime] = {}
        self._ghosts: dict[str, GhostLane] = {}
        self._pixmaps: dict[str, QPixmap] = {}
        self._outdated: set[str] = set()
        self._misplaced: set[str] = set()
        """Their pictures were painted for another axis, size or theme."""
        """Lanes whose pixmap shows what they were a moment ago."""
        self._renewing = QTimer(self)
        self._renewing.setSingleShot(True)
        self._renewing.timeout.connect(self._renew)
        self._bars: dict[str, list[Bar]] = {}
        self._axis = Axis(7 * 3600.0, 40.0)
        self._look = Look.AROUND_NOW
        self._stop_id: str | None = None
        self._route_id: str | None = None
        self._gathered: frozenset[str] = frozenset()
        self._hovered: str | None = None
        self._pointed_route = ""
        self._empty = (tr("Opening the day…"), "")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Route board"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(LANE_HEIGHT)
        theme.changed.connect(self._repaint_all)

    def show_lanes(self, lanes: Sequence[LaneView], day_words: dict[str, str]) -> None:
        """Show these lanes in this order; `day_words` are headings, none for a single day."""
        old = self._lanes
        self._lanes = {lane.route_id: lane for lane in lanes}
        rows = layout.rows(lanes, with_days=bool(day_words))
        is_same_place = rows == self._rows and day_words == self._day_words
        self._rows, self._day_words = rows, day_words
        self._zeros = {lane.day: layout.midnight(lane.day, self._zone) for lane in lanes}
        changed = [id_ for id_, lane in self._lanes.items() if old.get(id_) != lane]
        for id_ in old.keys() - self._lanes.keys():
            self._forget(id_)
        for id_ in changed:
            self._bars.pop(id_, None)
        self._outdated.update(changed)
        self._set_range()
        if self._fit_axis():
            self._repaint_all()
        elif not is_same_place:
            self.viewport().update()
        if self._outdated and not self._renewing.isActive():
            self._renewing.start(0)

    def say_empty(self, title: str, advice: str) -> None:
        """What to show while there is no lane."""
        if (title, advice) != self._empty:
            self._empty = (title, advice)
            self.viewport().update()

    def set_zone(self, zone: str) -> None:
        """The depot's time zone; times are local to it."""
        self._zone = zone
        self._zeros = {day: layout.midnight(ServiceDay(day), zone) for day in self._zeros}
        self._repaint_all()

    def set_now(self, now: datetime) -> None:
        """Move the now-line; only the strip it leaves and the strip it enters are repainted."""
        old, self._now = self._now, now
        if self._fit_axis():
            self._repaint_all()
            return
        for zero in self._zeros.values():
            xs = [self._axis.x((at - zero).total_seconds()) for at in (old, now) if at]
            is_still = len(xs) == 2 and abs(xs[0] - xs[1]) < 0.5
            if is_still and self._clock(old) == self._clock(now):
                continue
            for x in xs:
                self.viewport().update(QRect(int(x) - 34, 0, 68, self.viewport().height()))
                # Labels beside the time of now make room for it, and come back when it has gone on.
                self.viewport().update(QRect(int(x) - 84, 0, 168, AXIS_HEIGHT))

    def show_ghosts(self, ghosts: Sequence[GhostLane]) -> None:
        """Draw proposals into their lanes; none takes them away."""
        touched = set(self._ghosts) | {ghost.route_id for ghost in ghosts}
        self._ghosts = {ghost.route_id: ghost for ghost in ghosts}
        for id_ in touched:
            self._update_lane(id_)

    def select(self, stop_id: str | None, route_id: str | None) -> None:
        """Mark a stop, or a whole lane, and bring it into sight."""
        if (stop_id, route_id) == (self._stop_id, self._route_id):
            return
        touched = {self._route_id, route_id}
        self._stop_id, self._route_id = stop_id, route_id
        for id_ in touched - {None}:
            self._update_lane(str(id_))
        self._show_selected()
        self._say_selected()

    def selected(self) -> tuple[str | None, str | None]:
        """The marked stop and its lane."""
        return self._stop_id, self._route_id

    def gathered(self) -> tuple[str, ...]:
        """Several lanes that were chosen together, from top to bottom; none for a single one."""
        return tuple(str(row.route_id) for row in self._rows if row.route_id in self._gathered)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Magnify around `x`, or around the middle of what is seen."""
        width = self._time_width()
        at = x if x is not None else self._axis.x0 + width / 2
        self._set_axis(self._axis.zoomed(factor, at))

    def fit(self) -> None:
        """Show the whole day; a second time, what the board opened with."""
        is_whole = self._look is Look.WHOLE_DAY
        self._look = Look.AROUND_NOW if is_whole else Look.WHOLE_DAY
        self._fit_axis()
        self._repaint_all()

    def go_to_now(self) -> None:
        """Scroll so that now is at a third of the width."""
        if self._now is None or not self._zeros:
            return
        zero = self._zeros[min(self._zeros)]
        second = (self._now - zero).total_seconds()
        left = second - self._time_width() * self._axis.s_per_px / 3
        self._set_axis(Axis(left, self._axis.s_per_px, self._axis.x0))

    def _fit_axis(self) -> bool:
        """Look where the person wants to look; whether the axis is another one now."""
        x0 = float(layout.names_width(self.viewport().width()))
        width = max(self.viewport().width() - x0, 50.0)
        shown = list(self._lanes.values())
        axis = layout.fitted(*layout.span_s(shown, self._zone), width, x0)
        is_crowded = axis.s_per_px > layout.COMFORTABLE
        if self._look is Look.FREE:
            axis = Axis(self._axis.left_s, self._axis.s_per_px, x0)
        elif self._look is Look.AROUND_NOW and is_crowded and self._now and self._zeros:
            now_s = (self._now - self._zeros[min(self._zeros)]).total_seconds()
            first, last = layout.span_s(shown, self._zone, with_shifts=False)
            axis = layout.around_now(first, last, now_s, width, x0)
        is_new = axis != self._axis
        self._axis = axis
        return is_new

    def _set_axis(self, axis: Axis) -> None:
        first, last = layout.span_s(list(self._lanes.values()), self._zone)
        kept = layout.kept_within(axis, first - 3600, last + 3600, self._time_width())
        self._look = Look.FREE
        if kept != self._axis:
            self._axis = kept
            self._repaint_all()

    def _time_width(self) -> float:
        return max(float(self.viewport().width() - self._axis.x0), 50.0)

    def _forget(self, route_id: str) -> None:
        self._pixmaps.pop(route_id, None)
        self._bars.pop(route_id, None)
        self._outdated.discard(route_id)
        self._misplaced.discard(route_id)

    def _renew(self) -> None:
        """Paint some of the lanes that changed; those out of sight when they are scrolled to."""
        seen = [row.route_id for row in self.visible_rows() if row.route_id in self._outdated]
        for id_ in self._outdated.difference(seen):
            self._pixmaps.pop(id_, None)
        self._outdated.intersection_update(seen)
        canvas = self.canvas()
        ends = monotonic() + GO_S
        for route_id in seen:
            self._keep_picture(canvas, route_id)
            self._update_lane(route_id)
            if monotonic() > ends:
                break
        if self._outdated:
            self._renewing.start(REST_MS)

    def _repaint_all(self) -> None:
        self._misplaced = set(self._pixmaps)
        self._outdated = set(self._lanes)
        self._bars.clear()
        self.viewport().update()
        if self._outdated and not self._renewing.isActive():
            self._renewing.start(REST_MS)

    def canvas(self) -> Canvas:
        """What lanes are painted with at this moment."""
        width = self.viewport().width()
        return Canvas(self._theme, self._axis, width, self.devicePixelRatioF())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setClipRegion(event.region())
        painter.fillRect(event.rect(), self._theme.colour("panel"))
        canvas = self.canvas()
        if not self._lanes:
            paint_empty_state(
                painter, self.viewport().rect(), self._theme, "route",
                *self._empty,
            )  # fmt: skip
        else:
            self._paint_rows(painter, canvas, event.region())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            painter.setClipRect(QRect(0, AXIS_HEIGHT, canvas.width, self.viewport().height()))
            self._paint_marks(painter, canvas)
            self._paint_now(painter, canvas)
            self.paint_over_lanes(painter, canvas)
            painter.restore()
            self._paint_axis(painter, canvas)
        painter.end()

    def paint_over_lanes(self, painter: QPainter, canvas: Canvas) -> None:
        """For what a drag shows; lanes only show themselves."""

    def _paint_rows(self, painter: QPainter, canvas: Canvas, dirty: QRegion) -> None:
        ends = thread_time() + PAINT_S
        for row in self.visible_rows():
            top = self.row_top(row)
            rect = QRect(0, top, canvas.width, row.height)
            if not dirty.intersects(rect):
                continue
            if row.route_id is None:
                paint_day_heading(painter, canvas, rect, self._day_words.get(row.day, row.day))
                continue
            is_due = row.route_id in self._misplaced or row.route_id not in self._pixmaps
            picture = self._pixmaps.get(row.route_id)
            if is_due and thread_time() < ends:
                self._keep_picture(canvas, row.route_id)
                in_sight = QRegion(rect.intersected(self.viewport().rect()))
                if in_sight.subtracted(dirty).isEmpty():
                    picture = self._pixmaps[row.route_id]
                else:
                    # Only a strip is painted: as the rest of the lane, which is as it was or blank.
                    self._update_lane(row.route_id)
            elif is_due:
                self._outdated.add(row.route_id)
                # Not begun anew: what is painted often enough would never get there.
                if not self._renewing.isActive():
                    self._renewing.start(REST_MS)
            if picture is not None:
                painter.drawPixmap(0, top, picture)
                self._paint_ghost(painter, canvas, row, top)

    def _keep_picture(self, canvas: Canvas, route_id: str) -> None:
        self._pixmaps[route_id] = self._render(canvas, self._lanes[route_id])
        self._outdated.discard(route_id)
        self._misplaced.discard(route_id)

    def _render(self, canvas: Canvas, lane: LaneView) -> QPixmap:
        pixmap = QPixmap(round(canvas.width * canvas.ratio), round(LANE_HEIGHT * canvas.ratio))
        pixmap.setDevicePixelRatio(canvas.ratio)
        pixmap.fill(self._theme.colour("panel"))
        painter = QPainter(pixmap)
        found = self.bars_of(lane.route_id)
        paint_lane(painter, canvas, lane, found, self._zeros[lane.day])
        painter.end()
        return pixmap

    def _paint_ghost(self, painter: QPainter, canvas: Canvas, row: Row, top: int) -> None:
        ghost = self._ghosts.get(str(row.route_id))
        if ghost is None:
            return
        lane = self._lanes[str(row.route_id)]
        painter.save()
        painter.translate(0, top)
        painter.setClipRect(QRectF(canvas.names, 0, canvas.width - canvas.names, LANE_HEIGHT))
        changed = frozenset(str(id_) for id_ in ghost.changed)
        paint_ghost(painter, canvas, lane, ghost.stops, changed, self._zeros[row.day])
        painter.restore()

    def _paint_marks(self, painter: QPainter, canvas: Canvas) -> None:
        """The selected lane and stop, and the stop under the pointer."""
        for row in self.visible_rows():
            if row.route_id is None:
                continue
            top = self.row_top(row)
            if row.route_id in self._gathered:
                veil = QColor(self._theme.colour("accent"))
                veil.setAlpha(26)
                painter.fillRect(QRect(0, top, int(canvas.names), LANE_HEIGHT - 1), veil)
            if row.route_id == self._pointed_route:
                painter.fillRect(QRect(0, top, 2, LANE_HEIGHT - 1), self._theme.colour("text"))
            if row.route_id == self._route_id or row.route_id in self._gathered:
                painter.fillRect(QRect(0, top, 4, LANE_HEIGHT - 1), self._theme.colour("accent"))
            for bar in self.bars_of(row.route_id):
                if bar.stop.id in (self._stop_id, self._hovered):
                    self._paint_mark(painter, canvas, bar, row, top)

    def _paint_mark(self, painter: QPainter, canvas: Canvas, bar: Bar, row: Row, top: int) -> None:
        if bar.right < canvas.names:
            return
        painter.save()
        painter.setClipRect(QRectF(canvas.names, max(top, AXIS_HEIGHT), canvas.width, LANE_HEIGHT))
        is_selected = bar.stop.id == self._stop_id
        colour = self._theme.colour("accent" if is_selected else "text")
        painter.setPen(QPen(colour, 2 if is_selected else 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(bar.x - 2.5, top + 3, bar.width + 5, LANE_HEIGHT - 7)
        painter.drawRoundedRect(box, 6, 6)
        painter.translate(0, top)
        paint_window_of(painter, canvas, bar.stop, self._zeros[row.day])
        painter.restore()

    def _paint_now(self, painter: QPainter, canvas: Canvas) -> None:
        if self._now is None:
            return
        for row in self.visible_rows():
            x = self._axis.x((self._now - self._zeros[row.day]).total_seconds())
            if row.route_id is not None and canvas.names < x < canvas.width:
                top = self.row_top(row)
                paint_now(painter, canvas, x, top, top + row.height)

    def _paint_axis(self, painter: QPainter, canvas: Canvas) -> None:
        zero = self._zeros[min(self._zeros)]
        seconds = layout.ticks(self._axis, canvas.width)
        labels = [(self._axis.x(s), self._tick_words(zero, s)) for s in seconds]
        xs = [
            self._axis.x((self._now - zero).total_seconds())
            for zero in self._zeros.values()
            if self._now
        ]
        paint_axis(painter, canvas, labels, xs)
        for x in xs:
            if canvas.names < x < canvas.width:
                paint_now_label(painter, canvas, x, self._clock(self._now))
        self.paint_corner(painter, canvas)

    def paint_corner(self, painter: QPainter, canvas: Canvas) -> None:
        """The corner over the names: how many lanes."""
        painter.setFont(self._theme.font(11, 600))
        painter.setPen(self._theme.colour("muted"))
        box = QRectF(12, 0, canvas.names - 20, AXIS_HEIGHT - 2)
        left, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        words = (
            tr("1 route") if len(self._lanes) == 1 else tr("{lanes} routes", lanes=len(self._lanes))
        )
        painter.drawText(box, left, words)
        if canvas.names > layout.NARROW_NAMES:
            painter.setFont(self._theme.font(11))
            painter.drawText(box.adjusted(0, 0, -24, 0), left | right, tr("done · load"))

    def _tick_words(self, zero: datetime, second: float) -> str:
        at = datetime.fromtimestamp(zero.timestamp() + second, UTC)
        return self._clock(at)

    def _clock(self, at: datetime | None) -> str:
        return at.astimezone(ZoneInfo(self._zone)).strftime("%H:%M") if at else ""

    def visible_rows(self) -> list[Row]:
        """Rows at least partly in sight."""
        first = self.verticalScrollBar().value()
        last = first + self.viewport().height() - AXIS_HEIGHT
        return [row for row in self._rows if row.top + row.height > first and row.top < last]

    def row_top(self, row: Row) -> int:
        """The row's y in the viewport."""
        return AXIS_HEIGHT + row.top - self.verticalScrollBar().value()

    def row_under(self, y: float) -> Row | None:
        """The row at a y of the viewport; none on the axis."""
        if y < AXIS_HEIGHT:
            return None
        return layout.row_at(self._rows, y - AXIS_HEIGHT + self.verticalScrollBar().value())

    def bars_of(self, route_id: str) -> list[Bar]:
        """The lane's bars where they are now."""
        found = self._bars.get(route_id)
        if found is None:
            lane = self._lanes[route_id]
            found = layout.bars(lane.stops, self._zeros[lane.day], self._axis)
            self._bars[route_id] = found
        return found

    def bar_under(self, at: QPointF) -> Bar | None:
        """The stop at a point of the viewport."""
        row = self.row_under(at.y())
        if row is None or row.route_id is None or at.x() < self._axis.x0:
            return None
        return layout.bar_at(self.bars_of(row.route_id), at.x())

    def stop_rect(self, stop_id: str) -> QRect | None:
        """Where a stop is in the viewport, if its lane is shown."""
        for row in self._rows:
            for bar in self.bars_of(row.route_id) if row.route_id else ():
                if bar.stop.id == stop_id:
                    return QRectF(
                        bar.x, self.row_top(row) + 6, bar.width, LANE_HEIGHT - 12
                    ).toRect()
        return None

    def lane_rect(self, route_id: str) -> QRect | None:
        """Where a lane is in the viewport."""
        row = next((row for row in self._rows if row.route_id == route_id), None)
        if row is None:
            return None
        return QRect(0, self.row_top(row), self.viewport().width(), row.height)

    def _update_lane(self, route_id: str) -> None:
        rect = self.lane_rect(route_id)
        if rect is not None:
            self.viewport().update(rect)

    def _set_range(self) -> None:
        height = sum(row.height for row in self._rows)
        page = max(self.viewport().height() - AXIS_HEIGHT, LANE_HEIGHT)
        self.verticalScrollBar().setPageStep(page)
        self.verticalScrollBar().setRange(0, max(0, height - page))

    def _show_selected(self) -> None:
        row = next((row for row in self._rows if row.route_id == self._route_id), None)
        if row is None:
            return
        bar = self.verticalScrollBar()
        page = self.viewport().height() - AXIS_HEIGHT
        if row.top < bar.value():
            bar.setValue(row.top)
        elif row.top + row.height > bar.value() + page:
            bar.setValue(row.top + row.height - page)
        rect = self.stop_rect(self._stop_id) if self._stop_id else None
        if rect is None:
            return
        if rect.left() < self._axis.x0 + 10:
            self._set_axis(self._axis.scrolled(rect.left() - self._axis.x0 - 60))
        elif rect.right() > self.viewport().width() - 10:
            self._set_axis(self._axis.scrolled(rect.right() - self.viewport().width() + 60))

    def _say_selected(self) -> None:
        lane = self._lanes.get(str(self._route_id))
        words = [f"{lane.name}, {lane.driver}"] if lane else []
        for stop in lane.stops if lane else ():
            if stop.id == self._stop_id:
                words += stop.tooltip
        self.setAccessibleDescription(". ".join(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_range()
        self._fit_axis()
        self._repaint_all()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
