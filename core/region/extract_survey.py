"""Looks at an extract before a region is built of it: whether it can be read whole, how much is in
it, and what building it will need. Every fault is a sentence.

Times and memory are straight lines through what was measured (`tests/bench/region.py`); they are
said as about, and corrected by the pace of the machine while a region is built.
"""

import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import osmium
from msgspec import Struct

from core.region.region_ref import RegionFileError
from core.region.sizes import MIB, size_words, time_words

MEMORY_FLOOR = 100 * MIB
ROAD_BYTES, WAY_BYTES = 4_000, 1_200
"""Peak memory by what is in an extract: Python's objects for its ways, nodes and shapes."""
CORNER_BYTES, CORNER_MS = 2_900, 0.35
"""The same by the nodes of roads: few long roads with a junction at each node need more than many
short ones. Measured on a made-up city of 560,000 of them; the larger of both is told."""
DISK_PER_BYTE = 5.0
DISK_FLOOR = 4 * MIB
ROAD_MS, WAY_MS, FLOOR_S = 0.6, 0.12, 2.0
BLOCK = MIB
UNKNOWN = datetime(1971, 1, 1, tzinfo=UTC)
"""Ways whose time an extract has left out are of 1970."""


class Survey(Struct, frozen=True):
    """What is in an extract."""

    bytes: int
    sha256: str
    roads: int
    ways: int
    data_at: str
    """As of when the map is; empty where the extract does not say."""
    corners: int = 0
    """Nodes of all roads, those of several counted as often."""


class Needs(Struct, frozen=True):
    """What a build needs and what there is; 0 where that is not known."""

    seconds: float
    disk_bytes: int
    memory_bytes: int
    free_disk: int = 0
    free_memory: int = 0

    @property
    def words(self) -> str:
        """For a person, before it begins."""
        return (
            f"It takes about {time_words(self.seconds)}, {size_words(self.disk_bytes)} of disk and "
            f"{size_words(self.memory_bytes)} of memory."
        )

    def refuse_if_short(self, folder: Path) -> None:
        """Raise `RegionFileError` when disk or memory will not do."""
        if self.free_disk and self.free_disk < self.disk_bytes:
            raise RegionFileError(
                f"The region needs {size_words(self.disk_bytes)} of disk, and the disk of {folder} "
                f"has {size_words(self.free_disk)} left. Make room, or name another folder with "
                "BACKHAUL_DATA."
            )
        if self.free_memory and self.free_memory < self.memory_bytes:
            raise RegionFileError(
                f"Building the region needs {size_words(self.memory_bytes)} of memory, and "
                f"{size_words(self.free_memory)} are free. Close other programs, or cut a smaller "
                "extract: osmium extract --bbox WEST,SOUTH,EAST,NORTH."
            )


def survey(pbf: Path) -> Survey:
    """Read an extract through once. Raises `RegionFileError` for what cannot become a region."""
    try:
        size = pbf.stat().st_size
        digest, head = hashlib.sha256(), b""
        with pbf.open("rb") as file:
            while block := file.read(BLOCK):
                head = head or block[:64]
                digest.update(block)
    except FileNotFoundError:
        raise RegionFileError(f"{pbf} does not exist. Name an .osm.pbf file.") from None
    except OSError as error:
        raise RegionFileError(f"{pbf} cannot be read: {error.strerror}.") from error
    if not size:
        raise RegionFileError(f"{pbf} is empty. Download it again.")
    if b"OSMHeader" not in head:
        raise RegionFileError(
            f"{pbf} is not an OpenStreetMap extract in PBF format. Choose an .osm.pbf file, as "
            "download.geofabrik.de and extract.bbbike.org offer them."
        )
    roads, ways, corners, said = _counted(pbf)
    if not ways:
        raise RegionFileError(f"{pbf} holds no ways. Choose an extract with streets.")
    if not roads:
        raise RegionFileError(
            f"{pbf} has no road that cars may use. Choose an extract with highway=* ways."
        )
    return Survey(size, digest.hexdigest(), roads, ways, said, corners)


def needs_of(found: Survey, folder: Path) -> Needs:
    """What building it will need, beside what there is where the folder is."""
    place = folder
    while not place.exists():
        place = place.parent
    return Needs(
        seconds=FLOOR_S
        + max(found.roads * ROAD_MS + found.ways * WAY_MS, found.corners * CORNER_MS) / 1000,
        disk_bytes=int(DISK_FLOOR + found.bytes * DISK_PER_BYTE),
        memory_bytes=MEMORY_FLOOR
        + max(found.roads * ROAD_BYTES + found.ways * WAY_BYTES, found.corners * CORNER_BYTES),
        free_disk=shutil.disk_usage(place).free,
        free_memory=_free_memory(),
    )


def _counted(pbf: Path) -> tuple[int, int, int, str]:
    """Roads, ways, nodes of roads, and the time that the header says, else that of the newest way,
    if any."""
    roads, ways, corners, newest = 0, 0, 0, UNKNOWN
    try:
        source = osmium.io.File(str(pbf), "pbf")
        header = osmium.io.Reader(source).header()
        said = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        for way in osmium.FileProcessor(source, osmium.osm.WAY):
            assert isinstance(way, osmium.osm.Way)
            ways += 1
            if "highway" in way.tags:
                roads += 1
                corners += len(way.nodes)
            newest = max(newest, way.timestamp)
    except (RuntimeError, OSError) as error:
        raise RegionFileError(
            f"{pbf} cannot be read as an OpenStreetMap extract ({error}). It may be cut off: "
            "download it again."
        ) from error
    if not said and newest > UNKNOWN:
        said = newest.strftime("%Y-%m-%dT%H:%M:%SZ")
    return roads, ways, corners, said or ""


def _free_memory() -> int:
    """What programs may still take, without swapping; 0 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(x.split()[1]) * 1024 for x in lines if x.startswith("MemAvailable"))
    except (OSError, StopIteration, ValueError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0
