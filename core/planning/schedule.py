"""The one timetable: when a van arrives, what it carries, what is violated, and in which words.

Pure and exact in whole seconds. Preview, solver check, ETAs, alerts and reports all ask here; the
vectorised and compiled versions elsewhere are tested to be equal to it.

Breaks: a break is taken at the first moment after its `earliest_s` at which no customer is being
served. If that moment falls into a drive, the drive is interrupted; if it falls into waiting, the
break uses the wait; if it falls into a service, the break begins when the service ends. A break
whose `earliest_s` is not before the return is not taken.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

import msgspec
import numpy as np
from msgspec import Struct

from core.model import Load, RouteId, StopId
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem, Visit


class ViolationKind(StrEnum):
    """Which limit is broken; the unit of `Violation.amount` stands beside each."""

    WINDOW = "window"
    """Seconds late."""
    SHIFT = "shift"
    """Seconds after the end of the shift."""
    WEIGHT = "weight"
    """Grams over, at the worst leg."""
    VOLUME = "volume"
    """Millilitres over, at the worst leg."""
    SLOTS = "slots"
    """Container slots over, at the worst leg."""
    EQUIPMENT = "equipment"
    """Number of things missing."""
    BREAK = "break"
    """Seconds by which the break begins too late."""
    HAND_OVER = "hand_over"
    """Seconds that the other van is kept waiting."""
    ORDER = "order"
    """1: the stop comes before the one it must follow."""
    MIXED = "mixed"
    """1: clean goods travel with dirty ones."""
    GOODS = "goods"
    """1: the goods are at the depot and the van has left it."""
    LOCKED = "locked"
    """1: the route may not be changed."""


class Violation(Struct, frozen=True):
    """One broken limit. `about` tells several of a kind apart: a stop, a break, a thing."""

    kind: ViolationKind
    amount: int
    words: str
    stop_id: StopId | None = None
    about: str = ""


class PlacedBreak(Struct, frozen=True):
    """When a break is taken; `before` is the position of the visit it precedes."""

    pause: Pause
    begins_s: int
    before: int

    @property
    def ends_s(self) -> int:
        """When the van goes on."""
        return self.begins_s + self.pause.duration_s


class Timetable(Struct, frozen=True):
    """A route in time. Tuples run along the visits; `loads` starts with the load at the anchor."""

    route_id: RouteId
    arrivals_s: tuple[int, ...]
    starts_s: tuple[int, ...]
    """Begin of service: arrival, or later if it waits."""
    departures_s: tuple[int, ...]
    lateness_s: tuple[int, ...]
    """By how much the service begins after the window, or after the hand-over is due."""
    loads: tuple[Load, ...]
    breaks: tuple[PlacedBreak, ...]
    finish_s: int
    overtime_s: int
    driving_s: int
    metres: int
    violations: tuple[Violation, ...]

    @property
    def waits_s(self) -> tuple[int, ...]:
        """From arrival to service, a break that falls into it included."""
        return tuple(
            start - arrival for arrival, start in zip(self.arrivals_s, self.starts_s, strict=True)
        )

    @property
    def is_feasible(self) -> bool:
        """Whether nothing is violated."""
        return not self.violations


def timetable(route: PlannedRoute, problem: Problem) -> Timetable:
    """The route's visits in their order, driven as early as possible from the anchor."""
    places = np.array(route.places)
    legs = problem.seconds[places[:-1], places[1:]].tolist()
    walk = _Walk(route, legs)
    loads = _loads(route)
    finish_s = walk.finish_s
    lateness = tuple(
        max(0, start - closes) if (closes := visit.closes_s) is not None else 0
        for visit, start in zip(route.visits, walk.starts, strict=True)
    )
    words = _Words(route, problem)
    violations = [
        *words.visits(walk.arrivals, walk.starts, lateness),
        *words.loads(loads),
        *words.breaks(walk.breaks),
        *words.shift(finish_s),
    ]
    return Timetable(
        route_id=route.route_id,
        arrivals_s=tuple(walk.arrivals),
        starts_s=tuple(walk.starts),
        departures_s=tuple(walk.departures),
        lateness_s=lateness,
        loads=loads,
        breaks=tuple(walk.breaks),
        finish_s=finish_s,
        overtime_s=max(0, finish_s - route.shift_end_s),
        driving_s=sum(legs),
        metres=int(problem.metres[places[:-1], places[1:]].sum()),
        violations=tuple(violations),
    )


