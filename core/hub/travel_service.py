"""Travel times of each open depot: grown in a worker as places come, kept in the log, served whole
or from a place on. Closed streets lie over it as the legs that lead around them, and what
was learned of speeds as factors.

The road engine releases the GIL, so the worker is a thread. Without a road network everything is
a great-circle estimate, which the matrix says of itself.
"""

import asyncio
import logging
import secrets
import zlib
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core import events as e
from core.closures import Closed, closed_sets
from core.hub.gate import Committed
from core.hub.log import EventLog, LogUnavailable, TravelRow
from core.hub.open_depot import OpenDepot
from core.hub.protocol import TravelGrown
from core.model import DepotId, Place, PlaceId, StopId
from core.state import State

if TYPE_CHECKING:
    # Not to be loaded before the hub listens: numpy takes longer than the rest of the planning.
    from core.hub.learning import Learner
    from core.planning.learned import Learned
    from core.planning.travel import TravelMatrix, TravelPlace
    from core.planning.travel_growth import Roads

LOOK_EVERY_S = 2.0
"""How soon a closure's time is noticed, while there is one."""

LEARN_EVERY_S = 30.0

ASK_AGAIN_S = 60.0
"""How often a routing server that did not answer is asked whether it is there again."""
LONGEST_PAUSE_S = 3600.0
"""For a server that is well and gives no times all the same: another map, or another profile."""

_log = logging.getLogger(__name__)


class _Depot:
    """A depot's matrix, and whether places wait to be added."""

    def __init__(self, opened: OpenDepot) -> None:
        self.opened = opened
        self.matrix: TravelMatrix | None = None
        self.kept = 0
        self.told = ""
        """Whose times consoles know of, and which edition."""
        self.arrived: list[tuple[State, StopId]] = []
        """Visits that have begun since anything was learned, and the state of then."""
        self.learner: Learner | None = None
        self.learned: Learned | None = None
        """What planning goes by; None before anything was learned."""
        self.is_due = asyncio.Event()
        self.is_due.set()
        self.asked_again = 0
        """How often all times were asked for anew, because a server was back."""
        self.is_server_back = False


