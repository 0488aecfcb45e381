"""What the driver finds when he looks at goods that come back, line by line. Pure.

An exchange is done as a whole or not at all.
A line that fails a check stays with the customer, and so does what the shop never takes back. An
answer that is missing holds nobody up: the line is taken, and the receipt says it was not checked.
"""

from core import commands as c
from core import events as e
from core.model import Item, ItemId, Order, OrderKind, Proof, Stop, StopKind, TextRef
from core.rules.lookups import Refused
from core.rules.policy import ruling
from core.state import State

REFUSED = "return_refused"
"""Reason of a visit that took nothing because no line passed."""


def checked(state: State, stop: Stop, command: c.CompleteStop) -> tuple[e.Event, ...]:
    """What was found, and which lines stay. Raises `Refused` for lines of another order."""
    order = state.orders[stop.order_id]
    if not _is_return(stop, order):
        return ()
    known = {item.id for item in order.items}
    strange = [check.item_id for check in command.checks if check.item_id not in known]
    if strange:
        raise Refused(f"Order {order.id} has no line {strange[0]}. Look at the list again.")
    stays = _stays(state, order, command)
    if not (stays or command.checks or command.photos):
        return ()
    left = () if is_refused(state, stop, command) else stays
    return (e.GoodsChecked(order.id, command.checks, left, command.photos),)


def is_refused(state: State, stop: Stop, command: c.CompleteStop) -> bool:
    """Whether the visit was in vain: nothing can be taken, or not all of what is exchanged."""
    order = state.orders[stop.order_id]
    if not _is_return(stop, order):
        return False
    stays = _stays(state, order, command)
    return bool(stays) and (order.kind is OrderKind.EXCHANGE or len(stays) == len(order.items))


def proof(state: State, stop: Stop, command: c.CompleteStop) -> Proof | None:
    """What shows that the visit was made; photos of goods that come back stand with the goods."""
    shows_goods = _is_return(stop, state.orders[stop.order_id])
    single = (command.photo,) if command.photo is not None else ()
    found = Proof(
        photos=(*single, *(() if shows_goods else command.photos)),
        signature=command.signature,
        signed_by_ref=TextRef(command.signed_by) if command.signed_by else None,
        codes=tuple(dict.fromkeys(command.codes)),
        note_ref=TextRef(command.note) if command.note else None,
    )
    return found if found != Proof() else None


def _is_return(stop: Stop, order: Order) -> bool:
    if stop.kind is StopKind.EXCHANGE:
        return order.request is not None
    return stop.kind is StopKind.COLLECT and order.kind is OrderKind.RETURN


def _stays(state: State, order: Order, command: c.CompleteStop) -> tuple[ItemId, ...]:
    failed = {check.item_id for check in command.checks if not check.is_ok}
    ruled = ruling(state, order)
    is_ruled = ruled is not None and ruled.is_accepted
    taken = ruled.taken if ruled is not None and is_ruled else tuple(i.id for i in order.items)

    def stays(item: Item) -> bool:
        is_barred = item.id not in taken and order.kind is OrderKind.RETURN
        return item.is_collected and (item.id in failed or is_barred)

    return tuple(item.id for item in order.items if stays(item))
