from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import ClosureId, PlaceId
from core.planning.learned import Learned
from core.planning.travel import (
    GREAT_CIRCLE,
    ROAD,
    SPARE,
    ClosedLegs,
    GreatCircle,
    TravelMatrix,
    TravelMismatch,
    TravelPlace,
    TravelTimes,
    decode_matrix,
    great_circle_legs,
    great_circle_tables,
)


def place(number: int, source: str = ROAD) -> TravelPlace:
    return TravelPlace(PlaceId(f"p{number}"), -30 + number / 100, -71.0, source)


def truth(size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Seconds and metres between `size` places, every number different."""
    values = np.arange(2 * size * size, dtype=np.float32).reshape(2, size, size)
    values[:, np.arange(size), np.arange(size)] = 0
    return values


def whole(size: int) -> TravelMatrix:
    values = truth(size)
    empty = TravelMatrix("engine")
    return empty.extend([place(n) for n in range(size)], values, np.zeros((2, 0, size), np.float32))


def same(one: TravelMatrix, other: TravelMatrix) -> bool:
    return (
        one.fingerprint == other.fingerprint
        and list(one.places) == list(other.places)
        and np.array_equal(one.seconds_array, other.seconds_array)
        and np.array_equal(one.metres_array, other.metres_array)
    )


def test_a_matrix_grown_place_by_place_is_the_matrix_built_at_once() -> None:
    size = SPARE * 2 + 7
    values = truth(size)
    grown = TravelMatrix("engine")
    for n in range(size):
        grown = grown.grow(place(n), values[:, n, :n], values[:, :n, n])
    assert same(grown, whole(size))
    assert grown.seconds(PlaceId("p3"), PlaceId("p100")) == values[0, 3, 100]
    assert grown.metres(PlaceId("p100"), PlaceId("p3")) == values[1, 100, 3]


def test_growing_leaves_earlier_snapshots_as_they_were() -> None:
    before = whole(3)
    seconds = before.seconds_array.copy()
    after = before.grow(place(3), np.ones((2, 3)), np.ones((2, 3)))
    assert (len(before), len(after)) == (3, 4)
    assert np.array_equal(before.seconds_array, seconds)
    assert PlaceId("p3") in after
    assert PlaceId("p3") not in before
    with pytest.raises(KeyError):
        before.index(PlaceId("p3"))
    with pytest.raises(KeyError):
        before.seconds(PlaceId("p0"), PlaceId("p3"))


def test_two_futures_of_one_snapshot_do_not_disturb_each_other() -> None:
    start = whole(2)
    one = start.grow(place(7), np.full((2, 2), 1), np.full((2, 2), 2))
    two = start.grow(place(8), np.full((2, 2), 3), np.full((2, 2), 4))
    assert one.seconds(PlaceId("p7"), PlaceId("p0")) == 1
    assert two.seconds(PlaceId("p8"), PlaceId("p0")) == 3
    assert PlaceId("p8") not in one


def test_places_are_found_by_id_and_say_where_their_times_come_from() -> None:
    matrix = whole(2).grow(place(2, GREAT_CIRCLE), np.ones((2, 2)), np.ones((2, 2)))
    assert matrix.source(PlaceId("p0")) == ROAD
    assert matrix.source(PlaceId("p2")) == GREAT_CIRCLE
    assert matrix.indices([PlaceId("p2"), PlaceId("p0")]).tolist() == [2, 0]
    with pytest.raises(KeyError):
        matrix.index(PlaceId("nowhere"))


def test_a_place_that_moved_is_found_at_its_new_row_and_in_earlier_snapshots_at_the_old() -> None:
    before = whole(3)
    moved = TravelPlace(PlaceId("p1"), -31, -71.0, ROAD)
    after = before.grow(moved, np.full((2, 3), 7), np.full((2, 3), 9))
    assert (before.index(PlaceId("p1")), after.index(PlaceId("p1"))) == (1, 3)
    assert after.seconds(PlaceId("p1"), PlaceId("p0")) == 7
    assert (before.place(PlaceId("p1")), after.place(PlaceId("p1"))) == (place(1), moved)
    sent = before.merge(after.encode(3))
    assert sent.index(PlaceId("p1")) == decode_matrix(after.encode()).index(PlaceId("p1")) == 3


def test_a_place_that_left_the_wilderness_is_estimated_no_more() -> None:
    new, ones = PlaceId("p9"), np.ones
    lost = whole(2).grow(TravelPlace(new, -31, -71, GREAT_CIRCLE), ones((2, 2)), ones((2, 2)))
    assert (whole(2).estimated, lost.estimated) == (0, 1)
    found = lost.grow(TravelPlace(new, -30, -71, ROAD), ones((2, 3)), ones((2, 3)))
    assert (found.estimated, len(found)) == (0, 4)


def test_places_may_come_while_the_estimated_ones_are_counted() -> None:
    matrix = whole(3)

    class Growing(list[TravelPlace]):
        """Somebody else adds a place whenever one is looked at."""

        def __getitem__(self, row: Any, /) -> Any:
            matrix._buffers.index[f"new {row}"] = 99
            return super().__getitem__(row)

    matrix._buffers.places = Growing(matrix._buffers.places)
    assert matrix.estimated == 0


def test_readers_cannot_write() -> None:
    with pytest.raises(ValueError, match="read-only"):
        whole(2).seconds_array[0, 0] = 1


def test_rows_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="have the shapes"):
        whole(3).extend(
            [place(9)], np.zeros((2, 1, 3), np.float32), np.zeros((2, 3, 1), np.float32)
        )


def test_the_whole_matrix_crosses_the_wire() -> None:
    assert same(decode_matrix(whole(5).encode()), whole(5))
    assert same(decode_matrix(TravelMatrix("engine").encode()), TravelMatrix("engine"))


@given(cuts=st.lists(st.integers(0, 12), max_size=5))
def test_a_matrix_sent_in_parts_is_the_matrix(cuts: list[int]) -> None:
    source = whole(12)
    replica = TravelMatrix("engine")
    for after, until in pairwise(sorted({0, *cuts, 12})):
        replica = replica.merge(source.encode(after, until))
    assert same(replica, source)


@given(known=st.integers(0, 9), after=st.integers(0, 9))
def test_what_is_known_already_is_skipped(known: int, after: int) -> None:
    source = whole(9)
    replica = decode_matrix(source.encode(0, known))
    if after <= known:
        assert same(replica.merge(source.encode(after)), source)
    else:
        with pytest.raises(TravelMismatch, match=f"fetch them from place {known}"):
            replica.merge(source.encode(after))


def test_times_of_another_network_are_refused() -> None:
    with pytest.raises(TravelMismatch, match="fetch the whole matrix"):
        TravelMatrix("other").merge(whole(2).encode())


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not msgpack"])
def test_a_damaged_message_is_refused_in_words(damage: bytes) -> None:
    with pytest.raises(TravelMismatch, match="cannot be read"):
        decode_matrix(damage)


def test_a_truncated_message_is_refused_in_words() -> None:
    message = whole(3).encode()
    with pytest.raises(TravelMismatch, match="cannot be read"):
        decode_matrix(message[:-5])


def test_the_fallback_is_the_straight_line_and_a_third_at_30_km_per_hour() -> None:
    seconds, metres = great_circle_legs(0, 0, [0, 0], [0, 0.1])
    assert metres.tolist() == pytest.approx([0, 11_119.5 * 1.35], rel=1e-4)
    assert seconds[1] == pytest.approx(metres[1] / (30 / 3.6), rel=1e-4)
    tables = great_circle_tables([0, 0], [0, 0.1])
    for row, table in zip((seconds, metres), tables, strict=True):
        assert table.tolist() == [pytest.approx(row), pytest.approx(row[::-1])]


def test_straight_line_times_answer_like_a_matrix() -> None:
    times: TravelTimes = GreatCircle([place(0), place(1)])
    assert times.fingerprint == GREAT_CIRCLE
    assert times.metres(PlaceId("p0"), PlaceId("p1")) == pytest.approx(1_111.95 * 1.35, rel=1e-3)
    assert times.seconds(PlaceId("p0"), PlaceId("p0")) == 0
    with pytest.raises(KeyError):
        times.seconds(PlaceId("p0"), PlaceId("nowhere"))


def closed_legs(row: int, column: int) -> ClosedLegs:
    ends = np.array([[row], [column]], "<i4")
    legs = np.array([[900], [9000]], "<f4").tobytes()
    return ClosedLegs((ClosureId("z1"),), ends[0].tobytes(), ends[1].tobytes(), legs)


def test_legs_around_closed_streets_lie_over_the_usual_ones() -> None:
    usual = whole(3)
    around = usual.with_closed([closed_legs(0, 2)])
    closed = frozenset({ClosureId("z1")})
    seconds, metres = around.arrays(closed)
    assert (seconds[0, 2], metres[0, 2]) == (900, 9000)
    seconds[0, 2] = usual.seconds_array[0, 2]
    assert np.array_equal(seconds, usual.seconds_array)
    assert np.array_equal(around.arrays()[0], usual.seconds_array)
    assert np.array_equal(around.arrays(frozenset({ClosureId("z2")}))[0], usual.seconds_array)
    assert closed_legs(0, 2).count == 1


def test_a_single_leg_takes_what_all_legs_together_say() -> None:
    around = whole(3).with_closed([closed_legs(0, 2)])
    for closed in (frozenset[ClosureId](), frozenset({ClosureId("z1")})):
        seconds, _ = around.arrays(closed)
        for row, origin in enumerate(around.places):
            for column, destination in enumerate(around.places):
                assert around.seconds(origin.id, destination.id, closed) == seconds[row, column]


def test_legs_around_closed_streets_cross_the_wire_with_every_growth() -> None:
    usual = whole(3)
    around = usual.with_closed([closed_legs(0, 2)])
    assert around.edition != usual.edition == ""
    assert around.with_closed([closed_legs(0, 2)]) is around
    here = usual.merge(around.encode(after=3))
    assert here.edition == around.edition
    assert here.closed == around.closed
    assert decode_matrix(around.encode()).closed == around.closed
    grown = around.merge(whole(4).with_closed([closed_legs(0, 2)]).encode(after=3))
    assert len(grown) == 4
    assert grown.closed == around.closed
    opened = here.merge(usual.encode(after=3))
    assert (opened.edition, opened.closed) == ("", {})


@pytest.mark.parametrize("legs", [closed_legs(0, 3), closed_legs(-1, 0)])
def test_legs_outside_of_the_matrix_are_not_taken(legs: ClosedLegs) -> None:
    usual = whole(3)
    with pytest.raises(TravelMismatch, match="closed streets"):
        usual.merge(usual.with_closed([legs]).encode(after=3))


def test_legs_that_are_cut_off_are_not_taken() -> None:
    usual = whole(3)
    short = msgspec.structs.replace(closed_legs(0, 1), legs=b"\0\0\0\0")
    odd = msgspec.structs.replace(closed_legs(0, 1), rows=b"\0\0\0")
    for legs in (short, odd):
        with pytest.raises(TravelMismatch):
            usual.merge(usual.with_closed([legs]).encode(after=3))


def test_what_was_learned_goes_with_the_times() -> None:
    usual, learned = whole(3), Learned().with_error(600, 60)
    known = usual.with_learned(learned)
    assert known.edition != usual.edition
    here = usual.merge(known.encode(after=3))
    assert here.learned == learned
    assert usual.with_learned(Learned()) is usual
    both = here.with_closed([closed_legs(0, 2)])
    assert both.learned == learned
    assert both.with_learned(Learned()).closed == both.closed
    assert here.merge(whole(4).with_learned(learned).encode(after=3)).learned == learned
