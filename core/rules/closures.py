"""Streets that no van may drive through for a time: closed and opened by the office. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.closures import in_force
from core.model import Closure, TextRef
from core.rules.lookups import Refused
from core.rules.wording import clock
from core.state import State

MOST = 100
"""Closed at once; more are rather a matter for the map."""


def close_street(
    state: State, command: c.CloseStreet, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Travel times and ways follow when they are computed; what drivers agreed to stays."""
    if command.closure_id in state.closures:
        raise Refused(f"{command.street} is closed already.")
    if not command.street.strip():
        raise Refused("Which street is closed? Give its name.")
    begins = command.begins or now
    until = command.until
    if until is not None and until <= max(begins, now):
        raise Refused(
            f"{command.street} would be closed until {clock(state, until)}, which is over by then. "
            "Choose a later time."
        )
    if len(in_force(state.closures.values(), now)) >= MOST:
        raise Refused(f"{MOST} streets are closed already. Open those that can be driven again.")
    closure = Closure(
        command.closure_id,
        command.street.strip(),
        command.line,
        "",
        begins,
        until,
        actor.id,
        now,
        TextRef(command.because) if command.because else None,
    )
    return (e.StreetClosed(closure),)


def open_street(
    state: State, command: c.OpenStreet, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Before its time, or because it had none."""
    if command.closure_id not in state.closures:
        raise Refused("That street is open already: a colleague was first, or its time is over.")
    return (e.StreetOpened(command.closure_id, actor.id, now),)
