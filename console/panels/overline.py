"""A small title above a part of a dialog."""

from PySide6.QtWidgets import QLabel


def overline(words: str) -> QLabel:
    """A label in the look of one."""
    label = QLabel(words)
    label.setProperty("role", "overline")
    return label
