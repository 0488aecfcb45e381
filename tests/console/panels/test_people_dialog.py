"""Administrators see who may sign in and who is, and what they do reaches whoever opened it."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.people_dialog import PeopleDialog, What, state_words
from console.theme import Theme
from console.view import Tone
from core.access import Role
from core.hub.people import Shown, ShownSession
from core.model import DepotId
from tests.builders import NOON

BEA = Shown(
    "bea", "Beatriz <b>Araya</b>", Role.DISPATCHER, (DepotId("north"),), False, False, True, NOON,
    "ada",
)  # fmt: skip
SESSION = ShownSession("1", "office 2", "10.0.0.7", NOON, NOON, NOON)


@pytest.fixture
def dialog(theme: Theme, qtbot: QtBot) -> Iterator[PeopleDialog]:
    parent = QWidget()
    opened = PeopleDialog(theme, ["north"], "UTC", parent)
    opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    opened.show()
    yield opened
    opened.close()
    parent.deleteLater()


def test_the_chosen_person_is_shown_and_stays_chosen(dialog: PeopleDialog) -> None:
    carl = replace(BEA, name="carl", sessions=(SESSION,), must_change=False)
    dialog.show_people([BEA, carl])
    assert dialog.chosen == "bea"
    dialog.choose("carl")
    assert "office 2, 10.0.0.7" in dialog.sessions.text()
    dialog.show_people([BEA, replace(carl, is_locked=True)])
    assert (dialog.chosen, dialog.lock.text()) == ("carl", "Unlock")


def test_somebody_is_added_with_a_role_and_a_depot(dialog: PeopleDialog, qtbot: QtBot) -> None:
    dialog.show_people([BEA])
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dialog.is_adding
    dialog.name.setText("dan")
    with qtbot.assertNotEmitted(dialog.saved):
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    dialog.depots["north"].setChecked(True)
    dialog.role.setCurrentIndex(dialog.role.findData("auditor"))
    with qtbot.waitSignal(dialog.saved) as saved:
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert saved.args == ["dan", "", "auditor", ("north",)]


def test_a_depot_elsewhere_stays_somebodys(dialog: PeopleDialog, qtbot: QtBot) -> None:
    dialog.show_people([replace(BEA, depots=(DepotId("north"), DepotId("oslo")))])
    with qtbot.waitSignal(dialog.saved) as saved:
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert saved.args is not None
    assert saved.args[3] == ("north", "oslo")


def test_a_first_password_is_shown_and_gone_with_the_next_words(dialog: PeopleDialog) -> None:
    dialog.show_words("The first password of bea.", first_password="k7qd-m3xa")
    assert dialog.first_password.isVisible()
    dialog.show_words("bea is saved.")
    assert not dialog.first_password.isVisible()
    assert dialog.first_password.text() == ""
    dialog.show_words("No.", Tone.BAD)


@pytest.mark.parametrize(
    ("button", "what"),
    [("reset", What.RESET), ("lock", What.LOCK), ("sign_out", What.SIGN_OUT),
     ("drop_app", What.DROP_APP), ("remove", What.REMOVE), ("erase", What.ERASE)],
)  # fmt: skip
def test_what_is_done_to_somebody_is_told(
    dialog: PeopleDialog, qtbot: QtBot, button: str, what: What
) -> None:
    dialog.show_people([replace(BEA, sessions=(SESSION,), has_totp=True)])
    with qtbot.waitSignal(dialog.wanted) as wanted:
        QTest.mouseClick(getattr(dialog, button), Qt.MouseButton.LeftButton)
    assert wanted.args == [what, "bea"]


def test_what_is_to_be_known_at_a_glance() -> None:
    assert state_words(BEA) == "first password"
    twice = replace(BEA, sessions=(SESSION, SESSION), has_totp=True, must_change=False)
    assert state_words(twice) == "signed in at 2 places · code"
    assert state_words(replace(BEA, is_locked=True)) == "locked"
