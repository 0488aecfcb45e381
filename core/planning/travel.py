"""Travel times between places: a matrix that grows by a row and a column, and the stated fallback.

A `TravelMatrix` is a snapshot: growing returns a new one and leaves the old one as it was, so one
thread may read while another grows. `encode` and `merge` carry it from the hub to consoles.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from core.model import ClosureId, PlaceId
from core.planning.learned import Learned
from core.planning.straight_line import DETOUR_FACTOR, DETOUR_KMH
from core.region.great_circle import great_circle_m, great_circle_table_m

Floats = npt.NDArray[np.float32]

ROAD = "road"
"""Times were computed over the road network."""
SERVED = "served"
"""Times came from a routing server."""
BY_ROAD = frozenset({ROAD, SERVED})
GREAT_CIRCLE = "great_circle"
"""Times were estimated from the straight line, because no road or no network was there."""
GREAT_CIRCLE_WORDS = "straight-line estimate: distance × 1.35 at 30 km/h"
SPARE = 64
"""Places for which new buffers have room; they grow by half besides."""


class TravelTimes(Protocol):
    """What the planner asks: how long and how far from one place to another."""

    fingerprint: str
    """Names engine and map data; equal fingerprints mean equal answers."""

    def seconds(self, origin: PlaceId, destination: PlaceId) -> float:
        """Driving time; raises `KeyError` for a place it does not know."""

    def metres(self, origin: PlaceId, destination: PlaceId) -> float:
        """Driven distance; raises `KeyError` for a place it does not know."""


class TravelMismatch(Exception):
    """A travel message does not fit the matrix at hand; the text says why and what to fetch."""


@dataclass(frozen=True, slots=True)
class TravelPlace:
    """A row and column of the matrix: whose, where, and where its times come from."""

    id: PlaceId
    lat: float
    lon: float
    source: str = ROAD


class ClosedLegs(msgspec.Struct, frozen=True):
    """Legs that take another way while these streets are closed, as they cross the wire."""

    closures: tuple[ClosureId, ...]
    rows: bytes
    """int32, little endian: origins."""
    columns: bytes
    legs: bytes
    """float32, little endian, shape (2, legs): seconds and metres."""

    @property
    def count(self) -> int:
        """How many legs are other than usual."""
        return len(self.rows) // 4


class _Message(msgspec.Struct, frozen=True, tag="travel1"):
    """Rows and columns of the places from `after` on, as they cross the wire (msgpack)."""

    fingerprint: str
    after: int
    places: tuple[TravelPlace, ...]
    rows: bytes
    """float32, little endian, shape (2, new, all): seconds and metres from each new place."""
    columns: bytes
    """float32, little endian, shape (2, after, new): from each earlier place to each new one."""
    edition: str = ""
    closed: tuple[ClosedLegs, ...] = ()
    """All of them, whatever `after` is."""
    learned: Learned = Learned()


class TravelMatrix:
    """Seconds and metres between known places; a snapshot of buffers that only ever grow."""

    def __init__(self, fingerprint: str) -> None:
        """An empty matrix. `fingerprint` is the engine's."""
        self.fingerprint = fingerprint
        self.edition = ""
        """Changes with what lies over the usual times; empty for nothing."""
        self.closed: Mapping[frozenset[ClosureId], ClosedLegs] = {}
        """By the streets that are closed together."""
        self.learned = Learned()
        """What the depot's own driving has taught; the times here are of empty roads."""
        self._size = 0
        self._buffers = _Buffers(0)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, place_id: object) -> bool:
        return self._buffers.index.get(place_id, self._size) < self._size

    @property
    def places(self) -> Sequence[TravelPlace]:
        """All places, in the order of rows and columns."""
        return self._buffers.places[: self._size]

    @property
    def seconds_array(self) -> Floats:
        """Read-only, shape (size, size); row = origin."""
        return self._view(0)

    @property
    def metres_array(self) -> Floats:
        """Read-only, shape (size, size); row = origin."""
        return self._view(1)

    def arrays(self, closed: frozenset[ClosureId] = frozenset()) -> tuple[Floats, Floats]:
        """Seconds and metres while these streets are closed; as usual until that is computed."""
        legs = self.closed.get(closed)
        if legs is None:
            return self.seconds_array, self.metres_array
        rows, columns = (np.frombuffer(each, "<i4") for each in (legs.rows, legs.columns))
        other = np.frombuffer(legs.legs, "<f4").reshape(2, -1)
        seconds, metres = self.seconds_array.copy(), self.metres_array.copy()
        seconds[rows, columns], metres[rows, columns] = other
        return seconds, metres

    def with_closed(self, closed: Iterable[ClosedLegs]) -> "TravelMatrix":
        """The same times with these legs for closed streets, and no others."""
        found = tuple(closed)
        return self._laid_over(found, self.learned, _edition(found, self.learned))

    def with_learned(self, learned: Learned) -> "TravelMatrix":
        """The same times with what was learned by now."""
        closed = tuple(self.closed.values())
        return self._laid_over(closed, learned, _edition(closed, learned))

    def _laid_over(
        self, closed: tuple[ClosedLegs, ...], learned: Learned, edition: str
    ) -> "TravelMatrix":
        if edition == self.edition:
            return self
        other = copy(self)
        other.closed = {frozenset(legs.closures): legs for legs in closed}
        other.learned = learned
        other.edition = edition
        return other

    def index(self, place_id: PlaceId) -> int:
        """Row and column of a place; raises `KeyError` when it is not in this snapshot."""
        found = self._buffers.index[place_id]
        if found >= self._size:
            raise KeyError(place_id)
        return found

    def indices(self, place_ids: Iterable[PlaceId]) -> npt.NDArray[np.intp]:
        """Rows of many places."""
        return np.array([self.index(place_id) for place_id in place_ids], np.intp)

    def seconds(
        self,
        origin: PlaceId,
        destination: PlaceId,
        closed: frozenset[ClosureId] = frozenset(),
    ) -> float:
        """Driving time, as `arrays` has it; raises `KeyError` for an unknown place."""
        row, column = self.index(origin), self.index(destination)
        legs = self.closed.get(closed)
        if legs is not None:
            ends = (np.frombuffer(each, "<i4") for each in (legs.rows, legs.columns))
            is_it = np.logical_and(
                *(each == at for each, at in zip(ends, (row, column), strict=True))
            )
            if is_it.any():
                return float(np.frombuffer(legs.legs, "<f4")[is_it.argmax()])
        return float(self._buffers.values[0, row, column])

    def metres(self, origin: PlaceId, destination: PlaceId) -> float:
        """Driven distance; raises `KeyError` for an unknown place."""
        return float(self._buffers.values[1, self.index(origin), self.index(destination)])

    def place(self, place_id: PlaceId) -> TravelPlace:
        """The place as the times know it; raises `KeyError` when it is not in this snapshot."""
        return self._buffers.places[self.index(place_id)]

    def source(self, place_id: PlaceId) -> str:
        """`ROAD` or `GREAT_CIRCLE`: where the place's times come from."""
        return self.place(place_id).source

    @property
    def estimated(self) -> int:
        """How many places have straight-line times, where they are by now."""
        # Copied in one step: another thread adds places meanwhile.
        rows = (row for row in tuple(self._buffers.index.values()) if row < self._size)
        return sum(self._buffers.places[row].source == GREAT_CIRCLE for row in rows)

    def grow(self, place: TravelPlace, row: npt.ArrayLike, column: npt.ArrayLike) -> "TravelMatrix":
        """One more place. `row` and `column` have shape (2, size): seconds and metres to and from
        each place that is already there."""
        size = self._size
        rows = np.zeros((2, 1, size + 1), np.float32)
        rows[:, 0, :size] = row
        return self.extend([place], rows, np.asarray(column, np.float32).reshape(2, size, 1))

    def extend(
        self, places: Sequence[TravelPlace], rows: Floats, columns: Floats
    ) -> "TravelMatrix":
        """Many more places. Shapes: rows (2, new, size + new), columns (2, size, new).

        A place that is here already has moved: its earlier row stays and is found no more.
        """
        size, new = self._size, len(places)
        if rows.shape != (2, new, size + new) or columns.shape != (2, size, new):
            raise ValueError(
                f"Travel times for {new} places beside {size} have the shapes {rows.shape} and "
                f"{columns.shape}."
            )
        grown = TravelMatrix(self.fingerprint)
        grown._size = size + new
        grown._buffers = self._buffers.room_for(size, places)
        grown._buffers.append(places, rows, columns)
        grown.closed, grown.learned, grown.edition = self.closed, self.learned, self.edition
        return grown

    def encode(self, after: int = 0, until: int | None = None) -> bytes:
        """Everything about the places from `after` up to `until`, for `merge`; all by default."""
        end = self._size if until is None else until
        values = self._buffers.values
        return _encoder.encode(
            _Message(
                fingerprint=self.fingerprint,
                after=after,
                places=tuple(self._buffers.places[after:end]),
                rows=values[:, after:end, :end].astype("<f4").tobytes(),
                columns=values[:, :after, after:end].astype("<f4").tobytes(),
                edition=self.edition,
                closed=tuple(self.closed.values()),
                learned=self.learned,
            )
        )

    def merge(self, message: bytes) -> "TravelMatrix":
        """This matrix with what `encode` wrote at the other end; places known here are skipped.

        Raises `TravelMismatch` when the message is of another network or leaves a gap.
        """
        found, rows, columns = _decoded(message)
        if found.fingerprint != self.fingerprint:
            raise TravelMismatch(
                f"Travel times are of {found.fingerprint}, not of {self.fingerprint}: "
                "fetch the whole matrix."
            )
        known = self._size - found.after
        if known < 0:
            raise TravelMismatch(
                f"Travel times begin at place {found.after}, but only {self._size} are here: "
                f"fetch them from place {self._size}."
            )
        grown = self
        if known < len(found.places):
            here = np.concatenate([columns, rows[:, :known, found.after :]], axis=1)
            grown = self.extend(found.places[known:], rows[:, known:], here[:, :, known:])
        _must_fit(found.closed, len(grown))
        return grown._laid_over(found.closed, found.learned, found.edition)

    def _view(self, layer: int) -> Floats:
        view = self._buffers.values[layer, : self._size, : self._size]
        view.flags.writeable = False
        return view


