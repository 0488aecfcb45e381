"""VROOM's JSON as a day: its jobs are orders, its vehicles vans and routes, its `steps` the plan.

Pure. Read by `vroom_reader.py`, then held against what a day can do; every mistake has its JSON
path, and with one of them nothing is written. A solution's `routes` may stand beside the problem.
Amounts are grams, millilitres and container places, as `route_files.as_vroom` writes them; a single
one is of places.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, count
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core.bounds import LAST_YEAR
from core.case_groups import distance_m
from core.exchange.order_import import Board, Spotter, in_pieces
from core.exchange.route_files import skill_number
from core.exchange.vroom_reader import Json, Mistake, Point, read_vroom
from core.json_faults import NOT_JSON
from core.model import (
    Break,
    Customer,
    CustomerId,
    Driver,
    DriverId,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    Place,
    Route,
    RouteId,
    Sender,
    ServiceDay,
    TextRef,
    TimeWindow,
    Vehicle,
    VehicleId,
)
from core.new_day import USUAL_FROM_MIN, USUAL_UNTIL_MIN, usual_crews
from core.phone import plain
from core.planning.fleet import Matrix
from core.rules.wording import day_words

OF_THIS_CENTURY_S = 366 * 86_400
"""Times beyond it are moments, those before it seconds after midnight of the day."""
LATEST_S = int(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp()) - 2 * 86_400
"""No moment of a day is later, wherever on Earth."""
MOST_LOAD = 1_000_000_000
LONGEST_NAME, LONGEST_ID = 60, 40
NEAR_DEPOT_M = 500
AT_DEPOT_M = 120
"""An end of a shipment that is so near is the depot's; in a dense city customers are next door."""
PLACED_AT_ONCE = 200
_SOLVED = ("routes", "unassigned", "summary", "code")
_AMOUNTS = ("delivery", "pickup")
_LIMITS = ("costs", "max_tasks", "max_travel_time", "max_distance", "speed_factor")


class VroomOrder(Struct, frozen=True):
    """A job or a shipment as an order."""

    order: Order
    place: Place
    customer: Customer
    texts: dict[TextRef, str]
    sender: Place | None = None
    """Where its goods are collected, if not at the depot."""


class VroomDay(Struct, frozen=True):
    """All that a file brings; `visits` are the plan, by route."""

    day: ServiceDay
    orders: tuple[VroomOrder, ...]
    fleet: c.RegisterFleet
    """Drivers and vans that the depot does not have yet."""
    routes: tuple[Route, ...]
    visits: tuple[tuple[RouteId, tuple[OrderId, ...]], ...]
    """An order with a sender stands there twice: where it is collected, and where it is brought."""
    notices: tuple[Mistake, ...] = ()

    @property
    def planned(self) -> int:
        """How many orders are on a route."""
        return sum(len(set(order_ids)) for _, order_ids in self.visits)


def vroom_day(document: Json, board: Board, prefix: str = "") -> VroomDay | tuple[Mistake, ...]:
    """The day, or everything that is wrong with it. Where the file has moments it says its day,
    else it is the board's."""
    if not isinstance(document, dict):
        return (Mistake("$", "is not an object"),)
    problem, paths, wrong = _with_steps(document)
    try:
        found = read_vroom(_at_one_speed(problem), _nowhere)
    except RecursionError:
        return (Mistake("$", "is nested too deeply"),)
    if isinstance(found, list):
        wrong += [Mistake(_renamed(each.path, paths), each.words) for each in found]
    if wrong or isinstance(found, list):
        return tuple(wrong)
    reading = _Reading(cast(dict[str, Any], problem), board, prefix)
    day = reading.day()
    if reading.mistakes:
        return tuple(reading.mistakes)
    return replace(day, notices=(*found.notices, *day.notices))


def commands(day: VroomDay) -> Iterator[tuple[int, c.Command]]:
    """In the order in which they are asked for, each with how many orders it brings."""
    if day.fleet.drivers or day.fleet.vehicles:
        yield 0, day.fleet
    yield 0, c.OpenDay(day.day, day.routes, ())
    for piece in in_pieces(day.orders, lambda each: each):
        yield len(piece), _brought(piece)
    senders = {each.order.id: each.order.sender for each in day.orders}
    placements = [
        placement
        for route_id, order_ids in day.visits
        for placement in _placements(route_id, order_ids, senders)
    ]
    for some in in_pieces(placements, lambda each: each):
        yield 0, c.PlaceAll(tuple(some))


