"""Demo addresses as a CSV file: written once for a region, read by the hub and the console.

Making them (`addresses.py`) needs heavier libraries than anybody who only reads them should load.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from core.region.road_network import RegionFileError
from core.region.whole_file import whole_file

HEADER = ("street", "number", "lat", "lon")


@dataclass(frozen=True, slots=True)
class StreetAddress:
    """An invented address on a real street."""

    street: str
    number: int
    lat: float
    lon: float

    @property
    def text(self) -> str:
        """As people of the region write it: street, then number."""
        return f"{self.street} {self.number}"


def write_addresses(addresses: Iterable[StreetAddress], path: Path) -> None:
    """Write a CSV file; readers see the old one or the whole new one."""
    with whole_file(path) as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(HEADER)
        rows.writerows((a.street, a.number, f"{a.lat:.6f}", f"{a.lon:.6f}") for a in addresses)
        text.detach()


def read_addresses(path: Path) -> list[StreetAddress]:
    """Read what `write_addresses` wrote. Raises `RegionFileError` when the file is not usable."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if tuple(next(rows, ())) != HEADER:
                raise ValueError("its first line is not " + ",".join(HEADER))
            return [
                StreetAddress(street, int(number), float(lat), float(lon))
                for street, number, lat, lon in rows
            ]
    except (OSError, ValueError) as error:
        raise RegionFileError(
            f"Demo addresses {path} cannot be read ({error}). Build them again: "
            f"python -m core.region.build EXTRACT.osm.pbf {path.parent}"
        ) from error
