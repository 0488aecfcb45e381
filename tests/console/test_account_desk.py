"""What is for good in somebody's account is asked for once more before it is done."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console import account_desk
from console.account_desk import AccountDesk
from console.hub_link import HubLink, Live
from console.main_window import MainWindow
from console.panels.people_dialog import What
from console.theme import Theme
from core.state import State


class Calls:
    """A link that notes what is asked of the hub."""

    def __init__(self) -> None:
        self.made: list[tuple[str, str]] = []

    def call(self, method: str, path: str, body: object, answered: Callable[..., None]) -> None:
        self.made.append((method, path))


@pytest.mark.parametrize(
    ("what", "asked", "call"),
    [
        (What.ERASE, "Erase bea?", ("POST", "/people/bea/erase")),
        (What.REMOVE, "Remove bea?", ("DELETE", "/people/bea")),
    ],
)
def test_what_is_for_good_is_asked_for_once_more(
    qtbot: QtBot,
    theme: Theme,
    monkeypatch: pytest.MonkeyPatch,
    what: What,
    asked: str,
    call: tuple[str, str],
) -> None:
    window, link = QWidget(), Calls()
    qtbot.addWidget(window)
    questions: list[tuple[str, Callable[[], None]]] = []

    def ask(
        parent: QWidget, title: str, words: str, more: str, yes: str, go_on: Callable[[], None]
    ) -> None:
        questions.append((words, go_on))

    monkeypatch.setattr(account_desk, "ask", ask)
    live = cast(Live, _Live())
    desk = AccountDesk(
        cast(MainWindow, window),
        theme,
        cast(HubLink, link),
        lambda: live,
        "ada",
        window,
        is_own_hub=False,
    )
    desk.open_people()
    link.made.clear()
    dialog = cast(Any, desk._people)
    dialog.wanted.emit(what, "bea")
    assert link.made == []
    ((words, go_on),) = questions
    assert words == asked
    go_on()
    assert link.made == [call]
    dialog.close()


class _Live:
    state = State()
