"""Whoever asks too often waits; nobody else does."""

from core.hub import rate_limit
from core.hub.rate_limit import RateLimit


def test_a_burst_is_let_in_and_then_one_at_a_time() -> None:
    limit = RateLimit(burst=3, per_minute=6)
    assert [limit.admits("ana", 0) for _ in range(5)] == [True, True, True, False, False]
    assert limit.admits("luis", 0)
    assert not limit.admits("ana", 5)
    assert limit.admits("ana", 11)
    assert not limit.admits("ana", 12)


def test_a_long_rest_is_worth_no_more_than_the_burst() -> None:
    limit = RateLimit(burst=2, per_minute=60)
    assert limit.admits("ana", 0)
    assert [limit.admits("ana", 10_000) for _ in range(3)] == [True, True, False]


def test_many_callers_do_not_fill_the_memory() -> None:
    limit = RateLimit(burst=1, per_minute=1)
    for n in range(rate_limit.MOST_CALLERS + 5):
        assert limit.admits(f"caller {n}", 0)
    assert len(limit._callers) == rate_limit.MOST_CALLERS
    assert limit.admits("caller 0", 0), "heard of longest ago, forgotten first"
