"""The stages of a build: roads, base map, addresses; each leaves one file, and one that is there is
not made again. Tells how far it is and how long the rest will take.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.region.address_import import import_addresses
from core.region.address_index import AddressIndex
from core.region.basemap import MAX_ZOOM, MIN_ZOOM, build_base_map
from core.region.extract_survey import Survey
from core.region.map_features import read_map_features
from core.region.region import ADDRESSES_FILE, BASE_MAP_FILE, ROADS_FILE
from core.region.road_import import import_roads
from core.region.road_network import RegionFileError, RoadNetwork, in_degrees

if TYPE_CHECKING:
    from core.region.store import Tell

SHARES = {ROADS_FILE: 0.4, BASE_MAP_FILE: 0.5, ADDRESSES_FILE: 0.1}
"""Which part of the time each stage takes, as measured on the extracts that are shipped."""
READING = 0.5
"""Which part of a stage reads the extract."""
ZOOMS = (0.03, 0.03, 0.04, 0.06, 0.09, 0.15, 0.25, 0.35)
"""Which part of drawing each zoom takes."""
ALL_OF_IT = 1.0


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a build."""

    bounds: tuple[float, float, float, float]
    road_km: float
    segments: int
    streets: int
    addresses: int
    tiles: int


class Stages:
    """One build into a folder of its own; `run` does what is missing."""

    def __init__(
        self, pbf: Path, folder: Path, found: Survey, *, drives_on_left: bool, tell: "Tell"
    ) -> None:
        self._pbf = pbf
        self._folder = folder
        self._found = found
        self._on_left = drives_on_left
        self._clock = _Clock(found, folder, tell)

    def run(self) -> Made:
        """Raises `RegionFileError` or `OSError`; may be ended at any moment and begun again."""
        network = self._roads()
        self._base_map()
        addresses = self._addresses()
        lat, lon = in_degrees(network.shape_lat), in_degrees(network.shape_lon)
        ends = network.shape_metres()[network.shape_start[1:] - 1]
        return Made(
            bounds=(float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())),
            road_km=round(float(np.sum(ends)) / 1000, 1),
            segments=network.segment_count,
            streets=addresses.street_count,
            addresses=addresses.door_count,
            tiles=_tiles(self._folder / BASE_MAP_FILE),
        )

    def _roads(self) -> RoadNetwork:
        file = self._folder / ROADS_FILE
        if not file.exists():
            self._clock.begin(ROADS_FILE, "Reading roads")
            network = import_roads(self._pbf, self._on_left, self._told(self._found.roads))
            if not network.arc_is_connected.any():
                raise RegionFileError(f"{self._pbf} has roads, but none that lead anywhere.")
            network.save(file)
            self._clock.end(ROADS_FILE)
        return RoadNetwork.load(file)

    def _base_map(self) -> None:
        file = self._folder / BASE_MAP_FILE
        if file.exists():
            return
        self._clock.begin(BASE_MAP_FILE, "Reading what the map shows")
        features = read_map_features(self._pbf, self._told(self._found.ways))

        def drawn(words: str) -> None:
            zoom = int(words.split()[3]) - MIN_ZOOM
            self._clock.at(READING + (1 - READING) * sum(ZOOMS[: zoom + 1]), words)

        self._clock.at(READING, f"Base map: zoom {MIN_ZOOM} of {MAX_ZOOM}")
        build_base_map(features, file, drawn)
        self._clock.end(BASE_MAP_FILE)

    def _addresses(self) -> AddressIndex:
        file = self._folder / ADDRESSES_FILE
        if not file.exists():
            self._clock.begin(ADDRESSES_FILE, "Reading addresses")
            import_addresses(self._pbf, self._told(self._found.ways)).save(file)
            self._clock.end(ADDRESSES_FILE)
        return AddressIndex.load(file)

    def _told(self, expected: int) -> Callable[[int], None]:
        return lambda done: self._clock.at(READING * min(1.0, done / max(expected, 1)))


class _Clock:
    """Remaining time: what was expected of the rest, at the pace of what is done."""

    def __init__(self, found: Survey, folder: Path, tell: "Tell") -> None:
        from core.region.extract_survey import needs_of

        self._expected_s = needs_of(found, folder).seconds
        self._tell = tell
        self._left = {stage: share for stage, share in SHARES.items() if not _there(folder, stage)}
        self._todo = sum(self._left.values()) or ALL_OF_IT
        self._began = time.monotonic()
        self._stage = ""
        self._words = ""

    def begin(self, stage: str, words: str) -> None:
        self._stage = stage
        self.at(0.0, words)

    def end(self, stage: str) -> None:
        self._left.pop(stage, None)

    def at(self, part: float, words: str = "") -> None:
        """`part` of the stage is done."""
        from core.region.store import Progress

        self._words = words or self._words
        left = sum(self._left.values()) - part * self._left.get(self._stage, 0.0)
        done = 1 - left / self._todo
        spent = time.monotonic() - self._began
        expected = self._expected_s * self._todo
        # The more is done, the more the own pace counts.
        pace = spent / done if done > 0 else expected
        total = done * pace + (1 - done) * max(expected, spent)
        self._tell(Progress(self._words, round(done, 4), round(max(0.0, total - spent), 1)))


def _there(folder: Path, stage: str) -> bool:
    return (folder / stage).exists()


def _tiles(base_map: Path) -> int:
    """How many tiles a PMTiles file of version 3 addresses."""
    with base_map.open("rb") as file:
        head = file.read(127)
    return int.from_bytes(head[72:80], "little")
