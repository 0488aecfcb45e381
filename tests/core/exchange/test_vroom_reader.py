"""VROOM's JSON read; every mistake with its path."""

import copy
from typing import Any

import numpy as np
import pytest

from core.exchange.vroom_reader import Mistake, Point, VroomProblem, read_vroom
from core.planning.fleet import FAR_AWAY, Matrix

DURATIONS = [[0, 100, 200], [110, 0, 100], [210, 120, 0]]
DOCUMENT: dict[str, Any] = {
    "vehicles": [
        {
            "id": 1,
            "description": "Van 1",
            "start_index": 0,
            "end_index": 0,
            "capacity": [4, 9],
            "skills": [1, 14],
            "time_window": [1000, 9000],
            "breaks": [{"id": 5, "service": 30, "time_windows": [[1150, 2000]]}],
            "costs": {"fixed": 7, "per_hour": 7200, "per_km": 2},
            "max_tasks": 3,
            "steps": [{"type": "start"}, {"type": "job", "id": 8}, {"type": "end"}],
        },
        {"id": 2, "start_index": 0, "capacity": [1, 1], "speed_factor": 2},
    ],
    "jobs": [
        {
            "id": 8,
            "description": "Ana",
            "location_index": 1,
            "service": 60,
            "setup": 5,
            "delivery": [1, 2],
            "pickup": [0, 1],
            "skills": [14],
            "priority": 10,
            "time_windows": [[3000, 4000], [1200, 1300], [1300, 1400]],
        }
    ],
    "shipments": [
        {
            "amount": [2, 0],
            "pickup": {"id": 8, "location_index": 1},
            "delivery": {"id": 9, "location_index": 2},
        }
    ],
    "matrices": {"car": {"durations": DURATIONS, "distances": DURATIONS}},
}


def no_travel(points: list[Point]) -> tuple[Matrix, Matrix]:
    raise AssertionError("matrices are there")


def changed(path: str, value: Any) -> dict[str, Any]:
    """The document with one value set; a value of None removes it."""
    document = copy.deepcopy(DOCUMENT)
    at: Any = document
    *way, last = [int(p) if p.isdigit() else p for p in path.split(".")]
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return document


def problem_of(document: object) -> VroomProblem:
    found = read_vroom(document, no_travel)
    assert isinstance(found, VroomProblem), found
    return found


def test_a_document_becomes_requests_vans_and_a_plan() -> None:
    problem = problem_of(DOCUMENT)
    job, pickup, delivery = problem.fleet.requests
    assert (job.place, job.service_s, job.setup_s, job.weight) == (1, 60, 5, 21)
    assert (job.loads, job.takes) == ((1, 2, 0), (0, 1, 0))
    assert job.windows == ((1200, 1400), (3000, 4000))
    assert job.vans == frozenset({0})
    assert pickup.vans is None
    assert (pickup.takes, pickup.partner, delivery.leaves) == ((2, 0, 0), 2, (2, 0, 0))
    assert delivery.is_delivery_half
    first, second = problem.fleet.vans
    assert (first.begin_s, first.latest_s, first.max_tasks) == (1000, 9000, 3)
    assert (first.fixed, first.per_second, first.per_unit) == (126_000, 36_000, 36)
    assert (second.latest_s, second.end, second.layer) == (FAR_AWAY, 3, 1)
    assert problem.fleet.seconds[1, 1].tolist() == [55, 0, 50, 0]
    assert problem.routes == ((0,), ())


def test_times_of_the_century_are_counted_from_the_first() -> None:
    document = changed("vehicles.0.time_window", [1_700_000_000, 1_700_009_000])
    document["vehicles"][0]["breaks"] = []
    document["jobs"][0]["time_windows"] = [[1_700_000_100, 1_700_000_200]]
    problem = problem_of(document)
    assert problem.origin_s == 1_700_000_000
    assert problem.fleet.requests[0].windows == ((100, 200),)


def test_costs_of_arcs_replace_hours_and_kilometres() -> None:
    problem = problem_of(changed("matrices.car.costs", DURATIONS))
    assert problem.fleet.vans[0].per_second == 0
    assert problem.fleet.vans[0].per_unit == 18_000
    assert problem.fleet.second is not None


def test_distances_are_kept_for_a_vehicle_that_may_drive_only_so_far() -> None:
    assert problem_of(DOCUMENT).fleet.metres is None, "a table that nobody asks for costs time"
    limited = problem_of(changed("vehicles.0.max_distance", 5000)).fleet
    assert limited.vans[0].max_metres == 5000
    assert limited.metres is not None
    assert limited.metres[0, : len(DURATIONS), : len(DURATIONS)].tolist() == DURATIONS


