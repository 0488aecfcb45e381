"""The to-send tray: what each driver has not been told yet, and how they answered.

Signals: `send_asked(route_id)`, `send_all_asked`, `route_chosen(route_id)`,
`phone_copied(number)`, `asked_again(order_id, route_id)` for what its driver has declined,
`all_asked_again(order_ids, route_id)` for all of it,
`taken_over(order_ids)` by whoever has seen that.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.panels.board_paint import TRAY_ICONS
from console.panels.restyle import restyle
from console.panels.route_tag import RouteTag
from console.panels.row_column import RowColumn
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import TrayRow, TrayState, TrayView
from core.model import OrderId


class TrayPanel(QFrame):
    """One entry per driver with something to say or to answer."""

    send_asked = Signal(str)
    send_all_asked = Signal()
    route_chosen = Signal(str)
    phone_copied = Signal(str)
    asked_again = Signal(str, str)
    all_asked_again = Signal(object, str)
    taken_over = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = TrayView()
        self._count = QLabel()
        self._send_all = QPushButton(tr("Send all  (Ctrl+Enter)"))
        self._automatic = QLabel()
        self._pause = QProgressBar()
        self._empty = QLabel(
            tr("Drivers know everything. Changes gather here before they are sent.")
        )
        self._column = RowColumn(self._make_row, tr("Trays by driver"))
        self.setProperty("card", True)
        self.setAccessibleName(tr("To-send tray"))
        self._build()
        self._send_all.clicked.connect(self.send_all_asked)
        theme.changed.connect(self._draw)
        self._draw()

    def show_view(self, view: TrayView) -> None:
        """Show every driver's tray."""
        if view != self._view:
            self._view = view
            self._draw()

    def _build(self) -> None:
        title = QLabel(tr("To send"))
        title.setProperty("role", "title")
        for label in (self._count, self._automatic, self._empty):
            label.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(12, 4, 12, 12)
        self._automatic.setContentsMargins(12, 0, 12, 4)
        self._send_all.setProperty("role", "primary")
        self._pause.setTextVisible(False)
        self._pause.setFixedHeight(3)
        self._pause.setRange(0, 1000)
        self._pause.setAccessibleName(tr("Time until changes are sent"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.setContentsMargins(12, 10, 10, 6)
        head.addWidget(title)
        head.addWidget(self._count, 1)
        head.addWidget(self._send_all)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 4)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._automatic)
        box.addWidget(self._pause)
        box.addWidget(self._empty)
        box.addWidget(self._column, 1)
        box.addStretch(0)

    def _draw(self) -> None:
        view = self._view
        sendable = sum(row.can_send for row in view.rows)
        self._count.setText(str(view.under_way) if view.under_way else "")
        self._send_all.setEnabled(sendable > 0)
        self._send_all.setVisible(view.under_way > 0)
        self._automatic.setText(view.automatic)
        self._automatic.setVisible(bool(view.automatic))
        self._pause.setVisible(bool(view.automatic))
        self._pause.setValue(round(view.automatic_share * 1000))
        self._empty.setVisible(not view.rows)
        self._column.setVisible(bool(view.rows))
        widgets = self._column.show_keys([row.route_id for row in view.rows])
        for widget, row in zip(widgets, view.rows, strict=True):
            widget.show_row(row)

    def _make_row(self, key: str) -> "_TrayWidget":
        widget = _TrayWidget(self._theme)
        widget.sent.connect(lambda: self.send_asked.emit(key))
        widget.chosen.connect(lambda: self.route_chosen.emit(key))
        widget.called.connect(self._copy_phone)
        widget.asked_again.connect(lambda order_id: self.asked_again.emit(order_id, key))
        widget.all_asked_again.connect(lambda orders: self.all_asked_again.emit(orders, key))
        widget.taken_over.connect(self.taken_over)
        return widget

    def _copy_phone(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        self.phone_copied.emit(number)


class _TrayWidget(QWidget):
    """One driver: tag, name, state, differences, Send, phone, and what to do about a refusal."""

    sent = Signal()
    chosen = Signal()
    called = Signal(str)
    asked_again = Signal(str)
    all_asked_again = Signal(object)
    taken_over = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._number = ""
        self._tag = RouteTag(theme)
        self._driver = QLabel()
        self._state = QLabel()
        self._sign = QLabel()
        self._differences = QLabel()
        self._send = QPushButton(tr("Send"))
        self._phone = QPushButton()
        self._refused: tuple[OrderId, ...] = ()
        self._again = QPushButton()
        self._all_again = QPushButton()
        self._seen = QPushButton(tr("I have it"))
        self._again.clicked.connect(self._ask_again)
        self._all_again.clicked.connect(lambda: self.all_asked_again.emit(self._refused))
        self._seen.clicked.connect(lambda: self.taken_over.emit(self._refused))
        self._send.clicked.connect(self.sent)
        self._phone.clicked.connect(lambda: self.called.emit(self._number))
        self._build()

    def _build(self) -> None:
        for label in (self._driver, self._state, self._differences):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label is not self._driver)
        self._driver.setFont(self._theme.font(13, 500))
        self._state.setFont(self._theme.font(12, 500))
        self._differences.setProperty("role", "muted")
        self._all_again.setToolTip(tr("Ask again for everything that was declined"))
        for button in (self._phone, self._again, self._all_again, self._seen):
            button.setProperty("role", "quiet")
        self._seen.setToolTip(tr("The case is yours; this line goes"))
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._tag)
        first.addWidget(self._driver, 1)
        first.addWidget(self._send)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self._sign)
        second.addWidget(self._state, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 10, 8)
        box.setSpacing(3)
        box.addLayout(first)
        box.addLayout(second)
        box.addWidget(self._differences)
        third = QHBoxLayout()
        third.setSpacing(6)
        third.addWidget(self._again)
        third.addWidget(self._all_again)
        third.addWidget(self._seen)
        third.addStretch(1)
        box.addLayout(third)
        box.addWidget(self._phone, 0, Qt.AlignmentFlag.AlignLeft)

    def _ask_again(self) -> None:
        self.asked_again.emit(self._refused[0])

    def show_row(self, row: TrayRow) -> None:
        self._tag.show_tag(row.name, row.colour)
        self._driver.setText(row.driver)
        icon, tone = TRAY_ICONS.get(row.state, TRAY_ICONS[TrayState.PENDING])
        colour = self._theme.tone(tone)
        self._sign.setPixmap(self._theme.pixmap(icon, colour, 13, self.devicePixelRatioF()))
        self._state.setText(row.state_words)
        restyle(self._state, f"color: {colour.name()}")
        self._differences.setText("\n".join(row.differences))
        self._differences.setVisible(bool(row.differences))
        self._send.setVisible(row.can_send or bool(row.why_not))
        self._send.setEnabled(row.can_send)
        self._send.setToolTip(as_letters(row.why_not))
        self._send.setAccessibleName(tr("Send the changes to {driver}", driver=row.driver))
        self._number = row.phone
        self._phone.setText(f" {row.phone}")
        self._phone.setIcon(self._theme.icon("phone", "accent", 13))
        self._phone.setIconSize(QSize(13, 13))
        self._phone.setToolTip(tr("Copy the number"))
        self._phone.setVisible(bool(row.phone))
        self._refused = row.refused
        self._again.setVisible(bool(row.refused))
        self._all_again.setVisible(len(row.refused) > 1)
        self._all_again.setText(tr("All {n}", n=len(row.refused)))
        self._seen.setVisible(bool(row.refused))
        if row.refused:
            self._again.setText(tr("Ask again for {order_id}", order_id=row.refused[0]))
        self.setAccessibleName(f"{row.name} {row.driver}: {row.state_words}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()
