"""What does not go as planned and whom to call.

Signals: `alert_chosen(alert_id)`, `route_chosen(route_id)`, `case_chosen(case_id)`,
`phone_copied(number)`.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.panels.row_column import RowColumn
from console.theme import Theme
from console.tongue import tr
from console.view import AlertRow


class AlertsPanel(QFrame):
    """Alerts, worst and oldest first, as given."""

    alert_chosen = Signal(str)
    route_chosen = Signal(str)
    case_chosen = Signal(str)
    phone_copied = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: dict[str, AlertRow] = {}
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._empty = QLabel(
            tr("All quiet. Late stops, silent drivers and open answers appear here.")
        )
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(12, 4, 12, 12)
        self._column = RowColumn(self._make_row, tr("List of alerts"))
        title = QLabel(tr("Alerts"))
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.setContentsMargins(12, 10, 12, 6)
        head.addWidget(title)
        head.addWidget(self._count, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 4)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._empty)
        box.addWidget(self._column, 1)
        box.addStretch(0)
        self.setProperty("card", True)
        self.setAccessibleName(tr("Alerts"))
        theme.changed.connect(self._draw_again)
        self.show_rows(())

    def _draw_again(self) -> None:
        # A method, not a lambda: Qt forgets it together with the panel.
        self.show_rows(tuple(self._rows.values()))

    def show_rows(self, rows: Sequence[AlertRow]) -> None:
        """Show these alerts in this order."""
        self._rows = {row.id: row for row in rows}
        self._count.setText(str(len(rows)) if rows else "")
        self._empty.setVisible(not rows)
        self._column.setVisible(bool(rows))
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        """What is behind another panel is filled when it comes to the front: every alert's age is
        another one a minute later."""
        widgets = self._column.show_keys(list(self._rows))
        for widget, row in zip(widgets, self._rows.values(), strict=True):
            widget.show_row(row)

    def _make_row(self, key: str) -> "_AlertWidget":
        widget = _AlertWidget(self._theme)
        widget.chosen.connect(lambda: self._choose(key))
        widget.called.connect(self._copy_phone)
        return widget

    def _choose(self, key: str) -> None:
        row = self._rows.get(key)
        if row is None:
            return
        self.alert_chosen.emit(row.id)
        if row.case_id is not None:
            self.case_chosen.emit(row.case_id)
        elif row.route_id is not None:
            self.route_chosen.emit(row.route_id)

    def _copy_phone(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        self.phone_copied.emit(number)


class _AlertWidget(QWidget):
    """One alert: icon, words, detail, age, phone."""

    chosen = Signal()
    called = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._number = ""
        self._shown: tuple[AlertRow, bool] | None = None
        self._icon = QLabel()
        self._words = QLabel()
        self._detail = QLabel()
        self._age = QLabel()
        self._phone = QPushButton()
        self._phone.setProperty("role", "quiet")
        self._phone.clicked.connect(lambda: self.called.emit(self._number))
        for label in (self._words, self._detail, self._age):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setFont(theme.font(13, 500))
        self._detail.setWordWrap(True)
        self._detail.setProperty("role", "muted")
        self._age.setProperty("role", "muted")
        self._age.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._words)
        words.addWidget(self._detail)
        words.addWidget(self._phone, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(9)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._age)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_row(self, row: AlertRow) -> None:
        if (row, self._theme.is_dark) == self._shown:
            return
        self._shown = (row, self._theme.is_dark)
        colour = self._theme.tone(row.tone)
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap(row.icon, colour, 16, ratio))
        self._words.setText(row.words)
        self._detail.setText(row.detail)
        self._detail.setVisible(bool(row.detail))
        self._age.setText(row.age)
        self._number = row.phone
        if row.phone:
            self._phone.setText(f" {row.phone}")
            self._phone.setIcon(self._theme.icon("phone", "accent", 13))
            self._phone.setIconSize(QSize(13, 13))
            self._phone.setToolTip(tr("Copy the number"))
            self._phone.setAccessibleName(tr("Copy the number {phone}", phone=row.phone))
        self._phone.setVisible(bool(row.phone))
        self.setAccessibleName(f"{row.words}. {row.detail}. {row.age}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            event.ignore()
