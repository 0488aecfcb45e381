"""Who has a case and what was written on it; keys and buttons ask for the right thing."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.panels.case_handling import CaseHandling
from console.theme import Theme
from console.view import ActionView, CaseAction, CaseView, NoteLine, Tone
from core.model import CaseId, CaseKind, OrderId

VIEW = CaseView(
    case_id=CaseId("case-a"), order_id=OrderId("a"), kind=CaseKind.FAILED_DELIVERY, title="a",
    headline="", customer="", phone="", address="", shop="", state="", state_tone=Tone.MUTED,
    window="", due="", due_tone=Tone.MUTED, value="", waits="Waits for the shop until 14:00",
    notes=(NoteLine("you", "11:20", "Calls back"),),
    handling=(ActionView(CaseAction.WAIT, "Let it wait", "P"),),
)  # fmt: skip


def shown(qtbot: QtBot, theme: Theme) -> CaseHandling:
    panel = CaseHandling(theme)
    qtbot.addWidget(panel)
    panel.show_view(VIEW)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.setFocus()
    return panel


def test_a_button_asks_for_its_action(qtbot: QtBot, theme: Theme) -> None:
    panel = shown(qtbot, theme)
    button = panel.button(CaseAction.WAIT)
    assert button is not None
    with qtbot.waitSignal(panel.asked) as asked:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == [CaseAction.WAIT]
    assert panel.button(CaseAction.HAND) is None


def test_the_key_n_begins_a_note_and_enter_keeps_it(qtbot: QtBot, theme: Theme) -> None:
    panel = shown(qtbot, theme)
    with qtbot.waitSignal(panel.note_begun):
        QTest.keyClick(panel, Qt.Key.Key_N)
    field = panel.focusWidget()
    with qtbot.waitSignal(panel.note_written) as written:
        QTest.keyClicks(field, " ring twice ")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert written.args == ["ring twice"]


def test_what_is_being_typed_survives_news_but_not_another_case(qtbot: QtBot, theme: Theme) -> None:
    panel = shown(qtbot, theme)
    panel.begin_note()
    field = panel.focusWidget()
    QTest.keyClicks(field, "half")
    panel.show_view(replace(VIEW, waits="", handling=()))
    assert field.text() == "half"  # type: ignore[attr-defined]
    panel.show_view(replace(VIEW, case_id=CaseId("case-b")))
    assert not field.text()  # type: ignore[attr-defined]
