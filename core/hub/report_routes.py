"""What reports are made of, over HTTP: the facts of a period, and the cases behind a part of one.

Asked by consoles; answered from a reading connection on a thread of its own, never on the writer's.
"""

import asyncio

import msgspec
from aiohttp import web

from core.bounds import fault_of
from core.hub.callers import Known, actor_by_token, must_reach
from core.hub.log import EventLog
from core.model import DepotId
from core.reading import REPORTS
from core.reports.facts import CaseFilter, FactsAnswer, Period, PeriodRefused, period_of


class ReportRoutes:
    """Belongs to a hub; `known` says whose a token is."""

    def __init__(self, log: EventLog, known: Known) -> None:
        self._log = log
        self._known = known

    def routes(self) -> list[web.RouteDef]:
        """Both addresses."""
        return [
            web.get("/reports/{depot}", self._facts),
            web.get("/report-cases/{depot}", self._cases),
        ]

    async def _facts(self, request: web.Request) -> web.Response:
        depot = await self._depot(request)
        try:
            period = period_of(request.query.get("first", ""), request.query.get("last", ""))
        except PeriodRefused as refused:
            raise web.HTTPBadRequest(text=str(refused)) from None
        return _json(await asyncio.to_thread(self._answer, depot, period))

    def _answer(self, depot: DepotId, period: Period) -> FactsAnswer:
        facts = self._log.report_facts(depot, period)
        before = self._log.report_facts(depot, period.before) if period.is_compared else None
        return FactsAnswer(facts, before)

    async def _cases(self, request: web.Request) -> web.Response:
        depot = await self._depot(request)
        wanted = msgspec.json.decode(request.query.get("of", ""), type=CaseFilter)
        fault = fault_of(wanted)
        if fault:
            raise web.HTTPBadRequest(text=f"No case can be so: {fault}.")
        return _json(await asyncio.to_thread(self._log.report_cases, depot, wanted))

    async def _depot(self, request: web.Request) -> DepotId:
        actor = await actor_by_token(request, self._known)
        depot = DepotId(request.match_info["depot"])
        if actor.role not in REPORTS or not actor.may_touch(depot):
            raise web.HTTPForbidden(text=f"{actor.id} may not read the reports of {depot}.")
        must_reach(request, actor, depot)
        return depot


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
