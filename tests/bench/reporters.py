"""Drivers who report at a steady rate, in a process of their own, for the live benchmark.

Reads an `Errand` from stdin and prints what it sent: when, and under which seq it was committed.
`perf_counter` is one clock for all processes of a machine.
"""

import asyncio
import sys
from collections.abc import Callable
from time import perf_counter

import msgspec
from msgspec import Struct

from core.commands import Command
from core.demo_day import DEPOT_ID
from core.hub import protocol as p
from core.hub.client import Address, DriverClient


class Errand(Struct, frozen=True):
    """What to report, by whom, and how many reports a second."""

    ws_url: str
    tokens: dict[str, str]
    reports: tuple[tuple[str, Command], ...]
    per_second: float


class Sent(Struct, frozen=True):
    """A report that was accepted: when it left and the event it became."""

    at: float
    seq: int


async def drive(errand: Errand) -> list[Sent]:
    """Connect everybody, then report at the pace asked for."""
    clients: dict[str, DriverClient] = {}
    heard: list[asyncio.Event] = []
    lines = []
    for driver_id, token in errand.tokens.items():
        event = asyncio.Event()
        heard.append(event)
        address = Address(errand.ws_url, token, DEPOT_ID)
        clients[driver_id] = DriverClient(address, on_view=_tell(event))
        lines.append(asyncio.create_task(clients[driver_id].run()))
    await asyncio.gather(*(event.wait() for event in heard))
    found: list[Sent] = []

    async def report(driver_id: str, command: Command, name: str) -> None:
        at = perf_counter()
        answer = await clients[driver_id].report(command, frame_id=name)
        if isinstance(answer, p.Accepted):
            found.append(Sent(at, answer.seq))

    began = perf_counter()
    tasks = []
    for n, (driver_id, command) in enumerate(errand.reports):
        await asyncio.sleep(max(0.0, began + n / errand.per_second - perf_counter()))
        tasks.append(asyncio.create_task(report(driver_id, command, f"bench:{n}")))
    await asyncio.gather(*tasks)
    for client in clients.values():
        client.stop()
    await asyncio.gather(*lines, return_exceptions=True)
    return found


async def drive_for(errand: Errand) -> list[Sent]:
    """Give up some time after the last report was due, also when the hub is gone."""
    return await asyncio.wait_for(drive(errand), len(errand.reports) / errand.per_second + 60)


def _tell(event: asyncio.Event) -> Callable[[p.DriverView], None]:
    return lambda view: event.set()


if __name__ == "__main__":
    wanted = msgspec.json.decode(sys.stdin.buffer.readline(), type=Errand)
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(drive_for(wanted))))
