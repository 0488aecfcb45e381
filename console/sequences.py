"""What follows a drop: the ghost of the change, and OR-Tools' better sequence beside it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from console.geometry import Geometry
from console.gestures import Gestures
from console.hub_link import Live
from console.hub_words import in_words
from console.map.route_marks import join_paths, route_points
from console.map.scene import Ghost
from console.palette import route_colour
from console.planner import Better, Planner
from console.screen import Screen
from console.tongue import tr
from console.view import ProposalView
from core.model import Route, RouteId
from core.rules.lookups import Refused, must_be_open
from core.state import State

GHOST_MS = 9000
ENGINE = "OR-Tools routing"


class Sequences(QObject):
    """Signals: `ghosts_changed` (tuple of Ghost), `offer_changed` (ProposalView or None).

    Invariant: an offer is of the route's present version, or it is taken off. Those that somebody
    asked for stand in line; one that only follows a drop makes way for the newest.
    """

    ghosts_changed = Signal(object)
    offer_changed = Signal(object)

    def __init__(
        self,
        planner: Planner,
        gestures: Gestures,
        geometry: Geometry,
        live: Callable[[], Live],
        *,
        is_taken_at_once: bool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._planner = planner
        self._gestures = gestures
        self._geometry = geometry
        self._live = live
        self.is_taken_at_once = is_taken_at_once
        self._to_take: set[RouteId] = set()
        self._asked: set[RouteId] = set()
        self._offers: tuple[Better, ...] = ()
        """The first one is shown."""
        self._best_already: list[str] = []
        self._follows_drop: Better | None = None
        """Which of them nobody asked for."""
        self._colours: dict[RouteId, int] = {}
        self._is_dark = True
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.timeout.connect(lambda: self.ghosts_changed.emit(()))
        planner.proposed.connect(self._proposed)
        planner.unanswered.connect(self._unanswered)
        gestures.placed.connect(self._placed)

    def close(self) -> None:
        """Nothing fades any more."""
        self._fade.stop()

    def watch(self, screen: Screen, *, is_dark: bool) -> None:
        """What is shown now; an offer that it overtook is taken off."""
        self._colours = {lane.route_id: lane.colour for lane in screen.lanes}
        self._is_dark = is_dark
        self._offer(tuple(filter(self._is_current, self._offers)))

    def take_next(self, route_id: str) -> None:
        """The next better sequence of this route is taken without asking."""
        self._to_take.add(RouteId(route_id))

    def ask(self, *route_ids: RouteId) -> None:
        """Look for better sequences for somebody who waits for the answers, also when they are no;
        what is found for each is taken or left one after the other."""
        state = self._live().state
        asked: list[RouteId] = []
        for route_id in route_ids:
            words = _why_not(state, state.routes[route_id])
            if words:
                self._gestures.said.emit(words, False)
            else:
                asked.append(route_id)
        self._asked.update(asked)
        self.improve(*asked)

    def improve(self, *route_ids: RouteId) -> None:
        """Look for a better sequence of each; nothing is said when there is none."""
        live = self._live()
        if route_ids and live.clock is not None:
            self._planner.improve(live, live.clock.at(time.monotonic()), *route_ids)

    def take(self) -> None:
        """The offer becomes a change."""
        taken = self._offers[:1]
        self.drop()
        for better in taken:
            self._resequence(better)

    def drop(self) -> None:
        """The offer is not wanted."""
        self._offer(self._offers[1:])

    def _offer(self, offers: tuple[Better, ...]) -> None:
        if offers == self._offers:
            return
        self._offers = offers
        if not offers:
            self.offer_changed.emit(None)
            return
        routes = self._live().state.routes
        better, *rest = offers
        names = ", ".join(routes[each.route_id].name for each in rest)
        self.offer_changed.emit(
            ProposalView(
                route_id=better.route_id,
                route=routes[better.route_id].name,
                words=in_words(better.words),
                detail=tr("Then: {names}", names=names) if names else "",
                colour=self._colours.get(better.route_id, 0),
            )
        )

    def _placed(self, route_id: str) -> None:
        self._show_ghost(RouteId(route_id))
        self.improve(RouteId(route_id))

    def _show_ghost(self, route_id: RouteId) -> None:
        state = self._live().state
        route = state.routes[route_id]
        find_path = self._geometry.path
        ghost = Ghost(
            route_id=route_id,
            colour=route_colour(self._colours.get(route_id, 0), is_dark=self._is_dark),
            old_path=join_paths(route_points(state, route, route.manifest), find_path),
            new_path=join_paths(route_points(state, route, route.stop_ids), find_path),
        )
        self.ghosts_changed.emit((ghost,))
        self._fade.start(GHOST_MS)

    def _is_current(self, better: Better) -> bool:
        route = self._live().state.routes.get(better.route_id)
        return route is not None and route.version == better.version

    def _proposed(self, better: Better) -> None:
        is_to_take = self.is_taken_at_once or better.route_id in self._to_take
        self._to_take.discard(better.route_id)
        was_asked = better.route_id in self._asked
        self._asked.discard(better.route_id)
        if was_asked and not better.is_better:
            self._best_already.append(self._live().state.routes[better.route_id].name)
        if was_asked and not self._asked:
            self._say_best_already()
        if not better.is_better or not self._is_current(better):
            return
        if is_to_take:
            self._resequence(better)
            return
        others = tuple(
            each
            for each in self._offers
            if each.route_id != better.route_id and each is not self._follows_drop
        )
        self._follows_drop = None if was_asked else better
        self._offer((*others, better) if was_asked else (better, *others))

    def _unanswered(self, route_id: str) -> None:
        """The others that were asked for do not wait for it."""
        self._asked.discard(RouteId(route_id))
        if not self._asked:
            self._say_best_already()

    def _say_best_already(self) -> None:
        """Once all that were asked for have answered: notices do not wait for each other."""
        names, self._best_already = self._best_already, []
        if len(names) == 1:
            words = tr("{route} has the best sequence already.", route=names[0])
        else:
            words = tr("{names} have the best sequence already.", names=", ".join(names))
        if names:
            self._gestures.said.emit(words, False)

    def _resequence(self, better: Better) -> None:
        self._gestures.resequence(
            better.route_id, better.stop_ids, saves_s=better.saved_s, engine=ENGINE
        )


def _why_not(state: State, route: Route) -> str:
    """Why it keeps the sequence it has; empty where there may be a better one."""
    if sum(not state.stops[stop_id].status.is_ended for stop_id in route.stop_ids) < 2:
        return tr("{route} has no two stops ahead: no other sequence.", route=route.name)
    try:
        must_be_open(route)
    except Refused as refused:
        return in_words(str(refused))
    return ""
