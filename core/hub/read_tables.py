"""The rows that people see when they point SQL or a BI tool at the hub's database.

`rows_of` turns an event and the state after it into rows; the gate stores them in the same
transaction as the event; only reports read them back. `maintenance.py` compares them with the log
and rebuilds them. They hold no personal text. Every table has the depot in its
key; times are UTC, money is integer minor units of `currency`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from core import events
from core.events import Event
from core.hub.log import ReadRow, ReadValue
from core.hub.report_rows import Columns, Recorded, local, money_columns, report_rows, where
from core.model import (
    Approval,
    Attempt,
    Case,
    CaseStatus,
    Custody,
    CustodyKind,
    Decision,
    Item,
    ItemId,
    Order,
    OrderId,
    Stop,
    StopId,
    StopStatus,
)
from core.state import State

_DECISION = (
    "resolution",
    "decided_by",
    "decided_at",
    "decided_route_id",
    "decided_day",
    "constraints_broken",
)
_LOST_TO_US = (CustodyKind.DISPOSED, CustodyKind.MISSING)


def rows_of(event: Event, state: State, recorded: Recorded) -> tuple[ReadRow, ...]:
    """The rows to insert or change; `state` is the one after `event`."""
    return (*_rows_of(event, state, recorded), *report_rows(event, state, recorded))


def _rows_of(event: Event, state: State, recorded: Recorded) -> tuple[ReadRow, ...]:
    depot = recorded.depot
    match event:
        case events.OrdersAdded():
            return tuple(_items_added(event.orders, event.custody, state, depot))
        case events.OrderAmended():
            return tuple(_items_added((event.order,), event.custody, state, depot))
        case events.DayOpened():
            return tuple(_stop_row(state, stop.id, depot) for stop in event.stops)
        case (
            events.StopStarted()
            | events.StopArrived()
            | events.StopCompleted()
            | events.ProblemReported()
            | events.StopMoved()
        ):
            return (_stop_row(state, event.stop_id, depot),)
        case events.StopFailed():
            attempt = _attempt_row(event.attempt, state, depot)
            return (_stop_row(state, event.stop_id, depot), attempt)
        case events.OrderSplit():
            return tuple(_split(event, state, depot))
        case events.OrderPlaced():
            placed = (placement.stop.id for placement in event.placements)
            return tuple(_stop_row(state, stop_id, depot) for stop_id in placed)
        case events.OrderWithdrawn():
            return tuple(_withdrawn(stop_id, depot) for stop_id in event.stop_ids)
        case events.ItemSplit():
            return tuple(_split_lines(event, state, depot))
        case events.CustodyChanged():
            return (*_custody_rows(event, depot), *_written_off(event, state, recorded))
        case events.CaseDecided():
            return (
                _case_row(state.cases[event.case_id], state, depot),
                *_decided_cost(event, state, recorded),
            )
        case events.CaseOpened():
            return (_case_row(state.cases.get(event.case.id, event.case), state, depot),)
        case events.CaseAcknowledged() | events.CaseSetOut() | events.CaseReopened():
            return (_case_row(state.cases[event.case_id], state, depot),)
        case events.CaseClosed():
            return (_closed(event, depot),)
        case events.ApprovalAsked():
            return (_approval_row(event.approval, state, depot),)
        case (
            events.ApprovalEnded()
            | events.ApprovalHanded()
            | events.ApprovalDeputised()
            | events.ApprovalReviewed()
        ):
            return (_approval_row(state.approvals[event.approval_id], state, depot),)
        case _:
            return ()


def _approval_row(approval: Approval, state: State, depot: str) -> ReadRow:
    """The whole request as it stands by then; its reason is a personal text and is not here."""
    ended = approval.ended_at
    columns: Columns = {
        "depot": depot,
        "approval_id": approval.id,
        "kind": approval.kind.value,
        "status": approval.status.value,
        "words": approval.words,
        "order_id": approval.order_id,
        "route_id": approval.route_id,
        "item_id": approval.item_id,
        "amount_minor": approval.amount_minor,
        "threshold": approval.limit,
        "currency": _currency(state),
        "asked_by": approval.by,
        "asked_at": approval.at,
        "day": local(approval.at, state)[0],
        "assigned": approval.assigned,
        "deputy": approval.deputy,
        "deputy_at": approval.deputy_at,
        "answered_by": approval.ended_by,
        "answered_at": ended,
        "answered_s": round((ended - approval.at).total_seconds()) if ended else None,
        "is_own": int(approval.is_own),
        "stands": approval.stands,
        "reviewed_by": approval.reviewed_by,
        "reviewed_at": approval.reviewed_at,
    }
    return ReadRow("approvals", columns)


def _items_added(
    orders: Sequence[Order], custody: Mapping[ItemId, Custody], state: State, depot: str
) -> Iterator[ReadRow]:
    for order in orders:
        for item in order.items:
            columns: Columns = {
                "depot": depot,
                "item_id": item.id,
                "order_id": order.id,
                "sku": item.sku,
                "quantity": item.quantity,
                "value_minor": _value_minor(item),
                "currency": _currency(state),
            }
            held = custody.get(item.id)
            yield ReadRow("custody", columns | _held_columns(held) if held else columns)


def _split_lines(event: events.ItemSplit, state: State, depot: str) -> Iterator[ReadRow]:
    """The line that is left, and the new one where it was."""
    for order, item in _items_of((event.item_id, event.rest_id), state):
        columns: Columns = {
            "depot": depot,
            "item_id": item.id,
            "order_id": order.id,
            "sku": item.sku,
            "quantity": item.quantity,
            "value_minor": _value_minor(item),
            "currency": _currency(state),
        }
        yield ReadRow("custody", columns | _held_columns(state.custody[item.id]))


def _stop_row(state: State, stop_id: StopId, depot: str) -> ReadRow:
    stop = state.stops[stop_id]
    order = state.orders.get(stop.order_id)
    window = order.window if order else None
    columns: Columns = {
        "depot": depot,
        "stop_id": stop.id,
        "kind": stop.kind.value,
        "status": stop.status.value,
        "place_id": stop.place_id,
        "service_s": stop.service_s,
        "started_at": stop.started_at,
        "arrived_at": stop.arrived_at,
        "ended_at": stop.ended_at,
        "problem": stop.problem,
        "opens": window.opens if window else None,
        "closes": window.closes if window else None,
    }
    return ReadRow("stops", columns | _order_columns(stop.order_id, state) | _route(stop, state))


def _order_columns(order_id: OrderId, state: State) -> Columns:
    order = state.orders.get(order_id)
    if order is None:
        return {"order_id": order_id}
    return {"order_id": order_id, "order_kind": order.kind.value, "shop": order.shop}


def _route(stop: Stop, state: State) -> Columns:
    route = state.routes.get(stop.route_id)
    if route is None:
        return {"route_id": stop.route_id}
    return {
        "route_id": route.id,
        "route": route.name,
        "service_day": route.day,
        "driver_id": route.driver_id,
        "vehicle_id": route.vehicle_id,
    }


def _withdrawn(stop_id: StopId, depot: str) -> ReadRow:
    status = StopStatus.CANCELLED.value
    return ReadRow("stops", {"depot": depot, "stop_id": stop_id, "status": status})


def _split(event: events.OrderSplit, state: State, depot: str) -> Iterator[ReadRow]:
    """The part's lines are its own from now on, and so is the visit."""
    for item in event.part.items:
        key: Columns = {"depot": depot, "item_id": item.id}
        yield ReadRow("custody", key | {"order_id": event.part.id})
    yield _stop_row(state, event.stop.id, depot)
    yield _attempt_row(event.part.attempts[-1], state, depot)


