"""The fleet engine beside PyVRP and VROOM: costs after equal CPU time, as ratios of means.

    python -m tests.bench.optimizer --part cold_1s --seeds 3 --set solomon/R1*

Instances are read from `--instances` or BACKHAUL_BENCH_INSTANCES, the peers run in the interpreter
that `--peers` or BACKHAUL_BENCH_PEERS names (a virtual environment with pyvrp and pyvroom). Where
one lacks, that is said and nothing is measured. Every plan of everybody is checked and priced by
`tests/fleet_checker.py`.
"""

import argparse
import math
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from pathlib import Path

import msgspec
import numpy as np
from scipy.optimize import linear_sum_assignment

from core.exchange.text_instances import read_li_lim, read_solomon, read_vrplib
from core.planning import engine_columns
from core.planning.engine import Engine
from core.planning.fleet import FleetProblem, Request, Van
from core.planning.warm_up import small_problem
from tests.bench.figures import Figure
from tests.bench.optimizer_peers import VARIABLE, Peers
from tests.bench.optimizer_road import NEW, peers_at_best, road_day, whole_day
from tests.fleet_checker import Routes, cost, faults, moved

COLD = (
    "vrptw_solomon/R104", "vrptw_solomon/RC208", "vrptw_homberger/r1_2_8",
    "vrptw_homberger/r2_2_8", "vrptw_homberger/rc1_4_8", "vrptw_homberger/c2_4_8",
    "vrptw_homberger/r2_10_8", "vrpspdtw_wangchen/rdp104", "vrpspdtw_wangchen/cdp204",
    "vrpspdtw_wangchen/rcdp108", "vrpspdtw_jd/jd_200_1", "vrpspdtw_jd/jd_400_1",
)  # fmt: skip
WITH_VROOM = ("vrptw_homberger/r1_2_8", "vrptw_homberger/c2_4_8", "vrpspdtw_wangchen/rdp104")
PAIRS = ("lrc101", "LRC2_2_1", "LR1_4_1", "LRC1_4_1")
CHANGED = ("vrptw_homberger/r1_2_8", "vrptw_homberger/rc2_4_8", "vrpspdtw_jd/jd_400_2")
NEW_ORDERS = 8
BASE_S, GOOD_S = 15.0, 40.0
"""CPU seconds for the plan that new orders come into; what is given up for stability is seen only
beside a plan that has little to gain without them."""


class Bench:
    """What the parts share: where instances are, who the peers are, how often."""

    def __init__(self, folder: Path, peers: Peers, seeds: int, names: str) -> None:
        self.folder, self.peers, self.seeds, self.names = folder, peers, seeds, names

    def chosen(self, names: Sequence[str]) -> list[tuple[str, FleetProblem]]:
        """The instances of a part that the command line wants, read."""
        wanted = [name for name in names if fnmatch(name, self.names)]
        return [(name, read(self.folder, name)) for name in wanted]


def read(folder: Path, name: str) -> FleetProblem:
    """An instance by its path without the ending."""
    (path,) = [
        p for p in (folder / name).parent.glob(f"{Path(name).name}.*") if p.suffix in ENDINGS
    ]
    if path.suffix == ".npz":
        return read_jd(path)
    text = path.read_text(encoding="utf-8")
    if "lilim" in name:
        return read_li_lim(text)
    return read_solomon(text) if path.suffix == ".txt" else read_vrplib(text)


ENDINGS = (".txt", ".vrpspdtw", ".npz")


def read_jd(path: Path) -> FleetProblem:
    """JD.com's arrays (Liu, Tang & Yao 2021): minutes as seconds, money in hundredths."""
    found = np.load(path)
    nodes, volumes = found["nodes"], 1e6
    money = np.rint(found["D"] * float(found["unit"]) * 100).astype(np.int32)
    requests = tuple(
        Request(
            place=place,
            service_s=round(row[4] * 60),
            windows=((round(row[2] * 60), round(row[3] * 60)),),
            loads=(round(row[0] * volumes), 0, 0),
            takes=(round(row[1] * volumes), 0, 0),
        )
        for place, row in enumerate(nodes)
    )
    van = Van(
        start=0,
        end=0,
        begin_s=round(nodes[0, 2] * 60),
        latest_s=round(nodes[0, 3] * 60),
        room=(round(float(found["cap"]) * volumes), 1 << 29, 1 << 29),
        per_second=0,
        per_unit=1,
        fixed=round(float(found["dispatch"]) * 100),
    )
    seconds = np.rint(found["T"] * 60).astype(np.int32)
    vans = (van,) * int(found["vehicles"])
    return FleetProblem(requests[1:], vans, seconds[None], money[None])


