"""What is learned about a place, so that the next driver need not find it out again. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import TextRef
from core.rules.lookups import order_of
from core.state import State


def learn_place(
    state: State, command: c.LearnPlace, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Every order of the place shows it, those already open too; nothing written forgets it."""
    place = state.places[order_of(state, command.order_id).place_id]
    hint_ref = TextRef(command.note) if command.note else None
    if hint_ref == place.hint_ref:
        return ()
    return (e.PlaceLearned(place.id, hint_ref, actor.id, now),)
