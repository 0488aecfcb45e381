"""What it would cost to move a planned stop: elsewhere on its route, or to any other van. Pure.

Sums are net of what the stop's own route saves. Goods decide here too: a stop whose goods are
aboard reaches another van by a hand-over only, and what is linked stays where it is.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from core.model import RouteId, ServiceDay, Stop
from core.planning.insertion import PreviewIndex
from core.planning.problem import Visit
from core.planning.schedule import timetable, worsened
from core.planning.travel import TravelMatrix
from core.planning.ways import (
    DayPlan,
    Way,
    inserted,
    minding,
    never,
    of_visit,
    position_of,
    way_at,
    ways_of,
)
from core.state import State

STAYS = "where it is now"


class Move:
    """The open days as if one planned stop were off its route, to try it elsewhere.

    Every `Way.index` counts in the target's `stop_ids` without the stop itself. KeyError for a
    stop that is not among the planned visits of its day (ended, at the door, no travel times).
    """

    def __init__(
        self, state: State, stop: Stop, plans: Mapping[ServiceDay, DayPlan], travel: TravelMatrix
    ) -> None:
        self._state, self._stop, self._travel = state, stop, travel
        self._order = state.orders[stop.order_id]
        plan = plans[state.routes[stop.route_id].day]
        self._later = {day: each for day, each in plans.items() if day != plan.day}
        self._before = plan.problem.route(stop.route_id)
        if stop.id not in self._before.stop_ids:
            raise KeyError(stop.id)
        self._table = plan.previews.table(stop.route_id)
        self._old_index = state.routes[stop.route_id].stop_ids.index(stop.id)
        position = self._before.stop_ids.index(stop.id)
        self._visit = self._before.visits[position]
        problem = plan.problem.with_routes([self._before.without(stop.id)])
        self._plan = DayPlan(plan.day, problem, PreviewIndex(problem, plan.previews))
        self._saved = self._plan.previews.at(self._visit, stop.route_id, position)
        self._engine = f"insertion, {travel.fingerprint}"

    @property
    def without(self) -> DayPlan:
        """The stop's own day without it."""
        return self._plan

    @property
    def visit(self) -> Visit:
        """What is to be made elsewhere."""
        return self._visit

    def ways(self) -> tuple[Way, ...]:
        """The best place on each route of the open days, its own included."""
        if self._stop.linked_stop_id is not None or self._visit.after is not None:
            return tuple(self._linked(planned.route_id) for planned in self._plan.problem.routes)
        found = of_visit(self._state, self._order, self._plan, self._visit, self._travel)
        other_days = ways_of(self._state, self._order, self._later, self._travel)
        here = (self._minded(way) for way in found)
        return tuple(self._best(way) for way in (*here, *other_days))

    def _best(self, way: Way) -> Way:
        if way.route_id == self._stop.route_id:
            return self._own(self._best_on_own())
        return replace(self._net(way), engine=self._engine)

    def _linked(self, route_id: RouteId) -> Way:
        if route_id == self._stop.route_id:
            return self._own(self._best_on_own())
        words = "it belongs to a hand-over; take the order off instead"
        return never(self._state.routes[route_id], words)

    def way_at(self, route_id: RouteId, index: int) -> Way:
        """At exactly this index; the best of the route if it can only be reached otherwise."""
        day = self._state.routes[route_id].day
        if day in self._later:
            there = way_at(self._state, self._order, self._later, self._travel, route_id, index)
            return self._net(there)
        planned = self._plan.problem.route(route_id)
        stop_ids = [s for s in self._state.routes[route_id].stop_ids if s != self._stop.id]
        position = position_of(stop_ids, planned, index)
        if route_id == self._stop.route_id:
            return replace(self._own(position), index=index)
        best = next(way for way in self.ways() if way.route_id == route_id)
        if best.index is None or best.hand_over is not None:
            return best
        preview = self._plan.previews.at(self._visit, route_id, position)
        there = inserted(self._state, self._plan, preview)
        way = self._net(self._minded(there))
        return replace(way, index=index, engine=self._engine)

    def _best_on_own(self) -> int:
        """A place that gains nothing is not worth a change to the driver's list."""
        previews = self._plan.previews.best(self._visit)
        best = next(p for p in previews if p.route_id == self._stop.route_id)
        is_cleaner = best.is_feasible and not self._saved.is_feasible
        is_worse = best.cost_minor >= self._saved.cost_minor
        return self._saved.position if is_worse and not is_cleaner else best.position

    def _own(self, position: int) -> Way:
        """Elsewhere on its own route, compared with the route as it stands."""
        preview = self._plan.previews.at(self._visit, self._stop.route_id, position)
        moved = self._before.without(self._stop.id).with_visit(self._visit, position)
        broken = worsened(self._table, timetable(moved, self._plan.problem))
        way = self._net(inserted(self._state, self._plan, replace(preview, violations=broken)))
        assert way.index is not None
        index = way.index - (way.index > self._old_index)
        words = STAYS if index == self._old_index else way.option.words
        option = replace(way.option, words=words)
        return replace(way, index=index, option=option, engine=self._engine)

    def _minded(self, way: Way) -> Way:
        return minding(self._state, self._order, self._plan, self._visit, way)

    def _net(self, way: Way) -> Way:
        option = way.option
        if way.index is None:
            return way
        net = replace(
            option,
            extra_s=option.extra_s - self._saved.extra_s,
            extra_metres=option.extra_metres - self._saved.extra_metres,
            cost_minor=option.cost_minor - self._saved.cost_minor,
        )
        return replace(way, option=net)
