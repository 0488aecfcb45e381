"""Copies a hub's data while it runs, and puts a copy in place: `main.py backup`, `main.py restore`.

SQLite copies its pages through a reader, so the copy is one moment of the log and the hub is never
held up; it is checked before it counts. Photos never change, so only new ones are copied. For
PostgreSQL its own tools do this better, and the words say so.
"""

import argparse
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from core.hub.head_file import NAME as HEADS
from core.hub.head_file import HeadFile
from core.hub.log import Head, LogUnavailable
from core.hub.sql_engine import parsed_url
from core.hub.sql_log import SqlLog
from core.hub.sql_words import said_of
from core.private_files import own_folder, private_file

DATABASE = "log.db"
PHOTOS = "photos"
LEFT_BEHIND = ("-wal", "-journal")
"""What a hub that was killed leaves beside its database. SQLite writes it into whatever lies under
that name when it is opened next, a copy that was put there just as well, and so damages it."""
PAGES_AT_ONCE = 1000


class BackupRefused(Exception):
    """The copy cannot be made or put in place; the text says why and what to do."""


def run(options: argparse.Namespace) -> int:
    """Do what `options.log_command` says; the exit code."""
    try:
        if options.log_command == "backup":
            words = backup(options.db, options.data, options.to)
        else:
            words = restore(options.source, options.db, options.data)
    except (BackupRefused, LogUnavailable, OSError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(f"{words}\n")
    return 0


def backup(db: str, data: Path | None, folder: Path) -> str:
    """Copy log and photos into a folder, beside a hub that may run; what was copied, in words.

    A copy that is there already is replaced when the new one is whole. Raises `BackupRefused`,
    `LogUnavailable` and `OSError`.
    """
    source = _file_of(db)
    if not source.exists():
        raise BackupRefused(f"There is no database {source}.")
    is_shared = own_folder(folder)
    draft, made = folder / f"{DATABASE}.new", folder / DATABASE
    private_file(draft)
    with _said(source), closing(_reader(source)) as live, closing(sqlite3.connect(draft)) as copy:
        live.backup(copy, pages=PAGES_AT_ONCE)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    events, heads = _checked(draft)
    HeadFile(folder / HEADS).note(heads)
    draft.replace(made)
    photos = _copied(data / PHOTOS, folder / PHOTOS) if data is not None else 0
    words = f"{events} events in {made}, sound; {photos} photos copied anew."
    return words + _shared_words(folder, is_shared)


def restore(folder: Path, db: str, data: Path | None) -> str:
    """Put a copy where a hub will look for it; nothing that is there is overwritten.

    Raises `BackupRefused`, `LogUnavailable` and `OSError`.
    """
    source, target = folder / DATABASE, _file_of(db)
    if not source.exists():
        raise BackupRefused(f"There is no backup in {folder}: it has no {DATABASE}.")
    if target.exists():
        raise BackupRefused(
            f"{target} is there already, and a restore overwrites nothing. Move it away first."
        )
    for beside in (target.with_name(f"{target.name}{end}") for end in LEFT_BEHIND):
        if beside.exists() and beside.stat().st_size:
            raise BackupRefused(
                f"{beside} belongs to the database that was there, and would be written into the "
                "copy. Move it away, too."
            )
    is_shared = own_folder(target.parent)
    draft = target.with_name(f"{target.name}.new")
    private_file(draft)
    shutil.copyfile(source, draft)
    events, _ = _checked(draft)
    # What the log held that is gone: it is not what this one must hold.
    HeadFile.beside(target).set_aside()
    draft.replace(target)
    photos = _copied(folder / PHOTOS, data / PHOTOS) if data is not None else 0
    words = (
        f"{events} events are in {target}, sound; {photos} photos put back. Start the hub on it. "
        "Its certificates are not in a copy: put the old folder tls into its data folder, or "
        "consoles and phones have a new fingerprint to compare. Erase again who was erased since."
    )
    return words + _shared_words(target.parent, is_shared)


def _shared_words(folder: Path, is_shared: bool) -> str:
    """A folder that was there is left as it is: closing it would lock out whoever works in it."""
    if not is_shared:
        return ""
    return (
        f" Others can look into the folder {folder}, which is left as it was; only you can read "
        "the copy."
    )


def _checked(file: Path) -> tuple[int, dict[str, Head]]:
    """How many events the copy holds, and where its streams end.

    Raises `BackupRefused` if it is not sound.
    """
    log = SqlLog(str(file), read_only=True)
    try:
        reports = [log.verify(stream) for stream in log.streams()]
    finally:
        log.close()
    problems = [words for report in reports for words in report.problems]
    if problems:
        raise BackupRefused(f"The copy {file} is not sound: {problems[0]}")
    heads = {report.stream: report.head for report in reports}
    return sum(report.events for report in reports), heads


def _copied(source: Path, target: Path) -> int:
    """How many photos were not in the target yet, with whose they are.

    They go after the log, so that whatever it cites is there; unfinished uploads stay behind, and
    so do the copies that are drawn anew when somebody looks.
    """
    count = 0
    if source.exists():
        own_folder(target)
    for file in sorted(source.rglob("*")) if source.exists() else ():
        inside = file.relative_to(source)
        copy = target / inside
        stays = inside.parts[0] == "parts" or inside.suffix == ".shown"
        if file.is_dir() or stays or copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        draft = copy.with_name(f"{copy.name}.new")
        private_file(draft)
        shutil.copyfile(file, draft)
        draft.replace(copy)
        count += inside.parts[0] != "of"
    return count


def _file_of(db: str) -> Path:
    parsed = parsed_url(db)
    if parsed.get_backend_name() != "sqlite":
        raise BackupRefused(
            "PostgreSQL copies itself: use pg_dump and pg_restore, or base backups with WAL "
            "archiving, then check the copy with `main.py verify`."
        )
    return Path(str(parsed.database)).resolve()


def _reader(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)


@contextmanager
def _said(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupRefused(said_of(error, str(file))) from error
