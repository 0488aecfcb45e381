"""What rules look up, and how they say that it is not there."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    Approval,
    ApprovalId,
    ApprovalKind,
    CaseId,
    CounterPickup,
    OrderId,
    PartnerId,
    PartnerJob,
    RouteId,
    ServiceDay,
    StopId,
    StopKind,
)
from core.rules.lookups import (
    KINDS,
    Refused,
    active_case,
    case_of,
    clamped,
    day_of,
    done_when,
    first_free_index,
    is_taken_back,
    money_waits,
    must_be_current,
    must_be_open,
    must_be_own,
    must_not_be_with_partner,
    open_approvals,
    order_of,
    pending_stops,
    route_of,
    stop_of,
)
from tests.builders import (
    A1,
    ANA,
    EVA,
    LUIS,
    MORNING,
    NOON,
    R1,
    R2,
    SYSTEM,
    TODAY,
    W1,
    W3,
    handing_over,
    make_route,
    running_day,
)


def test_a_day_is_open_or_refused_as_people_write_it() -> None:
    state = running_day().state
    assert day_of(state, TODAY) is state.days[TODAY]
    with pytest.raises(Refused, match=r"The day Thu 24 Dec is not open\."):
        day_of(state, ServiceDay("2026-12-24"))


def test_what_is_there_is_found() -> None:
    state = running_day().state
    assert route_of(state, R1).id == R1
    assert stop_of(state, StopId("a1.1")).order_id == A1
    assert order_of(state, A1).id == A1
    assert case_of(state, CaseId("case-w1")).order_id == W1


def test_what_is_not_there_is_said_in_words() -> None:
    state = running_day().state
    with pytest.raises(Refused, match="There is no route x"):
        route_of(state, RouteId("x"))
    with pytest.raises(Refused, match="There is no stop x on the plan"):
        stop_of(state, StopId("x"))
    with pytest.raises(Refused, match="There is no order x"):
        order_of(state, OrderId("x"))
    with pytest.raises(Refused, match="There is no case x"):
        case_of(state, CaseId("x"))


def test_a_case_is_active_until_it_is_closed() -> None:
    board = running_day()
    assert active_case(board.state, A1) is None
    assert active_case(board.state, W1) == board.case(W1)
    board.ask(c.CancelOrder(W1))
    assert active_case(board.state, W1) is None


def test_pending_are_the_stops_on_plans_that_have_not_ended() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    kinds = [stop.kind for stop in pending_stops(board.state, A1)]
    assert kinds == [StopKind.GIVE, StopKind.TAKE, StopKind.DELIVER]
    board.ask(c.WithdrawOrder(A1))
    assert pending_stops(board.state, A1) == ()


def test_a_route_is_open_unless_locked_or_ended() -> None:
    must_be_open(make_route())
    with pytest.raises(Refused, match="is locked by ana"):
        must_be_open(make_route(is_locked=True, locked_by=ANA.id))
    with pytest.raises(Refused, match="has ended"):
        must_be_open(make_route(ended_at=NOON))


def test_a_route_is_as_it_was_seen_or_the_change_is_stale() -> None:
    must_be_current(make_route(version=3), 3)
    with pytest.raises(Refused, match=r"it is at version 3, you saw 2"):
        must_be_current(make_route(version=3), 2)


def test_drivers_have_their_own_routes_and_the_office_has_all() -> None:
    must_be_own(make_route(), LUIS)
    must_be_own(make_route(), ANA)
    with pytest.raises(Refused, match="Route 1 is not your route"):
        must_be_own(make_route(), EVA)


def test_the_first_free_place_is_behind_what_is_done_or_under_way() -> None:
    board = running_day()
    assert first_free_index(board.state, board.route(R1)) == 0
    board.complete("a2.1")
    assert first_free_index(board.state, board.route(R1)) == 1
    board.ask(c.StartStop(StopId("a1.1"), board.now), LUIS)
    assert first_free_index(board.state, board.route(R1)) == 2


def test_a_devices_time_lies_between_what_led_to_it_and_now() -> None:
    hour = timedelta(hours=1)
    assert clamped(NOON - hour, NOON, MORNING) == NOON - hour
    assert clamped(NOON + hour, NOON, MORNING) == NOON
    assert clamped(MORNING - hour, NOON, MORNING) == MORNING


def test_it_is_known_who_did_an_order_and_when() -> None:
    board = running_day()
    board.complete("a1.1")
    assert done_when(board.state, A1) == "by Route 1 at 12:00"


def test_an_order_can_be_done_without_a_visit() -> None:
    assert done_when(running_day().state, A1) == "already"


def test_every_kind_of_order_has_its_kind_of_stop() -> None:
    assert set(KINDS.values()) == {StopKind.DELIVER, StopKind.COLLECT, StopKind.EXCHANGE}


def test_what_a_partner_has_is_left_to_the_partner() -> None:
    order = running_day().order(W1)
    must_not_be_with_partner(order)
    job = PartnerJob(PartnerId("p"), "Couriers", 100, ANA.id, NOON)
    with pytest.raises(Refused, match=r"Order w1 is with Couriers\. Take it back first\."):
        must_not_be_with_partner(replace(order, partner=job))
    pickup = CounterPickup(job.by, NOON, NOON, NOON)
    with pytest.raises(Refused, match="waits at the counter"):
        must_not_be_with_partner(replace(order, counter=pickup))


def test_a_route_that_cannot_go_on_takes_nothing() -> None:
    board = running_day()
    board.ask(c.ReportBreakdown(R1))
    with pytest.raises(Refused, match=r"Route 1 cannot go on\. Choose another route\."):
        must_be_open(board.route(R1))


def test_an_order_that_is_not_sent_instead_any_more_is_taken_back() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(W3).id))
    new = OrderId("w3-r1")
    assert not is_taken_back(board.state, board.order(new))
    assert not is_taken_back(board.state, board.order(W3))
    board.ask(c.UndoReplacement(W3))
    assert is_taken_back(board.state, board.order(new))


def test_money_waits_while_a_refund_was_asked_for_and_nobody_has_looked() -> None:
    board = running_day()
    open_one = Approval(ApprovalId("x"), ApprovalKind.EXCEPTION, ANA.id, NOON, "", order_id=W3)
    other = replace(open_one, id=ApprovalId("y"), kind=ApprovalKind.BROKEN)
    assert not money_waits(board.state, board.order(W3))
    board.ask(c.RefundOrder(board.case(W3).id))
    assert not money_waits(board.state, board.order(W3))
    board.state = replace(board.state, approvals={open_one.id: open_one, other.id: other})
    assert open_approvals(board.state, W3) == (open_one, other)
    assert money_waits(board.state, board.order(W3))
    board.state = replace(board.state, approvals={other.id: other})
    assert not money_waits(board.state, board.order(W3))
