"""Signed links that let a customer see and answer for one order until a moment; no I/O, no clock.

A link's token says a version, the moment it ends and the order, and carries the first half of an
HMAC-SHA256 over all of them: 128 bits, so that the link still fits into a text message. Whoever
has the secret of a depot can make links, so it is kept in the hub's data and never sent.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from enum import Enum

from msgspec import Struct

from core.model import DepotId, OrderId

VERSION = 1
MAX_TOKEN = 400
"""Characters; a longer one is nobody's link."""
_MAC_BYTES = 16
_HEAD_BYTES = 6
"""One of version, five of the moment in seconds."""
_NAME = b"backhaul customer link"


class LinkFault(Enum):
    """Why a link opens nothing."""

    FORGED = "forged"
    """Not made here, or changed: most often cut off when it was copied."""
    EXPIRED = "expired"


class Link(Struct, frozen=True):
    """The address of a link, and the moment it ends, by which it is known with its order."""

    url: str
    until: datetime


def make_link(secret: bytes, order_id: OrderId, until: datetime) -> str:
    """The token of a link for the order, valid before `until`; safe in a URL."""
    signed = bytes([VERSION]) + int(until.timestamp()).to_bytes(5, "big") + order_id.encode()
    return _written(signed + _mac(secret, signed))


def read_link(secret: bytes, token: str, now: datetime) -> OrderId | LinkFault:
    """Whose order the link shows, or why it shows none."""
    signed = _verified(secret, token)
    if signed is None or signed[0] != VERSION:
        return LinkFault.FORGED
    if now.timestamp() >= int.from_bytes(signed[1:_HEAD_BYTES], "big"):
        return LinkFault.EXPIRED
    return OrderId(signed[_HEAD_BYTES:].decode())


def end_of(token: str) -> datetime:
    """When a link ends that `read_link` has opened."""
    whole = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return datetime.fromtimestamp(int.from_bytes(whole[1:_HEAD_BYTES], "big"), UTC)


def depot_secret(hub_secret: bytes, depot: DepotId) -> bytes:
    """A secret of the depot's own, so that a link of one depot opens nothing at another."""
    return hmac.digest(hub_secret, b"depot " + depot.encode(), hashlib.sha256)


def _verified(secret: bytes, token: str) -> bytes | None:
    """What was signed, if it was signed with this secret."""
    if len(token) > MAX_TOKEN or not token.isascii():
        return None
    try:
        whole = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(whole) <= _HEAD_BYTES + _MAC_BYTES or _written(whole) != token:
        return None
    signed, mac = whole[:-_MAC_BYTES], whole[-_MAC_BYTES:]
    return signed if hmac.compare_digest(mac, _mac(secret, signed)) else None


def _written(whole: bytes) -> str:
    return urlsafe_b64encode(whole).decode().rstrip("=")


def _mac(secret: bytes, signed: bytes) -> bytes:
    return hmac.digest(secret, _NAME + signed, hashlib.sha256)[:_MAC_BYTES]
