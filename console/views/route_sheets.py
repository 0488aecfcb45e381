"""Routes of a day as others read them, for files and manifests. Pure."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from console.map.route_marks import FindPath, join_paths, route_points
from console.tongue import tr
from console.views.moment import Moment
from core.exchange.route_files import Fate, RouteSheet, StopLine
from core.model import (
    Item,
    Load,
    Order,
    OrderKind,
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopStatus,
)

Local = Callable[[datetime], datetime]


_FATES = {
    StopStatus.PLANNED: Fate.OPEN,
    StopStatus.EN_ROUTE: Fate.UNDER_WAY,
    StopStatus.ARRIVED: Fate.UNDER_WAY,
    StopStatus.COMPLETED: Fate.DONE,
    StopStatus.FAILED: Fate.FAILED,
    StopStatus.SKIPPED: Fate.SKIPPED,
    StopStatus.CANCELLED: Fate.CANCELLED,
}


def route_sheets(
    moment: Moment, day: ServiceDay, find_path: FindPath, only: RouteId | None = None
) -> tuple[RouteSheet, ...]:
    """Every route of the day that has stops, or one of them, in the order of the board."""
    zone = ZoneInfo(moment.wording.zone or "UTC")
    return tuple(
        _sheet(moment, route, lambda at: at.astimezone(zone), find_path)
        for route in moment.state.routes.values()
        if route.day == day and route.stop_ids and only in (None, route.id)
    )


def _sheet(moment: Moment, route: Route, local: Local, find_path: FindPath) -> RouteSheet:
    state = moment.state
    vehicle = state.vehicles[route.vehicle_id]
    times = moment.times.get(route.id)
    arrives = {
        stop_id: each.arrives for stop_id, each in (times.of_visits() if times else {}).items()
    }
    stops = [state.stops[stop_id] for stop_id in route.stop_ids]
    return RouteSheet(
        name=route.name,
        driver=moment.driver_name(route.driver_id),
        vehicle=vehicle.name,
        day=route.day,
        start=_point(state.places[route.start_place_id]),
        end=_point(state.places[route.end_place_id]),
        starts=local(route.starts_at),
        ends=local(route.ends_at),
        capacity=_amounts(vehicle.capacity),
        stops=tuple(
            _line(moment, number, stop, arrives.get(stop.id), local)
            for number, stop in enumerate(stops, start=1)
        ),
        way=join_paths(route_points(state, route, route.stop_ids), find_path),
    )


def _line(
    moment: Moment, number: int, stop: Stop, arrives: datetime | None, local: Local
) -> StopLine:
    state = moment.state
    order = state.orders[stop.order_id]
    place = state.places[PlaceId(stop.place_id)]
    window = order.due_window
    reached = stop.arrived_at or (stop.ended_at if stop.status is StopStatus.COMPLETED else None)
    at = reached or (None if stop.status.is_ended else arrives)
    return StopLine(
        number=number,
        order_id=order.id,
        kind=order.kind.value,
        customer=moment.customer(order),
        phone=moment.customer_phone(order),
        address=place.address,
        point=_point(place),
        arrives=local(at) if at is not None else None,
        window=(local(window.opens), local(window.closes)) if window is not None else None,
        service_s=stop.service_s,
        goods=", ".join(_goods(item) for item in order.items),
        amounts=_amounts(_load(order)),
        is_collected=order.kind in (OrderKind.RETURN, OrderKind.CONTAINER),
        note=moment.text(order.note_ref),
        fate=_FATES[stop.status],
        ended=local(stop.ended_at) if stop.ended_at is not None else None,
        reason=_reason(moment, order, stop),
    )


def _reason(moment: Moment, order: Order, stop: Stop) -> str:
    """Why this visit failed, in the words of the list of reasons."""
    if stop.status is not StopStatus.FAILED:
        return ""
    of_stop = (each.reason for each in order.attempts if each.stop_id == stop.id)
    return next((moment.reason(code) for code in of_stop), "")


def _goods(item: Item) -> str:
    takes = tr("take ") if item.is_collected else ""
    return f"{takes}{item.quantity} × {item.description}"


def _load(order: Order) -> Load:
    total = Load()
    for item in order.items:
        total = total + item.load
    return total


def _amounts(load: Load) -> tuple[int, int, int]:
    return load.weight_g, load.volume_ml, load.slots


def _point(place: Place) -> tuple[float, float]:
    return place.lat, place.lon
