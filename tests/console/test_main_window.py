"""The window fits small screens; its panels can be moved, floated, put away and restored."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.day_view import BOARD, INSPECTOR, QUEUE, SIDE, TITLES
from console.layouts import (
    MOST_NAMED,
    Layout,
    Layouts,
    apply_layout,
    read_layouts,
    with_name,
)
from console.main_window import MainWindow
from console.pickup_view import PickupRow, PickupsView
from console.plan_view import LeftLine, PlanCard, PlansView
from console.theme import Theme
from console.view import Connection, DoorRow, ProposalView, StatusView, Tone
from console.views.lanes import day_tabs, lanes
from console.views.queue_rows import queue_rows
from console.views.strips import alert_rows, kpis, tally, tray_view
from console.window_desk import WindowDesk
from core.model import OrderId, RouteId, StopId
from tests.console.sample_day import NOW, TODAY, SampleDay

SMALLEST = (1024, 700)


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(theme)
    made.put_map(QLabel("map"))
    made.resize(*SMALLEST)
    made.show()
    made.size_columns()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def fill(window: MainWindow) -> None:
    moment = SampleDay(routes=6, stops=12).moment()
    window.queue.show_rows(queue_rows(moment))
    window.board.set_zone(moment.wording.zone)
    window.board.show_days(day_tabs(moment))
    window.board.show_lanes(lanes(moment))
    window.board.set_now(NOW)
    window.kpis.show_view(kpis(moment, [tally(moment, TODAY)]))
    window.tray.show_view(tray_view(moment, {}))
    window.alerts.show_rows(alert_rows(moment))
    window.status.show_view(
        StatusView(
            Connection.LIVE, "Live", "11:24", "Mon 23 Nov", "America/Santiago", 5.0, True,
            "Roads of the demo city", False, "Planner ready", False, "", "Ana · dispatcher",
            has_account=True, refunds="Shops · 4 refunds to send", goods="Goods · 3 vans back",
            desk="Desk · 12",
        )
    )  # fmt: skip


def in_sight(window: MainWindow, *panels: QWidget) -> bool:
    frame = window.rect()
    return all(
        frame.contains(p.mapTo(window, p.rect().topLeft()))
        and frame.contains(p.mapTo(window, p.rect().bottomRight()))
        for p in panels
    )


def test_a_small_screen_shows_every_panel_whole(window: MainWindow) -> None:
    fill(window)
    window.say("Opening the day.")
    QCoreApplication.processEvents()
    assert (window.width(), window.height()) == SMALLEST
    panels = (window.queue, window.board, window.inspector, window.tray, window.kpis, window.status)
    assert in_sight(window, *panels)
    buttons = [b for b in window.status.findChildren(QPushButton) if b.isVisible()]
    assert in_sight(window, *buttons)
    for button in buttons:
        assert button.width() >= min(button.sizeHint().width(), 28), button.text()


def test_what_the_status_line_has_no_room_for_is_in_its_menu(
    window: MainWindow, qtbot: QtBot
) -> None:
    fill(window)
    named = {b.text(): b for b in window.status.findChildren(QPushButton) if b.text()}
    assert not named["Reports"].isVisible()
    QTest.mouseClick(window.status._more, Qt.MouseButton.LeftButton)
    menu = next(m for m in window.status.findChildren(QMenu) if m.isVisible())
    with qtbot.waitSignal(window.status.reports_asked):
        next(a for a in menu.actions() if a.text() == "Reports").trigger()
    menu.close()
    window.resize(1700, 900)
    qtbot.waitUntil(named["Reports"].isVisible)
    assert not window.status._more.isVisible()


def test_panels_have_no_title_until_the_window_is_arranged(window: MainWindow) -> None:
    def titles() -> set[str]:
        return {label.text() for label in window.day.findChildren(QLabel) if label.isVisible()}

    assert not titles() & {TITLES[QUEUE], TITLES[SIDE]}
    window.day.arrange(True)
    assert {TITLES[QUEUE], TITLES[SIDE]} <= titles()
    window.day.arrange(False)
    assert not titles() & {TITLES[QUEUE], TITLES[SIDE]}


def test_a_panel_floats_and_comes_back_where_it_was(window: MainWindow, qtbot: QtBot) -> None:
    at = window.board.mapTo(window, window.board.rect().topLeft())
    window.day.float_panel(BOARD, True)
    assert window.board.window() is not window
    assert window.day.is_floating(BOARD)
    window.day.float_panel(BOARD, False)
    assert window.board.window() is window
    qtbot.waitUntil(lambda: window.board.mapTo(window, window.board.rect().topLeft()) == at)


def test_a_kept_layout_comes_back_and_the_usual_one_undoes_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.day.show_panel(INSPECTOR, False)
    kept = window.day.layout_state()
    window.day.usual_layout(*SMALLEST)
    assert window.day.is_shown(INSPECTOR)
    assert window.day.restore_layout(kept)
    assert not window.day.is_shown(INSPECTOR)
    assert not window.day.restore_layout(QByteArray(b"no layout"))
    assert not window.day.is_shown(INSPECTOR)


def test_layouts_are_kept_under_a_name_and_come_back_at_the_next_start(
    window: MainWindow, tmp_path: Path, theme: Theme
) -> None:
    file = tmp_path / "layouts.json"
    desk = WindowDesk(window, file, window)
    desk.toggle_panel(INSPECTOR)
    desk.keep("  two\tscreens ")
    desk.reset()
    assert window.day.is_shown(INSPECTOR)
    desk.choose("two screens")
    assert not window.day.is_shown(INSPECTOR)
    desk.keep_last()
    last = read_layouts(file).last
    assert last is not None
    later = MainWindow(theme)
    assert apply_layout(later, last, is_place_wanted=True)
    assert not later.day.is_shown(INSPECTOR)
    assert later.height() == window.height()
    later.deleteLater()
    desk.forget("two screens")
    assert read_layouts(file).named == {}


def test_a_window_for_a_picture_keeps_no_layout(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "layouts.json"
    desk = WindowDesk(window, file, window)
    desk.keeps_last = False
    window.closed.emit()
    assert not file.exists()


@pytest.mark.parametrize("kept", [b"{", b'{"last":{"panels":7}}'])
def test_a_broken_file_of_layouts_means_the_usual_one(tmp_path: Path, kept: bytes) -> None:
    file = tmp_path / "layouts.json"
    file.write_bytes(kept)
    assert read_layouts(file) == Layouts()


@pytest.mark.parametrize("text", ["no base64!", "bm8gbGF5b3V0"])
def test_a_layout_that_is_none_changes_nothing(window: MainWindow, text: str) -> None:
    before = window.day.layout_state()
    assert not apply_layout(window, Layout(text))
    assert window.day.layout_state() == before


def test_of_too_many_layouts_the_oldest_goes() -> None:
    layouts = Layouts()
    for number in range(MOST_NAMED + 2):
        layouts = with_name(layouts, f"{number}", Layout("x"))
    assert list(layouts.named) == [str(number) for number in range(2, MOST_NAMED + 2)]


def test_a_layout_that_cannot_be_written_is_told(window: MainWindow, tmp_path: Path) -> None:
    desk = WindowDesk(window, tmp_path / "missing" / "layouts.json", window)
    desk.keep("mine")
    assert "cannot be kept" in window._toast.text()


def test_an_offer_in_a_small_window_shows_all_of_its_buttons(window: MainWindow) -> None:
    bar = window.proposal
    bar.show_view(ProposalView(RouteId("r1"), "Route 3", "Saves 6 min, moves 3 stops"))
    bar.show_hint("41 min less")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    buttons = [each for each in bar.findChildren(QPushButton) if each.isVisible()]
    assert len(buttons) == 3
    for button in buttons:
        assert bar.rect().contains(button.geometry())
        assert button.width() >= button.sizeHint().width()


def test_no_view_makes_a_small_window_wider(window: MainWindow) -> None:
    for view in (window.desk, window.goods, None):
        window.show_view(view)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        assert window.minimumSizeHint().width() <= SMALLEST[0]
        assert window.width() == SMALLEST[0]


def test_in_a_low_window_the_queue_keeps_rows_beside_drivers_at_doors(window: MainWindow) -> None:
    pickups = [
        PickupRow(OrderId(f"o{n}"), RouteId("r1"), "Route 1", 0, "Collect", "+4 min")
        for n in range(3)
    ]
    window.pickups.show_view(PickupsView(tuple(pickups), "worth $1"))
    with_a_row = window.pickups.height()
    doors = [
        DoorRow(
            StopId(f"s{n}"), RouteId("r1"), "Route 1", 0, "Nobody there", "x", "y", Tone.WARN, True
        )
        for n in range(2)
    ]
    window.doors.show_rows(doors[:1])
    low = window.doors.height()
    window.doors.show_rows(doors)
    assert window.doors.height() == low
    assert window.pickups.isVisible()
    assert window.pickups.height() < with_a_row
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    said = [each for each in window.pickups.findChildren(QLabel) if each.isVisible()]
    assert [each.text() for each in said] == ["On the way", "3, worth $1"]
    for label in said:
        assert label.height() >= label.sizeHint().height(), label.text()
        assert not label.visibleRegion().isEmpty()
    window.doors.show_rows(())
    assert window.pickups.height() == with_a_row
    window.resize(1280, 900)
    window.doors.show_rows(doors)
    assert window.doors.height() > low
    assert window.pickups.height() > with_a_row


def are_whole(labels: list[QLabel]) -> bool:
    return all(
        each.isVisible() and each.height() >= each.heightForWidth(each.width()) for each in labels
    )


@pytest.mark.parametrize("height", [700, 800])
def test_no_line_of_a_plan_loses_its_letters_while_plans_are_searched(
    window: MainWindow, qtbot: QtBot, height: int
) -> None:
    fill(window)
    window.resize(1280, height)
    window.size_columns()
    window.show_plans(True)
    looking = [PlanCard(key, "Least change", "", changes="looking…") for key in "abc"]
    gains = "−14 km · −22 min · late 3 → 1"
    changes = "5 stops of 3 drivers moved · 2 of 4 orders placed, worth $3,000"
    found = [replace(each, gains=gains, changes=changes, is_there=True) for each in looking]
    left = (LeftLine("o1", "o1 Balmaceda 1234", "costs $3, gains $4 over the next best"),)
    note = "Looking for plans for as long as it takes, so that these words wrap"
    for cards in (looking, found[:2] + looking[2:], found):
        view = PlansView("Plans", note, cards=tuple(cards), left=left, is_searching=True)
        window.plans.show_view(view)
        words = [
            note,
            *(each.changes for each in cards),
            *(each.gains for each in cards if each.gains),
        ]
        shown = [label for label in window.plans.findChildren(QLabel) if label.text() in words]
        assert len(shown) == len(words)
        qtbot.waitUntil(partial(are_whole, shown))
    assert (window.height(), window.plans.minimumSizeHint().height() < 300) == (height, True)
