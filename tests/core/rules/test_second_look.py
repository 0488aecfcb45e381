"""What needs a second pair of eyes is found in what was decided, on the shared small day."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    ActorId,
    ApprovalKind,
    ApprovalRules,
    ApprovalStatus,
    Grade,
    Inspection,
    ItemId,
    Order,
    OrderKind,
    PartnerJob,
    PolicyException,
    Position,
    Refund,
    ReturnRequest,
    RouteId,
    StopId,
    TextRef,
)
from core.policy import Policy, RefundWhen, ReturnReason
from core.rules.second_look import deputy_from, second_look
from core.state import State, apply
from tests.builders import (
    A1,
    ANA,
    COURIER,
    NOON,
    R1,
    R2,
    SYSTEM,
    TOMORROW,
    W1,
    W3,
    Board,
    add_orders,
    make_order,
    placing,
    running_day,
    small_day,
)
from tests.second_looks import SARA, asked, ruled

LATE = ReturnRequest(ReturnReason.DOES_NOT_FIT, date(2026, 10, 1), date(2026, 11, 23))
SHOES = Policy("Shoes", 30, (ReturnReason.DOES_NOT_FIT,), RefundWhen.AT_THE_DOOR)
HERE = Position(-29.9, -71.2)
FAR = Position(-29.8, -71.2)


def failed(board: Board, times: int, *, position: Position | None = HERE) -> Order:
    """a1 as it is after so many attempts, the goods in van 1."""
    board.fail("a1.1")
    first = board.order(A1).attempts[0]
    attempts = tuple(
        replace(first, at=first.at + timedelta(minutes=n), position=position) for n in range(times)
    )
    order = replace(board.order(A1), attempts=attempts)
    board.state = replace(board.state, orders=board.state.orders | {A1: order})
    return order


def late_return(board: Board) -> Order:
    """A return that the shop's policy refuses."""
    order = make_order("late", OrderKind.RETURN, shop="Shoes", request=LATE)
    board.ask(c.SetPolicies((SHOES,)), SYSTEM)
    board.ask(add_orders(order), SYSTEM)
    return order


def test_without_a_depot_there_is_nothing_to_look_at() -> None:
    assert second_look(State(), c.LockRoute(R1), (e.RouteLocked(R1, ANA.id),), ANA, NOON) == ()


def test_without_rules_nothing_is_asked_for() -> None:
    board = running_day()
    failed(board, 9, position=FAR)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "a good customer"))
    board.ask(replace(placing(A1, board.route(R1), 3), broken=("15 min late",)))
    board.ask(c.RefundOrder(board.case(W3).id))
    board.ask(c.WithdrawOrder(A1))
    board.ask(c.CancelOrder(A1, "gone"))
    assert board.state.approvals == {}


@pytest.mark.parametrize(("limit", "is_asked"), [(2_999, True), (3_000, False)])
def test_a_refund_over_the_limit_is_asked_for(limit: int, is_asked: bool) -> None:
    board = ruled(running_day(), refund_over_minor=limit)
    board.ask(c.RefundOrder(board.case(W3).id))
    assert bool(board.state.approvals) is is_asked
    if is_asked:
        approval = asked(board)
        assert (approval.kind, approval.order_id) == (ApprovalKind.REFUND, W3)
        assert (approval.by, approval.at, approval.limit) == (ANA.id, NOON, limit)
        assert approval.amount_minor == 3_000
        assert approval.words == "A refund of 3000 CLP, over 2999 CLP"
        assert (approval.deputy, approval.deputy_at) == (None, None)


def test_the_deputy_and_his_time_are_those_of_the_moment_of_asking() -> None:
    board = ruled(running_day(), refund_over_minor=1, deputy="bea", deputy_after_min=20)
    board.ask(c.RefundOrder(board.case(W3).id))
    approval = asked(board)
    assert (approval.deputy, approval.deputy_at) == (ActorId("bea"), NOON + timedelta(minutes=20))
    assert deputy_from(ApprovalRules(), NOON) is None


