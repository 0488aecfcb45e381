"""Customers choose what is open to them, for their own order, and the office hears it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    ActorId,
    Case,
    CaseStatus,
    CustodyKind,
    CustomerChoice,
    CustomerOffers,
    OrderId,
    OrderStatus,
    PlaceId,
    WaitingFor,
)
from core.rules.answers import (
    Slot,
    WhyNot,
    is_at_point,
    is_unheard,
    offers_of,
    open_choices,
    open_points,
    open_slots,
    place_of,
    point_name,
    point_of,
    why_nothing_is_open,
)
from core.rules.lookups import Refused, active_case
from core.state import State
from tests.builders import (
    A1,
    A2,
    A3,
    ANA,
    B1,
    B2,
    COURIER,
    DEPOT,
    KIOSK,
    NOON,
    R1,
    SYSTEM,
    TODAY,
    TOMORROW,
    W1,
    W3,
    Board,
    running_day,
    small_day,
)
from tests.counters import failed as at_counter
from tests.returns import LATE, RET, board_with, request

ALL = CustomerOffers(points=(KIOSK,), has_replacement=True)
NEW_DAY, HOME_NOW, NEIGHBOUR, POINT, REFUND, REPLACEMENT = (
    CustomerChoice.NEW_DAY,
    CustomerChoice.HOME_NOW,
    CustomerChoice.NEIGHBOUR,
    CustomerChoice.COLLECTION_POINT,
    CustomerChoice.REFUND,
    CustomerChoice.REPLACEMENT,
)


def customer_of(order_id: OrderId) -> Actor:
    return Actor(
        ActorId(f"customer:{order_id}"),
        Role.CUSTOMER,
        frozenset({DEPOT.id}),
        order_id=order_id,
    )


def offering(board: Board, offers: CustomerOffers = ALL) -> Board:
    board.state = replace(board.state, depot=replace(DEPOT, offers=offers))
    return board


def failed_day(offers: CustomerOffers = ALL) -> Board:
    """At noon nobody was at home for a1; its goods are in van 1."""
    board = offering(running_day(), offers)
    board.fail("a1.1")
    return board


def choices(board: Board, order_id: OrderId) -> tuple[CustomerChoice, ...]:
    return open_choices(board.state, board.order(order_id), board.now)


def slots(board: Board, order_id: OrderId) -> tuple[Slot, ...]:
    return open_slots(board.state, board.order(order_id), board.now)


def answer(
    board: Board, order_id: OrderId, choice: CustomerChoice, **more: object
) -> tuple[e.Event, ...]:
    command = replace(c.AnswerOrder(order_id, choice), **more)
    return board.ask(command, customer_of(order_id))


def new_day(board: Board, order_id: OrderId, which: int = 0) -> tuple[e.Event, ...]:
    slot = slots(board, order_id)[which]
    return answer(board, order_id, NEW_DAY, day=slot.day, window=slot.window)


def let_wait(board: Board, order_id: OrderId) -> Case:
    until = board.now + timedelta(hours=2)
    board.ask(c.LetCaseWait(board.case(order_id).id, WaitingFor.CUSTOMER, until))
    return board.case(order_id)


def test_a_failed_delivery_leaves_every_choice_open() -> None:
    assert choices(failed_day(), A1) == (NEW_DAY, HOME_NOW, NEIGHBOUR, POINT, REFUND)


def test_what_the_depot_does_not_offer_is_not_open() -> None:
    none = CustomerOffers((), (), has_neighbour=False, has_refund=False, has_replacement=False)
    assert choices(failed_day(none), A1) == (HOME_NOW,)


def test_slots_are_parts_of_the_later_days_in_the_depots_time() -> None:
    board = failed_day()
    morning, afternoon = slots(board, A1)
    assert morning.day == afternoon.day == TOMORROW
    # Coquimbo is three hours behind UTC in November.
    assert morning.window.opens.isoformat() == "2026-11-24T12:00:00+00:00"
    assert afternoon.window.closes.isoformat() == "2026-11-24T21:00:00+00:00"


def test_a_new_day_moves_the_order_as_the_office_would_and_promises_the_slot() -> None:
    board = failed_day()
    slot = slots(board, A1)[1]
    new_day(board, A1, 1)
    order, case = board.order(A1), board.case(A1)
    assert (order.day, order.window) == (TOMORROW, slot.window)
    assert order.answer is not None
    assert order.answer.choice is NEW_DAY
    assert case.status is CaseStatus.OPEN
    assert case.reopened_because == "the customer chose Tue 24 Nov"


def test_another_slot_of_the_new_day_replaces_the_first() -> None:
    board = failed_day()
    first, second = slots(board, A1)
    new_day(board, A1)
    let_wait(board, A1)
    new_day(board, A1, 1)
    assert board.order(A1).window == second.window != first.window
    assert not board.case(A1).waits_at(board.now)


def test_a_planned_delivery_leaves_its_route_for_the_new_day() -> None:
    board = offering(running_day())
    new_day(board, A2)
    assert board.order(A2).status is OrderStatus.WAITING
    assert board.stop("a2.1").id not in board.route(R1).stop_ids
    assert board.case(A2).reopened_because == "moved to Tue 24 Nov"


def test_on_a_route_of_the_day_only_other_days_are_offered() -> None:
    board = offering(small_day())
    assert slots(board, OrderId("m1")) == ()


def test_a_slot_that_is_not_offered_is_refused() -> None:
    board = failed_day()
    slot = slots(board, A1)[0]
    other = replace(slot.window, opens=slot.window.opens - timedelta(hours=5))
    command = c.AnswerOrder(A1, NEW_DAY, slot.day, other)
    assert board.refusal(command, customer_of(A1)) == (
        "The slot on Tue 24 Nov is not offered for order a1."
    )


def test_with_the_driver_on_the_way_there_is_no_other_day() -> None:
    board = offering(running_day())
    board.ask(c.StartStop(board.stop("a1.1").id, board.now), board.driver(R1))
    assert choices(board, A1) == (NEIGHBOUR,)
    command = c.AnswerOrder(A1, NEW_DAY, TOMORROW)
    assert board.refusal(command, customer_of(A1)) == (
        "Order a1 has moved on: new day cannot be chosen now."
    )


def test_an_answer_brings_the_case_that_waits_for_it_back_on_top() -> None:
    board = failed_day()
    assert let_wait(board, A1).waits_at(board.now)
    answer(board, A1, HOME_NOW)
    case = board.case(A1)
    assert not case.waits_at(board.now)
    assert case.waiting is not None
    assert is_unheard(board.order(A1), case)


def test_an_answer_counts_as_heard_once_the_office_has_decided() -> None:
    board = failed_day()
    assert not is_unheard(board.order(A1), board.case(A1))
    answer(board, A1, HOME_NOW)
    board.place(A1, R1, 2)
    assert not is_unheard(board.order(A1), board.case(A1))


def test_taking_the_case_or_letting_it_rest_means_that_the_answer_was_heard() -> None:
    board = failed_day()
    answer(board, A1, HOME_NOW)
    board.now += timedelta(minutes=1)
    taken = Board(board.state, board.now)
    taken.ask(c.AcknowledgeCase(board.case(A1).id))
    assert not is_unheard(taken.order(A1), taken.case(A1))
    let_wait(board, A1)
    assert not is_unheard(board.order(A1), board.case(A1))
    board.now += timedelta(minutes=1)
    answer(board, A1, NEIGHBOUR, note="note:5")
    assert is_unheard(board.order(A1), board.case(A1))


def test_a_new_day_is_done_by_itself_and_needs_nobody() -> None:
    board = failed_day()
    new_day(board, A1)
    assert not is_unheard(board.order(A1), board.case(A1))


def test_after_another_failed_attempt_the_same_answer_is_a_new_one() -> None:
    board = failed_day()
    answer(board, A1, HOME_NOW)
    board.place(A1, R1, 1)
    board.send(R1)
    board.accept(R1)
    board.now += timedelta(minutes=20)
    board.fail("a1.2")
    assert not is_unheard(board.order(A1), board.case(A1))
    board.now += timedelta(minutes=1)
    assert answer(board, A1, HOME_NOW)
    assert is_unheard(board.order(A1), board.case(A1))


def test_the_same_answer_again_changes_nothing() -> None:
    board = failed_day()
    assert answer(board, A1, HOME_NOW)
    board.now += timedelta(minutes=5)
    assert answer(board, A1, HOME_NOW) == ()


def test_another_answer_replaces_the_first() -> None:
    board = failed_day()
    answer(board, A1, HOME_NOW)
    answer(board, A1, NEIGHBOUR, note="note:5")
    given = board.order(A1).answer
    assert given is not None
    assert (given.choice, given.note_ref) == (NEIGHBOUR, "note:5")


def test_a_neighbour_is_named() -> None:
    board = failed_day()
    words = board.refusal(c.AnswerOrder(A1, NEIGHBOUR), customer_of(A1))
    assert words.startswith("Say which neighbour")


def test_the_next_visit_is_at_the_collection_point_and_it_holds_the_goods_then() -> None:
    board = failed_day()
    home = board.order(A1).place_id
    answer(board, A1, POINT, point_id=KIOSK.place.id)
    assert board.order(A1).place_id == KIOSK.place.id
    assert board.order(A1).home_place_id == home
    assert board.state.places[KIOSK.place.id] == KIOSK.place
    assert open_points(board.state, board.order(A1)) == ()
    board.place(A1, R1, 2)
    assert board.stop("a1.2").place_id == KIOSK.place.id
    board.send(R1)
    board.accept(R1)
    assert point_of(board.state, board.order(A1)) == KIOSK
    assert place_of(board.state, board.order(A1)) == ("Kiosk Aldunate", "Aldunate 900", "")
    assert place_of(board.state, board.order(A2)) == ("", "Calle a2", "")
    assert not is_at_point(board.state, board.order(A1))
    board.complete("a1.2")
    assert is_at_point(board.state, board.order(A1))
    assert board.custody("a1-out").kind is CustodyKind.PARTNER
    assert board.custody("a1-out").holder == KIOSK.place.id


def test_an_answer_that_wants_a_visit_at_home_takes_the_point_back() -> None:
    board = failed_day()
    home = board.order(A1).place_id
    answer(board, A1, POINT, point_id=KIOSK.place.id)
    assert point_name(board.state, board.order(A1)) == "Kiosk Aldunate"
    assert point_name(board.state, board.order(A2)) == "Calle a2"
    new_day(board, A1)
    assert board.order(A1).place_id == home
    assert board.order(A1).home_place_id is None


def test_only_points_of_the_list_and_nothing_that_is_on_a_route_go_there() -> None:
    board = failed_day()
    command = c.AnswerOrder(A1, POINT, point_id=PlaceId("elsewhere"))
    assert board.refusal(command, customer_of(A1)) == (
        "There is no collection point elsewhere for order a1."
    )
    assert POINT not in choices(board, A2)
    assert POINT not in choices(board, W1)


def test_a_replacement_is_offered_for_what_was_wrong_while_stock_has_it() -> None:
    board = offering(running_day())
    board.fail("a1.1", "damaged")
    assert REPLACEMENT not in choices(board, A1), "stock has none"
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    assert REPLACEMENT in choices(board, A1)
    board.fail("a2.1")
    assert REPLACEMENT not in choices(board, A2), "the goods are good; nobody was there"
    offering(board, replace(ALL, has_replacement=False))
    assert REPLACEMENT not in choices(board, A1)
    offering(board)
    board.ask(c.ReplaceOrder(board.case(A1).id))
    assert why_nothing_is_open(board.state, board.order(A1)) is WhyNot.REPLACED


@pytest.mark.parametrize("reason", ["damaged", "wrong_item", "missing_item"])
def test_goods_that_are_not_as_ordered_are_not_offered_another_day(reason: str) -> None:
    board = offering(running_day())
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.fail("a1.1", reason)
    assert choices(board, A1) == (REFUND, REPLACEMENT)
    with pytest.raises(Refused, match="cannot be chosen now"):
        answer(board, A1, CustomerChoice.HOME_NOW)
    board.ask(c.SetStock({"BOOK": 0}), SYSTEM)
    assert choices(board, A1) == (REFUND,), "stock has none"
    board.fail("a2.1")
    assert CustomerChoice.NEW_DAY in choices(board, A2), "nobody was there"


def test_goods_that_the_office_sends_all_the_same_may_come_another_day() -> None:
    board = offering(running_day())
    board.fail("a1.1", "damaged")
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    assert CustomerChoice.NEW_DAY in choices(board, A1)


@pytest.mark.parametrize("choice", [REFUND, REPLACEMENT])
def test_who_wants_money_or_other_goods_is_heard_and_moves_neither(
    choice: CustomerChoice,
) -> None:
    board = offering(running_day())
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.fail("a1.1", "damaged")
    let_wait(board, A1)
    events = answer(board, A1, choice)
    assert [type(event) for event in events] == [e.CustomerAnswered, e.CaseResumed]
    assert board.order(A1).refund is None
    assert is_unheard(board.order(A1), board.case(A1))


def test_a_small_amount_is_asked_of_the_shop_at_once_where_the_depot_lets_it() -> None:
    board = failed_day(replace(ALL, refund_up_to_minor=2_999))
    answer(board, A1, REFUND)
    assert board.order(A1).refund is None
    board = failed_day(replace(ALL, refund_up_to_minor=3_000))
    let_wait(board, A1)
    answer(board, A1, REFUND)
    refund = board.order(A1).refund
    assert refund is not None
    assert (refund.amount_minor, refund.by) == (3_000, "customer:a1")
    assert board.case(A1).status is CaseStatus.DECIDED
    assert not is_unheard(board.order(A1), board.case(A1))


def test_money_is_only_asked_for_before_the_office_has_decided() -> None:
    board = failed_day()
    assert REFUND in choices(board, A1)
    assert REFUND not in choices(board, A2), "it has no case"
    assert REFUND not in choices(board, W1), "a return is not refunded instead"
    board.place(A1, R1, 2)
    assert REFUND not in choices(board, A1)


def test_nobody_can_be_home_now_for_a_van_that_does_not_come_today() -> None:
    board = offering(running_day())
    assert HOME_NOW not in choices(board, A3), "nobody was there in vain"
    assert HOME_NOW not in choices(board, W1), "nobody was there and nobody comes"
    assert HOME_NOW not in choices(board, W3), "its goods are at the depot"
    assert HOME_NOW not in choices(board, OrderId("m1")), "it is tomorrow's"
    board.fail("a3.1")
    assert HOME_NOW in choices(board, A3), "a collection needs no goods"
    board.fail("a2.1")
    board.place(A2, R1, len(board.route().stop_ids))
    assert HOME_NOW in choices(board, A2), "it is on a route again"


def test_whoever_comes_home_while_the_driver_waits_at_the_door_can_say_so() -> None:
    board = offering(running_day())
    stop = board.stop("a1.1").id
    board.ask(c.ArriveAtStop(stop, board.now), board.driver(R1))
    assert HOME_NOW not in choices(board, A1)
    board.ask(c.ReportProblem(stop, "recipient_absent", board.now), board.driver(R1))
    assert HOME_NOW in choices(board, A1)


def test_what_is_over_leaves_nothing_to_choose() -> None:
    board = failed_day()
    board.complete("b1.1")
    board.ask(c.CancelOrder(W3, "note:1"))
    board.ask(c.RefundOrder(board.case(A1).id))
    told = {A1: WhyNot.REFUND_ASKED, B1: WhyNot.DONE, W3: WhyNot.CLOSED, B2: None}
    assert {o: why_nothing_is_open(board.state, board.order(o)) for o in told} == told
    assert choices(board, A1) == choices(board, B1) == choices(board, W3) == ()
    assert board.refusal(c.AnswerOrder(A1, HOME_NOW), customer_of(A1)) == (
        "Order a1 needs no answer any more (refund asked)."
    )


def test_what_the_shop_does_not_take_back_needs_no_slot_until_an_exception_is_made() -> None:
    board = board_with(request(LATE))
    assert why_nothing_is_open(board.state, board.order(RET)) is WhyNot.REFUSED
    assert choices(board, RET) == ()
    board.ask(c.MakeException(RET, "note:9"))
    assert why_nothing_is_open(board.state, board.order(RET)) is None
    assert NEW_DAY in choices(board, RET)


def test_goods_that_are_missing_can_only_be_paid_or_replaced() -> None:
    board = failed_day()
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.ask(c.ReportOrder(A1, "lost"))
    assert choices(board, A1) == (REFUND, REPLACEMENT)


def test_a_customer_answers_for_the_own_order_only() -> None:
    board = failed_day()
    assert board.refusal(c.AnswerOrder(A1, HOME_NOW), customer_of(A2)) == (
        "This link is for another order."
    )
    assert board.refusal(c.CancelOrder(A1), customer_of(A1)) == "A customer may not do this."


def test_the_office_may_answer_in_a_customers_name() -> None:
    board = failed_day()
    board.ask(c.AnswerOrder(A1, HOME_NOW), ANA)
    given = board.order(A1).answer
    assert given is not None
    assert given.is_by_office
    assert not is_unheard(board.order(A1), board.case(A1)), "the office has heard it"


def test_before_there_is_a_depot_nothing_is_offered() -> None:
    order = failed_day().order(A1)
    nothing = replace(failed_day().state, depot=None)
    assert offers_of(State()) == CustomerOffers()
    assert open_slots(nothing, order, NOON) == ()
    assert HOME_NOW not in open_choices(nothing, order, NOON)


def test_an_order_without_a_case_is_answered_too() -> None:
    board = offering(running_day())
    assert active_case(board.state, A2) is None
    assert len(answer(board, A2, NEIGHBOUR, note="note:5")) == 1
    assert board.order(A2).day == TODAY


def test_what_a_partner_has_cannot_be_sent_elsewhere() -> None:
    board = running_day()
    board.ask(c.HandToPartner(W3, COURIER.id, COURIER.price_minor))
    choices = open_choices(board.state, board.order(W3), board.now)
    assert CustomerChoice.NEW_DAY not in choices
    assert CustomerChoice.COLLECTION_POINT not in choices


def test_who_cannot_come_to_the_counter_may_choose_otherwise() -> None:
    board = at_counter()
    board.ask(c.KeepAtCounter(A1))
    choices = open_choices(board.state, board.order(A1), board.now)
    assert {CustomerChoice.NEW_DAY, CustomerChoice.COLLECTION_POINT} <= set(choices)
    slot = open_slots(board.state, board.order(A1), board.now)[0]
    answer(board, A1, CustomerChoice.NEW_DAY, day=slot.day, window=slot.window)
    assert (board.order(A1).counter, board.order(A1).day) == (None, TOMORROW)
    board.ask(c.KeepAtCounter(A1))
    answer(board, A1, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.place.id)
    assert (board.order(A1).counter, board.order(A1).place_id) == (None, KIOSK.place.id)
    assert board.case(A1).status is CaseStatus.OPEN
    assert open_points(board.state, board.order(A1)) == ()
