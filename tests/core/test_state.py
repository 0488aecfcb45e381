"""The fold: each event changes what it names and nothing else, and `diff` finds exactly that."""

from datetime import date, datetime, timedelta
from itertools import accumulate

import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    ActorId,
    AddressChange,
    AnswerKind,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalStatus,
    Attempt,
    BeforeMove,
    BlobId,
    Break,
    Calendar,
    Call,
    CallOutcome,
    CaseId,
    CaseNote,
    CaseStatus,
    Closure,
    ClosureId,
    CollectionRound,
    CounterPickup,
    Custody,
    CustodyKind,
    CustomerAnswer,
    CustomerChoice,
    CustomerId,
    CustomerLink,
    DayClosing,
    Decision,
    DepotSettings,
    DoorCheck,
    DriverId,
    Fence,
    FenceId,
    Grade,
    ItemId,
    Knowledge,
    LotId,
    Message,
    MessageId,
    MessageKind,
    MessageRules,
    MessageStatus,
    Offer,
    OfferId,
    OrderId,
    OrderStatus,
    PartnerId,
    PartnerJob,
    PersonKind,
    PinSource,
    Place,
    PlaceId,
    PolicyChange,
    PolicyException,
    Position,
    ProblemAnswer,
    Proof,
    Refund,
    RefundStatus,
    Resolution,
    RoundId,
    RouteId,
    SettingsChange,
    ShortMessage,
    SignOff,
    SlotHold,
    StopId,
    StopKind,
    StopStatus,
    Stranded,
    TextRef,
    TimeWindow,
    Waiting,
    WaitingFor,
)
from core.policy import Check, Policy, RefundWhen, ReturnReason
from core.state import CHANGES_KEPT, TABLES, Changes, State, apply, diff
from tests.builders import (
    A1,
    A2,
    ANA,
    B1,
    COURIER,
    DEPOT,
    KIOSK,
    NOON,
    R1,
    R2,
    T1,
    TODAY,
    TOMORROW,
    W1,
    W3,
    after,
    first_stop,
    fleet,
    make_item,
    make_order,
    make_route,
    make_stop,
    make_window,
    running_day,
    small_day,
)

DAY = running_day().state
S1, S2, S3 = (StopId(f"a{n}.1") for n in (1, 2, 3))
NEW = StopId("w1.1")
CASE = CaseId("case-w1")


def fold(*events: e.Event, state: State = DAY) -> State:
    return list(accumulate(events, apply, initial=state))[-1]


def placed(index: int = 1) -> e.OrderPlaced:
    """The waiting return w1 onto the first route."""
    return e.OrderPlaced(W1, (e.Placement(make_stop(DAY.orders[W1], id=NEW), index),))


def offered(*stop_ids: StopId, added: tuple[StopId, ...] = (), **parts: object) -> e.ChangesSent:
    offer = Offer(
        OfferId("o1"), stop_ids, added, removed=(), moved=(), sent_at=NOON, sent_by=ANA.id
    )
    return e.ChangesSent(R1, replace(offer, **parts))


def failed(stop_id: StopId) -> e.StopFailed:
    attempt = Attempt(stop_id, DriverId("d1"), "recipient_absent", NOON, NOON)
    return e.StopFailed(stop_id, attempt)


def test_a_depot_comes_with_its_place_and_a_fleet_replaces_its_equals() -> None:
    state = small_day().state
    assert state.depot is not None
    assert state.depot.place_id in state.places
    again = fold(e.FleetRegistered((), fleet(3).vehicles), state=state)
    assert len(again.vehicles) == 3
    assert again.drivers == state.drivers


def test_added_orders_bring_places_customers_and_the_custody_of_their_items() -> None:
    order = make_order("x1")
    custody = {ItemId("x1-out"): Custody(CustodyKind.DEPOT, "coquimbo", NOON)}
    state = fold(e.OrdersAdded((), (), (order,), custody))
    assert state.orders[order.id] == order
    assert state.custody[ItemId("x1-out")].since == NOON
    assert set(state.custody) == {*DAY.custody, "x1-out"}


def test_an_opened_day_plans_the_orders_of_its_stops_and_no_others() -> None:
    assert DAY.orders[A1].status is OrderStatus.PLANNED
    assert DAY.orders[W1].status is OrderStatus.WAITING
    assert set(DAY.days) == {DAY.orders[A1].day, TOMORROW}


def test_each_event_counts_one_up() -> None:
    assert fold(e.RouteLocked(R1, ANA.id), e.RouteUnlocked(R1)).seq == DAY.seq + 2


def test_a_placed_order_makes_a_new_version_and_leaves_the_drivers_list() -> None:
    state = fold(placed())
    route = state.routes[R1]
    assert route.stop_ids == (S1, NEW, S2, S3)
    assert route.manifest == (S1, S2, S3)
    assert route.version == DAY.routes[R1].version + 1
    assert state.orders[W1].status is OrderStatus.PLANNED


def test_the_driver_may_take_his_stops_in_another_order() -> None:
    state = fold(e.StopStarted(S3, NOON))
    assert state.routes[R1].stop_ids == state.routes[R1].manifest == (S3, S1, S2)
    state = fold(e.StopArrived(S3, after(5, NOON)), state=state)
    assert state.stops[S3].status is StopStatus.ARRIVED
    assert state.routes[R1].version == DAY.routes[R1].version + 1, "in its turn already"


def test_what_was_completed_follows_what_had_ended() -> None:
    state = fold(e.StopCompleted(S2, NOON, NOON), e.StopCompleted(S1, after(9, NOON), NOON))
    assert state.routes[R1].stop_ids == (S2, S1, S3)
    assert state.orders[A1].status is state.orders[A2].status is OrderStatus.DONE
    assert state.stops[S1].ended_at == after(9, NOON)


def test_what_shows_a_visit_stands_on_its_stop() -> None:
    photo, proof = BlobId("a" * 64), Proof(signature=BlobId("b" * 64))
    state = fold(e.StopCompleted(S1, NOON, NOON, proof=proof))
    assert state.stops[S1].proof == proof
    earlier = fold(e.StopCompleted(S1, NOON, NOON, photo=photo))
    assert earlier.stops[S1].proof == Proof((photo,))
    assert fold(e.StopCompleted(S1, NOON, NOON)).stops[S1].proof is None


def test_a_break_that_was_taken_is_not_planned_any_more() -> None:
    first, second = (Break(after(n, NOON), after(n + 60, NOON), 1800) for n in (0, 120))
    route = replace(DAY.routes[R1], breaks=(second, first))
    state = replace(DAY, routes=DAY.routes | {R1: route})
    state = fold(e.BreakStarted(R1, NOON), state=state)
    assert state.routes[R1].break_since == NOON
    short = fold(e.BreakEnded(R1, after(5, NOON), was_planned=False), state=state)
    assert short.routes[R1].breaks == (first, second)
    rested = fold(e.BreakEnded(R1, after(30, NOON)), state=state).routes[R1]
    assert (rested.breaks, rested.break_since) == ((second,), None)
    assert rested.rests == (TimeWindow(NOON, after(30, NOON)),)


