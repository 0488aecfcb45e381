"""Goods of a return are looked at line by line at the door."""

from msgspec.structs import replace

from core import commands as c
from core.model import (
    BlobId,
    CaseKind,
    CaseStatus,
    CustodyKind,
    DoorCheck,
    ItemId,
    OrderStatus,
    Proof,
    StopId,
    StopStatus,
    TextRef,
)
from core.policy import Check
from tests.builders import B2, EVA, LUIS, R1, SYSTEM, Board, running_day
from tests.returns import (
    BOOKS,
    BOOTS,
    INSPECTED,
    LATE,
    RET,
    SHOES,
    at_the_door,
    books,
    boots,
    request,
    socks,
    take,
    visit,
)

PHOTO = BlobId("a" * 64)


def test_what_passes_is_taken_and_what_does_not_stays_with_the_customer() -> None:
    board = at_the_door(request(items=(books(), boots())))
    board.ask(replace(take(board, {BOOTS: Check.UNUSED}), photos=(PHOTO,)), LUIS)
    order = board.order(RET)
    assert (order.status, order.refused_items) == (OrderStatus.DONE, (BOOTS,))
    assert order.condition_photos == (PHOTO,)
    assert board.custody(BOOKS).kind is CustodyKind.VEHICLE
    assert board.custody(BOOTS).kind is CustodyKind.CUSTOMER


def test_a_visit_that_can_take_nothing_has_failed_and_is_a_case() -> None:
    board = at_the_door(request())
    board.ask(replace(take(board, {BOOKS: Check.COUNT}), photos=(PHOTO,)), LUIS)
    order, case = board.order(RET), board.case(RET)
    assert board.stop(visit(board)).status is StopStatus.FAILED
    assert (order.status, order.refused_items) == (OrderStatus.FAILED, ())
    assert (case.kind, case.reason) == (CaseKind.FAILED_COLLECTION, "return_refused")
    assert (order.attempts[0].photo, len(order.checks)) == (PHOTO, 2)
    assert board.custody(BOOKS).kind is CustodyKind.CUSTOMER


def test_what_the_shop_never_takes_back_stays_without_a_question() -> None:
    board = at_the_door(request(items=(books(), socks())))
    board.ask(take(board, is_checked=False), LUIS)
    assert board.order(RET).refused_items == ("ret-socks",)


def test_without_answers_the_goods_are_taken() -> None:
    board = at_the_door(request())
    board.ask(take(board, is_checked=False), LUIS)
    assert (board.order(RET).refused_items, board.order(RET).checks) == ((), ())
    assert board.custody(BOOKS).kind is CustodyKind.VEHICLE


def test_a_line_of_another_order_is_refused() -> None:
    board = at_the_door(request())
    wrong = replace(take(board), checks=(DoorCheck(ItemId("x"), Check.COUNT, True),))
    assert board.refusal(wrong, LUIS) == "Order ret has no line x. Look at the list again."


def test_answers_about_a_delivery_mean_nothing() -> None:
    board = at_the_door(request())
    stop = board.stop("a1.1")
    checks = (DoorCheck(ItemId("a1-out"), Check.COUNT, False),)
    board.ask(c.CompleteStop(stop.id, board.now, checks=checks), LUIS)
    assert board.stop("a1.1").status is StopStatus.COMPLETED


def test_a_line_that_fails_stays_also_without_a_policy() -> None:
    board = at_the_door(request(None, items=(books(), boots())))
    board.ask(take(board, {BOOTS: Check.UNUSED}), LUIS)
    assert board.order(RET).refused_items == (BOOTS,)


def test_what_was_fetched_although_it_is_refused_counts() -> None:
    board = at_the_door(request(LATE), replace(SHOES, window_days=99))
    board.state = replace(board.state, policies={"Shoes": (SHOES,)})
    board.ask(take(board), LUIS)
    assert board.custody(BOOKS).kind is CustodyKind.VEHICLE


def test_the_next_visit_looks_again() -> None:
    board = at_the_door(request(), INSPECTED)
    board.ask(take(board, {BOOKS: Check.UNUSED}), LUIS)
    board.place(RET, R1, len(board.route(R1).stop_ids))
    board.send(R1)
    board.accept(R1)
    last = [s for s in board.state.stops.values() if s.order_id == RET][-1]
    board.ask(replace(take(board), stop_id=last.id), LUIS)
    assert board.order(RET).status is OrderStatus.DONE
    assert all(check.is_ok for check in board.order(RET).checks)
    assert board.case(RET).status is CaseStatus.ON_ITS_WAY


def test_an_exchange_that_fails_a_check_is_not_done_at_all() -> None:
    board = running_day()
    asked = replace(board.order(B2), request=request().request, shop="Shoes")
    board.state = replace(board.state, orders=board.state.orders | {B2: asked})
    board.ask(c.SetPolicies((SHOES,)), SYSTEM)
    passed = Board(board.state, board.now)
    check = DoorCheck(ItemId("b2-in"), Check.UNUSED, is_ok=False)
    stop = board.stop("b2.1")
    board.ask(c.CompleteStop(stop.id, board.now, checks=(check,)), EVA)
    assert board.custody("b2-out").kind is CustodyKind.VEHICLE
    assert board.order(B2).status is OrderStatus.FAILED
    passed.ask(c.CompleteStop(stop.id, board.now, checks=(replace(check, is_ok=True),)), EVA)
    assert passed.custody("b2-out").kind is CustodyKind.CUSTOMER


def test_an_exchange_without_a_request_is_not_looked_at() -> None:
    board = running_day()
    check = DoorCheck(ItemId("b2-in"), Check.UNUSED, is_ok=False)
    board.ask(c.CompleteStop(board.stop("b2.1").id, board.now, checks=(check,)), EVA)
    assert board.order(B2).checks == ()


OTHER, SIGNATURE = BlobId("b" * 64), BlobId("c" * 64)


def test_what_shows_a_delivery_stays_with_its_stop() -> None:
    board = running_day()
    command = c.CompleteStop(
        StopId("a1.1"),
        board.now,
        photo=PHOTO,
        photos=(OTHER,),
        signature=SIGNATURE,
        signed_by="note:1:signed_by",
        codes=("4711", "4711", "4712"),
        note="note:1",
    )
    board.ask(command, LUIS)
    by, note = TextRef("note:1:signed_by"), TextRef("note:1")
    shown = Proof((PHOTO, OTHER), SIGNATURE, by, ("4711", "4712"), note)
    assert board.stop("a1.1").proof == shown


def test_without_anything_shown_there_is_no_proof() -> None:
    board = running_day()
    board.complete("a1.1")
    assert board.stop("a1.1").proof is None


def test_photos_of_goods_that_come_back_stand_with_the_goods() -> None:
    board = at_the_door(request())
    board.ask(replace(take(board, {}), photos=(PHOTO,), signature=SIGNATURE), LUIS)
    assert board.order(RET).condition_photos == (PHOTO,)
    assert board.stop(visit(board)).proof == Proof(signature=SIGNATURE)