def test_an_exception_is_asked_for_with_what_the_policy_says() -> None:
    board = ruled(running_day(), exceptions=True)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "a good customer"))
    approval = asked(board)
    assert (approval.kind, approval.amount_minor) == (ApprovalKind.EXCEPTION, 3_000)
    assert approval.words.startswith("An exception from the policy of Shoes. Refused because it")


def test_an_exception_without_any_policy_by_now_is_asked_for_all_the_same() -> None:
    board = ruled(running_day(), exceptions=True)
    order = late_return(board)
    board.ask(c.SetPolicies(()), SYSTEM)
    made = (e.ExceptionMade(order.id, board_exception(board, order)),)
    (found,) = second_look(board.state, c.LockRoute(R1), made, ANA, NOON)
    assert isinstance(found, e.ApprovalAsked)
    assert found.approval.words == "An exception from the policy of Shoes"


def board_exception(board: Board, order: Order) -> PolicyException:
    return PolicyException(ANA.id, board.now, TextRef(f"note-{order.id}"))


def test_a_refund_upon_an_exception_that_was_sent_back_is_asked_for_anew() -> None:
    board = ruled(running_day(), exceptions=True)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "a good customer"))
    board.ask(placing(order.id, board.route(R1), 3))
    board.ask(c.SendBack((asked(board).id,), "no"), SARA)
    assert board.order(order.id).exception is not None
    refund = Refund(3_000, ANA.id, NOON)
    (found,) = second_look(
        board.state, c.LockRoute(R1), (e.RefundRequested(order.id, refund),), ANA, NOON
    )
    assert isinstance(found, e.ApprovalAsked)
    assert found.approval.words == "A refund of 3000 CLP upon an exception that was sent back"


def test_a_refund_upon_an_exception_of_times_without_rules_needs_nobody() -> None:
    board = running_day()
    order = late_return(board)
    board.ask(c.MakeException(order.id, "a good customer"))
    ruled(board, exceptions=True)
    board.ask(c.RefundOrder(board.case(order.id).id))
    assert board.state.approvals == {}


@pytest.mark.parametrize(("times", "is_asked"), [(2, False), (3, True)])
def test_a_fourth_visit_is_asked_for_once(times: int, is_asked: bool) -> None:
    board = ruled(running_day(), attempts_over=3)
    failed(board, times)
    board.ask(placing(A1, board.route(R1), 3))
    assert [each.kind for each in board.state.approvals.values()] == (
        [ApprovalKind.ATTEMPTS] if is_asked else []
    )
    if is_asked:
        assert asked(board).words == "Attempt 4, over 3"
        again = (e.PartnerEngaged(A1, PartnerJob(COURIER.id, "x", 1, ANA.id, NOON)),)
        assert second_look(board.state, c.LockRoute(R1), again, ANA, NOON) == ()


def test_what_a_plan_breaks_is_asked_for_where_it_was_confirmed() -> None:
    board = ruled(running_day(), broken=True)
    board.ask(replace(placing(W1, board.route(R1), 3), broken=("15 min late", "too heavy")))
    approval = asked(board)
    assert (approval.kind, approval.order_id, approval.route_id) == (ApprovalKind.BROKEN, W1, R1)
    assert approval.words == "A plan that breaks: 15 min late; too heavy"


def test_moving_a_stop_asks_anew_and_ends_what_was_asked_before() -> None:
    board = ruled(small_day(), broken=True)
    board.ask(c.MoveStop(StopId("a3.1"), R2, 0, board.route(R2).version, broken=("late",)))
    assert asked(board).route_id == R2
    board.ask(c.MoveStop(StopId("a3.1"), R1, 0, board.route(R1).version, broken=("heavy",)))
    first, second = board.state.approvals.values()
    assert (first.status, second.status) == (ApprovalStatus.LAPSED, ApprovalStatus.OPEN)
    board.ask(c.MoveStop(StopId("a3.1"), R2, 0, board.route(R2).version))
    assert [each.is_open for each in board.state.approvals.values()] == [False, False]


