"""Who would not take an order is remembered with it, until he does or somebody else drives."""

from msgspec.structs import replace

from core.catalogue import shipped
from core.model import DriverId, RouteId, StopKind
from core.rules.refusals import refusal_by, refusal_words, refused_by
from tests.builders import A1, R1, R2, W1, Board, handing_over, running_day


def declined() -> Board:
    board = running_day()
    board.place(W1, R1, 3)
    board.send(R1)
    board.decline(R1, "shift_over")
    return board


def test_a_driver_who_declines_an_order_is_known_for_that_order() -> None:
    board = declined()
    order = board.order(W1)
    refusal = refusal_by(board.state, order, R1)
    assert refusal is not None
    assert refusal_words(board.state, refusal, shipped()) == "declined at 12:00: shift is over"
    assert refusal_by(board.state, order, R2) is None
    assert refused_by(board.state, order) == {R1}


def test_an_unknown_reason_is_said_as_it_came() -> None:
    board = declined()
    (refusal,) = board.order(W1).refusals
    other = replace(refusal, reason="no_mood")
    assert refusal_words(board.state, other, shipped()) == "declined at 12:00: no mood"


def test_whoever_drives_the_route_instead_has_refused_nothing() -> None:
    board = declined()
    other = replace(board.route(R1), driver_id=DriverId("d9"))
    board.state = replace(board.state, routes=board.state.routes | {R1: other})
    assert refused_by(board.state, board.order(W1)) == frozenset()


def test_a_route_that_is_archived_refuses_nothing() -> None:
    board = declined()
    gone = {id_: r for id_, r in board.state.routes.items() if id_ != RouteId("r1")}
    board.state = replace(board.state, routes=gone)
    assert refused_by(board.state, board.order(W1)) == frozenset()


def test_a_second_refusal_of_a_route_replaces_its_first_and_agreeing_ends_it() -> None:
    board = declined()
    board.place(W1, R1, 3)
    board.send(R1)
    board.decline(R1, "unsafe")
    assert [each.reason for each in board.order(W1).refusals] == ["unsafe"]
    board.place(W1, R2, 3)
    board.send(R2)
    board.decline(R2)
    assert refused_by(board.state, board.order(W1)) == {R1, R2}
    board.place(W1, R1, 3)
    board.send(R1)
    board.accept(R1)
    assert refused_by(board.state, board.order(W1)) == {R2}


def test_whoever_will_not_give_goods_away_has_not_refused_to_bring_them() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=2, take=1, visit=2))
    board.send(R1)
    offer = board.route(R1).offer
    assert offer is not None
    assert [board.stop(stop_id).kind for stop_id in offer.added] == [StopKind.GIVE]
    board.decline(R1)
    assert board.order(A1).refusals == ()
