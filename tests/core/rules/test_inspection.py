"""What came back is looked at: graded, given a way onward, and paid for where the shop waits."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseStatus,
    CatalogueEdits,
    CustodyKind,
    DispositionEdit,
    FoundGoods,
    Grade,
    ItemId,
    OrderId,
    OrderStatus,
    RefundStatus,
    Resolution,
)
from core.policy import ReturnReason
from core.rules.inspection import reason_of, to_inspect
from tests.builders import A1, LUIS, R1, SYSTEM, TOMORROW, W3, Board, running_day
from tests.returns import BOOKS, INSPECTED, RET, SHOES, at_the_door, request, take

A1_OUT, A3_IN, B3_IN = ItemId("a1-out"), ItemId("a3-in"), ItemId("b3-in")


@pytest.fixture
def board() -> Board:
    """Van 1 is back and counted: a1 was refused, a3 collected."""
    board = running_day()
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    board.receive(R1)
    return board


def inspect(
    grade: Grade = Grade.B, disposition: str = "refurbish", item_id: ItemId = A3_IN, note: str = ""
) -> c.InspectGoods:
    return c.InspectGoods(item_id, grade, disposition, note)


def test_what_the_depot_does_not_offer_is_refused(board: Board) -> None:
    assert board.state.depot is not None
    off = CatalogueEdits(dispositions=(DispositionEdit("donate", is_off=True),))
    board.state = replace(board.state, depot=replace(board.state.depot, catalogue=off))
    words = "“Donate” is not offered at this depot. Choose another."
    assert board.refusal(inspect(disposition="donate", note="note:1")) == words
    assert board.state.inspections == {}


def test_goods_that_came_back_wait_for_an_inspection(board: Board) -> None:
    assert to_inspect(board.state) == (A3_IN,)
    board.ask(c.CancelOrder(A1, "note:gone"))
    assert set(to_inspect(board.state)) == {A1_OUT, A3_IN}
    board.ask(inspect())
    assert to_inspect(board.state) == (A1_OUT,)


@pytest.mark.parametrize(
    ("item_id", "words"),
    [
        (A1_OUT, "Order a1 may still be delivered. Decide its case first."),
        (ItemId("b2-in"), "b2-in is with the customer, not received at the depot."),
        (ItemId("b1-out"), "b1-out is in Van 2, not received at the depot."),
        (ItemId("x"), "Nothing at this depot has the code x."),
    ],
)
def test_what_was_not_received_is_not_inspected(board: Board, item_id: ItemId, words: str) -> None:
    assert board.refusal(inspect(item_id=item_id)) == words


def test_containers_are_counted_not_inspected() -> None:
    board = running_day()
    board.fail("b1.1")
    board.fail("b2.1")
    board.complete("b3.1")
    board.end(board.stop("b3.1").route_id)
    board.receive(board.stop("b3.1").route_id)
    assert "are containers" in board.refusal(inspect(item_id=B3_IN))


def test_a_grade_brings_what_the_depots_rates_say_and_joins_a_lot(board: Board) -> None:
    board.ask(inspect())
    found = board.state.inspections[A3_IN]
    assert (found.recovered_minor, found.is_override, found.by) == (1_350, False, "ana")
    (lot,) = board.state.lots.values()
    assert (lot.id, lot.number, lot.item_ids) == ("lot-1", 1, (A3_IN,))
    assert found.lot_id == lot.id


def test_goods_decay_while_they_wait(board: Board) -> None:
    board.now += timedelta(days=14)
    board.ask(inspect())
    assert board.state.inspections[A3_IN].recovered_minor == 1_170


def test_another_disposition_than_suggested_needs_a_reason_and_is_marked(board: Board) -> None:
    words = "Grade B suggests “Refurbish”. Say why it is another one."
    assert board.refusal(inspect(disposition="donate")) == words
    board.ask(inspect(disposition="donate", note="note:1"))
    assert board.state.inspections[A3_IN].is_override
    assert "“give away” is no disposition" in board.refusal(inspect(disposition="give_away"))


def test_what_it_brings_can_be_said_but_not_more_than_it_is_worth(board: Board) -> None:
    board.ask(replace(inspect(), recovered_minor=2_000))
    assert board.state.inspections[A3_IN].recovered_minor == 2_000
    too_much = replace(inspect(), recovered_minor=3_001)
    assert board.refusal(too_much) == "a3-in is worth 3000 CLP; it cannot bring 3001 CLP."


def test_looking_again_moves_it_to_another_lot(board: Board) -> None:
    board.ask(inspect())
    board.ask(inspect(Grade.C, "liquidate"))
    assert [lot.item_ids for lot in board.state.lots.values()] == [(), (A3_IN,)]
    board.ask(inspect(Grade.C, "quarantine", note="note:2"))
    assert board.state.inspections[A3_IN].lot_id is None
    board.ask(c.UndoInspection(A3_IN))
    assert A3_IN not in board.state.inspections
    assert board.refusal(c.UndoInspection(A3_IN)) == "a3-in has not been inspected."


def test_what_is_in_a_closed_lot_stays_as_it_is(board: Board) -> None:
    board.ask(inspect())
    board.ask(c.CloseLot(board.state.inspections[A3_IN].lot_id, "Workshop"))  # type: ignore[arg-type]
    words = "a3-in is in lot 1, which is closed. Reopen the lot first."
    assert board.refusal(inspect(Grade.C, "liquidate")) == words
    assert board.refusal(c.UndoInspection(A3_IN)) == words


def test_goods_of_one_way_and_one_shop_share_a_lot(board: Board) -> None:
    board.ask(c.CancelOrder(A1, "note:gone"))
    board.ask(inspect(Grade.B, "return_to_vendor", note="note:3"))
    board.ask(inspect(Grade.B, "return_to_vendor", A1_OUT, "note:4"))
    (lot,) = board.state.lots.values()
    assert lot.item_ids == (A3_IN, A1_OUT)


def test_goods_for_a_vendor_of_ones_own_kind_are_gathered_by_shop_too(board: Board) -> None:
    assert board.state.depot is not None
    own = CatalogueEdits(dispositions=(DispositionEdit("return_to_vendor.1", "Repair abroad"),))
    board.state = replace(board.state, depot=replace(board.state.depot, catalogue=own))
    order = board.state.orders[OrderId("a3")]
    named = {**board.state.orders, order.id: replace(order, shop="Nordshop")}
    board.state = replace(board.state, orders=named)
    board.ask(inspect(Grade.C, "return_to_vendor.1", note="note:1"))
    (lot,) = board.state.lots.values()
    assert (lot.disposition, lot.destination) == ("return_to_vendor.1", "Nordshop")


def test_what_lies_on_the_shelf_is_inspected_too(board: Board) -> None:
    goods = FoundGoods(ItemId("found-r1-1"), "LAMP", "LAMP", 1, R1, board.now)
    held = board.custody(A3_IN)
    state = board.state
    board.state = replace(state, found={goods.id: goods}, custody={**state.custody, goods.id: held})
    assert goods.id in to_inspect(board.state)
    board.ask(inspect(Grade.D, "scrap", goods.id))
    assert board.state.inspections[goods.id].recovered_minor == 0
    board.ask(replace(inspect(Grade.D, "scrap", goods.id), recovered_minor=400))
    assert board.state.inspections[goods.id].recovered_minor == 400
    assert goods.id not in to_inspect(board.state)
    board.ask(c.UndoInspection(goods.id))


def counted(policy: object, reason: ReturnReason = ReturnReason.DOES_NOT_FIT) -> Board:
    order = request()
    assert order.request is not None
    order = replace(order, request=replace(order.request, reason=reason))
    board = at_the_door(order, policy)  # type: ignore[arg-type]
    board.ask(take(board), LUIS)
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.end(R1)
    board.receive(R1)
    return board


def test_money_that_waits_for_the_inspection_is_asked_for() -> None:
    board = counted(INSPECTED)
    assert board.case(RET).status is CaseStatus.OPEN
    board.ask(inspect(item_id=BOOKS))
    refund, case = board.order(RET).refund, board.case(RET)
    assert refund is not None
    assert refund.status is RefundStatus.REQUESTED
    assert case.decision is not None
    assert case.decision.resolution is Resolution.REFUND
    assert "was asked to pay" in board.refusal(c.UndoInspection(BOOKS))
    board.ask(c.SettleRefund(RET, is_paid=True))
    assert board.case(RET).status is CaseStatus.CLOSED


def test_goods_that_are_worth_nothing_are_for_a_person() -> None:
    board = counted(INSPECTED)
    board.ask(inspect(Grade.D, "scrap", BOOKS))
    assert board.order(RET).refund is None
    assert board.case(RET).status is CaseStatus.OPEN


def test_a_decision_that_was_taken_stays() -> None:
    board = counted(INSPECTED)
    board.ask(c.CancelOrder(RET, "note:5"))
    board.ask(inspect(item_id=BOOKS))
    refund = board.order(RET).refund
    assert refund is not None


def test_nothing_is_asked_twice_or_by_another_policy() -> None:
    board = counted(SHOES)
    refund = board.order(RET).refund
    board.ask(inspect(item_id=BOOKS))
    assert board.order(RET).refund == refund
    board.now += timedelta(hours=1)
    board.ask(inspect(Grade.C, "liquidate", BOOKS))
    board.ask(c.UndoInspection(BOOKS))
    failed = counted(INSPECTED)
    failed.ask(c.RefundOrder(failed.case(RET).id))
    failed.ask(c.SettleRefund(RET, is_paid=False, words="no"))
    failed.ask(inspect(item_id=BOOKS))
    refund = failed.order(RET).refund
    assert refund is not None
    assert refund.status is RefundStatus.FAILED
    failed.ask(c.UndoInspection(BOOKS))


def test_a_customers_reason_suggests_before_the_grade() -> None:
    board = counted(INSPECTED, ReturnReason.FAULTY)
    assert reason_of(board.order(RET)) is ReturnReason.FAULTY
    assert reason_of(None) is None
    assert "suggests “Return to vendor”" in board.refusal(inspect(item_id=BOOKS))
    board.ask(inspect(Grade.B, "return_to_vendor", BOOKS))
    (lot,) = board.state.lots.values()
    assert lot.destination == "Shoes"


def test_goods_of_a_replacement_that_was_taken_back_are_in_stock_and_not_inspected() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(W3).id))
    board.ask(c.UndoReplacement(W3))
    again = ItemId("w3-r1/w3-out")
    assert board.custody(again).kind is CustodyKind.DEPOT
    assert again not in to_inspect(board.state)
    words = "Order w3-r1 was taken back; its goods are in stock again."
    assert board.refusal(inspect(Grade.C, "liquidate", again)) == words
    assert board.state.stock == {"BOOK": 5}


def test_a_case_is_not_reopened_over_what_was_inspected(board: Board) -> None:
    board.ask(c.CancelOrder(A1, "note:gone"))
    board.ask(inspect(Grade.A, "restock", A1_OUT))
    words = "Goods of order a1 were inspected. Undo the inspection first."
    assert board.refusal(c.ReopenCase(board.case(A1).id)) == words
    assert board.order(A1).status is OrderStatus.CLOSED
    assert board.order(OrderId("m1")).day == TOMORROW
