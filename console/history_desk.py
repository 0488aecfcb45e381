"""The list of changes over the window, as it is while it is open."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.panels.history_dialog import HistoryDialog
from console.theme import Theme
from console.undo import History


class HistoryDesk(QObject):
    """One list at a time."""

    def __init__(self, window: QWidget, theme: Theme, history: History, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._theme, self._history = window, theme, history
        self._dialog: HistoryDialog | None = None
        history.changed.connect(self._show)
        history.refused.connect(lambda _: self._show())

    def open(self) -> None:
        """Bring the list."""
        if self._dialog is None:
            dialog = self._dialog = HistoryDialog(self._theme, self._window)
            dialog.wanted.connect(self._history.go_to)
            dialog.finished.connect(lambda _: self._forget())
            self._show()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.rows.setFocus()

    def _show(self) -> None:
        if self._dialog is not None:
            self._dialog.show_changes(*self._history.changes())

    def _forget(self) -> None:
        self._dialog = None
