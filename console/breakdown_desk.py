"""A van or driver that cannot go on: reported from here, its work offered to the neighbours.

The split is shown before anything is done, confirmed in one go, and taken back in one go.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from console.gestures import Gestures
from console.hub_link import Live
from console.hub_words import in_words
from console.placing_many import together
from console.planner import Planner
from console.tongue import tr
from console.views.told import consequence_words
from console.views.wording import extra
from core import commands as c
from core.model import Position, RouteId
from core.planning.breakdown import Split
from core.state import State

AGAIN_MS = 400
TRIES = 25
"""The hub needs a moment for travel times to the place where the van stands."""
MOST_LINES = 24


class BreakdownDesk(QObject):
    """Signals: `said` (words, is_bad), `confirm_wanted` (question, lines, callable to go on)."""

    said = Signal(str, bool)
    confirm_wanted = Signal(str, object, object)

    def __init__(
        self, planner: Planner, gestures: Gestures, live: Callable[[], Live], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._planner = planner
        self._gestures = gestures
        self._live = live
        self._tries = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(AGAIN_MS)
        self._wanted: RouteId | None = None
        self._pause.timeout.connect(self._look)
        planner.split_found.connect(self._propose)

    def report(self, route_id: RouteId, reason: str) -> None:
        """After a question: its whole list is taken from the driver."""
        live = self._live()
        route = live.state.routes[route_id]
        ahead = sum(not live.state.stops[s].status.is_ended for s in route.stop_ids)
        fix = live.fixes.get(route.driver_id)
        position = Position(fix.lat, fix.lon) if fix is not None else None
        who = tr("van") if reason == "vehicle_breakdown" else tr("driver")
        self.confirm_wanted.emit(
            tr(
                "The {who} of {route} cannot go on? {stop} will wait for others.",
                who=who,
                route=route.name,
                stop=tr("{n} stop", "{n} stops", ahead),
            ),
            (),
            lambda: self._gestures.do_plainly(
                c.ReportBreakdown(route_id, reason, position),
                tr("{route} cannot go on", route=route.name),
                then=lambda: self.propose(route_id),
            ),
        )

    def resume(self, route_id: RouteId) -> None:
        """It goes on after all."""
        name = self._live().state.routes[route_id].name
        self._gestures.do_plainly(c.ResumeRoute(route_id), tr("{name} goes on", name=name))

    def propose(self, route_id: RouteId) -> None:
        """Look for vans for everything that waits because of the route."""
        route = self._live().state.routes[route_id]
        if route.stranded is None:
            self.said.emit(
                tr("{route} goes on. There is nothing to split.", route=route.name), True
            )
            return
        self._wanted, self._tries = route_id, 0
        self._look()

    def _look(self) -> None:
        live = self._live()
        if self._wanted is None or live.clock is None:
            return
        stranded = live.state.routes[self._wanted].stranded
        is_known = stranded is None or (
            live.travel is not None and stranded.place_id in live.travel
        )
        if not is_known and self._tries < TRIES:
            self._tries += 1
            self._pause.start()
            return
        self._planner.find_split(live, live.clock.at(time.monotonic()), self._wanted)

    def _propose(self, found: Split | None) -> None:
        if found is None or found.route_id != self._wanted:
            return
        self._wanted = None
        state = self._live().state
        name = state.routes[found.route_id].name
        left = tuple(
            tr(
                "{order_id} stays in the queue: {words}",
                order_id=order_id,
                words=in_words(words.removeprefix(f"Order {order_id}: ")),
            )
            for order_id, words in found.left
        )
        if not found.shares:
            self.said.emit(
                left[0] if left else tr("Nothing waits because of {name}.", name=name), True
            )
            return
        lines = tuple(self._line(state, found, at) for at in range(len(found.shares)))
        late_s = [late for share in found.shares for late in share.way.late_s]
        meant = consequence_words(state.depot, late_s)
        told = (*((meant,) if meant else ()), *lines, *left)
        more = (
            (tr("and {told} more", told=len(told) - MOST_LINES),) if len(told) > MOST_LINES else ()
        )
        question = tr(
            "Split {order} of {name} over {route}, {extra} in all?",
            order=tr("{n} order", "{n} orders", len(found.shares)),
            name=name,
            route=tr("{n} route", "{n} routes", len(found.route_ids)),
            extra=extra(found.extra_s),
        )
        self.confirm_wanted.emit(question, (*told[:MOST_LINES], *more), lambda: self._take(found))

    @staticmethod
    def _line(state: State, found: Split, at: int) -> str:
        share = found.shares[at]
        option = share.way.option
        how = f", {option.words}" if option.words else ""
        name = state.routes[share.way.route_id].name
        return f"{share.order_id} → {name} {extra(option.extra_s)}{how}"

    def _take(self, found: Split) -> None:
        state = self._live().state
        words = tr(
            "{order} of {routes_name}",
            order=tr("{n} order", "{n} orders", len(found.shares)),
            routes_name=state.routes[found.route_id].name,
        )
        command = found.command()
        self._gestures.do(
            command, together(command, state, tr("{words} given to others", words=words))
        )
