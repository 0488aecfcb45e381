"""A day is closed when every van is counted, and opened again to put something right."""

import pytest

from core import commands as c
from core.model import ItemId, ServiceDay, VanSum
from core.rules.depot_day import van_sum, what_stands_in_the_way
from tests.builders import (
    R1,
    R2,
    SYSTEM,
    TODAY,
    TOMORROW,
    Board,
    open_day,
    running_day,
    small_day,
)
from tests.second_looks import SARA


@pytest.fixture
def board() -> Board:
    """Both vans are back; van 1 failed with a1."""
    board = running_day()
    board.fail("a1.1")
    for stop_id in ("a2.1", "a3.1", "b1.1", "b2.1", "b3.1"):
        board.complete(stop_id)
    board.end(R1)
    board.end(R2)
    return board


def test_a_day_is_not_closed_before_its_vans_are_counted(board: Board) -> None:
    assert board.refusal(c.CloseDay(TODAY)) == "Route 1 has not been counted. And 1 more."
    board.receive(R1)
    assert board.refusal(c.CloseDay(TODAY)) == "Route 2 has not been counted."
    board.receive(R2)
    assert what_stands_in_the_way(board.state, TODAY) == ()
    board.ask(c.CloseDay(TODAY, "note:1"))
    closing = board.state.days[TODAY].closing
    assert closing is not None
    assert (closing.by, closing.at, closing.note_ref) == ("ana", board.now, "note:1")
    assert [van.route_id for van in closing.vans] == [R1, R2]
    assert "case-a1" in closing.open_cases
    assert closing.to_inspect == 2
    assert board.refusal(c.CloseDay(TODAY)) == "The day Mon 23 Nov was closed by ana at 12:00."


def test_a_closed_day_is_opened_again_and_nothing_of_it_recounted_before(board: Board) -> None:
    board.receive(R1)
    board.receive(R2)
    assert board.refusal(c.ReopenDay(TODAY)) == "The day Mon 23 Nov is open."
    board.ask(c.CloseDay(TODAY))
    words = "The day Mon 23 Nov is closed. Reopen it first."
    assert board.refusal(c.ReopenReceiving(R1)) == words
    board.ask(c.ReopenDay(TODAY))
    board.ask(c.ReopenReceiving(R1))


def test_a_day_that_is_signed_off_stays_closed(board: Board) -> None:
    for route_id in (R1, R2):
        board.receive(route_id)
    board.ask(c.CloseDay(TODAY))
    board.ask(c.SignOffDay(TODAY, "all quiet"), SARA)
    words = "sara signed Mon 23 Nov off at 12:00. Take that back at the desk first."
    assert board.refusal(c.ReopenDay(TODAY)) == words


def test_what_is_still_out_stands_in_the_way() -> None:
    board = small_day()
    words = "Route 1 never left and has 3 pending stops. Take them off."
    assert what_stands_in_the_way(board.state, TODAY)[0] == words
    board.start(R1)
    board.complete("a1.1")
    board.complete("a2.1")
    assert what_stands_in_the_way(board.state, TODAY)[0] == (
        "Route 1 is on the road with 1 pending stop."
    )
    board.complete("a3.1")
    words = "Route 1 is on its way back to the depot."
    assert what_stands_in_the_way(board.state, TODAY)[0] == words


def test_a_van_that_cannot_go_on_stands_in_the_way_until_it_is_back() -> None:
    board = running_day()
    board.ask(c.ReportBreakdown(R1))
    words = what_stands_in_the_way(board.state, TODAY)[0]
    assert words == (
        "Route 1 cannot go on and is not back. When it drives again, choose “It goes on” in the "
        "menu of its lane; its driver then ends the route at the depot."
    )
    board.ask(c.ResumeRoute(R1))
    words = what_stands_in_the_way(board.state, TODAY)[0]
    assert words == "Route 1 is on its way back to the depot."


def test_a_day_without_routes_or_that_nobody_knows_is_not_closed(board: Board) -> None:
    other = ServiceDay("2026-11-30")
    assert board.refusal(c.CloseDay(other)) == "The day Mon 30 Nov is not open."
    board.ask(open_day(other, {}), SYSTEM)
    assert "has no routes" in board.refusal(c.CloseDay(other))
    assert what_stands_in_the_way(board.state, TOMORROW)


def test_a_route_that_never_left_and_has_nothing_to_do_is_no_obstacle(board: Board) -> None:
    board.receive(R1)
    board.receive(R2)
    for order_id in ("m1", "m2"):
        board.ask(c.WithdrawOrder(order_id))  # type: ignore[arg-type]
    assert what_stands_in_the_way(board.state, TOMORROW) == ()


def test_the_reckoning_of_a_van_is_the_same_before_and_after(board: Board) -> None:
    board.ask(c.CountGoods(R1, {ItemId("a1-out"): 1, ItemId("a3-in"): 2}, 1))
    board.ask(c.ScanGoods(R1, "a2-out"))
    expected = VanSum(R1, counted=3, short=1, over=2, empties_apart=1)
    assert van_sum(board.state, R1) == expected
    board.ask(c.CloseReceiving(R1, "note:2"))
    assert van_sum(board.state, R1) == expected
