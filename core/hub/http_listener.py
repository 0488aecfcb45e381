"""Serves an application over HTTP, and answers what is no HTTP in one sentence of its own.

aiohttp sends such bytes back, up to a hundred kilobytes of them, under the names and versions of
the programs that the hub is made of. No handler and no middleware is asked before.

What comes a thousand times a second, a van's position, may take a short way: aiohttp's parser reads
it, but the request, the routes and the response that cost more than all the rest are left out.
"""

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from email.utils import formatdate
from functools import lru_cache, partial
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http import HttpVersion11, RawRequestMessage
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import StreamReader

from core.hub.front_door import QUEUED_AT_DOOR

BODY_WITHIN_S = 120.0
"""For a part of a photo, the longest body there is, at two kilobytes a second."""
HEAD_WITHIN_S = 20.0
"""For a request's head, counted from its first byte or from when somebody came. aiohttp does not
count before the first answer: a byte now and then would keep a seat for ever."""
GONE = "Transport is closing"
"""What the event loop says where a file was to be sent and nobody is there any more."""
NO_HTTP = "This is no HTTP that the hub understands.\n"

_READ_BYTES = 2**16

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
ShortWay = Callable[[RawRequestMessage, bytes], Coroutine[Any, Any, None] | None]
"""What is to be done for a whole request, which is then answered with 200 and nothing more. If it
gives None or what it gives raises, the request goes the ordinary way, from the beginning."""

_log = logging.getLogger(__name__)


class _OwnFaults(logging.Filter):
    """What strangers do is no fault of the hub's, and not written down: anybody could fill its log
    with bytes that are no HTTP, or with bodies that break off."""

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        is_gone = isinstance(fault, RuntimeError) and str(fault) == GONE
        return not is_gone and not isinstance(
            fault, HttpProcessingError | web.RequestPayloadError | ConnectionResetError
        )


_log.addFilter(_OwnFaults())


@web.middleware
async def in_time(request: web.Request, handler: Answer) -> web.StreamResponse:
    """A body that comes slower than over any line in use is not waited for: each holds a seat."""
    if not request.can_read_body:
        return await handler(request)
    if hdrs.CONTENT_ENCODING in request.headers and isinstance(request.protocol, _Connection):
        request.protocol.unpack_no_rest()
    try:
        async with asyncio.timeout(BODY_WITHIN_S) as limit:
            return await handler(request)
    except TimeoutError:
        if not limit.expired():
            raise  # something that the handler itself waited for
        raise web.HTTPRequestTimeout(text="The request did not come in time. Try again.") from None


