"""A label for words of people: they wrap, and a word without an end breaks instead of widening
everything around it."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel

LONGEST_WORD = 20
BREAK = "\u200b"
"""A place where a line may end; it is drawn as nothing."""
_long = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S)")


class WrappingLabel(QLabel):
    """Plain words; `text` gives them back as they were set."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._given = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(words)

    def setText(self, words: str, /) -> None:
        if words == self._given:
            return
        self._given = words
        super().setText(_long.sub(rf"\1{BREAK}", words))

    def text(self) -> str:
        return self._given

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        # However wide wrapping words are, their column is as wide as its panel.
        return QSize(1, hint.height()) if self.wordWrap() else hint
