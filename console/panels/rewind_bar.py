"""The bar that marks a window as rewound: when it stands, the slider of the day, the way back.

Signals: `moved(permille)` of the day, `stepped(events)`, `played`, `left`, `link_copied`,
`link_opened(text)`.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QStyle,
)

from console.panels.shy_label import ShyLabel
from console.plain_words import tooltip
from console.theme import Theme
from console.tongue import tr

STEPS = 10_000
SPEEDS = (60, 300, 1200)


class _Scrubber(QSlider):
    """A click goes to that moment, not a step towards it, and can be dragged on from there."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            width, at = self.width(), int(event.position().x())
            value = QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, width)
            self.setValue(value)
        super().mousePressEvent(event)


class RewindBar(QFrame):
    """Hidden while the window shows now."""

    moved = Signal(int)
    stepped = Signal(int)
    played = Signal(bool)
    left = Signal()
    link_copied = Signal()
    link_opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._badge = QLabel(tr("Rewound"))
        self._from, self._until = QLabel(), QLabel()
        self.slider = _Scrubber(Qt.Orientation.Horizontal)
        self.play = QPushButton(tr("Play"))
        self._speed = QPushButton()
        self._decision = ShyLabel()
        self._copy = QPushButton(tr("Copy link"))
        self.link = QLineEdit()
        self.now = QPushButton(tr("Back to now (Esc)"))
        self._at_speed = 0
        self.setAccessibleName(tr("Rewind"))
        self.setObjectName("rewind")
        self._build()
        theme.changed.connect(self._decorate)
        self._decorate()
        self.hide()

    @property
    def speed(self) -> int:
        """Seconds of the day in a second."""
        return SPEEDS[self._at_speed]

    def show_moment(self, clock: str, place: int, words: tuple[str, ...], line: str) -> None:
        """Mark the window with the moment it shows, and the last decision before it."""
        self._badge.setText(tr("Rewound {clock}", clock=clock))
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setValue(place)
            self.slider.blockSignals(False)
        self._decision.setText(line)
        self._decision.setToolTip(tooltip(words))

    def show_day(self, first: str, last: str) -> None:
        """From when to when the slider goes."""
        self._from.setText(first)
        self._until.setText(last)

    def say(self, words: str) -> None:
        """What keeps it from being used: loading, or a fault."""
        self._badge.setText(words)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(8)
        self._badge.setFont(self._theme.font(13, 700))
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(tr("Moment of the day"))
        self.slider.setPageStep(STEPS // 24)
        self.slider.setMinimumWidth(160)
        self.slider.valueChanged.connect(self.moved)
        self.play.setCheckable(True)
        self.play.toggled.connect(self.played)
        self._speed.setText(f"{SPEEDS[0]}×")
        self._speed.setToolTip(tr("Seconds of the day in a second"))
        self._speed.clicked.connect(self._next_speed)
        self._decision.setProperty("role", "muted")
        self.link.setPlaceholderText(tr("Open a link…"))
        self.link.setToolTip(tr("A moment that was handed on, such as backhaul:depot@1234 (Enter)"))
        self.link.setAccessibleName(tr("Link to a moment"))
        self.link.setMaximumWidth(210)
        self.link.returnPressed.connect(lambda: self.link_opened.emit(self.link.text()))
        self._copy.clicked.connect(self.link_copied)
        self.now.clicked.connect(self.left)
        for widget in (self._from, self._until):
            widget.setProperty("role", "muted")
        for button in (self.play, self._speed, self._copy, self.now):
            button.setProperty("role", "chip")
        row.addWidget(self._badge)
        row.addWidget(self.play)
        row.addWidget(self._speed)
        row.addWidget(self._from)
        row.addWidget(self.slider, 3)
        row.addWidget(self._until)
        row.addWidget(self._decision, 2)
        row.addWidget(self._copy)
        row.addWidget(self.link)
        row.addWidget(self.now)
        for key, by in ((",", -1), (".", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=by: self.stepped.emit(step))

    def _next_speed(self) -> None:
        self._at_speed = (self._at_speed + 1) % len(SPEEDS)
        self._speed.setText(f"{self.speed}×")

    def _decorate(self) -> None:
        theme = self._theme
        ground = theme.mix(theme.colour("warn"), theme.colour("panel"), 0.16).name()
        self.setStyleSheet(
            f"#rewind {{ background: {ground}; border: 1px solid {theme.hex('warn')};"
            " border-radius: 10px; }"
        )
        self._badge.setStyleSheet(f"color: {theme.hex('warn')};")
        self.play.setIcon(theme.icon("play", "muted", 14))
