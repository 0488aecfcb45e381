"""A period is cut into days, weeks or months, by its length."""

from datetime import date

from core.reports.facts import Period
from core.reports.spans import ByDay, spans_of


def test_a_short_period_is_shown_day_by_day() -> None:
    spans = spans_of(Period(date(2026, 11, 28), date(2026, 12, 1)))
    assert [span.key for span in spans] == ["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01"]


def test_a_quarter_is_shown_in_weeks_that_begin_on_mondays() -> None:
    spans = spans_of(Period(date(2026, 9, 2), date(2026, 11, 30)))
    assert [span.key for span in spans][:2] == ["2026-09-02/2026-09-06", "2026-09-07/2026-09-13"]
    assert spans[-1].key == "2026-11-30"


def test_a_year_is_shown_in_months() -> None:
    spans = spans_of(Period(date(2026, 1, 15), date(2026, 12, 31)))
    assert len(spans) == 12
    assert spans[0].key == "2026-01-15/2026-01-31"
    assert spans[1].key == "2026-02-01/2026-02-28"


def test_every_day_finds_its_span() -> None:
    spans = spans_of(Period(date(2026, 1, 1), date(2026, 12, 31)))
    assert ByDay(spans)["2026-05-31"] == spans[4]
