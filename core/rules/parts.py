"""Part of a delivery fails: what the customer did not get goes on as an order of its own. Pure.

So every order is wholly served or wholly open, whatever happened line by line: the part has its own
attempt, case, verdict and money, and what was delivered stays told as it was.
"""

from itertools import count

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.catalogue import Catalogue
from core.model import (
    Attempt,
    Custody,
    CustodyKind,
    Item,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    kind_of,
)
from core.rules.cases import case_for_failure
from core.rules.lookups import Refused
from core.rules.refunds import must_not_be_refunded
from core.state import State, apply

Events = tuple[e.Event, ...]
MISSING = "missing_item"
"""The reason after which nobody has the goods."""


def is_all(state: State, stop: Stop, command: c.CompleteStop) -> bool:
    """Whether nothing of the delivery came to its customer. Raises `Refused` for lines that are not
    the stop's to fail."""
    if not command.failed:
        return False
    order = state.orders[stop.order_id]
    if stop.kind is not StopKind.DELIVER or order.kind is not OrderKind.DELIVERY:
        raise Refused(f"Order {order.id} is done as a whole or not at all.")
    lines = [line.item_id for line in command.failed]
    known = {item.id for item in order.items}
    strange = [item_id for item_id in lines if item_id not in known]
    if strange:
        raise Refused(f"Order {order.id} has no line {strange[0]}. Look at the list again.")
    if len(set(lines)) < len(lines):
        raise Refused(f"A line of order {order.id} is named twice. Give one reason for each.")
    return len(lines) == len(order.items)


def split(
    state: State, stop: Stop, command: c.CompleteStop, in_vain: Attempt, catalogue: Catalogue
) -> Events:
    """An order for the lines of each reason, with a case; none where all was delivered.

    `in_vain` is the visit, whatever its reason. Refused once the money for all of it is asked for.
    """
    if not command.failed:
        return ()
    order = state.orders[stop.order_id]
    must_not_be_refunded(order)
    happened: list[e.Event] = []
    for reason in dict.fromkeys(line.reason for line in command.failed):
        ids = {line.item_id for line in command.failed if line.reason == reason}
        items = tuple(item for item in order.items if item.id in ids)
        part, visit = _part(state, order, stop, items, replace(in_vain, reason=reason))
        events: list[e.Event] = [e.OrderSplit(order.id, part, visit)]
        if kind_of(reason) == MISSING:
            holder = state.custody[items[0].id].holder
            nobody = Custody(CustodyKind.MISSING, holder, in_vain.at)
            events.append(e.CustodyChanged(tuple(item.id for item in items), nobody))
        for event in events:
            state = apply(state, event)
        opened = case_for_failure(state, visit, reason, in_vain.received_at, catalogue)
        happened += (*events, opened)
    return tuple(happened)


def _part(
    state: State, order: Order, stop: Stop, items: tuple[Item, ...], attempt: Attempt
) -> tuple[Order, Stop]:
    """What is known of the order holds for its part too; what was asked and told does not."""
    ids = (OrderId(f"{order.id}-p{n}") for n in count(1))
    part_id = next(part_id for part_id in ids if part_id not in state.orders)
    stop_id = StopId(f"{part_id}.1")
    visit = replace(
        stop,
        id=stop_id,
        order_id=part_id,
        status=StopStatus.FAILED,
        ended_at=attempt.at,
        is_locked=False,
        linked_stop_id=None,
        problem=None,
        answer=None,
    )
    part = replace(
        order,
        id=part_id,
        items=items,
        status=OrderStatus.FAILED,
        attempts=(*order.attempts, replace(attempt, stop_id=stop_id)),
        part_of=order.id,
        refund=None,
        answer=None,
        replaces=None,
        messages=(),
        links=(),
        revoked_links=(),
        hold=None,
    )
    return part, visit


def parts_of(state: State, order: Order) -> tuple[Order, ...]:
    """What was to come with the order and did not, the earliest first."""
    return tuple(other for other in state.orders.values() if other.part_of == order.id)
