"""Devices' tokens change now and then, so that a copy of one is not good for ever.

A device asks for a new one and goes on with the old one until it has used the new one once: a phone
that lost the answer is not locked out, one that was away for weeks neither. From then on the old
one opens nothing, and whoever shows it is noted: it was copied. Kept are hashes only.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.access import Actor
from core.hub.log import Device, EventLog, LogUnavailable
from core.hub.tokens import actor_by_hash, actor_of, new_token, token_sha256, told_apart

ROTATED_AFTER = timedelta(days=7)
"""A copy is worth a week at most. More often helps little, and each time an answer can be lost."""
MOST_OFFERED = 3
"""New ones that nobody has used yet, of a device whose answers go lost; the oldest gives way."""
MOST_REPLACED = 8
"""Old ones of a device that are still told apart from a stranger's."""
KEY = "device_tokens"


class Rotation(Struct, frozen=True):
    """How far a device is. The token in use, those offered in its place, those it had before."""

    device_id: str
    actor: Actor
    token_sha256: str
    since: datetime
    offered: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


class DeviceTokens:
    """Belongs to the hub's event loop. `copied` is called when a replaced token is shown."""

    def __init__(
        self,
        log: EventLog,
        now: Callable[[], datetime],
        copied: Callable[[str, Actor], None] = lambda device_id, actor: None,
    ) -> None:
        self.copied = copied
        self._log = log
        self._now = now
        self._rotations: dict[str, Rotation] = {}
        self._offered: dict[str, str] = {}
        self._replaced: dict[str, str] = {}
        """Devices by the hashes of such tokens."""
        self._changing = asyncio.Lock()

    def load(self) -> None:
        """Take up what is kept; blocks."""
        kept = self._log.get_meta(KEY)
        found = msgspec.json.decode(kept, type=list[Rotation]) if kept else []
        named = [replace(each, device_id=told_apart(each.device_id, each.actor)) for each in found]
        self._take({each.device_id: each for each in named})

    async def actor_of(self, token: str) -> Actor | None:
        """Who shows this token. With the first use of a new one the old one ends."""
        shown = token_sha256(token)
        actor = actor_of(self._log, token, self._now())
        if actor is None:
            device_id = self._replaced.get(shown)
            if device_id is not None:
                self.copied(device_id, self._rotations[device_id].actor)
        elif shown in self._offered:
            try:
                await self._settle(shown)
            except LogUnavailable:
                # Let in all the same; until it can be written down both are good.
                return actor
        return actor

    def still(self, sha256: str) -> Actor | None:
        """As whom a device acts now that came in with a token of that hash, which it may have
        replaced since; None when that is over. Raises `LogUnavailable`."""
        device_id = self._replaced.get(sha256)
        current = self._rotations[device_id].token_sha256 if device_id is not None else sha256
        return actor_by_hash(self._log, current, self._now())

    async def renew(self, token: str) -> str | None:
        """A new token in place of one that was in use for a week; None while it was not.

        Raises `KeyError` for a token that is no device's, and `LogUnavailable`.
        """
        shown = token_sha256(token)
        async with self._changing:
            device = self._log.device_by_token(shown)
            if device is None or actor_of(self._log, token, self._now()) is None:
                raise KeyError("no device has this token")
            if shown in self._offered:
                # As new as can be; that it is in use could not be written down yet.
                return None
            rotation = self._rotations.get(device.device_id)
            if rotation is None or rotation.token_sha256 != shown:
                # Enrolled since, or never seen before: its week begins here.
                begun = Rotation(device.device_id, device.actor, shown, self._now())
                await self._keep(begun)
                return None
            if self._now() - rotation.since < ROTATED_AFTER:
                return None
            return await self._offer(rotation, device)

    async def _offer(self, rotation: Rotation, device: Device) -> str:
        new = new_token()
        offered = (*rotation.offered, token_sha256(new))
        # Known as offered before it opens anything, so that its first use is recognized.
        await self._keep(replace(rotation, offered=offered[-MOST_OFFERED:]))
        await asyncio.to_thread(self._open, replace(device, token_sha256=offered[-1]), offered)
        return new

    def _open(self, device: Device, offered: tuple[str, ...]) -> None:
        self._log.save_device(device)
        for too_old in offered[:-MOST_OFFERED]:
            self._log.revoke_token(too_old)

    async def _settle(self, used: str) -> None:
        """The device has its new token: every other one of it ends."""
        async with self._changing:
            device_id = self._offered.get(used)
            if device_id is None:
                return
            before = self._rotations[device_id]
            others = (before.token_sha256, *(each for each in before.offered if each != used))
            await asyncio.to_thread(self._close, others)
            replaced = (*before.replaced, before.token_sha256)[-MOST_REPLACED:]
            after = Rotation(device_id, before.actor, used, self._now(), (), replaced)
            await self._keep(after)

    def _close(self, tokens: tuple[str, ...]) -> None:
        for each in tokens:
            self._log.revoke_token(each)

    async def _keep(self, rotation: Rotation) -> None:
        """Durable first, then true. Devices that were revoked since are forgotten here."""
        known = {device.device_id for device in self._log.devices()}
        rotations = {k: each for k, each in self._rotations.items() if k in known}
        rotations[rotation.device_id] = rotation
        kept = msgspec.json.encode(list(rotations.values()))
        await asyncio.to_thread(self._log.put_meta, KEY, kept)
        self._take(rotations)

    def _take(self, rotations: dict[str, Rotation]) -> None:
        self._rotations = rotations
        self._offered = {sha: k for k, each in rotations.items() for sha in each.offered}
        self._replaced = {sha: k for k, each in rotations.items() for sha in each.replaced}
