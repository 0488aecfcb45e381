"""Travel times and ways from somebody's OSRM or Valhalla server, the embedded roads beside it.

Formats: OSRM `table`, `route` and `nearest` v1, Valhalla `sources_to_targets`, `route`, `status`.
Called in a worker's thread. A server that is away, slow, wrong or of another profile raises
`RouteServerError`; whoever asks then goes by the embedded roads and says so.
"""

import math
import time
import urllib.request
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.json_faults import NOT_JSON
from core.planning.road import Path, RoadEngine
from core.planning.street_index import Snap
from core.planning.travel import SERVED
from core.region.great_circle import great_circle_m
from core.server_answer import hear

Matrix = npt.NDArray[np.float32]
BLOCK = 50
"""Places on each side of one call: both servers' usual limit is 2,500 or more pairs."""
TIMEOUT_S, TRIES, PAUSE_S = 10.0, 3, 0.3
LONGEST_ANSWER = 8_000_000
LIKELY = (0.4, 2.5)
"""How much slower or faster than the embedded roads a car may be; a bicycle is beyond."""
FEWEST_LEGS = 20
"""Before anything is said of the profile."""
HEALTH_S = 3.0
"""How long a server may take that only has to say that it is there."""
OFF_M = 400.0
"""How far a way may begin or end from where it was asked for; on another map it is farther."""
TOO_MANY = 150
"""Valhalla's error code for more places than it takes in one call."""
_Answer = TypeVar("_Answer")
_RETRIED = frozenset({429, 500, 502, 503, 504})
_TOO_LONG = frozenset({413, 414})
NO_PATH = "No path could be found"
"""How Valhalla says that there is no way."""


class RouteServerError(Exception):
    """The server gave no times that can be used; the sentence says why."""


class _TooMuch(RouteServerError):
    """The server takes fewer places in one call."""


class RouteServer(Struct, frozen=True):
    """Where it is and how it is asked."""

    kind: str
    base: str
    profile: str

    @property
    def name(self) -> str:
        """As people read it."""
        label = "OSRM" if self.kind == "osrm" else "Valhalla"
        return f"{label} at {urlsplit(self.base).netloc}"


def parse_server(text: str) -> RouteServer:
    """`osrm+http://HOST:PORT[/PROFILE]` or `valhalla+…`; raises `ValueError` in words."""
    kind, _, url = text.partition("+")
    parts = urlsplit(url)
    if (
        kind not in ("osrm", "valhalla")
        or parts.scheme not in ("http", "https")
        or not parts.netloc
    ):
        raise ValueError(
            f"{text!r} is no routing server. Write osrm+http://HOST:PORT or "
            "valhalla+http://HOST:PORT, with /PROFILE behind it if it is not the usual one."
        )
    usual = "driving" if kind == "osrm" else "auto"
    return RouteServer(kind, f"{parts.scheme}://{parts.netloc}", parts.path.strip("/") or usual)


class _Table(Struct):
    """OSRM's answer; null is a leg that no road serves."""

    code: str
    durations: list[list[float | None]] = []
    distances: list[list[float | None]] = []
    message: str = ""


class _Cell(Struct):
    time: float | None = None
    distance: float | None = None


class _Matrix(Struct):
    """Valhalla's answer, in seconds and `units`."""

    sources_to_targets: list[list[_Cell]] = []
    units: str = "kilometers"
    error: str = ""


class _Line(Struct):
    coordinates: list[tuple[float, float]]


class _Seconds(Struct, frozen=True):
    duration: tuple[float, ...] = ()


class _OsrmLeg(Struct):
    annotation: _Seconds = _Seconds()


class _OsrmRoute(Struct):
    duration: float
    distance: float
    geometry: _Line
    legs: list[_OsrmLeg] = []


class _OsrmWay(Struct):
    """OSRM's answer for a way; coordinates are longitude and latitude."""

    code: str
    routes: list[_OsrmRoute] = []
    message: str = ""


class _Summary(Struct):
    time: float
    length: float


class _ValhallaLeg(Struct):
    shape: str
    """An encoded polyline of six decimals."""
    summary: _Summary


class _Trip(Struct):
    legs: list[_ValhallaLeg]
    units: str = "kilometers"


