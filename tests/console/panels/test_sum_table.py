"""Sums stand in lines; a sign is never parted from its amount."""

from itertools import pairwise

from PySide6.QtCore import QTextBoundaryFinder
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.panels.sum_table import SumTable
from console.theme import Theme
from console.view import SumLine


def lines(text: str) -> list[str]:
    """Where Qt may break the text."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    ends = [0]
    while (end := finder.toNextBoundary()) >= 0:
        ends.append(end)
    return [text[begin:end] for begin, end in pairwise(ends)]


def test_no_line_ends_with_a_sign(theme: Theme, qtbot: QtBot) -> None:
    table = SumTable(theme)
    qtbot.addWidget(table)
    words = "Goods would bring, −$428 a day"
    assert any(each.strip().endswith("−") for each in lines(words)), "Qt breaks there by itself"
    table.show_sums((SumLine(words, "−$3,000"),))
    shown = [label.text() for label in table.findChildren(QLabel)]
    assert [text.replace("\u2060", "") for text in shown] == [words, "−$3,000"]
    assert not any(each.strip().endswith("−") for text in shown for each in lines(text))
