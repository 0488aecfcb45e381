"""What a webhook is told of an event, how it gets on, and when it is given up."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.decide import decide
from core.hub import protocol as p
from core.hub import webhook_words as w
from core.model import (
    ActorId,
    MessageId,
    MessageStatus,
    OrderId,
    OrderStatus,
    PlaceId,
    Refund,
    RefundStatus,
    RouteId,
    Stop,
    StopId,
    StopKind,
)
from core.state import State, apply
from tests.builders import W1, running_day
from tests.core.hub.hub_builders import DAY, DEPOT, MORNING, SYSTEM, day_commands
from tests.second_looks import SARA, ruled

ANY: Any = None
ORDER = OrderId("w1")
HOOK = w.Webhook(
    id="stock",
    depot=DEPOT,
    shop="",
    key_id="k1",
    url="https://shop.example/",
    kinds=(),
    secret="new",
    made_at=MORNING,
)


def small_state() -> State:
    state = State()
    for command in day_commands():
        for event in decide(state, command, SYSTEM, MORNING):
            state = apply(state, event)
    return state


STATE = small_state()
CASE = next(iter(STATE.cases.values()))


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (e.OrdersAdded((), (), (STATE.orders[ORDER],), {}), [("order.created", "w1")]),
        (e.OrderAmended(ORDER, STATE.orders[ORDER], (), (), {}), [("order.changed", "w1")]),
        (e.OrderPlaced(ORDER, ()), [("order.planned", "w1")]),
        (e.OrderRescheduled(ORDER, DAY, DAY), [("order.rescheduled", "w1")]),
        (e.StopFailed(StopId("s1_1"), ANY), [("order.failed", "o1_1")]),
        (e.OrderReported(ORDER, "lost", MORNING), [("order.failed", "w1")]),
        (e.StopCompleted(StopId("s1_1"), MORNING, MORNING), [("order.done", "o1_1")]),
        (e.GoodsFound(ORDER, True, MORNING), [("order.done", "w1")]),
        (e.GoodsFound(ORDER, False, MORNING), [("order.changed", "w1")]),
        (e.PartnerSettled(ORDER, True, MORNING), [("order.done", "w1")]),
        (e.PartnerSettled(ORDER, False, MORNING), [("order.changed", "w1")]),
        (e.OrderPickedUp(ORDER, MORNING), [("order.done", "w1")]),
        (e.PickupUndone(ORDER, MORNING), [("order.changed", "w1")]),
        (e.OrderClosed(ORDER), [("order.closed", "w1")]),
        (
            e.ReplacementUndone(OrderId("w2"), ORDER, OrderStatus.FAILED),
            [("order.closed", "w1")],
        ),
        (e.OrderWithdrawn(ORDER, (), OrderStatus.WAITING), [("order.changed", "w1")]),
        (e.GoodsChecked(ORDER, ()), [("order.changed", "w1")]),
        (e.OrderReplaced(ORDER, OrderId("w2")), [("order.changed", "w1")]),
        (
            e.MessageSettled(ORDER, MessageId("m"), MessageStatus.SENT, MORNING),
            [("order.changed", "w1")],
        ),
        (e.MessageSettled(ORDER, MessageId("m"), MessageStatus.FAILED, MORNING), []),
        (
            e.RefundRequested(ORDER, Refund(1, ActorId("ana"), MORNING)),
            [("refund.asked", "w1")],
        ),
        (e.RefundSettled(ORDER, RefundStatus.CONFIRMED, MORNING), [("refund.settled", "w1")]),
        (e.CaseOpened(CASE), [("case.opened", CASE.id)]),
        (e.CaseAcknowledged(CASE.id, ActorId("ana"), MORNING), [("case.changed", CASE.id)]),
        (e.CaseDecided(CASE.id, ANY), [("case.changed", CASE.id)]),
        (e.CaseSetOut(CASE.id), [("case.changed", CASE.id)]),
        (e.CaseReopened(CASE.id, "x", MORNING), [("case.changed", CASE.id)]),
        (e.CaseClosed(CASE.id, MORNING), [("case.closed", CASE.id)]),
        (e.RouteStarted(RouteId("r1"), MORNING), []),
        (e.CaseHanded(CASE.id, ActorId("bea"), ActorId("ana"), MORNING), []),
    ],
)
def test_what_an_event_is_told_as(event: e.Event, told: list[tuple[str, str]]) -> None:
    assert list(w.subjects(event, STATE)) == told
    assert {kind for kind, _ in told} <= set(msgspec.json.schema(w.Kind)["enum"])


def test_a_day_that_opens_tells_of_each_order_once() -> None:
    stops = [STATE.stops[StopId(name)] for name in ("s1_1", "s1_2")]
    event = e.DayOpened(DAY, MORNING, (), (*stops, stops[0]))
    told = list(w.subjects(event, STATE))
    assert told == [("order.planned", "o1_1"), ("order.planned", "o1_2")]


def test_a_hand_over_is_no_visit() -> None:
    give = Stop(StopId("g"), StopKind.GIVE, ORDER, RouteId("r1"), PlaceId("depot"), 60)
    state = replace(STATE, stops=STATE.stops | {give.id: give})
    assert list(w.subjects(e.StopCompleted(give.id, MORNING, MORNING), state)) == []


def test_goods_that_are_fetched_have_not_arrived_yet() -> None:
    fetch = Stop(StopId("f"), StopKind.FETCH, ORDER, RouteId("r1"), PlaceId("depot"), 60)
    state = replace(STATE, stops=STATE.stops | {fetch.id: fetch})
    told = list(w.subjects(e.StopCompleted(fetch.id, MORNING, MORNING), state))
    assert told == [("order.changed", ORDER)]


def record(seq: int, event: e.Event) -> p.EventRecord:
    return p.EventRecord(seq, 1, MORNING, f"c{seq}", ActorId("ana"), Raw(e.encode(event)))


def test_a_notice_shows_the_order_or_the_case_as_it_is_now() -> None:
    (order,) = w.notices_of(HOOK, record(7, e.OrderClosed(ORDER)), STATE)
    assert (order.id, order.kind, order.case) == ("helsinki-7-0", "order.closed", None)
    assert order.order is not None
    assert order.order.id == "w1"
    (case,) = w.notices_of(HOOK, record(8, e.CaseClosed(CASE.id, MORNING)), STATE)
    assert (case.id, case.order) == ("helsinki-8-0", None)
    assert case.case is not None
    assert case.case.id == CASE.id


def test_a_webhook_hears_of_its_own_shop_and_of_the_kinds_it_wants() -> None:
    sold = replace(STATE.orders[ORDER], shop="Casa Norte")
    state = replace(STATE, orders=STATE.orders | {ORDER: sold})
    closed, opened = record(7, e.OrderClosed(ORDER)), record(8, e.CaseOpened(CASE))
    assert CASE.order_id == ORDER
    norte, sur = replace(HOOK, shop="Casa Norte"), replace(HOOK, shop="Casa Sur")
    assert [n.kind for r in (closed, opened) for n in w.notices_of(norte, r, state)] == [
        "order.closed",
        "case.opened",
    ]
    assert not [n for r in (closed, opened) for n in w.notices_of(sur, r, state)]
    choosy = replace(HOOK, kinds=("case.opened",))
    assert [n.kind for r in (closed, opened) for n in w.notices_of(choosy, r, state)] == [
        "case.opened"
    ]


def test_a_delivery_holds_whole_events_and_says_how_far_it_gets() -> None:
    orders = tuple(STATE.orders.values())
    many = [record(n, e.OrdersAdded((), (), orders, {})) for n in range(1, 40)]
    cursor, notices = w.next_delivery(HOOK, many, STATE)
    assert len(orders) * cursor == len(notices)
    assert w.LARGEST_DELIVERY <= len(notices) < w.LARGEST_DELIVERY + len(orders)
    assert len({notice.id for notice in notices}) == len(notices)
    nothing = [record(n, e.RouteStarted(RouteId("r1"), MORNING)) for n in (5, 6)]
    assert w.next_delivery(HOOK, nothing, STATE) == (6, ())
    sent = msgspec.json.decode(w.body_of(HOOK, notices), type=w.Notices)
    assert sent == w.Notices("stock", DEPOT, notices)


def tried(hours: float, status: int | None) -> w.Delivery:
    at = MORNING + timedelta(hours=hours)
    return w.Delivery(at, "helsinki-7-0", 1, status == 200, status, 12, "It answered so.")


def test_a_webhook_moves_on_only_when_all_was_taken() -> None:
    began = w.Progress(6)
    failed = w.after(w.after(began, tried(0, 500), 9), tried(1, None), 9)
    assert (failed.cursor, failed.tries, failed.failing_since) == (6, 2, MORNING)
    assert not failed.off
    taken = w.after(failed, tried(2, 200), 9)
    assert (taken.cursor, taken.tries, taken.failing_since) == (9, 0, None)
    assert [each.status for each in taken.deliveries] == [200, None, 500]
    for _ in range(100):
        taken = w.after(taken, tried(2, 200), 9)
    assert len(taken.deliveries) == w.DELIVERIES_KEPT


def test_a_webhook_is_given_up_after_three_days_or_when_nobody_wants_it() -> None:
    failing = w.after(w.Progress(6), tried(0, 500), 9)
    assert not w.after(failing, tried(71.9, 500), 9).off
    off = w.after(failing, tried(72, 500), 9)
    assert off.off == "It took nothing for 3 days; last: It answered so."
    assert off.cursor == 6
    assert "410" in w.after(w.Progress(6), tried(0, 410), 9).off


def test_pauses_grow_up_to_an_hour() -> None:
    pauses = [w.pause_after(tries).total_seconds() for tries in (1, 2, 3, 10, 11, 1000)]
    assert pauses == [5, 10, 20, 2560, 3600, 3600]


def test_a_secret_is_changed_once_and_both_sign_for_a_day() -> None:
    changed = w.rotated(HOOK, "newer", "request-1", MORNING)
    assert w.secrets_of(HOOK, MORNING) == ("new",)
    assert w.secrets_of(changed, MORNING) == ("newer", "new")
    assert w.secrets_of(changed, MORNING + w.OLD_SECRET_LASTS) == ("newer",)
    assert w.rotated(changed, "newest", "request-1", MORNING) is changed
    assert w.rotated(changed, "newest", "request-2", MORNING).old_secret == "newer"


def test_a_webhook_is_told_without_its_secret() -> None:
    told = w.told(HOOK, w.Progress(6, off="Gone."), 9)
    assert (told.is_on, told.words, told.waiting) == (False, "Gone.", 3)
    assert b"new" not in msgspec.json.encode(told)
    assert w.told(HOOK, w.Progress(12), 9).waiting == 0
    assert HOOK.name == ("", "stock")


@pytest.mark.parametrize(
    ("answer", "told"),
    [(c.Approve, [("refund.asked", "w1")]), (c.SendBack, [("case.changed", "case-w1")])],
)
def test_a_refund_that_has_to_be_approved_is_asked_for_when_it_is(
    answer: type, told: list[tuple[str, str]]
) -> None:
    board = ruled(running_day(), refund_over_minor=1, broken=True)
    asked = board.ask(c.RefundOrder(board.case(W1).id))
    (approval_id,) = board.state.approvals
    requested = [each for each in asked if isinstance(each, e.RefundRequested)]
    assert [list(w.subjects(each, board.state)) for each in requested] == [[]]
    answered = board.ask(answer((approval_id,), "seen"), SARA)
    assert [subject for each in answered for subject in w.subjects(each, board.state)] == told
    assert list(w.subjects(requested[0], board.state)) == []


def test_an_answer_that_lets_no_money_go_is_the_offices() -> None:
    board = ruled(running_day(), write_off_over_minor=1, exceptions=True)
    board.ask(c.CancelOrder(OrderId("w3"), "gone"))
    answered = board.ask(c.Approve(tuple(board.state.approvals), "seen"), SARA)
    assert [subject for each in answered for subject in w.subjects(each, board.state)] == []