def test_short_messages_are_kept_by_driver_and_the_oldest_go() -> None:
    d1 = DriverId("d1")

    def said(number: int, *, by_driver: bool = True) -> e.ShortMessageSent:
        sent = ShortMessage(number, d1, ANA.id, by_driver, NOON, NOON, "yes")
        return e.ShortMessageSent(sent)

    state = fold(*(said(n, by_driver=n != 2) for n in range(1, 4)))
    assert diff(DAY, state) == Changes(short_messages=frozenset({d1}))
    read = fold(e.ShortMessagesRead(d1, 2, False, ANA.id, NOON), state=state)
    assert [m.read_at for m in read.short_messages[d1]] == [NOON, None, None]
    again = fold(e.ShortMessagesRead(d1, 2, False, ANA.id, after(1, NOON)), state=read)
    assert again.short_messages == read.short_messages
    many = fold(*(said(n) for n in range(4, 90)), state=state)
    assert [m.number for m in many.short_messages[d1]][0::59] == [30, 89]


def test_a_stop_started_after_it_was_taken_off_stays_off_until_it_has_ended() -> None:
    off = e.OrderWithdrawn(A1, (S1,), OrderStatus.WAITING)
    state = fold(off, e.StopStarted(S1, NOON))
    assert state.routes[R1].stop_ids == (S2, S3)
    assert state.stops[S1].status is StopStatus.EN_ROUTE
    state = fold(e.StopCompleted(S1, NOON, NOON), state=state)
    assert state.routes[R1].stop_ids == (S1, S2, S3)


def test_a_failure_is_remembered_with_its_order() -> None:
    state = fold(e.ProblemReported(S1, "bad_address", NOON), failed(S1))
    assert state.stops[S1].problem == "bad_address"
    assert state.stops[S1].status is StopStatus.FAILED
    assert state.orders[A1].status is OrderStatus.FAILED
    assert [attempt.stop_id for attempt in state.orders[A1].attempts] == [S1]


def test_an_answer_stands_until_the_next_problem_or_answer() -> None:
    wait = ProblemAnswer(AnswerKind.WAIT, ANA.id, NOON, until=after(10, NOON))
    over = ProblemAnswer(AnswerKind.FAIL, ANA.id, after(4, NOON))
    reported = e.ProblemReported(S1, "bad_address", NOON)
    answered = fold(reported, e.ProblemAnswered(S1, wait))
    assert answered.stops[S1].answer == wait
    assert fold(e.ProblemAnswered(S1, over), state=answered).stops[S1].answer == over
    assert fold(reported, state=answered).stops[S1].answer is None


def test_a_failure_after_somebody_else_delivered_leaves_the_order_done() -> None:
    second = make_stop(DAY.orders[A1], R2, id=StopId("a1.2"))
    state = fold(
        e.OrderPlaced(A1, (e.Placement(second, 0),)),
        e.StopCompleted(second.id, NOON, NOON),
        failed(S1),
    )
    assert state.orders[A1].status is OrderStatus.DONE


def test_a_completed_hand_over_is_no_completed_order() -> None:
    give = make_stop(DAY.orders[A1], id=StopId("a1.2"), kind=StopKind.GIVE)
    state = fold(e.OrderPlaced(A1, (e.Placement(give, 0),)), e.StopCompleted(give.id, NOON, NOON))
    assert state.orders[A1].status is OrderStatus.PLANNED


def test_custody_passes_for_the_named_items_only() -> None:
    custody = Custody(CustodyKind.CUSTOMER, "c-a1", NOON)
    state = fold(e.CustodyChanged((ItemId("a1-out"),), custody))
    assert state.custody == DAY.custody | {ItemId("a1-out"): custody}


def test_a_withdrawn_stop_that_the_driver_knows_stays_doable() -> None:
    state = fold(e.OrderWithdrawn(A1, (S1,), OrderStatus.WAITING))
    assert state.routes[R1].stop_ids == (S2, S3)
    assert state.routes[R1].manifest == (S1, S2, S3)
    assert state.stops[S1].status is StopStatus.PLANNED
    assert state.orders[A1].status is OrderStatus.WAITING


def test_a_withdrawn_stop_that_nobody_knows_is_cancelled() -> None:
    state = fold(placed(), e.OrderWithdrawn(W1, (NEW,), OrderStatus.WAITING))
    assert state.stops[NEW].status is StopStatus.CANCELLED


def test_a_withdrawn_stop_that_is_being_offered_lives_until_the_offer_is_gone() -> None:
    sent = offered(S1, NEW, S2, S3, added=(NEW,))
    state = fold(placed(), sent, e.OrderWithdrawn(W1, (NEW,), OrderStatus.WAITING))
    assert state.stops[NEW].status is StopStatus.PLANNED
    recalled = fold(e.ChangesRecalled(R1, OfferId("o1")), state=state)
    assert recalled.routes[R1].offer is None
    assert recalled.stops[NEW].status is StopStatus.CANCELLED


def test_withdrawing_once_more_changes_no_route() -> None:
    off = e.OrderWithdrawn(A1, (S1,), OrderStatus.WAITING)
    once = fold(off)
    assert fold(off, state=once).routes == once.routes


def test_an_accepted_offer_is_the_drivers_list() -> None:
    state = fold(
        placed(), offered(S1, NEW, S2, S3, added=(NEW,)), e.ChangesAccepted(R1, OfferId("o1"), NOON)
    )
    assert state.routes[R1].manifest == (S1, NEW, S2, S3)
    assert state.routes[R1].offer is None


def test_what_ended_before_the_answer_comes_first_on_the_agreed_list() -> None:
    state = fold(
        placed(),
        offered(S3, S2, NEW, S1, added=(NEW,)),
        e.StopCompleted(S1, NOON, NOON),
        e.StopStarted(S2, NOON),
        e.ChangesAccepted(R1, OfferId("o1"), NOON),
    )
    assert state.routes[R1].manifest == (S1, S2, S3, NEW)


def test_accepting_what_is_gone_already_keeps_the_list() -> None:
    state = fold(e.ChangesAccepted(R1, OfferId("o1"), NOON))
    assert state.routes[R1].manifest == DAY.routes[R1].manifest


def test_an_accepted_removal_cancels_the_stop() -> None:
    state = fold(
        e.OrderWithdrawn(A1, (S1,), OrderStatus.WAITING),
        offered(S2, S3, removed=(S1,)),
        e.ChangesAccepted(R1, OfferId("o1"), NOON),
    )
    assert state.stops[S1].status is StopStatus.CANCELLED
    assert state.routes[R1].manifest == (S2, S3)


