"""The API for shops and scripts: every call is checked, every write is a command at the gate."""

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from core.hub import api_words as w
from core.hub import protocol as p
from core.hub.api_answers import Faulty, answered, decoded, idempotency_key, page_of, told
from core.hub.api_description import READ_CASES, READ_ORDERS, WRITE_ORDERS, openapi
from core.hub.api_keys import ApiKey
from core.hub.callers import address_of
from core.hub.gate import refusal_of
from core.hub.log import EventLog
from core.hub.networks import counted_as
from core.hub.open_depot import OpenDepot
from core.hub.rate_limit import RateLimit
from core.hub.token_book import TokenBook
from core.model import CaseId, CaseStatus, DepotId, OrderId, OrderStatus
from core.rules.return_entry import return_of


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
            web.post("/api/v1/orders", answered(self._add_order)),
            web.get("/api/v1/orders", answered(self._orders)),
            web.get("/api/v1/orders/{id}", answered(self._order)),
            web.post("/api/v1/returns", answered(self._enter_return)),
            web.get("/api/v1/cases", answered(self._cases)),
            web.get("/api/v1/cases/{id}", answered(self._case)),
        ]

    async def _describe(self, request: web.Request) -> web.Response:
        return told(openapi(self.base_url))

    async def _add_order(self, request: web.Request) -> web.Response:
        key, opened = self.admitted(request, WRITE_ORDERS)
        body = await request.read()
        frame_id = w.command_id(key.depot, idempotency_key(request), body)
        new = decoded(body, w.NewOrder)
        gate = opened.gate
        # Sent again another day the same order would be another command: it names that day.
        known = await asyncio.to_thread(self._log.answer_of, gate.depot, frame_id, key.actor.id)
        refused = refusal_of(known) if known is not None else ""
        if refused:
            # There may be an order of that number all the same, which is another shop's.
            raise Faulty(422, refused)
        if known is None or OrderId(new.id) not in gate.state.orders:
            command = w.add_order(new, key.actor, gate.state, opened.clock.now())
            _must_be_taken(await gate.ask(key.actor, frame_id, command))
        return told(w.told_order(gate.state, gate.state.orders[OrderId(new.id)]), 201)

    async def _enter_return(self, request: web.Request) -> web.Response:
        key, opened = self.admitted(request, WRITE_ORDERS)
        body = await request.read()
        frame_id = w.command_id(key.depot, idempotency_key(request), body)
        new = decoded(body, w.NewReturn)
        gate = opened.gate
        _must_be_taken(await gate.ask(key.actor, frame_id, w.enter_return(new)))
        made = return_of(gate.state, OrderId(new.order_id))
        if made is None:
            raise Faulty(404, f"The return of order {new.order_id} was cancelled since.")
        return told(w.told_order(gate.state, made), 201)

    async def _orders(self, request: web.Request) -> web.Response:
        key, opened = self.admitted(request, READ_ORDERS)
        return told(w.orders_page(opened.gate.state, key.actor, *page_of(request, OrderStatus)))

    async def _order(self, request: web.Request) -> web.Response:
        key, opened = self.admitted(request, READ_ORDERS)
        order_id = OrderId(request.match_info["id"])
        order = opened.gate.state.orders.get(order_id)
        if order is None or not key.actor.may_touch_shop(order.shop):
            raise Faulty(404, f"There is no order {order_id[:60]}.")
        return told(w.told_order(opened.gate.state, order))

    async def _cases(self, request: web.Request) -> web.Response:
        key, opened = self.admitted(request, READ_CASES)
        return told(w.cases_page(opened.gate.state, key.actor, *page_of(request, CaseStatus)))

    async def _case(self, request: web.Request) -> web.Response:
        key, opened = self.admitted(request, READ_CASES)
        case_id = CaseId(request.match_info["id"])
        state = opened.gate.state
        case = state.cases.get(case_id)
        if case is None or not key.actor.may_touch_shop(state.orders[case.order_id].shop):
            raise Faulty(404, f"There is no case {case_id[:60]}.")
        return told(w.told_case(case))

    def admitted(self, request: web.Request, scope: str) -> tuple[ApiKey, OpenDepot]:
        """The key that was shown, and its depot; strangers and keys are slowed down apart."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        key = self._book.by_token(token) if kind == "Bearer" else None
        now_s = time.monotonic()
        if key is None:
            address = address_of(request, is_behind_proxy=self._is_behind_proxy)
            if not self._strangers.admits(counted_as(address), now_s):
                raise Faulty(429, "Too many calls without a known key.")
            raise Faulty(401, "The key is missing, unknown or revoked.")
        if not self._asked.admits(key.id, now_s):
            raise Faulty(429, "Too many calls; ask more slowly.")
        if scope not in key.scopes:
            raise Faulty(403, f"This key may not do this: it lacks the scope {scope}.")
        opened = self._depot(key.depot)
        if opened is None:
            raise Faulty(404, f"The depot {key.depot} is not open at this hub.")
        return key, opened


def _must_be_taken(answer: p.Accepted | p.Refused) -> None:
    if isinstance(answer, p.Refused):
        raise Faulty(503 if answer.is_temporary else 422, answer.words)