def ours(
    problem: FleetProblem, limit_s: float, *, seed: int = 1, warm: Routes = ()
) -> tuple[tuple[int, ...], ...]:
    """Our routes after so many CPU seconds, the building of arrays not counted, as with peers."""
    engine = Engine(problem, warm, seed=seed)
    engine.run_seconds(limit_s, clock=time.process_time)
    return engine.plan().routes


def priced(problem: FleetProblem, routes: Routes | None) -> float:
    """What a plan costs; nan if there is none or it breaks a rule."""
    if routes is None:
        return math.nan
    whole = [*routes, *((),) * (len(problem.vans) - len(routes))]
    broken = faults(problem, whole)
    if broken:
        sys.stderr.write(f"A plan breaks a rule: {broken[0]}\n")
    value = cost(problem, whole)
    return math.nan if broken or value >= engine_columns.MUST else float(value)


def cold(bench: Bench, name: str, limit_s: float, target: float) -> list[Figure]:
    """From nothing, against PyVRP: the geometric mean, and the worst instance."""
    rows = []
    for instance, problem in bench.chosen(PAIR_NAMES if "pairs" in name else COLD):
        mine, theirs = [], []
        for seed in range(1, bench.seeds + 1):
            mine.append(priced(problem, ours(problem, limit_s, seed=seed)))
            theirs.append(priced(problem, bench.peers.plan("pyvrp", problem, limit_s, seed=seed)))
        rows.append(shown(instance, limit_s, mine, theirs))
    figures = [figure(f"{name}_ratio", rows, "PyVRP, geometric mean cost", target)]
    if "pairs" not in name:
        worst = max(rows, key=lambda row: row[0] / row[1], default=(math.nan, math.nan))
        figures.append(figure(f"{name}_worst_ratio", [worst], "PyVRP, worst instance", 1.015))
    return figures


PAIR_NAMES = tuple(f"pdptw_lilim/{name}" for name in PAIRS)


def vroom(bench: Bench) -> list[Figure]:
    """From nothing, five seconds, against VROOM at its highest exploration."""
    rows = []
    for instance, problem in bench.chosen(WITH_VROOM):
        mine = [priced(problem, ours(problem, 5.0, seed=seed)) for seed in range(bench.seeds)]
        theirs = [priced(problem, bench.peers.plan("vroom", problem, 5.0))]
        rows.append(shown(instance, 5.0, mine, theirs))
    return [figure("optimizer_vroom_5s_ratio", rows, "VROOM, geometric mean cost", 0.90)]


