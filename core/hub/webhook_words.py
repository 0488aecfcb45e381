"""Webhooks of shops: what is subscribed, what is told of an event, and when again. Pure.

The log is the outbox: a webhook is a cursor into the depot's stream, so nothing that happened can
be forgotten between two tries. A notice has the id of its event, the same at every try; what it
shows is the order or case as it stands when it is sent.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from core import events as e
from core.hub import protocol as p
from core.hub.api_words import Name, ToldCase, ToldOrder, told_case, told_order
from core.model import (
    HOLDS_MONEY,
    Approval,
    ApprovalStatus,
    CaseId,
    DepotId,
    Instant,
    MessageStatus,
    OrderId,
    StopKind,
)
from core.rules.lookups import money_waits
from core.rules.refunds import is_refunded
from core.state import State

Kind = Literal[
    "order.created",
    "order.planned",
    "order.rescheduled",
    "order.failed",
    "order.done",
    "order.closed",
    "order.changed",
    "refund.asked",
    "refund.settled",
    "case.opened",
    "case.changed",
    "case.closed",
]
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)
OLD_SECRET_LASTS = timedelta(hours=24)
DELIVERIES_KEPT = 50
LARGEST_DELIVERY = 100
"""Notices in one request; a single event with more is told whole."""
GONE = 410


class NewWebhook(Struct, frozen=True, forbid_unknown_fields=True):
    """Where notices go. `id` is the caller's own name for it and must be new."""

    id: Name
    url: Annotated[str, Meta(min_length=1, max_length=500)]
    kinds: Annotated[tuple[Kind, ...], Meta(max_length=12)] = ()
    """Which notices are wanted; all of them if it is left out."""


class Webhook(Struct, frozen=True):
    """A subscription as it is kept. It reads what a key of its shop may read."""

    id: str
    depot: DepotId
    shop: str
    key_id: str
    """The key that made it, or switched it on again; it ends with that key."""
    url: str
    kinds: tuple[str, ...]
    secret: str
    made_at: Instant
    old_secret: str = ""
    old_until: Instant | None = None
    rotated_by: str = ""
    """The request that changed the secret, for when it is sent again."""

    @property
    def name(self) -> tuple[str, str]:
        """Unique within a depot."""
        return (self.shop, self.id)


class Delivery(Struct, frozen=True):
    """One try. What the other side wrote is not kept: it may be from where nobody should read."""

    at: Instant
    first: str
    """Id of the first notice in it."""
    notices: int
    is_taken: bool
    status: int | None
    """Of the answer; none when there was none."""
    took_ms: int
    words: str = ""


class Progress(Struct, frozen=True):
    """How far a webhook has got; `cursor` is the last event of which all was taken."""

    cursor: int
    failing_since: Instant | None = None
    tries: int = 0
    off: str = ""
    """Why nothing is sent any more; empty while it is on."""
    deliveries: tuple[Delivery, ...] = ()


class ToldWebhook(Struct, frozen=True):
    """A webhook and how it does, without its secret."""

    id: str
    url: str
    kinds: tuple[str, ...]
    made_at: Instant
    is_on: bool
    words: str
    """Why it is off; empty while it is on."""
    failing_since: Instant | None
    waiting: int
    """Events that it has not got past yet; not all of them are of its kinds."""


class MadeWebhook(Struct, frozen=True):
    """A new webhook; `secret` signs what is sent and is not told again."""

    webhook: ToldWebhook
    secret: str


class NewSecret(Struct, frozen=True):
    """Both secrets sign until `old_until`, so that nothing is missed while the new one is set."""

    secret: str
    old_until: Instant


class Webhooks(Struct, frozen=True):
    """A page of webhooks by id; `next` is the cursor of the following one."""

    webhooks: tuple[ToldWebhook, ...]
    next: str | None


class Deliveries(Struct, frozen=True):
    """The last tries, the newest first."""

    deliveries: tuple[Delivery, ...]


class Notice(Struct, frozen=True):
    """That something happened to an order or a case, and how that stands by now."""

    id: str
    """The same at every try: a notice that came before can be left out."""
    kind: str
    at: Instant
    order: ToldOrder | None = None
    case: ToldCase | None = None


class Notices(Struct, frozen=True):
    """The body of a request, in the order in which things happened."""

    webhook: str
    depot: str
    notices: tuple[Notice, ...]


Subject = tuple[str, OrderId | CaseId]


def subjects(event: e.Event, state: State) -> Iterator[Subject]:
    """What the event is told as, and of which order or case; nothing for what is the office's."""
    match event:
        case e.OrdersAdded(_, _, orders):
            yield from (("order.created", order.id) for order in orders)
        case e.OrderAmended(order_id):
            yield "order.changed", order_id
        case e.DayOpened():
            served = dict.fromkeys(stop.order_id for stop in event.stops)
            yield from (("order.planned", order_id) for order_id in served)
        case e.OrderPlaced(order_id):
            yield "order.planned", order_id
        case e.OrderRescheduled(order_id):
            yield "order.rescheduled", order_id
        case e.StopFailed(stop_id):
            yield "order.failed", state.stops[stop_id].order_id
        case e.OrderReported(order_id):
            yield "order.failed", order_id
        case e.StopCompleted(stop_id):
            stop = state.stops[stop_id]
            if stop.kind is StopKind.FETCH:
                yield "order.changed", stop.order_id
            elif stop.kind not in (StopKind.GIVE, StopKind.TAKE):
                yield "order.done", stop.order_id
        case e.GoodsFound(order_id, is_delivered):
            yield "order.done" if is_delivered else "order.changed", order_id
        case e.PartnerSettled(order_id, is_done):
            yield "order.done" if is_done else "order.changed", order_id
        case e.OrderPickedUp(order_id):
            yield "order.done", order_id
        case e.PickupUndone(order_id):
            yield "order.changed", order_id
        case e.OrderClosed(order_id) | e.ReplacementUndone(_, order_id):
            yield "order.closed", order_id
        case e.OrderWithdrawn(order_id) | e.GoodsChecked(order_id) | e.OrderReplaced(order_id):
            yield "order.changed", order_id
        case e.MessageSettled(order_id, _, MessageStatus.SENT):
            yield "order.changed", order_id
        case e.RefundRequested() | e.RefundSettled() | e.ApprovalEnded():
            yield from _of_refund(event, state)
        case e.CaseOpened(case):
            yield "case.opened", case.id
        case (
            e.CaseAcknowledged(case_id)
            | e.CaseDecided(case_id)
            | e.CaseSetOut(case_id)
            | e.CaseReopened(case_id)
        ):
            yield "case.changed", case_id
        case e.CaseClosed(case_id):
            yield "case.closed", case_id
        case _:
            return


