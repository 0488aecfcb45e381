"""A plan for several routes as a change that can be taken back. Pure."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from console.inverses import Overtaken, place_again
from console.tongue import tr
from console.undo import Pair
from core import commands as c
from core.model import RouteId, StopId
from core.rules.lookups import first_free_index
from core.state import State

Lists = Mapping[RouteId, tuple[StopId, ...]]


def replanned(command: c.Replan, before: State, after: State, words: str) -> Pair:
    """`before` and `after` are the board without and with the plan.

    It is taken back, and done again, while nobody else has changed its routes. What drivers have
    done or begun since stays where it is.
    """
    routes = [each.route_id for each in command.sequences]
    routes += [each.route_id for each in command.placements]
    given = (each.hand_over.give_route_id for each in command.placements if each.hand_over)
    routes += [route_id for route_id in given if route_id is not None]
    touched = tuple(
        id_
        for id_ in dict.fromkeys(routes)
        if before.routes[id_].stop_ids != after.routes[id_].stop_ids
    )
    was = {id_: before.routes[id_].stop_ids for id_ in touched}
    wanted = {each.route_id: each.stop_ids for each in command.sequences}

    def again(now: State) -> tuple[c.Command, ...]:
        _must_be_as_left(now, before, touched, before)
        return (
            replace(
                command,
                sequences=_sequences(wanted, now),
                placements=tuple(place_again(each, now) for each in command.placements),
            ),
        )

    def back(now: State) -> tuple[c.Command, ...]:
        _must_be_as_left(now, after, touched, before)
        begun = {key for id_ in touched for key in _keys(now, _head(now, id_), before)}
        placed = (each.order_id for each in command.placements)
        return (
            c.Replan(
                _sequences(was, now),
                withdrawn=tuple(order_id for order_id in placed if order_id not in begun),
                engine="taken back",
            ),
        )

    return Pair(words, again, back)


def _sequences(wanted: Lists, now: State) -> tuple[c.RouteSequence, ...]:
    """What has been done or begun by now stays where it is."""
    begun = {stop_id for route_id in wanted for stop_id in _head(now, route_id)}
    return tuple(
        c.RouteSequence(
            route_id,
            tuple(stop_id for stop_id in stop_ids if stop_id not in begun),
            now.routes[route_id].version,
        )
        for route_id, stop_ids in wanted.items()
    )


def _head(state: State, route_id: RouteId) -> tuple[StopId, ...]:
    route = state.routes[route_id]
    return route.stop_ids[: first_free_index(state, route)]


def _must_be_as_left(now: State, left: State, touched: Iterable[RouteId], before: State) -> None:
    """The same stops on each route, and what is not begun in the same sequence."""
    for route_id in touched:
        old = _keys(left, left.routes[route_id].stop_ids, before)
        new = _keys(now, now.routes[route_id].stop_ids, before)
        head = len(_head(now, route_id))
        begun = set(new[:head])
        if sorted(old) != sorted(new) or new[head:] != [key for key in old if key not in begun]:
            raise Overtaken(
                tr("{routes_name} was changed since", routes_name=now.routes[route_id].name)
            )


def _keys(state: State, stop_ids: Iterable[StopId], before: State) -> list[str]:
    """What came in with the plan goes by its order: done again, its stop is another one."""
    return [id_ if id_ in before.stops else state.stops[id_].order_id for id_ in stop_ids]