def _edition(closed: tuple[ClosedLegs, ...], learned: Learned) -> str:
    if not closed and learned.is_empty:
        return ""
    return hashlib.sha256(_encoder.encode((closed, learned))).hexdigest()[:16]


def _must_fit(closed: Iterable[ClosedLegs], size: int) -> None:
    """Every leg lies in the matrix."""
    for legs in closed:
        try:
            ends = np.frombuffer(legs.rows + legs.columns, "<i4")
            fits = len(legs.rows) == len(legs.columns) and len(legs.legs) == 2 * len(legs.rows)
        except ValueError:
            fits = False
        if not fits or (len(ends) and not 0 <= ends.min() <= ends.max() < size):
            raise TravelMismatch(
                "Travel times for closed streets do not fit the matrix: fetch the whole matrix."
            )


def decode_matrix(message: bytes) -> TravelMatrix:
    """The matrix that `encode()` wrote whole. Raises `TravelMismatch` when it is not one."""
    found, _, _ = _decoded(message)
    return TravelMatrix(found.fingerprint).merge(message)


class _Buffers:
    """Arrays with spare room that several snapshots share; written only beyond their sizes."""

    def __init__(self, capacity: int) -> None:
        self.values = np.zeros((2, capacity, capacity), np.float32)
        self.places: list[TravelPlace] = []
        self.index: dict[object, int] = {}

    def room_for(self, size: int, more: Sequence[TravelPlace]) -> "_Buffers":
        """These buffers when they can take the places after `size`, else roomier copies.

        Places that have moved need copies: earlier snapshots still find their earlier rows.
        """
        wanted = size + len(more)
        is_free = len(self.places) == size and wanted <= self.values.shape[1]
        if is_free and not any(place.id in self.index for place in more):
            return self
        copy = _Buffers(wanted + SPARE + wanted // 2)
        copy.values[:, :size, :size] = self.values[:, :size, :size]
        copy.places = self.places[:size]
        copy.index = {place.id: row for row, place in enumerate(copy.places)}
        return copy

    def append(self, places: Sequence[TravelPlace], rows: Floats, columns: Floats) -> None:
        """Write the new rows and columns, then make the places known."""
        size, end = len(self.places), len(self.places) + len(places)
        self.values[:, size:end, :end] = rows
        self.values[:, :size, size:end] = columns
        self.places.extend(places)
        self.index.update((place.id, size + row) for row, place in enumerate(places))


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Message)


