"""Drivers and vans are added, changed and let go; what makes no sense is refused in a sentence."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import Driver, DriverId, Load, PersonKind, TextRef, Vehicle, VehicleId
from core.new_day import usual_crews
from tests.builders import DEPOT, DEPOT_PLACE, SYSTEM, Board, fleet, small_day

VAN = Vehicle(VehicleId("v9"), "Van 9", Load(900_000, 6_000_000, 9), cost_per_km_minor=240)
DRIVER = Driver(DriverId("d9"), TextRef("driver-9-name"))


@pytest.fixture
def board() -> Board:
    made = Board()
    made.ask(c.RegisterDepot(DEPOT, DEPOT_PLACE), SYSTEM)
    made.ask(fleet(), SYSTEM)
    return made


def test_drivers_and_vans_are_added_or_changed(board: Board) -> None:
    board.ask(c.RegisterFleet((DRIVER,), (VAN,)), SYSTEM)
    board.ask(c.RegisterFleet((), (replace(VAN, name="Big van"),)), SYSTEM)
    assert board.state.drivers[DRIVER.id] == DRIVER
    assert board.state.vehicles[VAN.id].name == "Big van"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": ""}, "A van needs a number"),
        ({"name": " "}, "needs a name of 1 to 60"),
        ({"name": "x" * 61}, "needs a name of 1 to 60"),
        ({"capacity": Load(-1, 0, 0)}, "The weight of Van 9 cannot be -1"),
        ({"capacity": Load(0, 10**10, 0)}, "The volume of Van 9"),
        ({"cost_per_hour_minor": -5}, "The cost of an hour of Van 9 cannot be -5"),
        ({"name": "van 1"}, "two vans called van 1"),
    ],
)
def test_a_van_makes_sense(board: Board, change: dict[str, object], words: str) -> None:
    assert words in board.refusal(c.RegisterFleet((), (replace(VAN, **change),)), SYSTEM)


def test_a_driver_has_an_id_and_an_erased_one_does_not_come_back(board: Board) -> None:
    assert "A driver needs" in board.refusal(
        c.RegisterFleet((replace(DRIVER, id=DriverId("x" * 61)),), ()), SYSTEM
    )
    board.ask(c.RegisterFleet((DRIVER,), ()), SYSTEM)
    board.ask(c.ErasePerson(PersonKind.DRIVER, DRIVER.id), SYSTEM)
    assert "was erased" in board.refusal(c.RegisterFleet((DRIVER,), ()), SYSTEM)


def test_who_has_left_and_what_is_retired_is_planned_no_more(board: Board) -> None:
    board.ask(c.RegisterFleet((DRIVER,), (VAN,)), SYSTEM)
    before = {crew.driver_id: crew.vehicle_id for crew in usual_crews(board.state)}
    assert before[DRIVER.id] == VAN.id
    board.ask(
        c.RegisterFleet((replace(DRIVER, has_left=True),), (replace(VAN, is_retired=True),)), SYSTEM
    )
    crews = usual_crews(board.state)
    assert DRIVER.id not in [crew.driver_id for crew in crews]
    assert VAN.id not in [crew.vehicle_id for crew in crews]
    # The name is free again.
    board.ask(c.RegisterFleet((), (replace(VAN, id=VehicleId("v10")),)), SYSTEM)


def test_nobody_leaves_from_the_middle_of_a_day() -> None:
    board = small_day()
    state = board.state
    driver, van = next(iter(state.drivers.values())), next(iter(state.vehicles.values()))
    gone = c.RegisterFleet((replace(driver, has_left=True),), ())
    assert board.refusal(gone, SYSTEM) == (
        "The driver of Route 1 has a route on Mon 23 Nov that has not ended. Give it to somebody "
        "else first."
    )
    sold = c.RegisterFleet((), (replace(van, is_retired=True),))
    assert f"{van.name} is on Route 1 of Mon 23 Nov, which" in board.refusal(sold, SYSTEM)
