"""A van's goods become the depot's: every difference is found, and what follows from it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    CaseStatus,
    CustodyKind,
    DayClosing,
    FoundAt,
    Grade,
    ItemId,
    OrderId,
    OrderStatus,
    RefundStatus,
)
from core.rules.counting import expected_items, over_of, short_of
from tests.builders import (
    A1,
    A2,
    A3,
    B1,
    LUIS,
    R1,
    R2,
    SYSTEM,
    T1,
    TODAY,
    TOMORROW,
    Board,
    running_day,
)
from tests.returns import INSPECTED, RET, SHOES, at_the_door, request, take

A1_OUT, A3_IN, B1_OUT = ItemId("a1-out"), ItemId("a3-in"), ItemId("b1-out")
WHY = "note:short"


@pytest.fixture
def board() -> Board:
    """Van 1 is back: it failed with a1 and collected a3, two books each."""
    board = running_day()
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    return board


def kinds(board: Board) -> dict[str, str]:
    return {str(item_id): held.kind.value for item_id, held in board.state.custody.items()}


def close(board: Board, note: str = WHY) -> tuple[e.Event, ...]:
    return board.ask(c.CloseReceiving(R1, note))


def test_until_the_count_is_closed_the_van_answers_for_its_goods(board: Board) -> None:
    assert board.custody(A1_OUT).kind is CustodyKind.VEHICLE
    board.receive(R1)
    assert {board.custody(i).kind for i in (A1_OUT, A3_IN)} == {CustodyKind.DEPOT}
    receiving = board.state.receivings[R1]
    assert (receiving.closed_by, receiving.closed_at) == ("ana", board.now)


def test_a_difference_needs_a_reason(board: Board) -> None:
    short = "Route 1: 4 pieces short, the first of a1-out."
    or_why = " Count on, or say why it is accepted as it is."
    assert board.refusal(c.CloseReceiving(R1)) == short + or_why
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}, 1))
    assert "1 container over" in board.refusal(c.CloseReceiving(R1))
    board.ask(c.CountGoods(R1, {}, 0))
    board.ask(c.ScanGoods(R1, "BOOK"))
    assert "Route 1: 1 piece over." in board.refusal(c.CloseReceiving(R1))


def test_containers_that_a_driver_brought_are_counted(board: Board) -> None:
    brought = replace(board.state.receivings[R1], empties=3)
    board.state = replace(board.state, receivings={R1: brought})
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}))
    assert "3 containers short" in board.refusal(c.CloseReceiving(R1))
    board.ask(c.CountGoods(R1, {}, 3))
    board.ask(c.CloseReceiving(R1))


def test_what_is_short_is_missing_with_its_last_holder_and_has_a_case(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A3_IN: 2}))
    close(board)
    assert (board.custody(A1_OUT).kind, board.custody(A1_OUT).holder) == (
        CustodyKind.MISSING,
        "v1",
    )
    case = board.case(A1)
    assert (case.reason, case.reopened_because) == ("lost", "short when Route 1 was counted")
    assert board.order(A1).status is OrderStatus.FAILED
    assert board.state.receivings[R1].short == {A1_OUT: 2}


def test_a_line_of_which_a_part_is_short_is_two_lines(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 1, A3_IN: 2}))
    close(board)
    whole, rest = board.order(A1).items
    assert (whole.quantity, rest.id, rest.quantity) == (1, "a1-out~1", 1)
    assert whole.load + rest.load == board.order(A2).items[0].load
    assert board.custody(A1_OUT).kind is CustodyKind.DEPOT
    assert board.custody("a1-out~1").kind is CustodyKind.MISSING


def test_a_return_that_is_short_keeps_its_order_and_opens_a_case(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 2}))
    close(board)
    assert board.order(A3).status is OrderStatus.DONE
    assert board.case(A3).reason == "lost"


def test_a_planned_retry_of_what_is_short_is_off(board: Board) -> None:
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    board.place(A1, T1, 0)
    board.ask(c.CountGoods(R1, {A3_IN: 2}))
    close(board)
    assert board.order(A1).status is OrderStatus.FAILED
    assert A1 not in {board.stop(s).order_id for s in board.route(T1).stop_ids}


def test_what_is_refunded_or_replaced_ends_although_it_is_short() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.fail("a1.1")
    board.fail("a2.1")
    board.complete("a3.1")
    board.ask(c.RefundOrder(board.case(A1).id))
    board.ask(c.SettleRefund(A1, is_paid=True))
    board.ask(c.ReplaceOrder(board.case(A2).id))
    board.end(R1)
    close(board)
    assert board.case(A1).status is CaseStatus.CLOSED
    assert board.case(A2).status is CaseStatus.CLOSED
    assert board.case(A3).reason == "lost"


def test_what_is_refunded_or_replaced_ends_when_it_is_counted() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.fail("a1.1")
    board.fail("a2.1")
    board.complete("a3.1")
    board.ask(c.RefundOrder(board.case(A1).id))
    board.ask(c.ReplaceOrder(board.case(A2).id))
    board.end(R1)
    board.receive(R1)
    assert board.order(A1).status is OrderStatus.CLOSED
    assert board.case(A2).status is CaseStatus.CLOSED


def test_what_was_to_come_back_and_is_short_is_looked_for() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.ReturnToDepot(board.case(A1).id))
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    close(board)
    assert (board.case(A1).status, board.case(A1).reason) == (CaseStatus.OPEN, "lost")


def test_what_is_over_is_taken_in_as_found(board: Board) -> None:
    """b1 is on its way in van 2, a2 was reported delivered; both are in van 1."""
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}))
    board.ask(c.ScanGoods(R1, "b1-out"))
    board.ask(c.ScanGoods(R1, "a2-out"))
    close(board)
    assert board.custody(B1_OUT).kind is CustodyKind.DEPOT
    assert board.order(B1).status is OrderStatus.WAITING
    assert board.case(B1).reopened_because == "its goods came back with Route 1"
    assert board.order(A2).status is OrderStatus.FAILED
    assert board.case(A2).reopened_because == "its goods came back with Route 1"
    assert set(board.state.receivings[R1].over) == {B1_OUT, ItemId("a2-out")}


def test_over_from_a_customer_who_sends_it_back_changes_no_order(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}))
    for code in ("w1-in", "b2-in"):
        board.ask(c.ScanGoods(R1, code))
    before = board.order(OrderId("w1")), board.order(OrderId("b2"))
    close(board)
    assert (board.order(OrderId("w1")), board.order(OrderId("b2"))) == before
    assert board.custody("w1-in").kind is CustodyKind.DEPOT


def test_over_of_an_order_that_waits_leaves_it_waiting(board: Board) -> None:
    board.fail("b1.1")
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}))
    board.ask(c.ScanGoods(R1, "b1-out"))
    case = board.case(B1)
    close(board)
    assert (board.case(B1), board.order(B1).status) == (case, OrderStatus.FAILED)


def test_what_was_missing_and_is_in_the_van_is_not_looked_for_any_more(board: Board) -> None:
    board.fail("b1.1", "access_denied")
    board.ask(c.ReportOrder(B1, "lost"))
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}))
    board.ask(c.ScanGoods(R1, "b1"))
    close(board)
    case = board.case(B1)
    assert (case.reason, case.reopened_because) == ("access_denied", "Found at the depot")


def test_loose_goods_lie_on_the_shelf_until_somebody_knows_whose_they_are(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A3_IN: 2}))
    close(board)
    board.fail("b1.1")
    board.complete("b2.1")
    board.complete("b3.1")
    board.end(R2)
    board.ask(c.CountGoods(R2, {i: 2 for i in expected_items(board.state, R2)}))
    board.ask(c.ScanGoods(R2, "BOOK*2"))
    board.ask(c.CloseReceiving(R2, WHY))
    (goods,) = board.state.found.values()
    assert (goods.sku, goods.description, goods.quantity) == ("BOOK", "Books", 2)
    assert board.custody(goods.id).kind is CustodyKind.DEPOT
    assert board.refusal(c.MatchGoods(goods.id, A3_IN)) == "a3-in is not missing."
    assert board.refusal(c.MatchGoods(goods.id, ItemId("x"))) == "x is not missing."
    board.ask(c.MatchGoods(goods.id, A1_OUT))
    assert board.custody(A1_OUT).kind is CustodyKind.DEPOT
    assert goods.id not in board.state.custody
    assert board.case(A1).reason == "recipient_absent"
    assert "does not lie" in board.refusal(c.MatchGoods(goods.id, A1_OUT))


def test_other_goods_or_another_number_are_no_match(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A3_IN: 2, A1_OUT: 1}))
    board.ask(c.ScanGoods(R1, "BOOK*3"))
    close(board)
    board.ask(c.ReportOrder(B1, "lost"))
    (goods,) = board.state.found.values()
    assert goods.quantity == 2
    board.state = replace(
        board.state, found={goods.id: replace(goods, quantity=5)}, custody=board.state.custody
    )
    assert "5 × BOOK are on the shelf" in board.refusal(c.MatchGoods(goods.id, B1_OUT))


def test_a_match_without_a_case_just_accounts_for_the_goods(board: Board) -> None:
    board.ask(c.SetStock({"LAMP": 1}), SYSTEM)
    board.ask(c.CountGoods(R1, {A1_OUT: 2}))
    close(board)
    board.ask(c.CancelOrder(A3, "note:gone"))
    found = replace(board.state.receivings[R1], closed_at=None, loose={"BOOK": 2})
    board.state = replace(board.state, receivings={R1: found})
    close(board)
    (goods,) = board.state.found
    board.ask(c.MatchGoods(goods, A3_IN))
    assert board.custody(A3_IN).kind is CustodyKind.DEPOT


def test_goods_with_no_order_are_called_by_their_number(board: Board) -> None:
    board.ask(c.SetStock({"LAMP": 1}), SYSTEM)
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}))
    board.ask(c.ScanGoods(R1, "LAMP"))
    close(board)
    (goods,) = board.state.found.values()
    assert goods.description == "LAMP"


def test_a_part_that_is_found_does_not_end_the_search_for_the_rest(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 1, A3_IN: 2}))
    close(board)
    board.ask(c.ReportOrder(A1, "lost"))
    assert board.custody(A1_OUT).kind is CustodyKind.MISSING
    board.fail("b1.1")
    board.complete("b2.1")
    board.complete("b3.1")
    board.end(R2)
    board.ask(c.CountGoods(R2, {i: 2 for i in expected_items(board.state, R2)}))
    board.ask(c.ScanGoods(R2, "a1-out"))
    board.ask(c.CloseReceiving(R2, WHY))
    assert board.custody(A1_OUT).kind is CustodyKind.DEPOT
    assert board.case(A1).reason == "lost"


def home(policy: object) -> Board:
    """A return with a policy was taken, and the van is back."""
    board = at_the_door(request(), policy)  # type: ignore[arg-type]
    board.ask(take(board), LUIS)
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.end(R1)
    return board


def lost_and_found(board: Board) -> Board:
    """It was short, and is found when it is counted again."""
    expected = expected_items(board.state, R1)
    board.ask(c.CountGoods(R1, {i: 2 for i in expected if not i.startswith("ret")}))
    close(board)
    assert board.case(RET).reason == "lost"
    board.ask(c.ReopenReceiving(R1))
    board.receive(R1)
    return board


def test_a_return_that_is_found_again_is_paid_on_receipt() -> None:
    board = lost_and_found(home(SHOES))
    refund = board.order(RET).refund
    assert refund is not None
    assert refund.status is RefundStatus.REQUESTED
    assert board.case(RET).reason is None


def test_a_return_that_is_found_again_waits_for_its_inspection() -> None:
    board = lost_and_found(home(INSPECTED))
    case = board.case(RET)
    assert (case.status, case.reopened_because) == (
        CaseStatus.OPEN,
        "its goods are at the depot: inspect them",
    )


def test_what_is_found_again_and_owed_to_nobody_is_done(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 2}))
    close(board)
    board.ask(c.ReopenReceiving(R1))
    board.receive(R1)
    assert board.case(A3).status is CaseStatus.CLOSED


def test_what_is_found_while_the_shop_is_asked_waits_for_its_answer() -> None:
    board = home(SHOES)
    expected = expected_items(board.state, R1)
    board.ask(c.CountGoods(R1, {i: 2 for i in expected if not i.startswith("ret")}))
    close(board)
    board.ask(c.RefundOrder(board.case(RET).id))
    board.ask(c.ReopenReceiving(R1))
    board.receive(R1)
    assert board.case(RET).status is CaseStatus.DECIDED


def test_a_count_is_taken_back_as_long_as_nothing_has_happened(board: Board) -> None:
    board.ask(c.ScanGoods(R1, "BOOK*6"))
    board.ask(c.CountGoods(R1, {A1_OUT: 1}))
    close(board)
    board.ask(c.ReopenReceiving(R1))
    assert board.custody(A1_OUT).kind is CustodyKind.VEHICLE
    assert board.custody("a1-out~1").kind is CustodyKind.VEHICLE
    assert short_of(board.state, R1) == {ItemId("a1-out~1"): 1}
    assert not board.state.found
    board.ask(c.UnscanGoods(R1, "BOOK*2"))
    board.receive(R1)
    assert board.custody("a1-out~1").kind is CustodyKind.DEPOT


def test_a_count_with_nothing_in_it_is_taken_back_too(board: Board) -> None:
    board.ask(c.ReportOrder(A1, "lost"))
    board.ask(c.ReportOrder(A3, "lost"))
    close(board, "")
    board.ask(c.ReopenReceiving(R1))
    assert board.state.receivings[R1].closed_at is None


def test_it_is_not_taken_back_once_goods_have_gone_on(board: Board) -> None:
    assert board.refusal(c.ReopenReceiving(R1)) == "The count of Route 1 is not closed."
    assert board.refusal(c.ReopenReceiving(R2)) == "The count of Route 2 is not closed."
    board.ask(c.ScanGoods(R1, "BOOK*5"))
    close(board)
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    board.place(A1, T1, 0)
    assert "happened to order a1 since" in board.refusal(c.ReopenReceiving(R1))
    board.ask(c.WithdrawOrder(A1))
    (goods,) = board.state.found
    state = board.state
    board.state = replace(state, found={}, custody=state.custody)
    assert "happened to BOOK since" in board.refusal(c.ReopenReceiving(R1))
    board.state = state
    assert goods in state.custody
    board.ask(c.ReportOrder(A1, "lost"))
    assert "happened to a1-out since" in board.refusal(c.ReopenReceiving(R1))


def test_what_was_inspected_or_signed_stays_counted(board: Board) -> None:
    board.ask(c.ScanGoods(R1, "BOOK*5"))
    close(board)
    (goods,) = board.state.found
    board.ask(c.InspectGoods(goods, Grade.D, "scrap"))
    words = "Books was inspected and goes another way by now."
    assert board.refusal(c.MatchGoods(goods, A3_IN)) == words
    assert "happened to BOOK since" in board.refusal(c.ReopenReceiving(R1))
    closing = DayClosing(LUIS.id, board.now, (), (), (), 0, 0, 0)
    days = board.state.days
    closed = {**days, TODAY: replace(days[TODAY], closing=closing)}
    board.state = replace(board.state, days=closed)
    assert "The day Mon 23 Nov is closed." in board.refusal(c.ReopenReceiving(R1))


def next_morning(board: Board) -> None:
    board.now += timedelta(hours=20)
    board.ask(c.StartRoute(T1, board.now), LUIS)


def test_a_van_that_leaves_again_takes_along_what_nobody_has_counted(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A3_IN: 2, A1_OUT: 1}))
    next_morning(board)
    assert board.custody(A3_IN).kind is CustodyKind.DEPOT, "that was taken out"
    assert board.custody(A1_OUT).holder == "v1", "one of two is no line yet"
    assert board.state.receivings[R1].closed_at is not None
    board.complete("m1.1")
    board.end(T1)
    assert list(expected_items(board.state, T1)) == [A1_OUT]
    assert "has left again" not in board.refusal(c.ReopenReceiving(R2))


def test_the_count_of_a_van_that_has_left_again_stays_closed(board: Board) -> None:
    board.receive(R1)
    next_morning(board)
    assert "has left again" in board.refusal(c.ReopenReceiving(R1))


def test_a_decision_to_bring_it_back_is_done_when_it_is_counted() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.ReturnToDepot(board.case(A1).id))
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    assert board.case(A1).status is CaseStatus.DECIDED
    board.receive(R1)
    assert board.case(A1).reopened_because == "the goods are back at the depot"


@pytest.mark.parametrize("is_planned", [True, False])
def test_another_decision_is_not_touched_by_the_count(board: Board, is_planned: bool) -> None:
    if is_planned:
        board.ask(c.RescheduleOrder(A1, TOMORROW))
        board.place(A1, T1, 0)
    before = board.case(A1)
    board.receive(R1)
    assert board.case(A1) == before
    assert (before.decision is None) is not is_planned


def test_goods_that_were_found_by_telephone_are_on_the_list_no_more(board: Board) -> None:
    board.ask(c.ReportOrder(A1, "lost"))
    board.ask(c.FindGoods(A1, FoundAt.DEPOT))
    assert list(expected_items(board.state, R1)) == [A3_IN]


lines = ("a1-out", "a2-out", "a3-in")


@given(
    st.sets(st.sampled_from(["a1.1", "a2.1", "a3.1"])),
    st.dictionaries(st.sampled_from(lines), st.integers(0, 2)),
    st.sets(st.sampled_from(["b1-out", "b2-in", "w1-in"])),
    st.integers(0, 3),
)
def test_every_planted_difference_is_found(
    failed: set[str], taken: dict[str, int], added: set[str], loose: int
) -> None:
    """`taken` pieces have left the van on the way, `added` and `loose` ones came in."""
    board = running_day()
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        (board.fail if stop_id in failed else board.complete)(stop_id)
    board.end(R1)
    expected = {str(i): item.quantity for i, item in expected_items(board.state, R1).items()}
    planted = {i: n for i, n in taken.items() if i in expected and n}
    for item_id, quantity in expected.items():
        for _ in range(quantity - planted.get(item_id, 0)):
            board.ask(c.ScanGoods(R1, f"{item_id}*1"))
    for item_id in added:
        board.ask(c.ScanGoods(R1, item_id))
    counts = {i: expected[i] for i in planted}
    assert short_of(board.state, R1) == planted
    assert set(over_of(board.state, R1)) == added
    assert sum(counts.values()) >= sum(planted.values())
    if loose and not planted:
        board.ask(c.ScanGoods(R1, f"BOOK*{loose}"))
    close(board)
    missing = {
        item.id: item.quantity
        for order in board.state.orders.values()
        for item in order.items
        if board.custody(item.id).kind is CustodyKind.MISSING
    }
    assert sum(missing.values()) == sum(planted.values())
    assert {i.rpartition("~")[0] or i for i in missing} == set(planted)
    assert sum(g.quantity for g in board.state.found.values()) == (0 if planted else loose)
    assert all(board.custody(i).kind is CustodyKind.DEPOT for i in added)
