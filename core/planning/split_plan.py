"""A stranded van's load split over the others by the fleet engine, where that beats the greedy way.

Pure: the engine is handed in. The stops that others have keep their vans and their order, so that
only those who take something are disturbed; every sum and limit is the timetable's, and the rules
have accepted the placements one after the other.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from core import commands as c
from core.model import Option, OrderId, RouteId, StopId, StopKind
from core.planning.breakdown import PLANNER, Share, Split, split
from core.planning.day import Grids
from core.planning.day_plans import Question, Style, model_of, question
from core.planning.fleet import FleetPlan
from core.planning.fleet_model import FleetModel, routes_of
from core.planning.plan_command import asked_for
from core.planning.problem import PlannedRoute, Problem, cost_minor
from core.planning.schedule import timetable, worsened
from core.planning.travel import TravelMatrix
from core.planning.waiting_orders import Candidate, waiting_on
from core.planning.ways import DayPlan, Way, fetched_words, visited_place, why_closed_at
from core.rules.lookups import Refused
from core.rules.plan import place_all, place_order
from core.state import State, apply

Improve = Callable[[FleetModel], FleetPlan]


def better_split(
    state: State,
    route_id: RouteId,
    plan: DayPlan,
    travel: TravelMatrix,
    now: datetime,
    *,
    improve: Improve,
    grids: Grids | None = None,
) -> Split:
    """The greedy split or the engine's: who places more, then who costs less."""
    greedy = split(state, route_id, plan, travel, grids)
    if len(greedy.shares) + len(greedy.left) < 2:
        return greedy
    asked = _asked(state, greedy, plan, travel, now)
    model = _as_split(asked, _placing_only(model_of(asked, Style.CHEAPEST)), greedy)
    found = _split_of(asked, model, improve(model), greedy, f"fleet engine, {travel.fingerprint}")
    return greedy if found is None else min(greedy, found, key=_merit)


def _merit(found: Split) -> tuple[int, int]:
    return -len(found.shares), found.cost_minor


def _asked(
    state: State, greedy: Split, plan: DayPlan, travel: TravelMatrix, now: datetime
) -> Question:
    """The same orders, whatever it costs."""
    orders = {share.order_id for share in greedy.shares} | {id_ for id_, _ in greedy.left}
    waiting = waiting_on(state, {plan.day: plan}, plan.day, travel, now, only=frozenset(orders))
    candidates = tuple(replace(each, worth_minor=None) for each in waiting.candidates)
    waiting = replace(waiting, candidates=candidates)
    return question(state, plan.day, plan.problem, waiting, now, previews=plan.previews)


def _placing_only(model: FleetModel) -> FleetModel:
    """Whatever is on a route stays where it is."""
    planned = sum(map(len, model.routes))
    requests = [
        replace(request, is_fixed=request.is_fixed or number < planned)
        for number, request in enumerate(model.fleet.requests)
    ]
    return replace(model, fleet=replace(model.fleet, requests=tuple(requests)))


def _as_split(asked: Question, model: FleetModel, greedy: Split) -> FleetModel:
    """The same question, beginning with the greedy split."""
    if not greedy.shares:
        return model
    state = asked.state
    for event in place_all(state, greedy.command(), PLANNER, asked.now):
        state = apply(state, event)
    number = {visit.stop_id: at for at, visit in enumerate(model.visits)}
    come = {
        (each.order_id, visit.kind is StopKind.TAKE): number[visit.stop_id]
        for each in asked.waiting.candidates
        for visit in each.visits
    }
    routes = []
    for route, planned in zip(asked.scope.routes, model.routes, strict=True):
        stops = [state.stops[id_] for id_ in state.routes[route.route_id].stop_ids]
        found = [
            number.get(stop.id, come.get((stop.order_id, stop.kind is StopKind.TAKE), -1))
            for stop in stops
        ]
        kept = [each for each in found if each >= 0]
        if tuple(each for each in kept if each in planned) != planned:
            return model
        routes.append(tuple(kept))
    return replace(model, routes=tuple(routes))


