"""Counts the demo day's vans when nobody else has, so that an unattended day does not pile up.

A person comes first: the hand waits a while after a van is back, and leaves every van alone that
somebody has begun to count. In one van of ten a line is not there: that van is left to a person.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from zlib import crc32

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.open_depot import OpenDepot
from core.model import ActorId, RouteId
from core.rules.counting import expected_items
from core.state import State

WAITS = timedelta(minutes=45)
LOOK_EVERY_S = 5.0
SHORT_EVERY = 10

_HAND = Actor(ActorId("depot hand"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
_log = logging.getLogger(__name__)


def due(state: State, now: datetime) -> tuple[RouteId, ...]:
    """Vans that have waited long enough and that nobody has begun to count."""
    return tuple(
        route_id
        for route_id, receiving in state.receivings.items()
        if receiving.closed_at is None
        and not receiving.counted
        and not receiving.loose
        and receiving.empties_counted is None
        and now - receiving.opened_at >= WAITS
    )


def count_of(state: State, route_id: RouteId) -> tuple[c.CountGoods, bool]:
    """What the hand counts, and whether that is everything."""
    items = list(expected_items(state, route_id).values())
    is_short = len(items) > 1 and crc32(route_id.encode()) % SHORT_EVERY == 0
    there = items[1:] if is_short else items
    counts = {item.id: item.quantity for item in there}
    return c.CountGoods(route_id, counts, state.receivings[route_id].empties), not is_short


def watch_vans(opened: OpenDepot, every_s: float = LOOK_EVERY_S) -> "asyncio.Task[None]":
    """Look now and then until the task is cancelled."""
    return asyncio.create_task(_watch(opened, every_s), name=f"depot hand of {opened.id}")


async def _watch(opened: OpenDepot, every_s: float) -> None:
    never = asyncio.Event()
    while True:
        state = opened.gate.state
        for route_id in due(state, opened.clock.now()):
            command, is_whole = count_of(state, route_id)
            if await _ask(opened, f"{route_id}:count", command) and is_whole:
                await _ask(opened, f"{route_id}:close", c.CloseReceiving(route_id))
        with suppress(TimeoutError):
            async with asyncio.timeout(every_s):
                await never.wait()


async def _ask(opened: OpenDepot, name: str, command: c.Command) -> bool:
    answer = await opened.gate.ask(_HAND, f"hand:{name}"[:60], command)
    if isinstance(answer, p.Refused):
        _log.debug("The depot hand was refused: %s", answer.words)
    return not isinstance(answer, p.Refused)
