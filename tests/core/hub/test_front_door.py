"""The listening socket lets in whom the hub listens to, and nobody else costs it anything."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from core.hub.front_door import (
    LET_IN_AT_ONCE,
    TOLD_AT_ONCE,
    TURNED_AWAY_AT_ONCE,
    FrontDoor,
)
from core.hub.seats import Seats


@contextmanager
def door_with(wait_s: float, *, is_plain: bool = True, seats: int = 100) -> Iterator[FrontDoor]:
    bound = socket.create_server(("127.0.0.1", 0), backlog=128)
    with FrontDoor(
        bound, lambda address: wait_s, seats=Seats(seats), home=str, is_plain=is_plain
    ) as door:
        door.settimeout(5)
        yield door


def knock(door: FrontDoor) -> socket.socket:
    return socket.create_connection(door.getsockname()[:2], timeout=5)


def heard(line: socket.socket) -> bytes:
    """What the caller was told before the hub hung up."""
    with closing(line):
        try:
            return line.recv(4096)
        except ConnectionResetError:
            return b""


def test_who_need_not_wait_comes_in() -> None:
    with door_with(0) as door, closing(knock(door)) as line:
        caller, address = door.accept()
        with caller:
            assert address == line.getsockname()
        assert door.is_asked


def test_who_must_wait_is_told_how_long_and_another_comes_in() -> None:
    waits = iter([2.4, 0.0])
    with door_with(0) as door:
        door._wait_s = lambda address: next(waits)
        first, second = knock(door), knock(door)
        caller, address = door.accept()
        with caller, closing(second):
            assert address == second.getsockname()
        answer = heard(first)
        assert answer.startswith(b"HTTP/1.1 429 ")
        assert b"Retry-After: 2\r\n" in answer
        assert answer.endswith(b"Too many tries. Try again in 2 seconds.\n")


def test_an_encrypted_line_is_only_hung_up() -> None:
    with door_with(9, is_plain=False) as door:
        line = knock(door)
        door.setblocking(False)
        with pytest.raises(BlockingIOError):
            door.accept()
        assert heard(line) == b""


def test_a_flood_is_hung_up_on_and_leaves_the_loop_its_turn() -> None:
    with door_with(9) as door:
        turns = 1 + 4 * TOLD_AT_ONCE // TURNED_AWAY_AT_ONCE
        lines = [knock(door) for _ in range(turns * TURNED_AWAY_AT_ONCE)]
        door.setblocking(False)
        told = 0
        for turn in range(turns):
            with pytest.raises(BlockingIOError):
                door.accept()
            first = turn * TURNED_AWAY_AT_ONCE
            told += sum(bool(heard(line)) for line in lines[first : first + TURNED_AWAY_AT_ONCE])
            # The rest waits for the next turn.
            for line in lines[first + TURNED_AWAY_AT_ONCE :][:1]:
                line.setblocking(False)
                with pytest.raises(BlockingIOError):
                    line.recv(1)
                line.settimeout(5)
        assert told in range(TOLD_AT_ONCE, len(lines))


def test_a_crowd_comes_in_a_few_at_a_time() -> None:
    with door_with(0) as door:
        lines = [knock(door) for _ in range(LET_IN_AT_ONCE + 1)]
        guests = [door.accept()[0] for _ in range(LET_IN_AT_ONCE)]
        with pytest.raises(BlockingIOError):
            door.accept()
        guests.append(door.accept()[0])
        for each in (*lines, *guests):
            each.close()


def test_who_goes_leaves_a_seat_to_the_next() -> None:
    with door_with(0, seats=2) as door, closing(knock(door)):
        guest, _ = door.accept()
        door.setblocking(False)
        with closing(knock(door)) as line:
            with pytest.raises(BlockingIOError):
                door.accept()
            assert line.recv(4096).startswith(b"HTTP/1.1 503 ")
        guest.close()
        guest.close()
        with closing(knock(door)), closing(door.accept()[0]), closing(knock(door)) as line:
            with pytest.raises(BlockingIOError):
                door.accept()
            assert line.recv(4096).startswith(b"HTTP/1.1 503 "), "it was one seat"


def test_a_flood_in_the_clear_is_told_no_more_than_a_few_times() -> None:
    told = 0
    with door_with(0, is_plain=False) as door:
        for _ in range(2 * TOLD_AT_ONCE):
            with closing(knock(door)) as line:
                line.sendall(b"GET / HTTP/1.1\r\n\r\n")
                guest = let_in(door)
                assert guest.recv_into(bytearray(1000)) > 0
                line.sendall(b"GET / HTTP/1.1\r\n\r\n")
                assert guest.recv_into(bytearray(1000)) > 0
                guest.close()
                told += heard(line).count(b"HTTP/1.1 400")
    assert told in range(TOLD_AT_ONCE, 2 * TOLD_AT_ONCE)


def test_who_speaks_tls_is_told_nothing_and_an_end_is_no_request() -> None:
    for sent in (b"\x16\x03\x01", b""):
        with door_with(0, is_plain=False) as door, closing(knock(door)) as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            with let_in(door) as guest:
                assert guest.recv_into(bytearray(1000)) == len(sent)
            assert heard(line) == b""


def let_in(door: FrontDoor) -> socket.socket:
    """The next guest; a few come in one turn of the loop."""
    try:
        return door.accept()[0]
    except BlockingIOError:
        return door.accept()[0]
