"""The inspector's page for a route: who drives, how full, every stop with its time.

Signals: `stop_clicked(stop_id)`, `action_asked(RouteAction, route_id)`, `phone_copied(number)`,
`stop_pointed(stop_id or "")`.
"""

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.models.value_list import ValueList
from console.panels.action_bar import ActionBar
from console.panels.inspector_lists import RouteStopDelegate, ValueView
from console.panels.route_tag import RouteTag
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import LoadGauge, RouteStopRow, RouteView, Tone


class RouteCard(QWidget):
    """One route; told a new view, it repaints what differs."""

    stop_clicked = Signal(str)
    action_asked = Signal(object, str)
    phone_copied = Signal(str)
    stop_pointed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: RouteView | None = None
        self._sought = ""
        self._tag = RouteTag(theme)
        self._driver = QLabel()
        self._state = WrappingLabel()
        self._summary = QLabel()
        self._phone = QPushButton()
        self._violations = QLabel()
        self._gauges = LoadGauges(theme)
        self._actions = ActionBar()
        self._model = ValueList(_stop_key, _stop_words, self)
        self._delegate = RouteStopDelegate(theme)
        self._stops = ValueView(
            self._model, self._delegate, is_grown=False, name=tr("Stops of the route")
        )
        self._build()
        self._stops.pointed.connect(self._tell_pointed)
        self._stops.clicked.connect(self._choose)
        self._stops.activated.connect(self._choose)
        self._phone.clicked.connect(self._copy_phone)
        self._actions.asked.connect(self._ask)
        theme.changed.connect(self._draw)

    def show_view(self, view: RouteView) -> None:
        if view == self._view:
            return
        is_other = self._view is None or self._view.route_id != view.route_id
        self._view = view
        self._draw()
        if is_other:
            self._show_present()
        self.seek_stop(self._sought)

    def _show_present(self) -> None:
        """Scroll to where the driver is, with the last stop before it."""
        stops = self._view.stops if self._view else ()
        ahead = [at for at, row in enumerate(stops) if not row.status.is_ended]
        if ahead and ahead[0] > 1:
            top = self._model.index(ahead[0] - 1)
            self._stops.scrollTo(top, ValueView.ScrollHint.PositionAtTop)
        else:
            self._stops.scrollToTop()

    def select_stop(self, stop_id: str) -> None:
        """Mark a stop that was chosen elsewhere."""
        at = self._model.find(stop_id)
        if at is not None:
            self._stops.setCurrentIndex(self._model.index(at))

    def seek_stop(self, stop_id: str) -> None:
        """Mark a stop and bring it into sight, as soon as its route is shown."""
        at = self._model.find(stop_id) if stop_id else None
        self._sought = stop_id if at is None else ""
        if at is not None:
            index = self._model.index(at)
            self._stops.setCurrentIndex(index)
            self._stops.scrollTo(index)

    def _build(self) -> None:
        for label in (self._driver, self._summary, self._violations):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._driver.setFont(self._theme.font(15, 600))
        self._state.setFont(self._theme.font(12, 600))
        self._summary.setProperty("role", "muted")
        self._summary.setWordWrap(True)
        self._violations.setWordWrap(True)
        self._phone.setProperty("role", "number")
        self._phone.setIconSize(QSize(13, 13))
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(self._tag)
        head.addWidget(self._driver, 1)
        line = QHBoxLayout()
        line.addWidget(self._state, 1)
        line.addWidget(self._phone, 0, Qt.AlignmentFlag.AlignTop)
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 8)
        top.setSpacing(6)
        top.addLayout(head)
        top.addLayout(line)
        top.addWidget(self._summary)
        top.addWidget(self._gauges)
        top.addWidget(self._violations)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self._stops, 1)
        box.addWidget(self._actions)

    def _draw(self) -> None:
        view = self._view
        if view is None:
            return
        self._tag.show_tag(view.name, view.colour)
        self._driver.setText(view.driver)
        self._state.setText(f"● {view.state}")
        self._state.setStyleSheet(f"color: {self._theme.tone(view.state_tone).name()}")
        self._summary.setText(f"{view.vehicle}\n{view.summary}")
        self._phone.setText(f" {view.phone}")
        self._phone.setIcon(self._theme.icon("phone", "accent", 13))
        self._phone.setVisible(bool(view.phone))
        self._phone.setToolTip(tr("Copy the number"))
        self._gauges.show_loads(view.loads)
        self._violations.setText("\n".join(f"! {words}" for words in view.violations))
        self._violations.setStyleSheet(f"color: {self._theme.colour('bad').name()}")
        self._violations.setVisible(bool(view.violations))
        self._delegate.colour = view.colour
        self._model.show(view.stops)
        self._stops.viewport().update()
        self._actions.show_actions(view.actions)

    def point_at(self, stop_id: str) -> None:
        """Mark the row of a stop that is pointed at elsewhere; "" for none."""
        self._delegate.pointed = stop_id
        self._stops.viewport().update()

    def _tell_pointed(self, at: int) -> None:
        row: RouteStopRow | None = self._model.value(at) if at >= 0 else None
        self.stop_pointed.emit(str(row.stop_id or "") if row is not None else "")

    def _choose(self, index: QModelIndex) -> None:
        row: RouteStopRow = self._model.value(index.row())
        if row.stop_id is not None:
            self.stop_clicked.emit(row.stop_id)

    def _ask(self, action: object) -> None:
        if self._view is not None:
            self.action_asked.emit(action, self._view.route_id)

    def _copy_phone(self) -> None:
        if self._view is not None:
            QGuiApplication.clipboard().setText(self._view.phone)
            self.phone_copied.emit(self._view.phone)


class LoadGauges(QWidget):
    """Bars of the load in each dimension at its peak."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._loads: tuple[LoadGauge, ...] = ()
        theme.changed.connect(self.update)

    def show_loads(self, loads: tuple[LoadGauge, ...]) -> None:
        self._loads = loads
        self.setFixedHeight(38 if loads else 0)
        self.setAccessibleName(", ".join(f"{load.label} {load.words}" for load in loads))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._loads:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, gap = self._theme, 12.0
        width = (self.width() - gap * (len(self._loads) - 1)) / len(self._loads)
        for at, load in enumerate(self._loads):
            left = at * (width + gap)
            tone = Tone.BAD if load.share > 1 else Tone.WARN if load.share > 0.9 else Tone.GOOD
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(left, 0, width, 14), Qt.AlignmentFlag.AlignLeft, load.label)
            painter.setPen(theme.tone(tone) if load.share > 0.9 else theme.colour("text"))
            box = QRectF(left, 14, width, 15)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, load.words)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("line"))
            painter.drawRoundedRect(QRectF(left, 32, width, 4), 2, 2)
            painter.setBrush(theme.tone(tone))
            share = min(max(load.share, 0.0), 1.0)
            if share:
                painter.drawRoundedRect(QRectF(left, 32, max(width * share, 4), 4), 2, 2)
        painter.end()


def _stop_key(row: RouteStopRow) -> str:
    return str(row.stop_id or f"depot {row.number}")


def _stop_words(row: RouteStopRow) -> str:
    return f"{row.number}. {row.title}, {row.subtitle}, {row.time}"
