"""Limits that are broken already: as far as they are, a second opinion must let them be. Pure."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.model import Load, StopId
from core.planning.problem import Pause, PlannedRoute
from core.planning.schedule import Timetable, ViolationKind

EARLY = -(1 << 40)
"""Before any plan: nothing is excused."""
AS_IT_IS = frozenset(
    {ViolationKind.EQUIPMENT, ViolationKind.GOODS, ViolationKind.ORDER, ViolationKind.MIXED}
)
"""Limits of a stop that are kept or not, without an amount."""


class Excused(Struct, frozen=True):
    """What one route may do although a limit says otherwise. By itself: nothing."""

    begins_s: Mapping[StopId, int] = {}
    """Until when stops may begin though they are late then, wherever they were."""
    finish_s: int = EARLY
    peak: Load = Load()
    broken: frozenset[tuple[ViolationKind, StopId | None]] = frozenset()
    breaks_s: tuple[tuple[Pause, int], ...] = ()
    """Until when breaks may begin."""

    def break_until(self, pause: Pause) -> int:
        """The latest begin of a break."""
        return max([pause.latest_s, *(at for each, at in self.breaks_s if each == pause)])


Planned = tuple[PlannedRoute, Timetable]


def excused(own: Planned, others: Iterable[Planned] = ()) -> Excused:
    """By a route as it was before a change, and by the `others` that its stops may come from."""
    _, table = own
    tables = (own, *others)
    return Excused(
        begins_s={
            stop_id: start_s
            for route, each in tables
            for stop_id, start_s in zip(route.stop_ids, each.starts_s, strict=True)
        },
        finish_s=table.finish_s,
        peak=Load(
            max(load.weight_g for load in table.loads),
            max(load.volume_ml for load in table.loads),
            max(load.slots for load in table.loads),
        ),
        broken=frozenset(
            (v.kind, v.stop_id) for _, each in tables for v in each.violations if v.kind in AS_IT_IS
        ),
        breaks_s=tuple((placed.pause, placed.begins_s) for placed in table.breaks),
    )
