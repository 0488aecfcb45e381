import msgspec
import numpy as np

from core.planning import engine_columns as c
from core.planning.engine_arrays import make_arrays
from core.planning.fleet import Break, FleetProblem, Request, Van
from core.planning.warm_up import small_problem


def test_requests_that_no_route_has_wait_and_a_pair_waits_as_one() -> None:
    arrays = make_arrays(small_problem())
    assert arrays.memory[c.LEFT_OUT] == 2
    assert list(arrays.scratch[c.WAITING, :2]) == [0, 1]
    assert list(arrays.nodes[:3, c.ROLE]) == [c.SINGLE, c.PICKUP, c.DELIVERY]
    assert arrays.prizes[2] == 0


def test_a_plan_is_linked_and_remembered_as_home() -> None:
    problem = small_problem()
    vans = (msgspec.structs.replace(problem.vans[0], prefix=1), Van(0, 0, is_closed=True))
    arrays = make_arrays(msgspec.structs.replace(problem, vans=vans), [(0, 1), (2,)])
    start = int(arrays.vans[0, c.START])
    assert [arrays.nodes[start, c.NEXT], arrays.nodes[0, c.NEXT]] == [0, 1]
    assert list(arrays.nodes[:3, c.HOME]) == [0, 0, 1]
    assert list(arrays.nodes[:3, c.IS_FIXED]) == [1, 0, 1]
    assert arrays.memory[c.SERVED] == 3
    assert arrays.memory[c.IS_FIRST] == 0


def test_the_same_question_at_other_prices_shares_what_they_do_not_change() -> None:
    problem, routes = small_problem(), [(0, 1), (2,)]
    dear = msgspec.structs.replace(problem, move_price=3)
    first = make_arrays(problem, routes)
    shared, alone = make_arrays(dear, routes, like=first), make_arrays(dear, routes)
    assert shared.near is first.near
    assert shared.seconds_to is first.seconds_to
    for name in msgspec.structs.fields(alone):
        if name.name not in ("kinds", "problem"):
            ours, theirs = getattr(shared, name.name), getattr(alone, name.name)
            assert np.array_equal(ours, theirs), name.name
    other = msgspec.structs.replace(problem, seconds=problem.seconds + 1)
    assert make_arrays(other, routes, like=first).near is not first.near


def test_arrays_stay_for_the_next_question_about_most_of_the_same_stops() -> None:
    every = np.random.default_rng(1).permutation(402**2)
    seconds = every.reshape(402, 402).astype(np.int32)
    before = FleetProblem(tuple(map(Request, range(1, 401))), (Van(0, 0),), seconds[None])
    first = make_arrays(before, near=5)
    van = Van(3, 0, room=(5, 5, 5))
    after = FleetProblem(tuple(map(Request, range(401, 1, -1))), (van,), seconds[None])
    kept, alone = make_arrays(after, near=5, like=first), make_arrays(after, near=5)
    assert kept.seconds_to is first.seconds_to
    assert np.array_equal(kept.near, alone.near)
    assert np.array_equal(kept.nodes, alone.nodes)
    dear = msgspec.structs.replace(after, vans=(Van(0, 0, per_second=3),))
    assert np.array_equal(make_arrays(dear, like=first).near, make_arrays(dear).near)
    few = FleetProblem((Request(1), Request(2)), (Van(0, 0),), seconds[None])
    assert make_arrays(few, like=first).near.tolist() == [[1], [0]]
    nobody = msgspec.structs.replace(few, vans=())
    assert make_arrays(few, like=make_arrays(nobody)).near.tolist() == [[1], [0]]
    elsewhere = msgspec.structs.replace(after, seconds=seconds[None] + 1)
    assert make_arrays(elsewhere, like=first).seconds_to is not first.seconds_to


def test_equal_vans_stand_side_by_side_while_nothing_tells_them_apart() -> None:
    small, large = Van(0, 0, room=(1, 1, 1)), Van(0, 0)
    problem = msgspec.structs.replace(small_problem(), vans=(small, large, small, large))
    arrays = make_arrays(problem)
    assert arrays.kinds == (0, 2, 1, 3)
    assert list(arrays.vans[:, c.KIND]) == [0, 0, 1, 1]
    road = msgspec.structs.replace(small, is_on_the_road=True)
    arrays = make_arrays(msgspec.structs.replace(problem, vans=(road, road)), [(0,), ()])
    assert list(arrays.vans[:, c.KIND]) == [0, 1]


def test_breaks_and_windows_with_alternatives_are_chained() -> None:
    pauses = (Break(((1, 2), (5, 6), (8, 9)), 3), Break(((10, 11),), 4))
    request = Request(1, windows=((0, 5), (7, 9)))
    problem = FleetProblem((request,), (Van(0, 0, breaks=pauses),), small_problem().seconds)
    arrays = make_arrays(problem)
    assert arrays.breaks.tolist() == [[1, 2, 3, 2], [10, 11, 4, -1], [5, 6, 3, 3], [8, 9, 3, -1]]
    assert arrays.windows.tolist() == [[0, 5], [7, 9]]
    assert arrays.memory[c.IS_EXACT] == 1


