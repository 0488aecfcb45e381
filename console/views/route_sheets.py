"""Routes of a day as others read them, for files and manifests. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console.map.route_marks import FindPath, join_paths, route_points
from console.tongue import tr
from console.views.lanes import STATUS_WORDS
from console.views.moment import Moment, RouteTimes
from core.exchange.route_files import Fate, Half, RouteSheet, StopLine
from core.model import (
    Item,
    Load,
    Order,
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    StopStatus,
)
from core.planning.problem import GoodsFrom
from core.rules.custody import is_from_sender
from core.state import State

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
    at = _free_at(state, route, stops)
    halves = _halves(state, stops)
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
            replace(
                _line(moment, number, stop, arrives.get(stop.id), local), half=halves.get(stop.id)
            )
            for number, stop in enumerate(stops, start=1)
        ),
        way=join_paths(route_points(state, route, route.stop_ids), find_path),
        free_at=_point(at) if at is not None else None,
        free_from=_free_from(moment, route, local),
        finishes=local(times.at(times.table.finish_s)) if times is not None else None,
        stays=_stays(times),
        breaks=_breaks(route, times, local),
        equipment=tuple(sorted(vehicle.equipment)),
        has_ended=route.ended_at is not None,
    )


def _free_at(state: State, route: Route, stops: Sequence[Stop]) -> Place | None:
    """Where a van on the road is, or was last."""
    if route.started_at is None:
        return None
    here = [stop for stop in stops if stop.status is StopStatus.ARRIVED]
    ended = {stop.ended_at: stop for stop in stops if stop.ended_at is not None}
    last = here or [ended[at] for at in sorted(ended)]
    return state.places[last[-1].place_id] if last else None


def _free_from(moment: Moment, route: Route, local: Local) -> datetime | None:
    """When it goes on from there."""
    if route.started_at is None:
        return None
    times = moment.times.get(route.id)
    return local(times.at(times.route.anchor_s) if times is not None else moment.now)


def _stays(times: RouteTimes | None) -> tuple[int, int, int]:
    """What is aboard now and for none of the stops ahead."""
    if times is None:
        return 0, 0, 0
    load = times.route.anchor_load
    for visit in times.route.visits:
        if visit.goods_from is GoodsFrom.VAN:
            load = load - visit.deliver
    weight, volume, slots = _amounts(load)
    return max(0, weight), max(0, volume), max(0, slots)


def _breaks(
    route: Route, times: RouteTimes | None, local: Local
) -> tuple[tuple[datetime, datetime, int], ...]:
    """Those that are still to be taken."""
    if times is None:
        return tuple((local(b.earliest), local(b.latest), b.duration_s) for b in route.breaks)
    return tuple(
        (local(times.at(b.earliest_s)), local(times.at(b.latest_s)), b.duration_s)
        for b in times.route.breaks
    )


def _halves(state: State, stops: Sequence[Stop]) -> dict[StopId, Half]:
    """What this van takes over and brings, as far as it has not begun."""
    ahead = [stop for stop in stops if stop.status in (StopStatus.PLANNED, StopStatus.EN_ROUTE)]
    taken = {stop.order_id: stop for stop in ahead if stop.kind is StopKind.TAKE}
    found: dict[StopId, Half] = {}
    for stop in ahead:
        if stop.kind is not StopKind.TAKE and stop.order_id in taken:
            found[stop.id] = Half.DELIVERY
            found[taken[stop.order_id].id] = Half.PICKUP
    return found


def _line(
    moment: Moment, number: int, stop: Stop, arrives: datetime | None, local: Local
) -> StopLine:
    state = moment.state
    order = state.orders[stop.order_id]
    place = state.places[PlaceId(stop.place_id)]
    is_visit = stop.kind not in (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
    is_sent = is_from_sender(state, stop)
    window = order.due_window if is_visit else None
    if is_sent and order.sender is not None:
        window = order.sender.window
    is_collected = stop.kind in (StopKind.COLLECT, StopKind.TAKE, StopKind.FETCH)
    takes, brings = _loads(order)
    reached = stop.arrived_at or (stop.ended_at if stop.status is StopStatus.COMPLETED else None)
    at = reached or (None if stop.status.is_ended else arrives)
    return StopLine(
        number=number,
        order_id=order.id,
        kind=order.kind.value if is_visit else "collect" if is_sent else stop.kind.value,
        customer=moment.customer(order),
        phone=moment.customer_phone(order),
        address=place.address,
        point=_point(place),
        arrives=local(at) if at is not None else None,
        window=(local(window.opens), local(window.closes)) if window is not None else None,
        service_s=stop.service_s,
        goods=", ".join(_goods(item) for item in order.items),
        amounts=_amounts(takes if stop.kind is StopKind.COLLECT else brings),
        is_collected=is_collected,
        other_way=_amounts(takes) if stop.kind is StopKind.EXCHANGE else (0, 0, 0),
        needs=tuple(sorted(order.needs)),
        is_at_door=stop.status is StopStatus.ARRIVED,
        note=moment.text(order.note_ref),
        fate=_FATES[stop.status],
        task=moment.task(stop),
        state=STATUS_WORDS[stop.status],
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


def _loads(order: Order) -> tuple[Load, Load]:
    """What comes along, and what is brought."""
    takes, brings = Load(), Load()
    for item in order.items:
        if item.is_collected:
            takes = takes + item.load
        else:
            brings = brings + item.load
    return takes, brings


def _amounts(load: Load) -> tuple[int, int, int]:
    return load.weight_g, load.volume_ml, load.slots


def _point(place: Place) -> tuple[float, float]:
    return place.lat, place.lon
