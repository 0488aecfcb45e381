"""A whole route onto another one: dragged inside the map, chosen in a menu or typed.

Prices what its open stops would cost on every other route while it is dragged, the one under the
pointer first; the drop is priced anew, asks before anything breaks and is one change to take back.
"""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from console.gestures import Gestures, went_on_words
from console.hub_link import Live
from console.hub_words import in_words
from console.placing import NO_PRICES_YET, NO_TRAVEL_TIMES, has_key
from console.planner import Planner, Transferred
from console.replanning import taken_over
from console.screen import Screen
from console.tongue import tr
from console.views.costs import transfer_chips, transfer_costs
from console.views.told import consequence_words
from core.model import RouteId
from core.planning.whole_route import Transfer
from core.state import State

AT_ONCE = 2
"""Routes that are priced in one go: the first prices come soon, the others follow."""
MOST_LINES = 24


class WholeRoutes(QObject):
    """Signals: `costs_changed` (chips by route id for the board, costs for the map), `costs_over`,
    `said` (words, is_bad), `confirm_wanted` (question, lines, callable to go on), `better_wanted`
    (route id) for a drop that takes the better sequence at once."""

    costs_changed = Signal(object, object)
    costs_over = Signal()
    said = Signal(str, bool)
    confirm_wanted = Signal(str, object, object)
    better_wanted = Signal(str)

    def __init__(
        self,
        planner: Planner,
        gestures: Gestures,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        route_under: Callable[[str, str], RouteId | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._planner = planner
        self._gestures = gestures
        self._live = live
        self._screen = screen
        self._route_under = route_under
        self._dragged: RouteId | None = None
        self._waiting: list[RouteId] = []
        """of the drag, not priced yet: the first of them are being priced"""
        self._priced: list[Transfer] = []
        self._wanted: dict[tuple[RouteId, tuple[RouteId, ...]], bool] = {}
        """drops that are being priced: from where to where, and whether a better sequence of the
        taking route is wanted then"""
        planner.transferred.connect(self._found)

    # Looking.

    def begin_drag(self, route_id: str) -> None:
        """Its line leaves its place under the pointer."""
        state = self._live().state
        route = state.routes.get(RouteId(route_id))
        if route is None or route.ended_at is not None:
            return
        if self._live().travel is None:
            self.said.emit(NO_PRICES_YET, True)
        self._dragged, self._priced = route.id, []
        self._waiting = [
            each.id
            for each in state.routes.values()
            if each.day == route.day and each.ended_at is None and each.id != route.id
        ]
        self._price_next()

    def hover(self, kind: str, id_: str) -> None:
        """What the pointer is over is priced next."""
        route_id = self._route_under(kind, id_) if self._dragged is not None else None
        if route_id in self._waiting[AT_ONCE:]:
            self._waiting.remove(route_id)
            self._waiting.insert(AT_ONCE, route_id)

    def end_drag(self) -> None:
        """Dropped, or let go; nothing where something else was dragged."""
        if self._dragged is None:
            return
        self._dragged, self._waiting, self._priced = None, [], []
        self.costs_over.emit()

    def _price_next(self) -> None:
        if self._dragged is not None and self._waiting:
            self._ask(self._dragged, self._asked)

    @property
    def _asked(self) -> tuple[RouteId, ...]:
        return tuple(self._waiting[:AT_ONCE])

    def _ask(self, from_id: RouteId, to_ids: tuple[RouteId, ...]) -> None:
        live = self._live()
        if live.clock is None:
            self.said.emit(tr("The day is not open yet."), True)
        else:
            self._planner.find_transfers(live, live.clock.at(time.monotonic()), from_id, to_ids)

    def _found(self, found: Transferred) -> None:
        asked = (found.from_id, found.to_ids)
        if asked in self._wanted:
            self._take(found, is_better=self._wanted.pop(asked))
        elif asked == (self._dragged, self._asked):
            # Anything else was asked for an earlier drag.
            del self._waiting[:AT_ONCE]
            self._priced += found.transfers
            self._show_costs()
            self._price_next()

    def _show_costs(self) -> None:
        screen = self._screen()
        if screen is not None:
            moment, priced = screen.moment, self._priced
            self.costs_changed.emit(transfer_chips(moment, priced), transfer_costs(moment, priced))

    # Dropping.

    def drop(self, route_id: str, kind: str, id_: str, modifiers: object) -> None:
        """On another route, on one of its stops or on its driver."""
        to_id = self._route_under(kind, id_)
        if to_id is None or to_id == route_id:
            self.said.emit(tr("Drop it on another route, one of its stops or its driver."), True)
        else:
            is_better = has_key(modifiers, Qt.KeyboardModifier.ControlModifier)
            self.move(RouteId(route_id), to_id, is_better=is_better)
        self.end_drag()

    def move(self, from_id: RouteId, to_id: RouteId, *, is_better: bool = False) -> None:
        """All open stops of a route onto another one, priced as things are now; then the better
        sequence, if that is wanted."""
        if from_id == to_id:
            self.said.emit(tr("Choose two different routes."), True)
            return
        self._wanted[from_id, (to_id,)] = is_better
        self._ask(from_id, (to_id,))

    def _take(self, found: Transferred, *, is_better: bool) -> None:
        state = self._live().state
        from_name, to_name = (state.routes[id_].name for id_ in (found.from_id, found.to_ids[0]))
        if not found.transfers:
            words = tr("Both routes must be of one day and under way or still to leave.")
            is_priced = self._live().travel is not None
            self.said.emit(words if is_priced else NO_TRAVEL_TIMES, True)
            return
        (transfer,) = found.transfers
        if transfer.command is None:
            words = in_words(transfer.option.words)
            self.said.emit(
                tr("Nothing of {route} can go on {to}: {words}.", route=from_name, to=to_name,
                   words=words),
                True,
            )  # fmt: skip
            return
        lines = self._lines(state, transfer)
        go_on = partial(self._do, found, transfer, is_better=is_better)
        if not lines:
            go_on()
            return
        self.confirm_wanted.emit(
            tr("Put {stops} of {route} onto {to} all the same?",
               stops=tr("{n} stop", "{n} stops", len(transfer.moved)), route=from_name, to=to_name),
            lines,
            go_on,
        )  # fmt: skip

    @staticmethod
    def _lines(state: State, transfer: Transfer) -> tuple[str, ...]:
        """What must be agreed to: what breaks, what passes from van to van, what stays."""
        handed = ", ".join(transfer.handed)
        met = (tr("Handed over from van to van: {orders}", orders=handed),) if handed else ()
        stays = tuple(
            tr("{order_id} stays: {words}", order_id=each.order_id, words=in_words(each.words))
            for each in transfer.stays
        )
        late = consequence_words(state.depot, transfer.late_s)
        told = (*transfer.broken, *((late,) if late else ()), *met, *stays)
        left = len(told) - MOST_LINES
        return (*told[:MOST_LINES], *((tr("and {told} more", told=left),) if left > 0 else ()))

    def _do(self, found: Transferred, transfer: Transfer, *, is_better: bool) -> None:
        state, command = self._live().state, transfer.command
        assert command is not None
        to_id = found.to_ids[0]
        for each in command.sequences:
            route = state.routes[each.route_id]
            if route.version != each.expected_version:
                self.said.emit(went_on_words(route), False)
                self.move(found.from_id, to_id, is_better=is_better)
                return
        words = tr(
            "{stops} of {route} on {to}",
            stops=tr("{n} stop", "{n} stops", len(transfer.moved)),
            route=state.routes[found.from_id].name,
            to=state.routes[to_id].name,
        )
        anew = partial(self.move, found.from_id, to_id)
        pair = taken_over(command, state, words, anew=anew)

        def moved() -> None:
            self._gestures.placed.emit(to_id)
            if is_better:
                self.better_wanted.emit(to_id)

        self._gestures.do(command, pair, then=moved)
