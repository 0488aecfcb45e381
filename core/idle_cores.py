"""How many processors nobody uses just now, as far as the system tells."""

import os


def idle_cores() -> float:
    """Of those that this process may use, its own work counted as use; 0 where nobody knows."""
    try:
        return len(os.sched_getaffinity(0)) - os.getloadavg()[0]
    except (AttributeError, OSError):
        return 0.0
