"""How a hub encrypts what it sends, and under which names it is reached."""

import argparse
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from core.hub.clock import wall_clock
from core.hub.listen import CertificateRefused, Listen, ListenRefused
from core.hub.names import names_of

if TYPE_CHECKING:
    from core.hub.certificates import Certificates


class Line(Struct, frozen=True):
    """How the hub encrypts, and under which names it is reached; the first is told to clients."""

    certificates: "Certificates | None" = None
    newest: "Callable[[], Certificates | None]" = lambda: None
    """The certificates as they are by now, renewed where that is due."""
    names: tuple[str, ...] = ()


def line_of(options: argparse.Namespace, listen: Listen, data: Path) -> Line:
    """Beyond this machine always encrypted. Raises `CertificateRefused` and `ListenRefused`."""
    if listen.is_loopback and not options.tls and options.certificate is None:
        return Line()
    try:
        names = names_of(listen.host, options.name)
    except ValueError as error:
        raise ListenRefused(f"--name: {error}") from None
    if options.certificate is not None and options.key is None:
        raise CertificateRefused("Give the certificate's key, too, with --key FILE.")

    # Imported late: without encryption nobody needs it.
    from core.hub.certificates import kept_certificates, own_certificates

    def newest() -> "Certificates":
        if options.certificate is not None:
            return own_certificates(options.certificate, options.key, wall_clock())
        return kept_certificates(data / "tls", names, wall_clock())

    return Line(newest(), newest, names)


def tls_of(line: Line) -> ssl.SSLContext | None:
    """What encrypts both listeners. Raises `CertificateRefused`."""
    if line.certificates is None:
        return None
    from core.hub.certificates import server_context

    return server_context(line.certificates)


async def keep_line_young(line: Line, tls: ssl.SSLContext) -> None:
    """Show renewed certificates from their day on, until cancelled."""
    from core.hub.renewal import keep_young

    await keep_young(tls, line.newest)
