"""Whether the hub can serve, and figures for whoever watches it.

Figures are told on this machine, or to an administrator's token: how busy a depot is concerns
nobody else. Behind a proxy every request seems to come from this machine, so there the token is
always asked for.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from aiohttp import web

from core.access import Role
from core.hub import protocol as p
from core.hub.callers import Known, actor_by_token
from core.hub.log import EventLog
from core.hub.metrics import CONTENT_TYPE, Family, Histogram, Sample, rendered
from core.hub.networks import FORWARDED, is_this_machine
from core.hub.open_depot import OpenDepot
from core.model import DepotId, MessageStatus
from core.rules.instructions import open_instructions

BY_PROXIES = (FORWARDED, "Forwarded", "Via")
"""Headers of a request that somebody hands on."""


class Watch:
    """Counts answers to commands and serves `/ready` and `/metrics`."""

    def __init__(
        self,
        log: EventLog,
        depots: Mapping[DepotId, OpenDepot],
        known: Known,
        *,
        is_well: Callable[[], bool],
        is_behind_proxy: bool = False,
        webhooks: Callable[[DepotId], Counter[str]] = lambda depot: Counter(),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._depots = depots
        self._known = known
        self._is_well = is_well
        self._is_behind_proxy = is_behind_proxy
        self._webhooks = webhooks
        self._monotonic = monotonic
        self._answers: Counter[str] = Counter({"accepted": 0, "refused": 0, "unavailable": 0})
        self._took = Histogram()

    def routes(self) -> list[web.RouteDef]:
        """For load balancers and for Prometheus."""
        return [web.get("/ready", self._ready), web.get("/metrics", self._metrics)]

    def watch(self, answer: "asyncio.Future[p.Accepted | p.Refused]") -> None:
        """Count a command's answer and how long it takes from now on."""
        since_s = self._monotonic()

        def answered(done: "asyncio.Future[p.Accepted | p.Refused]") -> None:
            if not done.cancelled() and done.exception() is None:
                self._took.add(self._monotonic() - since_s)
                self._answers[_outcome(done.result())] += 1

        answer.add_done_callback(answered)

    async def _ready(self, request: web.Request) -> web.Response:
        """200 while commands can be recorded; which depot has what trouble is for the office."""
        has_trouble = any(depot.trouble.words for depot in self._depots.values())
        if not self._is_well() or has_trouble:
            raise web.HTTPServiceUnavailable(text="The hub cannot record anything just now.")
        return web.Response(text="ready")

    async def _metrics(self, request: web.Request) -> web.Response:
        told = list(self._depots.values())
        if self._is_behind_proxy or not _is_here(request):
            actor = await actor_by_token(request, self._known)
            if actor.role is not Role.ADMIN:
                raise web.HTTPForbidden(text="Only an administrator may read the hub's figures.")
            told = [depot for depot in told if actor.may_touch(depot.id)]
        size = await asyncio.to_thread(self._log.size_bytes)
        text = rendered(self._families(size, told))
        return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE})

    def _families(self, size: int, depots: Sequence[OpenDepot]) -> list[Family]:
        answers = [Sample(count, {"outcome": name}) for name, count in self._answers.items()]
        commits = [
            Sample(depot.gate.recent[-1].recorded_at.timestamp(), {"depot": depot.id})
            for depot in depots
            if depot.gate.recent
        ]
        return [
            Family("backhaul_up", "gauge", "Whether all parts of the hub run.", (
                Sample(self._is_well()),)),
            _of_depots("backhaul_events_total", "counter", "Events in the log.", depots,
                       lambda depot: depot.gate.state.seq),
            Family("backhaul_answers_total", "counter", "Commands answered since the start.",
                   tuple(answers)),
            Family("backhaul_answer_seconds", "histogram",
                   "From a command's arrival to its durable answer.",
                   tuple(self._took.samples({}))),
            Family("backhaul_connections", "gauge", "Open connections by role.",
                   tuple(_connections(depots))),
            _of_depots("backhaul_backlog_bytes", "gauge", "Waiting to be read by clients.", depots,
                       lambda depot: sum(m.mailbox.backlog_bytes for m in depot.members)),
            _of_depots("backhaul_messages_waiting", "gauge", "Messages that have not left yet.",
                       depots, _messages_waiting),
            _of_depots("backhaul_refunds_waiting", "gauge", "Refunds that shops owe an answer.",
                       depots, lambda depot: len(open_instructions(depot.gate.state))),
            Family("backhaul_webhooks", "gauge", "Webhooks of shops by how they do.", tuple(
                Sample(self._webhooks(depot.id)[how], {"depot": depot.id, "state": how})
                for depot in depots for how in ("on", "failing", "off"))),
            _of_depots("backhaul_write_trouble", "gauge", "1 while nothing can be recorded.",
                       depots, lambda depot: bool(depot.trouble.words)),
            Family("backhaul_log_bytes", "gauge", "Size of the database.", (Sample(size),)),
            Family("backhaul_last_commit_timestamp_seconds", "gauge",
                   "When the last event was recorded, by the depot's clock.", tuple(commits)),
        ]  # fmt: skip


def _of_depots(
    name: str,
    kind: str,
    words: str,
    depots: Sequence[OpenDepot],
    figure: Callable[[OpenDepot], float],
) -> Family:
    return Family(name, kind, words, tuple(Sample(figure(d), {"depot": d.id}) for d in depots))


def _connections(depots: Sequence[OpenDepot]) -> list[Sample]:
    """Every role that can connect, also those that nobody has just now."""
    return [
        Sample(
            sum(member.actor.role is role for member in depot.members),
            {"depot": depot.id, "role": role},
        )
        for depot in depots
        for role in Role
        if role not in (Role.CUSTOMER, Role.SHOP)
    ]


def _messages_waiting(depot: OpenDepot) -> int:
    orders = depot.gate.state.orders.values()
    return sum(m.status is MessageStatus.WAITING for order in orders for m in order.messages)


def _outcome(answer: p.Accepted | p.Refused) -> str:
    if isinstance(answer, p.Accepted):
        return "accepted"
    return "unavailable" if answer.is_temporary else "refused"


def _is_here(request: web.Request) -> bool:
    """From a program on this machine, that asked for this machine and for nobody else.

    A page of another site whose name leads here by now comes from this machine, too, and so does
    a proxy that the settings do not know of.
    """
    is_for_others = any(name in request.headers for name in BY_PROXIES)
    try:
        asked_for = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return False
    is_local = is_this_machine(request.remote or "") and is_this_machine(asked_for)
    return is_local and not is_for_others
