"""The line below the panels."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from console.view import Connection, StatusView
from console.views.status import connection_words, status_view, trouble_words
from console.views.wording import Wording
from core.hub.client import Line, LineState
from core.hub.protocol import WriteTrouble
from core.model import ActorId, Closure, ClosureId, PlaceId, Position
from core.planning.travel import GREAT_CIRCLE, GREAT_CIRCLE_WORDS, TravelMatrix, TravelPlace
from tests.builders import DEPOT

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def matrix(source: str, fingerprint: str = "road 1") -> TravelMatrix:
    empty = np.zeros((2, 0), np.float32)
    return TravelMatrix(fingerprint).grow(TravelPlace(PlaceId("p"), 0, 0, source), empty, empty)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LineState(Line.LIVE), "Live"),
        (LineState(Line.CONNECTING), "Connecting…"),
        (LineState(Line.DOWN), "Offline for 12 s"),
        (LineState(Line.REJECTED), "Not admitted"),
        (LineState(Line.REJECTED, "The token is unknown."), "The token is unknown."),
    ],
)
def test_the_line_is_told_in_words(line: LineState, words: str) -> None:
    assert connection_words(line, 12.4) == words


def test_a_live_day_shows_its_clock_zone_and_travel_times() -> None:
    view = status_view(
        LineState(Line.LIVE),
        3,
        depot=DEPOT,
        now=NOW,
        rate=5,
        is_simulated=True,
        travel=matrix("road"),
        pending=0,
        trouble=WriteTrouble(),
        is_planning=False,
        user="ana",
    )
    assert view.connection is Connection.LIVE
    assert (view.clock, view.zone, view.travel, view.unsent) == (
        "11:05",
        "America/Santiago",
        "road network",
        "",
    )
    assert view.date.startswith("Today")
    assert view.planner == "ready"


def test_a_rewound_window_says_its_moment_and_not_that_it_is_live() -> None:
    view = status_view(
        LineState(Line.LIVE),
        3,
        depot=DEPOT,
        now=NOW,
        rate=0,
        is_simulated=True,
        travel=matrix("road"),
        pending=0,
        trouble=WriteTrouble(),
        is_planning=False,
        user="ana",
        is_past=True,
    )
    assert (view.connection, view.connection_words) == (Connection.PAST, "Rewound to 11:05")
    assert (view.clock, view.date, view.is_simulated) == ("11:05", "Mon 23 Nov", False)


def test_the_hubs_time_is_not_shown_before_the_depots_zone_is_known() -> None:
    """The clock comes before the day: 13:41 by nobody's watch stood beside a board at 10:41."""
    view = status_view(
        LineState(Line.LIVE),
        1,
        depot=None,
        now=NOW,
        rate=1,
        is_simulated=True,
        travel=None,
        pending=0,
        trouble=WriteTrouble(),
        is_planning=False,
        user="ana",
    )
    assert (view.clock, view.date, view.zone) == ("", "", "")


def test_before_the_first_word_nothing_is_claimed() -> None:
    view = status_view(
        LineState(Line.CONNECTING),
        0,
        depot=None,
        now=None,
        rate=1,
        is_simulated=False,
        travel=None,
        pending=2,
        trouble=WriteTrouble("The disk is full.", NOW),
        is_planning=True,
        user="",
    )
    assert (view.clock, view.date, view.zone) == ("", "", "")
    assert view.travel == "no travel times yet"
    assert view.trouble == "Nothing is saved. The disk is full; the hub then goes on by itself."
    assert view.unsent == "2 waiting for the line"
    assert view.planner == "planning"


@pytest.mark.parametrize(
    ("fingerprint", "words"),
    [
        (GREAT_CIRCLE, GREAT_CIRCLE_WORDS),
        ("road 1", "road network, 1 place by straight line"),
        ("osrm:maps:5000/driving", "OSRM at maps:5000, 1 place by straight line"),
    ],
)
def test_an_estimate_is_never_shown_as_road_times(fingerprint: str, words: str) -> None:
    view = shown(matrix(GREAT_CIRCLE, fingerprint))
    assert view.is_travel_fallback
    assert view.travel == words


def test_a_routing_server_that_does_not_answer_is_said() -> None:
    own = shown(matrix("road", "valhalla:maps:8002/auto"))
    assert own.is_travel_fallback
    assert own.travel == "Valhalla at maps:8002, 1 place by own roads: no answer"
    served = shown(matrix("served", "valhalla:maps:8002/auto"))
    assert not served.is_travel_fallback
    assert served.travel == "Valhalla at maps:8002"


def shown(travel: TravelMatrix) -> StatusView:
    return status_view(
        LineState(Line.DOWN),
        5,
        depot=None,
        now=None,
        rate=1,
        is_simulated=False,
        travel=travel,
        pending=0,
        trouble=WriteTrouble(),
        is_planning=False,
        user="",
    )


def test_a_hub_that_saves_nothing_is_told_with_the_time_since_when() -> None:
    wording = Wording(zone="America/Santiago")
    full = "The disk is full. Free some space, then try again."
    words = trouble_words(WriteTrouble(full, NOW), wording)
    assert words == (
        "Nothing is saved since 11:05. The disk is full. Free some space; the hub then goes on by "
        "itself."
    )
    assert trouble_words(WriteTrouble("", NOW), wording) == ""


def test_closed_streets_are_counted_beside_the_travel_times() -> None:
    line = (Position(-29.9, -71.25), Position(-29.901, -71.25))

    def closed(name: str, begins_h: int, until_h: int) -> Closure:
        begins, until = (NOW + timedelta(hours=h) for h in (begins_h, until_h))
        return Closure(ClosureId(name), name, line, "", begins, until, ActorId("ana"), NOW)

    each = [closed("now", -1, 1), closed("later", 1, 2), closed("over", -2, -1)]
    view = status_view(
        LineState(Line.LIVE),
        3,
        depot=DEPOT,
        now=NOW,
        rate=1,
        is_simulated=False,
        travel=matrix("road"),
        pending=0,
        trouble=WriteTrouble(),
        is_planning=False,
        user="ana",
        closed={closure.id: closure for closure in each},
    )
    assert view.travel == "road network, 1 street closed"


def test_ways_that_are_not_the_routing_servers_are_said() -> None:
    view = status_view(
        LineState(Line.LIVE),
        0,
        depot=DEPOT,
        now=NOW,
        rate=1,
        is_simulated=False,
        travel=matrix("served", "osrm:maps:5000/driving"),
        pending=0,
        trouble=WriteTrouble(),
        is_planning=False,
        user="Ana",
        ways="ways drawn by own roads: no answer",
    )
    assert view.is_travel_fallback
    assert view.travel == "OSRM at maps:5000, ways drawn by own roads: no answer"
