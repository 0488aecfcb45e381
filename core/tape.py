"""A day of the log, folded and kept so that any moment of it is there at once. Pure.

Every so many events a whole state is kept; any moment is the nearest one before it and some events
more. States share what did not change, yet each holds its own tables: on a busy day half a megabyte
each. So only so many are kept, further apart the longer the day is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from core import events as e
from core.events import Event, decode
from core.hub.protocol import DriverFix, EventRecord
from core.model import ActorId, CaseId, Decision, Instant
from core.state import State, apply

KEYFRAME_EVERY = 64
"""Events between two states that are kept, as long as few are."""
MOST_KEYFRAMES = 160
"""Beyond so many, every second one is dropped."""


class Taken(Struct, frozen=True):
    """A decision on the tape: where, by whom, and among which options."""

    seq: int
    at: Instant
    actor_id: ActorId
    case_id: CaseId
    decision: Decision


class Tape:
    """Events after `base` in order. It is filled once and read afterwards, by one thread."""

    def __init__(self, base: State) -> None:
        self._keyframes = [base]
        self._every = KEYFRAME_EVERY
        self._asked = base
        """The state that was asked for last."""
        self._newest = base
        self._events: list[Event] = []
        self._times: list[Instant] = []
        self.decisions: list[Taken] = []
        self._fixes: dict[str, tuple[list[Instant], list[DriverFix]]] = {}

    @property
    def first_seq(self) -> int:
        """Of the state before everything on it."""
        return self._keyframes[0].seq

    @property
    def last_seq(self) -> int:
        """The newest event on it."""
        return self._newest.seq

    def record(self, records: Iterable[EventRecord]) -> None:
        """Add events; those that are on it already are skipped."""
        for record in records:
            if record.seq <= self._newest.seq:
                continue
            event = decode(bytes(record.body), record.version)
            self._events.append(event)
            self._times.append(record.recorded_at)
            self._newest = replace(apply(self._newest, event), seq=record.seq)
            if len(self._events) % self._every == 0:
                self._keep(self._newest)
            if isinstance(event, e.CaseDecided):
                self.decisions.append(
                    Taken(
                        record.seq,
                        record.recorded_at,
                        record.actor_id,
                        event.case_id,
                        event.decision,
                    )
                )

    def _keep(self, state: State) -> None:
        self._keyframes.append(state)
        if len(self._keyframes) > MOST_KEYFRAMES:
            self._keyframes = self._keyframes[::2]
            self._every *= 2

    def record_tracks(self, fixes: Sequence[DriverFix]) -> None:
        """Add where the vans were, in the order in which it was heard."""
        for fix in fixes:
            times, heard = self._fixes.setdefault(fix.driver_id, ([], []))
            times.append(fix.received_at)
            heard.append(fix)

    def state_at(self, seq: int) -> State:
        """The state right after that event; the first or last one for what is not on it."""
        wanted = min(max(seq, self.first_seq), self.last_seq) - self.first_seq
        kept = wanted // self._every
        state, since = self._keyframes[kept], kept * self._every
        asked_before = self._asked.seq - self.first_seq
        if since < asked_before <= wanted:
            # Whoever plays on, or steps, needs only what came since.
            state, since = self._asked, asked_before
        for event in self._events[since:wanted]:
            state = apply(state, event)
        self._asked = state
        return state

    def seq_at(self, moment: Instant) -> int:
        """The last event that had been recorded by that moment."""
        return self.first_seq + bisect_right(self._times, moment)

    def time_of(self, seq: int) -> Instant | None:
        """When an event was recorded; None for one that is not on it."""
        at = seq - self.first_seq - 1
        return self._times[at] if 0 <= at < len(self._times) else None

    def fixes_at(self, moment: Instant) -> dict[str, DriverFix]:
        """Where each van was last heard of by then."""
        found = {}
        for driver_id, (times, fixes) in self._fixes.items():
            at = bisect_right(times, moment)
            if at:
                found[driver_id] = fixes[at - 1]
        return found

    def last_decision(self, seq: int) -> Taken | None:
        """The newest decision up to an event."""
        at = bisect_right([each.seq for each in self.decisions], seq)
        return self.decisions[at - 1] if at else None
