"""A depot of one's own: what is asked of a person, and what is made of it."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import Driver, DriverId, TextRef, Vehicle, VehicleId
from core.own_depot import (
    USUAL_LOAD,
    SetUp,
    depot_id,
    minor_digits,
    set_up_commands,
    stand_ins,
    what_is_wrong,
)
from tests.builders import SYSTEM, small_day

SOUND = SetUp("Port  Depot", "Rue Grimaldi 12", 43.73, 7.42, "Europe/Monaco", "EUR", vans=2)


def test_a_name_becomes_one_that_a_folder_can_have() -> None:
    assert depot_id("Straße 7 – Süd!") == "strasse-7-sud"
    assert depot_id("倉庫") == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"name": "  "}, "Give the depot a name."),
        ({"name": "x" * 61}, "61 characters"),
        ({"name": "倉庫"}, "no letter or digit"),
        ({"address": ""}, "Choose its address"),
        ({"lat": 91.0}, "no place on earth"),
        ({"lon": -181.0}, "no place on earth"),
        ({"currency": "eur"}, "three letters"),
        ({"vans": 0}, "1 to 200 vans"),
        ({"vans": 201}, "1 to 200 vans"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(change: dict[str, object], words: str) -> None:
    found = what_is_wrong(replace(SOUND, **change))
    assert (words in found) if words else not found


def test_currencies_have_the_digits_of_iso_4217() -> None:
    assert [minor_digits(each) for each in ("EUR", "CLP", "KWD")] == [2, 0, 3]


def test_a_depot_begins_with_vans_and_drivers_that_cost_something() -> None:
    depot, fleet = set_up_commands(SOUND)
    assert (depot.depot.id, depot.depot.name, depot.place.address) == (
        "port-depot",
        "Port Depot",
        "Rue Grimaldi 12",
    )
    assert depot.depot.place_id == depot.place.id
    assert [van.id for van in fleet.vehicles] == [VehicleId("v1"), VehicleId("v2")]
    assert (fleet.vehicles[0].cost_per_km_minor, fleet.vehicles[0].cost_per_hour_minor) == (
        30,
        2400,
    )
    assert [fleet.texts[driver.name_ref] for driver in fleet.drivers] == ["Driver 1", "Driver 2"]


def test_who_was_named_changed_or_sent_out_is_no_stand_in() -> None:
    board = small_day()
    names = {"driver-1": "Driver 1", "driver-2": "Driver 2"}
    assert stand_ins(board.state, names) == ((), ())
    d3, v3 = Driver(DriverId("d3"), TextRef("n3")), Vehicle(VehicleId("v3"), "Van 3", USUAL_LOAD)
    board.ask(c.RegisterFleet((d3,), (v3,)), SYSTEM)
    assert stand_ins(board.state, {"n3": "Driver 3"}) == ((d3,), (v3,))
    assert stand_ins(board.state, {"n3": "Ana"}) == ((), (v3,))
    gone = c.RegisterFleet((replace(d3, has_left=True),), (replace(v3, is_retired=True),))
    board.ask(gone, SYSTEM)
    assert stand_ins(board.state, {"n3": "Driver 3"}) == ((), ())


def test_costs_are_usual_ones_also_where_money_is_counted_in_thousands() -> None:
    depot, fleet = set_up_commands(replace(SOUND, currency="CLP"))
    assert fleet.vehicles[0].cost_per_hour_minor == 24_000
    assert depot.depot.rates.let_down_minor == 12_000
