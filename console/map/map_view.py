"""The live map as a widget, and the only door to JavaScript.

The console hands over scenes; the newest one is sent when the page has drawn the one before.
What the page says is decoded by `page_words` before anything acts on it. Make it after the first
window is painted: the web engine takes a moment to start.
"""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import msgspec
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QPointF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QLabel, QWidget

from console.map import page_words
from console.map.map_page import SHELL_URL, ShellThread, make_page
from console.map.map_patch import NOTHING, encode, make_patch
from console.map.other_map import OtherMap
from console.map.scene import Kind, Ref, RouteCost, RouteLine, Scene, StopMark
from console.tongue import tr

_log = logging.getLogger(__name__)

ORDER_MIME = "application/x-backhaul-order"
Theme = Literal["dark", "light"]

_GROUND = {"dark": "#0c1118", "light": "#f3f2ee"}
_INK = {"dark": "#8b98a9", "light": "#5b6675"}
_RESTART_PAUSES_MS = (0, 500, 2_000, 10_000)


class MapBridge(QObject):
    """The object the page sees: three signals to it, one slot from it."""

    patched = Signal(float, str)
    """frame number and patch as JSON"""
    asked = Signal(float, float, float)
    """question number, x and y: what lies there?"""
    told = Signal(str)
    """a wish as JSON: theme, fit, centre, end of a drag"""

    def __init__(self, hear: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._hear = hear

    @Slot(str)
    def say(self, text: str) -> None:
        """Called by the page with one word as JSON."""
        self._hear(text)


class MapView(QWebEngineView):
    """Shows the newest scene and tells what is done to it with the pointer.

    Signals: `ready` (the first scene is on the screen), `crashed` (a sentence; the page is coming
    back by itself), clicks per kind, `menu_wanted` (kind, id, position in the view), `hovered`
    (kind, id; ground with an empty id when nothing is), and for drags from a table or of a queue
    mark: `drag_entered` (payload), `drag_hovered` (kind, id, lat, lon), `drag_left`, `dropped`
    (payload, kind, id, lat, lon, modifiers). A stop that is dragged tells `stop_lifted` (stop id),
    `stop_dropped` (stop id, kind, id, modifiers), a whole route `route_lifted` (route id) and
    `route_dropped` (route id, kind, id, modifiers); `mark_returned` when a drag that began here is
    over without a drop. `gathered` (case ids, stop ids, is_added) when marks were drawn around.
    While a pin is being put right: `pin_put` (lat, lon), `pin_left`. `street_drawn` (both
    ends' lat, lon) when somebody pointed at a street, `street_menu_wanted` (kind, id, position in
    the view, lat, lon); `fence_drawn` (corners) when a geofence was. `frame_sent` and
    `frame_drawn` count what went to the page and what is on it; `settled` answers `settle`.
    """

    ready = Signal()
    crashed = Signal(str)
    stop_clicked = Signal(str)
    route_clicked = Signal(str)
    driver_clicked = Signal(str)
    case_clicked = Signal(str)
    depot_clicked = Signal(str)
    heat_clicked = Signal(str)
    background_clicked = Signal()
    menu_wanted = Signal(str, str, QPointF)
    hovered = Signal(str, str)
    drag_entered = Signal(str)
    drag_hovered = Signal(str, str, float, float)
    drag_left = Signal()
    dropped = Signal(str, str, str, float, float, Qt.KeyboardModifier)
    mark_returned = Signal()
    stop_lifted = Signal(str)
    stop_dropped = Signal(str, str, str, Qt.KeyboardModifier)
    route_lifted = Signal(str)
    route_dropped = Signal(str, str, str, Qt.KeyboardModifier)
    gathered = Signal(object, object, bool)
    pin_put = Signal(float, float)
    pin_left = Signal()
    street_menu_wanted = Signal(str, str, QPointF, float, float)
    street_drawn = Signal(float, float, float, float)
    closure_clicked = Signal(str)
    fence_drawn = Signal(object)
    fence_clicked = Signal(str)
    frame_sent = Signal(int)
    frame_drawn = Signal(int)
    settled = Signal()

    def __init__(
        self,
        *,
        cache_folder: Path,
        base_map: Path | None,
        theme: Theme = "dark",
        other: OtherMap | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme: Theme = theme
        self._wanted = Scene()
        self._sent: Scene | None = None
        self._frame = 0
        self._waits_for_page = True
        self._is_ready = False
        self._crashes = 0
        self._wishes: list[str] = []
        self._settling: int | None = None
        """The frame from which on the page may be asked whether all is painted."""
        self._question = 0
        self._going_on: set[str] = set()
        """What goes on in the page that Esc ends: the key is the window's."""
        self._drag = _OutsideDrag()
        self._placeholder = QLabel(tr("Opening the map…"), self)
        self._placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bridge = MapBridge(self._hear, self)
        self._channel = QWebChannel(self)
        self._channel.registerObject("map", self._bridge)
        self._is_shut_down = False
        self._shell = ShellThread(cache_folder, self)
        self._shell.finished.connect(self._open)
        self._base_map = base_map
        self._page, self._files = make_page(self._shell, base_map, self)
        self._has_other = other is not None
        if other is not None:
            self._files.use_other_map(other, cache_folder)
        self._page.setWebChannel(self._channel)
        self._page.renderProcessTerminated.connect(self._render_process_ended)
        self.setPage(self._page)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.shut_down)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(True)
        self._paint_placeholder()
        self._shell.start()

    # -- what the console says ---------------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """Whether a scene has been drawn since the page last started."""
        return self._is_ready

    def show_scene(self, scene: Scene) -> None:
        """Draw this as soon as the page can; a scene it had no time for is skipped.

        The costs of a drag under way stay as `drag_preview` set them.
        """
        self._wanted = msgspec.structs.replace(scene, costs=self._wanted.costs)
        self._send_newest()

    def drag_preview(self, costs: Iterable[RouteCost]) -> None:
        """Show what the dragged order would cost per route; empty takes the chips away."""
        self._wanted = msgspec.structs.replace(self._wanted, costs=tuple(costs))
        self._send_newest()

    def set_theme(self, theme: Theme) -> None:
        """Change colours in place; nothing is loaded again."""
        self._theme = theme
        self._paint_placeholder()
        self._wish({"theme": theme})

    def use_base_map(self, base_map: Path) -> None:
        """Draw other streets, unless the settings name some; the page is loaded again if it has
        begun with the earlier ones."""
        if base_map == self._base_map or self._is_shut_down or self._has_other:
            return
        self._base_map = base_map
        self._files.use_base_map(base_map)
        if self._shell.isFinished():
            self._is_ready = False
            # What the page that leaves may still say of its last frame is not this page's word:
            # wishes would be told to a page that is gone.
            self._frame += 1
            self._waits_for_page = True
            self._sent = None
            self._placeholder.show()
            self._open()

    def fit(self) -> None:
        """Show everything."""
        self._wish({"fit": []})

    def fit_to(self, refs: Iterable[Ref]) -> None:
        """Show these marks; those not on the map are passed over."""
        self._wish({"fit": [{"kind": ref.kind, "id": ref.id} for ref in refs]})

    def centre_on(self, lat: float, lon: float) -> None:
        """Move the map without changing its scale, unless it is too small to see a street."""
        self._wish({"centre": [lat, lon]})

    def show_place(self, lat: float, lon: float, words: str) -> None:
        """Go to a place that was looked up, and mark it for a while."""
        self._wish({"centre": [lat, lon], "found": words})

    def follow(self, driver_id: str) -> None:
        """Keep a van in the middle until somebody moves the map; "" ends it."""
        self._wish({"follow": driver_id})

    def measure(self) -> None:
        """Let somebody measure a way by clicks."""
        self._wish({"measure": True})
        self.setFocus()

    def draw_street(self) -> None:
        """Let somebody point at a street, from end to end or by a click on one block."""
        self._wish({"street": True})
        self.setFocus()

    def draw_fence(self) -> None:
        """Let the next drag draw a geofence."""
        self._wish({"fence": True})
        self.setFocus()

    def lasso(self) -> None:
        """Let the next drag choose the marks that it is drawn around."""
        self._wish({"lasso": True})
        self.setFocus()

    def escape(self) -> bool:
        """End a drag, following, measuring and choosing in the page; whether any went on."""
        went_on = bool(self._going_on)
        if went_on:
            self._going_on.clear()
            self._wish({"escape": True})
        return went_on

    def begin_pin(self, words: str, place: tuple[float, float] | None) -> None:
        """Let somebody drag a pin from its place, or put a new one; nothing else until it ends."""
        lat, lon = place or (0.0, 0.0)
        pin = {"lat": lat, "lon": lon, "words": words, "is_new": place is None}
        self._wish({"pin": pin})
        self.setFocus()

    def end_pin(self) -> None:
        """Take the pin away."""
        self._wish({"pin_ended": True})

    def settle(self) -> None:
        """Tell `settled` when the newest scene, its streets and the theme are on the screen."""
        self._settling = self._frame + (self._sent is not self._wanted)
        self._question += 1
        if not self._waits_for_page:
            self._ask_whether_settled()

    def _ask_whether_settled(self) -> None:
        if self._is_ready and self._settling is not None:
            is_newest = self._sent is self._wanted and not self._waits_for_page
            if is_newest or self._frame > self._settling:
                self._wish({"settle": self._question})

    # -- sending -----------------------------------------------------------------------------

    def _send_newest(self) -> None:
        if self._waits_for_page or self._sent is self._wanted:
            return
        patch = make_patch(self._sent or Scene(), self._wanted)
        is_first = self._sent is None
        self._sent = self._wanted
        if patch is NOTHING and not is_first:
            return
        self._frame += 1
        self._waits_for_page = True
        self._bridge.patched.emit(self._frame, encode(patch))
        self.frame_sent.emit(self._frame)

    def _wish(self, wish: dict[str, object]) -> None:
        text = msgspec.json.encode(wish).decode()
        if self._is_ready:
            self._bridge.told.emit(text)
        else:
            self._wishes.append(text)

    # -- what the page says ------------------------------------------------------------------

    def _hear(self, text: str) -> None:
        word = page_words.decode(text)
        match word:
            case None:
                _log.warning("The map's page said something unknown: %.80r", text)
            case page_words.Started():
                self._page_started()
            case page_words.Drawn(frame):
                self._frame_was_drawn(frame)
            case page_words.Clicked(kind, mark_id):
                self._clicked(kind, mark_id)
            case page_words.MenuWanted(kind, mark_id, x, y, lat, lon):
                self.menu_wanted.emit(kind.value, mark_id, QPointF(x, y))
                if kind in (Kind.GROUND, Kind.CLOSURE, Kind.FENCE, Kind.ROUTE):
                    self.street_menu_wanted.emit(kind.value, mark_id, QPointF(x, y), lat, lon)
            case page_words.Hovered(kind, mark_id):
                self.hovered.emit(kind.value, mark_id)
            case page_words.Target():
                self._target_found(word)
            case page_words.MarkLifted("stop", stop_id):
                if self._is_movable(self._wanted.stops, stop_id):
                    self.stop_lifted.emit(stop_id)
            case page_words.MarkLifted("route", route_id):
                if self._is_movable(self._wanted.routes, route_id):
                    self.route_lifted.emit(route_id)
            case page_words.MarkLifted(_, case_id):
                self._mark_lifted(case_id)
            case page_words.MarkDragged(kind, mark_id, lat, lon):
                self.drag_hovered.emit(kind.value, mark_id, lat, lon)
            case page_words.MarkDropped():
                self._mark_dropped(word)
            case page_words.MarkReturned():
                self.mark_returned.emit()
            case page_words.Gathered(cases, stops, is_added):
                self.gathered.emit(cases, stops, is_added)
            case page_words.GoingOn(what, is_on):
                (self._going_on.add if is_on else self._going_on.discard)(what)
            case page_words.PinPut(lat, lon):
                self.pin_put.emit(lat, lon)
            case page_words.StreetDrawn(lat, lon, to_lat, to_lon):
                self.street_drawn.emit(lat, lon, to_lat, to_lon)
            case page_words.FenceDrawn(corners):
                self.fence_drawn.emit(corners)
            case page_words.PinLeft():
                self.pin_left.emit()
            case page_words.Settled(question):
                if question == self._question and self._settling is not None:
                    self._settling = None
                    self.settled.emit()

    def _page_started(self) -> None:
        self._sent = None
        self._waits_for_page = False
        self._bridge.told.emit(msgspec.json.encode({"theme": self._theme}).decode())
        self._send_newest()

    def _frame_was_drawn(self, frame: int) -> None:
        if frame != self._frame:
            return
        self._waits_for_page = False
        if not self._is_ready:
            self._is_ready = True
            self._placeholder.hide()
            for text in self._wishes:
                self._bridge.told.emit(text)
            self._wishes.clear()
            self.ready.emit()
        self.frame_drawn.emit(frame)
        self._send_newest()
        self._ask_whether_settled()

    def _clicked(self, kind: Kind, mark_id: str) -> None:
        if kind is Kind.GROUND:
            self.background_clicked.emit()
            return
        signal = {
            Kind.STOP: self.stop_clicked,
            Kind.ROUTE: self.route_clicked,
            Kind.DRIVER: self.driver_clicked,
            Kind.CASE: self.case_clicked,
            Kind.DEPOT: self.depot_clicked,
            Kind.HEAT: self.heat_clicked,
            Kind.CLOSURE: self.closure_clicked,
            Kind.FENCE: self.fence_clicked,
        }[kind]
        signal.emit(mark_id)

    # -- drags inside the page ---------------------------------------------------------------

    def _payload_of(self, case_id: str) -> str | None:
        return next((case.payload for case in self._wanted.cases if case.id == case_id), None)

    def _mark_lifted(self, case_id: str) -> None:
        payload = self._payload_of(case_id)
        if payload is not None:
            self.drag_entered.emit(payload)

    @staticmethod
    def _is_movable(marks: Iterable[StopMark | RouteLine], mark_id: str) -> bool:
        return any(mark.id == mark_id and mark.is_movable for mark in marks)

    def _mark_dropped(self, word: page_words.MarkDropped) -> None:
        scene, lifted = self._wanted, word.lifted_id
        payload: str | None = lifted
        if word.lifted == "case":
            payload = self._payload_of(lifted)
        elif not self._is_movable(scene.stops if word.lifted == "stop" else scene.routes, lifted):
            payload = None
        if payload is None:
            self.mark_returned.emit()
            return
        modifiers = Qt.KeyboardModifier.NoModifier
        for is_held, modifier in (
            (word.alt, Qt.KeyboardModifier.AltModifier),
            (word.control, Qt.KeyboardModifier.ControlModifier),
            (word.shift, Qt.KeyboardModifier.ShiftModifier),
        ):
            if is_held:
                modifiers |= modifier
        if word.lifted != "case":
            told = self.stop_dropped if word.lifted == "stop" else self.route_dropped
            told.emit(payload, word.kind.value, word.id, modifiers)
            return
        self.dropped.emit(payload, word.kind.value, word.id, word.lat, word.lon, modifiers)

    # -- drags from outside: the web view's own handling is not wanted, hence no super() ------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._is_ready or not event.mimeData().hasFormat(ORDER_MIME):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._drag.payload = bytes(event.mimeData().data(ORDER_MIME).data()).decode(
            errors="replace"
        )
        self.drag_entered.emit(self._drag.payload)
        self._ask(event.position())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._ask(event.position())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        event.accept()
        self._end_outside_drag()
        self.drag_left.emit()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._drag.dropped_with = event.modifiers()
        self._drag.is_asking = False
        self._ask(event.position())

    def _ask(self, position: QPointF) -> None:
        """One question at a time; while it is out only the latest place is kept."""
        if self._drag.is_asking:
            self._drag.next_position = position
            return
        self._drag.is_asking = True
        self._drag.next_position = None
        self._drag.question += 1
        self._bridge.asked.emit(self._drag.question, position.x(), position.y())

    def _target_found(self, target: page_words.Target) -> None:
        drag = self._drag
        if target.question != drag.question or drag.payload is None:
            return
        drag.is_asking = False
        place = (target.kind.value, target.id, target.lat, target.lon)
        if drag.dropped_with is not None:
            payload, modifiers = drag.payload, drag.dropped_with
            self._end_outside_drag()
            self.dropped.emit(payload, *place, modifiers)
            return
        self.drag_hovered.emit(*place)
        if drag.next_position is not None:
            self._ask(drag.next_position)

    def _end_outside_drag(self) -> None:
        self._drag = _OutsideDrag(question=self._drag.question)
        self._bridge.told.emit('{"drag_ended":true}')

    # -- the page's life ---------------------------------------------------------------------

    def _open(self) -> None:
        if not self._is_shut_down:
            self.load(QUrl(SHELL_URL))

    def _render_process_ended(
        self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int
    ) -> None:
        self._is_ready = False
        self._waits_for_page = True
        self._sent = None
        if "drag" in self._going_on:
            self.mark_returned.emit()
        self._going_on.clear()
        if self._drag.payload is not None:
            self._drag = _OutsideDrag(question=self._drag.question)
            self.drag_left.emit()
        pause_ms = _RESTART_PAUSES_MS[min(self._crashes, len(_RESTART_PAUSES_MS) - 1)]
        self._crashes += 1
        self._placeholder.setText(tr("The map stopped and is being opened again…"))
        self._placeholder.show()
        # Also reached when the program quits; then the timer never fires and nobody is alarmed.
        QTimer.singleShot(pause_ms, self, lambda: self._come_back(status.name, code))

    def _come_back(self, status: str, code: int) -> None:
        if self._is_shut_down:
            return
        _log.error("The map's process ended (%s, code %d) and is started again", status, code)
        self.crashed.emit(tr("The map stopped and is being opened again; nothing else is affected"))
        self.reload()

    def shut_down(self) -> None:
        """Delete the page, which must go before its profile. Done by itself when the program quits;
        call it before deleting the view earlier. The view is of no use afterwards."""
        if not self._is_shut_down:
            self._is_shut_down = self._waits_for_page = True
            self._is_ready = False
            self._shell.wait()
            shiboken6.delete(self._page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._placeholder.resize(event.size())

    def _paint_placeholder(self) -> None:
        if self._is_shut_down:
            return
        ground, ink = _GROUND[self._theme], _INK[self._theme]
        self._page.setBackgroundColor(QColor(ground))
        self._placeholder.setStyleSheet(f"background: {ground}; color: {ink};")


class _OutsideDrag:
    """A drag that came from another widget; `payload` is None while there is none."""

    def __init__(self, question: int = 0) -> None:
        self.payload: str | None = None
        self.question = question
        self.is_asking = False
        self.next_position: QPointF | None = None
        self.dropped_with: Qt.KeyboardModifier | None = None
