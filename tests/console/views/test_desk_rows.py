"""The supervisor's desk at a moment: lists, figures, and what is known of each row."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.desk_view import DeskDetail, DeskList, DeskView
from console.view import Tone
from console.views.desk_rows import (
    EMPTY,
    ICONS,
    KINDS,
    TABS,
    TITLES,
    desk_view,
    desk_words,
    own_words,
    sees_desk,
)
from core import commands as c
from core.access import Role
from core.model import ActorId, ApprovalKind, ServiceDay
from tests.builders import A1, ANA, NOON, R1, TODAY, W1, W2, W3, Board, running_day, small_day
from tests.console.views.test_case_history import moment_of
from tests.second_looks import SAM, SARA, declined, ruled


@pytest.fixture
def board() -> Board:
    """Ana has asked for a refund; Bea is the deputy."""
    made = ruled(running_day(), refund_over_minor=1_000, deputy="bea", deputy_after_min=30)
    made.ask(c.RefundOrder(made.case(W3).id))
    return made


def seen(
    board: Board,
    wanted: DeskList = DeskList.REVIEW,
    day: ServiceDay | None = TODAY,
    role: Role = Role.SUPERVISOR,
    me: str = "sara",
) -> DeskView:
    moment = replace(moment_of(board, {"name-w3": "Rosa"}), me=ActorId(me), role=role)
    return desk_view(moment, wanted, day)


def facts(detail: DeskDetail) -> dict[str, str]:
    return dict(detail.facts)


def test_what_waits_stands_with_value_age_and_who_has_it(board: Board) -> None:
    board.now += timedelta(minutes=20)
    view = seen(board)
    (row,) = view.rows
    assert (row.what, row.about, row.value, row.age) == ("Refund", "w3 · Rosa", "$3,000", "20 min")
    assert (row.asked_by, row.whose, row.age_tone) == ("ana", "any supervisor", Tone.WARN)
    detail = view.details[row.key]
    assert detail.title == "The refund of order w3"
    assert detail.words == "A refund of $3,000, over $1,000"
    assert detail.order_id == W3
    assert facts(detail) == {
        "Asked by": "ana, 12:00",
        "Customer": "Rosa",
        "Goods": "2 × Books",
        "Value": "$3,000",
        "With": "any supervisor",
        "Deputy": "bea from 12:30",
    }
    assert [(tab.words, tab.count) for tab in view.tabs][:3] == [
        ("To review", 1),
        ("Earlier days", 0),
        ("Routes", 2),
    ]


def test_who_approves_what_he_has_asked_for_himself_is_told_so(board: Board) -> None:
    (one,) = board.state.approvals.values()
    other = replace(one, by=ActorId("bea"))
    assert own_words([one], "sara") == ""
    words = "You asked for this yourself: it is on the list “Look again” tomorrow."
    assert own_words([one], "Ana") == words
    words = "You asked for 1 of these yourself: it is on the list “Look again” tomorrow."
    assert own_words([one, other], "ana") == words


def test_what_the_deputy_has_asked_for_waits_for_somebody_else(board: Board) -> None:
    (approval,) = board.state.approvals.values()
    own = replace(approval, by=ActorId("bea"))
    board.state = replace(board.state, approvals={own.id: own})
    (row,) = seen(board).rows
    assert "Deputy" not in facts(seen(board).details[row.key])
    board.now += timedelta(minutes=31)
    (row,) = seen(board).rows
    assert (row.whose, row.tone) == ("any supervisor", Tone.BAD)


def test_what_nobody_answered_in_time_is_the_deputys_and_on_top(board: Board) -> None:
    board.now += timedelta(minutes=29)
    board.ask(c.RefundOrder(board.case(W1).id))
    board.now += timedelta(minutes=5)
    first, second = seen(board).rows
    assert (first.order_id, first.whose, first.tone) == (W3, "bea (deputy)", Tone.BAD)
    assert (second.order_id, second.tone) == (W1, Tone.ACCENT)
    assert seen(board).figures.tiles[0].note == "$6.0k · 1 late"
    assert "Deputy" not in facts(seen(board).details[first.key])
    dispatcher = replace(moment_of(board), me=ActorId("bea"), role=Role.DISPATCHER)
    assert sees_desk(dispatcher)
    assert seen(board, role=Role.DISPATCHER, me="bea").may_answer
    assert desk_words(dispatcher) == "Desk · 2"


def test_the_desk_is_for_supervisors_and_auditors_and_only_the_first_answer(board: Board) -> None:
    moment = moment_of(board)
    assert desk_words(replace(moment, role=Role.CUSTOMER_SERVICE)) == ""
    assert desk_words(replace(moment, role=Role.AUDITOR)) == "Desk · 1"
    assert not seen(board, role=Role.AUDITOR).may_answer
    assert seen(board).may_answer
    (row,) = seen(board, role=Role.AUDITOR).rows
    why_not = seen(board, role=Role.AUDITOR).details[row.key].why_not
    assert why_not == "The refund of order w3 waits for a supervisor."


def test_what_was_answered_says_how_and_why(board: Board) -> None:
    (asked,) = board.state.approvals
    assert desk_words(replace(moment_of(board), role=Role.ADMIN)) == "Desk · 1"
    board.ask(c.SendBack((asked,), "no proof"), SARA)
    board.ask(c.RefundOrder(board.case(W3).id))
    board.ask(c.Approve((list(board.state.approvals)[-1],), "seen"), SAM)
    moment = replace(moment_of(board, {"no proof:approval-1": "No photo"}), role=Role.ADMIN)
    view = desk_view(moment, DeskList.ANSWERED, TODAY)
    by_key = {row.key: row for row in view.rows}
    assert by_key["approval-1"].whose == "sent back by sara, 12:00"
    assert by_key["approval-1"].tone is Tone.BAD
    assert by_key["approval-2"].tone is Tone.GOOD
    assert facts(view.details["approval-1"])["Reason"] == "No photo"
    assert desk_words(moment) == "Desk"


def test_what_lost_its_sense_needs_no_answer() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.CancelOrder(W3, "gone"))
    board.ask(c.ReopenCase(board.case(W3).id))
    (row,) = seen(board, DeskList.ANSWERED).rows
    assert (row.whose, row.tone) == ("not needed any more: ana took it back, 12:00", Tone.MUTED)


def test_what_a_driver_declined_was_taken_back_by_nobody() -> None:
    board = declined()
    moment = moment_of(board, {"driver-1": "Dora"})
    (row,) = desk_view(moment, DeskList.ANSWERED, TODAY).rows
    assert row.whose == "not needed any more after what Dora reported, 12:00"


def test_the_own_answers_stand_in_the_list_of_the_day_after(board: Board) -> None:
    ana = replace(ANA, is_alone=True)
    board.ask(c.Approve(tuple(board.state.approvals), "urgent"), ana)
    assert seen(board, DeskList.AGAIN).rows == ()
    board.now += timedelta(days=1)
    (row,) = seen(board, DeskList.AGAIN).rows
    assert (row.asked_by, row.whose) == ("ana", "23 Nov 12:00")


def test_cases_of_earlier_days_stand_with_what_is_at_stake(board: Board) -> None:
    assert seen(board, DeskList.EARLIER).rows == ()
    board.ask(c.AcknowledgeCase(board.case(W1).id))
    board.now += timedelta(days=1)
    view = seen(board, DeskList.EARLIER)
    assert [(row.order_id, row.whose) for row in view.rows] == [(W2, "nobody"), (W1, "ana")]
    assert view.rows[0].sorts[0] > view.rows[1].sorts[0]
    assert not any(row.is_mine for row in view.rows)
    board.ask(c.HandCase(board.case(W2).id, SARA.id))
    assert [row.is_mine for row in seen(board, DeskList.EARLIER).rows] == [True, False]
    yesterday = replace(board.case(W1), opened_at=board.case(W1).opened_at - timedelta(days=1))
    board.state = replace(board.state, cases={**board.state.cases, yesterday.id: yesterday})
    view = seen(board, DeskList.EARLIER)
    assert [row.order_id for row in view.rows] == [W1, W2]
    detail = view.details[view.rows[0].key]
    assert detail.title.endswith("w1")
    assert facts(detail)["Visits"] == "0"
    assert facts(detail)["Opened"].endswith("-1, 28 h 00 ago") or "ago" in facts(detail)["Opened"]


def test_routes_stand_with_who_looks_after_them(board: Board) -> None:
    board.ask(c.HandRoute(R1, SARA.id), SARA)
    board.now += timedelta(minutes=5)
    one, two = seen(board, DeskList.ROUTES).rows
    assert (one.what, one.about, one.whose, one.age) == (
        "Route 1",
        "3 of 3 stops left",
        "you",
        "5 min",
    )
    assert (two.whose, two.age) == ("nobody", "")
    assert (one.is_mine, two.is_mine) == (True, False)
    assert facts(seen(board, DeskList.ROUTES).details[one.key])["With"] == "you"
    board.ask(c.ReportBreakdown(R1))
    assert seen(board, DeskList.ROUTES).rows[0].tone is Tone.BAD
    (waiting, _) = seen(small_day(), DeskList.ROUTES).rows
    assert (waiting.about, waiting.tone) == ("not started", Tone.MUTED)


def test_a_change_of_many_routes_is_about_none_of_them() -> None:
    board = ruled(small_day(), stops_over=1)
    version = board.route(R1).version
    ids = tuple(reversed(board.route(R1).stop_ids))
    board.ask(c.ResequenceRoute(R1, ids, version))
    (row,) = seen(board).rows
    assert (row.what, row.about, row.value) == ("Large change", "Route 1", "")
    (approval,) = board.state.approvals.values()
    many = replace(approval, route_id=None)
    board.state = replace(board.state, approvals={many.id: many})
    assert seen(board).rows[0].about == "several routes"
    assert "Value" not in facts(seen(board).details[many.id])


def test_figures_tell_the_backlog_and_how_fast_cases_are_taken_and_decided() -> None:
    board = running_day()
    reviews, backlog, acknowledge, decide = seen(board).figures.tiles
    assert (reviews.value, reviews.note) == ("0", "nothing waits")
    assert (backlog.value, backlog.note) == ("3", "oldest 5 h 00")
    assert (acknowledge.value, acknowledge.note) == ("–", "nothing today yet")
    board.fail("a1.1")
    board.now += timedelta(minutes=2)
    board.ask(c.AcknowledgeCase(board.case(A1).id))
    board.now += timedelta(minutes=3)
    board.ask(c.ReturnToDepot(board.case(A1).id))
    _, _, acknowledge, decide = seen(board).figures.tiles
    assert (acknowledge.value, decide.value) == ("2 min", "5 min")
    assert decide.note == "slowest 5 min"
    for order_id in (W1, W2):
        board.ask(c.CancelOrder(order_id))
    board.ask(c.RefundOrder(board.case(W3).id))
    assert seen(board).figures.tiles[1].note == "nothing is undecided"


def test_a_day_says_how_it_stands() -> None:
    board = small_day()
    assert seen(board).sign_off == "Sign off Mon 23 Nov… (S)"
    assert seen(board).why_not_signed.startswith("Mon 23 Nov is not closed yet.")
    board.state = replace(board.state, routes={})
    assert seen(board).why_not_signed == ""
    board.ask(c.SignOffDay(TODAY, "quiet"), SARA)
    assert seen(board).sign_off == "Mon 23 Nov signed off by you, 08:00"
    assert seen(board, day=None).sign_off == ""
    assert seen(running_day()).why_not_signed.startswith("Route 1 and 1 more are still")
    assert board.now < NOON


def test_every_kind_and_list_has_its_words() -> None:
    assert set(ICONS) == set(KINDS) == set(ApprovalKind)
    assert set(TABS) == set(TITLES) == set(EMPTY) == set(DeskList)


def test_figures_are_of_today_whatever_day_the_board_shows() -> None:
    board = running_day()
    board.fail("a1.1")
    board.now += timedelta(minutes=2)
    board.ask(c.AcknowledgeCase(board.case(A1).id))
    tomorrow = seen(board, day=ServiceDay("2026-11-25")).figures.tiles
    assert tomorrow == seen(board).figures.tiles
    assert tomorrow[2].value == "2 min"
