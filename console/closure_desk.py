"""Closes streets that somebody points at, by hand or by address, and opens them again.

Signals: `ghosts_changed` (the stretch in question, for the map), `menu_opening` (the ground's menu,
for what others do there).
"""

import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from console.geometry import Geometry
from console.map.map_view import MapView
from console.map.scene import Ghost, Kind
from console.panels.closure_dialogs import CLOSED_STREETS, CloseStreetDialog
from console.panels.drawn_dialog import DrawnDialog
from console.saved_dialog import Workplace
from console.screen import Screen
from console.tongue import tr
from console.views.allowed import why_not
from console.views.closures import closure_rows, led_around, led_around_words, why_words
from console.views.wording import Wording, wording_of
from core import commands as c
from core.closures import Closed
from core.model import ClosureId, Position
from core.planning.day import avoided

if TYPE_CHECKING:
    # Loads scipy, which only the thread that finds ways needs.
    from core.planning.road import Stretch

COLOUR = "#e5484d"
LONGEST = 500
"""Vertices of one stretch."""
NO_MAP = tr("The map is not open yet. Try again in a moment.")


class ClosureDesk(QObject):
    """One street at a time; what it leads to is said when the new travel times are here."""

    ghosts_changed = Signal(object)
    menu_opening = Signal(QMenu)

    def __init__(
        self,
        place: Workplace,
        geometry: Geometry,
        map_: Callable[[], MapView | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._geometry = geometry
        self._map = map_
        self._list: Callable[[], DrawnDialog | None] = lambda: None
        self._avoided: Closed = frozenset()

    def watch_map(self, view: MapView) -> None:
        """The map is there."""
        view.street_drawn.connect(self.ask)
        view.closure_clicked.connect(lambda _: self.open_list())
        view.street_menu_wanted.connect(
            lambda kind, id_, at, lat, lon: self._menu(
                kind, id_, view.mapToGlobal(at.toPoint()), (lat, lon)
            )
        )

    def watch(self, screen: Screen) -> None:
        """Say which routes lead around, once their times are known."""
        live = self._place.live()
        if screen.day is None or live.travel is None:
            return
        now_avoided = avoided(live.state, screen.day, live.travel, screen.moment.now)
        if now_avoided == self._avoided:
            return
        self._avoided = now_avoided
        if now_avoided:
            routes = live.state.routes
            times = {
                route_id: each
                for route_id, each in screen.moment.times.items()
                if route_id in routes and routes[route_id].day == screen.day
            }
            words = led_around_words(routes, led_around(times, live.travel, now_avoided))
            if words:
                self._say(words, is_bad=False)

    def draw(self) -> None:
        """Point at it on the map."""
        view = self._map()
        refusal = self._why_not(c.CloseStreet)
        if view is None or refusal:
            self._say(refusal or NO_MAP, is_bad=True)
        else:
            view.draw_street()

    def ask(self, lat: float, lon: float, to_lat: float, to_lon: float) -> None:
        """What stretch lies between two points; both the same for one block."""
        refusal = self._why_not(c.CloseStreet)
        if refusal:
            self._say(refusal, is_bad=True)
            return
        points = ((lat, lon), (to_lat, to_lon))
        self._geometry.find_stretch(points if points[0] != points[1] else points[:1], self._found)

    def ask_at(self, lat: float, lon: float) -> None:
        """The block at an address, shown on the map."""
        view = self._map()
        if view is not None:
            view.centre_on(lat, lon)
        self.ask(lat, lon, lat, lon)

    def open_list(self) -> None:
        """Every street that is closed."""
        may_edit = not self._why_not(c.OpenStreet)
        dialog = DrawnDialog(CLOSED_STREETS, may_edit=may_edit, parent=self._place.window)
        dialog.take_asked.connect(lambda id_: self.open_again(ClosureId(id_)))
        dialog.draw_asked.connect(self.draw)
        dialog.show_asked.connect(lambda id_: self._show(ClosureId(id_)))
        self._list = ref(dialog)
        self.refresh()
        dialog.open()

    def refresh(self) -> None:
        """The list as it is by now."""
        dialog = self._list()
        live = self._place.live()
        if dialog is None or live.clock is None:
            return
        now = live.clock.at(time.monotonic())
        rows = closure_rows(self._wording, live.state.closures.values(), live.texts, now)
        dialog.show_rows({row.id: (row.street, row.because, row.when, row.by) for row in rows})

    def open_again(self, closure_id: ClosureId) -> None:
        """Vans may drive there."""
        live = self._place.live()
        closure = live.state.closures.get(closure_id)
        refusal = self._why_not(c.OpenStreet)
        if closure is None or refusal:
            self._say(refusal or tr("That street is open already."), is_bad=bool(refusal))
            return
        back = c.CloseStreet(
            closure.id,
            closure.street,
            closure.line,
            why_words(closure, live.texts),
            closure.begins,
            closure.until,
        )
        words = tr("{street} is open again", street=closure.street)
        self._place.save(c.OpenStreet(closure_id), back, words, dialog=lambda: None)

    def _menu(self, kind: str, id_: str, at: QPoint, where: tuple[float, float]) -> None:
        """For the ground, and for a street that is closed; routes and fences have their own."""
        if kind in (Kind.ROUTE, Kind.FENCE):
            return
        menu = QMenu(self._place.window)
        menu.aboutToHide.connect(menu.deleteLater)
        if kind == Kind.CLOSURE:
            closure = self._place.live().state.closures.get(ClosureId(id_))
            if closure is not None:
                menu.addAction(
                    tr("Open {street} again", street=closure.street),
                    partial(self.open_again, closure.id),
                )
        menu.addAction(tr("Close this street…"), partial(self.ask, *where, *where))
        menu.addAction(tr("Close a stretch: draw it"), self.draw)
        menu.addAction(tr("Closed streets…"), self.open_list)
        self.menu_opening.emit(menu)
        menu.popup(at)

    def _found(self, stretch: "Stretch | None") -> None:
        live = self._place.live()
        if stretch is None:
            self._say(tr("No street within 200 m of that point: nothing was closed."), is_bad=True)
        elif len(stretch.line) > LONGEST:
            self._say(
                tr("That stretch is too long to close in one. Draw a part of it."), is_bad=True
            )
        elif live.clock is not None:
            now = live.clock.at(time.monotonic())
            dialog = CloseStreetDialog(
                stretch.name,
                self._stretch_words(stretch),
                now,
                self._wording.zone,
                self._place.theme,
                self._place.window,
            )
            dialog.close_asked.connect(lambda: self._close(dialog, stretch))
            dialog.finished.connect(lambda _: self.ghosts_changed.emit(()))
            self.ghosts_changed.emit((Ghost("", COLOUR, (), stretch.line),))
            dialog.open()

    def _close(self, dialog: CloseStreetDialog, stretch: "Stretch") -> None:
        closure_id = ClosureId(uuid.uuid4().hex)
        command = c.CloseStreet(
            closure_id,
            dialog.name.text().strip(),
            tuple(Position(lat, lon) for lat, lon in stretch.line),
            dialog.why.currentText().strip(),
            dialog.begins,
            dialog.until,
        )
        words = tr("{street} is closed", street=command.street)
        self._place.save(command, c.OpenStreet(closure_id), words, dialog=ref(dialog))

    def _stretch_words(self, stretch: "Stretch") -> str:
        name = stretch.name or tr("A street without a name")
        others = (
            tr(
                " and {street}",
                street=tr("{n} other street", "{n} other streets", len(stretch.others)),
            )
            if stretch.others
            else ""
        )
        return f"{name}{others}, {self._wording.distance(round(stretch.metres))}"

    def _show(self, closure_id: ClosureId) -> None:
        closure, view = self._place.live().state.closures.get(closure_id), self._map()
        if closure is not None and view is not None:
            middle = closure.line[len(closure.line) // 2]
            view.show_place(middle.lat, middle.lon, closure.street)

    @property
    def _wording(self) -> Wording:
        return wording_of(self._place.live().state.depot) or Wording()

    def _why_not(self, command: type[c.CloseStreet | c.OpenStreet]) -> str:
        live = self._place.live()
        return live.held or why_not(live.role, command, tr("for closing streets"))

    def _say(self, words: str, *, is_bad: bool) -> None:
        self._place.gestures.said.emit(words, is_bad)
