"""What the person looks at: a case, several, a route, a day; and what was worked out for it.

Every click in a panel or on the map ends here. Signals: `changed`, after anything else is looked
at; `marked`, after another thing is pointed at, for which nothing but the map has to be drawn;
`said(words, is_bad)`.
"""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from console.gathered import gathered, gathered_words, stop_instead
from console.hub_link import Live
from console.main_window import MainWindow
from console.map.scene import Ghost, Kind, Ref
from console.placing import Placing, has_moved
from console.planner import Found
from console.resource_desk import ResourceDesk
from console.screen import Chosen, Screen
from console.session import Session
from console.tongue import tr
from core.model import CaseId, OrderId, RouteId, ServiceDay, Stop, StopId
from core.state import State


class Choosing(QObject):
    """Invariant: at most one of a case, several orders and a route is looked at."""

    changed = Signal()
    marked = Signal()
    said = Signal(str, bool)

    def __init__(
        self,
        window: MainWindow,
        placing: Placing,
        resources: ResourceDesk,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
        *,
        is_dark: bool,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._placing = placing
        self._resources = resources
        self._live = live
        self._screen = screen
        self._drop_ghosts: tuple[Ghost, ...] = ()
        self._plan_ghosts: tuple[Ghost, ...] = ()
        self._priced_from = 0
        """The event before which nothing that was worked out counts any more."""
        self.chosen = Chosen(is_dark=is_dark)

    def change(self, **changes: object) -> None:
        """Look at something else, too."""
        self.chosen = msgspec.structs.replace(self.chosen, **changes)
        self._window.inspector.expect(str(self.chosen.case_of or self.chosen.route or ""))
        self.changed.emit()

    def nothing(self) -> None:
        """Look at the day as a whole."""
        self._window.queue.clear_selection()
        self.change(case_of=None, route=None, many=(), stops=())

    # Cases.

    def order(self, order_id: OrderId) -> None:
        """Its case."""
        if not order_id:
            return
        is_known = self.chosen.options_of == order_id
        ways = self.chosen.ways if is_known else None
        self.change(case_of=order_id, route=None, many=(), stops=(), ways=ways)
        self._placing.look_at(order_id)
        self._resources.look_at(order_id)

    def orders(self, orders: object) -> None:
        """Several, whose cases are looked at together."""
        many = tuple(OrderId(id_) for id_ in orders) if isinstance(orders, tuple) else ()
        self.change(case_of=None, route=None, many=many, stops=())

    def around(self, cases: object, stops: object, is_added: bool) -> None:
        """Marks were drawn around on the map: cases are chosen in the queue too."""
        orders, ids = gathered(self._live().state, cases, stops)
        if is_added:
            orders = tuple(dict.fromkeys((*self.chosen.many, *orders)))
            ids = tuple(dict.fromkeys((*self.chosen.stops, *ids)))
        self._window.queue.select_many(orders)
        self.change(case_of=None, route=None, many=orders, stops=ids)
        self.said.emit(gathered_words(len(orders), len(ids)), False)

    def case(self, case_id: str) -> None:
        """Select it in the queue, or look at it without where the queue has it no more."""
        case = self._live().state.cases.get(CaseId(case_id))
        if case is not None and not self._window.queue.select(case.order_id):
            self.order(case.order_id)

    def seek_order(self, order_id: str) -> None:
        """Its case, also one that has left the queue; without one its stop on the board."""
        if self._window.queue.select(order_id):
            return
        stop = stop_instead(self._live().state, OrderId(order_id))
        if stop is None:
            self.order(OrderId(order_id))
        else:
            self._seek_stop(stop)

    def who_can_take(self) -> None:
        """Those who could take the case that is chosen."""
        if self.chosen.case_of is None:
            self.said.emit(tr("Choose a case first: who could take it?"), True)
        else:
            self._resources.who_can_take(self.chosen.case_of)

    # Routes, stops and days.

    def route(self, route_id: str) -> None:
        """A route and its stops."""
        self._window.queue.clear_selection()
        self.change(case_of=None, route=RouteId(route_id), many=(), stops=())

    def driver(self, driver_id: str) -> None:
        """The route that he drives."""
        route_id = self._placing.route_of_driver(driver_id)
        if route_id is not None:
            self.route(route_id)

    def stop(self, stop_id: str) -> None:
        """On the board, in the list of its route and on the map, on the day that it is on."""
        stop = self._live().state.stops.get(StopId(stop_id))
        if stop is not None:
            self._seek_stop(stop)

    def _seek_stop(self, stop: Stop) -> None:
        day, screen = self._live().state.routes[stop.route_id].day, self._screen()
        if screen is not None and day != screen.day and self.chosen.day != day:
            self.show_day(day)
        self.route(stop.route_id)
        self._window.board.select(stop.id, stop.route_id)
        self._window.inspector.seek_stop(stop.id)

    def show_day(self, day: ServiceDay) -> None:
        """On the board as in everything else; also one that has not come from the hub yet."""
        if day not in self._window.board.chosen_days():
            self._window.board.follow()
        self.change(day=day)

    def days(self, days: object) -> None:
        """Tabs of the board: the first of them is shown."""
        chosen = tuple(str(day) for day in days) if isinstance(days, list | tuple) else ()
        self.change(day=ServiceDay(chosen[0]) if chosen else None)

    def bring_back(self, left: Session | None) -> None:
        """What an earlier console showed when it ended badly."""
        if left is None:
            return
        state = self._live().state
        if left.day in state.days:
            self._window.board.choose_days([left.day])
        if left.case_of in state.orders:
            self.seek_order(str(left.case_of))
        elif left.route in state.routes:
            self.route(str(left.route))

    # What is marked on the map, and what was worked out.

    def point_at(self, pointed: object) -> None:
        """Mark it at once, or nothing."""
        hovered = pointed if isinstance(pointed, Ref) else None
        self.chosen = msgspec.structs.replace(self.chosen, hovered=hovered)
        self.marked.emit()

    def point_at_route(self, route_id: str) -> None:
        """Mark the route of an option; "" when the pointer has left."""
        self.change(hovered=Ref(Kind.ROUTE, route_id) if route_id else None)

    def emphasise(self, routes: object) -> None:
        """Mark the routes of those who could help."""
        wanted = frozenset(routes) if isinstance(routes, tuple) else frozenset()
        if wanted != self.chosen.helpers:
            self.change(helpers=wanted)

    def show_ghosts(
        self, *, drop: tuple[Ghost, ...] | None = None, plan: tuple[Ghost, ...] | None = None
    ) -> None:
        """Those of a drop and of a plan for the day; one that is not named stays."""
        self._drop_ghosts = drop if drop is not None else self._drop_ghosts
        self._plan_ghosts = plan if plan is not None else self._plan_ghosts
        shown = {ghost.route_id: ghost for ghost in (*self._plan_ghosts, *self._drop_ghosts)}
        self.change(ghosts=tuple(shown.values()))

    def show_options(self, found: Found) -> None:
        """What the ways out of the chosen case cost, unless they were worked out too early or
        another case was chosen meanwhile."""
        if found.wish.order_id != self.chosen.case_of:
            return
        if found.seq < min(self._priced_from, self._live().state.seq):
            self._placing.look_at(found.wish.order_id)
            return
        self.change(
            options_of=found.wish.order_id,
            ways=found.ways,
            to_points=found.to_points,
            back_at=found.back_at,
        )

    def price_anew(self, before: State) -> None:
        """What was worked out for the chosen case counts no more once its order or case changes, by
        an undo as by anything else: no price from before is shown or taken."""
        state, order_id = self._live().state, self.chosen.options_of
        if order_id is not None and has_moved(before, state, order_id):
            self._priced_from = state.seq
            self.chosen = msgspec.structs.replace(
                self.chosen, options_of=None, ways=None, to_points=(), back_at=None
            )
            self._placing.look_at(order_id)
