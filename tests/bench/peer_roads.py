"""Runs OSRM on an extract, in an environment of its own: `python peer_roads.py JOB.json`.

Needs Python 3.12 or later and the package `osrm-bindings`; imports nothing of the product. The job
names the extract, a folder to work in, pairs of points and points of a matrix; the last line that
is printed has seconds and metres for each pair, how far its ends are from the roads that OSRM took,
and how long building and matrices took.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import osrm

BLOCK = 50
TIMEOUT_S = 1200


def main(job_file: str) -> None:
    """Build, ask, print."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    folder = Path(job["folder"])
    extract = folder / "peer.osm.pbf"
    extract.write_bytes(Path(job["extract"]).read_bytes())
    base = extract.with_name("peer.osrm")
    profile = Path(osrm.__file__).parent / "share" / "profiles" / "car.lua"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for step in (
        ["extract", "-p", str(profile), str(extract)],
        ["partition", str(base)],
        ["customize", str(base)],
    ):
        subprocess.run(
            [sys.executable, "-m", "osrm", *step],
            check=True,
            stdout=sys.stderr,
            timeout=TIMEOUT_S,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    build_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    engine = osrm.OSRM(
        storage_config=str(base),
        use_shared_memory=False,
        algorithm="MLD",
        max_locations_distance_table=-1,
    )
    asked = job["pairs"]
    pairs = [_block(engine, asked[at : at + BLOCK]) for at in range(0, len(asked), BLOCK)]
    points = job["points"]
    matrices = {count: _matrix_s(engine, points[:count]) for count in (500, 1000)}
    answer = {
        "pairs": [leg for block in pairs for leg in block],
        "build_s": build_s,
        "matrix_s": matrices,
        "disk_bytes": sum(file.stat().st_size for file in folder.glob("peer.osrm*")),
    }
    print(json.dumps(answer))  # noqa: T201


def _block(engine: Any, pairs: list[list[list[float]]]) -> list[list[float | None]]:
    """Of each pair seconds and metres, which stand on the diagonal of a table, and how far off it
    is."""
    points = [osrm.Coordinate((lon, lat)) for ends in zip(*pairs, strict=True) for lat, lon in ends]
    count = len(pairs)
    asked = osrm.TableParameters(
        coordinates=points,
        sources=list(range(count)),
        destinations=list(range(count, 2 * count)),
        annotations=["duration", "distance"],
    )
    found = engine.Table(asked)
    off = [
        max(found[ends][n]["distance"] for ends in ("sources", "destinations"))
        for n in range(count)
    ]
    return [[found["durations"][n][n], found["distances"][n][n], off[n]] for n in range(count)]


def _matrix_s(engine: Any, points: list[list[float]]) -> float:
    """Processor seconds for times and ways from all to all."""
    asked = osrm.TableParameters(
        coordinates=[osrm.Coordinate((lon, lat)) for lat, lon in points],
        annotations=["duration", "distance"],
    )
    began = time.process_time()
    engine.Table(asked)
    return time.process_time() - began


if __name__ == "__main__":
    main(sys.argv[1])
