"""What a mailbox holds goes out in order, at once while the client reads, and waits while it does
not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection

from core.hub.mailbox import Mailbox
from core.hub.outflow import Outflow
from core.hub.patient_connection import PatientConnection
from tests.core.hub.hub_builders import until
from tests.core.hub.test_patient_connection import talking_to


class Ends:
    """Both ends of a line whose hub's end sends what is in a mailbox."""

    def __init__(self) -> None:
        self.mailbox = Mailbox()
        self.outflow: Outflow
        self.here: PatientConnection
        self.client: ClientConnection


@asynccontextmanager
async def flowing() -> AsyncIterator[Ends]:
    ends, is_there = Ends(), asyncio.Event()

    async def serve(connection: ServerConnection) -> None:
        assert isinstance(connection, PatientConnection)
        ends.here, ends.outflow = connection, Outflow(connection, ends.mailbox)
        is_there.set()
        await connection.wait_closed()
        await ends.outflow.stop()

    async with talking_to(serve) as client, asyncio.timeout(20):
        await is_there.wait()
        ends.client = client
        yield ends


async def test_what_is_added_in_one_turn_leaves_with_one_write() -> None:
    async with flowing() as ends:
        with patch.object(ends.here.transport, "write", wraps=ends.here.transport.write) as write:
            ends.mailbox.post("view", lambda: b"view")
            ends.mailbox.put(b"one")
            ends.mailbox.put(b"two")
            assert [await ends.client.recv() for _ in range(3)] == ["one", "two", "view"]
            assert write.call_count == 1
        ends.mailbox.put(b"three")
        assert await ends.client.recv() == "three"


async def test_what_a_client_does_not_read_waits_where_it_is_counted() -> None:
    async with flowing() as ends:
        ends.client.transport.pause_reading()
        sent = 0
        while ends.mailbox.backlog_bytes < 1_000_000:
            ends.mailbox.put(f"{sent}:".encode() + b"x" * 50_000)
            sent += 1
            await asyncio.sleep(0)
        ends.client.transport.resume_reading()
        for number in range(sent):
            text = await ends.client.recv()
            assert isinstance(text, str)
            assert text.startswith(f"{number}:")
        await until(lambda: ends.mailbox.backlog_bytes == 0)
        ends.mailbox.put(b"and on")
        assert await ends.client.recv() == "and on"


async def test_a_burst_goes_out_a_part_at_a_time() -> None:
    async with flowing() as ends:
        for number in range(40):
            ends.mailbox.put(f"{number}:".encode() + b"x" * 10_000)
        for number in range(40):
            text = await ends.client.recv()
            assert isinstance(text, str)
            assert text.startswith(f"{number}:")


async def test_what_cannot_be_made_ends_the_line(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> bytes:
        raise ZeroDivisionError

    async with flowing() as ends:
        ends.mailbox.post("view", broken)
        await ends.client.wait_closed()
        assert "could not be made" in caplog.text


async def test_a_line_that_is_closed_takes_nothing_more() -> None:
    async with flowing() as ends:
        await ends.client.close()
        await ends.here.wait_closed()
        for _ in range(3):
            ends.mailbox.put(b"late")
            await asyncio.sleep(0)
        assert not ends.mailbox.is_empty, "after the first it is known"


async def test_who_is_let_go_while_he_does_not_read_leaves_nothing_behind() -> None:
    async with flowing() as ends:
        ends.client.transport.pause_reading()
        while ends.mailbox.is_empty:
            ends.mailbox.put(b"x" * 60_000)
            await asyncio.sleep(0)
        await ends.outflow.stop()
        assert ends.outflow._waiting is not None
        assert ends.outflow._waiting.done()
        ends.here.transport.abort()
        ends.client.transport.resume_reading()
