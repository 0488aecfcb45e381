"""All open work of one route moved onto another: what that costs, and the one command for it. Pure.

What waits at the depot or is to be collected moves as it is, each at the best place that those
before it leave. Placed anew are goods that the van would collect at their sender's and bring, and
those that are aboard already, which are handed over from van to van. What is locked, under way or
part of a hand-over stays, and so does what the rules refuse. The sums are the timetables' of both
vans, and of those they wait for.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.catalogue import shipped
from core.model import (
    Option,
    Order,
    OrderId,
    OrderKind,
    Place,
    Route,
    RouteId,
    Stop,
    StopId,
    StopKind,
)
from core.planning.breakdown import PLANNER
from core.planning.day import Grid, Grids, index_in_route, problem_of
from core.planning.insertion import PreviewIndex
from core.planning.known_routes import KnownDay
from core.planning.problem import GoodsFrom, Problem, Visit, cost_minor
from core.planning.schedule import Timetable, ViolationKind, timetable, worsened
from core.planning.travel import TravelMatrix
from core.planning.ways import DayPlan, in_short, visited_place, ways_of, why_closed_at
from core.rules.custody import vehicle_holding, with_sender
from core.rules.lookups import Refused, first_free_index
from core.rules.plan import move_stop, place_order, withdraw_order
from core.rules.refusals import refusal_by, refusal_words
from core.rules.replan import as_seen
from core.state import State, apply


class Stay(Struct, frozen=True):
    """An order that does not go along, and why."""

    order_id: OrderId
    words: str


class Transfer(Struct, frozen=True):
    """The work of one route on another one. Without a command nothing of it can go there."""

    from_id: RouteId
    option: Option
    """Of the taking route; the sums are of all vans that it concerns."""
    command: c.Replan | None = None
    moved: tuple[OrderId, ...] = ()
    handed: tuple[OrderId, ...] = ()
    """of them those whose goods pass from van to van"""
    stays: tuple[Stay, ...] = ()
    broken: tuple[str, ...] = ()
    late_s: tuple[int, ...] = ()
    """By how much each visit is late that would be in time without it, or less late: seconds."""

    @property
    def route_id(self) -> RouteId:
        """That would take the work."""
        return self.option.route_id


def transfers(
    state: State,
    from_id: RouteId,
    plan: DayPlan,
    travel: TravelMatrix,
    grids: Grids,
    targets: Iterable[RouteId] | None = None,
) -> tuple[Transfer, ...]:
    """One for each of these routes of the plan's day, or for every other one."""
    wanted = [r.route_id for r in plan.problem.routes] if targets is None else list(targets)
    work = _Work(state, from_id, plan, travel, grids)
    return tuple(work.onto(route_id) for route_id in wanted if route_id != from_id)


def movable(state: State, route: Route) -> tuple[tuple[Stop, ...], tuple[Stay, ...]]:
    """The route's open stops that may leave it, and the orders whose stops may not. What is
    collected at a sender's goes with its delivery, which stands for both."""
    stays: dict[OrderId, str] = {}
    first = first_free_index(state, route)
    pending = _pending(state, route)
    for stop in pending:
        is_met = stop.kind is StopKind.TAKE and not with_sender(state, state.orders[stop.order_id])
        why = _why_not(stop, is_begun=stop.id in route.stop_ids[:first])
        why = why or ("it belongs to a hand-over" if is_met else "")
        if why:
            stays.setdefault(stop.order_id, why)
    moves = tuple(s for s in pending if s.order_id not in stays and s.kind is not StopKind.TAKE)
    return moves, tuple(Stay(order_id, why) for order_id, why in stays.items())


def _pending(state: State, route: Route) -> list[Stop]:
    stops = [state.stops[stop_id] for stop_id in route.stop_ids]
    return [stop for stop in stops if not stop.status.is_ended]


def _why_not(stop: Stop, *, is_begun: bool) -> str:
    if stop.status.is_under_way or is_begun:
        return "the driver is on the way there"
    if stop.is_locked:
        return "it is locked"
    if stop.problem is not None:
        return "the driver waits for an answer there"
    return "it belongs to a hand-over" if stop.linked_stop_id is not None else ""


