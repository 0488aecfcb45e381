"""How the window looks at the day beside its state: clock, colours, selection, lateness."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from console.map.scene import Ghost, HeatLegend, HeatSpot, Ref
from core.model import RouteId, ServiceDay, StopId


class Look(Struct, frozen=True):
    """What a scene is made with."""

    now: datetime
    day: ServiceDay
    colours: Mapping[RouteId, str]
    """`#rrggbb` of each route in the present theme."""
    eta_words: Mapping[StopId, str]
    """Local arrival time of pending stops, ready to be read."""
    late: frozenset[StopId] = frozenset()
    load_shares: Mapping[RouteId, float] = {}
    selected: tuple[Ref, ...] = ()
    hovered: Ref | None = None
    focus: frozenset[RouteId] = frozenset()
    """Routes to stand out; the others are dimmed. Empty: all alike."""
    urgent: frozenset[str] = frozenset()
    """Cases close to or past their deadline."""
    ghosts: tuple[Ghost, ...] = ()
    is_held: bool = False
    """Nothing can be changed, so nothing can be lifted."""
    heat: tuple[HeatSpot, ...] = ()
    """Where visits failed in the period that somebody looked at in the reports."""
    heat_legend: HeatLegend = HeatLegend()
