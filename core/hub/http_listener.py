"""Serves an application over HTTP, and answers what is no HTTP in one sentence of its own.

aiohttp sends such bytes back, up to a hundred kilobytes of them, under the names and versions of
the programs that the hub is made of. No handler and no middleware is asked before.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from core.hub.front_door import QUEUED_AT_DOOR

BODY_WITHIN_S = 120.0
"""For a part of a photo, the longest body there is, at two kilobytes a second."""
HEAD_WITHIN_S = 20.0
"""For a request's head, counted from its first byte or from when somebody came. aiohttp does not
count before the first answer: a byte now and then would keep a seat for ever."""
GONE = "Transport is closing"
"""What the event loop says where a file was to be sent and nobody is there any more."""
NO_HTTP = "This is no HTTP that the hub understands.\n"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

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

    def __init__(self, app: web.Application) -> None:
        # No access log: it would hold what customers' photos are called.
        self._runner = _Runner(app, access_log=None, logger=_log, shutdown_timeout=2)

    async def serve(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Answer from now on, also who waits already."""
        await self._runner.setup()
        site = web.SockSite(self._runner, listener, ssl_context=tls, backlog=QUEUED_AT_DOOR)
        await site.start()

    async def close(self) -> None:
        """Answer nobody any more."""
        await self._runner.cleanup()


class _Connection(web.RequestHandler):
    __slots__ = ("_head_by",)

    _head_by: asyncio.TimerHandle | None
    """When its next head must be here; None while none is under way."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._head_by = asyncio.get_running_loop().call_later(HEAD_WITHIN_S, self.force_close)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._messages or self._current_request is not None:
            self._count_no_more()
        elif self._head_by is None:
            self._head_by = asyncio.get_running_loop().call_later(HEAD_WITHIN_S, self.force_close)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._count_no_more()
        super().connection_lost(exc)

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


class _Server(web.Server):
    """As aiohttp's, with connections of that kind."""

    def __call__(self) -> _Connection:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Runner(web.AppRunner):
    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(
            made.request_handler,
            request_factory=made.request_factory,
            loop=asyncio.get_running_loop(),
            **made._kwargs,
        )
