"""Credentials that open one small thing each: drivers' phones, shops' keys.

Made by the office, shown once, kept as a hash with the depot they belong to, revocable one by one.
They are apart from the tokens that sign people and devices in, so none can ever do more.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

import msgspec

from core.hub.log import EventLog
from core.hub.tokens import new_token, token_sha256
from core.model import DepotId

MOST_ENTRIES = 1_000
"""Of a kind and depot."""


class Entry(Protocol):
    """What every kind of credential has."""

    @property
    def id(self) -> str: ...

    @property
    def depot(self) -> DepotId: ...

    @property
    def token_sha256(self) -> str: ...


class TooMany(Exception):
    """The depot has as many of them as it can have."""


AnEntry = TypeVar("AnEntry", bound=Entry)


class TokenBook(Generic[AnEntry]):
    """Every credential of a kind, kept in the log's store under `name`. Used from the loop."""

    def __init__(self, log: EventLog, name: str, kind: type[AnEntry]) -> None:
        self._log = log
        self._name = name
        self._kind = kind
        self._entries: dict[str, AnEntry] = {}
        self._changing = asyncio.Lock()

    def load(self, depots: Iterable[str]) -> None:
        """Take up what is kept; blocks."""
        for depot in depots:
            kept = self._log.get_meta(self._key(depot))
            for entry in msgspec.json.decode(kept, type=list[self._kind]) if kept else []:  # type: ignore[name-defined]
                self._entries[entry.token_sha256] = entry

    def by_token(self, token: str) -> AnEntry | None:
        """Whose token that is."""
        return self._entries.get(token_sha256(token)) if token else None

    def by_hash(self, sha256: str) -> AnEntry | None:
        """Whose token has that hash."""
        return self._entries.get(sha256)

    def of(self, depot: DepotId) -> list[AnEntry]:
        """The depot's, oldest first."""
        return [entry for entry in self._entries.values() if entry.depot == depot]

    async def enrol(
        self, depot: DepotId, made: Callable[[str, str], AnEntry]
    ) -> tuple[AnEntry, str]:
        """A new one, made of its id and hash, and its token, which is not kept anywhere.

        Raises `TooMany` and `LogUnavailable`.
        """
        token = new_token()
        entry = made(secrets.token_hex(4), token_sha256(token))
        async with self._changing:
            if len(self.of(depot)) >= MOST_ENTRIES:
                raise TooMany(f"The depot has {MOST_ENTRIES} of them. Revoke some first.")
            await self._keep(depot, [*self.of(depot), entry])
            self._entries[entry.token_sha256] = entry
        return entry, token

    async def revoke(self, depot: DepotId, entry_id: str) -> bool:
        """From now on it opens nothing any more; False if there is no such one."""
        async with self._changing:
            gone = [entry for entry in self.of(depot) if entry.id == entry_id]
            if not gone:
                return False
            await self._keep(depot, [each for each in self.of(depot) if each.id != entry_id])
            del self._entries[gone[0].token_sha256]
        return True

    async def _keep(self, depot: DepotId, entries: list[AnEntry]) -> None:
        kept = msgspec.json.encode(entries)
        await asyncio.to_thread(self._log.put_meta, self._key(depot), kept)

    def _key(self, depot: str) -> str:
        return f"{self._name}/{depot}"
