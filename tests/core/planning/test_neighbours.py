"""Neighbours: the nearest first, and after a change the same as if they were looked for anew."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.fleet import Van
from core.planning.neighbours import Ways, are_the_same, near_as_before, near_of, turned

NOTHING = np.zeros((1, 1, 1), np.int32)


def town(seed: int = 1, places: int = 40, *, is_one_way: bool = False, **van: Any) -> Ways:
    """Random places; every way has its own length."""
    random = np.random.default_rng(seed)
    seconds = random.permutation(places**2).reshape(1, places, places).astype(np.int32)
    if not is_one_way:
        seconds = np.minimum(seconds, seconds.transpose(0, 2, 1))
    seconds = np.ascontiguousarray(seconds)
    second = seconds[:, ::-1].copy() if "per_unit" in van else NOTHING
    return Ways(seconds, turned(seconds), second, turned(second), Van(0, 0, **van))


def test_the_nearest_come_first_by_the_cheaper_direction() -> None:
    seconds = np.array([[[0, 9, 4, 5], [1, 0, 2, 9], [9, 9, 0, 9], [9, 3, 9, 0]]], np.int32)
    ways = Ways(seconds, turned(seconds), NOTHING, NOTHING, Van(0, 0))
    places = np.arange(4, dtype=np.int32)
    assert near_of(ways, places, 3).tolist() == [[1, 2, 3], [0, 2, 3], [1, 0, 3], [1, 0, 2]]
    assert near_of(ways, places, 1).tolist() == [[1], [0], [1], [1]]
    assert ways.pairs(places[:2], places[2:]).tolist() == [4.0, 3.0]


@pytest.mark.parametrize("van", [{}, {"per_unit": 3}, {"per_second": 0, "per_unit": 1}])
def test_costs_beside_each_other_are_those_of_the_table(van: dict[str, int]) -> None:
    ways = town(is_one_way=True, **van)
    some, others = np.arange(5, dtype=np.int32), np.arange(20, 25, dtype=np.int32)
    assert ways.pairs(some, others).tolist() == np.diag(ways.costs(some, others)).tolist()


@given(st.integers(0, 2**32 - 1), st.booleans(), st.integers(0, 3), st.integers(0, 3))
def test_after_a_change_they_are_as_if_looked_for_anew(
    seed: int, is_one_way: bool, gone: int, come: int
) -> None:
    random = np.random.default_rng(seed)
    ways = town(seed, 120, is_one_way=is_one_way)
    places = random.permutation(120).astype(np.int32)
    before = places[:110]
    after = random.permutation(np.concatenate([before[gone:], places[110 : 110 + come]]))
    kept = near_as_before(ways, after, 4, before, near_of(ways, before, 4))
    assert kept is not None
    assert np.array_equal(kept, near_of(ways, after, 4))


def test_two_requests_at_one_place_are_told_apart() -> None:
    ways = town()
    before = np.array([3, 3, *range(10, 30)], np.int32)
    after = np.array([*range(29, 9, -1), 3, 3], np.int32)
    kept = near_as_before(ways, after, 3, before, near_of(ways, before, 3))
    assert kept is not None
    assert (
        ways.pairs(after, after[kept[:, 0]]).tolist()
        == ways.pairs(after, after[near_of(ways, after, 3)[:, 0]]).tolist()
    )


def test_where_most_is_new_nothing_is_kept() -> None:
    ways = town()
    near, places = near_of(ways, np.arange(20, dtype=np.int32), 3), np.arange(20, dtype=np.int32)
    assert near_as_before(ways, places + 10, 3, places, near) is None
    assert near_as_before(ways, places, 5, places, near) is None
    assert near_as_before(ways, places[:1], 1, places, near[:, :1]) is None
    # One place is everybody's nearest: without it all have to look again.
    star = np.full((1, 20, 20), 50, np.int32)
    star[0, 0] = star[0, :, 0] = 1
    round_it = Ways(star, turned(star), NOTHING, NOTHING, Van(0, 0))
    near = near_of(round_it, places, 1)
    assert near_as_before(round_it, places[1:], 1, places, near) is None


def test_one_request_alone_has_no_neighbours() -> None:
    assert near_of(town(), np.array([3], np.int32), 5).tolist() == [[-1]]


def test_vans_are_alike_by_what_a_way_costs_them() -> None:
    ways = town(per_second=2)
    assert ways.cost_like(Van(7, 9, per_second=1, per_second_out=1))
    assert not ways.cost_like(Van(0, 0, per_second=1))


def test_a_matrix_that_is_not_alike_both_ways_is_turned() -> None:
    ways = town(is_one_way=True)
    assert np.array_equal(ways.seconds_to, ways.seconds.transpose(0, 2, 1))
    assert ways.second_to is NOTHING


def test_the_same_memory_is_known_by_any_view_of_it() -> None:
    matrix = np.zeros((3, 3), np.int32)
    assert are_the_same(matrix[None], matrix[None], NOTHING, NOTHING)
    assert not are_the_same(matrix, matrix.copy())
    assert not are_the_same(matrix, matrix[:1])
