"""Looks at sockets together while much happens, at once after a pause, and never holds up the loop.

On a clock of its own: sleeping moves it on.
"""

import socket
from collections.abc import Iterator

import pytest

from core.hub.unhurried_loop import (
    CROWDED_S,
    LATE_S,
    LOOK_EVERY_S,
    UnhurriedSelector,
    unhurried_loop,
)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept: list[float] = []
        self.late_s = 0.0
        """How much later than asked for the processor comes back."""

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds + self.late_s


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def looking(clock: Clock, pair: tuple[socket.socket, socket.socket]) -> Iterator[UnhurriedSelector]:
    selector = UnhurriedSelector(lambda: clock.now_s, clock.sleep)
    selector.register(pair[0], 1)
    yield selector
    selector.close()


def test_whoever_comes_after_a_pause_is_seen_at_once(
    clock: Clock, looking: UnhurriedSelector, pair: tuple[socket.socket, socket.socket]
) -> None:
    pair[1].send(b"a report")
    assert len(looking.select(1.0)) == 1
    assert clock.slept == []
    clock.now_s += LOOK_EVERY_S
    assert len(looking.select(None)) == 1
    assert clock.slept == []


def test_while_much_happens_it_is_taken_up_together(
    clock: Clock, looking: UnhurriedSelector, pair: tuple[socket.socket, socket.socket]
) -> None:
    pair[1].send(b"a report")
    looking.select(1.0)
    clock.now_s += LOOK_EVERY_S / 3
    assert len(looking.select(1.0)) == 1
    assert clock.slept == [pytest.approx(LOOK_EVERY_S * 2 / 3)]
    clock.now_s += LOOK_EVERY_S / 3
    assert len(looking.select(None)) == 1
    assert len(clock.slept) == 2


def test_what_the_loop_has_to_do_itself_is_not_delayed(
    clock: Clock, looking: UnhurriedSelector, pair: tuple[socket.socket, socket.socket]
) -> None:
    pair[1].send(b"a report")
    looking.select(1.0)
    assert len(looking.select(0)) == 1
    assert clock.slept == []
    looking.select(LOOK_EVERY_S / 10)
    assert clock.slept == [pytest.approx(LOOK_EVERY_S / 10)]


def test_where_the_processor_comes_back_late_it_is_not_given_away(
    clock: Clock, looking: UnhurriedSelector, pair: tuple[socket.socket, socket.socket]
) -> None:
    pair[1].send(b"a report")
    clock.late_s = LATE_S * 1.1
    looking.select(1.0)
    looking.select(1.0)
    assert len(clock.slept) == 1
    looking.select(1.0)
    clock.now_s += CROWDED_S - LOOK_EVERY_S / 2
    looking.select(1.0)
    assert len(clock.slept) == 1, "the machine may be as crowded as before"
    clock.now_s += LOOK_EVERY_S * 2 / 3
    looking.select(1.0)
    assert len(clock.slept) == 2


def test_a_little_late_is_usual(
    clock: Clock, looking: UnhurriedSelector, pair: tuple[socket.socket, socket.socket]
) -> None:
    pair[1].send(b"a report")
    clock.late_s = LATE_S * 0.9
    for _ in range(3):
        looking.select(1.0)
    assert len(clock.slept) == 2, "after the first look, at once"


def test_a_look_that_finds_nothing_makes_nobody_wait(
    clock: Clock, looking: UnhurriedSelector, pair: tuple[socket.socket, socket.socket]
) -> None:
    assert looking.select(0) == []
    pair[1].send(b"a report")
    assert len(looking.select(1.0)) == 1
    assert clock.slept == []


def test_the_loop_serves_as_any_other() -> None:
    async def twice() -> int:
        return 2

    loop = unhurried_loop()
    try:
        assert loop.run_until_complete(twice()) == 2
    finally:
        loop.close()
