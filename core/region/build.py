"""Builds everything the product needs of a region from one extract: roads, base map, addresses.

`python -m core.region.build EXTRACT.osm.pbf FOLDER`. Each file is replaced as a whole.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.region.address_file import write_addresses
from core.region.addresses import make_demo_addresses
from core.region.basemap import build_base_map
from core.region.map_features import read_map_features
from core.region.road_classes import BACKWARD, FORWARD
from core.region.road_import import import_roads
from core.region.road_network import RegionFileError, RoadNetwork
from core.region.sea import FILE as SEA_FILE
from core.region.sea import read_sea

ROADS_FILE = "roads.npz"
BASE_MAP_FILE = "base.pmtiles"
ADDRESSES_FILE = "addresses.csv"
DEMO_ADDRESSES = 8_000
DEMO_SEED = 1


@dataclass(frozen=True, slots=True)
class RegionFiles:
    """What was built, and how much of it."""

    roads: Path
    base_map: Path
    addresses: Path
    segments: int
    tiles: int
    demo_addresses: int


def build_region(
    pbf: Path,
    out_dir: Path,
    *,
    drives_on_left: bool = False,
    progress: Callable[[str], None] = lambda words: None,
) -> RegionFiles:
    """Build the region's files. Raises `RegionFileError`, in words, when the extract is unusable
    and `OSError` when the folder cannot be written."""
    if not pbf.is_file():
        raise RegionFileError(f"{pbf} does not exist. Name an .osm.pbf file.")
    out_dir.mkdir(parents=True, exist_ok=True)
    roads, tiles = out_dir / ROADS_FILE, out_dir / BASE_MAP_FILE
    progress(f"Reading roads from {pbf}")
    network = import_roads(pbf, drives_on_left)
    network.save(roads)
    progress(_summary(network))
    features = read_map_features(pbf)
    sea = read_sea(pbf.with_name(SEA_FILE), features)
    tile_count = build_base_map(features, tiles, progress, sea)
    addresses = make_demo_addresses(network, DEMO_ADDRESSES, DEMO_SEED)
    write_addresses(addresses, out_dir / ADDRESSES_FILE)
    progress(f"Demo addresses: {len(addresses)}")
    return RegionFiles(
        roads=roads,
        base_map=tiles,
        addresses=out_dir / ADDRESSES_FILE,
        segments=network.segment_count,
        tiles=tile_count,
        demo_addresses=len(addresses),
    )


def _summary(network: RoadNetwork) -> str:
    drivable = int((network.segment_directions & FORWARD > 0).sum())
    drivable += int((network.segment_directions & BACKWARD > 0).sum())
    connected = network.arc_is_connected.sum() / drivable
    return (
        f"Roads: {network.segment_count} segments, {len(network.turn_from)} turns, "
        f"{len(network.names) - 1} street names, {connected:.1%} of lanes connected"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m core.region.build", description=__doc__)
    parser.add_argument("pbf", type=Path, help="OpenStreetMap extract (.osm.pbf)")
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--left", action="store_true", help="traffic drives on the left")
    chosen = parser.parse_args(arguments)
    try:
        built = build_region(chosen.pbf, chosen.folder, drives_on_left=chosen.left, progress=_say)
    except (RegionFileError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path in (built.roads, built.base_map, built.addresses):
        _say(f"{path}  {path.stat().st_size / 1024:.0f} KiB")
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
