"""What is no HTTP is answered in a sentence, and none of it is sent back or written down."""

import asyncio
import gzip
import logging
import socket
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.test_utils import make_mocked_request

from core.hub import http_listener
from core.hub.http_listener import NO_HTTP, HttpListener
from tests.core.hub.hub_builders import RunningHub, running_hub, until

JUNK = b"Z" * 50_000
ENROL = b"POST /enrol HTTP/1.1\r\nHost: hub\r\n"


async def answer_to(hub: RunningHub, sent: bytes) -> bytes:
    at = urlsplit(hub.server.http_url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    writer.write(sent)
    heard = await reader.read()
    writer.close()
    return heard


@pytest.mark.parametrize(
    "sent",
    [
        JUNK + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: hub\r\nA\0" + b"Z" * 5000 + b"\r\n\r\n",
        ENROL + b"Transfer-Encoding: chunked\r\n\r\n" + JUNK,
    ],
)
async def test_what_is_no_http_is_not_sent_back(
    tmp_path: Path, sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_hub(tmp_path) as hub:
        head, _, body = (await answer_to(hub, sent)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 400 ")
    assert b"aiohttp" not in head
    assert body.decode() == NO_HTTP
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        (b"", b'{"' + JUNK + b'":"a"}', "is unknown here"),
        (b"", b'{"code": ' + JUNK, "cannot be used"),
        (b"Content-Encoding: gzip\r\n", b"no gzip", "its body is not what its head says"),
    ],
)
async def test_a_body_that_cannot_be_used_is_not_sent_back(
    tmp_path: Path, head: bytes, body: bytes, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_hub(tmp_path) as hub:
        length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
        heard = await answer_to(hub, ENROL + head + length + body)
    assert heard.startswith(b"HTTP/1.1 400 ")
    assert words in heard.decode()
    assert len(heard) < 2000
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def test_a_body_that_swells_is_refused(tmp_path: Path) -> None:
    body = gzip.compress(bytes(2**24))
    async with running_hub(tmp_path) as hub:
        length = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n" % len(body)
        heard = await answer_to(hub, ENROL + length + b"Connection: close\r\n\r\n" + body)
    assert heard.startswith(b"HTTP/1.1 413 ")


async def test_the_rest_of_a_body_that_swells_is_not_unpacked(tmp_path: Path) -> None:
    """Anybody may send one, and the hub's loop would stand still for seconds."""
    body = gzip.compress(bytes(2**27))
    async with running_hub(tmp_path) as hub:
        at = urlsplit(hub.server.http_url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        length = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
        worked_s = time.thread_time()
        writer.write(ENROL + length + body)
        with suppress(ConnectionError):
            await reader.read()
        assert time.thread_time() - worked_s < 0.2, "unpacked it takes half a second"
        writer.transport.abort()


async def test_a_body_that_does_not_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(http_listener, "BODY_WITHIN_S", 0.05)
    async with running_hub(tmp_path) as hub:
        length = b"Content-Length: 100\r\nConnection: close\r\n\r\n{"
        heard = await answer_to(hub, ENROL + length)
    assert heard.startswith(b"HTTP/1.1 408 ")
    assert b"did not come in time" in heard
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def test_a_body_that_breaks_off_is_not_written_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_hub(tmp_path) as hub:
        at = urlsplit(hub.server.http_url)
        _, writer = await asyncio.open_connection(at.hostname, at.port)
        writer.write(ENROL + b"Content-Length: 100\r\n\r\n{")
        await writer.drain()
        async with aiohttp.ClientSession(hub.server.http_url) as other:
            await other.get("/health")
            writer.transport.abort()
            for _ in range(5):
                await other.get("/health")
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_who_hangs_up_while_files_are_sent_is_not_written_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever likes would fill the hub's log with a page of text for each."""
    http_listener._log.error("Unhandled exception", exc_info=RuntimeError("Transport is closing"))
    assert not caplog.records
    http_listener._log.error("Unhandled exception", exc_info=RuntimeError("The deck is empty."))
    assert len(caplog.records) == 1


async def test_a_handlers_own_lack_of_time_is_its_own() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        raise TimeoutError("The service outside did not answer.")

    body = aiohttp.StreamReader(make_mocked_request("GET", "/").protocol, 2**16)
    request = make_mocked_request("POST", "/orders", {"Content-Length": "2"}, payload=body)
    assert request.can_read_body
    with pytest.raises(TimeoutError, match="outside"):
        await http_listener.in_time(request, handle)


@pytest.mark.parametrize("before", [b"", b"GET /health HTTP/1.1\r\nHost: hub\r\n\r\n"])
@pytest.mark.parametrize("trickled", [b"", b"GET / HTTP/1.1\r\nHost: hub\r\nX: " + b"y" * 1000])
async def test_a_head_that_does_not_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes, trickled: bytes
) -> None:
    """Whoever says nothing, or a byte now and then, would keep a seat for ever. A line that is
    idle after an answer is kept for whoever asks again."""
    monkeypatch.setattr(http_listener, "HEAD_WITHIN_S", 0.3)
    async with running_hub(tmp_path) as hub, asyncio.timeout(10):
        at = urlsplit(hub.server.http_url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        if before:
            writer.write(before)
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
        closed = asyncio.create_task(reader.read())
        for byte in trickled:
            if closed.done():
                break
            with suppress(ConnectionError):
                writer.write(bytes([byte]))
                await writer.drain()
            await asyncio.sleep(0.02)
        if before and not trickled:
            await asyncio.sleep(0.5)
            assert not closed.done()
            writer.write(before)
            await asyncio.sleep(0.5)
            assert not closed.done()
            closed.cancel()
        else:
            with suppress(ConnectionError):
                await closed
        writer.close()


async def test_a_request_that_is_answered_slowly_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_listener, "HEAD_WITHIN_S", 0.1)

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.4)
        return web.Response(text="here")

    app = web.Application()
    app.router.add_get("/", slow)
    listener = http_listener.HttpListener(app)
    bound = socket.create_server(("127.0.0.1", 0))
    port = bound.getsockname()[1]
    await listener.serve(bound, None)
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/") as response,
        ):
            assert await response.text() == "here"
    finally:
        await listener.close()


