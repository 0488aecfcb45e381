"""What reports ask of the read tables: grouped sums on a reading connection, beside the writer.

Called by `sql_log.py` alone. What has many rows is summed up per day already (`sql_rollups.py`), so
that a year of a busy depot is a matter of a second.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    func,
    select,
)

from core.hub.migrations import tables as t
from core.hub.sql_rollups import HOUR_S, whole
from core.reports.facts import (
    CASES_TOLD,
    CONTAINERS_TOLD,
    PLACES_TOLD,
    CaseFilter,
    CaseLine,
    CaseList,
    CaseSums,
    ContainerBalance,
    Count,
    Dim,
    Facts,
    Period,
    PlaceCount,
    RouteSums,
)


def facts_of(connection: Connection, depot: str, period: Period) -> Facts:
    """Everything that the reports of a period need."""
    held = t.containers.c
    mine = (held.depot == depot, held.balance > 0)
    total = select(whole(held.balance), whole(held.deposit_minor)).where(*mine)
    out, deposits = connection.execute(total).one()
    most = select(held.customer_id, _text(held.place_id), held.balance, held.deposit_minor)
    most = most.where(*mine).order_by(held.balance.desc(), held.customer_id).limit(CONTAINERS_TOLD)
    return Facts(
        period,
        routes=tuple(RouteSums(*row) for row in connection.execute(_routes(depot, period))),
        counts=tuple(_counts_of(connection, depot, period)),
        places=tuple(PlaceCount(*row) for row in connection.execute(_places(depot, period))),
        cases=tuple(CaseSums(*row) for row in connection.execute(_cases(depot, period))),
        containers=tuple(ContainerBalance(*row) for row in connection.execute(most)),
        containers_out=int(out),
        deposits_minor=int(deposits),
    )


def _counts_of(connection: Connection, depot: str, period: Period) -> Iterator[Count]:
    for dim, key, number in connection.execute(_counts(depot, period)):
        yield Count(Dim(dim), key, number)


def cases_of(connection: Connection, depot: str, wanted: CaseFilter) -> CaseList:
    """The newest cases behind a part of a chart."""
    c = t.cases.c
    where = _wanted(depot, wanted)
    total = connection.scalar(select(func.count()).select_from(t.cases).where(*where)) or 0
    columns = [_told(c[name]) for name in CaseLine.__struct_fields__]
    query = select(*columns).where(*where).order_by(c.day.desc(), c.case_id.desc())
    found = connection.execute(query.limit(CASES_TOLD))
    return CaseList(total, tuple(CaseLine(*row) for row in found))


def _told(column: Column[Any]) -> ColumnElement[Any]:
    """Amounts that there are not yet are nothing, texts empty; what is compared may be missing."""
    if column.name in ("cost_minor", "refund_minor", "recovery_minor"):
        return func.coalesce(column, 0)
    return _text(column) if isinstance(column.type, Text) else column


def _routes(depot: str, period: Period) -> Select[Any]:
    c = t.day_routes.c
    return (
        select(*(c[name] for name in RouteSums.__struct_fields__))
        .where(*_within(t.day_routes, depot, period))
        .order_by(c.day)
    )


def _counts(depot: str, period: Period) -> Select[Any]:
    c = t.day_counts.c
    return (
        select(c.dim, c.key, whole(c.number))
        .where(*_within(t.day_counts, depot, period))
        .group_by(c.dim, c.key)
        .order_by(c.dim, c.key)
    )


def _places(depot: str, period: Period) -> Select[Any]:
    c = t.attempts.c
    return (
        select(c.place_id, func.count().label("failures"))
        .where(*_within(t.attempts, depot, period), c.place_id.is_not(None))
        .group_by(c.place_id)
        .order_by(func.count().desc(), c.place_id)
        .limit(PLACES_TOLD)
    )


def _cases(depot: str, period: Period) -> Select[Any]:
    c = t.day_cases.c
    return (
        select(*(c[name] for name in CaseSums.__struct_fields__))
        .where(*_within(t.day_cases, depot, period))
        .order_by(c.day, c.kind, c.resolution)
    )


def _wanted(depot: str, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    c = t.cases.c
    where: list[ColumnElement[bool]] = [c.depot == depot]
    if wanted.asks_for_failures:
        where.append(c.order_id.in_(_failed_orders(depot, wanted)))
    else:
        where += _days(t.cases, wanted.first, wanted.last)
    if wanted.kinds:
        where.append(c.kind.in_(wanted.kinds))
    for name in ("resolution", "other_resolution"):
        value = getattr(wanted, name)
        if value is not None:
            where.append(func.coalesce(c[name], "") == value)
    if wanted.made_good_from_h is not None:
        where.append(c.made_good_s >= wanted.made_good_from_h * HOUR_S)
    if wanted.made_good_below_h is not None:
        where.append(c.made_good_s < wanted.made_good_below_h * HOUR_S)
    if wanted.ordered_again:
        where.append(c.ordered_again_at.is_not(None))
    return where


def _failed_orders(depot: str, wanted: CaseFilter) -> Select[Any]:
    c = t.attempts.c
    query = select(c.order_id).where(
        c.depot == depot, *_days(t.attempts, wanted.first, wanted.last)
    )
    for name in ("reason", "driver_id", "hour", "place_id"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(c[name] == value)
    return query


def _within(table: Table, depot: str, period: Period) -> list[ColumnElement[bool]]:
    return [table.c.depot == depot, *_days(table, period.first, period.last)]


def _days(table: Table, first: date, last: date) -> list[ColumnElement[bool]]:
    return [table.c.day >= first.isoformat(), table.c.day <= last.isoformat()]


def _text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, "")
