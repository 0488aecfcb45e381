"""Consoles are told of everything once and in order, and of what they did themselves at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.erasure import ERASED
from core.hub import console_feed
from core.hub import protocol as p
from core.hub.clock import DepotClock
from core.hub.console_feed import ConsoleFeed
from core.hub.mailbox import Mailbox
from core.hub.member import Member
from core.hub.open_depot import Facts, OpenDepot
from core.hub.sql_log import SqlLog
from core.model import ActorId, RouteId
from tests.core.hub.hub_builders import ANA, DEPOT, OpenGate, open_gate
from tests.core.hub.taken import taken

BEN = Actor(ActorId("ben"), Role.DISPATCHER, frozenset({DEPOT}))
"""Works elsewhere: at no console that is connected here."""
LOCKS = (c.LockRoute(RouteId("r1")), c.LockRoute(RouteId("r2")), c.UnlockRoute(RouteId("r1")))


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is gathered goes out by itself long after the test."""
    monkeypatch.setattr(console_feed, "TELL_EVERY_S", 3600)


def console(box: Mailbox) -> Member:
    return Member(ANA, box, cut=lambda words: None)


def told(box: Mailbox) -> list[list[int]]:
    """The seqs in each frame of events that waits to be sent."""
    frames = map(p.decode_from_hub, box.rest(2**30))
    return [[e.seq for e in frame.events] for frame in frames if isinstance(frame, p.Events)]


async def committed(opened: OpenGate, feed: ConsoleFeed, actor: Actor, number: int) -> int:
    """Carry a command out and hand it to the feed; the seq of its event."""
    await opened.ask(actor, LOCKS[number])
    feed.add(opened.announced[-1])
    return opened.gate.state.seq


@pytest.mark.usefixtures("busy")
async def test_what_happens_soon_after_is_gathered_until_somebody_waits_for_it(
    log: SqlLog,
) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        box = Mailbox()
        feed = ConsoleFeed([console(box)], lambda: opened.gate.texts)
        first = await committed(opened, feed, BEN, 0)
        assert told(box) == [[first]], "while little happens nobody waits"
        await committed(opened, feed, BEN, 1)
        assert told(box) == []
        await committed(opened, feed, ANA, 2)
        assert told(box) == [[first + 1, first + 2]]
        feed.flush()
        assert told(box) == []


async def test_what_was_gathered_goes_out_by_itself(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        box = Mailbox()
        feed = ConsoleFeed([console(box)], lambda: opened.gate.texts)
        first = await committed(opened, feed, BEN, 0)
        assert told(box) == [[first]]
        await committed(opened, feed, BEN, 1)
        await committed(opened, feed, BEN, 2)
        async with asyncio.timeout(10):
            frame = p.decode_from_hub(await taken(box))
        assert isinstance(frame, p.Events)
        assert [record.seq for record in frame.events] == [first + 1, first + 2]


@pytest.mark.usefixtures("busy")
async def test_a_text_that_is_gone_is_told_at_once_with_all_before_it(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        box = Mailbox()
        feed = ConsoleFeed([console(box)], lambda: opened.gate.texts)
        for number in (0, 1):
            await committed(opened, feed, BEN, number)
        box.rest(2**30)
        await opened.ask(BEN, LOCKS[2])
        feed.add(replace(opened.announced[-1], erased=("name:1",)))
        frame = p.decode_from_hub(await taken(box))
        assert isinstance(frame, p.Events)
        assert len(frame.events) == 2
        assert frame.texts == {"name:1": ERASED}


@pytest.mark.usefixtures("busy")
async def test_who_comes_meanwhile_is_told_once_and_the_others_all(log: SqlLog) -> None:
    with ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            await opened.set_up()
            depot = OpenDepot(opened.gate, DepotClock(), log, writer, Facts("http://x"))
            early, late = Mailbox(), Mailbox()
            seq = opened.gate.state.seq
            await depot.join(console(early), seq)
            for lock in LOCKS[:2]:
                await opened.ask(BEN, lock)
            assert told(early) == [[seq + 1]]
            await depot.join(console(late), seq)
            await opened.ask(ANA, LOCKS[2])
            assert told(early) == [[seq + 2], [seq + 3]]
            assert told(late) == [[seq + 1, seq + 2], [seq + 3]]
