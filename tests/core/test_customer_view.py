"""A customer sees where the own order stands, and what may be chosen."""

from datetime import timedelta

from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.customer_view import CustomerView, Money, Story, customer_view
from core.model import ActorId, Custody, CustodyKind, CustomerChoice, ItemId, OrderId, TimeWindow
from core.rules.answers import WhyNot, open_slots
from tests.builders import (
    A1,
    A3,
    B1,
    DEPOT,
    KIOSK,
    R1,
    SYSTEM,
    TODAY,
    TOMORROW,
    W1,
    W3,
    Board,
    running_day,
)
from tests.counters import bring_home, failed
from tests.fetches import fetch, located
from tests.returns import LATE, RET, at_the_door, board_with, request, take
from tests.second_looks import SARA, ruled
from tests.senders import S1, with_sent

TEXTS = {"note:5": "Pérez, flat 4", "name-a1": "Ana Rojas", "phone-a1": "+56 9 1"}


def view(board: Board, order_id: OrderId = A1) -> CustomerView:
    return customer_view(board.state, TEXTS, board.order(order_id), board.now)


def answer(board: Board, choice: CustomerChoice, **more: object) -> None:
    actor = Actor(ActorId("customer:a1"), Role.CUSTOMER, frozenset({DEPOT.id}), order_id=A1)
    board.ask(c.AnswerOrder(A1, choice, **more), actor)  # type: ignore[arg-type]


def failed_day() -> Board:
    board = running_day()
    board.fail("a1.1")
    return board


def test_a_planned_order_says_when_and_what() -> None:
    seen = view(running_day())
    assert (seen.story, seen.day, seen.at) == (Story.PLANNED, TODAY, None)
    assert [(item.name, item.quantity) for item in seen.items] == [("Books", 2)]
    assert (seen.depot, seen.zone) == ("Coquimbo", "America/Santiago")


def test_the_drivers_way_is_told_step_by_step() -> None:
    board = running_day()
    stop = board.stop("a1.1").id
    board.ask(c.StartStop(stop, board.now), board.driver(R1))
    assert (view(board).story, view(board).at) == (Story.ON_THE_WAY, board.now)
    board.ask(c.ArriveAtStop(stop, board.now), board.driver(R1))
    assert view(board).story is Story.AT_THE_DOOR
    board.complete("a1.1")
    done = view(board)
    assert (done.story, done.at, done.why_not) == (Story.DONE, board.now, WhyNot.DONE)
    assert done.choices == ()


def test_a_failed_attempt_says_why_and_promises_nothing() -> None:
    seen = view(failed_day())
    assert (seen.story, seen.reason) == (Story.FAILED, "recipient_absent")
    assert (seen.day, seen.window) == ("", None)
    assert CustomerChoice.NEW_DAY in seen.choices
    assert seen.slots
    assert seen.points == (KIOSK,)


def test_after_a_new_day_was_chosen_the_failure_is_history() -> None:
    board = failed_day()
    slot = open_slots(board.state, board.order(A1), board.now)[0]
    answer(board, CustomerChoice.NEW_DAY, day=slot.day, window=slot.window)
    seen = view(board)
    assert (seen.story, seen.day, seen.window) == (Story.WAITING, TOMORROW, slot.window)
    assert seen.answer is not None
    assert seen.answer.window == slot.window
    board.now += timedelta(minutes=1)
    answer(board, CustomerChoice.REFUND)
    assert view(board).story is Story.FAILED


def test_what_to_expect_is_told_only_while_a_visit_is_ahead() -> None:
    board = running_day()
    probably = TimeWindow(board.now, board.now)

    def told() -> TimeWindow | None:
        seen = customer_view(board.state, TEXTS, board.order(A1), board.now, probably)
        return seen.expected

    assert told() == probably
    board.fail("a1.1")
    assert told() is None


def test_a_request_waits_without_an_attempt() -> None:
    assert view(running_day(), W1).story is Story.WAITING


def test_a_neighbour_is_told_back_and_nobody_elses_text_is() -> None:
    board = failed_day()
    answer(board, CustomerChoice.NEIGHBOUR, note="note:5")
    seen = view(board)
    assert seen.answer is not None
    assert seen.answer.note == "Pérez, flat 4"
    told = repr(seen)
    assert "Ana Rojas" not in told
    assert "+56" not in told
    assert "Van" not in told


def test_what_was_brought_to_a_point_waits_there() -> None:
    board = failed_day()
    answer(board, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.place.id)
    seen = view(board)
    assert seen.place == "Kiosk Aldunate"
    assert seen.answer is not None
    assert (seen.answer.point, seen.answer.note) == ("Kiosk Aldunate", "")
    board.place(A1, R1, 2)
    board.send(R1)
    board.accept(R1)
    board.complete("a1.2")
    assert view(board).story is Story.AT_POINT
    assert view(board).place_details == "Aldunate 900"


def test_a_point_that_is_no_longer_offered_is_told_by_its_address() -> None:
    board = failed_day()
    answer(board, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.place.id)
    without = replace(DEPOT, offers=replace(DEPOT.offers, points=()))
    board.state = replace(board.state, depot=without)
    assert view(board).place == "Aldunate 900"
    assert view(board).place_details == ""


