"""What customers should be told at this moment, once each, never at night. Pure.

A message is wanted because of something that has an id: an attempt, a visit, a day, a refund. So
the same thing is never told twice, whenever and however often this is asked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from core.honest_window import UNLEARNED, honest_window
from core.model import (
    CaseStatus,
    CustomerId,
    MessageId,
    MessageKind,
    MessageRules,
    MessageStatus,
    Order,
    OrderId,
    OrderStatus,
    RefundStatus,
    Resolution,
    TimeWindow,
)
from core.planning.learned import Spread
from core.rules.answers import is_at_point
from core.rules.custody import lies_at
from core.rules.lookups import active_case, money_waits
from core.rules.receipts import taken_since
from core.state import State

RECEIPT_WITHIN = timedelta(hours=24)
"""Goods that were taken longer ago are told of no more."""


WHERE_TO_FETCH = frozenset({MessageKind.COUNTER, MessageKind.READY, MessageKind.TO_POINT})
SECOND_THOUGHTS = timedelta(minutes=1)
"""How long a decision for the counter can be undone before its customer hears of it."""


class Wanted(Struct, frozen=True):
    """A message that should go out."""

    id: MessageId
    order_id: OrderId
    kind: MessageKind
    window: TimeWindow | None = None


def due_messages(
    state: State,
    arrivals: Mapping[OrderId, datetime],
    now: datetime,
    spread: Spread = UNLEARNED,
) -> tuple[Wanted, ...]:
    """What is to be told now. `arrivals` are of visits today that their drivers have agreed to,
    `spread` is how far from them vans really arrive."""
    rules = state.depot.messages if state.depot is not None else MessageRules(is_on=False)
    if state.depot is None or not rules.is_on or _is_quiet(rules, now, state.depot.zone):
        return ()
    said = _said_today(state, now)
    due = []
    taken = taken_since(state, now - RECEIPT_WITHIN)
    for order in state.orders.values():
        receipt = _receipt(order) if order.id in taken else ()
        others = _wanted(state, order, arrivals.get(order.id), now, rules, spread)
        for wanted in receipt or others:
            is_told = any(message.id == wanted.id for message in order.messages)
            if not is_told and said[order.customer_id] < rules.most_a_day:
                said[order.customer_id] += 1
                due.append(wanted)
    return tuple(due)


def broken_promises(state: State, arrivals: Mapping[OrderId, datetime]) -> frozenset[OrderId]:
    """Orders whose visit would be told anew, were these the arrivals."""
    rules = state.depot.messages if state.depot is not None else MessageRules()
    return frozenset(
        order_id
        for order_id, arrival in arrivals.items()
        if _is_broken(state.orders[order_id], arrival, rules)
    )


def _receipt(order: Order) -> tuple[Wanted, ...]:
    """What is told first, and once; nothing when it was."""
    if any(message.kind is MessageKind.RECEIPT for message in order.messages):
        return ()
    return (Wanted(_id(order, MessageKind.RECEIPT, 1), order.id, MessageKind.RECEIPT),)


def _is_told_by_receipt(order: Order) -> bool:
    """Whether the receipt says already that the shop was asked for the money."""
    assert order.refund is not None
    asked = order.refund.at
    return any(m.kind is MessageKind.RECEIPT and m.at >= asked for m in order.messages)


def _wanted(
    state: State,
    order: Order,
    arrival: datetime | None,
    now: datetime,
    rules: MessageRules,
    spread: Spread,
) -> Iterator[Wanted]:
    refund = order.refund
    if refund is not None and refund.status is not RefundStatus.FAILED:
        is_paid = refund.status is RefundStatus.CONFIRMED
        kind = MessageKind.REFUNDED if is_paid else MessageKind.REFUND_REQUESTED
        if not is_paid and (_is_told_by_receipt(order) or money_waits(state, order)):
            return
        yield Wanted(_id(order, kind, refund.at.isoformat()), order.id, kind)
        return
    if order.counter is not None and order.waits_at_counter:
        if now < order.counter.at + SECOND_THOUGHTS:
            return
        since = order.counter.at.isoformat()
        yield Wanted(_id(order, MessageKind.COUNTER, since), order.id, MessageKind.COUNTER)
    elif is_at_point(state, order):
        yield Wanted(_id(order, MessageKind.READY, order.place_id), order.id, MessageKind.READY)
    elif _is_sent_to_point(state, order):
        yield Wanted(
            _id(order, MessageKind.TO_POINT, order.place_id), order.id, MessageKind.TO_POINT
        )
    elif _is_booked(state, order, now):
        yield _booked(order)
    elif lies_at(state, order) is not None:
        return
    elif arrival is not None and order.attempts and not _has_told_visit(order):
        kind = MessageKind.COMING
        window = honest_window(arrival, now, spread)
        yield Wanted(_id(order, kind, len(order.attempts)), order.id, kind, window)
    elif _is_misled(order):
        number = sum(message.kind in WHERE_TO_FETCH for message in order.messages)
        yield Wanted(_id(order, MessageKind.NO_PICKUP, number), order.id, MessageKind.NO_PICKUP)
    elif order.status is OrderStatus.FAILED and order.attempts:
        case = active_case(state, order.id)
        is_open = case is not None and case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
        if is_open and not _knows_of_failure(order):
            kind = MessageKind.FAILED
            yield Wanted(_id(order, kind, len(order.attempts)), order.id, kind)
    elif arrival is not None and _is_broken(order, arrival, rules) and not _waits(order):
        kind = MessageKind.MOVED
        number = sum(message.kind is kind for message in order.messages)
        window = honest_window(arrival, now, spread)
        yield Wanted(_id(order, kind, number + 1), order.id, kind, window)


def _is_sent_to_point(state: State, order: Order) -> bool:
    """By the office, and its driver has agreed; who chose it himself knows it."""
    case = active_case(state, order.id)
    if case is None or case.decision is None or case.status is not CaseStatus.ON_ITS_WAY:
        return False
    return case.decision.resolution is Resolution.REDIRECT


def _is_misled(order: Order) -> bool:
    """Whether the last he was told is where to fetch it, and he has not chosen otherwise since."""
    told = [m for m in order.messages if m.status is not MessageStatus.FAILED]
    if not told or order.status in (OrderStatus.DONE, OrderStatus.CLOSED):
        return False
    last, answer = told[-1], order.answer
    has_left = last.kind in WHERE_TO_FETCH and last.status is MessageStatus.SENT
    return has_left and (answer is None or answer.at < last.at)


def _knows_of_failure(order: Order) -> bool:
    """Whether he was told since the last visit that it cannot be fetched, and may choose."""
    last = order.attempts[-1].at
    return any(m.kind is MessageKind.NO_PICKUP and m.at > last for m in order.messages)


def _is_booked(state: State, order: Order, now: datetime) -> bool:
    """Another day after a failed visit or an answer, and nothing of it has happened."""
    assert state.depot is not None
    today = now.astimezone(ZoneInfo(state.depot.zone)).date().isoformat()
    is_open = order.status not in (OrderStatus.DONE, OrderStatus.CLOSED)
    return is_open and order.day > today and bool(order.attempts or order.answer)


def _booked(order: Order) -> Wanted:
    kind = MessageKind.BOOKED
    when = order.window.opens.isoformat() if order.window is not None else order.day
    return Wanted(_id(order, kind, when), order.id, kind, order.window)


def _has_told_visit(order: Order) -> bool:
    """Whether a window was told after the last attempt."""
    last = order.attempts[-1].at
    return any(message.window is not None and message.at > last for message in order.messages)


def _is_broken(order: Order, arrival: datetime, rules: MessageRules) -> bool:
    """Late by more than the setting, or as much too early for a window that was told."""
    due = order.due_window
    slack = timedelta(minutes=rules.moved_min)
    if due is None:
        return False
    is_early = order.promise is not None and arrival < order.promise.opens - slack
    return arrival > due.closes + slack or is_early


def _waits(order: Order) -> bool:
    """Whether a window is on its way to the customer already."""
    return any(m.window is not None and m.status is MessageStatus.WAITING for m in order.messages)


def _said_today(state: State, now: datetime) -> Counter[CustomerId]:
    assert state.depot is not None
    zone = ZoneInfo(state.depot.zone)
    today = now.astimezone(zone).date()
    return Counter(
        order.customer_id
        for order in state.orders.values()
        for message in order.messages
        if message.at.astimezone(zone).date() == today
    )


def _is_quiet(rules: MessageRules, now: datetime, zone: str) -> bool:
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    if rules.quiet_from_min <= rules.quiet_until_min:
        return rules.quiet_from_min <= minute < rules.quiet_until_min
    return minute >= rules.quiet_from_min or minute < rules.quiet_until_min


def _id(order: Order, kind: MessageKind, which: object) -> MessageId:
    return MessageId(f"{order.id}/{kind}/{which}")
