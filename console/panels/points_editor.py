"""Collection points as a short table: name and hours are written, a point is taken off the list.

Signal: `edited` after every change by hand.
"""

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from console.panels.field_table import add_muted, clear, set_spacing, take_off_button
from console.theme import Theme
from console.tongue import tr
from core.model import CollectionPoint


class PointsEditor(QWidget):
    """`points()` is what stands in the table now."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: tuple[CollectionPoint, ...] = ()
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        set_spacing(self._grid)

    def points(self) -> tuple[CollectionPoint, ...]:
        """With the names and hours as they are written."""
        return tuple(
            replace(point, name=name.text().strip(), hours=hours.text().strip())
            for point, (name, hours) in zip(self._points, self._rows, strict=True)
        )

    def show_points(self, points: tuple[CollectionPoint, ...]) -> None:
        """These, and no others."""
        self._points = points
        self._rows = []
        clear(self._grid)
        if not points:
            add_muted(self._grid, tr("None: goods go to the customer's door only."), 0)
        for at, point in enumerate(points):
            self._add_row(at, point)

    def _add_row(self, at: int, point: CollectionPoint) -> None:
        name, hours = QLineEdit(point.name), QLineEdit(point.hours)
        name.setAccessibleName(
            tr("Name of the collection point at {address}", address=point.place.address)
        )
        hours.setAccessibleName(tr("Hours of {point_name}", point_name=point.name))
        hours.setPlaceholderText(tr("Hours, as customers read them"))
        name.setMaxLength(80)
        hours.setMaxLength(120)
        address = QLabel(point.place.address)
        address.setProperty("role", "muted")
        address.setTextFormat(Qt.TextFormat.PlainText)
        take_off = take_off_button(self._theme, point.name, lambda: self._take_off(point))
        for field in (name, hours):
            field.textEdited.connect(self.edited)
        for column, widget in enumerate((name, hours, address, take_off)):
            self._grid.addWidget(widget, at, column)
        self._rows.append((name, hours))

    def _take_off(self, point: CollectionPoint) -> None:
        self.show_points(tuple(p for p in self.points() if p.place.id != point.place.id))
        self.edited.emit()
