"""From what the caller says to an order that goes somewhere else, and back."""

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from console.address_desk import AddressDesk
from console.map.map_view import MapView
from console.panels.address_dialog import AddressDialog
from console.pin_desk import PinDesk
from core import commands as c
from core.address_book import Found
from core.model import OrderId, OrderStatus
from core.region.address_file import StreetAddress, write_addresses
from core.region.address_import import import_addresses
from core.region.address_search import AddressSearch
from core.region.region import Region
from core.rules.custody import lies_at
from core.rules.tray import tray_of
from tests.builders import A1, R1, W1
from tests.console.test_pin_desk import Desk
from tests.core.region import address_town
from tests.core.region.tiny_map import grid


class Addresses:
    """The desk with a small town's addresses, and the window it opens its dialog over."""

    def __init__(self, window: QWidget, folder: Path) -> None:
        self.office = Desk()
        self.window = window
        file = folder / "addresses.csv"
        doors = [StreetAddress("Balmaceda", n, -29.91, -71.25) for n in (120, 130)]
        write_addresses(doors, file)
        office = self.office
        pins = PinDesk(office.gestures, office._live, lambda: cast(MapView, office.map), office)
        self.pins = pins
        assert office.map is not None
        pins.watch(cast(MapView, office.map))
        self.desk = AddressDesk(window, office.gestures, pins, office._live, file, office)

    def type(self, order_id: str, words: str, over: QWidget | None = None) -> AddressDialog:
        self.desk.ask(OrderId(order_id), over)
        (dialog,) = self.window.findChildren(AddressDialog)
        dialog.field.setText(words)
        return dialog

    def address(self, order_id: OrderId) -> str:
        board = self.office.board
        return board.state.places[board.order(order_id).place_id].address


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Addresses:
    window = QWidget()
    qtbot.addWidget(window)
    return Addresses(window, tmp_path)


def test_an_order_that_waits_goes_to_the_address_that_was_typed(desk: Addresses) -> None:
    desk.type(W1, "balma 120")._take()
    question, lines = desk.office.asked.pop()
    assert question.startswith("Send order w1 to Balmaceda 120 instead of Calle w1, 4.9 km away?")
    assert lines == ()
    assert desk.address(W1) == "Balmaceda 120"
    desk.office.gestures.history.undo()
    assert desk.address(W1) == "Calle w1"
    desk.office.gestures.history.redo()
    assert desk.address(W1) == "Balmaceda 120"


def test_a_driver_who_was_told_loses_it_and_gets_it_back_by_undo(desk: Addresses) -> None:
    board = desk.office.board
    before = board.route().stop_ids
    desk.type(A1, "balma 120")._take()
    _, lines = desk.office.asked.pop()
    assert lines == (
        "Route 1 was told the old address: the order is taken back and waits for a route",
    )
    assert board.order(A1).status is OrderStatus.WAITING
    desk.office.gestures.history.undo()
    assert (desk.address(A1), board.route().stop_ids) == ("Calle a1", before)
    assert not any(tray_of(board.state, board.route()))


def test_a_stop_that_nobody_knows_of_is_timed_anew(desk: Addresses) -> None:
    board = desk.office.board
    board.ask(c.PlaceOrder(W1, R1, 2, board.route().version))
    desk.type(W1, "balmaceda 125")._take()
    _, lines = desk.office.asked.pop()
    assert lines == (
        "It stays in its place on Route 1, which is timed anew",
        "Its pin is a guess (between 120 and 130)",
    )
    assert board.order(W1).status is OrderStatus.PLANNED


def test_a_street_without_a_name_is_put_on_the_map_while_the_telephone_steps_aside(
    desk: Addresses, qtbot: QtBot
) -> None:
    telephone = QWidget()
    qtbot.addWidget(telephone)
    telephone.show()
    desk.type(W1, "Parcela 9", telephone)._ask_for_pin()
    assert not telephone.isVisible()
    assert desk.office.map is not None
    desk.office.map.pin_put.emit(-29.93, -71.26)
    assert desk.address(W1) == "Parcela 9"
    assert telephone.isVisible()
    assert not desk.pins.is_busy


