"""What became of each stop goes into the files for others."""

from console.views.moment import Moment
from console.views.route_sheets import route_sheets
from core import commands as c
from core.exchange.route_files import Fate, Half
from core.model import Sender, StopId, StopStatus
from tests.builders import LUIS, R1, Board, after, make_window
from tests.builders import TODAY as BOARD_DAY
from tests.console.sample_day import NOW, TODAY, SampleDay
from tests.senders import FROM, S1, TO, sent_order, with_sent


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


def test_what_a_sender_gives_is_two_halves_in_a_file() -> None:
    board = with_sent(sent_order(sender=Sender(FROM, 240, make_window(60, 120))))
    board.place(S1, R1, 0)
    (sheet,) = route_sheets(moment_of(board), BOARD_DAY, lambda start, end: None, R1)
    take, visit = sheet.stops[:2]
    assert (take.half, take.kind, take.is_collected) == (Half.PICKUP, "collect", True)
    assert take.window == (after(60), after(120))
    assert (visit.half, visit.kind, visit.is_collected) == (Half.DELIVERY, "delivery", False)
    assert take.amounts == visit.amounts == (2_000, 3_000, 1)
    assert (sheet.free_at, sheet.free_from) == (None, None)


def test_a_van_on_the_road_is_where_its_last_stop_was() -> None:
    board = with_sent(is_running=True)
    board.place(S1, R1, 0)
    board.send(R1)
    board.accept(R1)
    (sheet,) = route_sheets(moment_of(board), BOARD_DAY, lambda start, end: None, R1)
    assert (sheet.free_at, sheet.free_from) == (None, board.now), "it has just left"
    board.complete("s1.1")
    (sheet,) = route_sheets(moment_of(board), BOARD_DAY, lambda start, end: None, R1)
    there = board.state.places[FROM]
    assert sheet.free_at == (there.lat, there.lon)
    assert [line.half for line in sheet.stops[:2]] == [None, None], "it is aboard"
    board.ask(c.ArriveAtStop(StopId("s1.2"), board.now), LUIS)
    (sheet,) = route_sheets(moment_of(board), BOARD_DAY, lambda start, end: None, R1)
    here = board.state.places[TO]
    assert sheet.free_at == (here.lat, here.lon)
    assert not sheet.stops[1].is_ahead


def moment_of(board: Board) -> Moment:
    return Moment(board.state, board.now)
