"""A small reckoning: words at the left, amounts at the right, the total in bold."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from console.theme import Theme
from console.view import SumLine


class SumTable(QWidget):
    """Shows what `show_sums` is given."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[SumLine, ...] = ()
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)

    def show_sums(self, sums: Sequence[SumLine]) -> None:
        """These lines in this order."""
        if tuple(sums) == self._shown:
            return
        self._shown = tuple(sums)
        while len(self._labels) < len(sums):
            self._add_line(len(self._labels))
        for at, labels in enumerate(self._labels):
            line = sums[at] if at < len(sums) else None
            for label, words in zip(
                labels, (line.words, line.amount) if line else "  ", strict=True
            ):
                # Qt would end a line with the sign.
                label.setText(words.replace("−", "−\u2060"))
                label.setVisible(line is not None)
                label.setFont(self._theme.font(13, 600 if line and line.is_total else 400))
        self.setVisible(bool(sums))

    def _add_line(self, at: int) -> None:
        words, amount = QLabel(), QLabel()
        for column, label in enumerate((words, amount)):
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
        words.setWordWrap(True)
        amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._labels.append((words, amount))
