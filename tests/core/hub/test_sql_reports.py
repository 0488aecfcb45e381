"""The sums of reports are those of the cases, whatever happened; every filter finds its cases."""

from collections import Counter
from contextlib import closing
from datetime import date
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core.case_money import case_money
from core.demo_day import DEPOT_ID
from core.hub.log import ReadRow
from core.hub.maintenance import keep_read_tables_new
from core.hub.sql_log import SqlLog
from core.hub.sql_rollups import CROWD
from core.model import Resolution, Sum, SumKind, WayOut
from core.reports.facts import CaseFilter, Dim, Period
from core.reports.reports import reports_of
from core.rules.lookups import Refused
from tests.core.hub.log_builders import make_append
from tests.core.hub.test_read_tables_agree import Office, whole
from tests.core.rules.test_conservation import EXAMPLES, SMALL_DAY, command_for, wishes

MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))
ALL = CaseFilter(MONTH.first, MONTH.last)


DECIDING = ("refund", "reschedule", "depot", "place", "replace", "partner", "counter")


def deciding() -> st.SearchStrategy[tuple[str, int, int, int]]:
    """Wishes that decide a case, and so spend money or bring some."""
    number = st.integers(0, 60)
    return st.tuples(st.sampled_from(DECIDING), number, number, number)


def with_money(command: c.Command, n: int) -> c.Command:
    """The command as a screen asks it: with what every way out would cost and bring."""
    if not hasattr(command, "considered"):
        return command
    sums = (
        Sum(SumKind.ROUTE, -(n * 7 + 1)),
        Sum(SumKind.HANDLING, -13 - n),
        Sum(SumKind.REFUND, -500),
        Sum(SumKind.RECOVERY, n * 3 + 2),
    )
    ways = tuple(WayOut(resolution, sums) for resolution in Resolution)
    return replace(command, considered=ways)


def lived(log: SqlLog, wanted: list[tuple[str, int, int, int]]) -> Office:
    office = Office(log)
    office.append(whole(SMALL_DAY), "set-up")
    for wish in wanted:
        command, actor = command_for(office.state, wish)
        try:
            office.ask(with_money(command, wish[3]), actor)
        except Refused:
            continue
    return office


