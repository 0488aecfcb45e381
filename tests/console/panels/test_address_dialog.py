"""Street and number are typed; what fits is taken with Enter, or a pin is dropped."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.address_dialog import AddressDialog
from core.address_book import Found

ONE, TWO = Found("Balmaceda 120", -29.9, -71.2), Found("Balmaceda 200", -29.9, -71.3, "between")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget) -> AddressDialog:
    made = AddressDialog("New address for w1", "Calle 7", window)
    made.typed.connect(lambda words: made.show_found((ONE, TWO) if "balma" in words else ()))
    made.open()
    return made


def test_what_fits_is_shown_and_enter_takes_the_first(dialog: AddressDialog, qtbot: QtBot) -> None:
    assert not dialog.take.isEnabled()
    QTest.keyClicks(dialog.field, "balma")
    rows = [dialog.rows.item(at).text() for at in range(dialog.rows.count())]
    assert rows == ["1  Balmaceda 120", "2  Balmaceda 200    between"]
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert chosen.args == [ONE]


def test_another_row_is_taken_when_it_is_chosen(dialog: AddressDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(dialog.field, "balma")
    dialog.rows.setCurrentRow(1)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.take.click()
    assert chosen.args == [TWO]


def test_a_street_that_nobody_knows_is_put_on_the_map(dialog: AddressDialog, qtbot: QtBot) -> None:
    assert not dialog.on_map.isEnabled()
    QTest.keyClicks(dialog.field, "Parcela  9")
    assert dialog.words.text().startswith("No street here is called “Parcela  9”.")
    with qtbot.waitSignal(dialog.pin_wanted) as wanted:
        QTest.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert wanted.args == ["Parcela 9"]


def test_without_words_there_is_nothing_to_take_or_to_put(
    dialog: AddressDialog, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(dialog.pin_wanted), qtbot.assertNotEmitted(dialog.chosen):
        dialog._take()
        dialog._ask_for_pin()
