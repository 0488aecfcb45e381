"""How soon the reports over a year of 1,000 cases a day stand there.

Run as a program it prints its figure as one JSON line. The year's read tables are written straight
into a database of the hub; measured is the way from the question to finished reports: the sums on a
reading connection, the answer packed and unpacked, and every report of the table.
"""

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

from core.hub.sql_engine import Database
from core.hub.sql_log import SqlLog
from core.hub.sql_rollups import Touched
from core.reports.facts import FactsAnswer, Period
from core.reports.reports import reports_of
from tests.bench.figures import Figure

DEPOT = "coquimbo"
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
CASES_A_DAY, ROUTES_A_DAY, STOPS = 1_000, 250, 40
RUNS = 3
KINDS = ("failed_delivery", "failed_delivery", "failed_collection", "return_request")
REASONS = ("recipient_absent", "premises_closed", "bad_address", "refused", "damaged", "too_big")
TAKEN = ("retry_today", "reschedule", "refund", "return_to_depot", "collect")
Row = tuple[object, ...]


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "year.db"
        SqlLog(str(file)).close()
        fill(file, YEAR)
        with closing(SqlLog(str(file), read_only=True)) as log:
            taken_s = min(_opened(log) for _ in range(RUNS))
    figure = Figure("report_year_s", taken_s, "s", "limit: at most", 2.0, 1.0)
    sys.stdout.write(json.dumps(msgspec.to_builtins([figure])) + "\n")
    return 0


def _opened(log: SqlLog) -> float:
    since = time.perf_counter()
    answer = msgspec.json.encode(FactsAnswer(log.report_facts(DEPOT, YEAR)))
    facts = msgspec.json.decode(answer, type=FactsAnswer).facts
    reports = reports_of(facts)
    taken = time.perf_counter() - since
    assert sum(row.cases for row in facts.cases) == YEAR.days * CASES_A_DAY
    assert all(report.points or report.key == "containers" for report in reports)
    return taken


def fill(file: Path, period: Period, cases_a_day: int = CASES_A_DAY) -> None:
    """Write the read tables of a period, with a failed visit behind three cases in four."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for n in range(period.days):
            day = period.first + timedelta(days=n)
            _insert(connection, "cases", _CASE, _cases(day, cases_a_day))
            _insert(connection, "attempts", _ATTEMPT, _attempts(day, cases_a_day))
            _insert(connection, "routes", _ROUTE, _routes(day, max(1, cases_a_day // 4)))
        connection.commit()
    with closing(Database(str(file))) as database, database.write() as writing:
        touched = Touched()
        days = [(period.first + timedelta(days=n)).isoformat() for n in range(period.days)]
        touched.cases = touched.attempts = touched.routes = {(DEPOT, day) for day in days}
        touched.roll_up(writing)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(
    connection: sqlite3.Connection, table: str, names: tuple[str, ...], rows: Iterator[Row]
) -> None:
    marks = ", ".join("?" for _ in names)
    words = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
    connection.executemany(words, rows)


_CASE = (
    *("depot", "case_id", "order_id", "kind", "status", "reason", "day", "hour", "place_id"),
    *("driver_id", "resolution", "other_resolution", "cost_minor", "refund_minor"),
    *("recovery_minor", "net_minor", "other_net_minor", "made_good_by", "made_good_s"),
    *("ordered_again_at", "opened_at", "currency"),
)
_ATTEMPT = ("depot", "stop_id", "order_id", "reason", "driver_id", "day", "hour", "place_id")
_ROUTE = (
    *("depot", "route_id", "service_day", "driver_id", "planned_stops", "planned_m", "done"),
    *("failed", "first_tries", "first_done", "promised", "on_time", "in_full", "otif"),
    *("driven_m", "service_s", "expected_service_s", "shift_s", "planned_shift_s", "co2_g"),
)


def _cases(day: date, number: int) -> Iterator[Row]:
    chance = Random(f"cases:{day}")
    opened = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).isoformat(" ")
    for n in range(number):
        id_ = f"{day:%y%m%d}-{n:04d}"
        kind, taken, other = chance.choice(KINDS), chance.choice(TAKEN), chance.choice(TAKEN)
        refund = chance.randrange(60_000) if taken == "refund" else 0
        cost, brings = chance.randrange(9_000), chance.randrange(40_000) if refund else 0
        is_good = chance.random() < 0.9
        again = opened if kind.startswith("failed") and chance.random() < 0.3 else None
        yield (
            *(DEPOT, f"case-{id_}", id_, kind, "closed" if is_good else "open"),
            *(_reason(id_), day.isoformat(), _hour(id_), _place(id_), _driver(id_), taken, other),
            *(cost, refund, brings, brings - cost - refund, chance.randrange(-9_000, 9_000)),
            *(("visit", chance.randrange(200_000)) if is_good else (None, None)),
            *(again, opened, "CLP"),
        )


def _attempts(day: date, number: int) -> Iterator[Row]:
    for n in range(number * 3 // 4):
        id_ = f"{day:%y%m%d}-{n:04d}"
        place, driver = _place(id_), _driver(id_)
        yield (
            *(DEPOT, f"{id_}.1", id_, _reason(id_), driver),
            *(day.isoformat(), _hour(id_), place),
        )


def _routes(day: date, number: int) -> Iterator[Row]:
    chance = Random(f"routes:{day}")
    for n in range(number):
        failed, metres = chance.randrange(6), chance.randrange(30_000, 90_000)
        done = STOPS - failed
        yield (
            *(DEPOT, f"{day:%y%m%d}-r{n}", day.isoformat(), f"d{n}", STOPS, metres, done, failed),
            *(STOPS, done, STOPS * 2 // 3, done * 2 // 3, done * 2 // 3, done * 2 // 3, metres),
            *(done * 300, done * 280, 30_000, 32_400, metres * 240 // 1000),
        )


def _reason(id_: str) -> str:
    return Random(f"reason:{id_}").choices(REASONS, (40, 20, 14, 9, 5, 2))[0]


def _hour(id_: str) -> int:
    return Random(f"hour:{id_}").choices(range(9, 18), (3, 6, 9, 9, 5, 7, 8, 6, 3))[0]


def _place(id_: str) -> str:
    return f"p{round(Random(f'place:{id_}').expovariate(1 / 9_000))}"


def _driver(id_: str) -> str:
    return f"d{Random(f'driver:{id_}').randrange(250)}"


if __name__ == "__main__":
    sys.exit(main())
