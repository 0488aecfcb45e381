"""What a forward and a backward pass over a route remember, so that a new visit is judged in O(1).

Pure. A *position* is a gap in a sequence: leaving point i (0 is the anchor) and entering point i
(the visit that now follows, or the end place). All arrays run along positions. A limit that is
already broken is relaxed to what is predicted today, so that "feasible" means "nothing gets worse".
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Self

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.model import Load
from core.planning import gap_columns as c
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem, Visit
from core.planning.schedule import Timetable, timetable

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FAR = c.FAR
"""Seconds beyond any plan; minus FAR is before it."""


class Positions(Struct, frozen=True, eq=False):
    """One array per property of a position; several routes one after the other."""

    route: Ints
    """Number of the route in the index."""
    index: Ints
    """How many visits precede the gap."""
    place_from: Ints
    leaves_s: Ints
    breaks_taken: Ints
    """Breaks behind the van when it leaves."""
    place_to: Ints
    leg_s: Ints
    leg_metres: Ints
    opens_s: Ints
    closes_s: Ints
    """Of the entered visit; at the end place the end of the shift."""
    service_s: Ints
    start_s: Ints
    """Begin of the entered visit as planned; at the end place the finish."""
    latest_s: Ints
    """Begin of the entered visit up to which nobody from there on gets later than predicted."""
    rest_s: Ints
    """Driving and service from the begin of the entered visit to the finish."""
    floor_s: Ints
    """Finish below which waiting for windows keeps the van, however early it begins here."""
    entries_left: Ints
    """Entered points after this one, up to the end place."""
    load: Ints
    """[position, 3] what is on board in the gap."""
    peak_before: Ints
    """[position, 3] highest load from the anchor up to the gap."""
    peak_after: Ints
    """[position, 3] highest load from the gap to the end."""
    is_open: Bools
    """False among the fixed first visits."""

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The positions of several routes in one."""
        return cls(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in cls.__struct_fields__
            )
        )


class Pauses(Struct, frozen=True, eq=False):
    """Breaks as [route, n] arrays, padded with breaks that never come."""

    earliest_s: Ints
    allowed_s: Ints
    """Latest begin, or the begin predicted today where that is later."""
    duration_s: Ints

    @classmethod
    def of(cls, passes: Sequence["RoutePasses"]) -> Self:
        """The breaks of these routes, in their order."""
        width = max((len(each.route.breaks) for each in passes), default=0)
        shape = (len(passes), width)
        earliest, allowed = np.full(shape, FAR, np.int64), np.full(shape, FAR, np.int64)
        duration = np.zeros(shape, np.int64)
        for number, each in enumerate(passes):
            begins = {placed.pause: placed.begins_s for placed in each.table.breaks}
            for column, pause in enumerate(each.route.breaks):
                earliest[number, column] = pause.earliest_s
                allowed[number, column] = max(pause.latest_s, begins.get(pause, -FAR))
                duration[number, column] = pause.duration_s
        return cls(earliest, allowed, duration)

    def of_routes(self, routes: Ints) -> "Pauses":
        """One row for each of `routes`, which may repeat."""
        return Pauses(self.earliest_s[routes], self.allowed_s[routes], self.duration_s[routes])


