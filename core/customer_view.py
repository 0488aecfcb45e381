"""Everything a customer may know about the own order, and what may be chosen now. Pure.

Holds codes and values, no sentences: those are in `resources/customer`. Nothing about other
people, routes, money of others or the office's notes ever gets in here.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from core.model import (
    CollectionPoint,
    CustodyKind,
    CustomerChoice,
    Depot,
    Instant,
    Order,
    OrderKind,
    OrderStatus,
    RefundStatus,
    ServiceDay,
    Stop,
    StopKind,
    StopStatus,
    TextRef,
    TimeWindow,
)
from core.rules.answers import (
    Slot,
    WhyNot,
    is_at_point,
    offers_of,
    open_choices,
    open_points,
    open_slots,
    point_name,
    why_nothing_is_open,
)
from core.rules.counter import fetched_at, fetched_from, kept_until
from core.rules.custody import holder_of, with_sender
from core.rules.lookups import active_case, money_waits, pending_stops
from core.rules.receipts import Receipt, receipt_of
from core.state import State


class Story(StrEnum):
    """Where the order stands, as its customer would say it."""

    WAITING = "waiting"
    """No visit is planned yet."""
    PLANNED = "planned"
    ON_THE_WAY = "on_the_way"
    AT_THE_DOOR = "at_the_door"
    FAILED = "failed"
    MISSING = "missing"
    """Reported lost, misdelivered or not received: somebody looks for it."""
    DONE = "done"
    AT_POINT = "at_point"
    """It waits at a collection point."""
    AT_COUNTER = "at_counter"
    """It waits at the depot's counter, or will soon."""
    CLOSED = "closed"
    REPLACED = "replaced"
    """The same goods are sent again, as another order."""
    REFUSED = "refused"
    """The shop's return policy does not take it back."""
    REFUND_CHECKED = "refund_checked"
    """The office looks at it before the shop is asked."""
    REFUND_REQUESTED = "refund_requested"
    REFUNDED = "refunded"
    """Only after the shop has confirmed it."""
    REFUND_FAILED = "refund_failed"


class CustomerItem(Struct, frozen=True):
    """A line of the order. `is_collected`: it comes from the customer."""

    name: str
    quantity: int
    is_collected: bool


class Money(Struct, frozen=True):
    """An amount of the depot's currency."""

    minor: int
    currency: str
    digits: int


class GivenAnswer(Struct, frozen=True):
    """What the customer chose last, with the names that go with it."""

    choice: CustomerChoice
    at: Instant
    day: ServiceDay | None = None
    window: TimeWindow | None = None
    point: str = ""
    note: str = ""


class CustomerView(Struct, frozen=True):
    """One order for its customer's eyes."""

    order_id: str
    shop: str
    depot: str
    zone: str
    kind: OrderKind
    items: tuple[CustomerItem, ...]
    story: Story
    at: Instant | None = None
    """When what the story tells happened."""
    reason: str = ""
    """Code of the failure reason, for a story that failed."""
    day: ServiceDay = ServiceDay("")
    window: TimeWindow | None = None
    """When somebody comes, as it was told; None while no visit is ahead."""
    replaced_by: str = ""
    """Number of the order that brings the same goods again."""
    expected: TimeWindow | None = None
    """When somebody will probably be there, while the van is on the road."""
    receipt: Receipt | None = None
    """Of goods that were taken."""
    fee: Money | None = None
    refund: Money | None = None
    """What is given back, or will be."""
    place: str = ""
    """The collection point where the goods are, or are brought."""
    place_details: str = ""
    """Its address and opening hours."""
    ready_from: Instant | None = None
    """From when it can be fetched, while that is ahead."""
    kept_until: Instant | None = None
    """How long it waits to be fetched."""
    answer: GivenAnswer | None = None
    choices: tuple[CustomerChoice, ...] = ()
    slots: tuple[Slot, ...] = ()
    points: tuple[CollectionPoint, ...] = ()
    why_not: WhyNot | None = None
    """Why nothing can be chosen, when there is one reason for it."""
    stamp: str = ""
    """Changes whenever the order does: a form says on which state it was filled in."""


def customer_view(
    state: State,
    texts: Mapping[str, str],
    order: Order,
    now: datetime,
    expected: TimeWindow | None = None,
) -> CustomerView:
    """The order as its customer sees it at this moment. The state must have its depot."""
    assert state.depot is not None
    stops = pending_stops(state, order.id)
    story, at = _story(state, order, stops)
    is_ahead = story in _AHEAD
    receipt = receipt_of(state, order.id)
    return CustomerView(
        order_id=order.id,
        shop=order.shop,
        depot=state.depot.name,
        zone=state.depot.zone,
        kind=order.kind,
        items=tuple(
            CustomerItem(item.description, item.quantity, item.is_collected) for item in order.items
        ),
        story=story,
        at=at,
        reason=_reason(state, order) if story in _WENT_WRONG else "",
        day=order.day if is_ahead else ServiceDay(""),
        window=(order.promise or order.window) if is_ahead else None,
        expected=expected if is_ahead else None,
        replaced_by=order.replaced_by or "",
        receipt=receipt,
        fee=_money(state.depot, receipt.fee_minor if receipt is not None else 0),
        refund=_money(state.depot, _refund_minor(order, receipt)),
        place=fetched_at(state, order)[0] if story is Story.AT_COUNTER else _point(state, order),
        place_details=_details(state, order),
        ready_from=_ready_from(order, now),
        kept_until=kept_until(state, order),
        answer=_given(state, texts, order),
        choices=open_choices(state, order, now),
        slots=open_slots(state, order, now),
        points=open_points(state, order),
        why_not=why_nothing_is_open(state, order),
        stamp=stamp(order, stops),
    )


