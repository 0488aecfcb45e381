"""Goods that customers fetch themselves: at the depot's counter, or at a collection point. Pure.

What lies at a collection point was delivered there; what is to be fetched at the counter waits at
the depot, or comes back with the van that tried it. Both wait for so many days and are then
reported as uncollected, like anything that nobody fetched.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.depot_settings import slot_words
from core.model import (
    ActorId,
    Case,
    CaseStatus,
    CounterPickup,
    Custody,
    CustodyKind,
    Decision,
    Depot,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Resolution,
    Route,
    ServiceDay,
    SlotHours,
)
from core.rules import refunds, wording
from core.rules.answers import is_at_point, offers_of, place_of
from core.rules.custody import delivered_items, holder_of, is_at_depot, vehicle_holding
from core.rules.lookups import (
    Refused,
    active_case,
    case_id_of,
    must_not_be_with_partner,
    order_of,
)
from core.rules.policy import must_be_accepted
from core.rules.refunds import must_not_be_refunded
from core.rules.reserves import local_minute
from core.state import State

Events = tuple[e.Event, ...]
TAKEN_IN = timedelta(minutes=30)
"""Until goods of a van that is back lie at the counter."""
LATE_AT_MOST = timedelta(hours=12)
"""Beyond which nobody's word of a late van is taken."""
LOOKED_FOR = timedelta(days=7)
"""What was due longer ago lay at its point before anybody recorded what is fetched there."""
_SUNDAY = 6


def counter_why_not(state: State, order: Order) -> str:
    """Why the customer cannot fetch it at the depot, in words; empty if he can."""
    offers = offers_of(state)
    if offers.counter_opens_min == offers.counter_closes_min:
        return "this depot has no counter"
    if order.kind is not OrderKind.DELIVERY:
        return "only a delivery can be fetched"
    custody = holder_of(state, order)
    if custody is None:
        return "there is nothing to fetch"
    if is_at_depot(state, custody):
        return ""
    route = _carrier(state, order)
    if route is None:
        return f"the goods are {wording.whereabouts(state, custody)}"
    return f"the goods are with {route.name}, which cannot go on" if route.stranded else ""


def counter_pickup(
    state: State, order: Order, by: ActorId, now: datetime, back_at: datetime | None = None
) -> CounterPickup:
    """From when until when it can be fetched; what a van has, from when that one is back.

    `back_at` is when that will probably be. A van that is early may get more work, so nobody is
    told to come before its route was planned to end.
    """
    assert state.depot is not None
    offers, route = state.depot.offers, _carrier(state, order)
    ready = now
    if route is not None:
        late = min(back_at or now, route.ends_at + LATE_AT_MOST)
        ready = max(now, route.ends_at, late) + TAKEN_IN
    opens = _next_open(state, state.depot, ready)
    day = _local(state.depot, opens) + timedelta(days=offers.keep_days)
    if not _is_manned(state, day):
        day += timedelta(days=1)
    until = local_minute(state.depot, _day(day), offers.counter_closes_min)
    return CounterPickup(by, now, opens, until)


def _carrier(state: State, order: Order) -> Route | None:
    """The route whose van has the goods on the road."""
    vehicle = vehicle_holding(state, order)
    out = (
        route
        for route in state.routes.values()
        if vehicle is not None
        and route.vehicle_id == vehicle.id
        and route.started_at is not None
        and route.ended_at is None
    )
    return next(out, None)


def _is_manned(state: State, day: date) -> bool:
    """On workdays, and on a Sunday that is a service day."""
    return day.weekday() != _SUNDAY or _day(day) in state.days


def _next_open(state: State, depot: Depot, at: datetime) -> datetime:
    """That moment, or the next one at which somebody is at the counter."""
    day = _local(depot, at)
    while True:
        opens = local_minute(depot, _day(day), depot.offers.counter_opens_min)
        closes = local_minute(depot, _day(day), depot.offers.counter_closes_min)
        if _is_manned(state, day) and at < closes:
            return max(at, opens)
        day += timedelta(days=1)


def _local(depot: Depot, at: datetime) -> date:
    return at.astimezone(ZoneInfo(depot.zone)).date()


def _day(day: date) -> ServiceDay:
    return ServiceDay(day.isoformat())


