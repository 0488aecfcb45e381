"""The next frame of a mailbox, as a client would get it."""

import asyncio

from core.hub.mailbox import Mailbox


async def taken(box: Mailbox) -> bytes:
    """Wait for a frame if there is none."""
    while not (frames := box.rest(1)):
        filled = asyncio.Event()
        box.filled = filled.set
        await filled.wait()
    return frames[0]
