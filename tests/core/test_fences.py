from datetime import UTC, datetime, timedelta

import pytest
from msgspec import Struct

from core.fences import Crossing, Sides, area_m2, contains, crossings, inside
from core.model import ActorId, DriverId, Fence, FenceId, Position

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
D1, D2, F1 = DriverId("d1"), DriverId("d2"), FenceId("f1")
SQUARE = tuple(Position(lat, lon) for lat, lon in ((0, 0), (0, 1), (1, 1), (1, 0)))
HOOK = tuple(Position(lat, lon) for lat, lon in ((0, 0), (0, 3), (3, 3), (3, 2), (1, 2), (1, 0)))
FENCES = {F1: Fence(F1, "Market", SQUARE, ActorId("ana"), NOON)}
IN, OUT = (0.5, 0.5), (0.5, 1.5)


class Fix(Struct, frozen=True):
    driver_id: DriverId
    at: datetime
    lat: float
    lon: float


def fix(minute: int, place: tuple[float, float], driver: DriverId = D1) -> Fix:
    return Fix(driver, NOON + timedelta(minutes=minute), *place)


def told(sides: Sides, *fixes: Fix) -> list[tuple[bool, int]]:
    """Whether in or out, and at which minute, fix by fix."""
    found = [each for one in fixes for each in crossings(sides, FENCES, [one])]
    return [(each.is_inside, (each.at - NOON).seconds // 60) for each in found]


@pytest.mark.parametrize(
    ("lat", "lon", "is_in"), [(0.5, 1, True), (2, 1, False), (2, 2.5, True), (2, 4, False)]
)
def test_a_bend_of_an_outline_is_no_part_of_it(lat: float, lon: float, is_in: bool) -> None:
    assert contains(HOOK, lat, lon) is is_in


def test_an_area_is_that_of_the_ground_whichever_way_it_was_drawn() -> None:
    hundred_metres = tuple(Position(at.lat * 9e-4, at.lon * 9e-4) for at in SQUARE)
    assert area_m2(hundred_metres) == pytest.approx(10_037, rel=0.01)
    assert area_m2(hundred_metres[::-1]) == pytest.approx(area_m2(hundred_metres))


def test_the_second_position_on_the_other_side_counts_from_the_first() -> None:
    sides: Sides = {}
    assert told(sides, fix(0, OUT), fix(1, OUT), fix(2, IN)) == []
    assert inside(sides, F1) == ()
    assert told(sides, fix(3, IN)) == [(True, 2)]
    assert inside(sides, F1) == (D1,)
    assert told(sides, fix(4, IN), fix(5, OUT), fix(6, OUT)) == [(False, 5)]


def test_a_van_at_the_edge_does_not_come_and_go() -> None:
    sides: Sides = {}
    assert told(sides, *(fix(n, OUT if n % 2 else IN) for n in range(10))) == []
    other: Sides = {}
    assert told(other, *(fix(n, IN if n % 2 else OUT) for n in range(10))) == []


def test_a_position_heard_before_and_vans_that_were_inside_are_no_news() -> None:
    sides: Sides = {}
    assert told(sides, fix(1, IN), fix(2, OUT), fix(2, OUT), fix(1, OUT)) == []
    assert crossings(sides, FENCES, [fix(0, IN, D2), fix(9, OUT)]) == (
        Crossing(F1, D1, False, NOON + timedelta(minutes=2)),
    )
    assert inside(sides, F1) == (D2,)


def test_a_fence_that_is_gone_is_forgotten() -> None:
    sides: Sides = {}
    crossings(sides, FENCES, [fix(0, IN)])
    crossings(sides, {}, [])
    assert sides == {}
