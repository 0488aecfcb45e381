"""Tables of words in dialogs: what they all look like, and words alone while they are empty."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableWidget, QTableWidgetItem, QWidget

from console.plain_words import as_letters


def set_up(table: QTableWidget, heads: Sequence[str], called: str, row_px: int) -> None:
    """Headings to the left, rows of one height without lines; `called` is for who hears it."""
    table.setHorizontalHeaderLabels(list(heads))
    table.setAccessibleName(called)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_px)
    table.horizontalHeader().setDefaultAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )


def set_words(table: QTableWidget, row: int, words: Sequence[str]) -> None:
    """One row; what does not fit can be read under the pointer."""
    for column, each in enumerate(words):
        item = QTableWidgetItem(each)
        item.setToolTip(as_letters(each))
        table.setItem(row, column, item)


def show_or_say(table: QWidget, words: QLabel, *, is_empty: bool) -> None:
    """Without rows the words below take their place, in the middle."""
    table.setVisible(not is_empty)
    middle = Qt.AlignmentFlag.AlignCenter
    beside = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    words.setAlignment(middle if is_empty else beside)
