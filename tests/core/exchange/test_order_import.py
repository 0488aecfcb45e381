"""A list beside what the depot knows: new, changed, the same, refused."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from core import commands as c
from core.exchange.order_columns import Field
from core.exchange.order_import import Board as Beside
from core.exchange.order_import import (
    Entry,
    Fate,
    Import,
    Spot,
    commands,
    compare,
    other_way_round,
    out_on,
)
from core.exchange.order_rows import Draft, DraftItem, Drafts
from core.exchange.tables import Problem, Table
from core.model import (
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Place,
    ReturnRequest,
    TextRef,
    TimeWindow,
)
from core.policy import ReturnReason
from core.state import State
from tests.builders import (
    ANA,
    DEPOT,
    NOON,
    R1,
    SYSTEM,
    TODAY,
    Board,
    add_orders,
    make_order,
    small_day,
)

COLUMNS = {0: Field.ID, 1: Field.ADDRESS, 2: Field.LAT, 3: Field.DAY}
TABLE = Table("T", ("id", "address", "lat", "day"), (("1", "", "", ""),), (2,))
HERE = Spot(-29.91, -71.25)
LISTED = Draft(
    id="n1",
    kind=OrderKind.DELIVERY,
    rows=(0,),
    name="Ana Soto",
    address="Balmaceda 12",
    items=(DraftItem("S1", "Shoe", 2, 19.9),),
    phone="123",
)


def beside(board: Board, **changes: object) -> Beside:
    usual = Beside(board.state, {}, NOON, date(2026, 11, 24), lambda _: HERE)
    return replace(usual, **changes)


def compared(board: Board, *drafts: Draft, **changes: object) -> Import[Entry]:
    return compare(TABLE, COLUMNS, Drafts(drafts, (), ()), beside(board, **changes))


def imported(board: Board, *drafts: Draft, **changes: object) -> dict[str, str]:
    """Carries it out; the texts that are known then."""
    texts: dict[str, str] = {}
    for command in commands(compared(board, *drafts, **changes).to_do):
        texts |= {str(ref): text for ref, text in command.texts.items()}
        board.ask(replace(command, texts={}), ANA)
    return texts


def the_words(found: Import[Entry]) -> list[str]:
    return [problem.words for problem in found.problems]


def test_a_new_order_is_made_of_its_draft() -> None:
    board = small_day()
    draft = replace(LISTED, opens_min=540, closes_min=720, day=date(2026, 11, 23), phone="")
    found = compared(board, draft)
    (entry,) = found.to_do
    assert (entry.fate, found.counts[Fate.NEW], found.counts[Fate.REFUSED]) == (Fate.NEW, 1, 0)
    order = entry.order
    assert order is not None
    assert order.day == TODAY
    window = (datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC))
    assert order.window == TimeWindow(*window)
    (item,) = order.items
    assert (item.id, item.quantity, item.unit_value_minor, item.is_collected) == (
        "n1.1",
        2,
        20,
        False,
    )
    assert entry.texts == {"order/n1/name": "Ana Soto"}
    assert entry.place == Place(order.place_id, "Balmaceda 12", -29.91, -71.25)


def test_a_return_takes_goods_for_a_reason() -> None:
    draft = replace(
        LISTED,
        kind=OrderKind.RETURN,
        reason=ReturnReason.LATE,
        shop="Shoes",
        customer_id="7",
        closes_min=24 * 60,
        lat=-29.9,
        lon=-71.2,
    )
    (entry,) = compared(small_day(), draft).to_do
    order = entry.order
    assert order is not None
    assert order.items[0].is_collected
    assert order.request == ReturnRequest(ReturnReason.LATE, date(2026, 11, 23), date(2026, 11, 23))
    assert (order.customer_id, order.day) == ("Shoes/7", "2026-11-24")
    assert order.window is not None
    assert order.window.closes == datetime(2026, 11, 25, 3, tzinfo=UTC)
    (early,) = compared(small_day(), replace(LISTED, opens_min=60)).to_do
    assert early.order is not None
    assert early.order.window is not None
    assert early.order.window.closes == datetime(2026, 11, 25, 2, 59, tzinfo=UTC)


def test_the_same_list_again_changes_nothing() -> None:
    board = small_day()
    texts = imported(board, LISTED)
    again = compared(board, LISTED, texts=texts)
    assert (again.to_do, again.counts[Fate.SAME]) == ((), 1)
    # Also after the office has moved it, and on a later day.
    board.ask(c.RescheduleOrder(OrderId("n1"), TODAY))
    later = compared(board, LISTED, texts=texts, day=date(2026, 11, 30))
    assert later.counts[Fate.SAME] == 1


def test_what_differs_is_told_and_changed() -> None:
    board = small_day()
    texts = imported(board, LISTED)
    other = replace(
        LISTED,
        address="Balmaceda 99",
        items=(DraftItem("S2", "Boot", 1),),
        day=date(2026, 11, 24),
        service_min=9,
        opens_min=600,
        needs=frozenset({"lift"}),
        name="Eva Soto",
    )
    (entry,) = compared(board, other, texts=texts, locate=lambda _: Spot(-29.92, -71.25)).to_do
    assert entry.fate is Fate.CHANGED
    assert entry.words == "address, goods, window, minutes at the door, equipment, contact"
    imported(board, other, texts=texts)
    assert board.order(OrderId("n1")).items[0].sku == "S2"


def test_a_contact_alone_is_changed_also_when_the_order_is_under_way() -> None:
    board = small_day()
    texts = imported(board, LISTED)
    (entry,) = compared(board, replace(LISTED, phone="456"), texts=texts).to_do
    assert entry.words == "contact"
    erased = board.state.customers[board.order(OrderId("n1")).customer_id]
    board.state = replace(
        board.state, customers=board.state.customers | {erased.id: replace(erased, erased_at=NOON)}
    )
    assert compared(board, LISTED).counts[Fate.SAME] == 1
    reason = replace(LISTED, kind=OrderKind.RETURN, id="n2", reason=ReturnReason.LATE)
    texts = imported(board, reason)
    other = replace(reason, reason=ReturnReason.FAULTY)
    assert compared(board, other, texts=texts).to_do[0].words == "reason"


def test_a_note_comes_in_changes_and_goes_with_the_list() -> None:
    board = small_day()
    noted = replace(LISTED, note="Ring twice")
    texts = imported(board, noted)
    ref = board.order(OrderId("n1")).note_ref
    assert texts[str(ref)] == "Ring twice"
    assert compared(board, noted, texts=texts).counts[Fate.SAME] == 1
    (entry,) = compared(board, replace(LISTED, note="Ring once"), texts=texts).to_do
    assert (entry.words, entry.texts[ref or TextRef("")]) == ("contact", "Ring once")
    (entry,) = compared(board, LISTED, texts=texts).to_do
    assert entry.words == "note"
    imported(board, LISTED, texts=texts)
    assert board.order(OrderId("n1")).note_ref is None
    (entry,) = compared(board, replace(noted, service_min=9), texts=texts).to_do
    assert entry.words == "minutes at the door, note"


def test_a_note_that_was_not_read_before_does_not_touch_what_is_done_or_erased() -> None:
    board = small_day()
    texts = imported(board, LISTED)
    noted = replace(LISTED, note="Ring twice")
    assert compared(board, noted, texts=texts).to_do[0].words == "note"
    state, order = board.state, board.order(OrderId("n1"))
    done = replace(order, status=OrderStatus.DONE)
    board.state = replace(state, orders=state.orders | {order.id: done})
    assert compared(board, noted, texts=texts).counts[Fate.SAME] == 1
    gone = replace(state.customers[order.customer_id], erased_at=NOON)
    board.state = replace(state, customers=state.customers | {gone.id: gone})
    assert compared(board, noted, texts=texts).counts[Fate.SAME] == 1


def test_a_contact_is_changed_also_beside_a_note_that_comes_too_late() -> None:
    board = small_day()
    texts = imported(board, replace(LISTED, note="Ring twice"))
    order = board.order(OrderId("n1"))
    done = replace(order, status=OrderStatus.DONE)
    board.state = replace(board.state, orders=board.state.orders | {order.id: done})
    without = replace(LISTED, phone="456")
    (entry,) = compared(board, without, texts=texts).to_do
    assert (entry.words, entry.order) == ("contact", done)
    board.state = replace(
        board.state, orders=board.state.orders | {order.id: replace(done, note_ref=None)}
    )
    (entry,) = compared(board, replace(without, note="Ring once"), texts=texts).to_do
    assert entry.words == "contact"
    assert "456" in entry.texts.values()
    assert "Ring once" not in entry.texts.values(), "no order would say where it is"


def test_an_order_that_is_under_way_is_left() -> None:
    board = small_day()
    texts = imported(board, LISTED)
    order = replace(board.order(OrderId("n1")), status=OrderStatus.DONE)
    board.state = replace(board.state, orders=board.state.orders | {order.id: order})
    found = compared(board, replace(LISTED, service_min=9), texts=texts)
    assert the_words(found) == ["order n1 is left as it is: done already"]
    assert found.counts[Fate.REFUSED] == 1


def known_by_hand(board: Board) -> Order:
    order = make_order("n1")
    board.ask(add_orders(order), SYSTEM)
    return order


def test_another_order_of_the_same_number_is_not_overwritten() -> None:
    ending = "here; if it is another one, choose a prefix"
    board = small_day()
    known_by_hand(board)
    texts = {"name-n1": "Eva"}
    found = compared(board, LISTED, texts=texts)
    assert the_words(found) == [f"order n1 is another customer's {ending}"]
    found = compared(board, replace(LISTED, kind=OrderKind.RETURN), texts=texts)
    assert the_words(found) == [f"order n1 is a delivery {ending}"]
    found = compared(board, replace(LISTED, shop="Shoes"), texts=texts)
    assert the_words(found) == [f"order n1 is of no shop {ending}"]
    assert compared(board, LISTED, texts={"name-n1": "Ana Soto"}).counts[Fate.CHANGED] == 1
    assert compared(board, LISTED).counts[Fate.CHANGED] == 1


def test_what_was_entered_otherwise_and_says_the_same_is_the_same() -> None:
    board = small_day()
    texts = imported(board, LISTED)
    order = replace(board.order(OrderId("n1")), source="")
    board.state = replace(board.state, orders=board.state.orders | {order.id: order})
    assert compared(board, LISTED, texts=texts).counts[Fate.SAME] == 1
    nobody = {k: v for k, v in board.state.customers.items() if k != order.customer_id}
    board.state = replace(board.state, customers=nobody)
    assert compared(board, LISTED, texts=texts).to_do[0].words == "contact"


def test_a_day_that_is_over_is_refused_for_new_orders_only() -> None:
    board = small_day()
    past = replace(LISTED, day=date(2026, 11, 20))
    assert the_words(compared(board, past)) == ["the day 20 Nov 2026 is over: today is 23 Nov 2026"]
    texts = imported(board, replace(LISTED, day=date(2026, 11, 23)))
    tomorrow = datetime(2026, 11, 24, 12, tzinfo=UTC)
    edited = replace(LISTED, day=date(2026, 11, 23), service_min=9)
    assert compared(board, edited, texts=texts, now=tomorrow).counts[Fate.CHANGED] == 1
    moved = replace(LISTED, day=date(2026, 11, 22))
    assert compared(board, moved, texts=texts).counts[Fate.REFUSED] == 1


def test_where_an_address_is_may_be_doubtful() -> None:
    board = small_day()
    near = compared(board, LISTED, locate=lambda _: Spot(-29.9, -71.2, "put at 10"))
    assert near.problems == (Problem(2, 1, "put at 10", is_blocking=False),)
    none = compared(board, LISTED, locate=lambda _: None)
    assert the_words(none)[0].startswith("'Balmaceda 12' is not among the region's addresses")
    swapped = compared(board, replace(LISTED, lat=-71.25, lon=-29.9))
    assert the_words(swapped) == [
        "latitude and longitude are swapped: -29.9, -71.25 is near the depot"
    ]
    far = compared(board, replace(LISTED, lat=52.5, lon=13.4))
    assert the_words(far) == ["12,274 km from the depot; check the coordinates"]
    beyond = compared(board, replace(LISTED, lat=52.5, lon=113.4))
    assert "km from the depot" in the_words(beyond)[0]


def test_the_sea_has_no_roads() -> None:
    def on_land(lat: float, lon: float) -> bool:
        return lon > -71.4

    spot = replace(LISTED, lat=-29.9, lon=-71.6)
    found = compared(small_day(), spot, has_road=on_land)
    assert found.problems == (
        Problem(2, 2, "no road within 200 m: it lies in the sea or outside the map"),
    )
    nowhere = compared(small_day(), spot, has_road=lambda lat, lon: False)
    assert nowhere.counts[Fate.NEW] == 1


def test_comparing_can_be_given_up() -> None:
    drafts = Drafts((LISTED,), (Problem(9, 0, "x"),), ("note",), refused=1)
    found = compare(TABLE, COLUMNS, drafts, beside(small_day()), is_over=lambda: True)
    assert (found.entries, found.counts[Fate.REFUSED], found.notes) == ((), 1, ("note",))


def test_commands_fit_into_frames() -> None:
    board = small_day()
    drafts = [replace(LISTED, id=f"n{n}") for n in range(250)]
    pieces = list(commands(compared(board, *drafts).to_do))
    assert sum(len(piece.orders) for piece in pieces) == 250
    assert len(pieces) > 1
    assert max(len(piece.orders) for piece in pieces) <= 200
    assert list(commands(())) == []
    assert board.route(R1).stop_ids


def test_a_window_in_which_nobody_is_out_is_said() -> None:
    board = small_day()
    night = replace(LISTED, opens_min=180, closes_min=240, day=date(2026, 11, 23))
    found = compared(board, night)
    words = "no van is out from 3:00 to 4:00: they leave at 8:00 and are back at 17:00"
    assert (the_words(found), found.problems[0].is_blocking) == ([words], False)
    assert found.counts[Fate.NEW] == 1
    for hours in ((None, 540), (1000, None), (480, 600)):
        day = replace(night, opens_min=hours[0], closes_min=hours[1])
        assert compared(board, day).problems == ()
    late = replace(night, opens_min=1080, closes_min=None)
    assert "from 18:00 to 23:59" in the_words(compared(board, late))[0]


def test_vans_are_out_as_on_the_last_day_or_as_usual() -> None:
    board = small_day()
    assert out_on(board.state, DEPOT, date(2026, 11, 30)) == (8 * 60, 17 * 60)
    assert out_on(State(), DEPOT, date(2026, 11, 30)) == (8 * 60, 17 * 60 + 30)


def test_a_list_of_swapped_coordinates_is_said_as_a_whole() -> None:
    board = small_day()
    priced = replace(LISTED, items=(DraftItem("S1", "Shoe", 2, 20),))
    wrong = replace(priced, lat=-71.25, lon=-29.9)
    right = replace(priced, lat=-29.9, lon=-71.25)
    drafts = [replace(wrong, id=f"s{n}") for n in range(4)]
    found = compared(board, *drafts, replace(right, id="r"))
    assert found.is_swapped
    assert found.notes == ("latitude and longitude are swapped all over the list",)
    few = compared(board, drafts[0], replace(right, id="r"))
    assert (few.is_swapped, few.notes) == (False, ())
    beyond = compare(TABLE, COLUMNS, Drafts((), (), (), refused=2, swapped=2), beside(board))
    assert beyond.is_swapped
    assert not compared(board, right).is_swapped
    columns = {0: Field.ID, 3: Field.LAT, 4: Field.LON}
    swapped = {0: Field.ID, 3: Field.LON, 4: Field.LAT}
    assert other_way_round(columns) == swapped


def test_prices_that_the_depots_money_cannot_say_are_rounded_and_told() -> None:
    board = small_day()
    assert board.state.depot is not None
    pesos = replace(board.state.depot, currency="CLP", minor_digits=0)
    board.state = replace(board.state, depot=pesos)
    priced = [
        replace(LISTED, id=f"n{n}", items=(DraftItem("S1", "Shoe", 1, price),))
        for n, price in enumerate((85.68, 1200, 9.5))
    ]
    assert compared(board, priced[1]).notes == ()
    assert compared(board, *priced[:2]).notes == ("the price 85.68 is rounded to 86 CLP",)
    both = "the price 85.68 is rounded to 86 CLP, one of 2 that are"
    assert compared(board, *priced).notes == (both,)
    euros = replace(pesos, currency="EUR", minor_digits=2)
    board.state = replace(board.state, depot=euros)
    assert compared(board, *priced).notes == ()
