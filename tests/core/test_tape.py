"""Any moment of a tape is the state that folding everything up to it gives."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from core import events as e
from core.hub.protocol import DriverFix, EventRecord
from core.model import ActorId, Decision, DriverId, Resolution
from core.state import State, apply
from core.tape import KEYFRAME_EVERY, MOST_KEYFRAMES, Tape
from tests.builders import MORNING, R1, small_day

BOB = ActorId("bob")


def lived() -> list[e.Event]:
    """A morning: locks, a failed visit and what was decided about it."""
    board = small_day()
    before = len(board.events)
    board.start(R1)
    board.fail("a1.1")
    case = next(iter(board.state.cases))
    events = board.events[before:]
    decision = Decision(Resolution.RETURN_TO_DEPOT, BOB, MORNING)
    more: list[e.Event] = [e.RouteLocked(R1, BOB), e.RouteUnlocked(R1)] * (2 * KEYFRAME_EVERY)
    return [*events, e.CaseDecided(case, decision), *more]


EVENTS = lived()
BASE = small_day().state


def records(events: list[e.Event]) -> list[EventRecord]:
    return [
        EventRecord(
            BASE.seq + n,
            e.VERSION,
            MORNING + timedelta(minutes=n),
            f"c{n}",
            BOB,
            Raw(e.encode(event)),
        )
        for n, event in enumerate(events, start=1)
    ]


def taped() -> Tape:
    tape = Tape(BASE)
    tape.record(records(EVENTS))
    return tape


TAPE = taped()


def folded(number: int) -> State:
    state = BASE
    for event in EVENTS[:number]:
        state = apply(state, event)
    return state


@given(st.integers(-3, len(EVENTS) + 3))
def test_every_moment_is_what_folding_gives(number: int) -> None:
    there = min(max(number, 0), len(EVENTS))
    assert TAPE.state_at(BASE.seq + number) == folded(there)


def test_a_long_day_keeps_few_states_and_any_moment_is_still_there() -> None:
    number = (MOST_KEYFRAMES + 1) * KEYFRAME_EVERY
    pair = (e.RouteLocked(R1, BOB), e.RouteUnlocked(R1))
    tape = Tape(BASE)
    tape.record(records([pair[n % 2] for n in range(number)]))
    assert len(tape._keyframes) <= MOST_KEYFRAMES
    for at in (0, 1, 64, 127, 128, 129, number // 2 + 1, number - 1, number):
        state = tape.state_at(BASE.seq + at)
        assert state.seq == BASE.seq + at
        assert state.routes[R1].is_locked == (at % 2 == 1)


def test_whoever_steps_on_goes_on_from_where_they_were() -> None:
    tape = taped()
    for number in (5, 6, 7, 6, 70, 3):
        assert tape.state_at(BASE.seq + number) == folded(number)
    assert tape.state_at(BASE.seq + 4) is tape.state_at(BASE.seq + 4)


def test_a_tape_knows_where_it_begins_and_ends() -> None:
    assert (TAPE.first_seq, TAPE.last_seq) == (BASE.seq, BASE.seq + len(EVENTS))


def test_what_is_on_it_already_is_not_added_again() -> None:
    tape = taped()
    tape.record(records(EVENTS))
    assert tape.last_seq == TAPE.last_seq


def test_moments_and_events_find_each_other() -> None:
    assert TAPE.seq_at(MORNING) == BASE.seq
    assert TAPE.seq_at(MORNING + timedelta(minutes=3, seconds=30)) == BASE.seq + 3
    assert TAPE.time_of(BASE.seq + 3) == MORNING + timedelta(minutes=3)
    assert TAPE.time_of(BASE.seq) is None
    assert TAPE.time_of(TAPE.last_seq + 1) is None


def test_decisions_are_kept_with_who_took_them() -> None:
    (taken,) = TAPE.decisions
    assert (taken.actor_id, taken.decision.resolution) == (BOB, Resolution.RETURN_TO_DEPOT)
    assert TAPE.last_decision(taken.seq) == taken
    assert TAPE.last_decision(taken.seq - 1) is None


def test_vans_are_where_they_were_last_heard_of() -> None:
    tape = Tape(BASE)
    fixes = [
        DriverFix(DriverId(who), at, at, -29.9 - minute, -71.2)
        for who, minute in (("d1", 0), ("d2", 5), ("d1", 10))
        for at in [MORNING + timedelta(minutes=minute)]
    ]
    tape.record_tracks(fixes)
    assert tape.fixes_at(MORNING + timedelta(minutes=7)) == {"d1": fixes[0], "d2": fixes[1]}
    assert tape.fixes_at(MORNING - timedelta(minutes=1)) == {}
