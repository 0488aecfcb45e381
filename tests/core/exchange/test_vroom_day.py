"""VROOM's JSON becomes a day: orders, vans and the plan, or every mistake with its path."""

import copy
import sys
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core.exchange.order_import import Board as Beside
from core.exchange.route_files import skill_number
from core.exchange.vroom_day import VroomDay, commands, document_of, vroom_day, way_back
from core.exchange.vroom_reader import Mistake
from core.model import (
    Break,
    DriverId,
    Load,
    OrderId,
    OrderKind,
    OrderStatus,
    RouteId,
    Sender,
    ServiceDay,
    StopKind,
    TimeWindow,
    VehicleId,
)
from tests.builders import ANA, MORNING, SYSTEM, Board, small_day

DAY = ServiceDay("2026-12-01")
MIDNIGHT = datetime(2026, 12, 1, 3, tzinfo=UTC)
"""At the depot."""
HOME = [-71.30, -29.95]
PROBLEM: dict[str, Any] = {
    "vehicles": [
        {
            "id": 1,
            "description": "Van 1",
            "start": HOME,
            "end": HOME,
            "capacity": [800_000, 6_000_000, 12],
            "time_window": [28_800, 61_200],
            "breaks": [{"id": 1, "service": 1800, "time_windows": [[43_200, 46_800]]}],
            "skills": [7],
            "steps": [
                {"type": "start"},
                {"type": "job", "id": 2},
                {"type": "job", "id": 1},
                {"type": "end"},
            ],
        },
        {"id": 2, "description": "North, Ida Soto", "start": HOME, "capacity": [1, 1, 1]},
    ],
    "jobs": [
        {
            "id": 1,
            "description": "Cafe Sol",
            "location": [-71.25, -29.91],
            "service": 300,
            "setup": 60,
            "delivery": [1000, 2000, 1],
            "time_windows": [[32_400, 36_000]],
            "skills": [7],
        },
        {"id": 2, "location": [-71.26, -29.92], "pickup": [500, 0, 0]},
        {
            "id": 3,
            "description": "CN-77",
            "location": [-71.27, -29.93],
            "delivery": [1, 0, 0],
            "pickup": [1, 0, 0],
        },
    ],
}


def beside(board: Board, texts: dict[str, str] | None = None) -> Beside:
    known = texts or {"driver-1": "Ana Soto"}
    return Beside(board.state, known, MORNING, date(2026, 12, 1), lambda _: None)


def problem(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(PROBLEM) | changes


def read(document: object, board: Board | None = None, prefix: str = "") -> VroomDay:
    found = vroom_day(document, beside(board or small_day()), prefix)
    assert isinstance(found, VroomDay), found
    return found


def mistakes(document: object, board: Board | None = None) -> list[Mistake]:
    found = vroom_day(document, beside(board or small_day()))
    assert not isinstance(found, VroomDay)
    return list(found)


def change(where: str, value: object) -> dict[str, Any]:
    """The problem with a value at a path, as `jobs.0.location`."""
    made = problem()
    at: Any = made
    *way, last = where.split(".")
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    at[last] = value
    return made


def test_a_problem_with_steps_becomes_an_open_day_with_its_plan() -> None:
    board = small_day()
    day = read(problem(), board)
    assert (day.day, len(day.orders), day.planned) == (DAY, 3, 2)
    for _, command in commands(day):
        board.ask(
            replace(command, texts={}) if hasattr(command, "texts") else command,
            SYSTEM if not isinstance(command, c.PlaceAll) else ANA,
        )
    route = board.route(RouteId(f"{DAY}-d1"))
    assert [board.state.stops[stop].order_id for stop in route.stop_ids] == ["2", "1"]
    assert (route.vehicle_id, route.starts_at) == ("v1", MIDNIGHT + timedelta(hours=8))
    noon = MIDNIGHT + timedelta(hours=12)
    assert route.breaks == (Break(noon, noon + timedelta(hours=1), 1800),)
    first = board.order(OrderId("1"))
    nine = MIDNIGHT + timedelta(hours=9)
    assert first.window == TimeWindow(nine, nine + timedelta(hours=1))
    assert (first.kind, first.service_s, first.needs) == (
        OrderKind.DELIVERY,
        360,
        frozenset({"skill 7"}),
    )
    assert first.items[0].load == Load(1000, 2000, 1)
    assert board.state.places[first.place_id].address == "Cafe Sol"
    assert board.order(OrderId("2")).kind is OrderKind.RETURN
    assert board.order(OrderId("CN-77")).kind is OrderKind.EXCHANGE
    assert board.order(OrderId("CN-77")).status is OrderStatus.WAITING
    for back in way_back(day):
        board.ask(back)
    assert board.order(OrderId("1")).status is OrderStatus.CLOSED
    assert board.route(route.id).stop_ids == ()


def test_vans_and_drivers_that_are_not_known_are_new() -> None:
    day = read(problem())
    assert [van.name for van in day.fleet.vehicles] == ["North"]
    assert [driver.id for driver in day.fleet.drivers] == ["vroom-2026-12-01-2"]
    assert set(day.fleet.texts.values()) == {"Ida Soto"}
    assert [route.name for route in day.routes] == ["Van 1", "North"]


def brought(document: object, board: Board) -> VroomDay:
    """The day, after the depot has taken it."""
    day = read(document, board)
    for _, command in commands(day):
        asked_by = ANA if isinstance(command, c.PlaceAll) else SYSTEM
        board.ask(replace(command, texts={}) if hasattr(command, "texts") else command, asked_by)
    return day


def unnamed(day: str, *vehicles: dict[str, Any], jobs: int = 0) -> dict[str, Any]:
    """A file of the day whose vehicles have numbers only, or what they are given."""
    from_s = int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())
    window = [from_s, from_s + 28_800]
    job = {"id": jobs or from_s, "location": [-71.25, -29.91], "delivery": [1]}
    shifts = [{"start": HOME, "capacity": [4], "time_window": window, **v} for v in vehicles]
    return {"vehicles": shifts, "jobs": [job]}


