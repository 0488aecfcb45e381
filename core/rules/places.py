"""What is learned about a place, so that the next driver need not find it out again. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Knowledge, TextRef
from core.opening import what_is_wrong
from core.rules.lookups import Refused, order_of
from core.state import State


def learn_place(
    state: State, command: c.LearnPlace, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Every order of the place shows it, those already open too; nothing written forgets it."""
    place = state.places[order_of(state, command.order_id).place_id]
    wrong = what_is_wrong(command.hours)
    if wrong:
        raise Refused(f"The opening hours of {place.address} cannot be. {wrong}")
    hint_ref, known = _ref(command.note), _known(command)
    if (hint_ref, known) == (place.hint_ref, place.known):
        return ()
    return (e.PlaceLearned(place.id, hint_ref, actor.id, now, known),)


def _known(command: c.LearnPlace) -> Knowledge:
    hours = sorted(command.hours, key=lambda each: (each.weekday, each.opens_min))
    return Knowledge(
        entrance_ref=_ref(command.entrance),
        gate_code_ref=_ref(command.gate_code),
        has_dog=command.has_dog,
        parking_ref=_ref(command.parking),
        neighbour_ref=_ref(command.neighbour),
        house_ref=_ref(command.house),
        hours=tuple(hours),
    )


def _ref(said: str) -> TextRef | None:
    return TextRef(said) if said else None
