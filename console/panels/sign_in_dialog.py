"""Who somebody is and at which hub, asked step by step: nothing is shown that is not needed yet.

Signals: `hub_chosen(url)` when another hub is named, `asked` when somebody wants in, and
`depot_chosen(depot)` once the hub has let somebody in and there are several.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.panels.account_fields import AccountFields, spaced_form
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

WIDTH = 460


class SignInDialog(QDialog):
    """The fields are read by whoever opened it."""

    hub_chosen = Signal(str)
    asked = Signal()
    depot_chosen = Signal(str)

    def __init__(self, theme: Theme, hubs: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = Tone.MUTED
        self._told = ""
        self.hub = QComboBox()
        self.trust = WrappingLabel()
        self.compared = QCheckBox(tr("The office &gave me this fingerprint"))
        self.name = QLineEdit()
        self.fields = AccountFields()
        self.depot = QComboBox()
        self.words = WrappingLabel()
        self.enter = QPushButton(tr("Sign in"))
        self._form = spaced_form()
        self.setWindowTitle(tr("Sign in"))
        self.setFixedWidth(WIDTH)
        self._build(hubs)
        theme.changed.connect(self._colour)

    def show_trust(self, words: str, *, must_compare: bool) -> None:
        """What the hub shows of itself, and whether a person has to compare it."""
        self.trust.setText(words)
        self._form.setRowVisible(self.trust, bool(words))
        self.compared.setChecked(False)
        self._form.setRowVisible(self.compared, must_compare)
        self._fit()

    def show_words(self, words: str, tone: Tone = Tone.BAD) -> None:
        """What went wrong, or what is missing."""
        words = in_words(words)
        self._told, self._tone = words, tone
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self._colour()
        self._fit()

    def set_busy(self, is_busy: bool) -> None:
        """While the hub is asked nothing can be typed."""
        own: tuple[QWidget, ...] = (self.hub, self.compared, self.name, self.depot, self.enter)
        typed = self.fields
        for field in (*own, typed.password, typed.code, typed.new_password, typed.again):
            field.setEnabled(not is_busy)
        self.enter.setText(tr("Asking the hub…") if is_busy else tr("Sign in"))
        self.enter.setDefault(True)

    def want_code(self, words: str) -> None:
        """The code of an app is missing."""
        self._form.setRowVisible(self.fields.code, True)
        self.fields.code.clear()
        self.show_words(words, Tone.ACCENT)
        self.fields.code.setFocus()

    def want_app(self, words: str, uri: str, secret: str) -> None:
        """An app has to be set up: what it reads, and what is typed where it cannot."""
        self.fields.show_app(self._form, uri, secret)
        self.want_code(words)

    def want_new_password(self, words: str) -> None:
        """The password was somebody else's choice."""
        for row in (self.fields.new_password, self.fields.again):
            self._form.setRowVisible(row, True)
        self.show_words(words, Tone.ACCENT)
        self.fields.new_password.setFocus()

    def want_depot(self, depots: Sequence[str]) -> None:
        """Several are open; the rest of the form has been answered."""
        fields = self.fields
        answered: tuple[QWidget, ...] = (self.name, fields.password, fields.qr, fields.secret)
        for row in (*answered, fields.code, fields.new_password, fields.again):
            self._form.setRowVisible(row, False)
        self.depot.clear()
        self.depot.addItems(list(depots))
        self._form.setRowVisible(self.depot, True)
        self.enter.setText(tr("Open"))
        self.show_words("")
        self.depot.setFocus()

    def _build(self, hubs: Sequence[str]) -> None:
        title = QLabel(tr("Sign in at your hub"))
        title.setProperty("role", "title")
        self.hub.setEditable(True)
        self.hub.addItems(list(hubs))
        self.hub.setAccessibleName(tr("Address of the hub"))
        line = self.hub.lineEdit()
        assert line is not None
        line.setPlaceholderText("wss://hub.example:8765")
        line.editingFinished.connect(lambda: self.hub_chosen.emit(self.hub.currentText().strip()))
        self.hub.activated.connect(lambda _: self.hub_chosen.emit(self.hub.currentText().strip()))
        self.trust.setProperty("role", "muted")
        self.trust.setAccessibleName(tr("What the hub shows of itself"))
        fields = self.fields
        self.name.setMaxLength(39)
        fields.code.setPlaceholderText(tr("123 456, or a recovery code"))
        for words, widget in (
            (tr("&Hub"), self.hub),
            ("", self.trust),
            ("", self.compared),
            (tr("&Name"), self.name),
            (tr("&Password"), fields.password),
            ("", fields.qr),
            ("", fields.secret),
            (tr("&Code", "to sign in"), fields.code),
            (tr("New pass&word"), fields.new_password),
            (tr("&Again"), fields.again),
            (tr("&Depot"), self.depot),
        ):
            self._form.addRow(words, widget)
        later: tuple[QWidget, ...] = (self.trust, self.compared, self.depot)
        app: tuple[QWidget, ...] = (fields.qr, fields.secret, fields.code)
        for row in (*later, *app, fields.new_password, fields.again):
            self._form.setRowVisible(row, False)
        self.words.setAccessibleName(tr("What the hub answers"))
        self.words.hide()
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        # While everything else is disabled it would get the focus, and with it Enter and space.
        cancel = answers.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setAutoDefault(False)
        cancel.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        answers.addButton(self.enter, QDialogButtonBox.ButtonRole.AcceptRole)
        self.enter.setProperty("role", "primary")
        self.enter.setDefault(True)
        answers.accepted.connect(self._ask)
        answers.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addWidget(title)
        box.addLayout(self._form)
        box.addWidget(self.words)
        box.addWidget(answers)

    def _ask(self) -> None:
        if not self.depot.isHidden() and self.depot.count():
            self.depot_chosen.emit(self.depot.currentText())
        elif not self.fields.new_password.isHidden() and self.fields.differ:
            self.show_words(tr("The two new passwords differ. Type them again."))
        elif not self.name.text().strip() or not self.fields.password.text():
            self.show_words(tr("Type your name and your password."), Tone.ACCENT)
        else:
            self.asked.emit()

    def _colour(self) -> None:
        self.words.setStyleSheet(f"color: {self._theme.tone(self._tone).name()};")

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))
        parent = self.parentWidget()
        if self.isVisible() and parent is not None:
            # It grows in both directions, so that its lower end stays on the screen.
            over = parent.window().frameGeometry().center()
            self.move(over.x() - WIDTH // 2, max(0, over.y() - self.height() // 2))
