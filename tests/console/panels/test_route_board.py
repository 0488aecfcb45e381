"""The route board under mouse, keyboard and hand-made drags."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QPainter, QPixmap, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from console.panels import board_canvas, route_board
from console.panels import board_layout as layout
from console.panels.route_board import RouteBoard
from console.theme import Scheme, Theme
from console.view import ORDER_MIME, STOP_MIME, CostChip, GhostLane, LaneView, Tone
from console.views.lanes import day_tabs, lanes
from console.views.moment import Moment
from tests.console.panels.conftest import HandMadeDrag
from tests.console.sample_day import NOW, TODAY, TOMORROW, SampleDay

Show = Callable[[QWidget, int, int], None]
LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def board(theme: Theme, day: SampleDay, shown: Show) -> RouteBoard:
    return open_board(theme, day.moment(), lanes(day.moment()), shown)


def open_board(
    theme: Theme, moment: Moment, shown_lanes: Sequence[LaneView], shown: Show
) -> RouteBoard:
    made = RouteBoard(theme)
    made.set_zone(moment.wording.zone)
    made.show_days(day_tabs(moment))
    made.show_lanes(shown_lanes)
    made.set_now(NOW)
    shown(made, 1300, 330)
    return made


def first_lane(day: SampleDay, number: int = 0) -> LaneView:
    return [lane for lane in lanes(day.moment()) if lane.day == TODAY][number]


def centre_of(board: RouteBoard, stop_id: str) -> QPoint:
    rect = board.canvas.stop_rect(stop_id)
    assert rect is not None
    return rect.center()


def name_of(board: RouteBoard, route_id: str) -> QPoint:
    rect = board.canvas.lane_rect(route_id)
    assert rect is not None
    return QPoint(60, rect.center().y())


def gap_of(board: RouteBoard, route_id: str, index: int) -> QPoint:
    x = layout.gap_x(board.canvas.bars_of(route_id), index)
    return QPoint(round(x), name_of(board, route_id).y())


def test_ctrl_click_and_ctrl_space_gather_routes(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    viewport, ids = board.canvas.viewport(), [first_lane(day, at).route_id for at in range(3)]
    plain = board.grab().toImage()
    QTest.mouseClick(viewport, LEFT, pos=name_of(board, ids[0]))
    alone = board.grab().toImage()
    with qtbot.waitSignal(board.routes_gathered) as told:
        QTest.mouseClick(viewport, LEFT, CONTROL, name_of(board, ids[2]))
    assert told.args == [(ids[0], ids[2])]
    assert board.canvas.selected()[1] == ids[2]
    assert board.grab().toImage() not in (plain, alone)
    QTest.keyClick(board.canvas, Qt.Key.Key_Up)
    assert board.canvas.gathered() == (ids[0], ids[2])
    with qtbot.waitSignal(board.routes_gathered) as told:
        QTest.keyClick(board.canvas, Qt.Key.Key_Space, CONTROL)
    assert told.args == [(ids[0], ids[1], ids[2])]
    with qtbot.waitSignal(board.routes_gathered) as told:
        QTest.mouseClick(viewport, LEFT, CONTROL, name_of(board, ids[0]))
    assert told.args == [(ids[1], ids[2])]
    with qtbot.waitSignal(board.route_clicked) as told:
        QTest.mouseClick(viewport, LEFT, CONTROL, name_of(board, ids[1]))
    assert (board.canvas.gathered(), told.args) == ((ids[2],), [ids[2]])
    assert board.canvas.selected()[1] == ids[2]
    with qtbot.waitSignal(board.routes_gathered) as told:
        QTest.mouseClick(viewport, LEFT, pos=name_of(board, ids[0]))
    assert told.args == [()]


def test_a_click_on_a_stop_tells_it_and_marks_it(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    stop = first_lane(day).stops[-2]
    with qtbot.waitSignal(board.stop_clicked) as told:
        QTest.mouseClick(board.canvas.viewport(), LEFT, pos=centre_of(board, stop.id))
    assert told.args == [stop.id]
    assert board.canvas.selected() == (stop.id, first_lane(day).route_id)
    assert stop.label in board.canvas.accessibleDescription()


def test_a_click_on_a_name_or_an_empty_place_tells_the_route(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    lane = first_lane(day, 1)
    with qtbot.waitSignal(board.route_clicked) as told:
        QTest.mouseClick(board.canvas.viewport(), LEFT, pos=name_of(board, lane.route_id))
    assert told.args == [lane.route_id]
    beyond = QPoint(board.canvas.viewport().width() - 12, name_of(board, lane.route_id).y())
    with qtbot.waitSignal(board.route_clicked):
        QTest.mouseClick(board.canvas.viewport(), LEFT, pos=beyond)


def test_a_double_click_opens_a_stop(board: RouteBoard, day: SampleDay, qtbot: QtBot) -> None:
    stop = first_lane(day).stops[-1]
    with qtbot.waitSignal(board.stop_activated) as told:
        QTest.mouseDClick(board.canvas.viewport(), LEFT, pos=centre_of(board, stop.id))
    assert told.args == [stop.id]


def test_arrows_walk_the_stops_and_enter_opens_one(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    canvas, lane = board.canvas, first_lane(day)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.selected()[1] == lane.route_id
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    chosen = canvas.selected()[0]
    pending = next(stop for stop in lane.stops if not stop.status.is_ended)
    assert chosen == pending.id
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.selected()[0] == lane.stops[pending.number - 2].id
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.selected()[1] == first_lane(day, 1).route_id
    with qtbot.waitSignal(board.stop_activated):
        QTest.keyClick(canvas, Qt.Key.Key_Return)


def test_alt_and_an_arrow_move_a_stop_one_place(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    lane = next(lane for lane in lanes(day.moment()) if lane.stops[-2].is_movable)
    stop = lane.stops[-2]
    board.select(stop.id, lane.route_id)
    with qtbot.waitSignal(board.stop_stepped) as told:
        QTest.keyClick(board.canvas, Qt.Key.Key_Right, ALT)
    assert told.args == [stop.id, lane.route_id, len(lane.stops) - 1]
    over = lane.stops[0]
    board.select(over.id, lane.route_id)
    with qtbot.assertNotEmitted(board.stop_stepped):
        QTest.keyClick(board.canvas, Qt.Key.Key_Right, ALT)


def test_an_order_hovers_and_drops_between_two_stops(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    lane = first_lane(day)
    index = len(lane.stops) - 1
    drag = HandMadeDrag(board.canvas.viewport(), ORDER_MIME, "1042")
    assert drag.enter(name_of(board, lane.route_id))
    with qtbot.waitSignal(board.order_hovered) as hovered:
        assert drag.move(gap_of(board, lane.route_id, index))
    assert hovered.args == ["1042", lane.route_id, index]
    with qtbot.waitSignal(board.order_dropped) as dropped:
        event = drag.drop(gap_of(board, lane.route_id, index))
    assert dropped.args is not None
    assert dropped.args[:3] == ["1042", lane.route_id, index]
    assert event.dropAction() == Qt.DropAction.CopyAction


def test_an_order_dropped_on_a_name_asks_for_the_best_place(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    lane = first_lane(day, 2)
    drag = HandMadeDrag(board.canvas.viewport(), ORDER_MIME, "1042")
    drag.enter(name_of(board, lane.route_id))
    with qtbot.waitSignal(board.order_dropped) as dropped:
        drag.drop(name_of(board, lane.route_id))
    assert dropped.args is not None
    assert dropped.args[2] is None


def test_alt_takes_the_nearest_gap(board: RouteBoard, day: SampleDay, qtbot: QtBot) -> None:
    lane = first_lane(day)
    drag = HandMadeDrag(board.canvas.viewport(), ORDER_MIME, "1042")
    drag.enter(name_of(board, lane.route_id))
    at = centre_of(board, lane.stops[-1].id)
    with qtbot.waitSignal(board.order_dropped) as dropped:
        drag.drop(at, ALT)
    assert dropped.args is not None
    assert dropped.args[2] is not None
    assert dropped.args[3] == ALT


def test_a_drag_over_the_axis_or_of_something_else_is_not_taken(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    drag = HandMadeDrag(board.canvas.viewport(), ORDER_MIME, "1042")
    drag.enter(QPoint(400, 60))
    drag.move(QPoint(400, 60))
    with qtbot.waitSignal(board.hover_ended):
        assert not drag.move(QPoint(400, 5))
    assert not drag.drop(QPoint(400, 5)).isAccepted()
    assert not HandMadeDrag(board.canvas.viewport(), "text/plain", "x").enter(QPoint(400, 60))


def test_a_stop_dropped_in_its_own_lane_is_counted_without_itself(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    lane = first_lane(day)
    stop = lane.stops[-2]
    drag = HandMadeDrag(board.canvas.viewport(), STOP_MIME, stop.id)
    drag.enter(name_of(board, lane.route_id))
    others = layout.without(board.canvas.bars_of(lane.route_id), stop.id)
    x = layout.gap_x(others, len(others))
    at = QPoint(round(x), name_of(board, lane.route_id).y())
    with qtbot.waitSignal(board.stop_hovered):
        drag.move(at)
    with qtbot.waitSignal(board.stop_dropped) as dropped:
        drag.drop(at)
    assert dropped.args is not None
    assert dropped.args[:3] == [stop.id, lane.route_id, len(lane.stops) - 1]


def test_a_stop_goes_to_the_nearest_gap_of_its_own_lane_and_it_is_said_which(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    """Its best place is where it is: what else could a hand mean that moves it along?"""
    lane = first_lane(day)
    stop = lane.stops[-2]
    here = CostChip("where it is now", Tone.MUTED, len(lane.stops) - 2)
    board.show_costs({lane.route_id: here})
    canvas = board.canvas
    drag = HandMadeDrag(canvas.viewport(), STOP_MIME, stop.id)
    drag.enter(name_of(board, lane.route_id))
    drag.move(name_of(board, lane.route_id))
    assert canvas.explained() == here
    others = layout.without(canvas.bars_of(lane.route_id), stop.id)
    at = QPoint(round(others[-1].right) + 60, name_of(board, lane.route_id).y())
    drag.move(at)
    told = canvas.explained()
    assert told is not None
    assert told.words == f"becomes stop {len(lane.stops)}"
    assert not board.grab().isNull()
    drag.move(centre_of(board, stop.id))
    assert canvas.explained() == here
    drag.move(at)
    with qtbot.waitSignal(board.stop_dropped) as dropped:
        drag.drop(at)
    assert dropped.args is not None
    assert dropped.args[2] == len(lane.stops) - 1
    assert canvas.explained() is None


def test_a_day_button_takes_orders_and_stops(board: RouteBoard, qtbot: QtBot) -> None:
    button = next(b for b in board.findChildren(QPushButton) if b.text().startswith("Tomorrow"))
    for mime, told_by in ((ORDER_MIME, board.order_dropped_on_day),
                          (STOP_MIME, board.stop_dropped_on_day)):  # fmt: skip
        drag = HandMadeDrag(button, mime, "7")
        assert drag.enter(QPoint(5, 5))
        with qtbot.waitSignal(told_by) as told:
            drag.drop(QPoint(5, 5))
        assert told.args == ["7", TOMORROW]


def test_a_lane_that_only_a_strip_was_painted_of_is_painted_whole_after_it(
    board: RouteBoard, day: SampleDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The now-line moved on while lanes waited for their picture: it got a strip, the lane none."""
    canvas = board.canvas
    whole: list[str] = []
    monkeypatch.setattr(canvas, "_update_lane", whole.append)
    monkeypatch.setattr(board_canvas, "PAINT_S", 10.0)
    seen = [row.route_id for row in canvas.visible_rows() if row.route_id]
    sheet = QPixmap(canvas.viewport().size())
    painter = QPainter(sheet)
    canvas._repaint_all()
    for dirty, expected in (
        (QRegion(300, 0, 68, sheet.height()), seen),
        (QRegion(300, 0, 68, sheet.height()), []),
        (QRegion(sheet.rect()), []),
    ):
        canvas._paint_rows(painter, canvas.canvas(), dirty)
        assert whole == expected
        whole.clear()
    canvas._repaint_all()
    canvas._paint_rows(painter, canvas.canvas(), QRegion(sheet.rect()))
    assert whole == []
    canvas._repaint_all()
    both = QRegion(300, 0, 68, sheet.height()) + QRegion(0, 0, sheet.width(), 60)
    canvas._paint_rows(painter, canvas.canvas(), both)
    assert whole == seen[1:], "a strip and another lane are not everything around them"
    painter.end()


