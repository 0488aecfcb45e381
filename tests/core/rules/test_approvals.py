"""Who answers a request for a second look, once, and what follows from the answer."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    ActorId,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalStatus,
    CaseStatus,
    Custody,
    CustodyKind,
    ItemId,
    OrderId,
    OrderStatus,
    RefundStatus,
)
from core.rules.approvals import (
    about,
    is_same_person,
    is_to_be_reviewed,
    why_not_answered,
)
from core.rules.instructions import open_instructions
from core.rules.lookups import Refused, money_waits, open_approvals
from core.state import State
from tests.builders import A1, ANA, NOON, R1, SYSTEM, W1, W2, W3, Board, placing, running_day
from tests.core.rules.test_second_look import failed, late_return
from tests.second_looks import SAM, SARA, asked, declined, ruled

BEA = Actor(ActorId("bea"), Role.DISPATCHER, ANA.depots)
CARLA = Actor(ActorId("carla"), Role.CUSTOMER_SERVICE, ANA.depots)
WHY = "the photo shows it"


@pytest.fixture
def board() -> Board:
    """Ana has asked for the refund of w3, which is over the limit."""
    made = ruled(running_day(), refund_over_minor=1_000, exceptions=True, deputy="bea")
    made.ask(c.RefundOrder(made.case(W3).id))
    return made


def approve(board: Board, actor: Actor = SARA, note: str = WHY) -> tuple[e.Event, ...]:
    return board.ask(c.Approve(tuple(open_ids(board)), note), actor)


def open_ids(board: Board) -> list[ApprovalId]:
    return [each.id for each in board.state.approvals.values() if each.is_open]


def test_the_money_waits_until_somebody_else_agrees(board: Board) -> None:
    assert money_waits(board.state, board.order(W3))
    assert open_instructions(board.state) == ()
    assert board.refusal(c.InstructRefunds(is_run=True)) == "No refund waits to be sent to a shop."
    words = board.refusal(c.InstructRefunds((W3,), is_run=True))
    assert words == "The refund of order w3 waits for a second pair of eyes. Nothing was sent."
    words = board.refusal(c.SettleRefund(W3, is_paid=True))
    assert words == "The refund of order w3 waits for a second pair of eyes."
    approve(board)
    approval = asked(board)
    assert (approval.status, approval.ended_by, approval.ended_at) == (
        ApprovalStatus.APPROVED,
        SARA.id,
        NOON,
    )
    assert approval.note_ref == f"{WHY}:{approval.id}"
    assert [each.order_id for each in open_instructions(board.state)] == [W3]
    board.ask(c.InstructRefunds(is_run=True))


def test_the_van_does_not_wait(board: Board) -> None:
    failed(board, 1)
    board.ask(c.RefundOrder(board.case(A1).id))
    assert board.case(A1).status is CaseStatus.DECIDED
    assert board.order(W3).status is OrderStatus.CLOSED


def test_sent_back_the_money_is_not_asked_for_and_the_case_is_open(board: Board) -> None:
    board.ask(c.SendBack(tuple(open_ids(board)), "no proof"), SARA)
    refund = board.order(W3).refund
    assert refund is not None
    assert refund.status is RefundStatus.FAILED
    assert refund.words == "sara sent the refund of order w3 back"
    assert board.case(W3).status is CaseStatus.OPEN
    assert board.case(W3).reopened_because == "sara sent the refund of order w3 back"
    board.ask(c.RefundOrder(board.case(W3).id))
    assert len(board.state.approvals) == 2


def test_nobody_approves_what_they_asked_for_themselves(board: Board) -> None:
    own = "You asked for the refund of order w3 yourself. Somebody else has to look at it."
    assert board.refusal(c.Approve(tuple(open_ids(board)), WHY)) == own
    promoted = Actor(ActorId("Ana"), Role.ADMIN, ANA.depots)
    assert board.refusal(c.Approve(tuple(open_ids(board)), WHY), promoted) == own
    assert is_same_person("ana", "ANA")
    assert not is_same_person("ana", "anna")


def test_who_asked_takes_it_back_like_an_undo(board: Board) -> None:
    board.ask(c.SendBack(tuple(open_ids(board)), "a slip"))
    assert asked(board).is_own
    assert not is_to_be_reviewed(board.state, asked(board), NOON + timedelta(days=1))
    assert board.case(W3).status is CaseStatus.OPEN


@pytest.mark.parametrize("command", [c.Approve, c.SendBack, c.ReviewApprovals])
def test_a_reason_is_said(board: Board, command: type) -> None:
    words = "Say why: the reason stays with the decision."
    assert board.refusal(command(tuple(open_ids(board)), "  "), SARA) == words
    assert asked(board).is_open


def test_it_ends_once_and_the_second_hears_how(board: Board) -> None:
    ids = tuple(open_ids(board))
    approve(board)
    words = "sara approved the refund of order w3 at 12:00. Nothing was changed."
    assert board.refusal(c.Approve(ids, WHY), SAM) == words
    assert board.refusal(c.SendBack(ids, WHY), SAM) == words
    assert board.refusal(c.HandApprovals(ids, BEA.id, WHY), SAM) == words
    assert why_not_answered(board.state, asked(board), SAM, NOON) == words


def test_other_ends_are_told_as_well(board: Board) -> None:
    ids = tuple(open_ids(board))
    board.ask(c.SendBack(ids, WHY), SARA)
    words = "sara sent the refund of order w3 back at 12:00. Nothing was changed."
    assert board.refusal(c.Approve(ids, WHY), SAM) == words
    order = late_return(board)
    board.ask(c.MakeException(order.id, "please"))
    (asked_for,) = open_ids(board)
    board.ask(c.WithdrawException(order.id))
    words = "ana took back what the exception for order late was about, at 12:00."
    assert board.refusal(c.Approve((asked_for,), WHY), SAM).startswith(words)


def test_what_a_driver_ended_names_no_id_and_no_second_thoughts() -> None:
    board = declined()
    words = (
        "What the plan of order w1 breaks needs no second look since a driver reported at 12:00. "
        "Nothing was changed."
    )
    assert board.refusal(c.Approve((asked(board).id,), WHY), SAM) == words


def test_what_does_not_exist_is_refused_with_the_rest(board: Board) -> None:
    command = c.Approve((*open_ids(board), ApprovalId("x")), WHY)
    assert board.refusal(command, SARA) == "There is no request x. Nothing was changed."


def test_many_are_answered_at_once_or_none(board: Board) -> None:
    board.ask(c.RefundOrder(board.case(W1).id))
    first, second = open_ids(board)
    assert len(board.ask(c.Approve((first, second, first), WHY), SARA)) == 2
    board.ask(c.SetStock({}), SYSTEM)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "please"))
    (third,) = open_ids(board)
    assert "approved the refund" in board.refusal(c.SendBack((third, first), WHY), SARA)
    assert board.state.approvals[third].is_open


def test_a_dispatcher_answers_only_as_a_deputy_and_in_time(board: Board) -> None:
    (id_,) = open_ids(board)
    words = "The refund of order w3 waits for a supervisor."
    assert board.refusal(c.Approve((id_,), WHY), BEA) == words
    assert board.refusal(c.SendBack((id_,), WHY), CARLA) == words
    assert board.refusal(c.HandApprovals((id_,), CARLA.id, WHY), BEA) == words
    board.now += timedelta(minutes=30)
    assert asked(board).is_overdue(board.now)
    assert asked(board).with_whom(board.now) == BEA.id
    approve(board, BEA)
    assert not asked(board).is_own


def test_handed_on_it_is_theirs_and_the_deputys_time_begins_anew(board: Board) -> None:
    (id_,) = open_ids(board)
    board.now += timedelta(minutes=29)
    board.ask(c.HandApprovals((id_,), SAM.id, "on leave"), SARA)
    approval = asked(board)
    assert (approval.assigned, approval.deputy_at) == (SAM.id, board.now + timedelta(minutes=30))
    assert board.refusal(c.Approve((id_,), WHY), BEA) == "The refund of order w3 waits for sam."
    words = "sam has the refund of order w3 already."
    assert board.refusal(c.HandApprovals((id_,), SAM.id, "x"), SARA) == words
    words = "Ana asked for the refund of order w3. Somebody else has to look at it."
    assert board.refusal(c.HandApprovals((id_,), ActorId("Ana"), "x"), SARA) == words
    board.ask(c.HandApprovals((id_,), BEA.id, "knows the customer"), SAM)
    approve(board, BEA)


@pytest.mark.parametrize("is_alone", [True, False])
def test_without_four_eyes_the_own_answer_is_looked_at_the_next_day(is_alone: bool) -> None:
    rules = {"refund_over_minor": 1, "four_eyes": is_alone}
    board = ruled(running_day(), **rules)
    ana = replace(ANA, is_alone=is_alone)
    board.ask(c.RefundOrder(board.case(W3).id), ana)
    approve(board, ana)
    approval = asked(board)
    assert approval.is_own
    today, tomorrow = NOON, NOON + timedelta(days=1)
    assert not is_to_be_reviewed(board.state, approval, today)
    assert is_to_be_reviewed(board.state, approval, tomorrow)
    review = c.ReviewApprovals((approval.id,), "it was right")
    words = "Look at the refund of order w3 again tomorrow, not on the day of the decision."
    assert board.refusal(review, SARA) == words
    board.now = tomorrow
    board.ask(review, SARA)
    assert asked(board).reviewed_by == SARA.id
    assert not is_to_be_reviewed(board.state, asked(board), tomorrow)
    words = "sara has looked at the refund of order w3 again already."
    assert board.refusal(review, SARA) == words


def test_what_two_have_looked_at_needs_no_third(board: Board) -> None:
    approve(board)
    words = "Two people have looked at the refund of order w3. It needs no look the day after."
    assert board.refusal(c.ReviewApprovals((asked(board).id,), WHY), SARA) == words


def test_an_exception_that_is_sent_back_is_withdrawn(board: Board) -> None:
    order = late_return(board)
    board.ask(c.MakeException(order.id, "please"))
    exception = open_ids(board)[-1]
    board.ask(c.SendBack((exception,), "no"), SARA)
    assert board.order(order.id).exception is None


def test_an_exception_whose_goods_are_on_their_way_stands_and_its_money_does_not(
    board: Board,
) -> None:
    order = late_return(board)
    board.ask(c.MakeException(order.id, "please"))
    exception = open_ids(board)[-1]
    board.ask(placing(order.id, board.route(R1), 3))
    board.send(R1)
    board.accept(R1)
    board.complete(f"{order.id}.1")
    assert money_waits(board.state, board.order(order.id))
    board.ask(c.SendBack((exception,), "no"), SARA)
    assert board.order(order.id).exception is not None
    refund = board.order(order.id).refund
    assert refund is not None
    assert refund.status is RefundStatus.FAILED
    assert open_instructions(board.state) == ()
    kinds = [each.kind for each in open_approvals(board.state, order.id)]
    assert kinds == []


def test_a_write_off_that_is_sent_back_opens_its_case(board: Board) -> None:
    ruled(board, write_off_over_minor=1)
    order = make_paid(board)
    board.ask(c.CancelOrder(order, "nobody knows"))
    board.ask(c.SendBack((open_ids(board)[-1],), "look again"), SARA)
    assert board.case(order).status is CaseStatus.OPEN


def make_paid(board: Board) -> OrderId:
    """A delivery that waits and was paid for."""
    approve(board)
    board.ask(c.SettleRefund(W3, is_paid=False, words="no"))
    return W3


def test_sentences_name_what_it_is_about() -> None:
    state = running_day().state
    named = {
        kind: about(state, Approval(ApprovalId("x"), kind, ANA.id, NOON, "", order_id=W1))
        for kind in ApprovalKind
    }
    assert named[ApprovalKind.REFUND] == "the refund of order w1"
    assert named[ApprovalKind.PLAN] == "the change of many routes"
    plan = Approval(ApprovalId("x"), ApprovalKind.PLAN, ANA.id, NOON, "", route_id=R1)
    assert about(state, plan) == "the change of Route 1"
    assert named[ApprovalKind.DISPOSITION] == "what becomes of goods of order w1"
    found = Approval(ApprovalId("x"), ApprovalKind.DISPOSITION, ANA.id, NOON, "")
    assert about(state, found) == "what becomes of found goods"


def test_without_a_depot_the_usual_rules_hold() -> None:
    own = Approval(ApprovalId("x"), ApprovalKind.PLAN, ANA.id, NOON, "many")
    assert why_not_answered(State(), own, SARA, NOON) == ""
    assert why_not_answered(State(), own, ANA, NOON).startswith("You asked for the change of many")
    ended = replace(own, status=ApprovalStatus.APPROVED, ended_at=NOON, is_own=True)
    assert is_to_be_reviewed(State(), ended, NOON + timedelta(days=1))


ACTORS = (ANA, BEA, SARA, SAM, CARLA, replace(SARA, id=ActorId("ANA")))
ORDERS = (W1, W2, W3, A1)
steps = st.tuples(
    st.sampled_from(["refund", "exception", "approve", "send_back", "hand", "instruct", "paid"]),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 40),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(steps, min_size=4, max_size=40), st.booleans(), st.integers(0, 4_000))
def test_whatever_is_asked_money_never_leaves_unseen(
    asked_for: list[tuple[str, int, int, int]], has_deputy: bool, limit: int
) -> None:
    """Over the limit only after somebody else agreed; every request ends at most once."""
    board = ruled(
        running_day(),
        refund_over_minor=limit,
        exceptions=True,
        deputy="bea" if has_deputy else "",
    )
    board.fail("a1.1")
    late = late_return(board).id
    for what, who, which, minutes in asked_for:
        board.now += timedelta(minutes=minutes)
        actor, order_id = ACTORS[who], (*ORDERS, late)[which % 5]
        ids = list(board.state.approvals)
        one = (ids[which % len(ids)],) if ids else (ApprovalId("none"),)
        commands: dict[str, c.Command] = {
            "refund": c.RefundOrder(board.case(order_id).id),
            "exception": c.MakeException(late, "please"),
            "approve": c.Approve(one, WHY),
            "send_back": c.SendBack(one, WHY),
            "hand": c.HandApprovals(one, ACTORS[which].id, WHY),
            "instruct": c.InstructRefunds((order_id,), is_run=True),
            "paid": c.SettleRefund(order_id, is_paid=minutes % 2 == 0),
        }
        try:
            events = board.ask(commands[what], actor)
        except Refused:
            continue
        for event in events:
            if isinstance(event, e.RefundsInstructed):
                for told in event.order_ids:
                    must_have_been_seen(board, told, limit)
    ended: dict[ApprovalId, int] = {}
    for event in board.events:
        if isinstance(event, e.ApprovalEnded):
            ended[event.approval_id] = ended.get(event.approval_id, 0) + 1
    for approval in board.state.approvals.values():
        assert ended.get(approval.id, 0) == (0 if approval.is_open else 1)
        if approval.status is ApprovalStatus.APPROVED:
            assert approval.ended_by is not None
            assert not is_same_person(approval.ended_by, approval.by)


def must_have_been_seen(board: Board, order_id: OrderId, limit: int) -> None:
    refund = board.order(order_id).refund
    assert refund is not None
    assert not money_waits(board.state, board.order(order_id))
    if limit and refund.amount_minor > limit:
        assert any(
            each.order_id == order_id
            and each.kind is ApprovalKind.REFUND
            and each.at == refund.at
            and each.status is ApprovalStatus.APPROVED
            for each in board.state.approvals.values()
        )


def test_goods_that_are_gone_for_good_keep_a_write_off_from_being_sent_back() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.CancelOrder(W3, "nobody knows"))
    gone = Custody(CustodyKind.DISPOSED, "", NOON)
    board.state = replace(board.state, custody=board.state.custody | {ItemId("w3-out"): gone})
    words = board.refusal(c.SendBack((asked(board).id,), "look again"), SARA)
    assert words == "Goods of order w3 were disposed of and cannot be sent again."
