"""Demo addresses as a CSV file: written once for a region, read by the hub and the console.

Making them (`addresses.py`) needs heavier libraries than anybody who only reads them should load.
"""

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from core.region.road_network import RegionFileError

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
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=path.name, delete=False, encoding="utf-8", newline=""
    ) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        rows.writerows((a.street, a.number, f"{a.lat:.6f}", f"{a.lon:.6f}") for a in addresses)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


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
