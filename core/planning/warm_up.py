"""A tiny fleet problem that makes the compiler see every kernel once."""

import numpy as np

from core.planning.fleet import FleetProblem, Request, Van


def small_problem() -> FleetProblem:
    """Three requests on a line, one pair among them, and two vans."""
    seconds = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))[None] * 60
    return FleetProblem(
        requests=(
            Request(1, loads=(1, 0, 0)),
            Request(2, takes=(1, 0, 0), partner=2),
            Request(3, leaves=(1, 0, 0), partner=1, is_delivery_half=True),
        ),
        vans=(Van(0, 0), Van(0, 0)),
        seconds=seconds.astype(np.int32),
    )