def test_a_declined_offer_takes_its_removals_all_the_same() -> None:
    state = fold(
        placed(),
        e.OrderWithdrawn(A1, (S1,), OrderStatus.WAITING),
        offered(NEW, S2, S3, added=(NEW,), removed=(S1,)),
        e.ChangesDeclined(R1, OfferId("o1"), "full", NOON, (S2, S3)),
    )
    assert state.routes[R1].manifest == state.routes[R1].stop_ids == (S2, S3)
    assert state.stops[S1].status is state.stops[NEW].status is StopStatus.CANCELLED


def test_an_order_remembers_who_declined_it_until_he_agrees() -> None:
    was_offered = fold(placed(), offered(S1, NEW, S2, S3, added=(NEW,)))
    state = apply(was_offered, e.ChangesDeclined(R1, OfferId("o1"), "full", NOON, (S1, S2, S3)))
    (refusal,) = state.orders[W1].refusals
    assert (refusal.route_id, refusal.reason, refusal.at) == (R1, "full", NOON)
    elsewhere = replace(refusal, route_id=R2)
    order = replace(state.orders[W1], refusals=(elsewhere, refusal))
    asked_again = replace(was_offered, orders=was_offered.orders | {W1: order})
    agreed = apply(asked_again, e.ChangesAccepted(R1, OfferId("o1"), NOON))
    assert agreed.orders[W1].refusals == (elsewhere,)


def test_declining_keeps_what_was_done_although_it_should_have_gone() -> None:
    state = fold(
        e.OrderWithdrawn(A1, (S1,), OrderStatus.WAITING),
        offered(S2, S3, removed=(S1,)),
        e.StopCompleted(S1, NOON, NOON),
        e.ChangesDeclined(R1, OfferId("o1"), "full", NOON, (S1, S2, S3)),
    )
    assert state.routes[R1].manifest == (S1, S2, S3)


def test_declining_without_an_offer_only_sets_the_plan() -> None:
    state = fold(e.ChangesDeclined(R1, OfferId("o1"), "full", NOON, (S3, S1, S2)))
    assert state.routes[R1].stop_ids == (S3, S1, S2)
    assert state.routes[R1].manifest == (S1, S2, S3)


def test_a_stop_moved_to_another_route_leaves_the_first_one() -> None:
    state = fold(e.StopMoved(S1, R1, R2, 1))
    assert state.routes[R1].stop_ids == (S2, S3)
    assert state.routes[R2].stop_ids[1] == S1
    assert state.stops[S1].route_id == R2
    assert state.routes[R1].manifest == (S1, S2, S3), "he has not been told"


def test_a_stop_moved_within_its_route_is_counted_without_itself() -> None:
    assert fold(e.StopMoved(S1, R1, R1, 2)).routes[R1].stop_ids == (S2, S3, S1)


def test_a_stop_that_is_on_no_plan_only_changes_hands() -> None:
    state = fold(e.OrderWithdrawn(A1, (S1,), OrderStatus.WAITING), e.StopMoved(S1, R1, R2, 0))
    assert state.stops[S1].route_id == R2
    assert S1 not in state.routes[R2].stop_ids


def test_a_new_sequence_is_a_new_version() -> None:
    route = fold(e.RouteResequenced(R1, (S2, S1, S3))).routes[R1]
    assert (route.stop_ids, route.version) == ((S2, S1, S3), DAY.routes[R1].version + 1)


def test_a_rescheduled_order_keeps_its_promise_unless_it_gets_a_new_one() -> None:
    window = make_window(0, 60)
    first = fold(e.OrderRescheduled(W1, DAY.orders[W1].day, TOMORROW, window))
    assert (first.orders[W1].day, first.orders[W1].window) == (TOMORROW, window)
    back = fold(e.OrderRescheduled(W1, TOMORROW, DAY.orders[W1].day), state=first)
    carried = fold(e.OrderRescheduled(W1, TODAY, TOMORROW, is_carried=True))
    assert carried.orders[W1].carried_from == (TODAY,)
    assert (
        fold(e.OrderRescheduled(W1, TOMORROW, TODAY), state=carried).orders[W1] == (DAY.orders[W1])
    )
    assert back.orders[W1].window == window


def test_an_ended_route_knows_what_was_done_and_cancels_the_rest() -> None:
    state = fold(
        e.StopCompleted(S1, NOON, NOON),
        e.OrderWithdrawn(A2, (S2,), OrderStatus.WAITING),
        e.RouteEnded(R1, NOON),
    )
    route = state.routes[R1]
    assert (route.ended_at, route.offer, route.manifest) == (NOON, None, (S1,))
    assert state.stops[S2].status is StopStatus.CANCELLED
    assert state.stops[S3].status is StopStatus.PLANNED, "it is on the plan still"


def test_a_started_route_has_its_time() -> None:
    assert fold(e.RouteStarted(T1, NOON)).routes[T1].started_at == NOON


def test_locks_say_who_and_go_again() -> None:
    locked = fold(e.RouteLocked(R1, ANA.id), e.StopLocked(S1))
    assert (locked.routes[R1].is_locked, locked.routes[R1].locked_by) == (True, ANA.id)
    assert locked.stops[S1].is_locked
    free = fold(e.RouteUnlocked(R1), e.StopUnlocked(S1), state=locked)
    assert (free.routes, free.stops) == (DAY.routes, DAY.stops)


def test_a_case_is_taken_decided_agreed_and_closed() -> None:
    decision = Decision(Resolution.COLLECT, ANA.id, NOON, R1)
    state = fold(e.CaseAcknowledged(CASE, ANA.id, NOON))
    assert state.cases[CASE].acknowledged_by == ANA.id
    state = fold(e.CaseDecided(CASE, decision), e.CaseSetOut(CASE), state=state)
    assert state.cases[CASE].status is CaseStatus.ON_ITS_WAY
    assert state.cases[CASE].decision == decision
    closed = fold(e.CaseClosed(CASE, after(60, NOON)), state=state).cases[CASE]
    assert (closed.status, closed.closed_at) == (CaseStatus.CLOSED, after(60, NOON))


def test_a_reopened_case_has_no_decision_and_says_why() -> None:
    decided = fold(e.CaseDecided(CASE, Decision(Resolution.COLLECT, ANA.id, NOON)))
    case = fold(e.CaseReopened(CASE, "by ana", NOON), state=decided).cases[CASE]
    assert (case.status, case.decision, case.reopened) == (CaseStatus.OPEN, None, 1)
    assert (case.reopened_because, case.deadline) == ("by ana", DAY.cases[CASE].deadline)
    later = e.CaseReopened(CASE, "by ana", NOON, after(90, NOON))
    assert fold(later, state=decided).cases[CASE].deadline == after(90, NOON)


