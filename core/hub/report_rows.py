"""The part of the read tables that is there for reports: money, outcome, routes and containers.

Pure, and called by `read_tables.py` alone. What they say of a case is its whole truth by then, so
that the sums of cases are the totals of reports.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from core import events
from core.case_money import best_other, case_money, taken
from core.events import Event
from core.hub.log import ReadRow, ReadValue
from core.model import (
    Case,
    CaseKind,
    CustomerId,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    RefundStatus,
    RouteId,
    Stop,
    StopKind,
)
from core.route_figures import driven, planned
from core.rules.lookups import case_id_of
from core.state import State

Columns = dict[str, ReadValue]

_MADE_GOOD = ("made_good_at", "made_good_by", "made_good_s")
_APART = (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
"""No visits of customers."""
_FAILED = (CaseKind.FAILED_DELIVERY, CaseKind.FAILED_COLLECTION)


class Recorded(Struct, frozen=True):
    """Where and when an event stands in the log, and by whom."""

    depot: str
    seq: int
    actor_id: str
    recorded_at: datetime


def report_rows(event: Event, state: State, recorded: Recorded) -> tuple[ReadRow, ...]:
    """What the event changes of routes, containers and outcomes; `state` is the one after it."""
    depot = recorded.depot
    match event:
        case events.OrdersAdded():
            held = (each.id for each in event.customers if each.empties)
            return (
                *ordered_again(event, state, recorded),
                *(containers(state, customer_id, depot) for customer_id in held),
            )
        case events.EmptiesCounted():
            return (containers(state, event.customer_id, depot),)
        case events.DayOpened():
            return tuple(row for r in event.routes for row in planned_route(state, r.id, depot))
        case events.RouteOpened():
            return planned_route(state, event.route.id, depot)
        case events.RouteStarted():
            # What he sets out with is what he is measured against.
            return planned_route(state, event.route_id, depot)
        case events.RouteEnded():
            return driven_route(state, event.route_id, depot)
        case events.StopFailed():
            return driven_route(state, state.stops[event.stop_id].route_id, depot)
        case events.StopCompleted():
            stop = state.stops[event.stop_id]
            row = driven_route(state, stop.route_id, depot)
            return (*row, *visited(event, stop, state, depot))
        case events.GoodsFound(order_id, is_delivered, at):
            return made_good(state, order_id, "found", at, depot) if is_delivered else ()
        case events.PartnerSettled(order_id, is_done, at):
            return made_good(state, order_id, "partner", at, depot) if is_done else ()
        case events.OrderPickedUp(order_id, at):
            # What lies at a collection point was made good by the visit there.
            was_here = state.orders[order_id].counter is not None
            return made_good(state, order_id, "counter", at, depot) if was_here else ()
        case events.GoodsInspected() | events.InspectionUndone():
            return _money_with(state, event.item_id, depot)
        case events.OrderSplit(order_id, part):
            return (*money_of(state, order_id, depot), *money_of(state, part.id, depot))
        case events.RefundRequested():
            return money_of(state, event.order_id, depot)
        case events.RefundSettled(order_id, status, at):
            is_paid = status is RefundStatus.CONFIRMED
            good = made_good(state, order_id, "refund", at, depot) if is_paid else ()
            return (*money_of(state, order_id, depot), *good)
        case events.CaseOpened():
            # Whatever had been made good before is not any more.
            key: Columns = {"depot": depot, "case_id": event.case.id}
            return (ReadRow("cases", {**key, **dict.fromkeys(_MADE_GOOD)}),)
        case _:
            return ()


def where(case: Case, order: Order | None, state: State) -> Columns:
    """Day and hour of the report are local to the depot; the route is that of the failed visit."""
    day, hour = local(case.opened_at, state)
    place = state.places.get(order.place_id) if order else None
    stop = state.stops.get(case.stop_id) if case.stop_id else None
    route = state.routes.get(stop.route_id) if stop else None
    return {
        "day": day,
        "hour": hour,
        "attempts": len(order.attempts) if order else None,
        "customer_id": order.customer_id if order else None,
        "place_id": order.place_id if order else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "driver_id": route.driver_id if route else None,
        "route": route.name if route else None,
    }


def money_columns(case: Case, order: Order | None, state: State) -> Columns:
    if order is None:
        return {}
    money = case_money(case, order, state.inspections)
    chosen = taken(case.decision) if case.decision is not None else None
    other = best_other(case.decision) if case.decision is not None else None
    return {
        "cost_minor": money.cost_minor,
        "refund_minor": money.refund_minor,
        "recovery_minor": money.recovery_minor,
        "net_minor": chosen.net_minor if chosen else None,
        "other_resolution": other.resolution.value if other else None,
        "other_net_minor": other.net_minor if other else None,
    }


def money_of(state: State, order_id: OrderId, depot: str) -> tuple[ReadRow, ...]:
    """The money of the order's case anew."""
    case, order = state.cases.get(case_id_of(order_id)), state.orders.get(order_id)
    if case is None:
        return ()
    key: Columns = {"depot": depot, "case_id": case.id}
    return (ReadRow("cases", key | money_columns(case, order, state)),)


