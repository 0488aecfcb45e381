"""A question or a message over the window in the console's own look: plain text, no stock signs."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

NARROWEST = 280


def message_box(window: QWidget, title: str, words: str, more: str = "") -> QMessageBox:
    """A box that is gone when closed. Texts may come from anybody: nothing is markup."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, parent=window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    if more:
        box.setInformativeText(more)
        label = box.findChild(QLabel, "qt_msgbox_informativelabel")
        assert isinstance(label, QLabel)
        label.setTextFormat(Qt.TextFormat.PlainText)
    _keep_apart(box)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def _keep_apart(box: QMessageBox) -> None:
    """A short question gets room. A minimum for long ones would keep Qt from breaking them."""
    label = box.findChild(QLabel, "qt_msgbox_label")
    assert isinstance(label, QLabel)
    label.ensurePolished()
    if label.sizeHint().width() < NARROWEST:
        label.setMinimumWidth(NARROWEST)


def ask(
    window: QWidget,
    title: str,
    words: str,
    more: str,
    yes: str,
    go_on: Callable[[], None],
    *,
    is_safe: bool = True,
) -> None:
    """Ask before something is done; Esc and Cancel leave everything as it is. What cannot be
    taken back (`is_safe` is false) is not done by Enter."""
    box = message_box(window, title, words, more)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    usual = accept if is_safe else cancel
    usual.setProperty("role", "primary")
    # The box has given it its look already.
    usual.style().polish(usual)
    box.setDefaultButton(usual)
    box.buttonClicked.connect(lambda button: go_on() if button is accept else None)
    box.open()