def test_of_several_orders_those_that_break_something_are_asked_for() -> None:
    board = ruled(running_day(), broken=True)
    first = placing(W1, board.route(R1), 3)
    second = replace(placing(W3, board.route(R2), 3), broken=("late",))
    board.ask(c.PlaceAll((first,)))
    assert board.state.approvals == {}
    placed = (e.OrderPlaced(W3, ()),)
    assert second_look(board.state, c.LockRoute(R1), placed, ANA, NOON) == ()
    made = replace(board.state.stops[StopId("b1.1")], order_id=W3)
    placed = (e.OrderPlaced(W3, (e.Placement(made, 0),)),)
    command = c.PlaceAll((first, second))
    (found,) = second_look(board.state, command, placed, ANA, NOON)
    assert isinstance(found, e.ApprovalAsked)
    assert found.approval.words == "A plan that breaks: late"


@pytest.mark.parametrize(
    ("position", "doubts"),
    [
        (FAR, "the driver was 11120 m away"),
        (None, "no position, hardly any time at the door, no photo, no contact tried"),
    ],
)
def test_a_visit_after_a_suspect_attempt_is_asked_for(
    position: Position | None, doubts: str
) -> None:
    board = ruled(running_day(), suspect=True)
    failed(board, 1, position=position)
    board.ask(placing(A1, board.route(R1), 3))
    words = asked(board).words
    assert asked(board).kind is ApprovalKind.SUSPECT
    assert words.startswith("Another visit after an attempt that may not have been made: ")
    assert words.endswith("away") if position is FAR else words.endswith(doubts)


def test_a_suspect_attempt_is_looked_at_once_unless_the_visit_was_taken_back() -> None:
    board = ruled(running_day(), suspect=True)
    failed(board, 1, position=FAR)
    board.ask(placing(A1, board.route(R1), 3))
    board.ask(c.Approve((asked(board).id,), "asked him"), SARA)
    board.ask(c.WithdrawOrder(A1))
    board.ask(placing(A1, board.route(R1), 3))
    assert len(board.state.approvals) == 1


def test_a_visit_that_was_taken_back_is_asked_for_again() -> None:
    board = ruled(running_day(), suspect=True)
    failed(board, 1, position=FAR)
    board.ask(placing(A1, board.route(R1), 3))
    board.ask(c.WithdrawOrder(A1))
    assert asked(board).status is ApprovalStatus.LAPSED
    board.ask(placing(A1, board.route(R1), 3))
    assert [each.is_open for each in board.state.approvals.values()] == [False, True]


def test_a_decision_that_pays_for_no_visit_asks_nothing_of_a_suspect_attempt() -> None:
    board = ruled(running_day(), suspect=True)
    failed(board, 1, position=FAR)
    board.ask(c.ReturnToDepot(board.case(A1).id))
    assert board.state.approvals == {}


def test_a_believable_attempt_and_none_at_all_ask_nothing() -> None:
    board = ruled(running_day(), suspect=True)
    board.ask(c.RescheduleOrder(W1, TOMORROW))
    board.fail("a1.1", "out_of_time")
    board.ask(placing(A1, board.route(R1), 3))
    stop = replace(board.stop("b1.1"), arrived_at=NOON - timedelta(minutes=10))
    board.state = replace(board.state, stops=board.state.stops | {stop.id: stop})
    board.fail("b1.1")
    known = board.order(stop.order_id)
    there = tuple(replace(each, position=HERE) for each in known.attempts)
    orders = board.state.orders | {known.id: replace(known, attempts=there)}
    board.state = replace(board.state, orders=orders)
    board.ask(placing(known.id, board.route(R2), 3))
    assert board.state.approvals == {}


