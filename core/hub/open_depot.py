"""A depot that is open at this hub: its gate and clock, who follows it and where its vans are.

Brings every member up to date and keeps them so: consoles get events and positions, a driver
gets the own list. Knows no sockets; a member is an actor with a mailbox. Belongs to the hub's
event loop.
"""

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor

from msgspec import Raw, Struct

from core import events as e
from core import reading
from core.access import Role
from core.erasure import ERASED, erased_people
from core.hub import protocol as p
from core.hub.alarm_limit import AlarmLimit
from core.hub.clock import DepotClock, SavedClock, keep_clock
from core.hub.console_feed import EVENTS_PER_FRAME, ConsoleFeed, events_frame, told_of
from core.hub.gate import Committed, Gate, encode_state
from core.hub.log import EventLog, LogUnavailable, StoredFix
from core.hub.member import Member
from core.hub.position_keeper import PositionKeeper
from core.model import ActorId, DepotId, DriverId, Instant, Stop, TextRef
from core.position_source import PAGE, Heard, is_on_shift, is_shown
from core.region.region_ref import RegionRef
from core.rules.lookups import pending_stops
from core.state import FOLD_VERSION, Changes, State, diff

_log = logging.getLogger(__name__)

LONGEST_REPLAY = 20_000
"""A console that is further behind gets a snapshot: it is smaller than its events."""

ANOTHER_LOG = (
    "The hub's log is not the one this console knew: it was restored or begun anew. Everything was "
    "loaded again; look whether your last changes are there."
)
_OF_A_STOP = e.StopStarted | e.StopArrived | e.StopCompleted
COMPLAIN_EVERY_S = 60
ALARMS_KEPT = 20
"""Shown also to consoles that come later."""
MOST_UNSTORED_FIXES = 100_000
"""Tracks are telemetry: whoever floods the hub within a second loses the rest of them."""


class Facts(Struct, frozen=True):
    """What every member is told when welcomed."""

    http_url: str
    region: RegionRef | None = None


