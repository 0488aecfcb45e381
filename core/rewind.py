"""A day of the log as it is handed on to be rewound: where it begins, its events, its tracks. Pure.

Nothing else of a screen was ever recorded: what stood there follows from these.
"""

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Raw, Struct

from core.hub.protocol import DriverFix, EventRecord
from core.model import DriverId, Instant

EVENTS_AT_ONCE = 2_000
TRACK_EVERY = timedelta(seconds=20)
"""Positions are told so densely at most; between two of them a van is where it was."""


class RewindStart(Struct, frozen=True):
    """The newest state that was kept before the day, if one was, and the last event before it."""

    base_seq: int
    """0: nothing was kept, and everything is folded from the first event."""
    before_seq: int
    last_seq: int
    """The last event of the day."""
    base: Raw = Raw(b"null")


class RewindEvents(Struct, frozen=True):
    """Consecutive events; none after the last one."""

    events: tuple[EventRecord, ...]


class Tracks(Struct, frozen=True):
    """Where the vans were, in the order in which it was heard."""

    fixes: tuple[DriverFix, ...]


def thinned(fixes: Iterable[DriverFix]) -> tuple[DriverFix, ...]:
    """So few of each driver that a day travels at once; the order stays."""
    last: dict[DriverId, Instant] = {}
    kept = []
    for fix in fixes:
        before = last.get(fix.driver_id)
        if before is None or fix.received_at - before >= TRACK_EVERY:
            last[fix.driver_id] = fix.received_at
            kept.append(fix)
    return tuple(kept)