def test_refunded_is_said_only_after_the_shop_has_confirmed() -> None:
    board = failed_day()
    board.ask(c.RefundOrder(board.case(A1).id))
    assert view(board).story is Story.REFUND_REQUESTED
    assert view(board).refund == Money(3_000, "CLP", 0)
    assert view(board).why_not is WhyNot.REFUND_ASKED
    board.ask(c.SettleRefund(A1, is_paid=False, words="no receipt"))
    assert view(board).story is Story.REFUND_FAILED
    board.ask(c.RefundOrder(board.case(A1).id))
    board.now += timedelta(hours=1)
    board.ask(c.SettleRefund(A1, is_paid=True))
    assert (view(board).story, view(board).at) == (Story.REFUNDED, board.now)


def test_a_return_that_the_policy_refuses_says_so() -> None:
    board = board_with(request(LATE))
    assert (view(board, RET).story, view(board, RET).why_not) == (Story.REFUSED, WhyNot.REFUSED)
    assert view(board, RET).refund is None


def test_what_is_lost_is_being_looked_for_and_what_is_cancelled_is_closed() -> None:
    board = failed_day()
    board.ask(c.ReportOrder(A1, "lost"))
    assert (view(board).story, view(board).reason) == (Story.MISSING, "lost")
    board.ask(c.CancelOrder(W3, note="note:6"))
    assert (view(board, W3).story, view(board, W3).why_not) == (Story.CLOSED, WhyNot.CLOSED)


def test_what_is_replaced_comes_again_under_another_number() -> None:
    board = failed_day()
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(A1).id))
    seen = view(board)
    assert (seen.story, seen.replaced_by) == (Story.REPLACED, "a1-r1")
    assert seen.why_not is WhyNot.REPLACED


def test_what_nobody_picked_up_was_not_delivered() -> None:
    board = failed_day()
    answer(board, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.place.id)
    board.place(A1, R1, 1)
    board.send(R1)
    board.accept(R1)
    board.complete("a1.2")
    board.ask(c.ReportOrder(A1, "uncollected"))
    assert (view(board).story, view(board).reason) == (Story.FAILED, "uncollected")


def test_a_story_without_a_case_is_told_from_the_last_attempt() -> None:
    board = failed_day()
    board.state = replace(board.state, cases={})
    assert view(board).reason == "recipient_absent"
    board.state = replace(
        board.state,
        orders={**board.state.orders, A1: replace(board.order(A1), attempts=())},
        custody={
            **board.state.custody,
            ItemId("a1-out"): Custody(CustodyKind.MISSING, "v1", board.now),
        },
    )
    assert (view(board).story, view(board).reason) == (Story.MISSING, "")


def test_a_collection_is_done_as_well() -> None:
    board = running_day()
    board.complete("a3.1")
    assert view(board, A3).story is Story.DONE
    board.complete("b1.1")
    assert view(board, B1).story is Story.DONE


def test_goods_that_were_taken_have_a_receipt_with_what_comes_back() -> None:
    board = at_the_door(request())
    assert view(board, RET).receipt is None
    board.ask(take(board), board.driver(R1))
    seen = view(board, RET)
    assert seen.receipt is not None
    assert [line.description for line in seen.receipt.lines] == ["Books"]
    assert (seen.refund, seen.fee) == (Money(2_500, "CLP", 0), Money(500, "CLP", 0))


def test_the_stamp_changes_with_the_order_and_only_then() -> None:
    board = failed_day()
    before = view(board).stamp
    board.complete("b1.1")
    assert view(board).stamp == before
    answer(board, CustomerChoice.HOME_NOW)
    assert view(board).stamp != before


def test_a_refund_that_has_to_be_approved_is_told_as_being_looked_at() -> None:
    board = ruled(failed_day(), refund_over_minor=1)
    board.ask(c.RefundOrder(board.case(A1).id))
    assert view(board).story is Story.REFUND_CHECKED
    board.ask(c.Approve(tuple(board.state.approvals), "seen"), SARA)
    assert view(board).story is Story.REFUND_REQUESTED


def test_goods_at_a_wrong_door_are_not_on_their_way_while_a_van_fetches_them() -> None:
    board = located()
    fetch(board)
    assert view(board).story is Story.FAILED


def test_what_is_fetched_at_the_counter_says_where_from_when_and_until_when() -> None:
    board = failed()
    board.ask(c.KeepAtCounter(A1))
    seen, pickup = view(board), board.order(A1).counter
    assert pickup is not None
    assert (seen.story, seen.place) == (Story.AT_COUNTER, "Coquimbo")
    assert seen.place_details == "Ruta 5 Norte 1, 09:00–18:00"
    assert (seen.ready_from, seen.kept_until) == (pickup.opens, pickup.until)
    assert CustomerChoice.NEW_DAY in seen.choices
    assert seen.slots
    board.now = pickup.opens
    assert view(board).ready_from is None
    bring_home(board)
    board.ask(c.RecordPickup(A1))
    assert (view(board).story, view(board).place_details) == (Story.DONE, "")


def test_goods_that_are_still_with_their_sender_are_not_lost() -> None:
    board = with_sent()
    assert view(board, S1).story is Story.WAITING
