"""Rows into a table at the pace of the driver, for what every batch writes.

An ordinary SQLAlchemy `insert` prepares every value of every row, which costs more than SQLite
needs to insert it. Here the rows go to the driver as they are; only times, which SQLite has no type
for, are converted first. What the driver raises is turned into what SQLAlchemy would raise.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from core.hub.migrations.tables import UtcTime

Row = tuple[Any, ...]
_Words = Callable[[str, Table, tuple[str, ...], int], str]
"""The statement for a kind of database, a table, some of its columns and so many rows."""
ROWS_AT_ONCE = 64
"""A power of two, so that a table needs few different statements; SQLite allows 32,766 values."""
FEW_ROWS = 16
"""So many, as most transactions have of a table, are one statement whatever their number."""


def run(connection: Connection, words: str) -> None:
    """Carry a statement without values out. Raises `DBAPIError`, as everything here does."""
    with _cursor(connection, words) as cursor:
        cursor.execute(words)


def run_many(connection: Connection, words: str, rows: Sequence[Any]) -> int:
    """Carry a statement out for each of the rows; how many it has changed.

    Inside a transaction of the connection.
    """
    with _cursor(connection, words) as cursor:
        cursor.executemany(words, rows)
        return cursor.rowcount


def selected(connection: Connection, words: str, values: Row) -> Sequence[Row]:
    """What a statement finds."""
    with _cursor(connection, words) as cursor:
        cursor.execute(words, values)
        return cursor.fetchall()


@contextmanager
def _cursor(connection: Connection, words: str) -> Iterator[DBAPICursor]:
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(words, None, error, base, hide_parameters=True) from error
    finally:
        cursor.close()


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows with a value for each column, in the table's order; nothing without rows.

    Values are str, int, float, bytes or None; times as `stored_time` makes them.
    """
    if rows:
        names = tuple(column.name for column in table.columns)
        _run_rows(connection, _inserting, (table, names), rows)


def insert_named(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    _run_named(connection, _inserting, table, rows)


def upsert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns, or change those columns where the key exists."""
    _run_named(connection, _upserting, table, rows)


def _run_named(
    connection: Connection, words: _Words, table: Table, rows: Sequence[dict[str, Any]]
) -> None:
    if not rows:
        return
    names = tuple(rows[0])
    values = [tuple(row.values()) for row in rows]
    times = [place for place, name in enumerate(names) if name in _times_of(table)]
    if times:
        values = _with_stored_times(connection.dialect, values, times)
    _run_rows(connection, words, (table, names), values)


def _run_rows(
    connection: Connection,
    words: _Words,
    into: tuple[Table, tuple[str, ...]],
    rows: Sequence[Row],
) -> None:
    """Carry a statement for rows out, in SQLite for many of them at once.

    There every carrying out lets go of the interpreter, which the event loop takes: while it is
    busy each row would wait for its turn again.
    """
    name = connection.dialect.name
    if name != "sqlite":
        run_many(connection, words(name, *into, 1), rows)
        return
    with _cursor(connection, words(name, *into, 1)) as cursor:
        start, count = 0, ROWS_AT_ONCE
        while start < len(rows):
            left = len(rows) - start
            count = left if left <= FEW_ROWS else count
            while count > left:
                count //= 2
            some = rows[start : start + count]
            cursor.execute(words(name, *into, count), tuple(chain.from_iterable(some)))
            start += count


def mark_of(dialect_name: str) -> str:
    """What stands for a value in a statement for the driver itself."""
    return "?" if dialect_name == "sqlite" else "%s"


def stored_time(dialect: Dialect, at: datetime) -> Any:
    """A moment as the driver stores it in a `UtcTime` column."""
    convert = _time_processor(dialect)
    return at if convert is None else convert(at)


def _with_stored_times(dialect: Dialect, rows: Sequence[Row], places: Sequence[int]) -> list[Row]:
    convert = _time_processor(dialect)
    if convert is None:
        return list(rows)
    stored: list[Row] = []
    for row in rows:
        changed = list(row)
        for place in places:
            if changed[place] is not None:
                changed[place] = convert(changed[place])
        stored.append(tuple(changed))
    return stored


@cache
def _times_of(table: Table) -> frozenset[str]:
    return frozenset(c.name for c in table.columns if isinstance(c.type, UtcTime))


@lru_cache(maxsize=4)
def _time_processor(dialect: Dialect) -> Callable[[datetime], Any] | None:
    convert = UtcTime().dialect_impl(dialect).bind_processor(dialect)
    # What happens at one moment stands in many rows.
    return None if convert is None else lru_cache(maxsize=4096)(convert)


@cache
def _inserting(dialect_name: str, table: Table, names: tuple[str, ...], count: int) -> str:
    mark = mark_of(dialect_name)
    columns = ", ".join(f'"{table.columns[name].name}"' for name in names)
    row = f"({', '.join(mark for _ in names)})"
    return f"INSERT INTO {table.name} ({columns}) VALUES {', '.join([row] * count)}"


@cache
def _upserting(dialect_name: str, table: Table, names: tuple[str, ...], count: int) -> str:
    """Both databases have the clause, in the same words."""
    key = [column.name for column in table.primary_key]
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
    inserting = _inserting(dialect_name, table, names, count)
    target = ", ".join(f'"{name}"' for name in key)
    return f"{inserting} ON CONFLICT ({target}) DO " + (
        f"UPDATE SET {changed}" if changed else "NOTHING"
    )
