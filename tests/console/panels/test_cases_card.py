"""One decision for several cases: who is unticked is left out."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.panels.cases_card import CasesCard
from console.theme import Theme
from console.view import ActionView, CaseAction, CaseLine, CasesView
from core.model import CaseId

LINES = tuple(CaseLine(CaseId(f"case-{n}"), f"Order {n}", "late") for n in (1, 2, 3))
VIEW = CasesView("3 cases: Weather", "Goods", LINES, (ActionView(CaseAction.CANCEL, "All", "X"),))


def test_a_decision_is_for_those_that_are_ticked(qtbot: QtBot, theme: Theme) -> None:
    card = CasesCard(theme)
    qtbot.addWidget(card)
    card.show_view(VIEW)
    card.list.itemClicked.emit(card.list.item(1))
    assert card.chosen() == ("case-1", "case-3")
    assert "1 left out" in " ".join(label.text() for label in card.findChildren(QLabel))
    with qtbot.waitSignal(card.action_asked) as asked:
        card.bar.asked.emit(CaseAction.CANCEL)
    assert asked.args == [CaseAction.CANCEL, ("case-1", "case-3")]


def test_an_exception_stays_one_while_the_group_grows(qtbot: QtBot, theme: Theme) -> None:
    card = CasesCard(theme)
    qtbot.addWidget(card)
    card.show_view(replace(VIEW, lines=LINES[:2]))
    card.list.itemClicked.emit(card.list.item(0))
    card.show_view(VIEW)
    assert card.chosen() == ("case-2", "case-3")
    card.list.setCurrentRow(0)
    QTest.keyClick(card.list, Qt.Key.Key_Space)
    assert len(card.chosen()) == 3


def test_nothing_ticked_asks_nothing(qtbot: QtBot, theme: Theme) -> None:
    card = CasesCard(theme)
    qtbot.addWidget(card)
    card.show_view(replace(VIEW, lines=LINES[:1]))
    card.list.itemClicked.emit(card.list.item(0))
    with qtbot.assertNotEmitted(card.action_asked):
        card.bar.asked.emit(CaseAction.CANCEL)