@pytest.mark.parametrize(
    ("before", "status"),
    [
        ((), CaseStatus.OPEN),
        ((e.CaseAcknowledged(CASE, ANA.id, NOON),), CaseStatus.ACKNOWLEDGED),
    ],
)
def test_an_undone_decision_leaves_the_case_as_it_was(
    before: tuple[e.Event, ...], status: CaseStatus
) -> None:
    stood = fold(*before).cases[CASE]
    decided = e.CaseDecided(CASE, Decision(Resolution.COLLECT, ANA.id, NOON))
    undone = e.CaseReopened(CASE, "taken off", NOON, is_undone=True)
    assert stood.status is status
    assert fold(*before, decided, undone).cases[CASE] == stood


def test_a_move_that_is_taken_back_gives_the_case_its_time_and_words_back() -> None:
    stood = fold().cases[CASE]
    before = BeforeMove(TODAY, TOMORROW, stood.deadline, 0, None, None, 0)
    moved = e.CaseReopened(CASE, "moved", NOON, after(1440, NOON), before=before)
    case = fold(moved).cases[CASE]
    assert (case.reopened_because, case.reopened, case.before_move) == ("moved", 0, before)
    back = e.CaseReopened(CASE, "moved back", NOON, is_undone=True, before=before)
    assert fold(moved, back).cases[CASE] == stood
    assert fold(moved, e.CaseReopened(CASE, "by ana", NOON)).cases[CASE].before_move is None


def test_only_what_went_wrong_counts_as_reopening_a_case() -> None:
    before = BeforeMove(TODAY, TOMORROW, NOON, 0, None, None, 0)
    moved = e.CaseReopened(CASE, "moved", NOON, before=before)
    taken_off = e.CaseReopened(CASE, "taken off", NOON, is_chosen=True)
    declined = e.CaseReopened(CASE, "declined", NOON)
    assert fold(moved, moved, taken_off).cases[CASE].reopened == 0
    assert fold(moved, declined, moved, declined).cases[CASE].reopened == 2


@pytest.mark.parametrize(
    ("attempts", "status"),
    [((), OrderStatus.WAITING), ((failed(S1).attempt,), OrderStatus.FAILED)],
)
def test_reopening_brings_a_closed_order_back_to_where_it_stood(
    attempts: tuple[Attempt, ...], status: OrderStatus
) -> None:
    order = replace(DAY.orders[W1], attempts=attempts)
    closed = fold(e.OrderClosed(W1), state=replace(DAY, orders={**DAY.orders, W1: order}))
    assert closed.orders[W1].status is OrderStatus.CLOSED
    assert fold(e.CaseReopened(CASE, "x", NOON), state=closed).orders[W1].status is status


def test_an_opened_case_replaces_the_orders_earlier_one() -> None:
    case = replace(DAY.cases[CASE], reason="return_not_ready", reopened=3)
    assert fold(e.CaseOpened(case)).cases[CASE] == case


def test_a_difference_names_the_tables_and_the_ids_that_changed() -> None:
    changes = diff(DAY, fold(placed()))
    assert changes.routes == {R1}
    assert changes.stops == {NEW}
    assert changes.orders == {W1}
    assert {name for name in TABLES if getattr(changes, name)} == {"routes", "stops", "orders"}


def test_nothing_differs_from_itself_or_from_an_equal_copy() -> None:
    copy = msgspec.json.decode(msgspec.json.encode(DAY), type=State)
    assert not any(getattr(diff(DAY, DAY), table) for table in TABLES)
    assert not any(getattr(diff(DAY, copy), table) for table in TABLES)


def test_a_row_that_went_away_differs_too() -> None:
    assert diff(DAY, replace(DAY, orders={})).orders == set(DAY.orders)


def test_rows_are_told_apart_by_their_keys_and_not_by_their_places() -> None:
    one, two = (replace(DAY.orders[A1], shop=shop) for shop in ("one", "two"))
    before = replace(DAY, orders={OrderId("a"): one, OrderId("b"): two})
    for orders, changed in (
        ({OrderId("b"): two, OrderId("a"): one}, set()),
        ({OrderId("a"): one, OrderId("c"): two}, {"b", "c"}),
        ({OrderId("a"): two, OrderId("b"): one}, {"a", "b"}),
        ({OrderId("a"): one, OrderId("b"): replace(two)}, set()),
        ({OrderId("a"): one, OrderId("b"): two, OrderId("c"): two}, {"c"}),
    ):
        assert diff(before, replace(DAY, orders=orders)).orders == changed


def test_an_older_state_is_left_as_it_was() -> None:
    before = msgspec.json.encode(DAY, order="deterministic")
    fold(placed(), e.StopCompleted(S1, NOON, NOON), e.RouteEnded(RouteId("r1"), NOON))
    assert msgspec.json.encode(DAY, order="deterministic") == before
    assert DAY.orders[B1].status is OrderStatus.PLANNED


def test_a_waiting_case_ends_its_wait_by_thinking_better_of_it_or_by_an_answer() -> None:
    waiting = Waiting(WaitingFor.SHOP, after(60, NOON), ANA.id, NOON)
    waits = fold(e.CaseLetWait(CASE, waiting))
    assert waits.cases[CASE].waits_at(NOON)
    assert fold(e.CaseResumed(CASE, NOON), state=waits).cases == DAY.cases
    answered = fold(e.CaseResumed(CASE, NOON, is_answer=True), state=waits)
    assert answered.cases[CASE].waiting == replace(waiting, until=NOON)
    assert not answered.cases[CASE].waits_at(NOON)
    assert fold(e.CaseResumed(CASE, NOON, is_answer=True)).cases == DAY.cases


def test_who_took_a_case_owns_it_until_it_is_handed_on_and_notes_gather() -> None:
    first, second = (CaseNote(ANA.id, NOON, TextRef(f"note:{n}")) for n in (1, 2))
    taken = fold(e.CaseAcknowledged(CASE, ANA.id, NOON), e.CaseNoted(CASE, first))
    assert taken.cases[CASE].owner == ANA.id
    handed = fold(
        e.CaseHanded(CASE, ActorId("bea"), ANA.id, NOON), e.CaseNoted(CASE, second), state=taken
    )
    case = handed.cases[CASE]
    assert (case.acknowledged_by, case.owner, case.notes) == (ANA.id, "bea", (first, second))


def test_a_case_that_nobody_has_any_more_is_new_unless_it_is_decided() -> None:
    taken = fold(e.CaseAcknowledged(CASE, ANA.id, NOON))
    nobodys = e.CaseHanded(CASE, None, ANA.id, NOON)
    assert fold(nobodys, state=taken).cases == DAY.cases
    decided = replace(DAY.cases[CASE], status=CaseStatus.DECIDED, owner=ANA.id)
    state = replace(DAY, cases={**DAY.cases, CASE: decided})
    assert fold(nobodys, state=state).cases[CASE] == replace(decided, owner=None)