def dynamic(bench: Bench) -> list[Figure]:
    """New orders into a good plan, warm: cost, and how many stops were moved for it.

    Ours asks an eighth of a typical leg for every stop that it moves.
    """
    limits = {0.1: "0.1s", 1.0: "1s", 5.0: "5s"}
    rows: dict[float, list[tuple[float, float]]] = {limit: [] for limit in limits}
    shifts: list[tuple[float, float]] = []
    for instance, problem in bench.chosen(CHANGED):
        home = base_plan(problem, seed=1)
        calm = msgspec.structs.replace(problem, move_price=typical_leg(problem, home) // 8)
        for limit in limits:
            mine, theirs = [], []
            for seed in range(1, bench.seeds + 1):
                plan = ours(calm, limit, seed=seed, warm=home)
                peer = bench.peers.plan("pyvrp", problem, limit, seed=seed, warm=home)
                mine.append(priced(problem, plan))
                theirs.append(priced(problem, peer))
                if limit == 5.0 and peer is not None:
                    shifts.append((float(shifted(home, plan)), float(shifted(home, peer))))
            rows[limit].append(shown(instance, limit, mine, theirs))
    figures = [
        figure(f"optimizer_dynamic_{text}_ratio", rows[limit], "PyVRP warm, cost", 0.998)
        for limit, text in limits.items()
    ]
    mine_moved, theirs_moved = (sum(column) for column in zip(*shifts, strict=True))
    total = [(max(1.0, mine_moved), max(1.0, theirs_moved))]
    return [
        *figures,
        figure("optimizer_dynamic_moved_ratio", total, "PyVRP warm, stops moved", 0.75),
    ]


def base_plan(problem: FleetProblem, seed: int, limit_s: float = BASE_S) -> list[tuple[int, ...]]:
    """A good plan for all but a few orders, by the numbers of the whole problem."""
    dice = random.Random(seed)
    new = set(dice.sample(range(len(problem.requests)), NEW_ORDERS))
    kept = [number for number in range(len(problem.requests)) if number not in new]
    part = msgspec.structs.replace(
        problem, requests=tuple(problem.requests[number] for number in kept)
    )
    return [tuple(kept[number] for number in route) for route in ours(part, limit_s, seed=seed)]


def typical_leg(problem: FleetProblem, home: Routes) -> int:
    """Cost of a plan for each request in it."""
    return (cost(problem, home) % engine_columns.MUST) // len(problem.requests)


def shifted(home: Routes, routes: Routes) -> int:
    """Stops moved, with vans that are alike matched so that it is as few as possible."""
    whole = [*routes, *((),) * (len(home) - len(routes))]
    shared = np.array([[len(set(old) & set(new)) for new in whole] for old in home])
    _, columns = linear_sum_assignment(-shared)
    return moved(home, [whole[column] for column in columns])


def stability(bench: Bench) -> list[Figure]:
    """The same with a price on every moved stop: moved at most three, for how much of the cost."""
    rows, shifts = [], []
    for instance, problem in bench.chosen(CHANGED):
        home = base_plan(problem, 1, GOOD_S)
        priced_moves = msgspec.structs.replace(problem, move_price=typical_leg(problem, home))
        free = ours(problem, 1.0, warm=home)
        calm = ours(priced_moves, 1.0, warm=home)
        rows.append(shown(instance, 1.0, [priced(problem, calm)], [priced(problem, free)]))
        shifts.append((float(moved(home, calm)) + 1e-9, 3.0))
    return [
        figure("optimizer_stable_cost_ratio", rows, "without a price on moves", 1.003),
        figure("optimizer_stable_moved_ratio", [max(shifts)], "three stops, worst instance", 1.0),
    ]


def road(bench: Bench, vans: int) -> list[Figure]:
    """On the road, one second against the better peer's five; and with a price on every move."""
    rows, calm_rows, shifts = [], [], []
    for seed in range(1, bench.seeds + 1):
        day, home = road_day(lambda p, s, n, w: ours(p, s, seed=n, warm=w), vans, seed)
        free = priced(day, ours(day, 1.0, seed=seed, warm=home))
        theirs = peers_at_best(bench.peers, vans, day, home, seed, priced)
        rows.append(shown(f"{vans} vans, {len(day.requests)} stops", 1.0, [free], [theirs]))
        dear = msgspec.structs.replace(day, move_price=typical_leg(day, home))
        calm = ours(dear, 1.0, seed=seed, warm=home)
        shifts.append((float(moved(home, calm)) + 1e-9, 3.0))
        calm_rows.append(
            shown(f"the same, {shifts[-1][0]:.0f} moved", 1.0, [priced(day, calm)], [free])
        )
    name = f"optimizer_road_{vans}"
    return [
        figure(f"{name}_ratio", rows, f"the better peer, {NEW[vans]} new", 1.0),
        figure(f"{name}_stable_cost_ratio", calm_rows, "without a price on moves", 1.003),
        figure(f"{name}_stable_moved_ratio", [max(shifts)], "three stops, worst day", 1.0),
    ]


def large(_: Bench) -> list[Figure]:
    """200 vans and 5,000 stops from nothing: the memory of this process, matrices included."""
    problem = whole_day(200, seed=1, stops_a_van=25)
    plan = ours(problem, 1.0)
    missing = len(problem.requests) - sum(map(len, plan))
    sys.stderr.write(f"200 x 25 stops after 1 s: {missing} not placed\n")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [Figure("optimizer_200x5000_memory_mib", used, "MiB", "limit", 2048.0, 1.0)]


def one_route(bench: Bench) -> list[Figure]:
    """One van with 150 stops, a fifth of a second, warm from the nearest-neighbour tour."""
    rows = []
    for number in range(4):
        problem = city_route(150, seed=number)
        tour = [nearest_tour(problem)]
        mine, theirs = [], []
        for seed in range(1, bench.seeds + 1):
            mine.append(priced(problem, ours(problem, 0.2, seed=seed, warm=tour)))
            peer = bench.peers.plan("pyvrp", problem, 0.2, seed=seed, warm=tour)
            theirs.append(priced(problem, peer))
        rows.append(shown(f"one route {number}", 0.2, mine, theirs))
    return [figure("optimizer_one_route_ratio", rows, "PyVRP warm, 150 stops in 0.2 s", 1.0)]


def city_route(stops: int, seed: int) -> FleetProblem:
    """Stops in a town, in clusters as customers are."""
    dice = np.random.default_rng(seed)
    centres = dice.uniform(0, 20_000, (8, 2))
    points = centres[dice.integers(0, 8, stops + 1)] + dice.normal(0, 1_500, (stops + 1, 2))
    way = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    requests = tuple(Request(place, service_s=60) for place in range(1, stops + 1))
    return FleetProblem(requests, (Van(0, 0),), np.rint(way / 8).astype(np.int32)[None])


def nearest_tour(problem: FleetProblem) -> tuple[int, ...]:
    """Always on to the nearest."""
    seconds, left, at = problem.seconds[0], set(range(len(problem.requests))), 0
    tour = []
    while left:
        number = min(left, key=lambda n: int(seconds[at, problem.requests[n].place]))
        left.remove(number)
        tour.append(number)
        at = problem.requests[number].place
    return tuple(tour)


def shown(
    instance: str, limit_s: float, mine: Sequence[float], theirs: Sequence[float]
) -> tuple[float, float]:
    """The two means, with a line for people on stderr."""
    pair = float(np.mean(mine)), float(np.nanmean(theirs)) if not all_nan(theirs) else math.nan
    ratio = pair[0] / pair[1]
    sys.stderr.write(
        f"{instance:34} {limit_s:4.1f} s {pair[0]:12.0f} {pair[1]:12.0f} {ratio:.4f}\n"
    )
    return pair


def all_nan(values: Sequence[float]) -> bool:
    """Whether nobody found anything."""
    return all(math.isnan(value) for value in values)


def figure(name: str, rows: Sequence[tuple[float, float]], beside: str, target: float) -> Figure:
    """Geometric means side by side; instances that the peer did not solve are left out."""
    both = np.array([row for row in rows if not any(map(math.isnan, row))]).reshape(-1, 2)
    value, reference = np.exp(np.log(both).mean(axis=0)) if len(both) else (math.nan, math.nan)
    return Figure(name, float(value), "", beside, float(reference), target)


PARTS: dict[str, Callable[[Bench], list[Figure]]] = {
    "cold_1s": lambda bench: cold(bench, "optimizer_cold_1s", 1.0, 0.98),
    "cold_5s": lambda bench: cold(bench, "optimizer_cold_5s", 5.0, 0.99),
    "vroom": vroom,
    "pairs_5s": lambda bench: cold(bench, "optimizer_pairs_5s", 5.0, 0.985),
    "dynamic": dynamic,
    "stable": stability,
    "road_50": lambda bench: road(bench, 50),
    "road_100": lambda bench: road(bench, 100),
    "road_200": lambda bench: road(bench, 200),
    "large": large,
    "one_route": one_route,
}


def main() -> None:
    """Print the figures of the chosen parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="default: all")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--set", default="*", help="pattern that instances' names match")
    parser.add_argument("--instances", default=os.environ.get("BACKHAUL_BENCH_INSTANCES", ""))
    parser.add_argument("--peers", default=None, help="interpreter with pyvrp and pyvroom")
    options = parser.parse_args()
    peers = Peers(options.peers)
    figures: list[Figure] = []
    if not options.instances or not Path(options.instances).is_dir():
        sys.stderr.write("optimizer: skipped, BACKHAUL_BENCH_INSTANCES names no folder\n")
    elif not peers.are_there:
        sys.stderr.write(f"optimizer: skipped, {VARIABLE} names no interpreter with the peers\n")
    else:
        Engine(small_problem()).run_steps(1)  # loading or compiling is nobody's search time
        bench = Bench(Path(options.instances), peers, options.seeds, options.set)
        for part in options.part or PARTS:
            figures += PARTS[part](bench)
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    main()
