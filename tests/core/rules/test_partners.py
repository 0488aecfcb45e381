"""What a partner takes over, and how it comes to an end."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseStatus,
    CustodyKind,
    Load,
    OrderId,
    OrderStatus,
    PartnerId,
    Resolution,
)
from core.policy import Policy
from core.rules.reserves import local_minute
from core.state import State
from tests.builders import (
    A1,
    COUNTER,
    COURIER,
    DEPOT,
    R1,
    SYSTEM,
    TODAY,
    TOMORROW,
    W1,
    W2,
    W3,
    Board,
    add_orders,
    make_item,
    make_order,
    running_day,
)
from tests.returns import AT_THE_DOOR, INSPECTED, RET, SHOES, board_with, request


def handing(order_id: OrderId) -> c.HandToPartner:
    return c.HandToPartner(order_id, COURIER.id, COURIER.price_minor)


@pytest.fixture
def board() -> Board:
    return running_day()


def test_goods_at_the_depot_go_with_the_partner_and_arrive(board: Board) -> None:
    board.ask(handing(W3))
    assert board.custody("w3-out").kind is CustodyKind.PARTNER
    assert board.custody("w3-out").holder == "courier"
    decision = board.case(W3).decision
    assert decision is not None
    assert decision.resolution is Resolution.HAND_TO_PARTNER
    assert board.case(W3).status is CaseStatus.ON_ITS_WAY
    board.ask(c.SettlePartner(W3, is_done=True))
    assert board.custody("w3-out").kind is CustodyKind.CUSTOMER
    assert board.order(W3).status is OrderStatus.DONE
    assert board.case(W3).status is CaseStatus.CLOSED


def test_a_return_is_fetched_and_brought_to_the_depot(board: Board) -> None:
    board.ask(handing(W1))
    assert board.custody("w1-in").kind is CustodyKind.CUSTOMER
    board.ask(c.SettlePartner(W1, is_done=True))
    assert board.custody("w1-in").kind is CustodyKind.DEPOT
    assert board.case(W1).status is CaseStatus.CLOSED


def test_a_partner_that_gives_it_back_leaves_it_as_it_was(board: Board) -> None:
    board.ask(handing(W3))
    board.ask(c.SettlePartner(W3, is_done=False, words="no van"))
    assert board.custody("w3-out").kind is CustodyKind.DEPOT
    assert board.order(W3).partner is None
    assert board.case(W3).reopened_because == "Elqui Couriers gave it back: no van"
    board.ask(handing(W1))
    board.ask(c.SettlePartner(W1, is_done=False))
    assert board.case(W1).reopened_because == "Elqui Couriers gave it back"


def test_an_order_without_a_case_can_be_handed_on_too(board: Board) -> None:
    board.state = replace(board.state, cases={})
    board.ask(handing(W2))
    board.ask(c.SettlePartner(W2, is_done=True))
    assert board.order(W2).status is OrderStatus.DONE


@pytest.mark.parametrize(
    "command",
    [
        handing(W3),
        c.CancelOrder(W3),
        c.ReopenCase(running_day().case(W3).id),
        c.RefundOrder(running_day().case(W3).id),
        c.RescheduleOrder(W3, TOMORROW),
        c.ReportOrder(W3, "lost"),
    ],
)
def test_what_a_partner_has_is_the_partners(board: Board, command: c.Command) -> None:
    board.ask(handing(W3))
    assert board.refusal(command) == "Order w3 is with Elqui Couriers. Take it back first."


def test_nobody_is_sent_for_what_a_partner_has(board: Board) -> None:
    board.ask(handing(W1))
    place = c.PlaceOrder(W1, R1, 3, board.route().version)
    assert board.refusal(place) == "Order w1 is with Elqui Couriers. Take it back first."


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (replace(handing(W1), partner_id=PartnerId("x")), "There is no partner x at this depot."),
        (handing(A1), "Order a1 is planned. Take it off its route first."),
        (
            replace(handing(W1), price_minor=1),
            "The price of Elqui Couriers is another one by now. Look again.",
        ),
        (c.SettlePartner(W1, is_done=True), "Order w1 is with no partner."),
    ],
)
def test_what_cannot_be_handed_on_is_told(board: Board, command: c.Command, words: str) -> None:
    assert board.refusal(command) == words


def test_a_depot_of_nobody_has_no_partners() -> None:
    made = Board(replace(running_day().state, depot=None))
    assert made.refusal(handing(W1)) == "There is no partner courier at this depot."
    assert State().depot is None


def test_after_the_cut_off_nothing_is_taken(board: Board) -> None:
    board.now = local_minute(DEPOT, TODAY, COURIER.cut_off_min)
    assert board.refusal(handing(W1)) == "Elqui Couriers: takes nothing after 16:00."
    board.ask(c.HandToPartner(W1, COUNTER.id, COUNTER.price_minor))


def test_a_partner_has_limits(board: Board) -> None:
    heavy = replace(make_item("h-out"), load=Load(31_000, 1, 0))
    lifted = frozenset({"tail_lift"})
    board.ask(add_orders(make_order("h", items=(heavy,)), make_order("l", needs=lifted)), SYSTEM)
    words = "Elqui Couriers: too heavy or too big for it."
    assert board.refusal(handing(OrderId("h"))) == words
    assert board.refusal(handing(OrderId("l"))) == "Elqui Couriers: has no tail lift."


def test_goods_in_a_van_are_the_vans(board: Board) -> None:
    board.fail("a1.1")
    words = "Elqui Couriers: the goods are not at the depot but in Van 1."
    assert board.refusal(handing(A1)) == words


@pytest.mark.parametrize(
    ("policy", "status", "asked"),
    [
        (AT_THE_DOOR, CaseStatus.ON_ITS_WAY, True),
        (SHOES, CaseStatus.ON_ITS_WAY, True),
        (INSPECTED, CaseStatus.OPEN, False),
    ],
)
def test_the_shops_policy_says_when_a_fetched_return_is_paid(
    policy: Policy, status: CaseStatus, asked: bool
) -> None:
    board = board_with(request(), policy)
    board.ask(handing(RET))
    board.ask(c.SettlePartner(RET, is_done=True))
    assert (board.order(RET).refund is not None) is asked
    assert board.case(RET).status is status
