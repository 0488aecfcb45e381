"""What a failing database is said to be: one sentence with what, where and what to do. Pure."""

import sqlite3

_SQLITE = {
    sqlite3.SQLITE_READONLY: (
        "The database {name} is read-only, so nothing can be recorded. Make the file and its "
        "folder writable for the user that runs the hub, then try again."
    ),
    sqlite3.SQLITE_FULL: (
        "The disk that holds the database {name} is full, so nothing more can be recorded. Free "
        "some space, then try again."
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program holds a lock on the database {name}. Close it (a database browser, a "
        "backup), then try again."
    ),
    sqlite3.SQLITE_LOCKED: (
        "A table of the database {name} is locked. Close other programs that use the file, then "
        "try again."
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk that holds the database {name} reported an error ({detail}). Check the disk and "
        "its free space, then try again."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {name} cannot be opened ({detail}). Check that its folder exists and that "
        "the user that runs the hub may read and write there."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The database {name} is damaged ({detail}). Keep a copy of the file and restore the last "
        "backup."
    ),
    sqlite3.SQLITE_NOTADB: (
        "The file {name} is not a database. Choose another file with --db, or move this one away."
    ),
}
_POSTGRES = {
    "53100": (
        "The disk of the database server {name} is full, so nothing more can be recorded. Free "
        "some space there, then try again."
    ),
    "25006": (
        "The database {name} is read-only (a standby, or set so), so nothing can be recorded. "
        "Connect to the primary server, then try again."
    ),
    "42501": (
        "The user of {name} lacks a permission ({detail}). Grant it, or connect as the owner of "
        "the tables."
    ),
    "3D000": "The database {name} does not exist. Create it with createdb, then try again.",
    "55P03": (
        "Another session holds a lock on the tables of {name}. End it (a maintenance job, an open "
        "transaction), then try again."
    ),
    "28": "The database {name} refused the user ({detail}). Check user and password in the URL.",
    "53": "The database server {name} lacks a resource ({detail}). Relieve it, then try again.",
}
_LOST = (
    "The database {name} does not answer ({detail}). Check that the server runs and can be "
    "reached, then try again."
)
_OTHER = "The database {name} failed ({detail}). Nothing can be recorded until it works again."


def said_of(error: BaseException | None, name: str) -> str:
    """The sentence for what the database's driver raised."""
    detail = " ".join(str(error).split()) or type(error).__name__
    return _template(error).format(name=name, detail=detail)


def not_a_database(name: str) -> str:
    """The sentence for a file that is something else."""
    return _SQLITE[sqlite3.SQLITE_NOTADB].format(name=name)


def _template(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        # The low byte is the primary code; Python leaves it out for errors of its own.
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, _OTHER)
    state = getattr(error, "sqlstate", None)
    if state is None or state.startswith(("08", "57P")):
        return _LOST
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2], _OTHER)
