"""Writes down what is learned about a door, for every order there."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.gestures import Change, Gestures
from console.hub_link import Live
from console.panels.place_dialog import LONGEST_NOTE, Door, PlaceDialog
from console.theme import Theme
from console.tongue import tr
from core import commands as c
from core.model import OrderId, StopId, TextRef
from core.pins import open_orders_at
from core.place_words import known_words


class PlaceDesk(QObject):
    """Opens its dialog over `window`; one confirm names the other open orders of the place."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        gestures: Gestures,
        live: Callable[[], Live],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._theme = theme
        self._gestures = gestures
        self._live = live

    def ask(self, order_id: OrderId) -> None:
        """Entrance, gate code, dog, parking, neighbour, hours: for every driver who comes here."""
        door = self._door(order_id)
        if door is not None:
            dialog = PlaceDialog(door, self._theme, self._window)
            dialog.kept.connect(lambda learned: self._confirm(door, learned))
            dialog.open()

    def keep_advice(self, stop_id: StopId, advice: str) -> None:
        """What a driver was told to try is for the next one too, beside what is known."""
        live = self._live()
        stop = live.state.stops.get(stop_id)
        door = self._door(stop.order_id) if stop is not None else None
        if stop is None or door is None:
            return
        known = known_words(live.state.places[stop.place_id], self._text)
        if advice in ". ".join(known):
            return
        note = f"{door.note}. {advice}" if door.note else advice
        self._confirm(door, replace(_command(door), note=note[:LONGEST_NOTE]))

    def _door(self, order_id: OrderId) -> Door | None:
        live = self._live()
        order = live.state.orders.get(order_id)
        if order is None:
            return None
        place, text = live.state.places[order.place_id], self._text
        known = place.known
        return Door(
            order_id=order_id,
            address=place.address,
            entrance=text(known.entrance_ref),
            gate_code=text(known.gate_code_ref),
            parking=text(known.parking_ref),
            neighbour=text(known.neighbour_ref),
            house=text(known.house_ref),
            note=text(place.hint_ref),
            has_dog=known.has_dog,
            hours=known.hours,
        )

    def _text(self, ref: TextRef | None) -> str:
        return self._live().texts.get(ref, "") if ref is not None else ""

    def _confirm(self, before: Door, learned: c.LearnPlace) -> None:
        """Nobody else is concerned, or they are named."""
        if learned == _command(before):
            return
        state = self._live().state
        here = state.orders[before.order_id].place_id
        others = [o for o in open_orders_at(state, here) if o.id != before.order_id]
        if not others:
            self._learn(before, learned)
            return
        lines = [f"{order.id} ({order.kind})" for order in others]
        if learned.hours != before.hours:
            lines.append(tr("Orders without a window of their own are planned within the hours"))
        count = (
            tr("1 other open order")
            if len(others) == 1
            else tr("{others} other open orders", others=len(others))
        )
        self._gestures.confirm_wanted.emit(
            tr(
                "Keep this for {address}? It applies to {count} there too.",
                address=before.address,
                count=count,
            ),
            tuple(lines),
            lambda: self._learn(before, learned),
        )

    def _learn(self, before: Door, learned: c.LearnPlace) -> None:
        change = Change(learned, _command(before))
        self._gestures.do_all([change], tr("Kept for {address}", address=before.address))


def _command(door: Door) -> c.LearnPlace:
    """What would write it down as it is."""
    return c.LearnPlace(
        door.order_id,
        door.note,
        entrance=door.entrance,
        gate_code=door.gate_code,
        has_dog=door.has_dog,
        parking=door.parking,
        neighbour=door.neighbour,
        house=door.house,
        hours=door.hours,
    )
