"""Values for tests, and `small_day`: two vans and twelve orders, small enough to check by hand.

Today van 1 delivers a1 and a2 and collects a3, van 2 delivers b1, exchanges b2 and collects b3;
w1 (a return), w2 (containers) and w3 (a delivery) wait. Tomorrow each van has one delivery.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import EVERY_DEPOT, Actor, Role
from core.decide import decide
from core.model import (
    ActorId,
    Case,
    CaseId,
    CollectionPoint,
    Custody,
    Customer,
    CustomerId,
    CustomerOffers,
    Depot,
    DepotId,
    Driver,
    DriverId,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    Partner,
    PartnerId,
    PartnerKind,
    Place,
    PlaceId,
    Reserves,
    Route,
    RouteId,
    ServiceDay,
    Standby,
    Stop,
    StopId,
    StopKind,
    TextRef,
    TimeWindow,
    Vehicle,
    VehicleId,
)
from core.rules.counting import expected_items
from core.rules.lookups import KINDS, Refused
from core.state import State, apply

KIOSK = CollectionPoint(Place(PlaceId("kiosk"), "Aldunate 900", -29.95, -71.34), "Kiosk Aldunate")
COURIER = Partner(
    PartnerId("courier"),
    "Elqui Couriers",
    PartnerKind.SUBCONTRACTOR,
    4_900,
    16 * 60,
    limit=Load(30_000, 200_000, 2),
)
COUNTER = Partner(PartnerId("counter"), "Counter Centro", PartnerKind.DROP_OFF, 1_900, 18 * 60)
DEPOT = Depot(
    DepotId("coquimbo"),
    "Coquimbo",
    PlaceId("depot"),
    "America/Santiago",
    "CLP",
    0,
    offers=CustomerOffers(points=(KIOSK,)),
    reserves=Reserves(
        standby=(Standby(DriverId("d3"), 7 * 60, 17 * 60),), partners=(COURIER, COUNTER)
    ),
)
DEPOT_PLACE = Place(PlaceId("depot"), "Ruta 5 Norte 1", -29.95, -71.30)
TODAY, TOMORROW = ServiceDay("2026-11-23"), ServiceDay("2026-11-24")
MORNING = datetime(2026, 11, 23, 11, tzinfo=UTC)
"""Eight o'clock at the depot, when routes start."""
NOON = MORNING + timedelta(hours=4)

