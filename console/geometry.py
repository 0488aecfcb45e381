"""Road geometry for the map: the way along the streets between two places, found off the Qt thread.

Paths are asked for by the coordinates of their ends and kept; until `arrived` says that more came
in, there is none yet, and whoever asked draws a straight line.
"""

import logging
import pathlib
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.map.route_marks import FindPath
from console.map.scene import LatLon, Path
from console.tongue import tr

if TYPE_CHECKING:
    from core.planning.road import Path as Way
    from core.planning.road import RoadEngine, Stretch
    from core.planning.route_server import ServedRoads

_log = logging.getLogger(__name__)

Leg = tuple[LatLon, LatLon]
Lines = tuple[Path, ...]
Job = Callable[["RoadEngine | None"], None]
BATCH = 80
"""Paths found before the map hears of them."""
SERVER_S = 2.0
"""How long a routing server may take for a way: the ways behind it wait."""
ASK_AGAIN_S = 60.0
"""How long one that did not answer is left alone."""


class Geometry(QObject):
    """Finds and keeps paths. Signal: `arrived` after a batch of new paths."""

    arrived = Signal()
    _answered = Signal(object, object)

    def __init__(self, road_file: pathlib.Path, parent: QObject | None = None) -> None:
        """Without a usable road file no path is ever found."""
        super().__init__(parent)
        self._road_file = road_file
        self._is_stale = True
        self._has_failed = False
        self._paths: dict[Leg, Path] = {}
        self._asked: set[Leg] = set()
        self._closed: Lines = ()
        self._queue: SimpleQueue[Leg | Job | None] = SimpleQueue()
        self._is_closing = False
        self.finder: FindPath = partial(self.path)
        """Finds paths; another object once earlier answers lead through closed streets."""
        self._answered.connect(lambda deliver, found: deliver(found))
        self._around: RoadEngine | None = None
        """The roads without the closed streets; belongs to the thread."""
        self._server_url = ""
        self._server: ServedRoads | None = None
        """Whose ways are drawn; belongs to the thread."""
        self._server_paths: dict[Leg, Path] = {}
        """What it has answered: a street that closes or opens asks for none of them again."""
        self._silent_since: float | None = None
        """Since when the server has not answered."""
        self._thread = Thread(target=self._work, name="geometry")
        self._thread.start()

    def path(self, start: LatLon, end: LatLon) -> Path | None:
        """The way between two points; None while it is being found.

        May be called from any one thread at a time.
        """
        leg = (start, end)
        found = self._paths.get(leg)
        if found is not None:
            return found
        if leg not in self._asked:
            self._asked.add(leg)
            self._queue.put(leg)
        return None

    @property
    def words(self) -> str:
        """Why the map draws straight lines just now; empty when it follows the streets."""
        if self._has_failed:
            return tr("the map draws straight lines: this region has no roads")
        return tr("straight lines until the roads are loaded") if self.is_waiting else ""

    @property
    def is_waiting(self) -> bool:
        """Whether ways that were asked for are still to be found."""
        return not self._has_failed and len(self._asked) > len(self._paths)

    def use(self, road_file: pathlib.Path) -> None:
        """Find ways on other roads from now on; those of the earlier ones are forgotten."""
        if road_file != self._road_file:
            self._road_file = road_file
            self._is_stale = True
            self._paths, self._asked = {}, set()
            self.arrived.emit()

    @property
    def server_words(self) -> str:
        """That ways are not those of the routing server; empty while they are, or there is none."""
        if self._silent_since is None:
            return ""
        return tr("ways drawn by own roads: no answer")

    def ask_server(self, url: str) -> None:
        """Draw the ways of a routing server, see `route_server.parse_server`; an empty address, or
        one that is none: those of the own roads."""
        if url != self._server_url:
            self._server_url = url
            self._is_stale = True
            self._paths, self._asked = {}, set()
            self.arrived.emit()

    def close_streets(self, lines: Lines) -> None:
        """Lead around these from now on; earlier ways stay until all are found anew."""
        if lines != self._closed:
            self._closed = lines
            self._queue.put(self._lead_around)

    def find_stretch(self, points: Path, deliver: Callable[["Stretch | None"], None]) -> None:
        """The streets from point to point, closed ones, too; None where none are near."""

        def find(engine: "RoadEngine | None") -> None:
            found = engine.stretch(points) if engine is not None else None
            self._answered.emit(deliver, found)

        self._queue.put(find)

    def close(self) -> None:
        """End the thread."""
        self._is_closing = True
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        engine: RoadEngine | None = None
        fresh = 0
        while True:
            try:
                leg = self._queue.get(block=fresh == 0)
            except Empty:
                leg = None
            if self._is_closing:
                return
            paths = self._paths
            if self._is_stale:
                self._is_stale = False
                engine = self._open()
                self._has_failed = engine is None
                self._server = self._served(engine)
                self._around = self._without_closed(engine)
            if callable(leg):
                leg(engine)
            elif leg is not None and self._around is not None:
                paths[leg] = self._find(self._around, leg)
                fresh += 1
            if fresh and (leg is None or fresh >= BATCH):
                fresh = 0
                self.arrived.emit()

    def _without_closed(self, engine: "RoadEngine | None") -> "RoadEngine | None":
        return engine.closed(self._closed) if engine is not None and self._closed else engine

    def _lead_around(self, engine: "RoadEngine | None") -> None:
        """Every way once more, and then all of them at once."""
        self._around = self._without_closed(engine)
        if self._around is None:
            return
        before = self._paths
        paths: dict[Leg, Path] = {}
        for leg in list(before):
            if self._is_closing or self._is_stale:
                return
            found = self._find(self._around, leg)
            paths[leg] = before[leg] if found == before[leg] else found
        if self._paths is before:
            self._paths = paths
            self.finder = partial(self.path)
            self.arrived.emit()

    def _open(self) -> "RoadEngine | None":
        """Loading the road search takes a moment: not before the first map asks for a way."""
        from core.planning.road import RoadEngine
        from core.region.road_network import RegionFileError

        try:
            return RoadEngine.open(self._road_file)
        except RegionFileError as error:
            _log.warning("The map shows straight lines: %s", error)
            return None

    def _served(self, own: "RoadEngine | None") -> "ServedRoads | None":
        from core.planning.route_server import ServedRoads, parse_server

        self._silent_since = None
        self._server_paths = {}
        if own is None or not self._server_url:
            return None
        try:
            server = parse_server(self._server_url)
        except ValueError as error:
            _log.warning("Ways are drawn by the own roads: %s", error)
            return None
        return ServedRoads(server, own, timeout_s=SERVER_S, tries=1)

    def _find(self, engine: "RoadEngine", leg: Leg) -> Path:
        """The server's way, unless it is away or the own roads know of a closed street there."""
        start, end = leg
        way = engine.path(start, end)
        served = self._server
        if served is not None and (leg in self._server_paths or self._is_asked_now()):
            usual = way if engine is served.own else served.own.path(start, end)
            if len(usual.lats) == len(way.lats) and usual.metres == way.metres:
                return self._of_server(served, leg) or _points(way)
        return _points(way)

    def _is_asked_now(self) -> bool:
        since = self._silent_since
        return since is None or monotonic() - since >= ASK_AGAIN_S

    def _of_server(self, served: "ServedRoads", leg: Leg) -> Path | None:
        from core.planning.route_server import RouteServerError

        known = self._server_paths.get(leg)
        if known is not None:
            return known
        start, end = (served.snap(*point) for point in leg)
        if start is None or end is None:
            return None
        try:
            way = served.path(start, end)
        except RouteServerError as error:
            _log.warning("%s Ways are drawn by the own roads meanwhile.", error)
            self._silent_since = monotonic()
            return None
        self._silent_since = None
        found = self._server_paths[leg] = _points(way)
        return found


def _points(way: "Way") -> Path:
    return tuple(zip(way.lats.tolist(), way.lons.tolist(), strict=True))