class _ValhallaWay(Struct):
    trip: _Trip | None = None
    error: str = ""


class _Well(Struct):
    """Of OSRM `code`, of Valhalla `version`: either says that it is one."""

    code: str = ""
    version: str = ""


class ServedRoads:
    """A server in front of the embedded roads, which know where streets are and what it may not.

    `source` and `fingerprint` are those of its times.
    """

    source = SERVED

    def __init__(
        self,
        server: RouteServer,
        own: RoadEngine,
        *,
        timeout_s: float = TIMEOUT_S,
        tries: int = TRIES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._tries = tries
        self.server, self.own = server, own
        self.fingerprint = f"{server.kind}:{urlsplit(server.base).netloc}/{server.profile}"
        self._timeout_s, self._sleep = timeout_s, sleep
        self._most = BLOCK
        """Places on each side of a call; fewer once the server has said that it takes fewer."""

    def snap(self, lat: float, lon: float) -> Snap | None:
        """Where the embedded roads have a street."""
        return self.own.snap(lat, lon)

    def matrix(self, sources: Sequence[Snap], targets: Sequence[Snap]) -> tuple[Matrix, Matrix]:
        """Seconds and metres, asked in blocks; legs that the server lacks are the own roads'."""
        own_s, own_m = self.own.matrix(sources, targets)
        seconds, metres = np.full_like(own_s, np.nan), np.full_like(own_m, np.nan)
        self._fill(seconds, metres, sources, targets)
        self._must_be_a_car(seconds, own_s)
        lacking = ~(np.isfinite(seconds) & np.isfinite(metres))
        seconds[lacking], metres[lacking] = own_s[lacking], own_m[lacking]
        return seconds, metres

    def path(self, start: Snap, end: Snap) -> Path:
        """The server's way, as it would be drawn; the own roads' where it knows of none."""
        found = self._osrm_way(start, end) if self.server.kind == "osrm" else None
        found = self._valhalla_way(start, end) if self.server.kind == "valhalla" else found
        if found is None:
            return self.own.path(start, end)
        ends = ((start, found.lats[0], found.lons[0]), (end, found.lats[-1], found.lons[-1]))
        for snap, lat, lon in ends:
            if float(great_circle_m(snap.lat, snap.lon, lat, lon)) > OFF_M:
                raise self._refused("its way is somewhere else: is its map of this region?")
        return found

    def health(self, at: Snap) -> None:
        """Ask once whether it is there; raises `RouteServerError` when not."""
        url = f"{self.server.base}/status"
        if self.server.kind == "osrm":
            point = f"{at.lon:.6f},{at.lat:.6f}"
            url = f"{self.server.base}/nearest/v1/{self.server.profile}/{point}?number=1"
        within_s = min(HEALTH_S, self._timeout_s)
        said = self._ask(urllib.request.Request(url), _Well, tries=1, within_s=within_s)
        if not (said.version or said.code == "Ok"):
            raise self._refused(said.code or "it says nothing of itself")

    def _fill(
        self, seconds: Matrix, metres: Matrix, sources: Sequence[Snap], targets: Sequence[Snap]
    ) -> None:
        """In blocks; one that is too much for the server in four, and from then on no larger."""
        side = self._most
        for row in range(0, len(sources), side):
            for column in range(0, len(targets), side):
                part = slice(row, row + side), slice(column, column + side)
                some, others = sources[part[0]], targets[part[1]]
                largest = max(len(some), len(others))
                if largest <= self._most:
                    try:
                        seconds[part], metres[part] = self._block(some, others)
                        continue
                    except _TooMuch:
                        if largest == 1:
                            raise
                        self._most = min(self._most, (largest + 1) // 2)
                self._fill(seconds[part], metres[part], some, others)

    def _osrm_way(self, start: Snap, end: Snap) -> Path | None:
        points = f"{start.lon:.6f},{start.lat:.6f};{end.lon:.6f},{end.lat:.6f}"
        url = (
            f"{self.server.base}/route/v1/{self.server.profile}/{points}"
            "?overview=full&geometries=geojson&annotations=duration&steps=false"
        )
        answer = self._ask(urllib.request.Request(url), _OsrmWay, none_at=("NoRoute",))
        if answer.code == "NoRoute":
            return None
        if answer.code != "Ok" or not answer.routes:
            raise self._refused(answer.message or answer.code)
        best = answer.routes[0]
        steps = [each for leg in best.legs for each in leg.annotation.duration]
        return self._way(best.geometry.coordinates, best.duration, best.distance, steps)

    def _valhalla_way(self, start: Snap, end: Snap) -> Path | None:
        body = {
            "locations": [{"lat": snap.lat, "lon": snap.lon} for snap in (start, end)],
            "costing": self.server.profile,
            "units": "kilometers",
            "directions_type": "none",
        }
        request = urllib.request.Request(
            f"{self.server.base}/route",
            msgspec.json.encode(body),
            {"Content-Type": "application/json"},
        )
        answer = self._ask(request, _ValhallaWay, none_at=(NO_PATH,))
        if answer.trip is None or not answer.trip.legs:
            if answer.error and not answer.error.startswith(NO_PATH):
                raise self._refused(answer.error)
            return None
        unit = 1609.344 if answer.trip.units.startswith("mile") else 1000.0
        leg = answer.trip.legs[0]
        points = [(lon, lat) for lat, lon in _decoded(leg.shape)]
        return self._way(points, leg.summary.time, leg.summary.length * unit, ())

    def _way(
        self,
        points: Sequence[tuple[float, float]],
        total_s: float,
        metres: float,
        steps: Sequence[float],
    ) -> Path:
        """Of longitudes and latitudes; time passes with the length where the server does not say
        how."""
        if len(points) < 2:
            points = [*points, *points]
        lons, lats = np.array(points, np.float64).reshape(-1, 2).T
        on_earth = len(lats) > 0 and np.abs(lats).max() <= 90 and np.abs(lons).max() <= 180
        if not on_earth or min(total_s, metres, *steps, 0.0) < 0:
            raise self._refused("its way is none on Earth")
        share = np.array(steps, np.float64)
        if len(share) != len(lats) - 1 or share.sum() <= 0:
            share = np.asarray(great_circle_m(lats[:-1], lons[:-1], lats[1:], lons[1:]))
        passed = np.concatenate([[0.0], np.cumsum(share)])
        seconds = passed * (total_s / passed[-1]) if passed[-1] > 0 else passed
        seconds[-1] = total_s
        return Path(lats.copy(), lons.copy(), seconds, float(metres), SERVED)

    def _must_be_a_car(self, seconds: Matrix, own: Matrix) -> None:
        """Another profile gives times that are sound and useless."""
        both = np.isfinite(seconds) & (seconds > 0) & (own > 30)
        if both.sum() < FEWEST_LEGS:
            return
        factor = float(np.median(seconds[both] / own[both]))
        if not LIKELY[0] <= factor <= LIKELY[1]:
            raise RouteServerError(
                f"{self.server.name} takes {factor:.1f} times as long as a van would on these "
                f"roads: is {self.server.profile} the right profile, and the region the same?"
            )

    def _block(self, sources: Sequence[Snap], targets: Sequence[Snap]) -> tuple[Matrix, Matrix]:
        shape = (len(sources), len(targets))
        if self.server.kind == "osrm":
            times, ways = self._osrm(sources, targets)
        else:
            times, ways = self._valhalla(sources, targets)
        return self._array(times, shape), self._array(ways, shape)

    def _osrm(
        self, sources: Sequence[Snap], targets: Sequence[Snap]
    ) -> tuple[list[list[float | None]], list[list[float | None]]]:
        points = ";".join(f"{snap.lon:.6f},{snap.lat:.6f}" for snap in (*sources, *targets))
        first = ";".join(map(str, range(len(sources))))
        rest = ";".join(str(len(sources) + at) for at in range(len(targets)))
        url = (
            f"{self.server.base}/table/v1/{self.server.profile}/{points}"
            f"?sources={first}&destinations={rest}&annotations=duration,distance"
        )
        answer = self._ask(urllib.request.Request(url), _Table)
        if answer.code != "Ok":
            raise self._refused(answer.message or answer.code)
        return answer.durations, answer.distances

    def _valhalla(
        self, sources: Sequence[Snap], targets: Sequence[Snap]
    ) -> tuple[list[list[float | None]], list[list[float | None]]]:
        body = {
            "sources": [{"lat": snap.lat, "lon": snap.lon} for snap in sources],
            "targets": [{"lat": snap.lat, "lon": snap.lon} for snap in targets],
            "costing": self.server.profile,
            "units": "kilometers",
            "verbose": True,
        }
        request = urllib.request.Request(
            f"{self.server.base}/sources_to_targets",
            msgspec.json.encode(body),
            {"Content-Type": "application/json"},
        )
        answer = self._ask(request, _Matrix)
        if answer.error:
            raise self._refused(answer.error)
        unit = 1609.344 if answer.units.startswith("mile") else 1000.0
        rows = answer.sources_to_targets
        return (
            [[cell.time for cell in row] for row in rows],
            [[None if c.distance is None else c.distance * unit for c in row] for row in rows],
        )

    def _array(self, rows: list[list[float | None]], shape: tuple[int, int]) -> Matrix:
        if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
            raise self._refused("its table has another size than what was asked for")
        made = np.array(
            [[math.nan if cell is None else cell for cell in row] for row in rows], np.float32
        ).reshape(shape)
        if (made < 0).any():
            raise self._refused("its table has times or ways below zero")
        return made

    def _ask(
        self,
        request: urllib.request.Request,
        type_: type[_Answer],
        *,
        tries: int = 0,
        within_s: float = 0.0,
        none_at: Sequence[str] = (),
    ) -> _Answer:
        """Tried again where that may help. A refusal that begins with one of `none_at` is an
        answer: there is nothing of the kind."""
        words = ""
        within_s = within_s or self._timeout_s
        for attempt in range(tries or self._tries):
            if attempt:
                self._sleep(PAUSE_S * 2**attempt)
            try:
                heard = hear(request, within_s, LONGEST_ANSWER)
            except TimeoutError:
                words = f"no answer within {within_s:g} s"
                continue
            except HTTPException:
                words = "its answer breaks off or is no HTTP"
                continue
            except (OSError, ValueError) as error:
                words = f"{getattr(error, 'reason', error)}"
                continue
            if heard.is_refusal:
                fault = _said(heard.body)
                words = fault.words or f"it answered {heard.status}"
                if fault.is_too_much or heard.status in _TOO_LONG:
                    raise _TooMuch(str(self._refused(words)))
                if not (fault.code or fault.error).startswith(tuple(none_at)):
                    if heard.status not in _RETRIED:
                        break
                    continue
            if len(heard.body) > LONGEST_ANSWER:
                raise self._refused("its answer is too long")
            try:
                return msgspec.json.decode(heard.body, type=type_)
            except NOT_JSON as error:
                raise self._refused(f"its answer cannot be read ({error})") from error
        raise self._refused(words)

    def _refused(self, words: str) -> RouteServerError:
        return RouteServerError(f"{self.server.name} gives no travel times: {words}.")


class _Fault(Struct):
    """A refusal, as OSRM (`code`, `message`) and Valhalla (`error_code`, `error`) word it."""

    code: str = ""
    message: str = ""
    error: str = ""
    error_code: int = 0

    @property
    def words(self) -> str:
        """Why, in the server's own words."""
        return (self.message or self.error)[:200].rstrip(".")

    @property
    def is_too_much(self) -> bool:
        """Whether fewer places would do."""
        return self.code == "TooBig" or self.error_code == TOO_MANY


def _said(text: bytes) -> _Fault:
    try:
        return msgspec.json.decode(text, type=_Fault)
    except NOT_JSON:
        return _Fault()


def _decoded(shape: str) -> list[tuple[float, float]]:
    """Latitudes and longitudes of an encoded polyline of six decimals: differences, five bits a
    letter, the sign in the lowest."""
    values: list[int] = []
    value = shift = 0
    for letter in shape.encode():
        value |= (letter - 63 & 0x1F) << shift
        shift += 5
        if letter - 63 < 0x20:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    lats, lons = np.cumsum(values[::2]), np.cumsum(values[1::2])
    return [(lat / 1e6, lon / 1e6) for lat, lon in zip(lats.tolist(), lons.tolist(), strict=False)]
