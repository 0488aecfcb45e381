"""Keys of shops and scripts: what each may do, and where supervisors make and revoke them."""

from typing import Annotated, Literal

import msgspec
from aiohttp import web
from msgspec import Meta, Struct

from core.access import Actor, Role
from core.hub.access_log import Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.api_description import USUAL_SCOPES, WRITE_FILES
from core.hub.callers import Known, actor_by_token, must_reach
from core.hub.clock import wall_clock
from core.hub.token_book import TokenBook, TooMany
from core.model import ActorId, DepotId, Instant

MAKERS = frozenset({Role.SUPERVISOR, Role.ADMIN})

Scope = Literal["orders:read", "orders:write", "cases:read", "webhooks", "files:write"]


class ApiKey(Struct, frozen=True):
    """A key as it was made. Bound to a `shop` it touches that shop's orders only."""

    id: str
    depot: DepotId
    name: str
    shop: str
    scopes: tuple[str, ...]
    token_sha256: str
    made_at: Instant
    made_by: str

    @property
    def actor(self) -> Actor:
        """As whom its commands are asked."""
        depots = frozenset({self.depot})
        return Actor(ActorId(f"key:{self.id}"), Role.SHOP, depots, shop=self.shop)


class _KeyFor(Struct, forbid_unknown_fields=True):
    depot: DepotId
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    shop: Annotated[str, Meta(max_length=60)] = ""
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1)] = USUAL_SCOPES  # type: ignore[assignment]


class MadeKey(Struct, frozen=True):
    """The key is shown this once."""

    id: str
    key: str


class ListedKey(Struct, frozen=True):
    """A key as supervisors see it."""

    id: str
    name: str
    shop: str
    scopes: tuple[str, ...]
    made_at: Instant
    made_by: str


class KeyRoutes:
    """Serves `/api-keys…`."""

    def __init__(self, book: TokenBook[ApiKey], known: Known, trail: AccessTrail) -> None:
        self._book = book
        self._known = known
        self._trail = trail

    def routes(self) -> list[web.RouteDef]:
        """For supervisors and administrators."""
        return [
            web.post("/api-keys", self._make),
            web.get("/api-keys", self._list),
            web.delete("/api-keys/{depot}/{id}", self._revoke),
        ]

    async def _make(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=_KeyFor)
        actor = await self._maker(request, wanted.depot)
        if wanted.shop and WRITE_FILES in wanted.scopes:
            words = f"A key of one shop cannot have {WRITE_FILES}: a file may name any shop."
            raise web.HTTPConflict(text=words)
        try:
            key, token = await self._book.enrol(
                wanted.depot,
                lambda id_, sha256: ApiKey(
                    id_,
                    wanted.depot,
                    wanted.name,
                    wanted.shop,
                    wanted.scopes,
                    sha256,
                    wall_clock(),
                    actor.id,
                ),
            )
        except TooMany as error:
            raise web.HTTPConflict(text=str(error)) from None
        await self._trail.keep(
            Note(Kind.TOKEN_MADE, actor.id, f"API key {key.id}", key.depot, words=_may(key))
        )
        return _json(MadeKey(key.id, token))

    async def _list(self, request: web.Request) -> web.Response:
        depot = DepotId(request.query.get("depot", ""))
        await self._maker(request, depot)
        return _json(
            [
                ListedKey(key.id, key.name, key.shop, key.scopes, key.made_at, key.made_by)
                for key in self._book.of(depot)
            ]
        )

    async def _revoke(self, request: web.Request) -> web.Response:
        depot = DepotId(request.match_info["depot"])
        actor = await self._maker(request, depot)
        key_id = request.match_info["id"]
        if not await self._book.revoke(depot, key_id):
            raise web.HTTPNotFound(text="There is no such key; it may be revoked already.")
        await self._trail.keep(Note(Kind.TOKEN_REVOKED, actor.id, f"API key {key_id}", depot))
        return web.Response(status=204)

    async def _maker(self, request: web.Request, depot: DepotId) -> Actor:
        actor = await actor_by_token(request, self._known)
        if actor.role not in MAKERS:
            raise web.HTTPForbidden(text="Only supervisors and administrators make API keys.")
        must_reach(request, actor, depot)
        return actor


def _may(key: ApiKey) -> str:
    """For whom the key is and what it may do."""
    shop = f" of {key.shop}" if key.shop else ""
    return f"{key.name}{shop}: {', '.join(key.scopes)}"


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
