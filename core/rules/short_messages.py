"""Short messages between a driver and the office. Pure.

Each is numbered in the driver's own row, so that "read up to here" says all. What the other side
has read is told by that side alone.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.catalogue import Catalogue
from core.model import DriverId, ShortMessage, TextRef
from core.rules.lookups import Refused, clamped, stop_of
from core.state import State


def send_short_message(
    state: State, command: c.SendShortMessage, actor: Actor, now: datetime, catalogue: Catalogue
) -> tuple[e.Event, ...]:
    """One of the ready messages, own words, or both; about a stop if one is named."""
    _must_be_in_this_row(state, command.driver_id, actor)
    by_driver = actor.role is Role.DRIVER
    if not (command.preset or command.note):
        raise Refused("An empty message says nothing. Choose one or write something.")
    if command.preset:
        preset = catalogue.short_messages.get(command.preset)
        if preset is None or (preset.by == "driver") is not by_driver:
            raise Refused(f"There is no ready message “{command.preset}”. Choose another one.")
    if command.stop_id is not None:
        stop_of(state, command.stop_id)
    row = state.short_messages.get(command.driver_id, ())
    said_at = command.said_at if command.said_at is not None and by_driver else now
    message = ShortMessage(
        number=row[-1].number + 1 if row else 1,
        driver_id=command.driver_id,
        by=actor.id,
        by_driver=by_driver,
        at=clamped(said_at, now, row[-1].at if row else said_at),
        received_at=now,
        preset=command.preset,
        text_ref=TextRef(command.note) if command.note else None,
        stop_id=command.stop_id,
        said_at=command.said_at if by_driver else None,
    )
    return (e.ShortMessageSent(message),)


def read_short_messages(
    state: State, command: c.ReadShortMessages, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The asker has seen what the other side wrote, up to a number."""
    _must_be_in_this_row(state, command.driver_id, actor)
    by_driver = actor.role is Role.DRIVER
    new = [
        message.number
        for message in state.short_messages.get(command.driver_id, ())
        if message.by_driver is not by_driver
        and message.read_at is None
        and message.number <= command.up_to
    ]
    if not new:
        return ()
    return (e.ShortMessagesRead(command.driver_id, max(new), by_driver, actor.id, now),)


def _must_be_in_this_row(state: State, driver_id: DriverId, actor: Actor) -> None:
    if driver_id not in state.drivers:
        raise Refused(f"There is no driver {driver_id}.")
    if actor.role is Role.DRIVER and actor.driver_id != driver_id:
        raise Refused("These messages are another driver's.")
