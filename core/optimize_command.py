"""`main.py optimize`: read a problem, improve for the time given, write a solution.

The time includes start-up, reading and writing. Notices go to stderr, the solution to a file or to
stdout; a file that is wrong gets every mistake with its path, exit code 2, and nothing is written.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from errno import EISDIR
from pathlib import Path

import msgspec
import numpy as np

from core.exchange import text_instances
from core.exchange.vroom_reader import Mistake, Point, Task, Vehicle, VroomProblem, read_vroom
from core.exchange.vroom_writer import write_vroom
from core.idle_cores import idle_cores
from core.planning import compiled
from core.planning.engine import Engine
from core.planning.fleet import FleetPlan, FleetProblem, Matrix
from core.planning.fleet_day import day_of
from core.planning.recombine import RoutePool, load, recombine

DEMO_ROADS = Path(__file__).parent.parent / "resources" / "demo" / "roads.npz"
RECOMBINED_S = 9.0
"""With so much time, routes of many plans are combined by CP-SAT at the end."""
LAST_SHARE = 0.12
WORTH_TWO = 4.0
"""Times what an engine takes to set up: with more time left, a second one is worth that."""
SECOND_SEED = 1_000_000
LONGEST_S = 3600.0
"""Where OR-Tools' improvements are counted instead of the time."""
OR_TOOLS_STEPS = 20
"""Solutions of OR-Tools for a thousand steps of the engine."""
OR_TOOLS_S = 1.5
"""With less time left, uncompiled kernels find as much as OR-Tools."""
OR_TOOLS_TASKS = 300
"""For so many; what its model takes to build grows with them."""
LATE_S = 0.5
"""From so much more than was asked for on, it is said: placing thousands of orders has no shorter
way where the kernels are still being compiled."""
NOTICES = 10
"""So many of the words in a file that make no difference are named."""
TEXTS: dict[str, Callable[[str], FleetProblem]] = {
    "solomon": text_instances.read_solomon,
    "lilim": text_instances.read_li_lim,
    "vrplib": text_instances.read_vrplib,
}


def run(options: argparse.Namespace) -> int:
    """Exit code: 0 written, 1 cannot be read or written, 2 the problem is wrong."""
    ends = time.monotonic() - _since_start() + options.seconds
    try:
        # Said before the time is spent, not after.
        _must_be_writable(options.output)
    except OSError as error:
        _say(_unused(error, "written"))
        return 1
    try:
        problem = _read(options.problem, options.format)
        routes = _warm(problem, options.warm) if options.warm else problem.routes
    except OSError as error:
        _say(_unused(error, "read"))
        return 1
    except WrongFile as wrong:
        for path, words in wrong.mistakes:
            _say(f"{wrong.file}: {path} {words}")
        return 2
    plan = _solve(problem, _feasible(problem, routes), options, ends)
    text = json.dumps(write_vroom(problem, plan), indent=None if len(plan.routes) > 999 else 1)
    try:
        if options.output is None:
            sys.stdout.write(text + "\n")
        else:
            _replace(options.output, text + "\n")
    except OSError as error:
        _say(_unused(error, "written"))
        return 1
    late_s = time.monotonic() - ends
    if options.steps is None and late_s > LATE_S:
        words = "reading a problem and placing its orders once cannot be cut short"
        _say(f"That took {options.seconds + late_s:.1f} s: {words}")
    return 0


def _unused(error: OSError, how: str) -> str:
    """Which file, and why, without the system's numbers."""
    why = (error.strerror or str(error)).lower()
    return f"{error.filename or 'The solution'} cannot be {how}: {why}."


class WrongFile(Exception):
    """A file cannot be used; every mistake with its place in the file."""

    def __init__(self, file: Path, mistakes: list[Mistake]) -> None:
        super().__init__(f"{file}: {len(mistakes)} mistakes")
        self.file, self.mistakes = file, mistakes


def _read(file: Path, form: str) -> VroomProblem:
    text = _text(file)
    if form != "vroom":
        try:
            return _as_vroom(TEXTS[form](text))
        except text_instances.NotAnInstance as error:
            raise WrongFile(file, [Mistake("text:", str(error))]) from None
    read = read_vroom(_document(file, text), _travel)
    if isinstance(read, list):
        raise WrongFile(file, read)
    for path, words in read.notices[:NOTICES]:
        _say(f"{file}: {path} {words}")
    if len(read.notices) > NOTICES:
        _say(f"{file}: and {len(read.notices) - NOTICES} more of the kind")
    return read


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        words = "is no text in UTF-8. Is it another file, or a compressed one?"
        raise WrongFile(file, [Mistake(f"byte {error.start}", words)]) from None


def _document(file: Path, text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}:"
        raise WrongFile(file, [Mistake(place, error.msg)]) from None
    except RecursionError:
        raise WrongFile(file, [Mistake("$", "is nested too deeply")]) from None


