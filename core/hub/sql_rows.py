"""Rows into a table at the pace of the driver, for what every batch writes.

An ordinary SQLAlchemy `insert` prepares every value of every row, which costs more than SQLite
needs to insert it. Here the rows go to the driver as they are; only times, which SQLite has no type
for, are converted first.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from core.hub.migrations.tables import UtcTime

Row = tuple[Any, ...]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows with a value for each column, in the table's order; nothing without rows.

    Values are str, int, float, bytes or None; times as `stored_time` makes them.
    """
    if rows:
        names = tuple(column.name for column in table.columns)
        connection.exec_driver_sql(_inserting(connection.dialect.name, table, names), list(rows))


def upsert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns, or change those columns where the key exists."""
    if not rows:
        return
    names = tuple(rows[0])
    times = [name for name in names if isinstance(table.columns[name].type, UtcTime)]
    if times:
        rows = [_with_stored_times(connection.dialect, row, times) for row in rows]
    connection.exec_driver_sql(
        _upserting(connection.dialect.name, table, names), [tuple(row.values()) for row in rows]
    )


def mark_of(dialect_name: str) -> str:
    """What stands for a value in a statement for the driver itself."""
    return "?" if dialect_name == "sqlite" else "%s"


def stored_time(dialect: Dialect, at: datetime) -> Any:
    """A moment as the driver stores it in a `UtcTime` column."""
    convert = _time_processor(dialect)
    return at if convert is None else convert(at)


def _with_stored_times(
    dialect: Dialect, row: dict[str, Any], times: Sequence[str]
) -> dict[str, Any]:
    stored = {name: stored_time(dialect, row[name]) for name in times if row[name] is not None}
    return row | stored


@lru_cache(maxsize=4)
def _time_processor(dialect: Dialect) -> Callable[[datetime], Any] | None:
    return UtcTime().dialect_impl(dialect).bind_processor(dialect)


@cache
def _inserting(dialect_name: str, table: Table, names: tuple[str, ...]) -> str:
    mark = mark_of(dialect_name)
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join(mark for _ in names)})"


@cache
def _upserting(dialect_name: str, table: Table, names: tuple[str, ...]) -> str:
    """Both databases have the clause, in the same words."""
    key = [column.name for column in table.primary_key]
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
    inserting = _inserting(dialect_name, table, names)
    target = ", ".join(f'"{name}"' for name in key)
    return f"{inserting} ON CONFLICT ({target}) DO " + (
        f"UPDATE SET {changed}" if changed else "NOTHING"
    )
