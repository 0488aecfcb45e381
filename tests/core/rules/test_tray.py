"""The tray is a net difference: what cancels out never reaches the driver."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import StopId
from core.rules.tray import has_unsent, sent_with, tray_of
from tests.builders import (
    A1,
    A3,
    LUIS,
    R1,
    R2,
    W1,
    W2,
    Board,
    handing_over,
    running_day,
    small_day,
)


def tray(board: Board) -> tuple[tuple[StopId, ...], ...]:
    return tray_of(board.state, board.route(R1))


def is_unsent(board: Board) -> bool:
    return has_unsent(board.state, board.route(R1))


def test_a_tray_holds_what_was_added_removed_and_moved() -> None:
    board = small_day()
    assert not is_unsent(board)
    board.place(W1, R1, 0)
    board.ask(c.WithdrawOrder(A3))
    board.ask(c.MoveStop(StopId("a1.1"), R1, 2, board.route(R1).version))
    assert tray(board) == (("w1.1",), ("a3.1",), ("a1.1",))
    assert is_unsent(board)
    (sent,) = board.send(R1)
    assert isinstance(sent, e.ChangesSent)
    assert (sent.offer.added, sent.offer.removed, sent.offer.moved) == tray(board)
    assert sent.offer.stop_ids == board.route(R1).stop_ids
    assert (sent.offer.sent_at, sent.offer.sent_by) == (board.now, "ana")


def test_an_undo_before_sending_leaves_nothing_to_send() -> None:
    board = small_day()
    board.ask(c.MoveStop(StopId("a3.1"), R2, 0, 1))
    board.ask(c.MoveStop(StopId("a3.1"), R1, 2, board.route(R1).version))
    board.place(W1, R1, 0)
    board.ask(c.WithdrawOrder(W1))
    words = "Route 1 has nothing to send: its driver knows everything already."
    assert board.refusal(c.SendChanges(R1, board.route(R1).version)) == words


def test_what_was_sent_is_sent_once() -> None:
    board = small_day()
    board.place(W1, R1, 0)
    board.send(R1)
    assert not is_unsent(board)
    words = "Route 1 was sent already and waits for the driver's answer."
    assert board.refusal(c.SendChanges(R1, board.route(R1).version)) == words


def test_a_newer_offer_replaces_the_one_without_an_answer() -> None:
    board = small_day()
    board.place(W1, R1, 0)
    board.send(R1)
    first = board.route(R1).offer
    board.place(W2, R1, 0)
    assert is_unsent(board)
    board.send(R1)
    second = board.route(R1).offer
    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert second.added == ("w2.1", "w1.1")
    assert "replaced by a newer one" in board.refusal(
        c.AcceptChanges(R1, first.id, board.now), LUIS
    )


def test_an_undo_after_sending_takes_the_offer_back() -> None:
    board = small_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.ask(c.WithdrawOrder(W1))
    assert is_unsent(board)
    (recalled,) = board.send(R1)
    assert isinstance(recalled, e.ChangesRecalled)
    assert board.route(R1).offer is None
    assert board.stop("w1.1").status == "cancelled"


def test_a_tray_is_sent_as_it_was_seen_and_on_an_open_route() -> None:
    board = running_day()
    assert "changed since you looked" in board.refusal(c.SendChanges(R1, 0))
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    assert board.refusal(c.SendChanges(R1, 1)) == "Route 1 has ended."
    assert not is_unsent(board)


def test_a_stop_under_way_changes_only_by_a_named_override() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A1))
    board.ask(c.StartStop(StopId("a1.1"), board.now), LUIS)
    send = c.SendChanges(R1, board.route(R1).version)
    words = board.refusal(send)
    assert words.startswith("Stop a1.1 is under way. Name it in an override")
    board.ask(replace(send, override_under_way=StopId("a1.1")))
    board.accept(R1)
    assert board.stop("a1.1").status == "cancelled"


def test_what_has_ended_is_no_part_of_a_tray() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A3))
    board.complete("a3.1")
    board.complete("a1.1")
    assert tray(board) == ((), (), ())


@given(st.permutations(range(8)))
def test_moved_stops_are_the_fewest_that_explain_the_sequence(sequence: list[int]) -> None:
    board = small_day()
    names = tuple(StopId(f"s{n}") for n in range(8))
    stops = {name: replace(board.stop("a1.1"), id=name) for name in names}
    wanted = tuple(names[n] for n in sequence)
    route = replace(board.route(R1), manifest=names, stop_ids=wanted)
    state = replace(board.state, stops=stops)
    added, removed, moved = tray_of(state, route)
    assert (added, removed) == ((), ())
    steady = [name for name in wanted if name not in moved]
    assert steady == sorted(steady)
    for name in moved:
        grown = [n for n in wanted if n in steady or n == name]
        assert grown != sorted(grown)


def test_both_halves_of_a_hand_over_leave_together() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    assert sent_with(board.state, board.route(R1)) == (board.route(R2),)
    assert sent_with(board.state, board.route(R2)) == (board.route(R1),)
    board.send(R2)
    assert sent_with(board.state, board.route(R1)) == ()
    board.place(W1, R1, 3)
    assert sent_with(board.state, board.route(R2)) == (board.route(R1),)
