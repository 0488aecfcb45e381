"""Writes pages of HTML as a PDF, A4, in the console's own type."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
    QTextTable,
)

from console.theme import on_paper

MARGIN_MM = 16.0


def write_pdf(file: Path, papers: Sequence[str], title: str, *, is_wide: bool = False) -> None:
    """Each paper begins on a page of its own. Raises `OSError` when the file cannot be written;
    nothing is left half written then."""
    file.touch()
    writer = QPdfWriter(str(file))
    writer.setTitle(title)
    writer.setCreator("Backhaul")
    side = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), side, margins, QPageLayout.Unit.Millimeter
    )
    writer.setPageLayout(layout)
    painter = QPainter(writer)
    # WORKAROUND: in one document for all, QTextDocument does not paint what stands between two
    # tables at the head of a page: manifests lost their names but the first (seen with Qt 6.11).
    for number, html in enumerate(papers):
        if number:
            writer.newPage()
        _print(_document(html, writer), painter, writer)
    painter.end()


def _document(html: str, writer: QPdfWriter) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(on_paper(QGuiApplication.font()))
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setHtml(html)
    screen = QGuiApplication.primaryScreen()
    keep_rows_whole(document, writer.logicalDpiY() / screen.logicalDotsPerInchY())
    return document


def _print(document: QTextDocument, painter: QPainter, writer: QPdfWriter) -> None:
    size = document.pageSize()
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * size.height())
        document.drawContents(painter, QRectF(0, page * size.height(), size.width(), size.height()))
        painter.restore()


def keep_rows_whole(document: QTextDocument, scale: float) -> None:
    """A row of a table that would be cut by the end of a page begins on the next one. Qt breaks
    each cell by itself. `scale` is how many of the paper's points are one of the document's."""
    layout, page = document.documentLayout(), document.pageSize().height()
    for table in document.rootFrame().childFrames():
        if not isinstance(table, QTextTable):
            continue
        for row in range(table.format().headerRowCount(), table.rows()):
            cells = [table.cellAt(row, column) for column in range(table.columns())]
            firsts = [cell.firstCursorPosition().block() for cell in cells]
            lasts = [cell.lastCursorPosition().block() for cell in cells]
            top = min(layout.blockBoundingRect(each).top() for each in firsts)
            bottom = max(layout.blockBoundingRect(each).bottom() for each in lasts)
            if top // page == (bottom - 1) // page or bottom - top > page / 2:
                continue
            for cell in cells:
                form = cell.format().toTableCellFormat()
                form.setTopPadding(((top // page + 1) * page - top) / scale)
                cell.setFormat(form)
