"""What the office learns that no driver reported: lost, delivered elsewhere, never arrived. Pure.

Such an order needs a decision again and its goods are where the report says: missing with their
last holder, waiting at a partner's, or with the customer who says that he has nothing.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue
from core.catalogue_edits import failure
from core.model import (
    Case,
    CaseId,
    CaseKind,
    CaseNote,
    Custody,
    CustodyKind,
    FoundAt,
    ItemId,
    Order,
    OrderKind,
    OrderStatus,
    TextRef,
    VehicleId,
)
from core.rules import wording
from core.rules.cases import case_for_request
from core.rules.custody import collected_items, delivered_items, is_missing, lies_at
from core.rules.lookups import (
    Refused,
    active_case,
    must_not_be_with_partner,
    order_of,
    pending_stops,
)
from core.rules.refunds import must_not_be_refunded
from core.state import State

Events = tuple[e.Event, ...]
CLAIMED = "claimed_not_received"
UNCOLLECTED = "uncollected"
REPORTED = ("lost", "misdelivered", UNCOLLECTED, CLAIMED)
"""Reasons whose goods are looked for."""
_COLLECTIONS = (OrderKind.RETURN, OrderKind.CONTAINER)


def report_order(
    state: State, command: c.ReportOrder, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """The order leaves its route and a case waits; what is missing is said to be missing."""
    order = order_of(state, command.order_id)
    must_not_be_refunded(order)
    is_unfetched = order.waits_at_counter and command.reason == UNCOLLECTED
    if order.status is not OrderStatus.DONE and not is_unfetched:
        must_not_be_with_partner(order)
    reason = catalogue.failures.get(command.reason)
    if reason is None or (order.status not in reason.reported_of and not is_unfetched):
        why = wording.reason(command.reason, catalogue)
        raise Refused(f"{why} cannot be reported of an order that is {order.status}.")
    if order.kind in _COLLECTIONS and OrderStatus.FAILED not in reason.reported_of:
        raise Refused(f"Order {order.id} brings nothing to a customer; report its goods as lost.")
    reported: list[e.Event] = []
    left = tuple(stop.id for stop in pending_stops(state, order.id))
    if left:
        reported.append(e.OrderWithdrawn(order.id, left, OrderStatus.FAILED))
    reported.append(e.OrderReported(order.id, command.reason, now))
    reported += _moved(state, order, command.reason, now)
    case = case_of_report(state, order, command.reason, now, reason.decide_within_min)
    reported.append(e.CaseOpened(case))
    if command.note:
        reported.append(e.CaseNoted(case.id, CaseNote(actor.id, now, TextRef(command.note))))
    return tuple(reported)


def find_goods(
    state: State, command: c.FindGoods, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Goods are accounted for again: with their customer the case ends, else it goes on."""
    order = order_of(state, command.order_id)
    case = active_case(state, order.id)
    if case is None or not is_looked_for(state, case) or pending_stops(state, order.id):
        raise Refused(f"Nothing of order {order.id} is being looked for.")
    must_not_be_refunded(order)
    custody = _found(state, order, case, command.where, now)
    has_arrived = custody.kind in (CustodyKind.CUSTOMER, CustodyKind.PARTNER)
    is_delivered = has_arrived and order.kind not in _COLLECTIONS
    found: list[e.Event] = [
        e.CustodyChanged(_items(order), custody),
        e.GoodsFound(order.id, is_delivered, now),
    ]
    if is_delivered:
        found.append(e.CaseClosed(case.id, now))
    else:
        found.append(e.CaseOpened(as_before(order, case, command.where, now, catalogue)))
    return tuple(found)


def is_looked_for(state: State, case: Case) -> bool:
    """Whether goods of the case are missing, or somebody says that they are elsewhere."""
    order = state.orders[case.order_id]
    return case.reason in REPORTED or is_missing(state, order) or lies_at(state, order) is not None


def as_before(
    order: Order, case: Case, where: FoundAt, now: datetime, catalogue: Catalogue
) -> Case:
    """The case for the reason it had before the report, in the same hands."""
    if order.attempts:
        last = order.attempts[-1]
        within = timedelta(minutes=failure(catalogue, last.reason).decide_within_min)
        before = replace(case, reason=last.reason, stop_id=last.stop_id, deadline=last.at + within)
    else:
        asked = case_for_request(order, now).case
        before = replace(case, kind=asked.kind, reason=None, deadline=asked.deadline)
    if where is FoundAt.LAST_HOLDER:
        return replace(before, reopened=max(0, case.reopened - 1), reopened_because=None)
    return replace(before, reopened_because=f"Found at the {where}")


def _items(order: Order) -> tuple[ItemId, ...]:
    return collected_items(order) if order.kind in _COLLECTIONS else delivered_items(order)


def _moved(state: State, order: Order, reason: str, now: datetime) -> Events:
    """Where the goods are by this report; what a customer disputes stays written as his."""
    if reason == CLAIMED:
        return ()
    if reason == UNCOLLECTED and order.waits_at_counter:
        return ()
    if reason == UNCOLLECTED:
        partner = Custody(CustodyKind.PARTNER, order.place_id, now)
        return (e.CustodyChanged(_items(order), partner),)
    by_holder: dict[str, list[ItemId]] = defaultdict(list)
    for item_id in _items(order):
        by_holder[state.custody[item_id].holder].append(item_id)
    return tuple(
        e.CustodyChanged(tuple(items), Custody(CustodyKind.MISSING, holder, now))
        for holder, items in by_holder.items()
    )


def case_of_report(state: State, order: Order, reason: str, now: datetime, within_min: int) -> Case:
    """A case of the order that is open is joined."""
    known = active_case(state, order.id)
    last = state.cases.get(CaseId(f"case-{order.id}"))
    collects = order.kind in _COLLECTIONS
    return Case(
        id=CaseId(f"case-{order.id}"),
        kind=CaseKind.FAILED_COLLECTION if collects else CaseKind.FAILED_DELIVERY,
        order_id=order.id,
        opened_at=known.opened_at if known is not None else now,
        deadline=now + timedelta(minutes=within_min),
        reason=reason,
        reopened=known.reopened + 1 if known is not None else 0,
        owner=known.owner if known is not None else None,
        notes=last.notes if last is not None else (),
    )


def _found(state: State, order: Order, case: Case, at: FoundAt, now: datetime) -> Custody:
    assert state.depot is not None
    if at is FoundAt.CUSTOMER:
        return Custody(CustodyKind.CUSTOMER, order.customer_id, now)
    holder = state.custody[_items(order)[0]].holder
    if at is FoundAt.LAST_HOLDER:
        if case.reason == UNCOLLECTED and holder == order.place_id:
            return Custody(CustodyKind.PARTNER, holder, now)
        if holder == order.customer_id:
            return Custody(CustodyKind.CUSTOMER, holder, now)
        if _is_on_the_road(state, VehicleId(holder)):
            return Custody(CustodyKind.VEHICLE, holder, now)
    return Custody(CustodyKind.DEPOT, state.depot.id, now)


def _is_on_the_road(state: State, vehicle_id: VehicleId) -> bool:
    return any(
        route.vehicle_id == vehicle_id and route.started_at is not None and route.ended_at is None
        for route in state.routes.values()
    )
