"""An offered sequence over the map: what it says is read to its end."""

from pytestqt.qtbot import QtBot

from console.panels.elided_label import ElidedLabel
from console.panels.proposal_bar import ProposalBar
from console.theme import Theme
from console.view import ProposalView
from core.model import RouteId

LONG = "Saves 6 min and 3.4 km, moves 3 stops and tells 2 drivers"


def test_what_is_offered_is_read_whole_with_the_buttons_below_where_need_be(
    theme: Theme, qtbot: QtBot
) -> None:
    bar = ProposalBar(theme)
    qtbot.addWidget(bar)
    bar.show_hint("−$13,317 · 7 stops of 8 drivers")
    heights = []
    for width, words in ((680, "Saves 6 min"), (600, LONG)):
        bar.show_view(ProposalView(RouteId("r2"), "Route 2", words))
        bar.stand_on(0, 400, width)
        bar.grab()
        shown = {label.text(): label.shown for label in bar.findChildren(ElidedLabel)}
        assert shown[f"Route 2: {words}"] == f"Route 2: {words}"
        heights.append(bar.height())
    assert heights[0] < heights[1], "only then they stand below"
