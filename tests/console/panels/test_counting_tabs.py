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


def test_a_number_moves_no_tab(tabs: CountingTabs) -> None:
    before = places(tabs)
    tabs.setTabText(0, "To send · 1")
    tabs.setTabText(1, "Alerts · 8")
    assert places(tabs) == before
    tabs.setTabText(1, "Alerts · 16")
    wider = places(tabs)
    tabs.setTabText(1, "Alerts")
    assert places(tabs) == wider, "what was that long once may be so again"


def test_without_room_for_numbers_every_tab_is_still_reached(tabs: CountingTabs) -> None:
    tabs.resize(230, 200)
    bar = tabs.tabBar()
    assert bar.tabRect(2).right() < 230
