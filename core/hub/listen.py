"""Where a hub listens: addresses as people write them, and the sockets.

Knows nothing of what is served there.
"""

import ipaddress
import os
import socket

from msgspec import Struct

FREE_PORT_TRIES = 20


class ListenRefused(Exception):
    """The hub cannot listen there; the text says why and what to do."""


class CertificateRefused(Exception):
    """A certificate cannot be used; the text says which, why and what to do."""


class Listen(Struct, frozen=True):
    """Where to listen: websockets on `port`, HTTP on the next one; 0 takes any two free ones."""

    host: str = "127.0.0.1"
    port: int = 0

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return ipaddress.ip_address(self.host).is_loopback


def parse_listen(text: str) -> Listen:
    """`HOST:PORT`; raises `ListenRefused` for anything else."""
    host, colon, port = text.rpartition(":")
    host = host.strip("[]")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_534:
        raise ListenRefused(f"{text!r} is not HOST:PORT, as 127.0.0.1:8765.")
    if host == "localhost":
        host = "127.0.0.1"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        raise ListenRefused(
            f"{host!r} is no address of this machine. Listen on 127.0.0.1 for this machine only, "
            "on 0.0.0.0 for every network it is in, or on one of its addresses."
        ) from None
    return Listen(host, int(port))


def bound_sockets(listen: Listen) -> tuple[socket.socket, socket.socket]:
    """Sockets for websockets and, on the next port, for HTTP. Raises `ListenRefused`."""
    for _ in range(FREE_PORT_TRIES if listen.port == 0 else 1):
        first = _bound(listen.host, listen.port)
        port = first.getsockname()[1] + 1
        try:
            return first, _bound(listen.host, port)
        except (ListenRefused, OverflowError) as error:
            first.close()
            refused = error
    raise refused


def refuse_if_taken(listen: Listen) -> None:
    """Raise `ListenRefused` if another program has one of the ports, before anything is built."""
    if listen.port:
        for opened in bound_sockets(listen):
            opened.close()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # A hub that starts again must not wait for its predecessor's last packets.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
    except OSError as error:
        opened.close()
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise ListenRefused(
            f"The hub cannot listen on {host}:{port} ({reason}). Stop the program that uses the "
            "port, or choose another one with --listen; the next port is used, too."
        ) from error
    return opened
