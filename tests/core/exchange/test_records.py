"""Lists of drivers, vans and customers beside what the depot knows."""

from datetime import date

from msgspec.structs import replace

from core import commands as c
from core.exchange import records
from core.exchange.list_kinds import ListKind, guess
from core.exchange.order_columns import Field
from core.exchange.order_import import Board as Beside
from core.exchange.order_import import Fate, Import, Spot
from core.exchange.records import RecordEntry, compare, missing
from core.exchange.tables import Problem, Table
from core.model import Calendar, CollectionRound, CustomerId, DriverId, PlaceId, RoundId, VehicleId
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
        if not isinstance(command, c.KeepRounds):
            texts |= {str(ref): text for ref, text in command.texts.items()}
            command = replace(command, texts={})
        board.ask(command, SYSTEM)
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
    (ida,) = (each for each in board.state.drivers.values() if each.id not in ("d1", "d2"))
    # Ids stay in the log for good, where a name in one could not be erased.
    assert "ida" not in ida.id
    assert texts[ida.name_ref] == "Ida Soto"
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
    assert (len(there), there[0]) == (2, "d2")
    vans = compared(board, ListKind.VANS, table("Van", "Van 1", "Van 2", "Sprinter"), texts)
    assert vans.notes == ("1 nameless van of the beginning leaves",)
    done(board, vans)
    assert board.state.vehicles[VehicleId("v3")].is_retired
    again = compared(board, ListKind.VANS, table("Van", "Sprinter"), texts)
    assert again.notes == ()


# All of them.


# Collection rounds.

ROUNDS = "Round id,Round,Customer,Address,What,Quantity,Weekdays,Every weeks,First day,Window"


def test_rounds_come_with_whom_they_visit() -> None:
    board = small_day()
    list_ = table(
        ROUNDS,
        "n1,North,Cafe Sol,Calle Sol 1,Crates,6,Mon/Thu,1,2026-11-01,9-12",
        "n2,North,Cafe Sol,Calle Sol 1,Kegs,2,Tue,2,,",
    )
    found = compared(board, ListKind.ROUNDS, list_)
    assert fates(found) == [("new", ""), ("new", "")]
    assert [rows for rows, _ in records.commands(found.to_do)] == [0, 2]
    texts = NAMES | done(board, found)
    made = board.state.rounds[RoundId("n1")]
    assert made.customer_id == "list/fa327ec850b8"
    assert texts[f"{made.customer_id}/name"] == "Cafe Sol"
    assert board.state.places[made.place_id].address == "Calle Sol 1"
    assert (made.name, made.goods, made.quantity) == ("North", "Crates", 6)
    assert made.calendar == Calendar((0, 3), date(2026, 11, 1))
    assert (made.opens_min, made.closes_min) == (540, 720)
    assert board.state.rounds[RoundId("n2")].calendar == Calendar((1,), date(2026, 11, 23), 2)
    assert fates(compared(board, ListKind.ROUNDS, list_, texts)) == [("same", ""), ("same", "")]
    changed = table(ROUNDS, "n1,North,Cafe Sol,Calle Sol 1,Crates,8,Mon,1,2026-11-01,")
    again = compared(board, ListKind.ROUNDS, changed, texts)
    assert fates(again) == [("changed", "days, window, goods")]
    assert [type(command) for _, command in records.commands(again.to_do)] == [c.KeepRounds]
    moved = table(ROUNDS, "n2,North,Cafe Sol,Calle Luna 9,Kegs,2,Tue,2,,")
    again = compared(board, ListKind.ROUNDS, moved, texts)
    assert fates(again) == [("changed", "address, contact")]
    done(board, again)
    place = board.state.places[board.state.rounds[RoundId("n2")].place_id]
    assert place.address == "Calle Luna 9"


def test_a_round_goes_to_whom_the_depot_knows_by_number_or_name() -> None:
    board = small_day()
    customers = table("Customer id,Customer,Address", "k7,Bar Luna,Calle Luna 2")
    texts = NAMES | done(board, compared(board, ListKind.CUSTOMERS, customers))
    by_number = table("Customer id,What,Weekdays", "k7,Crates,daily", "list/k7,Kegs,Mon")
    found = compared(board, ListKind.ROUNDS, by_number, texts)
    assert [each.round.customer_id for each in found.entries if each.round] == ["list/k7"] * 2
    assert [each.customer for each in found.entries] == [None, None]
    same = table("Customer id,Address,Weekdays", "k7,Calle Luna 2,daily")
    assert compared(board, ListKind.ROUNDS, same, texts).entries[0].customer is None
    by_name = table("Customer,What,Weekdays", "bar luna,Crates,daily")
    assert compared(board, ListKind.ROUNDS, by_name, texts).entries[0].customer is None
    heads = "Customer id,First name,Last name,Address,Latitude,Longitude,Weekdays"
    new = table(heads, "K 9,Eva,Sol,Calle 9,-29.91,-71.25,Mon")
    found = compared(board, ListKind.ROUNDS, new, texts)
    assert found.entries[0].round is not None
    assert found.entries[0].round.customer_id == "list/k-9"