SYSTEM = Actor(ActorId("set-up"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
ANA = Actor(ActorId("ana"), Role.DISPATCHER, frozenset({DEPOT.id}))
LUIS = Actor(ActorId("luis"), Role.DRIVER, frozenset({DEPOT.id}), DriverId("d1"))
"""Drives van 1."""
EVA = Actor(ActorId("eva"), Role.DRIVER, frozenset({DEPOT.id}), DriverId("d2"))
"""Drives van 2."""

R1, R2 = RouteId("r1"), RouteId("r2")
T1, T2 = RouteId("t1"), RouteId("t2")
A1, A2, A3 = (OrderId(f"a{n}") for n in (1, 2, 3))
B1, B2, B3 = (OrderId(f"b{n}") for n in (1, 2, 3))
W1, W2, W3 = (OrderId(f"w{n}") for n in (1, 2, 3))
_ORDERS = {
    A1: OrderKind.DELIVERY, A2: OrderKind.DELIVERY, A3: OrderKind.RETURN,
    B1: OrderKind.DELIVERY, B2: OrderKind.EXCHANGE, B3: OrderKind.CONTAINER,
    W1: OrderKind.RETURN, W2: OrderKind.CONTAINER, W3: OrderKind.DELIVERY,
}  # fmt: skip


def after(minutes: float, since: datetime = MORNING) -> datetime:
    """A moment some minutes after the routes start."""
    return since + timedelta(minutes=minutes)


def make_item(name: str, *, is_collected: bool = False, value: int = 1_500) -> Item:
    """Two books of 2 kg together."""
    load = Load(2_000, 3_000, 1)
    return Item(ItemId(name), "BOOK", "Books", 2, value, load, is_collected=is_collected)


def make_order(name: str, kind: OrderKind = OrderKind.DELIVERY, **changes: object) -> Order:
    """An order of today with one item in each direction that its kind has."""
    delivers = kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE)
    items = [make_item(f"{name}-out")] if delivers else []
    if kind is not OrderKind.DELIVERY:
        items.append(make_item(f"{name}-in", is_collected=True))
    order = Order(
        id=OrderId(name),
        kind=kind,
        customer_id=CustomerId(f"c-{name}"),
        place_id=PlaceId(f"p-{name}"),
        items=tuple(items),
        day=TODAY,
        service_s=300,
    )
    return replace(order, **changes)


def make_window(opens_min: float, closes_min: float) -> TimeWindow:
    """A window in minutes after the routes start."""
    return TimeWindow(after(opens_min), after(closes_min))


def make_place(order: Order) -> Place:
    """Where the order is served; each order has a place of its own."""
    return Place(order.place_id, f"Calle {order.id}", -29.9, -71.2)


def make_stop(order: Order, route_id: RouteId = R1, **changes: object) -> Stop:
    """The order's first stop, `<order>.1`."""
    stop = Stop(
        id=first_stop(order.id),
        kind=KINDS[order.kind],
        order_id=order.id,
        route_id=route_id,
        place_id=order.place_id,
        service_s=order.service_s,
    )
    return replace(stop, **changes)


def first_stop(order_id: str) -> StopId:
    """The id of the stop an order was published with."""
    return StopId(f"{order_id}.1")


def make_route(
    route_id: RouteId = R1, stops: tuple[StopId, ...] | int = 0, **changes: object
) -> Route:
    """A route of today whose driver has agreed to its stops, given or just counted."""
    ids = tuple(StopId(f"s{n}") for n in range(1, stops + 1)) if isinstance(stops, int) else stops
    number = route_id[1:]
    route = Route(
        id=route_id,
        name=f"Route {number}",
        day=TODAY,
        driver_id=DriverId(f"d{number}"),
        vehicle_id=VehicleId(f"v{number}"),
        start_place_id=DEPOT.place_id,
        end_place_id=DEPOT.place_id,
        starts_at=MORNING,
        ends_at=after(9 * 60),
        stop_ids=ids,
        manifest=ids,
    )
    return replace(route, **changes)


def add_orders(*orders: Order) -> c.AddOrders:
    """Orders with the places and customers they name."""
    return c.AddOrders(
        places=tuple(make_place(order) for order in orders),
        customers=tuple(
            Customer(order.customer_id, TextRef(f"name-{order.id}"), TextRef(f"phone-{order.id}"))
            for order in orders
        ),
        orders=orders,
    )


def fleet(vans: int = 2) -> c.RegisterFleet:
    """Vans v1… and their drivers d1…"""
    numbers = range(1, vans + 1)
    return c.RegisterFleet(
        tuple(
            Driver(DriverId(f"d{n}"), TextRef(f"driver-{n}"), TextRef(f"driver-phone-{n}"))
            for n in numbers
        ),
        tuple(
            Vehicle(
                VehicleId(f"v{n}"),
                f"Van {n}",
                Load(800_000, 6_000_000, 12),
                cost_per_km_minor=240,
                cost_per_hour_minor=7_200,
            )
            for n in numbers
        ),
    )


def open_day(
    day: ServiceDay, routes: dict[RouteId, tuple[Order, ...]], starts_at: datetime = MORNING
) -> c.OpenDay:
    """A published day: each route with the first stops of its orders."""
    return c.OpenDay(
        day,
        tuple(
            make_route(
                route_id,
                tuple(first_stop(order.id) for order in orders),
                day=day,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=9),
            )
            for route_id, orders in routes.items()
        ),
        tuple(
            make_stop(order, route_id) for route_id, orders in routes.items() for order in orders
        ),
    )


