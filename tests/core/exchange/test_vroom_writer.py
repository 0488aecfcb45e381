"""A solution as VROOM writes it: times, loads, breaks, sums, and reasons."""

from typing import Any

import numpy as np

from core.exchange.vroom_reader import Point, VroomProblem, read_vroom
from core.exchange.vroom_writer import reason_for, write_vroom
from core.planning.fleet import FleetPlan, Matrix
from tests.core.exchange.test_vroom_reader import DOCUMENT, changed, problem_of


def test_a_solution_has_times_loads_breaks_and_sums() -> None:
    problem = problem_of(DOCUMENT)
    written: Any = write_vroom(problem, FleetPlan(((0, 1, 2), ()), 0, ()))
    (route,) = written["routes"]
    told = [
        (step["type"], step.get("id"), step["arrival"], step["waiting_time"], step["load"])
        for step in route["steps"]
    ]
    assert told == [
        ("start", None, 1000, 0, [1, 2]),
        ("break", 5, 1100, 50, [1, 2]),
        ("job", 8, 1180, 20, [0, 1]),
        ("pickup", 8, 1265, 0, [2, 1]),
        ("delivery", 9, 1365, 0, [0, 1]),
        ("end", None, 1575, 0, [0, 1]),
    ]
    assert route["duration"] == 100 + 100 + 210
    assert route["service"] == 90
    assert written["summary"]["priority"] == 10
    assert written["summary"]["cost"] == 7 + 2 * 410 + round(0.002 * 410)


def test_points_are_written_and_a_van_may_begin_and_end_anywhere() -> None:
    document = {
        "vehicles": [{"id": 1, "start": [2.5, 48.0]}, {"id": 2, "end": [2.5, 48.0]}],
        "jobs": [{"id": 1, "location": [2.6, 48.1]}, {"id": 2, "location": [2.7, 48.1]}],
    }

    def travel(points: list[Point]) -> tuple[Matrix, Matrix]:
        one = np.full((len(points), len(points)), 60, np.int32)
        return one, one

    problem = read_vroom(document, travel)
    assert isinstance(problem, VroomProblem)
    written: Any = write_vroom(problem, FleetPlan(((0,), (1,)), 0, ()))
    kinds = [[step["type"] for step in route["steps"]] for route in written["routes"]]
    assert kinds == [["start", "job"], ["job", "end"]]
    assert written["routes"][0]["steps"][1]["location"] == [2.6, 48.1]


def test_what_is_left_out_has_a_reason() -> None:
    document = changed("jobs.0.skills", [3])
    problem = problem_of(document)
    written: Any = write_vroom(problem, FleetPlan(((1, 2), ()), 0, (0,)))
    assert [each["reason"] for each in written["unassigned"]] == [
        "No vehicle has the skills it needs"
    ]
    assert written["unassigned"][0]["description"] == "Ana"
    written = write_vroom(problem_of(DOCUMENT), FleetPlan(((0,), ()), 0, (1,)))
    assert [each["type"] for each in written["unassigned"]] == ["pickup", "delivery"]
    assert "none of the routes has room" in written["unassigned"][0]["reason"]
    heavy = problem_of(changed("shipments.0.amount", [5, 0]))
    assert reason_for(heavy, 1) == "Even alone, vehicle 2 carries 4 too much of amount 0"
