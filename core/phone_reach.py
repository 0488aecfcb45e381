"""What a phone can do with a hub at this address, and what is missing. Pure.

Browsers keep a page for use without a line (and take positions) only where they trust the
certificate, so that is said before anybody drives off.
"""

from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from core.hub.networks import is_this_machine
from core.hub.protocol import Reached


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
_ADVICE = "for the road give the hub a public name (--name) or a proxy (public_url)."
SAME_NETWORK = Finding(
    Verdict.CARE,
    "The address is of your own network: phones reach it in the depot or over a VPN, not over "
    f"mobile data; {_ADVICE}",
)
PUBLIC = Finding(
    Verdict.GOOD,
    "The name may be reached over mobile data. The phone's first visit shows whether it is: switch "
    "its wireless network off.",
)
KEEPS = Finding(
    Verdict.GOOD,
    "Over HTTPS, with a certificate that the phone trusts: its browser keeps the page for use "
    "without a line.",
)
UNTRUSTED = Finding(
    Verdict.BAD,
    "Over HTTPS, but the phone’s browser keeps nothing: it does not trust the certificate, or the "
    "window is a private one. Without that the driver’s page does not work without a line.",
)
LINE_OPENS = Finding(Verdict.GOOD, "The live line opens, too.")
LINE_CLOSED = Finding(
    Verdict.BAD,
    "The page came, but the live line does not open. It has a port of its own: pass that on, too, "
    "or let the proxy lead /socket to it.",
)
LOCAL_NAMES = ("local", "lan", "home", "internal", "localdomain")


def findings(url: str, *, has_own_authority: bool) -> tuple[Finding, ...]:
    """What phones can do with the hub's address for browsers, the worst first."""
    at = urlsplit(url)
    host = at.hostname or ""
    if is_this_machine(host):
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
    if is_this_machine(address):
        return Finding(
            Verdict.CARE, "The page was opened on this computer. A phone was not tried yet."
        )
    if _is_local(address):
        words = f"The phone is connected, from your own network ({address})."
        return Finding(Verdict.CARE, f"{words} Whether mobile data reach the hub was not tried.")
    words = f"The phone is connected, from outside your network ({address}): mobile data reach it."
    return Finding(Verdict.GOOD, words)


def tried(url: str, reached: Reached) -> tuple[Finding, ...]:
    """What a phone found that opened the test link at `url`; nothing while none has."""
    if not reached.address:
        return ()
    found = [_came_from(reached)]
    if urlsplit(url).scheme != "https":
        found.append(UNENCRYPTED)
    elif reached.keeps_offline is not None:
        found.append(KEEPS if reached.keeps_offline else UNTRUSTED)
    if reached.line_opens is not None:
        found.append(LINE_OPENS if reached.line_opens else LINE_CLOSED)
    return tuple(found)


def _came_from(reached: Reached) -> Finding:
    at = reached.address
    if reached.over == "cellular":
        return Finding(Verdict.GOOD, f"Reached over mobile data, says the phone (from {at}).")
    if is_this_machine(at):
        words = "Reached from this computer. A phone was not tried yet."
    elif reached.over == "wifi":
        words = f"Reached from {at}, but over a wireless network, says the phone. Switch that off."
    elif _is_local(at):
        words = f"Reached from your own network ({at}). Switch the phone’s wireless network off."
    else:
        return Finding(Verdict.GOOD, f"Reached from outside your network ({at}).")
    return Finding(Verdict.CARE, f"{words} Then open the link again.")


def not_yet(url: str, ws_url: str) -> tuple[Finding, ...]:
    """What is missing when the phone shows something else than the test's page: nobody but the
    phone sees it, so it is said by what the phone shows."""
    at = urlsplit(url)
    host, port, line_port = at.hostname or "", _port(url), _port(ws_url)
    ports = f"port {port}" if line_port == port else f"ports {port} and {line_port}"
    found = [
        f"“Cannot connect”, or nothing for long: a router or firewall does not pass {ports} on to "
        "the hub.",
        f"“Not found”, or “address unknown”: the name {host} means nothing outside your network. "
        "It needs an entry in the public DNS.",
        "A warning of the certificate: the phone does not trust who signed it, or its date is "
        "wrong. Install the hub’s authority first, or give the hub a certificate that everybody "
        "trusts.",
    ]
    if _is_local(host):
        found[1] = f"{host} is of your own network, so nothing outside of it gets here: {_ADVICE}"
    return tuple(Finding(Verdict.CARE, words) for words in found)


def _port(url: str) -> int:
    at = urlsplit(url)
    return at.port or (443 if at.scheme in ("https", "wss") else 80)


def _is_local(host: str) -> bool:
    """An address, or a name, that means nothing outside of one network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in LOCAL_NAMES
