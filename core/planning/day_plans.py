"""Plans for a whole day side by side: what each saves, moves and leaves out, and how it is asked
for.

Pure. The fleet engine only proposes sequences; everything that is said of a plan comes from
`schedule.py`, and the command was accepted by the rules on the state that the plan was made for.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import OrderId, RouteId, ServiceDay, StopId
from core.planning.breakdown import PLANNER
from core.planning.even_parts import spread
from core.planning.excused import Excused, excused
from core.planning.fleet import FleetPlan
from core.planning.fleet_model import FleetModel, broken, fleet_model, repriced, routes_of
from core.planning.handover import linked
from core.planning.insertion import Preview, PreviewIndex
from core.planning.plan_command import MOST_CONSIDERED, asked_for, named, renamed
from core.planning.plan_meetings import meetings_for
from core.planning.problem import UNITS, PlannedRoute, Problem, cost_units, part_of
from core.planning.proposal import burden, moved_stops
from core.planning.schedule import Timetable, timetable
from core.planning.travel import TravelMatrix
from core.planning.waiting_orders import Candidate, LeftOut, Waiting, is_from_scratch, taken_from
from core.rules.lookups import Refused, first_free_index
from core.rules.replan import as_seen, replan
from core.state import State, apply

NEIGHBOURS = 5
HOLD_S = 240
"""A driver is not turned round on his way: what he sets out for so soon stays next."""


class Style(StrEnum):
    """How much may change for how much gain."""

    LEAST = "least"
    BALANCED = "balanced"
    CHEAPEST = "cheapest"
    OR_TOOLS = "or_tools"
    """The other engine's one plan; it does not know the prices of changes."""


THREE = (Style.LEAST, Style.BALANCED, Style.CHEAPEST)


PRICED = {
    Style.LEAST: (20, 1),
    Style.BALANCED: (1, 1),
    Style.CHEAPEST: (0, 0),
    Style.OR_TOOLS: (0, 0),
}
"""By how much the depot's prices of moved stops and of changed lists are multiplied. A driver who
gets one more order has a changed list in any case."""


class Question(Struct, frozen=True, eq=False):
    """A day that is to be planned anew, as it was when somebody asked."""

    state: State
    day: ServiceDay
    problem: Problem
    """Every route of the day, hand-overs linked."""
    scope: Problem
    """Those that may change, with what they have begun fixed."""
    waiting: Waiting
    now: datetime
    travel: TravelMatrix | None = None
    """Without it nobody meets: a hand-over's place has to be found."""
    previews: PreviewIndex | None = None
    """Of the day as it stands: its timetables, and the compiled preview if that is there."""
    spreads: bool = False
    """Whether no van may get far more than its part: for a day that is still to begin."""


class Sums(Struct, frozen=True):
    """A day in figures; routes that are over not counted."""

    cost_minor: int
    metres: int
    paid_s: int
    """From where the vans are until they are back."""
    late_stops: int
    late_s: int
    """Of all stops, overtime included."""


class PlanOffer(Struct, frozen=True, eq=False):
    """One plan beside the present one."""

    style: Style
    day: ServiceDay
    command: c.Replan
    before: Sums
    after: Sums
    moved: tuple[StopId, ...]
    """Stops of now that change their van or their order."""
    disturbed: tuple[RouteId, ...]
    """Routes that change."""
    placed: tuple[tuple[OrderId, RouteId], ...]
    worth_minor: int
    """Of what is placed: how much better its cases end than without a visit, its way aside."""
    left: tuple[LeftOut, ...]
    state: State
    """The board as it would be."""
    changed: tuple[tuple[PlannedRoute, Timetable], ...]
    """Every route whose times are others, its new visits under the names they would have."""
    problem: Problem
    """The day as it would be."""
    excuses: tuple[Excused, ...] = ()
    """What each disturbed route may break, because it was broken before."""

    def parts(self) -> tuple[Problem, ...]:
        """Each disturbed route alone, small enough to send for the second opinion."""
        return tuple(part_of(self.problem, [self.problem.route(id_)]) for id_ in self.disturbed)


