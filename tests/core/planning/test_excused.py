"""What was broken before a change, and until where it may be."""

from typing import Any

import pytest

from core.model import Load, StopId, StopKind
from core.planning.excused import Excused, Kept, excused
from core.planning.problem import GoodsFrom, Pause, Window
from core.planning.schedule import ViolationKind, timetable
from tests.core.planning.days import HOUR, MINUTE, make_problem, make_route, make_visit

NOON = Pause(20 * MINUTE, 30 * MINUTE, 30 * MINUTE)
OTHER = Pause(20 * MINUTE, 25 * MINUTE, 30 * MINUTE)


def test_a_route_excuses_itself_as_far_as_it_goes_and_what_comes_from_others() -> None:
    long = make_visit("long", 1, service_s=HOUR, collect=Load(5, 6, 7))
    route = make_route([long, make_visit("b", 2, needs=frozenset({"lift"}))], breaks=(NOON,))
    other = make_route([make_visit("c", 3, window=Window(0, MINUTE))], route_id="r9")
    problem = make_problem(route, other)
    tables = [timetable(each, problem) for each in problem.routes]
    found = excused((route, tables[0]), [(other, tables[1])])
    assert found.begins_s == dict(
        zip(("long", "b", "c"), (*tables[0].starts_s, *tables[1].starts_s), strict=True)
    )
    assert found.finish_s == tables[0].finish_s
    assert found.peak == Load(5, 6, 7)
    assert found.broken == {(ViolationKind.EQUIPMENT, "b")}
    assert tables[0].breaks[0].begins_s > NOON.latest_s
    assert found.break_until(NOON) == tables[0].breaks[0].begins_s
    assert found.break_until(OTHER) == OTHER.latest_s


def test_a_route_tells_what_of_it_stays() -> None:
    visits = [
        make_visit("first", 1),
        make_visit("its goods", 2, deliver=Load(1, 0, 0)),
        make_visit("at the depot", 2, deliver=Load(1, 0, 0), goods_from=GoodsFrom.DEPOT),
        make_visit("locked", 3, is_locked=True),
        make_visit("give", 4, kind=StopKind.GIVE),
        make_visit("take", 4, kind=StopKind.TAKE),
        make_visit("linked", 4, linked_to=StopId("x")),
        make_visit("after", 4, after=StopId("take")),
        make_visit("free", 5),
        make_visit("sent", 5, kind=StopKind.TAKE, is_with_sender=True),
    ]
    route = make_route(visits, fixed_prefix=1)
    problem = make_problem(route)
    found = excused((route, timetable(route, problem)))
    kept = found.kept
    assert kept.was == route.stop_ids
    assert (kept.held, kept.in_order, kept.is_locked) == (1, 4, False)
    assert kept.bound == {"its goods", "give", "take", "linked", "after"}


def keep(stops: str, **facts: Any) -> Kept:
    """Of a route whose stops have one letter each."""
    return Kept(tuple(map(StopId, stops)), **facts)


@pytest.mark.parametrize(
    ("kept", "is_touched"),
    [
        (keep("abc"), False),
        (keep("bac"), False),
        (keep("bac", is_locked=True), True),
        (keep("abc", is_locked=True), False),
        (keep("acb", held=1), False),
        (keep("bac", held=1), True),
        (keep("bca", in_order=2), False),
        (keep("bac", in_order=2), True),
        (keep("abc", bound=frozenset({StopId("c")})), False),
        (keep("abd", bound=frozenset({StopId("d")})), True),
        (keep("ab"), True),
    ],
)
def test_a_change_touches_what_stays_or_brings_what_its_driver_refused(
    kept: Kept, is_touched: bool
) -> None:
    """The driver has refused the last of the three."""
    visits = [make_visit("a", 1), make_visit("b", 2)]
    route = make_route(visits)
    refused = make_visit("c", 3, refused_by=frozenset({route.route_id}))
    assert kept.is_touched_by(make_route([*visits, refused])) is is_touched


def test_by_itself_nothing_is_excused() -> None:
    assert Excused().break_until(NOON) == NOON.latest_s
    assert Excused().finish_s < 0
