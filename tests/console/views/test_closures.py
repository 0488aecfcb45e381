"""What is said of closed streets, and of the routes that lead around them."""

from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from console.screen import moment_of
from console.views.closures import (
    closure_lines,
    closure_rows,
    led_around,
    led_around_words,
    when_words,
    why_words,
)
from console.views.moment import RouteTimes
from console.views.wording import Wording
from core import events as e
from core.catalogue import shipped
from core.model import ActorId, Closure, ClosureId, Position, RouteId, TextRef
from core.planning.day import problem_of
from core.planning.insertion import PreviewIndex
from core.planning.travel import ClosedLegs, TravelMatrix
from core.planning.ways import DayPlan
from tests.builders import NOON, R1, R2, TODAY, running_day
from tests.one_road import one_road

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
Z1 = ClosureId("z1")
LINE = (Position(-29.9, -71.25), Position(-29.901, -71.25))


def closed(until_h: float | None = None, begins_h: float = 0, because: str = "a parade") -> Closure:
    until = NOW + timedelta(hours=until_h) if until_h is not None else None
    begins = NOW + timedelta(hours=begins_h)
    return Closure(Z1, "Balmaceda", LINE, because, begins, until, ActorId("ana"), NOW)


@pytest.mark.parametrize(
    ("closure", "words"),
    [
        (closed(), "until it is opened again"),
        (closed(2), "until 16:05"),
        (closed(24), "until 24 Nov 14:05"),
        (closed(4, 2), "from 16:05 until 18:05"),
    ],
)
def test_until_when_is_said_as_people_do(closure: Closure, words: str) -> None:
    assert when_words(Wording(), closure, NOW) == words


def test_the_map_says_why_until_when_and_who() -> None:
    by = "closed by ana at 14:05"
    assert closure_lines(Wording(), closed(2), {}, NOW) == ("a parade", "until 16:05", by)
    assert closure_lines(Wording(), closed(because=""), {}, NOW) == ("until it is opened again", by)


def test_why_is_read_beside_the_log_and_in_logs_of_before() -> None:
    ref = TextRef("note:why")
    sheltered = replace(closed(because=""), because_ref=ref)
    assert why_words(sheltered, {ref: "a funeral"}) == "a funeral"
    assert why_words(sheltered, {}) == ""
    assert why_words(closed(), {}) == "a parade"
    before = msgspec.json.encode(e.StreetClosed(closed())).replace(b',"because_ref":null', b"")
    assert e.decode(before, e.VERSION) == e.StreetClosed(closed())


def test_the_list_leaves_out_what_is_over() -> None:
    (row,) = closure_rows(Wording(), [closed(2)], {}, NOW)
    assert (row.street, row.because, row.when, row.by) == (
        "Balmaceda",
        "a parade",
        "until 16:05",
        "ana, 14:05",
    )
    assert closure_rows(Wording(), [closed(2)], {}, NOW + timedelta(hours=3)) == ()


def around(travel: TravelMatrix, origin: int, end: int, seconds: float) -> TravelMatrix:
    rows, columns = (np.array([n], "<i4").tobytes() for n in (origin, end))
    legs = np.array([[seconds], [9000]], "<f4").tobytes()
    return travel.with_closed([ClosedLegs((Z1,), rows, columns, legs)])


def times(travel: TravelMatrix) -> dict[RouteId, RouteTimes]:
    state = running_day().state
    problem = problem_of(state, TODAY, travel, NOON).problem
    plans = {TODAY: DayPlan(TODAY, problem, PreviewIndex(problem))}
    return dict(moment_of(state, {}, {}, NOON, plans, me="ana", catalogue=shipped()).times)


def test_routes_whose_legs_take_longer_are_named_with_by_how_much() -> None:
    usual = one_road()
    known = times(usual)
    places = known[R1].route.places
    leg = places[1], places[2]
    longer = around(usual, *leg, float(usual.seconds_array[leg]) + 240)
    found = led_around(known, longer, frozenset({Z1}))
    assert found == {R1: 240}
    assert led_around(known, usual, frozenset({Z1})) == {}
    routes = running_day().state.routes
    assert led_around_words(routes, found) == (
        f"Around closed streets: {routes[R1].name} +4 min. F5 plans the day anew"
    )
    assert led_around_words(routes, {}) == ""


def test_many_routes_are_counted() -> None:
    routes = running_day().state.routes
    longer = {r: 60 * n for n, r in enumerate(routes, 1)}
    assert len(longer) > 3
    words = led_around_words(routes, longer)
    assert f"and {len(longer) - 3} other" in words
    assert R2 in routes


def test_a_route_of_newer_times_than_these_waits() -> None:
    known = times(one_road())
    assert led_around(known, TravelMatrix("road 1"), frozenset({Z1})) == {}
