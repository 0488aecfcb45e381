"""Puts a place's pin right on the map: by hand, or where drivers really delivered."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from console.gestures import Change, Gestures
from console.hub_link import Live
from console.map.map_view import MapView
from console.tongue import tr
from core import commands as c
from core.case_groups import distance_m
from core.model import OrderId, PinSource, Place, Position
from core.pins import better_pin, open_orders_at, wind
from core.rules.lookups import pending_stops
from core.state import State

Put = Callable[[float, float], None]


def _nothing() -> None:
    """When nobody waits for the pin to end."""


class PinDesk(QObject):
    """One pin at a time; whoever asks for another takes the map from the one before."""

    def __init__(
        self,
        gestures: Gestures,
        live: Callable[[], Live],
        map_: Callable[[], MapView | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._gestures = gestures
        self._live = live
        self._map = map_
        self._then: Put | None = None
        self._ended = _nothing

    @property
    def is_busy(self) -> bool:
        """Whether a pin is on the map and waits to be put somewhere."""
        return self._then is not None

    def watch(self, view: MapView) -> None:
        """The map is there."""
        view.pin_put.connect(self._put)
        view.pin_left.connect(self.leave)
        view.crashed.connect(lambda _: self.leave())

    def begin(self, order_id: OrderId) -> None:
        """Let somebody drag the pin of the order's place."""
        place = self._place(order_id)
        if place is not None:
            words = tr(
                "{address}: drag the pin to the door or click there; Esc leaves it",
                address=place.address,
            )
            self.ask(words, (place.lat, place.lon), lambda lat, lon: self._moved(place, lat, lon))

    def take_proofs(self, order_id: OrderId) -> None:
        """To where drivers have delivered."""
        place = self._place(order_id)
        better = better_pin(self._live().state, place) if place is not None else None
        if place is None or better is None:
            self._gestures.said.emit(tr("No visits speak for another pin there."), True)
            return
        self._confirm(place, better.to, PinSource.PROOFS)

    def ask(
        self,
        words: str,
        start: tuple[float, float] | None,
        then: Put,
        ended: Callable[[], None] = _nothing,
    ) -> None:
        """Show a pin and do `then` with every place where it is put, until `leave`; then `ended`,
        at once if there is no map."""
        view = self._map()
        if view is None or not view.is_ready:
            self._gestures.said.emit(tr("The map is not open yet. Try again in a moment."), True)
            ended()
            return
        self.leave()
        self._then, self._ended = then, ended
        view.begin_pin(words, start)

    def leave(self) -> None:
        """Take the pin from the map."""
        if self._then is None:
            return
        ended, self._then, self._ended = self._ended, None, _nothing
        view = self._map()
        if view is not None:
            view.end_pin()
        ended()

    def _put(self, lat: float, lon: float) -> None:
        if self._then is not None:
            self._then(round(lat, 6), round(lon, 6))

    def _place(self, order_id: OrderId) -> Place | None:
        state = self._live().state
        order = state.orders.get(order_id)
        return state.places[order.place_id] if order is not None else None

    def _moved(self, place: Place, lat: float, lon: float) -> None:
        self._confirm(place, Position(lat, lon), PinSource.BY_HAND)

    def _confirm(self, place: Place, to: Position, because: PinSource) -> None:
        """One question that names the orders it changes."""
        metres = round(distance_m(place, to.lat, to.lon))
        if metres == 0:
            self.leave()
            return
        state = self._live().state
        orders = open_orders_at(state, place.id)
        count = tr("{n} open order there", "{n} open orders there", len(orders))
        question = tr(
            "Move the pin of {address} {metres} m {wind}? It applies to {count}.",
            address=place.address,
            metres=metres,
            wind=wind(place, to),
            count=count if orders else tr("the next order there"),
        )
        lines = tuple(_order_words(state, order.id) for order in orders)
        self._gestures.confirm_wanted.emit(question, lines, lambda: self._move(place, to, because))

    def _move(self, place: Place, to: Position, because: PinSource) -> None:
        """From where it was seen: what a colleague has moved meanwhile is looked at again."""
        was = Position(place.lat, place.lon)
        change = Change(
            c.MovePlace(place.id, to.lat, to.lon, was, because),
            c.MovePlace(place.id, was.lat, was.lon, to),
        )
        metres = round(distance_m(place, to.lat, to.lon))
        self.leave()
        self._gestures.do_all(
            [change], tr("Pin of {address} moved {metres} m", address=place.address, metres=metres)
        )


def _order_words(state: State, order_id: OrderId) -> str:
    pending = pending_stops(state, order_id)
    route = state.routes[pending[-1].route_id].name if pending else tr("in the queue")
    return f"{order_id} ({state.orders[order_id].kind}), {route}"
