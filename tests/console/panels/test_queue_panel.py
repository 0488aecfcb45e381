"""The queue under a real mouse and keyboard."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.panels.queue_panel import LINGERS_MS, QueuePanel
from console.panels.queue_table import FOLD_WIDTH
from console.theme import Scheme, Theme
from console.view import STOP_MIME, QueueGroup
from console.views.queue_rows import queue_rows
from tests.console.panels.conftest import HandMadeDrag
from tests.console.sample_day import SampleDay

Show = Callable[[QWidget, int, int], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(theme: Theme, day: SampleDay, shown: Show) -> QueuePanel:
    made = QueuePanel(theme)
    made.show_rows(queue_rows(day.moment()))
    shown(made, 480, 700)
    return made


def middle_of(panel: QueuePanel, row: int) -> QPoint:
    return panel.table.visualRect(panel.model.index(row, 0)).center()


def move(on: QWidget, to: QPoint) -> None:
    """With the left button held."""
    at = QPointF(to)
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(on, QMouseEvent(QEvent.Type.MouseMove, at, at, LEFT, LEFT, none))


def shown_words(panel: QueuePanel) -> list[str]:
    labels = panel.findChildren(QPushButton)
    return [button.text() for button in labels if button.isVisible()]


def point_at(panel: QueuePanel) -> None:
    at = QPointF(middle_of(panel, 0))
    QApplication.sendEvent(panel.table, QEnterEvent(at, at, at))


def test_rows_stand_by_money_and_age(panel: QueuePanel) -> None:
    ranks = [panel.model.row(at).rank for at in range(panel.model.rowCount())]
    assert ranks == sorted(ranks, reverse=True)


def test_a_click_selects_an_order(panel: QueuePanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.order_selected) as told:
        QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 2))
    assert told.args == [panel.model.row(2).order_id]
    assert panel.selected_orders() == (panel.model.row(2).order_id,)


def test_a_press_on_a_row_that_has_just_come_there_is_nobodys(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    rows = [panel.model.row(at) for at in range(panel.model.rowCount())]
    dearer = replace(rows[1], rank=rows[0].rank + 1)
    panel.show_rows([dearer, rows[0], *rows[2:]])
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 0))
    assert panel.selected_orders() == ()
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 2))
    assert panel.selected_orders() == (rows[2].order_id,), "this one did not move"
    panel.choose_group(QueueGroup.ALL)
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 0))
    assert panel.selected_orders() == (rows[1].order_id,), "a person has asked for this order"


def test_a_press_that_is_nobodys_neither_drags_nor_folds(
    panel: QueuePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drag would bring the row that was chosen before to where another one was meant."""
    dragged: list[str] = []
    monkeypatch.setattr(panel.table, "startDrag", lambda _: dragged.append("drag"))
    rows = [panel.model.row(at) for at in range(panel.model.rowCount())]
    viewport, near = panel.table.viewport(), QPoint(0, 12)
    QTest.mouseClick(viewport, LEFT, pos=middle_of(panel, 2))
    assert panel.selected_orders() == (rows[2].order_id,)
    head = replace(rows[1], rank=rows[0].rank + 1, members=(rows[1].order_id,), group="street")
    panel.show_rows([head, rows[0], *rows[2:]])
    at = QPoint(FOLD_WIDTH // 2, middle_of(panel, 0).y())
    with qtbot.assertNotEmitted(panel.table.fold_clicked):
        QTest.mousePress(viewport, LEFT, pos=at)
        for way in range(1, 4):
            move(viewport, at + near * way)
        QTest.mouseRelease(viewport, LEFT, pos=at)
    assert dragged == []
    assert panel.selected_orders() == (rows[2].order_id,)
    panel.model.forget_moves()
    QTest.mousePress(viewport, LEFT, pos=middle_of(panel, 1))
    for way in range(1, 4):
        move(viewport, middle_of(panel, 1) + near * way)
    QTest.mouseRelease(viewport, LEFT, pos=middle_of(panel, 1))
    assert dragged != [], "the next one is somebody's"


def test_several_rows_are_selected_with_shift(panel: QueuePanel, qtbot: QtBot) -> None:
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 0))
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(panel.table.viewport(), LEFT, shift, middle_of(panel, 2))
    assert len(panel.selected_orders()) == 3


def test_enter_decides_and_two_presses_on_a_row_do_not(panel: QueuePanel, qtbot: QtBot) -> None:
    panel.select(panel.model.row(1).order_id)
    panel.table.setFocus()
    with qtbot.waitSignal(panel.order_activated) as told:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert told.args == [panel.model.row(1).order_id]
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 0))
    with qtbot.assertNotEmitted(panel.order_activated):
        QTest.mouseDClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 0))


