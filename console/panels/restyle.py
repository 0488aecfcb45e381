"""Gives a widget a style sheet of its own; Qt polishes it anew even when it is the same one."""

from PySide6.QtWidgets import QWidget


def restyle(widget: QWidget, sheet: str) -> None:
    """Set the sheet if the widget has another."""
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)