def worsened(before: Timetable, after: Timetable) -> tuple[Violation, ...]:
    """What a change breaks: violations of `after` that `before` lacks or has to a lesser extent.

    A route that is late already may be changed as long as nothing gets later.
    """
    known = {(was.kind, was.stop_id, was.about): was.amount for was in _comparable(before)}
    return tuple(
        now
        for now, comparable in zip(after.violations, _comparable(after), strict=True)
        if now.amount > known.get((comparable.kind, comparable.stop_id, comparable.about), 0)
    )


def _comparable(table: Timetable) -> list[Violation]:
    """Overload is compared by its peak, whichever stop the peak comes after."""
    return [
        msgspec.structs.replace(violation, stop_id=None)
        if violation.kind in OVERLOADS
        else violation
        for violation in table.violations
    ]


OVERLOADS = frozenset({ViolationKind.WEIGHT, ViolationKind.VOLUME, ViolationKind.SLOTS})
"""Of a van, whichever stop its peak comes after."""


class _Walk:
    """The van's way through the day, stop by stop."""

    def __init__(self, route: PlannedRoute, legs: list[int]) -> None:
        self.arrivals: list[int] = []
        self.starts: list[int] = []
        self.departures: list[int] = []
        self.breaks: list[PlacedBreak] = []
        self._pending = list(route.breaks)
        clock = route.anchor_s
        for visit, leg in zip(route.visits, legs, strict=False):
            if self._pending:
                arrival, start = self._drive(clock, leg, visit.opens_s)
            else:
                arrival = start = clock + leg
                opens_s = visit.opens_s
                if opens_s is not None and opens_s > start:
                    start = opens_s
            clock = start + visit.service_s
            self.arrivals.append(arrival)
            self.starts.append(start)
            self.departures.append(clock)
        self.finish_s, _ = self._drive(clock, legs[-1], None)

    def _drive(self, departure: int, leg: int, opens_s: int | None) -> tuple[int, int]:
        """Arrival and begin of service, with the breaks that fall between."""
        resumed = departure
        arrival = departure + leg
        begin = arrival if opens_s is None else max(arrival, opens_s)
        while self._pending and self._pending[0].earliest_s < begin:
            pause = self._pending.pop(0)
            placed = PlacedBreak(pause, max(resumed, pause.earliest_s), len(self.starts))
            resumed = placed.ends_s
            if pause.earliest_s < arrival:
                arrival += pause.duration_s
            begin = max(begin, arrival, resumed)
            self.breaks.append(placed)
        return arrival, begin


def _loads(route: PlannedRoute) -> tuple[Load, ...]:
    load = route.start_load
    loads = [load]
    for visit in route.visits:
        out, into = visit.deliver, visit.collect
        load = Load(
            load.weight_g - out.weight_g + into.weight_g,
            load.volume_ml - out.volume_ml + into.volume_ml,
            load.slots - out.slots + into.slots,
        )
        loads.append(load)
    return tuple(loads)