def test_vans_without_a_name_are_the_ones_that_came_under_their_numbers_before() -> None:
    board = small_day()
    first = brought(unnamed("2026-12-01", {"id": 11}, {"id": 12}), board)
    assert [van.name for van in first.fleet.vehicles] == ["Van 11", "Van 12"]
    again = brought(unnamed("2026-12-02", {"id": 11}, {"id": 12}), board)
    assert again.fleet.vehicles == ()
    assert [route.vehicle_id for route in again.routes] == [r.vehicle_id for r in first.routes]
    assert [route.driver_id for route in again.routes] == [r.driver_id for r in first.routes]


def test_another_van_under_a_number_that_was_taken_has_a_name_that_is_free() -> None:
    board = small_day()
    brought(unnamed("2026-12-01", {"id": 1}), board)
    for day, capacity, name in (
        ("2026-12-02", 5, "Van 1 (1, 2)"),
        ("2026-12-03", 6, "Van 1 (1, 3)"),
        ("2026-12-04", 7, "Van 1 (1, 4)"),
    ):
        found = brought(unnamed(day, {"id": 1, "capacity": [capacity]}), board)
        assert [van.name for van in found.fleet.vehicles] == [name]


def test_vehicles_that_are_called_alike_become_vans_that_are_told_apart() -> None:
    board = small_day()
    twins = ({"id": 21, "description": "North"}, {"id": 22, "description": "north"})
    found = brought(unnamed("2026-12-01", *twins), board)
    assert [van.name for van in found.fleet.vehicles] == ["North", "north (22)"]


def test_a_van_of_the_depot_is_as_it_is_here() -> None:
    words = "is not kept: Van 1 of this depot has no skill 7"
    assert Mistake("$.vehicles[0].skills", words) in read(problem()).notices


def test_a_driver_who_is_named_drives_and_nobody_twice() -> None:
    named = change("vehicles.1.description", "North, Ana Soto")
    day = read(named)
    assert [route.driver_id for route in day.routes] == [DriverId("d1"), day.routes[1].driver_id]
    assert day.routes[1].driver_id != "d1"
    first = change("vehicles.0.description", "South, Ana Soto")
    assert read(first).routes[0].driver_id == "d1"
    same = change("vehicles.1.description", "Van 1")
    again = read(same)
    assert again.routes[0].vehicle_id == "v1"
    assert again.fleet.vehicles[0].name == "Van 1 (2)"


