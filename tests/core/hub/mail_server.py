"""A small SMTP server and a web service for text messages, which can be told to misbehave."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiohttp import web


class MailBox:
    """Mail that was accepted. `answers` are given to the next DATA commands before 250."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.recipients: list[str] = []
        """Answers to the next RCPT commands."""
        self.hangs_up = 0
        """How many more connections are closed at once."""
        self.bye = "221 bye"
        """The answer to QUIT."""
        self.url = ""

    @property
    def ids(self) -> Counter[str]:
        """How often each mail was accepted."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as RFC 5321 has it."""
        try:
            if self.hangs_up > 0:
                self.hangs_up -= 1
                return
            writer.write(b"220 test ESMTP\r\n")
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"QUIT":
                    writer.write(f"{self.bye}\r\n".encode())
                    await writer.drain()
                    return
                writer.write(await self._answer(verb, reader, writer))
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(
        self, verb: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        if verb == b"EHLO":
            return b"250-test\r\n250 SMTPUTF8\r\n"
        if verb == b"RCPT":
            said = self.recipients.pop(0) if self.recipients else "250 ok"
            return f"{said}\r\n".encode()
        if verb != b"DATA":
            return b"250 ok\r\n"
        writer.write(b"354 go on\r\n")
        body = await reader.readuntil(b"\r\n.\r\n")
        if self.answers:
            return f"{self.answers.pop(0)}\r\n".encode()
        self.mails.append(message_from_bytes(body[:-5], policy=policy.default))
        return b"250 kept\r\n"


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[MailBox]:
    """A server on loopback."""
    box = MailBox()
    server = await asyncio.start_server(box.talk, "127.0.0.1", 0)
    box.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield box


class TextBox:
    """Requests that were taken. `answers` are statuses given to the next requests instead."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.url = ""

    @property
    def ids(self) -> Counter[str]:
        """How often each text was taken."""
        return Counter(headers["Idempotency-Key"] for headers, _ in self.taken)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        self.taken.append((dict(request.headers), body))
        return web.Response(status=202)


@contextlib.asynccontextmanager
async def text_service() -> AsyncIterator[TextBox]:
    """A service on loopback."""
    box = TextBox()
    app = web.Application()
    app.router.add_post("/texts", box.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    box.url = f"http://127.0.0.1:{port}/texts"
    try:
        yield box
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def silent_server() -> AsyncIterator[str]:
    """Takes every connection and says nothing; its `host:port`."""

    talks: set[asyncio.Task[None] | None] = set()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await asyncio.gather(*(talk for talk in talks if talk is not None))