def _split_of(
    asked: Question, model: FleetModel, plan: FleetPlan, greedy: Split, engine: str
) -> Split | None:
    """None if a limit or a rule is in the way of any of it."""
    names = {visit.stop_id: each for each in asked.waiting.candidates for visit in each.visits}
    after = [
        new
        for old, new in zip(asked.scope.routes, routes_of(asked.scope, model, plan), strict=True)
        if new.stop_ids != old.stop_ids
    ]
    sequences, placements = asked_for(asked.state, after, names)
    ways = {
        each.order_id: way
        for route in after
        for each, way in _ways(
            asked, route, [p for p in placements if p.route_id == route.route_id], names
        )
    }
    if sequences or any(way is None for way in ways.values()):
        return None
    state, shares = asked.state, []
    for placing in placements:
        version = state.routes[placing.route_id].version
        try:
            events = place_order(
                state, replace(placing, expected_version=version), PLANNER, asked.now
            )
        except Refused:
            return None
        for event in events:
            state = apply(state, event)
        way = ways[placing.order_id]
        assert way is not None
        shares.append(Share(placing.order_id, replace(way, version=version, engine=engine)))
    placed = {share.order_id for share in shares}
    why = dict(greedy.left)
    left = [each for each in (*(s.order_id for s in greedy.shares), *why) if each not in placed]
    words = "it did not fit beside the others"
    return Split(
        greedy.route_id, tuple(shares), tuple((each, why.get(each, words)) for each in left)
    )


def _ways(
    asked: Question,
    route: PlannedRoute,
    placements: Sequence[c.PlaceOrder],
    names: dict[StopId, Candidate],
) -> Iterator[tuple[c.PlaceOrder, Way | None]]:
    """What each placement adds to its route, in their order; None for what must not be."""
    assert asked.previews is not None
    last = timetable(route, asked.problem)
    before = asked.previews.table(route.route_id)
    is_worse = bool(worsened(before, last))
    come = {visit.stop_id for visit in route.visits if visit.stop_id in names}
    there = set(route.stop_ids) - come
    for placing in placements:
        candidate = next(each for each in names.values() if each.order_id == placing.order_id)
        there |= {visit.stop_id for visit in candidate.visits}
        now = timetable(
            route.with_visits(v for v in route.visits if v.stop_id in there), asked.problem
        )
        position = route.stop_ids.index(candidate.visit.stop_id)
        is_closed = _is_closed_at(
            asked.state, placing.order_id, asked.problem, last.starts_s[position]
        )
        yield (
            placing,
            None
            if is_worse or is_closed
            else Way(
                Option(
                    route_id=route.route_id,
                    extra_s=now.finish_s - before.finish_s,
                    extra_metres=now.metres - before.metres,
                    cost_minor=cost_minor(
                        route, now.metres - before.metres, now.finish_s - before.finish_s
                    ),
                    is_feasible=True,
                    words=_how(asked, route, candidate, last.starts_s),
                ),
                index=placing.index,
                version=placing.expected_version,
                hand_over=placing.hand_over,
            ),
        )
        before = now


def _how(
    asked: Question, route: PlannedRoute, candidate: Candidate, starts_s: Sequence[int]
) -> str:
    if candidate.fetch is None:
        return ""
    at_s = starts_s[route.stop_ids.index(candidate.fetch.take.stop_id)]
    meeting = candidate.fetch.hand_over
    giver = asked.state.routes[meeting.give_route_id] if meeting.give_route_id else None
    return fetched_words(giver, asked.state.places[meeting.place_id], asked.problem, at_s)


def _is_closed_at(state: State, order_id: OrderId, problem: Problem, starts_s: int) -> bool:
    """Whether the place where the order is visited is closed when that begins."""
    place = state.places[visited_place(state, state.orders[order_id])]
    return why_closed_at(state, place, problem, starts_s) != ""
