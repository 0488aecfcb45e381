"""Checks and rebuilds a log from the command line: `main.py verify` and `main.py rebuild`.

Checking only reads, so a hub may be running; rebuilding needs the database for itself.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from core import events
from core.hub.audit import check_export
from core.hub.endpoint import sqlite_path
from core.hub.existing_log import existing_log
from core.hub.head_file import HeadFile, HeadsUnreadable
from core.hub.log import EventLog, Head, LogUnavailable, ReadRow, ReadValue, depots_of
from core.hub.read_tables import rows_of
from core.hub.report_rows import Columns, Recorded
from core.state import State, apply

TRIES = 3
"""How often the tables are compared again when the hub wrote meanwhile."""
MAX_SHOWN = 20

READ_VERSION = "0004"
"""The migration since which the read tables hold what they do now."""
_VERSION_KEY = "read_tables"

Key = tuple[ReadValue, ...]

KEYS = {
    "cases": ("case_id",),
    "stops": ("stop_id",),
    "attempts": ("stop_id",),
    "custody": ("item_id",),
    "money": ("seq", "line"),
    "routes": ("route_id",),
    "containers": ("customer_id",),
    "approvals": ("approval_id",),
}
"""What names a row of each table within a depot."""


def run(options: argparse.Namespace) -> int:
    """Do what `options.log_command` says to the database `options.db`; the exit code."""
    is_check = options.log_command == "verify"
    if is_check and options.db is None and options.export is None:
        sys.stderr.write("Say what to check: --db URL, --export FILE, or both.\n")
        return 2
    try:
        if is_check and options.db is None:
            return check_export(options.export)
        log = existing_log(options.db, read_only=is_check)
    except (LogUnavailable, OSError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    try:
        if is_check and options.export is not None:
            return check_export(options.export, log)
        if is_check:
            return verify(log, _noted(options))
        return rebuild(log)
    except (LogUnavailable, HeadsUnreadable, ValueError, OSError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    finally:
        log.close()


def _noted(options: argparse.Namespace) -> dict[str, Head]:
    """Heads that were noted elsewhere: in the file that is named, or in the hub's own.

    Raises `HeadsUnreadable`.
    """
    if options.heads is not None:
        if not options.heads.exists():
            raise HeadsUnreadable(f"There is no file {options.heads}.")
        return HeadFile(options.heads).read()
    database = sqlite_path(options.db)
    return HeadFile.beside(database).read() if database is not None else {}


def verify(log: EventLog, noted: Mapping[str, Head]) -> int:
    """Say of each stream whether it is sound and holds the head that was `noted`; 1 if not."""
    problems = 0
    streams = log.streams()
    for stream in sorted(noted.keys() - set(streams)):
        problems += 1
        sys.stdout.write(
            f"{stream}: NOT sound\n  It is not in the log, which was noted to hold "
            f"{noted[stream].seq} events of it.\n"
        )
    for stream in streams:
        report = log.verify(stream, noted.get(stream))
        found = report.problems
        if report.is_sound and stream in depots_of(log):
            found = _disagreements(log, stream)
        verdict = "sound" if not found else "NOT sound"
        anchor = f", and holds event {noted[stream].seq} as noted" if stream in noted else ""
        sys.stdout.write(
            f"{stream}: {report.events} events, {verdict}{anchor if not found else ''}; the chain "
            f"ends in {report.head.hash.hex()}\n"
        )
        for words in found:
            sys.stdout.write(f"  {words}\n")
        problems += len(found)
    return 1 if problems else 0


def rebuild(log: EventLog) -> int:
    """Write the read tables of every depot anew."""
    for stream in depots_of(log):
        count = rebuild_read_tables(log, stream)
        sys.stdout.write(f"{stream}: read tables rebuilt from {count} events\n")
    return 0


def keep_read_tables_new(log: EventLog) -> None:
    """After an update that gave the tables more columns, fill them from the log, once."""
    known = READ_VERSION.encode()
    if log.get_meta(_VERSION_KEY) != known:
        for stream in depots_of(log):
            rebuild_read_tables(log, stream)
        log.put_meta(_VERSION_KEY, known)


def _disagreements(log: EventLog, stream: str) -> tuple[str, ...]:
    """Where the read tables differ, unless a hub wrote while they were compared."""
    for _ in range(TRIES):
        before = log.head(stream)
        found = list(differences(log, stream))
        if not found or log.head(stream) == before:
            break
    else:
        return ("A hub kept writing, so the read tables were not compared. Try again later.",)
    if not found:
        return ()
    rest = len(found) - MAX_SHOWN
    more = (f"And {rest} more.",) if rest > 0 else ()
    advice = "The read tables differ from the log: stop the hub and run `main.py rebuild`."
    return (*found[:MAX_SHOWN], *more, advice)


def rebuild_read_tables(log: EventLog, depot: str) -> int:
    """Fill a depot's read tables anew from its log; how many events it holds.

    Raises `LogUnavailable`, and `ValueError` for an event of a newer release.
    """
    log.replace_read_rows(depot, _all_rows(log, depot))
    return log.head(depot).seq


def differences(log: EventLog, depot: str) -> Iterator[str]:
    """What the depot's read tables say otherwise than its log, in words; nothing if they agree.

    Raises `LogUnavailable`, and `ValueError` for an event of a newer release.
    """
    expected: dict[str, dict[Key, Columns]] = {table: {} for table in KEYS}
    for row in _all_rows(log, depot):
        expected[row.table].setdefault(_key_of(row.table, row.values), {}).update(row.values)
    for table, rows in expected.items():
        found = {_key_of(table, row): row for row in log.read_table(table, depot)}
        for key in sorted(rows.keys() | found.keys(), key=str):
            name = f"{table} {'/'.join(map(str, key))}"
            yield from _differences_of(name, rows.get(key), found.get(key))


def _differences_of(name: str, expected: Columns | None, found: Columns | None) -> Iterator[str]:
    if found is None:
        yield f"{name} is missing."
    elif expected is None:
        yield f"{name} is not in the log."
    else:
        for column, value in found.items():
            wanted = expected.get(column)
            if value != wanted:
                yield f"{name}: {column} is {value}, the log says {wanted}."


def _key_of(table: str, row: Mapping[str, ReadValue]) -> Key:
    return tuple(row[column] for column in KEYS[table])


def _all_rows(log: EventLog, depot: str) -> Iterator[ReadRow]:
    state = State()
    while batch := log.read(depot, state.seq):
        for stored in batch:
            event = events.decode(stored.body, stored.version)
            state = replace(apply(state, event), seq=stored.seq)
            recorded = Recorded(depot, stored.seq, stored.actor_id, stored.recorded_at)
            yield from rows_of(event, state, recorded)
