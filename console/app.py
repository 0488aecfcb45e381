"""Builds every object of the console and makes every connection; the only wiring there is.

`Console` owns link, planner, window and what the person has chosen; panels only tell it what was
done to them. `start.py` makes it once the window is on the screen.
"""

import logging
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu

from console import deeds
from console.account_desk import AccountDesk
from console.actions import Actions
from console.address_desk import AddressDesk
from console.audit_desk import AuditDesk
from console.background import Background
from console.breakdown_desk import BreakdownDesk
from console.closure_desk import ClosureDesk
from console.column_choice import ColumnChoice
from console.command_desk import CommandDesk
from console.connect_desk import ConnectDesk
from console.day_desk import DayDesk
from console.dispatch import SendTimer
from console.fence_desk import FenceDesk
from console.filter_desk import FilterDesk
from console.fleet_desk import FleetDesk
from console.gathered import gathered, gathered_words, stop_instead
from console.geometry import Geometry
from console.gestures import Gestures
from console.goods_desk import GoodsDesk
from console.history_desk import HistoryDesk
from console.hub_link import HubLink, Live, Target
from console.hub_region import HubRegion, Ready
from console.hub_words import in_words
from console.import_desk import ImportDesk
from console.machine_desk import MachineDesk
from console.main_window import MainWindow
from console.map.map_view import MapView
from console.map.other_map import NoMap, OtherMap, other_map
from console.map.scene import Ghost, Kind, Ref, RouteCost
from console.map_desk import MapDesk
from console.message_desk import MessageDesk
from console.notices import DesktopNotices, Notices
from console.own_settings import OwnSettings
from console.panels.learned_dialog import LearnedDialog
from console.panels.message_box import message_box
from console.panels.reports_panel import ReportsPanel
from console.pickup_desk import PickupDesk
from console.pin_desk import PinDesk
from console.place_desk import PlaceDesk
from console.placing import Placing, has_moved
from console.plan_desk import PlanDesk
from console.planner import Found, Planner
from console.pointing import Pointing
from console.policy_desk import PolicyDesk
from console.refund_desk import RefundDesk
from console.regions_desk import RegionsDesk
from console.report_desk import ReportDesk
from console.resource_desk import ResourceDesk
from console.rewind_desk import RewindDesk
from console.rounds_desk import RoundsDesk
from console.saved_dialog import Workplace
from console.screen import Chosen, Picture, Screen
from console.sequences import Sequences
from console.session import SessionKeeper
from console.set_up_desk import SetUpDesk
from console.settings_desk import SettingsDesk
from console.sounds import Sounds
from console.supervisor_desk import SupervisorDesk
from console.table_copy import copy_table
from console.telephone import Telephone
from console.theme import Scheme, Theme
from console.tongue import tr
from console.turns import Turns
from console.view import CaseAction, CostChip, QueueGroup
from console.view_memory import LOOKS, ViewMemory
from console.views.alarms import alarm_rows
from console.views.goods import goods_words
from console.views.learned import learned_view
from console.views.refunds import refunds_words
from console.views.status import seat_words, status_view, trouble_words
from console.vroom_desk import VroomDesk
from console.window_desk import LAYOUTS, WindowDesk
from core.catalogue import REGION, shipped
from core.closures import closed_on
from core.commands import Command
from core.depot_settings import Page
from core.exchange.order_file import Memory
from core.exchange.region_places import RegionPlaces
from core.garbage import search_rarely
from core.hub.client import Line, LineState
from core.hub.own_depots import depots_in
from core.hub.protocol import WriteTrouble
from core.hub.session import UNKNOWN_TOKEN
from core.model import CaseId, DriverId, OrderId, RouteId, ServiceDay, Stop, StopId
from core.planning.learned import Learned
from core.reading import EXPORTS
from core.region.address_server import AddressServer, parse_address_server
from core.region.region import shipped_region
from core.region.store import RegionStore, regions_folder
from core.settings import Settings
from core.state import State

TICK_MS = 1000
PANELS_SOON_MS = 60
"""How long panels gather the events of one gesture or report before they are prepared."""
PANELS_EVERY_MS = 250
"""And how often at most, so that a burst of reports leaves the processor to the map."""
PANELS_SHARE = 0.25
"""How much of the time they may take; a machine that is busy otherwise shows them less often."""
PANELS_LATEST_MS = 1000
"""But this often all the same."""
SLICE_S = 0.001
"""How long a thread that computes keeps others waiting for the interpreter."""
WARM_UP_MS = 500
"""After the first panels, so that the first map does not share the processor with the solver."""
OPTIONS_EVERY = 5
"""Ticks between two looks at the options of the case that is chosen."""
_log = logging.getLogger(__name__)