def test_enter_decides_nothing_that_is_not_selected(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = tuple(panel.model.row(at) for at in range(panel.model.rowCount()))
    panel.select(rows[1].order_id)
    panel.table.setFocus()
    panel.show_rows([row for row in rows if row is not rows[1]])
    with qtbot.assertNotEmitted(panel.order_activated):
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    panel.show_rows(rows)
    with qtbot.waitSignal(panel.order_activated) as told:
        QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert told.args == [rows[1].order_id]


def test_what_comes_back_leaves_another_choice_alone(panel: QueuePanel) -> None:
    rows = tuple(panel.model.row(at) for at in range(panel.model.rowCount()))
    others = [row for row in rows if row is not rows[1]]
    panel.select(rows[1].order_id)
    panel.show_rows(others)
    panel.select(rows[3].order_id)
    panel.show_rows(rows)
    assert panel.selected_orders() == (rows[3].order_id,)
    panel.show_rows([row for row in rows if row is not rows[3]])
    panel.clear_selection()
    panel.show_rows(rows)
    assert panel.selected_orders() == ()


def test_a_chip_filters_and_the_note_says_what_it_hides(panel: QueuePanel, qtbot: QtBot) -> None:
    everything = panel.model.rowCount()
    chip = next(b for b in panel.findChildren(QPushButton) if b.text().startswith("Returns"))
    QTest.mouseClick(chip, LEFT)
    assert 0 < panel.model.rowCount() < everything
    assert "Show all" in shown_words(panel)
    back = next(b for b in panel.findChildren(QPushButton) if b.text() == "Show all")
    QTest.mouseClick(back, LEFT)
    assert panel.model.rowCount() == everything
    assert "Show all" not in shown_words(panel)


def test_a_chip_chosen_by_key_filters_under_the_pointer(panel: QueuePanel) -> None:
    everything = panel.model.rowCount()
    point_at(panel)
    panel.choose_group(QueueGroup.RETURNS)
    assert 0 < panel.model.rowCount() < everything


def test_typing_searches_and_enter_goes_to_the_list(panel: QueuePanel, qtbot: QtBot) -> None:
    wanted = panel.model.row(3)
    panel.focus_search()
    field = panel.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, wanted.title)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel.selected_orders() == (wanted.order_id,)
    field.setText("nothing like it")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0)


def test_enter_right_after_the_last_letter_goes_by_what_was_typed(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    wanted = panel.model.row(3)
    field = panel.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, wanted.title)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel.selected_orders() == (wanted.order_id,)
    field.setText("nothing like it")
    with qtbot.waitSignal(panel.search_elsewhere) as told:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert told.args == ["nothing like it"]


def test_a_header_click_sorts_and_the_third_brings_the_rank_back(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    header = panel.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(2) + 20, 10)
    QTest.mouseClick(header.viewport(), LEFT, pos=at)
    deadlines = [panel.model.row(i).deadline for i in range(panel.model.rowCount())]
    assert deadlines == sorted(deadlines)
    QTest.mouseClick(header.viewport(), LEFT, pos=at)
    deadlines = [panel.model.row(i).deadline for i in range(panel.model.rowCount())]
    assert deadlines == sorted(deadlines, reverse=True)
    QTest.mouseClick(header.viewport(), LEFT, pos=at)
    test_rows_stand_by_money_and_age(panel)


def test_nothing_moves_under_the_pointer(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [panel.model.row(at) for at in range(panel.model.rowCount())]
    point_at(panel)
    panel.show_rows(rows[2:])
    assert panel.model.rowCount() == len(rows)
    assert "2 updates" in shown_words(panel)
    waiting = next(b for b in panel.findChildren(QPushButton) if b.text() == "2 updates")
    QTest.mouseClick(waiting, LEFT)
    assert panel.model.rowCount() == len(rows) - 2


def test_updates_are_shown_soon_after_the_pointer_has_left(panel: QueuePanel, qtbot: QtBot) -> None:
    rows = [panel.model.row(at) for at in range(panel.model.rowCount())]
    point_at(panel)
    panel.show_rows(rows[1:])
    assert "1 update" in shown_words(panel)
    QApplication.sendEvent(panel.table, QEvent(QEvent.Type.Leave))
    assert panel.model.rowCount() == len(rows), "it may come back for the row that it left"
    qtbot.waitUntil(lambda: panel.model.rowCount() == len(rows) - 1)
    assert not panel.model.held


def test_nothing_moves_under_a_pointer_that_comes_back_at_once(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    rows = [panel.model.row(at) for at in range(panel.model.rowCount())]
    point_at(panel)
    QApplication.sendEvent(panel.table, QEvent(QEvent.Type.Leave))
    panel.show_rows(rows[1:])
    point_at(panel)
    with qtbot.assertNotEmitted(panel.model.rowsRemoved, wait=LINGERS_MS + 100):
        QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 0))
    assert panel.selected_orders() == (rows[0].order_id,)


