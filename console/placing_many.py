"""Several orders placed by one command, and the way back of all of them. Pure."""

from msgspec.structs import replace

from console.inverses import take_off
from console.undo import Pair
from core import commands as c
from core.state import State


def together(command: c.PlaceAll, state: State, words: str) -> Pair:
    """`state` is the one before it; an undo takes off what nobody has moved since."""
    backs = [take_off(each, state.orders[each.order_id].day) for each in command.placements]

    def undo(now: State) -> tuple[c.Command, ...]:
        return tuple(back for make in reversed(backs) for back in make(now))

    return Pair(words, lambda now: (_anew(command, now),), undo)


def _anew(command: c.PlaceAll, now: State) -> c.PlaceAll:
    """The same on the routes as they are by now."""
    versions = {route.id: route.version for route in now.routes.values()}
    placements = []
    for each in command.placements:
        give = each.hand_over
        if give is not None:
            give = replace(give, give_expected_version=versions[give.give_route_id])
        version = versions[each.route_id]
        placements.append(replace(each, expected_version=version, hand_over=give))
        versions[each.route_id] = version + (1 if give is None else 2)
    return c.PlaceAll(tuple(placements))
