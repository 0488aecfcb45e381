"""A QR code, always dark on white: cameras read nothing else in the dark."""

import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

SIDE = 260
QUIET = 4
"""Modules of white around it, as the standard wants."""


class QrCode(QWidget):
    """Empty until it is given something to say."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._modules: tuple[bytes, ...] = ()
        self.setAccessibleName(name)
        self.setFixedSize(SIDE, SIDE)

    def show_text(self, text: str) -> None:
        """What a camera will read; nothing for none."""
        made = segno.make(text, error="m", micro=False) if text else None
        self._modules = tuple(bytes(row) for row in made.matrix) if made is not None else ()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = min(self.width(), self.height())
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        painter.fillRect(QRectF(left, top, side, side), Qt.GlobalColor.white)
        count = len(self._modules) + 2 * QUIET
        # Whole pixels, so that no line of grey stands between two modules.
        size = max(1, side // count)
        begin_x = left + (side - size * len(self._modules)) // 2
        begin_y = top + (side - size * len(self._modules)) // 2
        for y, row in enumerate(self._modules):
            for x, is_dark in enumerate(row):
                if is_dark:
                    box = QRectF(begin_x + x * size, begin_y + y * size, size, size)
                    painter.fillRect(box, Qt.GlobalColor.black)
        painter.end()
