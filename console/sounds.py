"""A sound when somebody is needed: once for what came together, and only for what is wanted."""

from collections.abc import Callable, Collection

from console.screen import Screen
from console.views.heard import heard


class Sounds:
    """Invariant: what was there when the day came into view is not heard."""

    def __init__(self, wanted: Collection[str], ring: Callable[[], None]) -> None:
        self.wanted = frozenset(wanted)
        self._ring = ring
        self._known: frozenset[tuple[str, str]] | None = None

    def listen(self, screen: Screen) -> None:
        """Ring if something is new since the last time."""
        if not self.wanted or screen.moment.state.depot is None:
            return
        calls = heard(screen.queue, screen.doors)
        now = frozenset(each for each in calls if each[0] in self.wanted)
        if self._known is not None and now - self._known:
            self._ring()
        self._known = now