def test_rounds_that_cannot_be_say_why_in_their_cell() -> None:
    board = small_day()
    known = board.state.customers[CustomerId("c-a1")]
    erased = {CustomerId("list/old"): replace(known, id=CustomerId("list/old"), erased_at=NOON)}
    board.state = replace(board.state, customers=board.state.customers | erased)
    list_ = table(
        "Customer id,Customer,Address,Weekdays",
        ",Cafe Sol,,Mon",
        ",,Calle 1,Mon",
        "old,Cafe Mar,Calle 1,Mon",
        ",Cafe Rio,Calle 1,Noday",
    )
    found = compared(board, ListKind.ROUNDS, list_)
    assert [fate for fate, _ in fates(found)] == ["refused"] * 4
    words = [problem.words for problem in found.problems if problem.is_blocking]
    assert "the address is missing" in words
    assert "the customer's name is missing" in words
    assert "this customer was erased, and stays so" in words
    assert "“noday” is no weekday; write Mon, Thu" in words
    nowhere = Beside(board.state, NAMES, NOON, date(2026, 11, 24), lambda _: None)
    sol = table("Customer,Address,Weekdays", "Cafe Sol,Calle 1,Mon")
    refused = compare(sol, guess(sol, ListKind.ROUNDS), ListKind.ROUNDS, nowhere)
    assert "is not among the region's addresses" in refused.problems[0].words


def test_what_no_column_says_is_named() -> None:
    all_of = dict(enumerate((Field.CUSTOMER, Field.CUSTOMER_ID, Field.WEEKDAYS)))
    assert missing(ListKind.ROUNDS, all_of) == ()
    assert missing(ListKind.ROUNDS, {}) == ("Customer's name", "Street address", "Weekdays")
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


def test_ids_that_are_made_say_nobodys_name_and_are_the_same_again() -> None:
    board = small_day()
    people = table("Customer,Address,Lat,Lon", "Rosa Díaz,Calle 12,-29.9,-71.2")
    list_ = table("Customer,Address,What,Weekdays", "Rosa Díaz,Calle 12,Glass jars,Mon")
    texts = NAMES | done(board, compared(board, ListKind.CUSTOMERS, people))
    texts |= done(board, compared(board, ListKind.ROUNDS, list_, texts))
    (customer_id,) = (each for each in board.state.customers if each.startswith("list/"))
    (round_id,) = board.state.rounds
    assert customer_id == "list/17771e6f423a"
    assert round_id.startswith("glass-jars-")
    assert "rosa" not in f"{customer_id}{round_id}".casefold()
    for kind, again in ((ListKind.CUSTOMERS, people), (ListKind.ROUNDS, list_)):
        assert [fate for fate, _ in fates(compared(board, kind, again, texts))] == ["same"]


def test_ids_that_were_made_of_names_before_are_known_again() -> None:
    board = small_day()
    known = board.state.customers[CustomerId("c-a1")]
    before = replace(known, id=CustomerId("list/rosa-diaz-calle-12"))
    made = CollectionRound(
        RoundId("rosa-diaz-glass-jars"), before.id, PlaceId("p-a1"), Calendar((0,), NOON.date())
    )
    board.state = replace(
        board.state,
        customers=board.state.customers | {before.id: before},
        rounds={made.id: made},
    )
    people = table("Customer,Address,Lat,Lon", "Rosa Díaz,Calle 12,-29.9,-71.2")
    (found,) = compared(board, ListKind.CUSTOMERS, people).entries
    assert found.customer is not None
    assert found.customer.id == before.id
    list_ = table("Customer,Address,What,Weekdays", "Rosa Díaz,Calle 12,Glass jars,Mon")
    (found,) = compared(board, ListKind.ROUNDS, list_).entries
    assert found.round is not None
    assert found.round.id == made.id


def test_coordinates_that_are_swapped_all_over_are_said_of_the_list() -> None:
    board = small_day()
    head = "Customer,Address,Latitude,Longitude"
    wrong = table(head, "Cafe Sol,Balmaceda 1,-71.25,-29.91", "Cafe Luna,Balmaceda 3,-111.2,-29.9")
    found = compared(board, ListKind.CUSTOMERS, wrong)
    assert found.is_swapped
    assert found.notes[-1] == "latitude and longitude are swapped all over the list"
    right = table(head, "Cafe Sol,Balmaceda 1,-29.91,-71.25")
    assert not compared(board, ListKind.CUSTOMERS, right).is_swapped
    rounds = table(
        f"{head},Weekdays,First day", "Cafe Sol,Balmaceda 1,-71.25,-29.91,Mon,2026-12-01"
    )
    assert compared(board, ListKind.ROUNDS, rounds).is_swapped
