"""Builds every object of the console and makes every connection; the only wiring there is.

`Console` owns link, planner, window and what the person has chosen; panels only tell it what was
done to them. `start.py` makes it once the window is on the screen.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMessageBox

from console.dispatch import SendTimer, unsent_routes
from console.geometry import Geometry
from console.gestures import Gestures
from console.hub_link import HubLink, Live, Target
from console.main_window import MainWindow
from console.map.day_scene import join_paths, route_points
from console.map.map_view import MapView
from console.map.scene import Ghost, Kind, Ref, RouteCost
from console.palette import route_colour
from console.planner import Better, Found, Planner
from console.screen import Chosen, Picture, Screen
from console.theme import Scheme, Theme
from console.view import CaseAction, Connection, CostChip, ProposalView, RouteAction, StatusView
from console.views.inspections import own_route
from console.views.lanes import cost_chips
from console.views.moment import Moment
from console.views.wording import extra
from core.catalogue import shipped
from core.hub.client import Line, LineState
from core.hub.demo import RESOURCES
from core.model import CaseId, OrderId, RouteId, ServiceDay, StopId
from core.planning.travel import GREAT_CIRCLE, GREAT_CIRCLE_WORDS
from core.planning.ways import Way
from core.settings import Settings

TICK_MS = 1000
PANELS_MS = 100
"""How long panels gather changes before they are prepared again."""
GHOST_MS = 9000
_log = logging.getLogger(__name__)


class Console(QObject):
    """One open console."""

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        target: Target,
        *,
        cache: Path,
        window: MainWindow | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._settings = settings
        self._cache = cache
        self.window = window or MainWindow(theme)
        self.link = HubLink(target, self)
        self.planner = Planner(shipped(), settings.solver_ms, self)
        self.geometry = Geometry(RESOURCES / "roads.npz", self)
        self.gestures = Gestures(lambda: self.live.state, self.link.ask, self)
        self.map: MapView | None = None
        self.live = Live()
        self.picture: Picture | None = None
        self.screen: Screen | None = None
        self._line = LineState(Line.CONNECTING)
        self._line_since = time.monotonic()
        self._chosen = Chosen(is_dark=theme.is_dark)
        self._dragged: OrderId | None = None
        self._found: Found | None = None
        self._wants: tuple[OrderId, Callable[[Found], None]] | None = None
        self._resequence_next = False
        self._better: Better | None = None
        self._is_fitted = False
        self._zone = ""
        self._planner_busy = False
        self._send_timer = SendTimer(settings.send_after_s)
        self._ghost_timer = QTimer(self)
        self._ghost_timer.setSingleShot(True)
        self._ghost_timer.timeout.connect(lambda: self._choose(ghosts=()))
        self._panels_timer = QTimer(self)
        self._panels_timer.setSingleShot(True)
        self._panels_timer.timeout.connect(self._refresh_panels)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._on_tick)
        self._connect_panels()
        self._connect_keys()

    # Life.

    def start(self) -> None:
        """Show the window and begin to connect."""
        self.window.closed.connect(self.close)
        if self.window.was_shown:
            self._open_map()
        else:
            self.window.first_shown.connect(self._open_map)
            self.window.show()
            self.window.size_columns()
        self.link.start()
        self.window.say("Opening the day. The first time this takes some seconds.")
        self._tick.start(TICK_MS)
        self._show_status()

    def close(self) -> None:
        """End threads and processes; called when the window closes."""
        if self._tick.isActive():
            self._tick.stop()
            self._ghost_timer.stop()
            self._panels_timer.stop()
            if self.map is not None:
                self.map.shut_down()
            self.link.close()
            self.planner.close()
            self.geometry.close()

    def _open_map(self) -> None:
        view = MapView(
            cache_folder=self._cache,
            base_map=RESOURCES / "base.pmtiles",
            theme="dark" if self._theme.is_dark else "light",
        )
        self.map = view
        self.window.put_map(view)
        view.case_clicked.connect(self._case_clicked)
        view.route_clicked.connect(lambda id_: self._choose_route(RouteId(id_)))
        view.stop_clicked.connect(self._stop_clicked)
        view.driver_clicked.connect(self._driver_clicked)
        view.background_clicked.connect(self._choose_nothing)
        view.hovered.connect(self._map_hovered)
        view.menu_wanted.connect(self._map_menu)
        view.drag_entered.connect(self._drag_begins)
        view.drag_left.connect(self._map_drag_left)
        view.dropped.connect(self._map_dropped)
        view.crashed.connect(lambda words: self.window.say(words, is_bad=True))
        self._refresh()

    # Connections.

    def _connect_panels(self) -> None:
        window = self.window
        self.link.updated.connect(self._updated)
        self.link.line_changed.connect(self._line_changed)
        self.link.failed.connect(self._failed)
        self.planner.picture_ready.connect(self._draw)
        self.planner.screen_ready.connect(self._show)
        self.planner.ways_found.connect(self._ways_found)
        self.planner.proposed.connect(self._proposed)
        self.planner.failed.connect(lambda words: self.window.say(words, is_bad=True))
        self.planner.busy_changed.connect(self._busy_changed)
        self.geometry.arrived.connect(self._refresh)
        self.gestures.said.connect(lambda words, is_bad: window.say(words, is_bad=is_bad))
        self.gestures.confirm_wanted.connect(self._confirm)
        self.gestures.placed.connect(self._placed)
        self._theme.changed.connect(self._theme_changed)
        window.queue.order_selected.connect(lambda id_: self._choose_order(OrderId(id_)))
        window.queue.order_activated.connect(lambda id_: self._take_best(OrderId(id_)))
        window.queue.menu_wanted.connect(self._queue_menu)
        window.queue.drag_started.connect(self._drag_begins)
        window.queue.drag_ended.connect(lambda _: self._drag_ends())
        window.queue.stop_dropped.connect(self._stop_to_queue)
        board = window.board
        board.order_dropped.connect(self._order_dropped)
        board.order_dropped_on_day.connect(
            lambda order, day: self.gestures.reschedule(OrderId(order), ServiceDay(day))
        )
        board.stop_dropped_on_day.connect(self._stop_dropped_on_day)
        board.stop_dropped.connect(self._stop_dropped)
        board.stop_stepped.connect(self._stop_stepped)
        board.stop_drag_started.connect(lambda _: None)
        board.stop_clicked.connect(self._stop_clicked)
        board.route_clicked.connect(lambda id_: self._choose_route(RouteId(id_)))
        board.menu_wanted.connect(self._board_menu)
        board.days_chosen.connect(self._days_chosen)
        window.inspector.action_asked.connect(self._case_action)
        window.inspector.option_chosen.connect(self._option_chosen)
        window.inspector.option_pointed_at.connect(self._option_pointed_at)
        window.inspector.photo_wanted.connect(self._photo_wanted)
        window.inspector.photo_opened.connect(self._photo_opened)
        window.inspector.stop_clicked.connect(self._stop_clicked)
        window.inspector.route_action_asked.connect(self._route_action)
        for panel in (window.inspector, window.tray, window.alerts):
            panel.phone_copied.connect(self._copy_phone)
        window.tray.send_asked.connect(lambda id_: self.gestures.send_changes(RouteId(id_)))
        window.tray.send_all_asked.connect(self._send_all)
        window.tray.route_chosen.connect(lambda id_: self._choose_route(RouteId(id_)))
        window.alerts.route_chosen.connect(lambda id_: self._choose_route(RouteId(id_)))
        window.alerts.case_chosen.connect(self._case_clicked)
        window.proposal.taken.connect(lambda _: self._take_better())
        window.proposal.declined.connect(lambda _: self._drop_better())
        window.status.rate_chosen.connect(self._rate_chosen)
        window.status.scheme_toggled.connect(self._toggle_scheme)

    def _connect_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Z", self.gestures.history.undo),
            ("Ctrl+Shift+Z", self.gestures.history.redo),
            ("Ctrl+Y", self.gestures.history.redo),
            ("Ctrl+F", self.window.queue.focus_search),
            ("/", self.window.queue.focus_search),
            ("Ctrl+Return", self._send_all),
            ("T", self.window.proposal.take),
            ("Esc", self._escape),
            ("Ctrl+0", lambda: self.map.fit() if self.map is not None else None),
        )
        for key, action in keys:
            QShortcut(QKeySequence(key), self.window, action)

    # What the hub tells.

    def _updated(self, live: Live) -> None:
        self.live = live
        self._send_timer.watch(live.state)
        self._refresh()

    def _line_changed(self, state: LineState) -> None:
        if state.line is not self._line.line:
            self._line_since = time.monotonic()
        self._line = state
        self._show_status()

    def _failed(self, words: str) -> None:
        self._line_changed(LineState(Line.REJECTED, words))
        box = QMessageBox(QMessageBox.Icon.Critical, "Backhaul", words, parent=self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _on_tick(self) -> None:
        for route_id in self._send_timer.due():
            self.gestures.send_changes(route_id)
        self._refresh()
        self._show_status()

    def _busy_changed(self, is_busy: bool) -> None:
        self._planner_busy = is_busy

    # Showing.

    def _refresh(self) -> None:
        """The map at once; the panels soon, so that a burst of reports does not paint them all."""
        clock = self.live.clock
        if clock is None:
            return
        now = clock.at(time.monotonic())
        self.planner.draw(self.live, now, self._chosen, self.geometry.path)
        if not self._panels_timer.isActive():
            self._panels_timer.start(PANELS_MS)

    def _refresh_panels(self) -> None:
        clock = self.live.clock
        if clock is not None:
            now = clock.at(time.monotonic())
            self.planner.refresh(self.live, now, self._chosen, self._send_timer.words())

    def _draw(self, picture: Picture) -> None:
        self.picture = picture
        if self.map is not None:
            self.map.show_scene(picture.scene)
            if not self._is_fitted and picture.scene.routes:
                self._is_fitted = True
                self.map.fit()

    def _show(self, screen: Screen) -> None:
        self.screen = screen
        window = self.window
        if screen.moment.wording.zone != self._zone:
            self._zone = screen.moment.wording.zone
            window.board.canvas.set_zone(self._zone)
        window.queue.show_rows(screen.queue)
        window.board.show_days(screen.days)
        window.board.show_lanes(screen.lanes)
        window.board.set_now(screen.moment.now)
        window.inspector.show_view(screen.inspected)
        window.kpis.show_view(screen.kpis)
        window.tray.show_view(screen.tray)
        window.alerts.show_rows(screen.alerts)
        window.show_counts(to_send=len(screen.tray.rows), alerts=len(screen.alerts))
        self._forget_stale_better(screen)

    def _show_status(self) -> None:
        live = self.live
        words = {
            Line.LIVE: "Live",
            Line.CONNECTING: "Connecting…",
            Line.DOWN: f"Offline for {round(time.monotonic() - self._line_since)} s",
            Line.REJECTED: self._line.words or "Not admitted",
        }[self._line.line]
        connection = {
            Line.LIVE: Connection.LIVE,
            Line.CONNECTING: Connection.CONNECTING,
            Line.DOWN: Connection.RECONNECTING,
            Line.REJECTED: Connection.OFFLINE,
        }[self._line.line]
        clock, date, rate = "", "", 1.0
        if live.clock is not None and self.screen is not None:
            wording, now = self.screen.moment.wording, live.clock.at(time.monotonic())
            clock, rate = wording.clock(now), live.clock.rate
            date = wording.day_label(wording.today(now), now)
        estimated = live.travel is not None and any(
            place.source == GREAT_CIRCLE for place in live.travel.places
        )
        travel = "no travel times yet" if live.travel is None else "road network"
        self.window.status.show_view(
            StatusView(
                connection=connection,
                connection_words=words,
                clock=clock,
                date=date,
                zone=live.state.depot.zone if live.state.depot is not None else "",
                rate=rate,
                is_simulated=live.is_simulated,
                travel=GREAT_CIRCLE_WORDS if estimated else travel,
                is_travel_fallback=estimated,
                planner="planning" if self._planner_busy else "ready",
                is_planner_busy=self._planner_busy,
                unsent=f"{live.pending} waiting for the line" if live.pending else "",
                user=live.actor_id,
            )
        )

    # Choosing.

    def _choose(self, **changes: object) -> None:
        self._chosen = msgspec.structs.replace(self._chosen, **changes)
        self._refresh()
        self._refresh_panels()

    def _choose_nothing(self) -> None:
        self.window.queue.clear_selection()
        self._choose(case_of=None, route=None)

    def _choose_order(self, order_id: OrderId) -> None:
        if not order_id:
            return
        is_known = self._found is not None and self._found.order_id == order_id
        self._choose(
            case_of=order_id, route=None, options=None if not is_known else self._chosen.options
        )
        self._want_ways(order_id, self._show_options)

    def _choose_route(self, route_id: RouteId) -> None:
        self.window.queue.clear_selection()
        self._choose(case_of=None, route=route_id)

    def _case_clicked(self, case_id: str) -> None:
        case = self.live.state.cases.get(CaseId(case_id))
        if case is not None and not self.window.queue.select(case.order_id):
            self._choose_order(case.order_id)

    def _stop_clicked(self, stop_id: str) -> None:
        stop = self.live.state.stops.get(StopId(stop_id))
        if stop is not None:
            self._choose_route(stop.route_id)

    def _driver_clicked(self, driver_id: str) -> None:
        route_id = self._route_of_driver(driver_id)
        if route_id is not None:
            self._choose_route(route_id)

    def _route_of_driver(self, driver_id: str) -> RouteId | None:
        day = self.screen.day if self.screen is not None else None
        for route in self.live.state.routes.values():
            if route.driver_id == driver_id and route.day == day:
                return route.id
        return None

    def _map_hovered(self, kind: str, id_: str) -> None:
        hovered = Ref(Kind(kind), id_) if id_ else None
        if hovered != self._chosen.hovered:
            self._chosen = msgspec.structs.replace(self._chosen, hovered=hovered)

    def _days_chosen(self, days: object) -> None:
        chosen = tuple(str(day) for day in days) if isinstance(days, list | tuple) else ()
        self._choose(day=ServiceDay(chosen[0]) if chosen else None)

    def _escape(self) -> None:
        if self.window.proposal.is_offering():
            self.window.proposal.keep()
        else:
            self._choose_nothing()

    # Ways: while dragging, for the inspector, for a key.

    def _want_ways(self, order_id: OrderId, then: Callable[[Found], None]) -> None:
        clock = self.live.clock
        if clock is not None:
            self._wants = (order_id, then)
            self.planner.find_ways(self.live, clock.at(time.monotonic()), order_id)

    def _ways_found(self, found: Found) -> None:
        self._found = found
        if self._dragged == found.order_id:
            self._show_costs(found)
        if self._wants is not None and self._wants[0] == found.order_id:
            then = self._wants[1]
            self._wants = None
            then(found)

    def _show_options(self, found: Found) -> None:
        options = tuple(way.option for way in found.ways)
        self._choose(options_of=found.order_id, options=options)

    def _drag_begins(self, order_id: str) -> None:
        self._dragged = OrderId(order_id)
        self._want_ways(self._dragged, self._show_options)

    def _drag_ends(self) -> None:
        self._dragged = None
        self.window.board.clear_costs()
        if self.map is not None:
            self.map.drag_preview(())

    def _map_drag_left(self) -> None:
        if self.map is not None:
            self.map.drag_preview(())

    def _show_costs(self, found: Found) -> None:
        if self.screen is None:
            return
        day_of = {route.id: route.day for route in self.live.state.routes.values()}
        today = [way for way in found.ways if day_of[way.option.route_id] == self.screen.day]
        other = [way for way in found.ways if way not in today]
        chips: dict[str, CostChip] = {}
        for ways in (other, today):
            indexes = {w.option.route_id: w.index for w in ways if w.index is not None}
            chips |= cost_chips(self.screen.moment, [w.option for w in ways], indexes)
        self.window.board.show_costs(chips)
        if self.map is not None:
            self.map.drag_preview(_map_costs(self.screen.moment, today))

    # Dropping.

    def _order_dropped(
        self, order_id: str, route_id: str, index: object, modifiers: object
    ) -> None:
        is_exact = bool(_has(modifiers, Qt.KeyboardModifier.AltModifier))
        at = index if is_exact and isinstance(index, int) else None
        self._resequence_next = _has(modifiers, Qt.KeyboardModifier.ControlModifier)
        self._place(OrderId(order_id), RouteId(route_id), at)

    def _map_dropped(
        self, payload: str, kind: str, id_: str, lat: float, lon: float, modifiers: object
    ) -> None:
        route_id: RouteId | None = None
        if kind == Kind.ROUTE:
            route_id = RouteId(id_)
        elif kind == Kind.DRIVER:
            route_id = self._route_of_driver(id_)
        elif kind == Kind.STOP and StopId(id_) in self.live.state.stops:
            route_id = self.live.state.stops[StopId(id_)].route_id
        if route_id is None:
            self.window.say("Drop it on a route, a stop or a driver.", is_bad=True)
        else:
            self._resequence_next = _has(modifiers, Qt.KeyboardModifier.ControlModifier)
            self._place(OrderId(payload), route_id, None)
        self._drag_ends()

    def _place(self, order_id: OrderId, route_id: RouteId, index: int | None) -> None:
        """Place with the ways of this very moment, so that versions are today's."""

        def then(found: Found) -> None:
            way = next((w for w in found.ways if w.option.route_id == route_id), None)
            if way is None:
                self.window.say("No travel times for this place yet. Try again in a moment.")
                return
            self.gestures.place(order_id, way, _offered(found, way), index)

        self._want_ways(order_id, then)

    def _take_best(self, order_id: OrderId) -> None:
        """Enter on a row: the best way of the order's own day."""

        def then(found: Found) -> None:
            best = self._best(found)
            if best is None:
                self.window.say("No route can take it without breaking something.", is_bad=True)
                return
            self.gestures.place(order_id, best, _offered(found, best), None)

        self._want_ways(order_id, then)

    def _best(self, found: Found) -> Way | None:
        state = self.live.state
        order = state.orders.get(found.order_id)
        if order is None:
            return None
        ways = [
            way
            for way in found.ways
            if way.option.is_feasible and state.routes[way.option.route_id].day == order.day
        ]
        return min(ways, key=lambda way: way.option.cost_minor, default=None)

    def _option_chosen(self, order_id: str, route_id: str) -> None:
        order = self._order_of(order_id)
        if order is not None:
            self._place(order, RouteId(route_id), None)

    def _order_of(self, id_: str) -> OrderId | None:
        """Panels name a case by its own id or by its order's."""
        case = self.live.state.cases.get(CaseId(id_))
        if case is not None:
            return case.order_id
        return OrderId(id_) if OrderId(id_) in self.live.state.orders else None

    def _option_pointed_at(self, order_id: str, route_id: str) -> None:
        self._choose(hovered=Ref(Kind.ROUTE, route_id) if route_id else None)

    def _stop_dropped(self, stop_id: str, route_id: str, index: object, modifiers: object) -> None:
        state = self.live.state
        stop = state.stops.get(StopId(stop_id))
        if stop is None:
            return
        if isinstance(index, int):
            self.gestures.move_stop(stop.id, RouteId(route_id), index)
        elif stop.route_id != RouteId(route_id):
            end = len(state.routes[RouteId(route_id)].stop_ids)
            self.gestures.move_stop(stop.id, RouteId(route_id), end)

    def _stop_stepped(self, stop_id: str, route_id: str, step: int) -> None:
        route = self.live.state.routes.get(RouteId(route_id))
        if route is not None and StopId(stop_id) in route.stop_ids:
            index = route.stop_ids.index(StopId(stop_id)) + step
            if 0 <= index < len(route.stop_ids):
                self.gestures.move_stop(StopId(stop_id), route.id, index)

    def _stop_to_queue(self, stop_id: str) -> None:
        stop = self.live.state.stops.get(StopId(stop_id))
        if stop is not None:
            self.gestures.withdraw(stop.order_id)

    def _stop_dropped_on_day(self, stop_id: str, day: str) -> None:
        stop = self.live.state.stops.get(StopId(stop_id))
        if stop is not None:
            self.gestures.reschedule(stop.order_id, ServiceDay(day))

    # After a drop: the ghost and the better sequence.

    def _placed(self, route_id: str) -> None:
        self._show_ghost(RouteId(route_id))
        clock = self.live.clock
        if clock is not None:
            self.planner.improve(self.live, clock.at(time.monotonic()), RouteId(route_id))

    def _show_ghost(self, route_id: RouteId) -> None:
        state = self.live.state
        route = state.routes[route_id]
        colour = route_colour(self._colour_of(route_id), is_dark=self._theme.is_dark)
        ghost = Ghost(
            route_id=route_id,
            colour=colour,
            old_path=join_paths(route_points(state, route, route.manifest), self.geometry.path),
            new_path=join_paths(route_points(state, route, route.stop_ids), self.geometry.path),
        )
        self._choose(ghosts=(ghost,))
        self._ghost_timer.start(GHOST_MS)

    def _colour_of(self, route_id: RouteId) -> int:
        if self.screen is None:
            return 0
        return next((lane.colour for lane in self.screen.lanes if lane.route_id == route_id), 0)

    def _proposed(self, better: Better) -> None:
        if not better.is_better:
            self._resequence_next = False
            return
        if self._resequence_next or self._settings.take_better_sequence:
            self._resequence_next = False
            self._resequence(better)
            return
        self._better = better
        route = self.live.state.routes.get(better.route_id)
        if route is None or route.version != better.version:
            return
        self.window.proposal.show_view(
            ProposalView(
                route_id=better.route_id,
                route=route.name,
                words=better.words,
                colour=self._colour_of(better.route_id),
            )
        )

    def _resequence(self, better: Better) -> None:
        self.gestures.resequence(
            better.route_id, better.stop_ids, saves_s=better.saved_s, engine="OR-Tools routing"
        )

    def _take_better(self) -> None:
        better, self._better = self._better, None
        self.window.proposal.show_view(None)
        if better is not None:
            self._resequence(better)

    def _drop_better(self) -> None:
        self._better = None
        self.window.proposal.show_view(None)

    def _forget_stale_better(self, screen: Screen) -> None:
        better = self._better
        if better is None:
            return
        route = screen.moment.state.routes.get(better.route_id)
        if route is None or route.version != better.version:
            self._drop_better()

    # Buttons and menus.

    def _case_action(self, action: object, case_id: str) -> None:
        order_id = self._order_of(case_id)
        if order_id is None or not isinstance(action, CaseAction):
            return
        state = self.live.state
        if action is CaseAction.BEST_ROUTE:
            self._take_best(order_id)
        elif action is CaseAction.RETRY:
            self._retry(order_id)
        elif action is CaseAction.RESCHEDULE:
            later = [day for day in sorted(state.days) if day > state.orders[order_id].day]
            if later:
                self.gestures.reschedule(order_id, later[0])
        else:
            self.gestures.case_action(action, CaseId(f"case-{order_id}"))

    def _retry(self, order_id: OrderId) -> None:
        if self.screen is None:
            return
        own = own_route(self.screen.moment, self.live.state.orders[order_id])
        if own is not None:
            self._place(order_id, own.id, None)

    def _route_action(self, action: object, route_id: str) -> None:
        if action is RouteAction.OPTIMIZE and self.live.clock is not None:
            now = self.live.clock.at(time.monotonic())
            self.planner.improve(self.live, now, RouteId(route_id))
        elif isinstance(action, RouteAction):
            self.gestures.route_action(action, RouteId(route_id))

    def _queue_menu(self, orders: object, at: QPoint) -> None:
        chosen = [OrderId(str(o)) for o in orders] if isinstance(orders, list | tuple) else []
        if not chosen:
            return
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action, words in (
            (CaseAction.ACKNOWLEDGE, "I have it"),
            (CaseAction.BEST_ROUTE, "Best route"),
            (CaseAction.RETRY, "Own van"),
            (CaseAction.RESCHEDULE, "Next day"),
            (CaseAction.RETURN_TO_DEPOT, "To the depot"),
            (CaseAction.CANCEL, "Cancel order"),
        ):
            menu.addAction(words, partial(self._case_actions, action, chosen))
        menu.popup(at)

    def _case_actions(self, action: CaseAction, orders: list[OrderId]) -> None:
        for order_id in orders:
            self._case_action(action, order_id)

    def _map_menu(self, kind: str, id_: str, at: QPointF) -> None:
        if self.map is not None:
            self._menu_for(kind, id_, self.map.mapToGlobal(at).toPoint())

    def _board_menu(self, kind: str, id_: str, at: QPoint) -> None:
        self._menu_for(kind, id_, at)

    def _menu_for(self, kind: str, id_: str, at: QPoint) -> None:
        state = self.live.state
        menu = QMenu(self.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        route_id = RouteId(id_)
        if kind == Kind.STOP and StopId(id_) in state.stops:
            stop = state.stops[StopId(id_)]
            route_id = stop.route_id
            lock = "Let it move" if stop.is_locked else "Lock in place"
            is_locked = stop.is_locked
            menu.addAction(lock, lambda: self.gestures.lock_stop(stop.id, is_locked=not is_locked))
            menu.addAction("Back to the queue", lambda: self.gestures.withdraw(stop.order_id))
            menu.addSeparator()
        elif kind == Kind.DRIVER:
            route_id = self._route_of_driver(id_) or route_id
        elif kind == Kind.CASE:
            self._queue_menu([self._order_of(id_) or ""], at)
            return
        route = state.routes.get(route_id)
        if route is None:
            return
        words = f"Unlock {route.name}" if route.is_locked else f"Lock {route.name}"
        menu.addAction(
            words, lambda: self.gestures.lock_route(route.id, is_locked=not route.is_locked)
        )
        menu.addAction("Re-optimize", lambda: self._route_action(RouteAction.OPTIMIZE, route.id))
        menu.addAction("Send changes", lambda: self.gestures.send_changes(route.id))
        menu.addAction("Drive as this driver…", lambda: self._drive_as(route.driver_id))
        menu.popup(at)

    def _drive_as(self, driver_id: str) -> None:
        def arrived(url: str) -> None:
            if not url:
                self.window.say("The hub gave no link for this driver.", is_bad=True)
                return
            QGuiApplication.clipboard().setText(url)
            self.window.say("The driver's page opens; its link (for one use) is copied as well.")
            QDesktopServices.openUrl(QUrl(url))

        self.link.make_driver_link(driver_id, arrived)

    def _send_all(self) -> None:
        routes = unsent_routes(self.live.state)
        if not routes:
            self.window.say("Every driver knows everything already.")
        for route_id in routes:
            self.gestures.send_changes(route_id)

    def _copy_phone(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        self.window.say(f"{number} copied")

    def _photo_wanted(self, blob_id: str) -> None:
        self.link.fetch_photo(
            blob_id, lambda content: self.window.inspector.show_photo(blob_id, content)
        )

    def _photo_opened(self, blob_id: str) -> None:
        def arrived(content: bytes) -> None:
            file = self._cache / f"{blob_id}.jpg"
            file.write_bytes(content)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

        self.link.fetch_photo(blob_id, arrived)

    def _confirm(self, question: str, broken: object, go_on: Callable[[], None]) -> None:
        words = "\n".join(f"•  {each}" for each in broken) if isinstance(broken, tuple) else ""
        box = QMessageBox(QMessageBox.Icon.Question, "Backhaul", question, parent=self.window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(words)
        place = box.addButton("Place it", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(lambda button: go_on() if button is place else None)
        box.open()

    def _rate_chosen(self, rate: float) -> None:
        def answered(words: str | None) -> None:
            if words is not None:
                self.window.say(words, is_bad=True)

        self.link.set_rate(rate, answered)

    def set_scheme(self, scheme: Scheme) -> None:
        """Change the colours."""
        self._theme.set_scheme(scheme)

    def summary(self) -> str:
        """The day in a few lines, for a run without a display."""
        if self.screen is None:
            return f"No day was shown: {self._line.words or self._line.line}."
        state = self.live.state
        figures = [f"{tile.label}: {tile.value} ({tile.note})" for tile in self.screen.kpis.tiles]
        clock = self.screen.moment.wording.clock(self.screen.moment.now)
        drawn = "drawn" if self.map is not None and self.map.is_ready else "not drawn"
        return "\n".join(
            [
                f"{clock}, {len(state.routes)} routes, {len(state.stops)} stops, event {state.seq}",
                *figures,
                f"Queue: {len(self.screen.queue)} cases; map {drawn}.",
            ]
        )

    def _toggle_scheme(self) -> None:
        self._theme.set_scheme(Scheme.LIGHT if self._theme.is_dark else Scheme.DARK)

    def _theme_changed(self) -> None:
        if self.map is not None:
            self.map.set_theme("dark" if self._theme.is_dark else "light")
        self._choose(is_dark=self._theme.is_dark)


def _has(modifiers: object, wanted: Qt.KeyboardModifier) -> bool:
    return isinstance(modifiers, Qt.KeyboardModifier) and bool(modifiers & wanted)


def _offered(found: Found, chosen: Way) -> list[Way]:
    """What was on the screen: the best few, and the chosen one."""
    best = sorted(
        (way for way in found.ways if way.option.is_feasible),
        key=lambda way: way.option.cost_minor,
    )[:5]
    return best if chosen in best else [*best, chosen]


def _map_costs(moment: Moment, ways: list[Way]) -> list[RouteCost]:
    ranked = sorted(
        (way for way in ways if way.option.is_feasible), key=lambda way: way.option.cost_minor
    )
    ranks = {way.option.route_id: place for place, way in enumerate(ranked[:3], start=1)}
    costs = []
    for way in ways:
        option = way.option
        sums = f"{extra(option.extra_s)} · {moment.wording.distance(option.extra_metres)}"
        costs.append(
            RouteCost(
                route_id=option.route_id,
                text=extra(option.extra_s) if way.index is not None else "no",
                sentence=" · ".join(part for part in (sums, option.words) if part)
                if way.index is not None
                else option.words,
                rank=ranks.get(option.route_id, 0),
                is_feasible=option.is_feasible,
            )
        )
    return costs
