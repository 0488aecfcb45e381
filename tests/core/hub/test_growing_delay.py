"""Whoever keeps failing waits longer and longer, and is never shut out for good."""

import pytest

from core.hub import growing_delay as g
from core.hub.growing_delay import GrowingDelay, wait_words


def test_the_first_tries_cost_nothing() -> None:
    delay = GrowingDelay()
    assert [delay.failed("ana", 0) for _ in range(g.FREE_TRIES)] == [0] * g.FREE_TRIES
    assert delay.wait_s("ana", 0) == 0


def test_then_the_wait_doubles_up_to_a_minute() -> None:
    delay = GrowingDelay(free=1)
    waits, now_s = [], 0.0
    for _ in range(9):
        waits.append(delay.failed("ana", now_s))
        now_s += waits[-1]
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_wait_runs_out() -> None:
    delay = GrowingDelay(free=0)
    assert delay.failed("ana", 10) == 1
    assert delay.wait_s("ana", 10.25) == 0.75
    assert delay.wait_s("ana", 11) == 0
    assert delay.wait_s("bea", 10.25) == 0


def test_failing_while_waiting_shortens_nothing() -> None:
    delay = GrowingDelay(free=0)
    for _ in range(3):
        delay.failed("ana", 0)
    assert delay.wait_s("ana", 0) == 4
    assert delay.wait_s("ana", g.LONGEST_S) == 0


def test_time_and_success_forgive() -> None:
    delay = GrowingDelay(free=0)
    delay.failed("ana", 0)
    delay.failed("ana", 0)
    assert delay.failed("ana", g.FORGIVEN_AFTER_S + 1) == 1
    delay.succeeded("ana")
    assert delay.wait_s("ana", g.FORGIVEN_AFTER_S + 1) == 0
    delay.succeeded("nobody")


def test_half_an_answer_counts_neither_way() -> None:
    delay = GrowingDelay(free=1)
    delay.failed("ana", 0)
    delay.failed("ana", 0)
    delay.excused("ana")
    assert delay.wait_s("ana", 0) == 0
    assert delay.failed("ana", 0) == 1
    for _ in range(5):
        delay.excused("ana")
    delay.excused("nobody")
    assert [delay.failed("ana", 0) for _ in range(2)] == [0, 1]


def test_a_wait_begins_when_a_failure_has_been_looked_at() -> None:
    delay = GrowingDelay(free=0)
    delay.failed("ana", 0)
    delay.looked_at("ana", 5)
    delay.looked_at("nobody", 5)
    assert delay.wait_s("ana", 5) == 1


def test_a_flood_of_names_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(g, "MOST_KNOWN", 3)
    delay = GrowingDelay(free=0)
    for name in "abcd":
        delay.failed(name, 0)
    assert [delay.wait_s(name, 0) for name in "abcd"] == [0, 1, 1, 1]


@pytest.mark.parametrize(("wait_s", "words"), [(0.2, "1 second."), (59.6, "60 seconds.")])
def test_a_wait_in_words(wait_s: float, words: str) -> None:
    assert wait_words(wait_s).endswith(f"in {words}")