def test_a_solution_beside_the_problem_is_the_plan() -> None:
    solution = [
        {
            "vehicle": 2,
            "steps": [
                {"type": "start", "location": HOME},
                {"type": "job", "id": 3, "arrival": 900, "load": [0]},
                {"type": "end"},
            ],
        }
    ]
    document = problem(routes=solution, code=0, summary={"cost": 1}, unassigned=[])
    del document["vehicles"][0]["steps"]
    day = read(document)
    assert [order_ids for _, order_ids in day.visits] == [(), ("CN-77",)]
    document["vehicles"][0]["steps"] = [{"type": "job", "id": 3}]
    document["vehicles"].append(3)
    assert mistakes(document)[0].path == "$.vehicles[2]"
    document["vehicles"].pop()
    older = read(document)
    assert [order_ids for _, order_ids in older.visits] == [(), ("CN-77",)], "another plan"


@pytest.mark.parametrize(
    ("routes", "path", "words"),
    [
        (3, "$.routes", "is not an array"),
        ([3], "$.routes[0]", "has no steps"),
        ([{"vehicle": 9, "steps": []}], "$.routes[0].vehicle", "is the id of no vehicle"),
        (
            [{"vehicle": 2, "steps": [{"type": "job", "id": 99}]}],
            "$.routes[0].steps[0].id",
            "is the id of no job",
        ),
        ([{"vehicle": 2, "steps": [5]}], "$.routes[0].steps[0]", "is not an object"),
    ],
)
def test_a_solution_that_does_not_fit_is_told_at_its_own_path(
    routes: object, path: str, words: str
) -> None:
    assert Mistake(path, words) in mistakes(problem(routes=routes))


def test_moments_say_the_day_themselves() -> None:
    at = int(datetime(2026, 12, 3, 15, tzinfo=UTC).timestamp())
    document = problem()
    document["vehicles"] = [{"id": 1, "start": HOME}]
    document["jobs"] = [
        {"id": 1, "location": [-71.25, -29.91], "time_windows": [[at, at + 60], [at + 90, at + 99]]}
    ]
    day = read(document)
    assert day.day == "2026-12-03"
    assert day.orders[0].order.window == TimeWindow(
        datetime(2026, 12, 3, 15, tzinfo=UTC), datetime(2026, 12, 3, 15, 1, tzinfo=UTC)
    )
    assert day.routes[0].starts_at == datetime(2026, 12, 3, 11, tzinfo=UTC)
    assert day.fleet.vehicles[0].capacity.slots == 1_000_000_000
    assert day.orders[0].order.items[0].load == Load()
    assert day.notices == (
        Mistake("$.jobs[0].time_windows", "has several; the order has the first one"),
    )


def test_one_amount_is_of_container_places() -> None:
    document = problem()
    document["vehicles"] = [{"id": 1, "start": HOME, "capacity": [9]}]
    document["jobs"] = [{"id": 1, "location": [-71.25, -29.91], "delivery": [2]}]
    day = read(document)
    assert day.fleet.vehicles[0].capacity == Load(0, 0, 9)
    assert day.orders[0].order.items[0].load == Load(0, 0, 2)


def test_a_job_that_only_names_what_it_takes_is_a_return() -> None:
    assert read(change("jobs.1.pickup", [0, 0, 0])).orders[1].order.kind is OrderKind.RETURN


@pytest.mark.parametrize(
    ("where", "value", "path", "words"),
    [
        ("jobs.0.location", [-71.25], "$.jobs[0].location", "is not [longitude, latitude]"),
        ("jobs.0.id", "x", "$.jobs[0].id", "is not a whole number"),
        ("jobs.0.location", [-29.91, -71.25], "$.jobs[0].location", "are swapped"),
        ("jobs.0.delivery", [300_000_000, 0, 0], "$.jobs[0].delivery[0]", "is not between"),
        ("jobs.0.location", [10, 10], "$.jobs[0].location", "km from the depot"),
        ("vehicles.1.time_window", [60, 60], "$.vehicles[1].time_window", "ends when it begins"),
        ("shipments", [{"pickup": {}, "delivery": {}}], "$.shipments[0]", ""),
    ],
)
def test_what_a_day_cannot_do_is_told_at_its_path(
    where: str, value: object, path: str, words: str
) -> None:
    found = mistakes(change(where, value))
    assert any(each.path.startswith(path) and words in each.words for each in found), found


