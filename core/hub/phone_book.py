"""The phones that may say where a driver is: enrolled by the office, revocable one by one.

A phone's token says one driver's position and nothing else; it never signs anybody in. Programs
put it where they can (the device's id, the address, a password), so it is made for that alone and
kept as a hash.
"""

import asyncio
import secrets
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from core.hub.clock import wall_clock
from core.hub.log import EventLog
from core.hub.tokens import new_token, token_sha256
from core.model import DepotId, DriverId, Instant

MOST_PHONES = 1_000
"""Of a depot."""


class Phone(Struct, frozen=True):
    """A phone as it was enrolled."""

    id: str
    depot: DepotId
    driver_id: DriverId
    name: str
    token_sha256: str
    made_at: Instant
    made_by: str


class TooManyPhones(Exception):
    """The depot has as many as it can have."""


class PhoneBook:
    """Every enrolled phone, kept in the log's store. Used from the event loop."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._phones: dict[str, Phone] = {}
        self._changing = asyncio.Lock()

    def load(self, depots: Iterable[str]) -> None:
        """Take up what is kept; blocks."""
        for depot in depots:
            kept = self._log.get_meta(_key(depot))
            for phone in msgspec.json.decode(kept, type=list[Phone]) if kept else []:
                self._phones[phone.token_sha256] = phone

    def by_token(self, token: str) -> Phone | None:
        """Whose token that is."""
        return self._phones.get(token_sha256(token))

    def of(self, depot: DepotId) -> list[Phone]:
        """The depot's phones, oldest first."""
        return [phone for phone in self._phones.values() if phone.depot == depot]

    async def enrol(
        self, depot: DepotId, driver_id: DriverId, name: str, made_by: str
    ) -> tuple[Phone, str]:
        """A phone of the driver and its token, which is not kept anywhere.

        Raises `TooManyPhones` and `LogUnavailable`.
        """
        if len(self.of(depot)) >= MOST_PHONES:
            raise TooManyPhones(f"The depot has {MOST_PHONES} phones. Revoke some first.")
        token = new_token()
        phone = Phone(
            secrets.token_hex(4), depot, driver_id, name, token_sha256(token), wall_clock(), made_by
        )
        async with self._changing:
            await self._keep(depot, [*self.of(depot), phone])
            self._phones[phone.token_sha256] = phone
        return phone, token

    async def revoke(self, depot: DepotId, phone_id: str) -> bool:
        """From now on it says nothing any more; False if there is no such phone."""
        async with self._changing:
            gone = [phone for phone in self.of(depot) if phone.id == phone_id]
            if not gone:
                return False
            await self._keep(depot, [each for each in self.of(depot) if each not in gone])
            del self._phones[gone[0].token_sha256]
        return True

    async def _keep(self, depot: DepotId, phones: list[Phone]) -> None:
        kept = msgspec.json.encode(phones)
        await asyncio.to_thread(self._log.put_meta, _key(depot), kept)


def _key(depot: str) -> str:
    return f"phones/{depot}"
