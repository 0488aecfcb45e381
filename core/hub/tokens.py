"""Access tokens: 256 random bits that are shown once and kept only as a hash.

A token is as good as its holder's word, so it never stands in a URL, a log line or the database.
"""

import hashlib
import secrets
from datetime import datetime

from core.access import Actor
from core.hub.log import Device, EventLog


def new_token() -> str:
    """A fresh token in 43 characters that are safe in JSON, headers and file names."""
    return secrets.token_urlsafe(32)


def token_sha256(token: str) -> str:
    """What is stored instead of the token. The token is random, so one plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def enrol(
    log: EventLog,
    device_id: str,
    actor: Actor,
    token: str | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Let whoever shows the token act as `actor`; earlier tokens of the device stop working.

    Without a `token` a new one is made. Returns the token, which is not kept anywhere.
    """
    token = token or new_token()
    log.revoke_device(device_id)
    log.save_device(Device(token_sha256(token), device_id, actor, expires_at))
    return token


def actor_of(log: EventLog, token: str, now: datetime) -> Actor | None:
    """Who shows this token at `now` (real time), or None for an unknown or expired one."""
    device = log.device_by_token(token_sha256(token))
    if device is None or (device.expires_at is not None and device.expires_at <= now):
        return None
    return device.actor
