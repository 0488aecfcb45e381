"""Collection points as a short table: name and hours are written, a point is taken off the list.

Signal: `edited` after every change by hand.
"""

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from console.theme import Theme
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
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)

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
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not points:
            none = QLabel("None: goods go to the customer's door only.")
            none.setProperty("role", "muted")
            self._grid.addWidget(none, 0, 0)
        for at, point in enumerate(points):
            self._add_row(at, point)

    def _add_row(self, at: int, point: CollectionPoint) -> None:
        name, hours = QLineEdit(point.name), QLineEdit(point.hours)
        name.setAccessibleName(f"Name of the collection point at {point.place.address}")
        hours.setAccessibleName(f"Hours of {point.name}")
        hours.setPlaceholderText("Hours, as customers read them")
        name.setMaxLength(80)
        hours.setMaxLength(120)
        address = QLabel(point.place.address)
        address.setProperty("role", "muted")
        address.setTextFormat(Qt.TextFormat.PlainText)
        take_off = QPushButton(self._theme.icon("x", "muted"), "")
        take_off.setProperty("role", "quiet")
        take_off.setFixedSize(28, 26)
        take_off.setAutoDefault(False)
        take_off.setToolTip(f"Take {point.name} off the list")
        take_off.setAccessibleName(f"Take {point.name} off the list")
        take_off.clicked.connect(lambda: self._take_off(point))
        for field in (name, hours):
            field.textEdited.connect(self.edited)
        for column, widget in enumerate((name, hours, address, take_off)):
            self._grid.addWidget(widget, at, column)
        self._rows.append((name, hours))

    def _take_off(self, point: CollectionPoint) -> None:
        self.show_points(tuple(p for p in self.points() if p.place.id != point.place.id))
        self.edited.emit()