class _Work:
    """What one route has to do, to be tried on others."""

    def __init__(
        self, state: State, from_id: RouteId, plan: DayPlan, travel: TravelMatrix, grids: Grids
    ) -> None:
        self._state, self._plan, self._travel = state, plan, travel
        self._grid = grids.on(state, plan.day, plan.problem.now)
        self._from = state.routes[from_id]
        self._stops, self._stays = movable(state, self._from)
        self._visits = {v.stop_id: v for v in plan.problem.route(from_id).visits}
        self._planned = frozenset(route.route_id for route in plan.problem.routes)

    def onto(self, to_id: RouteId) -> Transfer:
        """All that can go there; what the rules refuse is left out and the rest tried again."""
        to, stays = self._state.routes[to_id], list(self._stays)
        locked = next((route for route in (self._from, to) if route.is_locked), None)
        if locked is not None:
            return self._never(to_id, f"{locked.name} is locked", ())
        stops = [stop for stop in self._stops if stop.id in self._visits]
        unknown = [stop for stop in self._stops if stop.id not in self._visits]
        stays += [Stay(stop.order_id, "no travel times yet") for stop in unknown]
        while stops:
            trial = _Trial(self._state, self._among(to_id), self._plan, self._travel, self._grid)
            refused = trial.take(self._from.id, to_id, [(s, self._visits[s.id]) for s in stops])
            if not refused:
                return self._told(trial, to_id, tuple(stays))
            stays += refused
            left = {stay.order_id for stay in refused}
            stops = [stop for stop in stops if stop.order_id not in left]
        return self._never(
            to_id, stays[0].words if stays else "nothing is left to do", tuple(stays)
        )

    def _never(self, to_id: RouteId, words: str, stays: tuple[Stay, ...]) -> Transfer:
        return Transfer(
            self._from.id, Option(to_id, 0, 0, 0, is_feasible=False, words=words), stays=stays
        )

    def _among(self, to_id: RouteId) -> frozenset[RouteId]:
        """Both routes, and those that meet one of them."""
        found = {self._from.id, to_id}
        for route_id in (self._from.id, to_id):
            for stop in _pending(self._state, self._state.routes[route_id]):
                if stop.linked_stop_id is not None:
                    found.add(self._state.stops[stop.linked_stop_id].route_id)
        return frozenset(found) & self._planned

    def _told(self, trial: "_Trial", to_id: RouteId, stays: tuple[Stay, ...]) -> Transfer:
        before = {r: self._plan.previews.table(r) for r in trial.among}
        problem = trial.problem()
        after = {r.route_id: timetable(r, problem) for r in problem.routes if r.route_id in before}
        violations = [v for r, table in after.items() for v in worsened(before[r], table)]
        broken = (
            *(v.words for v in violations),
            *self._besides(trial, to_id, problem, after[to_id]),
        )
        metres = {r: after[r].metres - before[r].metres for r in after}
        seconds = {r: after[r].finish_s - before[r].finish_s for r in after}
        option = Option(
            route_id=to_id,
            extra_s=sum(seconds.values()),
            extra_metres=sum(metres.values()),
            cost_minor=sum(
                cost_minor(r, metres[r.route_id], seconds[r.route_id])
                for r in problem.routes
                if r.route_id in after
            ),
            is_feasible=not broken,
            words=in_short(broken, len(broken)),
        )
        late_s = tuple(v.amount for v in violations if v.kind is ViolationKind.WINDOW)
        engine = f"insertion, {self._travel.fingerprint}"
        return Transfer(
            self._from.id,
            option,
            trial.command(self._state, self._from.id, to_id, engine),
            trial.moved,
            trial.handed,
            stays,
            broken,
            late_s,
        )

    def _besides(
        self, trial: "_Trial", to_id: RouteId, problem: Problem, table: Timetable
    ) -> Iterator[str]:
        """What no timetable knows: a place that is closed then, a driver who has declined it."""
        moved = {order_id: self._state.orders[order_id] for order_id in trial.moved}
        for visit, at in zip(problem.route(to_id).visits, table.starts_s, strict=True):
            order = moved.get(visit.order_id) if visit.order_id is not None else None
            place = self._door(order, visit.kind) if order is not None else None
            closed = why_closed_at(self._state, place, problem, at) if place is not None else ""
            if place is not None and closed:
                yield f"{place.address} is {closed}"
        for order in moved.values():
            refusal = refusal_by(self._state, order, to_id)
            if refusal is not None:
                yield refusal_words(self._state, refusal, shipped())

    def _door(self, order: Order, kind: StopKind) -> Place | None:
        """Whose hours count for such a stop; nobody's where vans meet."""
        places = self._state.places
        if order.sender is not None and with_sender(self._state, order):
            return places[order.sender.place_id if kind is StopKind.TAKE else order.place_id]
        is_meeting = kind in (StopKind.GIVE, StopKind.TAKE)
        return None if is_meeting else places[visited_place(self._state, order)]


