"""Databases for the tests of the log: SQLite files always, PostgreSQL when a URL is set."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from core.hub.sql_log import SqlLog

POSTGRES_URL = os.environ.get("BACKHAUL_TEST_POSTGRES_URL", "")

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=DATABASES if POSTGRES_URL else DATABASES[:1])
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database; in PostgreSQL a schema of the test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'log.db'}"
        return
    schema = sql.Identifier(f"test_{uuid.uuid4().hex}")
    with psycopg.connect(POSTGRES_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        name = schema.as_string(connection).strip('"')
        joined = "&" if "?" in POSTGRES_URL else "?"
        yield f"{POSTGRES_URL}{joined}options=-csearch_path%3D{name}"
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(schema))


@pytest.fixture
def log(log_url: str) -> Iterator[SqlLog]:
    """An open, empty log."""
    opened = SqlLog(log_url)
    yield opened
    opened.close()