def _placements(
    route_id: RouteId, order_ids: Sequence[OrderId], senders: Mapping[OrderId, Sender | None]
) -> Iterator[c.PlaceOrder]:
    """In the order of deliveries: what is collected before them comes in with them."""
    last = {order_id: at for at, order_id in enumerate(order_ids)}
    there: list[int] = []
    for at, order_id in enumerate(order_ids):
        if last[order_id] != at:
            continue
        sender, meeting, version = senders[order_id], None, 1 + len(there)
        if sender is not None:
            taken = order_ids.index(order_id)
            index = bisect(there, taken)
            there.insert(index, taken)
            meeting = c.HandOver(sender.place_id, None, 0, 0, index, sender.service_s)
        yield c.PlaceOrder(
            order_id, route_id, len(there), expected_version=version, hand_over=meeting
        )
        there.append(at)


def way_back(day: VroomDay) -> tuple[c.TakeBackOrders, ...]:
    """Orders leave their routes and close; the day stays open, with its vans."""
    ids = [each.order.id for each in day.orders]
    return tuple(
        c.TakeBackOrders(tuple(ids[at : at + PLACED_AT_ONCE]))
        for at in range(0, len(ids), PLACED_AT_ONCE)
    )


def _brought(piece: Sequence[VroomOrder]) -> c.ImportOrders:
    found = (place for each in piece for place in (each.sender, each.place))
    places = {place.id: place for place in found if place is not None}
    customers = {each.customer.id: each.customer for each in piece}
    return c.ImportOrders(
        tuple(places.values()),
        tuple(customers.values()),
        tuple(each.order for each in piece),
        {ref: text for each in piece for ref, text in each.texts.items()},
    )


def _nowhere(points: list[Point]) -> tuple[Matrix, Matrix]:
    """Travel times do not matter here, the depot has its own: those of all points to all would
    only take memory."""
    none = np.zeros((1, 1), dtype=np.int32)
    return none, none


def _at_one_speed(problem: Mapping[str, Json]) -> dict[str, Json]:
    """For each speed the reader would keep all of a file's travel times once more."""
    vehicles = problem.get("vehicles")
    if not isinstance(vehicles, list):
        return dict(problem)
    return {
        **problem,
        "vehicles": [
            {name: value for name, value in each.items() if name != "speed_factor"}
            if isinstance(each, dict)
            else each
            for each in vehicles
        ],
    }


def _with_steps(
    document: Mapping[str, Json],
) -> tuple[dict[str, Json], dict[str, str], list[Mistake]]:
    """The problem with the solution's routes as `steps`, and where each of them stood."""
    problem = {name: value for name, value in document.items() if name not in _SOLVED}
    routes, vehicles = document.get("routes"), problem.get("vehicles")
    if routes is None or not isinstance(vehicles, list):
        return problem, {}, []
    if not isinstance(routes, list):
        return problem, {}, [Mistake("$.routes", "is not an array")]
    at = {each["id"]: n for n, each in enumerate(vehicles) if _is_known(each)}
    # Vans that the solution leaves in the depot have their steps from another plan.
    vehicles = [
        {name: value for name, value in each.items() if name != "steps"}
        if isinstance(each, dict)
        else each
        for each in vehicles
    ]
    paths, wrong = {}, []
    for number, route in enumerate(routes):
        path = f"$.routes[{number}]"
        if not isinstance(route, dict) or not isinstance(route.get("steps"), list):
            wrong.append(Mistake(path, "has no steps"))
        elif not _is_known({"id": route.get("vehicle")}) or route["vehicle"] not in at:
            wrong.append(Mistake(f"{path}.vehicle", "is the id of no vehicle"))
        else:
            place = at[route["vehicle"]]
            vehicles[place] = {**vehicles[place], "steps": [_step(s) for s in route["steps"]]}
            paths[f"$.vehicles[{place}].steps"] = f"{path}.steps"
    return {**problem, "vehicles": vehicles}, paths, wrong


def _is_known(value: Json) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), int)


