"""Goods at a wrong door or an expired point: where they lie, who fetches them, what comes after."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseStatus,
    CollectionPoint,
    Custody,
    CustodyKind,
    CustomerChoice,
    CustomerOffers,
    FoundAt,
    ItemId,
    OrderStatus,
    Place,
    PlaceId,
    Resolution,
    StopKind,
    StopStatus,
)
from core.rules.custody import lies_at
from core.rules.fetching import must_lie_there
from core.rules.lookups import Refused
from tests.builders import A1, A2, A3, R1, R2, W1, Board, running_day
from tests.fetches import NEXT_DOOR, agree, fetch, located, misdelivered
from tests.senders import S1, with_sent

KIOSK = Place(PlaceId("kiosk"), "Kiosco 1", -29.905, -71.25)


def uncollected() -> Board:
    """The order went to a kiosk, where nobody came for it."""
    board = running_day()
    assert board.state.depot is not None
    offers = CustomerOffers(points=(CollectionPoint(KIOSK, "Kiosk"),))
    depot = replace(board.state.depot, offers=offers)
    board.state = replace(board.state, depot=depot)
    board.fail("a1.1")
    board.ask(c.AnswerOrder(A1, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.id))
    board.place(A1, R1, 1)
    agree(board)
    board.complete("a1.2")
    board.ask(c.ReportOrder(A1, "uncollected"))
    return board


def held(board: Board) -> tuple[CustodyKind, str]:
    custody = board.custody("a1-out")
    return custody.kind, custody.holder


def test_goods_at_a_wrong_door_lie_there_until_a_van_has_them() -> None:
    board = located()
    place = lies_at(board.state, board.order(A1))
    assert place is not None
    assert (place.id, place.address) == ("a1@found1", "Balmaceda 99")
    assert held(board) == (CustodyKind.PARTNER, "a1@found1")
    assert board.case(A1).reason == "misdelivered"


def test_a_known_address_is_the_known_place_and_another_one_puts_it_right() -> None:
    board = located()
    known = board.state.places[board.order(A2).place_id]
    board.ask(c.LocateGoods(A1, known.address, known.lat, known.lon))
    assert held(board) == (CustodyKind.PARTNER, known.id)
    board.ask(c.LocateGoods(A1, "Balmaceda 101", -29.91, -71.25))
    assert held(board)[1] == "a1@found2", "the first guess stays in the history"


def test_the_van_fetches_them_and_the_order_waits_for_a_decision() -> None:
    board = located()
    stop_id = fetch(board)
    stop = board.stop(stop_id)
    assert (stop.kind, stop.place_id) == (StopKind.FETCH, "a1@found1")
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.FETCH
    board.complete(stop_id)
    assert held(board) == (CustodyKind.VEHICLE, "v1")
    assert board.order(A1).status is OrderStatus.FAILED
    case = board.case(A1)
    assert (case.status, case.reason) == (CaseStatus.OPEN, None)
    assert case.reopened_because == "Route 1 has fetched it from Balmaceda 99"
    assert lies_at(board.state, board.order(A1)) is None


def test_fetched_goods_go_on_to_their_customer_by_the_same_van() -> None:
    board = located()
    board.complete(fetch(board))
    board.place(A1, R1, 2)
    agree(board)
    assert board.stop("a1.3").place_id == "p-a1"
    board.complete("a1.3")
    assert held(board)[0] is CustodyKind.CUSTOMER
    assert board.order(A1).status is OrderStatus.DONE
    assert board.case(A1).status is CaseStatus.CLOSED


def test_fetched_goods_come_back_to_the_depot() -> None:
    board = located()
    board.complete(fetch(board))
    board.ask(c.ReturnToDepot(board.case(A1).id))
    assert board.case(A1).status is CaseStatus.DECIDED


def test_any_van_fetches_what_no_van_carries() -> None:
    board = located()
    board.place(A1, R2, len(board.route(R2).stop_ids))
    assert board.stop("a1.2").route_id == R2


def test_what_nobody_collected_is_fetched_and_goes_home_again() -> None:
    board = uncollected()
    assert held(board) == (CustodyKind.PARTNER, KIOSK.id)
    board.place(A1, R1, 2)
    agree(board)
    assert board.stop("a1.3").kind is StopKind.FETCH
    board.complete("a1.3")
    order = board.order(A1)
    assert (order.place_id, order.home_place_id) == ("p-a1", None)
    assert held(board) == (CustodyKind.VEHICLE, "v1")


def test_a_report_that_was_wrong_leaves_the_goods_at_the_point() -> None:
    board = uncollected()
    board.ask(c.FindGoods(A1, FoundAt.LAST_HOLDER))
    assert held(board) == (CustodyKind.PARTNER, KIOSK.id)
    assert board.order(A1).status is OrderStatus.DONE


def test_a_visit_in_vain_leaves_them_there_for_the_next_van() -> None:
    board = located()
    board.fail(fetch(board), "return_no_show")
    assert held(board) == (CustodyKind.PARTNER, "a1@found1")
    assert board.order(A1).status is OrderStatus.FAILED
    board.place(A1, R1, 2)
    assert board.stop("a1.3").kind is StopKind.FETCH


def test_a_fetch_that_was_taken_off_is_done_all_the_same() -> None:
    board = located()
    stop_id = fetch(board)
    board.ask(c.WithdrawOrder(A1))
    board.place(A1, R2, len(board.route(R2).stop_ids))
    board.complete(stop_id)
    assert held(board) == (CustodyKind.VEHICLE, "v1")
    assert board.stop("a1.3").status is StopStatus.CANCELLED
    assert "a1.3" not in board.route(R2).stop_ids


def test_nothing_is_taken_where_nothing_lies_any_more() -> None:
    board = located()
    stop_id = fetch(board)
    board.ask(c.WithdrawOrder(A1))
    board.ask(c.FindGoods(A1, FoundAt.DEPOT))
    done = c.CompleteStop(stop_id, board.now)
    words = board.refusal(done, board.driver(R1))
    assert words.startswith("The goods of order a1 are not there any more.")


def test_goods_that_lie_elsewhere_by_now_are_not_taken_at_the_old_door() -> None:
    board = located()
    stop_id = fetch(board)
    board.ask(c.WithdrawOrder(A1))
    board.ask(c.LocateGoods(A1, "Balmaceda 101", -29.91, -71.25))
    done = c.CompleteStop(stop_id, board.now)
    assert "not there any more" in board.refusal(done, board.driver(R1))


@pytest.mark.parametrize("order_id", [A2, A3, W1])
def test_only_what_is_looked_for_lies_anywhere(order_id: str) -> None:
    command = replace(NEXT_DOOR, order_id=order_id)
    words = f"Nothing of order {order_id} is being looked for."
    assert running_day().refusal(command) == words


def test_a_lost_return_is_no_delivery_that_lies_at_a_wrong_door() -> None:
    board = running_day()
    board.ask(c.ReportOrder(W1, "lost"))
    words = "Nothing of order w1 is being looked for."
    assert board.refusal(replace(NEXT_DOOR, order_id=W1)) == words


def test_while_a_van_is_on_its_way_they_lie_nowhere_else() -> None:
    board = located()
    fetch(board)
    words = "Order a1 is on a route. Take it off the route first."
    assert board.refusal(NEXT_DOOR) == words


def test_where_the_goods_belong_is_not_a_wrong_door() -> None:
    board = misdelivered()
    home = board.state.places[board.order(A1).place_id]
    words = board.refusal(c.LocateGoods(A1, home.address, home.lat, home.lon))
    assert words.startswith(f"{home.address} is where order a1 belongs.")


def test_money_that_was_asked_for_ends_the_search() -> None:
    board = misdelivered()
    board.ask(c.RefundOrder(board.case(A1).id))
    assert "asked to refund" in board.refusal(NEXT_DOOR)


def test_a_wrong_entry_is_taken_back_one_after_the_other() -> None:
    board = located()
    missing = held(misdelivered())
    board.ask(c.LocateGoods(A1, "Balmaceda 101", -29.91, -71.25))
    board.ask(c.UndoLocating(A1))
    assert held(board) == (CustodyKind.PARTNER, "a1@found1")
    board.ask(c.UndoLocating(A1))
    assert held(board) == missing
    words = "Nobody has said where the goods of order a1 lie, or they moved on."
    assert board.refusal(c.UndoLocating(A1)) == words


def test_what_a_van_is_sent_for_or_has_fetched_stays_where_it_was_said_to_lie() -> None:
    board = located()
    stop_id = fetch(board)
    words = "Order a1 is on a route. Take it off the route first."
    assert board.refusal(c.UndoLocating(A1)) == words
    board.complete(stop_id)
    words = "Nobody has said where the goods of order a1 lie, or they moved on."
    assert board.refusal(c.UndoLocating(A1)) == words


def test_goods_that_a_sender_has_no_more_are_not_taken_there() -> None:
    board = with_sent(is_running=True)
    board.place(S1, R1, 0)
    board.send(R1)
    board.accept(R1)
    held = {ItemId("s1-out"): Custody(CustodyKind.DEPOT, "coquimbo", board.now)}
    gone = replace(board.state, custody=board.state.custody | held)
    stop = board.stop("s1.1")
    must_lie_there(board.state, stop)
    with pytest.raises(Refused, match="are not there any more"):
        must_lie_there(gone, stop)
