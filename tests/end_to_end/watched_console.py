"""The console as `main.py` opens it, and somebody who reads the screen for a test's mouse.

Run as a module with the console's own command line. Questions come on stdin, one a line; each is
answered on stdout by one line of JSON. It only looks: hands are the test's, outside.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable
from threading import Thread
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QMessageBox, QWidget

import main
from console.app import Console
from console.hub_link import Line
from console.map.map_page import register_scheme
from console.models.value_list import VALUE
from console.panels.queue_table import AIMS_S
from console.start import Opening, application
from console.view import QueueGroup
from core.model import CaseId, CaseKind, CaseStatus, OrderId, StopKind
from core.rules.tray import has_unsent
from core.settings import data_folder, load_settings

PROJECT = """(() => {
  const map = Object.values(window).find((value) => value instanceof L.Map);
  const size = map.getSize();
  const inside = ({ x, y }) => x > 60 && y > 90 && x < size.x - 60 && y < size.y - 60;
  const apart = (found, { x, y }) =>
    found.every(([x1, y1]) => Math.hypot(x1 - x, y1 - y) > 25) ? [...found, [x, y]] : found;
  const places = POINTS.map((point) => map.latLngToContainerPoint(point));
  return JSON.stringify(places.filter(inside).reduce(apart, []));
})()"""
"""Where points are on the map: some way apart, not at its edges nor under its furniture."""

MARKS = """(() => {
  const { map, marks, layer } = backhaul.live;
  const size = map.getSize();
  const found = { stop: [], driver: [], case: [] };
  const stores = { stop: marks.stops, driver: marks.drivers, case: marks.cases };
  for (const kind in stores) {
    for (const mark of stores[kind].values()) {
      if (kind === "stop" && !mark.is_movable) continue;
      const { x, y } = map.latLngToContainerPoint(map.unproject([mark.x, mark.y], 0));
      if (!(x > 70 && y > 90 && x < size.x - 70 && y < size.y - 60)) continue;
      const top = layer.find(x, y);
      if (top.kind !== kind || top.id !== mark.id) continue;
      const routeId = kind === "driver" ? mark.look.route_id : mark.route_id || "";
      found[kind].push([mark.id, routeId, Math.round(x), Math.round(y)]);
    }
  }
  return JSON.stringify([map.getZoom(), found]);
})()"""
"""Marks that a pointer would find on the map, with their routes: stops that can be dragged."""
DROPS = """(() => {
  const { map, marks, layer, pointer } = backhaul.live;
  const size = map.getSize();
  const { kind, mark } = pointer._lift ?? {};
  const own = kind === "route" ? mark.id : mark && mark.route_id;
  const except = kind === "route" ? { exceptRoute: own } : { except: mark && mark.id };
  const found = [];
  for (const { route_id: id, rank } of marks.costs.values()) {
    const route = marks.routes.get(id);
    if (!mark || !route || id === own || !(rank || kind === "route")) continue;
    const { xs, ys, n } = route.line;
    for (let i = Math.max(0, route.done); i < n; i++) {
      const { x, y } = map.latLngToContainerPoint(map.unproject([xs[i], ys[i]], 0));
      if (!(x > 70 && y > 90 && x < size.x - 70 && y < size.y - 60)) continue;
      const target = layer.find(x, y, { isDrag: true, ...except });
      if (target.kind === "driver" || pointer._routeIdOf(target) !== id) continue;
      found.push([rank, id, Math.round(x), Math.round(y)]);
      break;
    }
  }
  return JSON.stringify(found.sort(([a], [b]) => a - b));
})()"""
"""Places of the best other routes for a stop that is dragged inside the map, where no van hides
them."""
GRIPS = """(() => {
  const { map, marks, layer } = backhaul.live;
  const size = map.getSize();
  const found = [];
  for (const route of marks.routes.values()) {
    const { xs, ys, n } = route.line;
    for (let i = 1; route.is_movable && i < n; i++) {
      const middle = [(xs[i] + xs[i - 1]) / 2, (ys[i] + ys[i - 1]) / 2];
      const { x, y } = map.latLngToContainerPoint(map.unproject(middle, 0));
      if (!(x > 70 && y > 90 && x < size.x - 70 && y < size.y - 60)) continue;
      const top = layer.find(x, y);
      if (top.kind === "route" && top.id === route.id) found.push([Math.round(x), Math.round(y)]);
    }
  }
  return JSON.stringify(found);
})()"""
"""Places where the line of the chosen route can be taken hold of."""
PAGE = {
    "target": "backhaul.live.pointer._routeIdOf(backhaul.live.painter.target ?? {}) ?? ''",
    "follows": "backhaul.live.follow._id",
    "bar": "document.querySelector('.bh-bar.is-shown')?.textContent ?? ''",
    "lasso": "String(backhaul.live.gather.isLasso)",
    "metres": "String(backhaul.live.measure.metres)",
    "centre": "(({ lat, lng }) => `${lat.toFixed(3)} ${lng.toFixed(3)}`)"
    "(backhaul.live.map.getCenter())",
}


class Watcher(QObject):
    """Answers questions. Signal: `asked`, from the thread that reads stdin."""

    asked = Signal(str)

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self._opening = opening
        self._held: tuple[str, str] = ("", "")
        self._is_listening = False
        self.asked.connect(self._answer)
        self._questions: dict[str, Callable[..., object]] = {
            "ready": self._is_ready,
            "chip": self._chip,
            "all": self._all,
            "aside": self._aside,
            "queue": self._queue,
            "returns": self._returns,
            "cases": self._cases,
            "outcome": self._outcome,
            "asks": self._asks,
            "over": self._is_over,
            "fresh": self._is_fresh,
            "todays": self._todays,
            "chosen": self._chosen_orders,
            "told": lambda: self._console.window._toast.text(),
            "keys": self._keys,
            "vans": self._vans,
            "entry": self._entry,
            "offers": self._offers,
            "lane": self._lane,
            "line": self._line,
            "settled": self._has_settled,
            "held": self._held_over,
            "tray": self._tray,
            "chosen_stops": self._chosen_stops,
            "marks": self._marks,
            "collects": self._collects,
            "drops": self._drops,
            "grips": self._grips,
            "page": self._page,
            "offered": self._offered,
            "map": self._map,
            "case_chosen": lambda: self._console.choosing.chosen.case_of,
            "route_chosen": lambda: self._console.choosing.chosen.route,
            "waiting": lambda: self._console.live.pending,
            "quit": self._quit,
        }

    def read(self) -> None:
        """Pass every line of stdin on; its end closes the window."""
        for line in sys.stdin:
            self.asked.emit(line)
        self.asked.emit("quit")

    def _answer(self, line: str) -> None:
        word, *rest = line.split()
        found = self._questions[word](*rest)
        if found is not NotImplemented:
            say(found)

    @property
    def _console(self) -> Console:
        assert self._opening.console is not None
        return self._opening.console

    def _is_ready(self) -> bool:
        """Whether everything is on the screen that a person would wait for."""
        console = self._opening.console
        if console is None or console.map is None or console.screen is None:
            return False
        if not self._is_listening:
            self._is_listening = True
            console.map.drag_hovered.connect(self._note_held)
        is_live = console._line.line is Line.LIVE
        return console.map.is_ready and is_live and console.live.travel is not None

    def _note_held(self, kind: str, id_: str, _lat: float, _lon: float) -> None:
        self._held = (kind, id_)

    def _has_settled(self) -> bool:
        """Whether the map has said what the drag is over."""
        view = self._console.map
        assert view is not None
        return not view._drag.is_asking

    def _held_over(self) -> str | None:
        """The route that would take what is dragged over the map."""
        return self._console.placing.route_under(*self._held)

    def _chip(self) -> list[int]:
        """Where the filter is that shows only returns."""
        chip = self._console.window.queue._chips[QueueGroup.RETURNS]
        return on_screen(chip, chip.rect())

    def _all(self) -> list[int]:
        """Where the filter is that shows every open case."""
        chip = self._console.window.queue._chips[QueueGroup.ALL]
        return on_screen(chip, chip.rect())

    def _aside(self) -> list[int]:
        """A place where a resting pointer holds nothing up."""
        figures = self._console.window.kpis
        return on_screen(figures, figures.rect())

    def _queue(self) -> list[int]:
        """Where the list is."""
        sight = self._console.window.queue.table.viewport()
        return on_screen(sight, sight.rect())

    def _returns(self) -> list[tuple[str, list[int]]]:
        """Open returns that are in sight in the queue and take a press, and where."""
        queue = self._console.window.queue
        sight = queue.table.viewport().rect()
        found = []
        for at in range(queue.model.rowCount()):
            row = queue.model.row(at)
            box = queue.table.visualRect(queue.model.index(at, 0))
            is_open = row.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
            is_return = row.kind is CaseKind.RETURN_REQUEST
            if is_open and is_return and sight.contains(box) and self._takes_a_press(at):
                found.append((str(row.order_id), on_screen(queue.table.viewport(), box)))
        return found

    def _cases(self) -> list[tuple[str, list[int]]]:
        """Today's open cases in sight in the queue that take a press, heads of groups too."""
        queue = self._console.window.queue
        sight = queue.table.viewport().rect()
        found = []
        for at in range(queue.model.rowCount()):
            row = queue.model.row(at)
            box = queue.table.visualRect(queue.model.index(at, 0))
            is_open = row.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
            is_todays = row.day == min(self._console.live.state.days)
            if is_open and is_todays and sight.contains(box) and self._takes_a_press(at):
                name = "+".join(row.members) or str(row.order_id)
                found.append((name, on_screen(queue.table.viewport(), box)))
        return found

    def _takes_a_press(self, at: int) -> bool:
        """Whether the row has stood there for as long as somebody needs to aim at it."""
        return not self._console.window.queue.model.stood_otherwise(at, AIMS_S)

    def _outcome(self, order_id: str) -> str | None:
        """What was decided of an order's case, or that another day serves it; None while open."""
        state = self._console.live.state
        case = state.cases[CaseId(f"case-{order_id}")]
        if case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED):
            if state.orders[OrderId(order_id)].day > min(state.days):
                return "another day"
            return "waits" if case.waiting is not None else None
        return case.decision.resolution if case.decision is not None else str(case.status)

    def _asks(self) -> str | None:
        """What a dialog asks that is open over the window and has the keyboard."""
        box = QApplication.activeModalWidget()
        # Keys that are pressed before are lost, and then the dialog keeps every menu shut.
        return box.text() if isinstance(box, QMessageBox) and box.isActiveWindow() else None

    def _chosen_orders(self) -> list[str]:
        """Orders of the rows that are chosen in the queue."""
        queue = self._console.window.queue
        rows = [queue.model.row(at.row()) for at in queue.table.selectionModel().selectedRows()]
        return [order for row in rows for order in row.members or (row.order_id,)]

    def _todays(self) -> list[str]:
        """Orders of today's open cases in the queue, in sight or not."""
        queue, today = self._console.window.queue, min(self._console.live.state.days)
        rows = [queue.model.row(at) for at in range(queue.model.rowCount())]
        undecided = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
        shown = [row for row in rows if row.status in undecided and row.day == today]
        return [str(order) for row in shown for order in row.members or (row.order_id,)]

    def _is_fresh(self) -> bool:
        """Whether every row of the queue says what is known."""
        queue, cases = self._console.window.queue, self._console.live.state.cases
        rows = [queue.model.row(at) for at in range(queue.model.rowCount())]
        return all(row.members or cases[row.case_id].status is row.status for row in rows)

    def _keys(self) -> list[str]:
        """Keys that two things in the window listen to at once: then neither hears them."""
        window = self._console.window
        heard = [
            shortcut.key().toString()
            for shortcut in window.findChildren(QShortcut)
            if shortcut.isEnabled() and _is_in_sight(shortcut)
        ]
        buttons = window.findChildren(QAbstractButton)
        heard += [b.shortcut().toString() for b in buttons if b.isVisible() and b.isEnabled()]
        return sorted({key for key in heard if key and heard.count(key) > 1})

    def _is_over(self, clock: str) -> bool:
        """Whether the first open day is past that time of its depot, even past midnight."""
        live = self._console.live
        assert live.clock is not None
        assert live.state.depot is not None
        local = live.clock.at(time.monotonic()).astimezone(ZoneInfo(live.state.depot.zone))
        return f"{local:%Y-%m-%d %H:%M}" >= f"{min(live.state.days)} {clock}"

    def _offers(self, order_id: str) -> list[str] | None:
        """Routes of the order's day that could take it, the cheapest first; None: not yet known."""
        chosen, state = self._console.choosing.chosen, self._console.live.state
        if chosen.options_of != order_id or chosen.ways is None:
            return None
        day = state.orders[OrderId(order_id)].day
        options = sorted((way.option for way in chosen.ways), key=lambda option: option.cost_minor)
        return [
            option.route_id
            for option in options
            if option.is_feasible and state.routes[option.route_id].day == day
        ]

    def _lane(self, route_id: str) -> list[int] | None:
        """Where a route's lane is; None when it is not in sight."""
        canvas = self._console.window.board.canvas
        box = canvas.lane_rect(route_id)
        sight = canvas.viewport().rect().adjusted(0, 40, 0, -40)
        if box is None or not sight.contains(box):
            return None
        return on_screen(canvas.viewport(), box)

    def _vans(self) -> list[tuple[str, list[int]]]:
        """Names of lanes in sight whose vans are on the road."""
        canvas = self._console.window.board.canvas
        sight = canvas.viewport().rect().adjusted(0, 40, 0, -40)
        found = []
        for route in self._console.live.state.routes.values():
            box = canvas.lane_rect(route.id)
            is_out = route.started_at is not None and route.ended_at is None
            if is_out and route.stranded is None and box is not None and sight.contains(box):
                name = QPoint(60, box.center().y())
                found.append((str(route.id), where(canvas.viewport(), name)))
        return found

    def _entry(self, *words: str) -> list[int] | None:
        """Where an entry of the open menu is."""
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return None
        named = (each for each in menu.actions() if each.text().startswith(" ".join(words)))
        chosen = next(named, None)
        return on_screen(menu, menu.actionGeometry(chosen)) if chosen is not None else None

    def _line(self, route_id: str) -> object:
        """Places on the map where the undriven part of a route's line is drawn."""
        view, picture = self._console.map, self._console.picture
        assert view is not None
        assert picture is not None
        line = next(route for route in picture.scene.routes if route.id == route_id)
        path = list(line.path)[line.done :]
        points = msgspec.json.encode(path).decode()

        def found(text: object) -> None:
            places = msgspec.json.decode(str(text), type=list[tuple[float, float]])
            say([where(view, QPoint(round(x), round(y))) for x, y in places])

        view.page().runJavaScript(PROJECT.replace("POINTS", points), 0, found)
        return NotImplemented

    def _chosen_stops(self) -> list[str]:
        """Stops that are chosen together."""
        return list(self._console.choosing.chosen.stops)

    def _marks(self) -> object:
        """The map's zoom, and marks by kind: id, route, place on the screen."""
        view = self._console.map
        assert view is not None

        def found(text: object) -> None:
            zoom, kinds = msgspec.json.decode(
                str(text), type=tuple[float, dict[str, list[tuple[str, str, int, int]]]]
            )
            say(
                {
                    kind: [[id_, route, *where(view, QPoint(x, y))] for id_, route, x, y in marks]
                    for kind, marks in kinds.items()
                }
                | {"zoom": [[str(zoom), "", 0, 0]]}
            )

        view.page().runJavaScript(MARKS, 0, found)
        return NotImplemented

    def _collects(self) -> list[str]:
        """Stops where something is fetched from a customer, those that are longest ahead first."""
        state = self._console.live.state
        stops = [
            (len(route.stop_ids) - at, stop_id)
            for route in state.routes.values()
            for at, stop_id in enumerate(route.stop_ids)
            if state.stops[stop_id].kind is StopKind.COLLECT
        ]
        return [stop_id for _, stop_id in sorted(stops)]

    def _drops(self) -> object:
        """Routes that would take the stop that is dragged, the best first, and where they are."""
        view = self._console.map
        assert view is not None

        def found(text: object) -> None:
            drops = msgspec.json.decode(str(text), type=list[tuple[int, str, int, int]])
            say([(route_id, where(view, QPoint(x, y))) for _, route_id, x, y in drops])

        view.page().runJavaScript(DROPS, 0, found)
        return NotImplemented

    def _grips(self) -> object:
        """Where the chosen route can be taken hold of."""
        view = self._console.map
        assert view is not None

        def found(text: object) -> None:
            places = msgspec.json.decode(str(text), type=list[tuple[int, int]])
            say([where(view, QPoint(x, y)) for x, y in places])

        view.page().runJavaScript(GRIPS, 0, found)
        return NotImplemented

    def _page(self, name: str) -> object:
        """What the map's page says of itself."""
        view = self._console.map
        assert view is not None
        view.page().runJavaScript(PAGE[name], 0, lambda text: say(str(text)))
        return NotImplemented

    def _map(self) -> list[int]:
        """The middle of the map."""
        view = self._console.map
        assert view is not None
        return on_screen(view, view.rect())

    def _offered(self) -> list[str]:
        """The command line's field, and what is offered below it; nothing while it is closed."""
        bar = self._console.commands.bar
        if not bar.isVisible():
            return []
        rows = range(bar.model.rowCount())
        titles = [str(bar.model.index(at, 0).data(VALUE).title) for at in rows]
        return [bar.field.text(), *titles]

    def _tray(self) -> list[str]:
        """Routes that the panel lists with something to send, not those alone that said no."""
        screen, state = self._console.screen, self._console.live.state
        rows = screen.tray.rows if screen is not None else ()
        return [str(r.route_id) for r in rows if has_unsent(state, state.routes[r.route_id])]

    def _quit(self) -> object:
        self._opening.window.close()
        QApplication.quit()
        return NotImplemented


def on_screen(widget: QWidget, box: QRect) -> list[int]:
    """The middle of a box of a widget, in pixels of the screen."""
    return where(widget, box.center())


def where(widget: QWidget, at: QPoint) -> list[int]:
    """A point of a widget in pixels of the screen."""
    place = widget.mapToGlobal(at)
    return [place.x(), place.y()]


def say(answer: object) -> None:
    """One line."""
    sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
    sys.stdout.flush()


def _is_in_sight(shortcut: QShortcut) -> bool:
    """Whether its owner is shown: a view that is hidden hears nothing."""
    owner = shortcut.parent()
    return not isinstance(owner, QWidget) or owner.isVisible()


def run() -> int:
    """As `console.start.run`, with the watcher."""
    options = main.make_parser().parse_args()
    main.prepare_display()
    data = options.data or data_folder()
    data.mkdir(parents=True, exist_ok=True)
    register_scheme()
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = application()
    opening = Opening(options, load_settings(), data)
    watcher = Watcher(opening)
    opening.begin()
    Thread(target=watcher.read, name="questions", daemon=True).start()
    code = app.exec()
    opening.end()
    return code


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(run())
