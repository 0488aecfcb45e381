"""Help beyond the routes of the day: a driver on standby is called in with a spare van. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Depot, DriverId, Route, RouteId, ServiceDay, Standby, Vehicle
from core.rules.lookups import Refused
from core.rules.wording import day_words
from core.state import State

Events = tuple[e.Event, ...]


def call_standby(state: State, command: c.CallStandby, actor: Actor, now: datetime) -> Events:
    """An empty route that leaves when the driver is ready."""
    vehicle = state.vehicles.get(command.vehicle_id)
    depot = state.depot
    standby = None if depot is None else _standby(depot, command.driver_id)
    if depot is None or standby is None:
        raise Refused(f"The driver {command.driver_id} is not on standby.")
    if command.day not in state.days:
        raise Refused(f"The day {day_words(command.day)} is not open for planning.")
    if not _is_there(state, standby):
        raise Refused(f"The driver {standby.driver_id} drives for the depot no more.")
    named = day_words(command.day)
    if _is_driving(state, command.day, standby.driver_id):
        raise Refused(f"The driver {standby.driver_id} has a route on {named} already.")
    if vehicle is None or vehicle not in spare_vans(state, command.day):
        raise Refused(f"The van {command.vehicle_id} is not spare on {named}.")
    route = standby_route(state, depot, command.day, standby, vehicle, now)
    if route.starts_at >= route.ends_at:
        raise Refused(f"The driver {standby.driver_id} could not leave before the standby ends.")
    return (e.RouteOpened(route),)


def local_minute(depot: Depot, day: ServiceDay, minute: int) -> datetime:
    """A minute of a local day, in UTC; its last is the first of the next day."""
    zone = ZoneInfo(depot.zone)
    midnight = datetime.combine(date.fromisoformat(day), time(), zone)
    return (midnight + timedelta(minutes=minute)).astimezone(ZoneInfo("UTC"))


def spare_vans(state: State, day: ServiceDay) -> tuple[Vehicle, ...]:
    """Vans that no route of the day uses any more, the cheapest first."""
    used = {r.vehicle_id for r in state.routes.values() if r.day == day and r.ended_at is None}
    spare = (v for v in state.vehicles.values() if v.id not in used and not v.is_retired)
    return tuple(sorted(spare, key=lambda v: (v.cost_per_km_minor, v.cost_per_hour_minor, v.id)))


def standby_routes(state: State, day: ServiceDay, now: datetime) -> tuple[Route, ...]:
    """What each driver on standby would drive, with the cheapest spare van of every sort."""
    depot = state.depot
    if depot is None or day not in state.days:
        return ()
    sorts = {(v.capacity, v.equipment): v for v in reversed(spare_vans(state, day))}
    routes = (
        standby_route(state, depot, day, standby, vehicle, now)
        for standby in depot.reserves.standby
        if not _is_driving(state, day, standby.driver_id) and _is_there(state, standby)
        for vehicle in reversed(sorts.values())
    )
    return tuple(route for route in routes if route.starts_at < route.ends_at)


def _is_there(state: State, standby: Standby) -> bool:
    driver = state.drivers.get(standby.driver_id)
    return driver is not None and not driver.has_left


def standby_route(
    state: State, depot: Depot, day: ServiceDay, standby: Standby, vehicle: Vehicle, now: datetime
) -> Route:
    """The empty route that calling the driver in would open."""
    ready = now + timedelta(minutes=standby.ready_min)
    stem = f"{day}-{standby.driver_id}-{vehicle.id}"
    known = sum(route_id.startswith(stem) for route_id in state.routes)
    return Route(
        id=RouteId(f"{stem}-{known + 1}"),
        name=f"Route X{vehicle.name.removeprefix('Van ')}",
        day=day,
        driver_id=standby.driver_id,
        vehicle_id=vehicle.id,
        start_place_id=depot.place_id,
        end_place_id=depot.place_id,
        starts_at=max(ready, local_minute(depot, day, standby.from_min)),
        ends_at=local_minute(depot, day, standby.until_min),
    )


def _standby(depot: Depot, driver_id: DriverId) -> Standby | None:
    return next((s for s in depot.reserves.standby if s.driver_id == driver_id), None)


def _is_driving(state: State, day: ServiceDay, driver_id: DriverId) -> bool:
    return any(r.driver_id == driver_id and r.day == day for r in state.routes.values())
