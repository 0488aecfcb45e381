"""What is no HTTP is answered in a sentence, and none of it is sent back or written down."""

import asyncio
import gzip
import logging
import socket
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from core.hub import http_listener
from core.hub.http_listener import NO_HTTP
from tests.core.hub.hub_builders import RunningHub, running_hub

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
