"""Passwords as argon2 hashes. On half of the processors at most, and few may wait: each takes a
quarter of a second of one and 64 MiB, which a stranger must not be able to spend for us.
"""

import asyncio
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.hub.people import password_fault

Answer = TypeVar("Answer")

AT_ONCE = min(2, max(1, (os.cpu_count() or 1) // 2))
MOST_WAITING = 20
NICE = 10
"""Where cores are short, whoever works comes before whoever signs in."""

_GROUPS, _GROUP = 4, 4
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken for another when it is read out."""
_DRAWS = 50
"""Enough for any name but one that every password has in it, as a hyphen."""


class Busy(Exception):
    """As many passwords are being looked at as the hub can."""


class Passwords:
    """Makes and checks hashes off the event loop; `close` ends its threads."""

    def __init__(self) -> None:
        # One lane: with four, one stranger's guess takes every core that there is.
        self._argon2 = PasswordHasher(parallelism=1)
        self._threads = ThreadPoolExecutor(AT_ONCE, "passwords", _step_back)
        self._waiting = 0
        self._nobodys = ""

    async def hashed(self, password: str) -> str:
        """What is stored instead of the password. Raises `Busy`."""
        return await self._in_turn(self._argon2.hash, password)

    async def proves(self, hash_: str, password: str) -> bool:
        """Whether the password belongs to the hash; an empty one is nobody's, and takes as long.

        Raises `Busy`.
        """
        if not hash_:
            await self._in_turn(self._is_nobodys, password)
            return False
        return await self._in_turn(self._is_of, hash_, password)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(cancel_futures=True)

    async def _in_turn(self, work: Callable[..., Answer], *given: str) -> Answer:
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
        finally:
            self._waiting -= 1

    def _is_of(self, hash_: str, password: str) -> bool:
        try:
            return self._argon2.verify(hash_, password)
        except (VerificationError, InvalidHashError):
            return False

    def _is_nobodys(self, password: str) -> bool:
        if not self._nobodys:
            self._nobodys = self._argon2.hash(secrets.token_hex(16))
        return self._is_of(self._nobodys, password)


def _step_back() -> None:
    """Let other threads go first; where the system knows a niceness of threads."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        nice = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(nice, NICE))


def first_password(name: str) -> str:
    """One to be read out and replaced, of some 79 bits: `k7qd-m3xa-…`; drawn again when it would be
    refused to a person of that name."""
    made = ""
    for _ in range(_DRAWS):
        made = "-".join(
            "".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)
        )
        if not password_fault(made, name):
            break
    return made
