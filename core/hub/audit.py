"""The log as a file for auditors: who did what, when and with which options, with the chain's head.

JSON lines or CSV, by the file's name; both hold every field that is hashed, so that whoever has the
file alone can check it (`main.py verify --export FILE`), and with the database that its head is in
there still. Names and notes are not in the log and so in no export.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from core.hub.chain import check_chain
from core.hub.existing_log import existing_log
from core.hub.log import EventLog, Head, LogUnavailable, StoredEvent

FIELDS = (
    "stream", "seq", "type", "version", "recorded_at", "command_id", "actor_id", "body", "hash",
)  # fmt: skip
HEAD_TYPE = "head"
"""The last row of a stream: how far it went when it was exported. No event is called so."""


class Row(Struct, frozen=True):
    """An event as text, or the head of a stream."""

    stream: str
    seq: int
    type: str
    version: int
    recorded_at: str
    command_id: str
    actor_id: str
    body: str
    hash: str


def run(options: argparse.Namespace) -> int:
    """`main.py audit`: write the file, say where its chains end; the exit code."""
    depot = options.depot or ""
    try:
        log = existing_log(options.db)
        try:
            streams = [name for name in log.streams() if not depot or name in (depot, "@access")]
            heads = write_export(log, streams, options.to)
        finally:
            log.close()
    except (LogUnavailable, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for stream, head in heads.items():
        sys.stdout.write(f"{stream}: {head.seq} events; the chain ends in {head.hash.hex()}\n")
    return 0


def write_export(log: EventLog, streams: list[str], to: Path) -> dict[str, Head]:
    """Every event of the streams up to now. Raises `LogUnavailable` and `OSError`."""
    heads = {stream: log.head(stream) for stream in streams}
    with to.open("x", encoding="utf-8", newline="") as file:
        if to.suffix == ".csv":
            writer = csv.writer(file)
            writer.writerow(FIELDS)
            for row in _rows(log, heads):
                writer.writerow(msgspec.structs.astuple(row))
        else:
            for row in _rows(log, heads):
                file.write(f"{msgspec.json.encode(row).decode()}\n")
    return heads


def _rows(log: EventLog, heads: dict[str, Head]) -> Iterator[Row]:
    for stream, head in heads.items():
        seq = 0
        while seq < head.seq and (batch := log.read(stream, seq)):
            for event in batch:
                if event.seq <= head.seq:
                    yield _row(event)
            seq = batch[-1].seq
        yield Row(stream, head.seq, HEAD_TYPE, 0, "", "", "", "", head.hash.hex())


def _row(event: StoredEvent) -> Row:
    return Row(
        event.stream,
        event.seq,
        event.type,
        event.version,
        event.recorded_at.isoformat(),
        event.command_id,
        event.actor_id,
        event.body.decode(),
        event.hash.hex(),
    )


def check_export(file: Path, log: EventLog | None = None) -> int:
    """Say of each stream of an export whether it is what was recorded; 1 if any is not.

    With a log its head must be in there, too. Raises `OSError` and `LogUnavailable`.
    """
    events: dict[str, list[StoredEvent]] = {}
    heads: dict[str, Head] = {}
    if not file.exists():
        sys.stderr.write(f"There is no export {file}. Make one: main.py audit --db URL --to FILE\n")
        return 1
    try:
        for row in _read(file):
            events.setdefault(row.stream, [])
            if row.type == HEAD_TYPE:
                heads[row.stream] = Head(row.seq, bytes.fromhex(row.hash))
            else:
                events[row.stream].append(_event(row))
    except (ValueError, KeyError, TypeError) as error:
        sys.stdout.write(f"{file}: this is no export, or it was changed ({error}).\n")
        return 1
    problems = 0 if events else 1
    for stream, found in events.items():
        words = list(check_chain(stream, found, heads.get(stream, Head())).problems)
        if stream not in heads:
            words.append("Its last row, which says where it ends, is missing.")
        elif log is not None:
            words += log.verify(stream, heads[stream]).problems
        verdict = "NOT sound" if words else "sound"
        sys.stdout.write(f"{stream}: {len(found)} exported events, {verdict}\n")
        for each in words:
            sys.stdout.write(f"  {each}\n")
        problems += len(words)
    return 1 if problems else 0


def _read(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        if file.suffix == ".csv":
            csv.field_size_limit(16 * 1024 * 1024)
            for each in csv.DictReader(lines):
                yield msgspec.convert(each, Row, strict=False)
        else:
            for line in lines:
                yield msgspec.json.decode(line, type=Row)


def _event(row: Row) -> StoredEvent:
    return StoredEvent(
        row.stream,
        row.seq,
        row.type,
        row.version,
        row.body.encode(),
        datetime.fromisoformat(row.recorded_at),
        row.command_id,
        row.actor_id,
        bytes.fromhex(row.hash),
    )
