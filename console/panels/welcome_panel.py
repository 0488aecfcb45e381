"""The first page of a new computer: what can be opened, each with a sentence.

Signals: `opened(Opened)`, `set_up_wanted`, `regions_wanted`.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.opened import CITIES, Opened
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr

WIDTH = 640
DEMO_WORDS = tr(
    "A simulated day with drivers, failed deliveries and returns. Nothing can go "
    "wrong there: it is the quickest way to see how the window works."
)


class WelcomePanel(QFrame):
    """Cards in the order in which a new user needs them; own depots come first once there are."""

    opened = Signal(object)
    set_up_wanted = Signal()
    regions_wanted = Signal()

    def __init__(self, theme: Theme, depots: Sequence[tuple[str, str, str]]) -> None:
        """`depots` are id, name and address of those that are set up on this computer."""
        super().__init__()
        self._theme = theme
        self._icons: list[tuple[QLabel, str]] = []
        self.setAccessibleName(tr("Welcome"))
        inside = QWidget()
        inside.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inside)
        column.setSpacing(10)
        column.addStretch(1)
        title = QLabel(tr("Welcome to Backhaul"))
        title.setFont(theme.font(24, 700))
        words = WrappingLabel()
        words.setText(tr("What would you like to open? The next start opens the same again."))
        words.setProperty("role", "muted")
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(8)
        for id_, name, address in depots:
            choose = partial(self.opened.emit, Opened("own", id_))
            column.addWidget(self._card("warehouse", name, address, [(tr("Open"), choose)]))
        self._add_usual(column)
        column.addStretch(2)
        self._frame(inside)
        theme.changed.connect(self._decorate)
        self._decorate()

    def _add_usual(self, column: QVBoxLayout) -> None:
        demo = [
            (words, partial(self.opened.emit, Opened("demo", city)))
            for city, words in CITIES.items()
        ]
        column.addWidget(self._card("play", tr("The demo day"), DEMO_WORDS, demo))
        own = tr(
            "Your city from an OpenStreetMap extract, your depot, vans and drivers; "
            "then orders from a CSV or XLSX file."
        )
        buttons: list[tuple[str, Callable[[], object]]] = [
            (tr("Set up a depot…"), self.set_up_wanted.emit),
            (tr("Regions…"), self.regions_wanted.emit),
        ]
        column.addWidget(self._card("map-pin", tr("A depot of your own"), own, buttons))
        hub = tr(
            "Your office runs a hub already: sign in with its address, your name and password."
        )
        connect = partial(self.opened.emit, Opened("hub"))
        column.addWidget(
            self._card("users", tr("Connect to a hub"), hub, [(tr("Sign in…"), connect)])
        )

    def _card(
        self,
        icon: str,
        title: str,
        words: str,
        buttons: Sequence[tuple[str, Callable[[], object]]],
    ) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        picture = QLabel()
        picture.setFixedSize(36, 36)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._icons.append((picture, icon))
        heading = QLabel(title)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("role", "title")
        text = WrappingLabel()
        text.setText(words)
        text.setProperty("role", "muted")
        choices = QHBoxLayout()
        choices.setSpacing(6)
        for at, (label, choose) in enumerate(buttons):
            button = QPushButton(label)
            is_first = at == 0 and len(self._icons) == 1
            button.setProperty("role", "primary" if is_first else "")
            button.setAccessibleName(f"{title}: {label}")
            button.clicked.connect(lambda _=False, do=choose: do())
            choices.addWidget(button)
        choices.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(6)
        beside.addWidget(heading)
        beside.addWidget(text)
        beside.addLayout(choices)
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        return card

    def _frame(self, inside: QWidget) -> None:
        """In the middle, and scrolled where the window is low."""
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.addStretch(1)
        row.addWidget(inside, 100)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(middle)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    def _decorate(self) -> None:
        for picture, icon in self._icons:
            ratio = self.devicePixelRatioF()
            picture.setPixmap(self._theme.pixmap(icon, self._theme.colour("accent"), 22, ratio))
