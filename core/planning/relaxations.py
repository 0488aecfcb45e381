"""What would have to give for a route to take one more visit: the answer to "why not this van?".

Pure. Every place of the route is tried by the timetable; the smallest sets of limits stand for all
others. Beside them: a stop that this route could give to another one to make room.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from core.model import Load, RouteId, StopId
from core.planning.day import index_in_route
from core.planning.insertion import Preview, PreviewIndex
from core.planning.problem import GoodsFrom, PlannedRoute, Visit
from core.planning.schedule import Violation, ViolationKind
from core.planning.ways import DayPlan
from core.state import State

MOST = 3
AS_BAD_AS_S = {
    ViolationKind.LOCKED: 60,
    ViolationKind.EQUIPMENT: 4 * 3600,
    ViolationKind.MIXED: 4 * 3600,
}
"""A limit that is kept or not, beside lateness."""
VANFUL_S = 3600
"""As `passes.vanfuls_as_seconds`."""
NEVER = frozenset({ViolationKind.GOODS, ViolationKind.ORDER})
"""Nobody can let these be."""


class Relaxation(Struct, frozen=True):
    """Limits that, let be by so much, would admit the visit at a place of the route."""

    index: int
    """Of the route's `stop_ids`."""
    limits: tuple[Violation, ...]
    cost_minor: int


class Relief(Struct, frozen=True):
    """A stop that another route could take, after which the visit breaks nothing."""

    stop_id: StopId
    to_route_id: RouteId
    cost_minor: int
    """Of both changes."""


def relaxations(
    state: State, plan: DayPlan, visit: Visit, route_id: RouteId
) -> tuple[Relaxation, ...]:
    """The smallest first: fewest limits, then the least of them; none if the visit breaks nothing
    somewhere, or whatever is let be."""
    route = plan.previews.route(route_id)
    found: dict[tuple[object, ...], Relaxation] = {}
    for position in range(route.fixed_prefix, len(route.visits) + 1):
        preview = plan.previews.at(visit, route_id, position)
        if preview.is_feasible:
            return ()
        if any(each.kind in NEVER for each in preview.violations):
            continue
        index = index_in_route(state, route_id, route, position)
        each = Relaxation(index, tuple(preview.violations), preview.cost_minor)
        key = tuple((v.kind, v.stop_id if v.kind not in _SIZES else None) for v in each.limits)
        if key not in found or _size(each, route) < _size(found[key], route):
            found[key] = each
    ranked = sorted(found.values(), key=lambda each: _size(each, route))
    fewest = [each for each in ranked if len(each.limits) == len(ranked[0].limits)]
    return tuple(fewest[:MOST])


_SIZES = frozenset({ViolationKind.WEIGHT, ViolationKind.VOLUME, ViolationKind.SLOTS})


def _size(each: Relaxation, route: PlannedRoute) -> tuple[int, int, int]:
    return (
        len(each.limits),
        sum(_seconds(limit, route.capacity) for limit in each.limits),
        each.cost_minor,
    )


def _seconds(limit: Violation, room: Load) -> int:
    """How bad it is, as lateness."""
    if limit.kind in AS_BAD_AS_S:
        return AS_BAD_AS_S[limit.kind]
    if limit.kind in _SIZES:
        whole = {
            ViolationKind.WEIGHT: room.weight_g,
            ViolationKind.VOLUME: room.volume_ml,
            ViolationKind.SLOTS: room.slots,
        }[limit.kind]
        return VANFUL_S * limit.amount // max(1, whole)
    return limit.amount


def relief(plan: DayPlan, visit: Visit, route_id: RouteId) -> Relief | None:
    """The cheapest stop to give away so that the route can take the visit; None if no single one
    helps, or nobody could take it."""
    route = plan.previews.route(route_id)
    if route.is_locked:
        return None
    found = [
        Relief(each.stop_id, taken.route_id, saved_minor + put.cost_minor + taken.cost_minor)
        for each in _movable(route)
        for put, saved_minor in _in_its_place(plan, route, each, visit)
        for taken in _taken(plan.previews, each, route_id)
    ]
    return min(found, key=lambda each: (each.cost_minor, each.stop_id), default=None)


def _movable(route: PlannedRoute) -> Iterator[Visit]:
    """What another van can have: neither begun, locked nor linked, and its goods not aboard."""
    followed = {visit.after for visit in route.visits}
    for number, visit in enumerate(route.visits):
        is_aboard = visit.deliver != Load() and visit.goods_from is not GoodsFrom.DEPOT
        is_bound = visit.linked_to is not None or visit.after is not None
        is_begun = number < route.fixed_prefix or visit.is_locked
        if not (is_aboard or is_bound or is_begun or visit.stop_id in followed):
            yield visit


def _in_its_place(
    plan: DayPlan, route: PlannedRoute, given: Visit, visit: Visit
) -> Iterator[tuple[Preview, int]]:
    """Where the visit fits without the given one, and what its going costs (less than nothing)."""
    index = PreviewIndex(replace(plan.problem, routes=(route.without(given.stop_id),)))
    (put,) = index.best(visit)
    if put.is_feasible:
        position = route.stop_ids.index(given.stop_id)
        yield put, -index.at(given, route.route_id, position).cost_minor


def _taken(previews: PreviewIndex, given: Visit, by_other_than: RouteId) -> Iterable[Preview]:
    """The cheapest other route for it, of those whose drivers have not declined it."""
    never = {by_other_than, *given.refused_by}
    able = [
        preview
        for preview in previews.best(given)
        if preview.is_feasible and preview.route_id not in never
    ]
    return [min(able, key=lambda each: (each.cost_minor, each.route_id))] if able else []
