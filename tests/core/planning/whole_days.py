"""Random days with every constraint that a console's problem knows, and what waits on them."""

from typing import Any

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from core.model import Load, RouteId, StopId, StopKind
from core.planning.handover import linked
from core.planning.problem import GoodsFrom, PlannedRoute, Problem, Visit
from tests.core.planning.days import PLACES, problems, visits

_rarely = st.integers(0, 7).map(lambda number: number == 7)
_now_and_then = st.integers(0, 2).map(lambda number: number == 2)
_often = st.booleans()
_loads = st.builds(Load, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
_places = st.integers(0, PLACES - 1)
_any_visit = visits()


class WholeDay(Struct, frozen=True, eq=False):
    """A day's routes, what waits beside them, and who can reach the goods of that."""

    problem: Problem
    waiting: tuple[Visit, ...]
    only_by: dict[StopId, frozenset[RouteId]]
    worth_minor: dict[StopId, int]


@st.composite
def whole_days(draw: st.DrawFn, max_routes: int = 4) -> WholeDay:
    """Vans with breaks, equipment, dirt and promises, pairs, hand-overs, locked and refused
    stops, limits that are broken already, and up to four visits that wait."""
    problem = draw(problems(max_routes=max_routes))
    routes = [_with_stays(draw, route, problem) for route in problem.routes]
    for number, route in enumerate(routes):
        if draw(_now_and_then):
            routes[number] = _with_pair(draw, route, f"pair {number}")
    if len(routes) > 1 and draw(_often):
        _hand_over(draw, routes)
    problem = linked(problem.with_routes(routes))
    return _with_waiting(draw, problem)


def _with_stays(draw: st.DrawFn, route: PlannedRoute, problem: Problem) -> PlannedRoute:
    """Some stops that need a place or were refused by a driver; most nights on the way home."""
    ids = [each.route_id for each in problem.routes]
    sequence = [
        replace(
            visit,
            goods_from=draw(st.sampled_from([visit.goods_from, GoodsFrom.DEPOT])),
            deliver=Load() if draw(_often) else visit.deliver,
            is_locked=draw(_rarely),
            refused_by=frozenset([draw(st.sampled_from(ids))] if draw(_rarely) else ()),
        )
        for visit in route.visits
    ]
    return replace(
        route,
        visits=tuple(sequence),
        end_place=draw(_places) if draw(_rarely) else route.end_place,
        fixed_prefix=min(route.fixed_prefix, draw(st.integers(0, 6))),
        shift_end_s=draw(st.integers(8_000, 30_000)),
    )


def _pair(draw: st.DrawFn, name: str) -> tuple[Visit, ...]:
    """A take, and the one or two deliveries of what it takes."""
    take: dict[str, Any] = {"kind": StopKind.TAKE, "goods_from": GoodsFrom.VAN, "deliver": Load()}
    deliver: dict[str, Any] = {"goods_from": GoodsFrom.TAKE, "after": StopId(name)}
    count = 2 if draw(_rarely) else 1
    first = replace(draw(_any_visit), stop_id=StopId(name), **take)
    rest = [
        replace(draw(_any_visit), stop_id=StopId(f"{name} door {number}"), **deliver)
        for number in range(count)
    ]
    collected = first.collect
    for each in rest:
        collected += each.deliver
    return (replace(first, collect=collected), *rest)


def _with_pair(draw: st.DrawFn, route: PlannedRoute, name: str) -> PlannedRoute:
    """Both halves somewhere, in the wrong order if the day has that; any van may make them if the
    goods are with a sender."""
    is_with_sender = draw(_often)
    for visit in _pair(draw, name):
        visit = replace(visit, is_with_sender=is_with_sender)
        at = draw(st.integers(route.fixed_prefix, len(route.visits)))
        if visit.after in route.stop_ids and not draw(_rarely):
            at = max(at, route.stop_ids.index(visit.after) + 1)
        route = route.with_visit(visit, at)
    return replace(route, fixed_prefix=draw(st.integers(route.fixed_prefix, len(route.visits))))


def _hand_over(draw: st.DrawFn, routes: list[PlannedRoute]) -> None:
    """One van gives what another one brings to its door."""
    giving, taking = draw(st.permutations(range(len(routes))))[:2]
    goods, place = draw(_loads), draw(_places)
    give, take, door = StopId("give"), StopId("take"), StopId("door")
    ends: dict[str, Any] = {
        "place": routes[giving].end_place if draw(_often) else place,
        "service_s": draw(st.integers(0, 300)),
    }
    gives = Visit(give, StopKind.GIVE, deliver=goods, linked_to=take, **ends)
    takes = Visit(take, StopKind.TAKE, collect=goods, linked_to=give, **ends)
    brings = replace(
        draw(_any_visit), stop_id=door, deliver=goods, goods_from=GoodsFrom.TAKE, after=take
    )
    for number, visit in ((giving, gives), (taking, takes), (taking, brings)):
        route = routes[number]
        least = route.fixed_prefix
        if visit.after in route.stop_ids:
            least = max(least, route.stop_ids.index(take) + 1)
        at = draw(st.integers(least, max(least, len(route.visits))))
        changed = route.with_visit(visit, at)
        aboard = route.anchor_load + goods if visit is gives else route.anchor_load
        routes[number] = replace(changed, anchor_load=aboard)


def _with_waiting(draw: st.DrawFn, problem: Problem) -> WholeDay:
    """Some whose goods lie at the depot or in some van, and what stands in a van that stands."""
    ids = [route.route_id for route in problem.routes]
    waiting: list[Visit] = []
    only_by: dict[StopId, frozenset[RouteId]] = {}
    worth_minor: dict[StopId, int] = {}
    for number in range(draw(st.integers(0, 3))):
        name = StopId(f"new {number}")
        visit = replace(draw(_any_visit), stop_id=name)
        visit = replace(visit, refused_by=frozenset(ids[:1]) if draw(_rarely) else frozenset())
        if visit.goods_from is GoodsFrom.VAN and visit.deliver != Load() and draw(_often):
            only_by[name] = frozenset([draw(st.sampled_from(ids))])
        if draw(_often):
            worth_minor[name] = draw(st.integers(0, 3000))
        waiting.append(visit)
    if draw(_rarely):
        take, door = _pair(draw, "fetch")[:2]
        take = replace(take, collect=door.deliver)
        waiting += [take, door]
        only_by |= {take.stop_id: frozenset(ids), door.stop_id: frozenset(ids)}
    return WholeDay(problem, tuple(waiting), only_by, worth_minor)
