"""Everything that the views of one moment are built from, and the look-ups they share. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from console.tongue import tr
from console.views.wording import Wording, ago
from core.access import CUSTOMER, Role
from core.case_groups import distance_m
from core.honest_window import UNLEARNED, eta_window
from core.model import (
    ActorId,
    Case,
    DriverId,
    Instant,
    Order,
    OrderId,
    OrderKind,
    Position,
    Route,
    RouteId,
    Stop,
    StopId,
    StopKind,
    TextRef,
    kind_of,
)
from core.planning.learned import Spread
from core.planning.problem import PlannedRoute
from core.planning.schedule import Timetable
from core.route_changes import names
from core.rules.custody import is_from_sender
from core.state import State

STALE_AFTER_S = 120
NEAR_M = 300
"""Within which a driver can still turn round for a customer."""
NO_ANSWER_AFTER_S = 180

COLLECT_WORDS = {
    OrderKind.RETURN: tr("Collect return"),
    OrderKind.CONTAINER: tr("Collect containers"),
}


class StopTimes(Struct, frozen=True):
    """When a stop is or was served."""

    arrives: Instant
    begins: Instant
    ends: Instant
    late_s: int = 0


class RouteTimes(Struct, frozen=True):
    """A route's timetable with the plan it was computed from; `origin` is its second zero."""

    origin: Instant
    route: PlannedRoute
    table: Timetable

    def at(self, second: int) -> Instant:
        return self.origin + timedelta(seconds=second)

    def of_visits(self) -> dict[StopId, StopTimes]:
        """The pending visits' times."""
        table = self.table
        return {
            visit.stop_id: StopTimes(
                self.at(table.arrivals_s[i]),
                self.at(table.starts_s[i]),
                self.at(table.departures_s[i]),
                table.lateness_s[i],
            )
            for i, visit in enumerate(self.route.visits)
        }

    def load_share(self) -> float:
        """The fullest dimension at its peak, of what the van holds."""
        capacity = self.route.capacity
        limits = (capacity.weight_g, capacity.volume_ml, capacity.slots)
        shares = [
            carried / limit
            for load in self.table.loads
            for carried, limit in zip(
                (load.weight_g, load.volume_ml, load.slots), limits, strict=True
            )
            if limit
        ]
        return max(shares, default=0.0)


