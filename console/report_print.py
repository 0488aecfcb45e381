"""Prints reports on A4: the charts of the screen in the inks of paper, page by page."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from console.palette import LIGHT, TONES
from console.panels.chart_paint import key_of, paint_chart
from console.report_view import ChartView
from console.theme import Theme, on_paper
from console.tongue import tr

DPI = 1200
PAGE = QRectF(0, 0, 718, 1047)
"""The printable part of the page, in pixels of a screen of 96 to the inch."""
COLUMNS, ROWS, GAP, HEAD, FOOT = 2, 4, 14.0, 54.0, 22.0


class Paper:
    """Light colours, whatever the screen shows."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def colour(self, name: str) -> QColor:
        return QColor(LIGHT[name])

    def font(self, size: int = 13, weight: int = 400) -> QFont:
        return on_paper(self._theme.font(size, weight))


def print_reports(
    file: Path, theme: Theme, depot: str, period: str, charts: Sequence[ChartView]
) -> int:
    """Write the PDF; how many pages it has. Raises `OSError`."""
    # Found out here, where it is an error with a reason; Qt only warns.
    file.write_bytes(b"")
    writer = QPdfWriter(str(file))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(10, 10, 10, 10)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setResolution(DPI)
    writer.setTitle(f"{depot}, {period}")
    writer.setCreator("Backhaul")
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(tr("{file} cannot be written. Choose another folder.", file=file))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(DPI / 96, DPI / 96)
    paper, on_page = Paper(theme), COLUMNS * ROWS
    pages = max(1, -(-len(charts) // on_page))
    for page in range(pages):
        if page:
            writer.newPage()
        _heading(painter, paper, depot, period, f"{page + 1} / {pages}")
        for at, chart in enumerate(charts[page * on_page : (page + 1) * on_page]):
            _card(painter, _place(at), chart, paper)
    painter.end()
    return pages


def _place(at: int) -> QRectF:
    width = (PAGE.width() - GAP * (COLUMNS - 1)) / COLUMNS
    height = (PAGE.height() - HEAD - FOOT - GAP * (ROWS - 1)) / ROWS
    row, column = divmod(at, COLUMNS)
    return QRectF(column * (width + GAP), HEAD + row * (height + GAP), width, height)


def _heading(painter: QPainter, paper: Paper, depot: str, period: str, page: str) -> None:
    painter.setFont(paper.font(20, 600))
    painter.setPen(paper.colour("text"))
    painter.drawText(QPointF(0, 24), f"{depot} · {period}")
    painter.setPen(paper.colour("line"))
    painter.drawLine(QPointF(0, 38), QPointF(PAGE.width(), 38))
    painter.setFont(paper.font(10))
    painter.setPen(paper.colour("muted"))
    foot = QRectF(0, PAGE.height() - 16, PAGE.width(), 16)
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, "Backhaul")
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight, page)


def _card(painter: QPainter, box: QRectF, chart: ChartView, paper: Paper) -> None:
    painter.setPen(paper.colour("line"))
    painter.setBrush(paper.colour("panel"))
    painter.drawRoundedRect(box, 6, 6)
    inner = box.adjusted(10, 8, -10, -8)
    painter.setFont(paper.font(12, 600))
    painter.setPen(paper.colour("text"))
    painter.drawText(QPointF(inner.left(), inner.top() + 11), chart.title)
    figure = paper.font(14, 600)
    width = QFontMetricsF(figure).horizontalAdvance(chart.figure)
    painter.setFont(figure)
    painter.drawText(QPointF(inner.right() - width, inner.top() + 12), chart.figure)
    painter.setFont(paper.font(10))
    painter.setPen(paper.colour(TONES[chart.change_tone]))
    change = QFontMetricsF(paper.font(10)).horizontalAdvance(chart.change)
    painter.drawText(QPointF(inner.right() - width - change - 6, inner.top() + 12), chart.change)
    painter.setFont(paper.font(9))
    painter.setPen(paper.colour("muted"))
    words = QRectF(inner.left(), inner.top() + 18, inner.width(), 36)
    painter.drawText(words, Qt.TextFlag.TextWordWrap, chart.note or chart.means)
    _key(painter, QRectF(inner.left(), inner.top() + 54, inner.width(), 10), chart, paper)
    paint_chart(painter, inner.adjusted(0, 68, 0, 0), chart, paper)


def _key(painter: QPainter, box: QRectF, chart: ChartView, paper: Paper) -> None:
    left, metrics = box.left(), QFontMetricsF(paper.font(9))
    for words, colour in key_of(chart, paper):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRect(QRectF(left, box.top() + 1, 7, 7))
        painter.setPen(paper.colour("muted"))
        painter.setFont(paper.font(9))
        painter.drawText(QPointF(left + 10, box.top() + 8), words)
        left += metrics.horizontalAdvance(words) + 24