def _attempt_row(attempt: Attempt, state: State, depot: str) -> ReadRow:
    stop = state.stops[attempt.stop_id]
    order = state.orders.get(stop.order_id)
    columns: Columns = {
        "depot": depot,
        "stop_id": stop.id,
        "number": len(order.attempts) if order else None,
        "reason": attempt.reason,
        "at": attempt.at,
        "received_at": attempt.received_at,
        "lat": attempt.position.lat if attempt.position else None,
        "lon": attempt.position.lon if attempt.position else None,
        "has_note": attempt.note_ref is not None,
        "has_photo": attempt.photo is not None,
    }
    day, hour = local(attempt.at, state)
    columns |= _order_columns(stop.order_id, state) | _route(stop, state)
    columns |= {"day": day, "hour": hour, "place_id": order.place_id if order else stop.place_id}
    return ReadRow("attempts", columns | {"driver_id": attempt.driver_id})


def _case_row(case: Case, state: State, depot: str) -> ReadRow:
    order = state.orders.get(case.order_id)
    columns: Columns = {
        "depot": depot,
        "case_id": case.id,
        "kind": case.kind.value,
        "status": case.status.value,
        "reason": case.reason,
        "stop_id": case.stop_id,
        "value_minor": sum(map(_value_minor, order.items)) if order else None,
        "currency": _currency(state),
        "opened_at": case.opened_at,
        "deadline": case.deadline,
        "acknowledged_by": case.acknowledged_by,
        "acknowledged_at": case.acknowledged_at,
        "reopened": case.reopened,
        "closed_at": case.closed_at,
    }
    columns |= _order_columns(case.order_id, state) | _decision_columns(case.decision)
    columns |= where(case, order, state) | money_columns(case, order, state)
    return ReadRow("cases", columns)


