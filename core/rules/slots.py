"""A slot is kept for a caller who still makes up his mind: held, then booked or let go. Pure.

A hold keeps its route from being offered to another caller, in every window of that day: what a
van carries in one it carries in the next. It ends by itself: what has run out holds nothing,
without any event, and cannot be booked.
"""

from datetime import datetime, timedelta

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Order, OrderId, OrderStatus, RouteId, ServiceDay, SlotHold, TimeWindow
from core.rules.lookups import Refused, first_free_index, order_of
from core.rules.plan import after, place_order, reschedule_order
from core.rules.wording import clock, day_words
from core.state import State

Events = tuple[e.Event, ...]
HELD_FOR = timedelta(minutes=10)
"""By the depot's clock; longer than a call, shorter than a coffee."""


def hold_slot(state: State, command: c.HoldSlot, actor: Actor, now: datetime) -> Events:
    """Keep a slot for an order; what it held before is free again, unless a colleague holds it."""
    order = order_of(state, command.order_id)
    held = order.hold
    if held is not None and _is_colleagues(held, actor, now):
        raise Refused(
            f"{held.by} holds a slot for order {order.id} until {clock(state, held.until)}. Ask "
            f"{held.by}, or book that one."
        )
    _rescheduling(state, order, command.day, command.window, actor, now)
    route = state.routes.get(command.route_id)
    if route is None or route.day != command.day:
        raise Refused(f"There is no route {command.route_id} on {day_words(command.day)}.")
    other = held_by_others(state, order.id, command.day, now).get(route.id)
    if other is not None:
        raise Refused(
            f"{route.name} is held for another caller by {other.by} until "
            f"{clock(state, other.until)}. Choose another slot."
        )
    until = now + HELD_FOR
    hold = SlotHold(command.day, command.window, route.id, actor.id, until, command.place)
    return (e.SlotHeld(order.id, hold),)


def release_slot(state: State, command: c.ReleaseSlot, actor: Actor, now: datetime) -> Events:
    """Let it go; nothing happens to what a colleague holds, or when nothing is held."""
    order = order_of(state, command.order_id)
    if order.hold is None or _is_colleagues(order.hold, actor, now):
        return ()
    return (e.SlotReleased(order.id),)


def _is_colleagues(hold: SlotHold, actor: Actor, now: datetime) -> bool:
    return hold.by != actor.id and now < hold.until


def book_slot(state: State, command: c.BookSlot, actor: Actor, now: datetime) -> Events:
    """The caller has agreed: the order moves to the slot and onto the route held for it."""
    order = order_of(state, command.order_id)
    hold = order.hold
    if hold is None:
        raise Refused(f"No slot is held for order {order.id}. Choose one first.")
    if now >= hold.until:
        raise Refused(
            f"The slot of order {order.id} was held until {clock(state, hold.until)} and has run "
            "out. Choose it again, if it is still there."
        )
    moved = _rescheduling(state, order, hold.day, hold.window, actor, now)
    placed = _placed(after(state, moved), order.id, hold, actor, now)
    return (*moved, *placed, e.SlotReleased(order.id))


def _placed(state: State, order_id: OrderId, hold: SlotHold, actor: Actor, now: datetime) -> Events:
    """Onto the route that was held; who is on one already stays there."""
    if hold.place is None or state.orders[order_id].status is OrderStatus.PLANNED:
        return ()
    route = state.routes[hold.route_id]
    index = first_free_index(state, route)
    if hold.place.after in route.stop_ids:
        index = max(index, route.stop_ids.index(hold.place.after) + 1)
    elif hold.place.after is not None:
        index = len(route.stop_ids)
    command = c.PlaceOrder(order_id, route.id, index, route.version)
    return place_order(state, command, actor, now)


def held_by_others(
    state: State, order_id: OrderId, day: ServiceDay, now: datetime
) -> dict[RouteId, SlotHold]:
    """The routes of a day that are kept for other callers."""
    holds = [
        other.hold
        for other in state.orders.values()
        if other.hold is not None and other.id != order_id and now < other.hold.until
    ]
    return {hold.route_id: hold for hold in holds if hold.day == day}


def _rescheduling(
    state: State,
    order: Order,
    day: ServiceDay,
    window: TimeWindow,
    actor: Actor,
    now: datetime,
) -> Events:
    """What the office's own rule does with the order then, or its refusal; nothing if it is so."""
    if (order.day, order.window) == (day, window):
        return ()
    return reschedule_order(state, c.RescheduleOrder(order.id, day, window=window), actor, now)
