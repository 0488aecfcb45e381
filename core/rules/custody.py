"""Where goods go when something happened: every item has exactly one custody at any time. Pure."""

from datetime import datetime

from core import events as e
from core.model import (
    Custody,
    CustodyKind,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Place,
    PlaceId,
    Route,
    Stop,
    StopKind,
    Vehicle,
    VehicleId,
)
from core.state import State


def delivered_items(order: Order) -> tuple[ItemId, ...]:
    """The lines that go to the customer."""
    return tuple(item.id for item in order.items if not item.is_collected)


def collected_items(order: Order) -> tuple[ItemId, ...]:
    """The lines that come from the customer; what was refused at the door does not."""
    return tuple(
        item.id for item in order.items if item.is_collected and item.id not in order.refused_items
    )


def in_vehicle(vehicle_id: VehicleId, at: datetime) -> Custody:
    """Held by a van."""
    return Custody(CustodyKind.VEHICLE, vehicle_id, at)


def holder_of(state: State, order: Order) -> Custody | None:
    """Who holds what is to be delivered; None when nothing is."""
    items = delivered_items(order)
    return state.custody.get(items[0]) if items else None


def lies_at(state: State, order: Order) -> Place | None:
    """Where delivered goods lie that are to be fetched: at a wrong door, or at a point whose time
    is over. None while they are where they belong, or somebody carries them."""
    is_over = order.status in (OrderStatus.DONE, OrderStatus.CLOSED)
    if order.kind is not OrderKind.DELIVERY or is_over or order.partner is not None:
        return None
    custody = holder_of(state, order)
    if custody is None or custody.kind is not CustodyKind.PARTNER or with_sender(state, order):
        return None
    return state.places.get(PlaceId(custody.holder))


def with_sender(state: State, order: Order) -> bool:
    """Whether the goods still are where its van collects them before it delivers them."""
    custody = holder_of(state, order)
    return (
        order.sender is not None
        and custody is not None
        and custody.kind is CustodyKind.PARTNER
        and custody.holder == order.sender.place_id
    )


def is_from_sender(state: State, stop: Stop) -> bool:
    """Whether the stop collects what the same van delivers later."""
    sender = state.orders[stop.order_id].sender
    is_first_half = stop.kind is StopKind.TAKE and stop.linked_stop_id is None
    return is_first_half and sender is not None and sender.place_id == stop.place_id


def is_missing(state: State, order: Order) -> bool:
    """Whether nobody knows where some of the goods are."""
    held = (state.custody.get(item.id) for item in order.items)
    return any(custody is not None and custody.kind is CustodyKind.MISSING for custody in held)


def vehicle_holding(state: State, order: Order) -> Vehicle | None:
    """The van that has the goods to deliver, if one has."""
    custody = holder_of(state, order)
    if custody is None or custody.kind is not CustodyKind.VEHICLE:
        return None
    return state.vehicles.get(VehicleId(custody.holder))


def loaded(state: State, route: Route, at: datetime) -> tuple[e.Event, ...]:
    """What the van takes from the depot when it leaves, also out of vans that stand there."""
    items = tuple(
        item_id
        for stop_id in route.manifest
        if state.stops[stop_id].kind in (StopKind.DELIVER, StopKind.EXCHANGE)
        for item_id in delivered_items(state.orders[state.stops[stop_id].order_id])
        if is_at_depot(state, held := state.custody[item_id]) and held.holder != route.vehicle_id
    )
    return _changed(items, in_vehicle(route.vehicle_id, at))


def after_stop(state: State, stop: Stop, at: datetime) -> tuple[e.Event, ...]:
    """What a completed stop does with the goods.

    A GIVE away from the depot changes nothing until the other van reports its TAKE: the giver
    answers for the goods until somebody else does.
    """
    order = state.orders[stop.order_id]
    route = state.routes[stop.route_id]
    to_customer = Custody(CustodyKind.CUSTOMER, order.customer_id, at)
    if order.home_place_id is not None:
        to_customer = Custody(CustodyKind.PARTNER, order.place_id, at)
    aboard = in_vehicle(route.vehicle_id, at)
    if stop.kind is StopKind.GIVE:
        return _given(state, stop, order, at)
    if stop.kind in (StopKind.TAKE, StopKind.FETCH):
        return _changed(delivered_items(order), aboard)
    return (
        *_changed(delivered_items(order), to_customer),
        *_changed(collected_items(order), aboard),
    )


def _given(state: State, stop: Stop, order: Order, at: datetime) -> tuple[e.Event, ...]:
    depot = state.depot
    if depot is None or stop.place_id != depot.place_id:
        return ()
    taken = vehicle_holding(state, order)
    if taken is None or taken.id != state.routes[stop.route_id].vehicle_id:
        return ()
    return _changed(delivered_items(order), Custody(CustodyKind.DEPOT, depot.id, at))


def is_at_depot(state: State, custody: Custody) -> bool:
    """Whether goods lie at the depot, or in a van that is back and has not been counted."""
    if custody.kind is not CustodyKind.VEHICLE:
        return custody.kind is CustodyKind.DEPOT
    return all(
        route.started_at is None or route.ended_at is not None
        for route in state.routes.values()
        if route.vehicle_id == custody.holder
    )


def first_custody(state: State, orders: tuple[Order, ...], at: datetime) -> dict[ItemId, Custody]:
    """Goods to deliver begin at the depot or with their sender, goods to collect with the
    customer."""
    depot = state.depot
    assert depot is not None

    def of(order: Order) -> Custody:
        if order.sender is not None:
            return Custody(CustodyKind.PARTNER, order.sender.place_id, at)
        return Custody(CustodyKind.DEPOT, depot.id, at)

    return {
        item.id: Custody(CustodyKind.CUSTOMER, order.customer_id, at)
        if item.is_collected
        else of(order)
        for order in orders
        for item in order.items
    }


def orders_aboard(state: State, route: Route) -> tuple[OrderId, ...]:
    """Orders with goods in the van."""
    aboard = {
        item_id
        for item_id, custody in state.custody.items()
        if custody.kind is CustodyKind.VEHICLE and custody.holder == route.vehicle_id
    }
    if not aboard:
        return ()
    return tuple(
        order.id
        for order in state.orders.values()
        if any(item.id in aboard for item in order.items)
    )


def _changed(items: tuple[ItemId, ...], custody: Custody) -> tuple[e.Event, ...]:
    return (e.CustodyChanged(items, custody),) if items else ()
