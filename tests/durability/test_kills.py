"""The hub is killed again and again while desks work and consoles follow: nothing is lost.

`BACKHAUL_TEST_HUB_KILLS` sets how often. Each desk locks and unlocks a route of its own, which the
rules allow only in turn: a command that is lost, repeated or overtaken shows as a refusal.
"""

import asyncio
import os
import time
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles

import pytest
from msgspec import Struct

from core import commands as c
from core import events
from core.access import Actor, Role
from core.hub import protocol as p
from core.hub.client import Address, HubClient
from core.hub.gate import encode_state
from core.hub.maintenance import differences
from core.hub.outbox import Outbox
from core.hub.replica import Replica
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.model import ActorId, RouteId
from core.state import State, apply
from tests.core.hub.hub_builders import DEPOT, fill, open_gate, until
from tests.core.hub.hub_process import HubProcess, port_of_ones_own

KILLS = int(os.environ.get("BACKHAUL_TEST_HUB_KILLS", "3"))
DESKS = 8
CONSOLES = 2
ACKNOWLEDGED_BETWEEN_KILLS = 40


class _Desk:
    """A client that asks without end and keeps what it was promised."""

    def __init__(self, number: int, client: HubClient) -> None:
        self.client = client
        self.accepted: list[str] = []
        self.refused: list[p.Refused] = []
        self.is_closing = False
        self._number = number

    async def work(self) -> None:
        """Lock, unlock, lock … until the end of the day."""
        route = RouteId(f"r{self._number}")
        turn = 0
        while not self.is_closing:
            command = c.LockRoute(route) if turn % 2 == 0 else c.UnlockRoute(route)
            answer = await self.client.ask(command, frame_id=f"desk{self._number}:{turn}")
            if isinstance(answer, p.Accepted):
                self.accepted.append(answer.id)
            else:
                self.refused.append(answer)
            turn += 1


class _Follower:
    """A console that notices every hole in what it is sent."""

    def __init__(self) -> None:
        self.replica = Replica(lambda: 0.0)
        self.gaps: list[str] = []

    def receive(self, frame: p.FromHub) -> None:
        """Fold a frame."""
        if isinstance(frame, p.Events):
            seqs = [record.seq for record in frame.events if record.seq > self.replica.state.seq]
            first = self.replica.state.seq + 1
            if seqs != list(range(first, first + len(seqs))):
                self.gaps.append(f"after {first - 1} came {seqs}")
        self.replica.receive(frame)


@pytest.mark.timeout(0)
def test_no_kill_loses_doubles_or_reorders_anything(tmp_path: Path) -> None:
    acknowledged, restarts = kill_again_and_again(tmp_path, KILLS)
    walls_s, cpus_s = [each.wall_s for each in restarts], [each.cpu_s for each in restarts]
    print(  # noqa: T201
        f"{KILLS} kills, {acknowledged} acknowledged: none lost, none twice, no gap; restart "
        f"median {median(walls_s):.2f} s, hub_restart_p99_ms {p99_s(walls_s) * 1000:.0f} (limit "
        f"1000), of the processor's time {p99_s(cpus_s) * 1000:.0f}; "
        f"{os.getloadavg()[0]:.1f} programs wait for {os.cpu_count()} cores"
    )


class Restart(Struct, frozen=True):
    """Until a killed hub listened again: by the clock, and of the processor's time."""

    wall_s: float
    cpu_s: float


def p99_s(taken_s: list[float]) -> float:
    """The slowest of a hundred; of a few, the slowest."""
    return quantiles(taken_s, n=100)[98] if len(taken_s) > 100 else max(taken_s)


