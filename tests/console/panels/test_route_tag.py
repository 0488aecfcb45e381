"""A route's name on its tag is whole, or cut at its end and whole in the tooltip."""

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from console.panels.route_tag import WIDEST, WIDTH, RouteTag, tag_width, tag_words
from console.theme import Theme


def test_a_number_has_the_usual_room_and_a_van_what_it_needs(theme: Theme) -> None:
    assert tag_width(theme, "Route 12") == WIDTH
    assert WIDTH < tag_width(theme, "Van one") <= WIDEST


@pytest.mark.parametrize("name", ["Route 12", "Van one", "Coquimbo Sur 12"])
def test_no_name_is_wider_than_its_tag(theme: Theme, name: str) -> None:
    width = tag_width(theme, name)
    shown = tag_words(theme, name, width)
    assert QFontMetrics(theme.font(11, 700)).horizontalAdvance(shown) <= width
    whole = name.removeprefix("Route ")
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


def test_only_a_name_that_is_cut_has_a_tooltip(theme: Theme, qtbot: QtBot) -> None:
    tag = RouteTag(theme)
    qtbot.addWidget(tag)
    tag.show_tag("Coquimbo Sur 12", 1)
    assert (tag.toolTip(), tag.width()) == ("Coquimbo Sur 12", WIDEST)
    tag.show_tag("Route 7", 1)
    assert (tag.toolTip(), tag.width()) == ("", WIDTH)
