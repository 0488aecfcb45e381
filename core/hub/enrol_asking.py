"""What every command has in common that asks a running hub: the token that is shown, and a refusal
that is a sentence."""

import argparse
from pathlib import Path

import aiohttp
import msgspec

from core.hub import protocol as p
from core.hub.trust import authority_of


class NotDone(Exception):
    """The hub refused or is away; the text says why."""


def shown(options: argparse.Namespace) -> tuple[str, str]:
    """The token, and the authority (PEM) that is trusted. Raises `NotDone` and `HubUntrusted`."""
    authority = authority_of(options.hub, options.authority) if options.authority else ""
    return token_in(options.token_file), authority


def token_in(file: Path) -> str:
    """The access token in a file. Raises `NotDone`."""
    try:
        return msgspec.convert(file.read_text(encoding="utf-8").strip(), p.Token)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NotDone(f"No access token can be read from {file}: {why}.") from None
    except (UnicodeDecodeError, msgspec.ValidationError):
        raise NotDone(
            f"{file} holds no access token, which is one word of letters, digits, - and _. Ask the "
            "office for a new one."
        ) from None


async def asked(request: "aiohttp.client._RequestContextManager") -> bytes:
    """The body of the answer. Raises `NotDone`."""
    async with request as response:
        body = await response.read()
        if not response.ok:
            raise NotDone(body.decode(errors="replace"))
        return body
