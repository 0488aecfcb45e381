"""The table of everyone who could help, as its panel shows it. Frozen values without Qt and
without planning."""

from msgspec import Struct

from console.view import Tone
from core.model import RouteId


class ResourceRow(Struct, frozen=True):
    """One row. `sorts` orders the columns by number, each the smaller the better."""

    key: str
    icon: str
    colour: int | None
    name: str
    who: str
    cost: str
    cost_tone: Tone
    near: str
    left: str
    left_tone: Tone
    free: str
    free_most: str
    equipment: str
    words: str
    sorts: tuple[float, ...]
    route_id: RouteId | None = None
    is_able: bool = False
    tooltip: tuple[str, ...] = ()


class ResourcesView(Struct, frozen=True):
    """What the panel shows. `about` names the order the costs are for; empty without one."""

    rows: tuple[ResourceRow, ...] = ()
    about: str = ""
    able: int = 0