def test_a_refund_is_asked_for_and_settled_on_its_order() -> None:
    asked = e.RefundRequested(W1, Refund(3_000, ANA.id, NOON))
    assert fold(asked).orders[W1].refund == Refund(3_000, ANA.id, NOON)
    paid = e.RefundSettled(W1, RefundStatus.CONFIRMED, after(5, NOON), "paid")
    refund = fold(asked, paid).orders[W1].refund
    assert refund is not None
    assert (refund.status, refund.settled_at, refund.words, refund.amount_minor) == (
        RefundStatus.CONFIRMED,
        after(5, NOON),
        "paid",
        3_000,
    )


def test_a_report_makes_a_done_order_fail_and_finding_it_makes_it_done() -> None:
    reported = fold(e.OrderReported(A1, "lost", NOON))
    assert reported.orders[A1].status is OrderStatus.FAILED
    found = fold(e.GoodsFound(A1, True, NOON), state=reported)
    assert found.orders[A1].status is OrderStatus.DONE
    assert fold(e.GoodsFound(A1, False, NOON), state=reported).orders == reported.orders


def test_what_a_customer_answers_stands_on_the_order_and_the_last_counts() -> None:
    first = CustomerAnswer(CustomerChoice.HOME_NOW, NOON)
    last = CustomerAnswer(CustomerChoice.REFUND, NOON)
    state = fold(e.CustomerAnswered(A1, first), e.CustomerAnswered(A1, last))
    assert state.orders[A1].answer == last
    assert diff(DAY, state) == replace(diff(DAY, DAY), orders=frozenset({A1}))


def test_a_redirected_order_remembers_the_customers_own_place_until_it_is_back() -> None:
    home = DAY.places[DAY.orders[A1].place_id]
    there = replace(KIOSK.place, id=PlaceId("shop"))
    away = fold(e.OrderRedirected(A1, KIOSK.place), e.OrderRedirected(A1, there))
    assert (away.orders[A1].place_id, away.orders[A1].home_place_id) == ("shop", home.id)
    assert away.places["kiosk"] == KIOSK.place  # type: ignore[index]
    back = fold(e.OrderRedirected(A1, home), state=away)
    assert back.orders[A1] == DAY.orders[A1]


def test_a_table_of_policies_replaces_the_one_before() -> None:
    policy = Policy("Shoes", 30, (ReturnReason.FAULTY,), RefundWhen.ON_RECEIPT)
    state = fold(e.PoliciesSet({"Books": ()}), e.PoliciesSet({"Shoes": (policy,)}))
    assert state.policies == {"Shoes": (policy,)}
    assert diff(DAY, state) == Changes(policies=frozenset({"Shoes"}))


def test_who_changed_policies_is_kept_with_the_shops_that_differ() -> None:
    policy = Policy("Shoes", 30, (ReturnReason.FAULTY,), RefundWhen.ON_RECEIPT)
    longer = replace(policy, window_days=60)
    first = e.PoliciesSet({"Shoes": (policy,), "Books": ()}, ANA.id, NOON)
    second = e.PoliciesSet({"Shoes": (longer,)}, ANA.id, NOON)
    state = fold(first, second, second, e.PoliciesSet({}))
    assert state.policy_changes == (
        PolicyChange(ANA.id, NOON, {"Shoes": ()}, {"Shoes": (policy,)}),
        PolicyChange(ANA.id, NOON, {"Shoes": (policy,)}, {"Shoes": (longer,)}),
    )


def test_an_exception_stands_on_the_order() -> None:
    made = PolicyException(ANA.id, NOON, TextRef("note:1"))
    assert fold(e.ExceptionMade(A1, made)).orders[A1].exception == made


def test_what_was_found_at_the_door_stands_on_the_order() -> None:
    check = DoorCheck(ItemId("a1-out"), Check.UNUSED, is_ok=False)
    photo = BlobId("a" * 64)
    order = fold(e.GoodsChecked(A1, (check,), (check.item_id,), (photo,))).orders[A1]
    assert (order.checks, order.refused_items) == ((check,), ("a1-out",))
    assert order.condition_photos == (photo,)


def test_what_the_shop_was_told_stands_on_the_refund_and_runs_are_counted() -> None:
    asked = e.RefundRequested(A1, Refund(3_000, ANA.id, NOON))
    state = fold(asked, e.RefundsInstructed((A1,), NOON, 3))
    refund = state.orders[A1].refund
    assert refund is not None
    assert (refund.instructed_at, refund.run, state.refund_runs) == (NOON, 3, 3)
    assert fold(e.RefundsInstructed((), NOON, 0), state=state).refund_runs == 3


def test_what_a_customer_was_told_stands_with_the_order_and_its_window_is_the_promise() -> None:
    window = TimeWindow(NOON, after(60, NOON))
    first = Message(MessageId("m1"), MessageKind.MOVED, NOON, TextRef("t1"), window)
    second = Message(MessageId("m2"), MessageKind.FAILED, NOON, TextRef("t2"))
    told = fold(e.CustomerTold(A1, first), e.CustomerTold(A1, second))
    assert told.orders[A1].messages == (first, second)
    assert told.orders[A1].promise is None
    sent = fold(e.MessageSettled(A1, first.id, MessageStatus.SENT, NOON, "mail"), state=told)
    assert sent.orders[A1].messages[0].words == "mail"
    assert sent.orders[A1].promise == window
    later = fold(e.MessageSettled(A1, second.id, MessageStatus.SENT, NOON), state=sent)
    assert later.orders[A1].promise == window, "a message without a window promises nothing new"
    lost = fold(e.MessageSettled(A1, first.id, MessageStatus.FAILED, NOON, "no"), state=told)
    assert lost.orders[A1].promise is None


def test_a_promise_is_of_its_day() -> None:
    window = TimeWindow(NOON, after(60, NOON))
    orders = DAY.orders | {A1: replace(DAY.orders[A1], promise=window)}
    promised = replace(DAY, orders=orders)
    same = fold(e.OrderRescheduled(A1, TODAY, TODAY, window), state=promised)
    assert same.orders[A1].promise == window
    other = fold(e.OrderRescheduled(A1, TODAY, TOMORROW), state=promised)
    assert other.orders[A1].promise is None


def test_a_route_can_join_a_day_that_is_open() -> None:
    before = running_day().state
    extra = make_route(RouteId("r9"))
    after_it = apply(before, e.RouteOpened(extra))
    assert after_it.routes == before.routes | {extra.id: extra}


