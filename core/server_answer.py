"""One request to somebody's own server, of addresses or of travel times, and the whole answer.

Called in a worker's thread, so the answer has to come within a time and a length; and what was
asked encrypted stays so.
"""

import time
import urllib.request
from collections.abc import Callable
from http.client import HTTPMessage, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from msgspec import Struct

_PIECE = 65_536


class Heard(Struct, frozen=True):
    """What a server answered, a refusal, too; what is longer than `longest` is cut somewhere."""

    status: int
    body: bytes

    @property
    def is_refusal(self) -> bool:
        return not 200 <= self.status < 300


def hear(
    request: urllib.request.Request,
    within_s: float,
    longest: int,
    clock: Callable[[], float] = time.monotonic,
) -> Heard:
    """Ask. Raises `TimeoutError` when the body is not there in time, `OSError`, `HTTPException` or
    `ValueError` when nothing comes or no HTTP."""
    asked_s = clock()
    body = bytearray()
    try:
        with _opened(request, within_s) as answer:
            # The socket's time-out is of each read: who trickles would be waited for without end.
            while len(body) <= longest and (piece := answer.read1(_PIECE)):
                body += piece
                if clock() - asked_s > within_s:
                    raise TimeoutError
            return Heard(answer.status or 0, bytes(body))
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise TimeoutError from None
        raise


def _opened(request: urllib.request.Request, within_s: float) -> HTTPResponse | HTTPError:
    try:
        answer: HTTPResponse = _OPENER.open(request, timeout=within_s)
    except HTTPError as refusal:
        return refusal
    return answer


class _NeverInClear(urllib.request.HTTPRedirectHandler):
    """Where customers live was asked encrypted and stays so, wherever the server points to."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in {req.type, "https"}:
            raise HTTPError(req.full_url, code, msg, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_NeverInClear)
