"""Collection rounds are written in a dialog, read like a list, and saved as one change."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.panels.rounds_dialog import RoundsDialog
from console.rounds_desk import RoundsDesk
from console.saved_dialog import Workplace
from console.theme import Theme
from core import commands as c
from core.access import Role
from core.exchange.order_import import Spot
from core.exchange.region_places import RegionPlaces
from core.hub.replica import ClockReading
from core.model import Calendar, CustomerId, PlaceId, RoundId
from tests.builders import MORNING, SYSTEM, Board, small_day


class Nearby(RegionPlaces):
    """Every address is in the middle of town."""

    def __init__(self) -> None:
        super().__init__(None)

    def locate(self, address: str) -> Spot | None:
        return Spot(-29.91, -71.25)


class Office:
    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(1200, 800)
        qtbot.addWidget(self.window)
        self.board: Board = small_day()
        customers = self.board.state.customers
        home = replace(customers[CustomerId("c-a1")], place_id=PlaceId("p-a1"))
        self.board.state = replace(self.board.state, customers=customers | {home.id: home})
        self.texts = {"name-a1": "Bar Luna"}
        self.role = Role.ADMIN
        self.said: list[str] = []
        self.gestures = Gestures(lambda: self.board.state, self._send, self.window)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        at = Workplace(self.window, theme, self.gestures, self._send, self._live)
        self.desk = RoundsDesk(at, Nearby, self.window)

    def _live(self) -> Live:
        clock = ClockReading(MORNING, 0.0, 0.0)
        return Live(state=self.board.state, texts=dict(self.texts), clock=clock, role=self.role)

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        if isinstance(command, c.ImportOrders):
            self.texts |= {str(ref): text for ref, text in command.texts.items()}
            command = replace(command, texts={})
        self.board.answer(command, answered, SYSTEM)

    def dialog(self) -> RoundsDialog:
        self.desk.open()
        return self.window.findChildren(RoundsDialog)[-1]

    def saved(self, dialog: RoundsDialog) -> None:
        with self.qtbot.waitSignal(dialog.finished):
            dialog.save.click()


@pytest.fixture
def office(theme: Theme, qtbot: QtBot) -> Iterator[Office]:
    office = Office(theme, qtbot)
    yield office
    office.desk.close()


def type_into(dialog: RoundsDialog, **texts: str) -> None:
    for attribute, text in texts.items():
        dialog.fields[attribute].clear()
        QTest.keyClicks(dialog.fields[attribute], text)


def test_a_round_is_added_for_somebody_new_and_taken_back(office: Office) -> None:
    dialog = office.dialog()
    dialog.add.click()
    type_into(dialog, customer="Cafe Sol", address="Calle Sol 1", goods="Crates", quantity="6")
    dialog.weekdays[0].click()
    dialog.weekdays[3].click()
    QTest.keyClicks(dialog.days_off, "25 Dec 2026")
    office.saved(dialog)
    made = office.board.state.rounds[RoundId("r1")]
    assert made.customer_id == "list/fa327ec850b8"
    assert (made.goods, made.quantity) == ("Crates", 6)
    assert made.calendar == Calendar((0, 3), MORNING.date())
    assert [str(day) for day in office.board.state.days_off] == ["2026-12-25"]
    assert office.said == ["1 round added, the days without rounds changed · Ctrl+Z undoes it"]
    office.gestures.history.undo()
    assert office.board.state.rounds[RoundId("r1")].is_off
    assert office.board.state.days_off == ()


def test_the_next_days_follow_what_is_typed(office: Office) -> None:
    dialog = office.dialog()
    dialog.add.click()
    assert dialog.coming.text() == "", "no weekday yet"
    dialog.weekdays[0].click()
    days = "Next: Mon 23 Nov, Mon 30 Nov, Mon 7 Dec, Mon 14 Dec, Mon 21 Dec"
    assert dialog.coming.text() == days
    type_into(dialog, every="2", starts="30 Nov 2026", ends="20 Dec 2026")
    assert dialog.coming.text() == "Next: Mon 30 Nov, Mon 14 Dec"
    QTest.keyClicks(dialog.days_off, "14 Dec 2026")
    assert dialog.coming.text() == "Next: Mon 30 Nov"
    type_into(dialog, days_off="30 Nov 2026")
    assert dialog.coming.text() == "No day of it is left."
    for field, wrong in (("every", "x"), ("every", "0"), ("starts", "soon"), ("ends", "never")):
        right = dialog.fields[field].text()
        type_into(dialog, **{field: wrong})
        assert dialog.coming.text() == "", field
        type_into(dialog, **{field: right or "1"})
    dialog.is_made.click()
    assert dialog.coming.text() == ""


def test_a_round_is_removed(office: Office) -> None:
    dialog = office.dialog()
    assert not dialog.remove.isEnabled(), "there is none"
    for name in ("Cafe Sol", "Bar Sur"):
        dialog.add.click()
        type_into(dialog, customer=name, address="Calle Sol 1", goods="Crates")
        dialog.weekdays[0].click()
    dialog.remove.click()
    assert [row.customer for row in dialog.rows] == ["Cafe Sol"]
    assert dialog.fields["customer"].text() == "Cafe Sol"
    office.saved(dialog)
    dialog = office.dialog()
    dialog.remove.click()
    assert "no more once you save" in dialog.words.text()
    assert not dialog.remove.isEnabled()
    assert office.board.state.rounds[RoundId("r1")].is_off is False
    office.saved(dialog)
    assert office.board.state.rounds[RoundId("r1")].is_off
    office.gestures.history.undo()
    assert not office.board.state.rounds[RoundId("r1")].is_off


def test_somebody_who_is_known_brings_the_address(office: Office) -> None:
    dialog = office.dialog()
    dialog.add.click()
    completer = dialog.fields["customer"].completer()
    assert completer is not None
    completer.activated.emit("Bar Luna")
    assert dialog.fields["address"].text() == "Calle a1"
    dialog.weekdays[1].click()
    office.saved(dialog)
    made = office.board.state.rounds[RoundId("r1")]
    assert (made.customer_id, made.place_id) == ("c-a1", "p-a1")
    again = office.dialog()
    assert again.table.item(0, 0).text() == "Bar Luna"  # type: ignore[union-attr]
    assert again.table.item(0, 3).text() == "Tue 24 Nov"  # type: ignore[union-attr]
    again.is_made.click()
    office.saved(again)
    assert office.board.state.rounds[made.id].is_off
    assert [words.partition(" · ")[0] for words in office.said] == [
        "1 round added",
        "1 round changed",
    ]


def test_rounds_and_days_that_change_are_told_together(office: Office) -> None:
    dialog = office.dialog()
    dialog.add.click()
    type_into(dialog, customer="Bar Luna", address="Calle a1", goods="Crates")
    dialog.weekdays[1].click()
    office.saved(dialog)
    again = office.dialog()
    type_into(again, quantity="8")
    QTest.keyClicks(again.days_off, "2026-12-25")
    office.saved(again)
    assert office.said[-1] == "1 round and the days without rounds changed · Ctrl+Z undoes it"


def test_a_round_that_is_for_somebody_else_now_is_asked_of_them(office: Office) -> None:
    office.texts["name-a2"] = "Bar Sol"
    dialog = office.dialog()
    dialog.add.click()
    type_into(dialog, customer="Bar Luna", address="Calle a1", goods="Crates")
    dialog.weekdays[1].click()
    office.saved(dialog)
    assert office.board.state.rounds[RoundId("r1")].customer_id == "c-a1"
    again = office.dialog()
    type_into(again, customer="Bar Sol", address="Calle a2")
    office.saved(again)
    assert office.board.state.rounds[RoundId("r1")].customer_id == "c-a2"


def test_a_round_stays_with_its_customer_though_another_has_the_name(office: Office) -> None:
    dialog = office.dialog()
    dialog.add.click()
    type_into(dialog, customer="Bar Luna", address="Calle a1", goods="Crates")
    dialog.weekdays[1].click()
    office.saved(dialog)
    office.texts["name-a2"] = "Bar Luna"
    again = office.dialog()
    type_into(again, quantity="8")
    office.saved(again)
    made = office.board.state.rounds[RoundId("r1")]
    assert (made.customer_id, made.quantity) == ("c-a1", 8)


def test_what_cannot_be_is_said_at_its_field(office: Office) -> None:
    dialog = office.dialog()
    dialog.add.click()
    type_into(dialog, customer="Cafe Sol", address="Calle Sol 1", every="x")
    dialog.weekdays[0].click()
    dialog.save.click()
    office.qtbot.waitUntil(dialog.save.isEnabled)
    assert dialog.words.text() == "Every … weeks: 'x' is no number."
    assert office.board.state.rounds == {}
    type_into(dialog, every="1")
    QTest.keyClicks(dialog.days_off, "Christmas")
    dialog.save.click()
    assert "'Christmas' is no day" in dialog.words.text()
    dialog.days_off.clear()
    office.board.now = MORNING
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_enter_presses_the_button_that_has_the_focus(office: Office) -> None:
    dialog = office.dialog()
    asked: list[str] = []
    dialog.save_asked.connect(lambda: asked.append("save"))
    office.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.add.setFocus()
    QTest.keyClick(dialog.add, Qt.Key.Key_Return)
    assert (asked, len(dialog.rows)) == ([], 1)
    customer = dialog.fields["customer"]
    office.qtbot.waitUntil(customer.hasFocus)
    QTest.keyClick(customer, Qt.Key.Key_Return)
    assert (asked, len(dialog.rows)) == (["save"], 1)
    office.qtbot.waitUntil(dialog.save.isEnabled)
    dialog.leave.setFocus()
    QTest.keyClick(dialog.leave, Qt.Key.Key_Return)
    assert asked == ["save"]
    assert not dialog.isVisible()


def test_nothing_changed_closes_and_a_reader_only_reads(office: Office) -> None:
    dialog = office.dialog()
    assert "No round is kept yet" in dialog.words.text()
    office.saved(dialog)
    assert office.said == []
    office.role = Role.CUSTOMER_SERVICE
    dialog = office.dialog()
    assert not dialog.save.isEnabled()
    assert not dialog.add.isEnabled()


def test_nothing_that_changed_is_not_waited_for(office: Office) -> None:
    dialog = office.dialog()
    dialog.save.click()
    assert not dialog.isVisible()
