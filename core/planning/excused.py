"""A route as it was before a change, for a second opinion: which limits are broken already and must
be let be as far as they are, and what no change may touch. Pure."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.model import Load, StopId, StopKind
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Visit
from core.planning.schedule import Timetable, ViolationKind

EARLY = -(1 << 40)
"""Before any plan: nothing is excused."""
AS_IT_IS = frozenset(
    {ViolationKind.EQUIPMENT, ViolationKind.GOODS, ViolationKind.ORDER, ViolationKind.MIXED}
)
"""Limits of a stop that are kept or not, without an amount."""


class Kept(Struct, frozen=True):
    """What of one route no change may touch. By itself: nothing."""

    was: tuple[StopId, ...] = ()
    """The route's stops."""
    held: int = 0
    """How many of them are the first as before, with nothing put among them."""
    in_order: int = 0
    """How many of them stay one behind the other: those up to the last locked one."""
    bound: frozenset[StopId] = frozenset()
    """Those that stay on the route: it has their goods, or another stop depends on theirs."""
    is_locked: bool = False
    """Whether it may not change at all."""

    def is_touched_by(self, route: PlannedRoute) -> bool:
        """Whether the route, as it is now, has or lacks a stop that it may not, or moves one that
        stays."""
        kept = self.was[: self.in_order]
        return (
            (self.is_locked and route.stop_ids != self.was)
            or route.stop_ids[: self.held] != self.was[: self.held]
            or tuple(stop_id for stop_id in route.stop_ids if stop_id in kept) != kept
            or not self.bound.issubset(route.stop_ids)
            or any(
                route.route_id in visit.refused_by and visit.stop_id not in self.was
                for visit in route.visits
            )
        )


class Excused(Struct, frozen=True):
    """What one route may do although a limit says otherwise. By itself: nothing."""

    begins_s: Mapping[StopId, int] = {}
    """Until when stops may begin though they are late then, wherever they were."""
    finish_s: int = EARLY
    peak: Load = Load()
    broken: frozenset[tuple[ViolationKind, StopId | None]] = frozenset()
    breaks_s: tuple[tuple[Pause, int], ...] = ()
    """Until when breaks may begin."""
    kept: Kept = Kept()
    """And what it may not do, whatever the limits say."""

    def break_until(self, pause: Pause) -> int:
        """The latest begin of a break."""
        return max([pause.latest_s, *(at for each, at in self.breaks_s if each == pause)])


Planned = tuple[PlannedRoute, Timetable]


def excused(own: Planned, others: Iterable[Planned] = ()) -> Excused:
    """By a route as it was before a change, and by the `others` that its stops may come from."""
    route, table = own
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
        kept=_kept(route),
    )


def _kept(route: PlannedRoute) -> Kept:
    locked = [number for number, visit in enumerate(route.visits, 1) if visit.is_locked]
    return Kept(
        was=route.stop_ids,
        held=route.fixed_prefix,
        in_order=max([route.fixed_prefix, *locked]),
        bound=frozenset(visit.stop_id for visit in route.visits if _is_bound(visit)),
        is_locked=route.is_locked,
    )


def _is_bound(visit: Visit) -> bool:
    is_half = visit.kind in (StopKind.GIVE, StopKind.TAKE) or visit.linked_to is not None
    has_goods = visit.deliver != Load() and visit.goods_from is not GoodsFrom.DEPOT
    return not visit.is_with_sender and (is_half or has_goods or visit.after is not None)
