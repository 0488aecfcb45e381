"""The supervisor's desk under mouse and keys: what is chosen, and what is asked for it."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.desk_view import DeskList, DeskView, HistoryLine
from console.panels.desk_panel import DeskAct, DeskPanel
from console.panels.reason_dialog import ReasonDialog
from console.theme import Scheme, Theme
from console.view import Tone
from console.views.desk_rows import desk_view
from core import commands as c
from core.access import Role
from core.model import ActorId
from tests.builders import TODAY, W1, W3, running_day
from tests.console.views.test_case_history import moment_of
from tests.second_looks import ruled

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Shown:
    """A panel with what was asked of it."""

    def __init__(self, panel: DeskPanel) -> None:
        self.panel = panel
        self.asked: list[object] = []
        self.lists: list[object] = []
        self.chosen: list[str] = []
        panel.asked.connect(self.asked.append)
        panel.list_chosen.connect(self.lists.append)
        panel.row_chosen.connect(self.chosen.append)

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self.panel.table, key, held)


def view(wanted: DeskList = DeskList.REVIEW, role: Role = Role.SUPERVISOR) -> DeskView:
    """Two refunds wait."""
    board = ruled(running_day(), refund_over_minor=1)
    for order_id in (W3, W1):
        board.ask(c.RefundOrder(board.case(order_id).id))
    moment = replace(moment_of(board, {"name-w3": "Rosa"}), me=ActorId("sara"), role=role)
    return desk_view(moment, wanted, TODAY)


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Shown:
    panel = DeskPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(1264, 680)
    panel.show()
    qtbot.waitExposed(panel)
    made = Shown(panel)
    panel.show_view(view())
    panel.activateWindow()
    panel.focus_list()
    return made


def test_the_first_row_is_chosen_and_known_at_once(shown: Shown) -> None:
    assert shown.chosen == ["approval-1"]
    assert shown.panel.title.text() == "The refund of order w3"
    assert shown.panel.words.text() == "A refund of $3,000, over $1"
    assert shown.panel.tabs[DeskList.REVIEW].text() == "To review · 2"
    assert shown.panel.tabs[DeskList.REVIEW].isChecked()


@pytest.mark.parametrize(
    ("key", "act"),
    [
        (Qt.Key.Key_A, DeskAct.APPROVE),
        (Qt.Key.Key_B, DeskAct.SEND_BACK),
        (Qt.Key.Key_R, DeskAct.HAND_ON),
        (Qt.Key.Key_E, DeskAct.OPEN),
    ],
)
def test_each_answer_has_its_key(shown: Shown, key: Qt.Key, act: DeskAct) -> None:
    shown.press(key)
    assert shown.asked == [act]


def test_what_another_list_offers_is_not_asked_here(shown: Shown) -> None:
    shown.press(Qt.Key.Key_O)
    shown.press(Qt.Key.Key_L)
    assert shown.asked == []
    shown.panel.show_view(view(DeskList.ROUTES))
    shown.press(Qt.Key.Key_O)
    assert shown.asked == [DeskAct.TAKE_OVER]


def test_what_is_ones_own_already_is_not_taken_over(shown: Shown) -> None:
    known = view(DeskList.ROUTES)
    first, *others = known.rows
    shown.panel.show_view(replace(known, rows=(replace(first, is_mine=True), *others)))
    button = shown.panel.acts[DeskAct.TAKE_OVER]
    assert (button.isEnabled(), button.toolTip()) == (False, "What is chosen is yours already.")
    shown.press(Qt.Key.Key_O)
    assert shown.asked == []
    shown.panel.table.selectAll()
    assert (button.isEnabled(), button.toolTip()) == (True, "")


def test_many_are_chosen_and_answered_together(shown: Shown) -> None:
    shown.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert shown.panel.chosen_keys() == ["approval-1", "approval-2"]
    assert shown.panel.title.text() == "2 chosen"
    QTest.mouseClick(shown.panel.acts[DeskAct.SEND_BACK], Qt.MouseButton.LeftButton)
    assert shown.asked == [DeskAct.SEND_BACK]
    assert not shown.panel.acts[DeskAct.OPEN].isEnabled()


def test_a_row_that_goes_hands_the_choice_on_and_others_keep_theirs(shown: Shown) -> None:
    shown.press(Qt.Key.Key_Down)
    assert shown.panel.chosen_keys() == ["approval-2"]
    known = view()
    shown.panel.show_view(replace(known, rows=known.rows[1:]))
    assert shown.panel.chosen_keys() == ["approval-2"]
    shown.panel.show_view(replace(known, rows=()))
    assert shown.panel.chosen_keys() == []
    assert shown.panel.title.text() == "Nothing chosen"


def test_an_auditor_reads_and_answers_nothing(shown: Shown) -> None:
    shown.panel.show_view(view(role=Role.AUDITOR))
    assert not shown.panel.acts[DeskAct.APPROVE].isEnabled()
    assert shown.panel.acts[DeskAct.OPEN].isEnabled()
    assert not shown.panel.sign_off.isEnabled()
    shown.press(Qt.Key.Key_A)
    assert shown.asked == []


def test_lists_are_turned_by_keys_and_clicks(shown: Shown) -> None:
    shown.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    shown.press(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(shown.panel.tabs[DeskList.ROUTES], Qt.MouseButton.LeftButton)
    assert shown.lists == [DeskList.EARLIER, DeskList.ANSWERED, DeskList.ROUTES]


def test_an_empty_list_says_what_to_do(shown: Shown) -> None:
    shown.panel.show_view(view(DeskList.AGAIN))
    assert shown.panel.table.empty[0] == "Nothing to look at again"
    assert not shown.panel.table.grab().isNull()


def test_a_history_is_plain_text_of_the_row_that_is_looked_at(shown: Shown, theme: Theme) -> None:
    line = HistoryLine("12:00", "ana", "wrote", "<b>no</b>", ("○ Route 1: $3",), Tone.BAD)
    shown.panel.show_history("approval-2", (line,))
    assert "ana" not in shown.panel.history.toPlainText()
    shown.panel.show_history("approval-1", (line, line))
    words = shown.panel.history.toPlainText()
    assert "12:00  ana wrote\n“<b>no</b>”\n○ Route 1: $3" in words
    theme.set_scheme(Scheme.LIGHT)
    assert shown.panel.history.toPlainText() == words
    shown.panel.show_history("approval-1", (), "The hub is away.")
    assert shown.panel.history.toPlainText() == "The hub is away."


def test_a_reason_is_given_before_anything_is_asked(qtbot: QtBot, shown: Shown) -> None:
    dialog = ReasonDialog("Reassign", "Who?", "Reassign", shown.panel, people=("bea",))
    qtbot.addWidget(dialog)
    dialog.open()
    given: list[tuple[str, str]] = []
    dialog.given.connect(lambda reason, person: given.append((reason, person)))
    assert not dialog.go.isEnabled()
    dialog.reason.setPlainText("on leave")
    assert not dialog.go.isEnabled()
    dialog.person.setCurrentIndex(0)
    assert dialog.go.isEnabled()
    dialog.person.setEditText(" ")
    assert not dialog.go.isEnabled()
    dialog.person.setEditText("sam")
    dialog.reason.setPlainText("x" * 2_001)
    assert not dialog.go.isEnabled()
    dialog.reason.setPlainText("on leave")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert given == [("on leave", "sam")]
    dialog.refuse("sam has it already.")
    assert dialog.go.isEnabled()


def test_in_a_small_window_nothing_is_cut_off_and_the_window_stays_small(shown: Shown) -> None:
    panel = shown.panel
    assert panel.limits.text() == "Limits…"
    panel.resize(1008, 580)
    assert panel.minimumSizeHint().width() <= 1008
    assert (panel.limits.text(), panel.back.text()) == ("", "")
    seen = [button for button in panel.acts.values() if button.isVisible()]
    assert seen
    for button in seen:
        assert button.width() >= button.sizeHint().width()
    last = panel.model.columnCount() - 1
    assert panel.table.columnWidth(last) >= 100
