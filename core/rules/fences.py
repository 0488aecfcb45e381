"""Outlines on the map that the office watches: drawn and taken away. Pure."""

from collections.abc import Mapping
from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.erasure import name_of
from core.fences import area_m2
from core.model import Fence
from core.rules.lookups import Refused
from core.state import State

MOST = 50
"""Watched at once."""
LEAST_M2 = 100.0


def draw_fence(
    state: State, command: c.DrawFence, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """A name of its own, and something inside it."""
    name = command.name.strip()
    if command.fence_id in state.fences:
        raise Refused("That geofence is there already.")
    if not name and command.name_ref is None:
        raise Refused("What is the geofence around? Give it a name.")
    must_have_own_name(state, {}, name)
    if len(state.fences) >= MOST:
        raise Refused(f"{MOST} geofences are watched already. Remove one that nobody needs.")
    if area_m2(command.corners) < LEAST_M2:
        raise Refused("That line goes around nothing. Draw around the place.")
    fence = Fence(command.fence_id, name, command.corners, actor.id, now, command.name_ref)
    return (e.FenceDrawn(fence),)


def must_have_own_name(state: State, texts: Mapping[str, str], name: str) -> None:
    """The gate asks this, too, because it knows the names that are beside the log.

    Without the name: refusals are kept, and a name could not be erased from them.
    """
    wanted = name.casefold()
    if wanted and any(name_of(each, texts).casefold() == wanted for each in state.fences.values()):
        raise Refused("Another geofence is called that already. Choose another name.")


def remove_fence(
    state: State, command: c.RemoveFence, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Nobody watches it any more."""
    if command.fence_id not in state.fences:
        raise Refused("That geofence is gone already: a colleague was first.")
    return (e.FenceRemoved(command.fence_id, actor.id, now),)