def kill_again_and_again(
    tmp_path: Path, kills: int, *, logged: int = 0
) -> tuple[int, list[Restart]]:
    """How many commands were acknowledged, and how long each restart took until the hub listened.

    The log has at least `logged` events before. Nothing of what was acknowledged is lost, doubled
    or overtaken, at desks and consoles alike.
    """
    log = SqlLog(str(tmp_path / "log.db"))
    asyncio.run(fill(log, DESKS))
    asyncio.run(_grow(log, logged))
    people = [f"desk{n}" for n in range(1, DESKS + 1)] + [f"console{n}" for n in range(CONSOLES)]
    tokens = [
        enrol(log, name, Actor(ActorId(name), Role.DISPATCHER, frozenset({DEPOT})))
        for name in people
    ]
    log.close()
    desks, followers, restarts = asyncio.run(_killed_again_and_again(tmp_path, tokens, kills))
    assert [desk.refused for desk in desks if desk.refused] == []
    assert [follower.gaps for follower in followers if follower.gaps] == []
    log = SqlLog(str(tmp_path / "log.db"))
    assert log.verify(DEPOT).is_sound
    assert list(differences(log, DEPOT)) == []
    stored = log.read(DEPOT, 0, limit=10**7)
    log.close()
    happened = Counter(e.command_id for e in stored if e.actor_id.startswith("desk"))
    assert {*happened.values()} == {1}
    for number, desk in enumerate(desks, start=1):
        own = [e.command_id for e in stored if e.actor_id == f"desk{number}"]
        assert own[: len(desk.accepted)] == desk.accepted
    state = State()
    for event in stored:
        state = apply(state, events.decode(event.body, event.version))
    for follower in followers:
        assert encode_state(follower.replica.state) == encode_state(state)
    return _acknowledged(desks), restarts


async def _grow(log: SqlLog, events: int) -> None:
    """As after months of work: what the fold gives is small, what led to it is not."""
    office = Actor(ActorId("office"), Role.DISPATCHER, frozenset({DEPOT}))
    async with open_gate(log) as opened:
        gate = opened.gate
        while gate.state.seq < events:
            turns = [(c.LockRoute, c.UnlockRoute)[turn % 2](RouteId("r1")) for turn in range(500)]
            first = gate.state.seq
            asked = (gate.ask(office, f"{first + n}", turn) for n, turn in enumerate(turns))
            answers = await asyncio.gather(*asked)
            assert all(isinstance(answer, p.Accepted) for answer in answers)


async def _killed_again_and_again(
    folder: Path, tokens: list[str], kills: int
) -> tuple[list[_Desk], list[_Follower], list[Restart]]:
    hub = HubProcess(folder, port=port_of_ones_own())
    await hub.start()
    assert hub.endpoint is not None
    addresses = [Address(hub.endpoint.ws_url, token, DEPOT) for token in tokens]
    outboxes = [Outbox(folder / f"outbox{n}") for n in range(DESKS)]
    desks = [
        _Desk(n, HubClient(address, on_frame=lambda frame: None, outbox=outbox, repeats=10**6))
        for n, (address, outbox) in enumerate(zip(addresses, outboxes, strict=False), start=1)
    ]
    followers = [_Follower() for _ in range(CONSOLES)]
    clients = [desk.client for desk in desks]
    clients += [
        HubClient(address, on_frame=follower.receive)
        for address, follower in zip(addresses[DESKS:], followers, strict=True)
    ]
    lines = [asyncio.create_task(client.run()) for client in clients]
    working = [asyncio.create_task(desk.work()) for desk in desks]
    random = Random(kills)
    restarts: list[Restart] = []
    for _ in range(kills):
        enough = _acknowledged(desks) + random.randrange(1, ACKNOWLEDGED_BETWEEN_KILLS)
        await until(partial(_has_reached, desks, enough))
        await hub.kill()
        since = time.perf_counter()
        ready = await hub.start()
        assert ready.endpoint is not None, ready.words
        restarts.append(Restart(time.perf_counter() - since, hub.cpu_s()))
        for client in clients:
            client.hurry()
    for desk in desks:
        desk.is_closing = True
    await asyncio.gather(*working)
    last = max(e.client.seq for e in desks)
    await until(lambda: all(f.replica.state.seq >= last for f in followers))
    newest = max(client.seq for client in clients)
    await until(lambda: all(f.replica.state.seq >= newest for f in followers))
    for client in clients:
        client.stop()
    await asyncio.gather(*lines)
    assert await hub.stop() == 0
    for outbox in outboxes:
        assert len(outbox) == 0
        outbox.close()
    return desks, followers, restarts


def _acknowledged(desks: list[_Desk]) -> int:
    return sum(len(desk.accepted) for desk in desks)


def _has_reached(desks: list[_Desk], enough: int) -> bool:
    return _acknowledged(desks) >= enough
