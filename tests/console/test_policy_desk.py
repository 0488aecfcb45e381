"""Return policies written in their dialog: saved, refused, taken back."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.panels.policies_dialog import PoliciesDialog
from console.panels.settings_dialog import READ_ONLY
from console.policy_desk import PolicyDesk
from console.saved_dialog import Workplace
from console.theme import Theme
from core import commands as c
from core.access import Actor, Role
from core.hub.replica import ClockReading
from core.model import ActorId
from core.policy import ReturnReason
from tests.builders import ANA, SYSTEM, running_day
from tests.returns import SHOES

SARA = Actor(ActorId("sara"), Role.SUPERVISOR, ANA.depots)
BOOKS = replace(SHOES, shop="Books")


class Office:
    """Sara at a desk; what she asks is decided at once."""

    def __init__(self, window: QWidget, theme: Theme, role: Role = Role.SUPERVISOR) -> None:
        self.window = window
        self.role = role
        self.board = running_day()
        self.board.ask(c.SetPolicies((SHOES, BOOKS)), SYSTEM)
        self.said: list[str] = []
        self.gestures = Gestures(lambda: self.board.state, self.ask, window)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        at = Workplace(window, theme, self.gestures, self.ask, self.live)
        self.desk = PolicyDesk(at, window)

    def live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        return Live(state=self.board.state, clock=clock, actor_id="sara", role=self.role)

    def ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered, SARA)

    def opened(self) -> PoliciesDialog:
        self.desk.open()
        (dialog,) = [d for d in self.window.findChildren(PoliciesDialog) if d.isVisible()]
        return dialog


@pytest.fixture
def office(qtbot: QtBot, theme: Theme) -> Any:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Office(window, theme)


def write(field: Any, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


def said(dialog: PoliciesDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_policy_is_changed_saved_and_taken_back(office: Office) -> None:
    dialog = office.opened()
    assert [dialog.list.item(n).text() for n in range(2)] == ["Shoes", "Books"]
    assert not dialog.save.isEnabled()
    write(dialog.days, "soon")
    assert "Shoes: “soon” is no number of days." in said(dialog)
    assert not dialog.save.isEnabled()
    write(dialog.days, "45")
    reason = ReturnReason.LATE
    dialog.reasons[reason].setChecked(not dialog.reasons[reason].isChecked())
    dialog.save.click()
    assert office.board.state.policies["Shoes"][0].window_days == 45
    assert office.said[-1] == "Return policies changed · Ctrl+Z undoes it"
    assert not dialog.isVisible()
    office.gestures.history.undo()
    assert office.board.state.policies["Shoes"] == (SHOES,)
    assert [change.by for change in office.board.state.policy_changes[-2:]] == ["sara", "sara"]
    assert "Shoes: days 45 → 30" in said(office.opened())


def test_a_shop_and_another_period_are_added_and_taken_off(office: Office) -> None:
    dialog = office.opened()
    dialog.more.click()
    assert dialog.list.item(0).text() == "Shoes · until 30 Nov 2026"
    assert dialog.list.item(1).text() == "Shoes · from 1 Dec 2026"
    dialog.add.click()
    assert "Name the shop." in said(dialog)
    write(dialog.shop, "Hats")
    write(dialog.fee, "500")
    dialog.save.click()
    policies = office.board.state.policies
    assert list(policies) == ["Shoes", "Books", "Hats"]
    assert len(policies["Shoes"]) == 2
    dialog = office.opened()
    dialog.list.setCurrentRow(3)
    dialog.take_off.click()
    dialog.save.click()
    assert list(office.board.state.policies) == ["Shoes", "Books"]


def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_typed_is_lost(
    office: Office,
) -> None:
    dialog = office.opened()
    write(dialog.days, "5")
    office.board.ask(c.SetPolicies((replace(SHOES, fee_minor=1), BOOKS), (SHOES, BOOKS)), SARA)
    dialog.save.click()
    assert dialog.isVisible()
    assert "Shoes’s policies were changed by sara" in said(dialog)
    assert dialog.days.text() == "5"
    dialog.reject()
    assert office.board.state.policies["Shoes"][0].window_days == 30


def test_nobody_pays_for_what_is_not_taken_back(office: Office) -> None:
    dialog = office.opened()
    for reason, box in dialog.reasons.items():
        box.setChecked(True)
        dialog.pays[reason].setChecked(True)
    dialog.reasons[ReturnReason.LATE].setChecked(False)
    assert not dialog.pays[ReturnReason.LATE].isEnabled()
    found = dialog.drafted().policies[0]
    assert ReturnReason.LATE not in found.shop_pays_for
    assert ReturnReason.FAULTY in found.shop_pays_for


def test_who_may_not_change_them_reads_them(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = Office(window, theme, Role.DISPATCHER).opened()
    assert READ_ONLY in said(dialog)
    assert not dialog.shop.isEnabled()
    assert dialog.save.isHidden()
    QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
