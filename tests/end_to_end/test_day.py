"""A whole day at many hundred times its speed, through cut lines and killed processes.

Hub and drivers are processes of their own; the office is a console without a window. `make soak`
lives BACKHAUL_TEST_DAYS days (1) and kills hub and drivers BACKHAUL_TEST_KILLS times in each (1);
a day is larger by BACKHAUL_TEST_DAY_DRIVERS (6), faster by BACKHAUL_TEST_DAY_RATE (900).
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import aiohttp
import msgspec
import pytest
from msgspec import Struct

from core.demo_day import DEPOT_ID, DemoDay
from core.hub.client import Address
from core.hub.endpoint import Endpoint, simulator_tokens
from core.hub.launcher import MAIN
from core.hub.log import StoredEvent
from core.hub.maintenance import KEYS, rebuild_read_tables
from core.hub.outbox import Outbox, Pending
from core.hub.sql_log import SqlLog
from core.model import StopStatus
from core.state import State
from tests.core.hub.hub_process import HubProcess
from tests.end_to_end import truths
from tests.end_to_end.conftest import Tally
from tests.end_to_end.desk import Desk
from tests.end_to_end.drivers import Noted, read_notes
from tests.end_to_end.small_demo import DRIVERS, RATE, open_small_day
from tests.end_to_end.waiting import LOOK_EVERY_S, until

DAYS = int(os.environ.get("BACKHAUL_TEST_DAYS", "1"))
KILLS = int(os.environ.get("BACKHAUL_TEST_KILLS", "1"))
SEEDS = range(7, 7 + DAYS)
pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240 + 30 * KILLS)]

LENGTH = timedelta(hours=10, minutes=30)
"""Whatever happens, the day is over by half past six."""
PATIENCE_S = LENGTH.total_seconds() / RATE + 60


class Lived(Struct, frozen=True):
    """What is left of a day that was lived."""

    desk: Desk
    notes: list[Noted]
    missed: int
    """Events that happened while the console was away."""
    ended: bool
    """Every route of the day has ended."""


class Drivers:
    """The drivers' process."""

    def __init__(self, folder: Path, hub: HubProcess, seed: int) -> None:
        self.notes = folder / "notes"
        self.outboxes = folder / "outboxes"
        self._hub = hub
        self._seed = seed
        self._process: Process | None = None

    async def start(self) -> None:
        endpoint = self._hub.endpoint
        assert endpoint is not None
        assert endpoint.demo_day is not None
        module = "tests.end_to_end.drivers"
        what = (endpoint.demo_day, str(self._seed), str(self.outboxes), str(self.notes))
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, endpoint.ws_url, *what),
            stdin=PIPE,
            stdout=DEVNULL,
            cwd=MAIN.parent,
        )
        assert self._process.stdin is not None
        tokens = simulator_tokens(self._hub.secrets, DEPOT_ID)
        self._process.stdin.write(msgspec.json.encode(tokens) + b"\n")

    async def end(self, how: signal.Signals | None = None) -> None:
        """Send them home, or kill them."""
        assert self._process is not None
        assert self._process.stdin is not None
        if how is None:
            self._process.stdin.close()
        else:
            self._process.send_signal(how)
        await self._process.wait()
        self._process._transport.close()  # type: ignore[attr-defined]


async def live(folder: Path, day: DemoDay, seed: int) -> Lived:
    """The day, and no process left behind, however it went."""
    hub = HubProcess(folder)
    await hub.start()
    drivers = Drivers(folder, hub, seed)
    await drivers.start()
    try:
        return await live_through(day, hub, drivers)
    finally:
        for kill in (partial(drivers.end, signal.SIGKILL), hub.kill):
            with suppress(ProcessLookupError):
                await kill()


