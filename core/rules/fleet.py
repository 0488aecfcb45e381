"""Who drives for the depot, and what. Nobody leaves the list: earlier days name them. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Driver, Route, Vehicle
from core.rules.lookups import Refused
from core.rules.wording import day_words
from core.state import State

Events = tuple[e.Event, ...]
LONGEST_NAME = 60
LONGEST_ID = 60
MOST = 1_000_000_000
"""Of grams, millilitres and minor units; more is a slip of the keyboard."""


def register_fleet(state: State, command: c.RegisterFleet, actor: Actor, now: datetime) -> Events:
    """Add or change drivers and vehicles, or let them go."""
    for driver in command.drivers:
        _must_be_sound_driver(state, driver)
    for vehicle in command.vehicles:
        _must_be_sound_vehicle(state, vehicle)
    _must_be_told_apart(state, command.vehicles)
    return (e.FleetRegistered(command.drivers, command.vehicles),)


def _must_be_sound_driver(state: State, driver: Driver) -> None:
    _must_have_id(driver.id, "driver")
    known = state.drivers.get(driver.id)
    if known is not None and known.erased_at != driver.erased_at:
        raise Refused(f"The driver {driver.id} was erased; add a new one.")
    if driver.has_left:
        route = _open_route(state, lambda route: route.driver_id == driver.id)
        if route is not None:
            raise Refused(
                f"The driver of {route.name} has a route on {day_words(route.day)} that has not "
                "ended. Give it to somebody else first."
            )


def _must_be_sound_vehicle(state: State, vehicle: Vehicle) -> None:
    _must_have_id(vehicle.id, "van")
    if not vehicle.name.strip() or len(vehicle.name) > LONGEST_NAME:
        raise Refused(f"A van needs a name of 1 to {LONGEST_NAME} characters.")
    load = vehicle.capacity
    figures = {
        "weight": load.weight_g,
        "volume": load.volume_ml,
        "container places": load.slots,
        "cost of a km": vehicle.cost_per_km_minor,
        "cost of an hour": vehicle.cost_per_hour_minor,
    }
    for name, figure in figures.items():
        if not 0 <= figure <= MOST:
            raise Refused(f"The {name} of {vehicle.name} cannot be {figure}.")
    if vehicle.is_retired:
        route = _open_route(state, lambda route: route.vehicle_id == vehicle.id)
        if route is not None:
            raise Refused(
                f"{vehicle.name} is on {route.name} of {day_words(route.day)}, which has not "
                "ended. Give that another van first."
            )


def _must_be_told_apart(state: State, vehicles: Sequence[Vehicle]) -> None:
    """People know vans by their names."""
    fleet = state.vehicles | {vehicle.id: vehicle for vehicle in vehicles}
    names = Counter(van.name.strip().lower() for van in fleet.values() if not van.is_retired)
    for vehicle in vehicles:
        if names[vehicle.name.strip().lower()] > 1:
            raise Refused(f"There are two vans called {vehicle.name}. Name one of them otherwise.")


def _must_have_id(id_: str, what: str) -> None:
    if not 1 <= len(id_) <= LONGEST_ID:
        raise Refused(f"A {what} needs a number or short name of 1 to {LONGEST_ID} characters.")


def _open_route(state: State, is_meant: Callable[[Route], bool]) -> Route | None:
    routes = (route for route in state.routes.values() if route.ended_at is None)
    return next((route for route in routes if is_meant(route)), None)
