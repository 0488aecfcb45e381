"""A window that somebody has left is replaced by an empty one that asks who is there."""

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console import sign_in_desk
from console.known_hubs import KnownHub
from console.own_settings import OwnSettings
from console.sign_in_desk import Entry
from console.start import Opening
from console.theme import Theme
from core.settings import Settings
from main import make_parser


class OpenConsole(QObject):
    """As much of a console as is closed."""

    left = Signal(str)

    def __init__(self, done: list[str], settings: Settings | None = None) -> None:
        super().__init__()
        self._done = done
        self.own = OwnSettings(settings or Settings(), self, write=lambda _: None)

    def close(self) -> None:
        self.own.close()
        self._done.append("console closed")


def test_who_leaves_is_signed_out_and_another_window_asks_who_is_there(
    tmp_path: Path, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = make_parser().parse_args(["--hub", "wss://hub.example", "--depot", "d"])
    opening = Opening(options, Settings(), tmp_path)
    done: list[str] = []
    monkeypatch.setattr(sign_in_desk, "leave", lambda hub, token: done.append(f"left {token}"))
    monkeypatch.setattr(opening, "_ask_who", lambda words: done.append(words))
    hub = KnownHub("wss://hub.example", "bea", "d")
    console = OpenConsole(done)
    first, opening.console = opening.window, cast(Any, console)
    opening._entry = Entry(hub, "token")
    console.left.connect(opening._left)
    console.left.emit("Bea is not signed in any more.")
    assert done == ["console closed", "left token", "Bea is not signed in any more."]
    assert opening.console is None
    assert opening.window is not first
    assert opening.window.isVisible()
    opening.window.close()
    opening.window.deleteLater()
    opening.theme.deleteLater()


@pytest.mark.parametrize(("arguments", "shown"), [([], "dark"), (["--theme", "light"], "light")])
def test_the_window_goes_by_the_theme_that_was_asked_for(
    tmp_path: Path, theme: Theme, arguments: list[str], shown: str
) -> None:
    options = make_parser().parse_args(arguments)
    opening = Opening(options, Settings(theme="dark", language="es"), tmp_path)
    assert opening.theme.scheme == shown
    # The settings' dialog and the console compare with these: one that differed was a change.
    assert opening._settings == Settings(theme=opening.theme.scheme.value, language="es")
    opening.window.deleteLater()
    opening.theme.deleteLater()


def test_what_was_kept_in_a_window_counts_in_the_one_that_takes_its_place(
    tmp_path: Path, theme: Theme
) -> None:
    options = make_parser().parse_args(["--hub", "wss://hub.example", "--depot", "d"])
    opening = Opening(options, Settings(theme="dark"), tmp_path)
    console = OpenConsole([], opening._settings)
    opening.console = cast(Any, console)
    console.left.connect(opening._left)
    console.own.keep(theme="light", sounds=["case"])
    opening._leave_console()
    assert opening._settings == Settings(theme="light", sounds=("case",))
    opening.window.close()
    opening.window.deleteLater()
    opening.theme.deleteLater()