class Moment(Struct, frozen=True):
    """What the console knows at one moment, and who asks."""

    state: State
    now: Instant
    wording: Wording = Wording()
    texts: Mapping[TextRef, str] = {}
    times: Mapping[RouteId, RouteTimes] = {}
    reasons: Mapping[str, str] = {}
    """words of the failure reasons by code"""
    next_steps: Mapping[str, str] = {}
    """and what is usually done"""
    ready: Mapping[str, str] = {}
    """words of ready messages by code"""
    me: ActorId = ActorId("")
    role: Role = Role.ADMIN
    actors: Mapping[ActorId, str] = {}
    fixes: Mapping[DriverId, Instant] = {}
    """when each driver was last heard of"""
    sources: Mapping[DriverId, str] = {}
    """by which of his devices"""
    positions: Mapping[DriverId, Position] = {}
    """and where"""
    spread: Spread = UNLEARNED
    """how far from their ETAs vans really arrive"""
    held: str = ""
    """why nothing can be changed at this moment, which is past; empty when it is now"""
    is_fresh: bool = False
    """whether the day has only just come into view: who is not heard yet may be in a moment"""

    def with_board(self, state: State, times: Mapping[RouteId, RouteTimes]) -> "Moment":
        """The same moment with another plan; `times` are those that differ."""
        return replace(self, state=state, times={**self.times, **times})

    def text(self, ref: TextRef | None, missing: str = "") -> str:
        """A personal text; `missing` when there is none or it has been erased."""
        return self.texts.get(ref, missing) if ref is not None else missing

    def probably(self, stop: Stop, begins: Instant) -> str:
        """`13:55–14:20`, where the visit begins in 8 of 10 cases; empty while its van has not left,
        or when it has begun."""
        route = self.state.routes[stop.route_id]
        if route.started_at is None or stop.arrived_at is not None or stop.status.is_ended:
            return ""
        window = eta_window(begins, self.now, self.spread)
        return self.wording.window(window.opens, window.closes)

    def reason(self, code: str) -> str:
        """A failure reason in words."""
        known = self.reasons.get(code) or self.reasons.get(kind_of(code))
        return known or code.replace("_", " ").capitalize()

    def actor(self, actor_id: ActorId | None) -> str:
        """Who, as colleagues say it."""
        if actor_id is None:
            return ""
        if actor_id == self.me:
            return tr("you")
        driver_id = DriverId(actor_id)
        if driver_id in self.state.drivers:
            return self.driver_name(driver_id)
        if actor_id.startswith(CUSTOMER):
            return tr("the customer")
        return self.actors.get(actor_id, str(actor_id))

    def is_of_office(self, actor_id: ActorId | None) -> bool:
        """Whether a colleague did it, or nobody that is known; no driver and no customer."""
        known = DriverId(actor_id or "")
        return known not in self.state.drivers and not known.startswith(CUSTOMER)

    def names(self) -> tuple[str, ...]:
        """What everybody is called, to tell whether somebody is called otherwise now."""
        return names(self.state, self.texts)

    def customer(self, order: Order) -> str:
        customer = self.state.customers.get(order.customer_id)
        return (
            self.text(customer.name_ref, tr("Name erased")) if customer else tr("Unknown customer")
        )

    def customer_phone(self, order: Order) -> str:
        customer = self.state.customers.get(order.customer_id)
        return self.text(customer.phone_ref) if customer else ""

    def address(self, order: Order) -> str:
        place = self.state.places.get(order.place_id)
        return place.address if place else tr("Unknown address")

    def driver_name(self, driver_id: DriverId) -> str:
        driver = self.state.drivers.get(driver_id)
        return self.text(driver.name_ref, tr("Name erased")) if driver else str(driver_id)

    def driver_phone(self, driver_id: DriverId) -> str:
        driver = self.state.drivers.get(driver_id)
        return self.text(driver.phone_ref) if driver else ""

    def colours(self) -> dict[RouteId, int]:
        """Each route's place in the palette: by vehicle, so that a van keeps it overnight."""
        vehicles = sorted({str(route.vehicle_id) for route in self.state.routes.values()})
        place = {vehicle: at for at, vehicle in enumerate(vehicles)}
        return {route.id: place[str(route.vehicle_id)] for route in self.state.routes.values()}

    def order(self, order_id: OrderId) -> Order:
        return self.state.orders[order_id]

    def task(self, stop: Stop) -> str:
        """What happens at a stop: `Deliver`, `Collect return`, `Hand over to Ana`."""
        match stop.kind:
            case StopKind.DELIVER:
                return tr("Deliver")
            case StopKind.COLLECT:
                return COLLECT_WORDS.get(self.order(stop.order_id).kind, tr("Collect"))
            case StopKind.FETCH:
                return tr("Fetch")
            case StopKind.EXCHANGE:
                return tr("Exchange")
            case StopKind.GIVE:
                return tr("Hand over to {other_driver}", other_driver=self._other_driver(stop))
            case StopKind.TAKE if is_from_sender(self.state, stop):
                return tr("Collect to deliver")
            case StopKind.TAKE:
                return tr("Take over from {other_driver}", other_driver=self._other_driver(stop))
            case _:
                assert_never(stop.kind)

    def shown_kind(self, stop: Stop) -> StopKind:
        """What is taken at a sender's looks like what is fetched: no other van comes there."""
        return StopKind.FETCH if is_from_sender(self.state, stop) else stop.kind

    def _other_driver(self, stop: Stop) -> str:
        """Who is at the other half of a hand-over."""
        other = self.state.stops.get(stop.linked_stop_id) if stop.linked_stop_id else None
        if other is None:
            return tr("another van")
        return self.driver_name(self.state.routes[other.route_id].driver_id)

    def heard(self, driver_id: DriverId) -> str:
        """How old the last position is, in words."""
        at = self.fixes.get(driver_id)
        if at is None:
            return tr("no position yet")
        source = self.sources.get(driver_id)
        return tr("position {ago}", ago=ago(self.age_s(at))) + (
            tr(" by {source}", source=source) if source else ""
        )

    def is_stale(self, driver_id: DriverId) -> bool:
        at = self.fixes.get(driver_id)
        return at is None or self.age_s(at) > STALE_AFTER_S

    def near_m(self, case: Case) -> int | None:
        """How far the driver of the last attempt still is from the door, if that is near."""
        order = self.state.orders[case.order_id]
        place = self.state.places.get(order.place_id)
        if not order.attempts or place is None:
            return None
        driver_id = order.attempts[-1].driver_id
        at = self.positions.get(driver_id)
        if at is None or self.is_stale(driver_id):
            return None
        metres = round(distance_m(place, at.lat, at.lon))
        return metres if metres <= NEAR_M else None

    def age_s(self, at: Instant) -> float:
        return (self.now - at).total_seconds()

    def stop_times(self, route: Route) -> list[tuple[Stop, StopTimes]]:
        """Every stop of the route in sequence with its times.

        What has ended has its true times, what is under way ends when the van is free, the rest
        comes from the timetable. Without one, stops are strung ten minutes apart, so that they
        can be seen and reached.
        """
        times = self.times.get(route.id)
        planned = times.of_visits() if times else {}
        free = times.at(times.route.anchor_s) if times else None
        found: list[tuple[Stop, StopTimes]] = []
        last = route.starts_at
        for stop_id in route.stop_ids:
            stop = self.state.stops[stop_id]
            known = planned.get(stop_id) or _lived(stop, free, self.now)
            if known is None:
                begins = max(last, self.now) + timedelta(minutes=10)
                known = StopTimes(begins, begins, begins + timedelta(seconds=stop.service_s))
            last = known.ends
            found.append((stop, known))
        return found


def _lived(stop: Stop, free: Instant | None, now: Instant) -> StopTimes | None:
    """Times of a stop that has ended or is under way."""
    service = timedelta(seconds=stop.service_s)
    if stop.ended_at is not None:
        begins = stop.arrived_at or stop.ended_at - service
        return StopTimes(begins, begins, stop.ended_at)
    if stop.status.is_under_way:
        ends = max(free or now, stop.arrived_at or now)
        begins = stop.arrived_at or max(ends - service, now)
        return StopTimes(begins, begins, max(ends, begins + timedelta(seconds=60)))
    return None
