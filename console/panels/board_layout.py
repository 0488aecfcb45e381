"""Where things are on the route board: the time axis, rows, bars, gaps. Pure geometry.

Time is counted in seconds since *midnight* of a lane's own service day (noon minus twelve hours,
which also holds on days of 23 and 25 hours), so lanes of two days share one axis.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.view import LaneView, StopBar
from core.model import RouteId, ServiceDay, StopId

WIDE_NAMES = 228
NARROW_NAMES = 158
NARROW_BOARD = 760
"""A narrower board leaves the load out of the names."""
AXIS_HEIGHT = 28
DAY_HEIGHT = 24
LANE_HEIGHT = 30
BAR_HEIGHT = 18
NARROWEST_BAR = 14.0
LEAST_BAR = 5.0
CLOSEST = 0.5
"""Seconds per pixel when zoomed in as far as it goes."""
FARTHEST = 240.0
COMFORTABLE = 45.0
CROWDED = 60.0
"""Seconds per pixel beyond which stops ten minutes apart run into each other."""
BEFORE_NOW_S = 2700
SLOT_REACH = 7.0
"""Pixels from the middle of a gap within which a drop means exactly there."""
TICKS_S = (60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600)


def midnight(day: ServiceDay, zone: str) -> datetime:
    """The zero of a service day's axis, as an instant."""
    noon = datetime.combine(datetime.fromisoformat(day), time(12), ZoneInfo(zone))
    return noon.astimezone(ZoneInfo("UTC")) - timedelta(hours=12)


def names_width(board_width: float) -> int:
    """How much of the board the sticky names take."""
    return NARROW_NAMES if board_width < NARROW_BOARD else WIDE_NAMES


class Axis(Struct, frozen=True):
    """Seconds of the day to pixels: `left_s` is at `x0`."""

    left_s: float
    s_per_px: float
    x0: float = WIDE_NAMES

    def x(self, second: float) -> float:
        return self.x0 + (second - self.left_s) / self.s_per_px

    def second(self, x: float) -> float:
        return self.left_s + (x - self.x0) * self.s_per_px

    def zoomed(self, factor: float, x: float) -> "Axis":
        """Magnified by `factor`, with the time under `x` staying there."""
        s_per_px = min(FARTHEST, max(CLOSEST, self.s_per_px / factor))
        return Axis(self.second(x) - (x - self.x0) * s_per_px, s_per_px, self.x0)

    def scrolled(self, pixels: float) -> "Axis":
        return Axis(self.left_s + pixels * self.s_per_px, self.s_per_px, self.x0)


def fitted(first_s: float, last_s: float, width: float, x0: float = WIDE_NAMES) -> Axis:
    """The axis that shows from the first to the last second in `width` pixels."""
    s_per_px = min(FARTHEST, max(CLOSEST, (last_s - first_s) / max(width, 1.0)))
    return Axis(first_s, s_per_px, x0)


