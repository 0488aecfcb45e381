"""What the hub and a shop's webhook say to each other: signed bodies, and answers that count.

Pure. The signature is HMAC-SHA256 over the moment and the body, hex, with the shop's own secret:
`X-Backhaul-Signature: t=<unix seconds>,v1=<hex>`. Whoever signs an answer uses the same.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec import Struct

from core.json_faults import NOT_JSON
from core.model import Instant
from core.rules.instructions import Instruction

SIGNATURE = "X-Backhaul-Signature"
KEY = "Idempotency-Key"
LONGEST_ANSWER = 16 * 1024
SIGNED_WITHIN = timedelta(minutes=10)


class RefundOrdered(Struct, frozen=True, tag_field="type", tag="refund"):
    """The body that a shop gets. The same `key` again is the same refund."""

    key: str
    order: str
    shop: str
    amount_minor: int
    currency: str
    asked_at: Instant


class ShopAnswer(Struct, frozen=True):
    """What a shop says: paid, refused for good, or not decided yet."""

    status: Literal["confirmed", "refused", "pending"]
    words: str = ""
    key: str = ""
    """Needed when the shop answers by itself, later."""
    shop: str = ""


def body_of(instruction: Instruction) -> bytes:
    """The same instruction gives the same bytes."""
    return msgspec.json.encode(
        RefundOrdered(
            instruction.key,
            instruction.order_id,
            instruction.shop,
            instruction.amount_minor,
            instruction.currency,
            instruction.asked_at,
        )
    )


def signature(secret: str, body: bytes, at: datetime, *older: str) -> str:
    """The header's value; while a secret is being changed the older one signs, too."""
    moment = str(int(at.timestamp()))
    signed = (f"v1={_digest(each, moment, body)}" for each in (secret, *older))
    return ",".join((f"t={moment}", *signed))


def is_signed(secret: str, body: bytes, header: str, now: datetime) -> bool:
    """Whether the body was signed with the secret, and not long ago."""
    parts = dict(part.strip().partition("=")[::2] for part in header[:200].split(","))
    moment, given = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    is_fresh = abs(now.timestamp() - int(moment)) <= SIGNED_WITHIN.total_seconds()
    expected = _digest(secret, moment, body)
    return is_fresh and hmac.compare_digest(expected.encode(), given.encode())


def answer_of(body: bytes) -> ShopAnswer | None:
    """What the shop said; None for anything that is no answer."""
    try:
        return msgspec.json.decode(body, type=ShopAnswer)
    except NOT_JSON:
        return None


def _digest(secret: str, moment: str, body: bytes) -> str:
    signed = moment.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
