"""Goods pass from one van to another: what it costs, where the vans meet, who waits for whom.

Pure. `meeting.py` ranks where and when; every time, cost and sentence here comes from
`schedule.py`.
"""

import msgspec
import numpy as np
from msgspec import Struct

from core.model import RouteId, StopId, StopKind
from core.planning.insertion import PreviewIndex
from core.planning.meeting import (
    GIVE_S,
    TAKE_S,
    Meetings,
    Plans,
    depot_meetings,
    meetings,
    plans,
)
from core.planning.passes import Fleet, RoutePasses
from core.planning.problem import GoodsFrom, PlannedRoute, Problem, Visit, cost_minor
from core.planning.schedule import Timetable, Violation, ViolationKind, timetable, worsened

PLANS_JUDGED = 4
"""Ranked plans of a taking route that are tried by the timetable until one breaks nothing."""


class HandOver(Struct, frozen=True):
    """One van gives, another takes and delivers; or it fetches the goods from the depot.

    Sums are over both vans. `routes` are the changed routes: the giver's if there is one, then
    the taker's, with the new visits linked to each other.
    """

    taker_id: RouteId
    giver_id: RouteId | None
    place: int
    """Where the goods change hands."""
    where: str
    """Its name: a stop's label, or the depot."""
    is_at_depot: bool
    at_s: int
    """When the taker takes."""
    extra_s: int
    """By how much the two vans end later, in sum."""
    extra_driving_s: int
    extra_metres: int
    cost_minor: int
    later_s: int
    """By how much the worst hit visit gets later than predicted, the delivery included."""
    violations: tuple[Violation, ...]
    routes: tuple[PlannedRoute, ...]

    @property
    def is_feasible(self) -> bool:
        """Whether nothing breaks that was not broken before."""
        return not self.violations


def hand_overs(
    index: PreviewIndex,
    delivery: Visit,
    giver_id: RouteId | None,
    depot: int,
    take: Visit | None = None,
) -> tuple[HandOver, ...]:
    """The best way to every other route, in their order; feasible ones are preferred.

    `delivery` is the visit to be made by the taker; its goods are in the giver's van, or at the
    depot (a place) if there is no giver. A retry by the giver itself is a plain insertion. `take`
    tells how they are taken there, with its own window and service; None: as at any meeting.
    """
    fleet, problem = index.fleet, index.problem
    numbers = {each.route.route_id: number for number, each in enumerate(index.passes)}
    giver = None if giver_id is None else numbers[giver_id]
    if fleet is None or (giver is not None and len(numbers) == 1):
        return ()
    delivery = msgspec.structs.replace(
        delivery, goods_from=GoodsFrom.TAKE, after=StopId(f"{delivery.stop_id}:take")
    )
    if giver is None:
        found = depot_meetings(fleet, depot)
    else:
        found = meetings(fleet, giver, delivery, problem)
    ranked = plans(fleet, found, delivery, problem, is_given=giver is not None, take=take)
    judge = _Judge(index, fleet, found, ranked, delivery, giver, take)
    return tuple(judge.best(number) for number in range(len(index.passes)) if number != giver)


