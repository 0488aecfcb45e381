"""Strangers as a process of their own: bad tokens at a pace, and logins meanwhile.

Plain sockets in a few threads, every byte made beforehand: what strangers cost must be the hub's
work, not that of a client which is kind enough to check what it is answered.
"""

import json
import os
import socket
import time
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from urllib.parse import urlsplit

from msgspec import Struct

from core.hub import protocol as p
from core.model import DepotId
from core.state import FOLD_VERSION

THREADS = 8
BAD = "x" * 43
_PATIENCE_S = 30


class Counted(Struct):
    """What the strangers saw."""

    shown: int = 0
    turned_away: int = 0
    """Of them, before a handshake: told to wait, or hung up on."""
    logins: int = 0
    looked_at: int = 0
    """Of the logins, those whose password was checked."""
    took_s: float = 0.0
    cpu_s: float = 0.0
    """Of the processors' time, what the strangers needed themselves."""


class Siege(Struct, frozen=True):
    """How many a second, for how long, from which address."""

    a_second: int
    seconds: int
    logins: int
    depot: DepotId
    address: str


def besiege(ws: str, http: str, siege: Siege) -> "tuple[Callable[[], Counted], Callable[[], None]]":
    """Begin in another process; the first answer waits for what it counted, the second ends it."""
    context = get_context("spawn")
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=_besiege, args=(ws, http, siege, tell))
    process.start()
    return told.recv, process.join


def _besiege(ws: str, http: str, siege: Siege, tell: Connection) -> None:
    began_s, counts = time.perf_counter(), [Counted() for _ in range(2 * THREADS)]
    threads = [
        Thread(target=work, args=(where, siege, number, counted))
        for number in range(THREADS)
        for work, where, counted in (
            (_show, ws, counts[number]),
            (_sign_in, http, counts[THREADS + number]),
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = os.times()
    total = Counted(took_s=time.perf_counter() - began_s, cpu_s=used.user + used.system)
    for each in counts:
        total.shown += each.shown
        total.turned_away += each.turned_away
        total.logins += each.logins
        total.looked_at += each.looked_at
    tell.send(total)


def _show(ws: str, siege: Siege, number: int, counted: Counted) -> None:
    """Every n-th of them, each at its moment; one that is late comes at once."""
    parts = urlsplit(ws)
    where = (parts.hostname or "", parts.port or 0)
    hello, handshake = hello_of(siege.depot), handshake_of(parts.netloc)
    began_s = time.perf_counter()
    for each in range(number, siege.a_second * siege.seconds, THREADS):
        wait_s = began_s + each / siege.a_second - time.perf_counter()
        if wait_s > 0:
            time.sleep(wait_s)
        counted.shown += 1
        counted.turned_away += not show_token(where, siege.address, handshake, hello)


def show_token(where: tuple[str, int], address: str, handshake: bytes, hello: bytes) -> bool:
    """Whether the hub listened at all."""
    try:
        with socket.create_connection(where, _PATIENCE_S, (address, 0)) as line:
            line.sendall(handshake)
            if not line.recv(4096).startswith(b"HTTP/1.1 101"):
                return False
            line.sendall(hello)
            line.recv(4096)
    except TimeoutError:
        raise
    except OSError:
        return False
    return True


def handshake_of(netloc: str) -> bytes:
    """How a websocket begins (RFC 6455, 4.1)."""
    key = b64encode(bytes(16)).decode()
    return (
        f"GET / HTTP/1.1\r\nHost: {netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def hello_of(depot: DepotId) -> bytes:
    """A bad token in a masked text frame (RFC 6455, 5.2); the mask is all zeros."""
    payload = p.encode(p.Hello(BAD, p.PROTOCOL, depot, FOLD_VERSION))
    assert 126 <= len(payload) < 2**16
    return b"\x81\xfe" + len(payload).to_bytes(2, "big") + bytes(4) + payload


def _sign_in(http: str, siege: Siege, number: int, counted: Counted) -> None:
    line = HTTPConnection(
        urlsplit(http).netloc, timeout=_PATIENCE_S, source_address=(siege.address, 0)
    )
    began_s = time.perf_counter()
    for each in range(number, siege.logins, THREADS):
        wait_s = began_s + each * siege.seconds / siege.logins - time.perf_counter()
        if wait_s > 0:
            time.sleep(wait_s)
        counted.logins += 1
        counted.looked_at += sign_in(line, f"name{each % 50}", each) != 429
    line.close()


def sign_in(line: HTTPConnection, name: str, number: int) -> int:
    """The status of the answer."""
    body = json.dumps({"name": name, "password": f"guess {number}"})
    line.request("POST", "/sign-in", body, {"Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    return answer.status
