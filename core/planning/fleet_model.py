"""The console's problem as a fleet problem, and a fleet plan back as a proposal.

Pure. Limits that are broken today are relaxed to what is predicted, so that a plan may keep but
never worsen them, and lateness and overtime cost what `proposal.burden` says: the engine's cost of
a plan is the sum of its routes' burdens. What comes back is judged by `schedule.py` alone.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from core.model import Load, RouteId, StopId, StopKind
from core.planning.fleet import (
    FAR_AWAY,
    NOTHING,
    Break,
    FleetPlan,
    FleetProblem,
    Request,
    Sizes,
    Van,
)
from core.planning.problem import UNITS, GoodsFrom, PlannedRoute, Problem, Visit, cost_minor
from core.planning.proposal import (
    LATE_TO_PAID,
    Proposal,
    RouteProposal,
    burden,
    moved_stops,
)
from core.planning.schedule import (
    OVERLOADS,
    Timetable,
    Violation,
    ViolationKind,
    timetable,
    worsened,
)

PLANNED = 50
"""A stop on a route weighs as much as so many that wait: no plan may lack it. As many as a step of
the search takes out together weigh less than a limit that is broken (`engine_columns.BROKEN`)."""


class FleetModel(Struct, frozen=True, eq=False):
    """A fleet problem with what its numbers stand for."""

    fleet: FleetProblem
    routes: tuple[tuple[int, ...], ...]
    """The plan as it stands."""
    visits: tuple[Visit, ...]
    """Of each request."""


def fleet_model(
    problem: Problem,
    waiting: Sequence[Visit] = (),
    *,
    move_price_minor: int = 0,
    disturb_price_minor: int = 0,
    only_by: Mapping[StopId, frozenset[RouteId]] | None = None,
    worth_minor: Mapping[StopId, int] | None = None,
) -> FleetModel:
    """All routes at once; `waiting` are visits on no route yet.

    `only_by` names who can reach the goods of waiting visits, `worth_minor` what each may cost
    before it is left out; without one it is left out only if it must be. A take among them and the
    visit after it are a pair, and its worth is the take's. Goods that are in a van
    stay with it, and so do the halves of a hand-over. A locked stop keeps its route's sequence up
    to it.
    """
    visits = [visit for route in problem.routes for visit in route.visits]
    number_of = {visit.stop_id: number for number, visit in enumerate(visits)}
    requests: list[Request] = []
    vans: list[Van] = []
    able_vans = _Able(problem.routes)
    for number, route in enumerate(problem.routes):
        table = timetable(route, problem)
        van = _van(route, table)
        vans.append(van)
        for position, visit in enumerate(route.visits):
            is_kept = position < van.prefix or route.is_locked
            partner = -1 if is_kept else _partner(visit, route, van.prefix, number_of)
            able = able_vans.on(visit, number, is_pair=partner >= 0)
            request = _request(visit, able, table.starts_s[position], partner)
            if partner < 0 and not is_kept and _hangs_together(visit, route, van.prefix):
                request = msgspec.structs.replace(request, is_fixed=True)
            requests.append(msgspec.structs.replace(request, weight=PLANNED))
    partners = _partners(waiting, len(visits))
    for visit in waiting:
        able = able_vans.of(visit, (only_by or {}).get(visit.stop_id))
        worth = (worth_minor or {}).get(visit.stop_id)
        prize = None if worth is None else max(0, worth) * UNITS
        request = _request(visit, able, None, partners.get(visit.stop_id, -1))
        requests.append(msgspec.structs.replace(request, prize=prize))
    model = FleetModel(
        fleet=FleetProblem(
            requests=tuple(requests),
            vans=tuple(vans),
            seconds=problem.seconds[None],
            second=problem.metres[None],
        ),
        routes=tuple(
            tuple(number_of[stop_id] for stop_id in route.stop_ids) for route in problem.routes
        ),
        visits=(*visits, *waiting),
    )
    return repriced(model, move_price_minor, disturb_price_minor)


def repriced(model: FleetModel, move_price_minor: int, disturb_price_minor: int) -> FleetModel:
    """The same question with other prices of a moved stop and of a changed route."""
    fleet = msgspec.structs.replace(
        model.fleet,
        move_price=move_price_minor * UNITS,
        disturb_price=disturb_price_minor * UNITS,
    )
    return msgspec.structs.replace(model, fleet=fleet)


def _van(route: PlannedRoute, table: Timetable) -> Van:
    rate = 5 * max(1, route.cost_per_hour_minor)
    locked = [place for place, visit in enumerate(route.visits, 1) if visit.is_locked]
    peak = [max(values) for values in zip(*map(_sizes, table.loads), strict=True)]
    room = _sizes(route.capacity)
    begins = {placed.pause: placed.begins_s for placed in table.breaks}
    is_free = route.cost_per_km_minor == 0 and route.cost_per_hour_minor == 0
    return Van(
        start=route.anchor_place,
        end=route.end_place,
        begin_s=route.anchor_s,
        latest_s=max(route.shift_end_s, table.finish_s),
        shift_end_s=route.shift_end_s,
        room=(max(room[0], peak[0]), max(room[1], peak[1]), max(room[2], peak[2])),
        aboard=_sizes(route.anchor_load),
        per_second=1 if is_free else 0,
        per_unit=18 * route.cost_per_km_minor,
        per_second_out=5 * route.cost_per_hour_minor,
        per_second_over=LATE_TO_PAID * rate,
        per_second_late=LATE_TO_PAID * rate,
        breaks=tuple(
            Break(
                ((pause.earliest_s, max(pause.latest_s, begins.get(pause, pause.latest_s))),),
                pause.duration_s,
            )
            for pause in route.breaks
        ),
        is_closed=route.is_locked,
        prefix=max([route.fixed_prefix, *locked]),
        is_on_the_road=True,
        has_dirty=route.has_dirty,
        is_divided=route.is_divided,
    )


class _Able:
    """Which vans may make a visit; those that ask for the same share one answer."""

    def __init__(self, routes: Sequence[PlannedRoute]) -> None:
        self._routes = routes
        self._everybody = frozenset(route.route_id for route in routes)
        self._known: dict[tuple[object, ...], frozenset[int]] = {}

    def on(self, visit: Visit, own: int, *, is_pair: bool) -> frozenset[int]:
        """For what is on the `own` one's list, which always may; a pair leaves it as such only."""
        # A take from a van that stands has no other half, and is one of two visits all the same.
        is_half = visit.kind in (StopKind.GIVE, StopKind.TAKE)
        is_linked = is_half or visit.linked_to is not None or visit.after is not None
        able = frozenset[int]() if is_linked else self.of(visit)
        if visit.is_with_sender and is_pair:
            able = self.of(visit, self._everybody)
        return able if own in able else self._kept(own, able)

    def _kept(self, own: int, able: frozenset[int]) -> frozenset[int]:
        return self._known.setdefault((own, able), able | {own})

    def of(self, visit: Visit, only: frozenset[RouteId] | None = None) -> frozenset[int]:
        """Those that have what it needs and can reach its goods; aboard, those are `only` there."""
        is_from_depot = visit.goods_from is GoodsFrom.DEPOT
        is_bound = visit.deliver != Load() and not is_from_depot
        asked = (visit.needs, is_from_depot, is_bound, only, visit.refused_by)
        if asked not in self._known:
            self._known[asked] = frozenset(
                number
                for number, route in enumerate(self._routes)
                if visit.needs <= route.equipment
                and (not is_bound if only is None else route.route_id in only)
                and not (is_from_depot and route.has_left)
                and route.route_id not in visit.refused_by
            )
        return self._known[asked]


