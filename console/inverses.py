"""How a change is taken back: commands for the state of that moment. Pure.

What somebody else has changed meanwhile is not taken back: an undo only undoes one's own.
"""

from collections.abc import Callable

from console.tongue import tr
from core import commands as c
from core.model import (
    OrderId,
    PlaceId,
    Resolution,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
)
from core.rules.custody import is_from_sender, lies_at
from core.rules.lookups import active_case, pending_stops
from core.state import State

MakeCommands = Callable[[State], tuple[c.Command, ...]]
_HALVES = (StopKind.GIVE, StopKind.TAKE)


class Overtaken(LookupError):
    """Somebody has changed it since; the text says what."""


def take_off(command: c.PlaceOrder, from_day: ServiceDay) -> MakeCommands:
    """The opposite of placing an order, back to the day it had."""
    routes = {command.route_id}
    if command.hand_over is not None and command.hand_over.give_route_id is not None:
        routes.add(command.hand_over.give_route_id)

    def make(state: State) -> tuple[c.Command, ...]:
        _must_be_on(state, command.order_id, routes)
        withdraw = c.WithdrawOrder(order_id=command.order_id)
        if state.orders[command.order_id].day == from_day:
            return (withdraw,)
        return withdraw, c.RescheduleOrder(command.order_id, from_day, is_undo=True)

    return make


def lift_again(order_id: OrderId, placed: MakeCommands) -> MakeCommands:
    """The first half of taking a hand-over back: nothing where that has been done already."""
    return lambda state: placed(state) if pending_stops(state, order_id) else ()


def put_back(state: State, order_id: OrderId) -> MakeCommands:
    """To where the order is now, a hand-over with both its halves; nothing if it is nowhere."""
    pending = pending_stops(state, order_id)
    if not pending:
        return lambda _: ()
    visit = next(stop for stop in pending if stop.kind not in _HALVES)
    day = state.orders[order_id].day
    give = next((stop for stop in pending if stop.kind is StopKind.GIVE), None)
    take = next((stop for stop in pending if stop.kind is StopKind.TAKE), None)
    indices = {stop.id: _index(state, stop) for stop in pending}
    point_id = _point_of(state, order_id)

    def make(now: State) -> tuple[c.Command, ...]:
        order = now.orders[order_id]
        if pending_stops(now, order_id):
            raise Overtaken(tr("{order_id} is on a route again", order_id=order_id))
        if order.day != day and visit.route_id in now.routes:
            back: tuple[c.Command, ...] = (c.RescheduleOrder(order_id, day, is_undo=True),)
        else:
            back = ()
        route = now.routes[visit.route_id]
        hand_over = None
        if take is not None and (give is not None or is_from_sender(now, take)):
            hand_over = _hand_over(now, give, take, indices)
        place = c.PlaceOrder(
            order_id=order_id,
            route_id=route.id,
            index=_fitting(route, indices[visit.id], more=hand_over is not None),
            expected_version=route.version,
            hand_over=hand_over,
            point_id=point_id,
        )
        return (*back, place)

    return make


def _point_of(state: State, order_id: OrderId) -> PlaceId | None:
    """The collection point to which the office had it brought, which leaving the route undoes."""
    order, case = state.orders[order_id], active_case(state, order_id)
    decision = case.decision if case is not None else None
    is_sent = decision is not None and decision.resolution is Resolution.REDIRECT
    return order.place_id if is_sent and order.home_place_id is not None else None


def move_back(command: c.MoveStop, route_id: RouteId, index: int) -> MakeCommands:
    """The stop to where it was, if it is still where it was put."""

    def make(state: State) -> tuple[c.Command, ...]:
        if state.stops[command.stop_id].route_id != command.route_id:
            raise Overtaken(tr("{stop_id} was moved again since", stop_id=command.stop_id))
        version = state.routes[route_id].version
        return (c.MoveStop(command.stop_id, route_id, index, version),)

    return make


def take_replacement_back(order_id: OrderId) -> MakeCommands:
    """The opposite of replacing an order; what happened since stands in the way, in words."""

    def make(state: State) -> tuple[c.Command, ...]:
        if state.orders[order_id].replaced_by is None:
            raise Overtaken(tr("{order_id} is not replaced any more", order_id=order_id))
        return (c.UndoReplacement(order_id),)

    return make


def withdraw_exception(order_id: OrderId) -> MakeCommands:
    """The opposite of an exception from a shop's policy."""

    def make(state: State) -> tuple[c.Command, ...]:
        if state.orders[order_id].exception is None:
            raise Overtaken(
                tr("the exception for {order_id} was withdrawn since", order_id=order_id)
            )
        return (c.WithdrawException(order_id),)

    return make


def unlocate(order_id: OrderId, address: str) -> MakeCommands:
    """The opposite of saying where goods lie, as long as they are said to lie there."""

    def make(state: State) -> tuple[c.Command, ...]:
        where = lies_at(state, state.orders[order_id])
        if where is None or where.address.casefold() != " ".join(address.split()).casefold():
            raise Overtaken(
                tr("the goods of {order_id} are somewhere else by now", order_id=order_id)
            )
        return (c.UndoLocating(order_id),)

    return make


def _must_be_on(state: State, order_id: OrderId, routes: set[RouteId]) -> None:
    pending = pending_stops(state, order_id)
    elsewhere = [stop for stop in pending if stop.route_id not in routes]
    if elsewhere:
        name = state.routes[elsewhere[0].route_id].name
        raise Overtaken(tr("{order_id} was moved to {name} since", order_id=order_id, name=name))


def _index(state: State, stop: Stop) -> int:
    return state.routes[stop.route_id].stop_ids.index(stop.id)


def _fitting(route: Route, index: int, *, more: bool = False) -> int:
    return min(index, len(route.stop_ids) + more)


def _hand_over(now: State, give: Stop | None, take: Stop, indices: dict[StopId, int]) -> c.HandOver:
    taker = now.routes[take.route_id]
    if give is None:
        at = _fitting(taker, indices[take.id])
        return c.HandOver(take.place_id, None, 0, 0, at, take.service_s)
    giver = now.routes[give.route_id]
    return c.HandOver(
        place_id=give.place_id,
        give_route_id=giver.id,
        give_expected_version=giver.version,
        give_index=_fitting(giver, indices[give.id]),
        take_index=_fitting(taker, indices[take.id]),
        service_s=max(give.service_s, take.service_s),
    )
