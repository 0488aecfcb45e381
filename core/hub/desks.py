"""Desks: who works at a console of a depot, in which role, by a token of their own.

An administrator or supervisor makes one, it is shown once, and it can be revoked; whoever works
with it is let go at that moment. A supervisor makes nobody an administrator.
"""

import asyncio
from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from aiohttp import web
from msgspec import Meta, Struct

from core.access import Actor, Role
from core.hub.access_log import Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.api_keys import MAKERS
from core.hub.callers import Known, actor_by_token, must_reach
from core.hub.clock import wall_clock
from core.hub.desk import Desk
from core.hub.people import OWN_NAMES
from core.hub.token_book import TokenBook, TooMany
from core.model import ActorId, DepotId, Instant

DeskRole = Literal["dispatcher", "customer_service", "supervisor", "admin", "auditor"]
Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,38}\Z")]


class _DeskFor(Struct, forbid_unknown_fields=True):
    depot: DepotId
    name: Name
    role: DeskRole


class MadeDesk(Struct, frozen=True):
    """The token is shown this once."""

    id: str
    token: str


class ListedDesk(Struct, frozen=True):
    """A desk as supervisors see it."""

    id: str
    name: str
    role: Role
    made_at: Instant
    made_by: str


class DeskRoutes:
    """Serves `/desks…`."""

    def __init__(
        self,
        book: TokenBook[Desk],
        known: Known,
        let_go: Callable[[DepotId, ActorId], None],
        is_called: Callable[[DepotId, str], bool],
        trail: AccessTrail,
    ) -> None:
        """`let_go` ends the connections of somebody whose desk was revoked; `is_called` says
        whether a person or a driver has the name."""
        self._book = book
        self._known = known
        self._let_go = let_go
        self._is_called = is_called
        self._trail = trail
        self._making = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """For supervisors and administrators."""
        return [
            web.post("/desks", self._make),
            web.get("/desks", self._list),
            web.delete("/desks/{depot}/{id}", self._revoke),
        ]

    async def _make(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=_DeskFor)
        maker = await self._maker(request, wanted.depot)
        role = Role(wanted.role)
        if role is Role.ADMIN and maker.role is not Role.ADMIN:
            raise web.HTTPForbidden(text="Only an administrator makes an administrator.")
        async with self._making:
            self._must_be_free(wanted.depot, wanted.name)
            try:
                desk, token = await self._book.enrol(
                    wanted.depot,
                    lambda id_, sha256: Desk(
                        id_, wanted.depot, wanted.name, role, sha256, wall_clock(), maker.id
                    ),
                )
            except TooMany as error:
                raise web.HTTPConflict(text=str(error)) from None
            await self._trail.keep(
                Note(Kind.TOKEN_MADE, maker.id, f"desk {desk.name}", desk.depot, words=role)
            )
        return _json(MadeDesk(desk.id, token))

    def _must_be_free(self, depot: DepotId, name: str) -> None:
        if (
            self._is_called(depot, name)
            or name in OWN_NAMES
            or any(d.name == name for d in self._book.of(depot))
        ):
            raise web.HTTPConflict(
                text=f"There is somebody called {name} already. Choose another name, or revoke "
                "that desk first."
            )

    async def _list(self, request: web.Request) -> web.Response:
        depot = DepotId(request.query.get("depot", ""))
        await self._maker(request, depot)
        desks = self._book.of(depot)
        return _json([ListedDesk(d.id, d.name, d.role, d.made_at, d.made_by) for d in desks])

    async def _revoke(self, request: web.Request) -> web.Response:
        depot = DepotId(request.match_info["depot"])
        maker = await self._maker(request, depot)
        found = [d for d in self._book.of(depot) if d.id == request.match_info["id"]]
        if found and found[0].role is Role.ADMIN and maker.role is not Role.ADMIN:
            raise web.HTTPForbidden(text="Only an administrator revokes an administrator.")
        if not found or not await self._book.revoke(depot, found[0].id):
            raise web.HTTPNotFound(text="There is no such desk; it may be revoked already.")
        self._let_go(depot, ActorId(found[0].name))
        await self._trail.keep(Note(Kind.TOKEN_REVOKED, maker.id, f"desk {found[0].name}", depot))
        return web.Response(status=204)

    async def _maker(self, request: web.Request, depot: DepotId) -> Actor:
        actor = await actor_by_token(request, self._known)
        if actor.role not in MAKERS:
            raise web.HTTPForbidden(text="Only supervisors and administrators make desks.")
        must_reach(request, actor, depot)
        return actor


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
