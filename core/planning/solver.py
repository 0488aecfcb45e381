"""OR-Tools: a better sequence for one route, and a second opinion on finished plans.

The only module that imports it. Its solve holds the GIL for its whole length and does not hear a
cancel, so it runs in a process of its own (`worker.py`). Its answers are judged by `schedule.py`.
"""

from collections.abc import Iterator, Sequence

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from core.model import Load
from core.planning.excused import Excused, excused
from core.planning.problem import GoodsFrom, PlannedRoute, Problem, Visit
from core.planning.proposal import (
    LATE_TO_PAID,
    Order,
    Proposal,
    SolverOptions,
    judged,
)
from core.planning.schedule import PlacedBreak, Timetable, ViolationKind, timetable

FAR = 1 << 40
_VEHICLE = 0


class OrToolsSolver:
    """Re-sequences each route by itself; no order changes its route."""

    def solve(self, problem: Problem, options: SolverOptions) -> Proposal:
        """A proposal for every route; routes that cannot be improved keep their sequence."""
        found = {route.route_id: resequence(route, problem, options) for route in problem.routes}
        return judged(problem, found)


def resequence(route: PlannedRoute, problem: Problem, options: SolverOptions) -> tuple[Order, ...]:
    """Sequences that OR-Tools came upon, warm-started from the present one.

    Empty if its model does not admit the present sequence. Windows, the shift and loads that are
    exceeded already may be exceeded as far as predicted, at a price.
    """
    if route.is_locked or len(route.visits) - route.fixed_prefix < 2:
        return ()
    model = _Model(route, timetable(route, problem), problem, is_relaxed=True)
    start = model.read(list(range(1, len(route.visits) + 1)))
    return () if start is None else model.improved(start, options)


def audit(
    problem: Problem, excuses: Sequence[Excused] = (), *, is_relaxed: bool = True
) -> tuple[bool, ...]:
    """Whether OR-Tools, too, can drive each route in its sequence.

    With `excuses`, one for each route, every limit must hold but for what was broken before.
    Without, relaxed, it must begin every stop at the latest when the timetable says, or within its
    window; otherwise every limit must hold. It may choose when breaks are taken inside their
    windows.
    """
    verdicts = []
    for number, route in enumerate(problem.routes):
        known = excuses[number] if excuses else None
        model = _Model(route, timetable(route, problem), problem, known, is_relaxed=is_relaxed)
        verdicts.append(model.read(list(range(1, len(route.visits) + 1))) is not None)
    return tuple(verdicts)


