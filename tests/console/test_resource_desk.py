"""Who can take this: the table, its drops and its keys, with the real planner on a small day."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.models.resource_model import ResourceColumn
from console.panels.resources_panel import ResourcesPanel
from console.panels.shy_label import ShyLabel
from console.resource_desk import ResourceDesk
from console.theme import Scheme, Theme
from console.view import ORDER_MIME, STOP_MIME
from core import commands as c
from core.model import CustodyKind, OrderStatus
from tests.builders import A3, R1, R2, SYSTEM, W1, W3, fleet, running_day
from tests.console.panels.conftest import HandMadeDrag
from tests.console.test_placing import Office
from tests.one_road import one_road


class Helped(Office):
    """An office with the table of resources in a window of its own."""

    def __init__(self, panel: ResourcesPanel) -> None:
        board = running_day()
        board.ask(fleet(3), SYSTEM)
        super().__init__(board, one_road())
        self.panel = panel
        self.emphasised: list[tuple[str, ...]] = []
        self.pointed: list[str] = []
        self.desk = ResourceDesk(
            panel,
            panel.setVisible,
            self.planner,
            self.gestures,
            self.placing,
            self.live,
            self.screen,
            self,
        )
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self.desk.emphasised.connect(self.emphasised.append)
        self.desk.pointed_at.connect(self.pointed.append)

    def keys(self) -> list[str]:
        model = self.panel.model
        return [model.row(at).key for at in range(model.rowCount())]


@pytest.fixture
def office(qapp: QApplication, qtbot: QtBot) -> Iterator[Helped]:
    theme = Theme(qapp, Scheme.DARK)
    panel = ResourcesPanel(theme)
    panel.resize(900, 400)
    made = Helped(panel)
    yield made
    made.planner.close()
    panel.close()
    panel.deleteLater()
    qapp.setStyleSheet("")
    qapp.styleHints().unsetColorScheme()
    theme.deleteLater()


def asked(office: Helped, qtbot: QtBot, order_id: str = W1) -> None:
    with qtbot.waitSignal(office.planner.resources_found):
        office.desk.who_can_take(order_id)  # type: ignore[arg-type]


def test_who_can_take_this_is_sorted_by_cost_with_the_first_chosen(
    office: Helped, qtbot: QtBot
) -> None:
    asked(office, qtbot)
    assert office.panel.isVisible()
    assert office.keys()[0] == R1
    assert office.panel.chosen() == office.keys()[0]
    assert office.pointed == [R1]


def test_enter_takes_the_order_by_the_chosen_row(office: Helped, qtbot: QtBot) -> None:
    asked(office, qtbot)
    with qtbot.waitSignal(office.gestures.placed):
        QTest.keyClick(office.panel.table, Qt.Key.Key_Return)
    assert office.board.order(W1).status is OrderStatus.PLANNED


def test_a_drop_on_a_van_is_a_placement(office: Helped, qtbot: QtBot) -> None:
    asked(office, qtbot)
    with qtbot.waitSignal(office.gestures.placed):
        drop(office, ORDER_MIME, W1, R2)
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    assert command.route_id == R2
    office.gestures.history.undo()
    assert office.board.order(W1).status is OrderStatus.WAITING


def test_a_driver_on_standby_is_called_in_first(office: Helped, qtbot: QtBot) -> None:
    asked(office, qtbot, W3)
    key = "2026-11-23-d3-v3-1"
    with qtbot.waitSignal(office.gestures.placed):
        drop(office, ORDER_MIME, W3, key)
    assert [type(command) for command in office.asked] == [c.CallStandby, c.PlaceOrder]
    assert office.board.route(office.board.state.routes[key].id).stop_ids == ("w3.1",)  # type: ignore[index]


def test_a_drop_on_a_partner_hands_it_on_and_undo_takes_it_back(
    office: Helped, qtbot: QtBot
) -> None:
    asked(office, qtbot, W3)
    drop(office, ORDER_MIME, W3, "courier")
    assert office.board.custody("w3-out").kind is CustodyKind.PARTNER
    office.gestures.history.undo()
    assert office.board.custody("w3-out").kind is CustodyKind.DEPOT


def test_a_stop_can_be_dropped_too(office: Helped, qtbot: QtBot) -> None:
    asked(office, qtbot)
    with qtbot.waitSignal(office.gestures.placed):
        drop(office, STOP_MIME, "a3.1", R2)
    assert office.board.stop("a3.1").route_id == R2
    drop(office, STOP_MIME, "a3.1", "courier")
    assert office.board.order(A3).partner is not None


def test_rows_keep_their_places_while_something_is_dragged_over_them(
    office: Helped, qtbot: QtBot
) -> None:
    asked(office, qtbot)
    before = office.keys()
    office.panel.model.is_held = True
    asked(office, qtbot, W3)
    assert office.keys() == before
    office.panel.model.is_held = False
    asked(office, qtbot, W3)
    assert office.keys() != before


def test_the_map_shows_only_who_can(office: Helped, qtbot: QtBot) -> None:
    asked(office, qtbot)
    office.panel.map_filtered.emit(True)
    assert set(office.emphasised[-1]) >= {R1, R2}
    office.panel.map_filtered.emit(False)
    assert office.emphasised[-1] == ()


def test_nothing_is_asked_while_nobody_looks(office: Helped) -> None:
    found: list[object] = []
    office.planner.resources_found.connect(found.append)
    office.desk.refresh()
    office.desk.toggle()
    office.desk.toggle()
    assert not office.panel.isVisible()
    office.panel.row_activated.emit("r1")
    assert office.said == ["Choose an order in the queue first."]


def test_while_no_day_is_open_nobody_is_looked_for(office: Helped, qtbot: QtBot) -> None:
    asked(office, qtbot)
    office.board.state = replace(office.board.state, days={})
    office.desk.refresh()
    note = office.panel.findChild(ShyLabel)
    assert isinstance(note, ShyLabel)
    assert note.text() == "No day is open. Plan one first (Ctrl+D)."
    assert office.keys() == []
    assert office.emphasised[-1] == ()
    office.panel.row_activated.emit(R1)
    assert office.asked == []


def test_a_column_sorts_by_its_numbers(office: Helped, qtbot: QtBot) -> None:
    asked(office, qtbot)
    model = office.panel.model
    for column in ResourceColumn:
        model.sort(column, Qt.SortOrder.DescendingOrder)
        backwards = office.keys()
        model.sort(column)
        assert set(office.keys()) == set(backwards)
    model.sort(-1)
    assert office.keys()[0] == "r1"


def drop(office: Helped, mime: str, payload: str, key: str) -> None:
    at = office.panel.model.find(key)
    assert at is not None
    table = office.panel.table
    where = table.visualRect(office.panel.model.index(at, 0)).center()
    drag = HandMadeDrag(table.viewport(), mime, payload)
    drag.enter(where)
    drag.move(where)
    drag.drop(where)
