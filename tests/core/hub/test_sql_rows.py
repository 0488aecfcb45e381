"""Rows that go past SQLAlchemy are stored as it would store them."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from core.hub.migrations import tables as t
from core.hub.sql_engine import Database
from core.hub.sql_rows import FEW_ROWS, ROWS_AT_ONCE, insert_rows, stored_time, upsert_rows

AT = datetime(2026, 11, 23, 8, 30, 0, 123456, tzinfo=UTC)


def _event(seq: int, at: object) -> tuple[object, ...]:
    return ("helsinki", seq, "stop_started", 1, b"{}", at, f"c{seq}", "ana", bytes(32))


def test_rows_read_as_if_an_insert_had_written_them(log_url: str) -> None:
    database = Database(log_url)
    names = [column.name for column in t.events.columns]
    with database.write() as connection:
        connection.execute(insert(t.events), [dict(zip(names, _event(1, AT), strict=True))])
        stored = stored_time(connection.dialect, AT)
        insert_rows(connection, t.events, [_event(2, stored), _event(3, stored)])
    with database.read() as connection:
        rows = connection.execute(select(t.events).order_by(t.events.c.seq)).all()
        raw = connection.exec_driver_sql("SELECT recorded_at FROM events").scalars().all()
    assert [tuple(row) for row in rows] == [_event(n, AT) for n in (1, 2, 3)]
    assert len(set(raw)) == 1
    database.close()


def test_a_time_of_another_zone_is_stored_in_utc(log_url: str) -> None:
    database = Database(log_url)
    elsewhere = AT.astimezone(timezone(timedelta(hours=-3)))
    with database.write() as connection:
        dialect = connection.dialect
        assert stored_time(dialect, elsewhere) == stored_time(dialect, AT)
    database.close()


def test_a_row_that_is_there_is_changed_in_the_columns_that_are_given(log_url: str) -> None:
    database = Database(log_url)
    device = {"token_sha256": "a", "device_id": "d1", "actor": b"{}", "expires_at": AT}
    with database.write() as connection:
        upsert_rows(connection, t.devices, [device])
        upsert_rows(connection, t.devices, [device | {"device_id": "d2", "expires_at": None}])
        upsert_rows(connection, t.devices, [device | {"token_sha256": "b"}])
    with database.read() as connection:
        rows = connection.execute(select(t.devices).order_by(t.devices.c.token_sha256)).all()
    assert [tuple(row) for row in rows] == [("a", "d2", b"{}", None), ("b", "d1", b"{}", AT)]
    database.close()


@pytest.mark.parametrize(
    "count", [1, FEW_ROWS, FEW_ROWS + 1, 3 * FEW_ROWS - 1, 2 * ROWS_AT_ONCE + 7]
)
def test_any_number_of_rows_is_stored_whole_and_in_order(log_url: str, count: int) -> None:
    database = Database(log_url)
    with database.write() as connection:
        at = stored_time(connection.dialect, AT)
        insert_rows(connection, t.events, [_event(n, at) for n in range(count)])
        meta = [{"key": f"{n:04}", "value": b"old"} for n in range(count)]
        upsert_rows(connection, t.meta, meta)
        upsert_rows(connection, t.meta, [row | {"value": b"new"} for row in meta[1:]])
    with database.read() as connection:
        seqs = connection.execute(select(t.events.c.seq).order_by(t.events.c.seq)).scalars()
        assert list(seqs) == list(range(count))
        values = connection.execute(select(t.meta.c.value).order_by(t.meta.c.key)).scalars()
        assert list(values) == [b"old", *[b"new"] * (count - 1)]
    database.close()


def test_few_rows_are_one_statement_whatever_their_number(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "log.db"))
    carried_out: list[str] = []
    with database.write() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(carried_out.append)
        at = stored_time(connection.dialect, AT)
        insert_rows(connection, t.events, [_event(n, at) for n in range(FEW_ROWS - 1)])
        driver.set_trace_callback(None)
    assert len(carried_out) == 1
    database.close()


def test_one_row_of_many_that_does_not_fit_refuses_all(log_url: str) -> None:
    database = Database(log_url)

    def store(seqs: list[int]) -> None:
        with database.write() as connection:
            at = stored_time(connection.dialect, AT)
            insert_rows(connection, t.events, [_event(n, at) for n in seqs])

    with pytest.raises(IntegrityError):
        store([*range(80), 79])
    with database.read() as connection:
        assert connection.execute(select(t.events)).all() == []
    database.close()


def test_no_rows_are_no_statement(log_url: str) -> None:
    database = Database(log_url)
    with database.write() as connection:
        insert_rows(connection, t.events, [])
        upsert_rows(connection, t.events, [])
    with database.read() as connection:
        assert connection.execute(select(t.events)).all() == []
    database.close()
