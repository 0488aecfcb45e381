"""Every webhook of a hub's depots, and how far each has got, kept in the log's store.

Used from the hub's event loop; what is kept is durable when the call returns.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import msgspec

from core.hub.log import EventLog, LogUnavailable
from core.hub.webhook_words import Progress, Webhook
from core.model import DepotId

MOST_WEBHOOKS = 50
"""Of a depot."""

Key = tuple[DepotId, str, str]
"""Depot, shop and the webhook's id."""


class TooManyWebhooks(Exception):
    """The depot has as many of them as it can have."""


class WebhookBook:
    """Subscriptions by depot, shop and id."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._webhooks: dict[Key, Webhook] = {}
        self._progress: dict[Key, Progress] = {}
        self._unkept: set[Key] = set()
        self._changing = asyncio.Lock()

    def load(self, depots: Iterable[str]) -> None:
        """Take up what is kept; blocks."""
        for depot in depots:
            kept = self._log.get_meta(f"webhooks/{depot}")
            for webhook in msgspec.json.decode(kept, type=list[Webhook]) if kept else []:
                key = key_of(webhook)
                stored = self._log.get_meta(_progress_name(key))
                self._webhooks[key] = webhook
                self._progress[key] = (
                    msgspec.json.decode(stored, type=Progress) if stored else Progress(0)
                )

    def get(self, key: Key) -> Webhook | None:
        """The webhook, unless there is none of that name."""
        return self._webhooks.get(key)

    def of(self, depot: DepotId) -> list[Webhook]:
        """The depot's, oldest first."""
        return [webhook for key, webhook in self._webhooks.items() if key[0] == depot]

    def progress(self, key: Key) -> Progress:
        """How far it has got."""
        return self._progress[key]

    async def add(self, webhook: Webhook, progress: Progress) -> None:
        """A new one, or another in the place of one with its name.

        Raises `TooManyWebhooks` and `LogUnavailable`.
        """
        key = key_of(webhook)
        async with self._changing:
            others = [each for each in self.of(webhook.depot) if key_of(each) != key]
            if len(others) >= MOST_WEBHOOKS:
                raise TooManyWebhooks(f"The depot has {MOST_WEBHOOKS} webhooks. Delete some first.")
            # Its progress first: a webhook without any would tell the whole past.
            await self._keep_progress(key, progress)
            await self._keep(webhook.depot, [*others, webhook])
            self._webhooks[key], self._progress[key] = webhook, progress

    async def change(self, webhook: Webhook) -> None:
        """Keep it as it is now. Raises `LogUnavailable`."""
        key = key_of(webhook)
        async with self._changing:
            changed = [webhook if key_of(w) == key else w for w in self.of(webhook.depot)]
            await self._keep(webhook.depot, changed)
            self._webhooks[key] = webhook

    async def move(self, key: Key, progress: Progress) -> None:
        """It has got so far. Raises `LogUnavailable`; what is said here counts all the same."""
        self._progress[key] = progress
        self._unkept.add(key)
        await self._keep_progress(key, progress)

    def skip(self, key: Key, progress: Progress) -> None:
        """It has got so far without having told anything: read again, that is harmless."""
        self._progress[key] = progress
        self._unkept.add(key)

    async def keep_rest(self) -> None:
        """Keep what was only skipped, or interrupted while being kept; what cannot be kept is read
        and told again, under the same ids."""
        for key in list(self._unkept & self._progress.keys()):
            with suppress(LogUnavailable):
                await self._keep_progress(key, self._progress[key])

    async def remove(self, key: Key) -> bool:
        """From now on nothing is told; False if there is no such one. Raises `LogUnavailable`."""
        async with self._changing:
            if key not in self._webhooks:
                return False
            left = [each for each in self.of(key[0]) if key_of(each) != key]
            await self._keep(key[0], left)
            del self._webhooks[key], self._progress[key]
        return True

    async def _keep(self, depot: DepotId, webhooks: list[Webhook]) -> None:
        kept = msgspec.json.encode(webhooks)
        await asyncio.to_thread(self._log.put_meta, f"webhooks/{depot}", kept)

    async def _keep_progress(self, key: Key, progress: Progress) -> None:
        kept = msgspec.json.encode(progress)
        await asyncio.to_thread(self._log.put_meta, _progress_name(key), kept)
        if self._progress.get(key) is progress:
            self._unkept.discard(key)


def key_of(webhook: Webhook) -> Key:
    """Its name at this hub."""
    return (webhook.depot, *webhook.name)


def _progress_name(key: Key) -> str:
    return "webhook/" + "/".join(part.replace("/", "//") for part in key)