def question(
    state: State,
    day: ServiceDay,
    problem: Problem,
    waiting: Waiting,
    now: datetime,
    *,
    only: frozenset[RouteId] | None = None,
    travel: TravelMatrix | None = None,
    previews: PreviewIndex | None = None,
) -> Question:
    """`only` these routes may change, if they are named, and only what they can reach is placed.

    What a driver has done or begun keeps its place, and so does all before it and what he sets out
    for within `HOLD_S`; a route with a stop without travel times stays as it is. A day that has not
    begun is spread over its vans if the depot wants it so.
    """
    named = [route for route in problem.routes if only is None or route.route_id in only]
    routes = [_held(state, route, problem) for route in named]
    scope = replace(problem, routes=tuple(routes))
    here = frozenset(route.route_id for route in routes)
    waiting = replace(
        waiting,
        candidates=tuple(
            each for each in waiting.candidates if each.routes is None or each.routes & here
        ),
    )
    wanted = state.depot is not None and state.depot.rates.spreads_evenly
    spreads = wanted and is_from_scratch(state, day, now)
    return Question(state, day, problem, scope, waiting, now, travel, previews, spreads)


def with_neighbours(problem: Problem, route_id: RouteId) -> frozenset[RouteId]:
    """The route and those whose stops ahead are nearest to its own; alone once it has none."""
    places = {route.route_id: [visit.place for visit in route.visits] for route in problem.routes}
    here = places.get(route_id)
    if not here:
        return frozenset({route_id})
    far_s = {
        other: int(problem.seconds[np.ix_(here, there)].min())
        for other, there in places.items()
        if there and other != route_id
    }
    return frozenset({route_id, *sorted(far_s, key=lambda id_: (far_s[id_], id_))[:NEIGHBOURS]})


def _held(state: State, planned: PlannedRoute, problem: Problem) -> PlannedRoute:
    route = state.routes[planned.route_id]
    head = frozenset(route.stop_ids[: first_free_index(state, route)])
    known = head | frozenset(planned.stop_ids)
    begun = sum(id_ in head for id_ in planned.stop_ids)
    if planned.has_left and planned.visits:
        leaves_s = (planned.anchor_s, *timetable(planned, problem).departures_s[:-1])
        begun = max(begun, sum(at < problem.now_s + HOLD_S for at in leaves_s))
    return replace(
        planned,
        fixed_prefix=max(planned.fixed_prefix, begun),
        is_locked=planned.is_locked or not known.issuperset(route.stop_ids),
    )


def model_of(asked: Question, style: Style, like: FleetModel | None = None) -> FleetModel:
    """The question for the engine, a change priced as the depot and the style want it.

    `like` is its model for another style, if there is one.
    """
    candidates = asked.waiting.candidates
    moves, lists = _prices(asked, style)
    if like is not None:
        return repriced(like, moves, lists)
    model = fleet_model(
        asked.scope,
        [visit for each in candidates for visit in each.visits],
        move_price_minor=moves,
        disturb_price_minor=lists,
        only_by={
            visit.stop_id: each.routes
            for each in candidates
            if each.routes is not None
            for visit in each.visits
        },
        worth_minor={
            each.visits[0].stop_id: each.worth_minor
            for each in candidates
            if each.worth_minor is not None
        },
    )
    return spread(model) if asked.spreads else model


def _prices(asked: Question, style: Style) -> tuple[int, int]:
    """Of a moved stop and of a changed list."""
    assert asked.state.depot is not None
    rates, minute = asked.state.depot.rates, _minute_minor(asked.scope)
    moves, lists = PRICED[style]
    return (
        round(minute * moves * rates.moved_stop_min),
        round(minute * lists * rates.changed_route_min),
    )


def _minute_minor(problem: Problem) -> float:
    """What a van costs a minute on the average."""
    costs = [route.cost_per_hour_minor for route in problem.routes]
    return sum(costs) / len(costs) / 60 if costs else 0.0


class NoPlan(Exception):
    """What the engine found is not offered; the text says why."""


class _Draft(Struct, frozen=True, eq=False):
    """A plan that the rules accept: how it is asked for, and what the day would be."""

    command: c.Replan
    state: State
    problem: Problem


