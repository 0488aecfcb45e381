"""What a depot's own driving has taught, as a table and in words. Pure."""

from msgspec import Struct

from console.tongue import tr
from core.date_words import WEEKDAYS
from core.planning.learned import CENTRES_MIN, FEWEST, HOURS, Learned


class LearnedView(Struct, frozen=True):
    """Percent by weekday (columns) and hour (rows), and sentences below."""

    hours: tuple[str, ...]
    days: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    """By hour, then weekday; empty where nobody drove."""
    lines: tuple[str, ...]


def learned_view(learned: Learned) -> LearnedView:
    """Only the hours in which anybody drove; none before there is anything to show."""
    counts = learned.speeds.counts
    fits = len(counts) == HOURS and learned.speeds.legs >= FEWEST
    factors = learned.speeds.factors()
    hours = [h for h in range(24) if fits and sum(counts[h::24]) > 0]
    cells = tuple(
        tuple(_percent(factors[24 * d + h]) if counts[24 * d + h] > 0 else "" for d in range(7))
        for h in hours
    )
    return LearnedView(
        tuple(f"{h:02d}–{(h + 1) % 24:02d}" for h in hours), WEEKDAYS, cells, _lines(learned)
    )


def pace_words(learned: Learned) -> str:
    """`+9 % learned`, over all legs; empty before enough was driven."""
    speeds = learned.speeds
    if speeds.legs < FEWEST or len(speeds.counts) != HOURS:
        return ""
    pairs = zip(speeds.factors(), speeds.counts, strict=True)
    mean = sum(factor * number for factor, number in pairs) / speeds.legs
    return tr("{percent} learned", percent=_percent(mean))


def _lines(learned: Learned) -> tuple[str, ...]:
    legs = round(learned.speeds.legs)
    if learned.speeds.legs < FEWEST:
        speeds = tr(
            "{n} leg was driven so far; from {fewest} on, times follow how long vans really take. "
            "Until then they are those of empty roads.",
            "{n} legs were driven so far; from {fewest} on, times follow how long vans really "
            "take. Until then they are those of empty roads.",
            legs,
            fewest=FEWEST,
        )
    else:
        speeds = tr(
            "Learned from {legs} driven legs: so much longer than on empty roads. An hour with "
            "few legs is mostly as its weekday and its hour of the day are.",
            legs=f"{legs:,}",
        )
    ranges = ", ".join(
        tr(
            "{minutes} min ahead {span}",
            minutes=f"{minutes:.0f}",
            span=_minutes(learned.spread.range_s(60 * minutes)),
        )
        for minutes in CENTRES_MIN[1:-1]
    )
    return speeds, tr("In 8 of 10 cases a visit begins: {ranges} around its ETA.", ranges=ranges)


def _percent(factor: float) -> str:
    percent = round(100 * (factor - 1))
    return f"{'−' if percent < 0 else '+'}{abs(percent)} %"


def _minutes(span_s: tuple[float, float]) -> str:
    low, high = (round(each / 60) for each in span_s)
    return tr(
        "{low} to {high} min",
        low=f"{'−' if low < 0 else '+'}{abs(low)}",
        high=f"{'−' if high < 0 else '+'}{abs(high)}",
    )