@settings(max_examples=max(10, EXAMPLES // 20), deadline=None)
@given(wanted=st.lists(wishes() | deciding(), min_size=15, max_size=40))
def test_money_adds_up_to_the_cent(wanted: list[tuple[str, int, int, int]]) -> None:
    with TemporaryDirectory() as folder, closing(SqlLog(f"sqlite:///{folder}/log.db")) as log:
        state = lived(log, wanted).state
        cases = [
            case_money(case, state.orders[case.order_id], state.inspections)
            for case in state.cases.values()
        ]
        facts = log.report_facts(DEPOT_ID, MONTH)
        reports = {report.key: report for report in reports_of(facts)}
        listed = log.report_cases(DEPOT_ID, ALL)
        for name, column in (("cost_minor", 0), ("refund_minor", 1), ("recovery_minor", 2)):
            total = sum(getattr(case, name) for case in cases)
            assert sum(getattr(row, name) for row in facts.cases) == total
            assert sum(getattr(line, name) for line in listed.lines) == total
            assert sum(p.values[column] or 0 for p in reports["money"].points) == total
        assert listed.total == len(cases)
        attempts = log.read_table("attempts", DEPOT_ID)
        for dim, column_name in ((Dim.REASON, "reason"), (Dim.DRIVER, "driver_id")):
            assert facts.counted(dim) == Counter(row[column_name] for row in attempts)


def test_a_day_of_decisions_costs_pays_and_brings_something() -> None:
    """Sums that are all nothing would agree whatever the reports did."""
    wanted = [("count_all", a, b, 2) for a in range(2) for b in range(2)]
    wanted += [(what, a, b, 5) for what in ("refund", "depot") for a in range(2) for b in range(12)]
    with TemporaryDirectory() as folder, closing(SqlLog(f"sqlite:///{folder}/log.db")) as log:
        lived(log, wanted)
        facts = log.report_facts(DEPOT_ID, MONTH)
    for name in ("cost_minor", "refund_minor", "recovery_minor"):
        assert sum(getattr(each, name) for each in facts.cases) > 0


def row(table: str, **values: str | int | None) -> ReadRow:
    return ReadRow(table, {"depot": DEPOT_ID, **values})


def case_row(n: int, **values: str | int | None) -> ReadRow:
    usual: dict[str, str | int | None] = {
        "order_id": f"o{n}",
        "kind": "failed_delivery",
        "status": "closed",
        "day": "2026-11-23",
        "cost_minor": 100,
    }
    return row("cases", case_id=f"k{n}", **{**usual, **values})


def filled(log: SqlLog) -> None:
    log.replace_read_rows(
        DEPOT_ID,
        [
            case_row(1, resolution="refund", refund_minor=700, made_good_s=7_200),
            case_row(2, resolution="retry_today", other_resolution="refund", made_good_s=90_000),
            case_row(3, kind="return_request", status="open", day="2026-11-24"),
            case_row(4, day="2026-10-01", ordered_again_at=None),
            row(
                "attempts",
                stop_id="o1.1",
                order_id="o1",
                reason="refused",
                driver_id="d1",
                day="2026-11-23",
                hour=9,
                place_id="p1",
            ),
            row(
                "attempts",
                stop_id="o2.1",
                order_id="o2",
                reason="damaged",
                driver_id="d2",
                day="2026-11-23",
                hour=10,
                place_id="p1",
            ),
            row("containers", customer_id="c1", balance=4, deposit_minor=400),
            row("containers", customer_id="c2", balance=0, deposit_minor=0),
        ],
    )


def found(log: SqlLog, **asked: object) -> set[str]:
    wanted = CaseFilter(MONTH.first, MONTH.last, **asked)  # type: ignore[arg-type]
    cases = log.report_cases(DEPOT_ID, wanted)
    assert cases.total == len(cases.lines)
    return {line.case_id for line in cases.lines}


def test_every_part_of_a_chart_finds_its_cases(log: SqlLog) -> None:
    filled(log)
    assert found(log) == {"k1", "k2", "k3"}
    assert found(log, kinds=("return_request",)) == {"k3"}
    assert found(log, has_failed=True) == {"k1", "k2"}
    assert found(log, reason="refused") == {"k1"}
    assert found(log, driver_id="d2") == {"k2"}
    assert found(log, hour=9) == {"k1"}
    assert found(log, place_id="p1") == {"k1", "k2"}
    assert found(log, resolution="") == {"k3"}
    assert found(log, resolution="refund") == {"k1"}
    assert found(log, other_resolution="refund") == {"k2"}
    assert found(log, made_good_from_h=2, made_good_below_h=4) == {"k1"}
    assert found(log, made_good_from_h=4) == {"k2"}
    assert found(log, ordered_again=True) == set()


def test_facts_hold_what_the_rows_say(log: SqlLog) -> None:
    filled(log)
    facts = log.report_facts(DEPOT_ID, MONTH)
    assert sum(row.cases for row in facts.cases) == 3
    assert facts.counted(Dim.MADE_GOOD) == {"2": 1, "25": 1}
    assert facts.counted(Dim.HOUR) == {"9": 1, "10": 1}
    assert [(p.place_id, p.failures) for p in facts.places] == [("p1", 2)]
    assert (facts.containers_out, facts.deposits_minor, len(facts.containers)) == (4, 400, 1)
    assert log.report_facts("elsewhere", MONTH).cases == ()


def test_a_case_that_moves_to_another_day_leaves_the_sums_of_the_first(log: SqlLog) -> None:
    filled(log)
    log.append([make_append(DEPOT_ID, read_rows=(case_row(1, day="2026-11-25", cost_minor=350),))])
    by_day = {(r.day, r.resolution): r.cost_minor for r in log.report_facts(DEPOT_ID, MONTH).cases}
    assert by_day[("2026-11-25", "refund")] == 350
    assert ("2026-11-23", "refund") not in by_day


def route_row(n: int, driver_id: str | None, done: int, failed: int, **more: str) -> ReadRow:
    usual: dict[str, str | int | None] = {"service_day": "2026-11-23", "driver_id": driver_id}
    return row("routes", route_id=f"r{n}", done=done, failed=failed, **{**usual, **more})


def test_visits_are_counted_for_whoever_drove_last(log: SqlLog) -> None:
    def change(*rows: ReadRow) -> dict[str, int]:
        log.append([make_append(DEPOT_ID, log.head(DEPOT_ID).seq, read_rows=rows)])
        return dict(log.report_facts(DEPOT_ID, MONTH).counted(Dim.VISITS))

    first, second = route_row(1, "d1", 3, 1), route_row(2, "d2", 5, 0)
    assert change(first, second) == {"d1": 4, "d2": 5}
    assert change(route_row(2, "d2", 6, 0)) == {"d1": 4, "d2": 6}
    assert change(route_row(3, "d1", 1, 0)) == {"d1": 5, "d2": 6}
    assert change(route_row(1, "d2", 3, 2)) == {"d1": 1, "d2": 11}, "one was handed on"
    assert change(route_row(3, "d3", 1, 0)) == {"d2": 11, "d3": 1}, "and the other"
    assert change(route_row(3, None, 1, 0)) == {"d2": 11}
    elsewhere = route_row(40, "d2", 9, 0, service_day="2026-10-01")
    assert change(elsewhere) == {"d2": 11}
    crowd = [route_row(n, f"d{n}", n, 0) for n in range(1, CROWD + 1)]
    assert change(*crowd) == {f"d{n}": n for n in range(1, CROWD + 1)} | {"d2": 2}
    mixed = (
        *(replace(each, values={**each.values, "driver_id": "d9"}) for each in crowd),
        elsewhere,
    )
    assert change(*mixed) == {"d9": sum(range(1, CROWD + 1))}
    log.replace_read_rows(DEPOT_ID, [second])
    assert change() == {"d2": 5}


def test_rows_of_an_earlier_release_are_made_anew_once(log: SqlLog) -> None:
    office = lived(log, [])
    log.replace_read_rows(DEPOT_ID, [])
    keep_read_tables_new(log)
    assert len(log.read_table("cases", DEPOT_ID)) == len(office.state.cases)
    log.replace_read_rows(DEPOT_ID, [])
    keep_read_tables_new(log)
    assert log.read_table("cases", DEPOT_ID) == []
