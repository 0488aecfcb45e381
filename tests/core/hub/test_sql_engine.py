"""Opening a database, having it alone, and what is said when it fails."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from core.hub.log import LogUnavailable, PersonalText
from core.hub.sql_engine import CHECKPOINT_PAGES, Database, parsed_url
from core.hub.sql_log import SqlLog
from tests.core.hub.conftest import DATABASES, POSTGRES_URL
from tests.core.hub.log_builders import fill, make_append

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY = 65534


def test_a_second_hub_is_refused_until_the_first_is_gone(
    log_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.sql_engine.BUSY_SECONDS", 0.2)
    first = SqlLog(log_url)
    with pytest.raises(LogUnavailable, match=r"in use by another hub\. Connect to that one"):
        SqlLog(log_url)
    fill(first, 1)
    first.close()
    second = SqlLog(log_url)
    assert second.head("helsinki").seq == 1
    second.close()


def test_a_link_to_the_database_is_the_same_database(tmp_path: Path) -> None:
    first = SqlLog(str(tmp_path / "log.db"))
    (tmp_path / "other.db").symlink_to(tmp_path / "log.db")
    with pytest.raises(LogUnavailable, match="in use by another hub"):
        SqlLog(str(tmp_path / "other.db"))
    first.close()


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    SqlLog(str(tmp_path / "new" / "folder" / "log.db")).close()
    assert (tmp_path / "new" / "folder" / "log.db").exists()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://root@db/x", "://", "nosuch+thing://x"]
)
def test_what_is_no_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(LogUnavailable, match="Give the path of a file"):
        parsed_url(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_any_postgres_url_goes_through_psycopg(scheme: str) -> None:
    assert parsed_url(f"{scheme}://hub@db/x").drivername == "postgresql+psycopg"


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    with pytest.raises(LogUnavailable, match="does not answer") as refused:
        SqlLog("postgresql://hub:secret@127.0.0.1:1/backhaul")
    assert "secret" not in str(refused.value)


def test_writes_are_synced_and_kept_in_a_write_ahead_log(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "log.db"))
    with database.write() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "wal_autocheckpoint")
        }
    database.close()
    assert pragmas.pop("wal_autocheckpoint") == CHECKPOINT_PAGES
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_a_reader_cannot_write(log_url: str) -> None:
    database = Database(log_url)
    with (
        pytest.raises(LogUnavailable, match="is read-only"),
        database.read() as connection,
    ):
        connection.execute(text("DELETE FROM events"))
    database.close()


def test_a_log_that_is_only_read_cannot_be_written(log_url: str) -> None:
    hub = SqlLog(log_url)
    fill(hub, 2)
    reader = SqlLog(log_url, read_only=True)
    assert reader.head("helsinki") == hub.head("helsinki")
    with pytest.raises(LogUnavailable, match="opened only to be read"):
        reader.append([make_append(expected_seq=2)])
    reader.close()
    hub.close()


def test_only_a_hub_changes_the_tables_of_another_release(log_url: str) -> None:
    database = Database(log_url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()
    with pytest.raises(LogUnavailable, match="tables of another release"):
        Database(log_url, read_only=True)


def test_a_wrong_statement_is_a_bug_and_no_outage(log_url: str) -> None:
    database = Database(log_url)
    if not database.is_sqlite:
        with pytest.raises(ProgrammingError), database.read() as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))
        with pytest.raises(ProgrammingError), database.write() as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))
    with database.write() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    database.close()


def test_a_transaction_that_fails_half_way_leaves_nothing(log_url: str) -> None:
    database = Database(log_url)

    def half_way() -> None:
        with database.write() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
            raise KeyError("half way")

    with pytest.raises(KeyError):
        half_way()
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    database.close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ana, " * 200)
    with pytest.raises(LogUnavailable, match="is not a database"):
        SqlLog(str(path))
    assert path.read_text().startswith("Dear Ana, ")
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_only_the_user_can_read_what_customers_are_called(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = os.umask(0)
    try:
        log = SqlLog(str(tmp_path / "log.db"))
        log.append([make_append()])
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("log.db*")}
        log.close()
    finally:
        os.umask(before)
    del modes["log.db.lock"]
    assert modes == {"log.db": 0o600, "log.db-wal": 0o600, "log.db-shm": 0o600}
    (tmp_path / "log.db").chmod(0o644)
    SqlLog(str(tmp_path / "log.db")).close()
    assert (tmp_path / "log.db").stat().st_mode & 0o777 == 0o600
    assert "was open to other users" in caplog.text


def test_a_damaged_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = SqlLog(str(path))
    log.append([make_append(events=500)])
    log.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(LogUnavailable, match="is damaged") as refused:
        SqlLog(str(path))
    assert "restore the last backup" in str(refused.value)


def test_a_lock_of_another_program_is_waited_for_and_then_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.sql_engine.BUSY_SECONDS", 0.05)
    log = SqlLog(str(tmp_path / "log.db"))
    browser = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    browser.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogUnavailable, match="Another program holds a lock"):
        fill(log, 1)
    browser.execute("ROLLBACK")
    browser.close()
    fill(log, 1)
    assert log.head("helsinki").seq == 1
    log.close()


def test_an_outside_reader_never_stops_the_hub(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    fill(log, 1)
    outside = sqlite3.connect(f"{(tmp_path / 'log.db').as_uri()}?mode=ro", uri=True)
    outside.execute("BEGIN")
    assert outside.execute("SELECT count(*) FROM events").fetchone() == (1,)
    log.append([make_append(expected_seq=1)])
    assert outside.execute("SELECT count(*) FROM events").fetchone() == (1,)
    outside.close()
    assert log.head("helsinki").seq == 2
    log.close()


def test_a_destroyed_key_is_nowhere_in_the_files(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    log.append([make_append(personal=(PersonalText("r1", "c1", "Aino"),))])
    with sqlite3.connect(f"{(tmp_path / 'log.db').as_uri()}?mode=ro", uri=True) as outside:
        (key,) = outside.execute("SELECT key FROM personal_keys").fetchone()
    outside.close()
    assert any(key in path.read_bytes() for path in tmp_path.iterdir())
    log.forget("c1")
    assert not any(key in path.read_bytes() for path in tmp_path.iterdir())
    log.close()


def test_an_outside_reader_delays_the_scrubbing_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("core.hub.sql_engine.BUSY_SECONDS", 0.05)
    log = SqlLog(str(tmp_path / "log.db"))
    log.append([make_append(personal=(PersonalText("r1", "c1", "Aino"),))])
    outside = sqlite3.connect(f"{(tmp_path / 'log.db').as_uri()}?mode=ro", uri=True)
    outside.execute("BEGIN")
    outside.execute("SELECT count(*) FROM events").fetchone()
    assert log.forget("c1") == 1
    outside.close()
    assert "stay in the write-ahead log" in caplog.text
    assert log.all_personal("helsinki") == {}
    log.close()


# -- disks that fail ------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="a file size limit")
def test_a_disk_error_refuses_the_write_and_the_next_one_works(tmp_path: Path) -> None:
    """Writes past the limit fail like those on a broken disk (EFBIG instead of EIO)."""
    log = SqlLog(str(tmp_path / "log.db"))
    fill(log, 3)
    before = log.head("helsinki")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = (tmp_path / "log.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal + 8192, hard))
    try:
        with pytest.raises(LogUnavailable, match="reported an error"):
            log.append([make_append(expected_seq=3, events=2000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert log.head("helsinki") == before
    assert log.answer_of("helsinki", "c3", "ana") is None
    log.append([make_append(expected_seq=3, events=2000)])
    assert log.verify("helsinki").is_sound
    log.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 2 MiB."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "backhaul-test", str(place)]
    if not AS_ROOT or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_refuses_the_write_and_loses_nothing(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    log = SqlLog(str(small_disk / "log.db"))
    fill(log, 3)
    ballast.write_bytes(bytes(1024 * 1024))

    def fill_up() -> None:
        for seq in range(3, 100_000, 100):
            log.append([make_append(expected_seq=seq, events=100)])
            acknowledged.append(seq + 100)

    acknowledged = [3]
    with pytest.raises(LogUnavailable, match=r"is full, so nothing more can be recorded\. Free"):
        fill_up()
    seq = acknowledged[-1]
    assert log.head("helsinki").seq == seq
    assert log.verify("helsinki").is_sound
    ballast.unlink()
    log.append([make_append(expected_seq=seq, events=100)])
    assert log.verify("helsinki").events == seq + 100
    log.close()


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Root may write everywhere, so be nobody for a while."""
    if not AS_ROOT:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def lent() -> Iterator[Path]:
    """A folder that another user can reach; pytest's own are for their owner alone."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o711)
        yield folder


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_read_only_database_is_refused_in_words(lent: Path) -> None:
    path = lent / "log.db"
    log = SqlLog(str(path))
    fill(log, 1)
    log.close()
    path.chmod(0o444)
    lent.chmod(0o777)
    (lent / "log.db.lock").unlink()
    with (
        pytest.raises(LogUnavailable, match=r"log\.db is read-only.*Make the file"),
        as_somebody_else(),
    ):
        SqlLog(str(path))


@pytest.mark.postgres
@pytest.mark.parametrize("log_url", DATABASES[1:] if POSTGRES_URL else [], indirect=True)
def test_a_read_only_server_is_refused_in_words(log_url: str) -> None:
    SqlLog(log_url).close()
    with pytest.raises(LogUnavailable, match=r"is read-only.*Connect to the primary server"):
        SqlLog(f"{log_url}%20-cdefault_transaction_read_only%3Don")


@pytest.mark.postgres
@pytest.mark.parametrize("log_url", DATABASES[1:] if POSTGRES_URL else [], indirect=True)
def test_a_lost_server_refuses_what_is_under_way_and_works_again(log_url: str) -> None:
    log = SqlLog(log_url)
    fill(log, 1)
    with psycopg.connect(log_url, autocommit=True) as other:
        # Of this log's hub alone: others on the server go on.
        ended = other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            " AND objid::bigint = hashtext(current_schema())::bigint & 4294967295"
        ).fetchall()
    assert ended == [(True,)]
    with pytest.raises(LogUnavailable, match="does not answer"):
        log.append([make_append(expected_seq=1)])
    assert log.head("helsinki").seq == 1
    log.append([make_append(expected_seq=1)])
    with pytest.raises(LogUnavailable, match="in use by another hub"):
        SqlLog(log_url)
    assert log.verify("helsinki").is_sound
    log.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_is_not_writable_is_refused_in_words(lent: Path) -> None:
    folder = lent / "shared"
    folder.mkdir(mode=0o555)
    with (
        pytest.raises(LogUnavailable, match=r"shared is not writable.*choose another place"),
        as_somebody_else(),
    ):
        SqlLog(str(folder / "log.db"))
