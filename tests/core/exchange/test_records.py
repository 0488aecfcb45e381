"""Lists of drivers, vans and customers beside what the depot knows."""

from datetime import date

from msgspec.structs import replace

from core import commands as c
from core.exchange import records
from core.exchange.list_kinds import ListKind, guess
from core.exchange.order_import import Board as Beside
from core.exchange.order_import import Fate, Import, Spot
from core.exchange.records import RecordEntry, compare, missing
from core.exchange.tables import Problem, Table
from core.model import CustomerId, DriverId, VehicleId
from core.own_depot import USUAL_LOAD, SetUp, set_up_commands
from tests.builders import NOON, SYSTEM, Board, small_day

NAMES = {"driver-1": "Ana Soto", "driver-2": "Eva Rojas", "driver-phone-1": "+56 9 1111"}


def table(header: str, *rows: str) -> Table:
    cells = tuple(tuple(row.split(",")) for row in rows)
    return Table("T", tuple(header.split(",")), cells, tuple(range(2, 2 + len(rows))))


def beside(board: Board, texts: dict[str, str] = NAMES) -> Beside:
    return Beside(
        board.state, texts, NOON, date(2026, 11, 24), lambda _: Spot(-29.91, -71.25, "a guess")
    )


def compared(
    board: Board, kind: ListKind, list_: Table, texts: dict[str, str] = NAMES
) -> Import[RecordEntry]:
    return compare(list_, guess(list_, kind), kind, beside(board, texts))


