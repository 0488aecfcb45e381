"""A depot small enough to check by hand, a log that fails on command, and a hub to connect to."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.access_log import STREAM, Note, note_of
from core.hub.blobs import BlobStore
from core.hub.client import Address, HubClient
from core.hub.clock import SavedClock, keep_clock
from core.hub.gate import Committed, Gate
from core.hub.group_commit import GroupCommit
from core.hub.listen import Listen
from core.hub.log import Append, LogUnavailable, StoredEvent
from core.hub.server import HubServer
from core.hub.shop_file import ShopAddress
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.model import (
    ActorId,
    Customer,
    CustomerId,
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
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    TextRef,
    Vehicle,
    VehicleId,
)

DEPOT = DepotId("helsinki")
DAY = ServiceDay("2026-11-23")
MORNING = datetime(2026, 11, 23, 6, tzinfo=UTC)

SYSTEM = Actor(ActorId("system"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
ANA = Actor(ActorId("ana"), Role.DISPATCHER, frozenset({DEPOT}))
EVA = Actor(ActorId("eva"), Role.AUDITOR, frozenset({DEPOT}))


def driver_actor(number: int) -> Actor:
    """The driver of route `r<number>`."""
    return Actor(ActorId(f"d{number}"), Role.DRIVER, frozenset({DEPOT}), DriverId(f"d{number}"))


def day_commands(drivers: int = 2, stops: int = 3) -> list[c.Command]:
    """Sets up a depot with one open day: routes r1…, each with stops `s<route>_<n>`."""
    numbers = range(1, drivers + 1)
    pairs = [(d, s) for d in numbers for s in range(1, stops + 1)]
    waiting = [_order(f"w{n}", OrderKind.RETURN) for n in (1, 2)]
    texts = {TextRef(f"name:{name}"): f"Customer {name}" for name in ("w1", "w2")}
    depot_place = Place(PlaceId("depot"), "Depot street 1", 60.17, 24.94)
    return [
        c.RegisterDepot(
            Depot(DEPOT, "Helsinki", PlaceId("depot"), "Europe/Helsinki", "EUR"), depot_place
        ),
        c.RegisterFleet(
            tuple(Driver(DriverId(f"d{n}"), TextRef(f"driver:{n}")) for n in numbers),
            tuple(Vehicle(VehicleId(f"v{n}"), f"Van {n}", Load(10**6, 10**7, 50)) for n in numbers),
            {TextRef(f"driver:{n}"): f"Driver {n}" for n in numbers},
        ),
        *(_orders_of(route, stops) for route in numbers),
        c.OpenDay(
            DAY,
            tuple(_route(n, stops) for n in numbers),
            tuple(
                Stop(
                    StopId(f"s{d}_{s}"),
                    StopKind.DELIVER,
                    OrderId(f"o{d}_{s}"),
                    RouteId(f"r{d}"),
                    PlaceId(f"p{d}_{s}"),
                    180,
                )
                for d, s in pairs
            ),
        ),
        c.AddOrders(
            tuple(_place(order.place_id) for order in waiting),
            tuple(_customer(order.id) for order in waiting),
            tuple(waiting),
            texts,
        ),
    ]


def _orders_of(route: int, stops: int) -> c.AddOrders:
    orders = tuple(_order(f"o{route}_{s}", OrderKind.DELIVERY) for s in range(1, stops + 1))
    return c.AddOrders(
        tuple(_place(order.place_id) for order in orders),
        tuple(_customer(order.id) for order in orders),
        orders,
        {TextRef(f"name:{order.id}"): f"Customer {order.id}" for order in orders},
    )


def _order(name: str, kind: OrderKind) -> Order:
    item = Item(
        ItemId(f"i{name}"), "book", "Books", 1, 2_000, Load(2_000, 3_000), kind is OrderKind.RETURN
    )
    return Order(
        OrderId(name), kind, CustomerId(f"c{name}"), PlaceId(f"p{name[1:]}"), (item,), DAY, 180
    )


def _place(place_id: PlaceId) -> Place:
    digits = sum(ord(letter) for letter in place_id)
    return Place(place_id, f"Street {place_id}", 60.1 + digits / 10_000, 24.9 + digits / 20_000)


def _customer(name: str) -> Customer:
    return Customer(CustomerId(f"c{name}"), TextRef(f"name:{name}"))


def _route(number: int, stops: int) -> Route:
    stop_ids = tuple(StopId(f"s{number}_{s}") for s in range(1, stops + 1))
    return Route(
        RouteId(f"r{number}"),
        f"R{number}",
        DAY,
        DriverId(f"d{number}"),
        VehicleId(f"v{number}"),
        PlaceId("depot"),
        PlaceId("depot"),
        MORNING,
        MORNING + timedelta(hours=9),
        stop_ids=stop_ids,
        manifest=stop_ids,
    )


def reports(number: int, stops: int = 3) -> Iterator[c.Command]:
    """Everything a driver reports on a good day, in order."""
    at = MORNING
    yield c.StartRoute(RouteId(f"r{number}"), at)
    for s in range(1, stops + 1):
        stop_id = StopId(f"s{number}_{s}")
        yield c.StartStop(stop_id, at)
        yield c.ArriveAtStop(stop_id, at + timedelta(minutes=5))
        at += timedelta(minutes=10)
        yield c.CompleteStop(stop_id, at)
    yield c.EndRoute(RouteId(f"r{number}"), at)


class FailingLog(SqlLog):
    """A log that can be told to fail, and counts its transactions."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.transactions = 0
        self.fails_before = False
        """The next append fails and stores nothing."""
        self.fails_after = False
        """The next append stores everything, but its answer is lost."""

    def append(self, appends: Sequence[Append]) -> list[tuple[StoredEvent, ...]]:
        if self.fails_before:
            self.fails_before = False
            raise LogUnavailable("The disk is full. Free some space.")
        self.transactions += 1
        stored = super().append(appends)
        if self.fails_after:
            self.fails_after = False
            raise LogUnavailable("The database went away.")
        return stored


