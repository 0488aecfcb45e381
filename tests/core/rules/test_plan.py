"""What the office changes: goods decide who may deliver, and no order is anywhere twice."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Role
from core.model import (
    CaseId,
    CaseStatus,
    CustodyKind,
    Option,
    OrderId,
    OrderKind,
    OrderStatus,
    PlaceId,
    Resolution,
    RouteId,
    StopId,
    StopKind,
    StopStatus,
    WaitingFor,
)
from core.rules.custody import in_vehicle
from core.rules.lookups import Refused
from core.rules.plan import both_of_sender
from core.state import apply
from tests.builders import (
    A1,
    A2,
    A3,
    ANA,
    B1,
    B2,
    B3,
    KIOSK,
    LUIS,
    R1,
    R2,
    SYSTEM,
    T1,
    T2,
    TODAY,
    TOMORROW,
    W1,
    W3,
    Board,
    add_orders,
    after,
    handing_over,
    make_order,
    make_window,
    placing,
    running_day,
    small_day,
)
from tests.fetches import located
from tests.senders import FROM, S1, TO, with_sent


def stops(*names: str) -> tuple[StopId, ...]:
    return tuple(StopId(name) for name in names)


# Placing.


def test_a_request_takes_its_place_and_no_other_stop_moves() -> None:
    board = small_day()
    option = Option(R1, 60, 900, 450, is_feasible=True)
    command = replace(placing(W1, board.route(R1), 1), offered=(option,), broken=("late",))
    board.ask(command)
    assert board.route(R1).stop_ids == stops("a1.1", "w1.1", "a2.1", "a3.1")
    assert board.route(R1).version == 2
    assert board.order(W1).status is OrderStatus.PLANNED
    assert board.stop("w1.1").kind is StopKind.COLLECT
    decision = board.case(W1).decision
    assert decision is not None
    assert (decision.resolution, decision.by, decision.route_id) == (Resolution.COLLECT, "ana", R1)
    assert (decision.offered, decision.broken) == ((option,), ("late",))


def test_an_order_is_placed_only_while_it_waits() -> None:
    board = running_day()
    assert board.refusal(placing(A1, board.route(R2), 0)) == "Order a1 is on Route 1 already."
    board.complete("a1.1")
    words = board.refusal(placing(A1, board.route(R2), 0))
    assert words == "Order a1 was done by Route 1 at 12:00."
    board.ask(c.CancelOrder(W1))
    words = board.refusal(placing(W1, board.route(R2), 0))
    assert words == "Order w1 is closed. Reopen its case first."
    assert board.refusal(placing(OrderId("x"), board.route(R2), 0)) == "There is no order x."


def test_a_stale_or_locked_or_ended_or_unknown_route_refuses_a_drop() -> None:
    board = running_day()
    stale = replace(placing(W1, board.route(R1), 0), expected_version=0)
    assert "Route 1 changed since you looked" in board.refusal(stale)
    unknown = replace(stale, route_id=RouteId("x"))
    assert board.refusal(unknown).startswith("There is no route x.")
    board.ask(c.LockRoute(R1))
    locked = placing(W1, board.route(R1), 0)
    assert board.refusal(locked) == "Route 1 is locked by ana. Unlock it first."
    for stop_id in ("b1.1", "b2.1", "b3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R2, board.now), board.driver(R2))
    ended = placing(W1, board.route(R2), 3)
    assert board.refusal(ended) == "Route 2 has ended. Choose another route."


def test_nothing_is_placed_before_what_is_done_or_under_way() -> None:
    board = running_day()
    board.complete("a1.1")
    board.ask(c.StartStop(StopId("a2.1"), board.now), LUIS)
    words = board.refusal(placing(W1, board.route(R1), 1))
    assert words == "Route 1 is past that place. Choose a later one."
    words = board.refusal(placing(W1, board.route(R1), 4))
    assert words == "Route 1 has only 3 stops. Look again."
    board.place(W1, R1, 2)


def test_a_failed_delivery_is_tried_again_by_its_own_van() -> None:
    board = running_day()
    board.fail("a1.1")
    board.place(A1, R1, 1)
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.RETRY_NOW
    assert board.stop("a1.2").kind is StopKind.DELIVER
    board.ask(c.WithdrawOrder(A1))
    board.place(A1, R1, 3)
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.RETRY_TODAY


def test_another_van_needs_a_hand_over() -> None:
    board = running_day()
    board.fail("a1.1")
    words = board.refusal(placing(A1, board.route(R2), 0))
    assert words == "The goods of order a1 are in Van 1. Route 2 needs a hand-over."


def test_a_van_that_has_left_cannot_deliver_what_is_at_the_depot() -> None:
    board = running_day()
    words = board.refusal(placing(W3, board.route(R1), 0))
    assert words.startswith("Route 1 has left; the goods of order w3 are at the depot.")
    board.place(W3, T1, 0)
    assert board.order(W3).day == TOMORROW


def test_goods_that_nobody_here_has_cannot_be_delivered() -> None:
    board = running_day()
    gone = replace(in_vehicle(board.route(R1).vehicle_id, board.now), kind=CustodyKind.PARTNER)
    item = board.order(W3).items[0].id
    board.state = apply(board.state, e.CustodyChanged((item,), gone))
    words = board.refusal(placing(W3, board.route(R1), 0))
    assert words == "The goods of order w3 are with the partner v1."
    missing = replace(gone, kind=CustodyKind.MISSING)
    board.state = apply(board.state, e.CustodyChanged((item,), missing))
    words = board.refusal(placing(W3, board.route(R1), 0))
    assert words == "The goods of order w3 are missing. Record where they were found."


def test_tomorrow_takes_what_todays_van_brings_back() -> None:
    board = running_day()
    board.fail("a1.1")
    events = board.place(A1, T2, 1)
    assert board.order(A1).day == TOMORROW
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.RESCHEDULE
    assert [type(event) for event in events] == [
        e.OrderRescheduled,
        e.OrderPlaced,
        e.CaseDecided,
    ]


def test_tomorrow_takes_it_also_when_its_day_was_changed_before() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    board.place(A1, T2, 0)
    assert board.order(A1).status is OrderStatus.PLANNED


def test_an_order_of_a_day_that_is_not_open_has_no_case_to_decide() -> None:
    board = small_day()
    board.ask(add_orders(make_order("z1", OrderKind.RETURN, day="2026-12-01")), SYSTEM)
    events = board.place(OrderId("z1"), R1, 0)
    assert [type(event) for event in events] == [e.OrderRescheduled, e.OrderPlaced]


def test_an_undo_before_sending_brings_the_very_stop_back() -> None:
    board = small_day()
    board.ask(c.WithdrawOrder(A1))
    board.place(A1, R1, 0)
    assert board.route(R1).stop_ids == board.route(R1).manifest
    assert board.case(A1).status is CaseStatus.ON_ITS_WAY, "the driver knows it already"


def test_an_undo_while_an_offer_is_open_brings_the_very_stop_back() -> None:
    board = small_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.ask(c.WithdrawOrder(W1))
    board.place(W1, R1, 0)
    assert board.route(R1).stop_ids[0] == "w1.1"
    assert board.case(W1).status is CaseStatus.DECIDED


def test_a_new_stop_gets_a_name_that_was_never_used() -> None:
    board = small_day()
    taken = replace(board.stop("b1.1"), id=StopId("w1.1"))
    board.state = replace(board.state, stops=board.state.stops | {taken.id: taken})
    board.place(W1, R1, 0)
    assert board.route(R1).stop_ids[0] == "w1.2"


# Hand-overs.


def failed() -> Board:
    board = running_day()
    board.fail("a1.1")
    return board


def test_a_hand_over_is_two_linked_stops_and_the_visit() -> None:
    board = failed()
    board.ask(handing_over(board, A1, R1, R2, give=2, take=0, visit=3))
    assert board.route(R1).stop_ids == stops("a1.1", "a2.1", "a1.2", "a3.1")
    assert board.route(R2).stop_ids == stops("a1.3", "b1.1", "b2.1", "a1.4", "b3.1")
    give, take = board.stop("a1.2"), board.stop("a1.3")
    assert (give.kind, take.kind) == (StopKind.GIVE, StopKind.TAKE)
    assert (give.linked_stop_id, take.linked_stop_id) == (take.id, give.id)
    assert give.place_id == take.place_id == "p-b3"


def test_a_hand_over_must_be_possible() -> None:
    board = failed()
    good = handing_over(board, A1, R1, R2, give=1, take=0, visit=1)
    way = good.hand_over
    assert way is not None

    def refusal(**changes: object) -> str:
        return board.refusal(replace(good, hand_over=replace(way, **changes)))

    assert "Route 1 changed since you looked" in refusal(give_expected_version=0)
    assert refusal(give_index=0) == "Route 1 is past that place. Choose a later one."
    assert refusal(take_index=4) == "Route 2 has only 3 stops. Look again."
    assert refusal(place_id=PlaceId("x")) == "The meeting place x is unknown."
    late = board.refusal(replace(good, index=0))
    assert late == "Order a1 cannot be delivered before it was taken over."
    version = board.route(T1).version
    other = refusal(give_route_id=T2, give_expected_version=version)
    assert other == "The goods of order a1 are not in the van of Route 2."
    itself = replace(good, route_id=R1, expected_version=board.route(R1).version)
    assert "not in the van" in board.refusal(itself)
    depot = handing_over(board, W3, R1, R2, give=1, take=0, visit=1)
    assert "not in the van" in board.refusal(depot)
    day = replace(good, route_id=T2, expected_version=board.route(T2).version)
    assert board.refusal(day) == "A hand-over needs two routes of one day."


def test_the_halves_of_a_hand_over_stay_before_the_visit_and_in_their_vans() -> None:
    board = failed()
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    version = board.route(R2).version
    words = board.refusal(c.MoveStop(StopId("a1.3"), R2, 4, version))
    assert words == "Order a1 cannot be delivered before it was taken over."
    words = board.refusal(c.MoveStop(StopId("a1.3"), R1, 4, board.route(R1).version))
    assert words == "Stop a1.3 belongs to a hand-over. Take order a1 off instead."
    turned = stops("a1.4", "a1.3", "b1.1", "b2.1", "b3.1")
    assert "cannot be delivered before" in board.refusal(c.ResequenceRoute(R2, turned, version))
    board.ask(c.MoveStop(StopId("a1.4"), R2, 2, version))
    assert board.route(R2).stop_ids == stops("a1.3", "b1.1", "a1.4", "b2.1", "b3.1")


# Withdrawing.


def test_an_order_taken_off_is_in_the_queue_again() -> None:
    board = failed()
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    board.send(R2)
    board.ask(c.WithdrawOrder(A1))
    assert board.order(A1).status is OrderStatus.FAILED
    assert (board.case(A1).reopened_because, board.case(A1).reopened) == ("taken off Route 2", 0)
    assert board.stop("a1.4").status is StopStatus.PLANNED, "he may have seen the offer"
    assert board.refusal(c.WithdrawOrder(A1)) == "Order a1 is on no route."
    board.ask(c.WithdrawOrder(A2))
    assert board.order(A2).status is OrderStatus.WAITING
    assert board.stop("a2.1").status is StopStatus.PLANNED, "the driver has not been told"


@pytest.mark.parametrize("is_taken", [False, True])
def test_what_reached_no_driver_leaves_the_case_as_it_was(is_taken: bool) -> None:
    board = running_day()
    if is_taken:
        board.ask(c.AcknowledgeCase(board.case(W1).id))
    before = board.case(W1)
    board.place(W1, R1, 0)
    board.ask(c.WithdrawOrder(W1))
    assert board.case(W1) == before
    assert board.stop("w1.1").status is StopStatus.CANCELLED


def test_what_is_under_way_or_locked_or_on_a_locked_route_stays() -> None:
    board = running_day()
    board.ask(c.StartStop(StopId("a1.1"), board.now), LUIS)
    words = board.refusal(c.WithdrawOrder(A1))
    assert words == "Route 1 is on its way to stop a1.1. Call the driver first."
    board.ask(c.LockStop(StopId("a2.1")))
    assert board.refusal(c.WithdrawOrder(A2)) == "Stop a2.1 is locked. Unlock it first."
    board.ask(c.LockRoute(R1))
    assert "Route 1 is locked by ana" in board.refusal(c.WithdrawOrder(A3))


# Moving.


def test_a_stop_moves_within_its_route() -> None:
    board = small_day()
    board.ask(c.MoveStop(StopId("a1.1"), R1, 2, 1))
    assert board.route(R1).stop_ids == stops("a2.1", "a3.1", "a1.1")
    assert board.refusal(c.MoveStop(StopId("a1.1"), R1, 3, board.route(R1).version)) == (
        "Route 1 is past that place, or shorter than that. Look again."
    )


def test_a_stop_moves_to_another_van_and_is_decided_anew() -> None:
    board = small_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.accept(R1)
    assert board.case(W1).status is CaseStatus.ON_ITS_WAY
    board.ask(c.MoveStop(StopId("w1.1"), R2, 3, board.route(R2).version))
    assert board.stop("w1.1").route_id == R2
    assert board.case(W1).status is CaseStatus.DECIDED
    board.ask(c.MoveStop(StopId("w1.1"), R1, 0, board.route(R1).version))
    assert board.case(W1).status is CaseStatus.ON_ITS_WAY, "back with the driver who agreed"
    assert board.route(R1).stop_ids == board.route(R1).manifest


def test_a_stop_without_a_case_moves_without_a_decision() -> None:
    board = small_day()
    events = board.ask(c.MoveStop(StopId("a3.1"), R2, 0, 1))
    assert [type(event) for event in events] == [e.StopMoved]


def test_a_stop_dragged_onto_tomorrow_changes_its_day() -> None:
    board = small_day()
    board.ask(c.MoveStop(StopId("a3.1"), T1, 0, 1))
    assert board.order(A3).day == TOMORROW


def test_goods_in_a_van_do_not_move_with_a_stop() -> None:
    board = running_day()
    words = board.refusal(c.MoveStop(StopId("a1.1"), R2, 0, 1))
    assert words == "The goods of order a1 are in Van 1. Route 2 needs a hand-over."


def test_what_has_ended_or_was_taken_off_cannot_be_moved() -> None:
    board = running_day()
    board.complete("a1.1")
    words = board.refusal(c.MoveStop(StopId("a1.1"), R1, 1, 1))
    assert words == "Stop a1.1 is completed and cannot be moved."
    board.ask(c.WithdrawOrder(A3))
    words = board.refusal(c.MoveStop(StopId("a3.1"), R1, 1, 1))
    assert words == "Stop a3.1 was taken off Route 1. Place its order instead."


def test_a_move_needs_two_open_routes_as_they_are() -> None:
    board = small_day()
    command = c.MoveStop(StopId("a3.1"), R2, 0, 1)
    assert "changed since you looked" in board.refusal(replace(command, expected_version=0))
    board.ask(c.LockRoute(R2))
    assert "Route 2 is locked by ana" in board.refusal(command)
    board.ask(c.UnlockRoute(R2))
    board.ask(c.LockRoute(R1))
    assert "Route 1 is locked by ana" in board.refusal(command)


# Sequences.


def test_a_better_sequence_is_the_same_stops_in_another_order() -> None:
    board = small_day()
    board.ask(c.ResequenceRoute(R1, stops("a3.1", "a1.1", "a2.1"), 1, "engine", 600))
    assert board.route(R1).stop_ids == stops("a3.1", "a1.1", "a2.1")
    version = board.route(R1).version
    same = c.ResequenceRoute(R1, board.route(R1).stop_ids, version)
    assert board.refusal(same) == "Route 1 has that sequence already."
    other = replace(same, stop_ids=stops("a3.1", "a1.1"))
    assert board.refusal(other).startswith("The new sequence does not have the stops of Route 1.")


def test_what_is_done_or_locked_keeps_its_place_in_a_sequence() -> None:
    board = running_day()
    board.complete("a1.1")
    turned = c.ResequenceRoute(R1, stops("a2.1", "a1.1", "a3.1"), board.route(R1).version)
    words = board.refusal(turned)
    assert words == "What Route 1 has done or is doing cannot change its place."
    board.ask(c.LockStop(StopId("a3.1")))
    turned = replace(turned, stop_ids=stops("a1.1", "a3.1", "a2.1"))
    assert board.refusal(turned) == "Stop a3.1 is locked in its place. Unlock it first."


# Days.


def test_an_order_moves_to_another_day_with_its_window_and_its_deadline() -> None:
    board = small_day()
    order = make_order("z1", OrderKind.RETURN, window=make_window(60, 180))
    board.ask(add_orders(order), SYSTEM)
    board.place(order.id, R1, 0)
    events = board.ask(c.RescheduleOrder(order.id, TOMORROW))
    assert [type(event) for event in events] == [
        e.OrderWithdrawn,
        e.OrderRescheduled,
        e.CaseDecided,
        e.CaseReopened,
    ]
    assert board.order(order.id).window == make_window(60 + 24 * 60, 180 + 24 * 60)
    case = board.case(order.id)
    assert (case.status, case.deadline) == (CaseStatus.OPEN, after(180 + 24 * 60))
    assert case.reopened_because == "moved to Tue 24 Nov"


def test_a_move_to_another_day_that_is_taken_back_leaves_the_case_as_it_was() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.LetCaseWait(CaseId("case-a1"), WaitingFor.CUSTOMER, board.now + timedelta(hours=1)))
    before, order = board.case(A1), board.order(A1)
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    assert board.case(A1).reopened_because == "moved to Tue 24 Nov"
    assert board.case(A1).reopened == 0, "the office chose it; nothing went wrong"
    events = board.ask(c.RescheduleOrder(A1, TODAY, is_undo=True))
    assert [type(event) for event in events] == [e.OrderRescheduled, e.CaseReopened]
    assert board.order(A1) == order
    assert board.case(A1) == before


def test_a_visit_of_another_day_that_is_taken_back_costs_the_case_no_time() -> None:
    board = running_day()
    board.fail("a1.1")
    board.now += timedelta(minutes=5)
    before = board.case(A1)
    route = next(r for r in board.state.routes.values() if r.day == TOMORROW)
    board.place(A1, route.id, 0)
    board.ask(c.WithdrawOrder(A1))
    (event,) = board.ask(c.RescheduleOrder(A1, TODAY, is_undo=True))
    assert isinstance(event, e.OrderRescheduled)
    assert (board.case(A1), board.order(A1).day) == (before, TODAY)


def test_a_move_is_taken_back_only_while_nobody_has_decided_since() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    back = c.RescheduleOrder(A1, TODAY, is_undo=True)
    route = next(r for r in board.state.routes.values() if r.day == TOMORROW)
    board.place(A1, route.id, 0)
    assert board.refusal(back) == "Order a1 is on a route. Take it off the route first."
    board.ask(c.WithdrawOrder(A1))
    board.ask(c.ReturnToDepot(CaseId("case-a1")))
    assert board.refusal(back) == "Somebody has decided on order a1 since. Look at its case."
    board.ask(c.ReopenCase(CaseId("case-a1")))
    board.ask(c.LetCaseWait(CaseId("case-a1"), WaitingFor.CUSTOMER, board.now + timedelta(hours=1)))
    assert board.refusal(back).startswith("Somebody has decided on order a1 since.")


def test_a_planned_order_without_a_case_only_moves_back() -> None:
    board = small_day()
    board.ask(c.RescheduleOrder(B3, TOMORROW))
    cases = {k: replace(v, status=CaseStatus.CLOSED) for k, v in board.state.cases.items()}
    board.state = replace(board.state, cases=cases)
    (event,) = board.ask(c.RescheduleOrder(B3, TODAY, is_undo=True))
    assert isinstance(event, e.OrderRescheduled)


def test_a_planned_order_gets_a_case_on_the_day_it_is_moved_to() -> None:
    board = small_day()
    board.ask(c.RescheduleOrder(B3, TOMORROW))
    assert board.case(B3).status is CaseStatus.OPEN
    assert board.route(R2).stop_ids == stops("b1.1", "b2.1")
    board.ask(c.RescheduleOrder(B3, TODAY))
    assert board.order(B3).day == TODAY


def test_a_day_that_is_over_takes_no_order() -> None:
    board = running_day()
    board.now += timedelta(days=1)
    routes = {
        r.id: replace(r, ended_at=r.ended_at or board.now) for r in board.state.routes.values()
    }
    waiting = {o.id: replace(o, day=TOMORROW) for o in board.state.orders.values()}
    board.state = replace(board.state, routes=routes, orders=waiting)
    assert board.refusal(c.RescheduleOrder(W1, TODAY)).startswith("The day Mon 23 Nov is over.")


def test_a_stop_with_an_open_problem_stays_with_its_driver() -> None:
    board = running_day()
    stop = replace(board.stop("a1.1"), problem="access_denied")
    board.state = replace(board.state, stops={**board.state.stops, stop.id: stop})
    moved = c.MoveStop(stop.id, R2, 1, board.state.routes[R2].version)
    assert board.refusal(moved).endswith("a problem at stop a1.1. Answer it first.")


def test_an_order_moves_only_to_an_open_day_and_only_while_it_can() -> None:
    board = running_day()
    assert board.refusal(c.RescheduleOrder(W1, TODAY)) == "Order w1 is on Mon 23 Nov already."
    words = board.refusal(c.RescheduleOrder(W1, "2026-12-24"))  # type: ignore[arg-type]
    assert words == "The day Thu 24 Dec is not open for planning."
    board.ask(c.StartStop(StopId("b1.1"), board.now), board.driver(R2))
    assert "Call the driver first" in board.refusal(c.RescheduleOrder(B1, TOMORROW))
    board.complete("b1.1")
    assert board.refusal(c.RescheduleOrder(B1, TOMORROW)) == "Order b1 is done."
    board.ask(c.LockRoute(R2))
    assert "is locked by ana" in board.refusal(c.RescheduleOrder(B2, TOMORROW))


# Locks.


def test_a_route_is_locked_once_and_says_by_whom() -> None:
    board = small_day()
    assert board.refusal(c.UnlockRoute(R1)) == "Route 1 is not locked."
    board.ask(c.LockRoute(R1))
    boss = replace(ANA, id="bo", role=Role.SUPERVISOR)
    assert board.refusal(c.LockRoute(R1), boss) == "Route 1 is locked by ana already."
    board.ask(c.UnlockRoute(R1), boss)
    assert board.route(R1).locked_by is None


@pytest.mark.parametrize("is_under_way", [False, True])
def test_a_stop_is_locked_while_it_is_planned(*, is_under_way: bool) -> None:
    board = running_day()
    lock, unlock = c.LockStop(StopId("a1.1")), c.UnlockStop(StopId("a1.1"))
    assert board.refusal(unlock) == "Stop a1.1 is not locked."
    if is_under_way:
        board.ask(c.StartStop(StopId("a1.1"), board.now), LUIS)
    else:
        board.ask(lock)
    assert board.refusal(lock) == "Stop a1.1 is locked or under way already."
    if not is_under_way:
        board.ask(unlock)
        assert not board.stop("a1.1").is_locked


# Out of a van that cannot go on, and several at once.


def fetching(board: Board, place: str = "depot") -> c.PlaceOrder:
    """Van 2 fetches a1 first of all and delivers it."""
    way = c.HandOver(PlaceId(place), R1, board.route(R1).version, 0, 0)
    return c.PlaceOrder(A1, R2, 1, board.route(R2).version, way)


def test_goods_are_fetched_from_a_van_that_stands_and_only_there() -> None:
    board = running_day()
    board.ask(c.ReportBreakdown(R1))
    assert board.refusal(fetching(board, "p-a1")) == (
        "The van of Route 1 stands elsewhere. Look again."
    )
    other = replace(fetching(board), order_id=W1)
    assert board.refusal(other) == "The goods of order w1 are not in the van of Route 1."
    early = replace(fetching(board), index=0)
    assert board.refusal(early) == "Order a1 cannot be delivered before it was taken over."
    board.ask(fetching(board))
    kinds = [board.stop(stop_id).kind for stop_id in board.route(R2).stop_ids[:2]]
    assert kinds == [StopKind.TAKE, StopKind.DELIVER]


def test_several_orders_are_placed_together_or_not_at_all() -> None:
    board = running_day()
    version = board.route(R2).version
    both = (c.PlaceOrder(W1, R2, 0, version), c.PlaceOrder(OrderId("w2"), R2, 0, version + 1))
    last = c.PlaceOrder(B1, R2, 0, version + 2)
    assert board.refusal(c.PlaceAll((*both, last))) == "Order b1 is on Route 2 already."
    board.ask(c.PlaceAll(both))
    assert board.route(R2).stop_ids[:2] == ("w2.1", "w1.1")


def test_a_slot_that_was_agreed_moves_the_order_with_its_window() -> None:
    board = small_day()
    window = make_window(24 * 60, 24 * 60 + 60)
    board.ask(c.RescheduleOrder(W1, TOMORROW, window=window))
    assert (board.order(W1).day, board.order(W1).window) == (TOMORROW, window)
    later = make_window(25 * 60, 26 * 60)
    board.ask(c.RescheduleOrder(W1, TOMORROW, window=later))
    assert board.order(W1).window == later
    words = board.refusal(c.RescheduleOrder(W1, TOMORROW, window=later))
    assert words == "Order w1 is on Tue 24 Nov already."


def test_a_window_lies_in_its_day() -> None:
    board = small_day()
    for window in (make_window(0, 60), make_window(24 * 60 + 60, 24 * 60)):
        words = board.refusal(c.RescheduleOrder(W1, TOMORROW, window=window))
        assert words.startswith("The window is not one of Tue 24 Nov")


def test_a_window_is_given_up_again() -> None:
    board = small_day()
    board.ask(c.RescheduleOrder(W1, TODAY, window=make_window(0, 60)))
    board.ask(c.RescheduleOrder(W1, TODAY, is_any_time=True))
    assert board.order(W1).window is None
    words = board.refusal(c.RescheduleOrder(W1, TODAY, is_any_time=True))
    assert words == "Order w1 is on Mon 23 Nov already."
    board.ask(c.RescheduleOrder(W1, TOMORROW, window=make_window(24 * 60, 25 * 60)))
    board.ask(c.RescheduleOrder(W1, TODAY, is_any_time=True))
    assert (board.order(W1).day, board.order(W1).window) == (TODAY, None)


def test_goods_that_lie_elsewhere_are_fetched_first() -> None:
    board = located()
    board.place(A1, R2, 0)
    stop = board.stop("a1.2")
    assert (stop.kind, stop.place_id, stop.route_id) == (StopKind.FETCH, "a1@found1", R2)
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.FETCH
    board.ask(c.MoveStop(stop.id, R1, 1, board.route(R1).version))
    assert board.stop("a1.2").route_id == R1, "no van is tied to it"


def test_a_failed_delivery_is_put_onto_a_route_to_a_collection_point() -> None:
    board = failed()
    version = board.route(R1).version
    board.ask(c.PlaceOrder(A1, R1, 1, version, point_id=KIOSK.place.id))
    assert board.stop("a1.2").place_id == KIOSK.place.id
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.REDIRECT


def test_what_a_sender_gives_is_collected_just_before_it_is_brought() -> None:
    board = with_sent()
    board.place(S1, R1, 1)
    take, visit = (board.stop(f"s1.{n}") for n in (1, 2))
    assert board.route(R1).stop_ids[1:3] == (take.id, visit.id)
    assert (take.kind, take.place_id, take.service_s) == (StopKind.TAKE, FROM, 240)
    assert (visit.kind, visit.place_id) == (StopKind.DELIVER, TO)
    words = "Stop s1.2 belongs to a collection and a delivery. Take order s1 off instead."
    assert board.refusal(c.MoveStop(visit.id, R2, 0, board.route(R2).version)) == words
    swapped = (board.route(R1).stop_ids[0], visit.id, take.id, *board.route(R1).stop_ids[3:])
    told = board.refusal(c.ResequenceRoute(R1, swapped, board.route(R1).version))
    assert told == "Order s1 cannot be delivered before it was taken over."


def test_collection_and_delivery_may_have_stops_between_them() -> None:
    board = with_sent()
    there = c.PlaceOrder(S1, R1, 3, board.route(R1).version, hand_over=collecting(0))
    board.ask(there)
    assert [board.route(R1).stop_ids.index(StopId(f"s1.{n}")) for n in (1, 2)] == [0, 3]
    board.ask(c.WithdrawOrder(S1))
    assert board.order(S1).status is OrderStatus.WAITING
    version = board.route(R1).version
    before = c.PlaceOrder(S1, R1, 0, version, hand_over=collecting(0))
    assert board.refusal(before) == "Order s1 cannot be delivered before it was collected."
    far = c.PlaceOrder(S1, R1, 99, version, hand_over=collecting(98))
    assert "has only 3 stops" in board.refusal(far)


def test_the_driver_who_knows_both_halves_keeps_them() -> None:
    board = with_sent()
    board.place(S1, R1, 0)
    board.send(R1)
    board.accept(R1)
    board.ask(c.WithdrawOrder(S1))
    board.place(S1, R1, 0)
    assert board.route(R1).stop_ids[:2] == (StopId("s1.1"), StopId("s1.2"))


def test_goods_that_left_their_sender_are_not_collected_there_again() -> None:
    board = with_sent(is_running=True)
    board.place(S1, R1, 0)
    board.send(R1)
    board.accept(R1)
    board.complete("s1.1")
    board.fail("s1.2")
    again = c.PlaceOrder(S1, R2, 3, board.route(R2).version, hand_over=collecting(2))
    assert board.refusal(again) == "The goods of order s1 are not with their sender any more."


def collecting(at: int) -> c.HandOver:
    return c.HandOver(FROM, None, 0, 0, at)


def test_only_a_collection_with_its_delivery_moves_as_two() -> None:
    board = with_sent()
    board.place(S1, R1, 0)
    version = board.route(R2).version

    def moved(stop: str) -> tuple[e.Event, ...]:
        move = c.MoveStop(StopId(stop), R2, 0, version)
        return both_of_sender(board.state, move, ANA, board.now)

    assert moved("a1.1") == ()
    names = [type(event).__name__ for event in moved("s1.2")]
    assert names == ["StopMoved", "StopMoved", "CaseDecided"]
    board.ask(c.LockStop(StopId("s1.1")))
    with pytest.raises(Refused, match="is locked"):
        moved("s1.2")
    board.ask(c.UnlockStop(StopId("s1.1")))
    late = replace(board.route(R2), day=TOMORROW)
    board.state = replace(board.state, routes=board.state.routes | {R2: late})
    assert isinstance(moved("s1.1")[0], e.OrderRescheduled)
