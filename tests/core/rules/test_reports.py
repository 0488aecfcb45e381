"""What no driver reports: lost, elsewhere, uncollected, claimed; and how goods turn up again."""

import pytest

from core import commands as c
from core import events as e
from core.model import (
    CaseKind,
    CaseStatus,
    CustodyKind,
    FoundAt,
    OrderId,
    OrderStatus,
    StopId,
    TextRef,
)
from tests.builders import A1, A3, ANA, LUIS, NOON, R1, W1, W3, Board, after, running_day
from tests.counters import with_counter
from tests.fetches import fetch, located


def delivered_day() -> Board:
    board = running_day()
    board.complete("a1.1")
    return board


def report(reason: str, order_id: OrderId = A1, note: str = "") -> c.ReportOrder:
    return c.ReportOrder(order_id, reason, note)


def where(board: Board, item: str = "a1-out") -> tuple[CustodyKind, str]:
    custody = board.custody(item)
    return custody.kind, custody.holder


def test_a_customer_who_says_it_never_came_has_a_case_and_the_proof_stands() -> None:
    board = delivered_day()
    board.ask(report("claimed_not_received", note="note:1"))
    case = board.case(A1)
    assert (case.kind, case.reason) == (CaseKind.FAILED_DELIVERY, "claimed_not_received")
    assert case.deadline == after(240, NOON)
    assert [note.text_ref for note in case.notes] == [TextRef("note:1")]
    assert board.order(A1).status is OrderStatus.FAILED
    assert where(board)[0] is CustodyKind.CUSTOMER
    board.ask(c.FindGoods(A1, FoundAt.CUSTOMER))
    assert board.order(A1).status is OrderStatus.DONE
    assert board.case(A1).status is CaseStatus.CLOSED


def test_a_loss_on_the_road_takes_the_order_off_its_route() -> None:
    board = running_day()
    board.ask(report("lost"))
    assert where(board) == (CustodyKind.MISSING, "v1")
    assert StopId("a1.1") not in board.route(R1).stop_ids
    placing = c.PlaceOrder(A1, R1, 2, board.route(R1).version)
    assert board.refusal(placing) == (
        "The goods of order a1 are missing. Record where they were found."
    )
    board.ask(c.FindGoods(A1, FoundAt.LAST_HOLDER))
    assert where(board) == (CustodyKind.VEHICLE, "v1")
    assert board.case(A1).status is CaseStatus.OPEN
    board.place(A1, R1, 0)


def test_taking_back_a_loss_leaves_the_failure_as_it_was() -> None:
    board = running_day()
    board.fail("a1.1", "access_denied")
    before = board.case(A1)
    board.ask(report("lost"))
    board.ask(c.FindGoods(A1, FoundAt.LAST_HOLDER))
    assert board.case(A1) == before
    board.ask(report("lost"))
    board.ask(c.FindGoods(A1, FoundAt.DEPOT))
    assert board.case(A1).reason == "access_denied"
    assert board.case(A1).reopened_because == "Found at the depot"


def test_a_van_that_is_home_has_handed_over_what_is_found_in_it() -> None:
    board = running_day()
    board.ask(report("lost"))
    for stop in ("a2.1", "a3.1"):
        board.complete(stop)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)
    board.ask(c.FindGoods(A1, FoundAt.LAST_HOLDER))
    assert where(board)[0] is CustodyKind.DEPOT


def test_a_wrong_delivery_is_recovered_to_the_depot_and_goes_out_again() -> None:
    board = delivered_day()
    board.ask(report("misdelivered"))
    assert where(board)[0] is CustodyKind.MISSING
    board.ask(c.FindGoods(A1, FoundAt.DEPOT))
    assert where(board)[0] is CustodyKind.DEPOT
    assert board.order(A1).status is OrderStatus.FAILED


def test_taking_a_wrong_report_back_leaves_a_delivery_delivered() -> None:
    board = delivered_day()
    board.ask(report("misdelivered"))
    board.ask(c.FindGoods(A1, FoundAt.LAST_HOLDER))
    assert (board.order(A1).status, where(board)[0]) == (OrderStatus.DONE, CustodyKind.CUSTOMER)


def test_what_nobody_collects_waits_at_the_partners() -> None:
    board = delivered_day()
    board.ask(report("uncollected"))
    assert where(board) == (CustodyKind.PARTNER, "p-a1")


def test_a_lost_return_joins_the_open_case_and_its_notes() -> None:
    board = running_day()
    board.ask(c.AddCaseNote(board.case(W1).id, "note:1"))
    board.ask(c.AcknowledgeCase(board.case(W1).id))
    opened = board.case(W1).opened_at
    board.ask(report("lost", W1))
    case = board.case(W1)
    assert (case.kind, case.opened_at, case.reopened) == (CaseKind.FAILED_COLLECTION, opened, 1)
    assert (case.owner, len(case.notes)) == (ANA.id, 1)
    board.ask(c.FindGoods(W1, FoundAt.CUSTOMER))
    assert board.case(W1).status is CaseStatus.OPEN, "it is still to be collected"


@pytest.mark.parametrize(
    ("reason", "order_id", "words"),
    [
        (
            "misdelivered",
            A1,
            "“Delivered to the wrong address” cannot be reported of an order that is planned.",
        ),
        ("nonsense", A1, "“nonsense” cannot be reported of an order that is planned."),
        ("recipient_absent", W3, "cannot be reported of an order that is waiting."),
    ],
)
def test_only_what_can_be_true_is_reported(reason: str, order_id: OrderId, words: str) -> None:
    assert words in running_day().refusal(report(reason, order_id))


def test_nothing_was_to_be_delivered_by_a_collection() -> None:
    board = running_day()
    board.complete("a3.1")
    assert "report its goods as lost" in board.refusal(report("claimed_not_received", A3))


def test_only_what_is_looked_for_can_be_found() -> None:
    board = running_day()
    board.fail("a1.1")
    words = "Nothing of order a1 is being looked for."
    assert board.refusal(c.FindGoods(A1, FoundAt.DEPOT)) == words
    assert "a2" in board.refusal(c.FindGoods(OrderId("a2"), FoundAt.DEPOT))


def test_the_report_is_told_in_events() -> None:
    kinds = [type(event) for event in delivered_day().ask(report("lost"))]
    assert kinds == [e.OrderReported, e.CustodyChanged, e.CaseOpened]


def test_an_uncollected_parcel_that_was_fetched_by_its_customer_stays_done() -> None:
    board = delivered_day()
    board.ask(report("uncollected"))
    board.ask(c.FindGoods(A1, FoundAt.LAST_HOLDER))
    assert where(board) == (CustodyKind.PARTNER, "p-a1")
    assert board.order(A1).status is OrderStatus.DONE


def test_goods_at_a_wrong_door_are_looked_for_whatever_failed_since() -> None:
    board = located()
    board.fail(fetch(board), "return_no_show")
    board.ask(c.FindGoods(A1, FoundAt.DEPOT))
    assert where(board)[0] is CustodyKind.DEPOT


def test_what_nobody_fetched_at_the_counter_stays_at_the_depot() -> None:
    board = with_counter(running_day())
    board.ask(c.KeepAtCounter(W3))
    board.ask(report("uncollected", W3))
    assert where(board, "w3-out")[0] is CustodyKind.DEPOT
    assert (board.case(W3).reason, board.order(W3).counter) == ("uncollected", None)
    board.ask(c.FindGoods(W3, FoundAt.LAST_HOLDER))
    assert where(board, "w3-out")[0] is CustodyKind.DEPOT
    assert board.case(W3).reason is None
