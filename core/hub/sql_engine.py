"""The two ways into the hub's database: one connection that writes, and several that only read.

Opens SQLite and PostgreSQL, keeps a second hub out, brings the tables up to date and turns what
a driver raises into `LogUnavailable` with a sentence. Only `sql_log.py` uses it.

SQLite before 3.51.3 can damage its write-ahead log when two connections write and checkpoint at
once, so here exactly one does either.
"""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from filelock import FileLock, Timeout
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    QueuePool,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError

from core.hub.log import LogUnavailable
from core.hub.migrations.tables import REVISION
from core.hub.sql_rows import Row, run, selected
from core.hub.sql_words import not_a_database, said_of
from core.private_files import close_to_others, private_file

BUSY_SECONDS = 5
"""How long a write waits for another program's lock before it is refused."""
READERS = 5
STATEMENTS_KEPT = 512
"""Those of every transaction, for as many rows as it may have."""
CHECKPOINT_PAGES = 4000
"""So many pages (16 MiB) gather in SQLite's write-ahead log before they go to their places, within
a commit that everybody waits for: a page that many commits change goes there once. SQLite's own
1,000 took 17 ms of every 35th commit under load. A start reads them again in some 20 ms."""
_PART_BYTES = 1024 * 1024
_MAGIC = b"SQLite format 3\0"
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")

_log = logging.getLogger(__name__)


class Database:
    """An open database that belongs to this process until `close`, unless it is only read."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        """Open it alone and bring it up to date, or only read beside a hub that may run.

        Raises `LogUnavailable` when that cannot be done.
        """
        parsed = parsed_url(url)
        self._is_read_only = read_only
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.name = _name(parsed)
        self._turn = threading.Lock()
        self._writer: Connection | None = None
        self._wal_file: Path | None = None
        self._is_closed = False
        self._wal: Path | None = None
        """What has to be written again before the next transaction: a write or a sync failed."""
        self._file_lock: FileLock | None = None
        if self.is_sqlite and not read_only:
            file = Path(str(parsed.database)).resolve()
            self._wal_file = file.with_name(f"{file.name}-wal")
            _must_be_sqlite(file, self.name)
            self._file_lock = _locked(file, self.name)
            _close_to_others(file)
        engines = _sqlite_engines if self.is_sqlite else _postgres_engines
        self._writing, self._reading = engines(parsed)
        try:
            if read_only:
                with self.read() as connection:
                    check_revision(connection, self.name)
            else:
                with self.write() as connection:
                    migrate(connection, self.name)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction on the only writing connection; committed and durable on leaving.

        Raises `LogUnavailable` when the database fails. The connection is then dropped and a new
        one is made for the next caller; the transaction is never tried again here.
        """
        with self._turn:
            try:
                writer = self._open_writer()
                with writer.begin():
                    yield writer
            except DBAPIError as error:
                if _is_ours(error):
                    raise
                self._drop_connections()
                self._wal = self._wal_file
                raise self._unavailable(error) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that cannot write, beside the writer and never in its way."""
        if self._is_closed:
            raise LogUnavailable(f"The database {self.name} is closed: this hub is shutting down.")
        if self._wal is not None:
            # What a failed commit left behind can be seen; nobody may go by it before it is safe.
            with self._turn:
                self._settle()
        try:
            with self._reading.connect() as connection:
                yield connection
        except DBAPIError as error:
            if _is_ours(error):
                raise
            raise self._unavailable(error) from error

    def look(self, words: str, values: Row) -> Sequence[Row]:
        """What one statement finds in what is committed, in the words of the driver.

        In SQLite through the connection that writes, between two of its transactions: lending one
        that only reads costs ten times what the answer does. Raises `LogUnavailable`.
        """
        if not self.is_sqlite or self._is_read_only:
            with self.read() as connection:
                return selected(connection, words, values)
        with self._turn:
            try:
                return selected(self._open_writer(), words, values)
            except DBAPIError as error:
                if _is_ours(error):
                    raise
                raise self._unavailable(error) from error

    @property
    def dialect_name(self) -> str:
        """As SQLAlchemy calls the kind of database."""
        return self._writing.dialect.name

    def scrub(self) -> None:
        """Take deleted rows out of SQLite's write-ahead log, where they would linger a while."""
        if not self.is_sqlite:
            return
        with self._turn:
            if self._writer is not None:
                _truncate_wal(self._writer, self.name)

    def close(self) -> None:
        """Give the database back. The writer goes last: it alone may checkpoint."""
        with self._turn:
            self._is_closed = True
            self._drop_connections()
            if self._file_lock is not None:
                self._file_lock.release()

    def _open_writer(self) -> Connection:
        """The connection that writes, a new one if there is none."""
        if self._writer is not None:
            return self._writer
        if self._is_closed:
            raise LogUnavailable(f"The database {self.name} is closed: this hub is shutting down.")
        if self._is_read_only:
            raise LogUnavailable(f"The database {self.name} was opened only to be read.")
        self._settle()
        connection = self._writing.connect()
        if not self.is_sqlite and not _has_advisory_lock(connection):
            connection.close()
            raise LogUnavailable(_taken(self.name))
        self._writer = connection
        return connection

    def _settle(self) -> None:
        """Make safe what a failed transaction may have left behind. Raises `LogUnavailable`."""
        if self._wal is not None:
            written_again(self._wal, self.name)
            self._wal = None

    def _drop_connections(self) -> None:
        self._reading.dispose()
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.invalidate()
            writer.close()
        self._writing.dispose()

    def _unavailable(self, error: DBAPIError) -> LogUnavailable:
        return LogUnavailable(said_of(error.orig, self.name))


