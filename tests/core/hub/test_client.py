"""The clients' end of the line: nothing is lost while it is down."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.client import Address, DriverClient, HubClient, Line, LineState, Unreached
from core.hub.outbox import Outbox, OutboxUnavailable, Pending
from core.hub.photo_upload import PHOTO_PART_BYTES, PhotoRefused, upload_photo
from core.model import ActorId, DepotId, OrderId, RouteId, StopId
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    MORNING,
    driver_actor,
    reports,
    running_hub,
    until,
)
from tests.pictures import jpeg

LOCK = c.LockRoute(RouteId("r1"))
PHOTO = jpeg(b"photo" * PHOTO_PART_BYTES)


@asynccontextmanager
async def scripted_hub(*answers: p.FromHub) -> AsyncIterator[Address]:
    """Welcomes everybody and answers the nth command with the nth answer, under its id."""
    left = list(answers)

    async def converse(connection: ServerConnection) -> None:
        await connection.recv()
        welcome = p.Welcome(ANA.id, ANA.role, DEPOT, 1, 1, "http://127.0.0.1:1")
        await connection.send(p.encode(welcome), text=True)
        async for text in connection:
            frame = p.decode_from_client(text)
            assert isinstance(frame, p.Ask)
            answer = left.pop(0)
            assert isinstance(answer, p.Accepted | p.Refused)
            await connection.send(p.encode(replace(answer, id=frame.id)), text=True)

    async with serve(converse, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield Address(f"ws://127.0.0.1:{port}", "t" * 43, DEPOT)


@asynccontextmanager
async def running(client: HubClient) -> AsyncIterator[None]:
    task = asyncio.create_task(client.run())
    try:
        yield
    finally:
        client.stop()
        await task


def nobody_listens() -> Address:
    return Address("ws://127.0.0.1:9", "t" * 43, DEPOT)


async def test_what_is_composed_while_the_line_is_down_is_sent_in_order(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        outbox = Outbox(tmp_path / "outbox")
        client = HubClient(nobody_listens(), on_frame=lambda frame: None, outbox=outbox)
        async with running(client):
            await until(lambda: client.state.line is Line.DOWN)
            assert "No hub answers" in client.state.words
            asking = [
                asyncio.create_task(client.ask(command))
                for command in (LOCK, c.UnlockRoute(RouteId("r1")), LOCK)
            ]
            await until(lambda: len(client.pending()) == 3)
            client.move_to(hub.address())
            answers = await asyncio.gather(*asking)
        assert all(isinstance(answer, p.Accepted) for answer in answers)
        assert client.pending() == []
        outbox.close()


async def test_pending_commands_of_an_earlier_run_are_answered_too(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    outbox.put(Pending("old", LOCK))
    heard: list[tuple[str, str]] = []
    async with running_hub(tmp_path) as hub:
        client = HubClient(
            hub.address(),
            on_frame=lambda frame: None,
            on_answer=lambda pending, answer: heard.append((pending.id, type(answer).__name__)),
            outbox=outbox,
        )
        async with running(client):
            await until(lambda: heard)
    assert heard == [("old", "Accepted")]
    outbox.close()


async def test_a_refused_command_refuses_what_builds_on_it(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        client = HubClient(nobody_listens(), on_frame=lambda frame: None)
        async with running(client):
            bad = c.PlaceOrder(OrderId("nowhere"), RouteId("r1"), 0, 1)
            first = asyncio.create_task(client.ask(bad, frame_id="first"))
            second = asyncio.create_task(client.ask(LOCK, frame_id="second", after="first"))
            third = asyncio.create_task(client.ask(LOCK, frame_id="third", after="second"))
            other = asyncio.create_task(client.ask(c.LockRoute(RouteId("r2"))))
            await until(lambda: len(client.pending()) == 4)
            client.move_to(hub.address())
            refused, dependant, grandchild, independent = await asyncio.gather(
                first, second, third, other
            )
        assert isinstance(refused, p.Refused)
        assert isinstance(dependant, p.Refused)
        assert isinstance(grandchild, p.Refused)
        assert refused.words in dependant.words
        assert "builds on a change that was refused" in grandchild.words
        assert isinstance(independent, p.Accepted)


async def test_a_command_that_builds_on_an_accepted_one_is_sent() -> None:
    async with scripted_hub(p.Accepted("", 1), p.Accepted("", 2)) as address:
        client = HubClient(address, on_frame=lambda frame: None)
        async with running(client):
            answers = await asyncio.gather(
                client.ask(LOCK, frame_id="first"), client.ask(LOCK, after="first")
            )
    assert [type(answer) for answer in answers] == [p.Accepted, p.Accepted]


async def test_a_driver_asks_again_what_the_hub_could_not_do_for_the_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.hub.client.TEMPORARY_PAUSE_S", 0.01)
    full = p.Refused("", "The disk is full.", is_temporary=True)
    async with scripted_hub(full, full, p.Accepted("", 1)) as address:
        client = DriverClient(address, on_view=lambda view: None)
        async with running(client):
            assert isinstance(await client.report(LOCK), p.Accepted)


async def test_who_repeats_nothing_is_told_at_once_what_the_hub_cannot_do() -> None:
    full = p.Refused("", "The disk is full.", is_temporary=True)
    async with scripted_hub(full) as address:
        client = HubClient(address, on_frame=lambda frame: None)
        async with running(client):
            answer = await client.ask(LOCK)
    assert isinstance(answer, p.Refused)
    assert answer.words == "The disk is full."


async def test_a_console_asks_again_some_times_in_order_and_then_hears_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.hub.client.TEMPORARY_PAUSE_S", 0.02)
    full = p.Refused("", "The disk is full.", is_temporary=True)
    async with scripted_hub(full, full, p.Accepted("", 3), p.Accepted("", 4)) as address:
        heard: list[str] = []
        client = HubClient(
            address,
            on_frame=lambda frame: None,
            on_answer=lambda pending, answer: heard.append(pending.id),
            window=1,
            repeats=2,
        )
        async with running(client):
            answers = await asyncio.gather(
                client.ask(LOCK, frame_id="first"), client.ask(LOCK, frame_id="second")
            )
        assert heard == ["first", "second"]
        assert all(isinstance(answer, p.Accepted) for answer in answers)
    async with scripted_hub(full, full, full) as address:
        client = HubClient(address, on_frame=lambda frame: None, repeats=2)
        async with running(client):
            assert await client.ask(LOCK, frame_id="x") == replace(full, id="x")
        assert not client.pending()


async def test_a_command_too_long_for_a_frame_is_refused_before_it_is_sent() -> None:
    client = HubClient(nobody_listens(), on_frame=lambda frame: None)
    sequence = c.ResequenceRoute(RouteId("r1"), tuple(StopId("s" * 99) for _ in range(900)), 1)
    answer = await client.ask(sequence)
    assert isinstance(answer, p.Refused)
    assert "smaller parts" in answer.words
    assert client.pending() == []


async def test_the_clock_cannot_be_set_while_the_line_is_down() -> None:
    client = HubClient(nobody_listens(), on_frame=lambda frame: None)
    answer = await client.set_clock(5)
    assert isinstance(answer, p.Refused)
    assert "line to the hub is down" in answer.words


async def test_why_the_line_was_down_is_known_while_it_is_tried_again() -> None:
    client = HubClient(nobody_listens(), on_frame=lambda frame: None)
    client._tell(LineState(Line.DOWN, "The cable is out."))
    client._tell(LineState(Line.CONNECTING))
    with pytest.raises(Unreached, match="The cable is out"):
        await client.reach(0.01)
    client._tell(LineState(Line.LIVE))
    assert client.trouble == ""


async def test_who_does_not_wait_for_ever_hears_why_nobody_is_reached() -> None:
    client = HubClient(nobody_listens(), on_frame=lambda frame: None)
    async with running(client):
        with pytest.raises(Unreached, match="nothing listens there") as why:
            await client.reach(0.3)
        assert why.value.is_away
        with pytest.raises(Unreached, match="nothing listens there"):
            await client.ask_soon(LOCK, 0.05)


async def test_a_hub_that_takes_the_line_and_says_nothing_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = Address(f"ws://127.0.0.1:{silent.getsockname()[1]}", "t" * 43, DEPOT)
        client = HubClient(address, on_frame=lambda frame: None)
        task = asyncio.create_task(client.run())
        with pytest.raises(Unreached, match="nothing came back in time") as why:
            await client.reach(0.05)
        assert why.value.is_away
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("token", ["t" * 43, "wrong"])
async def test_who_is_not_let_in_hears_it_at_once(tmp_path: Path, token: str) -> None:
    async with running_hub(tmp_path) as hub:
        address = replace(hub.address(ANA), token=token)
        client = HubClient(address, on_frame=lambda frame: None)
        async with running(client):
            with pytest.raises(Unreached, match="unknown or has expired") as why:
                await client.reach(5)
            assert not why.value.is_away


async def test_what_is_asked_soon_is_answered_while_the_line_is_up(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        client = HubClient(hub.address(ANA), on_frame=lambda frame: None)
        async with running(client):
            await client.reach(5)
            assert isinstance(await client.ask_soon(LOCK, 5), p.Accepted)


async def test_an_administrator_who_means_a_depot_that_is_there_opens_none(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        root = Actor(ActorId("root"), Role.ADMIN, frozenset({EVERY_DEPOT}))
        nowhere = replace(hub.address(root), depot=DepotId("nowhere"))
        client = HubClient(nowhere, on_frame=lambda frame: None, must_exist=True)
        async with running(client):
            with pytest.raises(Unreached, match="no depot nowhere at this hub"):
                await client.reach(5)
        assert hub.server.depots == [DEPOT]


async def test_a_hub_that_speaks_nonsense_is_left_alone() -> None:
    async def converse(connection: ServerConnection) -> None:
        await connection.send("nonsense")
        await connection.wait_closed()

    lines: list[LineState] = []
    async with serve(converse, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        address = Address(f"ws://127.0.0.1:{port}", "t" * 43, DEPOT)
        client = HubClient(address, on_frame=lambda frame: None, on_line=lines.append)
        async with running(client):
            await until(lambda: client.state.line is Line.REJECTED)
    assert any("does not understand" in state.words for state in lines)


async def test_positions_are_held_back_while_the_line_is_down(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        client = DriverClient(nobody_listens(), on_view=lambda view: None)
        await client.locate([p.Fix(at=MORNING, lat=60, lon=n / 100) for n in range(700)])
        async with running(client):
            client.move_to(hub.address(driver_actor(1)))
            await until(lambda: client.is_live)
            await client.ask(c.StartRoute(RouteId("r1"), MORNING))
            await client.locate([p.Fix(at=MORNING, lat=60, lon=9)])
            await until(lambda: len(hub.log.positions(DEPOT, "d1", MORNING)) == 500)
            assert hub.log.last_positions(DEPOT)[0].lon == 9


async def test_a_report_brings_its_photo_along(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        client = DriverClient(hub.address(driver_actor(1)), on_view=lambda view: None)
        async with running(client):
            for command in list(reports(1))[:3]:
                await client.report(command)
            done = c.CompleteStop(StopId("s1_1"), MORNING)
            assert isinstance(await client.report(done, PHOTO), p.Accepted)
        digest = hashlib.sha256(PHOTO).hexdigest()
        stored = b"".join(event.body for event in hub.log.read(DEPOT, 0))
        assert digest.encode() in stored
        assert (tmp_path / "photos" / digest[:2] / digest).read_bytes() == PHOTO


async def test_a_report_goes_without_a_photo_that_nobody_will_take(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        client = DriverClient(hub.address(driver_actor(1)), on_view=lambda view: None)
        async with running(client):
            for command in list(reports(1))[:3]:
                await client.report(command)
            done = c.CompleteStop(StopId("s1_1"), MORNING)
            too_big = b"x" * (16 * 1024 * 1024 + 1)
            assert isinstance(await client.report(done, too_big), p.Accepted)


async def test_an_upload_goes_on_where_it_stopped(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        address, url = hub.address(driver_actor(1)), hub.server.http_url
        digest = hashlib.sha256(PHOTO).hexdigest()
        headers = {"Authorization": f"Bearer {address.token}"}
        async with aiohttp.ClientSession(headers=headers) as session:
            query = {"offset": "0", "size": str(len(PHOTO))}
            first = PHOTO[:1000]
            async with session.put(f"{url}/blobs/{digest}", params=query, data=first) as response:
                assert (await response.json())["offset"] == 1000
            async with session.put(f"{url}/blobs/{digest}", params=query, data=first) as response:
                assert response.status == 409
        assert await upload_photo(url, address.token, PHOTO) == digest
        assert await upload_photo(url, address.token, PHOTO) == digest
        with pytest.raises(PhotoRefused, match="no photo"):
            await upload_photo(url, address.token, b"<html>")
        with pytest.raises(aiohttp.ClientError, match="access token"):
            await upload_photo(url, "wrong" * 8, PHOTO)


async def test_a_device_that_is_not_known_for_a_moment_keeps_its_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_hub(tmp_path) as hub:
        known, refusals = hub.server.actor_of, [None]

        async def late(token: str) -> Actor | None:
            return refusals.pop() if refusals else await known(token)

        client = DriverClient(hub.address(driver_actor(1)), on_view=lambda view: None)
        async with running(client):
            for command in list(reports(1))[:3]:
                await client.report(command)
            monkeypatch.setattr(hub.server, "actor_of", late)
            done = c.CompleteStop(StopId("s1_1"), MORNING)
            assert isinstance(await client.report(done, PHOTO), p.Accepted)
        assert hub.server._blobs.has(hashlib.sha256(PHOTO).hexdigest())


async def test_moving_to_the_same_address_only_hurries(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        address = hub.address()
        client = HubClient(address, on_frame=lambda frame: None)
        async with running(client):
            await until(lambda: client.is_live)
            connection = client._connection
            client.move_to(address)
            await client.ask(LOCK)
            assert client._connection is connection


async def test_reports_reach_the_log_once_however_often_the_line_breaks(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        client: DriverClient

        def break_line(pending: Pending, answer: p.Accepted | p.Refused) -> None:
            assert client._connection is not None
            client._connection.transport.abort()
            client.hurry()

        client = DriverClient(
            hub.address(driver_actor(1)), on_view=lambda view: None, on_answer=break_line
        )
        async with running(client):
            answers = await asyncio.gather(*map(client.report, reports(1)))
        assert all(isinstance(answer, p.Accepted) for answer in answers)
        ids = [event.command_id for event in hub.log.read(DEPOT, 0) if event.actor_id == "d1"]
        assert list(dict.fromkeys(ids)) == [answer.id for answer in answers]


class FullDisk(Outbox):
    """Takes commands in, but cannot write what was answered."""

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        if statement.startswith("DELETE"):
            raise OutboxUnavailable("The disk is full.")
        super()._write(statement, values)


async def test_an_answer_counts_even_if_the_outbox_cannot_forget_it() -> None:
    outbox = FullDisk(None)
    async with scripted_hub(p.Accepted("", 1), p.Accepted("", 2)) as address:
        client = HubClient(address, on_frame=lambda frame: None, outbox=outbox)
        line = asyncio.create_task(client.run())
        async with asyncio.timeout(10):
            assert isinstance(await client.ask(LOCK), p.Accepted)
            assert isinstance(await client.ask(LOCK), p.Accepted)
        assert client.pending() == []
        client.stop()
        await line


async def test_what_this_program_cannot_read_is_said_and_tried_again() -> None:
    def unreadable(frame: p.FromHub) -> None:
        raise ValueError("an event of version 99")

    states: list[LineState] = []
    async with scripted_hub() as address:
        client = HubClient(address, on_frame=unreadable, on_line=states.append)
        line = asyncio.create_task(client.run())
        async with asyncio.timeout(10):
            await until(lambda: any(each.line is Line.REJECTED for each in states))
        assert "version 99" in states[-1].words
        assert not client.is_live
        client.stop()
        await line
