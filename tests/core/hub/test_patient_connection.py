"""Messages arrive whole, whatever pieces they come in; a peer that never ends one is let go."""

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from core.hub.patient_connection import MOST_FRAGMENTS, PatientConnection, _alone
from tests.core.hub.hub_builders import until

Handler = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def talking_to(handler: Handler) -> AsyncIterator[ClientConnection]:
    """A connection to a peer that does this."""
    async with serve(
        handler,
        "127.0.0.1",
        0,
        create_connection=PatientConnection,
        compression=None,
        close_timeout=0.1,
    ) as server:
        port = server.sockets[0].getsockname()[1]
        async with connect(
            f"ws://127.0.0.1:{port}", compression=None, max_size=None, proxy=None
        ) as connection:
            yield connection


@asynccontextmanager
async def echoing() -> AsyncIterator[ClientConnection]:
    """A connection to a peer that sends every whole message back."""

    async def echo(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await connection.send(await connection.recv())

    async with talking_to(echo) as connection:
        yield connection


@pytest.mark.parametrize(
    "message", ["", "plain", b"binary", ["van ", "\N{DELIVERY TRUCK} ", ""], [b"by", b"", b"tes"]]
)
async def test_a_message_is_what_was_sent(message: str | bytes | list[str] | list[bytes]) -> None:
    async with echoing() as connection:
        await connection.send(message)
        whole = message if isinstance(message, str | bytes) else message[0][:0].join(message)  # type: ignore[arg-type]
        assert await connection.recv() == whole


async def test_the_next_message_is_its_own() -> None:
    async with echoing() as connection:
        # The client adds an empty fragment that ends the message.
        await connection.send(["a"] * (MOST_FRAGMENTS - 1))
        await connection.send("b")
        assert await connection.recv() == "a" * (MOST_FRAGMENTS - 1)
        assert await connection.recv() == "b"


async def test_a_message_without_end_ends_the_connection() -> None:
    async with echoing() as connection:
        with suppress(ConnectionClosed):
            await connection.send([""] * 100_000)
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
        assert closed.value.rcvd is None, "it is cut, without a handshake to wait for"


async def test_what_comes_in_one_go_is_read_in_bites_and_in_order() -> None:
    async with echoing() as connection:
        sent = [f"{number}:" + "x" * (number % 7 * 500) for number in range(300)]
        sending = asyncio.create_task(_send_all(connection, sent))
        assert [await connection.recv() for _ in sent] == sent
        await sending
        long = "y" * 200_000
        await connection.send(long)
        assert await connection.recv() == long


async def test_messages_that_are_sent_together_arrive_one_by_one() -> None:
    texts = ["", "one", "zwö", "x" * 125, "y" * 126, "z" * 65_535, "ä" * 32_768, "end"]
    late: list[ConnectionClosed] = []

    async def speak(connection: ServerConnection) -> None:
        assert isinstance(connection, PatientConnection)
        await connection.send_texts([text.encode() for text in texts])
        await connection.recv()
        await connection.close()
        with pytest.raises(ConnectionClosed) as closed:
            await connection.send_texts([b"late"])
        late.append(closed.value)

    async with talking_to(speak) as connection:
        assert [await connection.recv() for _ in texts] == texts
        await connection.send("bye")
        await connection.wait_closed()
    assert len(late) == 1


async def test_a_line_that_breaks_while_its_peer_does_not_read_is_a_closed_one() -> None:
    speaking: list[ServerConnection] = []
    ended: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    async def speak(connection: ServerConnection) -> None:
        assert isinstance(connection, PatientConnection)
        speaking.append(connection)
        try:
            while True:
                await connection.send_texts([b"x" * 60_000])
        except BaseException as error:
            ended.set_result(error)

    async with talking_to(speak) as connection, asyncio.timeout(10):
        connection.transport.pause_reading()
        await until(lambda: speaking and speaking[0].paused)
        # Reset instead of an orderly end, as by a router that forgot the line.
        peer = connection.transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.transport.abort()
        assert isinstance(await ended, ConnectionClosed)


async def _send_all(connection: ClientConnection, messages: list[str]) -> None:
    for message in messages:
        await connection.send(message)


async def test_who_broke_the_protocol_keeps_no_seat() -> None:
    gone = asyncio.Event()

    async def hear(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            await connection.recv()
        gone.set()

    async with talking_to(hear) as connection, asyncio.timeout(10):
        connection.transport.write(b"\xc1\x80" + bytes(4))
        await gone.wait()


async def test_what_breaks_the_protocol_ends_the_connection() -> None:
    async with echoing() as connection:
        # A text frame whose head has a reserved bit, and a flood behind it.
        connection.transport.write(b"\xc1\x80" + bytes(4) + bytes(300_000))
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1002


@pytest.mark.parametrize("seed", range(4))
async def test_messages_arrive_in_order_however_they_are_cut_and_whoever_takes_them(
    seed: int,
) -> None:
    """Short ones that come alone are taken at once, or left to who waits for them."""
    rng = random.Random(seed)
    sent = [f"{number}:" + "ä" * rng.choice([0, 1, 57, 60, 70, 500, 700]) for number in range(400)]
    got: list[str] = []
    at_once = 0

    def take(text: str) -> bool:
        nonlocal at_once
        if rng.random() < 0.3:
            return False
        got.append(text)
        at_once += 1
        return True

    async def hear(connection: ServerConnection) -> None:
        assert isinstance(connection, PatientConnection)
        with suppress(ConnectionClosed):
            while True:
                connection.at_once = take
                text = await connection.recv()
                connection.at_once = None
                assert isinstance(text, str)
                got.append(text)
                if rng.random() < 0.1:
                    await asyncio.sleep(0.001)

    async with talking_to(hear) as connection, asyncio.timeout(20):
        frames = [
            bytes(Frame(Opcode.TEXT, text.encode()).serialize(mask=True))
            if rng.random() < 0.9
            else _in_pieces(text.encode())
            for text in sent
        ]
        while frames:
            some = b"".join(
                frames.pop(0) for _ in range(min(len(frames), rng.choice([1, 1, 1, 4])))
            )
            cut = rng.randrange(len(some)) if rng.random() < 0.3 else 0
            for piece in (some[:cut], some[cut:]):
                connection.transport.write(piece)
                await asyncio.sleep(0.001)
        await until(lambda: len(got) == len(sent))
    assert got == sent
    assert at_once > 50


def _in_pieces(text: bytes) -> bytes:
    middle = len(text) // 2
    first = Frame(Opcode.TEXT, text[:middle], fin=False).serialize(mask=True)
    ping = Frame(Opcode.PING, b"").serialize(mask=True)
    return bytes(first + ping + Frame(Opcode.CONT, text[middle:]).serialize(mask=True))


@pytest.mark.parametrize("is_taken_at_once", [False, True])
async def test_what_is_no_text_is_refused_as_ever(is_taken_at_once: bool) -> None:
    taken: list[str] = []

    def take(text: str) -> bool:
        taken.append(text)
        return True

    async def hear(connection: ServerConnection) -> None:
        assert isinstance(connection, PatientConnection)
        with suppress(ConnectionClosed):
            await connection.recv()
            connection.at_once = take if is_taken_at_once else None
            await connection.recv()

    async with talking_to(hear) as connection, asyncio.timeout(10):
        await connection.send("first")
        connection.transport.write(Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True))
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1007
    assert taken == []


async def test_a_text_within_another_ones_pieces_breaks_the_protocol() -> None:
    async with echoing() as connection:
        connection.transport.write(Frame(Opcode.TEXT, b"a", fin=False).serialize(mask=True))
        await asyncio.sleep(0.01)
        connection.transport.write(Frame(Opcode.TEXT, b"b").serialize(mask=True))
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1002


async def test_the_end_of_a_message_that_looks_like_another_one_is_its_end() -> None:
    text = "\u1042abcdef".encode()
    frame = b"\x81" + bytes([0x80 | len(text)]) + bytes(4) + text
    first, rest = frame[:7], frame[7:]
    assert _alone(rest) is not None
    async with echoing() as connection, asyncio.timeout(10):
        connection.transport.write(first)
        await asyncio.sleep(0.01)
        connection.transport.write(rest)
        assert await connection.recv() == text.decode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81\x80",
        b"\x81\x01a",  # not masked
        b"\x01\x81abcdx",  # more of it is to come
        b"\x82\x81abcdx",
        b"\xc1\x81abcdx",
        b"\x81\x82abcdx",  # a byte is missing
        b"\x81\x81abcdxy",  # and here begins another
        b"\x81\xfe\x00\x01abcdx",  # a length in more bytes than it needs
        b"\x81\xfe\x00\x80",
        b"\x81\xff" + bytes(7) + b"\x01abcdx",
        b"\x81\xfe\x04\x01abcd" + bytes(1025),
    ],
)
def test_what_is_not_a_short_text_alone_is_left_to_websockets(data: bytes) -> None:
    assert _alone(data) is None


@pytest.mark.parametrize("size", [0, 1, 125, 126, 1024])
def test_a_short_text_alone_is_taken_apart(size: int) -> None:
    text = bytes(number % 251 for number in range(size))
    assert _alone(bytes(Frame(Opcode.TEXT, text).serialize(mask=True))) == text
