"""A hub that does nothing: it takes everybody in, answers at once and shows consoles what it took.

Run as a program in the hub's place it prints where it listens. What the clients of a benchmark then
measure is their own doing and the sockets': the floor under what they measure of a hub.
"""

import asyncio
import sys
from collections import defaultdict
from datetime import UTC, datetime

from msgspec import Raw
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from core.access import Role
from core.hub import protocol as p
from core.hub.console_feed import TELL_EVERY_S
from core.model import ActorId, DepotId
from core.state import FOLD_VERSION

CONSOLE = "c" * 43
"""The token of whoever follows; all others are drivers."""


class EchoHub:
    """Who follows which depot, and what was reported there since they were told last."""

    def __init__(self) -> None:
        self._consoles: dict[DepotId, list[ServerConnection]] = defaultdict(list)
        self._untold: dict[DepotId, list[p.EventRecord]] = defaultdict(list)
        self._seq = 0

    async def converse(self, line: ServerConnection) -> None:
        hello = p.decode_from_client(await line.recv())
        assert isinstance(hello, p.Hello)
        is_console = hello.token == CONSOLE
        role = Role.DISPATCHER if is_console else Role.DRIVER
        welcome = p.Welcome(ActorId("echo"), role, hello.depot, p.PROTOCOL, FOLD_VERSION, "")
        await line.send(p.encode(welcome), text=True)
        if is_console:
            self._consoles[hello.depot].append(line)
        try:
            while True:
                await self._answer(line, hello.depot, p.decode_from_client(await line.recv()))
        except ConnectionClosed:
            return

    async def _answer(self, line: ServerConnection, depot: DepotId, ask: object) -> None:
        assert isinstance(ask, p.Ask)
        self._seq += 1
        at, who = datetime.now(UTC), ActorId("echo")
        self._untold[depot].append(p.EventRecord(self._seq, 1, at, ask.id, who, Raw(b"{}")))
        await line.send(p.encode(p.Accepted(ask.id, self._seq)), text=True)

    async def tell(self) -> None:
        """As often as a busy hub does."""
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            untold, self._untold = self._untold, defaultdict(list)
            for depot, records in untold.items():
                for console in self._consoles[depot]:
                    await console.send(p.encode(p.Events(tuple(records))), text=True)


async def main() -> None:
    """Serve until killed."""
    echo = EchoHub()
    async with serve(echo.converse, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        sys.stdout.write(f"ws://127.0.0.1:{port}\n")
        sys.stdout.flush()
        await echo.tell()


if __name__ == "__main__":
    asyncio.run(main())
