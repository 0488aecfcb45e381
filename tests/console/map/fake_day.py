"""A made-up day around La Serena for looking at the map and measuring it; never shipped as data."""

import math
import random
from itertools import pairwise

from msgspec.structs import replace

from console.map.scene import (
    CaseMark,
    DepotMark,
    DriverMark,
    DriverState,
    Emphasis,
    Ghost,
    Kind,
    LatLon,
    Path,
    Ref,
    RouteCost,
    RouteLine,
    Scene,
    Shape,
    StopMark,
)
from console.palette import route_colour
from core.model import StopStatus

CENTRE: LatLon = (-29.925, -71.262)
_NAMES = ("Ana", "Luis", "Eva", "Iván", "Rosa", "Hugo", "Inés", "Raúl", "Paz", "Omar", "Sol", "Max")
_STREETS = (
    "Balmaceda",
    "Cordovez",
    "Francisco de Aguirre",
    "Los Carrera",
    "Infante",
    "Cuatro Esquinas",
)
_SHAPES = (Shape.DELIVERY,) * 6 + (Shape.RETURN,) * 2 + (Shape.CONTAINER, Shape.EXCHANGE)
_CASES = (
    (Shape.DELIVERY, True, "Failed: recipient absent"),
    (Shape.DELIVERY, True, "Failed: access denied"),
    (Shape.RETURN, False, "Return: does not fit"),
    (Shape.CONTAINER, False, "12 crates to collect"),
)


