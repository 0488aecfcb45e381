"""Runs one peer on one problem, in the peers' own environment: `python peer_solvers.py JOB.npz`.

Stands alone: it must import nothing of the product, which is not installed there. The answer is one
line of JSON: routes of request numbers, and the CPU seconds that were spent.
"""

# mypy: ignore-errors
import json
import sys
import time

import numpy as np


def main():
    job = dict(np.load(sys.argv[1], allow_pickle=False))
    peer = str(job["peer"])
    routes, spent = {"pyvrp": pyvrp_routes, "vroom": vroom_routes}[peer](job)
    sys.stdout.write(json.dumps({"routes": routes, "spent_s": spent}) + "\n")


def warm_routes(job):
    routes, route = [], []
    for node in job["warm"].tolist():
        if node < 0:
            routes.append(route)
            route = []
        else:
            route.append(node)
    return routes


class CpuTime:
    def __init__(self, limit):
        self.limit, self.began = limit, time.process_time()

    def __call__(self, *_):
        return time.process_time() - self.began >= self.limit


def pyvrp_routes(job):
    import pyvrp

    cost, seconds = job["cost"].astype(np.int64), job["seconds"].astype(np.int64)
    halves = job["is_delivery"].tolist()
    partner = job["partner"].tolist()
    place, service = job["place"].tolist(), job["service"].tolist()
    opens, closes = job["opens"].tolist(), job["closes"].tolist()
    loads, takes = job["loads"].tolist(), job["takes"].tolist()
    clients, shipments, single, pairs = [], [], [], []
    for n in range(len(place)):
        if partner[n] < 0:
            single.append(n)
            clients.append(
                pyvrp.Client(
                    place[n],
                    delivery=[loads[n]],
                    pickup=[takes[n]],
                    service_duration=service[n],
                    tw_early=opens[n],
                    tw_late=closes[n],
                )
            )
        elif not halves[n]:
            m = partner[n]
            pairs.append((n, m))
            shipments.append(
                pyvrp.Shipment(
                    place[n],
                    place[m],
                    opens[n],
                    closes[n],
                    service[n],
                    opens[m],
                    closes[m],
                    service[m],
                    amount=[takes[n]],
                )
            )
    only = job["only"].tolist()
    is_bound = any(van >= 0 for van in only)
    begin, latest, starts = job["begin"].tolist(), job["latest"].tolist(), job["start"].tolist()
    ends = job["end"].tolist()
    depots = sorted({*starts, *ends})
    types = [
        pyvrp.VehicleType(
            1 if len(starts) > 1 else int(job["vans"]),
            capacity=[int(room)],
            start_depot=depots.index(s),
            end_depot=depots.index(e),
            fixed_cost=int(job["fixed"]),
            tw_early=b,
            tw_late=t,
            profile=number if is_bound else 0,
        )
        for number, (s, e, b, t, room) in enumerate(
            zip(starts, ends, begin, latest, job["room"].tolist(), strict=True)
        )
    ]
    costs = [cost]
    if is_bound:  # nobody goes where what is bound to another is served
        costs = []
        for number in range(len(starts)):
            costs.append(cost.copy())
            others = [place[n] for n, van in enumerate(only) if van not in (-1, number)]
            costs[-1][:, others] += 1_000_000
            np.fill_diagonal(costs[-1], 0)
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(len(cost))],
        clients,
        [pyvrp.Depot(d) for d in depots],
        types,
        costs,
        [seconds] * len(costs),
        [],
        shipments,
    )
    warm = warm_routes(job)
    initial = None
    if warm:
        number = {n: i for i, n in enumerate(single)}
        if len(starts) > 1:
            first = [
                pyvrp.Route(data, [number[n] for n in route], van)
                for van, route in enumerate(warm)
                if route
            ]
        else:
            first = [[number[n] for n in route] for route in warm if route]
        initial = pyvrp.Solution(data, first)
    stop = CpuTime(float(job["limit"]))
    began = time.process_time()
    result = pyvrp.solve(
        data,
        stop,
        seed=int(job["seed"]),
        collect_stats=False,
        display=False,
        initial_solution=initial,
    )
    spent = time.process_time() - began
    if not result.is_feasible():
        return None, spent
    routes = [[] for _ in starts] if len(starts) > 1 else []
    for route in result.best.routes():
        nodes = []
        for step in route:
            step = getattr(step, "activity", step)
            if step.is_client():
                nodes.append(single[step.idx])
            elif step.is_pickup():
                nodes.append(pairs[step.idx][0])
            elif step.is_delivery():
                nodes.append(pairs[step.idx][1])
        if len(starts) > 1:
            routes[route.vehicle_type()] = nodes
        else:
            routes.append(nodes)
    return routes, spent


def vroom_routes(job):
    import datetime

    import vroom

    problem = vroom.Input()
    seconds, cost = job["seconds"], job["cost"]
    problem.set_durations_matrix("car", seconds.astype(np.uint32))
    problem.set_costs_matrix("car", cost.astype(np.uint32))
    place, service = job["place"].tolist(), job["service"].tolist()
    opens, closes = job["opens"].tolist(), job["closes"].tolist()
    loads, takes = job["loads"].tolist(), job["takes"].tolist()
    partner, halves = job["partner"].tolist(), job["is_delivery"].tolist()
    has_pairs = any(p >= 0 for p in partner)
    only = job["only"].tolist()
    for n in range(len(place)):
        window = [vroom.TimeWindow(opens[n], closes[n])]
        if partner[n] < 0:
            problem.add_job(
                vroom.Job(
                    n,
                    place[n],
                    default_service=service[n],
                    delivery=[loads[n]],
                    pickup=[takes[n]],
                    skills={only[n] + 1} if only[n] >= 0 else set(),
                    time_windows=window,
                )
            )
        elif not halves[n]:
            m = partner[n]
            problem.add_job(
                vroom.Shipment(
                    vroom.ShipmentStep(
                        n, place[n], default_service=service[n], time_windows=window
                    ),
                    vroom.ShipmentStep(
                        m,
                        place[m],
                        default_service=service[m],
                        time_windows=[vroom.TimeWindow(opens[m], closes[m])],
                    ),
                    amount=[takes[n]],
                )
            )
    warm = warm_routes(job)
    starts, ends, begin = job["start"].tolist(), job["end"].tolist(), job["begin"].tolist()
    latest, rooms = job["latest"].tolist(), job["room"].tolist()
    vans = int(job["vans"])
    for v in range(vans):
        k = v if len(starts) > 1 else 0
        steps = []
        if v < len(warm) and warm[v] and not has_pairs:
            steps = [vroom.VehicleStep("single", n) for n in warm[v]]
            steps = [vroom.VehicleStep("start"), *steps, vroom.VehicleStep("end")]
        problem.add_vehicle(
            vroom.Vehicle(
                v,
                start=starts[k],
                end=ends[k],
                capacity=[rooms[k]],
                skills={v + 1},
                time_window=vroom.TimeWindow(begin[k], latest[k]),
                costs=vroom.VehicleCosts(fixed=int(job["fixed"])),
                steps=steps,
            )
        )
    limit = datetime.timedelta(seconds=float(job["limit"]))
    began = time.process_time()
    solution = problem.solve(5, 1, limit)
    spent = time.process_time() - began
    found = solution.to_dict()
    if found.get("unassigned"):
        return None, spent
    routes = [[] for _ in range(vans)]
    for route in found["routes"]:
        routes[route["vehicle"]] = [s["id"] for s in route["steps"] if "id" in s]
    return routes, spent


if __name__ == "__main__":
    main()
