"""Enters another address for an order, or where its goods lie: looked up, or put on the map."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.gestures import Gestures
from console.hub_link import Live
from console.hub_words import in_words
from console.inverses import MakeCommands, put_back, unlocate
from console.panels.address_dialog import AddressDialog
from console.pin_desk import PinDesk
from console.tongue import language, tr
from console.typed_addresses import TypedAddresses
from core import commands as c
from core.address_book import AddressBook, Door, Found
from core.case_groups import distance_m
from core.model import Order, OrderId, Place
from core.region.address_file import read_addresses
from core.region.address_search import FAR_M, AddressSearch
from core.region.address_server import AddressServer
from core.region.region import Region
from core.region.road_network import RegionFileError
from core.rules.addresses import is_to_be_taken_back
from core.rules.lookups import pending_stops
from core.state import State

_log = logging.getLogger(__name__)


Entered = Callable[[Found], None]
"""What becomes of an address that somebody entered."""
NO_STREETS = AddressBook(())
LOOK_AT_IT = 2
"""From that much doubt on, an address is shown on the map before it is taken."""


class AddressDesk(QObject):
    """Opens its dialog over `window`; the region's addresses are read when it is first asked."""

    def __init__(
        self,
        window: QWidget,
        gestures: Gestures,
        pins: PinDesk,
        live: Callable[[], Live],
        addresses: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._gestures = gestures
        self._pins = pins
        self._live = live
        self._file = addresses
        self._is_demo = True
        self._search: AddressSearch | None = None
        self._book: tuple[Path, AddressBook] | None = None
        self._served = TypedAddresses(self)

    def use_server(self, server: AddressServer | None) -> None:
        """Ask it, too, while somebody types; None: go by the region alone."""
        self._served.use(server)

    def close(self) -> None:
        """Wait for the question that a server has not answered yet, and end."""
        self._served.close()

    def use(self, region: Region, search: AddressSearch | None) -> None:
        """Look addresses up in another region."""
        self._file, self._is_demo, self._search = region.addresses, region.is_demo, search
        self._book = None

    def ask(self, order_id: OrderId, over: QWidget | None = None) -> None:
        """Where does the order go instead?"""
        state = self._live().state
        order = state.orders.get(order_id)
        if order is None:
            return
        old = tr("Until now: {address}", address=state.places[order.place_id].address)
        title = tr("New address for {order_id}", order_id=order_id)
        self._open(title, old, over, lambda found: self._confirm(order_id, found))

    def ask_where(self, order_id: OrderId) -> None:
        """At whose door do the goods lie that are looked for?"""
        state = self._live().state
        order = state.orders.get(order_id)
        if order is None:
            return
        right = tr(
            "They belong to: {address}",
            address=state.places[order.home_place_id or order.place_id].address,
        )
        title = tr("Where do the goods of {order_id} lie?", order_id=order_id)
        self._open(title, right, None, lambda found: self._locate(order_id, found))

    def find_for(
        self,
        address: str,
        find: Callable[[str], Sequence[Found]],
        put: Callable[[float, float], None],
        over: QWidget,
    ) -> None:
        """Where is an address of somebody's list? What is like it, or a pin on the map."""
        dialog = AddressDialog(
            tr("Where is it?"), tr("The list says: {address}", address=address), over
        )

        def taken(found: Found) -> None:
            self._pins.leave()
            put(found.lat, found.lon)

        def on_map(words: str) -> None:
            self._ask_for_pin(address, _first_of(find(words)), over, taken)

        dialog.typed.connect(lambda words: dialog.show_found(find(words)))
        dialog.chosen.connect(lambda found: put(found.lat, found.lon))
        dialog.pin_wanted.connect(on_map)
        self._served.watch(dialog, self._home())
        dialog.open()
        dialog.field.setText(address)
        dialog.field.selectAll()

    def _open(self, title: str, known: str, over: QWidget | None, then: Entered) -> None:
        find = self.finder()
        note = tr("\nHouse numbers of this city are demo data.") if self._is_demo else ""
        dialog = AddressDialog(title, f"{known}{note}", self._window)
        dialog.typed.connect(lambda words: dialog.show_found(find(words)))
        dialog.chosen.connect(lambda found: self._chosen(found, over, then))
        dialog.pin_wanted.connect(lambda words: self._ask_for_pin(words, None, over, then))
        self._served.watch(dialog, self._home())
        dialog.open()
        dialog.field.setFocus()

    def finder(self) -> Callable[[str], Sequence[Found]]:
        """Places that orders have, then what the region knows, the nearest to the depot first.

        What it looks in is made when it is first asked, which may be beside the main thread.
        """
        state = self._live().state
        search = self._search
        near = self._home()
        made: list[AddressBook] = []

        def book() -> AddressBook:
            if not made:
                made.append(self._streets(search).with_places(state.places.values()))
            return made[0]

        if search is None:
            return lambda words: book().find(words)
        return lambda words: (*book().find(words), *search.find(words, near))

    def _home(self) -> tuple[float, float] | None:
        """Where the depot is."""
        state = self._live().state
        place = state.places.get(state.depot.place_id) if state.depot is not None else None
        return (place.lat, place.lon) if place is not None else None

    def _streets(self, search: AddressSearch | None) -> AddressBook:
        if search is not None or not self._is_demo:
            return NO_STREETS
        file, kept = self._file, self._book
        if kept is None or kept[0] != file:
            try:
                found = read_addresses(file)
            except RegionFileError as error:
                _log.warning("%s", error)
                found = []
            doors = (Door(a.street, a.number, a.lat, a.lon) for a in found)
            self._book = kept = (file, AddressBook(doors))
        return kept[1]

    def _chosen(self, found: Found, over: QWidget | None, then: Entered) -> None:
        """What is hardly known is looked at on the map first."""
        if found.doubt < LOOK_AT_IT:
            then(found)
            return
        self._gestures.said.emit(
            tr(
                "{address}: {note}. Enter if it is right.",
                address=found.address,
                note=in_words(found.note),
            ),
            False,
        )
        self._ask_for_pin(found.address, (found.lat, found.lon), over, then)

    def _ask_for_pin(
        self,
        address: str,
        start: tuple[float, float] | None,
        over: QWidget | None,
        then: Entered,
    ) -> None:
        """A dialog that lies over the map steps aside meanwhile."""
        words = tr(
            "Where is {address}? Drag the pin or click there; Esc leaves it", address=address
        )
        if over is not None:
            over.hide()
        self._pins.ask(
            words,
            start,
            lambda lat, lon: then(Found(address, lat, lon)),
            over.show if over is not None else lambda: None,
        )

    def _confirm(self, order_id: OrderId, found: Found) -> None:
        """One question that says what becomes of the route."""
        state = self._live().state
        order = state.orders[order_id]
        old = state.places[order.place_id]
        metres = distance_m(old, found.lat, found.lon)
        far = (
            f"{metres / 1000:.1f} km".replace(".", language().decimal)
            if metres >= 1000
            else f"{metres:.0f} m"
        )
        doubt = tr("Its pin is a guess ({note})", note=in_words(found.note)) if found.doubt else ""
        lines = [_becomes(state, order), doubt, self._where(found)]
        self._gestures.confirm_wanted.emit(
            tr(
                "Send order {order_id} to {address} instead of {address_2}, {far} away?",
                order_id=order_id,
                address=found.address,
                address_2=old.address,
                far=far,
            ),
            tuple(line for line in lines if line),
            lambda: self._readdress(order_id, found),
        )

    def _where(self, found: Found) -> str:
        """Which address a pin that was put by hand is at, or that it is nowhere near a street."""
        if self._search is None:
            return ""
        near = self._search.nearest(found.lat, found.lon)
        if near is None:
            return tr(
                "No street of the region within {FAR_M} m of the pin: times there "
                "would be straight-line estimates",
                FAR_M=f"{FAR_M:.0f}",
            )
        if near.address == found.address:
            return ""
        return tr(
            "The pin is at {address} ({note})", address=near.address, note=in_words(near.note)
        )

    def _locate(self, order_id: OrderId, found: Found) -> None:
        """A wrong entry is put right by another one, or taken back."""
        self._pins.leave()
        command = c.LocateGoods(order_id, found.address, found.lat, found.lon)
        words = tr(
            "{order_id} lies at {address}: fetch it", order_id=order_id, address=found.address
        )
        self._gestures.do_with_way_back(command, unlocate(order_id, found.address), words)

    def _readdress(self, order_id: OrderId, found: Found) -> None:
        self._pins.leave()
        state = self._live().state
        order = state.orders[order_id]
        do = c.ReaddressOrder(order_id, found.address, found.lat, found.lon)
        self._gestures.do_with_way_back(
            do,
            _way_back(state, order),
            tr("{order_id} to {address}", order_id=order_id, address=found.address),
        )


def _first_of(found: Sequence[Found]) -> tuple[float, float] | None:
    """Where a pin begins; the depot's view where nothing is like it."""
    return next(((each.lat, each.lon) for each in found), None)


def _way_back(state: State, order: Order) -> MakeCommands:
    """To the old address, and to where it was in a route that it had to leave."""
    old: Place = state.places[order.place_id]
    home = c.ReaddressOrder(order.id, old.address, old.lat, old.lon)
    if not is_to_be_taken_back(state, order):
        return lambda _: (home,)
    back = put_back(state, order.id)
    return lambda now: (home, *back(now))


def _becomes(state: State, order: Order) -> str:
    """What happens to the stop."""
    stops = pending_stops(state, order.id)
    if not stops:
        return ""
    name = state.routes[stops[-1].route_id].name
    if is_to_be_taken_back(state, order):
        return tr(
            "{name} was told the old address: the order is taken back and waits for a route",
            name=name,
        )
    return tr("It stays in its place on {name}, which is timed anew", name=name)
