"""A region as everybody else sees it: a folder with roads, base map and addresses, and which build
of which extract they are. `store.py` makes and keeps them; one is shipped.
"""

from pathlib import Path

from msgspec import Struct

from core.catalogue import REGION, RESOURCES
from core.region.region_ref import RegionRef

ROADS_FILE = "roads.npz"
BASE_MAP_FILE = "base.pmtiles"
ADDRESSES_FILE = "addresses.npz"
DEMO_ADDRESSES_FILE = "addresses.csv"
MANIFEST_FILE = "region.json"
FORMAT = 1
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
SHIPPED_BUILD = "shipped-1"
SHIPPED_EXTRACTS = {"helsinki": RESOURCES / "helsinki" / "helsinki_centre.osm.pbf"}
"""Extracts that come with a release; their regions are built when they are first wanted."""


class Manifest(Struct, frozen=True):
    """What a region was built from, and what is in it."""

    name: str
    build: str
    """Names extract, side of the road and format: equal builds are equal regions."""
    extract: str
    extract_bytes: int
    extract_sha256: str
    data_at: str
    """As of when the map is; empty where the extract does not say."""
    drives_on_left: bool
    bounds: tuple[float, float, float, float]
    """South, west, north and east of its roads, in degrees."""
    road_km: float
    segments: int
    streets: int
    addresses: int
    tiles: int
    disk_bytes: int
    took_s: float
    peak_memory_bytes: int
    built_at: str
    format: int = FORMAT
    attribution: str = ATTRIBUTION


class Region(Struct, frozen=True):
    """A region that can be used. `is_demo`: its house numbers are invented."""

    name: str
    build: str
    folder: Path
    manifest: Manifest | None = None
    is_demo: bool = False

    @property
    def ref(self) -> RegionRef:
        """Its name and build."""
        return RegionRef(self.name, self.build)

    @property
    def roads(self) -> Path:
        """The road network."""
        return self.folder / ROADS_FILE

    @property
    def base_map(self) -> Path:
        """The vector tiles."""
        return self.folder / BASE_MAP_FILE

    @property
    def addresses(self) -> Path:
        """The address index; of a demo region the table of invented addresses."""
        return self.folder / (DEMO_ADDRESSES_FILE if self.is_demo else ADDRESSES_FILE)

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything of it that a console needs."""
        manifest = () if self.manifest is None else (self.folder / MANIFEST_FILE,)
        return (self.roads, self.base_map, self.addresses, *manifest)


def shipped_region() -> Region:
    """The demo city's, which comes with every release."""
    return Region("la-serena", SHIPPED_BUILD, REGION, is_demo=True)