def written_again(wal: Path, name: str) -> None:
    """Hand the write-ahead log to the disk once more. Raises `LogUnavailable` if that fails.

    After a failed sync the system takes bytes for safe that never reached the disk (Rebello et al.,
    "Can Applications Recover from fsync Failures?", 2020): a later commit behind them would be lost
    with them. SQLite locks other files than this one, so opening it here is harmless.
    """
    try:
        with wal.open("r+b") as file:
            while part := file.read(_PART_BYTES):
                file.seek(-len(part), os.SEEK_CUR)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    except OSError as error:
        raise LogUnavailable(
            f"The database {name} cannot be written: {error.strerror}. Look after the disk; the "
            "hub goes on by itself as soon as it takes data again."
        ) from error


def parsed_url(url: str) -> URL:
    """A database URL, or the path of an SQLite file; raises `LogUnavailable` for anything else."""
    try:
        if "://" not in url:
            return URL.create("sqlite", database=str(Path(url).expanduser()))
        parsed = make_url(url)
    except ArgumentError:
        raise LogUnavailable(
            f"{url!r} is not a database. Give the path of a file, sqlite:///PATH or "
            "postgresql://USER:PASSWORD@HOST/NAME."
        ) from None
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise LogUnavailable(
        f"{parsed.render_as_string(hide_password=True)} names no database that the hub can use. "
        "Give the path of a file, sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
    )


def migrate(connection: Connection, name: str) -> None:
    """Make the tables, or bring them to `REVISION`, inside the caller's transaction.

    Raises `LogUnavailable` for a database that a newer release has written.
    """
    found = _revision(connection)
    if found == REVISION:
        # Written, not only read: a read-only file or a full disk is found now, not by a driver.
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        return
    if found is not None and found > REVISION:
        raise LogUnavailable(
            f"The database {name} was written by a newer release (tables {found}; this release "
            f"knows {REVISION}). Install that release, or a newer one."
        )
    # Imported late: alembic takes 0.4 s and a start on an up-to-date database does not need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _log.info("The tables of %s are at revision %s", name, REVISION)


def check_revision(connection: Connection, name: str) -> None:
    """Raises `LogUnavailable` for tables of another release, which only a hub may change."""
    found = _revision(connection)
    if found != REVISION:
        raise LogUnavailable(
            f"The database {name} has tables of another release ({found or 'none'}; this release "
            f"knows {REVISION}). Start a hub on it once, or use the release that wrote it."
        )


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _is_ours(error: DBAPIError) -> bool:
    """Whether the statement was wrong, not the database: such an error is not translated."""
    if getattr(error.orig, "sqlstate", None) == "42501":  # PostgreSQL: permission denied
        return False
    return isinstance(error, IntegrityError | ProgrammingError | DataError)