def make_day(*, drivers: int = 25, stops: int = 400, seed: int = 7, is_dark: bool = True) -> Scene:
    """Routes as petals around the depot, a third of the day driven."""
    chance = random.Random(seed)
    routes: list[RouteLine] = []
    marks: list[StopMark] = []
    vans: list[DriverMark] = []
    per_route = max(1, stops // drivers)
    for number in range(drivers):
        route_id = f"route-{number}"
        colour = route_colour(number, is_dark=is_dark)
        corners = _petal(chance, number, drivers, per_route)
        path, corner_at = _streets(corners)
        done = chance.randint(per_route // 5, per_route // 2)
        name = f"V{number + 1:02} {_NAMES[number % len(_NAMES)]}"
        routes.append(
            RouteLine(
                id=route_id,
                colour=colour,
                path=path,
                title=name,
                done=corner_at[done],
                lines=(f"{per_route} stops, {done} done", "ends 16:05"),
            )
        )
        marks += _stops(chance, route_id, corners[1:-1], done)
        vans.append(_van(chance, number, name, colour, path, corner_at[done]))
    return Scene(
        drivers=tuple(vans),
        stops=tuple(marks),
        routes=tuple(routes),
        cases=tuple(_case(chance, number, marks) for number in range(min(9, len(marks)))),
        depots=(DepotMark("depot", *CENTRE, "Depot La Serena", ("06:00 to 22:00",)),),
    )


def advance(scene: Scene, share: float) -> Scene:
    """The same day with every van moved a little, as one batch of reports would do."""
    moved = tuple(
        replace(
            van, lat=van.lat + share * 2e-4 * math.cos(i), lon=van.lon + share * 2e-4 * math.sin(i)
        )
        for i, van in enumerate(scene.drivers)
    )
    return replace(scene, drivers=moved)


def with_selection(scene: Scene) -> Scene:
    """One route chosen, the others dimmed."""
    routes = tuple(
        replace(
            route,
            emphasis=Emphasis.EMPHASISED if route.id == "route-4" else Emphasis.DIMMED,
        )
        for route in scene.routes
    )
    return replace(scene, routes=routes, selected=(Ref(Kind.DRIVER, "driver-4"),))


def drag_costs(scene: Scene) -> tuple[RouteCost, ...]:
    """What a drag would show: three best, some dear, some impossible."""
    chance = random.Random(3)
    costs = []
    for place, route in enumerate(scene.routes):
        minutes = 4 + place * 2 + chance.randint(0, 2)
        is_feasible = place % 4 != 3
        text = f"+{minutes} min" if is_feasible else "3 crates over"
        costs.append(
            RouteCost(
                route_id=route.id,
                text=text,
                sentence=f"after stop 7 · {text} · +1.2 km"
                if is_feasible
                else "3 crates over after stop 9",
                rank=place + 1 if place < 3 else 0,
                is_feasible=is_feasible,
            )
        )
    return tuple(costs)


def with_ghost(scene: Scene) -> Scene:
    """The first queue mark proposed for the first route."""
    case, route = scene.cases[2], scene.routes[0]
    at = (case.lat, case.lon)
    before, after = route.path[len(route.path) // 2], route.path[len(route.path) // 2 + 6]
    ghost = Ghost(
        route_id=route.id,
        colour=route.colour,
        old_path=route.path[len(route.path) // 2 : len(route.path) // 2 + 7],
        new_path=(before, at, after),
        at=at,
    )
    return replace(scene, ghosts=(ghost,))


def _petal(chance: random.Random, number: int, count: int, stops: int) -> list[LatLon]:
    angle = 2 * math.pi * number / count
    length = 0.012 + 0.035 * chance.random()
    width = 0.004 + 0.008 * chance.random()
    corners = [CENTRE]
    for step in range(stops):
        turn = math.pi * (step + 0.5) / stops
        away = length * math.sin(turn) ** 0.6
        aside = -width * math.cos(turn)
        lat = CENTRE[0] + away * math.cos(angle) - aside * math.sin(angle)
        lon = CENTRE[1] + away * math.sin(angle) + aside * math.cos(angle)
        corners.append((lat + chance.gauss(0, 6e-4), lon + chance.gauss(0, 6e-4)))
    return [*corners, CENTRE]


def _streets(corners: list[LatLon]) -> tuple[Path, list[int]]:
    """Straight blocks between the corners, as a grid of streets would lead."""
    path: list[LatLon] = [corners[0]]
    corner_at = [0]
    for here, there in pairwise(corners):
        for step in range(1, 7):
            share = step / 6
            lat = here[0] + (there[0] - here[0]) * min(1.0, share * 2)
            lon = here[1] + (there[1] - here[1]) * max(0.0, share * 2 - 1)
            path.append((lat, lon))
        corner_at.append(len(path) - 1)
    return tuple(path), corner_at


def _stops(chance: random.Random, route_id: str, places: list[LatLon], done: int) -> list[StopMark]:
    marks = []
    for index, (lat, lon) in enumerate(places):
        status = StopStatus.PLANNED
        if index < done:
            status = StopStatus.FAILED if chance.random() < 0.08 else StopStatus.COMPLETED
        elif index == done:
            status = StopStatus.EN_ROUTE
        street = f"{chance.choice(_STREETS)} {chance.randint(100, 1900)}"
        marks.append(
            StopMark(
                id=f"{route_id}-stop-{index}",
                lat=lat,
                lon=lon,
                route_id=route_id,
                shape=chance.choice(_SHAPES),
                status=status,
                number=index + 1,
                title=f"R-{chance.randint(10000, 10999)} · {street}",
                is_late=status is StopStatus.PLANNED and chance.random() < 0.06,
                is_locked=status is StopStatus.PLANNED and chance.random() < 0.05,
                is_pending=status is StopStatus.PLANNED and chance.random() < 0.03,
                lines=("ETA 10:16 · window 10:00 to 12:00", "demo address"),
            )
        )
    return marks


def _van(
    chance: random.Random, number: int, name: str, colour: str, path: Path, at: int
) -> DriverMark:
    here, there = path[at], path[min(at + 3, len(path) - 1)]
    heading = math.degrees(math.atan2(there[1] - here[1], there[0] - here[0])) % 360
    state = DriverState.DRIVING
    if number % 5 == 2:
        state = DriverState.AT_STOP
    elif number == 6:
        state = DriverState.IN_TROUBLE
    elif number == 11:
        state = DriverState.ON_BREAK
    lat = (here[0] + there[0]) / 2
    lon = (here[1] + there[1]) / 2
    return DriverMark(
        id=f"driver-{number}",
        lat=lat,
        lon=lon,
        colour=colour,
        initials=f"{number + 1:02}",
        title=name,
        route_id=f"route-{number}",
        heading=heading,
        state=state,
        age_s=4.0 if number % 9 else 190.0,
        is_stale=number % 9 == 8,
        load_share=chance.random(),
        lines=("next: Balmaceda 812, 10:24", "78 % full"),
    )


def _case(chance: random.Random, number: int, marks: list[StopMark]) -> CaseMark:
    near = chance.choice(marks)
    shape, has_failed, title = _CASES[number % len(_CASES)]
    return CaseMark(
        id=f"case-{number}",
        lat=near.lat + chance.gauss(0, 0.003),
        lon=near.lon + chance.gauss(0, 0.003),
        shape=shape,
        has_failed=has_failed,
        title=title,
        is_urgent=number % 4 == 0,
        payload=f"order-{number}",
        lines=("R-10423 · Balmaceda 812", "waits 12 min · $ 48.000"),
    )
