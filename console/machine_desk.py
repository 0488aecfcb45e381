"""Opens the settings of this computer; what is kept is written by `OwnSettings`."""

from PySide6.QtCore import QObject

from console.hub_words import in_words
from console.main_window import MainWindow
from console.own_settings import OwnSettings
from console.panels.machine_dialog import AT_ONCE, MachineDialog, label_of
from console.theme import Theme
from console.tongue import tr
from core.settings import SettingsError, settings_file


class MachineDesk(QObject):
    """One dialog at a time."""

    def __init__(self, window: MainWindow, theme: Theme, own: OwnSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._theme, self._own = window, theme, own
        self._dialog: MachineDialog | None = None

    def open(self) -> None:
        """Show every setting."""
        if self._dialog is None:
            file = str(settings_file())
            dialog = MachineDialog(self._theme, self._own.values, file, self._window)
            dialog.kept.connect(self._keep)
            dialog.finished.connect(lambda _: self._forget())
            self._dialog = dialog
        self._dialog.open()
        self._dialog.raise_()

    def _keep(self, changes: object) -> None:
        assert isinstance(changes, dict)
        assert self._dialog is not None
        try:
            self._own.keep(**changes)
        except SettingsError as error:
            self._dialog.refuse(in_words(str(error)))
            return
        self._dialog.accept()
        later = [label_of(name) for name in changes if name not in AT_ONCE]
        names = ", ".join(later)
        self._window.say(
            tr("Kept. From the next start on: {names}.", names=names) if later else tr("Kept.")
        )

    def _forget(self) -> None:
        self._dialog = None