def _decision_columns(decision: Decision | None) -> Columns:
    """Spelled out also when there is none: a reopened case loses the one it had."""
    if decision is None:
        return dict.fromkeys(_DECISION)
    values = (
        decision.resolution.value,
        decision.by,
        decision.at,
        decision.route_id,
        decision.day,
        len(decision.broken),
    )
    return dict(zip(_DECISION, values, strict=True))


def _closed(event: events.CaseClosed, depot: str) -> ReadRow:
    status = CaseStatus.CLOSED.value
    key: Columns = {"depot": depot, "case_id": event.case_id}
    return ReadRow("cases", {**key, "status": status, "closed_at": event.at})


def _custody_rows(event: events.CustodyChanged, depot: str) -> Iterator[ReadRow]:
    for item_id in event.item_ids:
        key: Columns = {"depot": depot, "item_id": item_id}
        yield ReadRow("custody", key | _held_columns(event.custody))


def _held_columns(custody: Custody) -> Columns:
    return {"kind": custody.kind.value, "holder": custody.holder, "since": custody.since}


def _written_off(
    event: events.CustodyChanged, state: State, recorded: Recorded
) -> Iterator[ReadRow]:
    """What goods were worth that were thrown away or lost."""
    if event.custody.kind not in _LOST_TO_US:
        return
    for line, (order, item) in enumerate(_items_of(event.item_ids, state), start=1):
        yield _money_row(
            recorded,
            line,
            kind="written_off",
            order_id=order.id,
            item_id=item.id,
            amount_minor=_value_minor(item),
            currency=_currency(state),
        )


def _decided_cost(event: events.CaseDecided, state: State, recorded: Recorded) -> Iterator[ReadRow]:
    """What the chosen way out was said to cost, beside the cheapest that was offered."""
    decision = event.decision
    chosen = [option for option in decision.offered if option.route_id == decision.route_id]
    if not chosen:
        return
    feasible = [option.cost_minor for option in decision.offered if option.is_feasible]
    yield _money_row(
        recorded,
        1,
        kind="decided_cost",
        case_id=event.case_id,
        order_id=state.cases[event.case_id].order_id,
        amount_minor=chosen[0].cost_minor,
        cheapest_minor=min(feasible, default=None),
        options_offered=len(decision.offered),
        currency=_currency(state),
    )


def _money_row(recorded: Recorded, line: int, **columns: ReadValue) -> ReadRow:
    key: Columns = {"depot": recorded.depot, "seq": recorded.seq, "line": line}
    return ReadRow("money", {**key, "at": recorded.recorded_at, "by": recorded.actor_id, **columns})


def _items_of(item_ids: Iterable[ItemId], state: State) -> Iterator[tuple[Order, Item]]:
    wanted = frozenset(item_ids)
    for order in state.orders.values():
        yield from ((order, item) for item in order.items if item.id in wanted)


def _value_minor(item: Item) -> int:
    return item.quantity * item.unit_value_minor


def _currency(state: State) -> str | None:
    return state.depot.currency if state.depot else None
