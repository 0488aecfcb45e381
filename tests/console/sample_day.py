"""A believable day for panels: 25 routes, 400 stops, 15 cases, a tray, a second day. Seeded, pure.

Times are written as a timetable would, so that panels and views are tried without the planner.
"""

from datetime import UTC, datetime, timedelta
from random import Random

from console.views.moment import Moment, RouteTimes
from console.views.wording import Wording
from core.model import (
    ActorId,
    Attempt,
    BlobId,
    Break,
    Case,
    CaseId,
    CaseKind,
    CaseStatus,
    Custody,
    CustodyKind,
    Customer,
    CustomerId,
    Day,
    Depot,
    DepotId,
    Driver,
    DriverId,
    Item,
    ItemId,
    Load,
    Offer,
    OfferId,
    Option,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
    TimeWindow,
    Vehicle,
    VehicleId,
)
from core.planning.problem import Pause, PlannedRoute, Visit
from core.planning.schedule import PlacedBreak, Timetable
from core.state import State

TODAY = ServiceDay("2026-11-23")
TOMORROW = ServiceDay("2026-11-24")
NOW = datetime(2026, 11, 23, 14, 24, tzinfo=UTC)
"""11:24 in Chile."""
MIDNIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ME = ActorId("ana")
FIRST = ("Aino", "Bruno", "Camila", "Diego", "Elisa", "Felipe", "Gloria", "Hugo", "Inés", "Joaquín",
         "Karla", "Luis", "Marta", "Nicolás", "Olga", "Pablo", "Rosa", "Simón", "Tamara", "Ulises",
         "Valeria", "Walter", "Ximena", "Yasna", "Zoilo")  # fmt: skip
LAST = ("Rojas", "Muñoz", "Contreras", "Fuentes", "Araya", "Tapia", "Cortés", "Vega", "Pizarro")
SHOPS = ("Bazar Norte", "Café Elqui", "Ferretería Lambert", "Librería Mistral", "Casa Balmaceda")
STREETS = ("Balmaceda", "Cordovez", "Los Carrera", "Brasil", "Cienfuegos", "O’Higgins", "Colón",
           "Avenida del Mar", "Amunátegui", "Infante", "Vicuña", "Regimiento Coquimbo")  # fmt: skip
GOODS = (("Coffee machine", 129990), ("Running shoes", 54990), ("Cordless drill", 84990),
         ("Winter jacket", 69990), ("Headphones", 39990), ("Cookware set", 59990))  # fmt: skip
REASONS = {
    "recipient_absent": "Nobody at home",
    "premises_closed": "Premises closed",
    "bad_address": "Address not found",
    "access_denied": "No access to the building",
    "refused": "Refused at the door",
    "damaged": "Goods damaged",
    "payment_not_ready": "Payment not ready",
    "traffic": "Stuck in traffic",
}
CAPACITY = Load(800_000, 6_000_000, 24)


