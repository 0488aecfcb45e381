"""Which events of a depot's log are about one order and its case. Pure.

The hub looks for the ids of `words_of` in the stored bytes, and keeps what is `about` the order.
"""

from typing import Any

import msgspec

from core import events as e
from core.model import ApprovalId, CaseId, ItemId, OrderId, StopId
from core.state import State


def case_id_of(order_id: OrderId) -> CaseId:
    """The case that handles the order, whether there is one yet or not."""
    return CaseId(f"case-{order_id}")


def words_of(state: State, order_id: OrderId) -> tuple[bytes, ...]:
    """What the bodies of such events hold, as it stands in their JSON."""
    ids = (order_id, case_id_of(order_id), *_stops(state, order_id), *_approvals(state, order_id))
    return tuple(msgspec.json.encode(id_) for id_ in ids)


def about(event: e.Event, state: State, order_id: OrderId) -> bool:
    """Whether the event is a part of the order's own story."""
    match event:
        case e.OrdersAdded(orders=orders):
            return any(order.id == order_id for order in orders)
        case e.RefundsInstructed(order_ids):
            return order_id in order_ids
        case e.CustodyChanged(item_ids):
            return not _items(state, order_id).isdisjoint(item_ids)
        case e.CaseOpened(case):
            return case.order_id == order_id
        case e.ApprovalAsked(approval):
            return approval.order_id == order_id
        case _:
            return _names(event, state, order_id)


def _names(event: Any, state: State, order_id: OrderId) -> bool:
    named = {
        getattr(event, name, None) for name in ("order_id", "case_id", "stop_id", "approval_id")
    }
    own = {order_id, case_id_of(order_id), *_stops(state, order_id), *_approvals(state, order_id)}
    return not own.isdisjoint(named)


def _stops(state: State, order_id: OrderId) -> tuple[StopId, ...]:
    return tuple(stop.id for stop in state.stops.values() if stop.order_id == order_id)


def _approvals(state: State, order_id: OrderId) -> tuple[ApprovalId, ...]:
    return tuple(each.id for each in state.approvals.values() if each.order_id == order_id)


def _items(state: State, order_id: OrderId) -> frozenset[ItemId]:
    order = state.orders.get(order_id)
    return frozenset(item.id for item in order.items) if order is not None else frozenset()
