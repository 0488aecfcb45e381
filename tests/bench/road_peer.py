"""Travel times beside OSRM's on the same extracts: 1,000 random pairs, one speed factor fitted on
1,000 others, since engines differ in how fast they think a car is. Great-circle estimates stand
beside, fitted alike. Pairs with an end on a road that OSRM does not have are judged apart: it
answers for another place then, up to 130 m away. Our points lie on roads, so it is exact about the
others.

OSRM runs in the interpreter that `BACKHAUL_BENCH_ROADS` names: a virtual environment with Python
3.12 or later in which `pip install osrm-bindings` was run. Without one this is skipped aloud.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.catalogue import REGION, RESOURCES
from core.planning.road import RoadEngine
from core.planning.street_index import Snap
from core.planning.travel import great_circle_legs
from core.region.road_import import import_roads
from core.region.road_network import in_degrees
from tests.bench.figures import Figure
from tests.bench.region import extracts_folder

VARIABLE = "BACKHAUL_BENCH_ROADS"
SCRIPT = Path(__file__).with_name("peer_roads.py")
PAIRS = 1000
LEAST_S = 30.0
"""Shorter ways are mostly a question of where each engine snaps."""
MOST_DIFF_PCT, LEAST_R = 10.0, 0.98
SAME_ROAD_M = 5.0
Floats = npt.NDArray[np.float64]


class Agreement(Struct, frozen=True):
    """How far two engines agree on the pairs that nothing was fitted on."""

    pairs: int
    raw_factor: float
    """Median of ours over theirs, before any fitting."""
    raw_diff_pct: float
    diff_pct: float
    r: float
    metres_diff_pct: float


class Compared(Struct, frozen=True):
    """What was measured on one extract."""

    extract: str
    ours: Agreement
    with_elsewhere: Agreement
    """With the pairs for which the peer took a road elsewhere."""
    straight: Agreement
    """The great circle beside the peer."""
    build_s: float
    peer_build_s: float
    matrix_1000_s: float
    peer_matrix_500_s: float
    peer_matrix_1000_s: float
    peer_disk_mib: float


def main() -> None:
    """Print the figures as the last line."""
    python = os.environ.get(VARIABLE, "")
    if not python or not Path(python).exists():
        sys.stderr.write(
            f"road peer: SKIPPED, {VARIABLE} names no interpreter (a virtual environment with "
            "Python 3.12 or later and the package osrm-bindings)\n"
        )
        print("[]")  # noqa: T201
        return
    extracts = [REGION / "la_serena_coquimbo.osm.pbf", *(RESOURCES / "helsinki").glob("*.osm.pbf")]
    known = {file.name for file in extracts}
    extracts += [f for f in extracts_folder().glob("*.osm.pbf") if f.name not in known]
    found = [_compared(python, extract) for extract in extracts]
    print(json.dumps(msgspec.to_builtins(_figures(found))))  # noqa: T201


def _figures(found: list[Compared]) -> list[Figure]:
    city = found[0]
    worst_pct = max(each.ours.diff_pct for each in found)
    worst_r = min(each.ours.r for each in found)
    all_r = min(each.with_elsewhere.r for each in found)
    return [
        Figure("road_peer_diff_pct", worst_pct, "%", "limit, worst extract", MOST_DIFF_PCT, 1.0),
        Figure("road_peer_r", city.ours.r, "", "limit, the demo city", LEAST_R, 1.0, True),
        Figure("road_peer_worst_r", worst_r, "", "limit, worst extract", LEAST_R, 1.0, True),
        Figure("road_peer_all_r", all_r, "", "with places it lacks", LEAST_R, 1.0, True),
        Figure("road_peer_raw_factor", city.ours.raw_factor, "x", "OSRM's times", 1.0, 1.5),
        Figure("road_peer_straight_r", city.ours.r, "", "great circle", city.straight.r, 1.0, True),
        Figure("road_peer_matrix_s", city.matrix_1000_s, "s", "OSRM", city.peer_matrix_1000_s, 1.0),
        Figure("road_peer_build_s", city.build_s, "s", "OSRM", city.peer_build_s, 1.5),
    ]


def _compared(python: str, extract: Path) -> Compared:
    began = time.process_time()
    network = import_roads(extract)
    build_s = time.process_time() - began
    engine = RoadEngine(network, extract.name)
    lats, lons = in_degrees(network.shape_lat), in_degrees(network.shape_lon)
    random = Random(1)
    points: list[Snap] = []
    while len(points) < 4 * PAIRS:
        at = (random.uniform(lats.min(), lats.max()), random.uniform(lons.min(), lons.max()))
        snap = engine.snap(*at)
        points += [snap] if snap is not None else []
    starts, ends = points[::2], points[1::2]
    began = time.process_time()
    engine.matrix(points[:1000], points[:1000])
    matrix_s = time.process_time() - began
    legs = [engine.matrix([a], [b]) for a, b in zip(starts, ends, strict=True)]
    ours = np.array([[s[0, 0], m[0, 0]] for s, m in legs], np.float64)
    straight = np.array(
        [
            [float(each[0]) for each in great_circle_legs(a.lat, a.lon, [b.lat], [b.lon])]
            for a, b in zip(starts, ends, strict=True)
        ]
    )
    answer = _asked(python, extract, starts, ends, points[:1000])
    theirs = np.array([[np.nan if v is None else v for v in leg] for leg in answer["pairs"]])
    compared = Compared(
        extract.name,
        agreement(ours, theirs),
        agreement(ours, theirs, off_m=np.inf),
        agreement(straight, theirs),
        round(build_s, 2),
        round(answer["build_s"], 2),
        round(matrix_s, 3),
        round(answer["matrix_s"]["500"], 3),
        round(answer["matrix_s"]["1000"], 3),
        round(answer["disk_bytes"] / 2**20, 1),
    )
    sys.stderr.write(f"{msgspec.json.encode(compared).decode()}\n")
    return compared


def agreement(ours: Floats, theirs: Floats, off_m: float = SAME_ROAD_M) -> Agreement:
    """Columns are seconds and metres, and theirs how far the ends are from the peer's roads; the
    factor is fitted on the second half of the rows."""
    can = np.isfinite(theirs).all(axis=1) & (theirs[:, 0] >= LEAST_S) & (ours[:, 0] > 0)
    can &= theirs[:, 2] <= off_m
    judged, fitted = (can & (np.arange(len(can)) < PAIRS), can & (np.arange(len(can)) >= PAIRS))
    factor = float(np.median(ours[fitted, 0] / theirs[fitted, 0]))
    mine, peer = ours[judged, 0], theirs[judged, 0]
    return Agreement(
        int(judged.sum()),
        round(factor, 3),
        _diff_pct(mine, peer),
        _diff_pct(mine / factor, peer),
        round(float(np.corrcoef(mine, peer)[0, 1]), 4),
        _diff_pct(ours[judged, 1], theirs[judged, 1]),
    )


def _diff_pct(mine: Floats, peer: Floats) -> float:
    return round(100 * float(np.median(np.abs(mine - peer) / peer)), 2)


def _asked(
    python: str, extract: Path, starts: list[Snap], ends: list[Snap], points: list[Snap]
) -> dict[str, Any]:
    """The peer's answer; it may take some minutes."""
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        pairs = [[[a.lat, a.lon], [b.lat, b.lon]] for a, b in zip(starts, ends, strict=True)]
        job.write_text(
            json.dumps(
                {
                    "extract": str(extract),
                    "folder": folder,
                    "pairs": pairs,
                    "points": [[each.lat, each.lon] for each in points],
                }
            ),
            encoding="utf-8",
        )
        done = subprocess.run(
            [python, str(SCRIPT), str(job)],
            capture_output=True,
            text=True,
            check=False,
            env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
        )
    if done.returncode != 0:
        raise RuntimeError(f"OSRM failed on {extract.name}: {done.stderr[-600:]}")
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


if __name__ == "__main__":
    main()
