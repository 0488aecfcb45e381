"""The customer's receipt says what was taken, what stays and why, and what happens next."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import ActorId, Approval, ApprovalId, ApprovalKind, BlobId
from core.policy import Check, Policy
from core.rules.receipts import Next, Receipt, receipt_of, receipt_text, taken_since
from tests.builders import A1, B2, B3, LUIS, Board
from tests.returns import (
    AT_THE_DOOR,
    BOOTS,
    INSPECTED,
    RET,
    SHOES,
    at_the_door,
    books,
    boots,
    request,
    socks,
    take,
)

PHOTO = BlobId("a" * 64)


def money(amount_minor: int) -> str:
    return f"${amount_minor}"


def receipt(board: Board) -> Receipt:
    found = receipt_of(board.state, RET)
    assert found is not None
    return found


def taken_by(policy: Policy) -> Board:
    board = at_the_door(request(), policy)
    board.ask(replace(take(board), photos=(PHOTO,)), LUIS)
    return board


def test_there_is_a_receipt_only_for_goods_that_were_taken() -> None:
    board = at_the_door(request())
    assert receipt_of(board.state, RET) is None
    board.complete("a1.1")
    assert receipt_of(board.state, A1) is None, "a delivery takes nothing"
    board.complete("b3.1")
    containers = receipt_of(board.state, B3)
    assert containers is not None
    assert receipt_text(containers, money) == (
        "Taken: 2 × Books.\nThe goods were not checked at the door.\nNo refund is due."
    )


@pytest.mark.parametrize(
    ("policy", "what", "words"),
    [
        (AT_THE_DOOR, Next.REQUESTED, "We have asked Shoes to refund you $2500."),
        (SHOES, Next.ON_RECEIPT, "You are refunded $2500 when the goods are at the depot."),
        (
            INSPECTED,
            Next.AFTER_INSPECTION,
            "You are refunded $2500 when the goods have been inspected.",
        ),
    ],
)
def test_it_says_when_the_money_comes(policy: Policy, what: Next, words: str) -> None:
    found = receipt(taken_by(policy))
    assert (found.next, found.refund_minor, found.fee_minor) == (what, 2_500, 500)
    assert found.photos == (PHOTO,)
    assert receipt_text(found, money) == (
        f"Taken: 2 × Books.\n{words}\nThe fee for the return, $500, is deducted."
    )


def test_it_says_refunded_only_when_the_shop_has_confirmed() -> None:
    board = taken_by(AT_THE_DOOR)
    failed = Board(board.state, board.now)
    board.ask(c.SettleRefund(RET, is_paid=True))
    assert "Shoes has refunded you $2500." in receipt_text(receipt(board), money)
    failed.ask(c.SettleRefund(RET, is_paid=False))
    assert "has not refunded you yet" in receipt_text(receipt(failed), money)


def test_what_stays_is_named_with_the_reason() -> None:
    board = at_the_door(request(items=(books(), boots(), socks())))
    board.ask(take(board, {BOOTS: Check.UNUSED}), LUIS)
    assert receipt_text(receipt(board), money).splitlines()[:2] == [
        "Taken: 2 × Books.",
        "Left with you: 2 × Boots (used), 2 × Socks (the shop does not take it back).",
    ]


def test_a_fee_that_eats_up_the_refund_leaves_nothing() -> None:
    found = receipt(taken_by(replace(SHOES, fee_minor=9_999)))
    assert found.next is Next.NOTHING
    assert receipt_text(found, money).endswith("No refund is due.")


def test_an_exchange_refunds_nothing() -> None:
    board = at_the_door(request())
    board.complete("b2.1")
    found = receipt_of(board.state, B2)
    assert found is not None
    assert found.next is Next.EXCHANGED
    assert receipt_text(found, money).endswith("You have other goods for it; nothing is refunded.")


def test_receipts_are_due_from_when_the_goods_were_taken() -> None:
    board = taken_by(SHOES)
    assert taken_since(board.state, board.now) == {RET}
    assert taken_since(board.state, board.now + timedelta(seconds=1)) == frozenset()
    board.complete("a1.1")
    assert taken_since(board.state, board.now) == {RET}


def test_a_refund_that_has_to_be_approved_is_not_told_as_asked_for() -> None:
    board = taken_by(AT_THE_DOOR)
    one = Approval(
        ApprovalId("x"), ApprovalKind.REFUND, ActorId("ana"), board.now, "", order_id=RET
    )
    board.state = replace(board.state, approvals={one.id: one})
    assert receipt(board).next is Next.CHECKED
    words = receipt_text(receipt(board), money)
    assert "We look at your refund of $2500 before we ask Shoes for it." in words