def _as_vroom(fleet: FleetProblem) -> VroomProblem:
    """A text instance under the numbers it uses itself: customers from 1, vehicles from 1."""
    tasks = [
        Task(
            kind="job"
            if request.partner < 0
            else ("delivery" if request.is_delivery_half else "pickup"),
            id=number + 1,
            index=request.place,
        )
        for number, request in enumerate(fleet.requests)
    ]
    vehicles = [
        Vehicle(id=number + 1, start_index=0, end_index=0, dimensions=1)
        for number in range(len(fleet.vans))
    ]
    vans = [msgspec.structs.replace(van, per_second=18_000) for van in fleet.vans]
    return VroomProblem(
        fleet=msgspec.structs.replace(fleet, vans=tuple(vans)),
        tasks=tuple(tasks),
        vehicles=tuple(vehicles),
        routes=(),
        origin_s=0,
        has_points=False,
    )


def _travel(points: list[Point]) -> tuple[Matrix, Matrix]:
    """By the demo city's roads if every point is on one, else by straight lines."""
    from core.planning.travel import GREAT_CIRCLE_WORDS, great_circle_tables

    road = _road_travel(points)
    if road is not None:
        _say("Travel times: roads of the demo city")
        return road
    _say(f"Travel times: {GREAT_CIRCLE_WORDS}")
    lons, lats = (np.array(column) for column in zip(*points, strict=True))
    seconds, metres = great_circle_tables(lats, lons)
    return np.rint(seconds).astype(np.int32), np.rint(metres).astype(np.int32)


def _road_travel(points: list[Point]) -> tuple[Matrix, Matrix] | None:
    from core.planning.problem import UNREACHABLE, whole
    from core.planning.road import RoadEngine
    from core.region.road_network import RegionFileError

    if not all(-73 < lon < -69 and -32 < lat < -28 for lon, lat in points):
        return None  # loading the roads takes half a second
    try:
        roads = RoadEngine.open(DEMO_ROADS)
    except RegionFileError:
        return None
    snaps = [roads.snap(lat, lon) for lon, lat in points]
    found = [snap for snap in snaps if snap is not None]
    if len(found) < len(points):
        return None
    seconds, metres = (whole(matrix) for matrix in roads.matrix(found, found))
    return (seconds, metres) if seconds.max() < UNREACHABLE else None


def _warm(problem: VroomProblem, file: Path) -> tuple[tuple[int, ...], ...]:
    """The routes of an earlier solution; what it does not know or we do not know waits."""
    document = _document(file, _text(file))
    number_of = {(task.kind, task.id): number for number, task in enumerate(problem.tasks)}
    routes: list[tuple[int, ...]] = [()] * len(problem.vehicles)
    van_of = {vehicle.id: number for number, vehicle in enumerate(problem.vehicles)}
    if not isinstance(document, dict) or not isinstance(document.get("routes"), list):
        raise WrongFile(file, [Mistake("$.routes", "is no array: this is not a solution")])
    mistakes, seen = [], set()
    for at, route in enumerate(document["routes"]):
        steps = route.get("steps") if isinstance(route, dict) else None
        named = route.get("vehicle") if isinstance(route, dict) else None
        van = van_of.get(named) if isinstance(named, int) else None
        if van is None or not isinstance(steps, list):
            mistakes.append(Mistake(f"$.routes[{at}]", "has no known vehicle or no steps"))
            continue
        keys = [(s.get("type"), s.get("id")) for s in steps if isinstance(s, dict)]
        found = [number_of[key] for key in keys if key in number_of]
        routes[van] = tuple(number for number in dict.fromkeys(found) if number not in seen)
        seen |= set(found)
    if mistakes:
        raise WrongFile(file, mistakes)
    return tuple(routes)


def _feasible(
    problem: VroomProblem, routes: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], ...]:
    """The routes without those that break a rule; half pairs are taken out."""
    fleet, kept = problem.fleet, []
    for number, (van, route) in enumerate(zip(fleet.vans, routes, strict=False)):
        whole = [n for n in route if fleet.requests[n].partner in (-1, *route)]
        allowed = all((able := fleet.requests[n].vans) is None or number in able for n in whole)
        ordered = all(
            not fleet.requests[n].is_delivery_half
            or whole.index(fleet.requests[n].partner) < whole.index(n)
            for n in whole
        )
        fine = allowed and ordered and not day_of(fleet, van, whole).faults
        if route and not fine:
            _say(f"The route of vehicle {problem.vehicles[number].id} breaks a rule: planned anew")
        kept.append(tuple(whole) if fine else ())
    return tuple(kept)


