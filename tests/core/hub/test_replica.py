"""The console's copy folds what the hub sends, in order and once."""

from datetime import timedelta

import msgspec
from msgspec import Raw

from core import events as e
from core.access import Role
from core.hub import protocol as p
from core.hub.replica import ClockReading, Replica
from core.model import ActorId, DriverId
from core.state import apply
from tests.builders import ANA, DEPOT, NOON, R1, R2, after, running_day

DAY = running_day().state
SEQ = DAY.seq
LOCKED, FREE = e.RouteLocked(R1, ANA.id), e.RouteUnlocked(R1)


def replica() -> Replica:
    """A copy of the shared day, by a clock that stands at 100 s."""
    copy = Replica(lambda: 100.0)
    copy.receive(p.Snapshot(SEQ, Raw(msgspec.json.encode(DAY)), {"name-a1": "Rosa"}))
    return copy


def record(seq: int, event: e.Event) -> p.EventRecord:
    return p.EventRecord(seq, e.VERSION, NOON, "c1", ActorId("ana"), Raw(e.encode(event)))


def fix(driver: str, minutes: float) -> p.DriverFix:
    at = after(minutes, NOON)
    return p.DriverFix(DriverId(driver), at, at, -29.9, -71.2)


def test_a_snapshot_replaces_what_was_known() -> None:
    copy = replica()
    copy.receive(p.Events((record(SEQ + 1, LOCKED),), {"name-a2": "Inés"}))
    copy.receive(p.Snapshot(SEQ, Raw(msgspec.json.encode(DAY)), {}))
    assert (copy.state, copy.texts) == (DAY, {})


def test_events_are_folded_as_the_hub_folds_them() -> None:
    copy = replica()
    copy.receive(p.Events((record(SEQ + 1, LOCKED), record(SEQ + 2, e.RouteEnded(R2, NOON)))))
    assert copy.state == apply(apply(DAY, LOCKED), e.RouteEnded(R2, NOON))
    assert copy.texts == {"name-a1": "Rosa"}


def test_what_was_folded_already_is_skipped() -> None:
    copy = replica()
    copy.receive(p.Events((record(SEQ + 1, LOCKED), record(SEQ + 2, FREE))))
    copy.receive(p.Events((record(SEQ + 1, LOCKED), record(SEQ + 2, FREE))))
    assert not copy.state.routes[R1].is_locked
    assert copy.state.seq == SEQ + 2


def test_the_stream_s_own_number_counts() -> None:
    copy = replica()
    copy.receive(p.Events((record(SEQ + 7, LOCKED),)))
    assert copy.state.seq == SEQ + 7


def test_texts_come_with_the_events_that_name_them() -> None:
    copy = replica()
    known = copy.texts
    copy.receive(p.Events((), {"name-a2": "Inés"}))
    assert copy.texts == {"name-a1": "Rosa", "name-a2": "Inés"}
    assert known == {"name-a1": "Rosa"}, "handed out before, so never written to"


def test_the_newest_position_of_each_driver_stays() -> None:
    copy = replica()
    copy.receive(p.DriverFixes((fix("d1", 0), fix("d2", 0))))
    copy.receive(p.DriverFixes((fix("d1", 1),)))
    assert copy.fixes == {"d1": fix("d1", 1), "d2": fix("d2", 0)}


def test_the_clock_runs_on_at_its_rate() -> None:
    copy = replica()
    copy.receive(p.Clock(NOON, 60.0))
    assert copy.clock == ClockReading(NOON, 60.0, heard_at_s=100.0)
    assert copy.clock.at(102.0) == NOON + timedelta(minutes=2)


def test_grown_travel_times_are_noted() -> None:
    copy = replica()
    copy.receive(p.TravelGrown(41, "roads"))
    assert copy.travel_size == 41


def test_an_answer_says_nothing_about_the_depot() -> None:
    copy = replica()
    before = copy.state
    copy.receive(p.Accepted("c1", SEQ + 9))
    assert copy.state is before
    assert (copy.clock, copy.fixes, copy.travel_size) == (None, {}, 0)


def test_what_a_hub_cannot_save_is_known_until_the_next_welcome() -> None:
    copy = replica()
    full = p.WriteTrouble("The disk is full.", NOON)
    copy.receive(full)
    assert copy.trouble == full
    copy.receive(p.Welcome(ANA.id, ANA.role, DEPOT.id, p.PROTOCOL, 1, ""))
    assert copy.trouble == p.WriteTrouble()


def test_alarms_are_kept_until_another_connection_tells_them_again() -> None:
    copy = replica()
    first, second = (p.Alarm(words, NOON, ActorId("d1")) for words in ("one", "two"))
    copy.receive(first)
    copy.receive(second)
    assert copy.alarms == (first, second)
    copy.receive(p.Welcome(ActorId("ana"), Role.DISPATCHER, DEPOT.id, 1, 1, "http://hub"))
    assert not copy.alarms
