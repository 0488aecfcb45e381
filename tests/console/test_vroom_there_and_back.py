"""A plan with shipments comes in, goes out, is optimized, and comes in again: the same goods."""

import copy
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from console.views.moment import Moment
from console.views.route_sheets import route_sheets
from core import commands as c
from core.exchange.order_import import Board as Beside
from core.exchange.route_files import as_vroom
from core.exchange.vroom_day import VroomDay, commands, vroom_day
from core.model import OrderId, RouteId, ServiceDay, StopKind, VehicleId
from main import main
from tests.builders import ANA, MORNING, SYSTEM, Board, small_day
from tests.core.exchange.test_vroom_day import shipped

DAY, NEXT = ServiceDay("2026-12-01"), ServiceDay("2026-12-02")
TWO = (OrderId("6"), OrderId("S1"))
"""From the bakery to the cafe."""


def with_plan(board: Board, document: object, day: ServiceDay, prefix: str = "") -> VroomDay:
    """The day of the file, in the board."""
    beside = Beside(board.state, {}, MORNING, date.fromisoformat(day), lambda _: None)
    found = vroom_day(document, beside, prefix)
    assert isinstance(found, VroomDay), found
    for _, command in commands(found):
        bare = replace(command, texts={}) if hasattr(command, "texts") else command
        board.ask(bare, ANA if isinstance(command, c.PlaceAll) else SYSTEM)
    return found


def written(board: Board, day: ServiceDay) -> Any:
    moment = Moment(board.state, board.now)
    return json.loads(as_vroom(route_sheets(moment, day, lambda start, end: None)))


def test_shipments_go_there_and_back(tmp_path: Path) -> None:
    board = small_day()
    van = replace(board.state.vehicles[VehicleId("v1")], equipment=frozenset({"skill 7"}))
    board.state = replace(board.state, vehicles=board.state.vehicles | {van.id: van})
    with_plan(board, shipped(), DAY)
    waiting = board.route(RouteId("2026-12-01-vroom-2026-12-01-2"))
    board.ask(c.PlaceOrder(TWO[1], waiting.id, 0, waiting.version))
    told = written(board, DAY)
    assert len(told["shipments"]) == 2
    file, answer = tmp_path / "plan.json", tmp_path / "answer.json"
    # A day later, so that the board may have both.
    file.write_text(json.dumps(_later(told)))
    assert main(["optimize", "--steps", "20", str(file), "-o", str(answer)]) == 0
    solution = json.loads(answer.read_text())
    assert solution["summary"]["unassigned"] == 0
    both = json.loads(file.read_text()) | {"routes": solution["routes"]}
    again = with_plan(board, both, NEXT, "again-")
    assert {each.order.id for each in again.orders if each.sender} == {f"again-{n}" for n in TWO}
    for number in TWO:
        halves = [
            (board.state.stops[stop].kind, board.state.stops[stop].place_id)
            for route in board.state.routes.values()
            if route.day == NEXT
            for stop in route.stop_ids
            if board.state.stops[stop].order_id == f"again-{number}"
        ]
        assert [kind for kind, _ in halves] == [StopKind.TAKE, StopKind.DELIVER]
        taken, brought = (board.state.places[place_id] for _, place_id in halves)
        assert (taken.lat, taken.lon) == (-29.92, -71.27)
        assert (brought.lat, brought.lon) == (-29.91, -71.24)


def test_at_noon_only_what_is_left_goes_out() -> None:
    board = small_day()
    with_plan(board, shipped(), DAY)
    route = board.route(RouteId(f"{DAY}-d1"))
    board.now = route.starts_at
    board.ask(c.SendChanges(route.id, route.version))
    board.accept(route.id)
    board.start(route.id)
    board.complete("2.1")
    board.now += timedelta(minutes=10)
    board.complete("6.1")
    told = written(board, DAY)
    van = told["vehicles"][0]
    assert [step["type"] for step in van["steps"]] == ["start", "job", "job", "end"]
    names = {job["id"]: job["description"] for job in told["jobs"]}
    assert [names[s["id"]] for s in van["steps"] if s["type"] == "job"] == ["1", "6"]
    assert "shipments" not in told, "its goods are aboard"
    assert van["start"] == [-71.27, -29.92], "the bakery"
    assert van["time_window"][0] == int(board.now.timestamp())


def _later(told: Any) -> Any:
    """All moments a day later."""
    made = copy.deepcopy(told)
    visits = [visit for each in made.get("shipments", ()) for visit in each.values()]
    for each in (*made["vehicles"], *made["jobs"], *(v for v in visits if isinstance(v, dict))):
        for name in ("time_windows", "time_window", "breaks"):
            if name in each:
                each[name] = _shifted(each[name])
    return made


def _shifted(value: Any) -> Any:
    if isinstance(value, list):
        return [_shifted(each) for each in value]
    if isinstance(value, dict):
        return value | {"time_windows": _shifted(value["time_windows"])}
    return value + 86_400
