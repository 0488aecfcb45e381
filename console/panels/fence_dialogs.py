"""Naming a geofence, and what the list of those that are watched says.

`FenceDialog`: signal `watch_asked`; what was typed is `name`.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from console.panels.drawn_dialog import DrawnWords
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

LONGEST = 60
GEOFENCES = DrawnWords(
    tr("Geofences"),
    (tr("Name"), tr("Inside now"), tr("Drawn")),
    draw=tr("Draw a geofence on the map"),
    take=tr("Remove"),
    take_named=lambda name: tr("Remove {name}", name=name),
    some=tr("A double click shows one on the map. Who came in or left stands under Alerts."),
    none=tr("No geofence is drawn. Draw one around a place: vans that come in are told."),
)


class FenceDialog(QDialog):
    """Names the outline that was drawn."""

    watch_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(tr("Draw a geofence"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(400, 130)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST)
        self.name.setPlaceholderText(tr("What it is around"))
        self.name.setAccessibleName(tr("Name"))
        self.words = WrappingLabel(
            tr("A van that comes in or leaves is told on every desk. Ctrl+Z takes it back.")
        )
        self.words.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.watch = buttons.addButton(tr("Watch it"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.watch.setProperty("role", "primary")
        self.watch.setDefault(True)
        buttons.accepted.connect(self._ask)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(tr("Name"), self.name)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addStretch(1)
        column.addWidget(buttons)
        self.name.setFocus()

    def refuse(self, words: str) -> None:
        """It is not watched; the name stays as it was typed."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(Tone.BAD).name()};")
        self.watch.setEnabled(True)
        self.name.setFocus()

    def _ask(self) -> None:
        if not self.name.text().strip():
            self.refuse(tr("What is the geofence around? Give it a name."))
            return
        self.watch.setEnabled(False)
        self.watch_asked.emit()
