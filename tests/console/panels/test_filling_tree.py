"""What can be put into a day: its rows keep their distance, and what was ticked by hand."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.filling_view import FillingGroup, FillingRow
from console.panels.filling_tree import FillingTree
from console.theme import Theme


def test_rows_that_come_before_the_tree_is_shown_do_not_touch(theme: Theme, qtbot: QtBot) -> None:
    tree = FillingTree()
    qtbot.addWidget(tree)
    rows = tuple(FillingRow(f"r{n}", f"Round {n}", "4 crates", "Mon") for n in range(3))
    tree.show_groups([FillingGroup("rounds", "Rounds", rows)])
    with qtbot.waitExposed(tree):
        tree.show()
    words = tree.fontMetrics().height()
    assert all(tree.visualItemRect(row).height() >= words + 8 for row in tree.rows("rounds"))


def test_what_was_ticked_by_hand_stays_so_when_the_row_is_shown_anew(qtbot: QtBot) -> None:
    tree = FillingTree()
    qtbot.addWidget(tree)
    for source in ("Mon", "Tue"):
        rows = tuple(FillingRow(f"r{n}", f"Round {n}", "4 crates", source) for n in range(2))
        tree.show_groups([FillingGroup("rounds", "Rounds", rows)])
        next(tree.rows("rounds")).setCheckState(0, Qt.CheckState.Unchecked)
        assert tree.chosen("rounds") == ("r1",)
    tree.show_groups([FillingGroup("rounds", "Rounds", rows[:1])])
    assert tree.chosen("rounds") == ()
