"""A listening socket that lets nobody in who has to wait, before any of the hub's work is spent.

A handshake costs the hub a third of a millisecond, and some two with TLS: two thousand strangers a
second would be served and nobody else. Here such a one costs a few calls of the system. Where an
event loop accepts without asking the socket (Windows), the hub's later checks do the same.

Who asks in the clear where TLS is spoken is told so, which TLS itself has no words for.
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from core.hub.growing_delay import wait_words
from core.hub.rate_limit import RateLimit
from core.hub.seats import Seats

TURNED_AWAY_AT_ONCE = 16
"""In one turn of the event loop, a millisecond; then it looks after those who are in."""
LET_IN_AT_ONCE = 4
"""In one turn: a crowd at the door is shaken hands with a few at a time."""
QUEUED_AT_DOOR = 1024
"""In the system's queue meanwhile: after a restart everybody comes at once."""
TOLD_AT_ONCE, TOLD_PER_S = 20, 20
"""Who is turned away is told why; most of a flood is only hung up on."""
FULL = "The hub has as many connections as it can serve. Try again later."
IN_THE_CLEAR = (
    "This hub is reached with encryption only: write https:// where the address begins with "
    "http://, and wss:// instead of ws://."
)
_FULL_FOR_S = 10.0
_MOST_READ = 4096
_METHODS = frozenset(bytes([letter]) for letter in range(ord("A"), ord("Z") + 1))
"""What a request in the clear begins with; no record of TLS does."""


class Guest(socket.socket):
    """A caller who was let in; closing it gives the seat back."""

    left: Callable[[], None] | None = None

    def close(self) -> None:
        super().close()
        left, self.left = self.left, None
        if left is not None:
            left()


class EncryptedGuest(Guest):
    """One who is to speak TLS. What is no TLS from its first bytes on, the event loop hangs up on;
    `refuse` may say something before."""

    refuse: Callable[[socket.socket], None] | None = None

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        count = super().recv_into(buffer, nbytes, flags)
        refuse, self.refuse = self.refuse, None
        if refuse is not None and bytes(memoryview(buffer)[: min(count, 1)]) in _METHODS:
            refuse(self)
        return count


class FrontDoor(socket.socket):
    """Takes a bound socket over. `accept` gives only whom `wait_s` lets in and who finds a seat."""

    def __init__(
        self,
        bound: socket.socket,
        wait_s: Callable[[str], float],
        *,
        seats: Seats,
        home: Callable[[str], str],
        is_plain: bool,
    ) -> None:
        """`wait_s` says how long an address has to wait, `home` whose seats it takes; `is_plain`:
        no TLS, so that the wait can be told."""
        super().__init__(bound.family, bound.type, bound.proto, fileno=bound.detach())
        self._wait_s = wait_s
        self._seats = seats
        self._home = home
        self._is_plain = is_plain
        self._words = RateLimit(TOLD_AT_ONCE, TOLD_PER_S * 60)
        self._let_in = 0
        self.is_asked = False
        """Whether the event loop accepts by asking this socket."""

    def accept(self) -> tuple[socket.socket, Any]:
        """The next guest. Raises `BlockingIOError` when there is none in this turn of the loop."""
        self.is_asked = True
        if self._let_in >= LET_IN_AT_ONCE:
            self._let_in = 0
            raise BlockingIOError
        for _ in range(TURNED_AWAY_AT_ONCE):
            try:
                caller, address = super().accept()
            except BlockingIOError:
                self._let_in = 0
                raise
            remote = str(address[0])
            wait_s = self._wait_s(remote)
            home = self._home(remote)
            if wait_s > 0:
                self._turn_away(
                    caller, _answer("429 Too Many Requests", wait_words(wait_s), wait_s)
                )
            elif not self._seats.take(home):
                self._turn_away(caller, _answer("503 Service Unavailable", FULL, _FULL_FOR_S))
            else:
                self._let_in += 1
                return self._guest(caller, home), address
        self._let_in = 0
        raise BlockingIOError

    def _guest(self, caller: socket.socket, home: str) -> Guest:
        kind = Guest if self._is_plain else EncryptedGuest
        guest = kind(caller.family, caller.type, caller.proto, fileno=caller.detach())
        guest.left = lambda: self._seats.give_back(home)
        if isinstance(guest, EncryptedGuest):
            guest.refuse = self._refuse
        return guest

    def _refuse(self, guest: socket.socket) -> None:
        if self._words.admits("", time.monotonic()):
            with suppress(OSError):
                guest.send(_answer("400 Bad Request", IN_THE_CLEAR))

    def _turn_away(self, caller: socket.socket, answer: bytes) -> None:
        with caller, suppress(OSError):
            if self._is_plain and self._words.admits("", time.monotonic()):
                caller.setblocking(False)
                caller.send(answer)
                # What it has sent already is taken: a close would else reach it before the answer.
                caller.recv(_MOST_READ)


def _answer(status: str, words: str, wait_s: float = 0.0) -> bytes:
    body = f"{words}\n"
    again = f"Retry-After: {max(1, round(wait_s))}\r\n" if wait_s > 0 else ""
    return (
        f"HTTP/1.1 {status}\r\n{again}"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Connection: close\r\n\r\n{body}"
    ).encode()
