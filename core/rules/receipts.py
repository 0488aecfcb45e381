"""What the customer is given when goods are taken: which lines, how they were, what happens next.

Pure. A receipt is computed from the state, so that what happens next is always what is true.
"""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from core.model import (
    BlobId,
    Instant,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    RefundStatus,
    Stop,
    StopKind,
    StopStatus,
)
from core.policy import Check, RefundWhen
from core.rules.lookups import money_waits
from core.rules.policy import ruling
from core.state import State

_TAKING = (StopKind.COLLECT, StopKind.EXCHANGE)


class Next(StrEnum):
    """What happens with the money."""

    NOTHING = "nothing"
    """Nothing is refunded, or no policy says how."""
    ON_RECEIPT = "on_receipt"
    AFTER_INSPECTION = "after_inspection"
    CHECKED = "checked"
    """The office looks at it before the shop is asked."""
    REQUESTED = "requested"
    """The shop has been asked."""
    CONFIRMED = "confirmed"
    FAILED = "failed"
    EXCHANGED = "exchanged"
    """The customer has other goods for it."""


class ReceiptLine(Struct, frozen=True):
    """One line of the goods. `failed` are the checks because of which it stays."""

    item_id: ItemId
    description: str
    quantity: int
    is_taken: bool
    is_checked: bool
    failed: tuple[Check, ...] = ()


class Receipt(Struct, frozen=True):
    """Goods that a driver took, at the moment he took them."""

    order_id: OrderId
    shop: str
    at: Instant
    lines: tuple[ReceiptLine, ...]
    photos: tuple[BlobId, ...] = ()
    next: Next = Next.NOTHING
    refund_minor: int = 0
    """What is or will be refunded, after the fee."""
    fee_minor: int = 0


def receipt_of(state: State, order_id: OrderId) -> Receipt | None:
    """The receipt of an order of which goods were taken; None before, and of deliveries."""
    order = state.orders[order_id]
    stop = _taken_at(state, order)
    if stop is None or stop.ended_at is None:
        return None
    ruled = ruling(state, order)
    asked = order.refund
    refund = asked.amount_minor if asked is not None else ruled.refund_minor if ruled else 0
    return Receipt(
        order_id=order.id,
        shop=order.shop,
        at=stop.ended_at,
        lines=_lines(order),
        photos=order.condition_photos,
        next=_next(state, order),
        refund_minor=refund,
        fee_minor=ruled.fee_minor if ruled is not None else 0,
    )


def taken_since(state: State, since: Instant) -> frozenset[OrderId]:
    """Orders whose receipt became due after that moment."""
    return frozenset(
        stop.order_id
        for stop in state.stops.values()
        if stop.kind in _TAKING
        and stop.status is StopStatus.COMPLETED
        and stop.ended_at is not None
        and stop.ended_at >= since
    )


def receipt_text(receipt: Receipt, money: Callable[[int], str]) -> str:
    """The receipt in plain sentences, for a message or a page."""
    taken = [line for line in receipt.lines if line.is_taken]
    left = [line for line in receipt.lines if not line.is_taken]
    lines = [f"Taken: {', '.join(map(_named, taken)) or 'nothing'}."]
    if left:
        lines.append(f"Left with you: {', '.join(map(_left, left))}.")
    if any(not line.is_checked for line in taken):
        lines.append("The goods were not checked at the door.")
    lines.append(_NEXT[receipt.next].format(money(receipt.refund_minor), receipt.shop or "shop"))
    if receipt.fee_minor and receipt.next not in (Next.NOTHING, Next.EXCHANGED):
        lines.append(f"The fee for the return, {money(receipt.fee_minor)}, is deducted.")
    return "\n".join(lines)


_NEXT = {
    Next.NOTHING: "No refund is due.",
    Next.ON_RECEIPT: "You are refunded {0} when the goods are at the depot.",
    Next.AFTER_INSPECTION: "You are refunded {0} when the goods have been inspected.",
    Next.CHECKED: "We look at your refund of {0} before we ask {1} for it.",
    Next.REQUESTED: "We have asked {1} to refund you {0}.",
    Next.CONFIRMED: "{1} has refunded you {0}.",
    Next.EXCHANGED: "You have other goods for it; nothing is refunded.",
    Next.FAILED: "{1} has not refunded you yet; we are looking into it.",
}
CHECK_WORDS = {
    Check.COUNT: "not all there",
    Check.UNUSED: "used",
    Check.UNDAMAGED: "damaged",
    Check.COMPLETE: "not complete",
    Check.ORIGINAL_PACKAGING: "not in the original packaging",
    Check.RECEIPT: "no receipt",
    Check.SERIAL_NUMBER: "another serial number",
}
_OF_REFUND = {
    RefundStatus.REQUESTED: Next.REQUESTED,
    RefundStatus.CONFIRMED: Next.CONFIRMED,
    RefundStatus.FAILED: Next.FAILED,
}
_WHEN = {
    RefundWhen.AT_THE_DOOR: Next.REQUESTED,
    RefundWhen.ON_RECEIPT: Next.ON_RECEIPT,
    RefundWhen.AFTER_INSPECTION: Next.AFTER_INSPECTION,
}


def _taken_at(state: State, order: Order) -> Stop | None:
    visits = (
        stop
        for stop in state.stops.values()
        if (stop.order_id, stop.status) == (order.id, StopStatus.COMPLETED) and stop.kind in _TAKING
    )
    return next(visits, None)


def _lines(order: Order) -> tuple[ReceiptLine, ...]:
    return tuple(
        ReceiptLine(
            item_id=item.id,
            description=item.description,
            quantity=item.quantity,
            is_taken=item.id not in order.refused_items,
            is_checked=any(check.item_id == item.id for check in order.checks),
            failed=tuple(
                check.check
                for check in order.checks
                if check.item_id == item.id and not check.is_ok
            ),
        )
        for item in order.items
        if item.is_collected
    )


def _next(state: State, order: Order) -> Next:
    if money_waits(state, order):
        return Next.CHECKED
    if order.refund is not None:
        return _OF_REFUND[order.refund.status]
    if order.kind is OrderKind.EXCHANGE:
        return Next.EXCHANGED
    ruled = ruling(state, order)
    if ruled is None or ruled.refund_minor <= 0:
        return Next.NOTHING
    return _WHEN[ruled.policy.refund]


def _named(line: ReceiptLine) -> str:
    return f"{line.quantity} × {line.description}"


def _left(line: ReceiptLine) -> str:
    why = ", ".join(CHECK_WORDS[check] for check in line.failed)
    return f"{_named(line)} ({why or 'the shop does not take it back'})"
