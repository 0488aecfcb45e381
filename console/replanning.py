"""A plan for several routes as a change that can be taken back. Pure."""

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from console.inverses import Overtaken
from console.tongue import tr
from console.undo import Pair
from core import commands as c
from core.model import OrderId, RouteId, Stop, StopId
from core.rules.custody import is_from_sender, with_sender
from core.rules.lookups import first_free_index, pending_stops
from core.rules.replan import as_seen
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
                placements=tuple(as_seen(each, now) for each in command.placements),
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


def taken_over(command: c.Replan, before: State, words: str, *, anew: Callable[[], None]) -> Pair:
    """The open work of one route on another one; `before` is the board without it.

    It is taken back while all of it is where it was put. What a driver has begun since stays.
    """
    giver, taker = (each.route_id for each in command.sequences)
    was = before.routes[giver].stop_ids
    wanted = {each.route_id: each.stop_ids for each in command.sequences}
    free = [stop_id for stop_id in was if stop_id in set(wanted[taker])]
    passed = {
        before.stops[stop_id].order_id: stop_id
        for stop_id in was
        if before.stops[stop_id].order_id in command.withdrawn
    }
    collected = {
        before.stops[stop_id].order_id: before.stops[stop_id]
        for stop_id in was
        if before.stops[stop_id].order_id in passed and _is_collected(before, stop_id)
    }

    def again(now: State) -> tuple[c.Command, ...]:
        places = tuple(as_seen(each, now) for each in command.placements)
        return (replace(command, sequences=_sequences(wanted, now), placements=places),)

    def back(now: State) -> tuple[c.Command, ...]:
        head = len(_head(now, giver))
        begun = {*_head(now, giver), *_head(now, taker)}
        for stop_id in free:
            _must_be_there(now, now.stops[stop_id], {taker})
        coming = [stop_id for stop_id in free if stop_id not in begun]
        returned = []
        for order_id in passed:
            stops = pending_stops(now, order_id)
            for stop in stops:
                _must_be_there(now, stop, {giver, taker})
            if stops and not begun.intersection(_stops_of(now, order_id, (giver, taker))):
                returned.append(order_id)
        off = {stop.id for order_id in returned for stop in pending_stops(now, order_id)}
        there = [id_ for id_ in now.routes[taker].stop_ids if id_ not in off and id_ not in coming]
        here = [id_ for id_ in now.routes[giver].stop_ids if id_ not in off]
        listed = _as_before([*here, *coming], was, head)
        lists = {giver: tuple(listed), taker: tuple(there)}
        places = []
        for order_id in returned:
            take, meeting = collected.get(order_id), None
            if take is not None:
                at = _put_back(listed, take.id, was, head)
                meeting = c.HandOver(take.place_id, None, 0, 0, at, take.service_s)
            at = _put_back(listed, passed[order_id], was, head)
            version = now.routes[giver].version
            places.append(c.PlaceOrder(order_id, giver, at, version, meeting))
        return (c.Replan(_sequences(lists, now), tuple(places), tuple(returned), "taken back"),)

    return Pair(words, again, back, anew)


def _must_be_there(now: State, stop: Stop, routes: set[RouteId]) -> None:
    if stop.route_id not in routes or stop.id not in now.routes[stop.route_id].stop_ids:
        raise Overtaken(tr("{order_id} was planned anew since", order_id=stop.order_id))


def _stops_of(now: State, order_id: OrderId, routes: Iterable[RouteId]) -> list[StopId]:
    """Of an order on these routes, ended ones too."""
    listed = (stop_id for route_id in routes for stop_id in now.routes[route_id].stop_ids)
    return [stop_id for stop_id in listed if now.stops[stop_id].order_id == order_id]


def _as_before(stop_ids: list[StopId], was: tuple[StopId, ...], head: int) -> list[StopId]:
    """What is begun, then all in its old sequence; what was not there then comes last."""
    rank = {stop_id: at for at, stop_id in enumerate(was)}
    free = sorted(stop_ids[head:], key=lambda stop_id: rank.get(stop_id, len(rank)))
    return [*stop_ids[:head], *free]


def _put_back(listed: list[StopId], stop_id: StopId, was: tuple[StopId, ...], head: int) -> int:
    """Into the list, behind whatever came before it then; at which place."""
    earlier = set(was[: was.index(stop_id)])
    behind = [at + 1 for at, each in enumerate(listed) if each in earlier]
    at = max(head, *behind, 0)
    listed.insert(at, stop_id)
    return at


def _is_collected(before: State, stop_id: StopId) -> bool:
    """Whether the van takes there, from their sender, what it brings later."""
    stop = before.stops[stop_id]
    return is_from_sender(before, stop) and with_sender(before, before.orders[stop.order_id])


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
