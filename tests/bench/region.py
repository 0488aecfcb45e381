"""Regions: how long one takes to build and how much memory, a matrix on it, and address search.

On the extracts that are shipped, those in the folder `BACKHAUL_BENCH_EXTRACTS` (else those in
`shared/osm` beside the project), and a made-up city (`made_city.py`) of `BACKHAUL_BENCH_BLOCKS` ×
as many junctions: 530 by default, which are a million directed edges. Each is told on stderr; the
figures are the worst of the real ones. Seconds are the processor's: all of it runs on one thread
and waits for nothing, and others may be at work.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.catalogue import REGION, RESOURCES
from core.planning.road import RoadEngine
from core.planning.street_index import Snap
from core.planning.travel import great_circle_legs
from core.region.address_index import AddressIndex
from core.region.address_search import AddressSearch
from core.region.address_words import folded
from core.region.region import Region
from core.region.store import RegionStore
from tests.bench.figures import Figure
from tests.bench.made_city import write_city

QUERIES = 1000
LIMIT_MS, LIMIT_MATRIX_S, LIMIT_BUILD_S, LIMIT_MIB, LIMIT_DISK_MIB = 20.0, 1.0, 60.0, 400.0, 50.0
MAIN = Path(__file__).parents[2] / "main.py"


class Measured(Struct):
    """What was measured of one extract."""

    name: str
    is_made: bool
    build_s: float
    memory_mib: float
    disk_mib: float
    matrix_500_s: float
    matrix_1000_s: float
    search_p50_ms: float
    search_p99_ms: float
    found_first: float
    nearest_p99_ms: float
    geometry_p50_ms: float
    geometry_p99_ms: float
    straight_1000_s: float
    """The same matrix by great circle, for comparison."""
    straight_r: float
    """How far great-circle times go with those by road."""


def main() -> None:
    """Print the figures as the last line."""
    shipped = (REGION / "la_serena_coquimbo.osm.pbf", RESOURCES / "helsinki")
    extracts = [shipped[0], *shipped[1].glob("*.osm.pbf")]
    known = {file.name for file in extracts}
    extracts += [f for f in extracts_folder().glob("*.osm.pbf") if f.name not in known]
    blocks = int(os.environ.get("BACKHAUL_BENCH_BLOCKS", "530"))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        found = [_measure(f"r{n}", extract, data) for n, extract in enumerate(extracts)]
        made = data / "made_city.osm.pbf"
        edges = write_city(made, blocks)
        sys.stderr.write(f"made-up city: {edges:,} directed edges (synthetic)\n")
        synthetic = _measure("made", made, data, is_made=True)
    print(json.dumps(msgspec.to_builtins(_figures(found, synthetic, edges))))  # noqa: T201


def extracts_folder() -> Path:
    """Where more extracts lie; it need not exist."""
    named = os.environ.get("BACKHAUL_BENCH_EXTRACTS", "")
    return Path(named) if named else MAIN.parent.parent / "shared" / "osm"


def _figures(found: list[Measured], made: Measured, edges: int) -> list[Figure]:
    def worst(name: str) -> float:
        return max(float(getattr(each, name)) for each in found)

    city = f"limit; synthetic city of {edges / 1e6:.2f} M edges"
    searched = [each for each in found if each.search_p99_ms]
    return [
        Figure("region_build_s", worst("build_s"), "s", "limit", LIMIT_BUILD_S, 1.0),
        Figure("region_made_build_s", made.build_s, "s", city, 10 * LIMIT_BUILD_S, 1.0),
        Figure("region_made_memory_mib", made.memory_mib, "MiB", city, 10 * LIMIT_MIB, 1.0),
        Figure("region_disk_mib", worst("disk_mib"), "MiB", "limit", LIMIT_DISK_MIB, 1.0),
        Figure("region_made_disk_mib", made.disk_mib, "MiB", city, 10 * LIMIT_DISK_MIB, 1.0),
        Figure("matrix_500_s", worst("matrix_500_s"), "s", "limit", LIMIT_MATRIX_S, 1.0),
        Figure("matrix_1000_s", worst("matrix_1000_s"), "s", "limit", 4 * LIMIT_MATRIX_S, 1.0),
        Figure("matrix_made_1000_s", made.matrix_1000_s, "s", city, 100 * LIMIT_MATRIX_S, 1.0),
        Figure(
            "matrix_straight_s",
            worst("straight_1000_s"),
            "s",
            "1,000 x 1,000 by road",
            worst("matrix_1000_s"),
            1.0,
        ),
        Figure("geometry_p99_ms", worst("geometry_p99_ms"), "ms", "limit", LIMIT_MS, 1.0),
        Figure("geometry_made_p99_ms", made.geometry_p99_ms, "ms", city, 5 * LIMIT_MS, 1.0),
        Figure(
            "address_search_p99_ms",
            max(each.search_p99_ms for each in searched),
            "ms",
            "limit",
            LIMIT_MS,
            1.0,
        ),
        Figure("address_search_made_p99_ms", made.search_p99_ms, "ms", city, LIMIT_MS, 1.0),
        Figure("address_nearest_p99_ms", worst("nearest_p99_ms"), "ms", "limit", LIMIT_MS, 1.0),
    ]


def _measure(name: str, extract: Path, data: Path, *, is_made: bool = False) -> Measured:
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, str(MAIN), "region", "add", name, str(extract), "--data", str(data)],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    build_s = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    region = RegionStore(data / "regions").get(name)
    assert region.manifest is not None
    engine = RoadEngine.open(region.roads)
    snaps = _points(region, engine, 1000)
    engine.matrix(snaps[:2], snaps[:2])  # the search is prepared once
    matrices = [_timed(partial(engine.matrix, snaps[:n], snaps[:n])) for n in (500, 1000)]
    p50, p99, first = _searched(region)
    search = AddressSearch(AddressIndex.load(region.addresses))
    near = [_timed(partial(search.nearest, snap.lat, snap.lon)) for snap in snaps]
    ways = [_timed(partial(engine.path, *pair)) for pair in pairwise(snaps[:500])]
    began_s = time.thread_time()
    straight = np.stack([_straight_s(snap, snaps) for snap in snaps])
    straight_s = time.thread_time() - began_s
    by_road = engine.matrix(snaps[:500], snaps[:500])[0]
    measured = Measured(
        extract.name,
        is_made,
        round(build_s, 2),
        round(region.manifest.peak_memory_bytes / 2**20, 1),
        round(region.manifest.disk_bytes / 2**20, 2),
        round(matrices[0], 3),
        round(matrices[1], 3),
        p50,
        p99,
        first,
        round(float(np.percentile(near, 99)) * 1000, 3),
        round(float(np.percentile(ways, 50)) * 1000, 3),
        round(float(np.percentile(ways, 99)) * 1000, 3),
        round(straight_s, 3),
        round(float(np.corrcoef(by_road.ravel(), straight[:500, :500].ravel())[0, 1]), 4),
    )
    sys.stderr.write(f"{msgspec.json.encode(measured).decode()}\n")
    return measured


def _straight_s(start: Snap, ends: list[Snap]) -> npt.NDArray[np.float32]:
    seconds, _ = great_circle_legs(
        start.lat, start.lon, [end.lat for end in ends], [end.lon for end in ends]
    )
    return seconds


def _points(region: Region, engine: RoadEngine, count: int) -> list[Snap]:
    """Places on streets, anywhere in the region."""
    assert region.manifest is not None
    south, west, north, east = region.manifest.bounds
    random = Random(1)
    found: list[Snap] = []
    while len(found) < count:
        snap = engine.snap(random.uniform(south, north), random.uniform(west, east))
        if snap is not None:
            found.append(snap)
    return found


def _searched(region: Region) -> tuple[float, float, float]:
    """Median and 99th percentile in ms of searches for known doors, as people type them: begun,
    without accents, with a slip; and the share that is found first when it is typed whole."""
    index = AddressIndex.load(region.addresses)
    doors = [address for address, _, _ in index.doors(lambda text, lat, lon: (text, lat, lon))]
    if not doors:
        return 0.0, 0.0, 0.0
    search, random = AddressSearch(index), Random(1)
    search.find("xxxxxxxx")  # the table of letters is made once
    times, firsts = [], []
    for n in range(QUERIES):
        door = random.choice(doors)
        typed = [door, folded(door), door[: random.randint(1, len(door))], _slip(door, random)]
        began = time.thread_time()
        found = search.find(typed[n % 4])
        times.append(time.thread_time() - began)
        if n % 4 in (0, 1, 3):
            firsts.append(any(each.address.partition(",")[0] == door for each in found[:1]))
    p50, p99 = (round(float(np.percentile(times, p)) * 1000, 2) for p in (50, 99))
    return p50, p99, round(float(np.mean(firsts)), 3)


def _slip(door: str, random: Random) -> str:
    """Two neighbouring letters of a name swapped, where there are some."""
    at = [n for n in range(1, len(door) - 2) if door[n : n + 2].isalpha()]
    if not at:
        return door
    n = random.choice(at)
    return door[:n] + door[n + 1] + door[n] + door[n + 2 :]


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


if __name__ == "__main__":
    main()
