"""An address server asked while somebody types: after a pause, off the Qt thread, for the newest
words only. What the region's index knows is shown at once, and stays.
"""

from functools import partial

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from console.background import Background
from console.hub_words import in_words
from console.panels.address_dialog import AddressDialog
from console.tongue import tr
from core.address_book import Found
from core.region.address_server import AddressServer, AddressServerError, Answer

PAUSE_MS = 300
"""Without another letter, before the server is asked."""
FEWEST_LETTERS = 3
Told = tuple[tuple[Answer, ...], str]
"""What the server found, or why it did not."""


class TypedAddresses(QObject):
    """Asks one server for one dialog at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server: AddressServer | None = None
        self._work: Background | None = None
        self._dialog: AddressDialog | None = None
        self._near: tuple[float, float] | None = None
        self._words = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def use(self, server: AddressServer | None) -> None:
        """Ask another server from now on, or none."""
        self._server = server

    def watch(self, dialog: AddressDialog, near: tuple[float, float] | None) -> None:
        """Show in a dialog what the server finds, the nearest to `near` first."""
        self._dialog, self._near = dialog, near
        server = self._server
        if server is None:
            return
        server.begin()
        if server.server.may_be_asked_while_typing:
            dialog.typed.connect(self._typed)
            return
        words = tr(
            "From the region's index: {server} may not be asked while you type.",
            server=server.server.name,
        )
        dialog.typed.connect(lambda _: dialog.say_source(words))

    def close(self) -> None:
        """End the thread; a question that is under way is waited for."""
        self._pause.stop()
        if self._work is not None:
            self._work.close()

    def _typed(self, words: str) -> None:
        self._words = words.strip()
        self._pause.stop()
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.say_source("")
        if len(self._words) >= FEWEST_LETTERS:
            self._pause.start()

    def _ask(self) -> None:
        server, words = self._server, self._words
        if server is None or self._dialog is None or not isValid(self._dialog):
            return
        if self._work is None:
            self._work = Background("addresses", self)
        self._dialog.say_source(tr("{server} is asked…", server=server.server.name))
        job = partial(_told, server, words, self._near)
        self._work.post("typed", job, partial(self._show, server, self._dialog, words))

    def _show(self, server: AddressServer, dialog: AddressDialog, words: str, told: Told) -> None:
        """Unless somebody has typed on, or left."""
        if words != self._words or dialog is not self._dialog or not isValid(dialog):
            return
        answers, trouble = told
        name = server.server.name
        found = [
            Found(each.address, each.lat, each.lon, tr("by {server}", server=name))
            for each in answers
        ]
        if trouble:
            source = tr("From the region's index: {trouble}.", trouble=trouble)
        elif not found:
            source = tr("From the region's index: {server} knows nothing like it.", server=name)
        else:
            source = tr("First what {server} knows, then the region's index.", server=name)
        dialog.show_served(found, source)


def _told(server: AddressServer, words: str, near: tuple[float, float] | None) -> Told:
    """In the thread."""
    try:
        return server.suggest(words, near), ""
    except AddressServerError as error:
        return (), in_words(str(error))
