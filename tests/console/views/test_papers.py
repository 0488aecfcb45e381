"""Papers name what goes along, escape what anybody wrote, and leave room to sign."""

from msgspec.structs import replace

from console.views.papers import hand_over_note, lot_paper
from core import commands as c
from core.model import Grade, ItemId, LotId
from tests.builders import ANA, R1, R2, TODAY, Board, running_day
from tests.console.views.test_goods import moment

EVIL = '<img src="https://x.example/a.png"><script>alert(1)</script>'


def counted() -> Board:
    board = running_day()
    board.fail("a1.1")
    for stop_id in ("a2.1", "a3.1", "b1.1", "b2.1", "b3.1"):
        board.complete(stop_id)
    board.end(R1)
    board.end(R2)
    board.ask(c.ScanGoods(R1, "BOOK*5"))
    board.ask(c.CloseReceiving(R1, "note:1"))
    board.receive(R2)
    return board


def test_a_lot_lists_numbers_grades_and_weights() -> None:
    board = counted()
    board.ask(c.InspectGoods(ItemId("a3-in"), Grade.D, "scrap"))
    board.ask(c.InspectGoods(ItemId("found-r1-1"), Grade.D, "scrap"))
    now = moment(board)
    open_paper = lot_paper(now, board.state.lots[LotId("lot-1")])
    assert "For " not in open_paper
    board.ask(c.CloseLot(LotId("lot-1"), EVIL))
    paper = lot_paper(moment(board), board.state.lots[LotId("lot-1")])
    assert ">Destruction certificate</p>" in paper
    for words in ("a3-in", "a3", "Books", "2.0 kg", ">D<", "2 lines", "Coquimbo", "Destroyed"):
        assert words in paper
    assert "23 Nov 2026 12:00, ana" in lot_paper(
        replace(moment(board), me=ANA.id), board.state.lots[LotId("lot-1")]
    )
    assert "<img" not in paper
    assert "<script" not in paper
    assert "&lt;img" in paper


def test_the_hand_over_note_says_what_is_open_and_who_signed() -> None:
    board = counted()
    board.ask(c.CloseDay(TODAY, "note:2"))
    note = hand_over_note(moment(board, **{"note:2": EVIL}), TODAY)
    for words in ("Hand-over note", "Route 1", "Closed by ana at 12:00", "to inspect"):
        assert words in note
    assert "<script" not in note
    assert ">23 Nov 2026</p>" in note
    own = replace(moment(board), me=ANA.id)
    assert "Closed by ana at 12:00 · to be signed off at the desk</p>" in hand_over_note(own, TODAY)
    assert "For the next day" not in hand_over_note(moment(board), TODAY)