def test_the_first_rows_come_even_under_the_pointer(
    theme: Theme, day: SampleDay, shown: Show
) -> None:
    panel = QueuePanel(theme)
    shown(panel, 480, 700)
    at = QPointF(20, 20)
    QApplication.sendEvent(panel.table, QEnterEvent(at, at, at))
    panel.say_opening("The hub cannot be reached", "No hub answers at ws://127.0.0.1:1.")
    panel.show_rows(())
    panel.show_rows(queue_rows(day.moment()))
    assert panel.model.rowCount() > 0
    panel.say_opening("too late", "")
    assert not panel.grab().isNull()


def test_updates_wait_while_an_order_is_dragged(panel: QueuePanel) -> None:
    rows = [panel.model.row(at) for at in range(panel.model.rowCount())]
    panel.table.drag_started.emit(rows[0].order_id)
    panel.show_rows(rows[1:])
    assert panel.model.rowCount() == len(rows)
    panel.table.drag_ended.emit(rows[0].order_id)
    assert panel.model.rowCount() == len(rows) - 1


def test_a_stop_dropped_on_the_queue_is_told(panel: QueuePanel, qtbot: QtBot) -> None:
    drag = HandMadeDrag(panel.table.viewport(), STOP_MIME, "stop-7")
    assert drag.enter(QPoint(20, 20))
    assert drag.move(QPoint(20, 60))
    with qtbot.waitSignal(panel.stop_dropped) as told:
        drag.drop(QPoint(20, 60))
    assert told.args == ["stop-7"]
    foreign = HandMadeDrag(panel.table.viewport(), "text/plain", "x")
    assert not foreign.enter(QPoint(20, 20))
    assert not foreign.drop(QPoint(20, 20)).isAccepted()


def test_a_right_click_asks_for_a_menu_of_the_selection(panel: QueuePanel, qtbot: QtBot) -> None:
    at = middle_of(panel, 1)
    with qtbot.waitSignal(panel.menu_wanted) as told:
        panel.table.customContextMenuRequested.emit(at)
    assert told.args is not None
    assert told.args[0] == (panel.model.row(1).order_id,)


def test_a_queue_in_which_all_is_decided_waits_for_nothing(
    panel: QueuePanel, day: SampleDay
) -> None:
    decided = frozenset({QueueGroup.DECIDED})
    panel.show_rows([replace(row, groups=decided) for row in queue_rows(day.moment())])
    assert panel.model.rowCount() == 0
    assert panel.table.empty_words[0] == "Nothing waits for a decision"
    panel.choose_group(QueueGroup.WAITING)
    assert panel.table.empty_words[0] == "Nothing matches"


def test_an_empty_queue_is_shown_in_both_schemes_and_widths(
    theme: Theme, panel: QueuePanel
) -> None:
    panel.show_rows(())
    theme.set_scheme(Scheme.LIGHT)
    panel.resize(340, 400)
    assert not panel.grab().isNull()
    assert panel.model.rowCount() == 0


def test_selecting_an_order_that_is_not_shown_is_no(panel: QueuePanel) -> None:
    assert not panel.select("nowhere")
    assert panel.select(panel.model.row(0).order_id)
    panel.clear_selection()
    assert panel.selected_orders() == ()
    panel.choose_group(QueueGroup.CONTAINERS)


@pytest.fixture
def grouped(panel: QueuePanel) -> QueuePanel:
    """The first two rows are of one cause."""
    rows = [panel.model.row(at) for at in range(panel.model.rowCount())]
    one_cause = {"group": "group-1", "group_reason": "Weather", "group_words": "Route 3"}
    panel.show_rows([replace(row, **one_cause) for row in rows[:2]] + rows[2:])
    return panel


def test_the_head_of_a_group_stands_for_all_its_orders(grouped: QueuePanel, qtbot: QtBot) -> None:
    assert grouped.model.row(0).reason == "2 × Weather"
    with qtbot.waitSignal(grouped.orders_selected) as told:
        QTest.mouseClick(grouped.table.viewport(), LEFT, pos=middle_of(grouped, 0))
    assert told.args == [grouped.model.row(0).members]
    assert grouped.selected_orders() == grouped.model.row(0).members


