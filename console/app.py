"""Builds every object of the console, and hears the hub, the planner and the clock.

`Console` owns link, planner and window; panels only tell it what was done to them. Who hears whom
is in `wiring.py`, what is looked at in `choosing.py`. `start.py` makes it once the window is on the
screen.
"""

import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu

from console import deeds, wiring
from console.account_desk import AccountDesk
from console.actions import Actions
from console.address_desk import AddressDesk
from console.answers import Answers
from console.audit_desk import AuditDesk
from console.background import Background
from console.breakdown_desk import BreakdownDesk
from console.choosing import Choosing
from console.closure_desk import ClosureDesk
from console.column_choice import ColumnChoice
from console.command_desk import CommandDesk
from console.connect_desk import ConnectDesk
from console.day_desk import DayDesk
from console.dispatch import SendTimer
from console.fence_desk import FenceDesk
from console.filter_desk import FilterDesk
from console.fleet_desk import FleetDesk
from console.geometry import Geometry
from console.gestures import Gestures
from console.goods_desk import GoodsDesk
from console.history_desk import HistoryDesk
from console.hub_link import HubLink, Live, Target
from console.hub_region import HubRegion
from console.import_desk import ImportDesk
from console.machine_desk import MachineDesk
from console.main_window import MainWindow
from console.map.map_view import MapView
from console.map.other_map import NoMap, OtherMap, other_map
from console.map.scene import RouteCost
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
from console.placing import Placing
from console.plan_desk import PlanDesk
from console.planner import Planner
from console.pointing import Pointing
from console.policy_desk import PolicyDesk
from console.refreshing import Refreshing
from console.refund_desk import RefundDesk
from console.region_in_use import RegionInUse
from console.regions_desk import RegionsDesk
from console.report_desk import ReportDesk
from console.resource_desk import ResourceDesk
from console.rewind_desk import RewindDesk
from console.rounds_desk import RoundsDesk
from console.saved_dialog import Workplace
from console.screen import Picture, Screen
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
from console.view import CostChip
from console.view_memory import LOOKS, ViewMemory
from console.views.alarms import alarm_rows
from console.views.day_summary import day_summary
from console.views.goods import goods_words
from console.views.learned import learned_view
from console.views.refunds import refunds_words
from console.views.status import seat_words, status_view, trouble_words
from console.vroom_desk import VroomDesk
from console.whole_routes import WholeRoutes
from console.window_desk import LAYOUTS, WindowDesk
from core.catalogue import REGION, shipped
from core.commands import Command
from core.exchange.order_file import Memory
from core.exchange.region_places import RegionPlaces
from core.garbage import search_rarely
from core.hub.client import Line, LineState
from core.hub.own_depots import depots_in
from core.hub.protocol import WriteTrouble
from core.hub.session import UNKNOWN_TOKEN
from core.model import DriverId, ServiceDay
from core.planning.learned import Learned
from core.reading import EXPORTS
from core.region.region import shipped_region
from core.region.store import RegionStore, regions_folder
from core.settings import Settings

