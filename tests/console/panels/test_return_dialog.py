"""Nothing is entered before goods and a reason are chosen, and a refusal by the shop is said."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.panels.return_dialog import ReturnDialog
from console.theme import Theme
from console.view import Tone
from console.views.return_entry import LineView, ReturnView, WhenView
from core import commands as c
from core.model import ItemId, OrderId
from core.policy import ReturnReason
from tests.builders import TODAY, TOMORROW, make_window

DRILL = LineView(ItemId("drill"), "Cordless drill", 1, "€84.99")
SHIRTS = LineView(ItemId("shirts"), "Shirts", 3, "€19.99")
WHEN = (WhenView("Today", TODAY), WhenView("Tomorrow", TOMORROW, make_window(1440, 1500)))


@pytest.fixture
def open_dialog(theme: Theme) -> Iterator[Callable[..., ReturnDialog]]:
    parent = QWidget()

    def make(*lines: LineView, days: tuple[WhenView, ...] = WHEN) -> ReturnDialog:
        view = ReturnView(
            OrderId("77"), "Ana Rojas", lines, days, date(2026, 11, 20), date(2026, 11, 23)
        )
        dialog = ReturnDialog(theme, view, parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return dialog

    yield make
    parent.deleteLater()


def test_goods_and_a_reason_make_a_return(
    open_dialog: Callable[..., ReturnDialog], qtbot: QtBot
) -> None:
    dialog = open_dialog(DRILL, SHIRTS)
    dialog.reason.setCurrentIndex(dialog.reason.findData("faulty"))
    assert dialog.command() is None
    with qtbot.waitSignal(dialog.edited):
        dialog.quantities[1].setValue(2)
    dialog.day.setCurrentIndex(1)
    dialog.note.setText(" sleeves too short ")
    assert dialog.command() == c.EnterReturn(
        OrderId("77"),
        (c.ReturnedLine(ItemId("shirts"), 2),),
        ReturnReason.FAULTY,
        TOMORROW,
        WHEN[1].window,
        date(2026, 11, 20),
        "sleeves too short",
    )


def test_no_more_than_is_left_and_no_purchase_in_the_future(
    open_dialog: Callable[..., ReturnDialog],
) -> None:
    dialog = open_dialog(SHIRTS)
    assert dialog.quantities[0].value() == 3
    dialog.quantities[0].setValue(9)
    assert dialog.quantities[0].value() == 3
    dialog.bought_on.setDate(QDate(2026, 12, 1))
    assert dialog.bought_on.date() == QDate(2026, 11, 23)


def test_without_an_open_day_nothing_is_entered(open_dialog: Callable[..., ReturnDialog]) -> None:
    dialog = open_dialog(DRILL, days=())
    dialog.reason.setCurrentIndex(1)
    assert dialog.command() is None


def test_what_the_shop_refuses_may_be_entered_all_the_same(
    open_dialog: Callable[..., ReturnDialog], qtbot: QtBot
) -> None:
    dialog = open_dialog(DRILL)
    dialog.show_ruling("Choose a reason.", Tone.MUTED, may_enter=False)
    with qtbot.assertNotEmitted(dialog.entered):
        dialog.enter.click()
    dialog.reason.setCurrentIndex(1)
    dialog.show_ruling("Refused because it is late.", Tone.BAD, may_enter=True)
    assert dialog.enter.text() == "Enter it all the same"
    assert "Refused because it is late." in [label.text() for label in dialog.findChildren(QLabel)]
    with qtbot.waitSignal(dialog.entered):
        dialog.enter.click()
    dialog.show_ruling("Accepted because it is faulty.", Tone.GOOD, may_enter=True)
    assert dialog.enter.text() == "Enter the return"
