"""How a client makes sure of its hub: by the fingerprint of the hub's own authority, or by the
system's authorities where the hub has a certificate that everybody trusts.

The authority itself may come over an unsafe line: it is taken only if its fingerprint is the one
that the office gave.
"""

import asyncio
import errno
import hmac
import os
import re
import socket
import ssl
from urllib.parse import urlsplit

import aiohttp

from core.hub.certificates import fingerprint_of
from core.hub.listen import CertificateRefused

AUTHORITY_PATH = "/authority.pem"
MOST_BYTES = 16_384
WITHIN_S = 10.0


class HubUntrusted(Exception):
    """The hub is not the one that was meant; the text says what was found and what to do."""


def context_for(authority: str) -> ssl.SSLContext:
    """TLS 1.2 or newer, trusting only that authority (PEM); the system's if it is empty."""
    context = ssl.create_default_context(cadata=authority or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def untrusted_words(error: ssl.SSLCertVerificationError, where: str) -> str:
    """Why the hub's certificate is not accepted, and what to do; the codes are OpenSSL's."""
    match error.verify_code:
        case 9:
            reason = "its certificate is not valid yet. Is the clock of this computer right?"
        case 10:
            reason = (
                "its certificate has expired. Whoever runs the hub starts it again or renews it."
            )
        case 62 | 64:
            reason = (
                f"its certificate is for another name or address ({error.verify_message}). Use the "
                "one it is made for, or start the hub with --name for this one."
            )
        case _:
            reason = (
                f"nobody known vouches for it ({error.verify_message}). Give the fingerprint of "
                "its authority with --authority; the office has it."
            )
    return f"The hub at {where} cannot be trusted: {reason}"


def away_words(error: Exception, where: str) -> str:
    """Why nobody was reached at `where`, and what to do."""
    return f"No hub answers at {where}: {_reason(error)}. Look at its address, and whether it runs."


def _reason(error: Exception) -> str:
    """Without numbers and addresses; several tries that failed alike are one."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, TimeoutError):
        return "nothing came back in time"
    if isinstance(cause, socket.gaierror):
        return "no computer of that name is known"
    numbers = {cause.errno} if isinstance(cause, OSError) and cause.errno else set()
    numbers |= {int(number) for number in re.findall(r"\[Errno (\d+)\]", str(cause))}
    if errno.ECONNREFUSED in numbers:
        return "nothing listens there"
    return ", ".join(os.strerror(n).lower() for n in sorted(numbers)) or str(cause).rstrip(".")


def http_beside(ws_url: str) -> str:
    """Where a hub serves HTTP: the next port."""
    at = urlsplit(ws_url)
    host = f"[{at.hostname}]" if ":" in (at.hostname or "") else at.hostname
    scheme = "https" if at.scheme == "wss" else "http"
    return f"{scheme}://{host}:{(at.port or 443) + 1}"


def authority_of(ws_url: str, fingerprint: str) -> str:
    """The authority (PEM) of the hub at `wss://…`, if it has that fingerprint; blocks.

    Raises `HubUntrusted` for another one, and for what is no hub.
    """
    wanted = _plain(fingerprint)
    if len(wanted) != 64 or not set(wanted) <= set("0123456789abcdef"):
        raise HubUntrusted(
            f"{fingerprint!r} is no fingerprint: 64 digits 0-9 and A-F, as the hub prints it."
        )
    pem = asyncio.run(_fetch(http_beside(ws_url) + AUTHORITY_PATH))
    try:
        found = fingerprint_of(pem)
    except CertificateRefused as error:
        raise HubUntrusted(f"What answers at {ws_url} is no hub of ours. {error}") from error
    if not hmac.compare_digest(_plain(found), wanted):
        raise HubUntrusted(
            f"The hub at {ws_url} shows another fingerprint than the one you have:\n{found}\n"
            "Ask the office to read theirs to you. If it differs, somebody is in between: do not "
            "connect."
        )
    return pem.decode("ascii")


async def _fetch(url: str) -> bytes:
    """Whatever is there; who it comes from is not looked at here."""
    within = aiohttp.ClientTimeout(total=WITHIN_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=within) as session,
            session.get(url, ssl=False, allow_redirects=False) as answer,
        ):
            return await answer.content.read(MOST_BYTES)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise HubUntrusted(away_words(error, url)) from error


def _plain(fingerprint: str) -> str:
    return fingerprint.replace(":", "").replace(" ", "").strip().lower()
