"""Opens a day for planning from scratch: a route without stops for each van that leaves. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from core import commands as c
from core.model import (
    Break,
    DriverId,
    OrderStatus,
    Route,
    RouteId,
    ServiceDay,
    VehicleId,
)
from core.state import State

USUAL_FROM_MIN, USUAL_UNTIL_MIN = 8 * 60, 17 * 60 + 30
LONG_SHIFT_MIN = 6 * 60
"""From that on a shift has a break."""
BREAK_FROM_MIN, BREAK_UNTIL_MIN, BREAK_S = 12 * 60 + 30, 14 * 60 + 30, 1800


class Crew(Struct, frozen=True):
    """Who drives what."""

    driver_id: DriverId
    vehicle_id: VehicleId
    name: str
    """Of the route."""


class Shift(Struct, frozen=True):
    """In minutes of the depot's local day."""

    from_min: int = USUAL_FROM_MIN
    until_min: int = USUAL_UNTIL_MIN


def usual_crews(state: State) -> tuple[Crew, ...]:
    """Every driver who is there, with the van and the name of the last route; a van each."""
    last: dict[DriverId, Route] = {}
    for route in sorted(state.routes.values(), key=lambda each: each.day):
        last[route.driver_id] = route
    driven = _driven(last)
    free = [
        van.id for van in state.vehicles.values() if not van.is_retired and van.id not in driven
    ]
    crews = []
    for number, driver in enumerate(state.drivers.values(), start=1):
        route_of = last.get(driver.id)
        if driver.erased_at is not None or driver.has_left:
            continue
        if route_of is not None and not state.vehicles[route_of.vehicle_id].is_retired:
            crews.append(Crew(driver.id, route_of.vehicle_id, route_of.name))
        elif free:
            crews.append(Crew(driver.id, free.pop(0), f"Route {number}"))
    return tuple(sorted(crews, key=lambda crew: _in_order(crew.name)))


def waiting_on(state: State, day: date) -> int:
    """How many orders wait for a route of that day."""
    return sum(
        order.day == day.isoformat() and order.status is OrderStatus.WAITING
        for order in state.orders.values()
    )


def days_with_orders(state: State, today: date) -> tuple[date, ...]:
    """Days to come that are not open, on which orders wait."""
    days = {
        date.fromisoformat(order.day)
        for order in state.orders.values()
        if order.status is OrderStatus.WAITING and order.day not in state.days
    }
    return tuple(sorted(day for day in days if day >= today))


def what_is_wrong(crews: Sequence[Crew], shift: Shift) -> str:
    """Why no day can be opened like that; empty if it can."""
    if not crews:
        return "Choose at least one driver."
    if shift.until_min <= shift.from_min:
        return "The shift ends before it begins."
    twice = _twice([crew.vehicle_id for crew in crews])
    return f"{twice} cannot be driven by two at once." if twice else ""


def open_day(state: State, day: date, crews: Sequence[Crew], shift: Shift) -> c.OpenDay:
    """The command; the depot must be known."""
    assert state.depot is not None
    zone, home = ZoneInfo(state.depot.zone), state.depot.place_id

    def at(minutes: int) -> datetime:
        there = datetime.combine(day, datetime.min.time(), zone) + timedelta(minutes=minutes)
        return there.astimezone(ZoneInfo("UTC"))

    routes = tuple(
        Route(
            id=RouteId(f"{day}-{crew.driver_id}"),
            name=crew.name,
            day=ServiceDay(day.isoformat()),
            driver_id=crew.driver_id,
            vehicle_id=crew.vehicle_id,
            start_place_id=home,
            end_place_id=home,
            starts_at=at(shift.from_min),
            ends_at=at(shift.until_min),
            breaks=tuple(Break(at(begin), at(end), BREAK_S) for begin, end in _breaks(shift)),
        )
        for crew in crews
    )
    return c.OpenDay(ServiceDay(day.isoformat()), routes, ())


def _in_order(name: str) -> tuple[tuple[str, int], ...]:
    """Route 2 before Route 10."""
    found = re.findall(r"(\D*)(\d*)", name)
    return tuple((words, int(digits or 0)) for words, digits in found)


def _breaks(shift: Shift) -> tuple[tuple[int, int], ...]:
    """Lunch, in a long shift that lasts over it."""
    is_long = shift.until_min - shift.from_min >= LONG_SHIFT_MIN
    covers = shift.from_min < BREAK_FROM_MIN and shift.until_min > BREAK_UNTIL_MIN
    return ((BREAK_FROM_MIN, BREAK_UNTIL_MIN),) if is_long and covers else ()


def _driven(last: Mapping[DriverId, Route]) -> set[VehicleId]:
    return {route.vehicle_id for route in last.values()}


def _twice(ids: Sequence[VehicleId]) -> str:
    return next((id_ for at, id_ in enumerate(ids) if id_ in ids[:at]), "")
