"""The drivable streets of a region as numpy arrays, and their one-file cache.

Every way is cut into segments at junctions. An *arc* is a segment driven in one direction:
`arc = 2 * segment` along its shape, `2 * segment + 1` against it. A *turn* leads from an arc to
an arc that begins where the first ends; turns carry costs and are missing where restricted, so
routing runs on arcs as nodes and turns as edges.
"""

import zipfile
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.region.great_circle import great_circle_m
from core.region.region_ref import RegionFileError as RegionFileError
from core.region.whole_file import whole_file

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

FORMAT = 1
LATER = ("segment_is_local", "copied_segments")
"""Not in files of earlier releases, which serve until their region is updated."""
DEGREE = 1e-7
"""Coordinates are stored in units of this many degrees."""


@dataclass(frozen=True, eq=False, slots=True)
class RoadNetwork:
    """Segments, their shapes and names, and the turns between arcs. Arrays are never written."""

    shape_lat: Ints
    """Vertices of all segments one after the other, both ends included, in 1e-7 degrees."""
    shape_lon: Ints
    shape_start: Ints
    """Segment s has the vertices `shape_start[s]` up to, not including, `shape_start[s + 1]`."""
    segment_from: Ints
    """Junction at the first vertex."""
    segment_to: Ints
    segment_class: npt.NDArray[np.uint8]
    """Index into `road_classes.CLASSES`."""
    segment_kmh: npt.NDArray[np.uint8]
    segment_directions: npt.NDArray[np.uint8]
    """`road_classes.FORWARD | BACKWARD`."""
    segment_name: Ints
    """Index into `names`; 0 is the empty name."""
    names: npt.NDArray[np.str_]
    turn_from: Ints
    turn_to: Ints
    turn_ds: npt.NDArray[np.uint16]
    """What the turn costs, in tenths of a second."""
    arc_is_connected: npt.NDArray[np.bool_]
    """Whether the arc belongs to the largest part in which each arc reaches each other arc."""
    arc_order: npt.NDArray[np.uint32]
    """Elimination order of the arcs for a contraction hierarchy; empty when none was computed."""
    segment_is_local: npt.NDArray[np.bool_]
    """Whether only those may drive there who have something to do there."""
    copied_segments: Ints
    """The last segments are copies of these, one each, for vans that come by a turn restriction
    over ways; what lies at the street is found at the first."""

    @property
    def segment_count(self) -> int:
        """Number of segments; there are twice as many arcs."""
        return len(self.segment_from)

    def shape_metres(self) -> Floats:
        """Metres from the first vertex of each segment to each of its vertices."""
        lat, lon = in_degrees(self.shape_lat), in_degrees(self.shape_lon)
        steps = np.zeros(len(lat))
        steps[1:] = great_circle_m(lat[:-1], lon[:-1], lat[1:], lon[1:])
        steps[self.shape_start[:-1]] = 0.0
        total = np.cumsum(steps)
        counts = np.diff(self.shape_start)
        return total - np.repeat(total[self.shape_start[:-1]], counts)

    def save(self, path: Path) -> None:
        """Write one compressed file; readers see the old one or the whole new one."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        with whole_file(path) as file:
            np.savez_compressed(file, format=np.int32(FORMAT), **arrays)

    @classmethod
    def load(cls, path: Path) -> "RoadNetwork":
        """Read what `save` wrote. Raises `RegionFileError` when the file is not usable."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if int(stored["format"]) != FORMAT:
                    raise RegionFileError(_rebuild(path, "comes from another release"))
                known = {name: stored[name] for name in stored.files if name != "format"}
                local, copied = LATER
                known.setdefault(local, np.zeros(len(known["segment_from"]), np.bool_))
                known.setdefault(copied, np.zeros(0, np.int32))
                return cls(**{field.name: known[field.name] for field in fields(cls)})
        except FileNotFoundError as error:
            raise RegionFileError(_rebuild(path, "does not exist")) from error
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise RegionFileError(_rebuild(path, f"cannot be read ({error})")) from error


def _rebuild(path: Path, what: str) -> str:
    return (
        f"Road network {path} {what}. "
        f"Build it again: python -m core.region.build EXTRACT.osm.pbf {path.parent}"
    )


def in_degrees(stored: Ints) -> Floats:
    """Stored coordinates as degrees."""
    return stored.astype(np.float64) * DEGREE
