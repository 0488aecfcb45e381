"""What a phone can do with a hub at this address, and what is missing. Pure.

Browsers keep a page for use without a line (and take positions) only where they trust the
certificate, so that is said before anybody drives off.
"""

from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct


class Verdict(StrEnum):
    """How a finding is."""

    GOOD = "good"
    CARE = "care"
    """It works, with something missing."""
    BAD = "bad"


class Finding(Struct, frozen=True):
    """One thing that was looked at, and what to do."""

    verdict: Verdict
    words: str


LOOPBACK_ONLY = Finding(
    Verdict.BAD,
    "Only this computer reaches the hub. Start it with hub --listen 0.0.0.0:8765, or behind a "
    "proxy with public_url. A browser on this computer can be the phone meanwhile.",
)
UNENCRYPTED = Finding(
    Verdict.BAD,
    "The address is not encrypted: phones would keep nothing for use without a line, and tokens "
    "would cross the network in the clear. Use https.",
)
OWN_AUTHORITY = Finding(
    Verdict.CARE,
    "The hub vouches for itself. Phones must trust its authority first (second step), or the page "
    "does not work without a line. Traccar Client and OwnTracks on Android never trust it: they "
    "need a certificate that everybody trusts.",
)
TRUSTED = Finding(
    Verdict.GOOD,
    "The certificate is one that phones may trust by themselves: page, use without a line and "
    "tracking programs work.",
)
SAME_NETWORK = Finding(
    Verdict.CARE,
    "The address is of your own network: phones reach it in the depot or over a VPN, not over "
    "mobile data. For the road give the hub a public name (--name) or a proxy (public_url).",
)
PUBLIC = Finding(
    Verdict.GOOD,
    "The name may be reached over mobile data. The phone's first visit shows whether it is: switch "
    "its wireless network off.",
)
LOCAL_NAMES = ("local", "lan", "home", "internal", "localdomain")


def findings(url: str, *, has_own_authority: bool) -> tuple[Finding, ...]:
    """What phones can do with the hub's address for browsers, the worst first."""
    at = urlsplit(url)
    host = at.hostname or ""
    if _is_loopback(host):
        return (LOOPBACK_ONLY,)
    found = [SAME_NETWORK if _is_local(host) else PUBLIC]
    if at.scheme != "https":
        found.append(UNENCRYPTED)
    else:
        found.append(OWN_AUTHORITY if has_own_authority else TRUSTED)
    order = (Verdict.BAD, Verdict.CARE, Verdict.GOOD)
    return tuple(sorted(found, key=lambda finding: order.index(finding.verdict)))


def met(address: str) -> Finding:
    """The phone has opened the page from there."""
    if _is_loopback(address):
        return Finding(
            Verdict.CARE, "The page was opened on this computer. A phone was not tried yet."
        )
    if _is_local(address):
        words = f"The phone is connected, from your own network ({address})."
        return Finding(Verdict.CARE, f"{words} Whether mobile data reach the hub was not tried.")
    words = f"The phone is connected, from outside your network ({address}): mobile data reach it."
    return Finding(Verdict.GOOD, words)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_local(host: str) -> bool:
    """An address, or a name, that means nothing outside of one network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in LOCAL_NAMES
