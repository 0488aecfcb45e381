"""Collection points to which the office sends a failed delivery."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import CaseStatus, CustodyKind, CustomerOffers, OrderStatus, PlaceId, Resolution
from core.rules.points import near_points
from tests.builders import A1, KIOSK, R1, R2, T1, W1, W2, Board
from tests.counters import bring_home, failed
from tests.fetches import located

FAR = replace(
    KIOSK, name="Far", place=replace(KIOSK.place, id=PlaceId("far"), lat=-31.0, lon=-71.0)
)


@pytest.fixture
def board() -> Board:
    return failed()


def to_point(board: Board, **changes: object) -> c.PlaceOrder:
    command = c.PlaceOrder(A1, R1, 1, board.route(R1).version, point_id=KIOSK.place.id)
    return replace(command, **changes)


def test_the_nearest_come_first_and_not_more_than_asked_for(board: Board) -> None:
    assert board.state.depot is not None
    offers = CustomerOffers(points=(FAR, KIOSK))
    depot = replace(board.state.depot, offers=offers)
    state = replace(board.state, depot=depot)
    assert near_points(state, board.order(A1), 2) == (KIOSK, FAR)
    assert near_points(state, board.order(A1), 1) == (KIOSK,)
    assert near_points(state, board.order(W1), 2) == ()
    assert near_points(replace(state, depot=None), board.order(A1), 2) == ()


def test_the_visit_is_at_the_point_and_the_goods_lie_there_afterwards(board: Board) -> None:
    board.ask(to_point(board))
    stop = board.stop("a1.2")
    assert (stop.place_id, board.order(A1).home_place_id) == (KIOSK.place.id, "p-a1")
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.REDIRECT
    assert near_points(board.state, board.order(A1), 2) == (), "it goes to one already"
    board.send(R1)
    board.accept(R1)
    board.complete("a1.2")
    custody = board.custody("a1-out")
    assert (custody.kind, custody.holder) == (CustodyKind.PARTNER, KIOSK.place.id)
    assert board.order(A1).status is OrderStatus.DONE
    assert board.case(A1).status is CaseStatus.CLOSED


def test_off_the_route_it_goes_home_again(board: Board) -> None:
    before = board.order(A1)
    board.ask(to_point(board))
    board.ask(c.WithdrawOrder(A1))
    assert board.order(A1) == before
    board.ask(to_point(board))
    board.send(R1)
    board.decline(R1)
    assert board.order(A1).place_id == before.place_id


def test_another_route_brings_it_to_the_same_point(board: Board) -> None:
    bring_home(board)
    board.ask(c.PlaceOrder(A1, T1, 0, board.route(T1).version, point_id=KIOSK.place.id))
    other = next(r for r in board.state.routes.values() if r.id not in (R1, R2, T1))
    (stop,) = [s for s in board.route(T1).stop_ids if board.stop(s).order_id == A1]
    board.ask(c.MoveStop(stop, other.id, 0, other.version))
    decision = board.case(A1).decision
    assert decision is not None
    assert (decision.resolution, decision.route_id) == (Resolution.REDIRECT, other.id)
    assert board.order(A1).place_id == KIOSK.place.id


def test_only_a_delivery_goes_to_a_point_that_there_is(board: Board) -> None:
    words = "There is no collection point nowhere at this depot."
    assert board.refusal(to_point(board, point_id=PlaceId("nowhere"))) == words
    words = "Order w2 cannot be brought to Kiosk Aldunate."
    assert board.refusal(to_point(board, order_id=W2)) == words
    lying = located()
    words = "Order a1 cannot be brought to Kiosk Aldunate."
    assert lying.refusal(to_point(lying)) == words
    assert near_points(lying.state, lying.order(A1), 2) == ()