def done(board: Board, found: Import[RecordEntry]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for _, command in records.commands(found.to_do):
        texts |= {str(ref): text for ref, text in command.texts.items()}
        board.ask(replace(command, texts={}), SYSTEM)
    return texts


def fates(found: Import[RecordEntry]) -> list[tuple[str, str]]:
    return [(entry.fate.value, entry.words) for entry in found.entries]


# Drivers.


def test_drivers_are_new_changed_or_the_same_and_known_by_name() -> None:
    board = small_day()
    list_ = table("Driver,Phone", "ana soto,+56 9 2222", "Eva Rojas,", "Ida Soto,+56 9 3333")
    found = compared(board, ListKind.DRIVERS, list_)
    assert fates(found) == [("changed", "name, telephone"), ("same", ""), ("new", "")]
    texts = done(board, found)
    assert texts["driver-phone-1"] == "+56 9 2222"
    assert board.state.drivers[DriverId("ida-soto")].name_ref == "driver-ida-soto-name"
    again = compared(board, ListKind.DRIVERS, list_, NAMES | texts)
    assert [fate for fate, _ in fates(again)] == ["same"] * 3


def test_a_driver_who_had_left_drives_again_and_an_erased_one_does_not() -> None:
    board = small_day()
    one, two = (board.state.drivers[DriverId(id_)] for id_ in ("d1", "d2"))
    gone = {one.id: replace(one, has_left=True), two.id: replace(two, erased_at=NOON)}
    board.state = replace(board.state, drivers=gone)
    found = compared(board, ListKind.DRIVERS, table("No,Driver", "d1,Ana Soto", "d2,Eva Rojas"))
    assert fates(found)[0] == ("changed", "drives again")
    assert found.entries[0].driver is not None
    assert not found.entries[0].driver.has_left
    assert "was erased" in found.entries[1].words


def test_rows_without_a_name_or_twice_are_refused() -> None:
    list_ = table("No,Driver", "7,", ",", "8,Ida Soto", "8,Ada Soto")
    found = compared(small_day(), ListKind.DRIVERS, list_)
    assert [fate for fate, _ in fates(found)] == ["refused", "refused", "new", "refused"]
    words = [problem.words for problem in found.problems]
    assert "the driver's name is missing" in words
    assert "there is neither a number nor a name to know it by" in words
    assert "8 stands in row 4 already" in words


def test_a_row_that_the_table_itself_blocks_stays_out() -> None:
    list_ = replace(table("Driver", "Ida Soto"), problems=(Problem(2, 0, "too long"),))
    assert compared(small_day(), ListKind.DRIVERS, list_).counts[Fate.REFUSED] == 1


# Vans.


def test_a_van_is_like_the_others_where_the_list_says_nothing() -> None:
    board = small_day()
    list_ = table(
        "Plate,Van,Payload kg,Load volume m3,Equipment,Cost per km",
        "AB-12,Sprinter,1200,10.5,Tail lift; cold,0.5",
        ",van 1,900,,,",
    )
    found = compared(board, ListKind.VANS, list_)
    assert fates(found) == [("new", ""), ("changed", "name, load")]
    done(board, found)
    van = board.state.vehicles[VehicleId("ab-12")]
    assert (van.capacity.weight_g, van.capacity.volume_ml, van.capacity.slots) == (
        1_200_000,
        10_500_000,
        12,
    )
    assert van.equipment == {"tail lift", "cold"}
    assert board.state.vehicles[VehicleId("v1")].capacity.weight_g == 900_000
    assert [fate for fate, _ in fates(compared(board, ListKind.VANS, list_))] == ["same"] * 2


def test_without_equipment_in_the_list_it_stays_and_a_retired_van_comes_back() -> None:
    board = small_day()
    van = board.state.vehicles[VehicleId("v1")]
    known = replace(van, equipment=frozenset({"lift"}), is_retired=True)
    board.state = replace(board.state, vehicles={van.id: known})
    (entry,) = compared(board, ListKind.VANS, table("Van,kg", "Van 1,800")).entries
    assert entry.words == "in use again"
    assert entry.vehicle is not None
    assert entry.vehicle.equipment == {"lift"}


def test_a_first_van_carries_what_is_usual() -> None:
    board = small_day()
    board.state = replace(board.state, vehicles={})
    (entry,) = compared(board, ListKind.VANS, table("Plate", "AB12")).entries
    assert entry.vehicle is not None
    assert (entry.vehicle.name, entry.vehicle.capacity) == ("ab12", USUAL_LOAD)


def test_a_van_makes_sense_and_has_a_name_of_its_own() -> None:
    list_ = table("Plate,Van,kg", "A1,Big,-5", "B1,Van 1,100", "C1,Twin,1", "D1,Twin,1", ",,1")
    found = compared(small_day(), ListKind.VANS, list_)
    assert [entry.fate.value for entry in found.entries] == [
        "refused",
        "refused",
        "new",
        "refused",
        "refused",
    ]
    assert "Van 1 is the van v1 already" in found.entries[1].words
    assert "-5 cannot be" in [problem.words for problem in found.problems]


# Customers.


def test_customers_come_with_their_place_and_the_containers_that_they_hold() -> None:
    board = small_day()
    list_ = table(
        "Customer number,Company,Address,Crates held,Phone",
        "K1,Bar Sol,Balmaceda 12,8,+56 51 2222",
        "K2,Bar Luna,Balmaceda 14,,",
    )
    found = compared(board, ListKind.CUSTOMERS, list_)
    assert [fate for fate, _ in fates(found)] == ["new", "new"]
    assert [problem.words for problem in found.problems] == ["a guess", "a guess"]
    texts = done(board, found)
    customer = board.state.customers[CustomerId("list/k1")]
    assert (customer.empties, customer.empties_since) == (8, NOON)
    assert customer.place_id in board.state.places
    assert texts["list/k1/name"] == "Bar Sol"
    again = compared(board, ListKind.CUSTOMERS, list_, texts)
    assert [fate for fate, _ in fates(again)] == ["same", "same"]


def test_what_was_counted_at_the_door_counts_more_than_a_list() -> None:
    board = small_day()
    header = "Customer number,Company,Address,Crates held"
    texts = done(board, compared(board, ListKind.CUSTOMERS, table(header, "K1,Sol,Calle 12,8")))
    other = table(header, "K1,Sol y Mar,Calle 99,5")
    found = compared(board, ListKind.CUSTOMERS, other, texts)
    assert fates(found) == [("changed", "name, address")]
    assert found.entries[0].customer is not None
    assert found.entries[0].customer.empties == 8
    assert any("8 were counted at the door" in problem.words for problem in found.problems)


def test_a_customer_at_no_place_or_erased_is_refused() -> None:
    board = small_day()
    header = "Customer number,Company,Address,Lat,Lon"
    list_ = table(header, "K1,Sol,Calle 12,,", "K2,Luna,Calle 13,60,25", "K3,,Calle 1,,")
    mapped = guess(list_, ListKind.CUSTOMERS)
    (sure,) = compared(
        board, ListKind.CUSTOMERS, table(header, "K9,Mar,Calle 1,-29.9,-71.2")
    ).entries
    assert sure.fate is Fate.NEW
    nowhere = replace(beside(board), locate=lambda _: None)
    found = compare(list_, mapped, ListKind.CUSTOMERS, nowhere)
    assert [fate for fate, _ in fates(found)] == ["refused"] * 3
    done(board, compared(board, ListKind.CUSTOMERS, table(header, "K1,Sol,Calle 12,,")))
    known = board.state.customers[CustomerId("list/k1")]
    erased = board.state.customers | {known.id: replace(known, erased_at=NOON)}
    board.state = replace(board.state, customers=erased)
    (entry,) = compared(board, ListKind.CUSTOMERS, table(header, "K1,Sol,Calle 12,,")).entries
    assert "was erased" in entry.words


def test_nameless_ones_of_the_beginning_leave_with_the_first_real_ones() -> None:
    wanted = SetUp("Norte", "Calle 1", -29.91, -71.25, "America/Santiago", "CLP")
    depot, fleet = set_up_commands(wanted)
    board = Board()
    board.ask(depot, SYSTEM)
    board.ask(replace(fleet, texts={}), SYSTEM)
    texts = {str(ref): text for ref, text in fleet.texts.items()}
    found = compared(board, ListKind.DRIVERS, table("Driver", "Ida Soto", "Driver 2"), texts)
    assert found.notes == ("2 nameless drivers of the beginning leave",)
    done(board, found)
    there = [driver.id for driver in board.state.drivers.values() if not driver.has_left]
    assert there == ["d2", "ida-soto"]
    vans = compared(board, ListKind.VANS, table("Van", "Van 1", "Van 2", "Sprinter"), texts)
    assert vans.notes == ("1 nameless van of the beginning leaves",)
    done(board, vans)
    assert board.state.vehicles[VehicleId("v3")].is_retired
    again = compared(board, ListKind.VANS, table("Van", "Sprinter"), texts)
    assert again.notes == ()


# All of them.


def test_what_no_column_says_is_named() -> None:
    assert missing(ListKind.VANS, {}) == ("Van's name",)
    assert missing(ListKind.DRIVERS, {}) == ("Driver's name",)
    assert missing(ListKind.CUSTOMERS, {}) == ("Customer's name", "Street address")
    full = guess(table("Plate,Driver,Address"), ListKind.VANS)
    assert missing(ListKind.VANS, full) == ()


def test_long_lists_go_in_pieces() -> None:
    board = small_day()
    rows = [f"{n},Driver {n}" for n in range(450)]
    found = compared(board, ListKind.DRIVERS, table("No,Driver", *rows))
    pieces = list(records.commands(found.to_do))
    assert sum(rows for rows, _ in pieces) == 450
    assert 3 <= len(pieces) <= 4
    assert all(isinstance(command, c.RegisterFleet) for _, command in pieces)
    assert list(records.commands(())) == []
