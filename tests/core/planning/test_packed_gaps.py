"""Routes as whole numbers: what a visit asks of each, beyond what every visit asks."""

from typing import Any

import numpy as np
import pytest

from core.model import Load, RouteId
from core.planning import gap_columns as c
from core.planning.insertion_kernel import scan
from core.planning.packed_gaps import PackedGaps
from core.planning.passes import FAR, RoutePasses
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem, Visit, Window
from tests.core.planning.days import HOUR, make_problem, make_route, make_visit


def packed(problem: Problem) -> PackedGaps:
    return PackedGaps([passes_of(route, problem) for route in problem.routes], problem)


def passes_of(route: PlannedRoute, problem: Problem) -> RoutePasses:
    places = route.places
    return RoutePasses(route, problem.seconds[places[:-1], places[1:]].astype(np.int64), problem)


def asked(visit: Visit, *routes: PlannedRoute) -> tuple[list[list[int]], list[int]]:
    """What the kernel is told of the routes for this visit, and of the visit."""
    told: dict[str, Any] = {}

    def note(*arrays: Any) -> int:
        told["limits"], told["visit"] = arrays[3].tolist(), arrays[6].tolist()
        return 0

    packed(make_problem(*routes)).answers(visit, note)
    return told["limits"], told["visit"]


def test_a_plain_visit_may_go_behind_the_fixed_ones_of_every_open_route() -> None:
    limits, visit = asked(
        make_visit("new", 2, service_s=60, deliver=Load(1, 2, 3)),
        make_route([make_visit("a")], fixed_prefix=1),
        make_route(route_id=RouteId("r9"), is_locked=True),
    )
    assert limits == [[1, FAR, 0, 0], [0, FAR, 0, 1]]
    assert visit == [2, 60, -FAR, FAR, 0, 0, 0, -1, -2, -3]


def test_goods_from_the_depot_are_out_of_reach_for_who_has_left() -> None:
    parcel = make_visit(
        "new", window=Window(60, 120), deliver=Load(slots=2), goods_from=GoodsFrom.DEPOT
    )
    limits, visit = asked(parcel, make_route(has_left=True), make_route(route_id=RouteId("r9")))
    assert [row[c.IS_BARRED] for row in limits] == [1, 0]
    assert visit[c.VISIT_OPENS :] == [60, 120, 0, 0, 2, 0, 0, -2]


def test_who_lacks_what_it_needs_is_barred() -> None:
    visit = make_visit("new", needs=frozenset({"tail_lift"}))
    able = make_route(route_id=RouteId("r9"), equipment=frozenset({"tail_lift"}))
    limits, _ = asked(visit, make_route(), able)
    assert [row[c.IS_BARRED] for row in limits] == [1, 0]


def test_what_must_follow_goes_behind_its_stop_and_on_no_other_route() -> None:
    route = make_route([make_visit("a"), make_visit("take"), make_visit("b")], fixed_prefix=1)
    limits, _ = asked(make_visit("new", after="take"), route, make_route(route_id=RouteId("r9")))
    assert [row[c.FROM_INDEX] for row in limits] == [2, 0]
    assert [row[c.IS_BARRED] for row in limits] == [0, 1]


@pytest.mark.parametrize(
    ("soil", "until", "from_"),
    [({}, 2, 2), ({"has_dirty": True}, -1, 0), ({"is_divided": True}, FAR, 0)],
)
def test_clean_goods_go_before_dirty_ones_and_dirty_ones_behind(
    soil: dict[str, bool], until: int, from_: int
) -> None:
    stops = [make_visit("a"), make_visit("bread", brings_clean=True)]
    mixed = [make_visit("crates", takes_dirty=True), make_visit("cake", brings_clean=True)]
    route = make_route([*stops, *mixed], **soil)
    limits, _ = asked(make_visit("new", brings_clean=True), route)
    assert limits[0][c.CLEAN_UNTIL] == until
    limits, _ = asked(make_visit("new", takes_dirty=True), route)
    assert limits[0][c.CLEAN_FROM] == from_


def test_routes_with_and_without_breaks_stand_side_by_side() -> None:
    """A break of ten minutes on the way back costs nothing more for a visit before it."""
    plain, rests = make_route(), make_route(route_id=RouteId("r9"))
    rests = make_route(
        [make_visit("a", 1)], route_id=RouteId("r9"), breaks=(Pause(900, HOUR, 600),)
    )
    found = packed(make_problem(plain, rests)).answers(make_visit("new", 1), scan)
    assert found[:, c.POSITION].tolist() == [0, 0]
    assert found[:, c.IS_CLEAN].tolist() == [1, 1]
    assert found[:, c.EXTRA].tolist() == [1500, 300]
