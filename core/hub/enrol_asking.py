"""One request to a running hub from the command line, whose refusal is a sentence."""

import aiohttp


class NotDone(Exception):
    """The hub refused or is away; the text says why."""


async def asked(request: "aiohttp.client._RequestContextManager") -> bytes:
    """The body of the answer. Raises `NotDone`."""
    async with request as response:
        body = await response.read()
        if not response.ok:
            raise NotDone(body.decode(errors="replace"))
        return body
