"""Where a place really is: its pin is put right for every order there. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.case_groups import distance_m
from core.model import Place, Position
from core.rules.answers import offers_of
from core.rules.lookups import Refused
from core.state import State

FARTHEST_M = 5_000
"""Further away it is another address, not another door."""


def move_place(
    state: State, command: c.MovePlace, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Drivers see it at once; travel times follow when they are computed."""
    place = state.places.get(command.place_id)
    if place is None:
        raise Refused(f"There is no place {command.place_id}. Load the day again.")
    _must_be_a_door(state, place)
    was, to = Position(place.lat, place.lon), Position(command.lat, command.lon)
    if command.seen != was:
        raise Refused(f"The pin of {place.address} was moved since you looked. Look again.")
    if to == was:
        return ()
    far_m = distance_m(place, to.lat, to.lon)
    if far_m > FARTHEST_M:
        raise Refused(
            f"The new pin is {far_m / 1000:.0f} km from {place.address}. Enter a new address for "
            "the order instead."
        )
    return (e.PlaceMoved(place.id, to, was, command.because, actor.id, now),)


def _must_be_a_door(state: State, place: Place) -> None:
    """The depot's own places are kept with its settings, and a van stands where it stands."""
    own = {state.depot.place_id} if state.depot is not None else set()
    own |= {point.place.id for point in offers_of(state).points}
    if place.id in own:
        raise Refused(
            f"{place.address} is a place of the depot. Change it in the depot's settings."
        )
    stranded = {route.stranded.place_id for route in state.routes.values() if route.stranded}
    if place.id in stranded:
        raise Refused(f"A van stands at {place.address}. Report where it is instead.")