async def live_through(day: DemoDay, hub: HubProcess, drivers: Drivers) -> Lived:
    """A fifth of the day in peace, then one disaster after the other."""
    assert hub.endpoint is not None
    desk = Desk(Address(hub.endpoint.ws_url, hub.endpoint.token, DEPOT_ID))
    desk.connect()
    hand = asyncio.Lock()
    deciding = asyncio.create_task(decide(desk, hand))

    async def until_done(share: float) -> None:
        enough = share * 20 * DRIVERS
        await desk.until(lambda: ended_stops(desk.replica.state, day) >= enough, PATIENCE_S)

    await until_done(0.2)
    async with hand:
        missed = await be_away(desk, hub.endpoint)
    for kill in range(KILLS):
        await until_done(0.4 + 0.5 * kill / KILLS)
        await hub.kill()
        await hub.start()
        desk.hurry()
        await until_done(0.4 + 0.5 * (kill + 0.5) / KILLS)
        await drivers.end(signal.SIGKILL)
        await drivers.start()
    ended = True
    try:
        await desk.until(lambda: is_over(desk.replica.state, day), PATIENCE_S)
    except TimeoutError:
        ended = False
    deciding.cancel()
    await asyncio.wait([deciding])
    if ended:
        # The last acknowledgements are on their way to the drivers.
        await until(lambda: ended_routes(drivers) == DRIVERS)
    await drivers.end()
    while ended and (owed := {pending.id for _, pending in owed_reports(drivers.outboxes)}):
        # Whoever has ended today's route sees tomorrow's, and may have agreed to it as he left.
        await drivers.start()
        await until(partial(are_answered, owed, drivers))
        await drivers.end()
    head = await head_of(hub.endpoint)
    await desk.until(lambda: desk.seq >= head)
    await desk.disconnect()
    assert await hub.stop() == 0
    return Lived(desk, read_notes(drivers.notes), missed, ended)


async def decide(desk: Desk, hand: asyncio.Lock) -> None:
    """Decide case by case, as they come."""
    while True:
        seq = desk.seq
        async with hand:
            has_decided = await desk.decide_next()
        if not has_decided:
            await desk.until(partial(desk.knows_more_than, seq), PATIENCE_S)


async def be_away(desk: Desk, endpoint: Endpoint) -> int:
    """Leave the line until a good deal has happened without this console; how much."""
    await desk.disconnect()
    before = desk.seq
    async with asyncio.timeout(PATIENCE_S):
        while (head := await head_of(endpoint)) < before + 5 * DRIVERS:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(LOOK_EVERY_S)
    desk.connect()
    await desk.until(lambda: desk.seq >= head)
    return head - before