def test_a_strip_of_a_lane_shows_what_the_rest_of_the_lane_shows(
    board: RouteBoard, day: SampleDay
) -> None:
    canvas = board.canvas
    canvas._pixmaps.clear()
    lane = canvas.lane_rect(first_lane(day).route_id)
    assert lane is not None
    sheet = QPixmap(canvas.viewport().size())
    sheet.fill(Qt.GlobalColor.white)
    blank = sheet.copy(lane).toImage()
    for dirty, is_blank in ((QRect(300, 0, 68, sheet.height()), True), (sheet.rect(), False)):
        painter = QPainter(sheet)
        canvas._paint_rows(painter, canvas.canvas(), QRegion(dirty))
        painter.end()
        assert (sheet.copy(lane).toImage() == blank) is is_blank


def test_labels_make_room_for_the_time_and_come_back_whole(
    board: RouteBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not painted anew when the clock goes on looks the same before and after."""
    canvas = board.canvas
    viewport = canvas.viewport()
    told: list[QRect] = []
    monkeypatch.setattr(viewport, "update", lambda *rect: told.append((*rect, viewport.rect())[0]))
    axis = QRect(0, 0, viewport.width(), layout.AXIS_HEIGHT)
    before = viewport.grab(axis)
    for minute in range(2, 120, 3):
        told.clear()
        board.set_now(NOW + timedelta(minutes=minute))
        after = viewport.grab(axis)
        # As the screen keeps what nobody asked to be painted.
        painter = QPainter(before)
        for rect in told:
            painter.drawPixmap(rect.topLeft(), after, rect)
        painter.end()
        assert before.toImage() == after.toImage()


def test_both_days_stand_below_each_other(board: RouteBoard, qtbot: QtBot) -> None:
    both = next(b for b in board.findChildren(QPushButton) if b.text() == "Both")
    with qtbot.waitSignal(board.days_chosen) as told:
        QTest.mouseClick(both, LEFT)
    assert told.args == [(TODAY, TOMORROW)]
    assert board.chosen_days() == (TODAY, TOMORROW)
    assert board.canvas.lane_rect(f"{TOMORROW}-00") is not None
    assert not board.grab().isNull()


def test_the_board_follows_the_day_until_a_person_chooses_one(
    board: RouteBoard, day: SampleDay
) -> None:
    tabs = day_tabs(day.moment())
    board.show_days(tabs, TOMORROW)
    assert board.chosen_days() == (TOMORROW,)
    board.choose_days([TODAY])
    board.show_days(tabs, TOMORROW)
    assert board.chosen_days() == (TODAY,)
    board.follow()
    board.show_days(tabs, TOMORROW)
    assert board.chosen_days() == (TOMORROW,)


def test_costs_ghosts_and_hover_are_painted_in_both_schemes(
    board: RouteBoard, day: SampleDay, theme: Theme, qtbot: QtBot
) -> None:
    lane = first_lane(day)
    plain = board.grab().toImage()
    board.show_costs(
        {
            lane.route_id: CostChip("+6 min · 2.1 km", Tone.GOOD, len(lane.stops) - 1, 1),
            first_lane(day, 1).route_id: CostChip("misses window by 12 min", Tone.WARN, 3),
            first_lane(day, 2).route_id: CostChip("the route is locked", Tone.BAD),
        }
    )
    drag = HandMadeDrag(board.canvas.viewport(), ORDER_MIME, "1042")
    drag.enter(name_of(board, lane.route_id))
    drag.move(name_of(board, lane.route_id))
    assert board.grab().toImage() != plain
    board.clear_costs()
    drag.drop(QPoint(400, 5))
    assert board.grab().toImage() == plain
    board.show_ghost([GhostLane(lane.route_id, lane.stops[-3:], frozenset({lane.stops[-1].id}))])
    assert board.grab().toImage() != plain
    board.show_ghost([])
    assert board.grab().toImage() == plain
    theme.set_scheme(Scheme.LIGHT)
    assert board.grab().toImage() != plain


def test_ctrl_wheel_zooms_and_shift_wheel_scrolls_in_time(
    board: RouteBoard, day: SampleDay
) -> None:
    stop = first_lane(day).stops[-1]
    before = centre_of(board, stop.id).x() - centre_of(board, first_lane(day).stops[-2].id).x()
    turn(board, Qt.KeyboardModifier.ControlModifier, 240)
    after = centre_of(board, stop.id).x() - centre_of(board, first_lane(day).stops[-2].id).x()
    assert after > before
    at = centre_of(board, stop.id).x()
    turn(board, Qt.KeyboardModifier.ShiftModifier, -120)
    assert centre_of(board, stop.id).x() < at
    board.canvas.fit()
    board.canvas.go_to_now()
    turn(board, Qt.KeyboardModifier.NoModifier, -120)


def turn(board: RouteBoard, keys: Qt.KeyboardModifier, by: int) -> None:
    at = QPointF(700, 100)
    event = QWheelEvent(
        at, board.canvas.viewport().mapToGlobal(at), QPoint(), QPoint(0, by),
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(board.canvas.viewport(), event)


def test_keys_zoom_and_show_the_whole_day(board: RouteBoard, day: SampleDay, qtbot: QtBot) -> None:
    stop = first_lane(day).stops[-1].id
    whole = centre_of(board, stop)
    QTest.keyClick(board.canvas, Qt.Key.Key_Plus)
    assert centre_of(board, stop) != whole
    QTest.keyClick(board.canvas, Qt.Key.Key_Minus)
    QTest.keyClick(board.canvas, Qt.Key.Key_Home)
    assert centre_of(board, stop) == whole


def test_a_right_click_asks_for_the_menu_of_what_is_under_it(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    lane = first_lane(day)
    for at, expected in (
        (centre_of(board, lane.stops[-1].id), ["stop", lane.stops[-1].id]),
        (name_of(board, lane.route_id), ["route", lane.route_id]),
    ):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, at, board.canvas.viewport().mapToGlobal(at)
        )
        with qtbot.waitSignal(board.menu_wanted) as told:
            QApplication.sendEvent(board.canvas.viewport(), event)
        assert told.args is not None
        assert told.args[:2] == expected
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(board.menu_wanted):
        QApplication.sendEvent(board.canvas.viewport(), by_key)


def test_what_a_right_click_marks_is_told_as_chosen(board: RouteBoard, day: SampleDay) -> None:
    first, other = first_lane(day), first_lane(day, 1)
    told: list[str] = []
    for chosen in (board.stop_clicked, board.route_clicked):
        chosen.connect(told.append)
    board.menu_wanted.connect(lambda kind, id_, _: told.append(f"menu of {kind} {id_}"))
    stop_id = other.stops[-1].id
    for at in (centre_of(board, stop_id), name_of(board, first.route_id)):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, at, board.canvas.viewport().mapToGlobal(at)
        )
        QApplication.sendEvent(board.canvas.viewport(), event)
    assert told == [
        stop_id,
        f"menu of stop {stop_id}",
        first.route_id,
        f"menu of route {first.route_id}",
    ]


def test_a_tooltip_says_the_stop_in_full(board: RouteBoard, day: SampleDay) -> None:
    stop = first_lane(day).stops[-1]
    at = centre_of(board, stop.id)
    event = QHelpEvent(QEvent.Type.ToolTip, at, board.canvas.viewport().mapToGlobal(at))
    QApplication.sendEvent(board.canvas.viewport(), event)
    assert stop.label in QToolTip.text()
    QToolTip.hideText()


def test_the_now_line_moves_and_a_changed_lane_is_repainted(
    board: RouteBoard, day: SampleDay, qtbot: QtBot
) -> None:
    before = board.grab().toImage()
    board.set_now(NOW + timedelta(minutes=30))
    moved = board.grab().toImage()
    assert moved != before
    all_lanes = list(lanes(day.moment()))
    all_lanes[0] = replace(all_lanes[0], driver="Somebody Else")
    board.show_lanes(all_lanes)
    qtbot.waitUntil(lambda: board.grab().toImage() != moved)


def test_lanes_that_change_together_are_painted_one_after_the_other(
    board: RouteBoard, theme: Theme, day: SampleDay, qtbot: QtBot, shown: Show
) -> None:
    changed = [replace(lane, driver="Somebody Else") for lane in lanes(day.moment())]
    board.show_lanes(changed)
    at_once = open_board(theme, day.moment(), changed, shown)
    qtbot.waitUntil(lambda: board.grab().toImage() == at_once.grab().toImage())


def test_a_zoom_shows_old_pictures_until_there_is_time_for_new_ones(
    board: RouteBoard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = board.canvas
    rows = [row.route_id for row in canvas.visible_rows() if row.route_id is not None]
    qtbot.waitUntil(lambda: all(id_ in canvas._pixmaps for id_ in rows))
    # What is grabbed is painted at once; nothing may be painted anew within it.
    monkeypatch.setattr("console.panels.board_canvas.PAINT_S", -1.0)
    monkeypatch.setattr("console.panels.board_canvas.GO_S", -1.0)
    old = {id_: canvas._pixmaps[id_].cacheKey() for id_ in rows}
    canvas.zoom(2)
    canvas.grab()
    assert {id_: canvas._pixmaps[id_].cacheKey() for id_ in rows} == old
    qtbot.waitUntil(lambda: not canvas._misplaced.intersection(rows))
    assert all(canvas._pixmaps[id_].cacheKey() != old[id_] for id_ in rows)


def test_a_board_without_lanes_says_so(board: RouteBoard) -> None:
    board.show_lanes(())
    board.show_days(())
    assert not board.grab().isNull()
    board.canvas.go_to_now()
    board.canvas.fit()


def test_selecting_a_stop_out_of_sight_brings_it_into_sight(
    board: RouteBoard, day: SampleDay
) -> None:
    board.canvas.zoom(6)
    lane = first_lane(day, 5)
    for stop in (lane.stops[-1], lane.stops[0]):
        board.select(stop.id, lane.route_id)
        assert board.canvas.viewport().rect().contains(centre_of(board, stop.id))


def test_changes_of_others_wait_while_something_is_dragged(
    theme: Theme, day: SampleDay, shown: Show
) -> None:
    before = lanes(day.moment())
    board = open_board(theme, day.moment(), before, shown)
    board.hold()
    changed = (replace(before[0], done=before[0].done + 1), *before[1:])
    board.show_lanes(changed)
    assert board._note.text() == "1 update waits"
    assert board.canvas._lanes[before[0].route_id] == before[0]
    board.show_lanes(tuple(replace(lane, done=lane.done + 1) for lane in before))
    assert board._note.text() == f"{len(before)} updates wait"
    board.release()
    assert board.canvas._lanes[before[0].route_id].done == before[0].done + 1
    assert board._note.text().endswith("late") or board._note.text().endswith("stops")
    board.show_lanes(before)
    assert board.canvas._lanes[before[0].route_id] == before[0]


def test_a_drag_that_nobody_ends_does_not_stop_the_board_for_good(
    theme: Theme, day: SampleDay, shown: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(route_board, "monotonic", lambda: now[0])
    before = lanes(day.moment())
    board = open_board(theme, day.moment(), before, shown)
    board.hold()
    now[0] += route_board.LONGEST_HOLD_S + 1
    board.show_lanes(tuple(replace(lane, done=lane.done + 1) for lane in before))
    assert board.canvas._lanes[before[0].route_id].done == before[0].done + 1
