"""A fleet plan as VROOM writes solutions, with a reason beside everything that is left out.

Pure: https://github.com/VROOM-Project/vroom/blob/master/docs/API.md, section *Output*. A van leaves
as early as its window allows.
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from core.exchange.vroom_reader import UNITS, Point, VroomProblem
from core.planning.fleet import FleetPlan, Sizes, Van
from core.planning.fleet_day import FleetDay, Step, day_of

Json: TypeAlias = "dict[str, object]"


def write_vroom(problem: VroomProblem, plan: FleetPlan) -> Json:
    """The solution as a JSON object; costs are rounded, times are the file's."""
    routes = [_route(problem, number, route) for number, route in enumerate(plan.routes) if route]
    left_out = [_left_out(problem, number) for number in _all_left_out(problem, plan)]
    keys = ("cost", "setup", "service", "duration", "waiting_time", "priority")
    summary: Json = {key: sum(_whole(route[key]) for route in routes) for key in keys}
    summary |= {"routes": len(routes), "unassigned": len(left_out), "violations": []}
    return {"code": 0, "summary": summary, "unassigned": left_out, "routes": routes}


def _route(problem: VroomProblem, number: int, route: Sequence[int]) -> Json:
    fleet, vehicle = problem.fleet, problem.vehicles[number]
    van = fleet.vans[number]
    day = day_of(fleet, van, route)
    cost = van.fixed + van.per_second * day.driving_s + van.per_unit * day.units
    visits = [step for step in day.steps if step.request >= 0]
    steps = list(_steps(problem, number, day))
    found: Json = {
        "vehicle": vehicle.id,
        "cost": round(cost / UNITS),
        "setup": sum(step.setup_s for step in visits),
        "service": sum(_service(problem, van, step) for step in day.steps),
        "duration": day.driving_s,
        "waiting_time": sum(_whole(step["waiting_time"]) for step in steps),
        "priority": sum(problem.tasks[step.request].priority for step in visits),
        "steps": steps,
        "violations": [],
    }
    if vehicle.description:
        found["description"] = vehicle.description
    return found


def _steps(problem: VroomProblem, number: int, day: FleetDay) -> Iterator[Json]:
    van, vehicle, origin = problem.fleet.vans[number], problem.vehicles[number], problem.origin_s
    size = vehicle.dimensions
    if vehicle.has_start:
        yield {
            "type": "start",
            **_where(vehicle.start, vehicle.start_index),
            **_times(origin + day.begin_s, 0, 0, 0, 0),
            "load": list(day.start_load[:size]),
        }
    clock, driven = day.begin_s, 0
    for step in day.steps:
        service = _service(problem, van, step)
        waits = step.begin_s - clock - (step.driving_s - driven)
        named: Json = {"type": "break", "id": -1}
        if step.request >= 0:
            task = problem.tasks[step.request]
            named = {"type": task.kind, "id": task.id, **_where(task.point, task.index)}
            if task.kind == "job":
                named["job"] = task.id
            if task.description:
                named["description"] = task.description
        else:
            named["id"] = vehicle.break_ids[step.pause]
        arrival = origin + step.begin_s - waits
        yield {
            **named,
            **_times(arrival, step.driving_s, step.setup_s, service, waits),
            "load": _shown_load(step.load, size),
        }
        clock, driven = step.leave_s, step.driving_s
    if vehicle.has_end:
        yield {
            "type": "end",
            **_where(vehicle.end, vehicle.end_index),
            **_times(origin + day.finish_s, day.driving_s, 0, 0, 0),
            "load": _shown_load(day.steps[-1].load, size),
        }


def _times(arrival: int, duration: int, setup: int, service: int, waiting: int) -> Json:
    return {
        "arrival": arrival,
        "duration": duration,
        "setup": setup,
        "service": service,
        "waiting_time": waiting,
        "violations": [],
    }


def _service(problem: VroomProblem, van: Van, step: Step) -> int:
    if step.request >= 0:
        return problem.fleet.requests[step.request].service_s
    return van.breaks[step.pause].duration_s


def _shown_load(load: Sizes, size: int) -> list[int]:
    return list(load[:size])


def _where(point: Point | None, index: int | None) -> Json:
    found: Json = {}
    if point is not None:
        found["location"] = list(point)
    if index is not None:
        found["location_index"] = index
    return found


def _all_left_out(problem: VroomProblem, plan: FleetPlan) -> list[int]:
    """Both halves of a pair, as VROOM lists them."""
    partners = [problem.fleet.requests[number].partner for number in plan.left_out]
    return sorted({*plan.left_out, *(partner for partner in partners if partner >= 0)})


def _left_out(problem: VroomProblem, number: int) -> Json:
    task = problem.tasks[number]
    found: Json = {"id": task.id, "type": task.kind, **_where(task.point, task.index)}
    if task.description:
        found["description"] = task.description
    found["reason"] = reason_for(problem, number)
    return found


def reason_for(problem: VroomProblem, number: int) -> str:
    """Why a request is on no route: what keeps it off every empty van, or that room is lacking.

    Judged by one van of each kind.
    """
    fleet = problem.fleet
    request = fleet.requests[number]
    alone = [number]
    if request.partner >= 0:
        alone = sorted((number, request.partner), key=lambda n: fleet.requests[n].is_delivery_half)
    able = range(len(fleet.vans)) if request.vans is None else sorted(request.vans)
    if not able:
        return "No vehicle has the skills it needs"
    kinds = {fleet.vans[van]: van for van in reversed(able)}
    best: tuple[int, str] | None = None
    for van, index in kinds.items():
        faults = day_of(fleet, van, alone).faults
        if not faults:
            return (
                "There is a vehicle that could serve it alone; none of the routes has room or time "
                "left for it"
            )
        if best is None or len(faults) < best[0]:
            name = problem.vehicles[index].description or f"vehicle {problem.vehicles[index].id}"
            best = len(faults), f"Even alone, {name} {' and '.join(faults)}"
    return best[1] if best else "No vehicle may serve it"


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