class _Judge:
    """Turns ranked plans into hand-overs by the timetables of both routes."""

    def __init__(
        self,
        index: PreviewIndex,
        fleet: Fleet,
        found: Meetings,
        ranked: Plans,
        delivery: Visit,
        giver: int | None,
        take: Visit | None,
    ) -> None:
        self._take = take
        self._problem, self._fleet = index.problem, fleet
        self._found, self._plans, self._delivery = found, ranked, delivery
        self._giver = None if giver is None else index.passes[giver]
        takers = found.taker[ranked.meeting]
        self._order = np.lexsort((ranked.cost, ranked.penalty, takers))
        self._takers = takers[self._order]

    def best(self, taker: int) -> HandOver:
        """The first of the ranked plans that breaks nothing, or the first of all."""
        first = int(np.searchsorted(self._takers, taker))
        last = int(np.searchsorted(self._takers, taker, side="right"))
        rows = self._order[first : min(last, first + PLANS_JUDGED)].tolist()
        judged: list[HandOver] = []
        for row in rows:
            if judged and self._plans.penalty[row] > 0:
                break
            judged.append(self._judged(row))
            if judged[-1].is_feasible:
                return judged[-1]
        return judged[0]

    def _judged(self, row: int) -> HandOver:
        index, meeting = self._fleet.positions.index, int(self._plans.meeting[row])
        taker = self._fleet.passes[int(self._found.taker[meeting])]
        give, take = self._halves(int(self._found.place[meeting]))
        take_at = int(index[self._plans.take_row[row]])
        deliver_at = int(index[self._plans.deliver_row[row]]) + 1
        taking = taker.route.with_visit(take, take_at).with_visit(self._delivery, deliver_at)
        if self._giver is None:
            alone = _Change(taker, taking, timetable(taking, self._problem))
            return self._hand_over(take.place, take_at, (alone,))
        give_at = int(index[self._found.give_row[meeting]])
        giving = self._giver.route.with_visit(give, give_at)
        met = _met(giving, give_at, taking, take_at, self._problem)
        changes = (_Change(self._giver, *met[0]), _Change(taker, *met[1]))
        return self._hand_over(take.place, take_at, changes)

    def _halves(self, place: int) -> tuple[Visit, Visit]:
        """The stop that gives and the stop that takes, at a place."""
        goods = self._delivery
        give_id, take_id = StopId(f"{goods.stop_id}:give"), StopId(f"{goods.stop_id}:take")
        give = Visit(
            stop_id=give_id,
            kind=StopKind.GIVE,
            place=place,
            service_s=GIVE_S,
            order_id=goods.order_id,
            label=goods.label,
            deliver=goods.deliver,
            linked_to=take_id,
        )
        take = Visit(
            stop_id=take_id,
            kind=StopKind.TAKE,
            place=place,
            service_s=TAKE_S,
            order_id=goods.order_id,
            label=goods.label,
            collect=goods.deliver,
            linked_to=None if self._giver is None else give_id,
        )
        return give, take if self._take is None else self._take

    def _hand_over(self, place: int, take_at: int, changes: "tuple[_Change, ...]") -> HandOver:
        giver_end = changes[0].passes.route.end_place
        return HandOver(
            taker_id=changes[-1].route.route_id,
            giver_id=None if self._giver is None else changes[0].route.route_id,
            place=place,
            where=_where(place, changes),
            is_at_depot=self._giver is None or place == giver_end,
            at_s=changes[-1].after.starts_s[take_at],
            extra_s=sum(change.extra_s for change in changes),
            extra_driving_s=sum(change.extra_driving_s for change in changes),
            extra_metres=sum(change.extra_metres for change in changes),
            cost_minor=sum(change.cost_minor for change in changes),
            later_s=max(change.later_s for change in changes),
            violations=tuple(broken for change in changes for broken in change.broken),
            routes=tuple(change.route for change in changes),
        )


class _Change(Struct, frozen=True):
    """One of the vans before and after."""

    passes: RoutePasses
    route: PlannedRoute
    after: Timetable

    @property
    def extra_s(self) -> int:
        return self.after.finish_s - self.passes.table.finish_s

    @property
    def extra_driving_s(self) -> int:
        return self.after.driving_s - self.passes.table.driving_s

    @property
    def extra_metres(self) -> int:
        return self.after.metres - self.passes.table.metres

    @property
    def cost_minor(self) -> int:
        return cost_minor(self.route, self.extra_metres, self.extra_s)

    @property
    def later_s(self) -> int:
        late_now = self.after.lateness_s
        if not any(late_now):
            return 0
        before = self.passes
        was = dict(zip(before.route.stop_ids, before.table.lateness_s, strict=True))
        now = zip(self.route.stop_ids, late_now, strict=True)
        return max(0, *(late - was.get(stop_id, 0) for stop_id, late in now))

    @property
    def broken(self) -> list[Violation]:
        broken = list(worsened(self.passes.table, self.after))
        if self.route.is_locked:
            broken.append(Violation(ViolationKind.LOCKED, 1, f"{self.route.name} is locked"))
        return broken


