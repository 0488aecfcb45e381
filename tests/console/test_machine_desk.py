"""Settings of this computer in the window."""

from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLabel, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from console.machine_desk import MachineDesk
from console.main_window import MainWindow
from console.own_settings import OwnSettings
from console.panels.machine_dialog import MachineDialog, label_of
from console.theme import Theme
from core.settings import Settings, sentences


class Office:
    """A window with the desk; what is kept is noted instead of written."""

    def __init__(self, theme: Theme) -> None:
        self.window = MainWindow(theme)
        self.written: dict[str, object] = {}
        self.own = OwnSettings(Settings(smtp_url="smtp://a:b@c"), self.window, write=self._write)
        self.desk = MachineDesk(self.window, theme, self.own, self.window)
        self.window.show()

    def _write(self, changes: Mapping[str, object]) -> None:
        self.written.update(changes)

    def dialog(self) -> MachineDialog:
        self.desk.open()
        (dialog,) = self.window.findChildren(MachineDialog)
        return dialog


def keep(dialog: MachineDialog) -> None:
    (box,) = dialog.findChildren(QDialogButtonBox)
    box.accepted.emit()


@pytest.fixture
def office(theme: Theme) -> Iterator[Office]:
    made = Office(theme)
    yield made
    made.own.close()
    made.window.close()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_a_sound_is_for_is_read_whole(office: Office, qtbot: QtBot) -> None:
    dialog = office.dialog()
    qtbot.waitExposed(dialog)
    field = dialog.field("sounds")
    whens = [label for label in field.findChildren(QLabel) if label.text()]
    assert len(whens) == 4
    for when in whens:
        needed = when.heightForWidth(when.width()) if when.wordWrap() else when.sizeHint().height()
        assert when.wordWrap() or when.sizeHint().width() <= when.width(), when.text()
        assert when.height() >= needed, when.text()
    dialog.close()


def test_every_setting_has_a_field_a_name_and_its_sentence(office: Office) -> None:
    dialog = office.dialog()
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    for name, sentence in sentences().items():
        assert dialog.field(name).accessibleName() == label_of(name)
        assert any(text.startswith(sentence) for text in shown), name
    assert dialog.changes() == {}
    dialog.close()


def test_what_differs_is_kept_and_nothing_else(office: Office, qtbot: QtBot) -> None:
    dialog = office.dialog()
    theme, size, sounds = (dialog.field(n) for n in ("theme", "scale_percent", "sounds"))
    assert isinstance(theme, QComboBox)
    assert isinstance(size, QSpinBox)
    theme.setCurrentText("Light")
    size.setValue(150)
    door = next(box for box in sounds.findChildren(QCheckBox) if box.text() == "Door")
    door.click()
    assert door.accessibleDescription() == "when a driver waits at a door"
    with qtbot.waitSignal(office.own.changed):
        keep(dialog)
    wanted = Settings(theme="light", scale_percent=150, sounds=("door",), smtp_url="smtp://a:b@c")
    assert office.own.values == wanted
    qtbot.waitUntil(lambda: bool(office.written))
    assert office.written == {"theme": "light", "scale_percent": 150, "sounds": ["door"]}
    words = office.window._toast.text()
    assert words == "Kept. From the next start on: Size (%).", "colours and sounds count at once"


def test_what_is_not_allowed_is_refused_and_stays_to_be_put_right(office: Office) -> None:
    dialog = office.dialog()
    address = dialog.field("public_url")
    assert isinstance(address, QLineEdit)
    address.setText("nowhere")
    keep(dialog)
    assert dialog.isVisible()
    assert "not allowed" in dialog._words.text()
    assert address.text() == "nowhere"
    assert office.own.values.public_url == ""
    dialog.close()


def test_passwords_are_not_shown_and_nothing_changed_is_nothing_kept(office: Office) -> None:
    dialog = office.dialog()
    mail = dialog.field("smtp_url")
    assert isinstance(mail, QLineEdit)
    assert mail.echoMode() is not QLineEdit.EchoMode.Normal
    keep(dialog)
    assert not dialog.isVisible()
    assert office.written == {}
