"""The command line at work: what can be named comes from the screen, what is meant is done.

Signals: `order_wanted` (order id), `route_wanted` and `follow_wanted` (route id), `place_wanted`
(latitude, longitude, words), `closing_wanted` (latitude, longitude of a street).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from console.actions import Actions
from console.command_words import (
    MOST_PLACES,
    MOST_SHOWN,
    SHORTEST_PLACE,
    Asked,
    CloseAt,
    Deed,
    GoTo,
    Known,
    KnownOrder,
    KnownRoute,
    Suggestion,
    complaint,
    place_part,
    places,
    suggestions,
)
from console.main_window import MainWindow
from console.panels.command_bar import CommandBar
from console.placing import Placing
from console.screen import Screen
from console.view import CaseAction, RouteAction
from core.address_book import Found
from core.model import OrderId, RouteId

Do = Callable[[], object]
Find = Callable[[str], Sequence[Found]]
LookUp = Callable[[Callable[[], Sequence[Found]], Callable[[Sequence[Found]], None]], None]
"""Runs the first and gives its answer to the second."""
CASES = {
    "retry": CaseAction.RETRY,
    "take": CaseAction.RECOMMENDED,
    "have": CaseAction.ACKNOWLEDGE,
    "later": CaseAction.RESCHEDULE,
    "depot": CaseAction.RETURN_TO_DEPOT,
    "refund": CaseAction.REFUND,
    "cancel": CaseAction.CANCEL,
    "says": CaseAction.ANSWER,
}
ROUTES = {
    "lock": RouteAction.LOCK,
    "unlock": RouteAction.UNLOCK,
    "send": RouteAction.SEND,
}


class CommandDesk(QObject):
    """Runs what the bar was told, by the same callables as keys and buttons."""

    order_wanted = Signal(str)
    route_wanted = Signal(str)
    place_wanted = Signal(float, float, str)
    follow_wanted = Signal(str)
    closing_wanted = Signal(float, float)
    onto_wanted = Signal(str, str)

    def __init__(
        self,
        bar: CommandBar,
        window: MainWindow,
        actions: Actions,
        placing: Placing,
        screen: Callable[[], Screen | None],
        parent: QObject,
        *,
        finder: Callable[[], Find] = lambda: nowhere,
        look_up: LookUp = lambda job, deliver: deliver(job()),
    ) -> None:
        super().__init__(parent)
        self.bar = bar
        self._window = window
        self._actions = actions
        self._placing = placing
        self._screen = screen
        self._finder = finder
        self._look_up = look_up
        self._find: Find | None = None
        self._deeds: tuple[Deed, ...] = ()
        self._doing: dict[str, Do] = {}
        self._known = Known()
        bar.typed.connect(self._suggest)
        bar.chosen.connect(self.do)

    def offer(self, deeds: Sequence[tuple[Deed, Do]]) -> None:
        """What the window can do, the most wanted first."""
        self._deeds = tuple(deed for deed, _ in deeds)
        self._doing = {deed.name: do for deed, do in deeds}

    def open(self) -> None:
        """With what may be named at this moment."""
        self.look_for("")

    def look_for(self, text: str) -> None:
        """With the line begun."""
        screen = self._screen()
        self._known = known_of(screen) if screen is not None else Known()
        self._find = None
        self.bar.open(text)

    def begin_move(self, route_id: str) -> None:
        """With the line begun that puts all open stops of a route onto another one."""
        screen = self._screen()
        routes = known_of(screen).routes if screen is not None else ()
        number = next((route.number for route in routes if route.id == route_id), "")
        self.look_for(f"move @{number} @")

    def do(self, act: object) -> None:
        """What was chosen."""
        if isinstance(act, Deed):
            self._doing[act.name]()
        elif isinstance(act, GoTo):
            self.place_wanted.emit(act.lat, act.lon, act.words)
        elif isinstance(act, CloseAt):
            self.closing_wanted.emit(act.lat, act.lon)
        elif isinstance(act, Asked):
            self._do_asked(act)

    def _suggest(self, text: str) -> None:
        """At once what is known here; places when they have been looked up, beside this thread."""
        self._show(text, places(text, ()))
        named = place_part(text)
        if sum(map(str.isalpha, named)) >= SHORTEST_PLACE:
            # Made when it is first needed: most lines name no place.
            self._find = self._find or self._finder()
            self._look_up(partial(self._find, named), partial(self._found, text))

    def _found(self, text: str, found: Sequence[Found]) -> None:
        if found and text == self.bar.text() and self.bar.isVisible():
            spots = [GoTo(each.lat, each.lon, each.address) for each in found[:MOST_PLACES]]
            self._show(text, places(text, spots), is_more=True)

    def _show(self, text: str, spots: tuple[Suggestion, ...], *, is_more: bool = False) -> None:
        found = suggestions(text, self._deeds, self._known)
        if not any(isinstance(each.act, Asked) and each.act.verb != "show" for each in found):
            found = found[: MOST_SHOWN - len(spots)] + spots
        words = "" if found else complaint(text, self._known)
        self.bar.show_suggestions(found, words, is_more=is_more)

    def _do_asked(self, asked: Asked) -> None:
        verb, order, route = asked.verb, OrderId(asked.order_id), RouteId(asked.route_id)
        if verb == "show":
            (self.order_wanted if order else self.route_wanted).emit(order or route)
        elif verb == "follow":
            self.follow_wanted.emit(route)
        elif verb == "why":
            self._placing.explain(order, route)
        elif verb == "move":
            self.onto_wanted.emit(asked.route_id, asked.onto_id)
        elif verb == "improve":
            self._actions.improve(route)
        elif verb in ROUTES:
            self._actions.on_route(ROUTES[verb], route)
        elif route:
            self._placing.place(order, route)
        else:
            self._actions.on_case(CASES[verb], order)


def nowhere(_: str) -> Sequence[Found]:
    """Before a region is known."""
    return ()


def known_of(screen: Screen) -> Known:
    """Cases of the queue first, then every other order of the day that is shown, and its routes."""
    queued: Mapping[str, str] = {
        row.order_id: f"{row.reason} · {row.customer}, {row.address}" for row in screen.queue
    }
    lanes = [lane for lane in screen.lanes if lane.day == screen.day]
    stops = {
        str(stop.order_id): f"{stop.label}, @{_number(lane.name)} {lane.driver}"
        for lane in lanes
        for stop in lane.stops
    }
    orders = {**queued, **{id_: words for id_, words in stops.items() if id_ not in queued}}
    return Known(
        tuple(KnownOrder(id_, words) for id_, words in orders.items()),
        tuple(KnownRoute(lane.route_id, _number(lane.name), lane.driver) for lane in lanes),
    )


def _number(name: str) -> str:
    """As lanes and tags show it."""
    return name.removeprefix("Route ")