class _Words:
    """The violations of one route, in sentences that a dispatcher reads aloud."""

    def __init__(self, route: PlannedRoute, problem: Problem) -> None:
        self._route = route
        self._problem = problem

    def visits(
        self, arrivals: list[int], starts: list[int], lateness: tuple[int, ...]
    ) -> Iterable[Violation]:
        seen: set[StopId] = set()
        dirt = "what is aboard already" if self._route.has_dirty else ""
        for visit, arrival, start, late in zip(
            self._route.visits, arrivals, starts, lateness, strict=True
        ):
            yield from self._late(visit, arrival, start) if late else ()
            yield from self._missing(visit) if visit.needs else ()
            if visit.after is not None and visit.after not in seen:
                words = f"{_name(visit)} comes before its goods are taken over"
                yield Violation(ViolationKind.ORDER, 1, words, visit.stop_id)
            if visit.goods_from is GoodsFrom.DEPOT and self._route.has_left:
                words = (
                    f"The goods for {_name(visit)} are at the depot; {self._route.name} has left it"
                )
                yield Violation(ViolationKind.GOODS, 1, words, visit.stop_id)
            if visit.brings_clean and dirt and not self._route.is_divided:
                words = f"Clean goods for {_name(visit)} travel with {dirt}, which is dirty"
                yield Violation(ViolationKind.MIXED, 1, words, visit.stop_id)
            if visit.takes_dirty and not dirt:
                dirt = f"what is collected at {_name(visit)}"
            seen.add(visit.stop_id)

    def _late(self, visit: Visit, arrival: int, start: int) -> Iterable[Violation]:
        window = visit.window
        if window is not None and (late := start - window.closes_s) > 0:
            verb = "arrives" if arrival > window.closes_s else "begins"
            words = (
                f"Misses the window of {_name(visit)} by {minutes(late)} "
                f"({self._at(window.opens_s)}–{self._at(window.closes_s)}, "
                f"{verb} {self._at(start, late=True)})"
            )
            yield Violation(ViolationKind.WINDOW, late, words, visit.stop_id)
        if visit.due_s is not None and (late := start - visit.due_s) > 0:
            words = (
                f"Keeps the other van waiting {minutes(late)} at the hand-over of {_name(visit)} "
                f"(due {self._at(visit.due_s)}, begins {self._at(start, late=True)})"
            )
            yield Violation(ViolationKind.HAND_OVER, late, words, visit.stop_id)

    def _missing(self, visit: Visit) -> Iterable[Violation]:
        for thing in sorted(visit.needs - self._route.equipment):
            name = thing.replace("_", " ")
            what = ("an " if name[:1] in "aeiou" else "a ") + name
            words = f"{_name(visit)} needs {what}; {self._route.name} has none"
            yield Violation(ViolationKind.EQUIPMENT, 1, words, visit.stop_id, thing)

    def loads(self, loads: tuple[Load, ...]) -> Iterable[Violation]:
        capacity = self._route.capacity
        for kind, room, values in (
            (ViolationKind.WEIGHT, capacity.weight_g, [load.weight_g for load in loads]),
            (ViolationKind.VOLUME, capacity.volume_ml, [load.volume_ml for load in loads]),
            (ViolationKind.SLOTS, capacity.slots, [load.slots for load in loads]),
        ):
            over = max(values) - room
            if over <= 0:
                continue
            index = values.index(max(values))
            visit = self._route.visits[index - 1] if index else None
            where = f"after {_name(visit)}" if visit else "from the start"
            stop_id = visit.stop_id if visit else None
            yield Violation(kind, over, f"{quantity(kind, over)} over {where}", stop_id)

    def breaks(self, placed: list[PlacedBreak]) -> Iterable[Violation]:
        for taken in placed:
            late = taken.begins_s - taken.pause.latest_s
            if late > 0:
                words = (
                    f"The break due by {self._at(taken.pause.latest_s)} begins "
                    f"{self._at(taken.begins_s, late=True)}: {minutes(late)} late"
                )
                about = str(taken.pause.earliest_s)
                yield Violation(ViolationKind.BREAK, late, words, about=about)

    def shift(self, finish_s: int) -> Iterable[Violation]:
        over = finish_s - self._route.shift_end_s
        if over > 0:
            words = (
                f"Shift ends {self._at(self._route.shift_end_s)}, "
                f"back at {self._at(finish_s, late=True)}: {minutes(over)} over"
            )
            yield Violation(ViolationKind.SHIFT, over, words)

    def _at(self, second: int, *, late: bool = False) -> str:
        """The wall clock; a late moment is rounded up as its lateness is, so that sums agree."""
        return _wall_clock(self._problem.origin, self._problem.zone, second + 59 * late)


@lru_cache(maxsize=10_000)
def _wall_clock(origin: datetime, zone: tzinfo, second: int) -> str:
    return f"{(origin + timedelta(seconds=second)).astimezone(zone):%H:%M}"


def minutes(seconds: int) -> str:
    """A duration in words, rounded up to the minute: "12 min", "2 h 05 min"."""
    total = -(-seconds // 60)
    return f"{total} min" if total < 120 else f"{total // 60} h {total % 60:02} min"


def _name(visit: Visit) -> str:
    return visit.label or visit.stop_id


def quantity(kind: ViolationKind, amount: int) -> str:
    """A load in words: "12.5 kg", "3 container slots"."""
    if kind is ViolationKind.SLOTS:
        return f"{amount} container slot{'s' if amount > 1 else ''}"
    unit = "kg" if kind is ViolationKind.WEIGHT else "l"
    return f"{max(amount, 50) / 1000:.1f} {unit}".replace(".0 ", " ")
