"""The Goods view says what the rules say: what is expected, short and over, and what waits."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.goods_view import LookedAt
from console.view import Tone
from console.views.goods import amount_minor, goods_view, goods_words
from console.views.moment import Moment
from console.views.wording import Wording
from core import commands as c
from core.model import (
    CustodyKind,
    CustomerId,
    DoorCheck,
    Grade,
    ItemId,
    LotId,
    OrderId,
    OrderKind,
    PlaceId,
    ServiceDay,
    Stranded,
)
from core.policy import Check
from core.state import State
from tests.builders import LUIS, R1, R2, SYSTEM, T1, TODAY, TOMORROW, Board, running_day, small_day
from tests.returns import BOOKS, INSPECTED, RET, at_the_door, books, request, take
from tests.second_looks import SARA

WORDING = Wording("America/Santiago", "CLP", 0)
A1_OUT, A3_IN = ItemId("a1-out"), ItemId("a3-in")


def moment(board: Board, **texts: str) -> Moment:
    return Moment(board.state, board.now, WORDING, texts=texts)  # type: ignore[arg-type]


@pytest.fixture
def board() -> Board:
    """Van 1 is back with a failed delivery and a return; van 2 is on the road."""
    made = running_day()
    made.fail("a1.1")
    made.complete("a2.1")
    made.complete("a3.1")
    made.end(R1)
    return made


def test_before_anything_nothing_is_shown() -> None:
    empty = goods_view(Moment(State(), running_day().now), LookedAt())
    assert empty.receive.van is None
    assert empty.day_end.day is None
    assert goods_words(State()) == "Goods"


def test_a_van_to_count_comes_first_with_its_reckoning(board: Board) -> None:
    view = goods_view(moment(board), LookedAt()).receive
    assert goods_words(board.state) == "Goods · 1 van to count"
    assert [row.cells[:3] for row in view.vans] == [
        ("Route 1", "Name erased", "Back 12:00, to count"),
        ("Route 2", "Name erased", "3 stops left"),
    ]
    assert view.waiting == 1
    van = view.van
    assert van is not None
    assert van.reckoning == "4 loaded − 2 delivered + 2 collected = 4 expected"
    assert [(row.key, row.cells[3], row.is_ticked) for row in van.lines] == [
        ("a1-out", "Not delivered", False),
        ("a3-in", "Collected", False),
    ]
    assert van.is_open
    assert van.differences == "4 pieces short"


def test_what_is_counted_over_and_loose_is_told(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 1, A3_IN: 2}, 1))
    board.ask(c.ScanGoods(R1, "a2-out"))
    board.ask(c.ScanGoods(R1, "BOOK*3"))
    van = goods_view(moment(board), LookedAt(route_id=R1)).receive.van
    assert van is not None
    assert [(row.cells[0], row.cells[5]) for row in van.lines] == [
        ("a2-out", "Over"),
        ("BOOK", "Over"),
        ("a1-out", "Counted"),
        ("a3-in", "Counted"),
    ]
    assert van.differences == "4 pieces over, 1 container over"
    board.ask(c.CountGoods(R1, {A1_OUT: 1}, 1))
    van = goods_view(moment(board), LookedAt()).receive.van
    assert van is not None
    assert van.lines[0].cells[5] == "1 of 2"


def test_a_count_that_was_accepted_shows_why(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A3_IN: 2}))
    board.ask(c.CloseReceiving(R1, "note:1"))
    now = moment(board, **{"note:1": "left at the door"})
    view = goods_view(now, LookedAt(route_id=R1))
    van = view.receive.van
    assert van is not None
    assert (van.note, van.state, van.is_closed) == ("left at the door", "Accepted 12:00", True)
    assert (van.lines[0].key, van.lines[0].cells[5]) == ("a1-out", "Not counted")
    (missing,) = view.shelf.missing
    assert missing.cells[:4] == ("a1-out", "2 × Books", "BOOK", "Van 1")
    assert view.receive.vans[1].cells[5] == "2"


def test_a_whole_count_and_a_van_without_one(board: Board) -> None:
    board.receive(R1)
    view = goods_view(moment(board), LookedAt())
    states = {row.cells[0]: row.cells[2] for row in view.receive.vans}
    assert states["Route 1"] == "Counted 12:00"
    board.state = replace(board.state, receivings={})
    view = goods_view(moment(board), LookedAt(route_id=R1))
    assert view.receive.vans[1].cells[2] == "Back 12:00"
    van = view.receive.van
    assert van is not None
    assert not van.is_open
    assert view.day_end.vans[0].cells[2] == "–"


def test_the_van_on_the_road_says_what_it_will_bring(board: Board) -> None:
    board.complete("b2.1")
    van = goods_view(moment(board), LookedAt(route_id=R2)).receive.van
    board.complete("b1.1")
    board.complete("b3.1")
    last = goods_view(moment(board), LookedAt()).receive.vans[-1]
    assert last.cells[2] == "On the way back"
    stuck = Stranded("vehicle_breakdown", PlaceId("p"), board.now, LUIS.id)
    stopped = replace(board.route(R2), stranded=stuck)
    board.state = replace(board.state, routes={**board.state.routes, R2: stopped})
    last = goods_view(moment(board), LookedAt()).receive.vans[-1]
    assert last.cells[2] == "Cannot go on"
    assert van is not None
    assert van.reckoning == "4 loaded − 2 delivered + 2 collected = 4 expected"
    assert {row.is_ticked for row in van.lines} == {None}


def test_vans_of_an_earlier_day_stay_until_they_are_counted(board: Board) -> None:
    board.now += timedelta(days=1)
    view = goods_view(moment(board), LookedAt())
    assert view.day_end.day == TODAY, "which nobody has closed"
    assert view.receive.vans[0].cells[0] == "Route 1 · Mon 23 Nov"
    assert goods_view(moment(board), LookedAt(day=TOMORROW)).day_end.day == TOMORROW


def test_lines_that_wait_are_inspected_by_grade(board: Board) -> None:
    board.receive(R1)
    view = goods_view(moment(board), LookedAt()).inspect
    (row,) = view.waiting
    assert row.cells[:4] == ("a3-in", "2 × Books", "Returned", "$3,000")
    line = view.line
    assert line is not None
    assert dict(line.suggested)[Grade.B] == "refurbish"
    prices = {way.code: (way.amount, way.brings) for way in line.ways}
    assert prices["refurbish"] == ("1350", "$1,350")
    assert prices["scrap"] == ("", "$0")
    assert line.done == ""


def test_a_delivery_that_came_back_says_why(board: Board) -> None:
    board.receive(R1)
    board.ask(c.CancelOrder(OrderId("a1"), "note:1"))
    now = replace(moment(board), reasons={"recipient_absent": "Nobody there"})
    waiting = {row.key: row.cells[2] for row in goods_view(now, LookedAt()).inspect.waiting}
    assert waiting["a1-out"] == "Nobody there"
    order = replace(board.order(OrderId("a1")), attempts=())
    board.state = replace(board.state, orders={**board.state.orders, order.id: order})
    waiting = {
        row.key: row.cells[2] for row in goods_view(moment(board), LookedAt()).inspect.waiting
    }
    assert waiting["a1-out"] == "Not delivered"


def test_what_was_inspected_can_be_looked_at_again(board: Board) -> None:
    board.receive(R1)
    board.ask(c.InspectGoods(A3_IN, Grade.C, "donate", "note:2"))
    view = goods_view(moment(board, **{"note:2": "whole"}), LookedAt(item_id=A3_IN)).inspect
    (row,) = view.done
    assert row.cells[2:] == ("C", "Donate *", "$0", "Lot 1")
    line = view.line
    assert line is not None
    assert (line.grade, line.disposition, line.note) == (Grade.C, "donate", "whole")
    assert line.done == "Inspected by ana at 12:00"
    assert line.locked == ""
    board.ask(c.CloseLot(LotId("lot-1"), "Charity"))
    line = goods_view(moment(board), LookedAt(item_id=A3_IN)).inspect.line
    assert line is not None
    assert line.locked == "In lot 1, which is closed"
    board.ask(c.ReopenLot(LotId("lot-1")))
    board.ask(c.InspectGoods(A3_IN, Grade.C, "quarantine", "note:2"))
    view = goods_view(moment(board), LookedAt(item_id=A3_IN)).inspect
    assert view.done[0].cells[5] == "Apart"


def test_an_unknown_way_onward_is_shown_as_it_is_written(board: Board) -> None:
    board.receive(R1)
    board.ask(c.InspectGoods(A3_IN, Grade.C, "quarantine", "note:2"))
    known = board.state.inspections[A3_IN]
    odd = replace(known, disposition="buried", suggested="buried")
    board.state = replace(board.state, inspections={A3_IN: odd})
    assert goods_view(moment(board), LookedAt()).inspect.done[0].cells[3] == "buried"


def test_the_door_and_the_shop_are_told_of_a_return() -> None:
    board = at_the_door(request(items=(books(),)), INSPECTED)
    board.ask(take(board), LUIS)
    order = board.order(RET)
    failed = (DoorCheck(BOOKS, Check.ORIGINAL_PACKAGING, is_ok=False),)
    board.state = replace(
        board.state, orders={**board.state.orders, RET: replace(order, checks=failed)}
    )
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.end(R1)
    board.receive(R1)
    line = goods_view(moment(board), LookedAt(item_id=BOOKS)).inspect.line
    assert line is not None
    assert "Does not fit" in line.about[0]
    assert line.about[1].endswith("Shoes")
    assert line.about[2] == "Found at the door: not original packaging"


def test_a_find_has_no_number_and_no_worth(board: Board) -> None:
    board.ask(c.ScanGoods(R1, "BOOK*5"))
    board.ask(c.CloseReceiving(R1, "note:1"))
    view = goods_view(moment(board), LookedAt(item_id=ItemId("found-r1-1")))
    (found,) = view.shelf.found
    assert found.cells[:3] == ("1 × Books", "BOOK", "Route 1")
    row = next(row for row in view.inspect.waiting if row.key == "found-r1-1")
    assert row.cells[:4] == ("Find", "1 × Books", "On the shelf", "–")
    line = view.inspect.line
    assert line is not None
    assert line.about == ("Nobody knows whose it is; it came with Route 1",)
    board.ask(c.InspectGoods(ItemId("found-r1-1"), Grade.A, "restock"))
    board.ask(c.InspectGoods(A3_IN, Grade.A, "restock"))
    view = goods_view(moment(board), LookedAt())
    assert view.shelf.found == ()
    (lot,) = view.lots.lots
    assert lot.cells[:4] == ("1", "Back into stock", "–", "3")
    shown = view.lots.lot
    assert shown is not None
    assert (shown.paper, shown.left_words, shown.needs_destination) == (
        "Putaway list",
        "Put away",
        False,
    )


def test_lots_are_shown_until_they_have_left_and_after(board: Board) -> None:
    board.receive(R1)
    board.ask(c.InspectGoods(A3_IN, Grade.B, "refurbish"))
    lot_id = LotId("lot-1")
    view = goods_view(moment(board), LookedAt(lot_id=lot_id)).lots
    assert view.lots[0].cells == ("1", "Refurbish", "–", "2", "2.0 kg", "$1,350", "Open")
    board.ask(c.CloseLot(lot_id, "Workshop"))
    view = goods_view(moment(board), LookedAt()).lots
    assert view.lot is not None
    assert "closed by ana at 12:00" in view.lot.about
    assert (view.lots[0].cells[6], view.open) == ("Closed, still here", 1)
    board.ask(c.SendLot(lot_id))
    view = goods_view(moment(board), LookedAt()).lots
    assert (view.lots[0].cells[6], view.open) == ("Left 12:00", 0)
    board.ask(c.ReportOrder(OrderId("b1"), "lost"))


def test_what_a_customer_has_lost_names_the_customer(board: Board) -> None:
    board.complete("b1.1")
    board.ask(c.ReportOrder(OrderId("b1"), "misdelivered"))
    (missing,) = goods_view(moment(board), LookedAt()).shelf.missing
    assert missing.cells[3] == "Name erased"
    held = replace(board.custody("b1-out"), holder="somebody")
    assert held.kind is CustodyKind.MISSING
    board.state = replace(board.state, custody={**board.state.custody, ItemId("b1-out"): held})
    (missing,) = goods_view(moment(board), LookedAt()).shelf.missing
    assert missing.cells[3] == "somebody"


def test_containers_are_told_by_customer_and_by_van() -> None:
    board = running_day()
    assert board.state.depot is not None
    rates = replace(board.state.depot.rates, container_minor=500)
    board.state = replace(board.state, depot=replace(board.state.depot, rates=rates))
    board.complete("a1.1")
    board.complete("b3.1")
    view = goods_view(moment(board), LookedAt()).containers
    rows = {row.key: row.cells for row in view.customers}
    assert rows["c-a1"][1:6] == ("Calle a1", "1", "–", "–", "$500")
    assert rows["c-w2"][2:4] == ("0", "1"), "a collection is asked for"
    assert view.summary == "1 container with 2 customers, $500 of deposit"
    assert view.differences == ()
    customer = board.state.customers[CustomerId("c-a1")]
    customers = {**board.state.customers, customer.id: replace(customer, place_id=None)}
    orders = {i: o for i, o in board.state.orders.items() if i != "a1"}
    stops = {i: s for i, s in board.state.stops.items() if i != "a1.1"}
    alone = replace(board.state, customers=customers, orders=orders, stops=stops, routes={})
    view = goods_view(Moment(alone, board.now, WORDING), LookedAt()).containers
    assert {row.key: row.cells[1] for row in view.customers}["c-a1"] == ""


def test_a_van_whose_containers_differ_is_listed(board: Board) -> None:
    board.ask(c.CountGoods(R1, {A1_OUT: 2, A3_IN: 2}, 2))
    assert goods_view(moment(board), LookedAt()).containers.differences == ()
    board.ask(c.CloseReceiving(R1, "note:1"))
    (row,) = goods_view(moment(board), LookedAt()).containers.differences
    assert row.cells == ("Route 1", "Name erased", "0", "2", "+2")
    brought = replace(board.state.receivings[R1], empties=3, empties_counted=1)
    board.state = replace(board.state, receivings={R1: brought})
    view = goods_view(moment(board), LookedAt())
    assert view.containers.differences[0].cells[4] == "-2"
    assert view.day_end.vans[0].cells[9] == "-2"


def test_a_day_says_what_stands_in_the_way_and_keeps_its_note(board: Board) -> None:
    view = goods_view(moment(board), LookedAt()).day_end
    assert view.obstacles[0] == "Route 1 has not been counted."
    assert view.vans[1].cells[2:7] == ("4", "0", "0", "4", "–")
    for stop_id in ("b1.1", "b2.1", "b3.1"):
        board.complete(stop_id)
    board.end(R2)
    board.receive(R1)
    board.receive(R2)
    board.ask(c.CloseDay(TODAY, "note:1"))
    now = moment(board, **{"note:1": "Van 2 squeaks"})
    view = goods_view(now, LookedAt(day=TODAY)).day_end
    words = "Closed by ana at 12:00 · to be signed off at the desk (F6)"
    assert (view.signed, view.note) == (words, "Van 2 squeaks")
    assert view.obstacles == ()
    assert view.open[2] == "2 lines to inspect"
    later = goods_view(now, LookedAt(day=TOMORROW)).day_end
    assert later.vans[0].cells[10] == "Never left"
    (earlier,) = later.earlier
    assert earlier.startswith("Mon 23 Nov: closed by ana at 12:00")
    assert earlier.endswith(". Van 2 squeaks")
    board.ask(c.SignOffDay(TODAY, "all quiet"), SARA)
    view = goods_view(moment(board), LookedAt(day=TODAY)).day_end
    assert view.signed == "Closed by ana at 12:00 · signed off by sara at 12:00"


def test_without_a_day_of_today_the_first_that_is_planned_is_shown() -> None:
    board = small_day()
    board.now -= timedelta(days=30)
    assert goods_view(moment(board), LookedAt(day=ServiceDay("x"))).day_end.day == TODAY
    assert T1 in board.state.routes
    assert OrderKind.CONTAINER in {order.kind for order in board.state.orders.values()}
    assert Tone.MUTED in goods_view(moment(board), LookedAt()).day_end.vans[0].tones
    assert SYSTEM.id


@pytest.mark.parametrize(
    ("typed", "digits", "minor"),
    [
        ("1200", 0, 1200),
        ("1 200,50", 2, 120050),
        ("12.5", 2, 1250),
        ("", 2, None),
        ("12.555", 2, None),
        ("12.", 2, None),
        ("-3", 0, None),
        ("=1+1", 0, None),
    ],
)
def test_money_is_read_as_it_is_typed(typed: str, digits: int, minor: int | None) -> None:
    assert amount_minor(typed, digits) == minor
