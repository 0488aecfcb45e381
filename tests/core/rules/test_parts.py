"""What a customer does not get of a delivery goes on as an order of its own."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    BlobId,
    CaseKind,
    CaseStatus,
    CustodyKind,
    FoundAt,
    ItemId,
    OrderId,
    OrderKind,
    OrderStatus,
    Position,
    RefundStatus,
    StopId,
    StopStatus,
)
from core.rules.parts import parts_of
from core.rules.refunds import refund_due
from tests.builders import (
    LUIS,
    NOON,
    R1,
    SYSTEM,
    Board,
    add_orders,
    make_item,
    make_order,
    placing,
    small_day,
)

PAIR = OrderId("pair")
CUP, POT, LID = ItemId("pair-cup"), ItemId("pair-pot"), ItemId("pair-lid")
PHOTO = BlobId("a" * 64)


def at_the_door(kind: OrderKind = OrderKind.DELIVERY) -> Board:
    """Van 1 is at a customer's who ordered a cup, a pot and a lid."""
    board = small_day()
    is_swap = kind is OrderKind.EXCHANGE
    items = (make_item(CUP), make_item(POT, is_collected=is_swap), make_item(LID))
    board.ask(add_orders(make_order(PAIR, kind, items=items)), SYSTEM)
    board.place(PAIR, R1, 0)
    board.send(R1)
    board.accept(R1)
    board.start(R1)
    board.now = NOON
    stop_id = StopId("pair.1")
    board.ask(c.StartStop(stop_id, board.now), LUIS)
    board.ask(c.ArriveAtStop(stop_id, board.now), LUIS)
    return board


def without(board: Board, reasons: dict[ItemId, str]) -> c.CompleteStop:
    failed = tuple(c.FailedLine(item_id, reason) for item_id, reason in reasons.items())
    return c.CompleteStop(StopId("pair.1"), board.now, failed=failed)


def test_what_is_taken_is_done_and_the_rest_is_a_case_of_its_own() -> None:
    board = at_the_door()
    here = Position(-29.9, -71.2)
    board.ask(replace(without(board, {POT: "damaged"}), photo=PHOTO, position=here), LUIS)
    order, part, case = board.order(PAIR), board.order(OrderId("pair-p1")), board.case(part_id())
    assert (order.status, [item.id for item in order.items]) == (OrderStatus.DONE, [CUP, LID])
    assert (part.status, [item.id for item in part.items]) == (OrderStatus.FAILED, [POT])
    assert (part.part_of, parts_of(board.state, order)) == (PAIR, (part,))
    assert (case.kind, case.reason) == (CaseKind.FAILED_DELIVERY, "damaged")
    visit = board.stop("pair-p1.1")
    assert (visit.status, visit.order_id, case.stop_id) == (StopStatus.FAILED, part.id, visit.id)
    attempt = part.attempts[-1]
    assert (attempt.photo, attempt.position, attempt.reason) == (PHOTO, here, "damaged")
    held = [board.custody(item_id).kind for item_id in (CUP, POT, LID)]
    assert held == [CustodyKind.CUSTOMER, CustodyKind.VEHICLE, CustodyKind.CUSTOMER]


def part_id(number: int = 1) -> OrderId:
    return OrderId(f"pair-p{number}")


def test_each_reason_has_a_part_and_a_missing_line_is_missing() -> None:
    board = at_the_door()
    board.ask(without(board, {POT: "refused", LID: "missing_item"}), LUIS)
    assert [board.case(part_id(n)).reason for n in (1, 2)] == ["refused", "missing_item"]
    lid = board.custody(LID)
    assert (lid.kind, lid.holder) == (CustodyKind.MISSING, "v1")
    board.ask(c.FindGoods(part_id(2), FoundAt.LAST_HOLDER))
    assert board.custody(LID).kind is CustodyKind.VEHICLE
    assert board.case(part_id(2)).status is CaseStatus.OPEN


