"""Links in words: when and how they were given, until when, and what became of them."""

from datetime import timedelta

import pytest

from console.screen import moment_of
from console.view import CaseAction
from console.views.customer_links import link_words, live_links
from console.views.inspections import case_view
from console.views.moment import Moment
from core import commands as c
from core.catalogue import shipped
from core.model import MessageId, MessageKind, TextRef
from tests.builders import A1, NOON, SYSTEM, Board, running_day

WEEK = NOON + timedelta(days=7)


def moment(board: Board) -> Moment:
    return moment_of(board.state, {}, {}, board.now, {}, me="ana", catalogue=shipped())


@pytest.fixture
def board() -> Board:
    """Ana gave a link at noon, and a message half an hour later has one that ends today."""
    board = running_day()
    board.fail("a1.1")
    board.ask(c.GiveLink(A1, WEEK))
    board.now += timedelta(minutes=30)
    sent = c.NewMessage(
        MessageId("m"), A1, MessageKind.FAILED, TextRef("m"), link_until=NOON + timedelta(hours=2)
    )
    board.ask(c.TellCustomers((sent,)), SYSTEM)
    return board


def actions(board: Board) -> set[CaseAction]:
    view = case_view(moment(board), board.case(A1), ())
    return {action.action for action in view.handling if isinstance(action.action, CaseAction)}


def test_every_link_is_told_the_newest_first(board: Board) -> None:
    assert link_words(moment(board), board.order(A1)).splitlines() == [
        "12:30 · Link sent, valid until 14:00",
        "12:00 · Link given by you, valid until 30 Nov 12:00",
    ]
    assert case_view(moment(board), board.case(A1), ()).links.startswith("12:30 · Link sent")
    assert CaseAction.REVOKE_LINK in actions(board)


def test_what_is_over_or_revoked_cannot_be_revoked(board: Board) -> None:
    board.ask(c.RevokeLink(A1, WEEK))
    board.now += timedelta(hours=2)
    assert live_links(moment(board), board.order(A1)) == ()
    assert CaseAction.REVOKE_LINK not in actions(board)
    over, revoked = link_words(moment(board), board.order(A1)).splitlines()
    assert over.endswith("valid until 14:00 · over")
    assert revoked.endswith("valid until 30 Nov 12:00 · revoked")


def test_without_a_link_nothing_is_said() -> None:
    board = running_day()
    board.fail("a1.1")
    assert link_words(moment(board), board.order(A1)) == ""
