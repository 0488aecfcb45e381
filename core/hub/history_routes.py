"""What happened to one case, from the log: who did what and when, among which options.

A state shows what is true now; how it came to be stands in the log alone, so it is asked for.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import msgspec
from aiohttp import web

from core import events as e
from core.case_history import about, case_id_of, words_of
from core.hub import protocol as p
from core.hub.callers import Known, actor_by_token
from core.hub.gate import record_of
from core.hub.log import EventLog
from core.hub.open_depot import OpenDepot
from core.model import DepotId, OrderId
from core.reading import STREAM
from core.state import State

BEFORE = timedelta(minutes=1)
"""What led to a case stands right before it in the log."""


class HistoryRoutes:
    """Serves `/history/{depot}/{order}` to whoever follows the depot's events."""

    def __init__(
        self, log: EventLog, depot: Callable[[DepotId], OpenDepot | None], known: Known
    ) -> None:
        self._log = log
        self._depot = depot
        self._known = known

    def routes(self) -> list[web.RouteDef]:
        """One question."""
        return [web.get("/history/{depot}/{order}", self._history)]

    async def _history(self, request: web.Request) -> web.Response:
        actor = await actor_by_token(request, self._known)
        depot = DepotId(request.match_info["depot"])
        if actor.role not in STREAM or not actor.may_touch(depot):
            raise web.HTTPForbidden(text=f"{actor.id} may not read what happened at {depot}.")
        opened = self._depot(depot)
        order_id = OrderId(request.match_info["order"])
        if opened is None or order_id not in opened.gate.state.orders:
            raise web.HTTPNotFound(text=f"There is no order {order_id[:60]}.")
        found = await asyncio.to_thread(self._look, opened.gate.state, depot, order_id)
        return web.Response(body=msgspec.json.encode(found), content_type="application/json")

    def _look(self, state: State, depot: DepotId, order_id: OrderId) -> p.CaseHistory:
        case = state.cases.get(case_id_of(order_id))
        since = case.opened_at - BEFORE if case is not None else None
        stored = self._log.read_naming(depot, words_of(state, order_id), since)
        return p.CaseHistory(
            order_id,
            tuple(
                record_of(each)
                for each in stored
                if about(e.decode(each.body, each.version), state, order_id)
            ),
        )
