"""A QR code as a picture: black on white with its quiet zone, in both colour schemes."""

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

QUIET = 4
"""Modules of white around it (ISO/IEC 18004)."""


def qr_pixmap(text: str, least_px: int = 150) -> QPixmap:
    """Of whole pixels per module, at least so wide."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    size = len(rows) + 2 * QUIET
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                image.setPixel(x + QUIET, y + QUIET, 0xFF000000)
    scale = max(1, -(-least_px // size))
    return QPixmap.fromImage(image.scaled(size * scale, size * scale))
