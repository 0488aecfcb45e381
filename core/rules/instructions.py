"""Refunds as instructions to the shop: each leaves once, by the shop's webhook or in one CSV run.

Pure. Whoever sends an instruction claims it here first; what is claimed is never claimed again.
Its key tells it from a later refund of the same order, so that a late answer settles nothing else.
"""

from datetime import UTC, datetime

from msgspec import Struct

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import Instant, Order, OrderId, Refund, RefundStatus
from core.rules.lookups import Refused, money_waits, order_of
from core.state import State

BY_WEBHOOK = 0
"""The run of what left by a webhook."""


class Instruction(Struct, frozen=True):
    """What a shop is told to refund. Amounts are minor units."""

    key: str
    """Names the instruction for ever, also when it is sent again."""
    order_id: OrderId
    shop: str
    amount_minor: int
    currency: str
    asked_at: Instant


def instruct_refunds(
    state: State, command: c.InstructRefunds, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Claim refunds for sending; none of them may have been claimed before."""
    if command.is_run == (actor.role is Role.SYSTEM):
        raise Refused("A webhook is used by the hub, a run is made by the office.")
    wanted = dict.fromkeys(command.order_ids or _unclaimed(state))
    if not wanted:
        raise Refused("No refund waits to be sent to a shop.")
    for order_id in wanted:
        refund = order_of(state, order_id).refund
        if refund is None or refund.status is not RefundStatus.REQUESTED:
            how = "was not asked for" if refund is None else f"is {refund.status} already"
            raise Refused(f"The refund of order {order_id} {how}. Nothing was sent.")
        if refund.instructed_at is not None:
            raise Refused(f"The refund of order {order_id} {_left(refund)} already.")
        if money_waits(state, state.orders[order_id]):
            raise Refused(
                f"The refund of order {order_id} waits for a second pair of eyes. Nothing was sent."
            )
    run = state.refund_runs + 1 if command.is_run else BY_WEBHOOK
    return (e.RefundsInstructed(tuple(wanted), now, run),)


def open_instructions(state: State) -> tuple[Instruction, ...]:
    """What shops have not answered yet, sent or not, the oldest first; not what has to be
    approved before."""
    waiting = (
        instruction_of(state, order)
        for order in state.orders.values()
        if _is_waiting(order) and not money_waits(state, order)
    )
    return tuple(sorted(waiting, key=lambda each: (each.asked_at, each.order_id)))


def instruction_of(state: State, order: Order) -> Instruction:
    """The instruction of an order whose refund was asked for."""
    refund, depot = order.refund, state.depot
    assert refund is not None
    assert depot is not None
    asked = refund.at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return Instruction(
        key=f"{depot.id}/{order.id}/{asked}",
        order_id=order.id,
        shop=order.shop,
        amount_minor=refund.amount_minor,
        currency=depot.currency,
        asked_at=refund.at,
    )


def in_run(state: State, run: int) -> tuple[Order, ...]:
    """The orders of a run, whatever was answered since; in the order of their ids."""
    found = (
        order
        for order in state.orders.values()
        if order.refund is not None and order.refund.run == run and run != BY_WEBHOOK
    )
    return tuple(sorted(found, key=lambda order: order.id))


def _unclaimed(state: State) -> list[OrderId]:
    return [
        order.id
        for order in state.orders.values()
        if order.refund is not None
        and order.refund.status is RefundStatus.REQUESTED
        and order.refund.instructed_at is None
        and not money_waits(state, order)
    ]


def _is_waiting(order: Order) -> bool:
    return order.refund is not None and order.refund.status is RefundStatus.REQUESTED


def _left(refund: Refund) -> str:
    return f"left in run {refund.run}" if refund.run else "left by the shop's webhook"
