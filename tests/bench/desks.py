"""Two consoles on one hub: how long until one sees what the other has decided.

Run as a program it prints its figure as one JSON line. A dispatcher asks for refunds over the
limit, a supervisor approves each; measured is the way from the supervisor's key to the
dispatcher's folded state, with the commit to disk in it.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

import msgspec

from core import commands as c
from core.model import ApprovalId, CaseId, RouteId
from tests.bench.figures import Figure
from tests.core.hub.hub_builders import running_hub, until
from tests.end_to_end.test_two_desks import BEA, SUE, TOM, Desk, with_limit

TIMES = 200
ONE = ApprovalId("approval-1")


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        seen_ms = asyncio.run(_measure(Path(folder)))
    p99 = quantiles(seen_ms, n=100)[98]
    words = "limit (asked, handed on, taken over; commit included)"
    figure = Figure("desk_seen_p99_ms", p99, "ms", words, 200, 1.0)
    sys.stdout.write(json.dumps(msgspec.to_builtins([figure])) + "\n")
    return 0


async def _measure(folder: Path) -> list[float]:
    seen_ms = []
    async with running_hub(folder) as hub:
        bea, sue, tom = (Desk(hub, actor) for actor in (BEA, SUE, TOM))
        await with_limit(sue)
        await bea.does(c.RefundOrder(CaseId("case-w1")))
        await until(lambda: tom.approval() is not None)
        owner, route = None, RouteId("r1")
        for number in range(TIMES):
            to = (SUE, TOM)[number % 2].id
            begun = time.perf_counter()
            await sue.does(c.HandApprovals((ONE,), to, "your turn"))
            await until(lambda to=to: bea.replica.state.approvals[ONE].assigned == to)  # type: ignore[misc]
            seen_ms.append((time.perf_counter() - begun) * 1000)
            begun = time.perf_counter()
            await tom.does(c.HandRoute(route, to, was=owner))
            await until(lambda to=to: sue.replica.state.routes[route].owner == to)  # type: ignore[misc]
            seen_ms.append((time.perf_counter() - begun) * 1000)
            owner = to
    return seen_ms


if __name__ == "__main__":
    sys.exit(main())
