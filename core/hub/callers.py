"""Who asks over HTTP: an actor by the token in the header, a caller by his address."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from core.access import Actor

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
    """Behind a proxy that is whom the proxy names, which only then can be trusted."""
    named = request.headers.get("X-Forwarded-For", "") if is_behind_proxy else ""
    return named.rpartition(",")[2].strip()[:60] or request.remote or ""
