"""A return that the office enters for a caller: what was delivered is collected again. Pure.

The goods get items of their own, so that what was delivered stays told as it was. No more comes
back than was brought, whatever was entered before.
"""

from collections import Counter
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    CaseNote,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    ReturnRequest,
    TextRef,
)
from core.rules.cases import case_for_request
from core.rules.custody import first_custody
from core.rules.days import must_be_of, must_not_be_over
from core.rules.lookups import Refused, order_of
from core.rules.refunds import is_refunded
from core.rules.replacements import replace_order, why_not_replaced
from core.rules.wording import ROLES, date_words, day_words
from core.state import State, apply

Events = tuple[e.Event, ...]


def enter_return(state: State, command: c.EnterReturn, actor: Actor, now: datetime) -> Events:
    """A new order with its case, linked to the one that had brought the goods."""
    if not actor.may_touch_shop(order_of(state, command.order_id).shop):
        raise Refused(f"Order {command.order_id} is of another shop than {actor.shop}.")
    events = _entered(state, entered_return(state, command, now), now)
    case_id = events[1].case.id
    noted: Events = ()
    if command.note:
        noted = (e.CaseNoted(case_id, CaseNote(actor.id, now, TextRef(command.note))),)
    if not command.is_exchange:
        return *events, *noted
    if actor.role in (Role.CUSTOMER_SERVICE, Role.SHOP):
        raise Refused(f"Ask a dispatcher: {ROLES[actor.role]} enters returns, but sends no goods.")
    for event in (*events, *noted):
        state = apply(state, event)
    return *events, *noted, *replace_order(state, c.ReplaceOrder(case_id), actor, now)


def why_not_exchanged(state: State, command: c.EnterReturn, now: datetime) -> str:
    """Why the same goods cannot be brought anew, in a sentence; empty when they can."""
    added, opened = _entered(state, entered_return(state, command, now), now)
    return why_not_replaced(apply(apply(state, added), opened), opened.case)


def _entered(state: State, made: Order, now: datetime) -> tuple[e.OrdersAdded, e.CaseOpened]:
    added = e.OrdersAdded((), (), (made,), first_custody(state, (made,), now))
    return added, case_for_request(made, now)


def entered_return(state: State, command: c.EnterReturn, now: datetime) -> Order:
    """The order as it would be entered, for its policy's sentence; raises `Refused`."""
    order = order_of(state, command.order_id)
    why_not = why_not_returned(state, order)
    if why_not:
        raise Refused(why_not)
    assert state.depot is not None
    if command.day not in state.days:
        raise Refused(f"The day {day_words(command.day)} is not open for planning.")
    must_not_be_over(state, command.day, now)
    if command.window is not None:
        must_be_of(state, command.day, command.window)
    today = now.astimezone(ZoneInfo(state.depot.zone)).date()
    bought_on = command.bought_on or date.fromisoformat(order.day)
    if bought_on > today:
        bought = date_words(bought_on)
        raise Refused(f"The purchase on {bought} is in the future. Look at the invoice again.")
    new_id = _new_id(state, order)
    return Order(
        id=new_id,
        kind=OrderKind.RETURN,
        customer_id=order.customer_id,
        place_id=order.home_place_id or order.place_id,
        items=_items(state, order, command, new_id),
        day=command.day,
        service_s=order.service_s,
        window=command.window,
        needs=order.needs,
        shop=order.shop,
        request=ReturnRequest(command.reason, bought_on, today),
        returns=order.id,
    )


def why_not_returned(state: State, order: Order) -> str:
    """Why nothing of the order can be sent back, in a sentence; empty when something can."""
    brought = [item for item in order.items if not item.is_collected]
    if not brought:
        return f"Order {order.id} brought nothing that could be sent back."
    if order.status is not OrderStatus.DONE:
        return f"Order {order.id} is {order.status}: the customer does not have the goods yet."
    if is_refunded(order):
        return f"The shop was asked to refund order {order.id} already."
    if not returnable(state, order):
        return f"All of order {order.id} is on its way back already."
    return ""


def returnable(state: State, order: Order) -> dict[ItemId, int]:
    """How many of each delivered line the customer may still send back; lines with none are not
    in it."""
    entered: Counter[str] = Counter()
    for other in state.orders.values():
        if other.returns == order.id and _counts(other):
            for item in other.items:
                kept = item.quantity * (item.id not in other.refused_items)
                entered[item.id.removeprefix(f"{other.id}/")] += kept
    left = {
        item.id: item.quantity - entered[item.id] for item in order.items if not item.is_collected
    }
    return {item_id: quantity for item_id, quantity in left.items() if quantity > 0}


def _counts(entered: Order) -> bool:
    """Whether its goods are gone or paid for; a return that was cancelled is neither."""
    is_settled = is_refunded(entered) or entered.replaced_by is not None
    return entered.status is not OrderStatus.CLOSED or is_settled


def return_of(state: State, order_id: OrderId) -> Order | None:
    """The last return that was entered for an order, cancelled ones aside."""
    found = [o for o in state.orders.values() if o.returns == order_id and _counts(o)]
    return found[-1] if found else None


def _new_id(state: State, order: Order) -> OrderId:
    ids = (OrderId(f"{order.id}-b{n}") for n in count(1))
    return next(order_id for order_id in ids if order_id not in state.orders)


def _items(state: State, order: Order, command: c.EnterReturn, new_id: OrderId) -> tuple[Item, ...]:
    left = returnable(state, order)
    brought = {item.id: item for item in order.items}
    items: list[Item] = []
    for line in command.lines:
        item = brought.get(line.item_id)
        if item is None or item.is_collected:
            raise Refused(f"Order {order.id} brought no line {line.item_id}.")
        if any(each.id == f"{new_id}/{item.id}" for each in items):
            raise Refused(f"{item.description} is listed twice. Add the quantities up.")
        may = left.get(item.id, 0)
        if line.quantity > may:
            raise Refused(
                f"{item.description}: {line.quantity} cannot come back, the customer has {may}."
            )
        items.append(_part(item, line.quantity, new_id))
    return tuple(items)


def _part(item: Item, quantity: int, new_id: OrderId) -> Item:
    """So many of a line; its load is rounded up."""
    load = Load(
        -(-item.load.weight_g * quantity // item.quantity),
        -(-item.load.volume_ml * quantity // item.quantity),
        -(-item.load.slots * quantity // item.quantity),
    )
    return replace(
        item, id=ItemId(f"{new_id}/{item.id}"), quantity=quantity, load=load, is_collected=True
    )