def stamp(order: Order, stops: tuple[Stop, ...]) -> str:
    """A short name for the state that the customer's choices depend on."""
    body = msgspec.json.encode((order, stops), order="deterministic")
    return hashlib.sha256(body).hexdigest()[:16]


_WENT_WRONG = (Story.FAILED, Story.MISSING)
_AHEAD = frozenset({Story.WAITING, Story.PLANNED, Story.ON_THE_WAY, Story.AT_THE_DOOR})
_REFUND = {
    RefundStatus.REQUESTED: Story.REFUND_REQUESTED,
    RefundStatus.CONFIRMED: Story.REFUNDED,
    RefundStatus.FAILED: Story.REFUND_FAILED,
}


def _story(state: State, order: Order, stops: tuple[Stop, ...]) -> tuple[Story, Instant | None]:
    refund = order.refund
    if refund is not None and refund.status is not RefundStatus.FAILED:
        if money_waits(state, order):
            return Story.REFUND_CHECKED, refund.at
        return _REFUND[refund.status], refund.settled_at or refund.at
    if order.status is OrderStatus.DONE:
        story = Story.AT_POINT if is_at_point(state, order) else Story.DONE
        return story, _done_at(state, order)
    if order.waits_at_counter:
        return Story.AT_COUNTER, None
    if order.replaced_by is not None:
        return Story.REPLACED, None
    if order.status is OrderStatus.CLOSED:
        return Story.CLOSED, None
    if why_nothing_is_open(state, order) is WhyNot.REFUSED:
        return Story.REFUSED, None
    if stops and stops[-1].kind is not StopKind.FETCH:
        return _of_visit(stops[-1])
    custody = holder_of(state, order) if not with_sender(state, order) else None
    if custody is not None and custody.kind is CustodyKind.PARTNER:
        return Story.FAILED, custody.since
    if custody is not None and custody.kind not in (CustodyKind.VEHICLE, CustodyKind.DEPOT):
        return Story.MISSING, custody.since
    if refund is not None:
        return _REFUND[refund.status], refund.settled_at
    if order.status is OrderStatus.FAILED and order.attempts and not _is_moved(order):
        return Story.FAILED, order.attempts[-1].at
    return Story.WAITING, None


def _of_visit(stop: Stop) -> tuple[Story, Instant | None]:
    if stop.status is StopStatus.ARRIVED:
        return Story.AT_THE_DOOR, stop.arrived_at
    if stop.status is StopStatus.EN_ROUTE:
        return Story.ON_THE_WAY, stop.started_at
    return Story.PLANNED, None


def _is_moved(order: Order) -> bool:
    """Whether a new day was chosen since the last attempt."""
    answer = order.answer
    return (
        answer is not None
        and answer.choice is CustomerChoice.NEW_DAY
        and answer.day == order.day
        and answer.at >= order.attempts[-1].received_at
    )


def _done_at(state: State, order: Order) -> Instant | None:
    ended = [
        stop.ended_at
        for stop in state.stops.values()
        if stop.order_id == order.id and stop.status is StopStatus.COMPLETED
    ]
    return max((at for at in ended if at is not None), default=None)


def _reason(state: State, order: Order) -> str:
    """What was reported last: by the office on the case, or by the driver at the door."""
    case = active_case(state, order.id)
    if case is not None and case.reason is not None:
        return case.reason
    return order.attempts[-1].reason if order.attempts else ""


def _refund_minor(order: Order, receipt: Receipt | None) -> int:
    if order.refund is not None:
        return order.refund.amount_minor
    return receipt.refund_minor if receipt is not None else 0


def _money(depot: Depot, minor: int) -> Money | None:
    return Money(minor, depot.currency, depot.minor_digits) if minor else None


def _point(state: State, order: Order) -> str:
    return point_name(state, order) if order.home_place_id is not None else ""


def _details(state: State, order: Order) -> str:
    if order.home_place_id is None and not order.waits_at_counter:
        return ""
    name, *details = fetched_at(state, order)
    return ", ".join(part for part in details if part and name)


def _ready_from(order: Order, now: datetime) -> Instant | None:
    is_ahead = order.waits_at_counter and fetched_from(order, now) > now
    return fetched_from(order, now) if is_ahead else None


def _given(state: State, texts: Mapping[str, str], order: Order) -> GivenAnswer | None:
    answer = order.answer
    if answer is None:
        return None
    points = {point.place.id: point.name for point in offers_of(state).points}
    return GivenAnswer(
        choice=answer.choice,
        at=answer.at,
        day=answer.day,
        window=answer.window,
        point=points.get(answer.point_id, "") if answer.point_id is not None else "",
        note=_text(texts, answer.note_ref),
    )


def _text(texts: Mapping[str, str], ref: TextRef | None) -> str:
    return texts.get(ref, "") if ref is not None else ""
