"""How large a dialog opens: as it is meant to be, but never beyond the screen."""

from PySide6.QtWidgets import QDialog, QWidget

FRAME_PX = 48
"""What the desktop draws around a window, its title with it."""


def open_at(dialog: QDialog, parent: QWidget, width: int, height: int) -> None:
    """Device-independent pixels; on a small or a much enlarged screen it is as large as that."""
    screen = parent.screen().availableGeometry()
    dialog.resize(min(width, screen.width() - FRAME_PX), min(height, screen.height() - FRAME_PX))