class Short:
    """A short way for everything under /short, and an application that says what came to it."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.begun: list[bytes] = []
        self.fault: Exception | None = None
        self.ended = 0
        self.app = web.Application()
        self.app.router.add_post("/{any}", self._ordinary)

    def way(self, message: RawRequestMessage, body: bytes) -> Coroutine[Any, Any, None] | None:
        if body == b"breaks":
            raise RuntimeError
        return self._work(body) if message.path == "/short" else None

    async def _work(self, body: bytes) -> None:
        self.begun.append(body)
        await self.may_end.wait()
        if self.fault is not None:
            raise self.fault
        self.ended += 1

    async def _ordinary(self, request: web.Request) -> web.Response:
        return web.Response(text=f"ordinary {(await request.read()).decode()}")


@asynccontextmanager
async def listening(short: Short) -> AsyncIterator[tuple[HttpListener, int]]:
    listener = HttpListener(short.app, short.way, lambda: {"Server": "Backhaul", "X-Own": "1"})
    bound = socket.create_server(("127.0.0.1", 0))
    await listener.serve(bound, None)
    try:
        yield listener, bound.getsockname()[1]
    finally:
        await listener.close()


def post(path: str, body: bytes, *more: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1".encode(), b"Host: hub", *more]
    return b"\r\n".join([*lines, f"Content-Length: {len(body)}\r\n\r\n".encode()]) + body


async def one_answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    """Its status and its body."""
    async with asyncio.timeout(10):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0])
        return int(head.split()[1]), (await reader.readexactly(size)).decode()


async def test_what_is_done_the_short_way_is_answered_when_it_is_done() -> None:
    short = Short()
    short.may_end.clear()
    async with listening(short) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(post("/short", b"a"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readexactly(1), 0.1)
        assert short.begun == [b"a"]
        short.may_end.set()
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("HTTP/1.1 200 OK\r\n")
        assert "Date: " in head
        assert "Server: Backhaul\r\nX-Own: 1\r\n" in head
        for number in range(50):  # the line is kept
            writer.write(post("/short", b"%d" % number))
            assert await one_answer(reader) == (200, "")
        assert short.ended == 51
        writer.close()


async def test_a_line_whose_idle_time_ends_while_a_request_is_under_way_is_kept() -> None:
    short = Short()
    async with listening(short) as (listener, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(post("/short", b"1"))
        assert await one_answer(reader) == (200, "")
        assert listener._runner.server is not None
        (line,) = listener._runner.server.connections
        short.may_end.clear()
        # It was idle until this very moment, and its timer is about to look.
        line._next_keepalive_close_time = 0.0
        writer.write(post("/short", b"2"))
        await until(lambda: len(short.begun) == 2)
        line._process_keepalive()
        short.may_end.set()
        assert await one_answer(reader) == (200, "")
        line._next_keepalive_close_time = 0.0
        line._process_keepalive()
        assert await reader.read() == b""
        writer.close()


async def test_answers_come_in_the_order_of_the_requests_whichever_way_they_go() -> None:
    short = Short()
    short.may_end.clear()
    async with listening(short) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(post("/short", b"1"))
        while not short.begun:  # noqa: ASYNC110
            await asyncio.sleep(0)
        writer.write(post("/other", b"2") + post("/short", b"3") + post("/other", b"4"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.readexactly(1), 0.1)
        short.may_end.set()
        answers = [await one_answer(reader) for _ in range(4)]
        # Those that queued behind another all go the ordinary way.
        assert answers == [
            (200, ""),
            (200, "ordinary 2"),
            (200, "ordinary 3"),
            (200, "ordinary 4"),
        ]
        writer.write(post("/short", b"5"))
        assert await one_answer(reader) == (200, "")
        writer.close()


async def test_what_fails_the_short_way_goes_the_ordinary_one_with_its_body() -> None:
    short = Short()
    short.fault = RuntimeError()
    async with listening(short) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for body in (b"breaks", b"x" * 100_000, b"", b"b"):
            writer.write(post("/short", body))
            assert await one_answer(reader) == (200, f"ordinary {body.decode()}")
        short.fault = None
        writer.write(post("/short", b"c"))
        assert await one_answer(reader) == (200, "")
        writer.close()


@pytest.mark.parametrize(
    "more",
    [b"Connection: close", b"Expect: 100-continue", b"Content-Encoding: gzip"],
)
async def test_what_wants_more_of_the_line_goes_the_ordinary_way(more: bytes) -> None:
    short = Short()
    async with listening(short) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = gzip.compress(b"a") if b"gzip" in more else b"a"
        writer.write(post("/short", body, more))
        heard = b""
        while b"ordinary a" not in heard:
            heard += await asyncio.wait_for(reader.read(1000), 10)
        assert short.begun == []
        writer.close()


async def test_a_body_in_pieces_goes_the_ordinary_way() -> None:
    short = Short()
    async with listening(short) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        whole = post("/short", b"in pieces")
        for piece in (whole[:20], whole[20:-5], whole[-5:]):
            writer.write(piece)
            await asyncio.sleep(0.05)
        assert await one_answer(reader) == (200, "ordinary in pieces")
        writer.close()


async def test_whoever_hangs_up_meanwhile_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    short = Short()
    short.may_end.clear()
    async with listening(short) as (_, port):
        for _ in range(2):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(post("/short", b"a"))
            await writer.drain()
            while not short.begun:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            writer.transport.abort()
            await asyncio.sleep(0.05)
            short.may_end.set()
            while not short.ended and short.fault is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            short.begun.clear()
            short.may_end.clear()
            short.fault = RuntimeError()
        await asyncio.sleep(0.05)
    assert not caplog.records


async def test_a_listener_that_closes_waits_for_what_is_under_way() -> None:
    short = Short()
    short.may_end.clear()
    async with listening(short) as (listener, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(post("/short", b"a"))
        while not short.begun:  # noqa: ASYNC110
            await asyncio.sleep(0)
        closing = asyncio.create_task(listener.close())
        await asyncio.sleep(0.1)
        assert not closing.done()
        short.may_end.set()
        assert await one_answer(reader) == (200, "")
        await closing
        writer.close()
