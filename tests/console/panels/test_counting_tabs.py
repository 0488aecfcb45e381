"""No tab moves when a number comes behind its words."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.counting_tabs import CountingTabs
from console.theme import Theme


@pytest.fixture
def tabs(theme: Theme, qtbot: QtBot) -> CountingTabs:
    made = CountingTabs(theme)
    qtbot.addWidget(made)
    for words in ("To send", "Alerts", "Messages"):
        made.addTab(QWidget(), words)
    made.resize(400, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def places(tabs: CountingTabs) -> list[int]:
    return [tabs.tabBar().tabRect(at).left() for at in range(tabs.count())]


@pytest.mark.parametrize("number", ["1", "16"])
def test_a_number_moves_no_tab(tabs: CountingTabs, number: str) -> None:
    before = places(tabs)
    tabs.setTabText(0, f"To send · {number}")
    tabs.setTabText(1, f"Alerts · {number}")
    assert places(tabs) == before


def test_without_room_for_numbers_every_tab_is_still_reached(tabs: CountingTabs) -> None:
    tabs.resize(230, 200)
    bar = tabs.tabBar()
    assert bar.tabRect(2).right() < 230
