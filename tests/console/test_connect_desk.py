"""Connecting a phone: what is said before, while it is waited for, and when it has come."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from console.connect_desk import NOT_REVOKED, REFUSED, REFUSED_TEST, ConnectDesk
from console.panels.connect_phone_dialog import ConnectPhoneDialog
from console.panels.qr_code import QUIET, QrCode
from console.panels.reach_test_page import WAITING
from console.theme import Theme
from core.hub.enrolled_phone import EnrolledPhone
from core.hub.protocol import DriverLink, DriverLinkState, Reached, ReachTest, RevokedPage
from core.model import DriverId
from core.phone_reach import OWN_AUTHORITY, SAME_NETWORK

LEFT = Qt.MouseButton.LeftButton
FINGERPRINT = ":".join(f"{n:02X}" for n in range(32))
LINK = DriverLink(
    "https://10.0.0.5:8766/driver/#secret",
    600,
    "l1",
    has_own_authority=True,
    fingerprint=FINGERPRINT,
)
TEST = ReachTest("https://10.0.0.5:8766/reach/#code", "wss://10.0.0.5:8765", 600, "t1")
TRACKER = EnrolledPhone("p1", DriverId("d1"), "token", "https://t", "https://o", "https://w")


class FakeHub:
    """Answers at once with what it was given."""

    def __init__(self) -> None:
        self.link: DriverLink | None = LINK
        self.state: DriverLinkState | None = DriverLinkState()
        self.tracker: EnrolledPhone | None = TRACKER
        self.revoked: RevokedPage | None = RevokedPage(was_there=True)
        self.test: ReachTest | None = TEST
        self.reached: Reached | None = Reached()
        self.tests = 0
        self.signed_out: list[str] = []
        self.asked: list[str] = []

    def offer_phone(self, driver_id: str, arrived: Any) -> None:
        self.asked.append(driver_id)
        arrived(self.link)

    def look_at_phone(self, link_id: str, arrived: Any) -> None:
        arrived(self.state)

    def revoke_page(self, driver_id: str, arrived: Any) -> None:
        self.signed_out.append(driver_id)
        arrived(self.revoked)

    def test_reach(self, arrived: Any) -> None:
        self.tests += 1
        arrived(self.test)

    def look_at_test(self, test_id: str, arrived: Any) -> None:
        assert test_id == "t1"
        arrived(self.reached)

    def enrol_tracker(self, driver_id: str, arrived: Any) -> None:
        arrived(self.tracker)


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub()


@pytest.fixture
def desk(theme: Theme, hub: FakeHub, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ConnectDesk:
    monkeypatch.setattr("console.connect_desk.LOOK_EVERY_MS", 1)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return ConnectDesk(window, theme, hub, window)


def dialog_of(desk: ConnectDesk) -> ConnectPhoneDialog:
    assert desk._dialog is not None
    return desk._dialog


def test_what_is_missing_is_said_beside_the_code(desk: ConnectDesk, hub: FakeHub) -> None:
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    said = [label.text() for label in dialog.found if label.isVisible()]
    assert said == [f"!  {SAME_NETWORK.words}", f"!  {OWN_AUTHORITY.words}"]
    assert dialog.authority_code.isVisible()
    assert dialog.fingerprint.text().split("\n")[0] == "00 01 02 03 04 05 06 07"
    assert dialog.fingerprint.text().split() == FINGERPRINT.split(":")
    assert "Waiting" in dialog.state.text()
    QTest.mouseClick(dialog.copy, LEFT)
    assert QGuiApplication.clipboard().text() == LINK.url
    QTest.mouseClick(dialog.anew, LEFT)
    assert hub.asked == ["d1", "d1"]
    dialog.close()


def test_the_phone_that_came_is_said_and_its_code_is_gone(
    desk: ConnectDesk, hub: FakeHub, qtbot: QtBot
) -> None:
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    hub.state = DriverLinkState(True, "8.8.8.8")
    qtbot.waitUntil(lambda: "mobile data reach it" in dialog.state.text())
    assert not dialog.copy.isEnabled()
    dialog.close()
    desk.open("d2", "Eva M.")
    dialog_of(desk).close()


def test_a_code_that_nobody_used_runs_out(desk: ConnectDesk, hub: FakeHub, qtbot: QtBot) -> None:
    hub.link = DriverLink("http://127.0.0.1:1/driver/#x", 0, "l1")
    hub.state = None
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    qtbot.waitUntil(lambda: "run out" in dialog.state.text())
    assert not dialog.authority_code.isVisible()
    dialog.close()


def test_a_hub_that_gives_no_code_is_said(desk: ConnectDesk, hub: FakeHub) -> None:
    hub.link = hub.tracker = None
    said: list[str] = []
    desk.said.connect(said.append)
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    assert dialog.state.text() == REFUSED
    dialog.make_tracker.click()
    assert said == [REFUSED]
    dialog.close()


def answered(dialog: ConnectPhoneDialog, words: str) -> None:
    """Ask to sign the page out, and press the button of that name."""
    QTest.mouseClick(dialog.revoke, LEFT)
    (box,) = (each for each in dialog.findChildren(QMessageBox) if each.isVisible())
    (button,) = (each for each in box.buttons() if each.text().replace("&", "") == words)
    button.click()


def test_a_lost_phone_is_signed_out_when_the_office_is_sure(
    desk: ConnectDesk, hub: FakeHub
) -> None:
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    answered(dialog, "Cancel")
    assert hub.signed_out == []
    answered(dialog, "Sign out")
    assert hub.signed_out == ["d1"]
    assert "signed out" in dialog.state.text()
    assert not dialog.copy.isEnabled()
    hub.revoked = RevokedPage(was_there=False)
    answered(dialog, "Sign out")
    assert "No page was signed in" in dialog.state.text()
    hub.revoked = None
    answered(dialog, "Sign out")
    assert dialog.state.text() == NOT_REVOKED
    dialog.close()
    desk._revoked(None)


def test_what_a_tracking_program_needs_is_shown_once(desk: ConnectDesk) -> None:
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    dialog.make_tracker.click()
    assert dialog.fields["traccar_url"].text() == "https://t"
    assert dialog.fields["token"].text() == "token"
    assert not dialog.make_tracker.isEnabled()
    desk.open("d2", "Eva M.")
    assert dialog_of(desk).fields["token"].text() == ""
    dialog_of(desk).close()


def test_the_code_is_dark_on_white_with_room_around(qtbot: QtBot) -> None:
    code = QrCode("Code")
    qtbot.addWidget(code)
    code.resize(260, 260)
    code.show_text(LINK.url)
    image = code.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, 260, 3) for y in range(0, 260, 3)}
    assert colours == {"#000000", "#ffffff"}
    assert all(image.pixelColor(at, at).name() == "#ffffff" for at in range(2 * QUIET))
    code.show_text("")
    blank = code.grab().toImage()
    assert blank.pixelColor(130, 130).name() == "#ffffff"


def turn_to_test(dialog: ConnectPhoneDialog) -> None:
    bar = dialog.tabs.tabBar()
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(1).center())


def test_a_test_over_mobile_data_says_what_the_phone_found(
    desk: ConnectDesk, hub: FakeHub, qtbot: QtBot
) -> None:
    said: list[str] = []
    desk.said.connect(said.append)
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    assert hub.tests == 0, "not asked for before somebody looks"
    turn_to_test(dialog)
    page = dialog.reach
    assert hub.tests == 1
    assert page.state.text() == WAITING
    hints = [label.text() for label in page.hints if label.isVisible()]
    assert "ports 8766 and 8765" in hints[0]
    assert "10.0.0.5 is of your own network" in hints[1]
    QTest.mouseClick(page.copy, LEFT)
    assert QGuiApplication.clipboard().text() == TEST.url
    assert said == ["The test link is copied."]
    hub.reached = Reached("8.8.8.8", "cellular", True, False)
    qtbot.waitUntil(page.found[2].isVisible)
    found = [label.text() for label in page.found]
    assert found[0].startswith("✓  Reached over mobile data")
    assert found[1].startswith("✓  Over HTTPS")
    assert found[2].startswith("×  The page came, but the live line does not open.")
    assert not page.state.isVisible()
    assert not any(label.isVisible() for label in page.hints)
    hub.reached = Reached()
    QTest.mouseClick(page.anew, LEFT)
    assert hub.tests == 2
    assert page.state.text() == WAITING
    assert not any(label.isVisible() for label in page.found)
    dialog.close()
    assert not desk._test_timer.isActive()


def test_a_test_that_ends_or_never_began_is_said(
    desk: ConnectDesk, hub: FakeHub, qtbot: QtBot
) -> None:
    hub.test = ReachTest("http://127.0.0.1:1/reach/#x", "ws://127.0.0.1:1", 0, "t1")
    desk.open("d1", "Marcela C.")
    dialog = dialog_of(desk)
    turn_to_test(dialog)
    qtbot.waitUntil(lambda: "run out" in dialog.reach.state.text())
    assert not dialog.reach.copy.isEnabled()
    hub.test = None
    QTest.mouseClick(dialog.reach.anew, LEFT)
    assert dialog.reach.state.text() == REFUSED_TEST
    dialog.close()
    desk._test_begun(TEST)
