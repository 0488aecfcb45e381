"""Connects drivers' phones: asks the hub for a code, says what is missing, and watches for the
phone."""

from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from console.panels.connect_phone_dialog import ConnectPhoneDialog
from console.panels.message_box import ask
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.hub.enrolled_phone import EnrolledPhone
from core.hub.protocol import DriverLink, DriverLinkState, Reached, ReachTest, RevokedPage
from core.hub.trust import AUTHORITY_PATH
from core.phone_reach import findings, met, not_yet, tried

LOOK_EVERY_MS = 2_000
NOT_REVOKED = tr("The page was not signed out. Is the line up, and may you enrol phones?")
REFUSED_TEST = tr("The hub began no test. Is the line up, and may you enrol phones?")
REFUSED = tr("The hub gave no code for this driver. Is the line up, and may you enrol phones?")


class Hub(Protocol):
    """What is asked of the hub; each answer is None when it was refused."""

    def offer_phone(self, driver_id: str, arrived: Callable[[DriverLink | None], None]) -> None:
        """A link for one phone of a driver."""

    def look_at_phone(
        self, link_id: str, arrived: Callable[[DriverLinkState | None], None]
    ) -> None:
        """Whether a phone has used its link by now."""

    def revoke_page(self, driver_id: str, arrived: Callable[[RevokedPage | None], None]) -> None:
        """Sign the driver's page out."""

    def test_reach(self, arrived: Callable[[ReachTest | None], None]) -> None:
        """A link that shows whether phones reach the hub."""

    def look_at_test(self, test_id: str, arrived: Callable[[Reached | None], None]) -> None:
        """What a phone has found by now that opened it."""

    def enrol_tracker(
        self, driver_id: str, arrived: Callable[[EnrolledPhone | None], None]
    ) -> None:
        """What is typed into a tracking program."""


class ConnectDesk(QObject):
    """One dialog at a time. Signals: `said(words)`."""

    said = Signal(str)

    def __init__(self, window: QWidget, theme: Theme, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._theme = theme
        self._hub = hub
        self._driver_id = self._name = ""
        self._link_id = ""
        self._left_s = 0.0
        self._dialog: ConnectPhoneDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._test: ReachTest | None = None
        self._test_left_s = 0.0
        self._test_timer = QTimer(self)
        self._test_timer.setInterval(LOOK_EVERY_MS)
        self._test_timer.timeout.connect(self._look_at_test)

    def open(self, driver_id: str, name: str) -> None:
        """Begin with a fresh code for this driver."""
        if self._dialog is not None:
            self._dialog.close()
        dialog = ConnectPhoneDialog(self._theme, name, self._window)
        self._driver_id, self._name, self._dialog = driver_id, name, dialog
        dialog.code_wanted.connect(self._ask)
        dialog.tracker_wanted.connect(self._enrol_tracker)
        dialog.revoke_wanted.connect(self._ask_to_revoke)
        dialog.reach_wanted.connect(self._ask_for_test)
        dialog.reach_copied.connect(lambda: self.said.emit(tr("The test link is copied.")))
        dialog.copied.connect(lambda _: self.said.emit(tr("The link is copied. It works once.")))
        dialog.opened_here.connect(lambda url: QDesktopServices.openUrl(QUrl(url)))
        dialog.finished.connect(self._close)
        dialog.show()
        self._ask()

    def _close(self) -> None:
        self._timer.stop()
        self._test_timer.stop()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _ask(self) -> None:
        self._hub.offer_phone(self._driver_id, self._offered)

    def _offered(self, link: DriverLink | None) -> None:
        if self._dialog is None:
            return
        if link is None:
            self._timer.stop()
            self._dialog.show_refused(REFUSED)
            return
        at = urlsplit(link.url)
        authority = f"{at.scheme}://{at.netloc}{AUTHORITY_PATH}" if link.has_own_authority else ""
        found = findings(link.url, has_own_authority=link.has_own_authority)
        self._dialog.show_offer(link.url, found, authority, link.fingerprint)
        self._link_id, self._left_s = link.id, link.lasts_s
        self._timer.start()

    def _look(self) -> None:
        self._left_s -= LOOK_EVERY_MS / 1000
        if self._left_s <= 0 and self._dialog is not None:
            self._timer.stop()
            self._dialog.show_refused(tr("The code has run out. Ask for a new one."))
            return
        link_id = self._link_id
        self._hub.look_at_phone(link_id, lambda state: self._seen(link_id, state))

    def _seen(self, link_id: str, state: DriverLinkState | None) -> None:
        is_this = link_id == self._link_id and self._timer.isActive()
        if self._dialog is not None and is_this and state is not None and state.is_used:
            self._timer.stop()
            self._dialog.show_met(met(state.address))

    def _ask_to_revoke(self) -> None:
        assert self._dialog is not None
        ask(
            self._dialog,
            tr("Sign out the driver's page"),
            tr("Sign {name}'s page out?", name=self._name),
            tr(
                "The phone is let go at once and needs a new code. What it has not sent "
                "yet stays on it until it is connected again. Codes that nobody has used "
                "yet are void."
            ),
            tr("Sign out"),
            self._revoke,
            is_safe=False,
        )

    def _revoke(self) -> None:
        self._timer.stop()
        self._hub.revoke_page(self._driver_id, self._revoked)

    def _revoked(self, revoked: RevokedPage | None) -> None:
        if self._dialog is None:
            return
        if revoked is None:
            self._dialog.say_state(NOT_REVOKED, Tone.BAD)
            return
        self._dialog.show_refused(
            tr("The page is signed out. Ask for a new code to connect a phone.")
            if revoked.was_there
            else tr("No page was signed in for this driver. Codes given before are void.")
        )

    def _ask_for_test(self) -> None:
        self._hub.test_reach(self._test_begun)

    def _test_begun(self, test: ReachTest | None) -> None:
        if self._dialog is None:
            return
        self._test = test
        if test is None:
            self._test_timer.stop()
            self._dialog.reach.show_ended(REFUSED_TEST)
            return
        self._test_left_s = test.lasts_s
        self._dialog.reach.show_test(test.url, not_yet(test.url, test.ws_url))
        self._test_timer.start()

    def _look_at_test(self) -> None:
        assert self._dialog is not None
        self._test_left_s -= LOOK_EVERY_MS / 1000
        if self._test_left_s <= 0:
            self._test_timer.stop()
            self._dialog.reach.show_ended(tr("The test has run out. Begin a new one."))
        elif self._test is not None:
            test = self._test
            self._hub.look_at_test(test.id, lambda reached: self._found(test, reached))

    def _found(self, test: ReachTest, reached: Reached | None) -> None:
        if self._dialog is not None and test is self._test and reached is not None:
            found = tried(test.url, reached)
            if found:
                self._dialog.reach.show_found(found)

    def _enrol_tracker(self) -> None:
        self._hub.enrol_tracker(self._driver_id, self._enrolled)

    def _enrolled(self, phone: EnrolledPhone | None) -> None:
        if self._dialog is None:
            return
        if phone is None:
            self._dialog.say_state(REFUSED, Tone.BAD)
            self.said.emit(REFUSED)
        else:
            self._dialog.show_tracker(phone)
