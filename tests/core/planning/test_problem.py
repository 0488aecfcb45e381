"""Questions to the planner: windows combined, routes edited, places renumbered, costs rounded."""

from datetime import timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from core.model import Load, RouteId, StopId
from core.planning.problem import (
    UNREACHABLE,
    GoodsFrom,
    Window,
    cost_minor,
    part_of,
    whole,
)
from tests.core.planning.days import make_route, make_visit, small_day


def test_a_visit_without_limits_may_begin_at_any_time() -> None:
    assert (make_visit().opens_s, make_visit().closes_s) == (None, None)


def test_the_later_opening_and_the_earlier_closing_count() -> None:
    visit = make_visit(window=Window(100, 900), earliest_s=300, due_s=700)
    assert (visit.opens_s, visit.closes_s) == (300, 700)


def test_only_goods_from_the_depot_add_to_what_is_on_board() -> None:
    parcel = Load(1000, 2000, 1)
    route = make_route(
        [
            make_visit("on board", deliver=parcel),
            make_visit("at the depot", deliver=parcel, goods_from=GoodsFrom.DEPOT),
        ],
        anchor_load=parcel,
    )
    assert route.start_load == parcel + parcel


def test_a_visit_is_put_at_its_position_and_taken_out_again() -> None:
    route = make_route([make_visit("a"), make_visit("b")])
    longer = route.with_visit(make_visit("x"), 1)
    assert longer.stop_ids == ("a", "x", "b")
    assert longer.without(StopId("x")) == route


def test_routes_are_found_and_replaced_by_their_id() -> None:
    day = small_day()
    shorter = day.route(RouteId("r9")).with_visits(())
    changed = day.with_routes([shorter])
    assert changed.route(RouteId("r9")) == shorter
    assert changed.route(RouteId("r7")) == day.route(RouteId("r7"))
    with pytest.raises(KeyError):
        day.route(RouteId("r8"))


def test_the_clock_goes_on_from_the_origin() -> None:
    day = small_day()
    assert day.now == day.origin
    assert replace(day, now_s=90).now == day.origin + timedelta(seconds=90)


def test_a_part_keeps_the_distances_of_the_places_it_touches() -> None:
    day = small_day()
    part = part_of(day, [day.route(RouteId("r9"))])
    (route,) = part.routes
    assert part.seconds.shape == (4, 4)
    assert [part.seconds[a, b] for a, b in zip(route.places, route.places[1:], strict=False)] == [
        1800,
        600,
        600,
        3000,
    ]
    assert [part.metres[0, place] for place in route.places] == [0, 15000, 20000, 25000, 0]


def test_travel_is_rounded_once_and_no_way_is_a_very_long_way() -> None:
    rounded = whole([[0.0, 1.6], [np.inf, np.nan]])
    assert rounded.tolist() == [[0, 2], [UNREACHABLE, UNREACHABLE]]
    assert rounded.dtype == np.int32


@pytest.mark.parametrize(
    ("metres", "seconds", "minor"),
    [(1000, 0, 30), (0, 3600, 1200), (1000, 3600, 1230), (17, 0, 1), (16, 0, 0), (-17, 0, -1)],
)
def test_distance_and_time_cost_what_the_van_costs(metres: int, seconds: int, minor: int) -> None:
    assert cost_minor(make_route(), metres, seconds) == minor
