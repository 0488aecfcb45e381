"""From a drag, a key or a button to a place on a route.

Asks the planner for the ways, shows what they cost while something is dragged, and hands the
chosen way to the gestures, always computed anew at the drop so that versions are today's.
"""

import time
from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from console.gestures import Change, Gestures
from console.hub_link import Live
from console.map.scene import Kind
from console.planner import Found, Planner, Wish
from console.screen import Screen
from console.tongue import tr
from console.views.costs import board_costs, map_costs, why_words, would_fit_words
from core import commands as c
from core.catalogue import shipped
from core.model import CaseId, OrderId, Resolution, RouteId, StopId, WayOut
from core.planning.ways import Way, serving_day
from core.rules.lookups import case_id_of, pending_stops
from core.rules.refusals import refusal_by, refusal_words
from core.state import State
from core.verdict import Verdict, verdict

AGAIN_MS = 120
"""Until the window knows its route with what was put there a moment ago."""
Then = Callable[[Found], None]
NO_TARGET = tr("Drop it on a route, a stop or a driver.")
NO_PRICES_YET = tr(
    "Travel times are still being loaded: what a route would pay is shown in a moment."
)
NO_TRAVEL_TIMES = tr("No travel times for this place yet. Try again in a moment.")


class Placing(QObject):
    """Signals: `costs_changed` (chips by route id for the board, costs for the map), `costs_over`,
    `options_found` (Found), `better_wanted` (route id) for a drop that takes the better sequence
    at once, `said` (words, is_bad).

    Invariant: each wish is answered; a later one does not replace it.
    """

    costs_changed = Signal(object, object)
    costs_over = Signal()
    options_found = Signal(object)
    better_wanted = Signal(str)
    said = Signal(str, bool)

    def __init__(
        self,
        planner: Planner,
        gestures: Gestures,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._planner = planner
        self._gestures = gestures
        self._live = live
        self._screen = screen
        self._dragged: Wish | None = None
        self._waiting: dict[Wish, list[Then]] = {}
        planner.ways_found.connect(self._found)
        gestures.place_anew = self.place
        gestures.move_anew = self.move_stop
        gestures.hand_over_anew = self.hand_over

    # Looking.

    def look_at(self, order_id: OrderId) -> None:
        """Find the options of a case that was chosen."""
        self._ask(Wish(order_id), self.options_found.emit)

    def begin_drag(self, order_id: str) -> None:
        """An order leaves the queue under the pointer."""
        if OrderId(order_id) in self._live().state.orders:
            self._say_if_priceless()
            self._dragged = Wish(OrderId(order_id))
            self._ask(self._dragged, self._show_costs)
            self.look_at(OrderId(order_id))

    def begin_stop_drag(self, stop_id: str) -> None:
        """A stop leaves its lane under the pointer."""
        stop = self._live().state.stops.get(StopId(stop_id))
        if stop is not None:
            self._say_if_priceless()
            self._dragged = Wish(stop.order_id, stop.id)
            self._ask(self._dragged, self._show_costs)

    def _say_if_priceless(self) -> None:
        """Why nothing shows a price while something is dragged, shortly after the start."""
        if self._live().travel is None:
            self.said.emit(NO_PRICES_YET, True)

    def end_drag(self) -> None:
        """Dropped, or let go."""
        self._dragged = None
        self.costs_over.emit()

    def _show_costs(self, found: Found) -> None:
        screen = self._screen()
        if screen is None or found.wish != self._dragged:
            return
        moment, day = screen.moment, screen.day
        self.costs_changed.emit(
            board_costs(moment, found.ways, day), map_costs(moment, found.ways, day)
        )

    # Dropping.

    def drop_order(self, order_id: str, route_id: str, index: object, modifiers: object) -> None:
        """On a lane: at its best place, with Alt exactly between two stops."""
        is_exact = has_key(modifiers, Qt.KeyboardModifier.AltModifier)
        at = index if is_exact and isinstance(index, int) else None
        after = self._improving(route_id, modifiers)
        self.place(OrderId(order_id), RouteId(route_id), at, after=after)

    def drop_on_map(self, order_id: str, kind: str, id_: str, modifiers: object) -> None:
        """On a route, a stop or a driver."""
        route_id = self.route_under(kind, id_)
        if route_id is None:
            self.said.emit(NO_TARGET, True)
        else:
            self.place(OrderId(order_id), route_id, after=self._improving(route_id, modifiers))
        self.end_drag()

    def drop_stop_on_map(self, stop_id: str, kind: str, id_: str, modifiers: object) -> None:
        """On a route or a driver: at its best place; with Alt on a stop: just before it."""
        route_id = self.route_under(kind, id_)
        if route_id is None:
            self.said.emit(NO_TARGET, True)
        else:
            index = None
            if kind == Kind.STOP and has_key(modifiers, Qt.KeyboardModifier.AltModifier):
                ids = self._live().state.routes[route_id].stop_ids
                index = [each for each in ids if each != stop_id].index(StopId(id_))
            after = self._improving(route_id, modifiers)
            self.move_stop(StopId(stop_id), route_id, index, after=after)
        self.end_drag()

    def drop_stop(self, stop_id: str, route_id: str, index: object, modifiers: object) -> None:
        """On a lane: between two stops, or beside them at the lane's best place."""
        at = index if isinstance(index, int) else None
        after = self._improving(route_id, modifiers)
        self.move_stop(StopId(stop_id), RouteId(route_id), at, after=after)

    def step_stop(self, stop_id: str, route_id: str, index: int) -> None:
        """To an index of its own lane, counted without the stop itself."""
        self.move_stop(StopId(stop_id), RouteId(route_id), index)

    def route_under(self, kind: str, id_: str) -> RouteId | None:
        """The route that a mark of the map stands for, if it does."""
        state = self._live().state
        if kind == Kind.ROUTE:
            return RouteId(id_)
        if kind == Kind.STOP and StopId(id_) in state.stops:
            return state.stops[StopId(id_)].route_id
        return self.route_of_driver(id_) if kind == Kind.DRIVER else None

    def route_of_driver(self, driver_id: str) -> RouteId | None:
        """What a driver drives on the day that is shown."""
        screen = self._screen()
        day = screen.day if screen is not None else None
        for route in self._live().state.routes.values():
            if route.driver_id == driver_id and route.day == day:
                return route.id
        return None

    def _improving(self, route_id: str, modifiers: object) -> Callable[[], None]:
        """What follows the drop once it is done: one that is refused has no sequence to better."""
        if not has_key(modifiers, Qt.KeyboardModifier.ControlModifier):
            return lambda: None
        return partial(self.better_wanted.emit, route_id)

    # Placing and moving.

    def place(
        self,
        order_id: OrderId,
        route_id: RouteId,
        index: int | None = None,
        *,
        agreed: Collection[str] = (),
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """Put an order onto a route, at the best place or exactly at an index; it may break what
        was agreed to. `after` goes on once it is there."""

        def then(found: Found) -> None:
            way = found.way(route_id)
            if way is None:
                self._gestures.not_put_down(order_id)
                self.said.emit(NO_TRAVEL_TIMES, True)
                return
            considered = self._verdict(found).ways_out
            self._gestures.place(
                order_id,
                way,
                offered(found, way),
                considered,
                agreed=agreed,
                anew=partial(self.place, order_id, route_id, index, after=after),
                after=after,
            )

        exactly = (route_id, index) if index is not None else None
        self._ask(Wish(order_id, exactly=exactly), then)

    def place_refused(
        self, order_id: OrderId, route_id: RouteId, after: Callable[[], None] = lambda: None
    ) -> None:
        """Ask a driver again for what he has declined: that he has is no question any more."""
        state = self._live().state
        refusal = refusal_by(state, state.orders[order_id], route_id)
        agreed = (refusal_words(state, refusal, shipped()),) if refusal is not None else ()
        self.place(order_id, route_id, agreed=agreed, after=after)

    def take_option(self, order_id: str, route_id: str) -> None:
        """Put an order, or a case's, onto the route of one of its options."""
        order = self.order_of(order_id)
        if order is not None:
            self.place(order, RouteId(route_id))

    def place_all_refused(self, order_ids: Sequence[OrderId], route_id: RouteId) -> None:
        """The same for several, each once the one before it is on the route."""
        if order_ids:
            rest = partial(self.place_all_refused, order_ids[1:], route_id)
            soon = partial(QTimer.singleShot, AGAIN_MS, self, rest)
            self.place_refused(order_ids[0], route_id, after=soon)

    def take_recommended(self, order_id: OrderId) -> None:
        """The way out that costs least: a visit at once, a refund after a question."""

        def then(found: Found) -> None:
            ways_out = self._verdict(found).ways_out
            if not ways_out:
                self.said.emit(tr("There is no way out that breaks nothing. Choose a route."), True)
                return
            self._take(found, ways_out[0], ways_out)

        self._ask(Wish(order_id), then)

    def take_way_out(self, order_id: OrderId, chosen: WayOut) -> None:
        """One that was shown, on the best route of this moment."""

        def then(found: Found) -> None:
            ways_out = self._verdict(found).ways_out
            way_out = next((w for w in ways_out if _same(w, chosen)), None)
            if way_out is None:
                self.said.emit(tr("That way out is not open any more. Look again."), True)
            else:
                self._take(found, way_out, ways_out)

        self._ask(Wish(order_id), then)

    def _take(self, found: Found, way_out: WayOut, ways_out: tuple[WayOut, ...]) -> None:
        way = _way(found, way_out)
        if way is not None:
            self._gestures.place(found.wish.order_id, way, offered(found, way), ways_out)
        elif way_out.resolution is Resolution.KEEP_AT_COUNTER:
            self._gestures.keep_at_counter(found.wish.order_id, ways_out, found.back_at)
        elif way_out.partner_id is not None:
            self._gestures.hand_to_partner(found.wish.order_id, way_out.partner_id, ways_out)
        elif way_out.resolution is Resolution.CANCEL:
            order_id = found.wish.order_id
            undo = c.ReopenCase(CaseId(f"case-{order_id}"))
            closed = Change(c.CancelOrder(order_id), undo)
            self._gestures.do_all(
                [closed], tr("{order_id} is closed: the shop refuses it", order_id=order_id)
            )
        elif way_out.resolution is Resolution.REPLACE:
            self._gestures.replace(CaseId(f"case-{found.wish.order_id}"), ways_out)
        else:
            self._gestures.refund(CaseId(f"case-{found.wish.order_id}"), ways_out)

    def _verdict(self, found: Found) -> Verdict:
        """What the inspector shows for these ways; nothing for an order without an open case."""
        live = self._live()
        case = live.state.cases.get(CaseId(f"case-{found.wish.order_id}"))
        if case is None or live.clock is None:
            return Verdict(())
        now = live.clock.at(time.monotonic())
        back_at = found.back_at
        return verdict(live.state, case, found.ways, now, found.to_points, back_at=back_at)

    def take_best(self, order_id: OrderId) -> None:
        """The best way of the order's own day, or the next one, that breaks nothing."""

        def then(found: Found) -> None:
            best = self._best(found)
            if best is None:
                self.said.emit(tr("No route can take it without breaking something."), True)
                return
            considered = self._verdict(found).ways_out
            self._gestures.place(order_id, best, offered(found, best), considered)

        self._ask(Wish(order_id), then)

    def _best(self, found: Found) -> Way | None:
        state = self._live().state
        order = state.orders.get(found.wish.order_id)
        if order is None:
            return None
        day = serving_day(state, order)
        ways = [
            way
            for way in found.ways
            if way.option.is_feasible and state.routes[way.route_id].day == day
        ]
        return min(ways, key=lambda way: way.option.cost_minor, default=None)

    def move_stop(
        self,
        stop_id: StopId,
        route_id: RouteId,
        index: int | None = None,
        *,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """Move a stop, to the best place or exactly to an index counted without it; `after` goes on
        once it is there."""
        stop = self._live().state.stops.get(stop_id)
        if stop is None:
            return

        def then(found: Found) -> None:
            way = found.way(route_id)
            if way is None:
                self.said.emit(
                    tr("{order_id} cannot be moved any more.", order_id=stop.order_id), True
                )
            elif way.hand_over is not None:
                self._hand_over(stop.order_id, way, after)
            else:
                anew = partial(self.move_stop, stop_id, route_id, index, after=after)
                self._gestures.move_stop(stop_id, way, offered(found, way), anew=anew, after=after)

        exactly = (route_id, index) if index is not None else None
        self._ask(Wish(stop.order_id, stop_id, exactly), then)

    def hand_over(self, order_id: OrderId, route_id: RouteId) -> None:
        """Once more, from the route that has the goods by now."""
        ahead = pending_stops(self._live().state, order_id)
        if ahead:
            self.move_stop(ahead[-1].id, route_id)

    def _hand_over(self, order_id: OrderId, way: Way, after: Callable[[], None]) -> None:
        """Goods that are aboard: off the one route first, then over to the other."""
        place = partial(self.place, order_id, way.route_id, agreed=way.broken, after=after)
        self._gestures.hand_over(order_id, way, place)

    def explain(self, order_id: OrderId, route_id: RouteId) -> None:
        """Say what an order would cost on a route, or why it cannot go there."""
        ahead = [s.id for s in pending_stops(self._live().state, order_id)]

        def then(found: Found) -> None:
            screen = self._screen()
            way = found.way(route_id)
            if way is None or screen is None:
                self.said.emit(NO_TRAVEL_TIMES, True)
            else:
                words = why_words(screen.moment, order_id, way)
                would = would_fit_words(screen.moment, found.relaxed, found.relief)
                self.said.emit(" ".join(filter(None, (words, would))), not way.option.is_feasible)

        self._ask(Wish(order_id, ahead[0] if ahead else None, why=route_id), then)

    def order_of(self, id_: str) -> OrderId | None:
        """Panels name a case by its own id or by its order's."""
        state = self._live().state
        case = state.cases.get(CaseId(id_))
        if case is not None:
            return case.order_id
        return OrderId(id_) if OrderId(id_) in state.orders else None

    # The planner's answers.

    def _ask(self, wish: Wish, then: Then) -> None:
        live = self._live()
        if live.clock is None:
            self.said.emit(tr("The day is not open yet."), True)
            return
        self._waiting.setdefault(wish, []).append(then)
        self._planner.find_ways(live, live.clock.at(time.monotonic()), wish)

    def _found(self, found: Found) -> None:
        for then in self._waiting.pop(found.wish, ()):
            then(found)


def has_moved(before: State, after: State, order_id: OrderId) -> bool:
    """Whether something happened to an order or its case, so that what it costs is another sum."""
    case_id = case_id_of(order_id)
    return before.orders.get(order_id) is not after.orders.get(order_id) or before.cases.get(
        case_id
    ) is not after.cases.get(case_id)


def offered(found: Found, chosen: Way) -> list[Way]:
    """What was on the screen: the best few, and the chosen one."""
    best = sorted(
        (way for way in found.ways if way.option.is_feasible),
        key=lambda way: way.option.cost_minor,
    )[:5]
    return best if chosen in best else [*best, chosen]


def has_key(modifiers: object, wanted: Qt.KeyboardModifier) -> bool:
    """Whether that one was held at a drop."""
    return isinstance(modifiers, Qt.KeyboardModifier) and bool(modifiers & wanted)


def _same(one: WayOut, other: WayOut) -> bool:
    """The same decision, whatever it costs by now."""
    first, second = ((w.resolution, w.day, w.partner_id, w.point_id) for w in (one, other))
    return first == second


def _way(found: Found, way_out: WayOut) -> Way | None:
    """The planner's way of a way out that needs a van."""
    if way_out.route_id is None:
        return None
    if way_out.point_id is not None:
        return found.way_to(way_out.point_id, way_out.route_id)
    return found.way(way_out.route_id)
