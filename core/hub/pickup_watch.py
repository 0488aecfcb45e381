"""Reports what customers were to fetch and did not, as soon as their time is over.

What is due follows from the state and the clock alone (`rules/counter.py`). The command's id names
the order and until when it waited, so it is reported once.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.open_depot import OpenDepot
from core.model import ActorId, OrderId
from core.rules.counter import uncollected
from core.rules.reports import UNCOLLECTED

LOOK_EVERY_S = 60.0

_HUB = Actor(ActorId("hub"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
_log = logging.getLogger(__name__)


def watch_pickups(opened: OpenDepot, every_s: float = LOOK_EVERY_S) -> "asyncio.Task[None]":
    """Look now and then until the task is cancelled."""
    return asyncio.create_task(_watch(opened, every_s), name=f"pickups of {opened.id}")


async def _watch(opened: OpenDepot, every_s: float) -> None:
    never = asyncio.Event()
    while True:
        for order_id, until in tuple(uncollected(opened.gate.state, opened.clock.now())):
            await _report(opened, order_id, until)
        with suppress(TimeoutError):
            async with asyncio.timeout(every_s):
                await never.wait()


async def _report(opened: OpenDepot, order_id: OrderId, until: datetime) -> None:
    frame_id = f"uncollected:{order_id[:30]}:{until:%Y%m%d%H%M}"
    answer = await opened.gate.ask(_HUB, frame_id, c.ReportOrder(order_id, UNCOLLECTED))
    if isinstance(answer, p.Refused):
        _log.debug("Order %s was not reported as uncollected: %s", order_id, answer.words)
