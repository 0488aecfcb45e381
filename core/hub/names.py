"""Under which names and addresses this machine is reached, for certificates and for clients."""

import ipaddress
import re
import socket
from collections.abc import Callable
from contextlib import suppress

_HOST = re.compile(r"\A(?=.{1,253}\Z)[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9-]{1,63})*\Z")
_ELSEWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737): nothing is sent, only a way out is chosen."""


def names_of(
    host: str, given: str | None, main_address: Callable[[], str] | None = None
) -> tuple[str, ...]:
    """The name to tell clients first: the given one, the address listened on, or the main one.

    Raises `ValueError` for a given name that is none.
    """
    if given is not None and not (_HOST.match(given) or _is_address(given)):
        raise ValueError(f"{given!r} is no host name and no address.")
    is_any = ipaddress.ip_address(host).is_unspecified
    own = [(main_address or _main_address)(), socket.gethostname()] if is_any else [host]
    found = [given, *own, "localhost", "127.0.0.1"]
    return tuple(dict.fromkeys(name for name in found if name and _is_usable(name)))


def _is_usable(name: str) -> bool:
    return _is_address(name) or bool(_HOST.match(name))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _main_address() -> str:
    """Of the network by which this machine reaches others; empty when it is in none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ELSEWHERE)
        return str(probe.getsockname()[0])
    return ""
