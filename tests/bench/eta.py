"""ETAs on simulated days: how often the truth falls inside the 10-90 % window, how far off it is.

Days of the demo city are driven by its simulated drivers, in a traffic that has rush hours of its
own here. The product learns from some of them by its own code (`core/hub/learning.py`); the figures
are of later days, which it has never seen, with what it knew then.
`python -m tests.bench.eta PRIOR`
prints the points that stand in `planning/learned.py` before anything was learned, of other days.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from msgspec import Struct

from core.access import EVERY_DEPOT, Actor, Role
from core.catalogue import REGION
from core.decide import decide
from core.demo_day import Size
from core.driver_view import driver_view
from core.honest_window import eta_window
from core.hub.demo import build_day, roads_of
from core.hub.learning import Learner, begin_of, etas
from core.hub.open_depot import drivers_concerned
from core.model import ActorId, Position, StopId
from core.planning.learned import CENTRES_MIN, EDGES_MIN, Learned
from core.planning.road import RoadEngine
from core.planning.travel import TravelPlace
from core.planning.travel_growth import empty_matrix, grow_by_places
from core.rules.lookups import Refused
from core.simulated_driver import Leg, SimulatedDriver
from core.state import State, apply
from tests.bench.figures import Figure

LEARNED, JUDGED, BEFORE = range(12), range(12, 18), range(100, 110)
"""Numbers of days: to learn from, to judge by, and for what stands before anything is learned."""
FIRST_DAY = date(2026, 11, 2)
SIZE = Size(drivers=20, stops=430, tomorrow_stops=20, waiting=4)
STEP = timedelta(minutes=1)
LOOK_EVERY = timedelta(minutes=10)
DAY = timedelta(hours=11)
RUSH = {7: 1.2, 8: 1.35, 9: 1.15, 12: 1.1, 13: 1.15, 17: 1.25, 18: 1.3, 19: 1.15}
"""How much longer than usual a leg takes that begins in this hour."""
WANTED_PCT, MOST_OFF = 80.0, 5.0
OFFICE = Actor(ActorId("office"), Role.SYSTEM, frozenset({EVERY_DEPOT}))


class RushHourDriver(SimulatedDriver):
    """A simulated driver whose streets are full when people go to work and home."""

    zone = ZoneInfo("America/Santiago")

    def _drive(self, to: str, end: Position, set_out: datetime) -> Leg:
        leg = super()._drive(to, end, set_out)
        rush = RUSH.get(set_out.astimezone(self.zone).hour, 1.0)
        self._leg = msgspec.structs.replace(leg, slowness=leg.slowness * rush)
        return self._leg


class Told(Struct, frozen=True):
    """An ETA that was given."""

    stop_id: StopId
    at: datetime
    begins: datetime


class Judged(Struct, frozen=True):
    """An ETA that came true."""

    to_go_s: float
    error_s: float
    is_inside: bool


class SimulatedDay:
    """One day of the demo city, minute by minute, decided and folded as at a hub."""

    def __init__(self, engine: RoadEngine, number: int) -> None:
        day = build_day(engine, FIRST_DAY + timedelta(days=number), 1000 + number, SIZE)
        self.state, self.now = State(), day.opens_at - timedelta(hours=3)
        for command in day.commands:
            self._ask(command, OFFICE)
        self.begins = day.opens_at
        roads = roads_of(engine)
        self._drivers = {
            id_: RushHourDriver(id_, 1000 + number, roads) for id_ in self.state.drivers
        }
        places = [TravelPlace(p.id, p.lat, p.lon) for p in self.state.places.values()]
        self.matrix = grow_by_places(empty_matrix(engine), places, engine)

    def live(self) -> Iterator[list[tuple[State, StopId]]]:
        """The visits that began in each minute, with the state of then."""
        self.now = self.begins
        for id_, driver in self._drivers.items():
            driver.show(driver_view(self.state, {}, id_))
        while self.now < self.begins + DAY:
            self.now += STEP
            before = self.state
            for id_, driver in self._drivers.items():
                actor = Actor(ActorId(id_), Role.DRIVER, frozenset({EVERY_DEPOT}), driver_id=id_)
                for report in driver.advance(self.now):
                    self._ask(report.command, actor, driver)
            for id_ in drivers_concerned(before, self.state):
                if id_ in self._drivers:
                    self._drivers[id_].show(driver_view(self.state, {}, id_))
            yield [
                (self.state, stop.id)
                for stop in self.state.stops.values()
                if stop.arrived_at is not None
                and stop.id in before.stops
                and before.stops[stop.id].arrived_at is None
            ]

    def _ask(self, command: object, actor: Actor, driver: SimulatedDriver | None = None) -> None:
        try:
            for event in decide(self.state, command, actor, self.now):  # type: ignore[arg-type]
                self.state = apply(self.state, event)
        except Refused:
            if driver is None:
                raise
            driver.refused(command)  # type: ignore[arg-type]


def learn(engine: RoadEngine) -> Learned:
    """What the first days teach."""
    learned, kept = Learned(), None
    for number in LEARNED:
        day, learner = SimulatedDay(engine, number), Learner(kept)
        for arrived in day.live():
            matrix = day.matrix.with_learned(learned)
            learned = learner.learn(arrived, day.state, matrix, day.now)
        kept = learner.encoded
    return learned


def judge(engine: RoadEngine, learned: Learned, days: range = JUDGED) -> list[Judged]:
    """Other days with what is known now; nothing is learned from them."""
    found = []
    for number in days:
        day = SimulatedDay(engine, number)
        matrix = day.matrix.with_learned(learned)
        told: list[Told] = []
        for arrived in day.live():
            begun = {stop_id: begin_of(then, then.stops[stop_id]) for then, stop_id in arrived}
            found += [
                _judged(each, truth, learned)
                for each in told
                if (truth := begun.get(each.stop_id)) is not None
            ]
            told = [each for each in told if each.stop_id not in begun]
            if (day.now - day.begins) % LOOK_EVERY == timedelta():
                told += [Told(id_, day.now, at) for id_, at in etas(day.state, matrix, day.now)]
    return found


def _judged(told: Told, truth: datetime, learned: Learned) -> Judged:
    window = eta_window(told.begins, told.at, learned.spread)
    return Judged(
        (told.begins - told.at).total_seconds(),
        (truth - told.begins).total_seconds(),
        window.opens <= truth <= window.closes,
    )


def coverage_pct(judged: list[Judged]) -> float:
    """How often the truth fell inside."""
    return 100 * float(np.mean([each.is_inside for each in judged]))


def error_min(judged: list[Judged]) -> float:
    """Mean distance between ETA and truth."""
    return float(np.mean([abs(each.error_s) for each in judged])) / 60


def points(judged: list[Judged]) -> list[tuple[float, float]]:
    """The 10 % and 90 % points by time to go."""
    edges = (-1e9, *(60 * edge for edge in EDGES_MIN), 1e9)
    found: list[tuple[float, float]] = []
    for low, high in pairwise(edges):
        errors = [each.error_s for each in judged if low <= each.to_go_s < high]
        pair = np.percentile(errors, (10, 90)) if errors else (0.0, 0.0)
        found.append((round(float(pair[0])), round(float(pair[1]))))
    return found


def main() -> None:
    """Print the figures as the last line."""
    engine = RoadEngine.open(REGION / "roads.npz")
    began = time.process_time()
    if sys.argv[1:] == ["PRIOR"]:
        for centre, pair in zip(CENTRES_MIN, points(judge(engine, Learned(), BEFORE)), strict=True):
            sys.stderr.write(f"{centre:.0f} min to go: {pair}\n")
        return
    unlearned = judge(engine, Learned())
    learned = learn(engine)
    judged = judge(engine, learned)
    coverage = coverage_pct(judged)
    by_hour = learned.speeds.factors()[:24]
    sys.stderr.write(
        f"ETAs: {learned.speeds.legs:.0f} legs and {learned.spread.seen:.0f} ETAs of "
        f"{len(LEARNED)} days learned, {len(judged)} ETAs of {len(JUDGED)} other days judged; "
        f"coverage before learning {coverage_pct(unlearned):.1f} %, then {coverage:.1f} %; "
        f"on Mondays 8 h x{by_hour[8]:.2f}, 11 h x{by_hour[11]:.2f}; points {points(judged)}; "
        f"{time.process_time() - began:.0f} s of the processor\n"
    )
    figures = [
        Figure("eta_coverage_pct", coverage, "%", "wanted", WANTED_PCT, 1.0667, True),
        Figure("eta_coverage_off", abs(coverage - WANTED_PCT), "pts", "limit", MOST_OFF, 1.0),
        Figure("eta_error_min", error_min(judged), "min", "not learned", error_min(unlearned), 1.0),
    ]
    print(json.dumps(msgspec.to_builtins(figures)))  # noqa: T201


if __name__ == "__main__":
    main()