def offer_of(asked: Question, style: Style, model: FleetModel, plan: FleetPlan) -> PlanOffer | None:
    """The plan as an offer; None if it changes nothing or is not worth its changes.

    Where the question has travel times, what stays left out because its goods are in some van is
    given to another one that meets it. Raises `NoPlan` for what timetable or rules would refuse.
    """
    after = [
        new
        for old, new in zip(asked.scope.routes, routes_of(asked.scope, model, plan), strict=True)
        if new.stop_ids != old.stop_ids
    ]
    draft = _meeting(asked, style, _drafted(asked, style, after))
    command, problem = draft.command, draft.problem
    tables = [
        (was, now, *_before_and_after(asked, was, now, problem))
        for was, now in zip(asked.problem.routes, problem.routes, strict=True)
    ]
    disturbed = [(was, now) for was, now, *_ in tables if was.stop_ids != now.stop_ids]
    were = [(was, table) for was, now, table, _ in tables if was.stop_ids != now.stop_ids]
    if not disturbed:
        return None
    worse = broken([was for *_, was, _ in tables], [now for *_, now in tables])
    if worse:
        raise NoPlan(worse[0].words)
    placed = {each.order_id: each.route_id for each in command.placements}
    if not placed and sum(burden(w, a) - burden(n, b) for w, n, a, b in tables) <= 0:
        return None
    return PlanOffer(
        style=style,
        day=asked.day,
        command=command,
        before=_sums([(was, table) for was, _, table, _ in tables]),
        after=_sums([(now, table) for _, now, _, table in tables]),
        moved=_moved(disturbed, asked.state),
        disturbed=tuple(now.route_id for _, now in disturbed),
        placed=tuple(placed.items()),
        worth_minor=sum(
            each.worth_minor or 0 for each in asked.waiting.candidates if each.order_id in placed
        ),
        left=_left(asked, problem, placed, _prices(asked, style)[1]),
        state=draft.state,
        changed=tuple((now, table) for was, now, _, table in tables if was != now),
        problem=problem,
        excuses=tuple(excused(own, were) for own in were),
    )


def _before_and_after(
    asked: Question, was: PlannedRoute, now: PlannedRoute, problem: Problem
) -> tuple[Timetable, Timetable]:
    """The timetables of a route; one that stays as it is has the same one twice."""
    known = asked.previews
    before = known.table(was.route_id) if known is not None else timetable(was, asked.problem)
    return before, before if now is was else timetable(now, problem)


def _drafted(asked: Question, style: Style, after: Sequence[PlannedRoute]) -> _Draft:
    """These routes as they are to be, new visits under the names that they would have."""
    if not after:
        return _Draft(c.Replan(engine=_engine(asked, style)), asked.state, asked.problem)
    names = {visit.stop_id: each for each in asked.waiting.candidates for visit in each.visits}
    sequences, placements = asked_for(asked.state, after, names)
    command = c.Replan(sequences, placements, engine=_engine(asked, style))
    state, events = _accepted(asked, command)
    told = renamed(events, names)
    there = [named(route, told) for route in after]
    return _Draft(command, state, linked(asked.problem.with_routes(there)))


def _accepted(asked: Question, command: c.Replan) -> tuple[State, tuple[e.Event, ...]]:
    """The board with the plan; raises `NoPlan` with the words of the rule that refuses it."""
    try:
        events = replan(asked.state, command, PLANNER, asked.now)
    except Refused as refused:
        raise NoPlan(str(refused)) from None
    state = asked.state
    for event in events:
        state = apply(state, event)
    return state, events


def _meeting(asked: Question, style: Style, draft: _Draft) -> _Draft:
    """The draft with hand-overs for goods that it leaves in a van that cannot bring them."""
    if asked.travel is None:
        return draft
    placed = {each.order_id for each in draft.command.placements}
    met = meetings_for(
        draft.state,
        draft.problem,
        [each for each in asked.waiting.candidates if each.order_id not in placed],
        asked.travel,
        day=asked.day,
        may_change=frozenset(route.route_id for route in asked.scope.routes),
        change_minor=_prices(asked, style)[1],
        now=asked.now,
    )
    if not met.placements:
        return draft
    more = tuple(
        replace(as_seen(each, asked.state), considered=each.considered[:MOST_CONSIDERED])
        for each in met.placements
    )
    command = replace(draft.command, placements=(*draft.command.placements, *more))
    return _Draft(command, _accepted(asked, command)[0], met.problem)


