"""Passwords are argon2 hashes, and few are looked at at once."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

import pytest

from core.hub import passwords as module
from core.hub.passwords import Busy, Passwords, first_password
from core.hub.people import password_fault


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    opened = Passwords()
    yield opened
    opened.close()


async def test_a_hash_proves_its_password_and_no_other(passwords: Passwords) -> None:
    hash_ = await passwords.hashed("correct horse")
    assert hash_.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert await passwords.proves(hash_, "correct horse")
    assert not await passwords.proves(hash_, "correct horses")
    assert not await passwords.proves("no hash", "correct horse")
    assert not await passwords.proves("", "correct horse")


@pytest.mark.skipif(sys.platform != "linux", reason="only there a thread has a niceness")
async def test_who_works_comes_before_who_signs_in(passwords: Passwords) -> None:
    def niceness() -> str:
        return str(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert await passwords._in_turn(niceness) == str(max(own, module.NICE))
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


async def test_few_may_wait(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    answers = await asyncio.gather(
        *(passwords.proves("", "x") for _ in range(5)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [bool, bool, Busy, Busy, Busy]


def test_a_first_password_is_a_good_one() -> None:
    made = {first_password("ana") for _ in range(100)}
    assert len(made) == 100
    assert all(password_fault(password, "ana") == "" for password in made)


def test_a_first_password_does_not_have_its_persons_name_in_it() -> None:
    assert all(password_fault(first_password("e"), "e") == "" for _ in range(100))
    assert first_password("-").count("-") == 3, "there is none without it"
