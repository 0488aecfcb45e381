"""A driver on standby comes with a van that is spare."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import DriverId, Reserves, Standby, VehicleId
from core.rules.reserves import local_minute, spare_vans, standby_routes
from core.state import State
from tests.builders import DEPOT, NOON, R1, SYSTEM, TODAY, W1, Board, fleet, running_day

CALL = c.CallStandby(TODAY, DriverId("d3"), VehicleId("v3"))


@pytest.fixture
def board() -> Board:
    made = running_day()
    made.ask(fleet(4), SYSTEM)
    return made


def with_standby(board: Board, *standby: Standby) -> None:
    depot = replace(DEPOT, reserves=Reserves(standby))
    board.state = replace(board.state, depot=depot)


def test_a_driver_who_is_called_leaves_when_ready_and_takes_orders(board: Board) -> None:
    (opened,) = board.ask(CALL)
    route = board.route(opened.route.id)  # type: ignore[union-attr]
    assert route.starts_at == NOON + timedelta(minutes=20)
    assert route.ends_at == datetime(2026, 11, 23, 20, tzinfo=UTC)
    board.place(W1, route.id, 0)
    assert board.route(route.id).stop_ids == ("w1.1",)


def test_who_has_left_is_called_no_more(board: Board) -> None:
    driver = board.state.drivers[DriverId("d3")]
    board.ask(c.RegisterFleet((replace(driver, has_left=True),), ()), SYSTEM)
    assert "drives for the depot no more" in board.refusal(CALL)
    assert standby_routes(board.state, TODAY, NOON) == ()


def test_an_early_call_waits_for_the_standby_to_begin(board: Board) -> None:
    with_standby(board, Standby(DriverId("d3"), 14 * 60, 20 * 60))
    (opened,) = board.ask(CALL)
    assert opened.route.starts_at == local_minute(DEPOT, TODAY, 14 * 60)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (replace(CALL, driver_id=DriverId("d4")), "The driver d4 is not on standby."),
        (replace(CALL, day="2026-12-24"), "The day Thu 24 Dec is not open for planning."),
        (replace(CALL, vehicle_id=VehicleId("v1")), "The van v1 is not spare on Mon 23 Nov."),
        (replace(CALL, vehicle_id=VehicleId("v9")), "The van v9 is not spare on Mon 23 Nov."),
    ],
)
def test_what_cannot_be_called_is_told(board: Board, command: c.CallStandby, words: str) -> None:
    assert board.refusal(command) == words


def test_nobody_is_called_twice_or_when_it_is_too_late(board: Board) -> None:
    board.ask(CALL)
    again = replace(CALL, vehicle_id=VehicleId("v4"))
    assert board.refusal(again) == "The driver d3 has a route on Mon 23 Nov already."
    assert standby_routes(board.state, TODAY, board.now) == ()
    late = running_day()
    late.ask(fleet(3), SYSTEM)
    late.now = local_minute(DEPOT, TODAY, 17 * 60 - 10)
    assert late.refusal(CALL) == "The driver d3 could not leave before the standby ends."
    assert standby_routes(late.state, TODAY, late.now) == ()


def test_one_van_of_every_sort_is_offered(board: Board) -> None:
    big = replace(board.state.vehicles[VehicleId("v4")], equipment=frozenset({"tail_lift"}))
    board.state = replace(board.state, vehicles=board.state.vehicles | {big.id: big})
    assert [van.id for van in spare_vans(board.state, TODAY)] == ["v3", "v4"]
    offered = standby_routes(board.state, TODAY, board.now)
    assert [route.vehicle_id for route in offered] == ["v3", "v4"]


def test_the_van_of_a_route_that_has_ended_is_spare(board: Board) -> None:
    ended = replace(board.route(R1), ended_at=NOON)
    board.state = replace(board.state, routes=board.state.routes | {R1: ended})
    assert VehicleId("v1") in {van.id for van in spare_vans(board.state, TODAY)}


def test_without_a_depot_or_a_day_nobody_is_on_standby(board: Board) -> None:
    assert standby_routes(State(), TODAY, NOON) == ()
    unknown = replace(board.state, drivers={})
    assert standby_routes(unknown, TODAY, NOON) == ()
