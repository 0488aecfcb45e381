"""A line between a phone and a hub that can be cut, slowed and made to lose answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

_PART_BYTES = 4096


class BadLine:
    """Two relays before a hub's two ports; `arguments` make a Chromium go through them."""

    def __init__(self) -> None:
        self.arguments: list[str] = []
        self.delay_s = 0.0
        """How long each few kilobytes take."""
        self.loses_answers = False
        """What the phone sends arrives, and nothing comes back."""
        self.is_cut = False
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """From now on nothing gets through, and what was open is gone."""
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def restore(self) -> None:
        """Everything works again."""
        self.is_cut = self.loses_answers = False
        self.delay_s = 0.0

    async def carry(
        self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Relay one connection until either side or the line ends."""
        if self.is_cut:
            writer.transport.abort()
            return
        to_phone, from_phone = writer, reader
        from_hub, to_hub = await asyncio.open_connection("127.0.0.1", port)
        both = {to_phone, to_hub}
        self._open |= both
        try:
            await asyncio.gather(
                self._pump(from_phone, to_hub, is_answer=False),
                self._pump(from_hub, to_phone, is_answer=True),
            )
        finally:
            self._open -= both
            for end in both:
                end.close()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        with suppress(ConnectionError):
            while part := await source.read(_PART_BYTES):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if not (is_answer and self.loses_answers):
                    sink.write(part)
                    await sink.drain()
        sink.close()


@asynccontextmanager
async def bad_line(*urls: str) -> AsyncIterator[BadLine]:
    """A line to the addresses of a hub, good at first."""
    line = BadLine()
    servers: list[asyncio.Server] = []
    rules: list[str] = []
    for url in urls:
        port = urlsplit(url).port
        assert port is not None

        async def carry(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int = port
        ) -> None:
            await line.carry(port, reader, writer)

        server = await asyncio.start_server(carry, "127.0.0.1", 0)
        servers.append(server)
        own = server.sockets[0].getsockname()[1]
        rules.append(f"MAP 127.0.0.1:{port} 127.0.0.1:{own}")
    line.arguments.append(f"--host-resolver-rules={','.join(rules)}")
    try:
        yield line
    finally:
        line.cut()
        for server in servers:
            server.close()