def test_a_partner_has_an_order_until_it_is_done_or_given_back() -> None:
    job = PartnerJob(PartnerId("courier"), "Couriers", 4_900, ANA.id, NOON)
    taken = apply(running_day().state, e.PartnerEngaged(W1, job))
    assert taken.orders[W1].partner == job
    done = apply(taken, e.PartnerSettled(W1, is_done=True, at=NOON))
    assert (done.orders[W1].status, done.orders[W1].partner) == (OrderStatus.DONE, job)
    back = apply(taken, e.PartnerSettled(W1, is_done=False, at=NOON))
    assert back.orders == running_day().state.orders
    lost = apply(done, e.OrderReported(W1, "lost", NOON))
    assert lost.orders[W1].partner is None


def test_stock_is_what_was_set_last_and_a_replaced_order_names_the_other() -> None:
    state = fold(e.StockSet({"BOOK": 3}), e.StockSet({"SHOE": 1}), e.OrderReplaced(A1, B1))
    assert state.stock == {"SHOE": 1}
    assert state.orders[A1].replaced_by == B1
    assert diff(DAY, state) == Changes(orders=frozenset({A1}), stock=frozenset({"SHOE"}))


def test_links_are_kept_with_their_order_and_revoked_one_by_one() -> None:
    link = CustomerLink(after(600), ANA.id, NOON)
    state = fold(
        e.LinkGiven(A1, link), e.LinkGiven(A1, link), e.LinkRevoked(A1, link.until, ANA.id, NOON)
    )
    order = state.orders[A1]
    assert (order.links, order.revoked_links) == ((link, link), (link.until,))


def test_who_was_erased_keeps_the_place_in_the_log_and_loses_the_rest() -> None:
    customer = DAY.customers[DAY.orders[A1].customer_id]
    driver = DAY.drivers[DAY.routes[R1].driver_id]
    state = fold(
        e.PersonErased(PersonKind.CUSTOMER, customer.id, ANA.id, NOON),
        e.PersonErased(PersonKind.DRIVER, driver.id, ANA.id, NOON),
    )
    assert state.customers[customer.id] == replace(
        customer, phone_ref=None, email_ref=None, erased_at=NOON
    )
    assert state.drivers[driver.id] == replace(driver, phone_ref=None, erased_at=NOON)
    assert state.orders == DAY.orders


def test_a_replacement_that_is_taken_back_leaves_the_order_as_it_was() -> None:
    closed = fold(e.OrderReplaced(A1, B1), e.OrderClosed(A1))
    undone = e.ReplacementUndone(A1, B1, OrderStatus.FAILED)
    state = apply(closed, undone)
    assert state.orders[A1] == replace(DAY.orders[A1], status=OrderStatus.FAILED)
    assert state.orders[B1].status is OrderStatus.CLOSED
    open_still = apply(fold(e.OrderReplaced(A1, B1)), undone)
    assert open_still.orders[A1] == DAY.orders[A1]


def test_an_exception_that_is_withdrawn_is_gone() -> None:
    made = PolicyException(ANA.id, NOON, TextRef("note:1"))
    state = fold(e.ExceptionMade(A1, made), e.ExceptionWithdrawn(A1, ANA.id, NOON))
    assert state.orders[A1] == DAY.orders[A1]


def test_settings_count_from_their_change_on_and_the_change_is_kept() -> None:
    old = DepotSettings(offers=DEPOT.offers)
    new = replace(old, answer_within_s=90, messages=MessageRules(language="es"))
    change = SettingsChange(ANA.id, NOON, old, new)
    state = fold(e.DepotSettingsChanged(change))
    assert state.depot == replace(DEPOT, answer_within_s=90, messages=new.messages)
    assert state.settings_changes == (change,)
    with_partner = replace(change, new=replace(new, partners=(COURIER,)))
    depot = fold(e.DepotSettingsChanged(with_partner)).depot
    assert depot is not None
    assert depot.reserves == replace(DEPOT.reserves, partners=(COURIER,))
    many = fold(*[e.DepotSettingsChanged(change)] * (CHANGES_KEPT + 1))
    assert len(many.settings_changes) == CHANGES_KEPT


def test_a_stranded_route_keeps_what_was_done_and_can_go_on() -> None:
    board = running_day()
    board.complete("a1.1")
    spot = Place(PlaceId("spot"), "Where it stands", -29.9, -71.2)
    why = Stranded("vehicle_breakdown", spot.id, NOON, ANA.id)
    stood = apply(board.state, e.RouteStranded(R1, why, spot))
    route = stood.routes[R1]
    assert (route.stranded, route.manifest, route.offer) == (why, (S1,), None)
    assert stood.places[spot.id] == spot
    assert apply(stood, e.RouteResumed(R1)).routes[R1].stranded is None


def test_a_place_keeps_what_was_learned_last() -> None:
    place_id = fold().orders[A1].place_id
    learned = fold(e.PlaceLearned(place_id, TextRef("note:1"), ANA.id, NOON))
    assert learned.places[place_id].hint_ref == TextRef("note:1")
    known = Knowledge(gate_code_ref=TextRef("note:2"), has_dog=True)
    more = fold(e.PlaceLearned(place_id, None, ANA.id, NOON, known))
    assert (more.places[place_id].hint_ref, more.places[place_id].known) == (None, known)


def test_a_place_that_moved_is_where_its_door_is() -> None:
    place = fold().places[fold().orders[A1].place_id]
    was, to = Position(place.lat, place.lon), Position(-29.91, -71.21)
    moved = fold(e.PlaceMoved(place.id, to, was, PinSource.BY_HAND, ANA.id, NOON))
    assert moved.places[place.id] == msgspec.structs.replace(place, lat=-29.91, lon=-71.21)


def test_an_order_at_another_address_takes_its_planned_stops_there() -> None:
    before = fold()
    order, stop_id = before.orders[A1], first_stop(A1)
    place, was = Place(PlaceId("a1@1"), "Balmaceda 120", -29.91, -71.25), NOON
    change = AddressChange(order.place_id, ANA.id, was)
    after_ = fold(e.OrderReaddressed(A1, place, change))
    assert after_.places[place.id] == place
    assert (after_.orders[A1].place_id, after_.orders[A1].addresses) == (place.id, (change,))
    assert after_.stops[stop_id].place_id == place.id
    assert after_.routes[R1].version == before.routes[R1].version + 1
    ended = fold(e.StopCompleted(stop_id, NOON, NOON), e.OrderReaddressed(A1, place, change))
    assert ended.stops[stop_id].place_id == order.place_id


def test_a_list_changes_an_order_and_where_its_goods_are() -> None:
    order = fold().orders[W3]
    item = make_item("w3-more")
    changed = msgspec.structs.replace(order, items=(item,), source="2")
    held = Custody(CustodyKind.DEPOT, "coquimbo", NOON)
    place = Place(order.place_id, "Calle Nueva 1", -29.9, -71.2)
    after_ = fold(e.OrderAmended(W3, changed, (place,), (), {item.id: held}))
    assert after_.orders[W3] == changed
    assert after_.places[place.id] == place
    assert after_.custody[item.id] == held
    assert order.items[0].id not in after_.custody


