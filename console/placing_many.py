"""Several orders placed, or taken off, and the way back of all of them. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from console.inverses import MakeCommands, put_back, take_off
from console.undo import Pair
from core import commands as c
from core.model import OrderId, RouteId
from core.rules.lookups import pending_stops
from core.state import State


def together(command: c.PlaceAll, state: State, words: str) -> Pair:
    """`state` is the one before it; an undo takes off what nobody has moved since."""
    backs = [take_off(each, state.orders[each.order_id].day) for each in command.placements]

    def undo(now: State) -> tuple[c.Command, ...]:
        return tuple(back for make in reversed(backs) for back in make(now))

    return Pair(words, lambda now: (_anew(command, now),), undo)


def put_all_back(state: State, order_ids: Sequence[OrderId]) -> MakeCommands:
    """To where these orders are now: their places are counted with all of them on their routes."""

    def place(order_id: OrderId) -> tuple[RouteId, int]:
        stop = pending_stops(state, order_id)[-1]
        return stop.route_id, state.routes[stop.route_id].stop_ids.index(stop.id)

    on_routes = sorted((id_ for id_ in order_ids if pending_stops(state, id_)), key=place)
    makes = [(place(order_id)[1], put_back(state, order_id)) for order_id in on_routes]

    def make(now: State) -> tuple[c.Command, ...]:
        others: list[c.Command] = []
        placements: list[c.PlaceOrder] = []
        for index, each in makes:
            for command in each(now):
                if not isinstance(command, c.PlaceOrder):
                    others.append(command)
                elif command.hand_over is not None:
                    placements.append(command)
                else:
                    placements.append(_after(placements, command, index, now))
        return (*others, _anew(c.PlaceAll(tuple(placements)), now)) if placements else ()

    return make


def _after(
    placed: Sequence[c.PlaceOrder], command: c.PlaceOrder, index: int, now: State
) -> c.PlaceOrder:
    """At this index, once those before it are on the route, which are counted in it."""
    same = sum(each.route_id == command.route_id for each in placed)
    most = len(now.routes[command.route_id].stop_ids) + same
    return replace(command, index=min(index, most))


def _anew(command: c.PlaceAll, now: State) -> c.PlaceAll:
    """The same on the routes as they are by now."""
    versions = {route.id: route.version for route in now.routes.values()}
    placements = []
    for each in command.placements:
        give = each.hand_over
        if give is not None and give.give_route_id is not None:
            give = replace(give, give_expected_version=versions[give.give_route_id])
        version = versions[each.route_id]
        placements.append(replace(each, expected_version=version, hand_over=give))
        versions[each.route_id] = version + (1 if give is None else 2)
    return c.PlaceAll(tuple(placements))
