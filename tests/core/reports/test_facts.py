"""Periods are days, both ends in them; filters say what they ask about."""

from datetime import date

import pytest

from core.reports.facts import CaseFilter, Count, Dim, Facts, Period, PeriodRefused, period_of

WEEK = Period(date(2026, 11, 23), date(2026, 11, 29))


def test_a_period_has_both_its_ends_and_neighbours_of_its_length() -> None:
    assert WEEK.days == 7
    assert WEEK.before == Period(date(2026, 11, 16), date(2026, 11, 22))
    assert WEEK.after == Period(date(2026, 11, 30), date(2026, 12, 6))
    assert WEEK.is_compared
    assert not Period(date(2026, 1, 1), date(2026, 12, 31)).is_compared


def test_a_period_is_read_from_two_days() -> None:
    assert period_of("2026-11-23", "2026-11-29") == WEEK


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("yesterday", "2026-11-29", "is no period"),
        ("2026-11-29", "2026-11-23", "ends .* before it begins"),
        ("0001-01-01", "0001-01-01", "no period of a depot: the first is not in the years"),
        ("2020-01-01", "2026-11-23", "at most 731 days, not 2519"),
    ],
)
def test_what_is_no_period_is_refused_in_words(first: str, last: str, words: str) -> None:
    with pytest.raises(PeriodRefused, match=words):
        period_of(first, last)


def test_a_filter_knows_whether_it_is_about_failed_visits() -> None:
    days = (WEEK.first, WEEK.last)
    assert not CaseFilter(*days, resolution="refund").asks_for_failures
    assert CaseFilter(*days, hour=0).asks_for_failures
    assert CaseFilter(*days, has_failed=True).asks_for_failures


def test_counts_are_found_by_what_was_counted() -> None:
    counts = (Count(Dim.HOUR, "9", 2), Count(Dim.REASON, "refused", 3))
    assert Facts(WEEK, counts=counts).counted(Dim.HOUR) == {"9": 2}
