"""What may come back, when, and what the shop says to it."""

from datetime import date

import pytest
from msgspec.structs import replace

from console.screen import moment_of as moment_at
from console.view import Tone
from console.views.moment import Moment
from console.views.return_entry import may_be_returned, return_view, ruling_words
from core import commands as c
from core.access import Role
from core.catalogue import shipped
from core.model import ItemId
from core.policy import Instead, Policy, RefundWhen, ReturnReason
from core.state import State
from tests.builders import A1, A2, SYSTEM, TODAY, TOMORROW, Board, running_day

ASKED = c.EnterReturn(
    A1, (c.ReturnedLine(ItemId("a1-out"), 1),), ReturnReason.DOES_NOT_FIT, TOMORROW
)


def moment_of(board: Board) -> Moment:
    return moment_at(board.state, {}, {}, board.now, {}, me="ana", catalogue=shipped())


@pytest.fixture
def board() -> Board:
    board = running_day()
    board.complete("a1.1")
    shop = Policy("Shoes", 30, (ReturnReason.DOES_NOT_FIT,), RefundWhen.ON_RECEIPT)
    board.ask(c.SetPolicies((shop,)), SYSTEM)
    order = replace(board.order(A1), shop="Shoes")
    board.state = replace(board.state, orders=board.state.orders | {A1: order})
    return board


def test_only_what_was_delivered_may_come_back(board: Board) -> None:
    assert may_be_returned(moment_of(board), A1)
    assert not may_be_returned(moment_of(board), A2)


def test_the_dialog_begins_with_what_is_left_and_the_days_that_are_open(board: Board) -> None:
    board.ask(ASKED)
    view = return_view(moment_of(board), A1)
    (line,) = view.lines
    assert (line.words, line.left, line.each) == ("Books", 1, "$1,500")
    assert (view.bought_on, view.today) == (date(2026, 11, 23), date(2026, 11, 23))
    assert [when.words for when in view.days] == [
        "Today, Mon 23 Nov, any time",
        "Today, Mon 23 Nov, 09:00–13:00",
        "Today, Mon 23 Nov, 13:00–18:00",
        "Tomorrow, Tue 24 Nov, any time",
        "Tomorrow, Tue 24 Nov, 09:00–13:00",
        "Tomorrow, Tue 24 Nov, 13:00–18:00",
    ]
    assert view.days[0].window is None


def test_what_is_over_is_not_offered(board: Board) -> None:
    board.now = board.now.replace(hour=17)
    days = return_view(moment_of(board), A1).days
    assert [when.day for when in days].count(TODAY) == 2
    board.now = board.now.replace(day=24)
    assert {when.day for when in return_view(moment_of(board), A1).days} == {TOMORROW}
    board.state = replace(State(), orders=board.state.orders, customers=board.state.customers)
    assert return_view(moment_of(board), A1).days == ()


def test_the_shop_says_yes_or_no_and_why(board: Board) -> None:
    words, tone, may_enter = ruling_words(moment_of(board), ASKED)
    assert words.startswith("Accepted because it does not fit and Shoes takes goods back")
    assert (tone, may_enter) == (Tone.GOOD, True)
    late = replace(ASKED, bought_on=date(2026, 9, 1))
    words, tone, may_enter = ruling_words(moment_of(board), late)
    assert words.startswith("Refused because it was bought 83 days before the request")
    assert (tone, may_enter) == (Tone.BAD, True)


def test_what_cannot_be_entered_is_said(board: Board) -> None:
    many = replace(ASKED, lines=(c.ReturnedLine(ItemId("a1-out"), 3),))
    words, tone, may_enter = ruling_words(moment_of(board), many)
    assert words == "Books: 3 cannot come back, the customer has 2."
    assert (tone, may_enter) == (Tone.BAD, False)
    assert ruling_words(moment_of(board), None)[1:] == (Tone.MUTED, False)


def test_an_exchange_needs_stock_and_a_dispatcher(board: Board) -> None:
    exchange = replace(ASKED, is_exchange=True)
    words, tone, may_enter = ruling_words(moment_of(board), exchange)
    assert (words, tone, may_enter) == (
        "Shoes gives no exchange for order a1-b1.",
        Tone.BAD,
        False,
    )
    shop = Policy(
        "Shoes",
        30,
        (ReturnReason.DOES_NOT_FIT,),
        RefundWhen.ON_RECEIPT,
        instead=(Instead.EXCHANGE,),
    )
    board.ask(c.SetPolicies((shop,)), SYSTEM)
    assert ruling_words(moment_of(board), exchange)[0] == "Stock has too few of BOOK."
    board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    words, tone, may_enter = ruling_words(moment_of(board), exchange)
    assert words.startswith("Accepted because it does not fit")
    assert words.endswith("this is day 0. The same goods are sent anew; nothing is refunded.")
    assert (tone, may_enter) == (Tone.GOOD, True)
    service = replace(moment_of(board), role=Role.CUSTOMER_SERVICE)
    assert ruling_words(service, exchange)[0].startswith("Ask a dispatcher")
    assert not ruling_words(service, exchange)[2]
