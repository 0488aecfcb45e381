"""On the way: looks at all routes for what they pass anyway, and takes one or all of it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from console.gestures import Gestures
from console.hub_link import Live
from console.panels.pickups_panel import PickupsPanel
from console.placing import Placing
from console.placing_many import together
from console.planner import Planner
from console.screen import Screen
from console.tongue import tr
from console.views.pickup_rows import pickups_view
from core.model import OrderId, RouteId
from core.planning.breakdown import Share, all_at_once
from core.planning.on_the_way import Pickup

TRIES = 3
AGAIN_MS = 150
"""Until the word of what has changed is here, too."""


class PickupDesk(QObject):
    """Signals: `said` (words, is_bad)."""

    said = Signal(str, bool)

    def __init__(
        self,
        panel: PickupsPanel,
        planner: Planner,
        gestures: Gestures,
        placing: Placing,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._planner = planner
        self._gestures = gestures
        self._live = live
        self._screen = screen
        self._tries = 0
        planner.pickups_found.connect(self._show)
        planner.pickups_shared.connect(self._take)
        panel.taken.connect(
            lambda order_id, route_id: placing.place(OrderId(order_id), RouteId(route_id))
        )
        panel.all_taken.connect(self._take_all)

    def refresh(self) -> None:
        """Look again; what did not change costs nothing."""
        live, screen = self._live(), self._screen()
        if live.clock is not None and screen is not None and screen.day is not None:
            self._planner.find_pickups(live, live.clock.at(time.monotonic()), screen.day)

    def _show(self, found: tuple[Pickup, ...]) -> None:
        screen = self._screen()
        if screen is not None:
            self._panel.show_view(pickups_view(screen.moment, found))

    def _take_all(self) -> None:
        self._tries = TRIES
        self._ask_all()

    def _ask_all(self) -> None:
        live, screen = self._live(), self._screen()
        if live.clock is not None and screen is not None and screen.day is not None:
            self._planner.share_pickups(live, live.clock.at(time.monotonic()), screen.day)

    def _take(self, shares: tuple[Share, ...]) -> None:
        if not shares:
            self.said.emit(tr("No van passes anything any more."), True)
            return
        command = all_at_once(shares)
        words = tr("{order} collected on the way", order=tr("{n} order", "{n} orders", len(shares)))
        pair = together(command, self._live().state, words)
        self._gestures.do(command, pair, otherwise=self._share_anew)

    def _share_anew(self, words: str) -> None:
        """One van that went on meanwhile refuses all of it: the others are not to wait for that."""
        if self._tries:
            self._tries -= 1
            QTimer.singleShot(AGAIN_MS, self, self._ask_all)
        else:
            self.said.emit(words, True)
