"""The compiled preview: number for number what the same function is as plain Python."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import RouteId, StopKind
from core.planning import compiled, insertion_kernel
from core.planning.insertion import PreviewIndex
from core.planning.packed_gaps import Scan
from core.planning.problem import Problem, Visit
from tests.core.planning.days import make_problem, make_route, make_visit, problems, visits


@pytest.fixture(scope="module")
def scan() -> Scan:
    """Compiled once, outside any test's time."""
    compiled.load()
    found = compiled.scan()
    assert found is not None
    return found


@given(problems(), visits())
def test_compiled_and_plain_say_the_same(scan: Scan, problem: Problem, visit: Visit) -> None:
    plain = PreviewIndex(problem, scan=insertion_kernel.scan)
    assert PreviewIndex(problem, scan=scan).best(visit) == plain.best(visit)


@given(st.integers(0, 2**32 - 1))
def test_long_crowded_routes_are_judged_as_by_the_timetable(scan: Scan, seed: int) -> None:
    """Many late visits: what hurts least is looked for with gaps left aside."""
    random = np.random.default_rng(seed)
    away = random.integers(60, 900, (13, 13))
    stops = [
        make_visit(f"s{n}", n, due_s=int(random.integers(300, 9000)), service_s=60)
        for n in range(1, 12)
    ]
    problem = make_problem(
        make_route(stops, shift_end_s=int(random.integers(3000, 9000))),
        make_route(stops[::-1], route_id=RouteId("r9"), fixed_prefix=3),
        seconds=away,
        metres=away * 8,
        places=13,
    )
    visit = make_visit("new", 12, kind=StopKind.COLLECT, due_s=int(random.integers(300, 9000)))
    plain, quick = PreviewIndex(problem), PreviewIndex(problem, scan=scan)
    assert quick.best(visit) == plain.best(visit)
    for preview in quick.best(visit):
        assert preview == quick.at(visit, preview.route_id, preview.position)


def test_arrays_of_another_kind_never_reach_the_kernel(scan: Scan) -> None:
    wrong: Any = np.zeros((2, 2))
    with pytest.raises(TypeError, match="float64"):
        scan(*[wrong] * 9)
    gaps: Any = np.zeros((4, 4), np.int64)[:, ::2]
    with pytest.raises(TypeError, match="gaps"):
        scan(*[gaps] * 9)
