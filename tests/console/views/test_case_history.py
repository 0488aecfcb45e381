"""A case's history in lines: who did what, why, and among which options."""

import ast
import inspect
from datetime import timedelta
from typing import get_args

from msgspec import Raw
from msgspec.structs import replace

from console.desk_view import HistoryLine
from console.view import Tone
from console.views import case_history
from console.views.case_history import RESOLUTIONS, approval_words, history_lines
from console.views.moment import Moment
from console.views.wording import Wording
from core import commands as c
from core import events as e
from core.case_history import about
from core.hub.protocol import CaseHistory, EventRecord
from core.model import (
    ActorId,
    ApprovalId,
    Call,
    CallOutcome,
    CustomerAnswer,
    CustomerChoice,
    Message,
    MessageId,
    MessageKind,
    Option,
    OrderId,
    Resolution,
    RouteId,
    StopId,
    Sum,
    SumKind,
    TextRef,
    WaitingFor,
    WayOut,
)
from tests.builders import A1, ANA, NOON, R1, R2, W1, Board, placing, running_day
from tests.second_looks import SARA, declined, ruled

WORDS = Wording("America/Santiago", "CLP", 0)


def moment_of(board: Board, texts: dict[str, str] | None = None) -> Moment:
    return Moment(
        state=board.state,
        now=board.now,
        wording=WORDS,
        texts={TextRef(ref): text for ref, text in (texts or {}).items()},
        reasons={"recipient_absent": "Nobody there"},
        me=ANA.id,
    )


def told(
    board: Board, order_id: OrderId, texts: dict[str, str] | None = None, **by: ActorId
) -> tuple[HistoryLine, ...]:
    """What the hub would tell of the order, each event by the actor of its kind."""
    records = [
        EventRecord(n, e.VERSION, NOON, "c", by.get(e.type_of(event), ANA.id), Raw(e.encode(event)))
        for n, event in enumerate(board.events, 1)
        if about(event, board.state, order_id)
    ]
    return history_lines(moment_of(board, texts), CaseHistory(order_id, tuple(records)))


def lines_of(board: Board, *events: e.Event) -> list[tuple[str, str]]:
    records = tuple(
        EventRecord(n, e.VERSION, NOON, "c", ANA.id, Raw(e.encode(event)))
        for n, event in enumerate(events, 1)
    )
    found = history_lines(moment_of(board), CaseHistory(A1, records))
    return [(line.what, line.note) for line in found]


def test_a_decision_says_what_was_offered_with_its_sums_and_what_was_taken() -> None:
    board = running_day()
    board.fail("a1.1")
    offered = (
        Option(R1, 360, 900, 1_200, is_feasible=True),
        Option(R2, 0, 0, 2_400, is_feasible=False, words="locked"),
        *(Option(RouteId(f"x{n}"), 60, 1, 9_000 + n, is_feasible=True) for n in range(6)),
    )
    considered = (
        WayOut(Resolution.REFUND, (Sum(SumKind.REFUND, -3_000),)),
        WayOut(Resolution.RETRY_TODAY, ()),
    )
    command = replace(placing(A1, board.route(R1), 3), offered=offered, considered=considered)
    board.ask(replace(command, broken=("5 min late",)))
    line = next(each for each in told(board, A1) if each.what.startswith("decided"))
    assert line.what == "decided: retry today on Route 1"
    assert line.tone is Tone.GOOD
    assert line.more == (
        "breaks: 5 min late",
        "✓ Route 1: $1,200, 6 min more",
        *(f"○ x{n}: ${9_000 + n:,}, 1 min more" for n in range(5)),
        "and 2 more vans were offered",
        "✓ Retry today: $0",
        "○ Refund: −$3,000 (refund −$3,000)",
    )


def test_the_way_of_a_refund_is_told_with_reasons_and_names() -> None:
    board = ruled(running_day(), refund_over_minor=1_000)
    board.fail("a1.1")
    board.ask(c.AcknowledgeCase(board.case(A1).id))
    board.ask(c.RefundOrder(board.case(A1).id))
    board.ask(c.HandApprovals(tuple(board.state.approvals), ActorId("sam"), "look"), SARA)
    board.ask(c.Approve(tuple(board.state.approvals), "fine"), SARA)
    board.ask(c.InstructRefunds(is_run=True))
    board.ask(c.SettleRefund(A1, is_paid=True, words="receipt 7"))
    found = told(
        board,
        A1,
        {"fine:approval-1": "Seen it", "driver-1": "Dora"},
        stop_failed=ActorId("d1"),
        approval_ended=SARA.id,
    )
    whats = [(line.who, line.what, line.note) for line in found if "order" not in line.what]
    assert whats == [
        ("Dora", "failed: Nobody there", ""),
        ("you", "opened the case: Nobody there", ""),
        ("you", "took the case", ""),
        ("you", "asked for a refund of $3,000", ""),
        ("you", "decided: refund", ""),
        ("you", "asked for a second look: A refund of $3,000, over $1,000", ""),
        ("you", "asked sam to look at it", "the text was erased"),
        ("sara", "approved it", "Seen it"),
        ("you", "told the shop to refund it, in run 1", ""),
        ("you", "settled the refund as confirmed: receipt 7", ""),
    ]


