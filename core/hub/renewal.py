"""Keeps a running hub's certificate young: what was renewed, by the hub or by others, is shown to
whoever connects from then on, without a restart.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable

from core.hub.certificates import Certificates, server_context
from core.hub.listen import CertificateRefused

LOOK_EVERY_S = 3600.0

_log = logging.getLogger(__name__)


async def keep_young(
    context: ssl.SSLContext,
    newest: Callable[[], Certificates | None],
    every_s: float = LOOK_EVERY_S,
) -> None:
    """Look now and then, until cancelled; what cannot be used leaves the old one in use."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await asyncio.to_thread(take_newest, context, newest)
        except (CertificateRefused, OSError) as error:
            _log.error("The hub's certificate was not renewed: %s", error)


def take_newest(context: ssl.SSLContext, newest: Callable[[], Certificates | None]) -> None:
    """Show the newest certificate from now on. Raises `CertificateRefused` and `OSError`."""
    found = newest()
    if found is not None:
        # Tried elsewhere first: files that do not belong together would spoil the one in use.
        server_context(found)
        context.load_cert_chain(found.chain, found.key)
