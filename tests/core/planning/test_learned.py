"""Speeds and ETA ranges are learned slowly, hour by hour, and forgotten in time."""

import math
from random import Random

import pytest

from core.planning.learned import (
    BUCKETS,
    CENTRES_MIN,
    FEWEST,
    HOURS,
    PRIOR_S,
    SLOWEST,
    Learned,
    Speeds,
    Spread,
    differ,
)

MONDAY_8 = 8


def driven(hour: int, ratio: float, legs: int, speeds: Speeds | None = None) -> Speeds:
    speeds = speeds or Speeds()
    for _ in range(legs):
        speeds = speeds.with_leg(hour, 600 * ratio, 600)
    return speeds


def test_too_few_legs_teach_nothing() -> None:
    assert Speeds().factors() == (1.0,) * HOURS
    assert driven(MONDAY_8, 1.5, FEWEST - 1).factors() == (1.0,) * HOURS
    assert driven(MONDAY_8, 1.5, FEWEST).factors()[MONDAY_8] > 1.1


def test_legs_that_say_nothing_are_left_out() -> None:
    speeds = Speeds()
    for true_s, network_s in ((600, 59), (1801, 600), (199, 600), (0, 600)):
        assert speeds.with_leg(0, true_s, network_s) is speeds


def test_an_hour_without_legs_is_as_its_day_and_its_hour_are() -> None:
    speeds = driven(MONDAY_8, 1.5, 1000)
    speeds = driven(11, 1.0, 1000, speeds)
    speeds = driven(24 + 11, 1.0, 1000, speeds)
    factors = speeds.factors()
    tuesday_8, wednesday_8, sunday_3 = factors[24 + 8], factors[48 + 8], factors[6 * 24 + 3]
    assert factors[MONDAY_8] > tuesday_8 > factors[24 + 11]
    assert tuesday_8 > 1.1
    assert wednesday_8 > sunday_3
    assert factors[MONDAY_8] == pytest.approx(1.5, abs=0.06)


def test_a_single_slow_leg_moves_next_to_nothing() -> None:
    speeds = driven(11, 1.0, 1000)
    before, after = speeds.factors(), driven(MONDAY_8, 2.9, 1, speeds).factors()
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) < 0.025


def test_factors_add_up_seconds_and_not_logarithms() -> None:
    random, speeds = Random(1), Speeds()
    ratios = [math.exp(random.gauss(0.1, 0.3)) for _ in range(4000)]
    for ratio in ratios:
        speeds = speeds.with_leg(MONDAY_8, 600 * ratio, 600)
    mean = sum(ratios) / len(ratios)
    assert speeds.factors()[MONDAY_8] == pytest.approx(mean, rel=0.02)


def test_factors_stay_within_reason() -> None:
    assert max(driven(0, 2.99, 3000).factors()) == SLOWEST


def test_before_anything_is_learned_ranges_are_those_of_simulated_days() -> None:
    spread = Spread()
    assert spread.range_s(5 * 60) == PRIOR_S[0]
    assert spread.range_s(-60) == PRIOR_S[0]
    assert spread.range_s(22.5 * 60) == pytest.approx(
        [(a + b) / 2 for a, b in zip(PRIOR_S[1], PRIOR_S[2], strict=True)]
    )
    assert spread.range_s(600 * 60) == PRIOR_S[-1]


def test_ranges_follow_what_really_happened() -> None:
    random, spread = Random(1), Spread()
    for _ in range(6000):
        spread = spread.with_error(30 * 60, random.uniform(-300, 900))
    low, high = spread.range_s(30 * 60)
    assert low == pytest.approx(-180, abs=30)
    assert high == pytest.approx(780, abs=30)
    assert spread.range_s(120 * 60) == PRIOR_S[4], "only ETAs as long ahead say something"
    assert spread.seen == 6000


def test_errors_beyond_all_bounds_count_at_the_ends() -> None:
    spread = Spread().with_error(0, -1e9).with_error(0, 1e9)
    assert spread.counts[0][0] == spread.counts[0][BUCKETS - 1] == 1


def test_a_share_that_ends_between_buckets_is_found() -> None:
    row = [0.0] * BUCKETS
    row[59], row[61] = 1.0, 9.0
    spread = Spread((tuple(row), *(((0.0,) * BUCKETS,) * 5)))
    low, _ = spread.range_s(0)
    assert PRIOR_S[0][0] < low < 0


def test_what_is_old_counts_less() -> None:
    learned = Learned().with_leg(MONDAY_8, 900, 600).with_error(600, 60)
    assert not learned.is_empty
    half = learned.faded(56)
    assert half.speeds.legs == pytest.approx(0.5)
    assert half.spread.seen == pytest.approx(0.5)
    assert learned.faded(-5) == learned
    assert Learned().is_empty
    assert not Learned().with_error(600, 60).is_empty


def test_only_what_somebody_would_see_is_news() -> None:
    known = Learned(driven(MONDAY_8, 1.5, FEWEST))
    assert not differ(known, known.with_leg(MONDAY_8, 900, 600))
    assert differ(known, Learned())
    late = Learned()
    for _ in range(300):
        late = late.with_error(60 * CENTRES_MIN[1], 1800)
    assert differ(Learned(), late)


def test_what_does_not_fit_is_as_if_nothing_were_known() -> None:
    assert Speeds((300.0,), (1.0,)).factors() == (1.0,) * HOURS
    assert Spread(((1.0,),)).range_s(0) == PRIOR_S[0]
