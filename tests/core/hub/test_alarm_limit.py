"""A device that goes mad is one alarm a minute, and none is lost from the count."""

from core.hub import alarm_limit
from core.hub.alarm_limit import AlarmLimit, Spoken
from core.model import ActorId

EVA, BO = ActorId("eva"), ActorId("bo")


def test_the_first_is_said_at_once_and_the_rest_once_a_minute_with_their_number() -> None:
    limit = AlarmLimit()
    assert limit.heard(EVA, "Number 0.", 0.0) == Spoken(EVA, "Number 0.")
    said = [limit.heard(EVA, f"Number {n}.", n / 1000) for n in range(1, 59_522)]
    assert said == [None] * 59_521
    assert limit.due(59.9) == []
    words = "Number 59521. There were 59,521 of these within a minute."
    assert limit.due(60.0) == [Spoken(EVA, words, 59_521)]
    assert limit.due(60.1) == []


def test_whoever_goes_on_is_heard_once_a_minute() -> None:
    limit = AlarmLimit()
    limit.heard(EVA, "One.", 0.0)
    limit.heard(EVA, "Two.", 30.0)
    assert limit.due(60.0) == [Spoken(EVA, "Two.")]
    assert limit.heard(EVA, "Three.", 61.0) is None
    assert limit.due(119.9) == []
    assert limit.due(120.0) == [Spoken(EVA, "Three.")]


def test_after_a_quiet_minute_the_next_one_is_said_at_once() -> None:
    limit = AlarmLimit()
    limit.heard(EVA, "One.", 0.0)
    assert limit.due(60.0) == []
    assert limit.heard(EVA, "Two.", 61.0) == Spoken(EVA, "Two.")


def test_nobody_is_silenced_by_another() -> None:
    limit = AlarmLimit()
    assert limit.heard(EVA, "One.", 0.0) is not None
    assert limit.heard(BO, "Two.", 0.0) == Spoken(BO, "Two.")


def test_a_crowd_takes_no_memory() -> None:
    limit = AlarmLimit()
    limit.heard(EVA, "One.", 0.0)
    for number in range(alarm_limit.MOST_KNOWN):
        limit.heard(ActorId(str(number)), "One.", 0.0)
    assert limit.heard(EVA, "Two.", 1.0) == Spoken(EVA, "Two.")
