"""Routes of many plans combined into a better one: set partitioning by CP-SAT.

A search leaves good routes behind in plans that were not the best. Which of them fit together is a
small exact problem: hundredths of a second for some hundreds of routes. OR-Tools is imported when
it is asked, which takes a third of a second.
"""

from collections.abc import Iterable, Sequence

from core.planning.fleet import FleetPlan, FleetProblem, Van
from core.planning.fleet_day import MUST, cost_of, left_cost, route_cost

Route = tuple[int, ...]
Kind = tuple[object, ...]
LARGEST = 20_000
"""Routes in a pool; the first ones leave it."""


class RoutePool:
    """Every route that was seen, by the kind of van that drove it."""

    def __init__(self, problem: FleetProblem) -> None:
        self._problem = problem
        self.kinds = _kinds(problem)
        self.routes: dict[tuple[Kind, Route], None] = {}

    def add(self, routes: Iterable[Sequence[int]]) -> None:
        """A plan's routes, one per van; a van that stays at home is one way to use it, too."""
        for kind, route in zip(self.kinds, routes, strict=True):
            self.routes[kind, tuple(route)] = None
        while len(self.routes) > LARGEST:
            del self.routes[next(iter(self.routes))]


def _kinds(problem: FleetProblem) -> list[Kind]:
    """Vans that can drive each other's routes; one that keeps something is its own kind."""
    own: dict[int, list[int]] = {}
    for at, request in enumerate(problem.requests):
        for number in request.vans or ():
            own.setdefault(number, []).append(at)
    has_fixed = any(request.is_fixed for request in problem.requests)
    return [
        (number, van) if _keeps(van) or has_fixed else (van, tuple(own.get(number, ())))
        for number, van in enumerate(problem.vans)
    ]


def _keeps(van: Van) -> bool:
    return van.is_closed or van.prefix > 0


def load() -> None:
    """Import CP-SAT, beside a search that does not need the interpreter."""
    from ortools.sat.python import cp_model  # noqa: F401


def recombine(
    problem: FleetProblem, pool: RoutePool, best: FleetPlan, seconds: float
) -> FleetPlan | None:
    """A plan of the pool's routes that costs less than `best`; None if there is none in time.

    Prices of changes are not known here: a problem that has them is left alone.
    """
    if problem.move_price or problem.disturb_price:
        return None
    from ortools.sat.python import cp_model

    pool.add(best.routes)
    columns = list(pool.routes)
    model = cp_model.CpModel()
    used = [model.new_bool_var(f"route {at}") for at in range(len(columns))]
    serving: dict[int, list[cp_model.IntVar]] = {}
    of_kind: dict[Kind, list[cp_model.IntVar]] = {}
    costs = []
    for is_used, (kind, route) in zip(used, columns, strict=True):
        of_kind.setdefault(kind, []).append(is_used)
        for node in route:
            serving.setdefault(node, []).append(is_used)
        costs.append(route_cost(problem, problem.vans[pool.kinds.index(kind)], route))
    for kind, variables in of_kind.items():
        model.add(sum(variables) <= pool.kinds.count(kind))
        if problem.vans[pool.kinds.index(kind)].is_on_the_road:
            model.add(sum(variables) == pool.kinds.count(kind))
    missing, prices = [], []
    for node, variables in serving.items():
        is_missing = model.new_bool_var(f"without {node}")
        model.add(sum(variables) + is_missing == 1)
        missing.append(is_missing)
        prices.append(left_cost(problem.requests[node]))
    chosen = {(kind, tuple(route)) for kind, route in zip(pool.kinds, best.routes, strict=True)}
    for is_used, column in zip(used, columns, strict=True):
        model.add_hint(is_used, column in chosen)
    weights = [*costs, *(min(price, MUST) for price in prices)]
    model.minimize(sum(w * v for w, v in zip(weights, [*used, *missing], strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    taken = [c for c, is_used in zip(columns, used, strict=True) if solver.value(is_used)]
    routes = _dealt(pool, taken, best)
    if cost_of(problem, routes) >= cost_of(problem, best.routes):
        return None
    served = {node for route in routes for node in route}
    return FleetPlan(
        routes=routes,
        cost=cost_of(problem, routes),
        left_out=tuple(
            node
            for node, request in enumerate(problem.requests)
            if node not in served and not request.is_delivery_half
        ),
    )


def _dealt(
    pool: RoutePool, taken: Sequence[tuple[Kind, Route]], best: FleetPlan
) -> tuple[Route, ...]:
    """Each route to a van of its kind; to the one that has it already, if there is one."""
    left = list(taken)
    routes: list[Route | None] = [None] * len(pool.kinds)
    for number, (kind, route) in enumerate(zip(pool.kinds, best.routes, strict=True)):
        if (kind, route) in left:
            left.remove((kind, route))
            routes[number] = route
    for number, kind in enumerate(pool.kinds):
        found = next((column for column in left if column[0] == kind), None)
        if routes[number] is None and found is not None:
            left.remove(found)
            routes[number] = found[1]
    return tuple(route or () for route in routes)