def _where(place: int, changes: tuple[_Change, ...]) -> str:
    for change in changes:
        for visit in change.passes.route.visits:
            if visit.place == place:
                return visit.label or visit.stop_id
    return "the depot"


def _met(
    giving: PlannedRoute, give_at: int, taking: PlannedRoute, take_at: int, problem: Problem
) -> tuple[tuple[PlannedRoute, Timetable], tuple[PlannedRoute, Timetable]]:
    """Both routes bound to each other as by `linked`, and their timetables."""
    meets = giving.visits[give_at].place != giving.end_place
    if meets:
        arrives_s = timetable(taking, problem).arrivals_s[take_at]
        giving = _bound(giving, give_at, earliest_s=arrives_s, due_s=None)
    gives = timetable(giving, problem)
    done_s = gives.departures_s[give_at]
    taking = _bound(taking, take_at, earliest_s=done_s, due_s=None)
    takes = timetable(taking, problem)
    give, take = giving.visits[give_at], taking.visits[take_at]
    start_s = takes.starts_s[take_at]
    give_due_s = gives.starts_s[give_at] if meets else start_s - give.service_s
    giving = _bound(giving, give_at, earliest_s=give.earliest_s, due_s=give_due_s)
    take_due_s = start_s if meets else None
    taking = _bound(taking, take_at, earliest_s=take.earliest_s, due_s=take_due_s)
    return (giving, gives), (taking, takes)


def linked(problem: Problem) -> Problem:
    """The problem with every hand-over's two halves waiting for each other.

    A take begins when its give is done. Where the vans meet on the road, the give also waits for
    the taker to arrive; at the depot (the giver's end place) the goods can be left. `due_s` then
    tells each half how late it may begin without keeping the other van waiting longer.
    """
    pairs = _pairs(problem)
    for _ in range(len(pairs) + 2):
        changed = _synchronised(problem, pairs)
        if changed == problem.routes:
            break
        problem = msgspec.structs.replace(problem, routes=changed)
    return problem


_Pair = tuple[int, int, int, int]
"""Route and position of a give, route and position of its take."""


def _pairs(problem: Problem) -> list[_Pair]:
    where = {
        visit.stop_id: (number, position)
        for number, route in enumerate(problem.routes)
        for position, visit in enumerate(route.visits)
    }
    return [
        (*where[visit.linked_to], number, position)
        for number, route in enumerate(problem.routes)
        for position, visit in enumerate(route.visits)
        if visit.kind is StopKind.TAKE and visit.linked_to in where
    ]


def _synchronised(problem: Problem, pairs: list[_Pair]) -> tuple[PlannedRoute, ...]:
    routes = list(problem.routes)
    tables = {
        number: timetable(routes[number], problem)
        for number in sorted({number for pair in pairs for number in (pair[0], pair[2])})
    }
    for give_route, give, take_route, take in pairs:
        giver, taker = tables[give_route], tables[take_route]
        meets = routes[give_route].visits[give].place != routes[give_route].end_place
        service_s = routes[give_route].visits[give].service_s
        routes[give_route] = _bound(
            routes[give_route],
            give,
            earliest_s=taker.arrivals_s[take] if meets else None,
            due_s=giver.starts_s[give] if meets else taker.starts_s[take] - service_s,
        )
        routes[take_route] = _bound(
            routes[take_route],
            take,
            earliest_s=giver.departures_s[give],
            due_s=taker.starts_s[take] if meets else None,
        )
    return tuple(routes)


def _bound(
    route: PlannedRoute, position: int, *, earliest_s: int | None, due_s: int | None
) -> PlannedRoute:
    visits = list(route.visits)
    visits[position] = msgspec.structs.replace(visits[position], earliest_s=earliest_s, due_s=due_s)
    return route.with_visits(visits)