def test_a_slot_stands_with_the_order_until_it_is_let_go() -> None:
    hold = SlotHold(TODAY, TimeWindow(NOON, after(60, NOON)), R1, ANA.id, NOON)
    held = fold(e.SlotHeld(A1, hold))
    assert held.orders[A1].hold == hold
    assert apply(held, e.SlotReleased(A1)).orders[A1].hold is None


def test_calls_stand_with_the_order_in_their_sequence() -> None:
    call = Call(ANA.id, NOON, CallOutcome.NO_ANSWER)
    assert fold(e.CallLogged(A1, call), e.CallLogged(A1, call)).orders[A1].calls == (call, call)


def test_counted_empties_stand_with_the_customer_and_with_the_van_that_took_some() -> None:
    customer_id = DAY.orders[A1].customer_id
    state = fold(e.EmptiesCounted(customer_id, 4, R1), e.EmptiesCounted(customer_id, 1, R1, 3))
    assert (state.customers[customer_id].empties, state.routes[R1].empties) == (1, 3)


def test_a_count_is_kept_split_closed_opened_again_and_matched() -> None:
    board = running_day()
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    opened = board.state.receivings[R1]
    assert opened.expected == ("a1-out", "a3-in")
    board.ask(c.ScanGoods(R1, "BOOK*5"))
    board.ask(c.CountGoods(R1, {ItemId("a1-out"): 1}, 2))
    counting = board.state.receivings[R1]
    assert (counting.counted, counting.loose) == ({"a1-out": 1, "a3-in": 2}, {"BOOK": 1})
    assert counting.empties_counted == 2
    board.ask(c.UnscanGoods(R1, "BOOK"))
    assert board.state.receivings[R1].loose == {}
    board.ask(c.ScanGoods(R1, "BOOK*2"))
    board.ask(c.CountGoods(R1, {ItemId("a1-out"): 1}))
    board.ask(c.CloseReceiving(R1, "note:1"))
    assert [item.quantity for item in board.order(A1).items] == [1, 1]
    assert list(board.state.found) == ["found-r1-1"]
    board.ask(c.ReopenReceiving(R1))
    assert board.state.found == {}
    assert "found-r1-1" not in board.state.custody
    assert board.state.receivings[R1].closed_at is None
    board.ask(c.CloseReceiving(R1, "note:1"))
    board.ask(c.MatchGoods(ItemId("found-r1-1"), ItemId("a1-out~1")))
    assert board.state.found == {}


def test_lines_beside_one_that_is_split_stay_as_they_are() -> None:
    board = running_day()
    order = board.order(A1)
    two = replace(order, items=(*order.items, replace(order.items[0], id=ItemId("a1-more"))))
    state = replace(board.state, orders={**board.state.orders, A1: two})
    split = e.ItemSplit(A1, ItemId("a1-out"), ItemId("a1-out~1"), 1)
    items = apply(state, split).orders[A1].items
    assert [(item.id, item.quantity) for item in items] == [
        ("a1-out", 1),
        ("a1-out~1", 1),
        ("a1-more", 2),
    ]


def test_a_request_for_a_second_look_stands_until_it_is_answered_and_looked_at_again() -> None:
    open_one = Approval(ApprovalId("x"), ApprovalKind.PLAN, ANA.id, NOON, "many", route_id=R1)
    why, sara = TextRef("note:1"), ActorId("sara")
    asked = e.ApprovalAsked(open_one)
    handed = e.ApprovalHanded(open_one.id, sara, ANA.id, NOON, why, after(30, NOON))
    assert fold(asked).approvals == {open_one.id: open_one}
    assert fold(asked, handed).approvals[open_one.id] == replace(
        open_one, assigned=sara, note_ref=why, deputy_at=after(30, NOON)
    )
    deputised = e.ApprovalDeputised(open_one.id, sara, after(5, NOON))
    assert fold(asked, deputised).approvals[open_one.id] == replace(
        open_one, deputy=sara, deputy_at=after(5, NOON)
    )
    ended = e.ApprovalEnded(open_one.id, ApprovalStatus.APPROVED, sara, NOON, why, is_own=True)
    reviewed = e.ApprovalReviewed(open_one.id, ANA.id, after(60, NOON), why)
    approved = replace(
        open_one,
        status=ApprovalStatus.APPROVED,
        ended_by=sara,
        ended_at=NOON,
        note_ref=why,
        is_own=True,
    )
    assert fold(asked, ended).approvals == {open_one.id: approved}
    assert fold(asked, ended, reviewed).approvals[open_one.id] == replace(
        approved, reviewed_by=ANA.id, reviewed_at=after(60, NOON)
    )


def test_a_day_is_signed_off_and_open_again() -> None:
    signed = SignOff(ANA.id, NOON, TextRef("note:1"), 2, 1)
    assert fold(e.DaySignedOff(TODAY, signed)).days[TODAY].sign_off == signed
    again = fold(e.DaySignedOff(TODAY, signed), e.SignOffTakenBack(TODAY, ANA.id, NOON))
    assert again.days[TODAY].sign_off is None


def test_a_route_has_who_took_it_over() -> None:
    route = fold(e.RouteHanded(R1, ActorId("sara"), ANA.id, NOON)).routes[R1]
    assert (route.owner, route.owned_since) == ("sara", NOON)
    nobodys = fold(e.RouteHanded(R1, None, ANA.id, NOON)).routes[R1]
    assert (nobodys.owner, nobodys.owned_since) == (None, None)


def test_lines_that_fail_alone_leave_their_order_for_one_of_their_own() -> None:
    state = running_day().state
    order, stop = state.orders[A1], state.stops[StopId("a1.1")]
    second = replace(order.items[0], id=ItemId("a1-second"))
    whole = replace(order, items=(*order.items, second))
    state = replace(state, orders=state.orders | {A1: whole})
    part = replace(order, id=OrderId("a1-p1"), items=(second,), part_of=A1)
    visit = replace(stop, id=StopId("a1-p1.1"), order_id=part.id)
    after_it = apply(state, e.OrderSplit(A1, part, visit))
    assert after_it.orders[A1] == order
    assert (after_it.orders[part.id], after_it.stops[visit.id]) == (part, visit)