def _solve(
    problem: VroomProblem,
    routes: tuple[tuple[int, ...], ...],
    options: argparse.Namespace,
    ends: float,
) -> FleetPlan:
    writing = 0.03 + 2e-5 * len(problem.tasks)
    if _is_for_or_tools(options, ends - time.monotonic(), len(problem.tasks)):
        from core.planning.fleet_router import improve_fleet  # loads OR-Tools

        left_s = ends - time.monotonic() - writing if options.steps is None else LONGEST_S
        found = options.steps and OR_TOOLS_STEPS * options.steps
        return improve_fleet(problem.fleet, routes, max(1e-3, left_s), found)
    as_plain = options.steps is None and not _is_compiled()
    begun = time.monotonic()
    engine = Engine(problem.fleet, routes, seed=options.seed, as_plain=as_plain)
    if options.steps is not None:
        engine.run_steps(1000 * options.steps)
    else:
        left_s = max(1e-3, ends - time.monotonic() - writing)
        if left_s >= RECOMBINED_S and not as_plain:
            return _recombined(problem.fleet, engine, options.seed, left_s)
        built_s = time.monotonic() - begun
        if left_s > WORTH_TWO * built_s and not as_plain and _has_idle_core():
            return _better_of_two(problem.fleet, routes, engine, options.seed, left_s)
        engine.run_seconds(left_s)
        if engine.is_cut_short:
            _say("The time was over before every order was tried. Give it more, or try again")
    return engine.plan()


def _better_of_two(
    fleet: FleetProblem,
    routes: tuple[tuple[int, ...], ...],
    engine: Engine,
    seed: int,
    left_s: float,
) -> FleetPlan:
    """Beside the engine a second one that draws other numbers, each on a core of its own."""
    ends = time.monotonic() + left_s

    def searched() -> FleetPlan:
        second = Engine(fleet, routes, seed=seed + SECOND_SEED)
        second.run_seconds(max(1e-3, ends - time.monotonic()))
        return second.plan()

    with ThreadPoolExecutor(1, "second search") as beside:
        other = beside.submit(searched)
        engine.run_seconds(left_s)
        return min(engine.plan(), other.result(), key=lambda plan: plan.cost)


def _has_idle_core() -> bool:
    """Whether a second search takes nobody's time, as far as the system tells."""
    return idle_cores() > 1


def _recombined(fleet: FleetProblem, engine: Engine, seed: int, left_s: float) -> FleetPlan:
    """Search, combine the routes that were seen on the way, and search on from there."""
    ends, pool = time.monotonic() + left_s, RoutePool(fleet)
    loading = threading.Thread(target=load, name="CP-SAT")
    loading.start()
    engine.run_seconds(left_s * (1 - LAST_SHARE), seen=lambda plan: pool.add(plan.routes))
    best = engine.plan()
    loading.join()
    better = recombine(fleet, pool, best, left_s * LAST_SHARE / 3) or best
    last = Engine(fleet, better.routes, seed=seed + 1)
    last.run_seconds(max(1e-3, ends - time.monotonic()))
    return min(last.plan(), better, best, key=lambda plan: plan.cost)


def _is_for_or_tools(options: argparse.Namespace, left_s: float, tasks: int) -> bool:
    """Whether it is wanted, or the compiled kernels are not there and it has time enough."""
    if options.engine == "ortools":
        return True
    is_open = options.engine == "auto" and options.steps is None
    if not is_open or left_s < OR_TOOLS_S * max(1.0, tasks / OR_TOOLS_TASKS):
        return False
    if compiled.has_numba() and compiled.is_ready():
        return False
    if compiled.has_numba():
        _say("The kernels are being compiled in the background: OR-Tools searches this once")
        compiled.compile_in_background()
    else:
        _say("numba is not installed: OR-Tools searches")
    return True


def _is_compiled() -> bool:
    """Whether the compiled kernels are there; else says what happens instead.

    Loading them takes less than placing what waits for the first time does without.
    """
    if not compiled.has_numba():
        _say("numba is not installed: searching uncompiled, a hundred times slower")
    elif not compiled.is_ready():
        _say("The kernels are being compiled in the background: searching uncompiled this once")
        compiled.compile_in_background()
    else:
        return True
    return False


def _must_be_writable(file: Path | None) -> None:
    """Raises `OSError` where the solution could not be put."""
    if file is None:
        return
    if file.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(file))
    spare = _spare(file)
    spare.touch()
    spare.unlink()


def _spare(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}")


def _replace(file: Path, text: str) -> None:
    """Whole or not at all."""
    spare = _spare(file)
    try:
        spare.write_text(text, encoding="utf-8")
        spare.replace(file)
    finally:
        spare.unlink(missing_ok=True)


def _since_start() -> float:
    """Seconds since this process began, imports included, where the system tells."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        began = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - began)
    except (OSError, ValueError, AttributeError):
        return 0.1


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
