"""The fields in which people type passwords and codes, the same wherever they are asked for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit

from console.panels.wrapping_label import WrappingLabel
from console.qr import qr_pixmap
from console.tongue import tr

LONGEST_PASSWORD = 200
LONGEST_CODE = 24


class AccountFields:
    """A password, a new one typed twice, and the set-up and the code of an authenticator app."""

    def __init__(self) -> None:
        self.password, self.new_password, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for field in (self.password, self.new_password, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(LONGEST_PASSWORD)
        self.new_password.setPlaceholderText(tr("Three or four words in a row"))
        self.qr = QLabel()
        self.qr.setAccessibleName(tr("QR code for an authenticator app"))
        self.secret = WrappingLabel()
        self.secret.setProperty("role", "muted")
        self.secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code = QLineEdit()
        self.code.setMaxLength(LONGEST_CODE)

    def show_app(self, form: QFormLayout, uri: str, secret: str) -> None:
        """What an app reads, and what is typed where it cannot; `form` has the rows."""
        self.qr.setPixmap(qr_pixmap(uri))
        self.secret.setText(tr("Or type into the app: {secret}", secret=secret))
        for row in (self.qr, self.secret, self.code):
            form.setRowVisible(row, True)

    @property
    def differ(self) -> bool:
        """Whether the new password was typed in two ways."""
        return self.new_password.text() != self.again.text()


def spaced_form() -> QFormLayout:
    """The form that the fields stand in."""
    form = QFormLayout()
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(9)
    return form
