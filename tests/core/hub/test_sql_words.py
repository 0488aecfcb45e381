"""Every failure of a database is a sentence with its name, what to do, and no password."""

import sqlite3

import psycopg
import pytest

from core.hub.sql_words import said_of


def _sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_READONLY, "is read-only, so nothing can be recorded. Make the file"),
        (sqlite3.SQLITE_FULL, "full, so nothing more can be recorded. Free some space"),
        (sqlite3.SQLITE_BUSY, "holds a lock on the database /data/log.db. Close it"),
        (sqlite3.SQLITE_LOCKED, "Close other programs"),
        (sqlite3.SQLITE_IOERR, r"reported an error \(what SQLite says\). Check the disk"),
        (sqlite3.SQLITE_IOERR_FSYNC, "Check the disk"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_CORRUPT, "restore the last backup"),
        (sqlite3.SQLITE_NOTADB, "The file /data/log.db is not a database"),
        (sqlite3.SQLITE_NOMEM, "until it works again"),
    ],
)
def test_sqlite_errors_are_said_in_words(code: int, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        raise RuntimeError(said_of(_sqlite(code), "/data/log.db"))


def test_an_error_without_a_code_is_still_a_sentence() -> None:
    assert "failed (closed)" in said_of(sqlite3.ProgrammingError("closed"), "/data/log.db")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.DiskFull("no space"), "Free some space there"),
        (psycopg.errors.ReadOnlySqlTransaction("no"), "Connect to the primary server"),
        (psycopg.errors.InsufficientPrivilege("events"), r"lacks a permission \(events\)"),
        (psycopg.errors.InvalidCatalogName("x"), "Create it with createdb"),
        (psycopg.errors.LockNotAvailable("x"), "holds a lock on the tables"),
        (psycopg.errors.InvalidPassword("x"), "Check user and password"),
        (psycopg.errors.TooManyConnections("x"), "lacks a resource"),
        (psycopg.errors.AdminShutdown("going down"), r"does not answer \(going down\)"),
        (psycopg.OperationalError("connection\n  refused"), r"\(connection refused\)"),
        (psycopg.errors.SerializationFailure("x"), "until it works again"),
        (None, "does not answer"),
    ],
)
def test_postgres_errors_are_said_in_words(error: Exception | None, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        raise RuntimeError(said_of(error, "postgresql://hub:***@db/backhaul"))
