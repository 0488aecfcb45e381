"""Travel times from somebody's OSRM or Valhalla server, with the embedded roads beside it.

Formats: OSRM `table` service v1 (annotations duration and distance), Valhalla `sources_to_targets`.
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

from core.planning.road import RoadEngine
from core.planning.street_index import Snap
from core.planning.travel import SERVED
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
_Answer = TypeVar("_Answer")
_RETRIED = frozenset({429, 500, 502, 503, 504})


class RouteServerError(Exception):
    """The server gave no times that can be used; the sentence says why."""


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
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.server, self.own = server, own
        self.fingerprint = f"{server.kind}:{urlsplit(server.base).netloc}/{server.profile}"
        self._timeout_s, self._sleep = timeout_s, sleep

    def snap(self, lat: float, lon: float) -> Snap | None:
        """Where the embedded roads have a street."""
        return self.own.snap(lat, lon)

    def matrix(self, sources: Sequence[Snap], targets: Sequence[Snap]) -> tuple[Matrix, Matrix]:
        """Seconds and metres, asked in blocks; legs that the server lacks are the own roads'."""
        own_s, own_m = self.own.matrix(sources, targets)
        seconds, metres = np.full_like(own_s, np.nan), np.full_like(own_m, np.nan)
        for row in range(0, len(sources), BLOCK):
            for column in range(0, len(targets), BLOCK):
                rows, columns = slice(row, row + BLOCK), slice(column, column + BLOCK)
                found = self._block(sources[rows], targets[columns])
                seconds[rows, columns], metres[rows, columns] = found
        self._must_be_a_car(seconds, own_s)
        lacking = ~(np.isfinite(seconds) & np.isfinite(metres))
        seconds[lacking], metres[lacking] = own_s[lacking], own_m[lacking]
        return seconds, metres

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

    def _ask(self, request: urllib.request.Request, type_: type[_Answer]) -> _Answer:
        """Tried again where that may help."""
        words = ""
        for attempt in range(TRIES):
            if attempt:
                self._sleep(PAUSE_S * 2**attempt)
            try:
                heard = hear(request, self._timeout_s, LONGEST_ANSWER)
            except TimeoutError:
                words = f"no answer within {self._timeout_s:g} s"
                continue
            except HTTPException:
                words = "its answer breaks off or is no HTTP"
                continue
            except (OSError, ValueError) as error:
                words = f"{getattr(error, 'reason', error)}"
                continue
            if heard.is_refusal:
                words = _said(heard.body) or f"it answered {heard.status}"
                if heard.status not in _RETRIED:
                    break
                continue
            if len(heard.body) > LONGEST_ANSWER:
                raise self._refused("its answer is too long")
            try:
                return msgspec.json.decode(heard.body, type=type_)
            except msgspec.DecodeError as error:
                raise self._refused(f"its answer cannot be read ({error})") from error
        raise self._refused(words)

    def _refused(self, words: str) -> RouteServerError:
        return RouteServerError(f"{self.server.name} gives no travel times: {words}.")


class _Fault(Struct):
    message: str = ""
    error: str = ""


def _said(text: bytes) -> str:
    """Why a server refused, in its own words."""
    try:
        fault = msgspec.json.decode(text, type=_Fault)
    except msgspec.DecodeError:
        return ""
    return (fault.message or fault.error)[:200].rstrip(".")
