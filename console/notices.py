"""What the desktop tells while the window is not in front: one notice for what came together."""

from collections import Counter
from collections.abc import Callable, Collection

from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from console.screen import Screen
from console.tongue import tr
from console.views.heard import heard
from console.views.wording import count

WORDS = {
    "door": (tr("driver at a door waits for a word"), tr("drivers at doors wait for a word")),
    "case": (tr("new case needs a decision"), tr("new cases need a decision")),
    "back": (tr("case that waited is due"), tr("cases that waited are due")),
    "message": (tr("new message of a driver"), tr("new messages of drivers")),
}


class Notices:
    """Invariant: what was there when the day came into view is not told."""

    def __init__(self, wanted: Collection[str], tell: Callable[[str], None]) -> None:
        self.wanted = frozenset(wanted)
        self._tell = tell
        self._known: frozenset[tuple[str, str]] | None = None

    def listen(self, screen: Screen) -> None:
        """Tell what is new since the last time, by kinds that are wanted."""
        if screen.moment.state.depot is None:
            return
        talks = (("message", f"{row.driver_id} {row.news}") for row in screen.talks if row.news)
        now = frozenset((*heard(screen.queue, screen.doors), *talks))
        fresh = [kind for kind, _ in now - self._known] if self._known is not None else []
        self._known = now
        words = notice_words([kind for kind in fresh if kind in self.wanted])
        if words:
            self._tell(words)


def notice_words(kinds: Collection[str]) -> str:
    """One sentence, the most pressing first; empty for nothing."""
    numbers = Counter(kinds)
    return "; ".join(count(numbers[kind], *words) for kind, words in WORDS.items() if numbers[kind])


class DesktopNotices:
    """Tells by the desktop's own means, where it has any and the window is not looked at."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def __call__(self, words: str) -> None:
        if self._window.isActiveWindow() or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self._window)
            self._tray.messageClicked.connect(self._bring_window)
            self._tray.show()
        self._tray.showMessage("Backhaul", words)

    def _bring_window(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
