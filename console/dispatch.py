"""Changes for drivers leave by themselves after a pause in which nothing more was changed."""

from collections.abc import Callable, Mapping
from time import monotonic

from console.screen import Automatic
from console.tongue import tr
from core.model import Route, RouteId
from core.rules.tray import has_unsent
from core.state import State

Now = Callable[[], float]


class SendTimer:
    """Remembers since when each driver's tray has stood still.

    `pause_s` 0 means that trays only leave by key. Times are real seconds: the pause is for the
    dispatcher, not for the depot's clock.
    """

    def __init__(self, pause_s: float, now: Now = monotonic) -> None:
        self.pause_s = pause_s
        self._now = now
        self._since: dict[RouteId, tuple[int, float]] = {}
        self._named: dict[RouteId, int] = {}

    def watch(self, state: State) -> None:
        """Look at the trays; a changed one begins its pause anew."""
        waiting: dict[RouteId, tuple[int, float]] = {}
        for route in state.routes.values():
            if not has_unsent(state, route):
                continue
            known = self._since.get(route.id)
            is_same = known is not None and known[0] == route.version
            waiting[route.id] = known if known and is_same else (route.version, self._now())
        self._since = waiting
        self._named = {id_: version for id_, version in self._named.items() if id_ in waiting}

    def due(self) -> tuple[RouteId, ...]:
        """Trays whose pause is over; each is named once per version."""
        if self.pause_s <= 0:
            return ()
        over = self._now() - self.pause_s
        ready = {
            route_id: version
            for route_id, (version, since) in self._since.items()
            if since <= over and self._named.get(route_id) != version
        }
        self._named |= ready
        return tuple(ready)

    def words(self) -> Automatic:
        """What the tray panel says about it."""
        if self.pause_s <= 0 or not self._since:
            return Automatic()
        left = {route_id: self._left_s(since) for route_id, (_, since) in self._since.items()}
        oldest = min(since for _, since in self._since.values())
        share = min(1.0, (self._now() - oldest) / self.pause_s)
        if len(left) == 1:
            return Automatic(tr("Leaves by itself in {left} s", left=min(left.values())), share)
        words = tr("The first leaves by itself in {left} s", left=min(left.values()))
        return Automatic(words, share, tuple(left.items()))

    def _left_s(self, since: float) -> int:
        return max(0, round(self.pause_s - (self._now() - since)))


def unsent_routes(state: State) -> Mapping[RouteId, Route]:
    """All routes with something to send."""
    return {r.id: r for r in state.routes.values() if has_unsent(state, r)}