def _partner(
    visit: Visit, route: PlannedRoute, prefix: int, number_of: Mapping[StopId, int]
) -> int:
    """The other half of a take and its delivery, if both may move and neither has another."""
    movable = route.visits[prefix:]
    if visit.after is not None:
        others = [other for other in movable if other.stop_id == visit.after]
        halves = [other for other in movable if other.after == visit.after]
        return number_of[others[0].stop_id] if others and len(halves) == 1 else -1
    halves = [other for other in movable if other.after == visit.stop_id]
    return number_of[halves[0].stop_id] if len(halves) == 1 else -1


def _partners(waiting: Sequence[Visit], first: int) -> dict[StopId, int]:
    """The number of the other half, for takes that wait and what comes after them."""
    numbers = {visit.stop_id: first + at for at, visit in enumerate(waiting)}
    found = {}
    for visit in waiting:
        if visit.after in numbers:
            found[visit.stop_id] = numbers[visit.after]
            found[visit.after] = numbers[visit.stop_id]
    return found


def _hangs_together(visit: Visit, route: PlannedRoute, prefix: int) -> bool:
    """Whether it must keep its order with another movable stop, and is no half of a pair."""
    movable = route.visits[prefix:]
    first = visit.stop_id if visit.after is None else visit.after
    return any(other.after == first for other in movable) and any(
        other.stop_id == first for other in movable
    )


