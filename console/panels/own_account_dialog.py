"""The own password or authenticator app. Signals: `password_wanted(old, new)`,
`app_wanted(password, code)`."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
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

WIDTH = 430


class OwnAccountDialog(QDialog):
    """Either half; both begin with the present password."""

    password_wanted = Signal(str, str)
    app_wanted = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget, *, is_app: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_app = is_app
        self.fields = AccountFields()
        self.words = WrappingLabel()
        self.go_on = QPushButton(tr("Go on") if is_app else tr("Change"))
        self._form = spaced_form()
        self._answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.setWindowTitle(tr("Authenticator app") if is_app else tr("Change password"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self._build()

    def show_words(self, words: str, tone: Tone) -> None:
        """What was wrong, or what comes next."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(tone).name()};")
        self.words.setVisible(bool(words))
        self._fit()

    def show_app(self, words: str, uri: str, secret: str) -> None:
        """What the app reads; its code is asked for."""
        self.fields.show_app(self._form, uri, secret)
        self.show_words(in_words(words), Tone.ACCENT)
        self.fields.code.setFocus()

    def show_codes(self, codes: Sequence[str]) -> None:
        """The app is set up; recovery codes are shown this once."""
        fields = self.fields
        for row in (fields.password, fields.qr, fields.secret, fields.code):
            self._form.setRowVisible(row, False)
        self.show_words(
            tr(
                "The app is set up. Keep these recovery codes where you find them without "
                "your telephone; each lets you in once. They are shown this once:\n\n"
            )
            + "\n".join(codes),
            Tone.GOOD,
        )
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go_on.hide()
        close = self._answers.button(QDialogButtonBox.StandardButton.Cancel)
        close.setText(tr("I have kept them"))

    def _build(self) -> None:
        fields = self.fields
        for words, widget in (
            (tr("Present &password"), fields.password),
            (tr("&New password"), fields.new_password),
            (tr("&Again"), fields.again),
            ("", fields.qr),
            ("", fields.secret),
            (tr("&Code"), fields.code),
        ):
            self._form.addRow(words, widget)
        for row in (fields.qr, fields.secret, fields.code):
            self._form.setRowVisible(row, False)
        for row in (fields.new_password, fields.again):
            self._form.setRowVisible(row, not self._is_app)
        self.words.hide()
        self._answers.addButton(self.go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setProperty("role", "primary")
        self.go_on.setDefault(True)
        self._answers.accepted.connect(self._ask)
        self._answers.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 16)
        box.setSpacing(12)
        box.addLayout(self._form)
        box.addWidget(self.words)
        box.addWidget(self._answers)

    def _ask(self) -> None:
        fields = self.fields
        if self._is_app:
            self.app_wanted.emit(fields.password.text(), fields.code.text().strip())
        elif fields.differ:
            self.show_words(tr("The two new passwords differ. Type them again."), Tone.BAD)
        else:
            self.password_wanted.emit(fields.password.text(), fields.new_password.text())

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(WIDTH, layout.totalHeightForWidth(WIDTH))
