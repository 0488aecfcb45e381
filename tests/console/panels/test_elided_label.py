"""A line that does not fit says less, or its beginning."""

from pytestqt.qtbot import QtBot

from console.panels.elided_label import ElidedLabel


def test_where_there_is_no_room_it_says_less_instead_of_being_cut(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("Needs a decision")
    whole = label.fontMetrics().horizontalAdvance(label.text())
    label.resize(whole, 20)
    assert label.shown == "Needs a decision"
    label.resize(whole - 1, 20)
    assert label.shown.endswith("…")
    label.short = "To decide"
    assert label.shown == "To decide"
    label.resize(whole, 20)
    assert label.shown == "Needs a decision"
    label.resize(label.fontMetrics().horizontalAdvance("To d…"), 20)
    assert label.shown.endswith("…")