def shipped() -> dict[str, Any]:
    """Ten of something from a bakery to a cafe, with a visit between, and one more that waits."""
    document = problem()
    bakery = {"id": 5, "description": "Bakery", "location": [-71.27, -29.92], "service": 90}
    cafe = {"id": 6, "description": "Cafe Luna", "location": [-71.24, -29.91], "service": 60}
    document["shipments"] = [
        {
            "pickup": bakery | {"time_windows": [[30_000, 40_000]]},
            "delivery": cafe,
            "amount": [5, 6, 7],
            "skills": [7],
        },
        {"pickup": bakery | {"id": 1}, "delivery": cafe | {"id": 1}},
    ]
    document["vehicles"][0]["steps"] = [
        {"type": "start"},
        {"type": "job", "id": 2},
        {"type": "pickup", "id": 5},
        {"type": "job", "id": 1},
        {"type": "delivery", "id": 6},
        {"type": "end"},
    ]
    return document


def test_a_shipment_between_customers_is_a_delivery_with_a_sender() -> None:
    board = small_day()
    day = read(shipped(), board)
    assert (len(day.orders), day.planned) == (5, 3)
    orders = {each.order.id: each for each in day.orders}
    found = orders[OrderId("6")]
    assert found.sender is not None
    assert (found.sender.address, found.place.address) == ("Bakery", "Cafe Luna")
    opens = MIDNIGHT + timedelta(seconds=30_000)
    window = TimeWindow(opens, opens + timedelta(seconds=10_000))
    assert found.order.sender == Sender(found.sender.id, 90, window)
    assert (found.order.kind, found.order.service_s) == (OrderKind.DELIVERY, 60)
    assert found.order.items[0].load == Load(5, 6, 7)
    assert found.order.needs == {"skill 7"}
    assert OrderId("S1") in orders, "job 1 has the number already"
    for _, command in commands(day):
        bare = replace(command, texts={}) if hasattr(command, "texts") else command
        board.ask(bare, ANA if isinstance(command, c.PlaceAll) else SYSTEM)
    route = board.route(RouteId(f"{DAY}-d1"))
    stops = [board.state.stops[stop] for stop in route.stop_ids]
    kinds = [StopKind.COLLECT, StopKind.TAKE, StopKind.DELIVER, StopKind.DELIVER]
    assert [stop.kind for stop in stops] == kinds
    assert [stop.order_id for stop in stops] == ["2", "6", "1", "6"]
    assert board.order(OrderId("S1")).status is OrderStatus.WAITING
    for back in way_back(day):
        board.ask(back)
    assert board.route(route.id).stop_ids == ()


@pytest.mark.parametrize(
    ("lacks", "words"),
    [(2, "lacks the pickup 5 of its shipment"), (4, "lacks the delivery 6 of its shipment")],
)
def test_half_a_shipment_is_no_plan(lacks: int, words: str) -> None:
    document = shipped()
    del document["vehicles"][0]["steps"][lacks]
    assert mistakes(document) == [Mistake("$.vehicles[0].steps", words)]


def test_nothing_is_brought_before_it_is_collected() -> None:
    document = shipped()
    steps = document["vehicles"][0]["steps"]
    steps[2], steps[4] = steps[4], steps[2]
    words = "has delivery 6 before its pickup 5"
    assert mistakes(document) == [Mistake("$.vehicles[0].steps", words)]


def test_both_ends_of_a_shipment_are_places_of_the_day() -> None:
    document = shipped()
    document["shipments"][0]["pickup"]["location"] = [10, 10]
    (found,) = mistakes(document)
    assert found.path == "$.shipments[0].pickup.location"
    assert "km from the depot" in found.words


def test_a_number_of_equipment_is_that_of_the_depots_vans() -> None:
    board = small_day()
    van = replace(board.state.vehicles[VehicleId("v1")], equipment=frozenset({"tail_lift"}))
    board.state = replace(board.state, vehicles=board.state.vehicles | {van.id: van})
    day = read(change("jobs.0.skills", [skill_number("tail_lift"), 9]), board)
    assert day.orders[0].order.needs == {"tail_lift", "skill 9"}


def test_places_by_index_do_not_come_into_a_day() -> None:
    zeros = [[0, 0], [0, 0]]
    indexed = {
        "vehicles": [{"id": 1, "start_index": 0}],
        "jobs": [{"id": 1, "location_index": 1}],
        "matrices": {"car": {"durations": zeros}},
    }
    assert mistakes(indexed)[0].path == "$.jobs[0].location"


