"""What a depot's own driving has taught: how fast its roads are by weekday and hour, and how far
from its ETAs vans really arrive. Pure values; the hub learns, everybody plans with them.

**Speeds.** A completed leg gives y = log(true seconds / network seconds), counted under the hour of
the week in which it began. Means are shrunk towards their parents, each with a strength in legs:
all legs towards 0 (`K_ALL`), a weekday and an hour of the day towards all (`K_DAY`, `K_HOUR`), an
hour of the week towards weekday + hour - all (`K_CELL`). So an hour in which nobody drove is as its
weekday and its hour of the day are, and a single leg moves next to nothing. The factor is
exp(mean + half the variance within an hour), since plans add seconds and not their logarithms.
Below `FEWEST` legs the factor is 1.

**Spread.** Each ETA that was given is compared with the begin of the visit, by the time to go then.
The 10 % and 90 % points of the differences are mixed with prior ones, which were fitted on
simulated days (`tests/bench/eta.py`), worth `K_SPREAD` observations.

Both fade: what is `HALF_LIFE_DAYS` old counts half.
"""

import math
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

HOURS = 168
"""Of a week; 0 is Monday from midnight to one, local."""
FEWEST = 200
K_ALL, K_DAY, K_HOUR, K_CELL = 100.0, 200.0, 100.0, 100.0
SLOWEST, FASTEST = 2.5, 0.5
LEAST_LEG_S = 60.0
"""Shorter legs are mostly turning and parking."""
MOST_RATIO = 3.0
"""A leg that took more, or less than the inverse, was interrupted or was no leg."""
HALF_LIFE_DAYS = 56.0
PRIOR_VARIANCE = 0.02

CENTRES_MIN = (5.0, 15.0, 30.0, 60.0, 120.0, 240.0)
"""Times to go at which the spread is kept; between them it is interpolated."""
EDGES_MIN = (10.0, 22.0, 42.0, 85.0, 170.0)
PRIOR_S = (
    (-110.0, 340.0),
    (-200.0, 500.0),
    (-370.0, 670.0),
    (-380.0, 980.0),
    (-400.0, 1670.0),
    (-400.0, 3210.0),
)
"""The 10 % and 90 % points before anything was learned."""
K_SPREAD = 300.0
LOW, HIGH = 0.1, 0.9
BUCKET_S = 60.0
EARLIEST_S = -3600.0
BUCKETS = 180


class Speeds(Struct, frozen=True):
    """Sums of y over completed legs by hour of the week; empty before the first."""

    counts: tuple[float, ...] = ()
    sums: tuple[float, ...] = ()
    squares: float = 0.0

    @property
    def legs(self) -> float:
        """How many legs it was learned from, the older ones counted less."""
        return sum(self.counts)

    def with_leg(self, hour: int, true_s: float, network_s: float) -> "Speeds":
        """One leg more; as it was, where the leg says nothing."""
        if network_s < LEAST_LEG_S or not 1 / MOST_RATIO < true_s / network_s < MOST_RATIO:
            return self
        y = math.log(true_s / network_s)
        counts, sums = list(self.counts or (0.0,) * HOURS), list(self.sums or (0.0,) * HOURS)
        counts[hour] += 1
        sums[hour] += y
        return Speeds(tuple(counts), tuple(sums), self.squares + y * y)

    def faded(self, share: float) -> "Speeds":
        """Everything counts that much less."""
        return Speeds(
            tuple(count * share for count in self.counts),
            tuple(total * share for total in self.sums),
            self.squares * share,
        )

    def factors(self) -> tuple[float, ...]:
        """By how much longer than on the empty network a leg takes, by hour of the week."""
        if len(self.counts) != HOURS or len(self.sums) != HOURS or self.legs < FEWEST:
            return (1.0,) * HOURS
        return _factors(self)


