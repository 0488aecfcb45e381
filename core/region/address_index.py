"""The address index of a region: its streets, doors and where they are, as one file of arrays.

`address_import.py` makes it when a region is built, `address_search.py` asks it. The file holds
no person's data: it is what the map says.
"""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.region.road_network import RegionFileError
from core.region.whole_file import whole_file

FORMAT = 1
CELL = 0.002
"""Side of the squares in which doors and streets are looked for, in degrees: some 200 m."""
ACROSS = 400_000
"""Numbers of squares go up by this much with each row."""
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class DoorAt:
    """A house number that the map knows."""

    street: int
    number: str
    lat: float
    lon: float
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Street:
    """A street: its name, other names of it, the town, and points along it."""

    name: str
    aliases: tuple[str, ...]
    town: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False, slots=True)
class AddressIndex:
    """Streets, doors in the order of their streets, and points along streets. Never written."""

    street_name: npt.NDArray[np.str_]
    street_aliases: npt.NDArray[np.str_]
    """Other names, a line each."""
    street_town: npt.NDArray[np.str_]
    street_lat: Ints
    """A point in the middle of it, in 1e-7 degrees."""
    street_lon: Ints
    door_start: Ints
    """Street s has the doors `door_start[s]` up to, not including, `door_start[s + 1]`."""
    door_number: npt.NDArray[np.bytes_]
    door_postcode: Ints
    """Index into `postcodes`; 0 is none."""
    postcodes: npt.NDArray[np.str_]
    door_lat: Ints
    door_lon: Ints
    point_lat: Ints
    point_lon: Ints
    point_street: Ints
    is_number_first: npt.NDArray[np.bool_]
    """One value: whether people of the region write the number before the street."""

    @property
    def street_count(self) -> int:
        """How many streets there are."""
        return len(self.street_name)

    @property
    def door_count(self) -> int:
        """How many house numbers there are."""
        return len(self.door_number)

    def doors(self, make: Callable[[str, float, float], _Made]) -> Iterator[_Made]:
        """What is made of each door's address as people write it, and where it is."""
        streets = np.repeat(np.arange(self.street_count), np.diff(self.door_start))
        for door, street in enumerate(streets.tolist()):
            number = bytes(self.door_number[door]).decode()
            words = (str(self.street_name[street]), number)
            text = " ".join(reversed(words) if self.is_number_first[0] else words)
            lat, lon = self.door_lat[door] / 1e7, self.door_lon[door] / 1e7
            yield make(text, float(round(lat, 7)), float(round(lon, 7)))

    def save(self, path: Path) -> None:
        """Write the file; readers see the old one or the whole new one."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        with whole_file(path) as file:
            np.savez_compressed(file, format=np.int32(FORMAT), **arrays)

    @classmethod
    def load(cls, path: Path) -> "AddressIndex":
        """Read what `save` wrote. Raises `RegionFileError` when the file is not usable."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if int(stored["format"]) != FORMAT:
                    raise RegionFileError(_again(path, "comes from another release"))
                return cls(**{field.name: stored[field.name] for field in fields(cls)})
        except FileNotFoundError as error:
            raise RegionFileError(_again(path, "does not exist")) from error
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise RegionFileError(_again(path, f"cannot be read ({error})")) from error


def make_index(
    streets: Sequence[Street], doors: Sequence[DoorAt], *, is_number_first: bool
) -> AddressIndex:
    """The index of these streets and doors; doors name their street by its place in the list."""
    from core.region.address_words import number_in_file

    def order(door: DoorAt) -> tuple[int, int, str]:
        number = number_in_file(door.number)
        return door.street, number.first if number else 0, door.number

    ordered = sorted(doors, key=order)
    counts = np.bincount([door.street for door in ordered], minlength=len(streets))
    postcodes: dict[str, int] = {"": 0}
    middles = [street.points[len(street.points) // 2] for street in streets]
    points = [(lat, lon, at) for at, street in enumerate(streets) for lat, lon in street.points]
    return AddressIndex(
        street_name=_texts(street.name for street in streets),
        street_aliases=_texts("\n".join(street.aliases) for street in streets),
        street_town=_texts(street.town for street in streets),
        street_lat=_stored([lat for lat, _ in middles]),
        street_lon=_stored([lon for _, lon in middles]),
        door_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        door_number=np.array([door.number.encode() for door in ordered], np.bytes_),
        door_postcode=np.array(
            [postcodes.setdefault(door.postcode, len(postcodes)) for door in ordered], np.int32
        ),
        postcodes=_texts(postcodes),
        door_lat=_stored([door.lat for door in ordered]),
        door_lon=_stored([door.lon for door in ordered]),
        point_lat=_stored([lat for lat, _, _ in points]),
        point_lon=_stored([lon for _, lon, _ in points]),
        point_street=np.array([at for _, _, at in points], np.int32),
        is_number_first=np.array([is_number_first]),
    )


def cells(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Longs:
    """The square in which each point lies."""
    rows = np.floor(np.asarray(lat, np.float64) / CELL).astype(np.int64)
    columns = np.floor(np.asarray(lon, np.float64) / CELL).astype(np.int64)
    return rows * ACROSS + columns


def _texts(texts: "object") -> npt.NDArray[np.str_]:
    return np.array(list(texts), np.str_)  # type: ignore[call-overload]


def _stored(degrees: Sequence[float]) -> Ints:
    return np.rint(np.asarray(degrees, np.float64) * 1e7).astype(np.int32)


def _again(path: Path, what: str) -> str:
    return (
        f"Address index {path} {what}. Build the region again: "
        f"python main.py region update NAME EXTRACT.osm.pbf"
    )