def test_points_without_matrices_are_asked_for() -> None:
    document = {
        "vehicles": [{"id": 1, "start": [2.5, 48], "end": [2.5, 48]}],
        "jobs": [{"id": 1, "location": [2.6, 48.1]}],
    }
    asked = []

    def travel(points: list[Point]) -> tuple[Matrix, Matrix]:
        asked.extend(points)
        return np.full((2, 2), 9, np.int32), np.full((2, 2), 70, np.int32)

    problem = read_vroom(document, travel)
    assert isinstance(problem, VroomProblem)
    assert asked == [(2.6, 48.1), (2.5, 48.0)]
    assert problem.has_points


def test_the_old_single_matrix_is_read() -> None:
    document = changed("matrices", None)
    document["matrix"] = DURATIONS
    document["vehicles"][0]["costs"] = {}
    assert problem_of(document).fleet.vans[0].per_second == 18_000


WRONG: list[tuple[str, Any, str, str]] = [
    ("vehicles", [], "$.vehicles", "is missing or empty"),
    ("vehicles", 3, "$.vehicles", "is not an array"),
    ("vehicles.0", 3, "$.vehicles[0]", "is not an object"),
    ("vehicles.0.capcity", [1], "$.vehicles[0].capcity", "is capacity meant?"),
    ("vehicles.0.id", None, "$.vehicles[0].id", "is missing"),
    ("vehicles.1.id", 1, "$.vehicles[1].id", "is the id of $.vehicles[0], too"),
    ("vehicles.1.start_index", None, "$.vehicles[1]", "has neither start nor end"),
    ("vehicles.0.start_index", 3, "$.vehicles[0]", "has index 3; the matrices have 3 rows"),
    ("vehicles.0.capacity", [1, 2, 3, 4], "$.vehicles[0].capacity", "more than three"),
    ("vehicles.0.capacity", [4], "$.vehicles[0].capacity", "has not 2 amounts"),
    ("vehicles.0.time_window", [5, 3], "$.vehicles[0].time_window", "ends before it begins"),
    ("vehicles.0.time_window", [5], "$.vehicles[0].time_window", "is not a pair of times"),
    ("vehicles.0.breaks.0.time_windows", [], "$.vehicles[0].breaks[0].time_windows", "missing"),
    ("vehicles.0.breaks.0.max_load", [1], "$.vehicles[0].breaks[0].max_load", "is not supported"),
    ("vehicles.0.speed_factor", 0, "$.vehicles[0].speed_factor", "is not between"),
    ("vehicles.0.description", 3, "$.vehicles[0].description", "is not a text"),
    ("vehicles.0.costs.per_km", -1, "$.vehicles[0].costs.per_km", "is not between 0 and"),
    ("vehicles.0.steps.1.id", 5, "$.vehicles[0].steps[1].id", "is the id of no job"),
    ("vehicles.0.steps.0.type", "job", "$.vehicles[0].steps[0].id", "is the id of no job"),
    ("vehicles.0.steps.0.type", "nap", "$.vehicles[0].steps[0].type", "is no kind of step"),
    ("vehicles.0.profile", "bike", "$.vehicles[0].profile", "has no matrix of its name (bike)"),
    ("jobs", [], "$", ""),
    ("jobs.0.location_index", None, "$.jobs[0].location", "is missing, and so is"),
    ("jobs.0.location_index", 1.5, "$.jobs[0].location_index", "is not a whole number"),
    ("jobs.0.location_index", 7, "$.jobs[0]", "has index 7; the matrices have 3 rows"),
    ("jobs.0.location", [1], "$.jobs[0].location", "is not [longitude, latitude]"),
    ("jobs.0.location", [1, 95], "$.jobs[0].location", "is not on Earth"),
    ("jobs.0.delivery", [1], "$.jobs[0].delivery", "has 1 amounts, capacities 2"),
    ("jobs.0.time_windows", [], "$.jobs[0].time_windows", "is empty"),
    ("jobs.0", 1, "$.jobs[0]", "is not an object"),
    ("shipments.0.pickup", None, "$.shipments[0].pickup", "is missing"),
    ("matrices", None, "$.jobs[0]", "has an index, and there are no matrices"),
    ("matrices", 3, "$.matrices", "is not an object"),
    ("matrices.car.durations", None, "$.matrices.car.durations", "is missing"),
    ("matrices.car.durations", [[1, 2]], "$.matrices.car.durations", "is not square"),
    ("matrices.car.durations", [["x"]], "$.matrices.car.durations[0][0]", "is not a number"),
    ("matrices.car.durations", [[0, 1], [2]], "$.matrices.car.durations", "is not a square of"),
    ("matrices.car.durations", "x", "$.matrices.car.durations", "is not a square of numbers"),
    ("matrices.car.durations", ["xy", "xy"], "$.matrices.car.durations", "is not a square of"),
    ("matrices.car.durations.1.2", "7", "$.matrices.car.durations[1][2]", "is not a number"),
    ("matrices.car.durations.1.2", [7], "$.matrices.car.durations[1][2]", "is not a number"),
    ("matrices.car.durations.1.2", None, "$.matrices.car.durations", "is not a square of"),
    ("matrices.car.durations.1.2", 10**30, "$.matrices.car.durations[1][2]", "is not a number"),
    ("matrices.car.durations.1.2", float("nan"), "$.matrices.car.durations[1][2]", "is not betw"),
    ("matrices.car.durations.1.2", -1, "$.matrices.car.durations[1][2]", "is not between"),
    ("matrices.car.distances", [[1]], "$.matrices.car.distances", "is not as large as"),
    ("matrices.bike", {"durations": [[1]]}, "$.matrices", "are not of one size"),
    ("matrices.car.distances", None, "$.vehicles[0]", "counts kilometres"),
]


