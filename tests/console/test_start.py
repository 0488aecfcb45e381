"""A window that somebody has left is replaced by an empty one that asks who is there."""

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console import sign_in_desk
from console.known_hubs import KnownHub
from console.sign_in_desk import Entry
from console.start import Opening
from console.theme import Theme
from core.settings import Settings
from main import make_parser


class OpenConsole(QObject):
    """As much of a console as is closed."""

    left = Signal(str)

    def __init__(self, done: list[str]) -> None:
        super().__init__()
        self._done = done

    def close(self) -> None:
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