def _money_with(state: State, item_id: ItemId, depot: str) -> tuple[ReadRow, ...]:
    """The money of the case whose goods have the line."""
    holds = (o.id for o in state.orders.values() if any(i.id == item_id for i in o.items))
    order_id = next(holds, None)
    return money_of(state, order_id, depot) if order_id is not None else ()


def visited(
    event: events.StopCompleted, stop: Stop, state: State, depot: str
) -> tuple[ReadRow, ...]:
    """The customer has the goods: those of the order, or what was sent instead of another."""
    order = state.orders.get(stop.order_id)
    if order is None or stop.kind in _APART or order.kind is OrderKind.RETURN:
        return ()
    of_itself = made_good(state, order.id, "visit", event.at, depot)
    if order.replaces is None:
        return of_itself
    return (*of_itself, *made_good(state, order.replaces, "replacement", event.at, depot))


def made_good(
    state: State, order_id: OrderId, by: str, at: datetime, depot: str
) -> tuple[ReadRow, ...]:
    case = state.cases.get(case_id_of(order_id))
    if case is None:
        return ()
    took_s = max(0, round((at - case.opened_at).total_seconds()))
    values: Columns = {"made_good_at": at, "made_good_by": by, "made_good_s": took_s}
    return (ReadRow("cases", {"depot": depot, "case_id": case.id, **values}),)


def ordered_again(event: events.OrdersAdded, state: State, recorded: Recorded) -> Iterator[ReadRow]:
    """Customers who order although an earlier visit to them had failed; the last time counts."""
    buying = (OrderKind.DELIVERY, OrderKind.EXCHANGE)
    new = {o.customer_id: o for o in event.orders if o.kind in buying and o.replaces is None}
    added = {order.id for order in event.orders}
    for case in state.cases.values() if new else ():
        order = state.orders.get(case.order_id)
        is_old = order is not None and order.id not in added and case.kind in _FAILED
        if order is not None and is_old and order.customer_id in new:
            key: Columns = {"depot": recorded.depot, "case_id": case.id}
            yield ReadRow("cases", {**key, "ordered_again_at": recorded.recorded_at})


def planned_route(state: State, route_id: RouteId, depot: str) -> tuple[ReadRow, ...]:
    """A route as it begins, with nothing driven yet."""
    rows = driven_route(state, route_id, depot)
    if not rows:
        return ()
    route = state.routes[route_id]
    plan = planned(state, route)
    columns: Columns = {
        "planned_stops": plan.stops,
        "planned_m": plan.metres,
        "planned_service_s": plan.service_s,
        "planned_shift_s": round((route.ends_at - route.starts_at).total_seconds()),
        "starts_at": route.starts_at,
        "ends_at": route.ends_at,
    }
    return (ReadRow("routes", {**rows[0].values, **columns}),)


def driven_route(state: State, route_id: RouteId, depot: str) -> tuple[ReadRow, ...]:
    """Nothing of a route whose day is archived."""
    route = state.routes.get(route_id)
    if route is None:
        return ()
    got = driven(state, route)
    shift = (route.ended_at - route.started_at) if route.started_at and route.ended_at else None
    per_km = state.depot.rates.co2_g_per_km if state.depot else 0
    columns: Columns = {
        "depot": depot,
        "route_id": route.id,
        "route": route.name,
        "service_day": route.day,
        "driver_id": route.driver_id,
        "vehicle_id": route.vehicle_id,
        "done": got.done,
        "failed": got.failed,
        "first_tries": got.first_tries,
        "first_done": got.first_done,
        "promised": got.promised,
        "on_time": got.on_time,
        "in_full": got.in_full,
        "otif": got.otif,
        "driven_m": got.metres,
        "service_s": got.service_s,
        "expected_service_s": got.expected_service_s,
        "shift_s": max(0, round(shift.total_seconds())) if shift is not None else None,
        "co2_g": got.metres * per_km // 1000,
        "started_at": route.started_at,
        "ended_at": route.ended_at,
    }
    return (ReadRow("routes", columns),)


def containers(state: State, customer_id: CustomerId, depot: str) -> ReadRow:
    customer = state.customers[customer_id]
    each = state.depot.rates.container_minor if state.depot else 0
    columns: Columns = {
        "depot": depot,
        "customer_id": customer.id,
        "place_id": customer.place_id,
        "balance": customer.empties,
        "deposit_minor": customer.empties * each,
        "since": customer.empties_since,
    }
    return ReadRow("containers", columns)


def local(at: datetime, state: State) -> tuple[str, int]:
    """Day and hour as the depot's people read them off their clocks."""
    local = at.astimezone(_zone(state.depot.zone if state.depot else "UTC"))
    return local.date().isoformat(), local.hour


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
