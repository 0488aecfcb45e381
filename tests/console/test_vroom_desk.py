"""A day comes from a VROOM file, or nothing does and each mistake is shown by its path."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.panels.vroom_dialog import VroomDialog
from console.saved_dialog import Workplace
from console.theme import Theme
from console.tongue import _Spoken
from console.vroom_desk import VroomDesk
from core import commands as c
from core.access import Role
from core.exchange.region_places import RegionPlaces
from core.hub.replica import ClockReading
from core.model import OrderId, OrderStatus, RouteId
from core.rules.lookups import Refused
from tests.builders import ANA, MORNING, SYSTEM, Board, small_day

HOME = [-71.30, -29.95]
PLAN: dict[str, Any] = {
    "vehicles": [
        {"id": 1, "description": "Van 1", "start": HOME, "steps": [{"type": "job", "id": 1}]}
    ],
    "jobs": [{"id": n, "location": [-71.25, -29.91]} for n in (1, 2)],
}


class Office:
    def __init__(self, theme: Theme, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.window = QWidget()
        self.window.resize(1200, 800)
        qtbot.addWidget(self.window)
        self.board: Board = small_day()
        self.role = Role.ADMIN
        self.said: list[str] = []
        self.shown: list[str] = []
        self.gestures = Gestures(lambda: self.board.state, self._send, self.window)
        at = Workplace(self.window, theme, self.gestures, self._send, self._live)
        self.desk = VroomDesk(at, lambda: RegionPlaces(None), self.window)
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self.desk.day_wanted.connect(self.shown.append)

    def _live(self) -> Live:
        clock = ClockReading(MORNING, 0.0, 0.0)
        return Live(state=self.board.state, texts={}, clock=clock, role=self.role)

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        if isinstance(command, c.ImportOrders | c.RegisterFleet):
            command = replace(command, texts={})
        try:
            actor = ANA if isinstance(command, c.PlaceAll) else SYSTEM
            self.board.ask(command, actor)
        except Refused as refused:
            answered(str(refused))
            return
        answered(None)

    def read(self, content: object) -> VroomDialog:
        file = self.folder / "plan.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        self.desk.open(file)
        dialog = self.window.findChildren(VroomDialog)[-1]
        self.qtbot.waitUntil(lambda: dialog.words.text() != "Reading…")
        return dialog


@pytest.fixture
def office(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    office = Office(theme, qtbot, tmp_path)
    yield office
    office.desk.close()


def test_a_plan_is_shown_imported_and_taken_back(office: Office) -> None:
    dialog = office.read(PLAN | {"vehicles": [PLAN["vehicles"][0] | {"max_tasks": 9}]})
    office.qtbot.waitUntil(dialog.start.isEnabled)
    assert dialog.words.text() == "2 orders for 1 route on Wed 25 Nov, 1 of them planned."
    assert dialog.table.item(0, 0).text() == "$.vehicles[0].max_tasks"  # type: ignore[union-attr]
    dialog.start.click()
    route = office.board.route(RouteId("2026-11-25-d1"))
    assert [office.board.state.stops[stop].order_id for stop in route.stop_ids] == ["1"]
    assert office.shown == ["2026-11-25"]
    assert office.said == ["2 orders and 1 route imported · Ctrl+Z takes the orders back"]
    office.gestures.history.undo()
    assert office.board.order(OrderId("1")).status is OrderStatus.CLOSED
    office.gestures.history.redo()
    assert office.board.order(OrderId("1")).status is OrderStatus.WAITING


def test_the_day_is_said_as_people_here_write_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    weekdays = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
    monkeypatch.setattr(_Spoken, "language", replace(_Spoken.language, weekdays=weekdays))
    assert "on mié 25 Nov, 1" in office.read(PLAN).words.text()


def test_the_first_day_that_is_not_open_is_offered(office: Office) -> None:
    dialog = office.read(PLAN)
    assert dialog.words.text() == "2 orders for 1 route on Wed 25 Nov, 1 of them planned."
    words = "2 orders for 1 route on Tue 24 Nov, 1 of them planned."
    dialog.day_field.setDate(dialog.day_field.date().addDays(-1))
    office.qtbot.waitUntil(lambda: dialog.words.text().startswith("1 mistake"))
    assert dialog.words.text() != words, "that day is open"
    assert not dialog.start.isEnabled()
    dialog.reject()
    office.board.ask(c.OpenDay("2026-11-25", (), ()), SYSTEM)  # type: ignore[arg-type]
    dialog = office.read(PLAN)
    assert dialog.day.isoformat() == "2026-11-26"


def test_each_mistake_is_shown_by_its_path_and_nothing_is_written(office: Office) -> None:
    before = office.board.state
    dialog = office.read(PLAN | {"jobs": [{"id": 1}, {"id": "x", "location": [0, 0]}]})
    paths = [dialog.table.item(at, 0).text() for at in range(dialog.table.rowCount())]  # type: ignore[union-attr]
    assert paths == ["$.jobs[0].location", "$.jobs[1].id"]
    assert dialog.words.text() == "2 mistakes; nothing is imported before they are mended."
    assert not dialog.start.isEnabled()
    assert "The file is no JSON" in office.read("{").words.text()
    assert office.board.state is before


def test_what_the_hub_refuses_is_said_and_who_may_not_is_told(office: Office) -> None:
    dialog = office.read(PLAN)
    office.qtbot.waitUntil(dialog.start.isEnabled)
    office.board.ask(c.OpenDay("2026-11-25", (), ()), SYSTEM)  # type: ignore[arg-type]
    dialog.start.click()
    assert "is open already" in dialog.words.text()
    assert office.said[-1].startswith("0 of 2 orders imported.")
    assert dialog.choose.isEnabled(), "another file or day can be tried"
    dialog.day_field.setDate(dialog.day_field.date().addDays(1))
    office.qtbot.waitUntil(dialog.start.isEnabled)
    dialog.reject()
    office.role = Role.DISPATCHER
    office.desk.open()
    assert "to open a day" in office.said[-1]
