"""The API for shops and scripts: every call is checked, every write is a command at the gate."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from core.hub import api_words as w
from core.hub import protocol as p
from core.hub.api_description import READ_CASES, READ_ORDERS, WRITE_ORDERS, openapi
from core.hub.api_keys import ApiKey
from core.hub.callers import address_of
from core.hub.frame_words import fault_words
from core.hub.log import EventLog, LogUnavailable
from core.hub.open_depot import OpenDepot
from core.hub.rate_limit import RateLimit
from core.hub.token_book import TokenBook
from core.model import CaseId, DepotId, OrderId
from core.rules.lookups import Refused
from core.rules.return_entry import return_of

LONGEST_PAGE = 500
SHORTEST_IDEMPOTENCY_KEY, LONGEST_IDEMPOTENCY_KEY = 8, 200

Body = TypeVar("Body")


class _Faulty(Exception):
    """What is answered instead."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class ApiRoutes:
    """Serves `/api/v1/…`. `base_url` is where shops reach the hub."""

    def __init__(
        self,
        book: TokenBook[ApiKey],
        depot: Callable[[DepotId], OpenDepot | None],
        log: EventLog,
        *,
        is_behind_proxy: bool = False,
    ) -> None:
        self.base_url = ""
        self._book = book
        self._depot = depot
        self._log = log
        self._is_behind_proxy = is_behind_proxy
        self._strangers = RateLimit(burst=10, per_minute=10)
        self._asked = RateLimit(burst=300, per_minute=600)

    def routes(self) -> list[web.RouteDef]:
        """What the hub's HTTP side serves for shops."""
        return [
            web.get("/api/v1/openapi.json", self._describe),
            web.post("/api/v1/orders", self._answered(self._add_order)),
            web.get("/api/v1/orders", self._answered(self._orders)),
            web.get("/api/v1/orders/{id}", self._answered(self._order)),
            web.post("/api/v1/returns", self._answered(self._enter_return)),
            web.get("/api/v1/cases", self._answered(self._cases)),
            web.get("/api/v1/cases/{id}", self._answered(self._case)),
        ]

    async def _describe(self, request: web.Request) -> web.Response:
        return _json(openapi(self.base_url))

    def _answered(self, call: Any) -> Any:
        """Whatever goes wrong is a sentence in `error`."""

        async def answer(request: web.Request) -> web.Response:
            try:
                made: web.Response = await call(request)
            except _Faulty as fault:
                return _json(w.Fault(str(fault)), fault.status)
            except Refused as refused:
                return _json(w.Fault(str(refused)), 422)
            except web.HTTPRequestEntityTooLarge:
                return _json(w.Fault("The body is too large."), 413)
            except LogUnavailable as error:
                return _json(w.Fault(str(error)), 503)
            return made

        return answer

    async def _add_order(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, WRITE_ORDERS)
        body = await request.read()
        frame_id = _command_id(request, key, body)
        new = _decoded(body, w.NewOrder)
        gate = opened.gate
        # Sent again another day the same order would be another command: it names that day.
        known = await asyncio.to_thread(self._log.answer_of, gate.depot, frame_id, key.actor.id)
        if known is None or OrderId(new.id) not in gate.state.orders:
            command = w.add_order(new, key.actor, gate.state, opened.clock.now())
            _must_be_taken(await gate.ask(key.actor, frame_id, command))
        return _json(w.told_order(gate.state.orders[OrderId(new.id)]), 201)

    async def _enter_return(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, WRITE_ORDERS)
        body = await request.read()
        frame_id = _command_id(request, key, body)
        new = _decoded(body, w.NewReturn)
        gate = opened.gate
        _must_be_taken(await gate.ask(key.actor, frame_id, w.enter_return(new)))
        made = return_of(gate.state, OrderId(new.order_id))
        if made is None:
            raise _Faulty(404, f"The return of order {new.order_id} was cancelled since.")
        return _json(w.told_order(made), 201)

    async def _orders(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, READ_ORDERS)
        return _json(w.orders_page(opened.gate.state, key.actor, *_page(request)))

    async def _order(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, READ_ORDERS)
        order_id = OrderId(request.match_info["id"])
        order = opened.gate.state.orders.get(order_id)
        if order is None or not key.actor.may_touch_shop(order.shop):
            raise _Faulty(404, f"There is no order {order_id[:60]}.")
        return _json(w.told_order(order))

    async def _cases(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, READ_CASES)
        return _json(w.cases_page(opened.gate.state, key.actor, *_page(request)))

    async def _case(self, request: web.Request) -> web.Response:
        key, opened = self._admitted(request, READ_CASES)
        case_id = CaseId(request.match_info["id"])
        state = opened.gate.state
        case = state.cases.get(case_id)
        if case is None or not key.actor.may_touch_shop(state.orders[case.order_id].shop):
            raise _Faulty(404, f"There is no case {case_id[:60]}.")
        return _json(w.told_case(case))

    def _admitted(self, request: web.Request, scope: str) -> tuple[ApiKey, OpenDepot]:
        """The key that was shown, and its depot; strangers and keys are slowed down apart."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        key = self._book.by_token(token) if kind == "Bearer" else None
        now_s = time.monotonic()
        if key is None:
            address = address_of(request, is_behind_proxy=self._is_behind_proxy)
            if not self._strangers.admits(address, now_s):
                raise _Faulty(429, "Too many calls without a known key.")
            raise _Faulty(401, "The key is missing, unknown or revoked.")
        if not self._asked.admits(key.id, now_s):
            raise _Faulty(429, "Too many calls; ask more slowly.")
        if scope not in key.scopes:
            raise _Faulty(403, f"This key may not do this: it lacks the scope {scope}.")
        opened = self._depot(key.depot)
        if opened is None:
            raise _Faulty(404, f"The depot {key.depot} is not open at this hub.")
        return key, opened


def _command_id(request: web.Request, key: ApiKey, body: bytes) -> str:
    sent = request.headers.get("Idempotency-Key", "")
    if not SHORTEST_IDEMPOTENCY_KEY <= len(sent) <= LONGEST_IDEMPOTENCY_KEY:
        raise _Faulty(
            422,
            "The header Idempotency-Key is missing or has not 8 to 200 characters. Send a value "
            "that stays the same when you send this again.",
        )
    return w.command_id(key.depot, sent, body)


def _decoded(body: bytes, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise _Faulty(422, f"The request cannot be used: {fault_words(error)}.") from None
    except (msgspec.DecodeError, RecursionError):
        raise _Faulty(400, "The body is not JSON.") from None


def _must_be_taken(answer: p.Accepted | p.Refused) -> None:
    if isinstance(answer, p.Refused):
        raise _Faulty(503 if answer.is_temporary else 422, answer.words)


def _page(request: web.Request) -> tuple[str, int, str]:
    """Cursor, limit and status of a reading call."""
    limit = request.query.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= LONGEST_PAGE):
        raise _Faulty(422, f"limit is {limit[:20]!r}; it must be a number from 1 to 500.")
    return request.query.get("after", ""), int(limit), request.query.get("status", "")


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json"
    )
