"""Waiting for what other processes do, which have no event to tell this one."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

LOOK_EVERY_S = 0.05
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], what: str, seconds: float = 60) -> Found:
    """Look until there is something, and return it; a vain wait names what was waited for."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(LOOK_EVERY_S)
    return found


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """The same on an event loop."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(LOOK_EVERY_S)
