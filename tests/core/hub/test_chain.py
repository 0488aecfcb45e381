"""The hash chain finds every change of what was recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.hub.chain import MAX_PROBLEMS, chain_hash, chained, check_chain, microseconds
from core.hub.log import GENESIS, Head, StoredEvent
from tests.core.hub.log_builders import NOW, make_append


@dataclass
class _Stream:
    events: list[StoredEvent]

    @property
    def head(self) -> Head:
        return Head(self.events[-1].seq, self.events[-1].hash)


@pytest.fixture
def five() -> _Stream:
    return _Stream(list(chained(make_append(events=5), Head())))


def test_events_follow_the_head_they_are_chained_to(five: _Stream) -> None:
    more = chained(make_append(expected_seq=5, events=2), five.head)
    assert [event.seq for event in more] == [6, 7]
    assert check_chain("helsinki", [*five.events, *more], Head(7, more[-1].hash)).is_sound


def test_an_append_without_events_adds_nothing(five: _Stream) -> None:
    assert chained(make_append(expected_seq=5, events=0), five.head) == ()


def test_an_untouched_stream_is_sound(five: _Stream) -> None:
    report = check_chain("helsinki", five.events, five.head, anchor=Head(3, five.events[2].hash))
    assert report.is_sound
    assert (report.events, report.head, report.problems) == (5, five.head, ())


def test_an_empty_stream_is_sound() -> None:
    assert check_chain("helsinki", [], Head(), anchor=Head()).is_sound


@pytest.mark.parametrize(
    "changed",
    [
        {"body": b'{"stop_id":"s9"}'},
        {"type": "stop_arrived"},
        {"version": 2},
        {"recorded_at": NOW + timedelta(microseconds=1)},
        {"command_id": "c9"},
        {"actor_id": "bob"},
        {"stream": "turku"},
        {"hash": bytes(32)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_field_is_found(five: _Stream, changed: dict[str, object]) -> None:
    head = five.head
    five.events[2] = replace(five.events[2], **changed)
    problems = check_chain("helsinki", five.events, head).problems
    assert problems[0].startswith(("Event 3", "Event 4"))


def test_one_changed_event_is_one_problem(five: _Stream) -> None:
    five.events[2] = replace(five.events[2], body=b"{}")
    assert len(check_chain("helsinki", five.events, five.head).problems) == 1


@pytest.mark.parametrize(
    ("missing", "words"), [(slice(2, 3), "Event 3 is"), (slice(1, 4), "Events 2 to 4 are")]
)
def test_a_removed_event_is_found(five: _Stream, missing: slice, words: str) -> None:
    head = five.head
    del five.events[missing]
    assert check_chain("helsinki", five.events, head).problems == (f"{words} missing.",)


def test_a_removed_tail_is_found(five: _Stream) -> None:
    report = check_chain("helsinki", five.events[:-2], five.head)
    assert report.problems == (
        "The log says that the stream ends at event 5, but it ends at 3: events were removed or "
        "added at its end.",
    )


def test_a_repeated_event_is_found(five: _Stream) -> None:
    events = [*five.events[:3], *five.events[2:]]
    problems = check_chain("helsinki", events, five.head).problems
    assert problems == ("Event 3 is there twice.",)


def test_exchanged_events_are_found(five: _Stream) -> None:
    second, third = five.events[1:3]
    five.events[1:3] = [replace(third, seq=2), replace(second, seq=3)]
    assert not check_chain("helsinki", five.events, five.head).is_sound


def test_a_rewritten_stream_is_found_by_its_anchor(five: _Stream) -> None:
    forged = chained(make_append(events=5, actor_id="mallory"), Head())
    head = Head(5, forged[-1].hash)
    assert check_chain("helsinki", forged, head).is_sound
    assert check_chain("helsinki", forged, head, anchor=five.head).problems == (
        "The head noted at event 5 is not in the log: its end was cut off, or it was rewritten.",
    )


def test_a_report_names_some_problems_and_counts_the_rest() -> None:
    events = [replace(event, body=b"{}") for event in chained(make_append(events=30), Head())]
    problems = check_chain("helsinki", events, Head(30, events[-1].hash)).problems
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1] == "And 10 more."


@given(st.text(max_size=8), st.text(max_size=8))
def test_no_two_splits_of_the_same_letters_have_the_same_hash(left: str, right: str) -> None:
    event = chained(make_append(), Head())[0]
    one = replace(event, command_id=left, actor_id=right)
    other = replace(event, command_id=left + right, actor_id="")
    assert (chain_hash(GENESIS, one) == chain_hash(GENESIS, other)) == (right == "")


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001 - the very thing to refuse
    with pytest.raises(ValueError, match="has no time zone"):
        microseconds(naive)
