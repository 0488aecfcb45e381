"""What a van brought back becomes the depot's: counted, short and over, and what follows. Pure.

The van answers for what is on its list until the count is closed. Then what was counted is at the
depot, what is short is missing with its last holder and has a case, and what is over is taken in as
found. A van that leaves again before takes along what nobody has counted.
"""

from datetime import datetime
from itertools import count as numbers

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue
from core.model import (
    Case,
    CaseKind,
    CaseStatus,
    Custody,
    CustodyKind,
    Decision,
    FoundAt,
    FoundGoods,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    RefundStatus,
    Resolution,
    Route,
    TextRef,
    VehicleId,
)
from core.rules import refunds, replacements, reports, return_refunds
from core.rules.cases import back_to_queue, withdrawn
from core.rules.counting import (
    empties_apart,
    expected_items,
    lines_of,
    over_of,
    receiving_of,
    short_of,
)
from core.rules.lookups import Refused, active_case, pending_stops, route_of
from core.rules.wording import day_words
from core.state import State, apply

Events = tuple[e.Event, ...]
LOST = "lost"
_HOME = (Resolution.RETURN_TO_DEPOT, Resolution.REPLACE, Resolution.REFUND)


def opened(state: State, route: Route, at: datetime) -> e.ReceivingOpened:
    """Everything aboard is on the list of the van that is back."""
    aboard = tuple(
        item_id
        for item_id, custody in state.custody.items()
        if custody.kind is CustodyKind.VEHICLE and custody.holder == route.vehicle_id
    )
    return e.ReceivingOpened(route.id, aboard, route.empties, at)


