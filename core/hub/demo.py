"""Opens the demo day on an empty depot: builds it, then lives its first hours through the gate.

The morning is driven by the same simulated drivers who go on with the day over the websocket, so
that the console opens on a day that has really happened, with the same seed always the same one.
"""

import asyncio
import hashlib
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import numpy.typing as npt

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.catalogue import REGION, RESOURCES
from core.demo_city import CITIES, LA_SERENA, City
from core.demo_day import Address, DemoDay, Names, Size, make_demo_day
from core.driver_view import driver_view
from core.hub import protocol as p
from core.hub.blobs import BlobStore
from core.hub.clock import SavedClock, keep_clock
from core.hub.demo_doors import learned_doors
from core.hub.demo_seed import OneSeed
from core.hub.gate import Committed, Gate
from core.hub.group_commit import GroupCommit
from core.hub.log import EventLog, StoredFix
from core.hub.open_depot import drivers_concerned
from core.model import (
    ActorId,
    BlobId,
    CaseId,
    CaseKind,
    CaseStatus,
    DriverId,
    Order,
    Position,
)
from core.planning.road import Path as RoadPath
from core.planning.road import RoadEngine
from core.policy_file import DEMO_POLICIES, read_policies
from core.region.address_file import read_addresses
from core.region.address_index import AddressIndex
from core.region.region import Region, shipped_region
from core.reserves_file import read_reserves
from core.rules.custody import is_missing
from core.rules.policy import ruling
from core.rules.refunds import refund_due
from core.simulated_driver import ClosedLines, Report, Roads, SimulatedDriver, Way

OPENS_AT = timedelta(hours=2, minutes=40)
"""How much of the day has passed when the console opens."""
STEP = timedelta(seconds=20)
DEFAULT_RATE = 5.0
OFFICE = Actor(ActorId("demo"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
PHOTOS = {
    "recipient_absent": "door.jpg",
    "premises_closed": "shutter.jpg",
    "access_denied": "gate.jpg",
    "damaged": "crushed_box.jpg",
}
MORNING_SHIFT = Actor(ActorId("office"), Role.SUPERVISOR, frozenset({EVERY_DEPOT}))
CAMILA = Actor(ActorId("camila"), Role.DISPATCHER, frozenset({EVERY_DEPOT}))
"""Of the morning shift: what she asked for needs a second pair of eyes, which are yours."""
ASKED_BEFORE = tuple(timedelta(minutes=minutes) for minutes in (75, 50, 25, 10))
"""How long before the console opens she asked for it."""
EVENING_BEFORE = timedelta(hours=14)
LEFT_OVER = 2
"""Requests that came in the evening before and that nobody has decided."""
HANDLED_AFTER = timedelta(minutes=12)
"""How long a failure of the morning waits for the office; the latest ones are left to you."""
GIVEN_UP = frozenset({"refused", "damaged", "wrong_item", "too_big", "bad_address"})
CLOSINGS_KEPT = 8
"""Sets of closed streets whose roads are kept: that of today and those before it."""
OTHER_PHOTO = "note_on_door.jpg"


class DemoRefused(Exception):
    """The demo day was refused by a rule of the product; the text is the rule's."""


def _evening_and_morning(
    commands: tuple[c.Command, ...],
) -> tuple[tuple[c.Command, ...], tuple[c.Command, ...]]:
    """The days are opened the evening before; a few requests came in then and nobody decided."""
    *before, requests, holders = commands
    assert isinstance(requests, c.AddOrders)
    dated = [order for order in requests.orders if order.window is not None][:LEFT_OVER]
    rest = [order for order in requests.orders if order not in dated]
    early, late = (_only(requests, orders) for orders in (dated, rest))
    return (*before, early), (late, holders)


def _only(requests: c.AddOrders, orders: list[Order]) -> c.AddOrders:
    """Those of the requests, with their own places, customers and texts."""
    places = {order.place_id for order in orders}
    ids = {order.customer_id for order in orders}
    customers = tuple(each for each in requests.customers if each.id in ids)
    refs = {ref for each in customers for ref in (each.name_ref, each.phone_ref, each.email_ref)}
    return c.AddOrders(
        places=tuple(place for place in requests.places if place.id in places),
        customers=customers,
        orders=tuple(orders),
        texts={ref: text for ref, text in requests.texts.items() if ref in refs},
    )


def city_of(region: Region) -> City:
    """The city whose demo day is opened in a region. Raises `DemoRefused`."""
    city = CITIES.get(region.name)
    if city is None:
        raise DemoRefused(
            f"There is no demo day for the region {region.name}, only for {' and '.join(CITIES)}. "
            "Start without --demo for a day of your own."
        )
    return city


def today_there(city: City = LA_SERENA) -> date:
    """The demo city's date."""
    return datetime.now(ZoneInfo(city.zone)).date()


def build_day(
    engine: RoadEngine,
    local_day: date,
    seed: int,
    size: Size | None = None,
    region: Region | None = None,
) -> DemoDay:
    """The demo day on a demo city's streets; raises `RegionFileError` without its files and
    `DemoRefused` where there is none."""
    region = region or shipped_region()
    city = city_of(region)
    folder = RESOURCES / city.folder
    words = tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))
    names = Names(first=tuple(words["first"]), last=tuple(words["last"]))

    def travel(points: Sequence[tuple[float, float]]) -> npt.NDArray[np.float32]:
        snaps = [snap for point in points if (snap := engine.snap(*point)) is not None]
        return engine.matrix(snaps, snaps)[0]

    return make_demo_day(
        local_day,
        seed,
        _addresses(region, city, engine),
        names=names,
        travel=travel,
        size=size or Size(city.drivers, city.stops, tomorrow_stops=city.tomorrow_stops),
        policies=read_policies(DEMO_POLICIES),
        reserves=read_reserves(folder / "reserves.toml"),
        stock=tomllib.loads((REGION / "stock.toml").read_text(encoding="utf-8")),
        city=city,
    )


