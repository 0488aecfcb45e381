"""Asks a peer for its plan of a fleet problem, in an environment of the peer's own."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from core.planning.fleet import FAR_AWAY, FleetProblem, Van
from tests.fleet_checker import Routes

SCRIPT = Path(__file__).with_name("peer_solvers.py")
VARIABLE = "BACKHAUL_BENCH_PEERS"


class Peers:
    """PyVRP and VROOM in the interpreter that `BACKHAUL_BENCH_PEERS` names (`…/bin/python`)."""

    def __init__(self, interpreter: str | None = None) -> None:
        self._python = interpreter or os.environ.get(VARIABLE, "")

    @property
    def are_there(self) -> bool:
        """Whether there is anybody to compare with."""
        return bool(self._python) and Path(self._python).exists()

    def plan(
        self, peer: str, problem: FleetProblem, limit_s: float, *, seed: int = 1, warm: Routes = ()
    ) -> list[tuple[int, ...]] | None:
        """The peer's routes after so many CPU seconds; None if it found no feasible plan.

        For problems of equal vans, or of vans on the road to which some requests are bound, with
        at most one window per request.
        """
        with tempfile.TemporaryDirectory() as folder:
            job = Path(folder) / "job.npz"
            arrays: dict[str, Any] = _job(problem, warm)
            np.savez(job, **arrays, peer=peer, limit=limit_s, seed=seed)
            ran = subprocess.run(
                [self._python, str(SCRIPT), str(job)],
                capture_output=True,
                text=True,
                check=False,
                env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
            )
        if ran.returncode != 0:
            sys.stderr.write(f"{peer} failed: {ran.stderr[-400:]}\n")
            return None
        routes = json.loads(ran.stdout.strip().splitlines()[-1])["routes"]
        return None if routes is None else [tuple(route) for route in routes]


def _job(problem: FleetProblem, warm: Routes) -> dict[str, np.ndarray]:
    requests = problem.requests
    vans = problem.vans[:1] if len(set(problem.vans)) == 1 else problem.vans
    cost = vans[0].per_second * problem.seconds[0].astype(np.int64)
    if problem.second is not None:
        cost = cost + vans[0].per_unit * problem.second[0].astype(np.int64)
    windows = [r.windows[0] if r.windows else (0, FAR_AWAY) for r in requests]
    columns = {
        "place": [r.place for r in requests],
        "service": [r.service_s for r in requests],
        "opens": [opens for opens, _ in windows],
        "closes": [closes for _, closes in windows],
        "loads": [r.loads[0] + r.leaves[0] for r in requests],
        "takes": [r.takes[0] for r in requests],
        "partner": [r.partner for r in requests],
        "is_delivery": [r.is_delivery_half for r in requests],
        "only": [min(r.vans) if r.vans is not None else -1 for r in requests],
        "start": [van.start for van in vans],
        "end": [van.end for van in vans],
        "begin": [van.begin_s for van in vans],
        "latest": [van.latest_s for van in vans],
        "room": [van.room[0] - _collected(problem, van, number) for number, van in enumerate(vans)],
        "vans": len(problem.vans),
        "fixed": vans[0].fixed,
        "warm": [node for route in warm for node in (*route, -1)],
    }
    arrays = {name: np.array(values, np.int64) for name, values in columns.items()}
    return {**arrays, "cost": cost, "seconds": problem.seconds[0]}


def _collected(problem: FleetProblem, van: Van, number: int) -> int:
    """What is aboard for no request: it takes room to the end."""
    bound = [r.leaves[0] for r in problem.requests if r.vans is not None and number in r.vans]
    return van.aboard[0] - sum(bound)
