"""The depot's clock: the one *now* that rules, screens and simulated drivers go by.

A real depot's clock is the wall clock. A simulated one has an origin and a rate, can be paused,
and goes on after a restart where it stood. Neither ever runs backwards.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from core.hub.log import EventLog
from core.hub.protocol import Clock
from core.model import DepotId, Instant


def wall_clock() -> datetime:
    """The real time in UTC."""
    return datetime.now(UTC)


class SavedClock(Struct, frozen=True):
    """A simulated clock as it is kept in the log's meta store."""

    now: Instant
    rate: float


class DepotClock:
    """Tells the depot's time. `is_simulated` says whether its rate may be changed."""

    def __init__(
        self,
        saved: SavedClock | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = wall_clock,
    ) -> None:
        """Real time without `saved`; with it a simulated clock that goes on from there."""
        self.is_simulated = saved is not None
        self._monotonic = monotonic
        self._wall = wall
        self._origin = saved.now if saved else wall()
        self._rate = saved.rate if saved else 1.0
        self._since_s = monotonic()
        self._latest = self._origin

    @property
    def rate(self) -> float:
        """How many seconds of the depot pass in a second; 0 is a pause."""
        return self._rate

    def now(self) -> datetime:
        """The depot's time; never before a time that was told earlier."""
        if self.is_simulated:
            elapsed_s = (self._monotonic() - self._since_s) * self._rate
            told = self._origin + timedelta(seconds=elapsed_s)
        else:
            told = self._wall()
        self._latest = max(self._latest, told)
        return self._latest

    def set_rate(self, rate: float) -> None:
        """Go on from now at another rate; only for a simulated clock."""
        if not self.is_simulated:
            raise ValueError("The clock of a real day cannot be set.")
        self._origin = self.now()
        self._since_s = self._monotonic()
        self._rate = rate

    def not_before(self, moment: datetime) -> None:
        """Jump ahead to `moment` if it is later: what is in the log has happened."""
        if self.is_simulated and moment > self.now():
            self._origin = self._latest = moment
            self._since_s = self._monotonic()

    def frame(self) -> Clock:
        """What clients are told."""
        return Clock(now=self.now(), rate=self._rate)

    def saved(self) -> SavedClock:
        """What to keep for the next start."""
        return SavedClock(self.now(), self._rate)


def load_clock(log: EventLog, depot: DepotId) -> DepotClock:
    """The clock as it stood when the hub last ran; real time for a depot that is not simulated."""
    kept = log.get_meta(_key(depot))
    return DepotClock(msgspec.json.decode(kept, type=SavedClock) if kept else None)


def keep_clock(log: EventLog, depot: DepotId, saved: SavedClock) -> None:
    """Remember a simulated clock."""
    log.put_meta(_key(depot), msgspec.json.encode(saved))


def _key(depot: DepotId) -> str:
    return f"clock/{depot}"
