"""Who could help: keeps the table of resources fresh, and lets its rows take orders.

Whatever a row takes goes the way of every placement: the planner prices it anew at that moment.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from console.gestures import Gestures
from console.hub_link import Live
from console.panels.resources_panel import ResourcesPanel
from console.placing import Placing
from console.planner import Planner
from console.screen import Screen
from console.tongue import tr
from console.views.resource_rows import resources_view
from core import commands as c
from core.model import OrderId, RouteId, StopId
from core.planning.resources import Resource, ResourceKind, Resources

NO_DAY = tr("No day is open. Plan one first (Ctrl+D).")


class ResourceDesk(QObject):
    """Signals: `said` (words, is_bad), `emphasised` (route ids that the map shows alone; empty for
    all), `pointed_at` (route id).

    Nothing is computed while the table is not in sight.
    """

    said = Signal(str, bool)
    emphasised = Signal(object)
    pointed_at = Signal(str)

    def __init__(
        self,
        panel: ResourcesPanel,
        bring: Callable[[bool], None],
        planner: Planner,
        gestures: Gestures,
        placing: Placing,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._bring = bring
        self._planner = planner
        self._gestures = gestures
        self._placing = placing
        self._live = live
        self._screen = screen
        self._order_id: OrderId | None = None
        self._table: Resources | None = None
        self._is_sorting = False
        self._is_filtering = False
        planner.resources_found.connect(self._show)
        panel.order_dropped.connect(self._drop)
        panel.stop_dropped.connect(self._drop_stop)
        panel.row_activated.connect(self._take)
        panel.row_chosen.connect(self._choose)
        panel.map_filtered.connect(self._filter)
        panel.closed.connect(self.toggle)

    def toggle(self) -> None:
        """Table or board."""
        self._bring(not self._panel.isVisible())
        self.refresh()

    def look_at(self, order_id: OrderId | None) -> None:
        """Another order was chosen; costs are for it from now on."""
        self._order_id = order_id
        self.refresh()

    def who_can_take(self, order_id: OrderId) -> None:
        """The table, sorted by what taking the order would cost."""
        self._order_id = order_id
        self._is_sorting = True
        self._bring(True)
        self.refresh()

    def refresh(self) -> None:
        """Ask anew, if anybody can see it."""
        live, screen = self._live(), self._screen()
        if live.clock is None or screen is None or not self._panel.isVisible():
            return
        if screen.day is None:
            self._table = None
            self._panel.show_nobody(NO_DAY)
            self._emphasise()
            return
        now = live.clock.at(time.monotonic())
        self._planner.find_resources(live, now, screen.day, self._order_id)

    def _show(self, table: Resources | None) -> None:
        screen = self._screen()
        if table is None or screen is None:
            return
        self._table = table
        self._panel.show_view(resources_view(screen.moment, table))
        if self._is_sorting and table.order_id == self._order_id:
            self._is_sorting = False
            self._panel.sort_by_cost()
        self._emphasise()

    # Taking.

    def _take(self, key: str) -> None:
        if self._order_id is None:
            self.said.emit(tr("Choose an order in the queue first."), True)
        else:
            self._drop(self._order_id, key)

    def _drop(self, order_id: str, key: str) -> None:
        row = self._row(key)
        if row is None:
            return
        if row.kind is ResourceKind.PARTNER and row.partner_id is not None:
            self._gestures.hand_to_partner(OrderId(order_id), row.partner_id)
        elif row.route_id is not None:
            place = lambda route: self._placing.place(OrderId(order_id), route)  # noqa: E731
            self._on_route(row, row.route_id, place)

    def _drop_stop(self, stop_id: str, key: str) -> None:
        row = self._row(key)
        stop = self._live().state.stops.get(StopId(stop_id))
        if row is None or stop is None:
            return
        if row.kind is ResourceKind.PARTNER and row.partner_id is not None:
            partner_id = row.partner_id
            self._gestures.withdraw(
                stop.order_id,
                then=lambda: self._gestures.hand_to_partner(stop.order_id, partner_id),
            )
        elif row.route_id is not None:
            move = lambda route: self._placing.move_stop(stop.id, route)  # noqa: E731
            self._on_route(row, row.route_id, move)

    def _on_route(self, row: Resource, route_id: RouteId, then: Callable[[RouteId], None]) -> None:
        """A driver on standby is called in first."""
        if row.kind is not ResourceKind.STANDBY:
            then(route_id)
            return
        screen = self._screen()
        if screen is None or screen.day is None or not (row.driver_id and row.vehicle_id):
            return
        name = screen.moment.driver_name(row.driver_id)
        call = c.CallStandby(screen.day, row.driver_id, row.vehicle_id)
        self._gestures.do_plainly(
            call,
            tr("{name} is called in for {row_name}", name=name, row_name=row.name),
            then=lambda: then(route_id),
        )

    # The map.

    def _choose(self, key: str) -> None:
        row = self._row(key)
        if row is not None and row.kind is ResourceKind.VAN and row.route_id is not None:
            self.pointed_at.emit(row.route_id)

    def _filter(self, is_on: bool) -> None:
        self._is_filtering = is_on
        self._emphasise()

    def _emphasise(self) -> None:
        shown = self._table if self._is_filtering and self._panel.isVisible() else None
        rows = shown.rows if shown is not None else ()
        is_asked = shown is not None and shown.order_id is not None
        routes = [row.route_id for row in rows if row.is_able or not is_asked]
        self.emphasised.emit(tuple(route_id for route_id in routes if route_id is not None))

    def _row(self, key: str) -> Resource | None:
        return self._table.row(key) if self._table is not None else None
