"""A receipt's message names what was taken and what stays, in the customer's language."""

import pytest
from msgspec.structs import replace

from core import customer_words, message_words
from core.model import ItemId, MessageKind, OrderKind
from core.receipt_words import receipt_fields
from tests.builders import LUIS, Board, make_item, make_order
from tests.returns import AT_THE_DOOR, RET, at_the_door, boots, request, socks, take

FIELDS = {field: f"<{field}>" for field in message_words.FIELDS}


def said(board: Board, language: str = "en") -> str:
    words = message_words.shipped()[language]
    dates = customer_words.shipped()[language]
    fields = receipt_fields(board.state, board.order(RET), words.goods, dates)
    return words.text(MessageKind.RECEIPT, FIELDS | fields)


@pytest.fixture
def board() -> Board:
    """Books are taken, socks stay."""
    order = request(items=(*request().items, socks()))
    board = at_the_door(order, AT_THE_DOOR)
    board.ask(take(board), LUIS)
    return board


def test_it_says_what_was_taken_how_many_and_what_happens_next(board: Board) -> None:
    words = said(board)
    assert words.startswith("<shop>: we took 2 × Books")
    assert "The shop has been asked to give you" in words
    assert words.endswith("Your receipt: <link>")


def test_it_speaks_spanish(board: Board) -> None:
    assert said(board, "es").startswith("<shop>: retiramos 2 × Books")


def test_what_stays_is_named_too(board: Board) -> None:
    order = board.order(RET)
    left = replace(order, refused_items=(order.items[0].id,))
    board.state = replace(board.state, orders=board.state.orders | {RET: left})
    assert "Left with you: 2 × Books." in said(board)


def test_one_piece_nothing_and_many_lines_are_said_as_people_say_them() -> None:
    one = replace(boots(), quantity=1)
    board = at_the_door(request(None, items=(one,)))
    board.ask(take(board), LUIS)
    assert "we took 1 × Boots of order <order> with us, 1 piece." in said(board)
    order = board.order(RET)
    none = replace(order, refused_items=(one.id,))
    board.state = replace(board.state, orders=board.state.orders | {RET: none})
    assert "we took nothing of order <order> with us, 0 pieces. Left with you: 1 × Boots." in (
        said(board)
    )
    many = tuple(make_item(f"x{n}", is_collected=True) for n in range(6))
    wide = replace(order, items=many)
    board.state = replace(board.state, orders=board.state.orders | {RET: wide})
    assert "2 × Books, 2 more of order <order> with us, 12 pieces." in said(board)
    assert make_order("x", OrderKind.RETURN).items[0].id == ItemId("x-in")