def test_shipments_from_the_depot_are_deliveries_and_those_to_it_returns() -> None:
    document = problem()
    home, sol = {"id": 1, "location": HOME}, {"id": 1, "location": [-71.25, -29.91]}
    luna = {"id": 9, "description": "Cafe Luna", "location": [-71.24, -29.91], "service": 60}
    document["shipments"] = [
        {"pickup": home, "delivery": luna, "amount": [5, 6, 7], "skills": [7]},
        {"pickup": sol, "delivery": home | {"time_windows": [[0, 60]]}},
    ]
    document["vehicles"][0]["steps"] = [
        {"type": "start"},
        {"type": "pickup", "id": 1},
        {"type": "job", "id": 1},
        {"type": "delivery", "id": 9},
        {"type": "end"},
    ]
    document["shipments"][1]["pickup"]["id"] = 4
    document["vehicles"][0]["steps"].insert(1, {"type": "pickup", "id": 4})
    document["vehicles"][0]["steps"].insert(-1, {"type": "delivery", "id": 1})
    found = read(document)
    orders = {each.order.id: each.order for each in found.orders}
    assert orders[OrderId("9")].kind is OrderKind.DELIVERY
    assert orders[OrderId("9")].items[0].load == Load(5, 6, 7)
    assert orders[OrderId("9")].needs == {"skill 7"}
    assert orders[OrderId("4")].kind is OrderKind.RETURN
    assert found.visits[0][1] == ("4", "1", "9")
    notice = Mistake("$.shipments[1].delivery.time_windows", "is not kept: that end is the depot")
    assert notice in found.notices


def test_amounts_tell_what_they_are_of_where_no_van_has_a_capacity() -> None:
    document = problem()
    for van in document["vehicles"]:
        del van["capacity"]
    first = read(document).orders[0].order
    assert first.items[0].load == Load(1000, 2000, 1)


def test_a_customer_near_the_depot_is_not_the_depot() -> None:
    document = problem()
    near = {"id": 8, "location": [HOME[0] + 0.003, HOME[1]]}
    there = {"id": 9, "location": [-71.25, -29.91]}
    document["shipments"] = [{"pickup": near, "delivery": there}]
    (found,) = [each.order for each in read(document).orders if each.order.sender]
    assert found.id == "9"


def test_a_shipment_whose_number_a_job_has_gets_another() -> None:
    document = problem()
    there = {"id": 2, "location": [-71.25, -29.91]}
    document["shipments"] = [{"pickup": {"id": 1, "location": HOME}, "delivery": there}]
    found = read(document)
    assert "S2" in {each.order.id for each in found.orders}


def test_a_delivery_and_a_pickup_of_the_number_of_a_job_get_one_each() -> None:
    """Jobs, pickups and deliveries are numbered each by themselves."""
    document = problem()
    home = {"id": 1, "location": HOME}
    there, elsewhere = ({"id": 2, "location": [-71.25, lat]} for lat in (-29.91, -29.92))
    document["shipments"] = [
        {"pickup": home, "delivery": there},
        {"pickup": elsewhere, "delivery": home},
    ]
    found = read(document)
    kinds = {each.order.id: each.order.kind for each in found.orders}
    assert kinds[OrderId("S2")] is OrderKind.DELIVERY
    assert kinds[OrderId("SS2")] is OrderKind.RETURN


def test_a_day_that_is_open_or_over_and_known_orders_are_told() -> None:
    board = small_day()
    board.ask(c.OpenDay(DAY, (), ()), SYSTEM)
    assert "open already" in mistakes(problem(), board)[0].words
    past = change("vehicles.0.time_window", [1_700_000_000, 1_700_009_000])
    assert "which is over" in mistakes(past)[0].words
    known = change("jobs.2.description", "a1")
    assert mistakes(known) == [
        Mistake("$.jobs[2].id", "is order a1 here, which is known: choose a prefix")
    ]
    assert read(known, prefix="X-").orders[2].order.id == "X-a1"


def test_what_is_not_kept_is_noticed() -> None:
    document = change("vehicles.0.max_tasks", 5)
    document["vehicles"][0]["start"] = [-71.2, -29.9]
    document["vehicles"][0]["breaks"][0]["time_windows"].append([50_000, 51_000])
    assert [each.path for each in read(document).notices] == [
        "$.vehicles[0].start",
        "$.vehicles[0].max_tasks",
        "$.vehicles[0].skills",
        "$.vehicles[0].breaks[0].time_windows",
    ]