def _name(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(Path(str(url.database)).absolute())
    return url.render_as_string(hide_password=True)


def _taken(name: str) -> str:
    return (
        f"The database {name} is in use by another hub. Connect to that one, or stop it and "
        "start again."
    )


def _locked(real: Path, name: str) -> FileLock:
    """Hold a lock beside the real file; it ends with the process, however that ends."""
    # Another thread may close the log than the one that opened it.
    lock = FileLock(f"{real}.lock", timeout=0, thread_local=False)
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise LogUnavailable(_taken(name)) from None
    except OSError as error:
        raise LogUnavailable(
            f"The database {name} cannot be opened: {real.parent} is not writable "
            f"({error.strerror}). Make the folder writable for the user that runs the hub, or "
            "choose another place with --db."
        ) from error
    return lock


def _must_be_sqlite(path: Path, name: str) -> None:
    """Before anything is written beside a file that is something else."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError:
        return  # not there yet; or opening it says what is wrong
    if start and start != _MAGIC and not _was_being_made(path, start):
        raise LogUnavailable(not_a_database(name))


def _was_being_made(path: Path, start: bytes) -> bool:
    """Whether the power went while SQLite made the file: its journal takes it back to nothing."""
    journal = path.with_name(f"{path.name}-journal")
    try:
        with journal.open("rb") as file:
            return not any(start) and file.read(len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC
    except OSError:
        return False


def _close_to_others(path: Path) -> None:
    """The file and what SQLite keeps beside it: they hold customers' names and their keys."""
    try:
        private_file(path)
        for suffix in ("-wal", "-shm"):
            close_to_others(path.with_name(f"{path.name}{suffix}"))
    except OSError as error:
        # A read-only folder, for one; the database says so itself when it is opened.
        _log.debug("%s cannot be closed to other users: %s", path, error)


# Parameters stay out of errors, which go to log files: they hold texts, answers and hashes.


def _sqlite_engines(url: URL) -> tuple[Engine, Engine]:
    path = Path(str(url.database)).resolve()

    def connect_writer() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS_KEPT,
        )
        try:
            _set_up(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def connect_reader() -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    writing = create_engine(
        "sqlite://", creator=connect_writer, poolclass=NullPool, hide_parameters=True
    )
    reading = create_engine(
        "sqlite://",
        creator=connect_reader,
        poolclass=QueuePool,
        pool_size=READERS,
        hide_parameters=True,
    )
    event.listen(writing, "begin", lambda c: run(c, "BEGIN IMMEDIATE"))
    event.listen(reading, "begin", lambda c: run(c, "BEGIN"))
    return writing, reading


def _set_up(connection: sqlite3.Connection) -> None:
    """Make every commit durable, and every deletion.

    EXTRA while a new file is switched to the write-ahead log: with FULL the journal of that switch
    can be back after a power cut, and it takes the whole database back to nothing. secure_delete: a
    destroyed key must not survive in a free page. fullfsync: on macOS a plain fsync does not reach
    the disk.
    """
    for pragma in (
        "fullfsync=ON",
        "synchronous=EXTRA",
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}").fetchall()
    connection.execute(f"PRAGMA journal_size_limit={64 * 1024 * 1024}").fetchall()


def _truncate_wal(connection: Connection, name: str) -> None:
    """Outside SQLAlchemy, which would begin a transaction; inside one nothing is truncated."""
    raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    try:
        is_busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        is_busy = error
    if is_busy:
        _log.warning("Erased rows stay in the write-ahead log of %s a while: %s", name, is_busy)


def _postgres_engines(url: URL) -> tuple[Engine, Engine]:
    arguments = {"connect_timeout": 10}
    writing = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    reading = create_engine(
        url,
        pool_size=READERS,
        pool_pre_ping=True,
        connect_args=arguments,
        hide_parameters=True,
        # One moment for all statements of a transaction, as in SQLite.
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    return writing, reading


def _has_advisory_lock(connection: Connection) -> bool:
    """Ask for this schema's lock; waits a little, as a killed hub's lock takes a moment to go."""
    with connection.begin():
        connection.execute(text("SET synchronous_commit = on"))
        connection.execute(text(f"SET lock_timeout = '{BUSY_SECONDS}s'"))
    try:
        with connection.begin():
            connection.execute(
                text("SELECT pg_advisory_lock(hashtext('backhaul'), hashtext(current_schema()))")
            )
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "55P03":  # lock_not_available
            return False
        raise
    return True
