"""Several routes at once: everything a plan changes holds together, or nothing of it."""

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import OrderId, OrderStatus, RouteId, StopId
from tests.builders import (
    A1,
    R1,
    R2,
    W1,
    Board,
    handing_over,
    placing,
    running_day,
    small_day,
)
from tests.senders import FROM, S1, with_sent


def sequence(board: Board, route_id: RouteId, *names: str) -> c.RouteSequence:
    stop_ids = tuple(StopId(name) for name in names)
    return c.RouteSequence(route_id, stop_ids, board.route(route_id).version)


def exchanged(board: Board) -> c.Replan:
    """The return a3 goes to van 2, the others turn round, w1 goes to van 1."""
    return c.Replan(
        sequences=(
            sequence(board, R1, "a2.1", "a1.1"),
            sequence(board, R2, "b1.1", "a3.1", *board.route(R2).stop_ids[1:]),
        ),
        placements=(placing(W1, board.route(R1), 1),),
        engine="test",
    )


def test_stops_change_routes_and_places_and_orders_come_in_one_go() -> None:
    board = small_day()
    others = board.route(R2).stop_ids[1:]
    events = board.ask(exchanged(board))
    assert board.route(R1).stop_ids == ("a2.1", "w1.1", "a1.1")
    assert board.route(R2).stop_ids == ("b1.1", "a3.1", *others)
    assert board.stop("a3.1").route_id == R2
    kinds = [type(event) for event in events]
    assert kinds[:3] == [e.StopMoved, e.RouteResequenced, e.RouteResequenced]
    assert board.order(W1).status is OrderStatus.PLANNED


def test_the_way_back_is_a_plan_as_well() -> None:
    board = small_day()
    old = {route_id: board.route(route_id).stop_ids for route_id in (R1, R2)}
    board.ask(exchanged(board))
    back = c.Replan(
        sequences=tuple(sequence(board, route_id, *old[route_id]) for route_id in (R1, R2)),
        withdrawn=(W1,),
    )
    board.ask(back)
    assert {route_id: board.route(route_id).stop_ids for route_id in (R1, R2)} == old
    assert board.order(W1).status is OrderStatus.WAITING


def test_one_refusal_refuses_all() -> None:
    board = small_day()
    before = board.state
    command = exchanged(board)
    bad = replace(placing(A1, board.route(R1), 0), index=0)
    words = board.refusal(replace(command, placements=(*command.placements, bad)))
    assert words == "Order a1 is on Route 1 already."
    assert board.state is before


def test_a_plan_is_refused_once_a_route_of_it_has_changed_or_is_closed() -> None:
    board = small_day()
    command = exchanged(board)
    board.ask(c.LockRoute(R2))
    assert board.refusal(command).startswith("Route 2 is locked by ana.")
    board.ask(c.UnlockRoute(R2))
    only_placing = replace(command, sequences=())
    board.place(OrderId("w2"), R1, 0)
    assert board.refusal(command).startswith("Route 1 changed since you looked")
    assert board.refusal(only_placing).startswith("Route 1 changed since you looked")


def test_a_plan_neither_loses_nor_doubles_a_stop() -> None:
    board = small_day()
    lost = c.Replan(sequences=(sequence(board, R1, "a1.1", "a2.1"),))
    words = "The new plan does not have the stops of these routes. Look again."
    assert board.refusal(lost) == words
    twice = sequence(board, R1, "a3.1", "a2.1", "a1.1")
    assert board.refusal(c.Replan(sequences=(twice, twice))) == words
    doubled = sequence(board, R1, "a3.1", "a2.1", "a1.1", "a1.1")
    assert board.refusal(c.Replan(sequences=(doubled,))) == words


def test_goods_on_board_stay_with_their_van_and_what_is_under_way_stays() -> None:
    board = running_day()
    others = board.route(R2).stop_ids
    taken = c.Replan(
        sequences=(
            sequence(board, R1, "a2.1", "a3.1"),
            sequence(board, R2, *others, "a1.1"),
        )
    )
    assert "needs a hand-over" in board.refusal(taken)
    board.ask(c.StartStop(StopId("a1.1"), board.now), board.driver(R1))
    turned = c.Replan(sequences=(sequence(board, R1, "a2.1", "a1.1", "a3.1"),))
    assert board.refusal(turned) == "The plan has exactly these routes already."
    taken = c.Replan(
        sequences=(
            sequence(board, R1, "a2.1"),
            sequence(board, R2, *others, "a3.1", "a1.1"),
        )
    )
    board.ask(taken)
    assert board.route(R1).stop_ids == ("a1.1", "a2.1")
    assert board.route(R2).stop_ids == (*others, "a3.1")


def test_what_is_there_already_is_no_plan() -> None:
    board = small_day()
    same = c.Replan(sequences=(sequence(board, R1, *board.route(R1).stop_ids),))
    assert board.refusal(same) == "The plan has exactly these routes already."


def test_goods_change_vans_within_a_plan_as_long_as_the_giver_is_as_it_was() -> None:
    board = running_day()
    board.fail("a1.1")
    meeting = handing_over(board, A1, R1, R2, give=1, take=0, visit=1)
    come = placing(W1, board.route(R1), 1)
    board.ask(c.Replan(placements=(come, meeting)))
    assert board.route(R1).stop_ids == ("a1.1", "a1.2", "w1.1", "a2.1", "a3.1")
    assert board.route(R2).stop_ids[:2] == ("a1.3", "a1.4")
    late = running_day()
    late.fail("a1.1")
    meeting = handing_over(late, A1, R1, R2, give=1, take=0, visit=1)
    late.ask(placing(W1, late.route(R1), 1))
    assert "Route 1 changed since" in late.refusal(c.Replan(placements=(meeting,)))


def test_a_plan_brings_what_a_sender_gives() -> None:
    board = with_sent()
    meeting = c.HandOver(FROM, None, 0, 0, 0)
    placing = c.PlaceOrder(S1, R1, 2, board.route(R1).version, hand_over=meeting)
    board.ask(c.Replan((), (placing,)))
    assert [board.route(R1).stop_ids.index(StopId(f"s1.{n}")) for n in (1, 2)] == [0, 2]


def test_collection_and_delivery_change_vans_together() -> None:
    board = with_sent()
    board.place(S1, R1, 0)
    first, second = (StopId(f"s1.{n}") for n in (1, 2))
    there = (*board.route(R2).stop_ids, first, second)
    here = tuple(id_ for id_ in board.route(R1).stop_ids if id_ not in (first, second))
    wanted = (
        c.RouteSequence(R2, (first, *there[:-2], second), board.route(R2).version),
        c.RouteSequence(R1, here, board.route(R1).version),
    )
    board.ask(c.Replan(wanted))
    assert board.route(R2).stop_ids == (first, *there[:-2], second)
    assert board.route(R1).stop_ids == here
    assert board.stop("s1.2").route_id == R2
    apart = (
        c.RouteSequence(R1, (first, *here), board.route(R1).version),
        c.RouteSequence(R2, (*there[:-2], second), board.route(R2).version),
    )
    assert board.refusal(c.Replan(apart)) != ""
