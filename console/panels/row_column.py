"""A scrolled column of small widgets, one per key, kept while their keys stay."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from console.panels.wrapping_column import WrappingColumn

RowWidget = TypeVar("RowWidget", bound=QWidget)


class RowColumn(QScrollArea, Generic[RowWidget]):
    """Widgets from top to bottom; those whose key remains are kept, not made again."""

    def __init__(
        self, make: Callable[[str], RowWidget], name: str, above: QLayout | None = None
    ) -> None:
        """`above` is scrolled with them."""
        super().__init__()
        self.setAccessibleName(name)
        self._make = make
        self._widgets: dict[str, RowWidget] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        inside = WrappingColumn()
        if above is None:
            inside.setLayout(self._column)
        else:
            whole = QVBoxLayout(inside)
            whole.setContentsMargins(0, 0, 0, 0)
            whole.addLayout(above)
            whole.addLayout(self._column, 1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_keys(self, keys: Sequence[str]) -> list[RowWidget]:
        """The widgets of these keys in this order; the caller fills them."""
        for gone in [key for key in self._widgets if key not in keys]:
            widget = self._widgets.pop(gone)
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for place, key in enumerate(keys):
            if key not in self._widgets:
                self._widgets[key] = self._make(key)
            widget = self._widgets[key]
            if self._column.indexOf(widget) != place:
                self._column.insertWidget(place, widget)
                widget.show()
        return [self._widgets[key] for key in keys]