def _engine(asked: Question, style: Style) -> str:
    fingerprint = asked.travel.fingerprint if asked.travel is not None else ""
    return f"fleet engine, {style}, {fingerprint}"[:200]


def _moved(
    changes: Sequence[tuple[PlannedRoute, PlannedRoute]], before: State
) -> tuple[StopId, ...]:
    """Those that come from another van, and the fewest that change their order."""
    moved: list[StopId] = []
    for old, new in changes:
        was = frozenset(old.stop_ids)
        stayed = tuple(id_ for id_ in new.stop_ids if id_ in was)
        here = frozenset(stayed)
        moved += [id_ for id_ in new.stop_ids if id_ not in was and id_ in before.stops]
        moved += moved_stops(tuple(id_ for id_ in old.stop_ids if id_ in here), stayed)
    return tuple(moved)


def _sums(routes: Sequence[tuple[PlannedRoute, Timetable]]) -> Sums:
    units = [
        cost_units(route, table.metres, table.finish_s - route.anchor_s) for route, table in routes
    ]
    late = [late_s for _, table in routes for late_s in table.lateness_s if late_s > 0]
    return Sums(
        cost_minor=(sum(units) + UNITS // 2) // UNITS,
        metres=sum(table.metres for _, table in routes),
        paid_s=sum(table.finish_s - route.anchor_s for route, table in routes),
        late_stops=len(late),
        late_s=sum(late) + sum(table.overtime_s for _, table in routes),
    )


def _left(
    asked: Question, problem: Problem, placed: Mapping[OrderId, RouteId], change_minor: int
) -> tuple[LeftOut, ...]:
    """Why every other order is on none of the routes as the plan leaves them."""
    missing = [each for each in asked.waiting.candidates if each.order_id not in placed]
    if not missing:
        return asked.waiting.left
    may = {route.route_id for route in asked.scope.routes}
    only = replace(
        problem, routes=tuple(route for route in problem.routes if route.route_id in may)
    )
    index = PreviewIndex(only, asked.previews)
    return (*(_why(each, index, asked, change_minor) for each in missing), *asked.waiting.left)


def _why(candidate: Candidate, index: PreviewIndex, asked: Question, change_minor: int) -> LeftOut:
    """The smallest limit that stands in the way, or what the way would cost beyond its worth."""
    left = LeftOut(
        candidate.order_id,
        "",
        candidate.otherwise,
        is_weighed=True,
        ways_out=candidate.ways_out,
        back_at=candidate.back_at,
    )
    if candidate.fetch is not None:
        from_where = taken_from(asked.state, candidate.fetch)
        return replace(
            left, words=f"No van fetches its goods from {from_where} beside what this plan does"
        )
    able = [
        preview
        for preview in index.best(candidate.visit)
        if (candidate.routes is None or preview.route_id in candidate.routes)
        and preview.route_id not in candidate.visit.refused_by
    ]
    if not able:
        return replace(left, words="Every driver who could take it has declined it")
    fitting = [preview for preview in able if preview.is_feasible]
    if not fitting:
        least = min(able, key=_badness)
        words = "; ".join(each.words for each in least.violations[:2])
        return replace(left, words=f"{_name(asked, least)} comes nearest: {words}")
    best = min(fitting, key=lambda each: each.cost_minor)
    cost_minor = best.cost_minor + change_minor
    if candidate.worth_minor is None or cost_minor < candidate.worth_minor:
        words = f"{_name(asked, best)} could take it, but not beside what this plan does"
        return replace(left, words=words)
    return replace(
        left,
        words=f"{_name(asked, best)} could take it, but it is not worth it",
        cost_minor=cost_minor,
        worth_minor=max(0, candidate.worth_minor),
    )


def _name(asked: Question, preview: Preview) -> str:
    return asked.state.routes[preview.route_id].name


def _badness(preview: Preview) -> tuple[int, int]:
    return len(preview.violations), sum(each.amount for each in preview.violations)