class Console(QObject):
    """One open console. Signals: `left(words)` when who is signed in has left, or must;
    `depot_wanted(id)`: open a depot of one's own instead, or the demo day where it is empty;
    `welcome_wanted`: ask what to open; `day_shown` when the first day is in the window."""

    left = Signal(str)
    depot_wanted = Signal(str)
    welcome_wanted = Signal()
    day_shown = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: Settings,
        target: Target,
        *,
        cache: Path,
        window: MainWindow | None = None,
        regions: Path | None = None,
    ) -> None:
        super().__init__()
        sys.setswitchinterval(SLICE_S)
        self._theme = theme
        self.own = OwnSettings(settings, self)
        self._cache = cache
        self.window = window or MainWindow(theme)
        self.panels = WindowDesk(self.window, cache.parent / LAYOUTS, self)
        self.memory = ViewMemory(cache.parent / LOOKS)
        self.filters = FilterDesk(self.window.queue, self.memory, self)
        for name, table in self.window.tables().items():
            ColumnChoice(table, name, self.memory)
        self.map: MapView | None = None
        self.live = Live()
        """What the window shows: the newest, or while it is rewound what was."""
        self._newest = self.live
        self.picture: Picture | None = None
        self.screen: Screen | None = None
        self.link = HubLink(target, self)
        self.planner = Planner(shipped(), settings.solver_ms, self)
        self.geometry = Geometry(REGION / "roads.npz", self)
        self.gestures = Gestures(lambda: self._newest.state, self._ask, self)
        self.placing = Placing(
            self.planner, self.gestures, lambda: self.live, lambda: self.screen, self
        )
        self.sequences = Sequences(
            self.planner,
            self.gestures,
            self.geometry,
            lambda: self.live,
            is_taken_at_once=settings.take_better_sequence,
            parent=self,
        )
        self.plans = PlanDesk(
            self.window.plans,
            self.planner,
            self.gestures,
            self.geometry,
            lambda: self.live,
            lambda: self.screen,
            self,
            held=lambda: self.link.held,
        )
        self.actions = Actions(
            self.window,
            self.link,
            self.gestures,
            self.placing,
            self.sequences,
            BreakdownDesk(self.planner, self.gestures, lambda: self.live, self),
            lambda: self.live,
            lambda: self.screen,
            cache=cache,
            parent=self,
        )
        self.commands = CommandDesk(
            self.window.commands,
            self.window,
            self.actions,
            self.placing,
            lambda: self.screen,
            self,
            finder=lambda: self.addresses.finder(),
            look_up=lambda job, deliver: self._goods_work.post("places", job, deliver),
        )
        self.maps = MapDesk(
            self.window, lambda: self.map, lambda: self._chosen, lambda: self.live.state, self
        )
        self.history = HistoryDesk(self.window, theme, self.gestures.history, self)
        self.pointing = Pointing(
            self.window, lambda: self.live.state, self.placing.route_of_driver, self
        )
        self.resources = ResourceDesk(
            self.window.resources,
            self.window.show_resources,
            self.planner,
            self.gestures,
            self.placing,
            lambda: self.live,
            lambda: self.screen,
            self,
        )
        self.refunds = RefundDesk(
            self.window,
            self._ask,
            self._say,
            lambda: self.live.state,
            self,
        )
        self.reports = ReportDesk(
            ReportsPanel(theme),
            self._bring_reports,
            theme,
            self.link,
            lambda: self.screen,
            self,
        )
        self.rewind = RewindDesk(
            self.window.rewind,
            self.link,
            lambda: self._newest,
            lambda: self.screen,
            lambda: self._chosen.case_of,
            self,
        )
        shown = Workplace(self.window, theme, self.gestures, self._ask, lambda: self.live)
        self.settings_desk = SettingsDesk(shown, self)
        self.policies = PolicyDesk(shown, self)
        self._target = target
        self.account = AccountDesk(
            self.window,
            theme,
            self.link,
            lambda: self.live,
            target.signed_in,
            self,
            is_own_hub=target.embedded is not None,
        )
        self.audit = AuditDesk(self.window, self.link, lambda: self.live, self)
        self.desk = SupervisorDesk(
            self.window, self.gestures, self.link, lambda: self.live, lambda: self.screen, self
        )
        self.telephone = Telephone(
            self.window,
            theme,
            self.gestures,
            self.planner,
            lambda: self.live,
            lambda: self.screen,
            self,
        )
        self.phones = ConnectDesk(self.window, theme, self.link, self)
        self.messages = MessageDesk(
            self.window,
            self.window.messages,
            theme,
            self.gestures,
            self._ask,
            shipped(),
            lambda: self.screen,
            self,
            has_sound="message" in settings.sounds,
        )
        self._sounds = Sounds({*settings.sounds} - {"message"}, QApplication.beep)
        self._notices = Notices(settings.notices, DesktopNotices(self.window))
        self.machine = MachineDesk(self.window, theme, self.own, self)
        self.pickups = PickupDesk(
            self.window.pickups,
            self.planner,
            self.gestures,
            self.placing,
            lambda: self.live,
            lambda: self.screen,
            self,
        )
        self._goods_work = Background("goods", self)
        self._goods_work.failed.connect(lambda words: self.window.say(words, is_bad=True))
        self.goods = GoodsDesk(
            self.window.goods,
            self.window.show_goods,
            self.gestures,
            lambda: self.live,
            lambda: self.screen,
            partial(self._goods_work.post, "goods"),
            self.link.send_photo,
            self,
        )
        self.pins = PinDesk(self.gestures, lambda: self.live, lambda: self.map, self)
        self.places = PlaceDesk(self.window, theme, self.gestures, lambda: self.live, self)
        self.addresses = AddressDesk(
            self.window,
            self.gestures,
            self.pins,
            lambda: self.live,
            REGION / "addresses.csv",
            self,
        )
        self.region = HubRegion(self.link, regions_folder(regions), cache, self)
        self._base_map = REGION / "base.pmtiles"
        self.regions = RegionsDesk(
            self.window,
            theme,
            RegionStore(regions_folder(regions)),
            lambda: self.region.current,
            self._say,
            self,
        )
        self.set_up = SetUpDesk(
            self.window, theme, cache.parent, RegionStore(regions_folder(regions)), self
        )
        self.closures = ClosureDesk(shown, self.geometry, lambda: self.map, self)
        self.fences = FenceDesk(shown, lambda: self.map, self)
        self.closures.menu_opening.connect(self.fences.add_to)
        newest = Workplace(self.window, theme, self.gestures, self._ask, lambda: self._newest)
        self.fleet = FleetDesk(newest, self)
        self._use_places: Callable[..., RegionPlaces] = partial(RegionPlaces, shipped_region())
        self.imports = ImportDesk(
            self.window,
            theme,
            self._ask,
            lambda: self._newest,
            self._use_places(),
            Memory(cache.parent / "import_columns.json"),
            self,
            held=lambda: self.link.held,
            remember=self.gestures.history.add,
            ask_where=self.addresses.find_for,
        )
        self.rounds = RoundsDesk(newest, lambda: self.imports.region, self)
        self.vroom = VroomDesk(
            newest, lambda: self.imports.region, self, held=lambda: self.link.held
        )
        self.days = DayDesk(
            self.window,
            theme,
            self._ask,
            self.geometry.path,
            lambda: self._newest,
            lambda: self.screen,
            self,
            held=lambda: self.link.held,
            remember=self.gestures.history.add,
        )
        self._to_plan = ""
        """The day that is planned as soon as it is shown."""
        self._is_day_known = False
        self._is_by_itself = False
        """A timer of the office sends what was decided before."""
        self._line = LineState(Line.CONNECTING)
        self._line_since = time.monotonic()
        self._chosen = Chosen(is_dark=theme.is_dark)
        self.session = SessionKeeper(
            target.outbox.with_suffix(".session.json")
            if target.outbox is not None
            else cache.parent / "session.json",
            lambda: self._chosen,
            self,
        )
        self._drop_ghosts: tuple[Ghost, ...] = ()
        self._plan_ghosts: tuple[Ghost, ...] = ()
        self._is_fitted = False
        self._is_home = False
        self._zone = ""
        self._planner_busy = False
        self._ticks = 0
        self._priced_from = 0
        """The event before which nothing that was worked out counts any more."""
        self._send_timer = SendTimer(settings.send_after_s)
        self._panels_timer = QTimer(self)
        self._panels_timer.setSingleShot(True)
        self._panels_timer.timeout.connect(self._refresh_panels)
        self._turns = Turns((self._show_board, self._show_inspected, self._show_others), self)
        self._turns.took.connect(self._add_to_panels)
        self._panels_at_s = 0.0
        self._panels_took_s = 0.0
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._on_tick)
        self._connect_panels()
        deeds.connect(self)

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
        self.window.say(tr("Opening the day. The first time this takes some seconds."))
        self._tick.start(TICK_MS)
        self._show_status()

    def close(self) -> None:
        """End threads and processes; called when the window closes."""
        if self._tick.isActive():
            self._tick.stop()
            self.sequences.close()
            self.plans.close()
            self._panels_timer.stop()
            self._turns.stop()
            if self.map is not None:
                self.map.shut_down()
            self.link.close()
            self.planner.close()
            self.reports.close()
            self.imports.close()
            self.rounds.close()
            self.vroom.close()
            self._goods_work.close()
            self.addresses.close()
            self.rewind.close()
            self.geometry.close()
            self.own.close()
            self.session.end()
            self.region.close()
            self.regions.close()
            self.set_up.close()

    def _open_map(self) -> None:
        view = MapView(
            cache_folder=self._cache,
            base_map=self._base_map,
            theme="dark" if self._theme.is_dark else "light",
            other=self._other_map(),
        )
        self.map = view
        self.window.put_map(view)
        view.case_clicked.connect(self._case_clicked)
        view.route_clicked.connect(lambda id_: self._choose_route(RouteId(id_)))
        view.stop_clicked.connect(self._stop_clicked)
        view.driver_clicked.connect(self._driver_clicked)
        view.heat_clicked.connect(self.reports.list_place)
        view.background_clicked.connect(self._choose_nothing)
        view.hovered.connect(self.pointing.at_mark)
        view.menu_wanted.connect(
            lambda kind, id_, at: self.actions.show_map_menu(
                kind, id_, view.mapToGlobal(at.toPoint()), self._chosen
            )
        )
        view.gathered.connect(self._gathered)
        view.stop_lifted.connect(self.placing.begin_stop_drag)
        view.stop_dropped.connect(self.placing.drop_stop_on_map)
        view.drag_entered.connect(self.placing.begin_drag)
        view.drag_left.connect(self._map_drag_left)
        view.mark_returned.connect(self.placing.end_drag)
        view.dropped.connect(
            lambda id_, kind, over, _lat, _lon, held: self.placing.drop_on_map(
                id_, kind, over, held
            )
        )
        self.pins.watch(view)
        self.closures.watch_map(view)
        self.fences.watch_map(view)
        view.crashed.connect(lambda words: self.window.say(words, is_bad=True))
        self._look_at_region()
        self._refresh()

    def _other_map(self) -> OtherMap | None:
        """What the settings name instead of the region's streets, if it can be used."""
        settings = self.own.values
        try:
            return other_map(settings.base_map, settings.base_map_attribution)
        except NoMap as error:
            self.window.say(str(error), is_bad=True)
            return None

    # Connections.

    def _connect_panels(self) -> None:
        window, actions = self.window, self.actions
        self.link.updated.connect(self._updated)
        self.region.found.connect(self._region_found)
        self.region.said.connect(self._say)
        self.link.line_changed.connect(self._line_changed)
        self.link.failed.connect(self._failed)
        self.link.reloaded.connect(lambda words: self.window.say(words, is_bad=True))
        self.link.late_refusal.connect(
            lambda words: window.say(
                tr("A change made before was refused: {words}", words=words), is_bad=True
            )
        )
        self.planner.picture_ready.connect(self._draw)
        self.planner.screen_ready.connect(self._show)
        self.planner.failed.connect(lambda words: self.window.say(words, is_bad=True))
        self.planner.busy_changed.connect(self._busy_changed)
        self.geometry.arrived.connect(self._refresh)
        self.gestures.said.connect(self._say)
        self.gestures.confirm_wanted.connect(self.actions.confirm)
        self.pointing.map_changed.connect(self._point_on_map)
        self.maps.said.connect(self._say)
        self.commands.follow_wanted.connect(self.maps.follow)
        self.commands.place_wanted.connect(self.maps.go_to)
        self.commands.closing_wanted.connect(self.closures.ask_at)
        self.commands.order_wanted.connect(self._order_wanted)
        window.queue.search_elsewhere.connect(self.commands.look_for)
        window.queue.letter_typed.connect(window.inspector.press)
        self.commands.route_wanted.connect(lambda id_: self._choose_route(RouteId(id_)))
        self.placing.said.connect(self._say)
        self.placing.costs_changed.connect(self._show_costs)
        self.placing.costs_over.connect(self._hide_costs)
        self.placing.options_found.connect(self._show_options)
        self.placing.better_wanted.connect(self.sequences.take_next)
        self.sequences.ghosts_changed.connect(lambda ghosts: self._show_ghosts(drop=ghosts))
        self.closures.ghosts_changed.connect(lambda ghosts: self._show_ghosts(drop=ghosts))
        self.plans.ghosts_changed.connect(lambda ghosts: self._show_ghosts(plan=ghosts))
        self.plans.lanes_changed.connect(window.board.show_ghost)
        self.plans.said.connect(self._say)
        self.plans.shown.connect(window.show_plans)
        self.plans.hinted.connect(window.proposal.show_hint)
        self.plans.order_wanted.connect(self._order_wanted)
        actions.plan_wanted.connect(
            lambda orders: self.plans.open(orders=frozenset(map(OrderId, orders)))
        )
        actions.plan_around_wanted.connect(lambda ids: self.plans.open(around=frozenset(ids)))
        self.plans.confirm_wanted.connect(self.actions.confirm)
        window.proposal.day_wanted.connect(self.plans.open)
        self.sequences.offer_changed.connect(window.proposal.show_view)
        self._theme.changed.connect(self._theme_changed)
        window.queue.order_selected.connect(lambda id_: self._choose_order(OrderId(id_)))
        window.queue.hand_over_asked.connect(actions.desk.show_hand_over)
        window.queue.telephone_asked.connect(self.telephone.open)
        self.telephone.case_wanted.connect(self._case_clicked)
        self.telephone.wish_wanted.connect(lambda id_: actions.on_case(CaseAction.ANSWER, id_))
        self.telephone.phone_copied.connect(actions.copy_phone)
        self.telephone.photo_opened.connect(actions.open_photo)
        self.messages.phone_copied.connect(actions.copy_phone)
        actions.message_wanted.connect(self.messages.open)
        actions.phone_wanted.connect(self._connect_phone)
        self.phones.said.connect(window.say)
        window.queue.orders_selected.connect(self._choose_many)
        window.queue.order_activated.connect(
            lambda id_: self.placing.take_recommended(OrderId(id_))
        )
        window.queue.menu_wanted.connect(actions.show_queue_menu)
        window.queue.drag_started.connect(self.placing.begin_drag)
        window.queue.drag_ended.connect(lambda _: self.placing.end_drag())
        window.queue.stop_dropped.connect(actions.stop_to_queue)
        self.pickups.said.connect(self._say)
        window.pickups.order_chosen.connect(window.queue.select)
        self.resources.said.connect(self._say)
        self.resources.emphasised.connect(self._emphasise)
        self.resources.pointed_at.connect(lambda id_: self._option_pointed_at("", id_))
        actions.breakdowns.said.connect(self._say)
        actions.breakdowns.confirm_wanted.connect(actions.confirm)
        window.doors.advice_kept.connect(
            lambda id_, advice: self.places.keep_advice(StopId(id_), advice)
        )
        for places in (actions.place_wanted, self.telephone.place_wanted):
            places.connect(lambda id_: self.places.ask(OrderId(id_)))
        actions.address_wanted.connect(lambda id_: self.addresses.ask(OrderId(id_)))
        actions.whereabouts_wanted.connect(lambda id_: self.addresses.ask_where(OrderId(id_)))
        self.telephone.address_wanted.connect(
            lambda id_, over: self.addresses.ask(OrderId(id_), over)
        )
        actions.pin_wanted.connect(self._move_pin)
        actions.who_wanted.connect(lambda id_: self.resources.who_can_take(OrderId(id_)))
        board = window.board
        board.resources_wanted.connect(self.resources.toggle)
        board.order_dropped.connect(self.placing.drop_order)
        board.order_dropped_on_day.connect(
            lambda order, day: self.gestures.reschedule(OrderId(order), ServiceDay(day))
        )
        board.stop_dropped_on_day.connect(actions.stop_to_day)
        board.stop_dropped.connect(self.placing.drop_stop)
        board.stop_stepped.connect(self.placing.step_stop)
        board.stop_drag_started.connect(self.placing.begin_stop_drag)
        board.stop_drag_ended.connect(lambda _: self.placing.end_drag())
        board.stop_clicked.connect(self._stop_clicked)
        board.route_clicked.connect(lambda id_: self._choose_route(RouteId(id_)))
        board.routes_gathered.connect(actions.gather)
        board.menu_wanted.connect(actions.show_menu)
        board.days_chosen.connect(self._days_chosen)
        window.inspector.action_asked.connect(actions.on_case)
        window.inspector.many_asked.connect(actions.desk.on_many)
        window.inspector.note_written.connect(
            lambda case_id, words: actions.desk.write_note(CaseId(case_id), words)
        )
        window.inspector.way_out_chosen.connect(actions.take_way_out)
        window.inspector.option_chosen.connect(self._option_chosen)
        window.inspector.option_pointed_at.connect(self._option_pointed_at)
        window.inspector.photo_wanted.connect(actions.fetch_photo)
        window.inspector.photo_opened.connect(actions.open_photo)
        window.inspector.stop_clicked.connect(self._stop_clicked)
        window.inspector.route_action_asked.connect(actions.on_route)
        window.doors.wait_asked.connect(
            lambda stop_id, minutes: self.gestures.let_wait(StopId(stop_id), minutes)
        )
        window.doors.try_asked.connect(
            lambda stop_id, advice: self.gestures.let_try(StopId(stop_id), advice)
        )
        window.doors.fail_asked.connect(lambda id_: self.gestures.fail_problem(StopId(id_)))
        window.doors.route_chosen.connect(lambda id_: self._choose_route(RouteId(id_)))
        for panel in (window.inspector, window.tray, window.alerts, window.doors):
            panel.phone_copied.connect(actions.copy_phone)
        window.tray.send_asked.connect(lambda id_: self.gestures.send_changes(RouteId(id_)))
        window.tray.send_all_asked.connect(actions.send_all)
        window.tray.route_chosen.connect(lambda id_: self._choose_route(RouteId(id_)))
        window.tray.taken_over.connect(self.gestures.acknowledge_orders)
        window.tray.asked_again.connect(
            lambda order_id, route_id: self.placing.place_refused(
                OrderId(order_id), RouteId(route_id)
            )
        )
        window.alerts.route_chosen.connect(lambda id_: self._choose_route(RouteId(id_)))
        window.alerts.case_chosen.connect(self._case_clicked)
        window.proposal.taken.connect(lambda _: self.sequences.take())
        window.proposal.declined.connect(lambda _: self._keep_plan())
        window.status.rate_chosen.connect(actions.set_rate)
        window.status.refunds_asked.connect(self.refunds.show_menu)
        window.status.settings_asked.connect(self.settings_desk.open)
        window.file_dropped.connect(self.imports.open)
        window.status.day_asked.connect(self.days.show_menu)
        for desk in (self.imports, self.days):
            desk.said.connect(self._say)
        self.imports.plan_wanted.connect(self.days.ask)
        self.days.import_wanted.connect(self.imports.open)
        self.days.fleet_wanted.connect(self.fleet.open)
        self.days.rounds_wanted.connect(self.rounds.open)
        self.days.vroom_wanted.connect(self.vroom.open)
        self.imports.plan_file_wanted.connect(self.vroom.open)
        self.imports.closed.connect(window.queue.focus_list)
        self.vroom.said.connect(self._say)
        self.vroom.day_wanted.connect(lambda day: self._choose(day=ServiceDay(day)))
        self.rounds.import_wanted.connect(self.imports.open)
        self.fleet.import_wanted.connect(self.imports.open)
        self.days.depots_wanted.connect(self._offer_depots)
        self.regions.changed.connect(self.set_up.regions_changed)
        self.regions.depot_wanted.connect(self.set_up.open)
        self.set_up.regions_wanted.connect(self.regions.open)
        self.set_up.made.connect(self.depot_wanted)
        self.days.day_wanted.connect(self._plan_day)
        window.status.goods_asked.connect(self.goods.toggle)
        window.status.plans_asked.connect(self.plans.open)
        window.goods.inspect.photo_wanted.connect(actions.fetch_photo)
        window.goods.inspect.photo_opened.connect(actions.open_photo)
        window.status.reports_asked.connect(self.reports.toggle)
        window.status.rewind_asked.connect(self.toggle_rewind)
        self.rewind.shown.connect(self._show_past)
        self.rewind.order_wanted.connect(self._order_wanted)
        self.rewind.said.connect(self._say)
        self.refunds.policies_wanted.connect(self.policies.open)
        self.reports.said.connect(self._say_of_reports)
        self.reports.case_wanted.connect(self._order_wanted)
        self.reports.heat_changed.connect(lambda spots: self._choose(heat=spots))
        window.status.desk_asked.connect(self.desk.toggle)
        window.desk.limits_asked.connect(lambda: self.settings_desk.open(Page.APPROVALS))
        self.desk.list_wanted.connect(lambda wanted: self._choose(desk=wanted))
        self.desk.order_wanted.connect(self._order_wanted)
        self.desk.route_wanted.connect(lambda id_: self._choose_route(RouteId(id_)))
        window.status.account_asked.connect(self.account.show_menu)
        self.account.left.connect(self.left)
        self.account.export_asked.connect(self.audit.ask)
        window.status.regions_asked.connect(self.regions.open)
        window.status.scheme_toggled.connect(self.toggle_scheme)
        window.status.window_asked.connect(self.panels.show_menu)
        window.status.machine_asked.connect(self.machine.open)
        self.own.changed.connect(self._own_settings_changed)
        self.own.failed.connect(lambda words: window.say(words, is_bad=True))

    def send_or_close(self) -> None:
        """What is ready leaves: drivers' changes, or the count of the van that is looked at."""
        if self.goods.is_shown:
            self.goods.finish()
        else:
            self.actions.send_all()

    # What the hub is asked, and tells.

    def _ask(self, command: Command, answered: Callable[[str | None], None]) -> None:
        if self.link.held and not self._is_by_itself:
            answered(self.link.held)
            return
        if self._line.line is not Line.LIVE:
            self.window.say(tr("The hub is out of reach. This is kept, and sent when it is back."))
        self.link.ask(command, answered)

    def _updated(self, live: Live) -> None:
        if live.trouble != self._newest.trouble:
            self._tell_trouble(live.trouble)
        if live.alarms and live.alarms[-1:] != self._newest.alarms[-1:]:
            self.window.say(live.alarms[-1].words, is_bad=True)
        self._newest = live
        if self.rewind.is_showing:
            return
        before, self.live = self.live.state, live
        self._price_anew(before)
        self.refunds.watch(live.state)
        self.goods.refresh()
        self.desk.watch(live.state)
        self._refresh()

    def _price_anew(self, before: State) -> None:
        """What was worked out for the chosen case counts no more once its order or case changes, by
        an undo as by anything else: no price from before is shown or taken."""
        order_id = self._chosen.options_of
        if order_id is not None and has_moved(before, self.live.state, order_id):
            self._priced_from = self.live.state.seq
            self._chosen = msgspec.structs.replace(
                self._chosen, options_of=None, ways=None, to_points=(), back_at=None
            )
            self.placing.look_at(order_id)

    def _show_past(self, past: Live | None) -> None:
        """The window as it stood then, marked and without a way to change anything; or now."""
        self.live = past if past is not None else self._newest
        self.link.held = self.live.held
        clock = self.live.clock
        at = self.screen.moment.wording.clock(clock.now) if self.screen and clock else ""
        self.window.setWindowTitle(
            "Backhaul" if past is None else tr("Backhaul – rewound {at}", at=at)
        )
        self.window.hold(self.live.held)
        self._show_status()
        self._refresh()

    def _tell_trouble(self, trouble: WriteTrouble) -> None:
        if trouble.words:
            self.window.say(trouble_words(trouble, None), is_bad=True)
        else:
            self.window.say(tr("The hub saves again."))

    def _offer_depots(self, menu: QMenu) -> None:
        """What else this computer can open. A console of another hub stays with that."""
        if self._target.embedded is None:
            return
        menu.addSeparator()
        depots = menu.addMenu(tr("Open another depot"))
        for card in depots_in(self._cache.parent):
            if self._target.embedded.data.name != card.id:
                depots.addAction(card.name, partial(self.depot_wanted.emit, card.id))
        if not self._target.embedded.demo:
            depots.addAction(tr("The demo day"), partial(self.depot_wanted.emit, ""))
        depots.addSeparator()
        depots.addAction(tr("Set up a depot of your own…"), self.set_up.open)
        depots.addAction(tr("Welcome page…"), self.welcome_wanted.emit)

    def _use_addresses(self) -> None:
        """Where lists' addresses are looked up: the settings' server, then the region's index."""
        url, server = self.own.values.address_url, None
        try:
            server = AddressServer(parse_address_server(url)) if url else None
        except ValueError as error:
            self._say(tr("Address server: {words}", words=in_words(str(error))), True)
        # Another one than the lists': who types waits for no list and gives up by himself.
        self.addresses.use_server(AddressServer(server.server) if server is not None else None)
        self.imports.use(self._use_places(server=server))

    def _region_found(self, ready: Ready) -> None:
        """Roads, streets and addresses are those of the hub's region."""
        region = ready.region
        self.geometry.use(region.roads)
        self.geometry.ask_server(self.own.values.routing_url)
        self.addresses.use(region, ready.search)
        self._use_places = partial(RegionPlaces, region, ready.search)
        self._use_addresses()
        self._base_map = region.base_map
        if self.map is not None:
            self.map.use_base_map(region.base_map)
            self._look_at_region()

    def _look_at_region(self) -> None:
        """While there is no day to look at, its city."""
        region = self.region.current
        if region is None or region.manifest is None or self._is_fitted or self.map is None:
            return
        south, west, north, east = region.manifest.bounds
        self.map.centre_on((south + north) / 2, (west + east) / 2)

    def _line_changed(self, state: LineState) -> None:
        if state.line is not self._line.line:
            self._line_since = time.monotonic()
        self._line = state
        if state.line in (Line.DOWN, Line.REJECTED) and state.words:
            self.window.queue.say_opening(tr("The hub cannot be reached"), state.words)
        self._show_status()
        if state.line is Line.REJECTED and state.words == UNKNOWN_TOKEN and self._target.signed_in:
            # Locked, changed or expired: the window must not go on showing what it knew.
            self.left.emit(
                tr("{signed_in} is not signed in any more.", signed_in=self._target.signed_in)
            )

    def _failed(self, words: str) -> None:
        self._line_changed(LineState(Line.REJECTED, words))
        message_box(self.window, "Backhaul", words).open()

    def _on_tick(self) -> None:
        self._send_timer.watch(self._newest.state)
        self._is_by_itself = True
        self.gestures.send_changes(*self._send_timer.due(), is_asked=False)
        self._is_by_itself = False
        self._ticks += 1
        case_of = self._chosen.case_of
        if case_of is not None and self._ticks % OPTIONS_EVERY == 0:
            self.placing.look_at(case_of)
        self._refresh()
        self.resources.refresh()
        self.telephone.refresh()
        self.pickups.refresh()
        self.goods.refresh()
        self._show_status()

    def _busy_changed(self, is_busy: bool) -> None:
        self._planner_busy = is_busy

    # Showing.

    def _refresh(self) -> None:
        """The map at once; the panels soon, so that a burst of reports does not paint them all."""
        self._refresh_map()
        if self.live.clock is not None and not self._panels_timer.isActive():
            since_ms = (time.monotonic() - self._panels_at_s) * 1000
            costs_ms = self._panels_took_s * 1000 / PANELS_SHARE
            every_ms = min(max(PANELS_EVERY_MS, costs_ms), PANELS_LATEST_MS)
            self._panels_timer.start(round(max(PANELS_SOON_MS, every_ms - since_ms)))

    def _refresh_map(self) -> None:
        clock = self.live.clock
        if clock is not None:
            now = clock.at(time.monotonic())
            self._close_streets(now)
            self.planner.draw(self.live, now, self._chosen, self.geometry.finder)

    def _close_streets(self, now: datetime) -> None:
        """Ways on the map lead around what is closed on the day that is shown."""
        day = self.screen.day if self.screen is not None else None
        closed = closed_on(self.live.state, day, now) if day is not None else ()
        lines = (tuple((at.lat, at.lon) for at in each.line) for each in closed)
        self.geometry.close_streets(tuple(lines))

    def _refresh_panels(self) -> None:
        clock = self.live.clock
        if clock is not None:
            self._panels_at_s = time.monotonic()
            self._send_timer.watch(self._newest.state)
            now = clock.at(time.monotonic())
            self.planner.refresh(self.live, now, self._chosen, self._send_timer.words())

    def _draw(self, picture: Picture) -> None:
        self.picture = picture
        if self.map is not None:
            self.map.show_scene(picture.scene)
            if not self._is_fitted and picture.scene.routes:
                self._is_fitted = True
                self.map.fit()
            elif not (self._is_fitted or self._is_home) and self.map.is_ready:
                self._go_home(picture)

    def _go_home(self, picture: Picture) -> None:
        """A depot without a day yet is looked at itself."""
        for depot in picture.scene.depots[:1]:
            self._is_home = True
            assert self.map is not None
            self.map.centre_on(depot.lat, depot.lon)

    def _show(self, screen: Screen) -> None:
        is_first = self.screen is None
        if is_first:
            search_rarely()
            QTimer.singleShot(WARM_UP_MS, self, self.planner.warm_up)
            QTimer.singleShot(2 * WARM_UP_MS, self, self.planner.load_engine)
        self.screen = screen
        is_known = screen.moment.state.depot is not None
        if is_known and not self._is_day_known:
            # Screens before it are of a day that has not come yet: nothing is on them to choose.
            self._is_day_known = is_first = True
            QTimer.singleShot(0, self, self._bring_session_back)
        window = self.window
        if screen.moment.wording.zone != self._zone:
            self._zone = screen.moment.wording.zone
            window.board.canvas.set_zone(self._zone)
        if is_known:
            # Before, nothing is known yet: no list may say that there is none, no figure go away.
            window.queue.show_rows(screen.queue)
            window.kpis.show_view(screen.kpis)
        if is_first:
            self._show_board()
        self.closures.watch(screen)
        self.closures.refresh()
        self._panels_took_s = time.monotonic() - self._panels_at_s
        self._turns.begin()

    def _add_to_panels(self, took_s: float) -> None:
        self._panels_took_s += took_s

    def _show_board(self) -> None:
        board, screen = self.window.board, self.screen
        if screen is None or screen.moment.state.depot is None:
            return
        board.show_days(screen.days, screen.day)
        board.show_lanes(screen.lanes)
        board.set_now(screen.moment.now)

    def _show_inspected(self) -> None:
        if self.screen is not None:
            self.window.inspector.show_view(self.screen.inspected)

    def _show_others(self) -> None:
        window, screen = self.window, self.screen
        if screen is None:
            return
        window.tray.show_view(screen.tray)
        alarms = alarm_rows(screen.moment, self.live.alarms)
        alerts = (*alarms, *screen.alerts, *self.fences.watch(screen))
        window.alerts.show_rows(alerts)
        window.doors.show_rows(screen.doors)
        self.messages.refresh(screen)
        self._sounds.listen(screen)
        self._notices.listen(screen)
        self.desk.show(screen)
        window.show_counts(
            to_send=screen.tray.under_way,
            alerts=len(alerts),
            messages=sum(row.news for row in screen.talks),
        )
        self.sequences.watch(screen, is_dark=self._theme.is_dark)
        self.plans.watch(screen, is_dark=self._theme.is_dark)
        if self._to_plan and screen.day == self._to_plan:
            self._to_plan = ""
            self.plans.open()

    def _bring_session_back(self) -> None:
        """What an earlier console showed when it ended badly."""
        left = self.session.take()
        if left is not None and left.day in self.live.state.days:
            self.window.board.choose_days([left.day])
        if left is not None and left.case_of in self.live.state.orders:
            self._order_wanted(str(left.case_of))
        elif left is not None and left.route in self.live.state.routes:
            self._choose_route(RouteId(str(left.route)))
        self.day_shown.emit()

    def _show_status(self) -> None:
        live, screen = self.live, self.screen
        self.window.status.show_view(
            status_view(
                self._line,
                time.monotonic() - self._line_since,
                depot=live.state.depot,
                now=live.clock.at(time.monotonic()) if live.clock is not None else None,
                rate=live.clock.rate if live.clock is not None else 1.0,
                is_simulated=live.is_simulated,
                travel=live.travel,
                pending=live.pending,
                trouble=live.trouble,
                is_planning=self._planner_busy,
                user=seat_words(
                    live.actor_id, live.role, is_own_hub=self._target.embedded is not None
                ),
                has_account=bool(self._target.signed_in) or live.role in EXPORTS,
                refunds=refunds_words(live.state),
                goods=goods_words(live.state),
                desk=screen.desk_words if screen is not None else "",
                drawing=self.geometry.words if self.map is not None else "",
                ways=self.geometry.server_words if self.map is not None else "",
                closed=live.state.closures,
                is_past=bool(live.held),
            )
        )

    # Choosing.

    def _choose(self, **changes: object) -> None:
        self._chosen = msgspec.structs.replace(self._chosen, **changes)
        self.window.inspector.expect(str(self._chosen.case_of or self._chosen.route or ""))
        self.session.note()
        self._refresh()
        self._refresh_panels()

    def _choose_nothing(self) -> None:
        self.window.queue.clear_selection()
        self._choose(case_of=None, route=None, many=(), stops=())

    def _choose_order(self, order_id: OrderId) -> None:
        if not order_id:
            return
        is_known = self._chosen.options_of == order_id
        ways = self._chosen.ways if is_known else None
        self._choose(case_of=order_id, route=None, many=(), stops=(), ways=ways)
        self.placing.look_at(order_id)
        self.resources.look_at(order_id)

    def _choose_many(self, orders: object) -> None:
        many = tuple(OrderId(id_) for id_ in orders) if isinstance(orders, tuple) else ()
        self._choose(case_of=None, route=None, many=many, stops=())

    def _gathered(self, cases: object, stops: object, is_added: bool) -> None:
        """Marks were drawn around on the map: cases are chosen in the queue too."""
        found = gathered(self.live.state, cases, stops)
        orders, ids = found
        if is_added:
            orders = tuple(dict.fromkeys((*self._chosen.many, *orders)))
            ids = tuple(dict.fromkeys((*self._chosen.stops, *ids)))
        self.window.queue.select_many(orders)
        self._choose(case_of=None, route=None, many=orders, stops=ids)
        self.window.say(gathered_words(len(orders), len(ids)))

    def who_can_take(self) -> None:
        """Those who could take the case that is chosen."""
        if self._chosen.case_of is None:
            self.window.say(tr("Choose a case first: who could take it?"), is_bad=True)
        else:
            self.resources.who_can_take(self._chosen.case_of)

    def _emphasise(self, routes: object) -> None:
        wanted = frozenset(routes) if isinstance(routes, tuple) else frozenset()
        if wanted != self._chosen.helpers:
            self._choose(helpers=wanted)

    def _choose_route(self, route_id: RouteId) -> None:
        self.window.queue.clear_selection()
        self._choose(case_of=None, route=route_id, many=(), stops=())

    def _case_clicked(self, case_id: str) -> None:
        case = self.live.state.cases.get(CaseId(case_id))
        if case is not None and not self.window.queue.select(case.order_id):
            self._choose_order(case.order_id)

    def _order_wanted(self, order_id: str) -> None:
        """Its case, also one that has left the queue; without one its stop on the board."""
        if self.window.queue.select(order_id):
            return
        stop = stop_instead(self.live.state, OrderId(order_id))
        if stop is None:
            self._choose_order(OrderId(order_id))
        else:
            self._show_stop(stop)

    def _say(self, words: str, is_bad: bool) -> None:
        self.window.say(words, is_bad=is_bad)

    def _say_of_reports(self, words: str, is_bad: bool) -> None:
        """In the view itself, where the map with its notices is hidden."""
        if self.reports.panel.isVisible():
            self.reports.panel.say(words)
        else:
            self._say(words, is_bad)

    def _bring_reports(self, is_wanted: bool) -> None:
        self.window.show_view(self.reports.panel if is_wanted else None)

    def _stop_clicked(self, stop_id: str) -> None:
        stop = self.live.state.stops.get(StopId(stop_id))
        if stop is not None:
            self._show_stop(stop)

    def _show_stop(self, stop: Stop) -> None:
        """On the board, in the list of its route and on the map, on the day that it is on."""
        day = self.live.state.routes[stop.route_id].day
        if self.screen is not None and day != self.screen.day and self._chosen.day != day:
            self._choose(day=day)
        self._choose_route(stop.route_id)
        self.window.board.select(stop.id, stop.route_id)
        self.window.inspector.seek_stop(stop.id)

    def _connect_phone(self, driver_id: str) -> None:
        if self.screen is not None:
            self.phones.open(driver_id, self.screen.moment.driver_name(DriverId(driver_id)))

    def _driver_clicked(self, driver_id: str) -> None:
        route_id = self.placing.route_of_driver(driver_id)
        if route_id is not None:
            self._choose_route(route_id)

    def _point_on_map(self, pointed: object) -> None:
        """At once: nothing but the map has to be drawn for it."""
        hovered = pointed if isinstance(pointed, Ref) else None
        self._chosen = msgspec.structs.replace(self._chosen, hovered=hovered)
        self._refresh_map()

    def _plan_day(self, day: str) -> None:
        """Show it, then search for its plans."""
        self._to_plan = day
        self._choose(day=ServiceDay(day))

    def _days_chosen(self, days: object) -> None:
        chosen = tuple(str(day) for day in days) if isinstance(days, list | tuple) else ()
        self._choose(day=ServiceDay(chosen[0]) if chosen else None)

    def _move_pin(self, order_id: str, is_to_proofs: bool) -> None:
        move = self.pins.take_proofs if is_to_proofs else self.pins.begin
        move(OrderId(order_id))

    def toggle_rewind(self) -> None:
        """What is rewound is the board; views of their own would stand over it and show now."""
        if not self.rewind.is_rewound:
            if self.reports.panel.isVisible():
                self.reports.panel.leave()
            if self.goods.is_shown:
                self.goods.leave()
            self.window.show_view(None)
        self.rewind.toggle()

    def leave_what_is_open(self) -> None:
        """Whatever lies over the day, or what is chosen on it."""
        if self.window.places.currentWidget() is self.window.day and self.maps.escape():
            return
        if self.reports.panel.isVisible():
            self.reports.panel.leave()
        elif self.goods.is_shown:
            self.goods.leave()
        elif self.pins.is_busy:
            self.pins.leave()
        elif self.plans.is_shown:
            self.plans.leave()
        elif self.window.proposal.is_offering():
            self.window.proposal.keep()
        elif self.rewind.is_rewound:
            self.rewind.leave()
        elif self.reports.has_heat:
            self.reports.toggle_heat()
        else:
            self._choose_nothing()

    # What is being dragged, and what followed a drop.

    def show_learned(self) -> None:
        """How fast the depot's roads are by weekday and hour, and how far ETAs are off."""
        travel = self.live.travel
        learned = travel.learned if travel is not None else Learned()
        LearnedDialog(learned_view(learned), self.window).open()

    def plan_chosen(self) -> None:
        """The cases or the routes that are looked at; the whole day without any."""
        chosen = self._chosen
        orders = chosen.many or ((chosen.case_of,) if chosen.case_of is not None else ())
        if orders:
            self.plans.open(orders=frozenset(orders))
        else:
            routes = self.actions.together(chosen.route) if chosen.route is not None else ()
            self.plans.open(around=frozenset(routes))

    def take_plan(self) -> None:
        """What is offered: a plan for the day while they are shown, else a better sequence."""
        if self.plans.is_shown:
            self.plans.take()
        else:
            self.window.proposal.take()

    def _keep_plan(self) -> None:
        self.sequences.drop()
        self.plans.leave()

    def _show_ghosts(
        self, *, drop: tuple[Ghost, ...] | None = None, plan: tuple[Ghost, ...] | None = None
    ) -> None:
        """Those of a drop and of a plan for the day; one that is not named stays."""
        self._drop_ghosts = drop if drop is not None else self._drop_ghosts
        self._plan_ghosts = plan if plan is not None else self._plan_ghosts
        shown = {ghost.route_id: ghost for ghost in (*self._plan_ghosts, *self._drop_ghosts)}
        self._choose(ghosts=tuple(shown.values()))

    def _show_costs(self, chips: dict[str, CostChip], costs: list[RouteCost]) -> None:
        self.window.board.hold()
        self.window.board.show_costs(chips)
        if self.map is not None:
            self.map.drag_preview(costs)

    def _hide_costs(self) -> None:
        self.window.board.clear_costs()
        self.window.board.release()
        if self.map is not None:
            self.map.drag_preview(())

    def _map_drag_left(self) -> None:
        if self.map is not None:
            self.map.drag_preview(())

    def _show_options(self, found: Found) -> None:
        if found.seq < min(self._priced_from, self.live.state.seq):
            self.placing.look_at(found.wish.order_id)
            return
        self._choose(
            options_of=found.wish.order_id,
            ways=found.ways,
            to_points=found.to_points,
            back_at=found.back_at,
        )

    def _option_chosen(self, order_id: str, route_id: str) -> None:
        order = self.placing.order_of(order_id)
        if order is not None:
            self.placing.place(order, RouteId(route_id))

    def _option_pointed_at(self, order_id: str, route_id: str) -> None:
        self._choose(hovered=Ref(Kind.ROUTE, route_id) if route_id else None)

    # Looks.

    def copy_table(self, is_csv: bool) -> None:
        """The rows of the table that has the keyboard."""
        self.window.say(copy_table(is_csv=is_csv))

    def set_scheme(self, scheme: Scheme) -> None:
        """Change the colours."""
        self._theme.set_scheme(scheme)

    def is_all_there(self) -> bool:
        """Whether the day is shown with its map, all ways and, of simulated drivers, the first."""
        is_shown = self.screen is not None and self.map is not None and self.map.is_ready
        has_drivers = bool(self.live.fixes) or not self.live.is_simulated
        return is_shown and has_drivers and not self.geometry.is_waiting

    def summary(self) -> str:
        """The day in a few lines, for a run without a display."""
        if self.screen is None:
            return tr("No day was shown: {words}.", words=self._line.words or self._line.line)
        state = self.live.state
        figures = [f"{tile.label}: {tile.value} ({tile.note})" for tile in self.screen.kpis.tiles]
        clock = self.screen.moment.wording.clock(self.screen.moment.now)
        drawn = tr("drawn") if self.map is not None and self.map.is_ready else tr("not drawn")
        waiting = sum(QueueGroup.ALL in row.groups for row in self.screen.queue)
        day, routes = self.screen.day, state.routes
        of_day = [stop for stop in state.stops.values() if routes[stop.route_id].day == day]
        return "\n".join(
            [
                tr(
                    "{clock}, {value} routes with {of_day} stops that day, {stops} stops on "
                    "all open days, event {seq}",
                    clock=clock,
                    value=len({stop.route_id for stop in of_day}),
                    of_day=len(of_day),
                    stops=len(state.stops),
                    seq=state.seq,
                ),
                *figures,
                tr("Queue: {waiting} cases; map {drawn}.", waiting=waiting, drawn=drawn),
            ]
        )

    def toggle_scheme(self) -> None:
        """The other colours, also at the next start."""
        scheme = Scheme.LIGHT if self._theme.is_dark else Scheme.DARK
        self._theme.set_scheme(scheme)
        self.own.keep(theme=scheme.value)

    def _own_settings_changed(self, settings: object) -> None:
        """What counts at once; the rest counts from the next start on, and says so."""
        assert isinstance(settings, Settings)
        if Scheme(settings.theme) is not self._theme.scheme:
            self._theme.set_scheme(Scheme(settings.theme))
        self._send_timer.pause_s = settings.send_after_s
        self.sequences.is_taken_at_once = settings.take_better_sequence
        self._sounds.wanted = frozenset({*settings.sounds} - {"message"})
        self.messages.has_sound = "message" in settings.sounds
        self._notices.wanted = frozenset(settings.notices)

    def _theme_changed(self) -> None:
        if self.map is not None:
            self.map.set_theme("dark" if self._theme.is_dark else "light")
        self._choose(is_dark=self._theme.is_dark)