class HttpListener:
    """One application on one bound socket."""

    def __init__(
        self,
        app: web.Application,
        short_way: ShortWay = lambda message, body: None,
        headers: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """`headers` are those of an answer on the short way; the application sets its own."""
        made = partial(_Connection, short_way=short_way, headers=headers)
        # No access log: it would hold what customers' photos are called.
        self._runner = _Runner(app, access_log=None, logger=_log, shutdown_timeout=2)
        self._runner.connection = made

    async def serve(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Answer from now on, also who waits already."""
        await self._runner.setup()
        site = web.SockSite(self._runner, listener, ssl_context=tls, backlog=QUEUED_AT_DOOR)
        await site.start()

    async def close(self) -> None:
        """Answer nobody any more."""
        await self._runner.cleanup()


class _Connection(web.RequestHandler):
    __slots__ = ("_head_by", "_headers", "_is_looking", "_short_way", "_under_way")

    _head_by: asyncio.TimerHandle | None
    """When its next head must be here; None while none is under way."""
    _under_way: "asyncio.Task[None] | None"
    """What is done for a request on the short way; what comes meanwhile waits for its answer."""

    def __init__(
        self,
        *args: Any,
        short_way: ShortWay,
        headers: Callable[[], Mapping[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._short_way = short_way
        self._headers = headers
        self._under_way = None
        self._is_looking = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._head_by = asyncio.get_running_loop().call_later(HEAD_WITHIN_S, self.force_close)

    def data_received(self, data: bytes) -> None:
        # Nobody is woken before it is known which way the request goes.
        waiter, self._waiter = self._waiter, None
        try:
            super().data_received(data)
        finally:
            self._waiter = waiter
        # Whoever reads a body makes aiohttp come back here to ask for more.
        if not self._is_looking and self._under_way is None:
            self._is_looking = True
            try:
                is_begun = self._goes_the_short_way()
            finally:
                self._is_looking = False
            if not is_begun:
                self._go_on()
        if self._messages or self._current_request is not None or self._under_way is not None:
            self._count_no_more()
        elif self._head_by is None:
            self._head_by = asyncio.get_running_loop().call_later(HEAD_WITHIN_S, self.force_close)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._count_no_more()
        super().connection_lost(exc)

    def _is_idle(self) -> bool:
        return self._waiter is not None and not self._waiter.done()

    def _go_on(self) -> None:
        """The ordinary way, with whatever waits."""
        if self._messages and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _goes_the_short_way(self) -> bool:
        """Begin with the one request that is here, if it is whole and of that kind."""
        if not self._is_idle() or len(self._messages) != 1:
            return False
        message, payload = self._messages[0]
        if not isinstance(message, RawRequestMessage) or not _is_plain(message, payload):
            return False
        body = payload.read_nowait()
        try:
            work = self._short_way(message, body)
        except Exception:  # The ordinary way comes upon it, too, and says so.
            work = None
        self._messages.popleft()
        if work is None:
            self._messages.appendleft((message, self._anew(body)))
            return False
        self._request_in_progress = True
        # The line is not idle: aiohttp's timer looks only whether the handler waits, as it does.
        self._stay_open()
        self._under_way = asyncio.get_running_loop().create_task(self._do(work, message, body))
        return True

    async def _do(
        self, work: Coroutine[Any, Any, None], message: RawRequestMessage, body: bytes
    ) -> None:
        try:
            await work
        except Exception:  # As above.
            self._messages.appendleft((message, self._anew(body)))
        else:
            self._answer()
        self._under_way = None
        self._request_in_progress = False
        if self._handler_waiter is not None:
            self._handler_waiter.set_result(None)
        self._go_on()

    def _answer(self) -> None:
        if self._parser is None or self.transport is None:
            return  # it has hung up
        self._parser.message_consumed()
        head = "".join(f"{name}: {value}\r\n" for name, value in self._headers().items())
        date = _date(int(time.time()))
        self.transport.write(
            f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: {date}\r\n{head}\r\n".encode()
        )
        self._keepalive = True
        self._stay_open()

    def _stay_open(self) -> None:
        self._next_keepalive_close_time = asyncio.get_running_loop().time() + self.keepalive_timeout

    def _anew(self, body: bytes) -> StreamReader:
        """A body that nobody has read."""
        made = StreamReader(self, _READ_BYTES, loop=asyncio.get_running_loop())
        made.feed_data(body)
        made.feed_eof()
        return made

    def unpack_no_rest(self) -> None:
        """Hang up after the answer on whoever sent more than was read. aiohttp would read on for
        ten seconds so that he hears it: half a megabyte that unpacks to half a gigabyte took the
        event loop for as long."""
        self._lingering_time = 0.0

    def _count_no_more(self) -> None:
        if self._head_by is not None:
            self._head_by.cancel()
            self._head_by = None

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        own = message if message is None else NO_HTTP
        response = super().handle_error(request, status, exc, own)
        response.headers[hdrs.SERVER] = "Backhaul"
        return response


@lru_cache(maxsize=1)
def _date(now_s: int) -> str:
    return formatdate(now_s, usegmt=True)


def _is_plain(message: RawRequestMessage, payload: StreamReader) -> bool:
    """Whether a request is here as a whole and wants nothing of the connection."""
    return (
        payload.is_eof()
        and payload.exception() is None
        and message.version == HttpVersion11
        and not (message.should_close or message.upgrade or message.compression)
        and hdrs.EXPECT not in message.headers
    )


class _Server(web.Server):
    """As aiohttp's, with connections of that kind."""

    def __init__(self, connection: Callable[..., _Connection], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection = connection

    def __call__(self) -> _Connection:
        return self._connection(self, loop=self._loop, **self._kwargs)


class _Runner(web.AppRunner):
    connection: Callable[..., _Connection]
    """What makes one."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(
            self.connection,
            made.request_handler,
            request_factory=made.request_factory,
            loop=asyncio.get_running_loop(),
            **made._kwargs,
        )
