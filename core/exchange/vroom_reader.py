"""VROOM's JSON as a fleet problem: jobs, shipments, vehicles, matrices, and `steps` as a plan.

Pure: https://github.com/VROOM-Project/vroom/blob/master/docs/API.md. Every mistake is found, each
with its JSON path; what VROOM counts and the engine would ignore is a mistake, too, while what
neither knows is only noticed, unless it looks like a slip. Costs are counted in 18,000ths, so that
hours and kilometres both come out whole.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeAlias, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.planning.fleet import FAR_AWAY, Break, FleetProblem, Matrix, Request, Sizes, Van

UNITS = 18_000
"""Of the problem's cost in one of VROOM's."""
MOST_SECONDS = 2**31 // 16
MOST_LOAD = 2**31 // 64
MOST_TASKS = 10_000
"""Jobs and halves of shipments, and vehicles: setting a search up for more takes longer than its
caller waits."""
MOST_PLACES = 12_000
"""Travel times between so many take five gigabytes in all."""
MOST_NUMBER = 2**63
"""JSON knows numbers that no float can hold."""
Json: TypeAlias = object
Point: TypeAlias = tuple[float, float]
"""Longitude, latitude, as VROOM has it."""
Travel: TypeAlias = Callable[[list[Point]], tuple[Matrix, Matrix]]
"""Seconds and metres between points, [from, to]."""
T = TypeVar("T")


class Mistake(NamedTuple):
    """One thing wrong with a file."""

    path: str
    words: str


class Task(Struct, frozen=True):
    """What a request was in the file; the request has the same number."""

    kind: str
    """`job`, `pickup` or `delivery`."""
    id: int
    description: str = ""
    point: Point | None = None
    index: int | None = None
    priority: int = 0


class Vehicle(Struct, frozen=True):
    """What a van was in the file."""

    id: int
    description: str = ""
    profile: str = "car"
    start: Point | None = None
    end: Point | None = None
    start_index: int | None = None
    end_index: int | None = None
    has_start: bool = True
    has_end: bool = True
    break_ids: tuple[int, ...] = ()
    dimensions: int = 0


class VroomProblem(Struct, frozen=True):
    """A problem with what is needed to write its solution; times are counted from `origin_s`."""

    fleet: FleetProblem
    tasks: tuple[Task, ...]
    vehicles: tuple[Vehicle, ...]
    routes: tuple[tuple[int, ...], ...]
    """From `steps`; empty without any."""
    origin_s: int
    has_points: bool
    """Whether travel times had to be worked out."""
    notices: tuple[Mistake, ...] = ()
    """What the file says that makes no difference."""


def read_vroom(document: Json, travel: Travel) -> VroomProblem | list[Mistake]:
    """The problem, or everything that is wrong with it and then what would be ignored, so that who
    mends the file sees all of it at once. `travel` is asked where matrices lack."""
    reader = _Reader(document)
    found = reader.problem(travel)
    return [*reader.mistakes, *reader.notices] if found is None else found


class _Reader:
    def __init__(self, document: Json) -> None:
        self.mistakes: list[Mistake] = []
        self.notices: list[Mistake] = []
        self._document = document
        self._points: dict[Point, int] = {}
        self._size = 0
        self._origin = 0
        self._vehicle_ids: dict[int, str] = {}
        self._task_paths: list[str] = []

    # ------------------------------------------------------------------ values

    def _wrong(self, path: str, words: str) -> None:
        self.mistakes.append(Mistake(path, words))

    def _object(self, value: Json, path: str, known: str) -> Mapping[str, Json]:
        if not isinstance(value, dict):
            self._wrong(path, "is not an object")
            return {}
        names = known.split()
        for name in value:
            if name not in names:
                self._unknown(name, names, f"{path}.{_shown(name)}")
        return value

    def _unknown(self, name: str, known: list[str], path: str) -> None:
        if name in _NOT_DONE:
            self._wrong(path, "is not supported")
        elif name in _ONLY_CHECKED:
            self.notices.append(Mistake(path, "counts only where a given plan is checked: ignored"))
        elif meant := get_close_matches(name, known, 1, 0.8):
            self._wrong(path, f"is not known: is {meant[0]} meant?")
        else:
            self.notices.append(Mistake(path, "is not known: ignored"))

    def _list(self, owner: Mapping[str, Json], name: str, path: str) -> Iterator[tuple[Json, str]]:
        value = owner.get(name, [])
        if not isinstance(value, list):
            self._wrong(f"{path}.{name}", "is not an array")
            return
        for number, each in enumerate(value):
            yield each, f"{path}.{name}[{number}]"

    def _int(
        self,
        owner: Mapping[str, Json],
        name: str,
        path: str,
        *,
        default: int = 0,
        least: int = 0,
        most: int = MOST_SECONDS,
    ) -> int:
        if name not in owner:
            return default
        return self._whole(owner[name], f"{path}.{name}", least, most)

    def _whole(self, value: Json, path: str, least: int, most: int) -> int:
        if isinstance(value, float) and math.isfinite(value) and value == int(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong(path, "is not a whole number")
        elif not least <= value <= most:
            self._wrong(path, f"is not between {least} and {most}")
        else:
            return value
        return least

    def _id(self, owner: Mapping[str, Json], path: str, seen: dict[int, str]) -> int:
        if "id" not in owner:
            self._wrong(f"{path}.id", "is missing")
            return -1
        found = self._whole(owner["id"], f"{path}.id", 0, 2**63)
        if found in seen:
            self._wrong(f"{path}.id", f"is the id of {seen[found]}, too")
        seen[found] = path
        return found

    def _text(self, owner: Mapping[str, Json], name: str, path: str, default: str = "") -> str:
        value = owner.get(name, default)
        if isinstance(value, str):
            return value
        self._wrong(f"{path}.{name}", "is not a text")
        return default

    def _windows(
        self, owner: Mapping[str, Json], name: str, path: str
    ) -> tuple[tuple[int, int], ...]:
        found = [self._window(value, at) for value, at in self._list(owner, name, path)]
        merged: list[tuple[int, int]] = []
        for opens, closes in sorted(found):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
            else:
                merged.append((opens, closes))
        return tuple(merged)

    def _window(self, value: Json, path: str) -> tuple[int, int]:
        if not isinstance(value, list) or len(value) != 2:
            self._wrong(path, "is not a pair of times")
            return 0, 0
        opens, closes = (
            self._whole(each, f"{path}[{n}]", 0, 2**40) for n, each in enumerate(value)
        )
        if closes < opens:
            self._wrong(path, "ends before it begins")
        return min(opens - self._origin, FAR_AWAY), min(closes - self._origin, FAR_AWAY)

    def _amount(
        self, owner: Mapping[str, Json], name: str, path: str, most: int = MOST_LOAD
    ) -> Sizes:
        values = [self._whole(each, at, 0, most) for each, at in self._list(owner, name, path)]
        if len(values) > 3:
            self._wrong(f"{path}.{name}", "has more than three dimensions")
        elif name in owner and self._size and len(values) != self._size:
            self._wrong(f"{path}.{name}", f"has {len(values)} amounts, capacities {self._size}")
        first, second, third = [*values, 0, 0, 0][:3]
        return first, second, third

    def _skills(self, owner: Mapping[str, Json], path: str) -> frozenset[int]:
        return frozenset(
            self._whole(each, at, 0, 2**32) for each, at in self._list(owner, "skills", path)
        )

    def _place(
        self, owner: Mapping[str, Json], path: str, point: str, index: str
    ) -> tuple[Point | None, int | None]:
        at = self._whole(owner[index], f"{path}.{index}", 0, 2**20) if index in owner else None
        where = owner.get(point)
        if where is None:
            if at is None:
                self._wrong(f"{path}.{point}", f"is missing, and so is {index}")
            return None, at
        if not isinstance(where, list) or len(where) != 2 or not all(map(_is_number, where)):
            self._wrong(f"{path}.{point}", "is not [longitude, latitude]")
            return None, at
        lon, lat = float(where[0]), float(where[1])
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            self._wrong(f"{path}.{point}", "is not on Earth")
        return (lon, lat), at

    # ------------------------------------------------------------------ the whole

    def problem(self, travel: Travel) -> VroomProblem | None:
        root = self._object(
            self._document,
            "$",
            "jobs shipments vehicles matrices matrix options geometry distribution",
        )
        self._origin = _first_time(root)
        vehicles = [self._vehicle(v, p) for v, p in self._list(root, "vehicles", "$")]
        if not vehicles and not self.mistakes:
            self._wrong("$.vehicles", "is missing or empty")
        self._same_sizes(vehicles)
        tasks, requests, needs = self._tasks(root)
        if not requests and not self.mistakes:
            self._wrong("$", "has neither jobs nor shipments")
        for path, many in (("$", requests), ("$.vehicles", vehicles)):
            if len(many) > MOST_TASKS:
                what = "tasks" if path == "$" else "vehicles"
                self._wrong(path, f"has {len(many)} {what}, more than {MOST_TASKS} at once")
        if self.mistakes:
            return None
        return self._placed(root, vehicles, tasks, requests, needs, travel)

    def _same_sizes(self, vehicles: "list[_Read]") -> None:
        sizes = {each.vehicle.dimensions for each in vehicles}
        self._size = max(sizes, default=0)
        for number, each in enumerate(vehicles):
            if each.vehicle.dimensions != self._size:
                self._wrong(f"$.vehicles[{number}].capacity", f"has not {self._size} amounts")

    # ------------------------------------------------------------------ vehicles

    def _vehicle(self, value: Json, path: str) -> "_Read":
        owner = self._object(
            value,
            path,
            "id profile description start start_index end end_index capacity costs skills "
            "time_window breaks speed_factor max_tasks max_travel_time max_distance steps",
        )
        number = self._id(owner, path, self._vehicle_ids)
        has_start = "start" in owner or "start_index" in owner
        has_end = "end" in owner or "end_index" in owner
        if owner and not has_start and not has_end:
            self._wrong(path, "has neither start nor end")
        start, start_at = (None, None)
        end, end_at = (None, None)
        if has_start:
            start, start_at = self._place(owner, path, "start", "start_index")
        if has_end:
            end, end_at = self._place(owner, path, "end", "end_index")
        self._size = 0
        first, second, third = self._amount(owner, "capacity", path, 2**62)
        room = min(first, FAR_AWAY), min(second, FAR_AWAY), min(third, FAR_AWAY)
        capacity = owner.get("capacity", [])
        dimensions = len(capacity) if isinstance(capacity, list) else 0
        opens, closes = 0, FAR_AWAY
        if "time_window" in owner:
            opens, closes = self._window(owner["time_window"], f"{path}.time_window")
        pauses = [self._break(v, p) for v, p in self._list(owner, "breaks", path)]
        pauses.sort(key=lambda each: each[1].windows)
        speed = owner.get("speed_factor", 1.0)
        if not _is_number(speed) or not 0 < float(speed) <= 5:  # type: ignore[arg-type]
            self._wrong(f"{path}.speed_factor", "is not between 0 and 5")
            speed = 1.0
        fixed, per_hour, per_km = self._costs(owner, path)
        van = Van(
            start=0,
            end=0,
            begin_s=opens,
            latest_s=min(closes, FAR_AWAY),
            room=room if dimensions else (FAR_AWAY, FAR_AWAY, FAR_AWAY),
            per_second=5 * per_hour,
            per_unit=18 * per_km,
            fixed=UNITS * fixed,
            max_tasks=self._int(owner, "max_tasks", path, default=FAR_AWAY),
            max_driving_s=self._int(owner, "max_travel_time", path, default=FAR_AWAY),
            max_metres=self._int(owner, "max_distance", path, default=FAR_AWAY, most=FAR_AWAY),
            breaks=tuple(pause for _, pause in pauses),
        )
        described = Vehicle(
            id=number,
            description=self._text(owner, "description", path),
            profile=self._text(owner, "profile", path, "car"),
            start=start,
            end=end,
            start_index=start_at,
            end_index=end_at,
            has_start=has_start,
            has_end=has_end,
            break_ids=tuple(each for each, _ in pauses),
            dimensions=dimensions,
        )
        skills, steps = self._skills(owner, path), self._steps(owner, path)
        return _Read(described, van, skills, float(speed), steps, path)  # type: ignore[arg-type]

    def _costs(self, owner: Mapping[str, Json], path: str) -> tuple[int, int, int]:
        if "costs" not in owner:
            return 0, 3600, 0
        path = f"{path}.costs"
        costs = self._object(owner["costs"], path, "fixed per_hour per_km")
        return (
            self._int(costs, "fixed", path, most=10**9),
            self._int(costs, "per_hour", path, default=3600, most=10**7),
            self._int(costs, "per_km", path, most=10**7),
        )

    def _break(self, value: Json, path: str) -> tuple[int, Break]:
        owner = self._object(value, path, "id time_windows service description")
        number = self._int(owner, "id", path, most=2**63)
        windows = self._windows(owner, "time_windows", path)
        if not windows:
            self._wrong(f"{path}.time_windows", "is missing or empty")
            windows = ((0, 0),)
        return number, Break(windows, self._int(owner, "service", path))

    def _steps(self, owner: Mapping[str, Json], path: str) -> list[tuple[str, int, str]]:
        found = []
        for value, at in self._list(owner, "steps", path):
            step = self._object(value, at, "type id")
            kind = self._text(step, "type", at)
            if kind in ("job", "pickup", "delivery"):
                found.append((kind, self._int(step, "id", at, default=-1, most=2**63), at))
            elif kind not in ("start", "end", "break"):
                self._wrong(f"{at}.type", "is no kind of step")
        return found

    # ------------------------------------------------------------------ tasks

    def _tasks(
        self, root: Mapping[str, Json]
    ) -> tuple[list[Task], list[Request], list[frozenset[int]]]:
        tasks: list[Task] = []
        requests: list[Request] = []
        needs: list[frozenset[int]] = []
        seen: dict[int, str] = {}
        for value, path in self._list(root, "jobs", "$"):
            owner = self._object(value, path, f"{_TASK} delivery pickup skills priority")
            task, request = self._task(owner, path, "job", seen)
            sizes = self._amount(owner, "delivery", path), self._amount(owner, "pickup", path)
            priority = self._int(owner, "priority", path, most=100)
            tasks.append(_with(task, priority=priority))
            requests.append(_with(request, loads=sizes[0], takes=sizes[1], weight=1 + 2 * priority))
            needs.append(self._skills(owner, path))
        halves: dict[str, dict[int, str]] = {"pickup": {}, "delivery": {}}
        for value, path in self._list(root, "shipments", "$"):
            owner = self._object(value, path, "pickup delivery amount skills priority")
            amount = self._amount(owner, "amount", path)
            priority = self._int(owner, "priority", path, most=100)
            skills, at = self._skills(owner, path), len(requests)
            for kind, partner in (("pickup", at + 1), ("delivery", at)):
                if kind not in owner:
                    self._wrong(f"{path}.{kind}", "is missing")
                part = self._object(owner.get(kind, {}), f"{path}.{kind}", _TASK)
                task, request = self._task(part, f"{path}.{kind}", kind, halves[kind])
                tasks.append(_with(task, priority=priority))
                size = {"takes" if kind == "pickup" else "leaves": amount}
                requests.append(
                    _with(
                        request,
                        partner=partner,
                        is_delivery_half=kind == "delivery",
                        weight=1 + 2 * priority,
                        **size,
                    )
                )
                needs.append(skills)
        return tasks, requests, needs

    def _task(
        self, owner: Mapping[str, Json], path: str, kind: str, seen: dict[int, str]
    ) -> tuple[Task, Request]:
        self._task_paths.append(path)
        if not owner:
            return Task(kind, -1), Request(0)
        number = self._id(owner, path, seen)
        point, index = self._place(owner, path, "location", "location_index")
        task = Task(kind, number, self._text(owner, "description", path), point, index)
        windows = self._windows(owner, "time_windows", path)
        if "time_windows" in owner and not windows:
            self._wrong(f"{path}.time_windows", "is empty")
        request = Request(
            place=0,
            service_s=self._int(owner, "service", path),
            setup_s=self._int(owner, "setup", path),
            windows=windows,
        )
        return task, request

    # ------------------------------------------------------------------ places and matrices

    def _placed(
        self,
        root: Mapping[str, Json],
        vehicles: "list[_Read]",
        tasks: list[Task],
        requests: list[Request],
        needs: list[frozenset[int]],
        travel: Travel,
    ) -> VroomProblem | None:
        given = self._matrices(root)
        if self.mistakes:
            return None
        size = len(next(iter(given.values())).seconds) if given else 0
        task_places = [
            self._number(task.point, task.index, given, path)
            for task, path in zip(tasks, self._task_paths, strict=True)
        ]
        ends = [
            (
                self._number(v.vehicle.start, v.vehicle.start_index, given, f"{v.path}.start")
                if v.vehicle.has_start
                else -1,
                self._number(v.vehicle.end, v.vehicle.end_index, given, f"{v.path}.end")
                if v.vehicle.has_end
                else -1,
            )
            for v in vehicles
        ]
        for place, path in [
            *zip(task_places, self._task_paths, strict=True),
            *((p, v.path) for pair, v in zip(ends, vehicles, strict=True) for p in pair),
        ]:
            if given and place >= size:
                self._wrong(path, f"has index {place}; the matrices have {size} rows")
        if max(size, len(self._points)) > MOST_PLACES:
            places = max(size, len(self._points))
            self._wrong("$", f"has {places} places, more than {MOST_PLACES} at once")
            return None
        profiles = {v.vehicle.profile: v.path for v in vehicles}
        if not given and not self.mistakes:
            layer = _Layer(*travel(list(self._points)), None)
            given = dict.fromkeys(profiles, layer)
            size = len(layer.seconds)
        for name, path in profiles.items():
            if name not in given:
                self._wrong(f"{path}.profile", f"has no matrix of its name ({_shown(name)})")
        if self.mistakes:
            return None
        layers, seconds, second, metres = self._layers(vehicles, given, size)
        vans = [
            _with(
                each.van,
                start=size if start < 0 else start,
                end=size if end < 0 else end,
                layer=layer,
                per_second=0
                if given[each.vehicle.profile].costs is not None
                else each.van.per_second,
                per_unit=UNITS
                if given[each.vehicle.profile].costs is not None
                else each.van.per_unit,
            )
            for each, (start, end), layer in zip(vehicles, ends, layers, strict=True)
        ]
        able = {
            need: frozenset(n for n, each in enumerate(vehicles) if need <= each.skills)
            for need in set(needs)
        }
        placed = [
            _with(request, place=place, vans=able[need] if need else None)
            for request, place, need in zip(requests, task_places, needs, strict=True)
        ]
        routes = self._routes(vehicles, tasks)
        if self.mistakes:
            return None
        return VroomProblem(
            fleet=FleetProblem(tuple(placed), tuple(vans), seconds, second, metres),
            tasks=tuple(tasks),
            vehicles=tuple(each.vehicle for each in vehicles),
            routes=routes,
            origin_s=self._origin,
            has_points=bool(self._points) and not root.get("matrices") and not root.get("matrix"),
            notices=tuple(self.notices),
        )

    def _number(
        self, point: Point | None, index: int | None, given: "dict[str, _Layer]", path: str
    ) -> int:
        if given:
            if index is None:
                self._wrong(path, "needs an index into the matrices")
            return index or 0
        if point is None:
            self._wrong(path, "has an index, and there are no matrices")
            return 0
        return self._points.setdefault(point, len(self._points))

    def _matrices(self, root: Mapping[str, Json]) -> "dict[str, _Layer]":
        found: dict[str, _Layer] = {}
        if "matrix" in root:
            seconds = self._matrix(root["matrix"], "$.matrix")
            found["car"] = _Layer(seconds, None, None)
        matrices = root.get("matrices", {})
        if not isinstance(matrices, dict):
            self._wrong("$.matrices", "is not an object")
            return found
        for name, value in matrices.items():
            path = f"$.matrices.{_shown(name)}"
            owner = self._object(value, path, "durations distances costs")
            if "durations" not in owner:
                self._wrong(f"{path}.durations", "is missing")
                continue
            seconds = self._matrix(owner["durations"], f"{path}.durations")
            others = {
                key: self._matrix(owner[key], f"{path}.{key}")
                for key in ("distances", "costs")
                if key in owner
            }
            found[name] = _Layer(seconds, others.get("distances"), others.get("costs"))
            for key, other in others.items():
                if other.shape != seconds.shape and len(other) and len(seconds):
                    self._wrong(f"{path}.{key}", "is not as large as the durations")
        sizes = {len(layer.seconds) for layer in found.values()} - {0}
        if len(sizes) > 1:
            self._wrong("$.matrices", "are not of one size")
        return found

    def _matrix(self, value: Json, path: str) -> Matrix:
        try:
            matrix: npt.NDArray[Any] = np.array(value)
        except (TypeError, ValueError, OverflowError):
            matrix = np.array("")
        if matrix.dtype.kind not in "iuf":
            at, words = _no_number(value)
            self._wrong(path + at, words)
            return _NO_MATRIX
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
            self._wrong(path, "is not square")
        elif not np.isfinite(matrix).all() or matrix.min() < 0 or matrix.max() > MOST_SECONDS:
            wrong = ~((matrix >= 0) & (matrix <= MOST_SECONDS))
            row, column = np.argwhere(wrong)[0]
            self._wrong(f"{path}[{row}][{column}]", f"is not between 0 and {MOST_SECONDS}")
        else:
            whole: Matrix = np.rint(matrix).astype(np.int32)
            return whole
        return _NO_MATRIX

    def _layers(
        self, vehicles: "list[_Read]", given: "dict[str, _Layer]", size: int
    ) -> tuple[list[int], Matrix, Matrix | None, Matrix | None]:
        """One layer per profile and speed, with a place more that is no way from anywhere."""
        keys: dict[tuple[str, float], int] = {}
        layers = [keys.setdefault((v.vehicle.profile, v.speed), len(keys)) for v in vehicles]
        is_open = any(not v.vehicle.has_start or not v.vehicle.has_end for v in vehicles)
        shape = (len(keys), size + is_open, size + is_open)
        seconds = np.zeros(shape, np.int32)
        # Of thousands of places each table takes as long as all the rest: only what is asked for.
        needs_second = any(given[name].costs is not None for name, _ in keys) or any(
            each.van.per_unit for each in vehicles
        )
        limits = any(each.van.max_metres < FAR_AWAY for each in vehicles)
        costs = np.zeros(shape, np.int32) if needs_second else None
        metres = np.zeros(shape, np.int32) if limits else None
        for (name, speed), number in keys.items():
            layer = given[name]
            seconds[number, :size, :size] = (
                layer.seconds if speed == 1 else np.rint(layer.seconds / speed)
            )
            if metres is not None and layer.metres is not None:
                metres[number, :size, :size] = layer.metres
            counted = layer.metres if layer.costs is None else layer.costs
            if costs is not None and counted is not None:
                costs[number, :size, :size] = counted
        for each in vehicles:
            asks = each.van.per_unit > 0 or each.van.max_metres < FAR_AWAY
            if asks and given[each.vehicle.profile].metres is None:
                self._wrong(each.path, "counts kilometres, and its matrix has no distances")
        return layers, seconds, costs, metres

    def _routes(self, vehicles: "list[_Read]", tasks: list[Task]) -> tuple[tuple[int, ...], ...]:
        number_of = {(task.kind, task.id): number for number, task in enumerate(tasks)}
        taken: set[int] = set()
        routes = []
        for each in vehicles:
            route = []
            for kind, task_id, path in each.steps:
                number = number_of.get((kind, task_id))
                if number is None:
                    self._wrong(f"{path}.id", f"is the id of no {kind}")
                elif number in taken:
                    self._wrong(f"{path}.id", f"is {kind} {task_id} once more")
                else:
                    taken.add(number)
                    route.append(number)
            routes.append(tuple(route))
        return tuple(routes) if taken else ()


class _Read(NamedTuple):
    """A vehicle between its JSON and its van."""

    vehicle: Vehicle
    van: Van
    skills: frozenset[int]
    speed: float
    steps: list[tuple[str, int, str]]
    path: str


class _Layer(NamedTuple):
    seconds: Matrix
    metres: Matrix | None
    costs: Matrix | None


_NOT_DONE = frozenset({"max_load", "per_task_hour", "service_per_type", "setup_per_type"})
_ONLY_CHECKED = frozenset({"service_at", "service_after", "service_before"})
"""Of a step: VROOM heeds them with `-c` alone."""
_TASK = "id description location location_index setup service time_windows"


_NO_MATRIX: Matrix = np.zeros((0, 0), np.int32)


def _no_number(value: Json) -> tuple[str, str]:
    """Where a matrix that is none has no number first, and what is wrong."""
    rows = value if isinstance(value, list) else []
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells if isinstance(cells, list) else []):
            if not _is_number(cell):
                return f"[{row}][{column}]", "is not a number"
    return "", "is not a square of numbers"


def _with(value: T, **changes: object) -> T:
    changed: T = msgspec.structs.replace(value, **changes)  # type: ignore[type-var]
    return changed


def _first_time(root: Mapping[str, Json]) -> int:
    """The earliest time that the file names, so that times of day and of the century both fit."""
    times: list[int] = []

    def look(value: Json, is_window: bool) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name not in ("matrix", "matrices", "location", "start", "end"):
                    look(inner, name in ("time_window", "time_windows"))
        elif isinstance(value, list):
            for inner in value:
                if is_window and isinstance(inner, int) and not isinstance(inner, bool):
                    times.append(inner)
                else:
                    look(inner, is_window)

    look(dict(root), False)
    return max(0, min(times, default=0)) if max(times, default=0) > MOST_SECONDS else 0


def _is_number(value: Json) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) <= MOST_NUMBER
    return isinstance(value, float) and math.isfinite(value)


def _shown(name: object) -> str:
    """A name out of the file, short and on one line."""
    return "".join(c if c.isprintable() else "?" for c in str(name))[:60]
