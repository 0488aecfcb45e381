"""What vans pass anyway: one key takes the first, another one all, and one undo takes it back."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.panels.pickups_panel import PickupsPanel
from console.pickup_desk import PickupDesk
from console.theme import Scheme, Theme
from core import commands as c
from core.model import OrderStatus
from tests.builders import R1, R2, W1, W2, running_day
from tests.console.test_placing import Office
from tests.one_road import one_road


class Passing(Office):
    """Two vans on the road that pass a return and containers."""

    def __init__(self, panel: PickupsPanel) -> None:
        super().__init__(running_day(), one_road())
        self.panel = panel
        self.desk = PickupDesk(
            panel,
            self.planner,
            self.gestures,
            self.placing,
            self.live,
            self.screen,
            self,
        )
        self.desk.said.connect(lambda words, _: self.said.append(words))


@pytest.fixture
def office(qapp: QApplication) -> Iterator[Passing]:
    theme = Theme(qapp, Scheme.DARK)
    panel = PickupsPanel(theme)
    made = Passing(panel)
    yield made
    made.planner.close()
    panel.close()
    panel.deleteLater()
    qapp.setStyleSheet("")
    qapp.styleHints().unsetColorScheme()
    theme.deleteLater()


def looked(office: Passing, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.planner.pickups_found):
        office.desk.refresh()


def test_what_a_van_passes_is_shown_with_its_gain(office: Passing, qtbot: QtBot) -> None:
    looked(office, qtbot)
    rows = office.panel._view.rows
    assert {row.order_id for row in rows} == {W1, W2}
    # As the lane says when the order is dragged there: the stop takes its time.
    assert all(row.gain.startswith("+5 min, worth ") for row in rows)
    assert all(row.tooltip[2] == "+0 min of it driving, the rest at the door" for row in rows)
    assert not office.panel.isHidden()


def test_the_key_takes_the_first(office: Passing, qtbot: QtBot) -> None:
    looked(office, qtbot)
    with qtbot.waitSignal(office.gestures.placed):
        office.panel.take_first()
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    looked(office, qtbot)
    assert len(office.panel._view.rows) == 1


def test_all_are_taken_at_once_and_taken_back_at_once(office: Passing, qtbot: QtBot) -> None:
    looked(office, qtbot)
    with qtbot.waitSignal(office.planner.pickups_shared):
        office.panel.take_all()
    qtbot.waitUntil(lambda: bool(office.asked))
    assert office.board.order(W1).status is OrderStatus.PLANNED
    assert office.board.order(W2).status is OrderStatus.PLANNED
    looked(office, qtbot)
    assert office.panel.isHidden()
    office.panel.take_first()
    office.panel.take_all()
    office.gestures.history.undo()
    assert office.board.order(W1).status is OrderStatus.WAITING
    assert office.board.order(W2).status is OrderStatus.WAITING


def test_a_van_that_goes_on_meanwhile_keeps_no_other_from_its_pickups(
    office: Passing, qtbot: QtBot
) -> None:
    looked(office, qtbot)
    board, shares = office.board, office.planner.pickups_shared

    def go_on(*_: object) -> None:
        shares.disconnect(go_on)
        for route_id in (R1, R2):
            newer = replace(board.route(route_id), version=board.route(route_id).version + 1)
            routes = board.state.routes | {route_id: newer}
            board.state = replace(board.state, routes=routes, seq=board.state.seq + 1)

    # Heard before the desk hears it: between its question and its command.
    shares.disconnect(office.desk._take)
    shares.connect(go_on)
    shares.connect(office.desk._take)
    office.panel.take_all()
    qtbot.waitUntil(lambda: len(office.asked) == 2, timeout=10_000)
    assert board.order(W1).status is OrderStatus.PLANNED
    assert board.order(W2).status is OrderStatus.PLANNED
    assert office.said == ["2 orders collected on the way · Ctrl+Z undoes it"]


def test_when_no_van_passes_any_more_it_is_said(office: Passing, qtbot: QtBot) -> None:
    looked(office, qtbot)
    for route_id in (R1, R2):
        office.board.ask(c.LockRoute(route_id))
    with qtbot.waitSignal(office.planner.pickups_shared):
        office.panel.take_all()
    qtbot.waitUntil(lambda: office.said == ["No van passes anything any more."])
