"""Codes of an authenticator app: TOTP of RFC 6238 (HMAC-SHA-1, six digits, 30 seconds). Pure."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
"""RFC 4226, 4: as long as the hash."""
WINDOW = 1
"""Steps that a phone's clock may be off, either way."""
ISSUER = "Backhaul"

_CODE = re.compile(r"\A[0-9]{6}\Z")


def step_of(at: datetime) -> int:
    """The number of the half minute."""
    return int(at.timestamp()) // STEP_S


def code_of(secret: bytes, step: int) -> str:
    """The code that an app shows in that step (RFC 4226, 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def accepted_step(secret: bytes, code: str, at: datetime, last_step: int) -> int | None:
    """The step that the code is of, or None for a wrong one and for one that was used already.

    `last_step` is that of the last code that was taken; it and earlier ones are not taken again.
    """
    typed = code.replace(" ", "")
    if not _CODE.match(typed):
        return None
    now = step_of(at)
    matching = [
        step
        for step in range(now - WINDOW, now + WINDOW + 1)
        if hmac.compare_digest(code_of(secret, step), typed)
    ]
    return next((step for step in matching if step > last_step), None)


def typed_secret(secret: bytes) -> str:
    """The secret as it is typed into an app, in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def setup_uri(secret: bytes, name: str, hub: str) -> str:
    """What an app reads from a QR code (the key URI format of authenticator apps)."""
    label = quote(f"{ISSUER}:{name}@{hub}" if hub else f"{ISSUER}:{name}", safe="")
    letters = base64.b32encode(secret).decode().rstrip("=")
    return (
        f"otpauth://totp/{label}?secret={letters}&issuer={ISSUER}&digits={DIGITS}&period={STEP_S}"
    )
