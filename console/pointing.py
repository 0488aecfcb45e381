"""What is pointed at in one panel is marked in all: a case, a stop, a van, a route.

Each panel tells what is under its pointer and is told what to mark; marking never scrolls, selects
or moves anything. Signal: `map_changed` (Ref or None) for the map, which is drawn elsewhere.
"""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from console.main_window import MainWindow
from console.map.scene import Kind, Ref
from core.model import CaseId, RouteId, StopId
from core.rules.lookups import pending_stops
from core.state import State


class Pointed(Struct, frozen=True):
    """One thing as each panel knows it; empty where it has nothing of it."""

    on_map: Ref | None = None
    order_id: str = ""
    stop_id: str = ""
    route_id: str = ""


NOTHING = Pointed()


class Pointing(QObject):
    """Invariant: all panels mark the same thing, or nothing."""

    map_changed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        state: Callable[[], State],
        route_of_driver: Callable[[str], RouteId | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._state = state
        self._route_of_driver = route_of_driver
        self._now = NOTHING
        window.queue.row_pointed.connect(self.at_order)
        window.board.canvas.pointed.connect(self.at_mark)
        window.inspector.stop_pointed.connect(lambda id_: self.at_mark(Kind.STOP, id_))

    def at_order(self, order_id: str) -> None:
        """A row of the queue; "" when the pointer has left."""
        cases = self._state().cases.values()
        case = next((case for case in cases if order_id and case.order_id == order_id), None)
        self._show(seen_as(self._state(), Kind.CASE, case.id) if case is not None else NOTHING)

    def at_mark(self, kind: str, id_: str) -> None:
        """A mark of the map, a lane or a stop; no id when the pointer has left."""
        if kind == Kind.DRIVER and id_:
            route = self._route_of_driver(id_)
            self._show(Pointed(Ref(Kind.DRIVER, id_), route_id=route or ""))
        else:
            self._show(seen_as(self._state(), kind, id_) if id_ else NOTHING)

    def _show(self, pointed: Pointed) -> None:
        if pointed == self._now:
            return
        is_map_other = pointed.on_map != self._now.on_map
        self._now = pointed
        self._window.queue.point_at(pointed.order_id)
        self._window.board.canvas.point_at(pointed.stop_id, pointed.route_id)
        self._window.inspector.point_at(pointed.stop_id)
        if is_map_other:
            self.map_changed.emit(pointed.on_map)


def seen_as(state: State, kind: str, id_: str) -> Pointed:
    """What a mark is in the other panels; nothing when it has gone."""
    if kind == Kind.CASE:
        case = state.cases.get(CaseId(id_))
        if case is None:
            return NOTHING
        planned = pending_stops(state, case.order_id)
        stop = planned[-1] if planned else None
        return Pointed(
            Ref(Kind.CASE, id_),
            order_id=case.order_id,
            stop_id=stop.id if stop is not None else "",
            route_id=stop.route_id if stop is not None else "",
        )
    if kind == Kind.STOP:
        stop = state.stops.get(StopId(id_))
        if stop is None:
            return NOTHING
        return Pointed(Ref(Kind.STOP, id_), stop.order_id, id_, stop.route_id)
    if kind == Kind.ROUTE and RouteId(id_) in state.routes:
        return Pointed(Ref(Kind.ROUTE, id_), route_id=id_)
    return NOTHING
