"""What became of each stop goes into the files for others."""

from console.views.route_sheets import route_sheets
from core.exchange.route_files import Fate
from core.model import StopStatus
from tests.console.sample_day import NOW, TODAY, SampleDay


def test_each_stop_says_what_became_of_it_and_when() -> None:
    day = SampleDay()
    sheets = route_sheets(day.moment(), TODAY, lambda start, end: None)
    lines = [line for sheet in sheets for line in sheet.stops]
    stops = [
        day.stops[stop_id]
        for route in day.routes.values()
        if route.day == TODAY
        for stop_id in route.stop_ids
    ]
    assert len(lines) == len(stops)
    seen = set()
    for line, stop in zip(lines, stops, strict=True):
        seen.add(line.fate)
        assert line.fate.is_over == stop.status.is_ended
        assert (line.reason != "") == (stop.status is StopStatus.FAILED)
        if stop.status is StopStatus.COMPLETED:
            assert line.arrives is not None
            assert line.arrives <= NOW
            assert line.ended == stop.ended_at
    assert seen >= {Fate.OPEN, Fate.UNDER_WAY, Fate.DONE, Fate.FAILED}


def test_one_route_is_asked_for_alone() -> None:
    day = SampleDay()
    route = next(route for route in day.routes.values() if route.day == TODAY)
    (sheet,) = route_sheets(day.moment(), TODAY, lambda start, end: None, route.id)
    assert sheet.name == route.name