def _decoded(message: bytes) -> tuple[_Message, Floats, Floats]:
    try:
        found = _decoder.decode(message)
        new, after = len(found.places), found.after
        rows = np.frombuffer(found.rows, "<f4").reshape(2, new, after + new)
        columns = np.frombuffer(found.columns, "<f4").reshape(2, after, new)
    except (msgspec.DecodeError, ValueError) as error:
        raise TravelMismatch(
            f"Travel times cannot be read ({error}): fetch the whole matrix."
        ) from error
    return found, rows, columns


def great_circle_legs(
    lat: float, lon: float, lats: npt.ArrayLike, lons: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Estimated seconds and metres from one point to many, or back: `GREAT_CIRCLE_WORDS`."""
    metres = great_circle_m(lat, lon, lats, lons) * DETOUR_FACTOR
    return (metres / (DETOUR_KMH / 3.6)).astype(np.float32), metres.astype(np.float32)


def great_circle_tables(
    lats: npt.ArrayLike, lons: npt.ArrayLike
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The same from every point to every other: seconds and metres, (n, n)."""
    metres = great_circle_table_m(lats, lons)
    metres *= DETOUR_FACTOR
    return metres / np.float32(DETOUR_KMH / 3.6), metres


class GreatCircle:
    """Times between places of which only the coordinates are known. Implements `TravelTimes`."""

    fingerprint = GREAT_CIRCLE

    def __init__(self, places: Iterable[TravelPlace]) -> None:
        self._places = {place.id: place for place in places}

    def seconds(self, origin: PlaceId, destination: PlaceId) -> float:
        """Estimated driving time; raises `KeyError` for an unknown place."""
        return float(self._legs(origin, destination)[0][0])

    def metres(self, origin: PlaceId, destination: PlaceId) -> float:
        """Estimated driven distance; raises `KeyError` for an unknown place."""
        return float(self._legs(origin, destination)[1][0])

    def _legs(self, origin: PlaceId, destination: PlaceId) -> tuple[Floats, Floats]:
        start, end = self._places[origin], self._places[destination]
        return great_circle_legs(start.lat, start.lon, [end.lat], [end.lon])