def test_what_a_driver_declined_is_not_told_as_taken_back() -> None:
    board = declined()
    found = told(board, W1, {"driver-1": "Dora"}, approval_ended=ActorId("d1"))
    assert [(line.who, line.what) for line in found if line.who == "Dora"] == [
        ("Dora", "reported it; with that no second look is needed")
    ]


def test_what_stands_although_it_was_sent_back_is_told() -> None:
    board = ruled(running_day(), broken=True)
    board.ask(replace(placing(W1, board.route(R1), 3), broken=("late",)))
    board.send(R1)
    board.ask(c.SendBack(tuple(board.state.approvals), "no"), SARA)
    line = next(each for each in told(board, W1) if each.what == "sent it back")
    assert line.more == ("Route 1 knows of the visit already. Take it off the route to stop it.",)


def test_other_kinds_of_events_are_told_in_words() -> None:
    board = running_day()
    case_id = board.case(W1).id
    until = NOON + timedelta(hours=1)
    waits = board.ask(c.LetCaseWait(case_id, WaitingFor.CUSTOMER, until, "note:1"))
    handed = board.ask(c.HandCase(case_id, ActorId("bea")))
    opened = board.ask(c.ReopenCase(case_id))
    placed = board.place(W1, R1, 3)
    moved = board.ask(c.MoveStop(StopId("w1.1"), R2, 3, board.route(R2).version))
    assert [what for what, _ in lines_of(board, *waits, *handed, *opened, *placed, *moved)] == [
        "took the case",
        "wrote",
        "lets it wait for the customer until 13:00",
        "gave the case to bea",
        "case resumed",
        "put it onto Route 1",
        "decided: collect on Route 1",
        "moved it to Route 2",
        "decided: collect on Route 2",
    ]
    off = board.ask(c.WithdrawOrder(W1))
    at_door = board.ask(c.ArriveAtStop(StopId("a1.1"), NOON), board.driver(R1))
    problem = board.ask(c.ReportProblem(StopId("a1.1"), "recipient_absent", NOON), board.driver(R1))
    done = board.complete("a1.1")
    assert [what for what, _ in lines_of(board, *off, *at_door, *problem, *done)] == [
        "took it off its route",
        "opened it again: taken off Route 2",
        "is at Calle a1",
        "has a problem at the door: Nobody there",
        "served Calle a1",
        "empties counted",
    ]


def test_whoever_takes_a_case_over_did_not_give_it_to_somebody() -> None:
    board = running_day()
    handed = e.CaseHanded(board.case(W1).id, ANA.id, ANA.id, NOON)
    assert lines_of(board, handed) == [("took the case over", "")]
    back = e.CaseHanded(board.case(W1).id, None, ANA.id, NOON)
    assert lines_of(board, back) == [("gave the case to nobody", "")]


def test_what_is_said_to_and_by_customers_is_a_part_of_it() -> None:
    board = running_day()
    ref = TextRef("note:1")
    lines = lines_of(
        board,
        e.CallLogged(A1, Call(ANA.id, NOON, CallOutcome.NO_ANSWER, ref)),
        e.CustomerAnswered(A1, CustomerAnswer(CustomerChoice.NEW_DAY, NOON)),
        e.CustomerTold(A1, Message(MessageId("m"), MessageKind.FAILED, NOON, ref)),
        e.StopArrived(StopId("gone"), NOON),
        e.ApprovalReviewed(ApprovalId("x"), ANA.id, NOON, ref),
        e.ApprovalDeputised(ApprovalId("x"), ActorId("bea"), NOON),
        e.ApprovalDeputised(ApprovalId("x"), None, None),
        e.RouteLocked(R1, ANA.id),
        e.StopStarted(StopId("a1.1"), NOON),
    )
    assert lines == [
        ("called: no answer", "the text was erased"),
        ("entered the customer’s wish: new day", ""),
        ("wrote to the customer: failed", ""),
        ("is at the door", ""),
        ("looked at it again", "the text was erased"),
        ("made bea its deputy from 12:00 on", ""),
        ("left it without a deputy", ""),
        ("route locked", ""),
    ]


def test_drivers_are_called_by_their_names_and_amounts_as_they_are_written_here() -> None:
    board = ruled(running_day(), refund_over_minor=1_000)
    board.ask(c.RefundOrder(board.case(W1).id))
    (approval,) = board.state.approvals.values()
    moment = moment_of(board, {"driver-1": "Dora"})
    assert moment.actor(ActorId("d1")) == "Dora"
    assert moment.actor(ActorId("bea")) == "bea"
    assert approval_words(moment, approval) == "A refund of $3,000, over $1,000"


def test_everything_that_happens_to_an_order_has_words() -> None:
    ids = {"order_id", "case_id", "stop_id", "approval_id"}
    told = {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(case_history)))
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "e"
    }
    kinds = [kind for kind in get_args(e.Event) if ids & set(kind.__struct_fields__)]
    assert len(kinds) > 50
    assert [kind.__name__ for kind in kinds if kind.__name__ not in told] == []


def test_what_a_driver_found_at_the_door_is_told() -> None:
    assert lines_of(running_day(), e.GoodsChecked(A1, ())) == [("checked the goods", "")]


def test_every_resolution_has_words() -> None:
    assert set(RESOLUTIONS) == set(Resolution)
