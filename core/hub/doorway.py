"""The client's side of signing in: what a hub shows before it is trusted, and what it answers.

Everything here blocks and is called from threads of its own. Failures are sentences.
"""

import asyncio
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgspec
from msgspec import Struct

from core.hub.certificates import fingerprint_of
from core.hub.listen import CertificateRefused
from core.hub.networks import is_this_machine
from core.hub.people_book import Needed, SignedIn, SignIn
from core.hub.trust import (
    AUTHORITY_PATH,
    MOST_BYTES,
    WITHIN_S,
    context_for,
    http_beside,
    untrusted_words,
)
from core.json_faults import NOT_JSON


class NotLetIn(Exception):
    """The hub said no; the text says why. After `wait_s` another try is looked at."""

    def __init__(self, words: str, wait_s: float = 0.0) -> None:
        super().__init__(words)
        self.wait_s = wait_s


class HubAway(Exception):
    """Nobody answers there, or nobody of ours; the text says so."""


class Shown(Struct, frozen=True):
    """What a hub shows of itself. An own authority is trusted once a person has compared it."""

    url: str
    is_encrypted: bool = False
    authority: str = ""
    """The certificate (PEM) of the hub's own authority; empty where the system's vouch for it."""
    fingerprint: str = ""


def look(url: str) -> Shown:
    """Ask a hub what it shows. Raises `HubAway`, also for a line that is not safe."""
    at = urlsplit(url)
    if at.scheme not in ("ws", "wss") or not at.hostname:
        raise HubAway("A hub's address looks like wss://hub.example:8765.")
    if at.scheme == "ws":
        if not is_this_machine(at.hostname):
            raise HubAway(
                "Passwords travel over encrypted lines only. Write wss:// instead of ws://."
            )
        return Shown(url)
    pem = asyncio.run(_authority(url))
    if pem is None:
        return Shown(url, is_encrypted=True)
    try:
        return Shown(url, True, pem.decode("ascii"), fingerprint_of(pem))
    except (CertificateRefused, UnicodeDecodeError) as error:
        raise HubAway(f"What answers at {url} is no hub of ours.") from error


def sign_in(url: str, authority: str, shown: SignIn) -> SignedIn | Needed:
    """Raises `NotLetIn` and `HubAway`."""
    body = msgspec.to_builtins(shown)
    answer = asyncio.run(_asked(url, authority, "POST", "/sign-in", body=body))
    read: SignedIn | Needed = _read(answer, SignedIn | Needed, url)
    return read


def renew(url: str, authority: str, token: str) -> SignedIn | None:
    """A new token for an older session; None while it is young. Raises `NotLetIn`, `HubAway`."""
    answer = asyncio.run(_asked(url, authority, "POST", "/sign-in/renew", token))
    return _read(answer, SignedIn, url) if answer else None


def sign_out(url: str, authority: str, token: str) -> None:
    """End the session. Raises `NotLetIn` and `HubAway`."""
    asyncio.run(_asked(url, authority, "POST", "/sign-out", token))


async def _asked(
    url: str, authority: str, method: str, path: str, token: str = "", body: object = None
) -> bytes:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    is_encrypted = url.startswith("wss:")
    connector = aiohttp.TCPConnector(ssl=context_for(authority) if is_encrypted else True)
    within = aiohttp.ClientTimeout(total=30)
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=within, connector=connector) as http,
            http.request(
                method, f"{http_beside(url)}{path}", json=body, allow_redirects=False
            ) as answer,
        ):
            content = await answer.read()
            if answer.ok:
                return content
            words = content.decode(errors="replace").strip()[:400]
            raise NotLetIn(words or f"The hub answered {answer.status}.", _wait_s(answer))
    except aiohttp.ClientConnectorCertificateError as error:
        cause = error.certificate_error
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise HubAway(untrusted_words(cause, url)) from error
        raise HubAway(f"The hub at {url} cannot be trusted: {cause}.") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise HubAway(
            f"No hub answers at {url}. Look at its address, and whether it runs."
        ) from error


async def _authority(url: str) -> bytes | None:
    """The hub's own authority, over a line that is not trusted yet; None if it has none."""
    within = aiohttp.ClientTimeout(total=WITHIN_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=within) as http,
            http.get(http_beside(url) + AUTHORITY_PATH, ssl=False, allow_redirects=False) as answer,
        ):
            return await answer.content.read(MOST_BYTES) if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise HubAway(
            f"No hub answers at {url}. Look at its address, and whether it runs."
        ) from error


def _read(content: bytes, kind: Any, url: str) -> Any:
    try:
        return msgspec.json.decode(content, type=kind)
    except NOT_JSON as error:
        raise HubAway(f"What answers at {url} is no hub of this release.") from error


def _wait_s(answer: aiohttp.ClientResponse) -> float:
    with suppress(ValueError):
        return max(0.0, float(answer.headers.get("Retry-After", "0")))
    return 0.0
