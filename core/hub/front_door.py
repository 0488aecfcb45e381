"""A listening socket that lets nobody in who has to wait, before any of the hub's work is spent.

A handshake costs the hub a third of a millisecond, and some two with TLS: two thousand strangers a
second would be served and nobody else. Here such a one costs a few calls of the system. Where an
event loop accepts without asking the socket (Windows), the hub's later checks do the same.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from core.hub.growing_delay import wait_words
from core.hub.rate_limit import RateLimit

TURNED_AWAY_AT_ONCE = 64
"""In one turn of the event loop, which then looks after those who are in."""
TOLD_AT_ONCE, TOLD_PER_S = 20, 20
"""Who is turned away is told how long to wait; most of a flood is only hung up on."""
_MOST_READ = 4096


class FrontDoor(socket.socket):
    """Takes a bound socket over. `accept` gives only whom `wait_s` lets in."""

    def __init__(
        self, bound: socket.socket, wait_s: Callable[[str], float], *, is_plain: bool
    ) -> None:
        """`wait_s` says how long an address has to wait; `is_plain`: no TLS, so that the wait can
        be told."""
        super().__init__(bound.family, bound.type, bound.proto, fileno=bound.detach())
        self._wait_s = wait_s
        self._is_plain = is_plain
        self._words = RateLimit(TOLD_AT_ONCE, TOLD_PER_S * 60)
        self.is_asked = False
        """Whether the event loop accepts by asking this socket."""

    def accept(self) -> tuple[socket.socket, Any]:
        self.is_asked = True
        for _ in range(TURNED_AWAY_AT_ONCE):
            caller, address = super().accept()
            wait_s = self._wait_s(str(address[0]))
            if wait_s <= 0:
                return caller, address
            self._turn_away(caller, wait_s)
        raise BlockingIOError

    def _turn_away(self, caller: socket.socket, wait_s: float) -> None:
        with caller, suppress(OSError):
            if self._is_plain and self._words.admits("", time.monotonic()):
                caller.setblocking(False)
                caller.send(_answer(wait_s))
                # What it has sent already is taken: a close would else reach it before the answer.
                caller.recv(_MOST_READ)


def _answer(wait_s: float) -> bytes:
    words = f"{wait_words(wait_s)}\n"
    return (
        "HTTP/1.1 429 Too Many Requests\r\n"
        f"Retry-After: {max(1, round(wait_s))}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(words)}\r\n"
        f"Connection: close\r\n\r\n{words}"
    ).encode()