def test_what_is_no_json_or_no_object_is_said() -> None:
    with pytest.raises(ValueError, match="no JSON"):
        document_of(b"{")
    assert document_of(b"[]") == []
    assert mistakes([]) == [Mistake("$", "is not an object")]
    assert mistakes({"vehicles": 3, "routes": []})[0].path == "$.vehicles"


def test_long_days_come_in_pieces() -> None:
    document = problem()
    document["vehicles"][0]["steps"] = [{"type": "job", "id": n} for n in range(1, 451)]
    document["vehicles"][0].pop("skills")
    document["jobs"] = [{"id": n, "location": [-71.25, -29.91]} for n in range(1, 451)]
    sent = list(commands(read(document)))
    placed = [len(each.placements) for _, each in sent if isinstance(each, c.PlaceAll)]
    assert placed == [200, 200, 50]
    assert sum(rows for rows, _ in sent) == 450
    assert [len(each.order_ids) for each in way_back(read(document))] == [200, 200, 50]
    ends = {"location": [-71.25, -29.91]}, {"location": [-71.26, -29.92]}
    document["shipments"] = [
        {"pickup": ends[0] | {"id": n}, "delivery": ends[1] | {"id": n}} for n in range(1000, 1450)
    ]
    document["vehicles"][0]["steps"] = [
        {"type": kind, "id": n} for n in range(1000, 1450) for kind in ("pickup", "delivery")
    ]
    sent = list(commands(read(document)))
    sizes = [len(msgspec.json.encode(each)) for _, each in sent if isinstance(each, c.PlaceAll)]
    assert len(sizes) >= 3
    assert max(sizes) < 60_000, "a frame holds 64 KiB"
    del document["vehicles"][1]
    own = read(document)
    assert own.routes[0].vehicle_id == VehicleId("v1")
    assert isinstance(next(commands(own))[1], c.OpenDay)


def test_jobs_that_say_the_same_are_told_apart_by_their_ids() -> None:
    document = problem()
    for number in (0, 2):
        document["jobs"][number]["description"] = "Locker-12"
    day = read(document)
    assert [each.order.id for each in day.orders] == ["1", "2", "3"]
    assert board_of(day, 0) == board_of(day, 2) == "Locker-12"
    document["jobs"][0]["description"] = "3"
    document["jobs"][2]["description"] = "Locker 12"
    assert mistakes(document) == [Mistake("$.jobs[2].id", "is order 3, as $.jobs[0] is, too")]


def board_of(day: VroomDay, number: int) -> str:
    return day.orders[number].place.address


def test_moments_that_no_depot_has_are_told_before_anything_is_written() -> None:
    far = 2**39
    windows = change("jobs.0.time_windows", [[far, far + 60]])
    words = "is after 2089"
    assert Mistake("$.jobs[0].time_windows", words) in mistakes(windows)
    assert Mistake("$.vehicles[1].time_window", words) in mistakes(
        change("vehicles.1.time_window", [28_800, far])
    )
    pause = [{"id": 1, "time_windows": [[far, far]]}]
    assert Mistake("$.vehicles[0].breaks[0].time_windows", words) in mistakes(
        change("vehicles.0.breaks", pause)
    )


def test_what_would_take_more_memory_than_the_file_is_not_worked_out() -> None:
    document = problem()
    document["jobs"] = [{"id": n, "location": [-71.25 + n * 1e-6, -29.91]} for n in range(1, 2001)]
    del document["vehicles"][0]["steps"]
    for number, vehicle in enumerate(document["vehicles"], start=1):
        vehicle["speed_factor"] = number / 2
    tracemalloc.start()
    day = read(document)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(day.orders) == 2000
    assert most < 2000 * 2000 * 4


def test_numbers_and_depths_that_nothing_can_hold_are_mistakes() -> None:
    large = document_of(
        b'{"vehicles": [], "jobs": [{"id": 1, "location": [1' + b"0" * 400 + b", 0]}]}"
    )
    words = "is not [longitude, latitude]"
    assert Mistake("$.jobs[0].location", words) in mistakes(large)
    deep: Any = 1
    for _ in range(sys.getrecursionlimit()):
        deep = [deep]
    assert mistakes(problem(options=deep)) == [Mistake("$", "is nested too deeply")]
    assert mistakes(problem(vehicles=[3]))[0] == Mistake("$.vehicles[0]", "is not an object")
