"""What the short tables of fields in the settings share: they are made anew, and rows taken off."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr


def set_spacing(grid: QGridLayout) -> None:
    """As in every table of fields."""
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)


def clear(grid: QGridLayout) -> None:
    """Take everything out; a field that is being left goes when its event is over."""
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def add_muted(grid: QGridLayout, words: str, column: int) -> None:
    """A heading, or what is said instead of rows."""
    label = QLabel(words)
    label.setProperty("role", "muted")
    grid.addWidget(label, 0, column)


def take_off_button(theme: Theme, called: str, take_off: Callable[[], None]) -> QWidget:
    """At the end of a row, to take it off the list."""
    button = QPushButton(theme.icon("x", "muted"), "")
    button.setProperty("role", "quiet")
    button.setFixedSize(28, 26)
    button.setAutoDefault(False)
    button.setToolTip(as_letters(tr("Take {called} off the list", called=called)))
    button.setAccessibleName(tr("Take {called} off the list", called=called))
    button.clicked.connect(lambda: take_off())
    return button
