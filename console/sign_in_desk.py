"""Signs somebody in before there is a console: asks the hub on a thread, the person in a dialog.

A session that is remembered in the keyring is renewed without a question. Signal: `entered(Entry)`,
`given_up`.
"""

import logging
import platform
import threading
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.hub_words import in_words
from console.known_hubs import (
    KnownHub,
    drop_token,
    keep_token,
    kept_token,
    read_hubs,
    remember,
)
from console.panels.message_box import message_box
from console.panels.sign_in_dialog import SignInDialog
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.wording import fingerprint_lines
from core.hub.doorway import HubAway, NotLetIn, Shown, look, renew, sign_in, sign_out
from core.hub.people_book import Needed, SignedIn, SignIn

SHORT_WAIT_S = 3.0
"""A wait so short is waited for without asking the person again."""
_log = logging.getLogger(__name__)


class Entry(Struct, frozen=True):
    """Who is in, where, and what to show the hub."""

    hub: KnownHub
    token: str
    words: str = ""
    """to be said once the console is open"""


class SignInDesk(QObject):
    """One attempt to get in, from the first question to `entered` or `given_up`."""

    entered = Signal(object)
    given_up = Signal()
    _done = Signal(object, object)

    def __init__(
        self, theme: Theme, window: QWidget, file: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._window = window
        self._file = file
        self._dialog: SignInDialog | None = None
        self._shown: Shown | None = None
        self._given_authority = ""
        self._signed_in: SignedIn | None = None
        self._is_over = False
        self._threads: set[threading.Thread] = set()
        self._done.connect(lambda then, value: None if self._is_over else then(value))

    def begin(self, url: str = "", depot: str = "", authority: str = "", words: str = "") -> None:
        """Go in with a session that is remembered, or ask."""
        self._given_authority = authority
        known = [hub for hub in read_hubs(self._file) if not url or hub.url == url]
        hub = known[0] if known else KnownHub(url, depot=depot, authority=authority)
        if words or not hub.name:
            self.ask(hub, words)
            return
        self._off_thread(
            lambda: self._remembered(hub), lambda entry: self._go_in_or_ask(hub, entry)
        )

    def ask(self, hub: KnownHub, words: str = "") -> None:
        """Open the dialog, filled with what is known."""
        hubs = dict.fromkeys([hub.url, *(each.url for each in read_hubs(self._file))])
        dialog = SignInDialog(self._theme, [url for url in hubs if url], self._window)
        self._dialog = dialog
        dialog.name.setText(hub.name)
        dialog.hub_chosen.connect(self._look_at)
        dialog.asked.connect(self._ask_hub)
        dialog.depot_chosen.connect(self._open)
        dialog.rejected.connect(self._give_up)
        if words:
            dialog.show_words(words, Tone.WARN)
        dialog.open()
        dialog.name.selectAll()
        is_returning = bool(hub.name) and not words
        (
            dialog.fields.password if is_returning else dialog.name if hub.url else dialog.hub
        ).setFocus()
        if hub.url:
            self._look_at(hub.url)

    def close(self) -> None:
        """Wait for what still asks; nothing is told any more."""
        self._is_over = True
        for thread in list(self._threads):
            thread.join()
        if self._dialog is not None:
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None

    # With a session that is remembered.

    def _remembered(self, hub: KnownHub) -> Entry | str:
        """In the thread: the entry, or why there is none (empty: there is no session)."""
        token = kept_token(hub)
        if not token:
            return ""
        try:
            renewed = renew(hub.url, hub.authority, token)
        except NotLetIn as refused:
            drop_token(hub)
            return in_words(str(refused))
        except HubAway as away:
            # What is kept here is shown, and sent when the hub is back.
            _log.info("%s", away)
            return Entry(hub, token)
        if renewed is None:
            return Entry(hub, token)
        keep_token(hub, renewed.token)
        return Entry(hub, renewed.token)

    def _go_in_or_ask(self, hub: KnownHub, found: object) -> None:
        if isinstance(found, Entry):
            self._is_over = True
            self.entered.emit(found)
        else:
            self.ask(hub, str(found))

    # With a person.

    def _look_at(self, url: str) -> None:
        if self._dialog is None or not url or (self._shown and self._shown.url == url):
            return
        self._shown = None
        self._dialog.show_trust(tr("Looking for the hub…"), must_compare=False)
        self._off_thread(lambda: _looked(url), lambda found: self._show_trust(url, found))

    def _show_trust(self, url: str, found: object) -> None:
        dialog = self._dialog
        if dialog is None or dialog.hub.currentText().strip() != url:
            return
        if not isinstance(found, Shown):
            dialog.show_trust(str(found), must_compare=False)
            return
        self._shown = found
        known = {hub.authority for hub in read_hubs(self._file) if hub.url == url}
        if not found.is_encrypted:
            dialog.show_trust(tr("A hub on this computer."), must_compare=False)
        elif not found.authority:
            dialog.show_trust(
                tr("Encrypted, with a certificate for everybody."), must_compare=False
            )
        elif found.authority in known | {self._given_authority}:
            dialog.show_trust(tr("Encrypted. It is the hub that you know."), must_compare=False)
        else:
            is_other = bool(known - {""})
            warning = (
                tr("This is NOT the hub that was here before. Ask the office before you go on. ")
                if is_other
                else tr("You are here for the first time. ")
            )
            dialog.show_trust(
                tr(
                    "{warning}Its authority has the fingerprint\n{in_lines}",
                    warning=warning,
                    in_lines=fingerprint_lines(found.fingerprint),
                ),
                must_compare=True,
            )

    def _ask_hub(self) -> None:
        dialog, shown = self._dialog, self._shown
        assert dialog is not None
        if shown is None:
            self._look_at(dialog.hub.currentText().strip())
            dialog.show_words(tr("The hub has not answered yet."), Tone.WARN)
            return
        if not dialog.compared.isHidden() and not dialog.compared.isChecked():
            dialog.show_words(
                tr("Compare the fingerprint with the one that the office gave you, and say so."),
                Tone.WARN,
            )
            return
        asked = SignIn(
            dialog.name.text().strip(),
            dialog.fields.password.text(),
            dialog.fields.code.text().strip(),
            dialog.fields.new_password.text(),
            platform.node()[:60],
        )
        dialog.set_busy(True)
        dialog.show_words("")
        self._off_thread(lambda: _answered(shown, asked), lambda answer: self._take_answer(answer))

    def _take_answer(self, answer: object) -> None:
        dialog = self._dialog
        if dialog is None:
            return
        if isinstance(answer, NotLetIn) and 0 < answer.wait_s <= SHORT_WAIT_S:
            dialog.show_words(str(answer), Tone.WARN)
            QTimer.singleShot(round(answer.wait_s * 1000), self, self._ask_hub)
            return
        dialog.set_busy(False)
        if isinstance(answer, Needed):
            self._ask_more(dialog, answer)
        elif isinstance(answer, SignedIn):
            self._signed_in = answer
            self._show_recovery(answer)
        else:
            dialog.show_words(str(answer))
            dialog.fields.password.selectAll()
            dialog.fields.password.setFocus()

    def _ask_more(self, dialog: SignInDialog, needed: Needed) -> None:
        match needed.what:
            case "code":
                dialog.want_code(needed.words)
            case "set_up_code":
                dialog.want_app(needed.words, needed.uri, needed.secret)
            case "new_password":
                dialog.want_new_password(needed.words)

    def _show_recovery(self, signed_in: SignedIn) -> None:
        """Recovery codes are shown this once, before anything else."""
        if not signed_in.recovery_codes:
            self._choose_depot()
            return
        assert self._dialog is not None
        box = message_box(
            self._dialog,
            tr("Recovery codes"),
            tr("Keep these codes where you find them without your telephone."),
            tr("Each lets you in once instead of a code of the app. They are shown this once:\n\n")
            + "\n".join(signed_in.recovery_codes),
        )
        box.addButton(tr("I have kept them"), box.ButtonRole.AcceptRole)
        box.finished.connect(lambda _: self._choose_depot())
        box.open()

    def _choose_depot(self) -> None:
        dialog, signed_in = self._dialog, self._signed_in
        assert dialog is not None
        assert signed_in is not None
        depots = list(signed_in.open_depots)
        last = {hub.url: hub.depot for hub in read_hubs(self._file)}.get(self._url, "")
        if len(depots) == 1 or last in depots:
            self._open(last if last in depots else depots[0])
        elif depots:
            dialog.want_depot(depots)
        else:
            dialog.show_words(tr("No depot that you may work at is open at this hub."))

    def _open(self, depot: str) -> None:
        signed_in, shown = self._signed_in, self._shown
        assert signed_in is not None
        assert shown is not None
        hub = KnownHub(shown.url, signed_in.name, depot, shown.authority)
        token = signed_in.token
        self._off_thread(lambda: self._kept(hub, token), self._enter)

    def _kept(self, hub: KnownHub, token: str) -> Entry:
        words = keep_token(hub, token)
        try:
            remember(self._file, hub)
        except OSError as error:
            _log.warning("The hub is not remembered: %s", error)
        return Entry(hub, token, words)

    def _enter(self, entry: object) -> None:
        dialog, self._dialog = self._dialog, None
        self._is_over = True
        if dialog is not None:
            dialog.accept()
            dialog.deleteLater()
        self.entered.emit(entry)

    def _give_up(self) -> None:
        if self._dialog is not None:
            self._is_over = True
            self.given_up.emit()

    @property
    def _url(self) -> str:
        return self._shown.url if self._shown is not None else ""

    def _off_thread(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        def run() -> None:
            value = work()
            self._threads.discard(threading.current_thread())
            self._done.emit(then, value)

        thread = threading.Thread(target=run, name="signing in")
        self._threads.add(thread)
        thread.start()


def leave(hub: KnownHub, token: str) -> None:
    """Sign out at the hub and forget the token; blocks. A hub that is away keeps the session until
    it expires, but nobody holds its token any more."""
    drop_token(hub)
    try:
        sign_out(hub.url, hub.authority, token)
    except (NotLetIn, HubAway) as error:
        _log.warning("The session could not be ended at the hub: %s", error)


def _looked(url: str) -> Shown | str:
    try:
        return look(url)
    except HubAway as away:
        return str(away)


def _answered(shown: Shown, asked: SignIn) -> SignedIn | Needed | NotLetIn | HubAway:
    try:
        return sign_in(shown.url, shown.authority, asked)
    except (NotLetIn, HubAway) as refused:
        return refused
