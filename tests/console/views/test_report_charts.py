"""Reports are said in the reader's words, with an axis and a change that can be believed."""

from datetime import date

import pytest
from msgspec.structs import replace

from console.view import Tone
from console.views.moment import Moment
from console.views.report_charts import (
    cases_table,
    chart_view,
    chart_views,
    export_rows,
    period_words,
)
from console.views.wording import Wording
from core.reports.charts import KeyKind, Point, Report, Shape, Unit
from core.reports.facts import (
    CaseFilter,
    CaseLine,
    CaseList,
    ContainerBalance,
    Facts,
    Period,
    PlaceCount,
)
from core.reports.reports import reports_of
from tests.builders import MORNING, small_day
from tests.core.reports.test_reports import FACTS

MOMENT = Moment(
    small_day().state,
    MORNING,
    Wording("America/Santiago", "EUR", 2),
    reasons={"refused": "Refused"},
)
SHARE = Report(
    "first_attempt",
    "First attempt",
    "Of all.",
    Unit.PERCENT,
    Shape.LINE,
    KeyKind.SPAN,
    ("First attempt",),
    (Point("2026-11-23", (91.0,)), Point("2026-11-24/2026-11-30", (None,))),
    91.0,
    is_more_better=True,
)


def test_every_report_of_the_table_can_be_shown_and_exported() -> None:
    for report, view in zip(reports_of(FACTS), chart_views(MOMENT, reports_of(FACTS)), strict=True):
        assert len(view.marks) == len(report.points)
        assert all(len(m.words) == len(m.values) for m in view.marks)
        table = export_rows(MOMENT, report)
        assert len(table) == len(report.points) + 1
        assert {len(row) for row in table} == {len(report.series) + 1}


def test_a_period_without_anything_has_dashes_and_no_axis() -> None:
    for view in chart_views(MOMENT, reports_of(Facts(FACTS.period))):
        assert (view.figure, view.marks, view.ticks) == ("–", (), ())


def test_a_share_has_its_axis_around_its_values() -> None:
    view = chart_view(MOMENT, SHARE)
    assert view.figure == "91.0 %"
    assert [mark.label for mark in view.marks] == ["Mon 23 Nov", "Tue 24 Nov–Mon 30 Nov"]
    assert view.marks[1].words == ("–",)
    assert view.ticks[0] == (80.0, "80 %")
    assert view.ticks[-1] == (100.0, "100 %")


def test_a_share_of_a_single_day_is_a_bar_from_nothing() -> None:
    view = chart_view(MOMENT, replace(SHARE, points=SHARE.points[:1]))
    assert (view.ticks[0], view.ticks[-1]) == ((0.0, "0 %"), (100.0, "100 %"))


def test_what_has_nothing_behind_it_offers_no_cases() -> None:
    asked = CaseFilter(date(2026, 11, 23), date(2026, 11, 23))
    points = tuple(Point(f"2026-11-2{n}", (value,), asked) for n, value in enumerate((0.0, 2.0)))
    hours = replace(SHARE, unit=Unit.COUNT, points=points, cases=asked)
    view = chart_view(MOMENT, hours)
    assert [mark.cases for mark in view.marks] == [None, asked]
    assert view.cases == asked
    assert chart_view(MOMENT, replace(hours, points=points[:1])).cases is None
    assert chart_view(MOMENT, replace(hours, points=())).cases is None


@pytest.mark.parametrize(
    ("before", "words", "tone"),
    [
        (None, "", Tone.MUTED),
        (91.0, "as before", Tone.MUTED),
        (88.5, "+2.5 pts", Tone.GOOD),
        (94.0, "−3.0 pts", Tone.BAD),
    ],
)
def test_a_change_says_which_way_and_whether_that_is_good(
    before: float | None, words: str, tone: Tone
) -> None:
    view = chart_view(MOMENT, SHARE, replace(SHARE, figure=before))
    assert (view.change, view.change_tone) == (words, tone)
    neutral = replace(SHARE, is_more_better=None)
    assert chart_view(MOMENT, neutral, replace(SHARE, figure=50.0)).change_tone is Tone.MUTED


def test_what_is_counted_now_is_not_compared_with_a_period_before() -> None:
    held = replace(FACTS, containers=(ContainerBalance("gone", "", 3, 750),), containers_out=3)
    containers = next(each for each in reports_of(held) if each.key == "containers")
    assert chart_view(MOMENT, containers, replace(containers, figure=3.0)).change == ""


def test_money_is_exact_in_marks_and_rough_in_the_figure() -> None:
    money = next(each for each in reports_of(FACTS) if each.key == "money")
    view = chart_view(MOMENT, money)
    assert view.figure == "−€24.00"
    assert view.marks[0].words == ("€14.00", "€30.00", "€20.00")
    assert export_rows(MOMENT, money)[:2] == [
        ["Cost, refunds and recovery", "Cost (EUR)", "Refunds (EUR)", "Recovery (EUR)"],
        ["2026-11-23", 14, 30, 20],
    ]
    week = replace(money, points=(replace(money.points[0], key="2026-11-23/2026-11-29"),))
    assert export_rows(MOMENT, week)[1][0] == "2026-11-23 – 2026-11-29"
    assert {type(cell) for cell in export_rows(MOMENT, money)[1][1:]} == {int}


def test_places_and_customers_are_called_by_their_names_where_they_are_known() -> None:
    facts = replace(
        FACTS,
        places=(PlaceCount("p-a1", 2), PlaceCount("gone", 1)),
        containers=(ContainerBalance("gone", "", 3, 750),),
    )
    views = {view.key: view for view in chart_views(MOMENT, reports_of(facts))}
    known, gone = views["by_place"].marks
    assert (known.label, known.at) == ("Calle a1", (-29.9, -71.2))
    assert (gone.label, gone.at) == ("gone", None)
    assert views["containers"].note == "1 customer shown, €7.50 deposit"


def test_a_period_is_named_with_its_year() -> None:
    day = date(2026, 11, 23)
    assert period_words(MOMENT, Period(day, day)) == "Mon 23 Nov 2026"
    week = Period(day, date(2026, 11, 29))
    assert period_words(MOMENT, week) == "Mon 23 Nov – Sun 29 Nov 2026"


def test_a_case_is_listed_with_what_it_left_and_what_else_there_was() -> None:
    line = CaseLine(
        "case-a1",
        "a1",
        "failed_delivery",
        "closed",
        "2026-11-23",
        reason="refused",
        resolution="refund",
        cost_minor=200,
        refund_minor=3_000,
        recovery_minor=2_850,
        other_resolution="retry_today",
        other_net_minor=-1_480,
        made_good_by="refund",
        made_good_s=7_200,
    )
    bare = CaseLine("case-a2", "a2", "return_request", "open", "")
    table = cases_table(MOMENT, "By reason: Refused", CaseList(9, (line, bare)))
    assert table.total == 9
    assert table.rows[0].cells[2:] == (
        "Refused",
        "",
        "Refund",
        "€2.00",
        "€30.00",
        "€28.50",
        "−€3.50",
        "Retry today −€14.80",
        "2 h 00, by a refund",
    )
    assert table.rows[1].cells[:5] == ("a2", "", "Return request", "", "open")