class _Model:
    """One van's routing model. Node 0 is the anchor, 1 … n the visits, n + 1 the end place."""

    def __init__(
        self,
        route: PlannedRoute,
        table: Timetable,
        problem: Problem,
        known: Excused | None = None,
        *,
        is_relaxed: bool,
    ) -> None:
        self._route, self._table = route, table
        self._keeps_breaks = is_relaxed and known is None
        as_predicted = excused((route, table)) if is_relaxed else Excused()
        self._excused = as_predicted if known is None else known
        self._is_impossible = any(
            (kind, visit.stop_id) not in self._excused.broken
            for visit in route.visits
            for kind in _impossible(visit, route)
        ) or (known is not None and known.kept.is_touched_by(route))
        nodes = len(route.visits) + 2
        self._manager = pywrapcp.RoutingIndexManager(nodes, 1, [0], [nodes - 1])
        self._routing = pywrapcp.RoutingModel(self._manager)
        places = route.places
        self._seconds = problem.seconds[places][:, places].tolist()
        self._metres = problem.metres[places][:, places].tolist()
        self._price_distance()
        self._add_time()
        self._add_loads()
        self._add_dirt()
        self._add_order()

    def read(self, nodes: list[int]) -> pywrapcp.Assignment | None:
        """The sequence as OR-Tools understands it; None if its model does not admit it."""
        if self._is_impossible:
            return None
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        self._routing.CloseModelWithParameters(parameters)
        return self._routing.ReadAssignmentFromRoutes([nodes], True)

    def improved(self, start: pywrapcp.Assignment, options: SolverOptions) -> tuple[Order, ...]:
        """The sequences found on the way from there.

        All of them, because the last one may take breaks as the timetable would not.
        """
        found: dict[Order, None] = {}
        self._routing.AddAtSolutionCallback(lambda: found.setdefault(self._sequence()))
        self._routing.solver().ReSeed(options.seed)
        self._routing.SolveFromAssignmentWithParameters(start, _parameters(options))
        return tuple(found)

    def _sequence(self) -> Order:
        stop_ids = []
        index = self._routing.NextVar(self._routing.Start(_VEHICLE)).Value()
        while not self._routing.IsEnd(index):
            stop_ids.append(self._route.visits[self._manager.IndexToNode(index) - 1].stop_id)
            index = self._routing.NextVar(index).Value()
        return tuple(stop_ids)

    def _price_distance(self) -> None:
        rate = 18 * self._route.cost_per_km_minor
        free = rate == 0 and self._route.cost_per_hour_minor == 0
        costs = self._seconds if free else [[rate * m for m in row] for row in self._metres]
        evaluator = self._routing.RegisterTransitMatrix(costs)
        self._routing.SetArcCostEvaluatorOfAllVehicles(evaluator)

    def _add_time(self) -> None:
        """Windows, shift end and breaks; time 0 of the model is the anchor."""
        route = self._route
        service = [0, *(visit.service_s for visit in route.visits), 0]
        busy = [
            [at_stop + leg for leg in row]
            for at_stop, row in zip(service, self._seconds, strict=True)
        ]
        evaluator = self._routing.RegisterTransitMatrix(busy)
        self._routing.AddDimension(evaluator, FAR, FAR, True, "time")
        time = self._routing.GetDimensionOrDie("time")
        rate = 5 * route.cost_per_hour_minor
        time.SetSpanCostCoefficientForVehicle(rate, _VEHICLE)
        price = LATE_TO_PAID * max(5, rate)
        for visit, index in zip(route.visits, self._indices(), strict=True):
            opens_s = route.anchor_s if visit.opens_s is None else visit.opens_s
            time.CumulVar(index).SetMin(max(0, opens_s - route.anchor_s))
            if visit.closes_s is not None:
                until = self._excused.begins_s.get(visit.stop_id, visit.closes_s)
                self._limit(time, index, visit.closes_s, until, price)
        end = self._routing.End(_VEHICLE)
        self._limit(time, end, route.shift_end_s, self._excused.finish_s, price)
        breaks = [self._break(placed) for placed in self._table.breaks]
        if breaks:
            time.SetBreakIntervalsOfVehicle(breaks, _VEHICLE, service)

    def _limit(
        self,
        time: pywrapcp.RoutingDimension,
        index: int,
        closes_s: int,
        excused_s: int,
        price: int,
    ) -> None:
        """Not later than `closes_s`; if that is lost already, not later than it was."""
        bound = max(closes_s, excused_s)
        latest = bound - self._route.anchor_s
        if latest < time.CumulVar(index).Min():
            self._is_impossible = True  # OR-Tools would raise
            return
        time.CumulVar(index).SetMax(latest)
        if bound > closes_s:
            soft = max(0, closes_s - self._route.anchor_s)
            time.SetCumulVarSoftUpperBound(index, soft, price)

    def _break(self, placed: PlacedBreak) -> pywrapcp.IntervalVar:
        """One that the timetable places; others begin after the van is back.

        The timetable takes a break as soon as no customer is being served, OR-Tools whenever it
        likes: a re-sequencing keeps it close to that rule, a strict audit gives it the window.
        """
        pause, anchor = placed.pause, self._route.anchor_s
        latest = self._excused.break_until(pause)
        if self._keeps_breaks:
            latest = pause.latest_s
            longest = max((visit.service_s for visit in self._route.visits), default=0)
            latest = max(placed.begins_s, min(latest, pause.earliest_s + longest))
        return self._routing.solver().FixedDurationIntervalVar(
            max(0, pause.earliest_s - anchor),
            max(0, latest - anchor),
            pause.duration_s,
            False,
            f"break at {pause.earliest_s}",
        )

    def _add_loads(self) -> None:
        """What is on board when it leaves is known, so one net dimension each is exact."""
        route = self._route
        aboard = [route.anchor_load]
        aboard += [v.deliver for v in route.visits if v.goods_from is GoodsFrom.DEPOT]
        capacity, peak = _numbers(route.capacity), _numbers(self._excused.peak)
        for number, name in enumerate(("weight", "volume", "slots")):
            first = sum(_numbers(load)[number] for load in aboard)
            changes = [
                _numbers(visit.collect)[number] - _numbers(visit.deliver)[number]
                for visit in route.visits
            ]
            lowest = first + sum(min(0, change) for change in changes)
            offset = max(0, -lowest)
            room = max(capacity[number], peak[number])
            evaluator = self._routing.RegisterUnaryTransitVector([0, *changes, 0])
            self._routing.AddDimension(evaluator, 0, FAR, False, name)
            dimension = self._routing.GetDimensionOrDie(name)
            for index in [*self._indices(), self._routing.End(_VEHICLE)]:
                dimension.CumulVar(index).SetMax(room + offset)
            start = self._routing.Start(_VEHICLE)
            dimension.CumulVar(start).SetValue(first + offset)

    def _add_dirt(self) -> None:
        """Nothing clean is delivered once something dirty is aboard, but in a divided van."""
        route = self._route
        if route.is_divided or not any(visit.brings_clean for visit in route.visits):
            return
        dirt = [int(visit.takes_dirty) for visit in route.visits]
        soiled = self._routing.RegisterUnaryTransitVector([0, *dirt, 0])
        self._routing.AddDimension(soiled, 0, FAR, False, "dirt")
        dimension = self._routing.GetDimensionOrDie("dirt")
        start = self._routing.Start(_VEHICLE)
        dimension.CumulVar(start).SetValue(int(route.has_dirty))
        for visit, index in zip(route.visits, self._indices(), strict=True):
            is_excused = (ViolationKind.MIXED, visit.stop_id) in self._excused.broken
            if visit.brings_clean and not is_excused:
                dimension.CumulVar(index).SetMax(0)

    def _add_order(self) -> None:
        """Fixed and locked visits keep their number; a delivery comes after its take."""
        route, indices = self._route, self._indices()
        self._routing.AddConstantDimension(1, len(indices) + 1, True, "order")
        order = self._routing.GetDimensionOrDie("order")
        number_of = {visit.stop_id: number for number, visit in enumerate(route.visits)}
        for number, visit in enumerate(route.visits):
            if visit.is_locked or number < route.fixed_prefix:
                order.CumulVar(indices[number]).SetValue(number + 1)
            if visit.after in number_of:
                first = indices[number_of[visit.after]]
                if (ViolationKind.ORDER, visit.stop_id) not in self._excused.broken:
                    order.AddNodePrecedence(first, indices[number], 1)

    def _indices(self) -> list[int]:
        return [self._manager.NodeToIndex(node + 1) for node in range(len(self._route.visits))]


def _impossible(visit: Visit, route: PlannedRoute) -> Iterator[ViolationKind]:
    """Why the van cannot make the visit, whenever it comes."""
    if not visit.needs <= route.equipment:
        yield ViolationKind.EQUIPMENT
    if visit.goods_from is GoodsFrom.DEPOT and route.has_left:
        yield ViolationKind.GOODS
    if visit.after is not None and visit.after not in route.stop_ids:
        yield ViolationKind.ORDER


def _numbers(load: Load) -> tuple[int, int, int]:
    return load.weight_g, load.volume_ml, load.slots


def _parameters(options: SolverOptions) -> object:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(options.time_limit_ms)
    if options.solution_limit is not None:
        parameters.solution_limit = options.solution_limit
    return parameters