def test_what_a_problem_does_not_use_is_switched_off() -> None:
    problem = FleetProblem((Request(1, loads=(1, 0, 0)),), (Van(0, 0),), small_problem().seconds)
    memory = make_arrays(problem).memory
    switches = (c.HAS_SECOND, c.IS_EXACT, c.HAS_PAIRS, c.IS_STABLE, c.HAS_LIMITS, c.PRICES_TIME)
    assert [memory[s] for s in switches] == [0] * 6
    assert memory[c.DIMENSIONS] == 1
    wide = msgspec.structs.replace(problem, requests=(Request(1, takes=(0, 0, 2)),))
    assert make_arrays(wide).memory[c.DIMENSIONS] == 3


def test_who_may_serve_a_request_is_kept_by_van_and_optional_ones_have_their_prize() -> None:
    requests = (Request(1, vans=frozenset({1}), prize=7), Request(2, weight=3))
    problem = FleetProblem(requests, (Van(0, 0), Van(0, 1)), small_problem().seconds)
    arrays = make_arrays(problem)
    assert list(arrays.nodes[:2, c.ONLY_VAN]) == [1, -1]
    assert arrays.allowed[arrays.nodes[0, c.CLASS]].tolist() == [0, 1]
    assert list(arrays.prizes[:2]) == [7, 3 * c.MUST]


def test_a_pair_is_for_the_vans_that_both_of_its_halves_name() -> None:
    problem = small_problem()
    single, pickup, delivery = problem.requests
    first, second, both = frozenset({0}), frozenset({1}), frozenset({0, 1})

    def able(*named: frozenset[int] | None) -> list[list[int]]:
        """The vans of either half."""
        halves = [
            msgspec.structs.replace(half, vans=vans)
            for half, vans in zip((pickup, delivery), named, strict=True)
        ]
        requests, vans = (single, *halves), (Van(0, 0), Van(0, 0, fixed=1))
        arrays = make_arrays(msgspec.structs.replace(problem, requests=requests, vans=vans))
        rows = arrays.nodes[1:3, c.CLASS]
        return [
            [int(arrays.kinds[number]) for number in np.flatnonzero(arrays.allowed[row])]
            for row in rows
        ]

    assert able(first, both) == able(both, first) == able(None, first) == [[0], [0]]
    assert able(first, second) == [[], []]
    assert able(None, None) == [[0, 1], [0, 1]]


def test_neighbours_are_nearest_first_by_what_the_way_costs() -> None:
    seconds = small_problem().seconds
    requests = tuple(Request(place) for place in (1, 3, 2))
    away = 100 - seconds
    problem = FleetProblem(requests, (Van(0, 0, per_second=0, per_unit=1),), seconds, away)
    assert make_arrays(problem).near[0].tolist() == [1, 2]
    by_time = FleetProblem(requests, (Van(0, 0),), seconds, metres=seconds)
    assert make_arrays(by_time).near[0].tolist() == [2, 1]


def test_a_matrix_that_is_alike_both_ways_is_not_kept_twice() -> None:
    problem = small_problem()
    arrays = make_arrays(problem)
    assert arrays.seconds_to is arrays.seconds
    skewed = problem.seconds + np.triu(np.ones((4, 4), np.int32))
    assert make_arrays(msgspec.structs.replace(problem, seconds=skewed)).seconds_to[0, 0, 1] == 60


def test_a_problem_without_requests_has_arrays_too() -> None:
    empty = FleetProblem((), (Van(0, 0),), small_problem().seconds)
    assert make_arrays(empty).memory[c.LEFT_OUT] == 0
    assert make_arrays(msgspec.structs.replace(empty, requests=(Request(1),))).near.tolist() == [
        [-1]
    ]


def test_loads_that_all_go_one_way_are_known_as_such() -> None:
    brought, taken = Request(1, loads=(1, 0, 0)), Request(2, takes=(1, 0, 0))
    left = Request(3, leaves=(1, 0, 0))
    pair = Request(1, partner=2), Request(2, partner=1, is_delivery_half=True)
    for requests, is_one_way in (
        ((brought, brought), 1),
        ((taken,), 1),
        ((brought, taken), 0),
        ((taken, left), 0),
        ((brought, *pair), 0),
    ):
        problem = msgspec.structs.replace(small_problem(), requests=requests)
        assert make_arrays(problem).memory[c.IS_ONE_WAY] == is_one_way


def test_every_node_begins_with_a_cache_line() -> None:
    arrays = make_arrays(small_problem())
    assert arrays.nodes.ctypes.data % 64 == arrays.undo.ctypes.data % 64 == 0
    assert arrays.nodes.strides[0] % 64 == 0


def test_a_search_that_looks_wide_has_room_for_every_gap_it_sees() -> None:
    places = np.arange(103)
    seconds = np.abs(places[:, None] - places[None]).astype(np.int32)[None]
    requests = tuple(Request(place) for place in range(1, 103))
    arrays = make_arrays(FleetProblem(requests, (Van(0, 0),), seconds), near=1)
    most = 2 * arrays.memory[c.RUIN_WIDTH] + len(arrays.vans)
    assert arrays.scratch.shape[1] >= most
