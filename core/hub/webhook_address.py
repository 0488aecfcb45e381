"""Where a webhook may lead: public addresses, and private ones that the owner allows. Pure.

A shop chooses the address and the hub goes there from inside its own network, so every address is
looked at twice: as it is written, and what its name leads to at the moment of each request.
"""

import ipaddress

from yarl import URL

from core.hub.networks import Network
from core.rules.lookups import Refused

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_allowed(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether a request may go to that IP address."""
    try:
        found = _real(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if _is_in(found, networks):
        return True
    return found.is_global and not (found.is_multicast or found.is_reserved)


def checked(url: str, networks: tuple[Network, ...]) -> str:
    """The address as requests will use it. Raises `Refused` for one that no webhook may have."""
    try:
        parsed = URL(url)
        host, port = parsed.host or "", parsed.port
    except ValueError:
        raise Refused("The url is no address. Write https://shop.example/notices.") from None
    if parsed.scheme not in ("http", "https") or not host or not port:
        raise Refused("The url is no address. Write https://shop.example/notices.")
    if not _is_ip(host) and _is_number(host):
        raise Refused(f"The url leads to {host}, which is no public address.")
    if parsed.user is not None or parsed.password is not None or parsed.fragment:
        raise Refused("The url must hold no user, password or fragment.")
    if _is_ip(host) and not is_allowed(host, networks):
        raise Refused(f"The url leads to {host}, which is no public address.")
    if parsed.scheme == "http" and not (_is_ip(host) and _is_in(_real_of(host), networks)):
        raise Refused("The url must begin with https://: notices do not travel in the clear.")
    return str(parsed)


def _is_in(address: _Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == each.version and address in each for each in networks)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_number(host: str) -> bool:
    """Whether it is an address in a way that only some programs read: `2130706433`, `127.1`,
    `0x7f.1`, `127.0.0.1.`. No name ends in a number (RFC 3696, 2)."""
    last = host.removesuffix(".").rpartition(".")[2]
    return last.isdigit() or last.lower().startswith("0x")


def _real_of(host: str) -> _Address:
    return _real(ipaddress.ip_address(host))


def _real(address: _Address) -> _Address:
    """What an IPv6 address that only wraps an IPv4 one leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
