"""Everyone who could help now, in one table: vans of the day, drivers on standby, partners. Pure.

Times and loads come from the one timetable; a driver on standby is judged as if called in at this
moment. Prices are for one order, each the best that the resource can do for it.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from core import events as e
from core.model import (
    DriverId,
    Instant,
    Load,
    Order,
    OrderId,
    Partner,
    PartnerId,
    PartnerKind,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    VehicleId,
)
from core.planning.day import Grids, problem_of
from core.planning.insertion import PreviewIndex
from core.planning.travel import TravelMatrix
from core.planning.ways import DayPlan, Way, ways_of
from core.rules.partners import partner_why_not
from core.rules.reserves import local_minute, standby_routes
from core.state import State, apply

PARTNER_WORDS = {
    PartnerKind.SUBCONTRACTOR: "drives there",
    PartnerKind.DROP_OFF: "the customer goes there",
}


class ResourceKind(StrEnum):
    """Who it is."""

    VAN = "van"
    """A route of the day that has not ended."""
    STANDBY = "standby"
    """A driver who would have to be called in, with a spare van."""
    PARTNER = "partner"
    """Somebody outside the own fleet."""


class Resource(Struct, frozen=True):
    """One row of the table. Loads are what still fits in."""

    kind: ResourceKind
    name: str
    until: Instant
    """End of the shift, or the partner's cut-off."""
    left_s: int
    """Until then; 0 when it is over."""
    route_id: RouteId | None = None
    """Of a standby driver: the route that calling in would open."""
    driver_id: DriverId | None = None
    vehicle_id: VehicleId | None = None
    partner_id: PartnerId | None = None
    to_place_s: int | None = None
    """How soon it can be at the place asked about."""
    free_now: Load | None = None
    free_most: Load | None = None
    """When it is emptiest on its way, in each dimension by itself."""
    limit: Load | None = None
    """A partner's, for one order."""
    equipment: frozenset[str] = frozenset()
    is_locked: bool = False
    cost_minor: int | None = None
    """For the order asked about; None when it cannot take it."""
    extra_s: int = 0
    is_able: bool = False
    """Takes the order without breaking anything."""
    words: str = ""
    """What would break, or how the goods come there."""

    @property
    def key(self) -> str:
        """Tells the rows of a table apart."""
        return str(self.route_id or self.partner_id)


class Resources(Struct, frozen=True):
    """The table at a moment: by cost when it is about an order, the able ones first."""

    day: ServiceDay
    rows: tuple[Resource, ...]
    order_id: OrderId | None = None
    ways: tuple[Way, ...] = ()
    """How each route would take the order."""

    def row(self, key: str) -> Resource | None:
        """The row of that key."""
        return next((row for row in self.rows if row.key == key), None)


def resources(
    state: State,
    plan: DayPlan,
    travel: TravelMatrix,
    now: datetime,
    *,
    order: Order | None = None,
    grids: Grids | None = None,
) -> Resources:
    """Who could help on a day; sorted by what it would cost to take the order, if one is named."""
    extra = standby_routes(state, plan.day, now)
    for route in extra:
        state = apply(state, e.RouteOpened(route))
    if extra:
        problem = problem_of(
            state, plan.day, travel, now, grids, origin=plan.problem.origin
        ).problem
        plan = DayPlan(plan.day, problem, PreviewIndex(problem, plan.previews))
    called = {route.id for route in extra}
    place = order.place_id if order is not None else None
    ways = ways_of(state, order, {plan.day: plan}, travel) if order is not None else ()
    by_route = {way.route_id: way for way in ways}
    rows = [
        _van(state, state.routes[planned.route_id], plan, travel, now, place, called)
        for planned in plan.problem.routes
    ]
    rows = [_priced(row, by_route.get(row.route_id)) for row in rows if row.route_id is not None]
    rows += _partners(state, plan.day, now, order)
    if order is not None:
        rows.sort(key=_by_cost)
    return Resources(plan.day, tuple(rows), order.id if order is not None else None, ways)


def _by_cost(row: Resource) -> tuple[bool, bool, int]:
    return not row.is_able, row.cost_minor is None, row.cost_minor or 0


def _van(
    state: State,
    route: Route,
    plan: DayPlan,
    travel: TravelMatrix,
    now: datetime,
    place: PlaceId | None,
    called: set[RouteId],
) -> Resource:
    planned, table = plan.problem.route(route.id), plan.previews.table(route.id)
    to_place = None
    if place is not None and place in travel:
        drive = int(plan.problem.seconds[planned.anchor_place, travel.index(place)])
        to_place = max(0, planned.anchor_s - plan.problem.now_s) + drive
    free = [planned.capacity - load for load in table.loads]
    return Resource(
        kind=ResourceKind.STANDBY if route.id in called else ResourceKind.VAN,
        name=route.name,
        until=route.ends_at,
        left_s=_left_s(route.ends_at, now),
        route_id=route.id,
        driver_id=route.driver_id,
        vehicle_id=route.vehicle_id,
        to_place_s=to_place,
        free_now=free[0],
        free_most=Load(
            max(load.weight_g for load in free),
            max(load.volume_ml for load in free),
            max(load.slots for load in free),
        ),
        equipment=planned.equipment,
        is_locked=planned.is_locked,
    )


def _left_s(until: datetime, now: datetime) -> int:
    return max(0, int((until - now).total_seconds()))


def _priced(row: Resource, way: Way | None) -> Resource:
    if way is None:
        return row
    if way.index is None:
        return replace(row, words=way.option.words)
    option = way.option
    return replace(
        row,
        cost_minor=option.cost_minor,
        extra_s=option.extra_s,
        is_able=option.is_feasible,
        words=option.words,
    )


def _partners(state: State, day: ServiceDay, now: datetime, order: Order | None) -> list[Resource]:
    if state.depot is None:
        return []
    found = []
    for partner in state.depot.reserves.partners:
        until = local_minute(state.depot, day, partner.cut_off_min)
        row = Resource(
            kind=ResourceKind.PARTNER,
            name=partner.name,
            until=until,
            left_s=_left_s(until, now),
            partner_id=partner.id,
            limit=partner.limit,
            equipment=partner.equipment,
        )
        found.append(row if order is None else _offered(state, row, partner, order, now))
    return found


def _offered(
    state: State, row: Resource, partner: Partner, order: Order, now: datetime
) -> Resource:
    why_not = partner_why_not(state, order, partner, now)
    if why_not:
        return replace(row, words=why_not)
    return replace(
        row, cost_minor=partner.price_minor, is_able=True, words=PARTNER_WORDS[partner.kind]
    )
