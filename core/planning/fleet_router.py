"""OR-Tools on a whole fleet problem: an engine of its own, for when the compiled one is missing.

Beside `solver.py` the only module that imports it; its solve holds the interpreter lock, so the
console runs it in the solver's process. Prices of moved stops and disturbed drivers it does not
know; everything else it must keep, and `fleet_day.py` judges what it answers.
"""

from collections.abc import Sequence
from itertools import pairwise
from time import monotonic

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from core.planning.fleet import FAR_AWAY, FleetPlan, FleetProblem, Van
from core.planning.fleet_day import MUST, cost_of, day_of

FAR = 1 << 40
Routes = Sequence[Sequence[int]]


def improve_fleet(
    problem: FleetProblem, routes: Routes, seconds: float, steps: int | None = None
) -> FleetPlan:
    """A better plan from `routes`, or from nothing; at worst the plan that it started from.

    The time is counted from the call on, building the model included. `steps` limits the
    improvements instead, so that the answer does not depend on the machine.
    """
    ends = monotonic() + seconds
    model = _FleetModel(problem, routes)
    return model.solve(max(0.001, ends - monotonic()), steps)


class _FleetModel:
    """Requests are nodes 0 … n - 1, then come the vans' starts, then their ends."""

    def __init__(self, problem: FleetProblem, routes: Routes) -> None:
        self._problem = problem
        self._routes = [list(route) for route in routes] or [[] for _ in problem.vans]
        count, vans = len(problem.requests), len(problem.vans)
        self._count = count
        starts, ends = [range(count + part * vans, count + (part + 1) * vans) for part in (0, 1)]
        self._manager = pywrapcp.RoutingIndexManager(
            count + 2 * vans, vans, list(starts), list(ends)
        )
        self._model = pywrapcp.RoutingModel(self._manager)
        self._places = np.array(
            [
                *(request.place for request in problem.requests),
                *(van.start for van in problem.vans),
                *(van.end for van in problem.vans),
            ]
        )
        self._origin = min((van.begin_s for van in problem.vans), default=0)
        self._known: dict[tuple[object, ...], int] = {}
        self._price()
        self._add_time()
        for size in range(3):
            self._add_load(size)
        self._add_dirt()
        self._add_limits()
        self._add_choices()
        self._add_pairs()
        self._hold()

    def solve(self, seconds: float, steps: int | None) -> FleetPlan:
        parameters = _parameters(seconds, steps)
        self._model.CloseModelWithParameters(parameters)
        start = None
        if any(self._routes):
            indices = [[self._index(node) for node in route] for route in self._routes]
            start = self._model.ReadAssignmentFromRoutes(indices, True)
        if start is not None:
            found = self._model.SolveFromAssignmentWithParameters(start, parameters)
        else:
            found = self._model.SolveWithParameters(parameters)
        routes = tuple(tuple(route) for route in self._routes)
        if found is not None:
            better = tuple(
                self._drivable(van, route)
                for van, route in zip(self._problem.vans, self._read(found), strict=True)
            )
            if cost_of(self._problem, better) < cost_of(self._problem, routes):
                routes = better
        served = {node for route in routes for node in route}
        return FleetPlan(
            routes=routes,
            cost=cost_of(self._problem, routes),
            left_out=tuple(
                node
                for node, request in enumerate(self._problem.requests)
                if node not in served and not request.is_delivery_half
            ),
        )

    def _read(self, found: pywrapcp.Assignment) -> list[tuple[int, ...]]:
        routes = []
        for van in range(len(self._problem.vans)):
            route, index = [], found.Value(self._model.NextVar(self._model.Start(van)))
            while not self._model.IsEnd(index):
                route.append(self._manager.IndexToNode(index))
                index = found.Value(self._model.NextVar(index))
            routes.append(tuple(route))
        return routes

    def _drivable(self, van: Van, route: tuple[int, ...]) -> tuple[int, ...]:
        """Without the last visits, where breaks as they are really taken leave no time for them."""
        while route and day_of(self._problem, van, route).faults:
            last = {route[-1], self._problem.requests[route[-1]].partner}
            route = tuple(node for node in route if node not in last)
        return route

    def _index(self, node: int) -> int:
        return int(self._manager.NodeToIndex(node))

    def _indices(self) -> list[int]:
        return [self._index(node) for node in range(self._count)]

    # Matrices and costs.

    def _matrix(self, values: np.ndarray, name: tuple[object, ...]) -> int:
        """Registered once for vans that are alike."""
        if name not in self._known:
            self._known[name] = self._model.RegisterTransitMatrix(values.tolist())
        return self._known[name]

    def _legs(self, of: np.ndarray, layer: int) -> np.ndarray:
        legs: np.ndarray = of[layer][np.ix_(self._places, self._places)].astype(np.int64)
        return legs

    def _price(self) -> None:
        problem = self._problem
        for number, van in enumerate(problem.vans):
            name = ("cost", van.layer, van.per_second, van.per_unit)
            if name not in self._known:
                costs = van.per_second * self._legs(problem.seconds, van.layer)
                if problem.second is not None and van.per_unit:
                    costs = costs + van.per_unit * self._legs(problem.second, van.layer)
                self._matrix(costs, name)
            self._model.SetArcCostEvaluatorOfVehicle(self._known[name], number)
            self._model.SetFixedCostOfVehicle(0 if van.is_on_the_road else van.fixed, number)
            if van.is_on_the_road:
                self._model.SetVehicleUsedWhenEmpty(True, number)

    def _per_van(self, name: str, of: np.ndarray) -> list[int]:
        """The same legs for vans of the same layer."""
        layers = [van.layer for van in self._problem.vans]
        for layer in set(layers):
            if (name, layer) not in self._known:
                self._matrix(self._legs(of, layer), (name, layer))
        return [self._known[name, layer] for layer in layers]

    # Time.

    def _add_time(self) -> None:
        problem, requests = self._problem, self._problem.requests
        vans = len(problem.vans)
        # Set-up is counted also between visits to one place: too long, never too short.
        busy = [*(r.service_s + r.setup_s for r in requests), *([0] * 2 * vans)]
        service = np.array(busy, np.int64)
        evaluators = []
        for van in problem.vans:
            name = ("busy", van.layer)
            if name not in self._known:
                self._matrix(self._legs(problem.seconds, van.layer) + service[:, None], name)
            evaluators.append(self._known[name])
        self._model.AddDimensionWithVehicleTransits(evaluators, FAR, FAR, False, "time")
        self._time = self._model.GetDimensionOrDie("time")
        late = max((van.per_second_late for van in problem.vans), default=0)
        for node, request in enumerate(requests):
            moment = self._time.CumulVar(self._index(node))
            windows = [(a - self._origin, b - self._origin) for a, b in request.windows]
            if windows:
                moment.SetMin(max(0, windows[0][0]))
                if windows[-1][1] < FAR_AWAY - abs(self._origin):
                    moment.SetMax(max(0, windows[-1][1]))
                for (_, closes), (opens, _) in pairwise(windows):
                    moment.RemoveInterval(closes + 1, opens - 1)
            if request.due_s < FAR_AWAY and late:
                due = max(0, request.due_s - self._origin)
                self._time.SetCumulVarSoftUpperBound(self._index(node), due, late)
        for number, van in enumerate(problem.vans):
            self._add_day(number, van, service)

    def _add_day(self, number: int, van: Van, service: np.ndarray) -> None:
        start, end = self._model.Start(number), self._model.End(number)
        self._time.CumulVar(start).SetValue(van.begin_s - self._origin)
        if van.latest_s < FAR_AWAY:
            self._time.CumulVar(end).SetMax(max(0, van.latest_s - self._origin))
        if van.shift_end_s < FAR_AWAY and van.per_second_over:
            bound = max(0, van.shift_end_s - self._origin)
            self._time.SetCumulVarSoftUpperBound(end, bound, van.per_second_over)
        self._time.SetSpanCostCoefficientForVehicle(van.per_second_out, number)
        breaks = [
            self._model.solver().FixedDurationIntervalVar(
                max(0, pause.windows[0][0] - self._origin),
                max(0, pause.windows[-1][1] - self._origin),
                pause.duration_s,
                False,
                f"break {at} of {number}",
            )
            for at, pause in enumerate(van.breaks)
        ]
        if breaks:
            busy = [
                int(service[self._manager.IndexToNode(index)])
                for index in range(self._model.Size())
            ]
            self._time.SetBreakIntervalsOfVehicle(breaks, number, busy)

    # Loads.

    def _add_load(self, size: int) -> None:
        """What is loaded for a route depends on it: a second dimension counts that."""
        problem, name = self._problem, f"load {size}"
        loads = [request.loads[size] for request in problem.requests]
        changes = [
            request.takes[size] - request.loads[size] - request.leaves[size]
            for request in problem.requests
        ]
        if not any(loads) and not any(changes) and not any(v.aboard[size] for v in problem.vans):
            return
        ends = [0] * (2 * len(problem.vans))
        net = self._model.RegisterUnaryTransitVector([*changes, *ends])
        rooms = [min(FAR, van.room[size]) for van in problem.vans]
        self._model.AddDimensionWithVehicleCapacity(net, 0, rooms, False, name)
        sums = self._model.RegisterUnaryTransitVector([*loads, *ends])
        self._model.AddDimension(sums, 0, FAR, True, f"loaded {size}")
        carried = self._model.GetDimensionOrDie(name)
        loaded = self._model.GetDimensionOrDie(f"loaded {size}")
        solver = self._model.solver()
        for number, van in enumerate(problem.vans):
            at_start = carried.CumulVar(self._model.Start(number))
            solver.Add(at_start == loaded.CumulVar(self._model.End(number)) + van.aboard[size])

    def _add_dirt(self) -> None:
        """Nothing clean is delivered once something dirty is aboard, but in a divided van."""
        requests = self._problem.requests
        if not any(request.brings_clean for request in requests):
            return
        ends = [0] * (2 * len(self._problem.vans))
        dirt = [int(request.takes_dirty) for request in requests]
        soiled = self._model.RegisterUnaryTransitVector([*dirt, *ends])
        never = self._model.RegisterUnaryTransitVector([0] * (len(dirt) + len(ends)))
        evaluators = [never if van.is_divided else soiled for van in self._problem.vans]
        self._model.AddDimensionWithVehicleTransits(evaluators, 0, FAR, False, "dirt")
        dimension = self._model.GetDimensionOrDie("dirt")
        for number, van in enumerate(self._problem.vans):
            is_dirty = van.has_dirty and not van.is_divided
            dimension.CumulVar(self._model.Start(number)).SetValue(int(is_dirty))
        for node, request in enumerate(requests):
            if request.brings_clean:
                dimension.CumulVar(self._index(node)).SetMax(0)

    def _add_limits(self) -> None:
        """Tasks, driving and metres of a van, where any van has such a limit."""
        problem, vans = self._problem, self._problem.vans
        if any(van.max_tasks < FAR_AWAY for van in vans):
            one = self._model.RegisterUnaryTransitVector([1] * self._count + [0] * 2 * len(vans))
            most = [van.max_tasks for van in vans]
            self._model.AddDimensionWithVehicleCapacity(one, 0, most, True, "tasks")
        if any(van.max_driving_s < FAR_AWAY for van in vans):
            legs = self._per_van("legs", problem.seconds)
            most = [van.max_driving_s for van in vans]
            self._model.AddDimensionWithVehicleTransitAndCapacity(legs, 0, most, True, "driving")
        if problem.metres is not None and any(van.max_metres < FAR_AWAY for van in vans):
            legs = self._per_van("metres", problem.metres)
            most = [van.max_metres for van in vans]
            self._model.AddDimensionWithVehicleTransitAndCapacity(legs, 0, most, True, "metres")

    # Who may serve what.

    def _add_choices(self) -> None:
        for node, request in enumerate(self._problem.requests):
            index = self._index(node)
            if request.vans is not None:
                self._model.VehicleVar(index).SetValues([-1, *sorted(request.vans)])
            penalty = MUST * request.weight if request.prize is None else request.prize
            self._model.AddDisjunction([index], 0 if request.is_delivery_half else penalty)

    def _add_pairs(self) -> None:
        solver = self._model.solver()
        for node, request in enumerate(self._problem.requests):
            if request.partner < 0 or request.is_delivery_half:
                continue
            first, second = self._index(node), self._index(request.partner)
            self._model.AddPickupAndDelivery(first, second)
            solver.Add(self._model.VehicleVar(first) == self._model.VehicleVar(second))
            solver.Add(self._model.ActiveVar(first) == self._model.ActiveVar(second))
            solver.Add(self._time.CumulVar(first) <= self._time.CumulVar(second))

    def _hold(self) -> None:
        """Prefixes and closed vans keep their sequence, fixed requests their van and order."""
        solver = self._model.solver()
        for number, (van, route) in enumerate(zip(self._problem.vans, self._routes, strict=True)):
            ways = [self._model.Start(number), *map(self._index, route)]
            held = len(route) if van.is_closed else van.prefix
            for before, index in pairwise(ways[: held + 1]):
                self._model.NextVar(before).SetValue(index)
            if van.is_closed:
                self._model.NextVar(ways[-1]).SetValue(self._model.End(number))
            fixed = [n for n in route if self._problem.requests[n].is_fixed]
            for node in fixed:
                self._model.VehicleVar(self._index(node)).SetValue(number)
            for one, other in pairwise(map(self._index, fixed)):
                solver.Add(self._time.CumulVar(one) <= self._time.CumulVar(other))


def _parameters(seconds: float, steps: int | None) -> object:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(max(1, round(1000 * seconds)))
    if steps is not None:
        parameters.solution_limit = steps
    return parameters
