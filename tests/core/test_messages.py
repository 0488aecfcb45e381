"""What customers are told, and when they are left alone, on the shared small day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from core import commands as c
from core.honest_window import honest_window
from core.messages import Wanted, broken_promises, due_messages
from core.model import (
    CustomerAnswer,
    CustomerChoice,
    MessageId,
    MessageKind,
    MessageRules,
    OrderId,
    OrderStatus,
    TextRef,
    TimeWindow,
)
from core.planning.learned import Spread
from core.state import State
from tests.builders import (
    A1,
    A2,
    B1,
    KIOSK,
    LUIS,
    R1,
    SYSTEM,
    TOMORROW,
    W1,
    Board,
    after,
    make_window,
    running_day,
)
from tests.counters import failed
from tests.fetches import fetch, located
from tests.returns import AT_THE_DOOR, INSPECTED, RET, SHOES, at_the_door, request, take
from tests.second_looks import SARA, ruled


@pytest.fixture
def board() -> Board:
    """a1 has failed at noon UTC, nine in the morning there."""
    made = running_day()
    made.fail("a1.1")
    return made


def due(board: Board, **arrivals: datetime) -> dict[MessageKind, Wanted]:
    found = due_messages(board.state, {OrderId(id_): at for id_, at in arrivals.items()}, board.now)
    return {wanted.kind: wanted for wanted in found}


def tell(board: Board, wanted: Wanted, *, is_sent: bool = True) -> None:
    new = c.NewMessage(
        wanted.id, wanted.order_id, wanted.kind, TextRef(f"m:{wanted.id}"), wanted.window
    )
    board.ask(c.TellCustomers((new,)), SYSTEM)
    board.ask(c.SettleMessage(wanted.order_id, wanted.id, is_sent), SYSTEM)


def set_rules(board: Board, **rules: object) -> None:
    assert board.state.depot is not None
    made = replace(board.state.depot.messages, **rules)
    board.state = replace(board.state, depot=replace(board.state.depot, messages=made))


def set_window(board: Board, order_id: OrderId, window: TimeWindow) -> None:
    order = replace(board.order(order_id), window=window)
    board.state = replace(board.state, orders=board.state.orders | {order_id: order})


def test_who_was_visited_in_vain_is_told_once(board: Board) -> None:
    wanted = due(board)[MessageKind.FAILED]
    assert wanted == Wanted(MessageId(f"{A1}/failed/1"), A1, MessageKind.FAILED)
    tell(board, wanted)
    assert due(board) == {}


def test_what_is_decided_already_is_not_told_as_failed(board: Board) -> None:
    board.ask(c.ReturnToDepot(board.case(A1).id))
    assert due(board) == {}


def test_a_visit_that_comes_again_is_told_with_its_window(board: Board) -> None:
    tell(board, due(board)[MessageKind.FAILED])
    board.place(A1, R1, 3)
    arrival = after(60, board.now)
    wanted = due(board, a1=arrival)[MessageKind.COMING]
    assert wanted.window == honest_window(arrival, board.now)
    board.now = after(1, board.now)
    tell(board, wanted)
    assert board.order(A1).promise == wanted.window
    assert due(board, a1=arrival) == {}


def test_windows_are_told_as_wide_as_vans_have_been_late(board: Board) -> None:
    board.place(A1, R1, 3)
    set_window(board, B1, TimeWindow(board.now, after(30, board.now)))
    arrivals = {A1: after(60, board.now), B1: after(60, board.now)}
    spread = Spread()
    for _ in range(3000):
        spread = spread.with_error(60 * 60, 3000)
    learned = honest_window(after(60, board.now), board.now, spread)
    assert learned != honest_window(after(60, board.now), board.now)
    told = due_messages(board.state, arrivals, board.now, spread)
    assert {wanted.kind: wanted.window for wanted in told} == {
        MessageKind.COMING: learned,
        MessageKind.MOVED: learned,
    }


def test_a_promise_that_will_not_hold_is_told_anew_and_less_is_not(board: Board) -> None:
    opens, closes = board.now, after(60, board.now)
    set_window(board, B1, TimeWindow(opens, closes))
    assert MessageKind.MOVED not in due(board, b1=after(14, closes))
    first = due(board, b1=after(16, closes))[MessageKind.MOVED]
    new = c.NewMessage(first.id, B1, first.kind, TextRef("m"), first.window)
    board.ask(c.TellCustomers((new,)), SYSTEM)
    assert MessageKind.MOVED not in due(board, b1=after(90, closes)), "one is on its way"
    board.ask(c.SettleMessage(B1, first.id, is_sent=True), SYSTEM)
    assert first.window is not None
    assert MessageKind.MOVED not in due(board, b1=first.window.closes)
    again = due(board, b1=after(16, first.window.closes))[MessageKind.MOVED]
    assert again.id.endswith("/2")
    early = due(board, b1=after(-16, first.window.opens))[MessageKind.MOVED]
    assert early.id == again.id


def test_a_visit_without_a_window_breaks_no_promise(board: Board) -> None:
    order = replace(board.order(B1), window=None)
    board.state = replace(board.state, orders=board.state.orders | {B1: order})
    assert broken_promises(board.state, {B1: after(600, board.now)}) == frozenset()
    assert MessageKind.MOVED not in due(board, b1=after(600, board.now))


def test_promises_that_a_plan_would_break_are_counted(board: Board) -> None:
    set_window(board, B1, make_window(0, 60))
    set_window(board, A2, make_window(0, 600))
    arrivals = {B1: after(300, board.now), A2: after(300, board.now)}
    assert broken_promises(board.state, arrivals) == {B1}
    assert broken_promises(State(), {}) == frozenset()


def test_goods_at_a_collection_point_are_told_once(board: Board) -> None:
    tell(board, due(board)[MessageKind.FAILED])
    point = KIOSK.place.id
    board.ask(c.AnswerOrder(A1, CustomerChoice.COLLECTION_POINT, point_id=point))
    board.place(A1, R1, 3)
    board.send(R1)
    board.accept(R1)
    board.complete("a1.2")
    wanted = due(board)[MessageKind.READY]
    tell(board, wanted)
    assert due(board) == {}


def test_another_day_is_told_with_its_window(board: Board) -> None:
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    wanted = due(board)[MessageKind.BOOKED]
    assert wanted.window == board.order(A1).window
    tell(board, wanted)
    assert due(board) == {}


def test_a_day_that_the_customer_chose_is_told_without_a_window_too(board: Board) -> None:
    chosen = CustomerAnswer(CustomerChoice.NEW_DAY, board.now)
    order = replace(board.order(W1), day=TOMORROW, answer=chosen, window=None)
    board.state = replace(board.state, orders=board.state.orders | {W1: order})
    assert due(board)[MessageKind.BOOKED].id == f"{W1}/booked/{TOMORROW}"


def test_money_is_told_as_asked_for_and_as_paid_only_when_it_is(board: Board) -> None:
    tell(board, due(board)[MessageKind.FAILED])
    board.ask(c.RefundOrder(board.case(A1).id))
    asked = due(board)[MessageKind.REFUND_REQUESTED]
    tell(board, asked)
    assert due(board) == {}
    board.ask(c.SettleRefund(A1, is_paid=True))
    assert list(due(board)) == [MessageKind.REFUNDED]


def test_a_refund_that_the_shop_refused_is_not_told(board: Board) -> None:
    tell(board, due(board)[MessageKind.FAILED])
    board.ask(c.RefundOrder(board.case(A1).id))
    board.ask(c.SettleRefund(A1, is_paid=False))
    assert due(board) == {}


def test_nobody_is_told_too_often(board: Board) -> None:
    set_rules(board, most_a_day=1)
    tell(board, due(board)[MessageKind.FAILED])
    board.ask(c.RefundOrder(board.case(A1).id))
    assert due(board) == {}
    board.now += timedelta(days=1)
    assert MessageKind.REFUND_REQUESTED in due(board)


@pytest.mark.parametrize(
    ("hours", "is_quiet"),
    [((0, 24), True), ((13, 24), False), ((21, 8), False), ((21, 15), True), ((10, 8), True)],
)
def test_at_night_nobody_is_told(board: Board, hours: tuple[int, int], is_quiet: bool) -> None:
    set_rules(board, quiet_from_min=hours[0] * 60, quiet_until_min=hours[1] * 60)
    local = board.now.astimezone(ZoneInfo("America/Santiago"))
    assert local.hour == 12
    assert (due(board) == {}) is is_quiet


def test_a_depot_can_leave_it_to_others(board: Board) -> None:
    set_rules(board, is_on=False)
    assert due(board) == {}
    assert due_messages(State(), {}, board.now) == ()
    assert MessageRules().is_on


def test_who_gave_goods_away_gets_the_receipt_once_and_no_second_word_of_the_refund() -> None:
    made = at_the_door(request(), AT_THE_DOOR)
    made.ask(take(made), LUIS)
    assert made.order(RET).refund is not None
    wanted = due(made)
    assert wanted == {
        MessageKind.RECEIPT: Wanted(MessageId("ret/receipt/1"), RET, MessageKind.RECEIPT)
    }
    tell(made, wanted[MessageKind.RECEIPT])
    assert due(made) == {}
    made.ask(c.InstructRefunds(is_run=True))
    made.ask(c.SettleRefund(RET, is_paid=True))
    assert set(due(made)) == {MessageKind.REFUNDED}


def test_a_refund_that_is_asked_for_after_the_receipt_is_told() -> None:
    made = at_the_door(request(), SHOES)
    made.ask(take(made), LUIS)
    tell(made, due(made)[MessageKind.RECEIPT])
    made.now += timedelta(hours=2)
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        made.complete(stop_id)
    made.ask(c.EndRoute(R1, made.now), LUIS)
    made.receive(R1)
    assert MessageKind.REFUND_REQUESTED in due(made)


def test_goods_that_were_taken_long_ago_are_told_of_no_more() -> None:
    made = at_the_door(request(), INSPECTED)
    made.ask(take(made), LUIS)
    made.now += timedelta(hours=25)
    assert due(made) == {}


def test_a_delivery_has_no_receipt(board: Board) -> None:
    board.complete("a2.1")
    board.complete("b1.1")
    assert set(due(board)) == {MessageKind.FAILED}


def test_money_that_has_to_be_approved_is_told_only_then(board: Board) -> None:
    ruled(board, refund_over_minor=1)
    tell(board, due(board)[MessageKind.FAILED])
    board.ask(c.RefundOrder(board.case(A1).id))
    assert due(board) == {}
    board.ask(c.Approve(tuple(board.state.approvals), "seen"), SARA)
    assert list(due(board)) == [MessageKind.REFUND_REQUESTED]


def test_nobody_is_told_of_a_van_that_fetches_at_a_wrong_door() -> None:
    board = located()
    board.fail(fetch(board), "return_no_show")
    assert due(board) == {}


def test_who_fetches_it_is_told_where_and_until_when_instead_of_the_failed_visit() -> None:
    board = failed()
    board.ask(c.KeepAtCounter(A1))
    assert due(board) == {}, "it may still be undone"
    board.now = after(1, board.now)
    (wanted,) = due(board).values()
    assert (wanted.kind, wanted.order_id) == (MessageKind.COUNTER, A1)
    tell(board, wanted)
    assert due(board) == {}
    board.ask(c.ReopenCase(board.case(A1).id))
    board.now = after(1, board.now)
    board.ask(c.KeepAtCounter(A1))
    board.now = after(1, board.now)
    assert set(due(board)) == {MessageKind.COUNTER}, "from another moment on"


def told_of_the_counter(*, is_sent: bool = True) -> Board:
    """Its customer was told that a1 can be fetched, and the office takes that back."""
    board = failed()
    board.ask(c.KeepAtCounter(A1))
    board.now = after(1, board.now)
    tell(board, due(board)[MessageKind.COUNTER], is_sent=is_sent)
    board.now = after(1, board.now)
    board.ask(c.ReopenCase(board.case(A1).id))
    return board


def test_who_was_told_to_fetch_it_is_told_not_to_come_once() -> None:
    board = told_of_the_counter()
    wanted = due(board)[MessageKind.NO_PICKUP]
    assert list(due(board)) == [MessageKind.NO_PICKUP], "and not of the failed visit beside it"
    tell(board, wanted)
    assert due(board) == {}, "he knows of the failed visit, too"
    board.ask(c.KeepAtCounter(A1))
    board.now = after(1, board.now)
    tell(board, due(board)[MessageKind.COUNTER])
    board.ask(c.ReopenCase(board.case(A1).id))
    assert due(board)[MessageKind.NO_PICKUP].id != wanted.id, "each time anew"


def test_who_was_not_reached_is_told_of_the_failed_visit_instead() -> None:
    assert set(due(told_of_the_counter(is_sent=False))) == {MessageKind.FAILED}


def test_who_chose_otherwise_himself_or_has_it_is_not_told_not_to_come() -> None:
    board = told_of_the_counter()
    board.now = after(1, board.now)
    order = board.order(A1)
    chosen = CustomerAnswer(CustomerChoice.NEW_DAY, board.now)
    for changed in (replace(order, answer=chosen), replace(order, status=OrderStatus.CLOSED)):
        board.state = replace(board.state, orders=board.state.orders | {A1: changed})
        assert MessageKind.NO_PICKUP not in due(board)


def test_a_van_that_comes_after_all_is_told_instead_of_not_to_come() -> None:
    board = told_of_the_counter()
    arrival = after(30, board.now)
    board.place(A1, R1, 1)
    assert set(due(board, a1=arrival)) == {MessageKind.COMING}


def test_what_the_office_sends_to_a_point_is_told_and_then_that_it_is_there() -> None:
    board = failed()
    board.ask(c.PlaceOrder(A1, R1, 1, board.route(R1).version, point_id=KIOSK.place.id))
    arrival = after(30, board.now)
    assert MessageKind.TO_POINT not in due(board), "nobody has agreed to it"
    board.send(R1)
    board.accept(R1)
    assert set(due(board, a1=arrival)) == {MessageKind.TO_POINT}
    tell(board, due(board)[MessageKind.TO_POINT])
    assert due(board, a1=arrival) == {}
    board.complete("a1.2")
    assert set(due(board)) == {MessageKind.READY}