def close_receiving(
    state: State, command: c.CloseReceiving, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Everything is there, or it is said why it is accepted as it is."""
    route, found = receiving_of(state, command.route_id)
    short, over = short_of(state, route.id), over_of(state, route.id)
    apart = empties_apart(found)
    if not command.note and (short or over or found.loose or apart):
        raise Refused(f"{route.name}: {_differences(state, route, short, over)}")
    note_ref = TextRef(command.note) if command.note else None
    return _closed(state, route, short, actor, now, catalogue, note_ref)


def _differences(
    state: State, route: Route, short: dict[ItemId, int], over: tuple[ItemId, ...]
) -> str:
    found = state.receivings[route.id]
    parts = []
    if short:
        first = next(iter(short))
        parts.append(f"{_number(sum(short.values()), 'piece')} short, the first of {first}")
    if over or found.loose:
        parts.append(f"{_number(len(over) + sum(found.loose.values()), 'piece')} over")
    if apart := empties_apart(found):
        how = "over" if apart > 0 else "short"
        parts.append(f"{_number(abs(apart), 'container')} {how}")
    return f"{', '.join(parts)}. Count on, or say why it is accepted as it is."


def _number(n: int, thing: str) -> str:
    return f"{n} {thing}{'' if n == 1 else 's'}"


def left_again(
    state: State, route: Route, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """The van leaves before the count of its last route is closed: the rest stays aboard."""
    events: list[e.Event] = []
    for route_id, found in state.receivings.items():
        before = state.routes[route_id]
        if found.closed_at is None and before.vehicle_id == route.vehicle_id:
            events += _closed(state, before, {}, actor, now, catalogue, None)
    return tuple(events)


def _closed(
    state: State,
    route: Route,
    short: dict[ItemId, int],
    actor: Actor,
    now: datetime,
    catalogue: Catalogue,
    note_ref: TextRef | None,
) -> Events:
    assert state.depot is not None
    found = state.receivings[route.id]
    expected = expected_items(state, route.id)
    over = over_of(state, route.id)
    there = tuple(
        item_id
        for item_id, item in expected.items()
        if found.counted.get(item_id, 0) + short.get(item_id, 0) == item.quantity
        and found.counted.get(item_id, 0)
    )
    done = _Steps(state)
    missing: dict[ItemId, int] = {}
    for item_id, units in short.items():
        order, item = lines_of(done.state, (item_id,))[item_id]
        gone = item_id
        if units < item.quantity:
            gone = _rest_id(done.state, item_id)
            done.add(e.ItemSplit(order.id, item_id, gone, units))
        missing[gone] = units
    at_depot = Custody(CustodyKind.DEPOT, state.depot.id, now)
    if there:
        done.add(e.CustodyChanged(there, at_depot))
    if missing:
        gone_with = Custody(CustodyKind.MISSING, route.vehicle_id, now)
        done.add(e.CustodyChanged(tuple(missing), gone_with))
    incomplete = {order.id for order, _ in lines_of(done.state, missing).values()}
    for order_id in dict.fromkeys(order.id for order, _ in lines_of(state, there).values()):
        if order_id not in incomplete:
            done.add(*_taken_in(done.state, order_id, actor, now, catalogue))
    for order_id in incomplete:
        done.add(*_missed(done.state, order_id, route, now, catalogue))
    done.add(*_over(done.state, over, route, actor, now, catalogue))
    shelved = tuple(
        FoundGoods(_found_id(state, route, n), sku, _called(state, sku), units, route.id, now)
        for n, (sku, units) in enumerate(found.loose.items(), start=1)
    )
    done.add(e.ReceivingClosed(route.id, actor.id, now, missing, over, shelved, note_ref))
    return tuple(done.events)


class _Steps:
    """Events one after the other, each decided on the state after those before it."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.events: list[e.Event] = []

    def add(self, *events: e.Event) -> None:
        for event in events:
            self.state = apply(self.state, event)
            self.events.append(event)


def _taken_in(
    state: State, order_id: OrderId, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """All of the order that the van had is here: what waited for that goes on."""
    order, case = state.orders[order_id], active_case(state, order_id)
    if case is not None and case.reason == LOST:
        return _found_again(state, order, case, actor, now, catalogue)
    events = list(return_refunds.received(state, order, actor, now))
    decision = case.decision if case is not None else None
    if decision is not None and decision.resolution in _HOME and not pending_stops(state, order_id):
        events += _come_home(state, order_id, decision.resolution, now)
    return tuple(events)


def _come_home(state: State, order_id: OrderId, how: Resolution, now: datetime) -> Events:
    if how is Resolution.RETURN_TO_DEPOT:
        return refunds.owed_again(state, order_id, now)
    if how is Resolution.REPLACE:
        return replacements.comes_home(state, order_id, now)
    return refunds.brought_home(state, order_id, now)


def _missed(
    state: State, order_id: OrderId, route: Route, now: datetime, catalogue: Catalogue
) -> Events:
    """Goods that should have been in the van are not: a case is opened or joined."""
    order, case = state.orders[order_id], active_case(state, order_id)
    is_settled = order.refund is not None and order.refund.status is not RefundStatus.FAILED
    decision = case.decision if case is not None else None
    if decision is not None and order.status is not OrderStatus.DONE:
        if decision.resolution is Resolution.REFUND and is_settled:
            return refunds.brought_home(state, order_id, now)
        if decision.resolution is Resolution.REPLACE:
            return replacements.comes_home(state, order_id, now)
    events: list[e.Event] = []
    if order.status is not OrderStatus.DONE:
        if pending := pending_stops(state, order_id):
            events.append(withdrawn(order, pending))
        events.append(e.OrderReported(order_id, LOST, now))
    within = catalogue.failures[LOST].decide_within_min
    opened_case = reports.case_of_report(state, order, LOST, now, within)
    because = f"short when {route.name} was counted"
    events.append(e.CaseOpened(replace(opened_case, reopened_because=because)))
    return tuple(events)


def _found_again(
    state: State, order: Order, case: Case, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Goods that were looked for are here, all of the order that was missing."""
    kinds = [state.custody[item.id].kind for item in order.items]
    if CustodyKind.MISSING in kinds:
        return ()
    if order.status is not OrderStatus.DONE:
        before = reports.as_before(order, case, FoundAt.DEPOT, now, catalogue)
        return e.GoodsFound(order.id, False, now), e.CaseOpened(before)
    if return_refunds.owed_for(state, order) is None:
        is_asked = order.refund is not None and order.refund.status is RefundStatus.REQUESTED
        return () if is_asked else (e.CaseClosed(case.id, now),)
    collected = Decision(Resolution.COLLECT, actor.id, now)
    back = replace(case, kind=CaseKind.RETURN_REQUEST, reason=None, status=CaseStatus.DECIDED)
    reopened = e.CaseOpened(replace(back, decision=collected))
    state = apply(state, reopened)
    return reopened, *return_refunds.received(state, order, actor, now)


def _over(
    state: State,
    items: tuple[ItemId, ...],
    route: Route,
    actor: Actor,
    now: datetime,
    catalogue: Catalogue,
) -> Events:
    """Taken in as found: wherever it was thought to be, it is here."""
    assert state.depot is not None
    done = _Steps(state)
    if items:
        done.add(e.CustodyChanged(items, Custody(CustodyKind.DEPOT, state.depot.id, now)))
    because = f"its goods came back with {route.name}"
    for order_id in dict.fromkeys(order.id for order, _ in lines_of(state, items).values()):
        order, case = done.state.orders[order_id], active_case(done.state, order_id)
        if case is not None and case.reason == LOST:
            done.add(*_found_again(done.state, order, case, actor, now, catalogue))
        elif order.kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE):
            done.add(*_not_delivered(done.state, order, items, because, now))
    return tuple(done.events)


def _not_delivered(
    state: State, order: Order, items: tuple[ItemId, ...], because: str, now: datetime
) -> Events:
    """A van is on its way without them, or a driver had reported them delivered."""
    if not any(item.id in items for item in order.items if not item.is_collected):
        return ()
    if pending := pending_stops(state, order.id):
        return withdrawn(order, pending), back_to_queue(state, order, because, now)
    if order.status is not OrderStatus.DONE or refunds.is_refunded(order):
        return ()
    reported = e.OrderReported(order.id, "misdelivered", now)
    return reported, back_to_queue(state, order, because, now)


def reopen_receiving(
    state: State, command: c.ReopenReceiving, actor: Actor, now: datetime
) -> Events:
    """Count on: what was counted is the van's to answer for again, what was short as well."""
    route = route_of(state, command.route_id)
    found = state.receivings.get(route.id)
    if found is None or found.closed_at is None:
        raise Refused(f"The count of {route.name} is not closed.")
    if state.days[route.day].closing is not None:
        raise Refused(f"The day {day_words(route.day)} is closed. Reopen it first.")
    if _is_out(state, VehicleId(route.vehicle_id)):
        raise Refused(f"The van of {route.name} has left again. Look for what is missing instead.")
    expected = tuple(dict.fromkeys((*found.expected, *_rests(state, found.expected))))
    at_depot = tuple(i for i in expected if found.counted.get(i, 0))
    given = _given(state, found.closed_at)
    moved = [i for i in at_depot if state.custody[i] != given or i in state.inspections]
    busy = [o for o, _ in lines_of(state, at_depot).values() if pending_stops(state, o.id)]
    gone = [g for g in found.loose if not _is_shelved(state, route, g)]
    if moved or busy or gone:
        what = moved[0] if moved else f"order {busy[0].id}" if busy else gone[0]
        raise Refused(f"Something has happened to {what} since {route.name} was counted.")
    short = tuple(i for i in found.short if state.custody[i].kind is CustodyKind.MISSING)
    aboard = Custody(CustodyKind.VEHICLE, route.vehicle_id, now)
    back = (*at_depot, *short)
    events: list[e.Event] = [e.CustodyChanged(back, aboard)] if back else []
    events.append(e.ReceivingReopened(route.id, expected, actor.id, now))
    return tuple(events)


def match_goods(
    state: State, command: c.MatchGoods, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """What lies on the shelf is a missing line: that line is at the depot."""
    goods = state.found.get(command.found_id)
    if goods is None:
        raise Refused(f"{command.found_id} does not lie on the lost-and-found shelf any more.")
    if goods.id in state.inspections:
        raise Refused(f"{goods.description} was inspected and goes another way by now.")
    line = lines_of(state, (command.item_id,)).get(command.item_id)
    if line is None or state.custody[command.item_id].kind is not CustodyKind.MISSING:
        raise Refused(f"{command.item_id} is not missing.")
    order, item = line
    if (item.sku, item.quantity) != (goods.sku, goods.quantity):
        raise Refused(
            f"{goods.quantity} × {goods.sku} are on the shelf, but {item.quantity} × {item.sku} "
            f"of order {order.id} are missing."
        )
    assert state.depot is not None
    done = _Steps(state)
    done.add(
        e.GoodsMatched(goods.id, item.id, actor.id, now),
        e.CustodyChanged((item.id,), Custody(CustodyKind.DEPOT, state.depot.id, now)),
    )
    case = active_case(done.state, order.id)
    if case is not None and case.reason == LOST:
        done.add(*_found_again(done.state, order, case, actor, now, catalogue))
    return tuple(done.events)


def _given(state: State, at: datetime) -> Custody:
    assert state.depot is not None
    return Custody(CustodyKind.DEPOT, state.depot.id, at)


def _rests(state: State, item_ids: tuple[ItemId, ...]) -> tuple[ItemId, ...]:
    """Lines that were split off from these."""
    return tuple(i for i in state.custody if i.rpartition("~")[0] in item_ids)


def _rest_id(state: State, item_id: ItemId) -> ItemId:
    ids = (ItemId(f"{item_id}~{n}") for n in numbers(1))
    return next(rest_id for rest_id in ids if rest_id not in state.custody)


def _found_id(state: State, route: Route, n: int) -> ItemId:
    known = sum(i.startswith(f"found-{route.id}-") for i in state.custody)
    return ItemId(f"found-{route.id}-{known + n}")


def _is_shelved(state: State, route: Route, sku: str) -> bool:
    return any(
        goods.route_id == route.id and goods.sku == sku and goods.id not in state.inspections
        for goods in state.found.values()
    )


def _called(state: State, sku: str) -> str:
    """What goods with that number are called in some order."""
    named = (i.description for o in state.orders.values() for i in o.items if i.sku == sku)
    return next(named, sku)


def _is_out(state: State, vehicle_id: VehicleId) -> bool:
    return any(
        route.vehicle_id == vehicle_id and route.started_at is not None and route.ended_at is None
        for route in state.routes.values()
    )
