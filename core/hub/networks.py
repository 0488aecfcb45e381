"""Networks by name, and who asks when the hub is reached through a proxy. Pure."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

FORWARDED = "X-Forwarded-For"
"""In which header a proxy says for whom it asks."""
LOOPBACK = "127.0.0.0/8 ::1"
"""This machine."""
LONGEST_ADDRESS = 60
MOST_REMEMBERED = 4096
HOUSEHOLD_BITS = 64
"""Of an IPv6 address: who has one has all that begin alike, and takes another whenever he likes."""


def networks_of(text: str) -> tuple[Network, ...]:
    """`10.0.0.0/8 192.168.1.7` as networks; raises `ValueError` in words."""
    try:
        return tuple(ipaddress.ip_network(each) for each in text.replace(",", " ").split())
    except ValueError as error:
        raise ValueError(f"{error}. Write networks as 10.0.0.0/8 or 192.168.1.7.") from None


def is_in(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether the IP address is in one of them; False for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found.version == each.version and found in each for each in networks)


def is_this_machine(host: str) -> bool:
    """Whether a host in a URL is one that no other machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@lru_cache(MOST_REMEMBERED)
def counted_as(address: str) -> str:
    """Under what failures of an address are counted: IPv6 by its network, IPv4 by itself.

    An IPv4 address that is written as an IPv6 one is the IPv4 one. What is no address stays.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    bits = int(found) >> (128 - HOUSEHOLD_BITS) << (128 - HOUSEHOLD_BITS)
    return f"{ipaddress.IPv6Address(bits)}/{HOUSEHOLD_BITS}"


def caller_of(remote: str, forwarded: Iterable[str], proxies: tuple[Network, ...]) -> str:
    """Who asks: whoever connected, unless that is a proxy of ours, which then names the caller.

    `forwarded` are the values of the `X-Forwarded-For` headers in order. Only what proxies of ours
    added is believed: from the end, the first address that is none of them.
    """
    named = [each.strip() for value in forwarded for each in value.split(",") if each.strip()]
    asks = remote
    while named and is_in(asks, proxies):
        asks = named.pop()[:LONGEST_ADDRESS]
    return asks