def test_what_is_inspected_is_in_one_lot_until_it_is_undone() -> None:
    board = running_day()
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    board.receive(R1)
    item_id = ItemId("a3-in")
    for grade, code in ((Grade.B, "refurbish"), (Grade.C, "liquidate")):
        board.ask(c.InspectGoods(item_id, grade, code))
    assert [lot.item_ids for lot in board.state.lots.values()] == [(), (item_id,)]
    board.ask(c.UndoInspection(item_id))
    assert board.state.inspections == {}
    board.ask(c.InspectGoods(item_id, Grade.A, "quarantine", "note:1"))
    assert board.state.inspections[item_id].lot_id is None
    board.ask(c.InspectGoods(item_id, Grade.C, "liquidate"))
    lot_id = LotId("lot-2")
    board.ask(c.CloseLot(lot_id, "Dealer"))
    board.ask(c.ReopenLot(lot_id))
    assert board.state.lots[lot_id].closed_by is None
    board.ask(c.CloseLot(lot_id))
    board.ask(c.SendLot(lot_id))
    assert board.state.lots[lot_id].left_at == board.now


def test_a_day_keeps_its_hand_over_note_until_it_is_reopened() -> None:
    state = small_day().state
    closing = DayClosing(ActorId("ana"), NOON, (), (), (), 0, 0, 0)
    closed = apply(state, e.DayClosed(TODAY, closing))
    assert closed.days[TODAY].closing == closing
    assert apply(closed, e.DayReopened(TODAY, ActorId("ana"), NOON)).days == state.days


def test_fetched_goods_are_no_completed_order() -> None:
    fetch = make_stop(DAY.orders[A1], id=StopId("a1.2"), kind=StopKind.FETCH)
    state = fold(e.OrderPlaced(A1, (e.Placement(fetch, 0),)), e.StopCompleted(fetch.id, NOON, NOON))
    assert state.orders[A1].status is OrderStatus.FAILED


def test_where_goods_were_found_is_a_place_from_then_on() -> None:
    place = Place(PlaceId("next-door"), "Balmaceda 99", -29.91, -71.25)
    assert fold(e.GoodsLocated(A1, place, NOON)).places[place.id] == place


def test_goods_that_lie_elsewhere_know_where_they_were_thought_to_be() -> None:
    place = Place(PlaceId("next-door"), "Balmaceda 99", -29.91, -71.25)
    there = fold(e.GoodsLocated(A1, place, NOON))
    assert there.orders[A1].located_from == (there.custody[ItemId("a1-out")],)
    assert apply(there, e.LocatingUndone(A1, NOON)).orders[A1].located_from == ()
    assert fold(e.GoodsLocated(W1, place, NOON)).orders[W1].located_from == ()


def test_an_order_waits_at_the_counter_until_it_is_fetched() -> None:
    pickup = CounterPickup(ANA.id, NOON, NOON, after(600))
    kept = fold(e.CounterChosen(A1, pickup))
    assert kept.orders[A1].waits_at_counter
    assert apply(kept, e.CounterCleared(A1)).orders[A1].counter is None
    assert apply(kept, e.OrderReported(A1, "uncollected", NOON)).orders[A1].counter is None
    fetched = apply(kept, e.OrderPickedUp(A1, NOON))
    assert fetched.orders[A1].status is OrderStatus.DONE
    assert not fetched.orders[A1].waits_at_counter
    again = apply(fetched, e.PickupUndone(A1, NOON)).orders[A1]
    assert (again.status, again.counter) == (OrderStatus.WAITING, pickup)
    board = running_day()
    board.fail("a1.1")
    tried = replace(board.order(A1), counter=replace(pickup, collected_at=NOON))
    state = replace(board.state, orders=board.state.orders | {A1: tried})
    assert apply(state, e.PickupUndone(A1, NOON)).orders[A1].status is OrderStatus.FAILED


def test_what_lay_at_a_point_is_done_before_and_after_it_is_fetched() -> None:
    fetched = fold(e.OrderPickedUp(A1, NOON))
    assert (fetched.orders[A1].status, fetched.orders[A1].counter) == (OrderStatus.DONE, None)
    assert apply(fetched, e.PickupUndone(A1, NOON)).orders == fetched.orders


def test_with_the_decision_for_a_collection_point_the_way_there_is_taken_back() -> None:
    board = running_day()
    board.fail("a1.1")
    home, case = board.order(A1), board.case(A1)
    decided = e.CaseDecided(case.id, Decision(Resolution.REDIRECT, ANA.id, NOON))
    reopened = e.CaseReopened(case.id, "by ana", NOON)
    there = apply(board.state, e.OrderRedirected(A1, KIOSK.place))
    assert apply(apply(there, decided), reopened).orders[A1] == home
    assert apply(there, reopened).orders[A1].place_id == KIOSK.place.id, "the customer's wish"
    assert apply(apply(board.state, decided), reopened).orders[A1] == home


def test_streets_are_closed_until_they_are_opened_or_over() -> None:
    line = (Position(-29.9, -71.25), Position(-29.91, -71.25))

    def closed(name: str, until: datetime | None, at: datetime = NOON) -> e.StreetClosed:
        id_ = ClosureId(name)
        return e.StreetClosed(Closure(id_, "Balmaceda", line, "", NOON, until, ANA.id, at))

    hour = timedelta(hours=1)
    first, second = closed("z1", NOON + hour), closed("z2", None)
    state = fold(first, second)
    assert list(state.closures) == ["z1", "z2"]
    third = closed("z3", None, NOON + 2 * hour)
    state = fold(first, second, third)
    assert list(state.closures) == ["z2", "z3"], "what is over goes with the next"
    state = fold(first, second, third, e.StreetOpened(ClosureId("z2"), ANA.id, NOON))
    assert list(state.closures) == ["z3"]


def test_outlines_are_watched_from_when_they_are_drawn_until_they_are_removed() -> None:
    corners = (Position(-29.9, -71.25), Position(-29.91, -71.25), Position(-29.9, -71.24))
    port = Fence(FenceId("f1"), "Port", corners, ANA.id, NOON)
    market = Fence(FenceId("f2"), "Market", corners, ANA.id, NOON)
    drawn = (e.FenceDrawn(port), e.FenceDrawn(market))
    assert fold(*drawn).fences == {port.id: port, market.id: market}
    assert fold(*drawn, e.FenceRemoved(port.id, ANA.id, NOON)).fences == {market.id: market}


def test_rounds_are_kept_by_id_and_days_without_any_as_a_whole() -> None:
    one = CollectionRound(
        RoundId("one"), CustomerId("c-a1"), PlaceId("p-a1"), Calendar((0,), date(2026, 11, 1))
    )
    two, other = replace(one, id=RoundId("two")), replace(one, quantity=9)
    state = fold(e.RoundsKept((one, two), ANA.id, NOON), e.RoundsKept((other,), ANA.id, NOON))
    assert state.rounds == {one.id: other, two.id: two}
    assert fold(e.DaysLeftOut((date(2026, 12, 25),), ANA.id, NOON)).days_off == (
        date(2026, 12, 25),
    )
