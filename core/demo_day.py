"""A believable service day for the demo city: fleet, orders, routes and what waits in the queue.

Pure and seeded: the same seed, addresses and travel times give the same day. It makes commands
only; whoever opens the demo sends them through the gate like any other client. Names are
invented; addresses are interpolated along real streets and labelled as demo data.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core.demo_city import LA_SERENA, City, told_in
from core.model import (
    ApprovalRules,
    Break,
    Cleanliness,
    CollectionPoint,
    Customer,
    CustomerId,
    CustomerOffers,
    Depot,
    Driver,
    DriverId,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    Place,
    PlaceId,
    Rates,
    Reserves,
    ReturnRequest,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    TextRef,
    TimeWindow,
    Vehicle,
    VehicleId,
)
from core.policy import Policy, ReturnReason

DEPOT_ID = LA_SERENA.depot_id

Goods = tuple[str, int, int, int, int]
"""A line of goods: description, unit value in pesos, grams, millilitres, container slots."""

GOODS: tuple[Goods, ...] = (
    ("Running shoes", 54_990, 1_100, 9_000, 0),
    ("Coffee machine", 129_990, 6_500, 32_000, 0),
    ("Winter jacket", 69_990, 1_400, 12_000, 0),
    ("Headphones", 39_990, 350, 2_500, 0),
    ("Cordless drill", 84_990, 3_200, 14_000, 0),
    ("Cookware set", 59_990, 7_200, 38_000, 0),
    ("Office chair", 119_990, 14_500, 110_000, 0),
    ("Tablet", 249_990, 700, 3_000, 0),
    ("Baby stroller", 189_990, 11_800, 120_000, 0),
    ("Books", 32_990, 2_600, 6_000, 0),
    ("Pet food 15 kg", 45_990, 15_200, 28_000, 0),
    ("Television 43 in", 229_990, 10_400, 95_000, 0),
)
CRATE: Goods = ("Beverage crate", 6_000, 2_500, 34_000, 1)
BULKY_VALUE = 110_000
CLEAN = ("Pet food 15 kg", "Baby stroller")
"""What is delivered must not stand beside what is dirty."""
HOLDERS = 8
SHOPS = ("Casa Norte", "Tienda Elqui", "Deportes Faro", "Mercado Peñuelas")

WITH_REQUEST = (OrderKind.RETURN, OrderKind.EXCHANGE)
RETURN_REASONS = {
    ReturnReason.DOES_NOT_FIT: 34,
    ReturnReason.CHANGED_MIND: 26,
    ReturnReason.FAULTY: 18,
    ReturnReason.WRONG_ITEM: 10,
    ReturnReason.DAMAGED_ON_ARRIVAL: 8,
    ReturnReason.LATE: 4,
}
"""How often customers give each reason."""


class Address(Struct, frozen=True):
    """A demo address on a street of the road network."""

    text: str
    lat: float
    lon: float


class Names(Struct, frozen=True):
    """First and last names to combine."""

    first: tuple[str, ...]
    last: tuple[str, ...]


class Travel(Protocol):
    """Road travel times between points given as latitude and longitude."""

    def __call__(self, points: Sequence[tuple[float, float]]) -> npt.NDArray[np.float32]:
        """Seconds from each point to each, shape (n, n)."""


class Size(Struct, frozen=True):
    """How big a demo day is."""

    drivers: int = 26
    stops: int = 560
    waiting: int = 12
    tomorrow_stops: int = 234


class DemoDay(Struct, frozen=True):
    """The commands that set the day up, in order, and the requests that come in later."""

    commands: tuple[c.Command, ...]
    later: tuple[tuple[datetime, c.AddOrders], ...]
    day: ServiceDay
    opens_at: datetime


def make_demo_day(
    local_day: date,
    seed: int,
    addresses: Sequence[Address],
    *,
    names: Names,
    travel: Travel,
    size: Size | None = None,
    policies: Sequence[Policy] = (),
    reserves: Reserves | None = None,
    stock: Mapping[str, int] | None = None,
    city: City = LA_SERENA,
) -> DemoDay:
    """Build today, tomorrow, what waits in the queue and what arrives during the day.

    Raises `ValueError` when there are fewer addresses than stops.
    """
    size, reserves = size or Size(), reserves or Reserves()
    later = max(4, size.waiting)
    wanted = size.stops + size.tomorrow_stops + size.waiting + later
    if len(addresses) < wanted:
        raise ValueError(f"The demo needs {wanted} addresses; the demo city has {len(addresses)}.")
    maker = _Maker(local_day, seed, size, names, city)
    depot_address = min(addresses, key=lambda a: _distance2(a, *city.depot_near))
    chosen = maker.random.sample([a for a in addresses if a is not depot_address], wanted)
    parts = _split(chosen, (size.stops, size.tomorrow_stops, size.waiting, later))
    commands: list[c.Command] = [
        maker.depot_command(depot_address, _points(addresses, city), reserves),
        maker.fleet_command(),
    ]
    if reserves.standby:
        commands.append(maker.standby_command(reserves))
    if policies:
        commands.append(c.SetPolicies(tuple(policies)))
    if stock:
        commands.append(c.SetStock(dict(stock)))
    for offset, part in ((0, parts[0]), (1, parts[1])):
        commands.extend(maker.day_commands(offset, part, depot_address, travel))
    commands.append(maker.requests(parts[2]))
    taken = {depot_address.text, *(address.text for address in chosen)}
    commands.append(maker.holders([a for a in addresses if a.text not in taken]))
    return DemoDay(
        commands=told_in(city, tuple(commands)),
        later=told_in(city, maker.later_requests(parts[3])),
        day=maker.day(0),
        opens_at=maker.local(0, time(8, 0)),
    )


def _split(addresses: Sequence[Address], sizes: Sequence[int]) -> list[Sequence[Address]]:
    ends = np.cumsum(sizes).tolist()
    return [addresses[end - n : end] for n, end in zip(sizes, ends, strict=True)]


def _distance2(address: Address, lat: float, lon: float) -> float:
    return float((address.lat - lat) ** 2 + ((address.lon - lon) * 0.866) ** 2)


def _points(addresses: Sequence[Address], city: City) -> tuple[CollectionPoint, ...]:
    found = []
    for n, (name, hours, lat, lon) in enumerate(city.points, start=1):
        near = min(addresses, key=lambda a: _distance2(a, lat, lon))
        place = Place(
            PlaceId(f"point-{n}"), near.text, near.lat, near.lon, not city.has_real_addresses
        )
        found.append(CollectionPoint(place, name, hours))
    return tuple(found)


class _Maker:
    """Draws one demo day; every id counts up, so that equal seeds give equal bytes."""

    def __init__(self, local_day: date, seed: int, size: Size, names: Names, city: City) -> None:
        self._city = city
        self._is_demo = not city.has_real_addresses
        self.random = Random(f"demo:{seed}")
        self._seed = seed
        self.size = size
        self._names = names
        self._first_day = local_day
        self._zone = ZoneInfo(city.zone)
        self._next_order = 1001
        self._texts: dict[TextRef, str] = {}

    def local(self, offset: int, at: time) -> datetime:
        """A wall-clock time of the depot's day as UTC."""
        moment = datetime.combine(self._first_day + timedelta(days=offset), at, self._zone)
        return moment.astimezone(ZoneInfo("UTC"))

    def day(self, offset: int) -> ServiceDay:
        """The service day `offset` days after the first."""
        return ServiceDay((self._first_day + timedelta(days=offset)).isoformat())

    def depot_command(
        self, address: Address, points: tuple[CollectionPoint, ...], reserves: Reserves
    ) -> c.RegisterDepot:
        """The depot at an address of the city."""
        place = Place(
            id=PlaceId("depot"),
            address=address.text,
            lat=address.lat,
            lon=address.lon,
            is_demo=self._is_demo,
        )
        depot = Depot(
            id=self._city.depot_id,
            name=self._city.name,
            place_id=place.id,
            zone=self._city.zone,
            currency=self._city.currency,
            minor_digits=self._city.minor_digits,
            rates=Rates(
                handling_minor=1_800,
                let_down_minor=4_500,
                point_minor=900,
                waiting_minor=1_500,
                empties_from=6,
                empties_after_days=14,
                container_minor=CRATE[1],
                serious_minor=150_000,
            ),
            service_refund_minor=30_000,
            office_phone=self._city.office_phone,
            offers=CustomerOffers(
                points=points, counter_opens_min=9 * 60, counter_closes_min=19 * 60
            ),
            reserves=reserves,
            approvals=ApprovalRules(
                refund_over_minor=100_000,
                write_off_over_minor=100_000,
                exceptions=True,
                attempts_over=3,
                broken=True,
                suspect=True,
                dispositions=True,
                stops_over=25,
            ),
        )
        return c.RegisterDepot(depot=depot, place=place)

    def fleet_command(self) -> c.RegisterFleet:
        """Drivers and their vans: some with a tail lift, some with crate racks."""
        drivers, vehicles, texts = [], [], {}
        names = self.random.sample(
            [
                f"{first} {last[0]}."
                for first in self._names.first
                for last in self._names.last[:12]
            ],
            self.size.drivers,
        )
        for n, name in enumerate(names, start=1):
            name_ref, phone_ref = TextRef(f"driver-{n}-name"), TextRef(f"driver-{n}-phone")
            texts[name_ref] = name
            texts[phone_ref] = self._phone()
            drivers.append(Driver(id=DriverId(f"d{n}"), name_ref=name_ref, phone_ref=phone_ref))
            big = n % 5 == 0
            vehicles.append(_van(n, big=big))
        return c.RegisterFleet(drivers=tuple(drivers), vehicles=tuple(vehicles), texts=texts)

    def standby_command(self, reserves: Reserves) -> c.RegisterFleet:
        """Drivers on standby and spare vans, drawn apart, so that the day is the same without."""
        chance = Random(f"{self._seed}:standby")
        drivers, vehicles, texts = [], [], {}
        for n, each in enumerate(reserves.standby, start=1):
            name_ref = TextRef(f"standby-{n}-name")
            phone_ref = TextRef(f"standby-{n}-phone")
            first, last = chance.choice(self._names.first), chance.choice(self._names.last)
            texts[name_ref] = f"{first} {last[0]}."
            texts[phone_ref] = self._phone(chance)
            drivers.append(Driver(each.driver_id, name_ref, phone_ref))
            vehicles.append(_van(self.size.drivers + n, big=n % 2 == 0))
        return c.RegisterFleet(drivers=tuple(drivers), vehicles=tuple(vehicles), texts=texts)

    def _phone(self, chance: Random | None = None) -> str:
        return f"{self._city.phone} {(chance or self.random).randrange(10_000):04d}"

    def day_commands(
        self, offset: int, addresses: Sequence[Address], depot: Address, travel: Travel
    ) -> list[c.Command]:
        """Orders of a day, cut into compact territories, each sequenced into a route."""
        groups = _territories(list(addresses), self.size.drivers)
        places, customers, orders = [], [], []
        routes, stops = [], []
        self._texts = {}
        for n, group in enumerate(groups, start=1):
            seconds = travel([(depot.lat, depot.lon), *((a.lat, a.lon) for a in group)])
            sequence = _short_tour(seconds)
            starts = self.local(offset, time(8, 0)) + timedelta(minutes=5 * (n % 6))
            etas = _etas(seconds, sequence, starts)
            route_id = RouteId(f"{self.day(offset)}-r{n}")
            has_lift = n % 5 == 0
            made = [
                self._order(offset, group[index - 1], eta, has_lift)
                for index, eta in zip(sequence, etas, strict=True)
            ]
            room = _van(n, big=has_lift).capacity.slots - sum(each[1].empties for each in made)
            fitting = _with_crates_that_fit([each[2] for each in made], room)
            places += [each[0] for each in made]
            customers += [each[1] for each in made]
            orders += fitting
            route_stops = [_stop_for(each, route_id, at) for at, each in enumerate(fitting)]
            stops.extend(route_stops)
            routes.append(
                self._route(offset, n, route_id, starts, tuple(s.id for s in route_stops))
            )
        return [
            c.AddOrders(
                places=tuple(places),
                customers=tuple(customers),
                orders=tuple(orders),
                texts=self._texts,
            ),
            c.OpenDay(day=self.day(offset), routes=tuple(routes), stops=tuple(stops)),
        ]

    def _route(
        self, offset: int, n: int, route_id: RouteId, starts: datetime, stop_ids: tuple[StopId, ...]
    ) -> Route:
        lunch = Break(
            earliest=self.local(offset, time(12, 30)),
            latest=self.local(offset, time(14, 30)),
            duration_s=1800,
        )
        return Route(
            id=route_id,
            name=f"Route {n}",
            day=self.day(offset),
            driver_id=DriverId(f"d{n}"),
            vehicle_id=VehicleId(f"v{n}"),
            start_place_id=PlaceId("depot"),
            end_place_id=PlaceId("depot"),
            starts_at=starts,
            ends_at=self.local(offset, time(17, 30)),
            stop_ids=stop_ids,
            manifest=stop_ids,
            breaks=(lunch,),
        )

    def _order(
        self, offset: int, address: Address, eta: datetime | None, has_lift: bool
    ) -> tuple[Place, Customer, Order]:
        draw = self.random.random()
        kind = OrderKind.DELIVERY
        if draw > 0.82:
            kind = OrderKind.RETURN if draw < 0.92 else OrderKind.CONTAINER
            kind = OrderKind.EXCHANGE if draw > 0.975 else kind
        return self._make(offset, address, kind, self._window(offset, eta), has_lift)

    def _window(self, offset: int, eta: datetime | None) -> TimeWindow | None:
        """A promise of two or three hours around the planned time, for two orders in three."""
        if eta is None or self.random.random() > 0.66:
            return None
        width = self.random.choice((120, 120, 180))
        opens = eta - timedelta(minutes=self.random.uniform(0.25, 0.6) * width)
        half_hour = timedelta(minutes=30)
        first = self.local(offset, time(8, 0))
        opens = max(first, first + round((opens - first) / half_hour) * half_hour)
        return TimeWindow(opens=opens, closes=opens + timedelta(minutes=width))

    def _make(
        self,
        offset: int,
        address: Address,
        kind: OrderKind,
        window: TimeWindow | None,
        has_lift: bool = False,
    ) -> tuple[Place, Customer, Order]:
        number = self._next_order
        self._next_order += 1
        name_ref, phone_ref = TextRef(f"c{number}-name"), TextRef(f"c{number}-phone")
        first, last = self.random.choice(self._names.first), self.random.choice(self._names.last)
        self._texts[name_ref] = f"{first} {last}"
        self._texts[phone_ref] = self._phone()
        place = Place(
            id=PlaceId(f"p{number}"),
            address=address.text,
            lat=address.lat,
            lon=address.lon,
            is_demo=self._is_demo,
        )
        customer = Customer(
            id=CustomerId(f"c{number}"),
            name_ref=name_ref,
            phone_ref=phone_ref,
            empties=self._empties(number) if kind is OrderKind.DELIVERY else 0,
        )
        items = self._items(number, kind)
        bulky = any(item.unit_value_minor >= BULKY_VALUE for item in items)
        order = Order(
            id=OrderId(str(number)),
            kind=kind,
            customer_id=customer.id,
            place_id=place.id,
            items=items,
            day=self.day(offset),
            service_s=self.random.choice((420, 540, 600, 720, 900)),
            window=window,
            needs=frozenset({"tail_lift"}) if has_lift and bulky else frozenset(),
            shop=self.random.choice(SHOPS),
            request=self._request(number, offset) if kind in WITH_REQUEST else None,
        )
        return place, customer, order

    def _empties(self, number: int) -> int:
        """One customer in twenty holds a few; drawn apart, so that the day is the same without."""
        chance = Random(f"{self._seed}:empties:{number}")
        return chance.randint(1, 2) if chance.random() < 0.05 else 0

    def _request(self, number: int, offset: int) -> ReturnRequest:
        """Drawn apart, so that a day is the same with and without policies."""
        chance = Random(f"{self._seed}:request:{number}")
        asked = self._first_day + timedelta(days=offset - chance.randint(0, 2))
        bought = asked - timedelta(days=min(70, 2 + int(chance.expovariate(1 / 12))))
        (reason,) = chance.choices(tuple(RETURN_REASONS), tuple(RETURN_REASONS.values()))
        return ReturnRequest(reason, bought, asked)

    def _items(self, number: int, kind: OrderKind) -> tuple[Item, ...]:
        if kind is OrderKind.CONTAINER:
            return (self._item(number, 1, CRATE, self.random.randint(2, 5), is_collected=True),)
        if kind is OrderKind.EXCHANGE:
            goods = self.random.choice(GOODS)
            return (
                self._item(number, 1, goods, 1, is_collected=False),
                self._item(number, 2, goods, 1, is_collected=True),
            )
        count = self.random.choice((1, 1, 1, 2))
        return tuple(
            self._item(number, line, goods, 1, is_collected=kind is OrderKind.RETURN)
            for line, goods in enumerate(self.random.sample(GOODS, count), start=1)
        )

    @staticmethod
    def _item(number: int, line: int, goods: Goods, quantity: int, *, is_collected: bool) -> Item:
        description, value, weight_g, volume_ml, slots = goods
        return Item(
            id=ItemId(f"{number}-{line}"),
            sku=description.upper().replace(" ", "-"),
            description=description,
            quantity=quantity,
            unit_value_minor=value,
            load=Load(weight_g * quantity, volume_ml * quantity, slots * quantity),
            is_collected=is_collected,
            cleanliness=Cleanliness.CLEAN
            if description in CLEAN and not is_collected
            else Cleanliness.ANY,
        )

    def holders(self, addresses: Sequence[Address]) -> c.AddOrders:
        """Kiosks and restaurants that hold crates and have not ordered anything."""
        chance = Random(f"{self._seed}:holders")
        some = chance.sample(addresses, min(HOLDERS, len(addresses)))
        opens = self.local(0, time(8, 0))
        places, customers, texts = [], [], {}
        for n, address in enumerate(some, start=1):
            place = Place(
                PlaceId(f"h{n}"), address.text, address.lat, address.lon, is_demo=self._is_demo
            )
            name_ref, phone_ref = TextRef(f"h{n}-name"), TextRef(f"h{n}-phone")
            texts[name_ref] = (
                f"{chance.choice(self._city.holder_kinds)} {chance.choice(self._names.last)}"
            )
            texts[phone_ref] = self._phone(chance)
            since = opens - timedelta(days=chance.randint(3, 21))
            empties = chance.randint(3, 11)
            places.append(place)
            customers.append(
                Customer(
                    CustomerId(f"h{n}"),
                    name_ref,
                    phone_ref,
                    empties=empties,
                    empties_since=since,
                    place_id=place.id,
                )
            )
        return c.AddOrders(tuple(places), tuple(customers), (), texts)

    def requests(self, addresses: Sequence[Address]) -> c.AddOrders:
        """Returns and container collections that wait for a van since the morning."""
        self._texts = {}
        made = []
        for n, address in enumerate(addresses):
            kind = OrderKind.CONTAINER if n % 4 == 3 else OrderKind.RETURN
            opens = self.local(0, time(self.random.choice((11, 12, 13, 14))))
            window = TimeWindow(opens=opens, closes=opens + timedelta(hours=4)) if n % 3 else None
            made.append(self._make(0, address, kind, window))
        return c.AddOrders(
            places=tuple(m[0] for m in made),
            customers=tuple(m[1] for m in made),
            orders=tuple(self._perhaps_dirty(m[2]) for m in made),
            texts=self._texts,
        )

    def _perhaps_dirty(self, order: Order) -> Order:
        """One return in four must not travel beside what is clean; drawn apart."""
        chance = Random(f"{self._seed}:dirty:{order.id}")
        if order.kind is not OrderKind.RETURN or chance.random() > 0.25:
            return order
        items = tuple(replace(item, cleanliness=Cleanliness.DIRTY) for item in order.items)
        return replace(order, items=items)

    def later_requests(
        self, addresses: Sequence[Address]
    ) -> tuple[tuple[datetime, c.AddOrders], ...]:
        """Return requests that customers make during the day, one by one."""
        first = self.local(0, time(10, 12))
        gap = timedelta(hours=5) / len(addresses)
        return tuple(
            (first + n * gap, self.requests([address])) for n, address in enumerate(addresses)
        )


