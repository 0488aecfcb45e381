"""Who asks over HTTP: an actor by the token in the header, a caller by his address."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from core.access import Actor
from core.hub.networks import FORWARDED, Network, caller_of
from core.hub.session import no_depot_words
from core.model import DepotId

PROXIES = web.AppKey("proxies", tuple[Network, ...])
"""From where the proxies connect that the hub is reached through."""
DEPOTS: web.AppKey[Callable[[], list[DepotId]]] = web.AppKey("depots")
"""Which depots there are at this hub."""

Known = Callable[[str], Awaitable[Actor | None]]
"""Who shows this token."""


async def actor_by_token(request: web.Request, known: Known) -> Actor:
    """The actor of the bearer token; raises `HTTPUnauthorized` in words."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    actor = await known(token) if kind == "Bearer" and token else None
    if actor is None:
        raise web.HTTPUnauthorized(
            text="The access token is missing, unknown or has expired.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return actor


def must_reach(request: web.Request, actor: Actor, depot: DepotId) -> None:
    """Raises `HTTPForbidden` for a depot that is not the actor's, `HTTPNotFound` for none."""
    if not actor.may_touch(depot):
        raise web.HTTPForbidden(text=f"{actor.id} has no access to the depot {depot}.")
    there = request.app[DEPOTS]()
    if depot not in there:
        known = [each for each in there if actor.may_touch(each)]
        raise web.HTTPNotFound(text=no_depot_words(depot, known))


def address_of(request: web.Request, *, is_behind_proxy: bool) -> str:
    """Where the request comes from: behind a proxy, as that says, which only then is believed."""
    proxies = request.app[PROXIES] if is_behind_proxy else ()
    return caller_of(request.remote or "", request.headers.getall(FORWARDED, ()), proxies)