class SampleDay:
    """Builds the tables; `moment()` is the result. The same seed gives the same day."""

    def __init__(self, routes: int = 25, seed: int = 7, stops: int = 16) -> None:
        self._random = Random(seed)
        self._stops_each = stops
        self.texts: dict[TextRef, str] = {}
        self.places: dict[PlaceId, Place] = {}
        self.customers: dict[CustomerId, Customer] = {}
        self.drivers: dict[DriverId, Driver] = {}
        self.vehicles: dict[VehicleId, Vehicle] = {}
        self.orders: dict[OrderId, Order] = {}
        self.routes: dict[RouteId, Route] = {}
        self.stops: dict[StopId, Stop] = {}
        self.cases: dict[CaseId, Case] = {}
        self.custody: dict[ItemId, Custody] = {}
        self.times: dict[RouteId, RouteTimes] = {}
        self.places[PlaceId("depot")] = Place(PlaceId("depot"), "Depot Coquimbo", -29.94, -71.26)
        for number in range(routes):
            self._add_van(number)
        for number in range(routes):
            self._add_route(number, TODAY)
        for number in range(min(8, routes)):
            self._add_route(number, TOMORROW)
        self._add_requests()
        self._add_trays()

    def moment(self) -> Moment:
        """The day at 11:24."""
        state = State(
            seq=1,
            depot=Depot(
                DepotId("coquimbo"), "Coquimbo", PlaceId("depot"), "America/Santiago", "CLP", 0
            ),
            days={day: Day(day, MIDNIGHT) for day in (TODAY, TOMORROW)},
            places=self.places, customers=self.customers, drivers=self.drivers,
            vehicles=self.vehicles, orders=self.orders, routes=self.routes, stops=self.stops,
            cases=self.cases, custody=self.custody,
        )  # fmt: skip
        silent = {DriverId("driver-6"): NOW - timedelta(minutes=9)}
        fixes = {id_: NOW - timedelta(seconds=9) for id_ in self.drivers} | silent
        return Moment(
            state=state, now=NOW, wording=Wording("America/Santiago", "CLP", 0), texts=self.texts,
            times=self.times, reasons=REASONS, me=ME,
            actors={ME: "Ana", ActorId("bo"): "Bo"}, fixes=fixes,
        )  # fmt: skip

    def options(self, order_id: OrderId) -> tuple[Option, ...]:
        """What every route of today would cost for an order; invented but steady."""
        random = Random(str(order_id))
        found = []
        for route in self.routes.values():
            if route.day != TODAY:
                continue
            extra = random.randrange(150, 2400)
            fits = random.random() < 0.75
            words = "" if fits else f"misses a window by {random.randrange(4, 40)} min"
            if fits and random.random() < 0.3:
                words = "hand-over on Plaza de Armas"
            found.append(Option(route.id, extra, extra * 7, extra * 4, fits, words))
        return tuple(found)

    def _add_van(self, number: int) -> None:
        name = f"{FIRST[number % 25]} {LAST[number % 9]}"
        driver, vehicle = DriverId(f"driver-{number}"), VehicleId(f"van-{number:02d}")
        self.drivers[driver] = Driver(
            driver, self._text(name), self._text(f"+56 9 5550 {1000 + number}")
        )
        self.vehicles[vehicle] = Vehicle(vehicle, f"Sprinter KX-{20 + number}", CAPACITY)

    def _text(self, words: str) -> TextRef:
        ref = TextRef(f"text-{len(self.texts)}")
        self.texts[ref] = words
        return ref

    def _order(self, kind: OrderKind, day: ServiceDay, begins: datetime | None) -> Order:
        random = self._random
        number = 1000 + len(self.orders)
        order_id = OrderId(str(number))
        place = PlaceId(f"place-{number}")
        self.places[place] = Place(
            place, f"{random.choice(STREETS)} {random.randrange(100, 2400)}", -29.9, -71.25, True
        )
        customer = CustomerId(f"customer-{number}")
        is_shop = kind is OrderKind.CONTAINER
        name = random.choice(SHOPS) if is_shop else f"{random.choice(FIRST)} {random.choice(LAST)}"
        self.customers[customer] = Customer(
            customer, self._text(name), self._text(f"+56 9 4440 {number}")
        )
        what, value = random.choice(GOODS) if not is_shop else ("Crates", 9_000)
        quantity = random.randrange(4, 12) if is_shop else 1
        item = Item(
            ItemId(f"item-{number}"),
            "sku",
            what,
            quantity,
            value,
            Load(9000, 40_000, quantity if is_shop else 0),
        )
        window = None
        if begins is not None and random.random() < 0.8:
            early = 128 if random.random() < 0.04 else random.randrange(10, 100)
            opens = begins - timedelta(minutes=early)
            window = TimeWindow(opens, opens + timedelta(hours=2))
        order = Order(
            order_id, kind, customer, place, (item,), day, 240, window,
            status=OrderStatus.PLANNED, shop=random.choice(SHOPS),
        )  # fmt: skip
        self.orders[order_id] = order
        at_customer = kind in (OrderKind.RETURN, OrderKind.CONTAINER)
        holder = (
            (CustodyKind.CUSTOMER, customer) if at_customer else (CustodyKind.DEPOT, "coquimbo")
        )
        self.custody[item.id] = Custody(holder[0], str(holder[1]), MIDNIGHT + timedelta(hours=7))
        return order

    def _add_route(self, number: int, day: ServiceDay) -> None:
        random = self._random
        route_id = RouteId(f"{day}-{number:02d}")
        zero = MIDNIGHT + timedelta(days=1 if day == TOMORROW else 0)
        starts = zero + timedelta(hours=8, minutes=random.randrange(0, 40, 5))
        clock = starts + timedelta(minutes=12)
        is_today = day == TODAY
        ids, visits, arrivals, begins, ends, late = [], [], [], [], [], []
        anchor = 0
        pause_at = starts + timedelta(hours=4)
        for at in range(self._stops_each + random.randrange(-2, 3)):
            kind = random.choices(
                [OrderKind.DELIVERY, OrderKind.RETURN, OrderKind.CONTAINER, OrderKind.EXCHANGE],
                [12, 4, 2, 1],
            )[0]
            arrival = clock + timedelta(minutes=random.randrange(8, 26))
            service = timedelta(seconds=random.randrange(180, 720, 30))
            wait = timedelta(minutes=12) if random.random() < 0.05 else timedelta()
            order = self._order(kind, day, arrival + wait)
            stop_id = StopId(f"{route_id}-{at:02d}")
            end = arrival + wait + service
            status = StopStatus.PLANNED
            if is_today and end < NOW:
                status = StopStatus.FAILED if random.random() < 0.045 else StopStatus.COMPLETED
            elif is_today and clock < NOW:
                status = StopStatus.ARRIVED if arrival < NOW else StopStatus.EN_ROUTE
                anchor = int((end - NOW).total_seconds())
            self.stops[stop_id] = self._stop(
                stop_id, route_id, order, status, arrival, end, service
            )
            ids.append(stop_id)
            if status is StopStatus.FAILED:
                self._fail(order, stop_id, number, end)
            if status is StopStatus.PLANNED:
                visits.append(Visit(stop_id, self.stops[stop_id].kind, 0))
                arrivals.append(int((arrival - NOW).total_seconds()))
                begins.append(int((arrival + wait - NOW).total_seconds()))
                ends.append(int((end - NOW).total_seconds()))
                closes = order.window.closes if order.window else arrival
                late.append(max(0, int((arrival - closes).total_seconds())))
            clock = end
            if at == 6:
                pause_at = clock
                clock += timedelta(minutes=30)
        self._finish_route(
            number, day, route_id, starts, ids, clock, visits, arrivals, begins, ends, late, anchor,
            pause_at,
        )  # fmt: skip

    def _stop(
        self, stop_id: StopId, route_id: RouteId, order: Order, status: StopStatus,
        arrival: datetime, end: datetime, service: timedelta,
    ) -> Stop:  # fmt: skip
        kinds = {
            OrderKind.DELIVERY: StopKind.DELIVER,
            OrderKind.EXCHANGE: StopKind.EXCHANGE,
        }
        return Stop(
            stop_id, kinds.get(order.kind, StopKind.COLLECT), order.id, route_id, order.place_id,
            int(service.total_seconds()), status,
            is_locked=status is StopStatus.PLANNED and self._random.random() < 0.03,
            arrived_at=arrival if status.is_ended or status is StopStatus.ARRIVED else None,
            ended_at=end if status.is_ended else None,
        )  # fmt: skip

    def _finish_route(
        self, number: int, day: ServiceDay, route_id: RouteId, starts: datetime,
        ids: list[StopId], clock: datetime, visits: list[Visit], arrivals: list[int],
        begins: list[int], ends: list[int], late: list[int], anchor: int, noon: datetime,
    ) -> None:  # fmt: skip
        finish = clock + timedelta(minutes=22)
        shift_end = starts + timedelta(hours=9)
        pause = Pause(
            int((noon - NOW).total_seconds()), int((noon - NOW).total_seconds()) + 3600, 1800
        )
        plan = PlannedRoute(
            route_id, f"V{number + 1:02d}", 0, anchor, 0,
            int((shift_end - NOW).total_seconds()), CAPACITY, visits=tuple(visits),
        )  # fmt: skip
        fullness = self._random.uniform(0.3, 1.04)
        load = Load(
            int(800_000 * fullness), int(6_000_000 * fullness * 0.8), int(24 * fullness * 0.6)
        )
        table = Timetable(
            route_id, tuple(arrivals), tuple(begins), tuple(ends), tuple(late),
            (load,) * (len(visits) + 1), (PlacedBreak(pause, pause.earliest_s, 0),),
            int((finish - NOW).total_seconds()), 0, 5400, 31_400, (),
        )  # fmt: skip
        self.times[route_id] = RouteTimes(NOW, plan, table)
        self.routes[route_id] = Route(
            route_id, f"V{number + 1:02d}", day, DriverId(f"driver-{number}"),
            VehicleId(f"van-{number:02d}"), PlaceId("depot"), PlaceId("depot"), starts, shift_end,
            tuple(ids), tuple(ids),
            breaks=(Break(noon, noon + timedelta(hours=1), 1800),),
            is_locked=number == 11, locked_by=ME if number == 11 else None,
            started_at=starts if day == TODAY else None,
        )  # fmt: skip

    def _fail(self, order: Order, stop_id: StopId, number: int, at: datetime) -> None:
        random = self._random
        reason = random.choice(list(REASONS)[:-1])
        attempt = Attempt(
            stop_id, DriverId(f"driver-{number}"), reason, at, at + timedelta(seconds=4),
            note_ref=self._text("Rang twice, the neighbour says they are back after three."),
            photo=BlobId("ab" * 32),
        )  # fmt: skip
        self.orders[order.id] = Order(
            order.id, order.kind, order.customer_id, order.place_id, order.items, order.day,
            order.service_s, order.window, status=OrderStatus.FAILED, attempts=(attempt,),
            shop=order.shop,
        )  # fmt: skip
        is_delivery = order.kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE)
        if is_delivery:
            van = f"van-{number:02d}"
            self.custody[order.items[0].id] = Custody(CustodyKind.VEHICLE, van, at)
        kind = CaseKind.FAILED_DELIVERY if is_delivery else CaseKind.FAILED_COLLECTION
        self._case(order, kind, at, reason, stop_id)

    def _case(
        self, order: Order, kind: CaseKind, at: datetime, reason: str | None, stop_id: StopId | None
    ) -> None:
        count = len(self.cases)
        by = {1: ME, 4: ActorId("bo")}.get(count % 7)
        status = CaseStatus.ACKNOWLEDGED if by else CaseStatus.OPEN
        if count % 7 == 6:
            status = CaseStatus.DECIDED
        reopened = 1 if count == 5 else 0
        self.cases[CaseId(f"case-{count:02d}")] = Case(
            CaseId(f"case-{count:02d}"), kind, order.id, at,
            at + timedelta(minutes=self._random.randrange(45, 240)), status, reason, stop_id,
            by, at + timedelta(seconds=9) if by else None,
            reopened=reopened, reopened_because="Declined: van is full" if reopened else None,
        )  # fmt: skip

    def _add_requests(self) -> None:
        for kind, case_kind, number in (
            (OrderKind.RETURN, CaseKind.RETURN_REQUEST, 4),
            (OrderKind.CONTAINER, CaseKind.CONTAINER_COLLECTION, 2),
            (OrderKind.DELIVERY, CaseKind.UNPLANNED_DELIVERY, 1),
        ):
            for _ in range(number):
                at = NOW - timedelta(minutes=self._random.randrange(2, 90))
                order = self._order(kind, TODAY, NOW + timedelta(hours=2))
                self._case(order, case_kind, at, None, None)

    def _add_trays(self) -> None:
        """Three vans with changes: pending, sent, unanswered."""
        for number, sent_s in ((2, None), (4, 70), (8, 260)):
            route_id = RouteId(f"{TODAY}-{number:02d}")
            if route_id not in self.routes:
                continue
            route = self.routes[route_id]
            known = (*route.stop_ids[:-3], route.stop_ids[-1], route.stop_ids[-2])
            offer = None
            if sent_s is not None:
                offer = Offer(
                    OfferId(f"offer-{number}"), route.stop_ids, route.stop_ids[-3:-2], (), (),
                    NOW - timedelta(seconds=sent_s), ME,
                )  # fmt: skip
            self.routes[route_id] = Route(
                route.id, route.name, route.day, route.driver_id, route.vehicle_id,
                route.start_place_id, route.end_place_id, route.starts_at, route.ends_at,
                route.stop_ids, known, offer, route.breaks, started_at=route.started_at,
            )  # fmt: skip
