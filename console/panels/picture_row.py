"""Buttons that open pictures: the signature and the photos of a visit.

Signal: `opened(blob_id)`.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from console.theme import Theme
from console.tongue import tr
from console.view import Picture

COLUMNS = 3


class PictureRow(QWidget):
    """Nothing is shown, and takes no room, while there are none."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: tuple[Picture, ...] = ()
        self._buttons: list[QPushButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self.hide()

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """Offer these, in this order."""
        if tuple(pictures) == self._pictures:
            return
        self._pictures = tuple(pictures)
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(picture) for picture in pictures]
        for at, button in enumerate(self._buttons):
            self._grid.addWidget(button, at // COLUMNS, at % COLUMNS)
        self.setVisible(bool(pictures))

    def _button(self, picture: Picture) -> QPushButton:
        button = QPushButton(picture.words)
        button.setProperty("role", "narrow")
        button.setIcon(self._theme.icon("image", "muted", 14))
        button.setToolTip(tr("Open the picture"))
        button.setAutoDefault(False)
        button.clicked.connect(partial(self.opened.emit, picture.blob_id))
        return button