@pytest.mark.parametrize(("path", "value", "where", "words"), WRONG)
def test_a_mistake_is_told_with_its_path(path: str, value: Any, where: str, words: str) -> None:
    document = changed(path, value)
    if path == "jobs":
        document["shipments"] = []
    found = read_vroom(document, no_travel)
    assert isinstance(found, list)
    assert any(m.path == where and words in m.words for m in found), found


def test_a_matrix_that_is_none_is_told_once() -> None:
    found = read_vroom(changed("matrices.car.durations", [[0, "7"], [8, 0]]), no_travel)
    assert found == [Mistake("$.matrices.car.durations[0][1]", "is not a number")]


def test_what_no_machine_has_room_for_is_told_before_it_is_tried() -> None:
    job = {"location": [2.5, 48.0]}
    van = {"start": [2.5, 48.0]}
    many = {"vehicles": [{"id": 1, **van}], "jobs": [{"id": n, **job} for n in range(10_001)]}
    assert read_vroom(many, no_travel) == [Mistake("$", "has 10001 tasks, more than 10000 at once")]
    vans = {"vehicles": [{"id": n, **van} for n in range(10_001)], "jobs": [{"id": 1, **job}]}
    assert read_vroom(vans, no_travel) == [
        Mistake("$.vehicles", "has 10001 vehicles, more than 10000 at once")
    ]
    far = {
        "vehicles": [{"id": n, "start": [n / 1000, 1.0]} for n in range(6001)],
        "jobs": [{"id": n, "location": [n / 1000, 2.0]} for n in range(6000)],
    }
    assert read_vroom(far, no_travel) == [Mistake("$", "has 12001 places, more than 12000 at once")]


def test_all_mistakes_are_told_at_once() -> None:
    document = changed("vehicles.0.capacity", ["x", 2])
    document["jobs"][0]["service"] = -1
    found = read_vroom(document, no_travel)
    assert found == [
        Mistake("$.vehicles[0].capacity[0]", "is not a whole number"),
        Mistake("$.jobs[0].service", "is not between 0 and 134217728"),
    ]
    assert isinstance(read_vroom([], no_travel), list)


def test_a_step_given_twice_and_a_point_beside_matrices_are_told() -> None:
    document = changed("vehicles.1.steps", [{"type": "job", "id": 8}])
    found = read_vroom(document, no_travel)
    assert found == [Mistake("$.vehicles[1].steps[0].id", "is job 8 once more")]
    document = changed("jobs.0.location", [1, 2])
    del document["jobs"][0]["location_index"]
    found = read_vroom(document, no_travel)
    assert found == [Mistake("$.jobs[0]", "needs an index into the matrices")]


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert problem_of(changed("jobs.0.service", 60.0)).fleet.requests[0].service_s == 60


def test_what_makes_no_difference_is_noticed_only() -> None:
    document = changed("vehicles.0.colour", "red")
    document["vehicles"][0]["steps"][0]["service_after"] = 60
    assert problem_of(document).notices == (
        Mistake("$.vehicles[0].colour", "is not known: ignored"),
        Mistake("$.vehicles[0].steps[0].service_after", PLAN_CHECK),
    )


def test_mistakes_and_what_would_be_ignored_are_told_together() -> None:
    document = changed("vehicles.0.colour", "red")
    document["vehicles"][0]["steps"][0]["service_at"] = 60
    document["vehicles"][0]["breaks"][0]["max_load"] = [1]
    document["jobs"][0]["time_window"] = [0, 10]
    document["jobs"][0]["foo"] = 1
    found = read_vroom(document, no_travel)
    assert isinstance(found, list)
    assert [each.path for each in found] == [
        "$.vehicles[0].breaks[0].max_load",
        "$.jobs[0].time_window",
        "$.vehicles[0].colour",
        "$.vehicles[0].steps[0].service_at",
        "$.jobs[0].foo",
    ]


PLAN_CHECK = "counts only where a given plan is checked: ignored"