def test_the_money_of_a_part_is_its_own() -> None:
    board = at_the_door()
    whole = refund_due(board.order(PAIR))
    board.ask(without(board, {POT: "damaged"}), LUIS)
    part = board.order(part_id())
    assert refund_due(part) + refund_due(board.order(PAIR)) == whole
    board.ask(c.RefundOrder(board.case(part.id).id))
    refund = board.order(part.id).refund
    assert refund is not None
    assert (refund.status, refund.amount_minor) == (RefundStatus.REQUESTED, refund_due(part))
    assert board.order(PAIR).refund is None


def test_a_part_can_be_tried_again_by_its_own_van() -> None:
    board = at_the_door()
    board.ask(without(board, {POT: "refused"}), LUIS)
    route = board.route(R1)
    board.ask(placing(part_id(), route, len(route.stop_ids)))
    assert board.order(part_id()).status is OrderStatus.PLANNED


def test_a_delivery_of_which_nothing_is_taken_has_failed() -> None:
    board = at_the_door()
    events = board.ask(without(board, {CUP: "refused", POT: "damaged", LID: "refused"}), LUIS)
    assert not any(isinstance(event, e.OrderSplit) for event in events)
    assert board.order(PAIR).status is OrderStatus.FAILED
    assert board.case(PAIR).reason == "refused"


def test_without_failed_lines_nothing_is_split() -> None:
    board = at_the_door()
    board.ask(without(board, {}), LUIS)
    assert board.order(PAIR).status is OrderStatus.DONE
    assert parts_of(board.state, board.order(PAIR)) == ()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("cake", "refused")], "has no line cake"),
        ([(CUP, "refused"), (CUP, "damaged")], "named twice"),
        ([(CUP, "no_such_reason")], "cannot happen where you deliver"),
    ],
)
def test_lines_that_cannot_fail_are_refused_in_words(
    lines: list[tuple[str, str]], words: str
) -> None:
    board = at_the_door()
    failed = tuple(c.FailedLine(ItemId(item_id), reason) for item_id, reason in lines)
    done = c.CompleteStop(StopId("pair.1"), board.now, failed=failed)
    assert words in board.refusal(done, LUIS)


def test_an_exchange_is_done_as_a_whole() -> None:
    board = at_the_door(OrderKind.EXCHANGE)
    assert "as a whole" in board.refusal(without(board, {CUP: "refused"}), LUIS)


def test_a_second_part_gets_a_number_of_its_own() -> None:
    board = at_the_door()
    board.ask(without(board, {POT: "refused", LID: "refused"}), LUIS)
    route = board.route(R1)
    board.ask(placing(part_id(), route, len(route.stop_ids)))
    board.send(R1)
    board.accept(R1)
    again = board.order(part_id())
    stop_id = next(s for s in board.route(R1).manifest if board.stop(s).order_id == again.id)
    failed = (c.FailedLine(LID, "damaged"),)
    board.ask(c.CompleteStop(stop_id, board.now, failed=failed), LUIS)
    last = board.order(OrderId("pair-p1-p1"))
    assert (len(last.attempts), last.part_of) == (2, again.id)


def test_no_part_fails_once_the_money_for_all_is_asked_for() -> None:
    board = at_the_door()
    order = board.order(PAIR)
    board.ask(c.FailStop(StopId("pair.1"), "refused", board.now), LUIS)
    route = board.route(R1)
    board.ask(placing(PAIR, route, len(route.stop_ids)))
    board.send(R1)
    board.accept(R1)
    board.ask(c.WithdrawOrder(order.id))
    board.ask(c.RefundOrder(board.case(PAIR).id))
    failed = (c.FailedLine(LID, "damaged"),)
    done = c.CompleteStop(StopId("pair.2"), board.now, failed=failed)
    assert "asked to refund order pair" in board.refusal(done, LUIS)
