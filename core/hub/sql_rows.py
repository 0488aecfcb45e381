"""Rows into a table at the pace of the driver, for what every batch writes.

An ordinary SQLAlchemy `insert` prepares every value of every row, which costs more than SQLite
needs to insert it. Here the rows go to the driver as they are; only times, which SQLite has no type
for, are converted first.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from core.hub.migrations.tables import UtcTime

Row = tuple[Any, ...]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows with a value for each column, in the table's order; nothing without rows.

    Values are str, int, float, bytes or None; times as `stored_time` makes them.
    """
    if rows:
        connection.exec_driver_sql(_statement(connection.dialect.name, table), list(rows))


def stored_time(dialect: Dialect, at: datetime) -> Any:
    """A moment as the driver stores it in a `UtcTime` column."""
    convert = UtcTime().dialect_impl(dialect).bind_processor(dialect)
    return at if convert is None else convert(at)


@cache
def _statement(dialect_name: str, table: Table) -> str:
    mark = "?" if dialect_name == "sqlite" else "%s"
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
