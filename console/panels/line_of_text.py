"""One line of text in a box, for delegates that paint the same words again and again.

Measuring, cutting and drawing shape the words three times; here they are shaped once and kept.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform

MOST_KEPT = 1024
WIDEST_SIGN = 1000


class _Line(NamedTuple):
    """As much of the words as fits, ready to draw; its size in pixels."""

    text: QStaticText
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    words: str
    font_key: str
    room: int
    font: QFont = field(compare=False)


def draw_line(painter: QPainter, box: QRectF, words: str, *, is_right: bool = False) -> int:
    """As much of the words as fits, ending in dots, in the middle of the box; the width it took.

    Painted with the font and the colour that the painter has."""
    font = painter.font()
    line = _line(_Wanted(words, font.key(), max(0, int(box.width())), font))
    left = box.right() - line.wide if is_right else box.left()
    painter.drawStaticText(QPointF(left, box.top() + (box.height() - line.high) / 2), line.text)
    return ceil(line.wide)


def draw_sign(painter: QPainter, centre: QPointF, words: str) -> None:
    """All of the words around a point."""
    font = painter.font()
    line = _line(_Wanted(words, font.key(), WIDEST_SIGN, font))
    corner = QPointF(centre.x() - line.wide / 2, centre.y() - line.high / 2)
    painter.drawStaticText(corner, line.text)


@lru_cache(maxsize=MOST_KEPT)
def _line(wanted: _Wanted) -> _Line:
    metrics = QFontMetricsF(wanted.font)
    words = metrics.elidedText(wanted.words, Qt.TextElideMode.ElideRight, wanted.room)
    text = QStaticText(words)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.prepare(QTransform(), wanted.font)
    return _Line(text, metrics.horizontalAdvance(words), metrics.height())
