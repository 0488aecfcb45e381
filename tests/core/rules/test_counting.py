"""A van is counted by scan and by list; what means nothing is refused in a sentence."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import CustodyKind, ItemId
from core.rules.counting import (
    all_lines,
    empties_apart,
    expected_items,
    lines_of,
    over_of,
    short_of,
)
from core.state import State
from tests.builders import (
    A1,
    COURIER,
    EVA,
    R1,
    R2,
    SYSTEM,
    T1,
    W3,
    Board,
    add_orders,
    make_item,
    make_order,
    running_day,
)

A1_OUT, A3_IN, B1_OUT = ItemId("a1-out"), ItemId("a3-in"), ItemId("b1-out")


@pytest.fixture
def board() -> Board:
    """Van 1 is back: it failed with a1 and collected a3, two books each."""
    board = running_day()
    board.ask(c.SetStock({"LAMP": 1}), SYSTEM)
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    return board


def scan(board: Board, code: str) -> None:
    board.ask(c.ScanGoods(R1, code))


def counted(board: Board) -> dict[str, int]:
    return {str(i): n for i, n in board.state.receivings[R1].counted.items()}


def test_loaded_less_delivered_and_collected_is_expected(board: Board) -> None:
    assert list(expected_items(board.state, R1)) == [A1_OUT, A3_IN]
    assert short_of(board.state, R1) == {A1_OUT: 2, A3_IN: 2}


def test_a_line_is_scanned_whole_and_once(board: Board) -> None:
    scan(board, "a1-out")
    assert counted(board) == {"a1-out": 2}
    assert board.refusal(c.ScanGoods(R1, "a1-out")) == "a1-out, Books, is counted already."


def test_a_line_is_scanned_piece_by_piece(board: Board) -> None:
    scan(board, "a1-out*1")
    assert counted(board) == {"a1-out": 1}
    assert "only 1 are left" in board.refusal(c.ScanGoods(R1, "a1-out*2"))
    board.ask(c.UnscanGoods(R1, "a1-out*1"))
    assert counted(board) == {}


def test_an_order_is_scanned_with_all_that_the_van_should_bring(board: Board) -> None:
    scan(board, "a3")
    assert counted(board) == {"a3-in": 2}
    assert board.refusal(c.ScanGoods(R1, "a3")) == "Order a3 is counted already."
    assert "is an order" in board.refusal(c.ScanGoods(R1, "a1*2"))
    board.ask(c.UnscanGoods(R1, "a3"))
    assert counted(board) == {}


def test_goods_with_a_number_fill_the_lines_and_the_rest_is_loose(board: Board) -> None:
    scan(board, "BOOK")
    scan(board, "2*BOOK")
    assert counted(board) == {"a1-out": 2, "a3-in": 1}
    scan(board, "BOOK*3")
    assert board.state.receivings[R1].loose == {"BOOK": 2}
    board.ask(c.UnscanGoods(R1, "BOOK"))
    assert board.state.receivings[R1].loose == {"BOOK": 1}
    board.ask(c.UnscanGoods(R1, "BOOK*4"))
    assert counted(board) == {"a1-out": 1}
    assert board.state.receivings[R1].loose == {}


def test_taking_back_goods_skips_lines_of_others(board: Board) -> None:
    lamp = replace(make_item("l-out"), sku="LAMP")
    board.ask(add_orders(make_order("l", items=(lamp,))), SYSTEM)
    state = board.state
    held = replace(state.custody[ItemId("l-out")], kind=CustodyKind.CUSTOMER)
    board.state = replace(state, custody={**state.custody, ItemId("l-out"): held})
    scan(board, "BOOK")
    scan(board, "l-out")
    board.ask(c.UnscanGoods(R1, "BOOK"))
    assert counted(board) == {"l-out": 2}
    scan(board, "LAMP")
    assert board.state.receivings[R1].loose == {"LAMP": 1}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("zz-9", "Nothing at this depot has the code zz-9. It may belong to another depot"),
        ("a1-out@valparaiso", "a1-out belongs to the depot valparaiso. Put it aside"),
        ("@", "Nothing was scanned"),
        ("BOOK*0", "None is no number to count"),
        ("w3-out", "w3-out is at the depot already."),
        ("w3", "All of order w3 is at the depot already."),
    ],
)
def test_what_cannot_be_counted_is_told_and_counts_nothing(
    board: Board, code: str, words: str
) -> None:
    assert board.refusal(c.ScanGoods(R1, code)).startswith(words)
    assert counted(board) == {}


def test_the_own_depots_label_is_no_other_depots(board: Board) -> None:
    scan(board, "a1-out@coquimbo")
    assert counted(board) == {"a1-out": 2}


def test_what_was_not_expected_is_over(board: Board) -> None:
    scan(board, "b1-out")
    scan(board, "a2")
    assert set(over_of(board.state, R1)) == {B1_OUT, ItemId("a2-out")}
    board.ask(c.UnscanGoods(R1, "b1-out"))
    assert over_of(board.state, R1) == ("a2-out",)


def test_what_a_partner_has_cannot_be_in_the_van(board: Board) -> None:
    board.ask(c.HandToPartner(W3, COURIER.id, COURIER.price_minor))
    words = "Order w3 is with Elqui Couriers. Take it back first."
    assert board.refusal(c.ScanGoods(R1, "w3-out")) == words
    assert board.refusal(c.ScanGoods(R1, "w3")) == words


def test_the_list_is_ticked_and_unticked(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 1}, 0))
    assert short_of(board.state, R1) == {A3_IN: 1}
    assert board.ask(c.CountGoods(R1, {A1_OUT: 2}, 0)) == ()
    board.ask(c.CountGoods(R1, {A1_OUT: 0}, 3))
    assert counted(board) == {"a3-in": 1}
    assert empties_apart(board.state.receivings[R1]) == 3


def test_the_list_has_its_limits(board: Board) -> None:
    assert "has 2, not 3" in board.refusal(c.CountGoods(R1, {A1_OUT: 3}))
    assert "not on the list of Route 1" in board.refusal(c.CountGoods(R1, {B1_OUT: 1}))
    scan(board, "b1-out")
    assert "can only be taken off" in board.refusal(c.CountGoods(R1, {B1_OUT: 3}))
    board.ask(c.CountGoods(R1, {B1_OUT: 0}))
    assert over_of(board.state, R1) == ()


def test_what_was_never_scanned_cannot_be_taken_back(board: Board) -> None:
    words = "BOOK has not been counted from Route 1."
    assert board.refusal(c.UnscanGoods(R1, "BOOK")) == words
    assert "has not been counted" in board.refusal(c.UnscanGoods(R1, "a1"))


def test_only_a_van_that_is_back_is_counted(board: Board) -> None:
    assert board.refusal(c.ScanGoods(R2, "b1-out")) == "Route 2 is not back yet."
    board.receive(R1)
    words = "Route 1 was counted by ana at 12:00. Reopen it first."
    assert board.refusal(c.ScanGoods(R1, "a1-out")) == words


def test_a_route_that_ended_before_there_were_counts_has_nothing_to_count(board: Board) -> None:
    board.state = replace(board.state, receivings={})
    assert board.refusal(c.ScanGoods(R1, "a1-out")) == "Route 1 had nothing to count."
    assert T1 not in board.state.receivings
    assert EVA.driver_id == board.route(R2).driver_id


def test_without_a_depot_no_label_is_foreign(board: Board) -> None:
    state = State(
        orders=board.state.orders,
        routes=board.state.routes,
        custody=board.state.custody,
        receivings=board.state.receivings,
    )
    board.state = state
    scan(board, "a1-out@anywhere")
    assert counted(board) == {"a1-out": 2}


def test_many_vans_are_looked_at_with_one_search(board: Board) -> None:
    lines = all_lines(board.state)
    assert expected_items(board.state, R1, lines) == expected_items(board.state, R1)
    assert short_of(board.state, R1, lines) == short_of(board.state, R1)
    del lines[A1_OUT]  # type: ignore[attr-defined]
    assert list(expected_items(board.state, R1, lines)) == [A3_IN]
    assert over_of(board.state, R1, lines) == ()


def test_lines_that_are_no_orders_are_left_out(board: Board) -> None:
    assert list(lines_of(board.state, (ItemId("x"), A1_OUT))) == [A1_OUT]
    assert lines_of(board.state, (A1_OUT,))[A1_OUT][0].id == A1
