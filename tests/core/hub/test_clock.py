"""One owner of now."""

from datetime import UTC, datetime, timedelta

import pytest

from core.hub.clock import DepotClock, SavedClock, keep_clock, load_clock, wall_clock
from core.hub.sql_log import SqlLog
from core.model import DepotId

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DEPOT = DepotId("helsinki")


class Times:
    """A monotonic and a wall clock that only move when told."""

    def __init__(self) -> None:
        self.s = 100.0
        self.wall = EIGHT

    def simulated(self, rate: float = 5.0) -> DepotClock:
        return DepotClock(SavedClock(EIGHT, rate), monotonic=lambda: self.s)


def test_a_simulated_clock_runs_at_its_rate() -> None:
    times = Times()
    clock = times.simulated(rate=20)
    times.s += 3
    assert clock.now() == EIGHT + timedelta(seconds=60)
    assert clock.is_simulated


def test_a_pause_stops_it_and_it_goes_on_from_there() -> None:
    times = Times()
    clock = times.simulated(rate=10)
    times.s += 1
    clock.set_rate(0)
    times.s += 1000
    clock.set_rate(2)
    times.s += 1
    assert clock.now() == EIGHT + timedelta(seconds=12)
    assert clock.frame().rate == clock.rate == 2


def test_it_is_never_earlier_than_what_has_happened() -> None:
    times = Times()
    clock = times.simulated()
    clock.not_before(EIGHT - timedelta(hours=1))
    assert clock.now() == EIGHT
    clock.not_before(EIGHT + timedelta(hours=1))
    assert clock.now() == EIGHT + timedelta(hours=1)


def test_real_time_cannot_be_set_and_does_not_run_backwards() -> None:
    times = Times()
    clock = DepotClock(wall=lambda: times.wall)
    with pytest.raises(ValueError, match="cannot be set"):
        clock.set_rate(2)
    times.wall -= timedelta(minutes=1)
    assert clock.now() == EIGHT
    clock.not_before(EIGHT + timedelta(hours=1))
    assert clock.now() == EIGHT


def test_a_kept_clock_goes_on_where_it_stood(log: SqlLog) -> None:
    assert not load_clock(log, DEPOT).is_simulated
    keep_clock(log, DEPOT, SavedClock(EIGHT, 0.0))
    assert load_clock(log, DEPOT).saved() == SavedClock(EIGHT, 0.0)


def test_real_time_is_utc() -> None:
    assert wall_clock().tzinfo is UTC
