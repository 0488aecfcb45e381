"""The window's own menu: which panels are seen and where, and layouts to come back to."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from console.day_view import TITLES
from console.kept import clean_name
from console.layouts import (
    Layouts,
    apply_layout,
    layout_of,
    read_layouts,
    with_name,
    without_name,
    write_layouts,
)
from console.main_window import MainWindow
from console.tongue import tr

LAYOUTS = "layouts.json"
"""In the data folder."""


class WindowDesk(QObject):
    """Invariant: the file holds what `layouts` holds, as far as the disk allows."""

    def __init__(self, window: MainWindow, file: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._file = file
        self.layouts = read_layouts(file)
        self.keeps_last = True
        """Nobody has arranged a window that is only there for its picture."""
        window.closed.connect(self.keep_last)

    def show_menu(self, at: QPoint) -> None:
        """Above a button of the status line."""
        day = self._window.day
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSection(tr("Panels"))
        for name, title in TITLES.items():
            shown = menu.addAction(title, partial(self.toggle_panel, name))
            shown.setCheckable(True)
            shown.setChecked(day.is_shown(name))
        arrange = menu.addAction(tr("Move and float panels"), self.toggle_arranging)
        arrange.setCheckable(True)
        arrange.setChecked(day.is_arranged)
        menu.addSection(tr("Layouts"))
        for name in self.layouts.named:
            menu.addAction(name.replace("&", "&&"), partial(self.choose, name))
        menu.addAction(tr("The usual layout"), self.reset)
        menu.addAction(tr("Keep this layout as…"), self.ask_name)
        if self.layouts.named:
            forget = menu.addMenu(tr("Forget"))
            for name in self.layouts.named:
                forget.addAction(name.replace("&", "&&"), partial(self.forget, name))
        menu.addSeparator()
        menu.addAction(tr("Settings of this computer…"), self._window.status.machine_asked.emit)
        menu.popup(at)

    def toggle_panel(self, name: str) -> None:
        """Put a panel away or bring it back."""
        day = self._window.day
        day.show_panel(name, not day.is_shown(name))

    def toggle_arranging(self) -> None:
        """Show the titles by which panels are moved, or hide them again."""
        day = self._window.day
        day.arrange(not day.is_arranged)
        if day.is_arranged:
            self._window.say(tr("Drag panels by their titles. Ctrl+Shift+L fixes them again."))

    def reset(self) -> None:
        """As on the first day."""
        self._window.day.usual_layout(self._window.width(), self._window.height())

    def choose(self, name: str) -> None:
        """One that was kept."""
        layout = self.layouts.named.get(name)
        if layout is None or not apply_layout(self._window, layout):
            self._window.say(
                tr("The layout {name} cannot be used any more.", name=name), is_bad=True
            )

    def ask_name(self) -> None:
        """How to call what the window looks like now."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Keep this layout"))
        dialog.setLabelText(tr("Name of this layout; a name that is there already is replaced:"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self.keep)
        dialog.open()

    def keep(self, name: str) -> None:
        """Under a name."""
        name = clean_name(name)
        if name and self._change(with_name(self.layouts, name, layout_of(self._window))):
            self._window.say(tr("The layout is kept as {name}.", name=name))

    def forget(self, name: str) -> None:
        """Take it out of the menu."""
        self._change(without_name(self.layouts, name))

    def keep_last(self) -> None:
        """For the next start."""
        if self.keeps_last:
            self._change(replace(self.layouts, last=layout_of(self._window)))

    def _change(self, layouts: Layouts) -> bool:
        self.layouts = layouts
        try:
            write_layouts(self._file, layouts)
        except OSError as error:
            self._window.say(tr("The layout cannot be kept: {error}.", error=error), is_bad=True)
            return False
        return True