def test_enter_or_the_sign_unfolds_a_group_and_folds_it_again(grouped: QueuePanel) -> None:
    rows = grouped.model.rowCount()
    QTest.mouseClick(grouped.table.viewport(), LEFT, pos=middle_of(grouped, 0))
    QTest.keyClick(grouped.table, Qt.Key.Key_Return)
    assert grouped.model.rowCount() == rows + 2
    sign = QPoint(20, middle_of(grouped, 0).y())
    QTest.mouseClick(grouped.table.viewport(), LEFT, pos=sign)
    assert grouped.model.rowCount() == rows


def test_an_order_inside_a_folded_group_is_unfolded_to_be_selected(grouped: QueuePanel) -> None:
    order_id = grouped.model.row(0).members[1]
    assert grouped.select(order_id)
    assert grouped.selected_orders() == (order_id,)


def test_the_chips_keep_clear_of_the_list_while_updates_wait(
    theme: Theme, day: SampleDay, shown: Show
) -> None:
    """In the narrowest queue the chips take three lines, also beside the button for updates."""
    panel = QueuePanel(theme)
    panel.show_rows(queue_rows(day.moment()))
    shown(panel, 330, 700)
    rows = queue_rows(day.moment())
    for width in range(300, 345):
        panel.resize(width, 700)
        point_at(panel)
        panel.show_rows(rows[1:])
        QApplication.processEvents()
        assert any(words.endswith("update") for words in shown_words(panel))
        chips = [b for b in panel.findChildren(QPushButton) if b.isVisible() and b.isCheckable()]
        lowest = max(chip.mapTo(panel, QPoint(0, chip.height())).y() for chip in chips)
        assert lowest <= panel.table.mapTo(panel, QPoint(0, 0)).y(), width
        QApplication.sendEvent(panel.table, QEvent(QEvent.Type.Leave))
        panel.show_rows(rows)
        QApplication.processEvents()


def test_enter_looks_elsewhere_for_what_the_queue_does_not_have(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    panel.focus_search()
    field = panel.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "1043")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0)
    with qtbot.waitSignal(panel.search_elsewhere) as told:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert told.args == ["1043"]
    field.clear()
    qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
    with qtbot.assertNotEmitted(panel.search_elsewhere):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_esc_empties_the_search(panel: QueuePanel, qtbot: QtBot) -> None:
    field = panel.findChild(QLineEdit)
    assert field is not None
    panel.focus_search()
    QTest.keyClicks(field, "1043")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    qtbot.waitUntil(lambda: panel.model.rowCount() > 0)


def test_the_search_keeps_ctrl_z_only_while_its_words_are_being_written(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    """What was promised to be taken back is then taken back, and the search does not return."""
    undone = []
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), panel, lambda: undone.append("import"))
    field = panel.findChild(QLineEdit)
    assert field is not None
    control = Qt.KeyboardModifier.ControlModifier
    panel.focus_search()
    QTest.keyClicks(field, "1043")
    QTest.keyClick(field, Qt.Key.Key_Z, control)
    assert (field.text(), undone) == ("", []), "just typed: the field's own"
    QTest.keyClicks(field, "1043")
    menu_left = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.PopupFocusReason)
    QApplication.sendEvent(field, menu_left)
    QTest.keyClick(field, Qt.Key.Key_Z, control)
    assert (field.text(), undone) == ("", []), "a menu of the field is no while"
    QTest.keyClicks(field, "1043")
    window_back = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(field, window_back)
    QTest.keyClick(field, Qt.Key.Key_Z, control)
    assert (field.text(), undone) == ("", []), "nor is a look at another window"
    QTest.keyClicks(field, "1043")
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Z, control)
    assert (field.text(), undone) == ("", ["import"]), "it is empty"
    QTest.keyClicks(field, "1043")
    panel.table.setFocus()
    panel.focus_search()
    QTest.keyClick(field, Qt.Key.Key_Z, control)
    assert (field.text(), undone) == ("1043", ["import", "import"]), "written a while ago"
    shortcut.setEnabled(False)


def test_a_letter_that_no_button_takes_is_told_and_moves_nothing(
    panel: QueuePanel, qtbot: QtBot
) -> None:
    """The page of the case has not come yet; Qt would look for a row that begins with it."""
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=middle_of(panel, 2))
    before = panel.selected_orders()
    with qtbot.waitSignal(panel.letter_typed) as told:
        QTest.keyClick(panel.table, Qt.Key.Key_N)
    assert told.args == ["N"]
    assert panel.selected_orders() == before
