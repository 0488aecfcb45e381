"""What sending a request back undoes: all of it that nobody outside the office has heard of. Pure.

The money half is withdrawn, the case goes back to its owner with the reason. A visit that no driver
knows of leaves its route, an inspection is open again, a replacement that has not left is taken
back. What is on the road is not turned round; then it is said why what was decided stands.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec import Struct

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    HOLDS_MONEY,
    Approval,
    ApprovalKind,
    CaseNote,
    ItemId,
    Order,
    OrderId,
    OrderStatus,
    TextRef,
)
from core.rules.cases import back_to_queue, reopen_case
from core.rules.inspection import undo_inspection
from core.rules.lookups import (
    Refused,
    active_case,
    case_id_of,
    is_told,
    money_waits,
    pending_stops,
)
from core.rules.plan import withdraw_order
from core.rules.refunds import refund_ended
from core.rules.taken_back import undo_replacement, why_not_withdrawn
from core.state import State, apply

Events = tuple[e.Event, ...]


class Undone(Struct, frozen=True):
    """What follows, and why something stands all the same; empty when nothing does."""

    events: Events = ()
    stands: str = ""


def undone(state: State, approval: Approval, about: str, actor: Actor, now: datetime) -> Undone:
    """What sending it back undoes; `about` names it in sentences, `the refund of order 1043`.

    Raises `Refused` where goods of a write-off are gone for good: then only approving is left.
    """
    match approval:
        case Approval(kind=ApprovalKind.PLAN):
            return Undone(stands="Many stops were moved at once. Move them on the board.")
        case Approval(kind=ApprovalKind.DISPOSITION, item_id=str(item_id)):
            return _inspection(state, ItemId(item_id), actor, now)
        case Approval(order_id=str(order_id)):
            because = f"{actor.id} sent {about} back"
            order = state.orders[OrderId(order_id)]
            if approval.kind in HOLDS_MONEY:
                return _money(state, approval.kind, order, because, actor, now)
            if approval.kind is ApprovalKind.WRITE_OFF:
                return _write_off(state, order, actor, now)
            return _visit(state, order, because, actor, now)
        case _:
            return Undone()


def handed_back(
    state: State, approval: Approval, note_ref: TextRef, actor: Actor, now: datetime
) -> Events:
    """The case that is left stands with its owner, or else with who asked; the reason is on it."""
    case = active_case(state, approval.order_id) if approval.order_id is not None else None
    if case is None:
        return ()
    noted = e.CaseNoted(case.id, CaseNote(actor.id, now, note_ref))
    if case.owner is None and approval.is_of_office:
        return noted, e.CaseHanded(case.id, approval.by, actor.id, now)
    return (noted,)


def _money(
    state: State, kind: ApprovalKind, order: Order, because: str, actor: Actor, now: datetime
) -> Undone:
    """It is not asked for any more; an exception goes unless the goods are on their way."""
    events: Events = ()
    if money_waits(state, order):
        events = refund_ended(state, order, because, now)
    if kind is ApprovalKind.REFUND:
        return Undone(events)
    after = _after(state, events)
    why_not = why_not_withdrawn(after, after.orders[order.id])
    if why_not:
        return Undone(events, why_not)
    return Undone((*events, e.ExceptionWithdrawn(order.id, actor.id, now)))


def _write_off(state: State, order: Order, actor: Actor, now: datetime) -> Undone:
    """Goods that were given up are looked for again; what was sent instead is taken back."""
    if order.replaced_by is not None:
        return _tried(lambda: undo_replacement(state, c.UndoReplacement(order.id), actor, now))
    if order.status is OrderStatus.CLOSED:
        return Undone(reopen_case(state, c.ReopenCase(case_id_of(order.id)), actor, now))
    return Undone()


def _visit(state: State, order: Order, because: str, actor: Actor, now: datetime) -> Undone:
    """It leaves its route as long as no driver knows of it; who moved only the day has it still."""
    stops = pending_stops(state, order.id)
    knows = [stop for stop in stops if is_told(state.routes[stop.route_id], stop)]
    if knows:
        name = state.routes[knows[0].route_id].name
        return Undone(
            stands=f"{name} knows of the visit already. Take it off the route to stop it."
        )
    if stops:
        found = _tried(lambda: withdraw_order(state, c.WithdrawOrder(order.id), actor, now))
        named = [_because(state, order, each, because, now) for each in found.events]
        return Undone(tuple(named), found.stands)
    if order.partner is not None:
        words = f"{order.partner.name} has taken over order {order.id}. Take it back to stop it."
        return Undone(stands=words)
    return Undone()


def _because(state: State, order: Order, event: e.Event, because: str, now: datetime) -> e.Event:
    """The case is open again because of the supervisor, not because of the route."""
    if isinstance(event, e.CaseReopened):
        return back_to_queue(state, order, because, now, is_undone=event.is_undone)
    return event


def _inspection(state: State, item_id: ItemId, actor: Actor, now: datetime) -> Undone:
    """The line waits to be inspected again."""
    if item_id not in state.inspections:
        return Undone()
    return _tried(lambda: undo_inspection(state, c.UndoInspection(item_id), actor, now))


def _tried(undo: Callable[[], Events]) -> Undone:
    try:
        return Undone(undo())
    except Refused as refused:
        return Undone(stands=str(refused))


def _after(state: State, events: Iterable[e.Event]) -> State:
    for event in events:
        state = apply(state, event)
    return state