def _addresses(region: Region, city: City, engine: RoadEngine) -> list[Address]:
    """Those of the area that is served, each with a road."""
    if region.is_demo:
        found = [Address(a.text, a.lat, a.lon) for a in read_addresses(region.addresses)]
    else:
        found = list(AddressIndex.load(region.addresses).doors(Address))
    if city.served is not None:
        south, west, north, east = city.served
        found = [a for a in found if south < a.lat < north and west < a.lon < east]
    if region.is_demo:
        return found  # they were made along its streets
    return [a for a in found if engine.snap(a.lat, a.lon) is not None]


def roads_of(engine: RoadEngine) -> Roads:
    """The engine as simulated drivers use it: around what is closed, as the plan goes."""

    @lru_cache(CLOSINGS_KEPT)
    def around(closed: ClosedLines) -> RoadEngine:
        return engine.closed([[(at.lat, at.lon) for at in line] for line in closed])

    def way(start: Position, end: Position, closed: ClosedLines = ()) -> Way:
        found: RoadPath = around(closed).path((start.lat, start.lon), (end.lat, end.lon))
        return Way(found.lats.tolist(), found.lons.tolist(), found.seconds.tolist())

    return way


def photo_of(reason: str) -> bytes:
    """The demo picture a driver takes for a reason."""
    return (REGION / "photos" / PHOTOS.get(reason, OTHER_PHOTO)).read_bytes()


def with_photo(report: Report, save: Callable[[bytes], BlobId]) -> c.Command:
    """The report's command, its photo saved first if it has one."""
    command = report.command
    if not report.with_photo or not isinstance(command, c.FailStop):
        return command
    return msgspec.structs.replace(command, photo=save(photo_of(command.reason)))


def open_demo(
    log: EventLog,
    blobs: BlobStore,
    engine: RoadEngine,
    *,
    local_day: date | None = None,
    seed: int,
    rate: float,
    region: Region | None = None,
) -> None:
    """Fill an empty log with a demo day up to its opening moment; blocks for some seconds.

    Raises `DemoRefused`, `LogUnavailable` or `RegionFileError`.
    """
    region = region or shipped_region()
    city = city_of(region)
    local_day = local_day or today_there(city)
    day = build_day(engine, local_day, seed, region=region)
    asyncio.run(_Morning(log, blobs, engine, seed, city).live(day, rate))
    log.put_meta("demo", msgspec.json.encode(OneSeed(seed, local_day.isoformat())))


