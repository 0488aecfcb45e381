"""A console's copy of a depot: folds what the hub sends, with the hub's own `apply`.

No I/O and no threads of its own; the console's network thread feeds it frames and hands the
immutable results to the window. Repeated events are skipped; the hub sends them in order.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core import events
from core.hub import protocol as p
from core.state import State, apply


class ClockReading(Struct, frozen=True):
    """The depot's clock as last heard: `now` when the local monotonic clock showed `heard_at_s`."""

    now: datetime
    rate: float
    heard_at_s: float

    def at(self, monotonic_s: float) -> datetime:
        """The depot's time at a moment of the local monotonic clock."""
        return self.now + timedelta(seconds=(monotonic_s - self.heard_at_s) * self.rate)


class Replica:
    """State, personal texts, last positions, clock and trouble, as of the last frame received."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.state = State()
        self.texts: dict[str, str] = {}
        self.fixes: dict[str, p.DriverFix] = {}
        self.clock: ClockReading | None = None
        self.travel_size = 0
        self.trouble = p.WriteTrouble()
        """why the hub cannot record anything, without words when it can"""
        self.alarms: tuple[p.Alarm, ...] = ()
        """what somebody should look after, in the order it came"""

    def receive(self, frame: p.FromHub) -> None:
        """Fold one frame; frames that say nothing about the depot are ignored."""
        if isinstance(frame, p.Snapshot):
            self.state = msgspec.json.decode(frame.state, type=State)
            self.texts = dict(frame.texts)
        elif isinstance(frame, p.Events):
            self._fold(frame)
        elif isinstance(frame, p.DriverFixes):
            self.fixes = self.fixes | {fix.driver_id: fix for fix in frame.fixes}
        elif isinstance(frame, p.Clock):
            self.clock = ClockReading(frame.now, frame.rate, self._monotonic())
        elif isinstance(frame, p.TravelGrown):
            self.travel_size = frame.size
        elif isinstance(frame, p.WriteTrouble):
            self.trouble = frame
        elif isinstance(frame, p.Alarm):
            self.alarms = (*self.alarms, frame)
        elif isinstance(frame, p.Welcome):
            self.trouble = p.WriteTrouble()
            self.alarms = ()

    def _fold(self, frame: p.Events) -> None:
        if frame.texts:
            self.texts = self.texts | frame.texts
        for record in frame.events:
            if record.seq <= self.state.seq:
                continue
            event = events.decode(bytes(record.body), record.version)
            self.state = replace(apply(self.state, event), seq=record.seq)