def test_an_address_of_a_list_is_chosen_by_its_number_or_put_on_the_map(
    desk: Addresses, qtbot: QtBot
) -> None:
    imports = QDialog(desk.window)
    imports.open()
    like = (Found("Balmaceda 120", -29.91, -71.25), Found("Balmaceda 130", -29.92, -71.26))
    put: list[tuple[float, float]] = []

    def ask() -> AddressDialog:
        desk.desk.find_for(
            "Balmazeda 13", lambda _: like, lambda lat, lon: put.append((lat, lon)), imports
        )
        return imports.findChildren(AddressDialog)[-1]

    dialog = ask()
    assert dialog.field.text() == "Balmazeda 13"
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyPress(dialog.field, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert put == [(-29.92, -71.26)]
    ask()._ask_for_pin()
    assert not imports.isVisible()
    assert desk.office.map is not None
    assert desk.office.map.pin == (-29.91, -71.25)
    desk.office.map.pin_put.emit(-29.93, -71.27)
    assert put[-1] == (-29.93, -71.27)
    assert imports.isVisible()


def test_a_number_that_nobody_knows_is_looked_at_on_the_map_first(desk: Addresses) -> None:
    desk.type(W1, "balmaceda 9000")._take()
    assert desk.office.asked == []
    words = "Balmaceda 9000: number not known, put at 130. Enter if it is right."
    assert desk.office.said == [(words, False)]
    assert desk.office.map is not None
    assert desk.office.map.pin == (-29.91, -71.25)
    desk.office.map.pin_put.emit(-29.92, -71.25)
    assert desk.address(W1) == "Balmaceda 9000"


def test_what_the_hub_refuses_is_said(desk: Addresses) -> None:
    dialog = desk.type(W1, "balma 120")
    desk.office.board.ask(c.CancelOrder(W1, "note:1"))
    dialog._take()
    assert desk.office.said[-1] == ("Order w1 is closed. Reopen its case first.", True)


def test_without_addresses_only_known_places_are_found(desk: Addresses, tmp_path: Path) -> None:
    (tmp_path / "addresses.csv").unlink()
    dialog = desk.type(W1, "Calle a1")
    assert [dialog.rows.item(at).text() for at in range(dialog.rows.count())] == [
        "1  Calle a1    known place"
    ]
    desk.desk.ask(OrderId("gone"))


def test_goods_at_a_wrong_door_are_entered_by_their_address(desk: Addresses) -> None:
    board = desk.office.board
    board.complete("a1.1")
    board.ask(c.ReportOrder(A1, "misdelivered"))
    desk.desk.ask_where(A1)
    (dialog,) = desk.window.findChildren(AddressDialog)
    dialog.field.setText("balmaceda 130")
    dialog._take()
    place = lies_at(board.state, board.order(A1))
    assert place is not None
    assert place.address == "Balmaceda 130"
    desk.office.gestures.history.undo()
    assert lies_at(board.state, board.order(A1)) is None
    desk.office.gestures.history.redo()
    assert lies_at(board.state, board.order(A1)) is not None
    board.ask(c.LocateGoods(A1, "Balmaceda 99", -29.91, -71.25))
    desk.office.gestures.history.undo()
    place = lies_at(board.state, board.order(A1))
    assert place is not None
    assert place.address == "Balmaceda 99", "somebody else knew better since"
    desk.desk.ask_where(OrderId("nobody"))
    assert len(desk.window.findChildren(AddressDialog)) <= 1


def test_an_own_region_is_searched_with_the_places_that_orders_have(
    desk: Addresses, tmp_path: Path
) -> None:
    index = import_addresses(address_town.write(tmp_path))
    desk.desk.use(Region("town", "1", tmp_path), AddressSearch(index))
    dialog = desk.type(W1, "eihcenallee 5")
    assert [found.address for found in dialog._found] == ["Eichenallee 5"]
    dialog.field.setText("Calle w1")
    assert dialog._found[0].note == "known place"
    dialog.field.setText("eichenallee 5")
    dialog._take()
    question, _ = desk.office.asked.pop()
    assert "to Eichenallee 5 instead of" in question


def test_a_pin_that_was_put_by_hand_says_which_address_it_is_at(
    desk: Addresses, tmp_path: Path
) -> None:
    index = import_addresses(address_town.write(tmp_path))
    desk.desk.use(Region("town", "1", tmp_path), AddressSearch(index))
    dialog = desk.type(W1, "the green gate")
    dialog._ask_for_pin()
    desk.office.map.pin_put.emit(*grid(2.01, 0.2))  # type: ignore[union-attr]
    _, lines = desk.office.asked.pop()
    assert "The pin is at Mühlenweg 4, Alt (1 m away)" in str(lines)


def test_a_pin_far_from_every_street_says_so(desk: Addresses, tmp_path: Path) -> None:
    index = import_addresses(address_town.write(tmp_path))
    desk.desk.use(Region("town", "1", tmp_path), AddressSearch(index))
    desk.type(W1, "the boat house")._ask_for_pin()
    desk.office.map.pin_put.emit(*grid(50, 50))  # type: ignore[union-attr]
    _, lines = desk.office.asked.pop()
    assert "No street of the region within 400 m of the pin" in str(lines)