class OpenDepot:
    """One depot at this hub."""

    def __init__(
        self,
        gate: Gate,
        clock: DepotClock,
        log: EventLog,
        writer: Executor,
        facts: Facts,
        *,
        keeper: PositionKeeper | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """All depots of a hub share its `keeper`; one that is alone has its own."""
        self.gate = gate
        self.clock = clock
        self.travel: p.TravelGrown | None = None
        self.followers: list[Callable[[Committed], None]] = []
        """Called after each commit: the travel service, for one."""
        self.alarmed: Callable[[ActorId, str, int], None] = lambda actor_id, words, count: None
        """Called with each alarm and for how many it stands, to be written down."""
        self._log = log
        self._writer = writer
        self._facts = facts
        self._consoles: set[Member] = set()
        self._feed = ConsoleFeed(self._consoles, lambda: gate.texts)
        self._drivers: set[Member] = set()
        self._askers: set[Member] = set()
        """Clients of the hub's own household: they ask, and are told the time."""
        self._fixes: dict[DriverId, p.DriverFix] = {}
        self._moved: set[DriverId] = set()
        self._unstored: list[StoredFix] = []
        self._keeper = keeper or PositionKeeper(log.store_positions, writer)
        self._saved_clock: SavedClock | None = None
        self._snapshot: tuple[int, bytes] = (-1, b"")
        self._trouble = p.WriteTrouble()
        self._alarms: deque[p.Alarm] = deque(maxlen=ALARMS_KEPT)
        self._reused = AlarmLimit()
        self._erased_seq = 0
        """Up to here somebody was erased: who resumes from before holds texts that are gone."""
        self._monotonic = monotonic
        self._complained_s = -math.inf
        gate.announce = self._announce
        gate.tried = self.tried
        gate.alarmed = self.alarm_once

    @property
    def id(self) -> DepotId:
        """The depot's id, which is its stream's name."""
        return self.gate.depot

    @property
    def members(self) -> list[Member]:
        """Everybody who is connected."""
        return [*self._consoles, *self._drivers, *self._askers]

    @property
    def trouble(self) -> p.WriteTrouble:
        """Why nothing can be recorded just now; without words when it can."""
        return self._trouble

    def load(self) -> None:
        """Take up what the log remembers; blocks. Raises `LogUnavailable`."""
        self.gate.load()
        for fix in self._log.last_positions(self.id):
            driver_id = DriverId(fix.driver_id)
            self._fixes[driver_id] = p.DriverFix(
                driver_id,
                fix.at,
                fix.received_at,
                fix.lat,
                fix.lon,
                fix.speed_mps,
                fix.heading,
                fix.accuracy_m,
            )
        if any(erased_people(self.gate.state)):
            self._erased_seq = self.gate.state.seq
        moments = [fix.received_at for fix in self._fixes.values()]
        # Read from the log itself: what a snapshot covers is not among the recent events.
        last = self._log.read(self.id, self.gate.state.seq - 1, 1)
        moments += [record.recorded_at for record in self.gate.recent]
        moments += [event.recorded_at for event in last]
        if moments:
            self.clock.not_before(max(moments))

    async def join(self, member: Member, resume_after: int, resume_hash: str = "") -> None:
        """Welcome a member, bring it up to date, then keep it so.

        Between the last event that is read here and the joining there is no `await`, so no
        event can fall between the two.
        """
        actor = member.actor
        member.send(
            p.encode(
                p.Welcome(
                    actor_id=actor.id,
                    role=actor.role,
                    depot=self.id,
                    protocol=p.PROTOCOL,
                    fold_version=FOLD_VERSION,
                    http_url=self._facts.http_url,
                    is_simulated=self.clock.is_simulated,
                    driver_id=actor.driver_id,
                    region=self._facts.region,
                )
            )
        )
        member.send(p.encode(self.clock.frame()))
        if actor.role is Role.DRIVER:
            self._drivers.add(member)
            self._show(member)
            return
        if actor.role not in reading.STREAM:
            self._askers.add(member)
            return
        await self._bring_up_to_date(member, resume_after, resume_hash)
        # What the others are not told yet, it knows.
        self._feed.flush()
        self._consoles.add(member)
        if self.travel is not None:
            member.send(p.encode(self.travel))
        if self._trouble.words:
            member.send(p.encode(self._trouble))
        if actor.role in reading.OFFICE:
            for alarm in self._alarms:
                member.send(p.encode(alarm))
        if actor.role in reading.POSITIONS:
            member.move(self._fixes)

    def leave(self, member: Member) -> None:
        """Forget a member that is gone."""
        self._consoles.discard(member)
        self._drivers.discard(member)
        self._askers.discard(member)

    def dismiss(self, driver_id: DriverId, words: str) -> None:
        """End the connections of a driver whose earlier devices are not valid any more."""
        for driver in list(self._drivers):
            if driver.actor.driver_id == driver_id:
                driver.dismiss(words)

    def let_go(self, actor_id: ActorId, words: str) -> None:
        """End the connections of somebody who may not be here any more."""
        for member in [*self._consoles, *self._askers]:
            if member.actor.id == actor_id:
                member.dismiss(words)

    def forget_texts(self, refs: Iterable[TextRef]) -> None:
        """Those texts are deleted: nobody is shown them any more."""
        gone: dict[str, str] = dict.fromkeys(refs, ERASED)
        self.gate.texts = {k: v for k, v in self.gate.texts.items() if k not in gone}
        self._erased_seq = self.gate.state.seq
        for console in list(self._consoles):
            console.send(p.encode(p.Events((), gone)))

    def locate(self, driver_id: DriverId, fixes: tuple[p.Fix, ...]) -> None:
        """Take over positions of a driver, in the order they arrived; outside of a shift none."""
        received_at = self.clock.now()
        if not is_on_shift(self.gate.state, driver_id, received_at):
            return
        room = max(0, MOST_UNSTORED_FIXES - len(self._unstored))
        self._unstored += [self._stored(driver_id, fix, received_at) for fix in fixes[:room]]
        self._see(_seen(driver_id, fixes[-1], received_at, PAGE))

    async def keep(
        self, driver_id: DriverId, fixes: Sequence[p.Fix], source: str, battery: float | None
    ) -> None:
        """Take over what a tracking program sent; durable on return. Raises `LogUnavailable`."""
        received_at = self.clock.now()
        newest = max(fixes, key=lambda fix: fix.at)
        seen = _seen(driver_id, newest, received_at, source, battery)
        stored = [self._stored(driver_id, fix, received_at) for fix in fixes]
        await self._keeper.keep(stored, is_late=not self._is_shown(seen))
        self._see(seen)

    def _stored(self, driver_id: DriverId, fix: p.Fix, received_at: Instant) -> StoredFix:
        return StoredFix(
            depot=self.id,
            driver_id=driver_id,
            at=fix.at,
            received_at=received_at,
            lat=fix.lat,
            lon=fix.lon,
            speed_mps=fix.speed_mps,
            heading=fix.heading,
            accuracy_m=fix.accuracy_m,
        )

    def _is_shown(self, seen: p.DriverFix) -> bool:
        shown = self._fixes.get(seen.driver_id)
        return is_shown(_heard(shown) if shown is not None else None, _heard(seen))

    def _see(self, seen: p.DriverFix) -> None:
        """Show it, unless another device of the driver knows better."""
        if self._is_shown(seen):
            self._fixes[seen.driver_id] = seen
            self._moved.add(seen.driver_id)

    def set_rate(self, rate: float) -> None:
        """Change the rate of a simulated clock and tell everybody."""
        self.clock.set_rate(rate)
        self._tell_everybody(self.clock.frame())

    def show_moves(self) -> None:
        """Show consoles who moved since the last call."""
        moved = {driver_id: self._fixes[driver_id] for driver_id in self._moved}
        self._moved.clear()
        if moved:
            for console in self._consoles:
                if console.actor.role in reading.POSITIONS:
                    console.move(moved)

    def grow_travel(self, grown: p.TravelGrown) -> None:
        """Tell consoles that travel times between more places can be fetched."""
        self.travel = grown
        for console in list(self._consoles):
            console.send(p.encode(grown))

    def tried(self, failure: str) -> None:
        """Something was to be recorded: tell the consoles when it fails and when it works again."""
        had = self._trouble
        if failure:
            self._complain(failure)
        if failure == had.words:
            return
        since = had.since if had.words and failure else self.clock.now()
        self._trouble = p.WriteTrouble(failure, since)
        if not failure:
            _log.info("What happens at %s is recorded again", self.id)
        for console in list(self._consoles):
            console.send(p.encode(self._trouble))

    def alarm_once(self, actor_id: ActorId, words: str) -> None:
        """A device that goes mad does so thousands of times."""
        spoken = self._reused.heard(actor_id, words, self._monotonic())
        if spoken is not None:
            self.alarm(spoken.who, spoken.words)

    def _alarm_due(self) -> None:
        for spoken in self._reused.due(self._monotonic()):
            self.alarm(spoken.who, spoken.words, spoken.count)

    def alarm(self, actor_id: ActorId, words: str, count: int = 1) -> None:
        """Tell the office, and the hub's own log, of what nobody's device should do."""
        _log.error("Alarm at %s: %s", self.id, words)
        self.alarmed(actor_id, words, count)
        alarm = p.Alarm(words, self.clock.now(), actor_id)
        self._alarms.append(alarm)
        for console in list(self._consoles):
            if console.actor.role in reading.OFFICE:
                console.send(p.encode(alarm))

    def _complain(self, failure: str) -> None:
        """To the hub's own log, once and then at most once a minute while it goes on."""
        now_s = self._monotonic()
        if now_s - self._complained_s >= COMPLAIN_EVERY_S:
            self._complained_s = now_s
            _log.error("Nothing of %s is recorded: %s", self.id, failure)

    async def store(self) -> None:
        """Keep positions and the simulated clock; what fails is told, and tried again later.

        Says what was counted meanwhile, too: it is called every second.
        """
        self._alarm_due()
        try:
            is_stored = await self._store()
        except LogUnavailable as error:
            self.tried(str(error))
        else:
            if is_stored:
                self.tried("")

    async def _store(self) -> bool:
        """Whether anything had to be kept. Raises `LogUnavailable`."""
        fixes, self._unstored = self._unstored, []
        loop = asyncio.get_running_loop()
        if fixes:
            await self._keeper.keep(fixes, is_late=False)
        saved = self.clock.saved()
        if self.clock.is_simulated and saved != self._saved_clock:
            self._saved_clock = saved
            await loop.run_in_executor(self._writer, keep_clock, self._log, self.id, saved)
            return True
        return bool(fixes)

    def _announce(self, committed: Committed) -> None:
        """Show what was committed to everybody whom it concerns."""
        if committed.erased:
            self._erased_seq = committed.state.seq
        self._feed.add(committed)
        concerned = whom_concerned(committed)
        for driver in self._drivers:
            if driver.actor.driver_id in concerned:
                self._show(driver)
        for follower in self.followers:
            follower(committed)

    async def _bring_up_to_date(self, member: Member, resume_after: int, hash_: str) -> None:
        cursor = resume_after
        behind = self.gate.state.seq - cursor
        loop = asyncio.get_running_loop()
        is_same = not hash_ or await loop.run_in_executor(None, self._has, cursor, hash_)
        if behind < 0 or not is_same:
            cursor = await self._send_snapshot(member, ANOTHER_LOG)
        elif cursor == 0 or behind > LONGEST_REPLAY or cursor < self._erased_seq:
            cursor = await self._send_snapshot(member)
        while not self._is_at_hand(cursor):
            records = await loop.run_in_executor(
                None, self.gate.read_after, cursor, EVENTS_PER_FRAME
            )
            committed = [record for record in records if record.seq <= self.gate.state.seq]
            self._send_records(member, committed)
            cursor = committed[-1].seq if committed else cursor
            await member.mailbox.emptied()
        missed = [record for record in self.gate.recent if record.seq > cursor]
        for start in range(0, len(missed), EVENTS_PER_FRAME):
            self._send_records(member, missed[start : start + EVENTS_PER_FRAME])

    def _has(self, seq: int, hash_: str) -> bool:
        """Whether that event is in this very log; blocks."""
        return any(record.hash == hash_ for record in self.gate.read_after(seq - 1, 1))

    async def _send_snapshot(self, member: Member, because: str = "") -> int:
        """Send the newest state; it is encoded once for the whole office at the same seq."""
        gate, role = self.gate, member.actor.role
        is_usual = role in reading.OFFICE and not because
        seq, frame = self._snapshot
        if not is_usual or seq != gate.state.seq:
            seq = gate.state.seq
            texts = reading.readable_texts(role, gate.state, gate.texts)
            of = (gate.state, texts, gate.head_hash, because)
            frame = await asyncio.to_thread(_snapshot_frame, *of)
        if is_usual:
            self._snapshot = (seq, frame)
        member.mailbox.put(frame, is_counted=False)
        return seq

    def _is_at_hand(self, cursor: int) -> bool:
        """Whether everything after `cursor` is among the recent events."""
        recent = self.gate.recent
        return cursor >= self.gate.state.seq or (bool(recent) and recent[0].seq <= cursor + 1)

    def _send_records(self, member: Member, records: list[p.EventRecord]) -> None:
        if records:
            member.send(events_frame(told_of(records), member.actor.role, self.gate.texts))

    def _show(self, driver: Member) -> None:
        driver_id = driver.actor.driver_id
        assert driver_id is not None
        gate, seen, takes_changes = self.gate, driver.seen, driver.takes_changes

        def news() -> bytes | None:
            return seen.news(gate.state, gate.texts, driver_id, takes_changes=takes_changes)

        driver.show(news)

    def _tell_everybody(self, frame: p.FromHub) -> None:
        encoded = p.encode(frame)
        for member in [*self._consoles, *self._drivers, *self._askers]:
            member.send(encoded)


def _snapshot_frame(state: State, texts: Mapping[str, str], hash_: str, because: str) -> bytes:
    snapshot = p.Snapshot(state.seq, Raw(encode_state(state)), dict(texts), hash_, because)
    return p.encode(snapshot)


def _seen(
    driver_id: DriverId,
    fix: p.Fix,
    received_at: Instant,
    source: str,
    battery: float | None = None,
) -> p.DriverFix:
    return p.DriverFix(
        driver_id,
        fix.at,
        received_at,
        fix.lat,
        fix.lon,
        fix.speed_mps,
        fix.heading,
        fix.accuracy_m,
        source,
        battery,
    )


def _heard(fix: p.DriverFix) -> Heard:
    return Heard(fix.source, fix.at, fix.received_at, fix.accuracy_m)


def whom_concerned(committed: Committed) -> frozenset[DriverId]:
    """Whose list may look different by what was committed."""
    state, found = committed.state, set()
    for event in committed.events:
        # What drivers report all day is their own stop's; comparing states costs far more.
        if isinstance(event, _OF_A_STOP):
            found.add(state.routes[state.stops[event.stop_id].route_id].driver_id)
        elif not isinstance(event, e.CustodyChanged):
            return drivers_concerned(committed.before, state)
    return frozenset(found)


def drivers_concerned(before: State, after: State) -> frozenset[DriverId]:
    """Whose list may look different now."""
    changes = diff(before, after)
    depot = after.depot
    is_moved = depot is not None and depot.place_id in changes.places
    everybody_s = changes.drivers or changes.vehicles or changes.policies
    if (
        before.closures is not after.closures
        or everybody_s
        or is_moved
        or before.depot is not depot
    ):
        return frozenset(after.drivers)
    stops = [
        stop
        for stop_id in changes.stops
        for stop in (before.stops.get(stop_id), after.stops.get(stop_id))
        if stop is not None
    ]
    for order_id in changes.orders & before.orders.keys():
        old, new = before.orders[order_id], after.orders[order_id]
        if (old.exception, old.items) != (new.exception, new.items):
            stops += pending_stops(after, order_id)
    if changes.customers or changes.places:
        stops += (stop for stop in after.stops.values() if _is_there(after, stop, changes))
    route_ids = changes.routes | {stop.route_id for stop in stops}
    return changes.short_messages | frozenset(
        route.driver_id
        for route_id in route_ids
        for route in (before.routes.get(route_id), after.routes.get(route_id))
        if route is not None
    )


def _is_there(state: State, stop: Stop, changes: Changes) -> bool:
    """Whether the stop is at a place, or for a customer, of whom something else is known now."""
    order = state.orders[stop.order_id]
    is_of_customer = order.customer_id in changes.customers
    return is_of_customer or not changes.places.isdisjoint((stop.place_id, order.place_id))
