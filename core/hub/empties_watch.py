"""Asks for collections of containers, as soon as a depot's own rules say that they are due.

What is due follows from the state alone (`rules/empties_orders.py`). The command's id names the
customer and since when he holds containers: a collection that the office cancelled is not asked for
again until he has new ones.
"""

import asyncio
import logging
from contextlib import suppress

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.open_depot import OpenDepot
from core.model import ActorId, CustomerId
from core.rules.empties_orders import due

LOOK_EVERY_S = 20.0

_HUB = Actor(ActorId("hub"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
_log = logging.getLogger(__name__)


def watch_empties(opened: OpenDepot, every_s: float = LOOK_EVERY_S) -> "asyncio.Task[None]":
    """Look now and then until the task is cancelled."""
    return asyncio.create_task(_watch(opened, every_s), name=f"empties of {opened.id}")


async def _watch(opened: OpenDepot, every_s: float) -> None:
    seen: object = None
    never = asyncio.Event()
    while True:
        state = opened.gate.state
        if state is not seen:
            for customer_id in due(state, opened.clock.now()):
                await _ask(opened, customer_id)
            seen = state
        with suppress(TimeoutError):
            async with asyncio.timeout(every_s):
                await never.wait()


async def _ask(opened: OpenDepot, customer_id: CustomerId) -> None:
    customer = opened.gate.state.customers[customer_id]
    since = customer.empties_since.isoformat() if customer.empties_since is not None else "ever"
    digest = "".join(letter for letter in since if letter.isdigit()) or since
    frame_id = f"empties:{customer_id[:36]}:{digest[:14]}"
    answer = await opened.gate.ask(_HUB, frame_id, c.CollectEmpties(customer_id))
    if isinstance(answer, p.Refused):
        _log.debug("No collection of empties at %s: %s", customer_id, answer.words)
