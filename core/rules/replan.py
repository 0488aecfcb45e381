"""Several routes changed at once or not at all: what an optimizer found, or its way back. Pure.

Made of the rules for single changes, each on the board that the ones before it leave, so a plan
can do nothing that a drag could not.
"""

from collections import Counter
from datetime import datetime

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import RouteId, StopId
from core.rules.lookups import (
    Refused,
    first_free_index,
    must_be_current,
    must_be_open,
    route_of,
)
from core.rules.plan import both_of_sender, move_stop, place_order, resequence_route, withdraw_order
from core.state import State, apply


def replan(state: State, command: c.Replan, actor: Actor, now: datetime) -> tuple[e.Event, ...]:
    """Orders leave, stops change routes, sequences change, orders come: one refusal refuses all."""
    _must_be_as_seen(state, command)
    board = _Board(state, actor, now)
    for order_id in command.withdrawn:
        board.keep(withdraw_order(board.state, c.WithdrawOrder(order_id), actor, now))
    lists = _lists(board.state, command)
    for wanted in command.sequences:
        for stop_id in lists[wanted.route_id]:
            board.bring(stop_id, wanted.route_id, command.broken)
    for wanted in command.sequences:
        board.sort(wanted, lists[wanted.route_id], command.engine)
    for placing in command.placements:
        there = as_seen(placing, board.state)
        board.keep(place_order(board.state, there, actor, now))
    if not board.events:
        raise Refused("The plan has exactly these routes already.")
    return tuple(board.events)


class _Board:
    """The state as the changes so far leave it."""

    def __init__(self, state: State, actor: Actor, now: datetime) -> None:
        self.state, self._actor, self._now = state, actor, now
        self.events: list[e.Event] = []

    def keep(self, events: tuple[e.Event, ...]) -> None:
        for event in events:
            self.state = apply(self.state, event)
        self.events += events

    def bring(self, stop_id: StopId, route_id: RouteId, broken: tuple[str, ...]) -> None:
        """From another route to the end of this one."""
        if self.state.stops[stop_id].route_id == route_id:
            return
        route = self.state.routes[route_id]
        move = c.MoveStop(stop_id, route.id, len(route.stop_ids), route.version, broken)
        both = both_of_sender(self.state, move, self._actor, self._now)
        self.keep(both or move_stop(self.state, move, self._actor, self._now))

    def sort(self, wanted: c.RouteSequence, stop_ids: tuple[StopId, ...], engine: str) -> None:
        route = self.state.routes[wanted.route_id]
        if route.stop_ids == stop_ids:
            return
        new = c.ResequenceRoute(route.id, stop_ids, route.version, engine, wanted.saves_s)
        self.keep(resequence_route(self.state, new, self._actor, self._now))


def _must_be_as_seen(state: State, command: c.Replan) -> None:
    for sequence in command.sequences:
        route = route_of(state, sequence.route_id)
        must_be_open(route)
        must_be_current(route, sequence.expected_version)
    for placing in command.placements:
        must_be_current(route_of(state, placing.route_id), placing.expected_version)
        give = placing.hand_over
        if give is not None and give.give_route_id is not None:
            must_be_current(route_of(state, give.give_route_id), give.give_expected_version)


def as_seen(placing: c.PlaceOrder, state: State) -> c.PlaceOrder:
    """The same with the versions that its routes have there."""
    give = placing.hand_over
    if give is not None and give.give_route_id is not None:
        give = replace(give, give_expected_version=state.routes[give.give_route_id].version)
    version = state.routes[placing.route_id].version
    return replace(placing, expected_version=version, hand_over=give)


def _lists(state: State, command: c.Replan) -> dict[RouteId, tuple[StopId, ...]]:
    """The whole list of each route; what is on them is on them afterwards, each stop once."""
    routes = [state.routes[sequence.route_id] for sequence in command.sequences]
    heads = {route.id: route.stop_ids[: first_free_index(state, route)] for route in routes}
    begun = {stop_id for head in heads.values() for stop_id in head}
    lists = {
        wanted.route_id: (
            *heads[wanted.route_id],
            *(stop_id for stop_id in wanted.stop_ids if stop_id not in begun),
        )
        for wanted in command.sequences
    }
    here = Counter(stop_id for route in routes for stop_id in route.stop_ids)
    there = Counter(stop_id for stop_ids in lists.values() for stop_id in stop_ids)
    if here != there:
        raise Refused("The new plan does not have the stops of these routes. Look again.")
    return lists
