"""What is true now: the fold of a depot's events, and what changed between two states.

`apply` is the only way to a new state, at the hub and in every console alike. It is pure, never
refuses (that was `decide`'s work) and copies only the tables that an event touches, so `diff`
can tell untouched tables by identity.
"""

from msgspec import Struct

from core.model import (
    Case,
    CaseId,
    Custody,
    Customer,
    CustomerId,
    Day,
    Depot,
    Driver,
    DriverId,
    ItemId,
    Order,
    OrderId,
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    Vehicle,
    VehicleId,
)

FOLD_VERSION = 1
"""Rises whenever `apply` gives another state for the same events; hub and console compare it."""


class State(Struct, frozen=True):
    """Everything that is open at one depot. Tables are never mutated."""

    seq: int = 0
    depot: Depot | None = None
    days: dict[ServiceDay, Day] = {}
    places: dict[PlaceId, Place] = {}
    customers: dict[CustomerId, Customer] = {}
    drivers: dict[DriverId, Driver] = {}
    vehicles: dict[VehicleId, Vehicle] = {}
    orders: dict[OrderId, Order] = {}
    routes: dict[RouteId, Route] = {}
    stops: dict[StopId, Stop] = {}
    cases: dict[CaseId, Case] = {}
    custody: dict[ItemId, Custody] = {}