class RoutePasses:
    """Timetable and positions of one route, valid while the route and its legs stay the same.

    The positions are worked out when they are first asked for.
    """

    def __init__(self, route: PlannedRoute, legs_s: Ints, problem: Problem) -> None:
        self.route = route
        self.legs_s = legs_s
        self.table = timetable(route, problem)
        self._problem = problem

    def is_of(self, route: PlannedRoute, legs_s: Ints) -> bool:
        """Whether nothing that the passes depend on has changed."""
        same = self.route is route or self.route == route
        return same and np.array_equal(self.legs_s, legs_s)

    @cached_property
    def loads(self) -> Ints:
        """[point, 3] what is on board after the anchor and after each visit."""
        rows = [(load.weight_g, load.volume_ml, load.slots) for load in self.table.loads]
        return np.array(rows, np.int64)

    @cached_property
    def room(self) -> Ints:
        """The capacity, or the load predicted today where that is more."""
        room: Ints = np.maximum(row_of(self.route.capacity), self.loads.max(axis=0))
        return room

    @cached_property
    def positions(self) -> Positions:
        """Every gap of the route."""
        route, table = self.route, self.table
        count = len(route.visits) + 1
        places = np.array(route.places, np.int64)
        index = np.arange(count)
        opens = [-FAR if (at := visit.opens_s) is None else at for visit in route.visits]
        closes = [FAR if (at := visit.closes_s) is None else at for visit in route.visits]
        latest, rest, floor = _backward(route, table, self.legs_s.tolist(), opens, closes)
        return Positions(
            route=np.zeros(count, np.int64),
            index=index,
            place_from=places[:-1],
            leaves_s=np.array([route.anchor_s, *table.departures_s]),
            breaks_taken=_breaks_taken(route, table),
            place_to=places[1:],
            leg_s=self.legs_s,
            leg_metres=self._problem.metres[places[:-1], places[1:]].astype(np.int64),
            opens_s=np.array([*opens, -FAR]),
            closes_s=np.array([*closes, route.shift_end_s]),
            service_s=np.array([*(visit.service_s for visit in route.visits), 0]),
            start_s=np.array([*table.starts_s, table.finish_s]),
            latest_s=np.array(latest),
            rest_s=np.array(rest),
            floor_s=np.array(floor),
            entries_left=count - 1 - index,
            load=self.loads,
            peak_before=np.maximum.accumulate(self.loads),
            peak_after=np.maximum.accumulate(self.loads[::-1])[::-1],
            is_open=index >= route.fixed_prefix,
        )

    @cached_property
    def packed_route(self) -> tuple[int, ...]:
        """What the compiled preview reads of the route itself; its rows are filled in later."""
        route = self.route
        rates = route.cost_per_km_minor, route.cost_per_hour_minor
        return (0, 0, self.table.finish_s, *rates, len(route.breaks), *self.room.tolist())

    @cached_property
    def packed(self) -> Ints:
        """[position, column] the same for the compiled preview: `gap_columns.py`."""
        at = self.positions
        gaps = np.empty((len(at.index), c.GAP_COLUMNS), np.int64)
        for column, values in (
            (c.PLACE_FROM, at.place_from),
            (c.LEAVES, at.leaves_s),
            (c.TAKEN, at.breaks_taken),
            (c.PLACE_TO, at.place_to),
            (c.LEG, at.leg_s),
            (c.LEG_METRES, at.leg_metres),
            (c.OPENS, at.opens_s),
            (c.CLOSES, np.maximum(at.closes_s, at.start_s)),
            (c.SERVICE, at.service_s),
            (c.START, at.start_s),
            (c.LATEST, at.latest_s),
            (c.REST, at.rest_s),
            (c.FLOOR, at.floor_s),
        ):
            gaps[:, column] = values
        gaps[:, c.PEAK_BEFORE : c.PEAK_BEFORE + 3] = at.peak_before
        gaps[:, c.PEAK_AFTER : c.PEAK_AFTER + 3] = at.peak_after
        return gaps


class Fleet:
    """The positions of all routes in one, with what each position needs to know of its route."""

    def __init__(self, passes: tuple[RoutePasses, ...]) -> None:
        self.passes = passes
        counts = [len(each.route.visits) + 1 for each in passes]
        numbers = np.repeat(np.arange(len(counts)), counts)
        joined = Positions.joined([each.positions for each in passes])
        self.positions: Positions = msgspec.structs.replace(joined, route=numbers)
        self.firsts: Ints = np.cumsum([0, *counts[:-1]])
        self.pauses = Pauses.of(passes)
        self.room: Ints = np.array([each.room for each in passes])[numbers]
        self.finish: Ints = np.array([each.table.finish_s for each in passes])[numbers]
        rates = [(p.route.cost_per_km_minor, p.route.cost_per_hour_minor) for p in passes]
        self.rates: Ints = np.array(rates, np.int64)[numbers]
        self.breaks: Ints = np.array([len(each.route.breaks) for each in passes])[numbers]


def drive(
    leaves_s: Ints, leg_s: Ints, opens_s: Ints, taken: Ints, pauses: Pauses
) -> tuple[Ints, Ints, Ints]:
    """Begin of the next service, breaks taken by then, and seconds by which one begins too late.

    The rule of `schedule.py` for many vans at once; `pauses` has one row for each of them.
    """
    arrival = leaves_s + leg_s
    begin = np.maximum(arrival, opens_s)
    resumed, late = leaves_s, np.zeros_like(begin)
    for number in range(pauses.earliest_s.shape[1]):
        earliest, duration = pauses.earliest_s[:, number], pauses.duration_s[:, number]
        due = (taken <= number) & (earliest < begin)
        begins = np.maximum(resumed, earliest)
        late = np.where(due, np.maximum(late, begins - pauses.allowed_s[:, number]), late)
        resumed = np.where(due, begins + duration, resumed)
        arrival = np.where(due & (earliest < arrival), arrival + duration, arrival)
        begin = np.where(due, np.maximum(begin, np.maximum(arrival, resumed)), begin)
        taken = np.where(due, number + 1, taken)
    return begin, taken, late


