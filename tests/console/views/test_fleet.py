"""Tables of drivers and vans become one command, and the way back from it."""

from msgspec.structs import replace

from console.views.fleet import DriverRow, FleetTables, VanRow, asked, fleet_tables, new_van
from console.views.wording import Wording
from core import commands as c
from core.model import DriverId, TextRef
from tests.builders import SYSTEM, Board, small_day

EURO = Wording("Europe/Berlin", "EUR", 2)
TEXTS = {"driver-1": "Ana Soto", "driver-phone-1": "123", "driver-2": "Eva"}


def tables(board: Board) -> FleetTables:
    return fleet_tables(board.state, TEXTS, EURO)


def test_the_fleet_is_shown_in_kilograms_litres_and_money() -> None:
    shown = tables(small_day())
    assert shown.drivers[0] == DriverRow("d1", "Ana Soto", "123", drives=True)
    assert shown.vans[0] == VanRow("v1", "Van 1", "800", "6000", "12", "", "2.4", "72")


def test_what_stays_is_not_asked_for() -> None:
    board = small_day()
    assert asked(tables(board), tables(board), board.state, EURO).count == 0


def test_only_what_differs_is_asked_for_and_can_be_taken_back() -> None:
    board = small_day()
    before = tables(board)
    ana, eva = before.drivers
    one, two = before.vans
    after = FleetTables(
        (replace(ana, name=" Ana  Rojas "), eva, DriverRow(name="Ida", phone="9")),
        (one, replace(two, weight="950,5", equipment="Tail lift, Cold", per_km="0.3")),
    )
    wanted = asked(before, after, board.state, EURO)
    assert wanted.command.texts == {
        "driver-1": "Ana Rojas",
        "driver-phone-1": "123",
        "driver-d3-name": "Ida",
        "driver-d3-phone": "9",
    }
    assert [driver.id for driver in wanted.command.drivers] == ["d1", "d3"]
    (van,) = wanted.command.vehicles
    assert (van.id, van.capacity.weight_g, van.cost_per_km_minor) == ("v2", 950_500, 30)
    assert van.equipment == {"tail lift", "cold"}
    board.ask(replace(wanted.command, texts={}), SYSTEM)
    board.ask(replace(wanted.back, texts={}), SYSTEM)
    assert board.state.vehicles[van.id].capacity.weight_g == 800_000
    assert board.state.drivers[DriverId("d3")].has_left
    assert wanted.back.texts[TextRef("driver-1")] == "Ana Soto"


def test_a_driver_without_a_telephone_has_no_text_for_it() -> None:
    board = small_day()
    before = tables(board)
    wanted = asked(before, replace(before, drivers=(DriverRow(name="Ida"),)), board.state, EURO)
    assert wanted.command.drivers[0].phone_ref is None
    assert wanted.count == 1


def test_what_is_wrong_names_its_row() -> None:
    board = small_day()
    before = tables(board)
    one, two = before.vans

    def fault(*vans: VanRow, drivers: tuple[DriverRow, ...] = before.drivers) -> str:
        return asked(before, FleetTables(drivers, vans), board.state, EURO).fault

    assert fault(one, replace(two, name=" ")) == "The van in row 2 has no name."
    assert "'heavy' is no number: the kg of Van 2" in fault(one, replace(two, weight="heavy"))
    assert "is no number" in fault(one, replace(two, slots="9999999999"))
    assert "is no number" in fault(one, replace(two, per_km="-3"))
    assert "driver in row 1 has no name" in fault(one, two, drivers=(DriverRow(),))
    assert fault(one, replace(two, volume="")) == ""


def test_who_was_erased_is_not_shown() -> None:
    board = small_day()
    driver = board.state.drivers[DriverId("d2")]
    board.state = replace(
        board.state,
        drivers={**board.state.drivers, driver.id: replace(driver, erased_at=board.now)},
    )
    assert [row.id for row in tables(board).drivers] == ["d1"]


def test_a_new_van_is_like_the_last_under_a_free_name() -> None:
    one, two = tables(small_day()).vans
    made = new_van((one, replace(two, is_driven=False)), EURO)
    assert (made.id, made.name, made.weight, made.is_driven) == ("", "Van 3", "800", True)
    assert new_van((), EURO).name == "Van 1"


def test_letting_somebody_go_is_one_tick() -> None:
    board = small_day()
    before = tables(board)
    gone = tuple(replace(row, drives=False) for row in before.drivers[:1])
    wanted = asked(before, replace(before, drivers=gone), board.state, EURO)
    assert wanted.command.drivers[0].has_left
    assert isinstance(wanted.back, c.RegisterFleet)
    assert not wanted.back.drivers[0].has_left
