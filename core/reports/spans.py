"""Cuts a period into days, weeks or months, by its length. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from core.reports.facts import Period

DAYS_UP_TO = 62
WEEKS_UP_TO = 200


class Span(Struct, frozen=True):
    """A part of a period; the first and the last may be cut short by it."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """A day, or two with a slash between."""
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def spans_of(period: Period) -> tuple[Span, ...]:
    """Days, for longer periods weeks that begin on Mondays, for still longer ones months."""
    return tuple(_spans(period))


def _spans(period: Period) -> Iterator[Span]:
    first = period.first
    while first <= period.last:
        last = min(_last_of(first, period.days), period.last)
        yield Span(first, last)
        first = last + timedelta(days=1)


def _last_of(first: date, days: int) -> date:
    if days <= DAYS_UP_TO:
        return first
    if days <= WEEKS_UP_TO:
        return first + timedelta(days=6 - first.weekday())
    next_month = first.replace(day=28) + timedelta(days=4)
    return next_month - timedelta(days=next_month.day)


class ByDay:
    """Finds the span of a day."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self._spans = {
            (span.first + timedelta(days=n)).isoformat(): span
            for span in spans
            for n in range((span.last - span.first).days + 1)
        }

    def __getitem__(self, day: str) -> Span:
        return self._spans[day]