def follow(
    positions: Positions, rows: Ints, begin: Ints, taken: Ints, pauses: Pauses
) -> tuple[Ints, Ints]:
    """Finish, and seconds of lateness added on the way, if the rows' entered visits begin then.

    Exact, one step of all rows at a time; `pauses` has one row for each of them.
    """
    at = rows
    left = positions.entries_left[rows]
    late = np.zeros_like(begin)
    for step in range(int(left.max(initial=-1)) + 1):
        closes = np.maximum(positions.closes_s[at], positions.start_s[at])
        late += np.where(left >= step, np.maximum(0, begin - closes), 0)
        goes_on = left > step
        onward = np.where(goes_on, at + 1, at)
        leaves = begin + positions.service_s[at]
        next_begin, next_taken, too_late = drive(
            leaves, positions.leg_s[onward], positions.opens_s[onward], taken, pauses
        )
        late += np.where(goes_on, too_late, 0)
        begin = np.where(goes_on, next_begin, begin)
        taken = np.where(goes_on, next_taken, taken)
        at = onward
    return begin, late


def _backward(
    route: PlannedRoute, table: Timetable, legs_s: list[int], opens: list[int], closes: list[int]
) -> tuple[list[int], list[int], list[int]]:
    """`latest_s`, `rest_s` and `floor_s` of every entered point, from the end place back."""
    latest, rest, floor = max(route.shift_end_s, table.finish_s), 0, -FAR
    opens_next = -FAR
    found = [(latest, rest, floor)]
    for number in range(len(route.visits) - 1, -1, -1):
        work = route.visits[number].service_s + legs_s[number + 1]
        in_time = latest_start(latest, work, opens_next, route.breaks)
        latest = min(max(closes[number], table.starts_s[number]), in_time)
        floor = max(floor, opens_next + rest)
        rest += work
        opens_next = opens[number]
        found.append((latest, rest, floor))
    latests, rests, floors = zip(*reversed(found), strict=True)
    return list(latests), list(rests), list(floors)


def latest_start(by_s: int, work_s: int, opens_s: int, pauses: tuple[Pause, ...]) -> int:
    """The latest begin of a visit after which the next one still begins by `by_s`.

    `work_s` is the service and the drive between, `opens_s` the next one's opening. Breaks whose
    `earliest_s` lies before the begin are behind the van, and so are their durations. Minus FAR if
    nothing is early enough.
    """
    if not pauses:
        return by_s - work_s if opens_s <= by_s else -FAR
    for behind in range(len(pauses), -1, -1):
        ahead = pauses[behind:]
        low = pauses[behind - 1].earliest_s + pauses[behind - 1].duration_s if behind else -FAR
        high = ahead[0].earliest_s if ahead else FAR
        bound = max(_leave_by(by_s, opens_s, ahead, taken) for taken in range(len(ahead) + 1))
        start = min(high, bound - work_s)
        if start >= low:
            return start
    return -FAR


def _leave_by(by_s: int, opens_s: int, ahead: tuple[Pause, ...], taken: int) -> int:
    """The latest arrival, breaks not counted, if the first `taken` of them fall between."""
    bound = by_s if taken == len(ahead) else min(by_s, ahead[taken].earliest_s)
    if opens_s > bound:
        return -FAR
    for pause in reversed(ahead[:taken]):
        bound -= pause.duration_s
        if bound < pause.earliest_s:
            return -FAR
    return bound


def _breaks_taken(route: PlannedRoute, table: Timetable) -> Ints:
    """How many breaks are over when the van leaves each point."""
    before = np.array([placed.before for placed in table.breaks], np.int64)
    over = before[None, :] < np.arange(len(route.visits) + 1)[:, None]
    counts: Ints = np.count_nonzero(over, axis=1)
    return counts


def row_of(load: Load) -> Ints:
    """A load as [weight, volume, slots]."""
    return np.array([load.weight_g, load.volume_ml, load.slots], np.int64)


def load_changes(visit: Visit) -> tuple[Ints, Ints]:
    """What a visit adds to the load of every leg before it, and what it changes from there on."""
    collect, deliver = row_of(visit.collect), row_of(visit.deliver)
    loaded = deliver if visit.goods_from is GoodsFrom.DEPOT else np.zeros(3, np.int64)
    return loaded, collect - deliver


def vanfuls_as_seconds(over: Ints, room: Ints) -> Ints:
    """Overload as lateness, to weigh one against the other: an hour for each vanful."""
    seconds: Ints = (-(-3600 * over // np.maximum(1, room))).sum(axis=1)
    return seconds