class TravelService:
    """Grows and serves the matrices. Its methods belong to the hub's event loop."""

    def __init__(
        self,
        log: EventLog,
        writer: Executor,
        road_file: Path | None,
        *,
        may_begin: asyncio.Event | None = None,
        routing_url: str = "",
    ) -> None:
        """`may_begin` is set when the hub listens: numpy would take the processor from that.
        `routing_url` names a server that is asked first, see `route_server.parse_server`."""
        self._routing_url = routing_url
        self._log = log
        self._writer = writer
        self._road_file = road_file
        self._may_begin = may_begin
        self._engine: Roads | None = None
        self._is_opened = False
        self._worker = ThreadPoolExecutor(1, "travel times")
        self._depots: dict[DepotId, _Depot] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def follow(self, opened: OpenDepot) -> None:
        """Keep this depot's travel times complete from now on."""
        depot = self._depots[opened.id] = _Depot(opened)
        opened.followers.append(lambda committed: _note(depot, committed))
        task = asyncio.create_task(self._serve(depot), name=f"travel times of {opened.id}")
        self._tasks.append(task)
        learning = asyncio.create_task(self._learn(depot), name=f"learning of {opened.id}")
        self._tasks.append(learning)
        if self._routing_url:
            asking = asyncio.create_task(self._ask_again(depot), name=f"roads of {opened.id}")
            self._tasks.append(asking)

    def encoded(self, depot_id: DepotId, after: int) -> bytes | None:
        """The message for `TravelMatrix.merge` or `decode_matrix`; None while there is nothing."""
        depot = self._depots.get(depot_id)
        if depot is None or depot.matrix is None:
            return None
        return depot.matrix.encode(min(after, len(depot.matrix)))

    def matrix(self, depot_id: DepotId) -> "TravelMatrix | None":
        """The newest travel times; None while there are none."""
        depot = self._depots.get(depot_id)
        return depot.matrix if depot is not None else None

    async def stop(self) -> None:
        """Stop growing; what is kept is kept."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._worker.shutdown(cancel_futures=True)

    async def _serve(self, depot: _Depot) -> None:
        loop = asyncio.get_running_loop()
        if self._may_begin is not None:
            await self._may_begin.wait()
        while True:
            await self._is_due(depot)
            depot.is_due.clear()
            state = depot.opened.gate.state
            closed = closed_sets(state, depot.opened.clock.now())
            places = list(_places(state).values())
            size = len(depot.matrix) if depot.matrix is not None else -1
            try:
                matrix = await loop.run_in_executor(self._worker, self._grown, depot, places)
                matrix = await loop.run_in_executor(
                    self._worker, self._around, depot, matrix, len(matrix) != size, state, closed
                )
            except Exception:
                _log.exception("Travel times of %s could not be computed", depot.opened.id)
                await asyncio.sleep(LOOK_EVERY_S)
                continue
            depot.matrix = matrix
            edition = f"{matrix.fingerprint} {matrix.edition}"
            if len(matrix) == size and edition == depot.told:
                continue
            depot.told = edition
            grown = TravelGrown(len(matrix), matrix.fingerprint, matrix.edition)
            depot.opened.grow_travel(grown)
            try:
                row = await loop.run_in_executor(self._worker, self._row, depot, matrix)
                if row is not None:
                    save = partial(self._log.save_travel_rows, [row], instead=depot.kept == 0)
                    await loop.run_in_executor(self._writer, save)
                    depot.kept = len(matrix)
            except LogUnavailable as error:
                _log.warning("Travel times were not kept; they are computed again: %s", error)

    async def _is_due(self, depot: _Depot) -> None:
        """Something has happened; or the time of a closed street has come or is over."""
        while depot.matrix is not None and depot.opened.gate.state.closures:
            closed = closed_sets(depot.opened.gate.state, depot.opened.clock.now())
            if depot.matrix.closed.keys() != closed:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await depot.is_due.wait()
                return
        await depot.is_due.wait()

    async def _ask_again(self, depot: _Depot) -> None:
        """While places have the own roads' times because the routing server was away."""
        loop = asyncio.get_running_loop()
        pause_s = ASK_AGAIN_S
        while True:
            await asyncio.sleep(pause_s)
            if depot.matrix is None or depot.is_server_back:
                continue
            lacks = bool(_unanswered(depot.matrix))
            if lacks and await loop.run_in_executor(self._worker, self._is_back, depot.matrix):
                # It is asked for a whole table, which it may refuse like the last time.
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                depot.is_server_back = True
                depot.is_due.set()
            else:
                pause_s = ASK_AGAIN_S

    async def _learn(self, depot: _Depot) -> None:
        """Now and then, from what was reported meanwhile; told when somebody would see it."""
        loop = asyncio.get_running_loop()
        # Each at its own time: for the first of them a depot's days are planned, and twenty depots
        # that did so at once kept drivers waiting for seconds.
        await asyncio.sleep(_spread(depot.opened.id) * LEARN_EVERY_S)
        while True:
            await asyncio.sleep(LEARN_EVERY_S)
            if depot.matrix is None:
                continue
            arrived, depot.arrived = depot.arrived, []
            now, known = depot.opened.clock.now(), depot.learned
            try:
                kept = await loop.run_in_executor(self._worker, self._taught, depot, arrived, now)
                if depot.learned is not known:
                    depot.is_due.set()
                if kept is not None:
                    key = _learned_key(depot)
                    await loop.run_in_executor(self._writer, self._log.put_meta, key, kept)
            except LogUnavailable as error:
                _log.warning("What was learned of speeds is not kept yet: %s", error)
            except Exception:
                _log.exception("Nothing could be learned from the days of %s", depot.opened.id)

    # In the worker's thread.

    def _taught(
        self, depot: _Depot, arrived: "list[tuple[State, StopId]]", now: datetime
    ) -> bytes | None:
        """What is to be kept; None when nothing was new."""
        from core.hub.learning import Learner
        from core.planning.learned import Learned, differ

        assert depot.matrix is not None
        is_first = depot.learner is None
        if depot.learner is None:
            depot.learner = Learner(self._log.get_meta(_learned_key(depot)))
        learned = depot.learner.learn(arrived, depot.opened.gate.state, depot.matrix, now)
        is_new = not learned.is_empty if is_first else bool(arrived)
        if is_new and (is_first or differ(learned, depot.learned or Learned())):
            depot.learned = learned
        return depot.learner.encoded if arrived else None

    def _around(
        self,
        depot: _Depot,
        matrix: "TravelMatrix",
        has_grown: bool,
        state: State,
        wanted: frozenset[Closed],
    ) -> "TravelMatrix":
        """The matrix with what was learned, and with the legs that lead around closed streets, for
        each set of them."""
        from core.planning.travel_growth import closed_legs

        if depot.learned is not None and depot.learned is not matrix.learned:
            matrix = matrix.with_learned(depot.learned)
        if matrix.closed.keys() == wanted and not has_grown:
            return matrix
        found = []
        for closures in sorted(wanted, key=sorted):
            known = matrix.closed.get(closures)
            if known is None or has_grown:
                lines = [[(at.lat, at.lon) for at in state.closures[id_].line] for id_ in closures]
                known = closed_legs(matrix, sorted(closures), lines, self._engine)
            found.append(known)
        return matrix.with_closed(found)

    def _grown(self, depot: _Depot, places: list[Place]) -> "TravelMatrix":
        # Imported here: scipy takes half a second, in which the hub already serves.
        from core.planning.route_server import RouteServerError, ServedRoads
        from core.planning.travel import TravelPlace
        from core.planning.travel_growth import grow_by_places

        self._open_engine()
        matrix = depot.matrix or self._kept(depot)
        wanted = [TravelPlace(place.id, place.lat, place.lon) for place in places]
        try:
            if depot.is_server_back:
                depot.is_server_back = False
                return self._anew(depot, wanted)
            return grow_by_places(matrix, wanted, self._engine)
        except RouteServerError as error:
            assert isinstance(self._engine, ServedRoads)
            _log.warning("%s These places' times come from the own roads.", error)
            return grow_by_places(matrix, wanted, self._engine.own)

    def _anew(self, depot: _Depot, places: "list[TravelPlace]") -> "TravelMatrix":
        """All of the server, under another name, so that whoever has these times fetches all."""
        from core.planning.travel_growth import grow_by_places

        anew = grow_by_places(self._renamed(depot), places, self._engine)
        depot.kept = 0
        _log.info("The routing server answers again: all travel times are its own")
        return anew

    def _renamed(self, depot: _Depot) -> "TravelMatrix":
        """Without places, and of a name that no console has ever heard, of this hub or before."""
        from core.planning.travel_growth import empty_matrix

        depot.asked_again += 1
        matrix = empty_matrix(self._engine)
        matrix.fingerprint += f"#{depot.asked_again}-{secrets.token_hex(4)}"
        return matrix

    def _is_back(self, matrix: "TravelMatrix") -> bool:
        from core.planning.route_server import RouteServerError, ServedRoads

        if not isinstance(self._engine, ServedRoads):
            return False
        snaps = (self._engine.snap(place.lat, place.lon) for place in _unanswered(matrix))
        try:
            self._engine.health(next(snap for snap in snaps if snap is not None))
        except RouteServerError:
            return False
        return True

    def _open_engine(self) -> None:
        if self._is_opened:
            return
        self._is_opened = True
        if self._road_file is None:
            _log.warning("There is no road network: travel times are straight-line estimates.")
            return
        from core.planning.road import RoadEngine
        from core.planning.route_server import ServedRoads, parse_server
        from core.region.road_network import RegionFileError

        try:
            own = RoadEngine.open(self._road_file)
            self._engine = (
                ServedRoads(parse_server(self._routing_url), own) if self._routing_url else own
            )
        except RegionFileError as error:
            _log.warning("%s Travel times are straight-line estimates.", error)

    def _kept(self, depot: _Depot) -> "TravelMatrix":
        """What an earlier run has computed with the same engine and data."""
        from core.planning.travel import TravelMismatch, decode_matrix
        from core.planning.travel_growth import empty_matrix

        matrix = empty_matrix(self._engine)
        try:
            for row in self._log.travel_rows(self._key(depot)):
                # The first has the name that they all have.
                matrix = matrix.merge(row.body) if len(matrix) else decode_matrix(row.body)
        except (LogUnavailable, TravelMismatch) as error:
            _log.warning("Travel times of an earlier run cannot be used: %s", error)
            matrix = empty_matrix(self._engine)
        if self._routing_url and _unanswered(matrix):
            # The server was away in an earlier run; it is asked again for all of them.
            matrix = self._renamed(depot)
        depot.kept = len(matrix)
        return matrix

    def _row(self, depot: _Depot, matrix: "TravelMatrix") -> TravelRow | None:
        """One row per growth: everything about the places that came with it. It takes as long as
        hundreds of reports."""
        if len(matrix) == depot.kept:
            return None  # A row without places would replace the one that has them.
        last = matrix.places[-1]
        return TravelRow(self._key(depot), len(matrix) - 1, last.id, matrix.encode(depot.kept))

    def _key(self, depot: _Depot) -> str:
        """Of kept rows: the engine's own name, whatever was added to it."""
        from core.planning.travel_growth import empty_matrix

        return f"{depot.opened.id}/{empty_matrix(self._engine).fingerprint}"


def _note(depot: _Depot, committed: Committed) -> None:
    state, before = committed.state, committed.before
    for event in committed.events:
        if isinstance(event, e.StopArrived):
            depot.arrived.append((state, event.stop_id))
    has_moved = state.places is not before.places or state.depot is not before.depot
    if has_moved or state.closures is not before.closures or state.days is not before.days:
        depot.is_due.set()


def _places(state: State) -> dict[PlaceId, Place]:
    """Those of orders, and collection points to which orders may still be sent."""
    points = state.depot.offers.points if state.depot is not None else ()
    return {point.place.id: point.place for point in points} | state.places


def _unanswered(matrix: "TravelMatrix") -> "list[TravelPlace]":
    """Places of which a routing server was asked in vain."""
    from core.planning.travel import ROAD

    return [place for place in matrix.places if place.source == ROAD]


def _spread(depot: DepotId) -> float:
    """Where in a span of time a depot has its turn, from 0 to 1; the same at every start."""
    return zlib.crc32(depot.encode()) / 2**32


def _learned_key(depot: _Depot) -> str:
    return f"learned {depot.opened.id}"
