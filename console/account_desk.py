"""What the person at this seat does with the own account, and an administrator with others.

Opens from the name in the status line. Signal: `left(words)` when somebody signs out or another
takes the seat; `export_asked` for the log as a file.
"""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from console.hub_link import HubLink, Live
from console.hub_words import in_words
from console.main_window import MainWindow
from console.panels.message_box import ask
from console.panels.own_account_dialog import OwnAccountDialog
from console.panels.people_dialog import PeopleDialog, What
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.hub.people import PEOPLE_MAKERS, Shown
from core.hub.people_book import Needed
from core.hub.people_routes import Made, RecoveryCodes
from core.reading import EXPORTS

DONE = {
    What.LOCK: tr("{} is locked and signed out."),
    What.UNLOCK: tr("{} may sign in again."),
    What.SIGN_OUT: tr("{} is signed out everywhere."),
    What.DROP_APP: tr("{} signs in without a code, or sets a new app up."),
    What.ERASE: tr("{} is erased. What was decided stays under that name, nobody's by now."),
    What.REMOVE: tr("{} is removed. What was decided stays under that name."),
}


class AccountDesk(QObject):
    """For one console; `signed_in` is empty where a token came from elsewhere."""

    left = Signal(str)
    export_asked = Signal()

    def __init__(
        self,
        window: MainWindow,
        theme: Theme,
        link: HubLink,
        live: Callable[[], Live],
        signed_in: str,
        parent: QObject,
        *,
        is_own_hub: bool,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._theme = theme
        self._link = link
        self._live = live
        self._signed_in = signed_in
        self._is_own_hub = is_own_hub
        self._people: PeopleDialog | None = None

    def show_menu(self, at: QPoint) -> None:
        """What there is to be done; at an own hub, where nobody signs in, only the log."""
        menu = QMenu(self._window)
        if self._live().role in PEOPLE_MAKERS and not self._is_own_hub:
            menu.addAction(tr("People…")).triggered.connect(self.open_people)
        if self._live().role in EXPORTS:
            menu.addAction(tr("Export the log for an audit…")).triggered.connect(self.export_asked)
        if self._signed_in:
            menu.addAction(tr("Change password…")).triggered.connect(
                lambda: self._open_own(is_app=False)
            )
            menu.addAction(tr("Authenticator app…")).triggered.connect(
                lambda: self._open_own(is_app=True)
            )
            menu.addSeparator()
            menu.addAction(tr("Let somebody else take this seat")).triggered.connect(
                lambda: self.left.emit(tr("Who takes this seat?"))
            )
            menu.addAction(tr("Sign out")).triggered.connect(
                lambda: self.left.emit(tr("{signed_in} is signed out.", signed_in=self._signed_in))
            )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    # People.

    def open_people(self) -> None:
        """The dialog; it asks the hub anew after everything that was done."""
        state = self._live().state
        zone = state.depot.zone if state.depot is not None else "UTC"
        depots = [str(state.depot.id)] if state.depot is not None else []
        dialog = PeopleDialog(self._theme, depots, zone, self._window)
        self._people = dialog
        dialog.destroyed.connect(self._forget)
        dialog.saved.connect(self._save)
        dialog.wanted.connect(self._want)
        dialog.open()
        self._refresh()

    def _forget(self) -> None:
        self._people = None

    def _refresh(self) -> None:
        self._link.call("GET", "/people", None, self._show_people)

    def _show_people(self, status: int, body: bytes) -> None:
        if self._people is None:
            return
        if status != 200:
            self._people.show_words(_words(body), Tone.BAD)
            return
        self._people.show_people(msgspec.json.decode(body, type=list[Shown]))

    def _save(self, name: str, shown_name: str, role: str, depots: object) -> None:
        dialog = self._people
        assert dialog is not None
        body = {"shown_name": shown_name, "role": role, "depots": depots}
        if dialog.is_adding:
            answered = partial(self._made, name)
            self._link.call("POST", "/people", body | {"name": name}, answered)
        else:
            answered = partial(self._did, tr("{name} is saved.", name=name))
            self._link.call("PATCH", f"/people/{name}", body, answered)

    def _want(self, what: What, name: str) -> None:
        match what:
            case What.RESET:
                self._sure(
                    tr("A new first password?"),
                    tr(
                        "{name} is signed out everywhere, and the old password opens nothing.",
                        name=name,
                    ),
                    tr("Make one"),
                    lambda: self._link.call(
                        "POST", f"/people/{name}/reset", None, partial(self._made, name)
                    ),
                )
            case What.REMOVE:
                self._sure(
                    tr("Remove {name}?", name=name),
                    tr(
                        "Nobody signs in under that name any more. Everything that was "
                        "decided stays in the log under it."
                    ),
                    tr("Remove"),
                    lambda: self._delete(what, name, ""),
                )
            case What.ERASE:
                self._sure(
                    tr("Erase {name}?", name=name),
                    tr(
                        "Password, whole name and sign-ins are destroyed, and so are texts with "
                        "the whole name. Everything that was decided stays in the log under "
                        "{name}, a name that nobody gets again. This cannot be undone.",
                        name=name,
                    ),
                    tr("Erase"),
                    lambda: self._link.call(
                        "POST",
                        f"/people/{name}/erase",
                        None,
                        partial(self._did, DONE[what].format(name)),
                    ),
                )
            case What.LOCK | What.UNLOCK:
                answered = partial(self._did, DONE[what].format(name))
                body = {"is_locked": what is What.LOCK}
                self._link.call("PATCH", f"/people/{name}", body, answered)
            case What.SIGN_OUT:
                self._delete(what, name, "/sessions")
            case What.DROP_APP:
                self._delete(what, name, "/app")

    def _delete(self, what: What, name: str, path: str) -> None:
        answered = partial(self._did, DONE[what].format(name))
        self._link.call("DELETE", f"/people/{name}{path}", None, answered)

    def _sure(self, words: str, more: str, yes: str, go_on: Callable[[], None]) -> None:
        if self._people is not None:
            ask(self._people, tr("People"), words, more, yes, go_on)

    def _did(self, words: str, status: int, body: bytes) -> None:
        if self._people is not None:
            is_done = 200 <= status < 300
            self._people.show_words(words if is_done else _words(body), _tone(is_done))
            self._refresh()

    def _made(self, name: str, status: int, body: bytes) -> None:
        dialog = self._people
        if dialog is None:
            return
        if status != 200:
            dialog.show_words(_words(body), Tone.BAD)
            return
        made = msgspec.json.decode(body, type=Made)
        dialog.is_adding = False
        dialog.show_words(
            tr(
                "The first password of {name}. It is shown this once, and replaced by an "
                "own one at the first sign-in, within a week.",
                name=name,
            ),
            first_password=made.first_password,
        )
        self._refresh()

    # The own account.

    def _open_own(self, *, is_app: bool) -> None:
        dialog = OwnAccountDialog(self._theme, self._window, is_app=is_app)
        dialog.password_wanted.connect(
            lambda old, new: self._link.call(
                "POST",
                "/me/password",
                {"old": old, "new": new},
                lambda status, body: self._password_changed(dialog, status, body),
            )
        )
        dialog.app_wanted.connect(
            lambda password, code: self._link.call(
                "POST",
                "/me/app",
                {"password": password, "code": code},
                lambda status, body: _show_app(dialog, status, body),
            )
        )
        dialog.open()

    def _password_changed(self, dialog: OwnAccountDialog, status: int, body: bytes) -> None:
        if status == 204:
            dialog.accept()
            self._window.say(tr("Your password is changed. Other places were signed out."))
        else:
            dialog.show_words(_words(body), Tone.BAD)


def _show_app(dialog: OwnAccountDialog, status: int, body: bytes) -> None:
    if status != 200:
        dialog.show_words(_words(body), Tone.BAD)
        return
    answer = msgspec.json.decode(body)
    if "codes" in answer:
        dialog.show_codes(msgspec.convert(answer, RecoveryCodes).codes)
    else:
        needed = msgspec.json.decode(body, type=Needed)
        dialog.show_app(needed.words, needed.uri, needed.secret)


def _words(body: bytes) -> str:
    return in_words(body.decode(errors="replace")[:400])


def _tone(is_done: bool) -> Tone:
    return Tone.GOOD if is_done else Tone.BAD
