"""What every rule looks up, and refusing in words. Pure."""

from collections.abc import Collection
from datetime import datetime

from core.access import Actor, Role
from core.model import (
    HOLDS_MONEY,
    Approval,
    ApprovalKind,
    Case,
    CaseId,
    CaseStatus,
    Day,
    Order,
    OrderId,
    OrderKind,
    RefundStatus,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    StopStatus,
)
from core.rules.wording import clock, day_words
from core.state import State

KINDS = {
    OrderKind.DELIVERY: StopKind.DELIVER,
    OrderKind.EXCHANGE: StopKind.EXCHANGE,
    OrderKind.RETURN: StopKind.COLLECT,
    OrderKind.CONTAINER: StopKind.COLLECT,
}
"""What happens at the stop of an order, hand-overs aside."""


class Refused(Exception):
    """A command is not carried out; the text reaches the user unchanged."""


class Outdated(Refused):
    """It was composed on a route that has gone on since: asked anew it may well be accepted."""

    def __init__(self, route: Route, seen: int) -> None:
        super().__init__(
            f"{route.name} changed since you looked (it is at version {route.version}, you saw "
            f"{seen}). Look again and repeat the change."
        )
        self.route = route


class NotYours(Refused):
    """Somebody speaks for another; an auditor is told."""


def route_of(state: State, route_id: RouteId) -> Route:
    """The route, or a refusal."""
    route = state.routes.get(route_id)
    if route is None:
        raise Refused(f"There is no route {route_id}. It may belong to another day; look again.")
    return route


def day_of(state: State, day: ServiceDay) -> Day:
    """The open day, or a refusal."""
    found = state.days.get(day)
    if found is None:
        raise Refused(f"The day {day_words(day)} is not open.")
    return found


def stop_of(state: State, stop_id: StopId) -> Stop:
    """The stop, or a refusal."""
    stop = state.stops.get(stop_id)
    if stop is None:
        raise Refused(f"There is no stop {stop_id} on the plan. Load the list again.")
    return stop


def order_of(state: State, order_id: OrderId) -> Order:
    """The order, or a refusal."""
    order = state.orders.get(order_id)
    if order is None:
        raise Refused(f"There is no order {order_id}.")
    return order


def case_of(state: State, case_id: CaseId) -> Case:
    """The case, or a refusal."""
    case = state.cases.get(case_id)
    if case is None:
        raise Refused(f"There is no case {case_id}.")
    return case


def case_id_of(order_id: OrderId) -> CaseId:
    """The one case that an order can have."""
    return CaseId(f"case-{order_id}")


def active_case(state: State, order_id: OrderId) -> Case | None:
    """The order's case that is not closed, if there is one."""
    case = state.cases.get(case_id_of(order_id))
    return case if case is not None and case.status is not CaseStatus.CLOSED else None


def pending_stops(state: State, order_id: OrderId) -> tuple[Stop, ...]:
    """The order's stops on plans that have not ended, hand-overs included, in route order."""
    # Every visit that ends asks, and every stop is looked at: in a list, and for one thing only.
    its = [stop for stop in state.stops.values() if stop.order_id == order_id]
    return tuple(
        stop
        for stop in its
        if not stop.status.is_ended and stop.id in state.routes[stop.route_id].stop_ids
    )


def is_told(route: Route, stop: Stop) -> bool:
    """Whether the driver knows of the stop, or may have seen it."""
    offered = route.offer.stop_ids if route.offer is not None else ()
    return stop.id in route.manifest or stop.id in offered


def is_taken_back(state: State, order: Order) -> bool:
    """Whether the order was to be sent instead of another one, and is not."""
    return order.replaces is not None and state.orders[order.replaces].replaced_by != order.id


def must_not_be_with_partner(order: Order) -> None:
    """Refuse to send a van for what somebody else has taken over."""
    if order.partner is not None:
        raise Refused(f"Order {order.id} is with {order.partner.name}. Take it back first.")
    if order.waits_at_counter:
        raise Refused(f"Order {order.id} waits at the counter. Take that decision back first.")


def must_be_open(route: Route) -> None:
    """Refuse on a locked or ended route."""
    if route.is_locked:
        raise Refused(f"{route.name} is locked by {route.locked_by}. Unlock it first.")
    if route.ended_at is not None:
        raise Refused(f"{route.name} has ended. Choose another route.")
    if route.stranded is not None:
        raise Refused(f"{route.name} cannot go on. Choose another route.")


def must_be_current(route: Route, expected_version: int) -> None:
    """Refuse what was composed on another version of the route."""
    if route.version != expected_version:
        raise Outdated(route, expected_version)


def must_be_own(route: Route, actor: Actor) -> None:
    """Drivers report on their own routes only."""
    if actor.role is Role.DRIVER and route.driver_id != actor.driver_id:
        raise NotYours(f"{route.name} is not your route.")


def first_free_index(state: State, route: Route) -> int:
    """The first index of `stop_ids` behind everything that has ended or is under way."""
    taken = [
        n
        for n, stop_id in enumerate(route.stop_ids)
        if state.stops[stop_id].status is not StopStatus.PLANNED
    ]
    return taken[-1] + 1 if taken else 0


def clamped(at: datetime, now: datetime, not_before: datetime) -> datetime:
    """A device's time, but neither later than the hub's nor before what led to it.

    Reports come in the order of the road, so a phone's wrong clock must not bend the day; when
    a report was received stands beside it in the log.
    """
    return max(min(at, now), not_before)


def done_when(state: State, order_id: OrderId) -> str:
    """`by Route 7 at 10:42`; `already` when its goods were found with the customer."""
    visits = [
        (stop.ended_at, state.routes[stop.route_id].name)
        for stop in state.stops.values()
        if stop.order_id == order_id
        and stop.status is StopStatus.COMPLETED
        and stop.ended_at is not None
    ]
    if not visits:
        return "already"
    at, name = max(visits)
    return f"by {name} at {clock(state, at)}"


def open_approvals(
    state: State, order_id: OrderId, kinds: Collection[ApprovalKind] = tuple(ApprovalKind)
) -> tuple[Approval, ...]:
    """What nobody has answered yet about the order, the oldest first."""
    return tuple(
        each
        for each in state.approvals.values()
        if each.order_id == order_id and each.is_open and each.kind in kinds
    )


def money_waits(state: State, order: Order) -> bool:
    """Whether the order's refund waits for a second pair of eyes, so that nobody is told of it."""
    refund = order.refund
    is_asked = refund is not None and refund.status is RefundStatus.REQUESTED
    return is_asked and bool(open_approvals(state, order.id, HOLDS_MONEY))
