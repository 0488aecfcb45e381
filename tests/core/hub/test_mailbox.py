"""Frames on their way to a client."""

import asyncio

import pytest

from core.hub.mailbox import Mailbox, Overfull
from tests.core.hub.taken import taken


async def test_frames_come_in_order_and_posted_ones_after_them() -> None:
    mailbox = Mailbox()
    mailbox.post("view", lambda: b"newest")
    mailbox.put(b"one")
    mailbox.put(b"two")
    assert [await taken(mailbox) for _ in range(3)] == [b"one", b"two", b"newest"]


async def test_the_rest_is_all_that_waits_but_no_more_than_so_many_bytes() -> None:
    mailbox = Mailbox(max_bytes=100)
    mailbox.post("none", lambda: None)
    mailbox.post("view", lambda: b"newest")
    for frame in (b"one", b"two", b"three", b"four"):
        mailbox.put(frame)
    assert await taken(mailbox) == b"one"
    assert mailbox.rest(4) == [b"two", b"three"]
    assert mailbox.backlog_bytes == len(b"four")
    assert mailbox.rest(100) == [b"four", b"newest"]
    assert mailbox.rest(100) == []
    await asyncio.wait_for(mailbox.emptied(), 1)


async def test_of_posted_frames_only_the_newest_is_made() -> None:
    mailbox = Mailbox()
    mailbox.post("view", lambda: b"old")
    mailbox.post("view", lambda: b"new")
    assert await taken(mailbox) == b"new"
    mailbox.put(b"next")
    assert await taken(mailbox) == b"next"


async def test_a_posted_frame_may_turn_out_to_be_needless() -> None:
    mailbox = Mailbox()
    mailbox.post("view", lambda: None)
    taking = asyncio.create_task(taken(mailbox))
    await asyncio.sleep(0)
    mailbox.put(b"real")
    assert await taking == b"real"


async def test_a_client_that_does_not_read_overfills_it() -> None:
    mailbox = Mailbox(max_bytes=10)
    mailbox.put(b"12345678")
    with pytest.raises(Overfull):
        mailbox.put(b"123")


async def test_a_snapshot_does_not_count_and_what_was_taken_is_forgotten() -> None:
    mailbox = Mailbox(max_bytes=10)
    mailbox.put(b"x" * 1000, is_counted=False)
    mailbox.put(b"12345678")
    await taken(mailbox)
    await taken(mailbox)
    mailbox.put(b"12345678")
    assert await taken(mailbox) == b"12345678"


async def test_emptied_waits_for_what_was_put() -> None:
    mailbox = Mailbox()
    await mailbox.emptied()
    mailbox.put(b"one")
    waiting = asyncio.create_task(mailbox.emptied())
    await asyncio.sleep(0)
    assert not waiting.done()
    await taken(mailbox)
    await waiting
