"""Calls with customers: every one is kept with its outcome on the order. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Call, CallOutcome, Order, TextRef
from core.rules.lookups import order_of
from core.state import State

ENOUGH_TRIES = 2


def log_call(state: State, command: c.LogCall, actor: Actor, now: datetime) -> tuple[e.Event, ...]:
    """Who called, when, and what came of it."""
    order = order_of(state, command.order_id)
    note_ref = TextRef(command.note) if command.note else None
    return (e.CallLogged(order.id, Call(actor.id, now, command.outcome, note_ref)),)


def is_contact_tried(order: Order) -> bool:
    """Whether the customer was reached, or called in vain often enough, since the last visit."""
    since = order.attempts[-1].at if order.attempts else None
    calls = [call for call in order.calls if since is None or call.at >= since]
    reached = any(call.outcome is CallOutcome.REACHED for call in calls)
    return reached or len(calls) >= ENOUGH_TRIES
