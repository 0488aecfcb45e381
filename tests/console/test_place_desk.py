"""What is learned about a door concerns every order there, and is taken back like anything else."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.place_dialog import PlaceDialog
from console.place_desk import PlaceDesk
from console.theme import Theme
from core.model import OrderId, Place, StopId
from tests.builders import A1, A2, first_stop
from tests.console.test_pin_desk import Desk


class Doors:
    """The desk, over a window that lives as long as it."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self.office = Desk()
        self.window = window
        office = self.office
        self.desk = PlaceDesk(window, theme, office.gestures, office._live, office)

    def open(self) -> PlaceDialog:
        self.desk.ask(A1)
        return self.window.findChildren(PlaceDialog)[-1]

    def place(self) -> Place:
        board = self.office.board
        return board.state.places[board.order(A1).place_id]


@pytest.fixture
def doors(qtbot: QtBot, theme: Theme) -> Doors:
    window = QWidget()
    qtbot.addWidget(window)
    return Doors(window, theme)


def test_what_is_learned_is_kept_at_once_where_nobody_else_is_concerned(doors: Doors) -> None:
    dialog = doors.open()
    dialog.fields["gate_code"].setText("4711")
    dialog.dog.setChecked(True)
    dialog._keep()
    assert doors.office.asked == []
    assert (doors.place().known.gate_code_ref, doors.place().known.has_dog) == ("4711", True)
    doors.office.gestures.history.undo()
    assert doors.place().known.has_dog is False


def test_other_orders_of_the_place_are_named_before(doors: Doors) -> None:
    board = doors.office.board
    other = replace(board.order(A2), place_id=board.order(A1).place_id)
    board.state = replace(board.state, orders={**board.state.orders, A2: other})
    dialog = doors.open()
    dialog.hours.setText("Mon-Fri 9-18")
    dialog._keep()
    ((question, lines),) = doors.office.asked
    assert question == "Keep this for Calle a1? It applies to 1 other open order there too."
    assert lines == (
        "a2 (delivery)",
        "Orders without a window of their own are planned within the hours",
    )
    assert len(doors.place().known.hours) == 5


def test_nothing_new_asks_nothing(doors: Doors) -> None:
    doors.open()._keep()
    doors.desk.ask(OrderId("gone"))
    assert (doors.office.asked, doors.office.said) == ([], [])


def test_what_a_driver_was_told_to_try_is_kept_beside_what_is_known(doors: Doors) -> None:
    doors.desk.keep_advice(first_stop(A1), "Side door")
    assert doors.place().hint_ref == "Side door"
    doors.office.texts = {words: words for words in ("Side door", "Side door. Ring twice")}
    doors.desk.keep_advice(first_stop(A1), "Ring twice")
    assert doors.place().hint_ref == "Side door. Ring twice"
    doors.desk.keep_advice(first_stop(A1), "Side door")
    doors.desk.keep_advice(StopId("gone"), "Side door")
    assert len(doors.office.said) == 2