class _Morning:
    """The hours before the console opens, on a clock of their own."""

    def __init__(
        self, log: EventLog, blobs: BlobStore, engine: RoadEngine, seed: int, city: City
    ) -> None:
        self._city = city
        self._depot_id = city.depot_id
        self._log = log
        self._blobs = blobs
        self._seed = seed
        self._roads = roads_of(engine)
        self._now = datetime.now(ZoneInfo("UTC"))
        self._sent = 0
        self._concerned: set[DriverId] = set()

    async def live(self, day: DemoDay, rate: float) -> None:
        """Open the day, drive it step by step, and leave the clock at its end."""
        evening, morning = _evening_and_morning(day.commands)
        self._now = day.opens_at - EVENING_BEFORE
        with ThreadPoolExecutor(1, "demo writer") as writer:
            gate = Gate(
                self._depot_id,
                self._log,
                GroupCommit(self._log, writer),
                now=lambda: self._now,
                has_photo=self._blobs.has,
                announce=self._note_concerned,
            )
            gate.load()
            gate.start()
            for command in evening:
                await self._ask(gate, OFFICE, command)
            self._now = day.opens_at - timedelta(hours=2)
            for command in morning:
                await self._ask(gate, OFFICE, command)
            for learned in learned_doors(gate.state, RESOURCES / self._city.folder / "doors.toml"):
                await self._ask(gate, MORNING_SHIFT, learned)
            drivers = {
                driver_id: SimulatedDriver(driver_id, self._seed, self._roads)
                for driver_id in gate.state.drivers
            }
            self._now = day.opens_at
            while self._now < day.opens_at + OPENS_AT:
                self._now += STEP
                await self._step(gate, drivers)
                await self._handle(gate)
                left = day.opens_at + OPENS_AT - self._now
                if any(left <= before < left + STEP for before in ASKED_BEFORE):
                    await self._ask_for_money(gate)
            self._log.store_positions(
                [
                    fix
                    for driver_id, driver in drivers.items()
                    for fix in self._last(driver_id, driver)
                ]
            )
            await gate.stop()
        keep_clock(self._log, self._depot_id, SavedClock(self._now, rate))

    def _note_concerned(self, committed: Committed) -> None:
        self._concerned |= drivers_concerned(committed.before, committed.state)

    async def _step(self, gate: Gate, drivers: dict[DriverId, SimulatedDriver]) -> None:
        """Everybody does what there is to do by now; the reports go through the gate together."""
        concerned, self._concerned = self._concerned, set()
        reports = []
        for driver_id, driver in drivers.items():
            if driver_id in concerned:
                driver.show(driver_view(gate.state, gate.texts, driver_id))
            actor = Actor(
                ActorId(driver_id), Role.DRIVER, frozenset({self._depot_id}), driver_id=driver_id
            )
            for report in driver.advance(self._now):
                reports.append(self._ask(gate, actor, with_photo(report, self._save)))
        await asyncio.gather(*reports)

    async def _handle(self, gate: Gate) -> None:
        """What the office decided on the morning's failures: refund, bring back, or try again."""
        for case in gate.state.cases.values():
            if case.kind is not CaseKind.FAILED_DELIVERY or case.status is not CaseStatus.OPEN:
                continue
            if case.stop_id is None or self._now - case.opened_at < HANDLED_AFTER:
                continue
            await self._ask(gate, MORNING_SHIFT, c.AcknowledgeCase(case_id=case.id))
            route = gate.state.routes[gate.state.stops[case.stop_id].route_id]
            if is_missing(gate.state, gate.state.orders[case.order_id]):
                await self._ask(gate, MORNING_SHIFT, c.RefundOrder(case_id=case.id))
                continue
            if case.reason in GIVEN_UP:
                await self._ask(gate, MORNING_SHIFT, c.ReturnToDepot(case_id=case.id))
                continue
            retry = c.PlaceOrder(
                order_id=case.order_id,
                route_id=route.id,
                index=len(route.stop_ids),
                expected_version=route.version,
            )
            await self._ask(gate, MORNING_SHIFT, retry)
            version = gate.state.routes[route.id].version
            send = c.SendChanges(route_id=route.id, expected_version=version)
            await self._ask(gate, MORNING_SHIFT, send)

    async def _ask_for_money(self, gate: Gate) -> None:
        """An exception as long as none was made, else the refund of what is worth most."""
        state = gate.state
        orders = [
            state.orders[case.order_id]
            for case in state.cases.values()
            if case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
        ]
        refused = [o for o in orders if (r := ruling(state, o)) is not None and not r.is_accepted]
        if refused and not any(order.exception for order in state.orders.values()):
            why = "She has ordered every week for two years."
            await self._ask(gate, CAMILA, c.MakeException(refused[0].id, why))
            return
        failed = [order for order in orders if order.attempts]
        if failed:
            dear = max(failed, key=lambda order: (refund_due(order), order.id))
            await self._ask(gate, CAMILA, c.RefundOrder(CaseId(f"case-{dear.id}")))

    def _save(self, photo: bytes) -> BlobId:
        blob_id = BlobId(hashlib.sha256(photo).hexdigest())
        if not self._blobs.has(blob_id):
            self._blobs.append(blob_id, self._blobs.begin(blob_id, len(photo)), photo)
            self._blobs.finish(blob_id)
        self._blobs.claim(blob_id, [self._depot_id])
        return blob_id

    def _last(self, driver_id: DriverId, driver: SimulatedDriver) -> list[StoredFix]:
        return [
            StoredFix(
                depot=self._depot_id,
                driver_id=driver_id,
                at=fix.at,
                received_at=self._now,
                lat=fix.lat,
                lon=fix.lon,
                speed_mps=fix.speed_mps,
                heading=fix.heading,
                accuracy_m=fix.accuracy_m,
            )
            for fix in driver.fixes(self._now)[-1:]
        ]

    async def _ask(self, gate: Gate, actor: Actor, command: c.Command) -> None:
        self._sent += 1
        answer = await gate.ask(actor, f"demo:{self._sent}", command)
        if isinstance(answer, p.Refused):
            raise DemoRefused(f"The demo day was refused: {answer.words}")
