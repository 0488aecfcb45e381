"""Signing in asks for one thing after the other, and for nothing that is not needed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from console.panels.sign_in_dialog import SignInDialog
from console.theme import Theme


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot) -> Iterator[SignInDialog]:
    parent = QWidget()
    opened = SignInDialog(theme, ["wss://hub.example:8765"], parent)
    opened.show()
    yield opened
    opened.close()
    parent.deleteLater()


def test_first_only_hub_name_and_password_are_asked(dialog: SignInDialog) -> None:
    shown = [dialog.hub, dialog.name, dialog.fields.password]
    hidden = [
        dialog.compared,
        dialog.fields.code,
        dialog.fields.qr,
        dialog.fields.new_password,
        dialog.depot,
    ]
    assert all(field.isVisible() for field in shown)
    assert not any(field.isVisible() for field in hidden)


def test_nothing_is_asked_without_a_name(dialog: SignInDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.asked):
        QTest.keyClick(dialog.fields.password, Qt.Key.Key_Return)
    assert dialog.words.text() == "Type your name and your password."
    dialog.name.setText("bea")
    dialog.fields.password.setText("correct horse battery")
    with qtbot.waitSignal(dialog.asked):
        QTest.keyClick(dialog.fields.password, Qt.Key.Key_Return)


def test_a_new_password_is_typed_twice(dialog: SignInDialog, qtbot: QtBot) -> None:
    dialog.name.setText("bea")
    dialog.fields.password.setText("first")
    dialog.want_new_password("Choose a password of your own.")
    assert dialog.fields.new_password.isVisible()
    dialog.fields.new_password.setText("correct horse battery")
    dialog.fields.again.setText("correct horse")
    with qtbot.assertNotEmitted(dialog.asked):
        QTest.mouseClick(dialog.enter, Qt.MouseButton.LeftButton)
    assert "differ" in dialog.words.text()
    dialog.fields.again.setText("correct horse battery")
    with qtbot.waitSignal(dialog.asked):
        QTest.mouseClick(dialog.enter, Qt.MouseButton.LeftButton)


def test_an_app_is_set_up_from_a_picture_or_by_hand(dialog: SignInDialog) -> None:
    dialog.want_app("Scan this.", "otpauth://totp/Backhaul:bea?secret=GEZDGNBV", "GEZD GNBV")
    assert dialog.fields.qr.isVisible()
    assert dialog.fields.qr.pixmap().width() >= 150
    assert "GEZD GNBV" in dialog.fields.secret.text()
    assert dialog.fields.code.isVisible()


def test_keys_that_are_hit_while_the_hub_is_asked_cancel_nothing(
    dialog: SignInDialog, qtbot: QtBot
) -> None:
    dialog.fields.password.setFocus()
    dialog.set_busy(True)
    cancel = dialog.findChild(QDialogButtonBox).button(  # type: ignore[union-attr]
        QDialogButtonBox.StandardButton.Cancel
    )
    assert not cancel.hasFocus()
    with qtbot.assertNotEmitted(dialog.rejected):
        QTest.keyClicks(dialog, "two words")
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    dialog.set_busy(False)
    assert dialog.enter.text() == "Sign in"


def test_a_depot_is_chosen_at_last(dialog: SignInDialog, qtbot: QtBot) -> None:
    dialog.want_depot(["north", "south"])
    assert not dialog.fields.password.isVisible()
    dialog.depot.setCurrentText("south")
    with qtbot.waitSignal(dialog.depot_chosen) as chosen:
        QTest.mouseClick(dialog.enter, Qt.MouseButton.LeftButton)
    assert chosen.args == ["south"]