def keep_at_counter(state: State, command: c.KeepAtCounter, actor: Actor, now: datetime) -> Events:
    """It waits for its customer, who is told from when and until when."""
    order = order_of(state, command.order_id)
    must_not_be_refunded(order)
    must_not_be_with_partner(order)
    must_be_accepted(state, order)
    if order.status not in (OrderStatus.WAITING, OrderStatus.FAILED):
        raise Refused(f"Order {order.id} is {order.status}. Take it off its route first.")
    if why_not := counter_why_not(state, order):
        raise Refused(f"Order {order.id} cannot wait at the counter: {why_not}.")
    assert state.depot is not None
    pickup = counter_pickup(state, order, actor.id, now, command.back_at)
    kept: list[e.Event] = [e.CounterChosen(order.id, pickup)]
    case = active_case(state, order.id)
    if case is not None:
        decision = Decision(
            Resolution.KEEP_AT_COUNTER,
            actor.id,
            now,
            day=_day(_local(state.depot, pickup.opens)),
            considered=command.considered,
        )
        kept.append(e.CaseDecided(case.id, decision))
    return tuple(kept)


def record_pickup(state: State, command: c.RecordPickup, actor: Actor, now: datetime) -> Events:
    """The customer has the goods; a case that waited for that ends."""
    order = order_of(state, command.order_id)
    _must_wait_for_customer(state, order)
    to_customer = Custody(CustodyKind.CUSTOMER, order.customer_id, now)
    moved = e.CustodyChanged(delivered_items(order), to_customer)
    fetched = e.OrderPickedUp(order.id, now)
    if not order.waits_at_counter:
        return fetched, moved
    return fetched, moved, *refunds.served(state, order.id, now)


def _must_wait_for_customer(state: State, order: Order) -> None:
    if not order.waits_at_counter and not is_at_point(state, order):
        raise Refused(f"Order {order.id} does not wait for its customer to fetch it.")
    custody = holder_of(state, order)
    if order.waits_at_counter and (custody is None or not is_at_depot(state, custody)):
        where = "" if custody is None else f" but {wording.whereabouts(state, custody)}"
        raise Refused(f"The goods of order {order.id} are not at the depot{where}.")


def undo_pickup(state: State, command: c.UndoPickup, actor: Actor, now: datetime) -> Events:
    """As it was before somebody recorded it."""
    order, case = order_of(state, command.order_id), state.cases.get(case_id_of(command.order_id))
    held = _back_at(state, order, now)
    if held is None or order.status is not OrderStatus.DONE:
        raise Refused(f"Nobody has recorded that order {order.id} was fetched.")
    custody = holder_of(state, order)
    if custody is None or custody.kind is not CustodyKind.CUSTOMER or _goes_on(order, case):
        raise Refused(f"Something has happened to order {order.id} since it was fetched.")
    undone: list[e.Event] = [
        e.PickupUndone(order.id, now),
        e.CustodyChanged(delivered_items(order), held),
    ]
    if order.counter is not None and case is not None:
        undone.append(e.CaseOpened(replace(case, status=CaseStatus.DECIDED, closed_at=None)))
    return tuple(undone)


def _back_at(state: State, order: Order, now: datetime) -> Custody | None:
    """Where it was fetched from; None for what came to the customer another way."""
    if order.counter is not None and state.depot is not None:
        return Custody(CustodyKind.DEPOT, state.depot.id, now)
    if order.home_place_id is not None:
        return Custody(CustodyKind.PARTNER, order.place_id, now)
    return None


def _goes_on(order: Order, case: Case | None) -> bool:
    is_open = case is not None and case.status is not CaseStatus.CLOSED
    return is_open or order.refund is not None or order.replaced_by is not None


def kept_until(state: State, order: Order) -> datetime | None:
    """How long the goods wait for their customer; None where they do not."""
    if order.counter is not None and order.waits_at_counter:
        return order.counter.until
    custody = holder_of(state, order)
    if state.depot is None or custody is None or not is_at_point(state, order):
        return None
    day = _local(state.depot, custody.since) + timedelta(days=state.depot.offers.keep_days + 1)
    return local_minute(state.depot, _day(day), 0)


def uncollected(state: State, now: datetime) -> Iterator[tuple[OrderId, datetime]]:
    """Orders that nobody has fetched in time, and until when they waited."""
    for order in state.orders.values():
        if not order.waits_at_counter and order.home_place_id is None:
            continue
        until = kept_until(state, order)
        if until is not None and until <= now < until + LOOKED_FOR:
            yield order.id, until


def fetched_from(order: Order, now: datetime) -> datetime:
    """From when it can be fetched: at once, unless it comes to the counter later."""
    return max(now, order.counter.opens) if order.counter is not None else now


def fetched_at(state: State, order: Order) -> tuple[str, str, str]:
    """Name, address and opening hours of where it is fetched, or of where it goes."""
    depot = state.depot
    if depot is None or not order.waits_at_counter:
        return place_of(state, order)
    hours = SlotHours(depot.offers.counter_opens_min, depot.offers.counter_closes_min)
    return depot.name, state.places[depot.place_id].address, slot_words(hours)
