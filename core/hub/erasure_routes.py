"""Erasing a person over HTTP: for supervisors, administrators and their scripts."""

import msgspec
from aiohttp import web
from msgspec import Struct

from core import commands as c
from core.hub import protocol as p
from core.hub.access_trail import AccessTrail
from core.hub.callers import Known, actor_by_token, must_reach
from core.hub.open_depot import OpenDepot
from core.hub.privacy import MAY_ERASE, plain_id
from core.model import DepotId, PersonKind


class Erasure(Struct, forbid_unknown_fields=True):
    """Whom to erase at which depot."""

    depot: DepotId
    kind: PersonKind
    person_id: str


class ErasureRoutes:
    """Serves `/erasures`."""

    def __init__(
        self, trail: AccessTrail, depots: "dict[DepotId, OpenDepot]", known: Known
    ) -> None:
        self._trail = trail
        self._depots = depots
        self._known = known

    def routes(self) -> list[web.RouteDef]:
        """For supervisors and administrators."""
        return [web.post("/erasures", self._erase)]

    async def _erase(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=Erasure)
        actor = await actor_by_token(request, self._known)
        if actor.role not in MAY_ERASE:
            raise web.HTTPForbidden(text="Only supervisors and administrators erase people.")
        must_reach(request, actor, wanted.depot)
        opened = self._depots[wanted.depot]
        command = c.ErasePerson(wanted.kind, wanted.person_id)
        frame_id = plain_id(f"erase:{wanted.kind}:{wanted.person_id[:36]}:{opened.gate.state.seq}")
        answer = await opened.gate.ask(actor, frame_id, command)
        if isinstance(answer, p.Refused):
            raise web.HTTPConflict(text=answer.words)
        # Durable before it is answered.
        await self._trail.write()
        return web.Response(status=204)
