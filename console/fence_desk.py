"""Geofences: drawn on the map, listed, removed; vans that come in or leave are told.

Crossings are found from the positions that this desk hears, never from the log: positions do not
go through it. What is told here is told on every other desk by the same positions.
"""

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from weakref import ref

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from console.map.map_view import MapView
from console.map.scene import Kind
from console.panels.drawn_dialog import DrawnDialog
from console.panels.fence_dialogs import GEOFENCES, FenceDialog
from console.saved_dialog import Workplace
from console.screen import Screen
from console.tongue import tr
from console.view import AlertRow
from console.views.allowed import why_not
from console.views.fences import crossing_rows, crossing_words, fence_rows, still_told
from core import commands as c
from core.erasure import name_of
from core.fences import Crossing, Sides, crossings
from core.model import Fence, FenceId, Position


class FenceDesk(QObject):
    """Invariant: what was so when the day came into view is not told."""

    def __init__(
        self, place: Workplace, map_: Callable[[], MapView | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._map = map_
        self._list: Callable[[], DrawnDialog | None] = lambda: None
        self._screen: Screen | None = None
        self._sides: Sides = {}
        self._crossings: tuple[Crossing, ...] = ()

    def watch_map(self, view: MapView) -> None:
        """The map is there."""
        view.fence_drawn.connect(self.ask)
        view.fence_clicked.connect(lambda _: self.open_list())
        view.street_menu_wanted.connect(
            lambda kind, id_, at, *_: self._menu(kind, id_, view.mapToGlobal(at.toPoint()))
        )

    def watch(self, screen: Screen) -> tuple[AlertRow, ...]:
        """Tell who came in or left; the rows of the last quarter of an hour."""
        self._screen = screen
        live, moment = self._place.live(), screen.moment
        fences = moment.state.fences
        if not fences or live.held:
            return ()
        fresh = crossings(self._sides, fences, live.fixes.values())
        if fresh:
            words = "; ".join(crossing_words(moment, fences, each) for each in fresh[:3])
            self._say(words, is_bad=False)
        self._crossings = still_told((*self._crossings, *fresh), moment.now)
        self.refresh()
        return crossing_rows(moment, fences, self._crossings)

    def draw(self) -> None:
        """By the next drag on the map."""
        view = self._map()
        refusal = self._why_not(c.DrawFence)
        if view is None or refusal:
            words = refusal or tr("The map is not open yet. Try again in a moment.")
            self._say(words, is_bad=True)
        else:
            view.draw_fence()

    def ask(self, corners: Sequence[tuple[float, float]]) -> None:
        """What the outline is around."""
        refusal = self._why_not(c.DrawFence)
        if refusal:
            self._say(refusal, is_bad=True)
            return
        dialog = FenceDialog(self._place.theme, self._place.window)
        places = tuple(Position(lat, lon) for lat, lon in corners)
        dialog.watch_asked.connect(lambda: self._watch(dialog, places))
        dialog.open()

    def open_list(self) -> None:
        """Every geofence, with who is inside."""
        may_edit = not self._why_not(c.RemoveFence)
        dialog = DrawnDialog(GEOFENCES, may_edit=may_edit, parent=self._place.window)
        dialog.take_asked.connect(lambda id_: self.remove(FenceId(id_)))
        dialog.draw_asked.connect(self.draw)
        dialog.show_asked.connect(lambda id_: self._show(FenceId(id_)))
        self._list = ref(dialog)
        self.refresh()
        dialog.open()

    def refresh(self) -> None:
        """The list as it is by now."""
        dialog = self._list()
        if dialog is not None and self._screen is not None:
            fences = self._place.live().state.fences
            rows = fence_rows(self._screen.moment, fences, self._sides)
            dialog.show_rows({row.id: (row.name, row.inside, row.drawn) for row in rows})

    def remove(self, fence_id: FenceId) -> None:
        """Watch it no more."""
        fence = self._fence(fence_id)
        refusal = self._why_not(c.RemoveFence)
        if fence is None or refusal:
            self._say(refusal or tr("That geofence is gone already."), is_bad=bool(refusal))
            return
        name = self._called(fence)
        back = c.DrawFence(fence.id, name, fence.corners)
        words = tr("Geofence {name} is removed", name=name)
        self._place.save(c.RemoveFence(fence_id), back, words, dialog=lambda: None)

    def _watch(self, dialog: FenceDialog, corners: tuple[Position, ...]) -> None:
        fence_id = FenceId(uuid.uuid4().hex)
        command = c.DrawFence(fence_id, dialog.name.text().strip(), corners)
        words = tr("Geofence {name} is watched", name=command.name)
        self._place.save(command, c.RemoveFence(fence_id), words, dialog=ref(dialog))

    def _menu(self, kind: str, id_: str, at: QPoint) -> None:
        fence = self._fence(FenceId(id_)) if kind == Kind.FENCE else None
        if fence is None:
            return
        menu = QMenu(self._place.window)
        menu.aboutToHide.connect(menu.deleteLater)
        words = tr("Remove geofence {name}", name=self._called(fence))
        menu.addAction(words, partial(self.remove, fence.id))
        self.add_to(menu)
        menu.popup(at)

    def add_to(self, menu: QMenu) -> None:
        """What can be done on bare ground."""
        menu.addAction(tr("Draw a geofence…"), self.draw)
        menu.addAction(tr("Geofences…"), self.open_list)

    def _show(self, fence_id: FenceId) -> None:
        fence, view = self._fence(fence_id), self._map()
        if fence is not None and view is not None:
            lat = sum(at.lat for at in fence.corners) / len(fence.corners)
            lon = sum(at.lon for at in fence.corners) / len(fence.corners)
            view.show_place(lat, lon, self._called(fence))

    def _called(self, fence: Fence) -> str:
        return name_of(fence, self._place.live().texts)

    def _fence(self, fence_id: FenceId) -> Fence | None:
        return self._place.live().state.fences.get(fence_id)

    def _why_not(self, command: type[c.DrawFence | c.RemoveFence]) -> str:
        live = self._place.live()
        return live.held or why_not(live.role, command, tr("for geofences"))

    def _say(self, words: str, *, is_bad: bool) -> None:
        self._place.gestures.said.emit(words, is_bad)
