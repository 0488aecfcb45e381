"""Whoever calls is found by what he says first."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import TextRef
from core.phone import directory, plain, search
from tests.builders import A1, A2, B1, W1, Board, running_day


@pytest.fixture
def board() -> Board:
    made = running_day()
    made.fail("a2.1")
    made.complete("b1.1")
    return made


def found(board: Board, wanted: str, limit: int = 12) -> tuple[str, ...]:
    customer = board.state.customers[board.order(A1).customer_id]
    texts = {customer.name_ref: "Rosa Muñoz", TextRef("phone"): "+56 9 5555 6470"}
    called = replace(customer, phone_ref=TextRef("phone"))
    state = replace(board.state, customers=board.state.customers | {customer.id: called})
    return search(directory(state, texts), wanted, limit)


@pytest.mark.parametrize(
    "wanted", ["rosa", "MUNOZ", "muñoz ros", "6470", "9 5555", "+56955556470", "a1", "rosa, a1"]
)
def test_an_order_is_found_by_name_number_or_telephone(board: Board, wanted: str) -> None:
    assert found(board, wanted) == (A1,)


@pytest.mark.parametrize("wanted", ["", "   ", "nobody", "64", "osa", "rosa a2"])
def test_what_does_not_match_every_word_finds_nothing(board: Board, wanted: str) -> None:
    assert found(board, wanted) == ()


def test_what_waits_for_a_decision_comes_first_and_what_is_over_last(board: Board) -> None:
    street = board.state.places[board.order(A1).place_id].address.split()[0]
    order = found(board, street, limit=100)
    assert order.index(A2) < order.index(A1) < order.index(B1)
    assert order.index(W1) < order.index(A1)
    assert found(board, street, limit=2) == order[:2]


def test_an_address_of_a_closed_case_is_still_found(board: Board) -> None:
    board.ask(c.CancelOrder(W1))
    assert W1 in found(board, "w1")


def test_letters_are_compared_without_case_and_accents() -> None:
    assert plain("Ñuñoa STRASSE ß") == "nunoa strasse ss"