class Board:
    """A depot that is told what to do: commands change its `state`, refusals are words."""

    def __init__(self, state: State | None = None, now: datetime = MORNING) -> None:
        self.state = state or State()
        self.now = now
        self.events: list[e.Event] = []
        """Everything that has happened here."""

    def ask(self, command: c.Command, actor: Actor = ANA) -> tuple[e.Event, ...]:
        """Carry a command out; its events."""
        events = decide(self.state, command, actor, self.now)
        for event in events:
            self.state = apply(self.state, event)
        self.events.extend(events)
        return events

    def answer(
        self, command: c.Command, answered: Callable[[str | None], None], actor: Actor = ANA
    ) -> None:
        """Carry a command out as a hub does for a desk, which hears why not, or None."""
        try:
            self.ask(command, actor)
        except Refused as refused:
            answered(str(refused))
        else:
            answered(None)

    def refusal(self, command: c.Command, actor: Actor = ANA) -> str:
        """Why a command is refused."""
        try:
            decide(self.state, command, actor, self.now)
        except Refused as refused:
            return str(refused)
        raise AssertionError(f"{command} was not refused")

    def route(self, route_id: RouteId = R1) -> Route:
        """The route as it is now."""
        return self.state.routes[route_id]

    def stop(self, stop_id: str) -> Stop:
        """The stop as it is now."""
        return self.state.stops[StopId(stop_id)]

    def order(self, order_id: OrderId) -> Order:
        """The order as it is now."""
        return self.state.orders[order_id]

    def case(self, order_id: OrderId) -> Case:
        """The order's case as it is now."""
        return self.state.cases[CaseId(f"case-{order_id}")]

    def custody(self, item_id: str) -> Custody:
        """Who has the item."""
        return self.state.custody[ItemId(item_id)]

    def driver(self, route_id: RouteId) -> Actor:
        """Who drives the route."""
        return LUIS if self.route(route_id).driver_id == LUIS.driver_id else EVA

    def start(self, *routes: RouteId) -> None:
        """The vans leave."""
        for route_id in routes:
            self.ask(c.StartRoute(route_id, self.now), self.driver(route_id))

    def complete(self, stop_id: str) -> tuple[e.Event, ...]:
        """The driver of the stop's route reports it done."""
        return self.ask(c.CompleteStop(StopId(stop_id), self.now), self._driver_of(stop_id))

    def fail(self, stop_id: str, reason: str = "") -> tuple[e.Event, ...]:
        """The driver of the stop's route reports that it failed."""
        usual = "recipient_absent"
        if self.stop(stop_id).kind not in (StopKind.DELIVER, StopKind.EXCHANGE):
            usual = "out_of_time"
        command = c.FailStop(StopId(stop_id), reason or usual, self.now)
        return self.ask(command, self._driver_of(stop_id))

    def end(self, route_id: RouteId = R1) -> None:
        """The van is back at the depot."""
        self.ask(c.EndRoute(route_id, self.now), self.driver(route_id))

    def receive(self, route_id: RouteId = R1) -> tuple[e.Event, ...]:
        """Everything that the van should bring is counted, and the count closed."""
        expected = expected_items(self.state, route_id)
        counts = {item_id: item.quantity for item_id, item in expected.items()}
        empties = self.state.receivings[route_id].empties
        self.ask(c.CountGoods(route_id, counts, empties))
        return self.ask(c.CloseReceiving(route_id))

    def _driver_of(self, stop_id: str) -> Actor:
        return self.driver(self.stop(stop_id).route_id)

    def place(self, order_id: OrderId, route_id: RouteId, index: int) -> tuple[e.Event, ...]:
        """Ana puts an order onto a route as she sees it."""
        return self.ask(placing(order_id, self.route(route_id), index))

    def send(self, route_id: RouteId) -> tuple[e.Event, ...]:
        """Ana sends a driver's tray."""
        return self.ask(c.SendChanges(route_id, self.route(route_id).version))

    def accept(self, route_id: RouteId) -> tuple[e.Event, ...]:
        """The driver agrees to what was sent."""
        offer = self.route(route_id).offer
        assert offer is not None
        return self.ask(c.AcceptChanges(route_id, offer.id, self.now), self.driver(route_id))

    def decline(self, route_id: RouteId, reason: str = "full") -> tuple[e.Event, ...]:
        """The driver declines what was sent."""
        offer = self.route(route_id).offer
        assert offer is not None
        command = c.DeclineChanges(route_id, offer.id, reason, self.now)
        return self.ask(command, self.driver(route_id))


def placing(order_id: OrderId, route: Route, index: int) -> c.PlaceOrder:
    """The command that puts an order onto a route as it is."""
    return c.PlaceOrder(order_id, route.id, index, route.version)


def handing_over(
    board: Board,
    order_id: OrderId,
    giver: RouteId,
    taker: RouteId,
    *,
    give: int,
    take: int,
    visit: int,
    place: str = "p-b3",
) -> c.PlaceOrder:
    """The command that passes an order's goods on at a place, with its indices in both routes."""
    return replace(
        placing(order_id, board.route(taker), visit),
        hand_over=c.HandOver(
            PlaceId(place), giver, board.route(giver).version, give_index=give, take_index=take
        ),
    )


def small_day() -> Board:
    """The shared day, published and not started; see the module's description."""
    orders = {order_id: make_order(order_id, kind) for order_id, kind in _ORDERS.items()}
    later = [make_order(f"m{n}", day=TOMORROW) for n in (1, 2)]
    board = Board(now=MORNING - timedelta(hours=1))
    for command in (
        c.RegisterDepot(DEPOT, DEPOT_PLACE),
        fleet(),
        add_orders(*orders.values(), *later),
        open_day(
            TODAY,
            {
                R1: tuple(orders[o] for o in (A1, A2, A3)),
                R2: tuple(orders[o] for o in (B1, B2, B3)),
            },
        ),
        open_day(TOMORROW, {T1: (later[0],), T2: (later[1],)}, MORNING + timedelta(days=1)),
    ):
        board.ask(command, SYSTEM)
    board.now = MORNING
    return board


def running_day() -> Board:
    """The shared day at noon, both vans on the road and nothing done."""
    board = small_day()
    board.start(R1, R2)
    board.now = NOON
    return board
