"""A shop's return policy in words, on the shared small day of `tests.builders`."""

from datetime import date

from msgspec.structs import replace

from console.view import CaseAction, Tone
from console.views.inspections import case_view
from console.views.moment import Moment
from console.views.policies import policy_words
from console.views.wording import Wording
from core import commands as c
from core.model import CaseId, CaseStatus, OrderId, OrderKind, ReturnRequest, TextRef
from core.policy import Instead, Policy, RefundWhen, ReturnReason
from tests.builders import A1, LUIS, SYSTEM, W1, Board, add_orders, make_order, running_day
from tests.returns import INSPECTED as SHOP_PAYS_LATER
from tests.returns import RET, at_the_door, request, take

SHOES = Policy(
    "Shoes",
    30,
    (ReturnReason.DOES_NOT_FIT,),
    RefundWhen.ON_RECEIPT,
    fee_minor=500,
    instead=(Instead.EXCHANGE, Instead.CREDIT),
)
GOOD = ReturnRequest(ReturnReason.DOES_NOT_FIT, date(2026, 11, 11), date(2026, 11, 23))
LATE = replace(GOOD, bought_on=date(2026, 1, 1))


def board_of(*requests: tuple[str, str, ReturnRequest]) -> Board:
    board = running_day()
    board.ask(c.SetPolicies((SHOES,)), SYSTEM)
    orders = (
        make_order(name, OrderKind.RETURN, shop=shop, request=request)
        for name, shop, request in requests
    )
    board.ask(add_orders(*orders), SYSTEM)
    return board


def moment(board: Board) -> Moment:
    wording = Wording(zone="America/Santiago", currency="CLP", minor_digits=0)
    texts = {TextRef("note:1"): "loyal for years"}
    return Moment(board.state, board.now, wording=wording, texts=texts)


def said(board: Board, order_id: str) -> tuple[str, Tone]:
    return policy_words(moment(board), board.order(OrderId(order_id)))


def test_an_accepted_return_says_how_much_and_when() -> None:
    words, tone = said(board_of(("r1", "Shoes", GOOD)), "r1")
    assert words.splitlines()[1] == (
        "Refund $2,500 when the goods are at the depot, after a fee of $500; an exchange or a "
        "credit instead if wished."
    )
    assert tone is Tone.GOOD


def test_a_refused_return_says_why_and_can_have_an_exception() -> None:
    board = board_of(("r1", "Shoes", LATE), ("r2", "Shoes", LATE))
    words, tone = said(board, "r1")
    assert words.startswith("Refused because it was bought 326 days before the request")
    assert tone is Tone.BAD
    view = case_view(moment(board), board.case(OrderId("r1")), ())
    by_action = {action.action: action for action in (*view.actions, *view.handling)}
    assert CaseAction.EXCEPTION in by_action
    assert not by_action[CaseAction.REFUND].is_enabled
    assert by_action[CaseAction.BEST_ROUTE].why_not.endswith("Make an exception first.")
    for order_id in ("r1", "r2"):
        board.ask(c.MakeException(OrderId(order_id), "note:1"))
    words, tone = said(board, "r1")
    assert words.endswith("“loyal for years” (2 exceptions for Shoes).")
    assert tone is Tone.WARN
    view = case_view(moment(board), board.case(OrderId("r1")), ())
    handling = {action.action for action in view.handling}
    assert CaseAction.EXCEPTION not in handling
    assert CaseAction.NO_EXCEPTION in handling


def test_a_shop_without_a_policy_leaves_it_to_the_office() -> None:
    board = board_of(("r1", "Books", GOOD), ("r2", "", GOOD))
    assert said(board, "r1")[0].startswith("Books has no return policy here")
    assert said(board, "r2")[0].startswith("The shop has no return policy here")
    assert said(board, A1) == said(board, W1) == ("", Tone.MUTED)


def test_a_purchase_that_no_policy_of_the_shop_covers_says_so() -> None:
    board = board_of(("r1", "Shoes", GOOD))
    board.ask(c.SetPolicies((replace(SHOES, valid_from=date(2026, 11, 12)),)), SYSTEM)
    words = "No return policy of Shoes covers purchases of 11 Nov 2026: decide as you think right."
    assert said(board, "r1") == (words, Tone.MUTED)


def test_what_was_taken_has_a_receipt_and_asks_for_no_route() -> None:
    board = at_the_door(request(), SHOP_PAYS_LATER)
    board.ask(take(board), LUIS)
    board.state = replace(
        board.state,
        cases=board.state.cases
        | {CaseId("case-ret"): replace(board.case(RET), status=CaseStatus.OPEN)},
    )
    view = case_view(moment(board), board.case(RET), ())
    assert (view.headline, view.options, view.options_note) == ("Goods taken", (), "")
    assert view.receipt.startswith("Taken: 2 × Books.")
    assert [action.label for action in view.actions] == ["Refund it", "I have it", "No refund…"]
    before = case_view(moment(board), board.case(W1), ())
    assert (before.headline, before.receipt) == ("Return to collect", "")
