"""Access tokens: 256 random bits that are shown once and kept only as a hash.

A token is as good as its holder's word, so it never stands in a URL, a log line or the database.
"""

import hashlib
import secrets
from datetime import datetime

from msgspec.structs import replace

from core.access import Actor, Role
from core.hub.log import Device, EventLog
from core.model import DepotId, DriverId


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
    """Who shows this token at `now` (real time), or None for an unknown or expired one.

    A customer has a link and never a token: nobody is let in as one.
    """
    return actor_by_hash(log, token_sha256(token), now)


def actor_by_hash(log: EventLog, sha256: str, now: datetime) -> Actor | None:
    """The same, of a token of which only the hash is kept."""
    device = log.device_by_token(sha256)
    if device is None or device.actor.role is Role.CUSTOMER:
        return None
    if device.expires_at is not None and device.expires_at <= now:
        return None
    return device.actor


def hand_page_to_person(log: EventLog, depot: DepotId, actor: Actor) -> str:
    """Enrol the page of one of the depot's drivers; a simulated one stops driving him until
    `give_to_simulator`."""
    assert actor.driver_id is not None
    log.put_meta(_person_key(depot, actor.driver_id), b"1")
    log.revoke_device(simulated_device(depot, actor.driver_id))
    return enrol(log, page_device(depot, actor.driver_id), actor)


def page_device(depot: DepotId, driver_id: DriverId) -> str:
    """The name of a driver's page. Other depots may have a driver of the same id."""
    return f"page@{depot}:{driver_id}"


def simulated_device(depot: DepotId, driver_id: DriverId) -> str:
    """The name of a simulated driver's device."""
    return f"simulator@{depot}:{driver_id}"


def end_page(log: EventLog, depot: DepotId, driver_id: DriverId) -> int:
    """Revoke the tokens of a driver's page; how many there were."""
    return log.revoke_device(page_device(depot, driver_id))


def has_person(log: EventLog, depot: DepotId, driver_id: DriverId) -> bool:
    """Whether a person drives for this driver, so that the simulator must not.

    Until it was kept by depot it was kept by driver alone, which says nothing of where.
    """
    keys = (_person_key(depot, driver_id), f"person/{driver_id}")
    return any(log.get_meta(key) for key in keys)


def give_to_simulator(log: EventLog, depot: DepotId, driver_id: DriverId) -> int:
    """From the next start on the simulator drives again; how many tokens of the page there were."""
    for key in (_person_key(depot, driver_id), f"person/{driver_id}"):
        if log.get_meta(key):
            log.put_meta(key, b"")
    return end_page(log, depot, driver_id)


def _person_key(depot: DepotId, driver_id: DriverId) -> str:
    return f"person@{depot}/{driver_id}"


def told_apart(device_id: str, actor: Actor) -> str:
    """A device's name of today: until depots were told apart, drivers' devices had shorter ones."""
    if actor.driver_id is not None and len(actor.depots) == 1:
        (depot,) = actor.depots
        for kind, name in (("page", page_device), ("simulator", simulated_device)):
            if device_id == f"{kind}:{actor.driver_id}":
                return name(DepotId(depot), actor.driver_id)
    return device_id


def tell_devices_apart(log: EventLog) -> None:
    """Give devices that an older release has enrolled their names of today; blocks.

    Their tokens stay good. Raises `LogUnavailable`.
    """
    for device in log.devices():
        name = told_apart(device.device_id, device.actor)
        if name != device.device_id:
            log.save_device(replace(device, device_id=name))
