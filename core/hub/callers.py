"""Who asks over HTTP: an actor by the token in the header, a caller by his address."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from core.access import Actor
from core.hub.networks import FORWARDED, Network, caller_of

PROXIES = web.AppKey("proxies", tuple[Network, ...])
"""From where the proxies connect that the hub is reached through."""

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


def address_of(request: web.Request, *, is_behind_proxy: bool) -> str:
    """Where the request comes from: behind a proxy, as that says, which only then is believed."""
    proxies = request.app[PROXIES] if is_behind_proxy else ()
    return caller_of(request.remote or "", request.headers.getall(FORWARDED, ()), proxies)