def around_now(
    first_s: float, last_s: float, now_s: float, width: float, x0: float = WIDE_NAMES
) -> Axis:
    """The axis a board opens with: the whole day where stops can be told apart, else from a
    little before now, in quarters of an hour so that it rests between its steps."""
    whole = fitted(first_s, last_s, width, x0)
    if whole.s_per_px <= COMFORTABLE or not first_s <= now_s <= last_s:
        return whole
    left = max(first_s, (now_s - BEFORE_NOW_S) // 900 * 900)
    s_per_px = (last_s - left) / max(width, 1.0)
    return Axis(left, min(max(s_per_px, COMFORTABLE), CROWDED), x0)


def kept_within(axis: Axis, first_s: float, last_s: float, width: float) -> Axis:
    """The axis moved so that it shows no more emptiness than it must."""
    shown = width * axis.s_per_px
    latest = max(first_s, last_s - shown)
    return Axis(min(max(axis.left_s, first_s), latest), axis.s_per_px, axis.x0)


def ticks(axis: Axis, width: float, least_px: float = 64.0) -> list[float]:
    """Seconds to label: the finest round step whose labels are at least `least_px` apart."""
    step = next((t for t in TICKS_S if t / axis.s_per_px >= least_px), TICKS_S[-1])
    first = int(-(-axis.left_s // step)) * step
    last = axis.left_s + width * axis.s_per_px
    return [float(s) for s in range(first, int(last) + 1, step)]


class Row(Struct, frozen=True):
    """A lane, or the heading of a day when `route_id` is None. `top` counts from the first row."""

    day: ServiceDay
    route_id: RouteId | None
    top: int
    height: int


def rows(lanes: Sequence[LaneView], *, with_days: bool) -> list[Row]:
    """Lanes from top to bottom, under a heading per day if asked."""
    found: list[Row] = []
    top = 0
    last_day: ServiceDay | None = None
    for lane in lanes:
        if with_days and lane.day != last_day:
            found.append(Row(lane.day, None, top, DAY_HEIGHT))
            top += DAY_HEIGHT
        last_day = lane.day
        found.append(Row(lane.day, lane.route_id, top, LANE_HEIGHT))
        top += LANE_HEIGHT
    return found


def row_at(found: Sequence[Row], y: float) -> Row | None:
    """The row that covers `y`."""
    return next((row for row in found if row.top <= y < row.top + row.height), None)


class Bar(Struct, frozen=True):
    """A stop's place on the x axis; `begins_s` and `ends_s` are of its service."""

    stop: StopBar
    x: float
    width: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def bars(stops: Sequence[StopBar], zero: datetime, axis: Axis) -> list[Bar]:
    """A bar per stop, wide enough to be hit where its neighbour leaves room."""
    spans = [
        (axis.x((s.begins - zero).total_seconds()), axis.x((s.ends - zero).total_seconds()))
        for s in stops
    ]
    found = []
    for at, (stop, (left, right)) in enumerate(zip(stops, spans, strict=True)):
        width = max(right - left, NARROWEST_BAR)
        if at + 1 < len(spans):
            width = min(width, max(spans[at + 1][0] - left - 2.0, LEAST_BAR))
        found.append(Bar(stop, left, width))
    return found


def bar_at(found: Sequence[Bar], x: float) -> Bar | None:
    """The bar under `x`; where bars overlap, the later one, which is painted on top."""
    return next((bar for bar in reversed(found) if bar.x - 1 <= x <= bar.right + 1), None)


def without(found: Sequence[Bar], stop_id: StopId | None) -> list[Bar]:
    """The bars that remain while one is being dragged."""
    return [bar for bar in found if bar.stop.id != stop_id]


def first_free(found: Sequence[Bar]) -> int:
    """The first index that is not before an ended stop or one under way."""
    fixed = [
        at
        for at, bar in enumerate(found)
        if bar.stop.status.is_ended or bar.stop.status.is_under_way
    ]
    return fixed[-1] + 1 if fixed else 0


def slots(found: Sequence[Bar], x0: float = WIDE_NAMES) -> list[tuple[int, float]]:
    """Every index where a stop may be put and the x of its gap."""
    return [(index, gap_x(found, index, x0)) for index in range(first_free(found), len(found) + 1)]


def gap_x(found: Sequence[Bar], index: int, x0: float = WIDE_NAMES) -> float:
    """Where the caret for an insertion at `index` stands; `x0` is where time begins."""
    if not found:
        return x0 + 24.0
    if index <= 0:
        return found[0].x - 7.0
    if index >= len(found):
        return found[-1].right + 7.0
    return (found[index - 1].right + found[index].x) / 2


def slot_under(
    found: Sequence[Bar], x: float, *, is_exact: bool, x0: float = WIDE_NAMES
) -> int | None:
    """The index meant by a pointer at `x`.

    None means *the best place*: the pointer is on no gap's mark. `is_exact` takes the nearest
    gap wherever the pointer is.
    """
    free = slots(found, x0)
    xs = [at for _, at in free]
    right = bisect_left(xs, x)
    near = min(
        (free[i] for i in (right - 1, right) if 0 <= i < len(free)),
        key=lambda slot: abs(slot[1] - x),
    )
    if is_exact or abs(near[1] - x) <= SLOT_REACH:
        return near[0]
    return None


def span_s(
    lanes: Sequence[LaneView], zone: str, *, with_shifts: bool = True
) -> tuple[float, float]:
    """First and last second worth showing, with a margin; a working day when there is no lane.

    Without shifts it ends when the last van is back, however long the drivers are paid. It ends on
    a full quarter of an hour, so that the axis rests while the vans' return moves by minutes.
    """
    first, last = [], []
    for lane in lanes:
        zero = midnight(lane.day, zone)
        ends = [lane.back_at] if lane.back_at else []
        ends += [stop.ends for stop in lane.stops[-1:]]
        if with_shifts or not ends:
            ends.append(lane.ends_at)
        first.append((lane.starts_at - zero).total_seconds())
        last.append((max(ends) - zero).total_seconds())
    if not first:
        return 7 * 3600.0, 19 * 3600.0
    return min(first) - 900.0, -(-max(last) // 900) * 900.0 + 1800.0