TICK_MS = 1000
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
        self.whole_routes = WholeRoutes(
            self.planner,
            self.gestures,
            lambda: self.live,
            lambda: self.screen,
            self.placing.route_under,
            self,
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
            self.window,
            lambda: self.map,
            lambda: self.choosing.chosen,
            lambda: self.live.state,
            self,
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
        self.choosing = Choosing(
            self.window,
            self.placing,
            self.resources,
            lambda: self.live,
            lambda: self.screen,
            self,
            is_dark=theme.is_dark,
        )
        self.refunds = RefundDesk(
            self.window,
            self._ask,
            self.say,
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
            lambda: self.choosing.chosen.case_of,
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
        self._answers = Answers(self.say)
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
        self._goods_work.failed.connect(self.say_bad)
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
        self.regions = RegionsDesk(
            self.window,
            theme,
            RegionStore(regions_folder(regions)),
            lambda: self.region.current,
            self.say,
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
        self.imports = ImportDesk(
            self.window,
            theme,
            self._ask,
            lambda: self._newest,
            RegionPlaces(shipped_region()),
            Memory(cache.parent / "import_columns.json"),
            self,
            held=lambda: self.link.held,
            remember=self.gestures.history.add,
            ask_where=self.addresses.find_for,
        )
        self.ground = RegionInUse(
            self.region, self.own, self.geometry, self.addresses, self.imports, self
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
        self.session = SessionKeeper(
            target.outbox.with_suffix(".session.json")
            if target.outbox is not None
            else cache.parent / "session.json",
            lambda: self.choosing.chosen,
            self,
        )
        self._is_fitted = False
        self._is_home = False
        self._zone = ""
        self._planner_busy = False
        self._ticks = 0
        self._send_timer = SendTimer(settings.send_after_s)
        self.refreshing = Refreshing(
            self.planner,
            self.geometry,
            self.choosing,
            self._send_timer,
            lambda: self.live,
            lambda: self._newest,
            lambda: self.screen,
            self,
        )
        self._turns = Turns(
            (
                self._show_board,
                self._prepare_inspected,
                self._show_inspected,
                self._show_others,
            ),
            self,
        )
        self._turns.took.connect(self.refreshing.add)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._on_tick)
        self._listen()
        wiring.connect(self)
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
            self.refreshing.stop()
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
            base_map=self.ground.base_map,
            theme="dark" if self._theme.is_dark else "light",
            other=self._other_map(),
        )
        self.map = view
        self.window.put_map(view)
        wiring.connect_map(self, view)
        self._look_at_region()
        self.refreshing.both()

    def _other_map(self) -> OtherMap | None:
        """What the settings name instead of the region's streets, if it can be used."""
        settings = self.own.values
        try:
            return other_map(settings.base_map, settings.base_map_attribution)
        except NoMap as error:
            self.window.say(str(error), is_bad=True)
            return None

    def _listen(self) -> None:
        """To the hub and the planner, and to what concerns the whole window."""
        link, planner = self.link, self.planner
        link.updated.connect(self._updated)
        link.line_changed.connect(self._line_changed)
        link.failed.connect(self._failed)
        self.ground.changed.connect(self._use_base_map)
        planner.picture_ready.connect(self._draw)
        planner.screen_ready.connect(self._show)
        planner.busy_changed.connect(self._busy_changed)
        self.geometry.arrived.connect(self.refreshing.both)
        self.choosing.changed.connect(self._look_elsewhere)
        self.choosing.marked.connect(self.refreshing.map)
        for each in (self.placing, self.whole_routes):
            each.costs_changed.connect(self._show_costs)
            each.costs_over.connect(self._hide_costs)
        self.rewind.shown.connect(self._show_past)
        self._theme.changed.connect(self._theme_changed)
        self.own.changed.connect(self._own_settings_changed)

    def _look_elsewhere(self) -> None:
        self.session.note()
        self.refreshing.map()
        self.refreshing.panels()

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
        self.choosing.price_anew(before)
        self.refunds.watch(live.state)
        self.goods.refresh()
        self.desk.watch(live.state)
        self.refreshing.both()

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
        self.refreshing.both()

    def _tell_trouble(self, trouble: WriteTrouble) -> None:
        if trouble.words:
            self.window.say(trouble_words(trouble, None), is_bad=True)
        else:
            self.window.say(tr("The hub saves again."))

    def offer_depots(self, menu: QMenu) -> None:
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

    def _use_base_map(self) -> None:
        if self.map is not None:
            self.map.use_base_map(self.ground.base_map)
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
        case_of = self.choosing.chosen.case_of
        if case_of is not None and self._ticks % OPTIONS_EVERY == 0:
            self.placing.look_at(case_of)
        self.refreshing.both()
        self.resources.refresh()
        self.telephone.refresh()
        self.pickups.refresh()
        self.goods.refresh()
        self._show_status()

    def _busy_changed(self, is_busy: bool) -> None:
        self._planner_busy = is_busy

    # Showing.

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
        self.refreshing.screen_came()
        self._turns.begin()

    def _show_board(self) -> None:
        board, screen = self.window.board, self.screen
        if screen is None or screen.moment.state.depot is None:
            return
        board.show_days(screen.days, screen.day)
        board.show_lanes(screen.lanes)
        board.set_now(screen.moment.now)

    def _prepare_inspected(self) -> None:
        if self.screen is not None:
            self.window.inspector.prepare(self.screen.inspected)

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
        self._answers.listen(screen)
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
        self.choosing.bring_back(self.session.take())
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

    def say(self, words: str, is_bad: bool) -> None:
        """Where whoever sits here reads it."""
        self.window.say(words, is_bad=is_bad)

    def say_bad(self, words: str) -> None:
        """What went wrong."""
        self.window.say(words, is_bad=True)

    def say_of_reports(self, words: str, is_bad: bool) -> None:
        """In the view itself, where the map with its notices is hidden."""
        if self.reports.panel.isVisible():
            self.reports.panel.say(words)
        else:
            self.say(words, is_bad)

    def _bring_reports(self, is_wanted: bool) -> None:
        self.window.show_view(self.reports.panel if is_wanted else None)

    def connect_phone(self, driver_id: str) -> None:
        if self.screen is not None:
            self.phones.open(driver_id, self.screen.moment.driver_name(DriverId(driver_id)))

    def plan_day(self, day: str) -> None:
        """Show it, then search for its plans."""
        self._to_plan = day
        self.choosing.show_day(ServiceDay(day))

    def show_learned(self) -> None:
        """How fast the depot's roads are by weekday and hour, and how far ETAs are off."""
        travel = self.live.travel
        learned = travel.learned if travel is not None else Learned()
        LearnedDialog(learned_view(learned), self.window).open()

    def keep_plan(self) -> None:
        """Leave things as they are, whatever is offered."""
        self.sequences.drop()
        self.plans.leave()

    # What is being dragged.

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
        is_drawn = self.map is not None and self.map.is_ready
        return day_summary(self.screen, is_drawn=is_drawn)

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
        self.choosing.change(is_dark=self._theme.is_dark)
