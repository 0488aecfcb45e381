"""The first page: what is chosen there is opened, and nothing of a day is in sight yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from console.main_window import MainWindow
from console.opened import Opened
from console.panels.regions_dialog import RegionsDialog
from console.panels.set_up_dialog import SetUpDialog
from console.theme import Theme
from console.welcome_desk import WelcomeDesk
from core.hub.own_depots import CARD, DEPOTS


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(theme)
    made.resize(1024, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(window: MainWindow, theme: Theme, tmp_path: Path) -> Iterator[WelcomeDesk]:
    folder = tmp_path / DEPOTS / "harbour"
    folder.mkdir(parents=True)
    card = '{"id":"harbour","name":"Harbour <b>","address":"Quay 1","region":"x"}'
    (folder / CARD).write_text(card)
    made = WelcomeDesk(window, theme, tmp_path, tmp_path / "regions")
    yield made
    made.close()


def press(desk: WelcomeDesk, name: str) -> None:
    buttons = desk.panel.findChildren(QPushButton)
    QTest.mouseClick(
        next(b for b in buttons if b.accessibleName() == name), Qt.MouseButton.LeftButton
    )


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        ("The demo day: La Serena", Opened("demo", "la-serena")),
        ("The demo day: Helsinki", Opened("demo", "helsinki")),
        ("Harbour <b>: Open", Opened("own", "harbour")),
        ("Connect to a hub: Sign in…", Opened("hub")),
    ],
)
def test_a_press_opens_what_the_card_says(
    desk: WelcomeDesk, qtbot: QtBot, name: str, opened: Opened
) -> None:
    with qtbot.waitSignal(desk.opened) as told:
        press(desk, name)
    assert told.args == [opened]


def test_nothing_of_a_day_is_in_sight_until_one_is_opened(
    window: MainWindow, desk: WelcomeDesk
) -> None:
    assert desk.panel.isVisible()
    assert not window.kpis.isVisible()
    assert not window.status.isVisible()
    assert not window.queue.isVisible()
    window.show_welcome(None)
    assert window.kpis.isVisible()
    assert window.queue.isVisible()


def test_a_depot_is_set_up_from_here_and_opened(
    window: MainWindow, desk: WelcomeDesk, qtbot: QtBot
) -> None:
    press(desk, "A depot of your own: Regions…")
    assert window.findChildren(RegionsDialog)[0].isVisible()
    window.findChildren(RegionsDialog)[0].close()
    press(desk, "A depot of your own: Set up a depot…")
    dialog = window.findChildren(SetUpDialog)[0]
    assert dialog.isVisible()
    dialog.close()
    with qtbot.waitSignal(desk.opened) as told:
        desk.set_up.made.emit("mine")
    assert told.args == [Opened("own", "mine")]
