"""What can be put into a day keeps the distance of rows that the theme asks for."""

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
