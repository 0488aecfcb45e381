"""Lots are closed with papers, opened again while they are here, and leave for good."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    CatalogueEdits,
    CustodyKind,
    DispositionEdit,
    FoundGoods,
    Grade,
    ItemId,
    LotId,
)
from tests.builders import R1, Board, running_day

A3_IN = ItemId("a3-in")
LOT = LotId("lot-1")


@pytest.fixture
def board() -> Board:
    """A counted van, and one line of it to inspect."""
    board = running_day()
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    board.receive(R1)
    return board


def gather(board: Board, grade: Grade, disposition: str) -> None:
    board.ask(c.InspectGoods(A3_IN, grade, disposition))


def test_a_lot_is_closed_for_somebody_and_opened_again(board: Board) -> None:
    gather(board, Grade.B, "refurbish")
    assert board.refusal(c.CloseLot(LOT, " ")) == "Say who takes lot 1."
    assert board.refusal(c.ReopenLot(LOT)) == "Lot 1 is open."
    assert "Close it first" in board.refusal(c.SendLot(LOT))
    board.ask(c.CloseLot(LOT, "Workshop"))
    assert (board.state.lots[LOT].destination, board.state.lots[LOT].closed_by) == (
        "Workshop",
        "ana",
    )
    assert board.refusal(c.CloseLot(LOT, "x")) == "Lot 1 was closed by ana at 12:00."
    board.ask(c.ReopenLot(LOT))
    assert board.state.lots[LOT].closed_at is None


@pytest.mark.parametrize(
    ("grade", "disposition", "kind"),
    [
        (Grade.B, "refurbish", CustodyKind.PARTNER),
        (Grade.C, "liquidate", CustodyKind.PARTNER),
        (Grade.D, "scrap", CustodyKind.DISPOSED),
    ],
)
def test_what_has_left_is_with_whom_it_was_for(
    board: Board, grade: Grade, disposition: str, kind: CustodyKind
) -> None:
    gather(board, grade, disposition)
    board.ask(c.CloseLot(LOT, "Somebody"))
    board.ask(c.SendLot(LOT))
    assert (board.custody(A3_IN).kind, board.custody(A3_IN).holder) == (kind, "Somebody")
    assert board.refusal(c.ReopenLot(LOT)) == "Lot 1 left at 12:00."
    assert board.refusal(c.SendLot(LOT)) == "Lot 1 left at 12:00."


def offered(board: Board, *edits: DispositionEdit) -> None:
    assert board.state.depot is not None
    depot = replace(board.state.depot, catalogue=CatalogueEdits(dispositions=edits))
    board.state = replace(board.state, depot=depot)


def test_goods_of_a_disposition_of_ones_own_go_the_way_of_its_kind(board: Board) -> None:
    offered(board, DispositionEdit("scrap.1", "Shredder"), DispositionEdit("restock.1", "Outlet"))
    board.ask(c.InspectGoods(A3_IN, Grade.D, "scrap.1", "note:1"))
    assert board.refusal(c.CloseLot(LOT, " ")) == "Say who takes lot 1."
    board.ask(c.InspectGoods(A3_IN, Grade.A, "restock.1", "note:1"))
    board.ask(c.CloseLot(LotId("lot-2")))
    board.ask(c.ReopenLot(LotId("lot-2")))
    board.ask(c.InspectGoods(A3_IN, Grade.D, "scrap.1", "note:1"))
    board.ask(c.CloseLot(LOT, "Mill"))
    offered(board)
    board.ask(c.SendLot(LOT))
    assert (board.custody(A3_IN).kind, board.custody(A3_IN).holder) == (
        CustodyKind.DISPOSED,
        "Mill",
    )


def test_what_is_put_away_is_in_stock_again(board: Board) -> None:
    gather(board, Grade.A, "restock")
    goods = FoundGoods(ItemId("found-r1-1"), "LAMP", "LAMP", 3, R1, board.now)
    state = board.state
    board.state = replace(
        state,
        found={goods.id: goods},
        custody={**state.custody, goods.id: state.custody[A3_IN]},
    )
    board.ask(c.InspectGoods(goods.id, Grade.A, "restock"))
    board.ask(c.CloseLot(LOT))
    board.ask(c.SendLot(LOT))
    assert board.state.stock == {"BOOK": 2, "LAMP": 3}
    assert board.custody(A3_IN).kind is CustodyKind.DEPOT


def test_an_empty_or_unknown_lot_is_not_closed(board: Board) -> None:
    gather(board, Grade.B, "refurbish")
    board.ask(c.UndoInspection(A3_IN))
    assert board.refusal(c.CloseLot(LOT, "x")) == "Lot 1 is empty; there is nothing to close."
    assert board.refusal(c.CloseLot(LotId("lot-9"), "x")) == "There is no lot lot-9."


def test_goods_that_come_after_a_lot_was_closed_open_the_next(board: Board) -> None:
    gather(board, Grade.B, "refurbish")
    board.ask(c.CloseLot(LOT, "Workshop"))
    board.ask(c.CancelOrder(board.stop("a1.1").order_id, "note:1"))
    board.ask(c.InspectGoods(ItemId("a1-out"), Grade.B, "refurbish"))
    assert board.state.lots[LotId("lot-2")].item_ids == ("a1-out",)