def _request(visit: Visit, able: frozenset[int], start_s: int | None, partner: int) -> Request:
    opens, closes = visit.opens_s, visit.closes_s
    windows: tuple[tuple[int, int], ...] = ()
    due = FAR_AWAY
    vans = able
    if opens is not None or closes is not None:
        latest = FAR_AWAY if closes is None else closes
        if start_s is not None and start_s > latest:
            due, latest = latest, start_s
        earliest = -FAR_AWAY if opens is None else opens
        windows = ((earliest, max(earliest, latest)),)
        if start_s is None and earliest > latest:
            # Its time is over before it may begin: nobody can be there in time.
            vans = frozenset()
    is_loaded = visit.goods_from is GoodsFrom.DEPOT
    deliver = _sizes(visit.deliver)
    return Request(
        place=visit.place,
        service_s=visit.service_s,
        windows=windows,
        due_s=due,
        loads=deliver if is_loaded else NOTHING,
        leaves=NOTHING if is_loaded else deliver,
        takes=_sizes(visit.collect),
        partner=partner,
        is_delivery_half=partner >= 0 and visit.after is not None,
        vans=vans,
        brings_clean=visit.brings_clean,
        takes_dirty=visit.takes_dirty,
    )


def _sizes(load: Load) -> Sizes:
    return load.weight_g, load.volume_ml, load.slots


def routes_of(problem: Problem, model: FleetModel, plan: FleetPlan) -> tuple[PlannedRoute, ...]:
    """The problem's routes as the plan has them."""
    return tuple(
        route.with_visits(model.visits[number] for number in numbers)
        for route, numbers in zip(problem.routes, plan.routes, strict=True)
    )


def proposed(problem: Problem, model: FleetModel, plan: FleetPlan) -> Proposal:
    """What the plan changes, route by route; nothing if it breaks something or saves nothing.

    Placing a waiting visit counts as better whatever it costs. A stop that was late may be as late
    on another route.
    """
    changed = routes_of(problem, model, plan)
    before = [timetable(route, problem) for route in problem.routes]
    after = [timetable(route, problem) for route in changed]
    placed = sum(map(len, plan.routes)) - sum(len(route.visits) for route in problem.routes)
    gains = sum(
        burden(old, was) - burden(new, now)
        for old, new, was, now in zip(problem.routes, changed, before, after, strict=True)
    )
    is_better = placed >= 0 and (placed > 0 or gains > 0) and not broken(before, after)
    return Proposal(
        tuple(
            _route_proposal(old, new if is_better else old, was, now if is_better else was)
            for old, new, was, now in zip(problem.routes, changed, before, after, strict=True)
        )
    )


def broken(before: Sequence[Timetable], after: Sequence[Timetable]) -> list[Violation]:
    """What gets worse, wherever a stop was before; a van that is too full excuses no other one."""
    known: dict[tuple[ViolationKind, StopId | None, str], int] = {
        (was.kind, was.stop_id, was.about): was.amount
        for table in before
        for was in table.violations
        if was.stop_id is not None and was.kind not in OVERLOADS
    }
    return [
        now
        for old, new in zip(before, after, strict=True)
        for now in worsened(old, new)
        if now.amount > known.get((now.kind, now.stop_id, now.about), 0)
    ]


def _route_proposal(
    old: PlannedRoute, new: PlannedRoute, was: Timetable, now: Timetable
) -> RouteProposal:
    saved_s, saved_metres = was.finish_s - now.finish_s, was.metres - now.metres
    stayed = tuple(stop_id for stop_id in new.stop_ids if stop_id in old.stop_ids)
    among = tuple(stop_id for stop_id in old.stop_ids if stop_id in stayed)
    come = tuple(stop_id for stop_id in new.stop_ids if stop_id not in stayed)
    return RouteProposal(
        route_id=old.route_id,
        version=old.version,
        stop_ids=new.stop_ids,
        is_better=new.stop_ids != old.stop_ids,
        saved_s=saved_s,
        saved_metres=saved_metres,
        saved_minor=cost_minor(old, saved_metres, saved_s),
        saved_lateness_s=_late_s(was) - _late_s(now),
        moved=(*come, *moved_stops(among, stayed)),
    )


def _late_s(table: Timetable) -> int:
    return sum(table.lateness_s) + table.overtime_s
