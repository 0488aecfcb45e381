"""A history to read: who did what, and indented what belongs to it. User text stays plain text."""

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from console.desk_view import HistoryLine
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

INDENT_PX = 52


class HistoryText(QTextEdit):
    """Read only; keeps its place when the same history is shown again."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[HistoryLine, ...] = ()
        self._words = ""
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(tr("What happened"))
        theme.changed.connect(self._write)

    def show_lines(self, lines: tuple[HistoryLine, ...], words: str) -> None:
        """The lines, or the words where there are none."""
        if (lines, words) != (self._lines, self._words):
            self._lines, self._words = lines, words
            self._write()

    def _write(self) -> None:
        self.clear()
        cursor = self.textCursor()
        if not self._lines:
            cursor.insertText(self._words, self._format("muted"))
        for number, line in enumerate(self._lines):
            self._begin(cursor, 0, 8 if number else 0, is_first=number == 0)
            cursor.insertText(f"{line.at}  ", self._format("muted"))
            cursor.insertText(f"{line.who} ", self._format("text", 600))
            cursor.insertText(line.what, self._toned(line.tone))
            if line.note:
                self._begin(cursor, INDENT_PX, 2)
                cursor.insertText(f"“{line.note}”", self._format("text"))
            for more in line.more:
                self._begin(cursor, INDENT_PX, 1)
                cursor.insertText(more, self._format("muted"))
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.ensureCursorVisible()

    def _begin(
        self, cursor: QTextCursor, indent: int, above: int, *, is_first: bool = False
    ) -> None:
        block = QTextBlockFormat()
        block.setLeftMargin(indent)
        block.setTopMargin(above)
        if is_first:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)

    def _format(self, colour: str, weight: int = 400) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(self._theme.font(13, weight))
        made.setForeground(self._theme.colour(colour))
        return made

    def _toned(self, tone: Tone) -> QTextCharFormat:
        made = self._format("text")
        if tone in (Tone.BAD, Tone.WARN, Tone.GOOD, Tone.MUTED):
            made.setForeground(self._theme.tone(tone))
        if tone in (Tone.BAD, Tone.GOOD):
            made.setFontWeight(QFont.Weight.Medium)
        return made