def _step(value: Json) -> Json:
    """What a problem's step has; the solution tells more of each."""
    if not isinstance(value, dict) or value.get("type") not in ("job", "pickup", "delivery"):
        return {"type": value.get("type")} if isinstance(value, dict) else value
    return {"type": value["type"], "id": value.get("id", value.get("job"))}


def _renamed(path: str, paths: Mapping[str, str]) -> str:
    meant = ((old, new) for old, new in paths.items() if path.startswith(old))
    return next((path.replace(old, new, 1) for old, new in meant), path)


class _Task(Struct, frozen=True):
    """What becomes an order: a job, or the end of a shipment that is not the depot."""

    path: str
    step: tuple[str, int]
    """How a vehicle's steps name it."""
    job: dict[str, Any]
    pickup: dict[str, Any] | None = None
    """Of a shipment from one customer to another."""

    @property
    def jobs(self) -> tuple[dict[str, Any], ...]:
        """All its visits."""
        return (self.job,) if self.pickup is None else (self.pickup, self.job)


class _Reading:
    """A sound problem as a day of this depot."""

    def __init__(self, problem: dict[str, Any], board: Board, prefix: str) -> None:
        assert board.state.depot is not None
        self._problem, self._board, self._prefix = problem, board, prefix
        self._depot = board.state.depot
        self._home = board.state.places[self._depot.place_id]
        self._zone = ZoneInfo(self._depot.zone)
        self._spotter = Spotter(board, self._depot)
        known = (van.equipment for van in board.state.vehicles.values())
        self._equipment = {skill_number(name): name for names in known for name in names}
        self.mistakes: list[Mistake] = []
        self._notices: list[Mistake] = []
        self._tasks = [
            _Task(f"$.jobs[{number}]", ("job", job["id"]), job)
            for number, job in enumerate(problem.get("jobs", ()))
        ]
        self._van_names = {plain(van.name) for van in board.state.vehicles.values()}
        self._ids = {task.job["id"] for task in self._tasks}
        for number, shipment in enumerate(problem.get("shipments", ())):
            self._ship(shipment, f"$.shipments[{number}]")
        self._said = Counter(task.job.get("description") for task in self._tasks)
        sizes = [v.get("capacity", ()) for v in problem["vehicles"]]
        if not any(sizes):
            sizes = [task.job.get(name, ()) for task in self._tasks for name in _AMOUNTS]
        self._dimensions = max(map(len, sizes), default=0)
        self._date = self._first_date()
        self._day = ServiceDay(self._date.isoformat())

    def day(self) -> VroomDay:
        today = self._board.now.astimezone(self._zone).date()
        if self._date < today:
            self._wrong("$", f"is of {day_words(self._day)}, which is over")
        if self._day in self._board.state.days:
            self._wrong(
                "$", f"is of {day_words(self._day)}, which is open already: take another day"
            )
        orders = [self._order(task) for task in self._tasks]
        self._must_be_told_apart()
        ids = {task.step: self._order_id(task.job) for task in self._tasks}
        for task in self._tasks:
            if task.pickup is not None:
                ids["pickup", task.pickup["id"]] = self._order_id(task.job)
        drivers, vans, texts, routes, visits = [], [], {}, [], []
        crews = {crew.vehicle_id: crew.driver_id for crew in usual_crews(self._board.state)}
        taken: set[str] = set()
        driving: set[str] = set()
        for number, each in enumerate(self._problem["vehicles"]):
            path = f"$.vehicles[{number}]"
            van = self._van(each, path, taken)
            taken.add(van.id)
            driver_id = self._driver(each, crews.get(van.id), driving)
            driving.add(driver_id)
            if van.id not in self._board.state.vehicles:
                vans.append(van)
            if driver_id not in self._board.state.drivers:
                driver = Driver(driver_id, TextRef(f"driver-{driver_id}-name"))
                drivers.append(driver)
                texts[driver.name_ref] = _names(each)[1] or f"Driver {each['id']}"
            routes.append(self._route(each, path, van, driver_id))
            steps = [(step["type"], step.get("id")) for step in each.get("steps", ())]
            self._must_be_whole(steps, path)
            # The depot's end of a shipment is no visit.
            visits.append((routes[-1].id, tuple(ids[step] for step in steps if step in ids)))
        return VroomDay(
            day=self._day,
            orders=tuple(order for order in orders if order is not None),
            fleet=c.RegisterFleet(tuple(drivers), tuple(vans), texts),
            routes=tuple(routes),
            visits=tuple(visits),
            notices=tuple(self._notices),
        )

    def _wrong(self, path: str, words: str) -> None:
        self.mistakes.append(Mistake(path, words))

    def _notice(self, path: str, words: str) -> None:
        self._notices.append(Mistake(path, words))

    # Jobs.

    def _ship(self, shipment: Mapping[str, Any], path: str) -> None:
        """One from the depot is a delivery, one to the depot a return."""
        for end, other in (("delivery", "pickup"), ("pickup", "delivery")):
            where = shipment[other].get("location")
            if where is None or distance_m(self._home, where[1], where[0]) > AT_DEPOT_M:
                continue
            if shipment[other].get("time_windows"):
                self._notice(f"{path}.{other}.time_windows", "is not kept: that end is the depot")
            job = {name: each for name, each in shipment[end].items() if name != "location_index"}
            job["id"] = self._free_id(job["id"])
            job |= {end: shipment.get("amount", ()), "skills": shipment.get("skills", ())}
            step = (end, shipment[end]["id"])
            self._tasks.append(_Task(f"{path}.{end}", step, job))
            return
        job = dict(shipment["delivery"])
        job["id"] = self._free_id(job["id"])
        job |= {"delivery": shipment.get("amount", ()), "skills": shipment.get("skills", ())}
        step = ("delivery", shipment["delivery"]["id"])
        self._tasks.append(_Task(f"{path}.delivery", step, job, shipment["pickup"]))

    def _free_id(self, number: object) -> object:
        """Shipments may count like jobs, and pickups like deliveries."""
        while number in self._ids:
            number = f"S{number}"
        self._ids.add(number)
        return number

    def _must_be_whole(self, steps: Sequence[tuple[str, Any]], path: str) -> None:
        """Goods that go from one customer to another are collected first, by the same vehicle."""
        at = {step: number for number, step in reversed([*enumerate(steps)])}
        for task in self._tasks:
            if task.pickup is None:
                continue
            halves = ("pickup", task.pickup["id"]), task.step
            taken, brought = (half in at for half in halves)
            if taken != brought:
                lacks = halves[taken]
                self._wrong(f"{path}.steps", f"lacks the {lacks[0]} {lacks[1]} of its shipment")
            elif taken and at[halves[0]] > at[halves[1]]:
                words = f"has delivery {task.step[1]} before its pickup {halves[0][1]}"
                self._wrong(f"{path}.steps", words)

    def _must_be_told_apart(self) -> None:
        taken: dict[OrderId, str] = {}
        for task in self._tasks:
            order_id = self._order_id(task.job)
            if order_id in taken:
                self._wrong(f"{task.path}.id", f"is order {order_id}, as {taken[order_id]} is, too")
            taken[order_id] = task.path

    def _order_id(self, job: Mapping[str, Any]) -> OrderId:
        """The description where it is a number of an order, as one that was exported; what several
        jobs say is rather where they are."""
        said = str(job.get("description", ""))
        is_number = re.fullmatch(r"[A-Za-z0-9_.-]*\d[A-Za-z0-9_.-]*", said) is not None
        is_number = is_number and self._said[said] == 1
        return OrderId(f"{self._prefix}{said if is_number else job['id']}"[:LONGEST_ID])

    def _order(self, task: _Task) -> VroomOrder | None:
        job, path = task.job, task.path
        order_id = self._order_id(job)
        if order_id in self._board.state.orders:
            self._wrong(f"{path}.id", f"is order {order_id} here, which is known: choose a prefix")
        place = self._place(job, path, order_id)
        sender, giver = None, None
        if task.pickup is not None:
            from_path = path.replace(".delivery", ".pickup")
            giver = self._place(task.pickup, from_path, order_id)
            if giver is not None:
                window = self._windows(task.pickup, from_path)
                sender = Sender(giver.id, _service_s(task.pickup), window)
        window = self._windows(job, path)
        items = self._items(order_id, job)
        kinds = {item.is_collected for item in items}
        kind = OrderKind.EXCHANGE if len(kinds) == 2 else OrderKind.DELIVERY
        kind = OrderKind.RETURN if kinds == {True} else kind
        if place is None or (task.pickup is not None and giver is None):
            return None
        said = _said(job)
        name_ref = TextRef(f"order/{order_id}/name")
        customer = Customer(CustomerId(f"order/{order_id}"), name_ref)
        order = Order(
            id=order_id,
            kind=kind,
            customer_id=customer.id,
            place_id=place.id,
            items=items,
            day=self._day,
            service_s=_service_s(job),
            window=window,
            needs=self._skills(job),
            source="vroom",
            sender=sender,
        )
        texts = {name_ref: said or f"Job {job['id']}"}
        return VroomOrder(order, place, customer, texts, giver)

    def _place(self, job: Mapping[str, Any], path: str, order_id: OrderId) -> Place | None:
        if "location" not in job:
            self._wrong(f"{path}.location", "is missing: a day needs coordinates, not an index")
            return None
        lon, lat = (float(each) for each in job["location"])
        said = _said(job)
        address = said if said and said != order_id else f"{lat:.5f}, {lon:.5f}"
        place, doubt = self._spotter.place(address, lat, lon)
        if doubt is not None:
            (self._wrong if place is None else self._notice)(f"{path}.location", doubt.words)
        return place

    def _windows(self, job: Mapping[str, Any], path: str) -> TimeWindow | None:
        spans = sorted(job.get("time_windows", ()))
        if not spans:
            return None
        if len(spans) > 1:
            self._notice(f"{path}.time_windows", "has several; the order has the first one")
        where = f"{path}.time_windows"
        return TimeWindow(self._at(spans[0][0], where), self._at(spans[0][1], where))

    def _items(self, order_id: OrderId, job: Mapping[str, Any]) -> tuple[Item, ...]:
        """What is brought, and what is taken along; a job without amounts brings something."""
        found = []
        for name, is_collected in zip(_AMOUNTS, (False, True), strict=True):
            amounts = job.get(name, ())
            if any(amounts):
                found.append((self._load(amounts), is_collected))
        if not found:
            found.append((Load(), "pickup" in job and "delivery" not in job))
        return tuple(
            Item(ItemId(f"{order_id}.{n}"), "GOODS", "Goods", 1, 0, load, is_collected=is_collected)
            for n, (load, is_collected) in enumerate(found, start=1)
        )

    # Vehicles.

    def _van(self, each: Mapping[str, Any], path: str, taken: set[str]) -> Vehicle:
        """One of the depot's own by its name, else a new one."""
        for name in ("start", "end"):
            where = each.get(name)
            if where is not None and distance_m(self._home, where[1], where[0]) > NEAR_DEPOT_M:
                self._notice(f"{path}.{name}", "is not the depot: here each van leaves from there")
        for name in _LIMITS:
            if name in each:
                self._notice(f"{path}.{name}", "is not kept")
        said = _names(each)[0]
        fleet = self._board.state.vehicles.values()
        named = {plain(van.name): van for van in fleet}
        own = named.get(plain(said)) if said else None
        if own is not None and not own.is_retired and own.id not in taken:
            lacking = sorted(self._skills(each) - own.equipment)
            if lacking:
                words = f"is not kept: {own.name} of this depot has no {lacking[0]}"
                self._notice(f"{path}.skills", words)
            return own
        capacity = each.get("capacity")
        load = Load(MOST_LOAD, MOST_LOAD, MOST_LOAD) if capacity is None else self._load(capacity)
        van_id = VehicleId(f"vroom-{self._day}-{each['id']}")
        new = Vehicle(van_id, "", load, self._skills(each))
        before = next((van for van in fleet if not said and _is_again(van, each["id"], new)), None)
        if before is not None and before.id not in taken:
            return before
        return replace(new, name=self._free_name(said or f"Van {each['id']}", each["id"]))

    def _free_name(self, name: str, number: int) -> str:
        """People know vans by their names: also those that come with this file."""
        others = (f"{name[:40]} ({number}{f', {n}' if n > 1 else ''})" for n in count(1))
        free = next(each for each in chain((name,), others) if plain(each) not in self._van_names)
        self._van_names.add(plain(free))
        return free

    def _driver(self, each: Mapping[str, Any], usual: DriverId | None, taken: set[str]) -> DriverId:
        """Who is named, else who usually drives the van, else somebody new."""
        texts = self._board.texts
        name = plain(_names(each)[1])
        for driver in self._board.state.drivers.values():
            is_named = bool(name) and plain(texts.get(driver.name_ref, "")) == name
            if is_named and not driver.has_left and driver.id not in taken:
                return driver.id
        if usual is not None and usual not in taken:
            return usual
        return DriverId(f"vroom-{self._day}-{each['id']}")

    def _route(
        self, each: Mapping[str, Any], path: str, van: Vehicle, driver_id: DriverId
    ) -> Route:
        first, last = each.get("time_window", (None, None))
        midnight = self._midnight()
        at = f"{path}.time_window"
        starts = self._at(first, at) if first is not None else midnight + _minutes(USUAL_FROM_MIN)
        ends = self._at(last, at) if last is not None else midnight + _minutes(USUAL_UNTIL_MIN)
        if ends <= starts:
            self._wrong(at, "ends when it begins")
        breaks = []
        for number, pause in enumerate(each.get("breaks", ())):
            spans = sorted(pause["time_windows"])
            where = f"{path}.breaks[{number}].time_windows"
            if len(spans) > 1:
                self._notice(where, "has several; the break has the first one")
            begin, end = (self._at(second, where) for second in spans[0])
            breaks.append(Break(begin, end, int(pause.get("service", 0))))
        return Route(
            id=RouteId(f"{self._day}-{driver_id}"),
            name=_names(each)[0] or f"Route {each['id']}",
            day=self._day,
            driver_id=driver_id,
            vehicle_id=van.id,
            start_place_id=self._depot.place_id,
            end_place_id=self._depot.place_id,
            starts_at=starts,
            ends_at=ends,
            breaks=tuple(breaks),
        )

    # What they share.

    def _skills(self, owner: Mapping[str, Any]) -> frozenset[str]:
        """Equipment by the number that a file of this product gives it; others as they come."""
        numbers = owner.get("skills", ())
        return frozenset(self._equipment.get(each, f"skill {each}") for each in numbers)

    def _load(self, amounts: Sequence[int]) -> Load:
        first, second, third = [min(each, MOST_LOAD) for each in (*amounts, 0, 0, 0)][:3]
        return Load(0, 0, first) if self._dimensions <= 1 else Load(first, second, third)

    def _first_date(self) -> date:
        """Of the earliest moment that the file names; the board's day where it names none."""
        times = [
            second
            for each in (
                *(job for task in self._tasks for job in task.jobs),
                *self._problem["vehicles"],
            )
            for span in (*each.get("time_windows", ()), each.get("time_window", ()))
            for second in span[:1]
            if second > OF_THIS_CENTURY_S
        ]
        if not times:
            return self._board.day
        return datetime.fromtimestamp(min(*times, LATEST_S), self._zone).date()

    def _midnight(self) -> datetime:
        return datetime.combine(self._date, time(), self._zone).astimezone(UTC)

    def _at(self, second: int, path: str) -> datetime:
        if second > LATEST_S:
            self._wrong(path, f"is after {LAST_YEAR}")
        if second > OF_THIS_CENTURY_S:
            return datetime.fromtimestamp(min(second, LATEST_S), UTC)
        return self._midnight() + timedelta(seconds=second)


