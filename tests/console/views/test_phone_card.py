"""The telephone's card in words, on the shared small day of `tests.builders`."""

import pytest
from msgspec.structs import replace

from console.view import Tone
from console.views.moment import Moment
from console.views.phone_card import phone_card, phone_row, slot_rows
from console.views.wording import Wording
from core import commands as c
from core.model import CallOutcome, Option, OrderId, StopId
from core.planning.slots import PricedSlot
from core.planning.ways import Way
from core.rules.answers import Slot
from tests.builders import (
    A1,
    A3,
    B1,
    LUIS,
    R1,
    R2,
    T1,
    TODAY,
    W1,
    W2,
    Board,
    make_window,
    running_day,
)
from tests.counters import failed


def moment(board: Board) -> Moment:
    wording = Wording(zone="America/Santiago", currency="CLP", minor_digits=0)
    texts = {"note:1": "She is back at five"}
    return Moment(board.state, board.now, wording=wording, texts=texts)  # type: ignore[arg-type]


def where(board: Board, order_id: OrderId) -> str:
    return phone_card(moment(board), order_id).where


def test_where_an_order_is_follows_its_van() -> None:
    board = running_day()
    assert where(board, A3) == "On Route 1, d1, 2 stops before it" or "2 stops before it" in where(
        board, A3
    )
    board.ask(c.StartStop(StopId("a1.1"), board.now), LUIS)
    assert where(board, A1).endswith("is on the way there")
    board.ask(c.ArriveAtStop(StopId("a1.1"), board.now), LUIS)
    assert where(board, A1).endswith("is at the door")
    board.fail("a1.1")
    failed = phone_card(moment(board), A1)
    assert failed.where.startswith("Could not be served, in ")
    assert (failed.tone, failed.has_case, failed.may_move) == (Tone.BAD, True, True)
    assert any("d1" in line or "Luis" in line or ":" in line for line in failed.happened)


def test_tomorrows_order_is_told_with_its_day() -> None:
    board = running_day()
    board.place(W1, T1, 0)
    assert "Tomorrow, Tue 24 Nov" in where(board, W1)


def test_what_is_done_cannot_be_moved() -> None:
    board = running_day()
    board.complete("b1.1")
    done = phone_card(moment(board), B1)
    assert done.where.startswith("Done, with the customer")
    assert not done.may_move


def test_calls_are_listed_with_what_was_said() -> None:
    board = running_day()
    board.ask(c.LogCall(W1, CallOutcome.NO_ANSWER))
    board.ask(c.LogCall(W1, CallOutcome.WRONG_NUMBER, "note:1"))
    tried, last, first = phone_card(moment(board), W1).happened
    assert tried == "Contact was tried"
    assert last.endswith("wrong number: “She is back at five”")
    assert first.endswith("no answer")


def test_an_order_is_listed_with_what_it_is() -> None:
    board = running_day()
    row = phone_row(moment(board), W1)
    assert row.title.startswith("w1 · ")
    assert row.words.startswith("Return · ")
    bare = replace(board.order(W1), items=())
    board.state = replace(board.state, orders=board.state.orders | {W1: bare})
    assert where(board, W1) == "Waits for a route"


@pytest.mark.parametrize("window", [None, make_window(0, 60)])
def test_an_order_without_a_van_is_told_with_its_own_window(window: object) -> None:
    board = running_day()
    order = replace(board.order(W1), window=window)
    board.state = replace(board.state, orders=board.state.orders | {W1: order})
    promise = phone_card(moment(board), W1).promise
    assert promise.startswith("Ordered for Today") if window else promise == ""


def test_a_slot_has_its_price_or_the_reason_why_not() -> None:
    board = running_day()
    slot = Slot(TODAY, make_window(0, 60))
    way = Way(Option(R2, 600, 2_000, 1_200, is_feasible=True), 0, 1)
    priced, closed = slot_rows(moment(board), (PricedSlot(slot, way), PricedSlot(slot, None)))
    assert priced.money == "$1,200"
    assert priced.words.endswith("· Route 2")
    assert closed.why_not == "no route can keep it", "short: it stands beside the slot"


def test_what_waits_for_its_customer_is_said_and_promised_no_van() -> None:
    board = failed()
    assert phone_card(moment(board), A1).may_move
    board.ask(c.KeepAtCounter(A1))
    card = phone_card(moment(board), A1)
    assert card.where.startswith("To be fetched at our counter today from 17:30, until ")
    assert (card.tone, card.may_move) == (Tone.GOOD, False)


def test_what_the_office_has_decided_is_said_to_the_caller() -> None:
    board = failed()
    assert "Nothing is decided yet" in phone_card(moment(board), A1).happened
    board.ask(c.ReturnToDepot(board.case(A1).id))
    words = phone_card(moment(board), A1).happened
    assert any(each.endswith(": back to the depot") for each in words)
    board.place(W1, R1, 3)
    board.ask(c.CancelOrder(W2))
    for order_id in (W2, A3):
        assert not any("ecided" in each for each in phone_card(moment(board), order_id).happened)
