"""The migrations make exactly the tables that the statements use, from empty and again."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import core.hub.migrations
from core.hub.log import LogUnavailable
from core.hub.migrations import tables
from core.hub.migrations.tables import READ_TABLES, REVISION, metadata
from core.hub.migrations.views import VIEWS_0003, VIEWS_0004
from core.hub.sql_engine import Database
from core.hub.sql_log import SqlLog
from tests.core.hub.log_builders import fill


def test_an_empty_database_gets_exactly_the_tables_that_are_used(log_url: str) -> None:
    database = Database(log_url)
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == REVISION
    database.close()


def test_the_revision_in_the_code_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(core.hub.migrations.__file__).parent))
    assert scripts.get_current_head() == REVISION


def test_opening_again_changes_nothing(log_url: str) -> None:
    log = SqlLog(log_url)
    fill(log, 2)
    head = log.head("helsinki")
    log.close()
    log = SqlLog(log_url)
    assert log.head("helsinki") == head
    log.close()


def _drop_views(connection: Connection) -> None:
    for name in VIEWS_0003 | VIEWS_0004:
        connection.execute(text(f"DROP VIEW {name}"))


def test_every_view_can_be_asked(log_url: str) -> None:
    database = Database(log_url)
    with database.read() as connection:
        for name in VIEWS_0003 | VIEWS_0004:
            assert connection.execute(text(f"SELECT * FROM {name} LIMIT 1")).all() == []
    database.close()


def _set_revision(url: str, revision: str) -> None:
    database = Database(url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    database.close()


def test_the_log_of_the_first_release_is_kept(log_url: str) -> None:
    """Revision 0001 had no read tables."""
    log = SqlLog(log_url)
    fill(log, 2)
    head = log.head("helsinki")
    log.close()
    database = Database(log_url)
    with database.write() as connection:
        _drop_views(connection)
        sums = (tables.day_cases, tables.day_counts, tables.day_routes)
        metadata.drop_all(connection, tables=[*READ_TABLES.values(), *sums])
    database.close()
    _set_revision(log_url, "0001")
    log = SqlLog(log_url)
    assert log.head("helsinki") == head
    assert log.read_table("cases", "helsinki") == []
    log.close()


def test_a_database_of_a_newer_release_is_refused_in_words(log_url: str) -> None:
    _set_revision(log_url, "9999")
    with pytest.raises(LogUnavailable, match="written by a newer release"):
        SqlLog(log_url)


def test_a_migration_happens_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    database = Database(str(path))
    with database.write() as connection:
        _drop_views(connection)
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("CREATE TABLE travel_rows (x INTEGER)"))
    database.close()
    with pytest.raises(LogUnavailable, match="travel_rows"):
        Database(str(path))
    with sqlite3.connect(path) as outside:
        names = {row[0] for row in outside.execute("SELECT name FROM sqlite_master")}
    outside.close()
    assert names == {"travel_rows"}
