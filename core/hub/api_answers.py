"""How the API reads requests and answers them: whatever goes wrong is a sentence in `error`."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

import msgspec
from aiohttp import web

from core.hub.api_words import Fault
from core.hub.frame_words import fault_words
from core.hub.log import LogUnavailable
from core.json_faults import NOT_JSON
from core.rules.lookups import Refused

LONGEST_PAGE = 500
SHORTEST_IDEMPOTENCY_KEY, LONGEST_IDEMPOTENCY_KEY = 8, 200

Body = TypeVar("Body")
Call = Callable[[web.Request], Awaitable[web.Response]]


class Faulty(Exception):
    """What is answered instead."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def answered(call: Call) -> Call:
    """The call, with whatever it raises as an answer."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return await call(request)
        except Faulty as fault:
            return told(Fault(str(fault)), fault.status)
        except Refused as refused:
            return told(Fault(str(refused)), 422)
        except web.HTTPRequestEntityTooLarge:
            return told(Fault("The body is too large."), 413)
        except LogUnavailable as error:
            return told(Fault(str(error)), 503)

    return answer


def told(value: object, status: int = 200) -> web.Response:
    """A value as JSON."""
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json"
    )


def decoded(body: bytes, kind: type[Body]) -> Body:
    """The body as that type; raises `Faulty` with the field that is wrong."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Faulty(422, f"The request cannot be used: {fault_words(error)}.") from None
    except NOT_JSON:
        raise Faulty(400, "The body is not JSON.") from None


def idempotency_key(request: web.Request) -> str:
    """What makes a request that is sent again the same one; raises `Faulty` without it."""
    sent = request.headers.get("Idempotency-Key", "")
    if not SHORTEST_IDEMPOTENCY_KEY <= len(sent) <= LONGEST_IDEMPOTENCY_KEY:
        raise Faulty(
            422,
            "The header Idempotency-Key is missing or has not 8 to 200 characters. Send a value "
            "that stays the same when you send this again.",
        )
    return sent


def page_of(request: web.Request, statuses: type[StrEnum] | None = None) -> tuple[str, int, str]:
    """Cursor, limit and status of a reading call."""
    limit = request.query.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= LONGEST_PAGE):
        raise Faulty(422, f"limit is {limit[:20]!r}; it must be a number from 1 to 500.")
    status = request.query.get("status", "")
    if statuses is not None and status not in ("", *statuses):
        known = ", ".join(statuses)
        raise Faulty(422, f"status is {status[:20]!r}; it must be one of {known}.")
    return request.query.get("after", ""), int(limit), status