class _Trial:
    """The board as it would be, made by the rules' own events; only routes that it concerns."""

    def __init__(
        self,
        state: State,
        among: frozenset[RouteId],
        plan: DayPlan,
        travel: TravelMatrix,
        grid: Grid,
    ) -> None:
        self.among = among
        self._board = replace(state, routes={id_: state.routes[id_] for id_ in among})
        self._plan, self._travel, self._grid = plan, travel, grid
        self._known: KnownDay | None = None
        self.moved: tuple[OrderId, ...] = ()
        self.handed: tuple[OrderId, ...] = ()
        self._withdrawn: tuple[OrderId, ...] = ()
        self._placings: list[c.PlaceOrder] = []
        self._lists: dict[RouteId, tuple[StopId, ...]] = {}

    def take(
        self, from_id: RouteId, to_id: RouteId, work: Sequence[tuple[Stop, Visit]]
    ) -> list[Stay]:
        """Bring it over; what cannot come, with the reason."""
        left, refused = self._move(to_id, work)
        orders = self._board.orders
        self._withdrawn = tuple(stop.order_id for stop in left)
        self.handed = tuple(o for o in self._withdrawn if not with_sender(self._board, orders[o]))
        self.moved = tuple(stop.order_id for stop, _ in work)
        for order_id in self._withdrawn:
            off = c.WithdrawOrder(order_id)
            self._keep(withdraw_order(self._board, off, PLANNER, self._now))
        self._lists = {id_: self._board.routes[id_].stop_ids for id_ in (from_id, to_id)}
        for order_id in self._withdrawn:
            stay = self._place_anew(order_id, to_id)
            if stay is not None:
                refused.append(stay)
        return refused

    def command(self, state: State, from_id: RouteId, to_id: RouteId, engine: str) -> c.Replan:
        """What asks for all of it."""
        sequences = tuple(
            c.RouteSequence(id_, self._lists[id_], state.routes[id_].version)
            for id_ in (from_id, to_id)
        )
        placings = tuple(as_seen(each, state) for each in self._placings)
        return c.Replan(sequences, placings, self._withdrawn, engine)

    def problem(self) -> Problem:
        """The routes in time, as they are on this board."""
        made = problem_of(
            self._board,
            self._plan.day,
            self._travel,
            self._now,
            self._grid,
            origin=self._plan.problem.origin,
            known=self._known,
        )
        self._known = made.known
        return made.problem

    @property
    def _now(self) -> datetime:
        return self._plan.problem.now

    def _keep(self, events: tuple[e.Event, ...]) -> None:
        for event in events:
            self._board = apply(self._board, event)

    def _move(
        self, to_id: RouteId, work: Sequence[tuple[Stop, Visit]]
    ) -> tuple[list[Stop], list[Stay]]:
        """What is in no van goes at once; the rest has to be placed anew, or is refused."""
        problem = self._plan.problem
        planned = problem.route(to_id)
        locked = [n for n, visit in enumerate(planned.visits, 1) if visit.is_locked]
        taking = replace(planned, fixed_prefix=max(planned.fixed_prefix, *locked, 0))
        left: list[Stop] = []
        refused: list[Stay] = []
        for stop, visit in work:
            order = self._board.orders[stop.order_id]
            if with_sender(self._board, order):
                left.append(stop)
                continue
            if not _is_fetched(stop, order):
                visit = replace(visit, goods_from=GoodsFrom.DEPOT)
            alone = replace(problem, routes=(taking,))
            position = PreviewIndex(alone).best(visit)[0].position
            index = index_in_route(self._board, to_id, taking, position)
            move = c.MoveStop(stop.id, to_id, index, self._board.routes[to_id].version)
            try:
                self._keep(move_stop(self._board, move, PLANNER, self._now))
            except Refused as why:
                if vehicle_holding(self._board, order) is not None:
                    left.append(stop)
                else:
                    refused.append(Stay(order.id, str(why)))
                continue
            taking = taking.with_visit(visit, position)
        return left, refused

    def _place_anew(self, order_id: OrderId, to_id: RouteId) -> Stay | None:
        """From its sender's or from van to van, on the board that those before it leave."""
        problem = self.problem()
        plan = DayPlan(self._plan.day, problem, PreviewIndex(problem))
        ways = ways_of(self._board, self._board.orders[order_id], {plan.day: plan}, self._travel)
        way = next(each for each in ways if each.route_id == to_id)
        if way.index is None:
            return Stay(order_id, way.option.words)
        placing = c.PlaceOrder(
            order_id, to_id, way.index, way.version, way.hand_over, broken=way.broken
        )
        try:
            self._keep(place_order(self._board, placing, PLANNER, self._now))
        except Refused as why:
            return Stay(order_id, str(why))
        self._placings.append(placing)
        return None


def _is_fetched(stop: Stop, order: Order) -> bool:
    """Whether its goods lie where the van goes, so that any van can take them."""
    return stop.kind is StopKind.FETCH or order.kind in (OrderKind.RETURN, OrderKind.CONTAINER)
