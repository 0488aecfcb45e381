import argparse
import json
import os
from pathlib import Path
from typing import Any

import pytest

from core import optimize_command
from core.planning import compiled
from core.planning.engine import Engine
from core.planning.warm_up import small_problem
from main import main
from tests.core.exchange.test_text_instances import SOLOMON
from tests.core.exchange.test_vroom_reader import DOCUMENT


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return file


def solved(*arguments: object) -> int:
    return main(["optimize", "--steps", "1", *map(str, arguments)])


def test_a_solution_is_written_and_the_same_seed_gives_it_again(problem: Path) -> None:
    first, second = problem.with_name("a.json"), problem.with_name("b.json")
    assert solved(problem, "-o", first, "--seed", 3) == 0
    assert solved(problem, "-o", second, "--seed", 3) == 0
    solution: Any = json.loads(first.read_text())
    assert solution["summary"]["unassigned"] == 0
    assert first.read_bytes() == second.read_bytes()
    assert sorted(p.name for p in problem.parent.iterdir()) == ["a.json", "b.json", "problem.json"]


def test_without_a_file_it_goes_to_stdout(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert solved(problem) == 0
    assert json.loads(capsys.readouterr().out)["code"] == 0


def test_every_mistake_is_told_and_nothing_written(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = problem.read_text().replace('"service": 60', '"service": -60')
    problem.write_text(text.replace('"max_tasks": 3', '"max_tasks": "three"'))
    output = problem.with_name("out.json")
    assert solved(problem, "-o", output) == 2
    told = capsys.readouterr().err
    assert "problem.json: $.vehicles[0].max_tasks is not a whole number" in told
    assert "problem.json: $.jobs[0].service is not between 0 and 134217728" in told
    assert not output.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "line 1, column 2: Expecting"), ("[" * 100_000, "$ is nested too deeply")],
)
def test_what_is_no_json_is_told_with_its_place(
    problem: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    problem.write_text(text)
    assert solved(problem) == 2
    assert words in capsys.readouterr().err


def test_a_file_that_cannot_be_read_or_written_is_told(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert solved(problem.with_name("none.json")) == 1
    file = problem.with_name("none.json")
    assert capsys.readouterr().err == f"{file} cannot be read: no such file or directory.\n"


@pytest.mark.parametrize("place", ["no/such/folder.json", "."])
def test_what_cannot_be_written_is_told_before_the_time_is_spent(
    problem: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(optimize_command, "_solve", None)
    assert solved(problem, "-o", problem.parent / place) == 1
    said = capsys.readouterr().err
    assert "cannot be written: " in said
    assert "Errno" not in said
    assert [each.name for each in problem.parent.iterdir()] == [problem.name]


def test_what_is_no_text_is_told_with_its_place(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem.write_bytes(b'{"a": \xff\xfe')
    assert solved(problem) == 2
    assert "problem.json: byte 6 is no text in UTF-8" in capsys.readouterr().err


def test_a_mark_of_byte_order_does_no_harm(problem: Path) -> None:
    problem.write_bytes(b"\xef\xbb\xbf" + problem.read_bytes())
    assert solved(problem, "-o", problem.with_name("out.json")) == 0


def test_a_solution_warms_the_next_run_and_what_it_does_not_know_waits(problem: Path) -> None:
    output = problem.with_name("out.json")
    assert solved(problem, "-o", output) == 0
    earlier = json.loads(output.read_text())
    earlier["routes"][0]["steps"].insert(1, {"type": "job", "id": 99})
    warm = problem.with_name("warm.json")
    warm.write_text(json.dumps(earlier))
    assert solved(problem, "--warm", warm, "-o", output) == 0
    assert json.loads(output.read_text())["summary"]["cost"] == earlier["summary"]["cost"]


def test_a_route_that_breaks_a_rule_is_planned_anew(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warm = problem.with_name("warm.json")
    steps = [{"type": "delivery", "id": 9}, {"type": "pickup", "id": 8}]
    warm.write_text(json.dumps({"routes": [{"vehicle": 1, "steps": steps}]}))
    assert solved(problem, "--warm", warm) == 0
    assert "The route of vehicle 1 breaks a rule" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[]", '{"routes": [{"vehicle": 77}]}', '{"routes": [3]}'])
def test_what_is_no_solution_does_not_warm(problem: Path, text: str) -> None:
    warm = problem.with_name("warm.json")
    warm.write_text(text)
    assert solved(problem, "--warm", warm) == 2


def test_texts_are_read_and_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "r1.txt"
    file.write_text(SOLOMON)
    assert solved(file, "--format", "solomon") == 0
    route = json.loads(capsys.readouterr().out)["routes"][0]
    assert sorted(step["id"] for step in route["steps"] if step["type"] == "job") == [1, 2]
    assert route["cost"] == route["duration"]
    assert solved(file, "--format", "lilim") == 2


def test_points_off_the_demo_are_measured_straight_and_those_in_it_by_its_roads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for lon, lat, words in ((2.35, 48.7, "straight-line"), (-71.2519, -29.9045, "roads of the")):
        file = tmp_path / "points.json"
        points = [[lon, lat], [lon + 0.004, lat + 0.003]]
        jobs = [{"id": 1, "location": points[1]}]
        vehicles = [{"id": 1, "start": points[0], "end": points[0]}]
        file.write_text(json.dumps({"vehicles": vehicles, "jobs": jobs}))
        assert solved(file) == 0
        shown = capsys.readouterr()
        assert words in shown.err
        assert json.loads(shown.out)["summary"]["duration"] > 0


def test_the_time_given_is_all_the_time(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["optimize", "--seconds", "0.1", str(problem)]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == 0


@pytest.mark.parametrize(("spent_s", "is_told"), [(0.0, False), (9.0, True)])
def test_what_took_longer_than_was_asked_for_is_said(
    problem: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    spent_s: float,
    is_told: bool,
) -> None:
    monkeypatch.setattr(optimize_command, "_since_start", lambda: spent_s)
    assert main(["optimize", "--seconds", "3", str(problem)]) == 0
    assert ("That took 9." in capsys.readouterr().err) == is_told


def test_with_time_enough_routes_are_combined_and_the_plan_is_no_worse(
    problem: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimize_command, "RECOMBINED_S", 0.0)
    assert main(["optimize", "--seconds", "1", str(problem)]) == 0
    solution: Any = json.loads(capsys.readouterr().out)
    assert solution["summary"]["unassigned"] == 0


def test_or_tools_searches_where_it_is_wanted(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert solved(problem, "--engine", "ortools") == 0
    solution: Any = json.loads(capsys.readouterr().out)
    assert solution["summary"]["unassigned"] == 0
    assert main(["optimize", "--engine", "ortools", "--seconds", "1", str(problem)]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == 0


@pytest.mark.parametrize(
    ("has_numba", "is_ready", "left_s", "words"),
    [
        (False, False, 9.0, "numba is not installed: OR-Tools searches"),
        (True, False, 9.0, "being compiled in the background: OR-Tools searches"),
        (True, False, 1.0, ""),
        (True, True, 9.0, ""),
    ],
)
def test_or_tools_steps_in_where_the_kernels_are_missing_and_there_is_time(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    has_numba: bool,
    is_ready: bool,
    left_s: float,
    words: str,
) -> None:
    monkeypatch.setattr(compiled, "has_numba", lambda: has_numba)
    monkeypatch.setattr(compiled, "is_ready", lambda: is_ready)
    monkeypatch.setattr(compiled, "compile_in_background", lambda: None)
    for engine in ("auto", "ruin-recreate"):
        options = argparse.Namespace(engine=engine, steps=None)
        is_wanted = engine == "auto" and words != ""
        assert optimize_command._is_for_or_tools(options, left_s, 50) == is_wanted
        assert not optimize_command._is_for_or_tools(options, left_s, 5000), "no time for its model"
    assert words in capsys.readouterr().err
    counted = argparse.Namespace(engine="auto", steps=3)
    assert not optimize_command._is_for_or_tools(counted, left_s, 50)


@pytest.mark.parametrize(
    ("has_numba", "is_ready", "words"),
    [
        (False, False, "numba is not installed"),
        (True, False, "being compiled in the background"),
        (True, True, ""),
    ],
)
def test_who_cannot_have_compiled_kernels_searches_without(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    has_numba: bool,
    is_ready: bool,
    words: str,
) -> None:
    begun: list[int] = []
    monkeypatch.setattr(compiled, "has_numba", lambda: has_numba)
    monkeypatch.setattr(compiled, "is_ready", lambda: is_ready)
    monkeypatch.setattr(compiled, "compile_in_background", lambda: begun.append(1))
    assert optimize_command._is_compiled() == (words == "")
    assert words in capsys.readouterr().err
    assert begun == [1] * ("background" in words)


@pytest.mark.parametrize(("load", "seeds"), [(0.2, {7, 1_000_007}), (1.7, {7})])
def test_an_idle_core_searches_with_other_numbers(
    problem: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    load: float,
    seeds: set[int],
) -> None:
    begun: list[int] = []

    class Seen(Engine):
        def __init__(self, *given: Any, seed: int, **more: Any) -> None:
            begun.append(seed)
            super().__init__(*given, seed=seed, **more)

    monkeypatch.setattr(optimize_command, "Engine", Seen)
    monkeypatch.setattr(optimize_command, "_since_start", lambda: 0.0)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, load, load))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert main(["optimize", "--seconds", "0.5", "--seed", "7", str(problem)]) == 0
    assert set(begun) == seeds
    assert json.loads(capsys.readouterr().out)["code"] == 0


def test_a_system_that_tells_no_load_has_no_idle_core(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> tuple[float, float, float]:
        raise OSError

    monkeypatch.setattr(os, "getloadavg", unknown)
    assert not optimize_command._has_idle_core()