@lru_cache(maxsize=8)
def _factors(speeds: Speeds) -> tuple[float, ...]:
    counts, sums = speeds.counts, speeds.sums
    n, total = speeds.legs, sum(sums)
    all_ = total / (n + K_ALL)
    days = [
        _shrunk(counts[24 * d : 24 * d + 24], sums[24 * d : 24 * d + 24], all_, K_DAY)
        for d in range(7)
    ]
    hours = [_shrunk(counts[h::24], sums[h::24], all_, K_HOUR) for h in range(24)]
    between = sum(s * s / c for s, c in zip(sums, counts, strict=True) if c > 0)
    within = max(0.0, speeds.squares - between)
    variance = (within + K_ALL * PRIOR_VARIANCE) / (n + K_ALL)
    found = []
    for cell in range(HOURS):
        parent = days[cell // 24] + hours[cell % 24] - all_
        mean = _shrunk((counts[cell],), (sums[cell],), parent, K_CELL)
        found.append(min(SLOWEST, max(FASTEST, math.exp(mean + variance / 2))))
    return tuple(found)


def _shrunk(
    counts: tuple[float, ...], sums: tuple[float, ...], parent: float, strength: float
) -> float:
    return (sum(sums) + strength * parent) / (sum(counts) + strength)


class Spread(Struct, frozen=True):
    """Histograms of true minus expected begin, in buckets of a minute, by time to go."""

    counts: tuple[tuple[float, ...], ...] = ()

    @property
    def seen(self) -> float:
        """How many ETAs were compared, the older ones counted less."""
        return sum(map(sum, self.counts))

    def with_error(self, to_go_s: float, error_s: float) -> "Spread":
        """One ETA more that was given `to_go_s` ahead and was wrong by `error_s`, late is more."""
        rows = list(self.counts or ((0.0,) * BUCKETS,) * len(CENTRES_MIN))
        at = bisect_right(EDGES_MIN, to_go_s / 60)
        bucket = min(BUCKETS - 1, max(0, int((error_s - EARLIEST_S) // BUCKET_S)))
        row = list(rows[at])
        row[bucket] += 1
        rows[at] = tuple(row)
        return Spread(tuple(rows))

    def faded(self, share: float) -> "Spread":
        """Everything counts that much less."""
        return Spread(tuple(tuple(count * share for count in row) for row in self.counts))

    def range_s(self, to_go_s: float) -> tuple[float, float]:
        """How much earlier and later than expected it begins, in 8 of 10 cases."""
        minutes = max(0.0, to_go_s / 60)
        above = min(bisect_right(CENTRES_MIN, minutes), len(CENTRES_MIN) - 1)
        low, high = self._points(above)
        if above == 0 or minutes >= CENTRES_MIN[-1]:
            return low, high
        share = (minutes - CENTRES_MIN[above - 1]) / (CENTRES_MIN[above] - CENTRES_MIN[above - 1])
        before_low, before_high = self._points(above - 1)
        return (
            before_low + share * (low - before_low),
            before_high + share * (high - before_high),
        )

    def _points(self, at: int) -> tuple[float, float]:
        fits = len(self.counts) == len(CENTRES_MIN)
        return _points(self.counts[at] if fits else (), PRIOR_S[at])


@lru_cache(maxsize=64)
def _points(row: tuple[float, ...], prior: tuple[float, float]) -> tuple[float, float]:
    """The 10 % and 90 % points, mixed with the prior ones."""
    n = sum(row)
    if n <= 0:
        return prior
    sums = list(accumulate(row))
    low, high = (
        (n * _point(row, sums, share) + K_SPREAD * before) / (n + K_SPREAD)
        for share, before in zip((LOW, HIGH), prior, strict=True)
    )
    return low, high


def _point(row: tuple[float, ...], sums: list[float], share: float) -> float:
    """Where that share lies below, within its bucket by the rule of three."""
    wanted = share * sums[-1]
    at = next(n for n, below in enumerate(sums) if below >= wanted)
    inside = (wanted - (sums[at] - row[at])) / row[at] if row[at] else 0.0
    return EARLIEST_S + (at + inside) * BUCKET_S


class Learned(Struct, frozen=True):
    """Both, as the hub sends it to consoles and keeps it."""

    speeds: Speeds = Speeds()
    spread: Spread = Spread()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was learned yet."""
        return not self.speeds.counts and not self.spread.counts

    def faded(self, days: float) -> "Learned":
        """After so many days more."""
        share = 0.5 ** (max(0.0, days) / HALF_LIFE_DAYS)
        return Learned(self.speeds.faded(share), self.spread.faded(share))

    def with_leg(self, hour: int, true_s: float, network_s: float) -> "Learned":
        """One completed leg more."""
        return replace(self, speeds=self.speeds.with_leg(hour, true_s, network_s))

    def with_error(self, to_go_s: float, error_s: float) -> "Learned":
        """One ETA more that can be compared."""
        return replace(self, spread=self.spread.with_error(to_go_s, error_s))


def differ(one: Learned, other: Learned) -> bool:
    """Whether somebody would see another time: 1 % of a speed, a minute of a range."""
    speeds = zip(one.speeds.factors(), other.speeds.factors(), strict=True)
    if any(abs(a - b) >= 0.01 for a, b in speeds):
        return True
    for minutes in CENTRES_MIN:
        pairs = zip(
            one.spread.range_s(60 * minutes), other.spread.range_s(60 * minutes), strict=True
        )
        if any(abs(a - b) >= BUCKET_S for a, b in pairs):
            return True
    return False
