"""The day: the map in the middle, and around it panels that can be moved, floated and put away.

Panels are fixed and have no title until somebody arranges the window; one that floats always has
its title, by which it is moved and put back. Signal: `arranged` when that changed.
"""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr

QUEUE, BOARD, INSPECTOR, SIDE = "queue", "board", "inspector", "side"
TITLES = {
    QUEUE: tr("Queue"),
    BOARD: tr("Routes"),
    INSPECTOR: tr("Inspector"),
    SIDE: tr("To send, alerts, messages"),
}
GAP = 8
LAYOUT_VERSION = 1
NARROWEST_MAP, LOWEST_MAP = 260, 140


class DayView(QMainWindow):
    """A window inside the window, for its docks. Invariant: the map is in the middle."""

    arranged = Signal(bool)

    def __init__(self, theme: Theme, map_frame: QFrame, panels: Mapping[str, QWidget]) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        map_frame.setMinimumSize(NARROWEST_MAP, LOWEST_MAP)
        self.setCentralWidget(map_frame)
        self._docks = {name: _Dock(theme, name, panel) for name, panel in panels.items()}
        self._is_arranged = False
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        for corner in (Qt.Corner.TopLeftCorner, Qt.Corner.BottomLeftCorner):
            self.setCorner(corner, left)
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, right)
        self._put_in_place()

    @property
    def is_arranged(self) -> bool:
        """Whether panels show their titles, by which they are moved."""
        return self._is_arranged

    def arrange(self, is_wanted: bool) -> None:
        """Let panels be moved, or fix them where they are."""
        if is_wanted != self._is_arranged:
            self._is_arranged = is_wanted
            for dock in self._docks.values():
                dock.show_title(is_wanted)
            self.arranged.emit(is_wanted)

    def is_shown(self, name: str) -> bool:
        """Whether a panel has not been put away."""
        return not self._docks[name].isHidden()

    def show_panel(self, name: str, is_wanted: bool) -> None:
        """Put a panel away, or bring it back where it was."""
        self._docks[name].setVisible(is_wanted)

    def float_panel(self, name: str, is_wanted: bool) -> None:
        """Take a panel out into a window of its own, or put it back."""
        self._docks[name].setFloating(is_wanted)

    def is_floating(self, name: str) -> bool:
        """Whether a panel is in a window of its own."""
        return self._docks[name].isFloating()

    def layout_state(self) -> QByteArray:
        """Where every panel is and how large, for `restore_layout`."""
        return self.saveState(LAYOUT_VERSION)

    def restore_layout(self, state: QByteArray) -> bool:
        """As it was kept; False for a layout of another version, which changes nothing."""
        return self.restoreState(state, LAYOUT_VERSION)

    def usual_layout(self, width: int, height: int) -> None:
        """Everything back where it belongs, in sizes that suit a window of this size."""
        for dock in self._docks.values():
            dock.setFloating(False)
            dock.show()
        self._put_in_place()
        self.size_panels(width, height)

    def size_panels(self, width: int, height: int) -> None:
        """First sizes, by the width of the window."""
        docks = self._docks
        # Less would leave the reason of a case, and the name in its second line, five letters.
        left = max(316, min(430, round(width * 0.268)))
        right = max(250, min(380, round(width * 0.215)))
        across, along = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.resizeDocks([docks[QUEUE], docks[INSPECTOR]], [left, right], across)
        body = height - 130
        self.resizeDocks([docks[BOARD]], [round(body * 0.46)], along)
        sizes = [round(body * 0.79), round(body * 0.21)]
        self.resizeDocks([docks[INSPECTOR], docks[SIDE]], sizes, along)

    def _put_in_place(self) -> None:
        area, docks = Qt.DockWidgetArea, self._docks
        for name, where in (
            (QUEUE, area.LeftDockWidgetArea),
            (BOARD, area.BottomDockWidgetArea),
            (INSPECTOR, area.RightDockWidgetArea),
            (SIDE, area.RightDockWidgetArea),
        ):
            self.addDockWidget(where, docks[name])
        self.splitDockWidget(docks[INSPECTOR], docks[SIDE], Qt.Orientation.Vertical)


class _Dock(QDockWidget):
    """One panel with the title that is shown when it is needed."""

    def __init__(self, theme: Theme, name: str, panel: QWidget) -> None:
        super().__init__(TITLES[name])
        self.setObjectName(name)
        self.setWidget(panel)
        self._no_title = QWidget()
        self._title = _Title(theme, self)
        self._is_wanted = False
        self.setTitleBarWidget(self._no_title)
        self.topLevelChanged.connect(lambda _: self._choose_title())

    def show_title(self, is_wanted: bool) -> None:
        self._is_wanted = is_wanted
        self._choose_title()

    def _choose_title(self) -> None:
        is_seen = self._is_wanted or self.isFloating()
        wanted = self._title if is_seen else self._no_title
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)
            wanted.show()


class _Title(QFrame):
    """Its words are what the panel is held by; the buttons float it or put it away."""

    def __init__(self, theme: Theme, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._theme, self._dock = theme, dock
        self.setObjectName("dock-title")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        words = QLabel(dock.windowTitle())
        words.setProperty("role", "overline")
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._float, self._away = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(words, 1)
        for button, name in (
            (self._float, tr("Float, or put back")),
            (self._away, tr("Put away; the window's menu brings it back")),
        ):
            button.setProperty("role", "quiet")
            button.setFixedSize(24, 20)
            button.setToolTip(as_letters(name))
            button.setAccessibleName(f"{dock.windowTitle()}: {name}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._away.clicked.connect(dock.hide)
        theme.changed.connect(self._decorate)
        self._decorate()
        self.hide()

    def _decorate(self) -> None:
        self._float.setIcon(self._theme.icon("panels-top-left", "muted", 14))
        self._away.setIcon(self._theme.icon("x", "muted", 14))


class Column(QWidget):
    """Panels one below the other; the first takes what the others leave."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        below = QVBoxLayout(self)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(GAP)
        for at, part in enumerate(parts):
            below.addWidget(part, int(at == 0))
