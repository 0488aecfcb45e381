"""What a customer says on the telephone is entered as the page would have it."""

import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from console.customer_desk import CustomerDesk
from console.gestures import Gestures
from console.hub_link import Live
from console.views.customer_answers import answers_on_offer
from console.views.wording import Wording
from core import commands as c
from core.hub.replica import ClockReading
from core.model import CustomerChoice
from tests.builders import A1, ANA, B1, TOMORROW, Board, running_day


class Phone(QObject):
    """A failed delivery whose customer is on the telephone, and what was said."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.board: Board = running_day()
        self.board.fail("a1.1")
        self.said: list[tuple[str, bool]] = []
        self.texts: dict[str, str] = {}
        gestures = Gestures(lambda: self.board.state, self._send, self)
        gestures.said.connect(lambda words, is_bad: self.said.append((words, is_bad)))
        self.window = window
        self.desk = CustomerDesk(window, gestures, self.live, self)

    def live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        return Live(state=self.board.state, texts=self.texts, clock=clock, actor_id=ANA.id)

    def choose(self, words: str) -> None:
        """Choose in the dialog that is open, or type into it."""
        dialog = self.window.findChildren(QInputDialog)[-1]
        dialog.setTextValue(words)
        dialog.accept()

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered)


@pytest.fixture
def phone(qtbot: QtBot) -> Phone:
    window = QWidget()
    qtbot.addWidget(window)
    return Phone(window)


def test_everything_the_page_offers_can_be_entered() -> None:
    board = running_day()
    board.fail("a1.1")
    wording = Wording("America/Santiago")
    found = answers_on_offer(board.state, board.order(A1), board.now, wording)
    assert list(found) == [
        "Come on Tue 24 Nov 09:00–13:00",
        "Come on Tue 24 Nov 13:00–18:00",
        "Is home now",
        "A neighbour has it…",
        "Picks it up at Kiosk Aldunate",
        "Wants the money back",
    ]
    assert found["Come on Tue 24 Nov 09:00–13:00"].day == TOMORROW


def test_a_slot_is_booked_while_the_customer_speaks(phone: Phone) -> None:
    phone.desk.ask(phone.board.case(A1))
    phone.choose("Come on Tue 24 Nov 13:00–18:00")
    assert phone.board.order(A1).day == TOMORROW
    assert phone.said == [("Kept for a1: Come on Tue 24 Nov 13:00–18:00", False)]


def test_a_neighbour_is_asked_for_by_name(phone: Phone) -> None:
    phone.desk.ask(phone.board.case(A1))
    phone.choose("A neighbour has it…")
    assert phone.board.order(A1).answer is None
    phone.choose(" Pérez, flat 4 ")
    answer = phone.board.order(A1).answer
    assert answer is not None
    assert (answer.choice, answer.note_ref) == (CustomerChoice.NEIGHBOUR, "Pérez, flat 4")


def test_a_neighbour_who_accepts_is_known_already(phone: Phone) -> None:
    phone.board.ask(c.LearnPlace(A1, neighbour="ref:name", house="ref:house"))
    phone.texts.update({"ref:name": "Rosa Soto", "ref:house": "number 9"})
    phone.desk.ask(phone.board.case(A1))
    phone.choose("A neighbour has it…")
    assert phone.window.findChildren(QInputDialog)[-1].textValue() == "Rosa Soto, number 9"


def test_where_nothing_can_be_chosen_no_dialog_opens(phone: Phone) -> None:
    case = replace(phone.board.case(A1), order_id=B1)
    phone.board.complete("b1.1")
    phone.desk.ask(case)
    assert phone.said == [("Nothing can be chosen for order b1.", True)]
    assert not phone.window.findChildren(QInputDialog)