def _minutes(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


def _said(job: Mapping[str, Any]) -> str:
    return " ".join(str(job.get("description", "")).split())[:200]


def _service_s(job: Mapping[str, Any]) -> int:
    return min(int(job.get("service", 0)) + int(job.get("setup", 0)), 8 * 3600)


def _names(each: Mapping[str, Any]) -> tuple[str, str]:
    """`Route 3, Ana Soto` names route and driver; without a comma it is the route's."""
    route, _, driver = str(each.get("description", "")).partition(",")
    return " ".join(route.split())[:LONGEST_NAME], " ".join(driver.split())[:LONGEST_NAME]


def _is_again(van: Vehicle, number: int, new: Vehicle) -> bool:
    """Whether a van came with an earlier file under that number, and bears as much as this one."""
    is_same = re.fullmatch(rf"vroom-\d{{4}}-\d\d-\d\d-{number}", van.id) is not None
    bears_as_much = (van.capacity, van.equipment) == (new.capacity, new.equipment)
    return is_same and bears_as_much and not van.is_retired


def document_of(content: bytes) -> Json:
    """Raises `ValueError` with what is wrong and where."""
    try:
        return msgspec.json.decode(content)
    except NOT_JSON as error:
        raise ValueError(f"The file is no JSON: {error}.") from None
