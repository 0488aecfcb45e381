"""Writes a page of HTML as a PDF, A4, in the console's own type."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

MARGIN_MM = 16.0


def write_pdf(file: Path, html: str, title: str, *, is_wide: bool = False) -> None:
    """Raises `OSError` when the file cannot be written; nothing is left half written then."""
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
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setHtml(html)
    document.print_(writer)
