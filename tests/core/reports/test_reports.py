"""Every report says what a week of two days' facts says, checked by hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.reports.charts import Report, Shape
from core.reports.facts import (
    CaseFilter,
    CaseSums,
    ContainerBalance,
    Count,
    Dim,
    Facts,
    Period,
    PlaceCount,
    RouteSums,
)
from core.reports.reports import REPORTS, reports_of

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
PERIOD = Period(MONDAY, TUESDAY)
FACTS = Facts(
    PERIOD,
    routes=(
        RouteSums(
            "2026-11-23",
            routes=2,
            planned_stops=12,
            planned_m=30_000,
            done=8,
            failed=2,
            first_tries=8,
            first_done=6,
            promised=5,
            on_time=4,
            in_full=4,
            otif=3,
            driven_m=25_000,
            service_s=3_600,
            expected_service_s=7_200,
            shift_s=36_000,
            planned_shift_s=32_400,
            co2_g=6_000,
        ),
    ),
    counts=(
        Count(Dim.REASON, "refused", 1),
        Count(Dim.REASON, "recipient_absent", 3),
        Count(Dim.DRIVER, "d1", 4),
        Count(Dim.VISITS, "d1", 10),
        Count(Dim.VISITS, "d2", 7),
        Count(Dim.HOUR, "9", 1),
        Count(Dim.HOUR, "11", 3),
        Count(Dim.MADE_GOOD, "1", 1),
        Count(Dim.MADE_GOOD, "30", 1),
        Count(Dim.MADE_GOOD, "400", 1),
    ),
    places=(PlaceCount("p1", 3), PlaceCount("p2", 1)),
    cases=(
        CaseSums(
            "2026-11-23",
            "failed_delivery",
            "refund",
            cases=2,
            cost_minor=500,
            refund_minor=3_000,
            recovery_minor=2_000,
            compared=2,
            net_minor=-1_500,
            other_net_minor=-1_800,
            ordered_again=1,
        ),
        CaseSums("2026-11-23", "return_request", "collect", cases=2, cost_minor=900),
        CaseSums("2026-11-24", "return_request", "", cases=1, open_cases=1),
    ),
    containers=(ContainerBalance("c1", "p1", 5, 1_250), ContainerBalance("c2", "p2", 2, 500)),
    containers_out=9,
    deposits_minor=2_250,
)


def report(key: str, facts: Facts = FACTS) -> Report:
    return next(each for each in reports_of(facts) if each.key == key)


def values(found: Report) -> list[tuple[float | None, ...]]:
    return [point.values for point in found.points]


def test_the_table_has_every_report_once() -> None:
    keys = [each.key for each in reports_of(FACTS)]
    assert len(set(keys)) == len(keys) == len(REPORTS)


def test_a_period_of_which_nothing_is_known_has_reports_without_figures() -> None:
    for each in reports_of(Facts(PERIOD)):
        assert each.points == ()
        assert each.figure is None


def test_the_first_attempt_and_promises_are_shares_day_by_day() -> None:
    first = report("first_attempt")
    assert (first.figure, values(first)) == (75.0, [(75.0,), (None,)])
    assert first.points[0].cases == CaseFilter(MONDAY, MONDAY, has_failed=True)
    otif = report("otif")
    assert (otif.figure, values(otif)[0]) == (60.0, (60.0, 80.0))


def test_making_good_is_a_histogram_with_its_median() -> None:
    good = report("made_good")
    assert good.figure == 30.0
    assert [n for (n,) in values(good)] == [1, 0, 0, 0, 1, 0, 0, 1]
    assert good.points[-1].key == "over 168 h"
    assert good.points[4].cases == CaseFilter(
        MONDAY, TUESDAY, made_good_from_h=24, made_good_below_h=48
    )


def test_failures_are_counted_by_reason_driver_hour_and_place() -> None:
    reasons = report("by_reason")
    assert [point.key for point in reasons.points] == ["recipient_absent", "refused"]
    assert reasons.figure == 4.0
    drivers = report("by_driver")
    assert (drivers.series, values(drivers)) == (("Failures", "Visits"), [(4.0, 10.0)])
    assert values(report("by_hour")) == [(1.0,), (0.0,), (3.0,)]
    places = report("by_place")
    assert (places.shape, places.figure, len(places.points)) == (Shape.HEAT, 4.0, 2)
    again = report("repeat")
    assert (again.figure, [point.key for point in again.points]) == (1.0, ["p1"])


def test_a_driver_without_known_visits_has_failures_only() -> None:
    alone = Facts(PERIOD, counts=(Count(Dim.DRIVER, "d1", 4), Count(Dim.VISITS, "d2", 1)))
    assert values(report("by_driver", alone)) == [(4.0,)]


def test_money_is_what_cases_cost_gave_back_and_brought() -> None:
    found = report("money")
    assert values(found) == [(1_400.0, 3_000.0, 2_000.0), (0.0, 0.0, 0.0)]
    assert found.figure == -2_400.0
    assert report("recovered").figure == 2_000.0
    per_return = report("per_return")
    assert (per_return.figure, values(per_return)) == (450.0, [(450.0, 250.0), (None, None)])


def test_decisions_stand_beside_what_the_other_option_would_have_brought() -> None:
    found = report("decisions")
    assert [(p.key, p.values) for p in found.points] == [("refund", (-1_500.0, -1_800.0, 2.0))]
    assert found.figure == 300.0


def test_customers_who_came_back_are_a_share_of_those_who_were_let_down() -> None:
    found = report("again")
    assert (found.figure, values(found)) == (50.0, [(50.0,), (None,)])


def test_routes_are_compared_with_their_plan() -> None:
    found = report("planned")
    assert [(p.key, p.values) for p in found.points] == [
        ("Stops", (12.0, 10.0)),
        ("Kilometres", (30.0, 25.0)),
        ("Hours at doors", (2.0, 1.0)),
        ("Hours of shifts", (9.0, 10.0)),
    ]


def test_shifts_are_not_compared_before_one_has_ended() -> None:
    facts = replace(
        FACTS, routes=tuple(replace(r, planned_shift_s=0, shift_s=0) for r in FACTS.routes)
    )
    names = [point.key for point in report("planned", facts).points]
    assert names == ["Stops", "Kilometres", "Hours at doors"]


def test_containers_and_emissions_say_what_they_are_made_of() -> None:
    assert report("containers").figure == 9.0
    assert values(report("containers")) == [(5.0, 1_250.0), (2.0, 500.0)]
    emissions = report("emissions")
    assert (emissions.figure, emissions.note) == (6.0, "25 km × 240 g")


AMOUNTS = st.integers(0, 10**9)


@given(
    st.lists(
        st.builds(
            CaseSums,
            day=st.sampled_from(("2026-11-23", "2026-11-24")),
            kind=st.sampled_from(("failed_delivery", "return_request")),
            resolution=st.sampled_from(("", "refund", "collect")),
            cases=st.integers(1, 9),
            cost_minor=AMOUNTS,
            refund_minor=AMOUNTS,
            recovery_minor=AMOUNTS,
        ),
        min_size=1,
    )
)
def test_the_days_of_the_money_report_add_up_to_the_cent(rows: list[CaseSums]) -> None:
    found = report("money", Facts(PERIOD, cases=tuple(rows)))
    totals = [sum(column) for column in zip(*values(found), strict=True)]
    assert totals == [
        sum(row.cost_minor for row in rows),
        sum(row.refund_minor for row in rows),
        sum(row.recovery_minor for row in rows),
    ]
    assert found.figure == totals[2] - totals[0] - totals[1]
