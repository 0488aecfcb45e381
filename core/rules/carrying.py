"""What earlier days left over is carried into a later one, where it waits for a route. Pure.

Left over is what nobody has decided, what waits for an answer, what was never planned, and what a
route that never left was to visit.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import CaseStatus, CustodyKind, Order, OrderId, OrderStatus, Route, ServiceDay
from core.rules.custody import is_missing
from core.rules.days import must_not_be_over
from core.rules.lookups import Refused, active_case, order_of
from core.rules.plan import after, moved_back, reschedule_order
from core.rules.refunds import is_refunded
from core.rules.wording import clock, day_words
from core.state import State

Events = tuple[e.Event, ...]
_UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


class LeftOver(Struct, frozen=True):
    """An order that an earlier day has left over."""

    order_id: OrderId
    day: ServiceDay
    words: str
    """Why it is left over."""
    is_due: bool = True
    """Whether it would be carried without being asked about: its day is over and nobody's answer
    is awaited."""
    refusal: str = ""
    """Why it cannot be carried as it is."""


def carry_over(state: State, command: c.CarryOver, actor: Actor, now: datetime) -> Events:
    """All of them or none."""
    if command.is_undo:
        return _each(state, command, lambda state, order: _back(state, order, command.day, now))
    if command.day not in state.days:
        raise Refused(f"The day {day_words(command.day)} is not open for planning.")
    must_not_be_over(state, command.day, now)
    left = {each.order_id: each for each in left_over(state, command.day, now)}

    def over(state: State, order: Order) -> Events:
        found = left.get(order.id)
        if found is None or order.day == command.day:
            day = day_words(command.day)
            raise Refused(f"No day before {day} has left order {order.id} over. Look again.")
        if found.refusal:
            raise Refused(found.refusal)
        moving = c.RescheduleOrder(order.id, command.day)
        events = reschedule_order(state, moving, actor, now)
        return tuple(_as_carried(event, order.day) for event in events)

    return _each(state, command, over)


def left_over(state: State, day: ServiceDay, now: datetime) -> tuple[LeftOver, ...]:
    """What days before it have left over, the oldest first."""
    if state.depot is None:
        return ()
    zone = ZoneInfo(state.depot.zone)
    now = now.astimezone(zone)
    today = ServiceDay(now.date().isoformat())
    begins = datetime.combine(date.fromisoformat(day), time(), zone)
    unplanned = _never_left(state, min(day, today))
    running = {
        route.day
        for route in state.routes.values()
        if route.ended_at is None and (route.started_at is not None or route.day >= today)
    }
    found = [
        _left(state, order, unplanned, running, max(begins, now))
        for order in state.orders.values()
        if order.day < day
    ]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.day))


def _left(
    state: State,
    order: Order,
    never_left: Mapping[OrderId, Route],
    running: set[ServiceDay],
    from_when: datetime,
) -> LeftOver | None:
    """The order, if it is left over; what waits beyond `from_when`, local time, is not due."""
    if order.status is OrderStatus.PLANNED:
        route = never_left.get(order.id)
        if route is None:
            return None
        locked = f"{route.name} is locked by {route.locked_by}. Unlock it first."
        refusal = locked if route.is_locked else ""
        return LeftOver(order.id, order.day, f"{route.name} never left", not refusal, refusal)
    if order.status not in (OrderStatus.WAITING, OrderStatus.FAILED) or _is_elsewhere(state, order):
        return None
    case = active_case(state, order.id)
    if case is None:
        return LeftOver(order.id, order.day, "never planned", order.day not in running)
    if case.status not in _UNDECIDED:
        return None
    if case.waiting is not None and case.waiting.until > from_when:
        until = case.waiting.until.astimezone(from_when.tzinfo)
        when = f"{day_words(until.date().isoformat())} {clock(state, until)}"
        return LeftOver(
            order.id, order.day, f"waits for the {case.waiting.whom} until {when}", is_due=False
        )
    return LeftOver(order.id, order.day, "undecided", order.day not in running)


def _is_elsewhere(state: State, order: Order) -> bool:
    """Whether no visit can be planned: somebody else has it, or the goods, or it is paid back."""
    return (
        order.partner is not None
        or order.waits_at_counter
        or order.replaced_by is not None
        or is_refunded(order)
        or is_missing(state, order)
        or any(state.custody[item.id].kind is CustodyKind.DISPOSED for item in order.items)
        or any(item.id in state.inspections for item in order.items)
    )


def _never_left(state: State, before: ServiceDay) -> dict[OrderId, Route]:
    """Orders on routes of days before this one that nobody has driven."""
    return {
        state.stops[stop_id].order_id: route
        for route in state.routes.values()
        if route.day < before and route.started_at is None and route.ended_at is None
        for stop_id in route.stop_ids
        if not state.stops[stop_id].status.is_ended
    }


def _each(state: State, command: c.CarryOver, move: Callable[[State, Order], Events]) -> Events:
    events: Events = ()
    for order_id in command.order_ids:
        own = move(state, order_of(state, order_id))
        events, state = (*events, *own), after(state, own)
    return events


def _back(state: State, order: Order, day: ServiceDay, now: datetime) -> Events:
    if order.day != day or not order.carried_from:
        raise Refused(f"Order {order.id} was not carried into {day_words(day)}. Look again.")
    return moved_back(state, order, order.carried_from[-1], now)


def _as_carried(event: e.Event, from_day: ServiceDay) -> e.Event:
    because = carried_words(from_day)
    match event:
        case e.OrderRescheduled():
            return replace(event, is_carried=True)
        case e.CaseReopened():
            return replace(event, because=because)
        case e.CaseOpened(case):
            return e.CaseOpened(replace(case, reopened_because=because))
    return event


def carried_words(from_day: str) -> str:
    """`carried over from Mon 23 Nov`."""
    return f"carried over from {day_words(from_day)}"
