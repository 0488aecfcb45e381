"""The inspector: a case, a route, or nothing."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from console.panels import inspector_panel
from console.panels.inspector_panel import InspectorPanel
from console.theme import Scheme, Theme
from console.view import ActionView, CaseAction, CaseView, RouteAction, WayOutRow
from console.views.inspections import case_view, route_view
from core.model import CaseKind, Resolution, RouteId, WayOut
from tests.console.sample_day import TODAY, TOMORROW, SampleDay

Show = Callable[[QWidget, int, int], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(theme: Theme, shown: Show) -> InspectorPanel:
    made = InspectorPanel(theme)
    shown(made, 320, 700)
    return made


def failed_case(day: SampleDay) -> CaseView:
    moment = day.moment()
    case = next(
        case for case in moment.state.cases.values() if case.kind is CaseKind.FAILED_DELIVERY
    )
    return case_view(moment, case, day.options(case.order_id), next_day=TOMORROW)


def words_of(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_a_case_says_what_happened_to_whom_and_who_could_take_it(
    panel: InspectorPanel, day: SampleDay
) -> None:
    view = failed_case(day)
    panel.show_view(view)
    words = words_of(panel)
    for part in (view.headline, view.customer, view.address, view.note, view.options_note):
        assert part in words


def test_a_note_with_markup_is_shown_as_written(panel: InspectorPanel, day: SampleDay) -> None:
    panel.show_view(replace(failed_case(day), note="<b>boo</b>", customer="<img src=x>"))
    labels = [label for label in panel.findChildren(QLabel) if "<" in label.text()]
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_buttons_ask_for_their_action(panel: InspectorPanel, day: SampleDay, qtbot: QtBot) -> None:
    view = failed_case(day)
    panel.show_view(view)
    button = next(b for b in panel.findChildren(QPushButton) if "depot" in b.text())
    with qtbot.waitSignal(panel.action_asked) as told:
        QTest.mouseClick(button, LEFT)
    assert told.args == [CaseAction.RETURN_TO_DEPOT, view.case_id]


def test_keys_ask_for_actions_and_options(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    view = failed_case(day)
    panel.show_view(view)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    with qtbot.waitSignal(panel.action_asked) as told:
        QTest.keyClick(panel, Qt.Key.Key_D)
    assert told.args == [CaseAction.RETURN_TO_DEPOT, view.case_id]
    with qtbot.waitSignal(panel.option_chosen) as told:
        QTest.keyClick(panel, Qt.Key.Key_1)
    assert told.args == [view.order_id, view.options[0].route_id]
    panel.show_view(None)
    with qtbot.assertNotEmitted(panel.action_asked):
        QTest.keyClick(panel, Qt.Key.Key_D)


def test_a_disabled_button_says_why(panel: InspectorPanel, day: SampleDay) -> None:
    moment = day.moment()
    case = next(
        case for case in moment.state.cases.values() if case.kind is CaseKind.RETURN_REQUEST
    )
    panel.show_view(case_view(moment, case))
    button = next(b for b in panel.findChildren(QPushButton) if "another day" in b.text())
    assert not button.isEnabled()
    assert button.toolTip() == "No later service day is open."


def test_what_keeps_every_button_from_working_stands_above_them(
    panel: InspectorPanel, day: SampleDay
) -> None:
    view = failed_case(day)
    off = tuple(replace(each, is_enabled=False, why_not="It is past.") for each in view.actions)
    panel.show_view(replace(view, actions=off))
    assert "It is past." in words_of(panel)
    panel.show_view(view)
    assert "It is past." not in words_of(panel)


def test_an_option_is_taken_by_its_number_or_pointed_at(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    view = failed_case(day)
    panel.show_view(view)
    with qtbot.waitSignal(panel.option_chosen) as told:
        panel.choose_option(2)
    assert told.args == [view.order_id, view.options[1].route_id]
    rows = next(v for v in panel.findChildren(QListView) if v.isVisible())
    rows.scrollToTop()
    with qtbot.waitSignal(panel.option_pointed_at) as told:
        QTest.mouseClick(
            rows.viewport(), LEFT, pos=rows.visualRect(rows.model().index(0, 0)).center()
        )
    assert told.args == [view.order_id, view.options[0].route_id]
    with qtbot.assertNotEmitted(panel.option_chosen):
        panel.choose_option(9)


def test_a_photo_is_asked_for_once_and_shown(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    view = failed_case(day)
    with qtbot.waitSignal(panel.photo_wanted) as told:
        panel.show_view(view)
    assert told.args == [view.photo]
    picture = QPixmap(40, 30)
    picture.fill(QColor("red"))
    buffer = QBuffer()
    picture.save(buffer, "PNG")
    panel.show_photo(str(view.photo), bytes(buffer.data().data()))
    frame = next(b for b in panel.findChildren(QPushButton) if b.accessibleName().startswith("Ph"))
    assert frame.toolTip() == "Open the photo"
    with qtbot.waitSignal(panel.photo_opened):
        QTest.mouseClick(frame, LEFT)
    panel.show_photo(str(view.photo), b"not a picture")


def test_a_route_shows_its_stops_and_asks_for_actions(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    moment = day.moment()
    view = route_view(moment, moment.state.routes[RouteId(f"{TODAY}-02")])
    panel.show_view(view)
    assert view.driver in words_of(panel)
    button = next(b for b in panel.findChildren(QPushButton) if b.text().startswith("Send"))
    with qtbot.waitSignal(panel.route_action_asked) as told:
        QTest.mouseClick(button, LEFT)
    assert told.args == [RouteAction.SEND, view.route_id]
    rows = next(v for v in panel.findChildren(QListView) if v.isVisible())
    index = rows.model().index(len(view.stops) - 2, 0)
    rows.scrollTo(index)
    with qtbot.waitSignal(panel.stop_clicked) as told:
        QTest.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(index).center())
    assert told.args == [view.stops[-2].stop_id]
    panel.route_card.select_stop(str(view.stops[3].stop_id))


def test_a_phone_number_is_copied(panel: InspectorPanel, day: SampleDay, qtbot: QtBot) -> None:
    moment = day.moment()
    views = (failed_case(day), route_view(moment, moment.state.routes[RouteId(f"{TODAY}-01")]))
    for view in views:
        panel.show_view(view)
        button = next(
            b for b in panel.findChildren(QPushButton) if b.isVisible() and view.phone in b.text()
        )
        with qtbot.waitSignal(panel.phone_copied) as told:
            QTest.mouseClick(button, LEFT)
        assert told.args == [view.phone]
        assert QGuiApplication.clipboard().text() == view.phone


def test_it_is_painted_in_both_schemes_and_empty(
    panel: InspectorPanel, day: SampleDay, theme: Theme
) -> None:
    panel.show_view(failed_case(day))
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme.set_scheme(scheme)
        assert not panel.grab().isNull()
    panel.show_view(None)
    assert not panel.grab().isNull()
    panel.choose_option(1)


def test_ways_out_are_seen_without_scrolling_in_the_smallest_window(
    theme: Theme, shown: Show, day: SampleDay
) -> None:
    panel = InspectorPanel(theme)
    shown(panel, 280, 530)
    sums = "way −$2,966 · let down again −$1,200"
    ways = tuple(
        WayOutRow(f"{n}", "Route 21, today", "−$4,166", sums, n == 0, WayOut(Resolution.REFUND, ()))
        for n in range(4)
    )
    panel.show_view(
        replace(
            failed_case(day),
            headline="Delivery failed: Nobody there",
            note="Rang twice, nobody answers.",
            customer="Javiera Rodríguez",
            severity="Critical: overdue",
            due="14 min over",
            window="",
            doubt="Suspect attempt: ask the driver first",
            plausible="Suspect: at the door, no arrival reported, no photo, customer not called",
            ways_out=ways,
            verdict="Route 21, today is $1,084 better than the next best: the way is shorter.",
        )
    )
    (scroll,) = (
        s for s in panel.findChildren(QScrollArea) if s.accessibleName() == "Details of the case"
    )
    (rows,) = (v for v in panel.findChildren(QListView) if v.accessibleName() == "Ways out")
    scroll.grab()
    top = rows.mapTo(scroll.viewport(), QPoint(0, 0)).y()
    assert top + 2 * rows.sizeHintForRow(0) <= scroll.viewport().height()
    inside = scroll.widget()
    assert inside is not None
    assert inside.width() <= scroll.viewport().width()


def test_a_way_out_is_read_whole_on_as_many_lines_as_it_needs(
    panel: InspectorPanel, day: SampleDay
) -> None:
    sums = " · ".join(f"a cost of many words {n}" for n in range(5))
    short = WayOutRow("1", "Refund", "−$1", "refund −$1", True, WayOut(Resolution.REFUND, ()))
    long = replace(short, key="2", words="At the bookshop in the old harbour " * 3, sums=sums)
    panel.show_view(replace(failed_case(day), ways_out=(short, long)))
    (ways,) = (v for v in panel.findChildren(QListView) if v.accessibleName() == "Ways out")
    first, second = ways.sizeHintForRow(0), ways.sizeHintForRow(1)
    assert second > first + 40
    assert ways.height() == first + second
    ways.grab()
    panel.show_view(replace(failed_case(day), ways_out=(short, replace(short, key="2"))))
    assert ways.height() == 2 * first


def test_another_case_is_read_from_its_top_and_the_same_one_where_it_was(
    theme: Theme, shown: Show, day: SampleDay
) -> None:
    panel = InspectorPanel(theme)
    shown(panel, 280, 530)
    first = failed_case(day)
    other = next(case for case in day.moment().state.cases.values() if case.id != first.case_id)
    panel.show_view(first)
    (scroll,) = (
        s for s in panel.findChildren(QScrollArea) if s.accessibleName() == "Details of the case"
    )
    scroll.grab()
    bar = scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    panel.show_view(replace(first, due="2 min left"))
    scroll.grab()
    assert bar.value() > 0
    panel.show_view(case_view(day.moment(), other, None, next_day=TOMORROW))
    scroll.grab()
    assert bar.value() == 0


def test_a_stop_that_is_looked_for_is_marked_once_its_route_is_shown(
    panel: InspectorPanel, day: SampleDay
) -> None:
    moment = day.moment()
    view = route_view(moment, moment.state.routes[RouteId(f"{TODAY}-02")])
    panel.seek_stop(str(view.stops[-2].stop_id))
    panel.show_view(view)
    rows = next(v for v in panel.findChildren(QListView) if v.isVisible())
    assert rows.currentIndex().row() == len(view.stops) - 2
    assert rows.viewport().rect().intersects(rows.visualRect(rows.currentIndex()))
    panel.seek_stop(str(view.stops[1].stop_id))
    assert rows.currentIndex().row() == 1


def other_case(than: CaseView) -> CaseView:
    return replace(than, case_id="case-other", order_id="other", title="other")


def test_a_key_is_meant_for_the_case_that_was_chosen_not_for_the_one_still_shown(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    """The page of a case comes a moment after its choice; a quick hand is faster."""
    first = failed_case(day)
    second = other_case(first)
    panel.show_view(first)
    panel.expect(second.order_id)
    depot = next(b for b in panel.findChildren(QPushButton) if "depot" in b.text())
    with qtbot.assertNotEmitted(panel.action_asked):
        QTest.mouseClick(depot, LEFT)
        panel.show_view(replace(first, due="1 min left"))
    with qtbot.assertNotEmitted(panel.option_chosen):
        panel.choose_option(1)
    with qtbot.waitSignal(panel.action_asked) as told:
        panel.show_view(second)
    assert told.args == [CaseAction.RETURN_TO_DEPOT, second.case_id]
    with qtbot.assertNotEmitted(panel.action_asked):
        panel.show_view(replace(second, due="1 min left"))
    with qtbot.waitSignal(panel.action_asked) as told:
        QTest.mouseClick(depot, LEFT)
    assert told.args == [CaseAction.RETURN_TO_DEPOT, second.case_id]


def test_a_key_that_came_before_any_page_counts_once_it_is_there(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    first = failed_case(day)
    second = other_case(first)
    panel.press("D")
    panel.expect(first.order_id)
    panel.press("D")
    panel.expect(second.order_id)
    with qtbot.assertNotEmitted(panel.action_asked):
        panel.show_view(second)
    panel.expect(first.order_id)
    panel.press("?")
    with qtbot.assertNotEmitted(panel.action_asked):
        panel.show_view(first)
    panel.expect(second.order_id)
    panel.press("D")
    with qtbot.waitSignal(panel.action_asked) as told:
        panel.show_view(second)
    assert told.args == [CaseAction.RETURN_TO_DEPOT, second.case_id]


def test_a_key_for_a_route_waits_for_its_page_too(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    moment = day.moment()
    views = [route_view(moment, moment.state.routes[RouteId(f"{TODAY}-0{n}")]) for n in (1, 2)]
    panel.show_view(views[0])
    panel.expect(views[1].route_id)
    lock = next(b for b in panel.findChildren(QPushButton) if b.text().startswith("Lock"))
    with qtbot.assertNotEmitted(panel.route_action_asked):
        QTest.mouseClick(lock, LEFT)
    with qtbot.waitSignal(panel.route_action_asked) as told:
        panel.show_view(views[1])
    assert told.args == [RouteAction.LOCK, views[1].route_id]


def test_a_key_is_not_kept_for_longer_than_somebody_waits(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = failed_case(day)
    panel.expect(view.order_id)
    panel.press("D")
    monkeypatch.setattr(inspector_panel, "KEPT_S", -1.0)
    with qtbot.assertNotEmitted(panel.action_asked):
        panel.show_view(view)


def test_another_case_is_laid_out_before_it_is_painted(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    """Both in one go stopped the window; the same case an instant later is painted at once."""
    view = failed_case(day)
    panel.show_view(view)
    assert not panel.updatesEnabled()
    qtbot.waitUntil(panel.updatesEnabled)
    panel.show_view(replace(view, due="1 min left"))
    assert panel.updatesEnabled()


def test_a_page_to_come_is_filled_in_out_of_sight(panel: InspectorPanel, day: SampleDay) -> None:
    view = failed_case(day)
    panel.prepare(view)
    assert view.customer in [label.text() for label in panel.case_card.findChildren(QLabel)]
    assert view.customer not in words_of(panel)
    panel.show_view(view)
    assert view.customer in words_of(panel)
    moment = day.moment()
    panel.prepare(route_view(moment, next(iter(moment.state.routes.values()))))
    assert view.customer in words_of(panel)


def test_the_page_in_sight_changes_only_when_it_is_shown(
    panel: InspectorPanel, day: SampleDay
) -> None:
    view = failed_case(day)
    panel.show_view(view)
    panel.prepare(replace(view, customer="Somebody else"))
    assert "Somebody else" not in words_of(panel)


def test_a_key_that_a_decided_case_does_not_take_says_why(
    panel: InspectorPanel, day: SampleDay, qtbot: QtBot
) -> None:
    open_case = failed_case(day)
    back = ActionView(CaseAction.REOPEN, "Take the decision back", "O")
    panel.show_view(replace(open_case, actions=(back,), state="waits for driver"))
    with qtbot.waitSignal(panel.key_refused) as told:
        panel.press("M")
    assert told.args == [
        f"{open_case.title} is decided already: waits for driver. "
        "First press O: take the decision back."
    ]
    panel.show_view(replace(open_case, actions=(), state="closed"))
    with qtbot.waitSignal(panel.key_refused) as told:
        panel.press("M")
    assert told.args == [f"{open_case.title} has no such way out now: closed."]
    off = ActionView(CaseAction.RESCHEDULE, "To another day", "M", False, "No later day is open.")
    panel.show_view(replace(open_case, actions=(off,)))
    with qtbot.waitSignal(panel.key_refused) as told:
        panel.press("M")
    assert told.args == ["No later day is open."]
    with qtbot.assertNotEmitted(panel.key_refused):
        panel.press("Q")
        panel.show_view(None)
        panel.press("M")