async def head_of(endpoint: Endpoint) -> int:
    """The last event, as the hub's health page says it."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{endpoint.http_url}/health") as answer,
    ):
        seq: int = (await answer.json())["depots"][DEPOT_ID]
        return seq


def ended_stops(state: State, day: DemoDay) -> int:
    """How many stops of today are over."""
    today = [route for route in state.routes.values() if route.day == day.day]
    return sum(state.stops[s].status.is_ended for route in today for s in route.stop_ids)


def are_answered(owed: set[str], drivers: Drivers) -> bool:
    return owed <= {note.id for note in read_notes(drivers.notes)}


def ended_routes(drivers: Drivers) -> int:
    """How many drivers have heard that their day is over."""
    notes = read_notes(drivers.notes)
    return sum(note.command == "EndRoute" and not note.refused for note in notes)


def is_over(state: State, day: DemoDay) -> bool:
    """Whether every van of today is back."""
    today = [route for route in state.routes.values() if route.day == day.day]
    return bool(today) and all(route.ended_at is not None for route in today)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_whole_day_survives_cut_lines_and_kills(tmp_path: Path, tally: Tally, seed: int) -> None:
    day = asyncio.run(open_small_day(tmp_path / "log.db", seed))
    lived = asyncio.run(live(tmp_path, day, seed))
    log = SqlLog(str(tmp_path / "log.db"))
    try:
        stored = log.read(DEPOT_ID, 0, limit=1_000_000)
        the_log_is_sound(log)
        acknowledged_is_recorded_once(stored, lived.notes)
        state = truths.replay(stored)
        different = truths.differences(lived.desk.replica.state, state)
        assert not different, f"the console shows something else than the log: {different}"
        the_console_resumed(lived)
        the_office_changed_the_day(stored, lived)
    finally:
        log.close()
    unsent = [(name, pending.command) for name, pending in owed_reports(tmp_path / "outboxes")]
    assert not unsent, f"reports that never reached the hub: {unsent}"
    assert lived.ended, f"routes that did not end: {open_routes(state, day)}"
    tally.count(kills=2 * KILLS, reports=sum(not note.refused for note in lived.notes))


def owed_reports(folder: Path) -> list[tuple[str, Pending]]:
    """What drivers, who have gone home, still had to report."""
    found: list[tuple[str, Pending]] = []
    for file in folder.glob("*.outbox"):
        outbox = Outbox(file)
        found += [(file.stem, pending) for pending in outbox.pending()]
        outbox.close()
    return found


def open_routes(state: State, day: DemoDay) -> list[tuple[str, list[str]]]:
    """Routes of the day that have not ended, and the stops left on them."""
    return [
        (route.name, [s for s in route.manifest if not state.stops[s].status.is_ended])
        for route in state.routes.values()
        if route.day == day.day and route.ended_at is None
    ]


def the_log_is_sound(log: SqlLog) -> None:
    """The chain holds, and the read tables are what the log makes them."""
    report = log.verify(DEPOT_ID)
    assert report.is_sound, report.problems
    before = {table: log.read_table(table, DEPOT_ID) for table in KEYS}
    rebuild_read_tables(log, DEPOT_ID)
    assert {table: log.read_table(table, DEPOT_ID) for table in KEYS} == before
    assert all(before.values())


def acknowledged_is_recorded_once(stored: list[StoredEvent], notes: list[Noted]) -> None:
    """Every acknowledged report is in the log, once, where the hub said it is."""
    last_seq = {event.command_id: event.seq for event in stored}
    accepted = {note.id: note for note in notes if not note.refused}
    lost = [note for note in accepted.values() if note.id not in last_seq]
    assert not lost, f"acknowledged, but not in the log: {lost}"
    astray = [note for note in accepted.values() if note.seq != last_seq[note.id]]
    assert not astray, f"acknowledged under another number than the log's: {astray}"
    split = truths.commands_split_in_the_log(stored)
    assert not split, f"carried out more than once: {split}"
    twice = truths.reports_that_stand_twice(stored)
    assert not twice, f"reported twice under two ids: {twice}"
    answered = Counter(note.id for note in notes)
    again = [note for note in notes if answered[note.id] > 1]
    assert not again, f"answered twice: {again}"
    reported = {event.command_id for event in stored if event.actor_id.startswith("d")}
    reported = {id_ for id_ in reported if ":" not in id_}
    # Only a note that was about to be written may have gone down with the drivers' process.
    assert len(reported - accepted.keys()) <= DRIVERS * KILLS
    assert len(accepted) > 40 * DRIVERS


def the_console_resumed(lived: Lived) -> None:
    """It took one snapshot, at the beginning, and only events since."""
    assert lived.missed >= 5 * DRIVERS
    assert lived.desk.frames["Snapshot"] == 1
    assert lived.desk.frames["Welcome"] >= 3


def the_office_changed_the_day(stored: list[StoredEvent], lived: Lived) -> None:
    """Orders found routes, drivers heard of them, and some moved to the next day."""
    types = {event.type for event in stored}
    wanted = {"order_placed", "changes_sent", "changes_accepted", "order_rescheduled"}
    assert wanted <= types, lived.desk.refusals
    state = lived.desk.replica.state
    assert any(stop.status is StopStatus.FAILED for stop in state.stops.values())
