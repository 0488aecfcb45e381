"""Sums per day over the read tables, so that a report of a year need not look at every case.

`sql_log.py` calls it inside the transaction that changes the rows: the sums of every day that was
touched are made anew from the day's rows. They are never added to, so they cannot drift.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any, TypeVar
from typing import cast as cast_to

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.compiler import SQLCompiler

from core.hub.migrations import tables as t
from core.hub.sql_rows import mark_of, run_many, selected

HOUR_S = 3600
CROWD = 8
"""Drivers of a day whose visits are counted anew one by one; of more all are, which costs as much
as eight (107 µs in SQLite)."""
_CHUNK = 500

_Value = TypeVar("_Value")
Day = tuple[str, str]
"""Depot and day."""
OfDriver = tuple[Any, ...]
"""Depot, day and driver."""
Keys = Iterable[tuple[str, str]]
"""Depot and id."""


class Touched:
    """The days whose cases or failed visits a transaction changes."""

    def __init__(self) -> None:
        self.cases: set[Day] = set()
        self.attempts: set[Day] = set()
        self.routes: set[Day] = set()
        self.crowded: set[Day] = set()
        """Those of the routes of whose drivers many were about at once."""
        self.drivers: set[OfDriver] = set()
        """Who else drives a route."""
        self.left: set[OfDriver] = set()
        """Those of the drivers who had a route that is another's now."""

    def see_cases(self, connection: Connection, keys: Keys) -> None:
        """Note the days on which these cases stand; called before and after they change."""
        by_depot: dict[str, list[str]] = {}
        for depot, id_ in keys:
            by_depot.setdefault(depot, []).append(id_)
        c = t.cases.c
        for depot, ids in by_depot.items():
            for some in _chunks(ids):
                query = select(c.day).distinct().where(c.depot == depot, c.case_id.in_(some))
                days = connection.scalars(query.where(c.day.is_not(None)))
                self.cases |= {(depot, day) for day in days}

    def see_attempts(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Note the days of failed visits; one never changes its day."""
        self.attempts |= {(row["depot"], row["day"]) for row in rows if row.get("day")}

    def see_routes(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Note the days of routes, which never change either, and who drives and drove them;
        called before they change."""
        days = Counter((row["depot"], row["service_day"]) for row in rows)
        self.routes |= days.keys()
        self.crowded |= {day for day, count in days.items() if count >= CROWD}
        few = [row for row in rows if (row["depot"], row["service_day"]) not in self.crowded]
        drive = {(row["depot"], row["service_day"], row["driver_id"]) for row in few}
        drove: set[OfDriver] = set()
        for some in _chunks([(row["depot"], row["route_id"]) for row in few]):
            words = _looking(connection.dialect.name, len(some))
            drove |= set(selected(connection, words, tuple(chain.from_iterable(some))))
        self.drivers |= {each for each in drive | drove if each[2] is not None}
        self.left |= {each for each in drove - drive if each[2] is not None}

    def roll_up(self, connection: Connection) -> None:
        """Make the sums of all days that were noted."""
        for replacing, days in (
            (_replacing_cases, self.cases),
            (_replacing_attempts, self.attempts),
            (_replacing_routes, self.routes),
            (_replacing_visits, self.crowded),
        ):
            for statement in _words(replacing, connection.dialect) if days else ():
                values = [statement.values(depot, day) for depot, day in sorted(days)]
                run_many(connection, statement.words, values)
        name = connection.dialect.name
        if self.left:
            run_many(connection, _dropping_visits(name), sorted(self.left))
        if self.drivers:
            run_many(connection, _counting_visits(name), sorted(self.drivers))


def drop_rollups(connection: Connection, depot: str) -> None:
    """Before the depot's tables are filled anew."""
    for table in (t.day_cases, t.day_counts, t.day_routes):
        connection.execute(delete(table).where(table.c.depot == depot))


# Made and put into words once: both cost more than carrying a statement out.


class _Statement(Struct, frozen=True):
    """In the words of the driver, with the values that stand for each mark."""

    words: str
    known: Mapping[str, Any]
    order: Sequence[str] | None
    """Of the values by name, where the driver takes them by place."""

    def values(self, depot: str, day: str) -> Any:
        named = {**self.known, "of_depot": depot, "of_day": day}
        return named if self.order is None else tuple(named[name] for name in self.order)


@lru_cache(maxsize=16)
def _words(
    made: Callable[[], tuple[ClauseElement, ...]], dialect: Dialect
) -> tuple[_Statement, ...]:
    compiled = [cast_to(SQLCompiler, each.compile(dialect=dialect)) for each in made()]
    return tuple(_Statement(str(c), dict(c.params), c.positiontup) for c in compiled)


_DEPOT, _DAY = bindparam("of_depot", type_=Text()), bindparam("of_day", type_=Text())


def _replacing_cases() -> tuple[ClauseElement, ...]:
    sums, c = t.day_cases.c, t.cases.c
    key = (c.depot, c.day, func.coalesce(c.kind, ""), func.coalesce(c.resolution, ""))
    has_other = c.other_net_minor.is_not(None)
    made = (
        select(
            *key,
            func.count(),
            func.count().filter(c.status != "closed"),
            whole(c.cost_minor),
            whole(c.refund_minor),
            whole(c.recovery_minor),
            func.count(c.other_net_minor),
            cast(func.coalesce(func.sum(c.net_minor).filter(has_other), 0), BigInteger),
            whole(c.other_net_minor),
            func.count(c.ordered_again_at),
        )
        .where(c.depot == _DEPOT, c.day == _DAY)
        .group_by(*key)
    )
    return (
        delete(t.day_cases).where(sums.depot == _DEPOT, sums.day == _DAY),
        insert(t.day_cases).from_select([column.name for column in sums], made),
        *_replacing_counts(("made_good",)),
    )


def _replacing_routes() -> tuple[ClauseElement, ...]:
    sums, c = t.day_routes.c, t.routes.c
    has_ended = c.shift_s.is_not(None)
    planned = cast(func.coalesce(func.sum(c.planned_shift_s).filter(has_ended), 0), BigInteger)
    named = {"routes": func.count(), "planned_shift_s": planned}
    made = (
        select(
            c.depot,
            c.service_day,
            *(named[name] if name in named else whole(c[name]) for name in t.ROUTE_SUMS),
        )
        .where(c.depot == _DEPOT, c.service_day == _DAY)
        .group_by(c.depot, c.service_day)
    )
    return (
        delete(t.day_routes).where(sums.depot == _DEPOT, sums.day == _DAY),
        insert(t.day_routes).from_select([column.name for column in sums], made),
    )


def _replacing_visits() -> tuple[ClauseElement, ...]:
    return _replacing_counts(("visits",))


def _replacing_attempts() -> tuple[ClauseElement, ...]:
    return _replacing_counts(("reason", "driver", "hour"))


def _replacing_counts(dims: tuple[str, ...]) -> tuple[ClauseElement, ...]:
    sums = t.day_counts.c
    names = [column.name for column in sums]
    return (
        delete(t.day_counts).where(
            sums.depot == _DEPOT, sums.day == _DAY, or_(*(sums.dim == dim for dim in dims))
        ),
        *(insert(t.day_counts).from_select(names, _counted(dim)) for dim in dims),
    )


def _counted(dim: str) -> Select[Any]:
    a, c = t.attempts.c, t.cases.c
    if dim == "made_good":
        hours = cast(c.made_good_s.op("/")(literal(HOUR_S)), Text)
        return (
            select(c.depot, c.day, literal(dim), hours, func.count())
            .where(c.depot == _DEPOT, c.day == _DAY, c.made_good_s.is_not(None))
            .group_by(c.depot, c.day, hours)
        )
    if dim == "visits":
        r = t.routes.c
        return (
            select(r.depot, r.service_day, literal(dim), r.driver_id, whole(r.done + r.failed))
            .where(r.depot == _DEPOT, r.service_day == _DAY, r.driver_id.is_not(None))
            .group_by(r.depot, r.service_day, r.driver_id)
        )
    column = {"reason": a.reason, "driver": a.driver_id, "hour": cast(a.hour, Text)}[dim]
    key = func.coalesce(column, "")
    return (
        select(a.depot, a.day, literal(dim), key, func.count())
        .where(a.depot == _DEPOT, a.day == _DAY)
        .group_by(a.depot, a.day, key)
    )


# Of a day's forty drivers a report changes the visits of one: while few report, theirs are counted.


@cache
def _looking(dialect_name: str, count: int) -> str:
    mark = mark_of(dialect_name)
    keys = ", ".join([f"({mark}, {mark})"] * count)
    return (
        "SELECT depot, service_day, driver_id FROM routes "
        f"WHERE (depot, route_id) IN (VALUES {keys})"
    )


@cache
def _dropping_visits(dialect_name: str) -> str:
    mark = mark_of(dialect_name)
    return (
        f"DELETE FROM day_counts WHERE depot = {mark} AND day = {mark} "
        f"AND dim = 'visits' AND \"key\" = {mark}"
    )


@cache
def _counting_visits(dialect_name: str) -> str:
    mark = mark_of(dialect_name)
    return (
        'INSERT INTO day_counts (depot, day, dim, "key", number) '
        "SELECT depot, service_day, 'visits', driver_id, "
        "CAST(coalesce(sum(done + failed), 0) AS BIGINT) FROM routes "
        f"WHERE depot = {mark} AND service_day = {mark} AND driver_id = {mark} "
        "GROUP BY depot, service_day, driver_id "
        'ON CONFLICT (depot, day, dim, "key") DO UPDATE SET number = excluded.number'
    )


def whole(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A sum, nothing of nothing; PostgreSQL would make a decimal of it."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _chunks(values: list[_Value]) -> Iterator[list[_Value]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