def test_goods_that_nobody_answers_for_are_a_write_off() -> None:
    board = ruled(running_day(), write_off_over_minor=2_999)
    board.ask(c.CancelOrder(W3, "nobody knows"))
    approval = asked(board)
    assert (approval.kind, approval.amount_minor) == (ApprovalKind.WRITE_OFF, 3_000)
    assert approval.words == "Goods worth 3000 CLP are given up, over 2999 CLP"


def test_a_return_that_is_cancelled_writes_nothing_off() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.CancelOrder(W1))
    board.ask(c.RefundOrder(board.case(W3).id))
    assert board.state.approvals == {}


@pytest.mark.parametrize(("limit", "count"), [(2_999, 1), (3_000, 0)])
def test_goods_sent_a_second_time_are_a_write_off_until_they_are_not(
    limit: int, count: int
) -> None:
    board = ruled(running_day(), write_off_over_minor=limit)
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(W3).id))
    assert len(board.state.approvals) == count
    if count:
        assert asked(board).words == "Goods worth 3000 CLP are sent a second time, over 2999 CLP"
        board.ask(c.UndoReplacement(W3))
        assert asked(board).status is ApprovalStatus.LAPSED


def test_many_stops_at_once_are_asked_for() -> None:
    board = ruled(small_day(), stops_over=1)
    version = board.route(R1).version
    board.ask(c.ResequenceRoute(R1, (StopId("a2.1"), StopId("a1.1"), StopId("a3.1")), version))
    approval = asked(board)
    assert (approval.kind, approval.route_id, approval.order_id) == (ApprovalKind.PLAN, R1, None)
    assert approval.words == "2 stops of one route change at once, over 1"


def test_a_large_change_that_is_taken_back_is_asked_for_no_more() -> None:
    board = ruled(small_day(), stops_over=1)
    turned = (StopId("a2.1"), StopId("a1.1"), StopId("a3.1"))
    was = board.route(R1).stop_ids
    board.ask(c.ResequenceRoute(R1, turned, board.route(R1).version))
    assert asked(board).is_open
    other = (StopId("b2.1"), StopId("b1.1"), StopId("b3.1"))
    board.ask(c.ResequenceRoute(R2, other, board.route(R2).version))
    assert len(board.state.approvals) == 2
    back = c.Replan((c.RouteSequence(R1, was, board.route(R1).version),), engine="taken back")
    board.ask(back)
    assert [each.status for each in board.state.approvals.values()] == [
        ApprovalStatus.LAPSED,
        ApprovalStatus.OPEN,
    ]
    # Done again, it is asked for again; with another route changed too, so is the way back.
    board.ask(c.ResequenceRoute(R1, turned, board.route(R1).version))
    both = (
        c.RouteSequence(R1, was, board.route(R1).version),
        c.RouteSequence(R2, other[::-1], board.route(R2).version),
    )
    board.ask(c.Replan(both))
    assert [each.status for each in board.state.approvals.values()][2:] == [
        ApprovalStatus.LAPSED,
        ApprovalStatus.OPEN,
    ]


def test_a_large_change_is_not_withdrawn_because_it_was_driven() -> None:
    board = ruled(running_day(), stops_over=1)
    left = tuple(reversed(board.route(R2).stop_ids))
    board.ask(c.ResequenceRoute(R2, left, board.route(R2).version))
    for stop_id in left:
        board.complete(stop_id)
    board.ask(c.RescheduleOrder(W1, TOMORROW))
    assert asked(board).is_open


def test_a_change_of_a_route_that_is_gone_stays_asked_for() -> None:
    board = ruled(small_day(), stops_over=1)
    turned = (StopId("a2.1"), StopId("a1.1"), StopId("a3.1"))
    board.ask(c.ResequenceRoute(R1, turned, board.route(R1).version))
    kept = replace(asked(board), routes_before={RouteId("gone"): ()})
    board.state = replace(board.state, approvals={kept.id: kept})
    board.place(W1, R2, 0)
    assert asked(board).is_open


