"""What the live map shows, as values: drivers, stops, routes, queue marks, depots, ghosts, costs.

Built by the console from its state, compared by `map_patch`, drawn by `resources/map/layer.js`.
Words are ready to be read: the page formats nothing and knows no rules of the business.
"""

from enum import StrEnum

from msgspec import Struct

from core.model import StopStatus

LatLon = tuple[float, float]
Path = tuple[LatLon, ...]


class Kind(StrEnum):
    """What a mark on the map stands for; `GROUND` is the map where nothing is drawn."""

    DRIVER = "driver"
    STOP = "stop"
    ROUTE = "route"
    CASE = "case"
    DEPOT = "depot"
    HEAT = "heat"
    CLOSURE = "closure"
    FENCE = "fence"
    GROUND = "ground"


class Ref(Struct, frozen=True):
    """One mark on the map. Ids are unique within a kind only."""

    kind: Kind
    id: str


class Shape(StrEnum):
    """The outline of a stop or a queue mark; the state is told by colour and sign, never here."""

    DELIVERY = "delivery"
    """square"""
    RETURN = "return"
    """diamond"""
    CONTAINER = "container"
    """circle"""
    EXCHANGE = "exchange"
    """hexagon"""
    HAND_OVER = "hand_over"
    """two triangles, tip to tip"""


class DriverState(StrEnum):
    """What the van is doing; each state has a sign of its own beside the disc."""

    DRIVING = "driving"
    AT_STOP = "at_stop"
    ON_BREAK = "on_break"
    IN_TROUBLE = "in_trouble"
    OFF_DUTY = "off_duty"


class Emphasis(StrEnum):
    """How strongly a route and its stops stand out from the others."""

    NORMAL = "normal"
    EMPHASISED = "emphasised"
    DIMMED = "dimmed"


class DriverMark(Struct, frozen=True):
    """A van where it was last heard of."""

    id: str
    lat: float
    lon: float
    colour: str
    """of its route, `#rrggbb`, as everywhere in a scene"""
    initials: str
    """at most three letters or digits fit inside the disc"""
    title: str
    route_id: str = ""
    """the route under way: a drop on the van is a drop on it"""
    heading: float | None = None
    """degrees clockwise from north; None is drawn without a beak"""
    state: DriverState = DriverState.DRIVING
    age_s: float = 0.0
    """of the position; the page counts on from here in whole tens of seconds"""
    is_stale: bool = False
    load_share: float = 0.0
    """0 empty … 1 full, the fullest of the three dimensions"""
    lines: tuple[str, ...] = ()
    """further lines of the tooltip"""


class StopMark(Struct, frozen=True):
    """A stop of a route."""

    id: str
    lat: float
    lon: float
    route_id: str
    shape: Shape
    status: StopStatus
    number: int
    """place in the route, counted from 1"""
    title: str
    is_late: bool = False
    is_locked: bool = False
    is_pending: bool = False
    """changed in the to-send tray, or not yet accepted by the driver"""
    is_movable: bool = False
    """can be dragged to another place or route"""
    lines: tuple[str, ...] = ()


class RouteLine(Struct, frozen=True):
    """The line of one route; the stops refer to it by id and take its colour and emphasis."""

    id: str
    colour: str
    path: Path
    title: str
    done: int = 0
    """vertices of the path already driven: the line is drawn thin and grey up to there"""
    emphasis: Emphasis = Emphasis.NORMAL
    lines: tuple[str, ...] = ()
    is_movable: bool = False
    """it is chosen, and its open stops can be dragged onto another route together"""


class CaseMark(Struct, frozen=True):
    """Something in the queue that waits for a decision: a failed delivery, a return, containers."""

    id: str
    lat: float
    lon: float
    shape: Shape
    has_failed: bool
    """a failed attempt is red with a cross, a request is violet with an arrow"""
    title: str
    is_urgent: bool = False
    payload: str | None = None
    """what a drag of this mark carries; None cannot be dragged"""
    lines: tuple[str, ...] = ()


class DepotMark(Struct, frozen=True):
    """Where vans start and end."""

    id: str
    lat: float
    lon: float
    title: str
    lines: tuple[str, ...] = ()


class HeatSpot(Struct, frozen=True):
    """A place at which visits failed in the period that a report is about."""

    id: str
    lat: float
    lon: float
    share: float
    """of the place where most failed, 0 … 1"""
    title: str
    lines: tuple[str, ...] = ()


class HeatLegend(Struct, frozen=True):
    """What the glows of failed visits mean, beside the map for as long as they are on it; nothing
    without a title."""

    title: str = ""
    least: str = ""
    most: str = ""
    hint: str = ""


class ClosureMark(Struct, frozen=True):
    """A street that no plan leads through."""

    id: str
    path: Path
    title: str
    is_planned: bool = False
    """begins only later on the day that is shown"""
    lines: tuple[str, ...] = ()


class FenceMark(Struct, frozen=True):
    """An outline that is watched; its path ends where it began."""

    id: str
    path: Path
    name: str
    title: str
    lines: tuple[str, ...] = ()


class Ghost(Struct, frozen=True):
    """A change under consideration: the old way in grey, the new one dashed in colour."""

    route_id: str
    colour: str
    old_path: Path
    new_path: Path
    at: LatLon | None = None
    """where the goods are, marked with a ring"""


class Trail(Struct, frozen=True):
    """Where the van of a route that is looked at was heard of lately, the newest place last."""

    route_id: str
    colour: str
    path: Path


class RouteCost(Struct, frozen=True):
    """What the order being dragged would cost on one route."""

    route_id: str
    text: str
    """for the chip beside the route: `+4 min`"""
    sentence: str
    """for the chip at the pointer: `after stop 7 · +4 min · +1.2 km`, or what would break"""
    rank: int = 0
    """1, 2, 3 for the best three, 0 for the rest"""
    is_feasible: bool = True


class Scene(Struct, frozen=True):
    """Everything on the map at one moment. Ids are unique within each tuple."""

    drivers: tuple[DriverMark, ...] = ()
    stops: tuple[StopMark, ...] = ()
    routes: tuple[RouteLine, ...] = ()
    cases: tuple[CaseMark, ...] = ()
    depots: tuple[DepotMark, ...] = ()
    heat: tuple[HeatSpot, ...] = ()
    heat_legend: HeatLegend = HeatLegend()
    ghosts: tuple[Ghost, ...] = ()
    trails: tuple[Trail, ...] = ()
    closures: tuple[ClosureMark, ...] = ()
    fences: tuple[FenceMark, ...] = ()
    costs: tuple[RouteCost, ...] = ()
    selected: tuple[Ref, ...] = ()
    hovered: Ref | None = None
    """pointed at in another panel"""
