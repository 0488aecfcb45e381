"""A link that was given is known, and one can be revoked without touching the others."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Role
from core.model import ActorId, CustomerLink, MessageId, MessageKind, TextRef
from core.rules.links import links_of
from tests.builders import A1, ANA, LUIS, NOON, SYSTEM, W1, Board, running_day

SERVICE = replace(ANA, id=ActorId("sol"), role=Role.CUSTOMER_SERVICE)
WEEK = NOON + timedelta(days=7)


@pytest.fixture
def board() -> Board:
    """Sol gave a link for a1, and a message about it has another one."""
    board = running_day()
    board.ask(c.GiveLink(A1, WEEK), SERVICE)
    board.now += timedelta(minutes=5)
    message = c.NewMessage(
        MessageId("m"), A1, MessageKind.FAILED, TextRef("m"), link_until=WEEK + timedelta(hours=1)
    )
    board.ask(c.TellCustomers((message,)), SYSTEM)
    return board


def test_every_link_is_listed_by_when_it_was_given(board: Board) -> None:
    assert links_of(board.order(A1)) == (
        CustomerLink(WEEK, SERVICE.id, NOON),
        CustomerLink(WEEK + timedelta(hours=1), ActorId(""), board.now),
    )
    assert links_of(board.order(W1)) == ()


def test_the_same_link_is_given_once(board: Board) -> None:
    assert board.ask(c.GiveLink(A1, WEEK)) == ()


def test_one_of_them_is_revoked(board: Board) -> None:
    revoke = c.RevokeLink(A1, WEEK)
    assert board.ask(revoke, SERVICE) == (e.LinkRevoked(A1, WEEK, SERVICE.id, board.now),)
    assert board.order(A1).revoked_links == (WEEK,)
    assert board.ask(revoke) == ()
    board.ask(c.RevokeLink(A1, WEEK + timedelta(hours=1)))
    assert len(board.order(A1).revoked_links) == 2


def test_what_is_no_link_of_the_order_is_refused(board: Board) -> None:
    assert board.refusal(c.RevokeLink(W1, WEEK)) == (
        "Order w1 has no link that ends then. Look at the list again."
    )
    assert board.refusal(c.RevokeLink(A1, WEEK), LUIS) == "A driver may not do this."