def test_stops_of_several_routes_are_counted_together() -> None:
    board = ruled(small_day(), stops_over=2)
    orders = [make_order(f"x{n}") for n in (1, 2)]
    board.ask(add_orders(*orders), SYSTEM)
    board.ask(c.MoveStop(StopId("a3.1"), R2, 0, board.route(R2).version))
    assert board.state.approvals == {}
    one = placing(W1, board.route(R1), 0)
    two = placing(W3, board.route(R2), 0)
    three = replace(
        placing(orders[0].id, board.route(R2), 0), expected_version=two.expected_version + 1
    )
    board.ask(c.PlaceAll((one, two, three)))
    approval = asked(board)
    assert approval.words == "3 stops of 2 routes change at once, over 2"
    assert approval.route_id is None


def test_a_moved_stop_counts_for_both_its_routes() -> None:
    board = ruled(small_day(), stops_over=1)
    moved = e.StopMoved(StopId("a3.1"), R1, R2, 0)
    (found,) = second_look(board.state, c.LockRoute(R1), (moved, moved), ANA, NOON)
    assert isinstance(found, e.ApprovalAsked)
    assert found.approval.words == "2 stops of 2 routes change at once, over 1"


def test_a_shop_that_pays_ends_what_was_asked_and_an_answer_is_given_once() -> None:
    board = ruled(running_day(), refund_over_minor=1, exceptions=True)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "a good customer"))
    board.ask(c.WithdrawException(order.id))
    assert asked(board).status is ApprovalStatus.LAPSED
    board.ask(c.RefundOrder(board.case(W3).id))
    refund = list(board.state.approvals)[-1]
    events = board.ask(c.SendBack((refund,), "too much"), SARA)
    ended = [each for each in events if isinstance(each, e.ApprovalEnded)]
    assert [each.status for each in ended] == [ApprovalStatus.SENT_BACK]


def test_a_case_that_is_open_again_has_nothing_written_off() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.CancelOrder(W3, "nobody knows"))
    board.ask(c.ReopenCase(board.case(W3).id))
    assert asked(board).status is ApprovalStatus.LAPSED


def inspected(disposition: str, item_id: str = "w1-in") -> e.GoodsInspected:
    found = Inspection(Grade.A, disposition, "restock", ANA.id, NOON)
    return e.GoodsInspected(ItemId(item_id), found)


def test_goods_that_become_something_else_than_suggested_are_asked_for() -> None:
    board = running_day()
    assert second_look(board.state, c.LockRoute(R1), (inspected("scrap"),), ANA, NOON) == ()
    ruled(board, dispositions=True)
    assert second_look(board.state, c.LockRoute(R1), (inspected("restock"),), ANA, NOON) == ()
    (found,) = second_look(board.state, c.LockRoute(R1), (inspected("scrap"),), ANA, NOON)
    assert isinstance(found, e.ApprovalAsked)
    assert found.approval.words == "Books: “Scrap”, although A suggests “Back into stock”"
    assert (found.approval.order_id, found.approval.amount_minor) == (W1, 3_000)
    lost = inspected("scrap", "found-r1-1")
    (found,) = second_look(board.state, c.LockRoute(R1), (lost,), ANA, NOON)
    assert isinstance(found, e.ApprovalAsked)
    assert found.approval.words.startswith("Found goods: “Scrap”")
    assert found.approval.order_id is None


def test_looking_at_goods_again_ends_what_was_asked_before() -> None:
    board = ruled(running_day(), dispositions=True)
    (asked_for,) = second_look(board.state, c.LockRoute(R1), (inspected("scrap"),), ANA, NOON)
    board.state = apply(apply(board.state, inspected("scrap")), asked_for)
    undone = e.InspectionUndone(ItemId("w1-in"), ANA.id, NOON)
    (lapsed,) = second_look(board.state, c.LockRoute(R1), (undone,), ANA, NOON)
    assert isinstance(lapsed, e.ApprovalEnded)
    assert lapsed.status is ApprovalStatus.LAPSED