def _van(n: int, *, big: bool) -> Vehicle:
    return Vehicle(
        id=VehicleId(f"v{n}"),
        name=f"Van {n}",
        capacity=Load(
            1_400_000 if big else 850_000,
            11_000_000 if big else 6_500_000,
            24 if big else 14,
        ),
        equipment=frozenset({"tail_lift"}) if big else frozenset(),
        cost_per_km_minor=310 if big else 240,
        cost_per_hour_minor=7_200,
    )


def _with_crates_that_fit(orders: Sequence[Order], room: int) -> list[Order]:
    """Collections share the van's crate slots, so that a day begins with nothing broken."""
    collecting = sum(order.kind is OrderKind.CONTAINER for order in orders)
    most = max(1, room // max(1, collecting))
    return [
        replace(order, items=tuple(_at_most(item, most) for item in order.items))
        if order.kind is OrderKind.CONTAINER
        else order
        for order in orders
    ]


def _at_most(item: Item, most: int) -> Item:
    number = min(item.quantity, most)
    load = Load(
        item.load.weight_g // item.quantity * number,
        item.load.volume_ml // item.quantity * number,
        item.load.slots // item.quantity * number,
    )
    return replace(item, quantity=number, load=load)


def _stop_for(order: Order, route_id: RouteId, position: int) -> Stop:
    kinds = {
        OrderKind.DELIVERY: StopKind.DELIVER,
        OrderKind.EXCHANGE: StopKind.EXCHANGE,
        OrderKind.RETURN: StopKind.COLLECT,
        OrderKind.CONTAINER: StopKind.COLLECT,
    }
    return Stop(
        id=StopId(f"{order.id}.1"),
        kind=kinds[order.kind],
        order_id=order.id,
        route_id=route_id,
        place_id=order.place_id,
        service_s=order.service_s,
    )


def _territories(addresses: list[Address], count: int) -> list[list[Address]]:
    """Cut addresses into `count` compact groups of nearly equal size by recursive bisection."""
    if count == 1:
        return [addresses]
    lats = [a.lat for a in addresses]
    lons = [a.lon * 0.866 for a in addresses]
    by_lat = max(lats) - min(lats) > max(lons) - min(lons)
    ordered = sorted(addresses, key=lambda a: a.lat if by_lat else a.lon)
    left = count // 2
    cut = round(len(ordered) * left / count)
    return _territories(ordered[:cut], left) + _territories(ordered[cut:], count - left)


def _short_tour(seconds: npt.NDArray[np.float32]) -> list[int]:
    """Nearest neighbour, then 2-opt, from and to index 0. Indices 1..n in visiting order."""
    left = set(range(1, len(seconds)))
    tour = [0]
    while left:
        here = tour[-1]
        nearest = min(left, key=lambda j: (float(seconds[here, j]), j))
        tour.append(nearest)
        left.remove(nearest)
    tour.append(0)
    improved = True
    while improved:
        improved = False
        for i in range(1, len(tour) - 2):
            for j in range(i + 1, len(tour) - 1):
                flipped = tour[:i] + tour[i : j + 1][::-1] + tour[j + 1 :]
                if _length(seconds, flipped) < _length(seconds, tour) - 1:
                    tour, improved = flipped, True
    return tour[1:-1]


def _length(seconds: npt.NDArray[np.float32], tour: Sequence[int]) -> float:
    return float(seconds[tour[:-1], tour[1:]].sum())


def _etas(
    seconds: npt.NDArray[np.float32], sequence: Sequence[int], starts: datetime
) -> list[datetime]:
    """Planned arrivals, at about eleven minutes a stop and the break taken into account."""
    at, here, etas = starts, 0, []
    for n, index in enumerate(sequence):
        at += timedelta(seconds=float(seconds[here, index]) * 1.1 + (640 if n else 0))
        etas.append(at + timedelta(minutes=30 if n > 19 else 0))
        here = index
    return etas