def _of_refund(
    event: e.RefundRequested | e.RefundSettled | e.ApprovalEnded, state: State
) -> Iterator[Subject]:
    """A refund that has to be approved is asked for when it is; one that is not, never was."""
    match event:
        case e.RefundRequested(order_id, refund):
            if not any(_holds(each, order_id, refund.at) for each in state.approvals.values()):
                yield "refund.asked", order_id
        case e.RefundSettled(order_id, _, at):
            if not any(_sends_back(each, order_id, at) for each in state.approvals.values()):
                yield "refund.settled", order_id
        case e.ApprovalEnded(approval_id, ApprovalStatus.APPROVED):
            approval = state.approvals[approval_id]
            order = state.orders.get(approval.order_id or OrderId(""))
            is_let_go = order is not None and is_refunded(order) and not money_waits(state, order)
            if order is not None and is_let_go and approval.kind in HOLDS_MONEY:
                yield "refund.asked", order.id


def _holds(approval: Approval, order_id: OrderId, at: Instant) -> bool:
    is_about = approval.order_id == order_id and approval.kind in HOLDS_MONEY
    return is_about and approval.at <= at and (approval.ended_at is None or approval.ended_at >= at)


def _sends_back(approval: Approval, order_id: OrderId, at: Instant) -> bool:
    is_sent_back = approval.status is ApprovalStatus.SENT_BACK
    return is_sent_back and (approval.order_id, approval.ended_at) == (order_id, at)


def notices_of(webhook: Webhook, record: p.EventRecord, state: State) -> Iterator[Notice]:
    """What the webhook is told of an event that stands in the log; `state` is the newest."""
    event = e.decode(record.body, record.version)
    for number, (kind, id_) in enumerate(subjects(event, state)):
        if webhook.kinds and kind not in webhook.kinds:
            continue
        case = state.cases.get(CaseId(id_)) if kind.startswith("case.") else None
        order = state.orders[case.order_id if case is not None else OrderId(id_)]
        if webhook.shop in ("", order.shop):
            yield Notice(
                id=f"{webhook.depot}-{record.seq}-{number}",
                kind=kind,
                at=record.recorded_at,
                order=told_order(state, order) if case is None else None,
                case=told_case(case) if case is not None else None,
            )


def next_delivery(
    webhook: Webhook, records: Sequence[p.EventRecord], state: State
) -> tuple[int, tuple[Notice, ...]]:
    """Notices of the first records, and the seq that the webhook is at once they are taken."""
    notices: tuple[Notice, ...] = ()
    for record in records:
        if len(notices) >= LARGEST_DELIVERY:
            return record.seq - 1, notices
        notices += tuple(notices_of(webhook, record, state))
    return records[-1].seq, notices


def body_of(webhook: Webhook, notices: tuple[Notice, ...]) -> bytes:
    """What is posted."""
    return msgspec.json.encode(Notices(webhook.id, webhook.depot, notices))


def after(progress: Progress, delivery: Delivery, cursor: int) -> Progress:
    """Where the webhook stands after a try; `cursor` is what it wins when the try was taken."""
    kept = (delivery, *progress.deliveries)[:DELIVERIES_KEPT]
    if delivery.is_taken:
        return Progress(cursor, deliveries=kept)
    since = progress.failing_since or delivery.at
    off = ""
    if delivery.status == GONE:
        off = "It answered 410: nobody wants these notices there any more."
    elif delivery.at - since >= GIVEN_UP_AFTER:
        off = f"It took nothing for {GIVEN_UP_AFTER.days} days; last: {delivery.words}"
    return replace(
        progress, failing_since=since, tries=progress.tries + 1, off=off, deliveries=kept
    )


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries in vain."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(tries - 1, 20)))


def rotated(webhook: Webhook, secret: str, request: str, now: datetime) -> Webhook:
    """With a new secret; the same request again changes nothing."""
    if request == webhook.rotated_by:
        return webhook
    return replace(
        webhook,
        secret=secret,
        old_secret=webhook.secret,
        old_until=now + OLD_SECRET_LASTS,
        rotated_by=request,
    )


def secrets_of(webhook: Webhook, now: datetime) -> tuple[str, ...]:
    """With what a request is signed now, the newest first."""
    is_old_good = webhook.old_until is not None and now < webhook.old_until
    return (webhook.secret, webhook.old_secret) if is_old_good else (webhook.secret,)


def told(webhook: Webhook, progress: Progress, head: int) -> ToldWebhook:
    """As its shop sees it."""
    return ToldWebhook(
        id=webhook.id,
        url=webhook.url,
        kinds=webhook.kinds,
        made_at=webhook.made_at,
        is_on=not progress.off,
        words=progress.off,
        failing_since=progress.failing_since,
        waiting=max(0, head - progress.cursor),
    )