class OpenGate:
    """A gate with everything it announced."""

    def __init__(self, log: SqlLog, writer: ThreadPoolExecutor, photos: set[str]) -> None:
        self.announced: list[Committed] = []
        self.now = MORNING
        self.gate = Gate(
            DEPOT,
            log,
            GroupCommit(log, writer),
            now=lambda: self.now,
            has_photo=photos.__contains__,
            announce=self.announced.append,
        )
        self._sent = 0

    async def ask(
        self, actor: Actor, command: c.Command, frame_id: str = ""
    ) -> "p.Accepted | p.Refused":
        """Ask under a new id, or under the given one."""
        self._sent += 1
        return await self.gate.ask(actor, frame_id or f"{actor.id}:{self._sent}", command)

    async def set_up(self, drivers: int = 2, stops: int = 3) -> None:
        """Open the small day."""
        for number, command in enumerate(day_commands(drivers, stops)):
            answer = await self.ask(SYSTEM, command, f"setup:{number}")
            assert isinstance(answer, p.Accepted), answer


@asynccontextmanager
async def open_gate(log: SqlLog, photos: set[str] | None = None) -> AsyncIterator[OpenGate]:
    """A running gate on whatever the log holds."""
    with ThreadPoolExecutor(1) as writer:
        opened = OpenGate(log, writer, photos or set())
        opened.gate.load()
        opened.gate.start()
        yield opened
        await opened.gate.stop()


async def fill(log: SqlLog, drivers: int = 2, stops: int = 3) -> None:
    """Open the small day in a log and close the gate again."""
    async with open_gate(log) as opened:
        await opened.set_up(drivers, stops)


class RunningHub:
    """A hub on loopback and tokens for everybody."""

    def __init__(self, server: HubServer, log: SqlLog) -> None:
        self.server = server
        self.log = log
        self._clients: list[tuple[HubClient, asyncio.Task[None]]] = []

    def address(self, actor: Actor = ANA) -> Address:
        """Where the actor connects, with a token of his own."""
        token = enrol(self.log, f"{actor.id}:{os.urandom(4).hex()}", actor)
        return Address(self.server.ws_url, token, DEPOT)

    def connect(self, client: HubClient) -> None:
        """Let a client run until the hub is closed."""
        self._clients.append((client, asyncio.create_task(client.run())))

    def disconnect(self, client: HubClient) -> None:
        """End one client."""
        client.stop()

    async def close(self) -> None:
        """End clients and hub."""
        for client, task in self._clients:
            client.stop()
            await task
        await self.server.stop()


_kept: list[bytes] = []


async def _small_day() -> bytes:
    """The database with the small day: made once, as making it takes longer than most tests."""
    if not _kept:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "log.db"
            log = SqlLog(str(file))
            await fill(log)
            log.close()
            _kept.append(file.read_bytes())
    return _kept[0]


@asynccontextmanager
async def running_hub(
    folder: Path,
    *,
    rate: float | None = None,
    public_url: str = "",
    shops: Mapping[str, ShopAddress] | None = None,
    **options: Any,
) -> AsyncIterator[RunningHub]:
    """A hub with the small day. With a `rate` its clock is simulated."""
    file = folder / "log.db"
    if not file.exists():
        file.write_bytes(await _small_day())
    log = SqlLog(str(file))
    try:
        if not log.streams():
            await fill(log)
        if rate is not None:
            keep_clock(log, DEPOT, SavedClock(MORNING, rate))
        blobs = BlobStore(folder / "photos")
        server = HubServer(log, blobs, None, public_url=public_url, shops=shops, **options)
        await server.start(Listen())
        hub = RunningHub(server, log)
        try:
            yield hub
        finally:
            await hub.close()
    finally:
        log.close()


def trail_of(hub: RunningHub) -> list[Note]:
    """What is written down of access so far."""
    return [note_of(event.body) for event in hub.log.read(STREAM, 0)]


async def until(condition: Callable[[], object]) -> None:
    """Wait for something to become true; the test's time-out ends a vain wait."""
    while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
        await asyncio.sleep(0.005)
