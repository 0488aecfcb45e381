"""The event log on SQLite and PostgreSQL: every statement the hub ever sends to its database.

Implements `log.EventLog`; what is promised stands there. Compare-and-append: inside one
transaction each stream's head is read, compared, and moved on.
"""

import hashlib
import logging
import threading
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from core.access import Actor
from core.hub.chain import chained, check_chain
from core.hub.log import (
    Append,
    ConflictError,
    Device,
    Head,
    PersonalText,
    ReadRow,
    ReadValue,
    RepeatedCommandError,
    Snapshot,
    StoredEvent,
    StoredFix,
    TravelRow,
    VerifyReport,
)
from core.hub.migrations import tables as t
from core.hub.personal import new_key, seal, unseal
from core.hub.sql_engine import Database
from core.hub.sql_reports import cases_of, facts_of
from core.hub.sql_rollups import Touched, drop_rollups
from core.hub.sql_rows import (
    insert_named,
    insert_rows,
    mark_of,
    run_many,
    selected,
    stored_time,
    upsert_rows,
)
from core.reports.facts import CaseFilter, CaseList, Facts, Period

SNAPSHOTS_KEPT = 2
"""Per stream: the newest, and one to fall back on."""
SNAPSHOT_DAYS = 31
"""So many days can be rewound without folding the whole log."""
_PAGE = 5000
"""Events in memory at a time while a whole stream is checked."""
_CHUNK = 1000
"""Values in one IN list, far below what either database allows."""

_KEY_OF = {
    name: itemgetter(*(column.name for column in table.primary_key))
    for name, table in t.READ_TABLES.items()
}
"""What names a row of each read table."""

_log = logging.getLogger(__name__)

Values = dict[str, Any]
_Value = TypeVar("_Value")


class SqlLog:
    """An open log. It owns the database: no second hub can open it until `close`."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        """Open or create; `url` is a path, `sqlite:///PATH` or `postgresql://…`.

        With `read_only` it looks at a database that a hub may be using. Raises `LogUnavailable`.
        """
        self._database = Database(url, read_only=read_only)
        self._devices: dict[str, Device] | None = None
        """By the hash of their token. This process alone writes them, and strangers who try tokens
        must cost no query."""
        self._devices_turn = threading.Lock()

    def append(self, appends: Sequence[Append]) -> list[tuple[StoredEvent, ...]]:
        try:
            with self._database.write() as connection:
                stored = _append_all(connection, appends)
        except (ConflictError, IntegrityError) as conflict:
            self._refuse_repeated(appends)
            if isinstance(conflict, ConflictError):
                raise
            raise ConflictError(
                "The group does not fit the log: it has a command id twice, or the log holds "
                "events past its head (check it with `main.py verify`)."
            ) from conflict
        if any(append.forgotten for append in appends):
            self._database.scrub()
        return stored

    def _refuse_repeated(self, appends: Sequence[Append]) -> None:
        """Raise for the first append whose command is known: a resend, which has its answer."""
        for append in appends:
            answer = self.answer_of(append.stream, append.command_id, append.actor_id)
            if answer is not None:
                raise RepeatedCommandError(
                    f"The command {append.command_id} of {append.actor_id} is already recorded.",
                    answer,
                )

    def read(self, stream: str, after_seq: int, limit: int = 1000) -> list[StoredEvent]:
        with self._database.read() as connection:
            return _events(connection, stream, after_seq, limit)

    def read_naming(
        self, stream: str, words: Sequence[bytes], since: datetime | None = None
    ) -> list[StoredEvent]:
        e = t.events.c
        with self._database.read() as connection:
            first = _first_since(connection, stream, since) if since is not None else 0
            # Both databases search bytes, each by its own name for it.
            places = (
                func.instr(e.body, word) if self._database.is_sqlite else _position(word, e.body)
                for word in words
            )
            query = (
                select(t.events)
                .where(e.stream == stream, e.seq >= first, or_(*(at > 0 for at in places)))
                .order_by(e.seq)
            )
            return [StoredEvent(*row) for row in connection.execute(query)]

    def head(self, stream: str) -> Head:
        with self._database.read() as connection:
            return _heads(connection, [stream]).get(stream, Head())

    def heads(self) -> dict[str, Head]:
        with self._database.read() as connection:
            rows = connection.execute(select(t.streams))
            return {row.stream: Head(row.seq, row.hash) for row in rows}

    def streams(self) -> list[str]:
        with self._database.read() as connection:
            return list(connection.scalars(select(t.streams.c.stream).order_by(t.streams.c.stream)))

    def answer_of(self, stream: str, command_id: str, actor_id: str) -> bytes | None:
        found = self.answers_of({stream: [(actor_id, command_id)]})
        return found[stream].get((actor_id, command_id))

    def answers_of(
        self, asked: Mapping[str, Collection[tuple[str, str]]]
    ) -> dict[str, dict[tuple[str, str], bytes]]:
        found: dict[str, dict[tuple[str, str], bytes]] = {stream: {} for stream in asked}
        keys = [(stream, *key) for stream, some in asked.items() for key in some]
        if not keys:
            return found
        for some in _chunks(keys):
            query = _answers_query(self._database.dialect_name, len(some))
            values = tuple(value for key in some for value in key)
            for stream, actor_id, command_id, answer in self._database.look(query, values):
                found[stream][actor_id, command_id] = answer
        return found

    def verify(self, stream: str, anchor: Head | None = None) -> VerifyReport:
        with self._database.read() as connection:
            head = _heads(connection, [stream]).get(stream, Head())
            report = check_chain(stream, _all_events(connection, stream), head, anchor)
            unanswered = _unanswered(connection, stream)
        if unanswered == 0:
            return report
        words = f"{unanswered} events belong to commands whose answers are gone."
        return msgspec.structs.replace(report, problems=(*report.problems, words))

    def save_snapshot(self, stream: str, seq: int, fold_version: int, body: bytes) -> None:
        row = {
            "stream": stream,
            "seq": seq,
            "fold_version": fold_version,
            "body_sha256": hashlib.sha256(body).digest(),
            "body_zlib": zlib.compress(body, 1),
        }
        with self._database.write() as connection:
            row["log_hash"] = _hash_at(connection, stream, seq)
            if row["log_hash"] is None:
                raise ValueError(f"There is no event {seq} in {stream} to take a snapshot at.")
            upsert_rows(connection, t.snapshots, [row])
            _drop_old_snapshots(connection, stream)

    def latest_snapshot(self, stream: str, fold_version: int) -> Snapshot | None:
        return self._snapshot(stream, fold_version, None)

    def snapshot_at(self, stream: str, fold_version: int, seq: int) -> Snapshot | None:
        return self._snapshot(stream, fold_version, seq)

    def _snapshot(self, stream: str, fold_version: int, up_to: int | None) -> Snapshot | None:
        s = t.snapshots.c
        query = (
            select(s.seq, s.log_hash, s.body_sha256, s.body_zlib)
            .where(s.stream == stream, s.fold_version == fold_version)
            .order_by(s.seq.desc())
        )
        if up_to is not None:
            query = query.where(s.seq <= up_to)
        with self._database.read() as connection:
            for seq, log_hash, body_sha256, packed in connection.execute(query):
                body = _unpacked(packed, body_sha256)
                if body is not None and _hash_at(connection, stream, seq) == log_hash:
                    return Snapshot(stream, seq, fold_version, body)
                _log.warning("The snapshot of %s at %s is damaged; left out", stream, seq)
        return None

    def personal(self, stream: str, refs: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for some in _chunks(list(refs)):
                found |= _texts(connection, stream, some)
        return found

    def all_personal(self, stream: str) -> dict[str, str]:
        with self._database.read() as connection:
            return _texts(connection, stream, None)

    def owners_of(self, stream: str, refs: Sequence[str]) -> dict[str, str]:
        p, found = t.personal_texts.c, dict[str, str]()
        with self._database.read() as connection:
            for some in _chunks(list(refs)):
                query = select(p.ref, p.person).where(p.stream == stream, p.ref.in_(some))
                found |= {row.ref: row.person for row in connection.execute(query)}
        return found

    def forget(self, person: str) -> int:
        with self._database.write() as connection:
            count = _forget(connection, person)
        self._database.scrub()
        return count

    def forget_texts(self, stream: str, refs: Sequence[str]) -> int:
        with self._database.write() as connection:
            count = _forget_texts(connection, stream, refs)
        if count:
            self._database.scrub()
        return count

    def store_positions(self, fixes: Sequence[StoredFix], late: Sequence[StoredFix] = ()) -> None:
        if not fixes and not late:
            return
        rows = [msgspec.structs.asdict(fix) for fix in (*late, *fixes)]
        last = {(row["depot"], row["driver_id"]): row for row in rows[len(late) :]}
        with self._database.write() as connection:
            insert_named(connection, t.positions, rows)
            if last:
                upsert_rows(connection, t.last_positions, list(last.values()))

    def last_positions(self, depot: str) -> list[StoredFix]:
        query = select(t.last_positions).where(t.last_positions.c.depot == depot)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(t.last_positions.c.driver_id))
            return [StoredFix(*row) for row in found]

    def positions(self, depot: str, driver_id: str, since: datetime) -> list[StoredFix]:
        p = t.positions.c
        query = (
            select(*(p[name] for name in StoredFix.__struct_fields__))
            .where(p.depot == depot, p.driver_id == driver_id, p.received_at >= since)
            .order_by(p.id)
        )
        with self._database.read() as connection:
            return [StoredFix(*row) for row in connection.execute(query)]

    def positions_between(self, depot: str, since: datetime, until: datetime) -> list[StoredFix]:
        p = t.positions.c
        query = (
            select(*(p[name] for name in StoredFix.__struct_fields__))
            .where(p.depot == depot, p.received_at >= since, p.received_at < until)
            .order_by(p.id)
        )
        with self._database.read() as connection:
            return [StoredFix(*row) for row in connection.execute(query)]

    def drop_positions(self, before: datetime, depot: str = "") -> int:
        with self._database.write() as connection:
            counts = []
            for table in (t.last_positions, t.positions):
                query = delete(table).where(table.c.received_at < before)
                query = query.where(table.c.depot == depot) if depot else query
                counts.append(connection.execute(query).rowcount)
        return counts[-1]

    def drop_track(self, depot: str, driver_id: str) -> int:
        with self._database.write() as connection:
            counts = [
                connection.execute(
                    delete(table).where(table.c.depot == depot, table.c.driver_id == driver_id)
                ).rowcount
                for table in (t.last_positions, t.positions)
            ]
        if counts[-1]:
            self._database.scrub()
        return counts[-1]

    def save_device(self, device: Device) -> None:
        row = {
            "token_sha256": device.token_sha256,
            "device_id": device.device_id,
            "actor": msgspec.json.encode(device.actor),
            "expires_at": device.expires_at,
        }
        with self._devices_turn:
            self._devices = None
            with self._database.write() as connection:
                upsert_rows(connection, t.devices, [row])

    def device_by_token(self, token_sha256: str) -> Device | None:
        return self._known_devices().get(token_sha256)

    def devices(self) -> list[Device]:
        return list(self._known_devices().values())

    def _known_devices(self) -> dict[str, Device]:
        devices = self._devices
        if devices is None:
            with self._devices_turn, self._database.read() as connection:
                devices = _devices(connection)
                self._devices = devices
        return devices

    def revoke_device(self, device_id: str) -> int:
        return self._revoke(t.devices.c.device_id == device_id)

    def revoke_token(self, token_sha256: str) -> None:
        self._revoke(t.devices.c.token_sha256 == token_sha256)

    def _revoke(self, which: ColumnElement[bool]) -> int:
        query = delete(t.devices).where(which)
        with self._devices_turn:
            self._devices = None
            with self._database.write() as connection:
                return connection.execute(query).rowcount

    def put_meta(self, key: str, value: bytes) -> None:
        with self._database.write() as connection:
            upsert_rows(connection, t.meta, [{"key": key, "value": value}])

    def get_meta(self, key: str) -> bytes | None:
        with self._database.read() as connection:
            return connection.scalar(select(t.meta.c.value).where(t.meta.c.key == key))

    def save_travel_rows(self, rows: Sequence[TravelRow], *, instead: bool = False) -> None:
        with self._database.write() as connection:
            for fingerprint in {row.fingerprint for row in rows} if instead else ():
                connection.execute(
                    delete(t.travel_rows).where(t.travel_rows.c.fingerprint == fingerprint)
                )
            upsert_rows(connection, t.travel_rows, [msgspec.structs.asdict(row) for row in rows])

    def travel_rows(self, fingerprint: str, after: int = -1) -> list[TravelRow]:
        c = t.travel_rows.c
        query = select(t.travel_rows).where(c.fingerprint == fingerprint, c.index > after)
        with self._database.read() as connection:
            return [TravelRow(*row) for row in connection.execute(query.order_by(c.index))]

    def replace_read_rows(self, depot: str, rows: Iterable[ReadRow]) -> None:
        with self._database.write() as connection:
            for table in t.READ_TABLES.values():
                connection.execute(delete(table).where(table.c.depot == depot))
            drop_rollups(connection, depot)
            _write_read_rows(connection, rows)

    def read_table(self, table: str, depot: str) -> list[dict[str, ReadValue]]:
        found = t.READ_TABLES[table]
        query = select(found).where(found.c.depot == depot).order_by(*found.primary_key)
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def report_facts(self, depot: str, period: Period) -> Facts:
        with self._database.read() as connection:
            return facts_of(connection, depot, period)

    def report_cases(self, depot: str, wanted: CaseFilter) -> CaseList:
        with self._database.read() as connection:
            return cases_of(connection, depot, wanted)

    def size_bytes(self) -> int:
        asked = (
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            if self._database.is_sqlite
            else "SELECT pg_database_size(current_database())"
        )
        with self._database.read() as connection:
            return int(connection.execute(text(asked)).scalar_one())

    def close(self) -> None:
        self._database.close()


def _forget(connection: Connection, person: str) -> int:
    """How many texts are gone with the person's key."""
    connection.execute(delete(t.personal_keys).where(t.personal_keys.c.person == person))
    gone = connection.execute(delete(t.personal_texts).where(t.personal_texts.c.person == person))
    return gone.rowcount


def _forget_texts(connection: Connection, stream: str, refs: Sequence[str]) -> int:
    p, count = t.personal_texts.c, 0
    for some in _chunks(list(refs)):
        query = delete(t.personal_texts).where(p.stream == stream, p.ref.in_(some))
        count += connection.execute(query).rowcount
    return count


def _devices(connection: Connection) -> dict[str, Device]:
    return {
        row.token_sha256: Device(
            row.token_sha256,
            row.device_id,
            msgspec.json.decode(row.actor, type=Actor),
            row.expires_at,
        )
        for row in connection.execute(select(t.devices))
    }


def _append_all(connection: Connection, appends: Sequence[Append]) -> list[tuple[StoredEvent, ...]]:
    heads = _heads(connection, {append.stream for append in appends})
    before = dict(heads)
    stored: list[tuple[StoredEvent, ...]] = []
    for append in appends:
        head = heads.get(append.stream, Head())
        if head.seq != append.expected_seq:
            raise ConflictError(
                f"{append.stream} is at event {head.seq}, but {append.command_id} was decided at "
                f"{append.expected_seq}. Decide it again on the newest state."
            )
        events = chained(append, head)
        if events:
            heads[append.stream] = Head(events[-1].seq, events[-1].hash)
        stored.append(events)
    _insert_events(connection, stored)
    answers = [(a.stream, a.actor_id, a.command_id, a.answer) for a in appends]
    insert_rows(connection, t.commands, answers)
    _write_personal(connection, appends)
    for append in appends:
        for person in append.forgotten:
            _forget(connection, person)
        if append.forgotten_texts:
            _forget_texts(connection, append.stream, append.forgotten_texts)
    _write_read_rows(connection, [row for append in appends for row in append.read_rows])
    _move_heads(connection, before, heads)
    return stored


def _insert_events(connection: Connection, stored: Sequence[tuple[StoredEvent, ...]]) -> None:
    times = {event.recorded_at for events in stored for event in events}
    stored_at = {at: stored_time(connection.dialect, at) for at in times}
    rows = [
        (
            event.stream,
            event.seq,
            event.type,
            event.version,
            event.body,
            stored_at[event.recorded_at],
            event.command_id,
            event.actor_id,
            event.hash,
        )
        for events in stored
        for event in events
    ]
    insert_rows(connection, t.events, rows)


def _heads(connection: Connection, streams: Iterable[str]) -> dict[str, Head]:
    names = tuple(streams)
    if not names:
        return {}
    query = _heads_query(connection.dialect.name, len(names))
    return {name: Head(seq, hash_) for name, seq, hash_ in selected(connection, query, names)}


# Of every transaction: as words for the driver, since making them costs more than the asking.


@cache
def _heads_query(dialect_name: str, count: int) -> str:
    marks = ", ".join([mark_of(dialect_name)] * count)
    return f"SELECT stream, seq, hash FROM streams WHERE stream IN ({marks})"


@lru_cache(maxsize=256)
def _answers_query(dialect_name: str, count: int) -> str:
    key = f"({', '.join([mark_of(dialect_name)] * 3)})"
    return (
        f"WITH asked (stream, actor_id, command_id) AS (VALUES {', '.join([key] * count)}) "
        "SELECT c.stream, c.actor_id, c.command_id, c.answer FROM asked JOIN commands c ON "
        "c.stream = asked.stream AND c.actor_id = asked.actor_id "
        "AND c.command_id = asked.command_id"
    )


@cache
def _moving(dialect_name: str) -> str:
    mark = mark_of(dialect_name)
    return f"UPDATE streams SET seq = {mark}, hash = {mark} WHERE stream = {mark} AND seq = {mark}"


def _move_heads(connection: Connection, before: dict[str, Head], after: dict[str, Head]) -> None:
    """Compare and set: a head that is no longer what was read refuses the whole group."""
    new = [name for name in after if name not in before]
    _insert(
        connection,
        t.streams,
        [{"stream": name, "seq": after[name].seq, "hash": after[name].hash} for name in new],
    )
    moves = [
        (after[name].seq, after[name].hash, name, head.seq)
        for name, head in before.items()
        if after[name] is not head
    ]
    if not moves:
        return
    if run_many(connection, _moving(connection.dialect.name), moves) != len(moves):
        names = ", ".join(name for _, _, name, _ in moves)
        raise ConflictError(f"{names} was written by another hub. Decide again.")


def _events(connection: Connection, stream: str, after_seq: int, limit: int) -> list[StoredEvent]:
    query = (
        select(t.events)
        .where(t.events.c.stream == stream, t.events.c.seq > after_seq)
        .order_by(t.events.c.seq)
        .limit(limit)
    )
    return [StoredEvent(*row) for row in connection.execute(query)]


def _first_since(connection: Connection, stream: str, since: datetime) -> int:
    """The seq of the first event recorded then or later; times rise with the seq."""
    low, high = 0, (_heads(connection, [stream]).get(stream, Head())).seq + 1
    while low < high:
        middle = (low + high) // 2
        query = (
            select(t.events.c.seq, t.events.c.recorded_at)
            .where(t.events.c.stream == stream, t.events.c.seq >= middle)
            .order_by(t.events.c.seq)
            .limit(1)
        )
        row = connection.execute(query).first()
        if row is None or row.recorded_at >= since:
            high = middle
        else:
            low = row.seq + 1
    return low


def _position(word: bytes, body: Column[bytes]) -> ColumnElement[int]:
    """PostgreSQL's `position(word in body)`, which has no comma."""
    return func.position(bindparam(None, word, LargeBinary, unique=True).op("in")(body))


def _all_events(connection: Connection, stream: str) -> Iterator[StoredEvent]:
    after = -1
    while batch := _events(connection, stream, after, limit=_PAGE):
        yield from batch
        after = batch[-1].seq


def _unanswered(connection: Connection, stream: str) -> int:
    e, c = t.events.c, t.commands.c
    same = and_(e.stream == c.stream, e.actor_id == c.actor_id, e.command_id == c.command_id)
    query = (
        select(func.count())
        .select_from(t.events.outerjoin(t.commands, same))
        .where(e.stream == stream, c.stream.is_(None))
    )
    return connection.scalar(query) or 0


def _hash_at(connection: Connection, stream: str, seq: int) -> bytes | None:
    e = t.events.c
    return connection.scalar(select(e.hash).where(e.stream == stream, e.seq == seq))


def _drop_old_snapshots(connection: Connection, stream: str) -> None:
    """Keep the newest ones and the last of each of the last days, from which a day is rewound."""
    s, e = t.snapshots.c, t.events.c
    at = (e.stream == s.stream) & (e.seq == s.seq)
    query = (
        select(s.seq, e.recorded_at)
        .join_from(t.snapshots, t.events, at)
        .where(s.stream == stream)
        .order_by(s.seq.desc())
    )
    found = [(row.seq, row.recorded_at.date()) for row in connection.execute(query)]
    last_of = {day: seq for seq, day in reversed(found)}
    kept = {seq for seq, _ in found[:SNAPSHOTS_KEPT]}
    kept |= set(sorted(last_of.values(), reverse=True)[:SNAPSHOT_DAYS])
    connection.execute(delete(t.snapshots).where(s.stream == stream, s.seq.not_in(kept)))


def _unpacked(packed: bytes, sha256: bytes) -> bytes | None:
    try:
        body = zlib.decompress(packed)
    except zlib.error:
        return None
    return body if hashlib.sha256(body).digest() == sha256 else None


def _write_personal(connection: Connection, appends: Sequence[Append]) -> None:
    texts = {(append.stream, text.ref): text for append in appends for text in append.personal}
    if not texts:
        return
    keys = _keys(connection, {text.person for text in texts.values()})
    rows = [_sealed(stream, text, keys[text.person]) for (stream, _), text in texts.items()]
    upsert_rows(connection, t.personal_texts, rows)


def _sealed(stream: str, text: PersonalText, key: bytes) -> Values:
    sealed = seal(key, text.text, (stream, text.ref, text.person))
    return {"stream": stream, "ref": text.ref, "person": text.person, "sealed": sealed}


def _keys(connection: Connection, persons: set[str]) -> dict[str, bytes]:
    """The persons' keys; who has none yet gets one."""
    k = t.personal_keys.c
    keys: dict[str, bytes] = {}
    for some in _chunks(sorted(persons)):
        found = connection.execute(select(k.person, k.key).where(k.person.in_(some)))
        keys |= {row.person: row.key for row in found}
    new = {person: new_key() for person in sorted(persons - keys.keys())}
    rows = [{"person": person, "key": key} for person, key in new.items()]
    _insert(connection, t.personal_keys, rows)
    return keys | new


def _texts(connection: Connection, stream: str, refs: list[str] | None) -> dict[str, str]:
    """The readable texts of a stream: those of `refs`, or all of them."""
    p, k = t.personal_texts.c, t.personal_keys.c
    query = (
        select(p.ref, p.person, p.sealed, k.key)
        .join_from(t.personal_texts, t.personal_keys, p.person == k.person)
        .where(p.stream == stream)
    )
    if refs is not None:
        query = query.where(p.ref.in_(refs))
    found: dict[str, str] = {}
    for row in connection.execute(query):
        text = unseal(row.key, row.sealed, (stream, row.ref, row.person))
        if text is None:
            _log.warning("The personal text %s of %s is damaged; left out", row.ref, stream)
        else:
            found[row.ref] = text
    return found


def _write_read_rows(connection: Connection, rows: Iterable[ReadRow]) -> None:
    """Upsert; several changes of one row are merged first, later columns winning."""
    merged: dict[tuple[str, tuple[ReadValue, ...]], Values] = defaultdict(dict)
    for row in rows:
        merged[row.table, _KEY_OF[row.table](row.values)].update(row.values)
    alike: dict[tuple[str, tuple[str, ...]], list[Values]] = defaultdict(list)
    for (name, _), values in merged.items():
        alike[name, tuple(values)].append(_storable(values))
    touched, changed = Touched(), [key for name, key in merged if name == "cases"]
    cases = [(str(depot), str(case_id)) for depot, case_id in changed]
    touched.see_cases(connection, cases)
    for (name, _), group in alike.items():
        if name == "routes":
            touched.see_routes(connection, group)
        upsert_rows(connection, t.READ_TABLES[name], group)
        if name == "attempts":
            touched.see_attempts(group)
    touched.see_cases(connection, cases)
    touched.roll_up(connection)


def _storable(values: Values) -> Values:
    """PostgreSQL has no NUL in text; the log itself keeps the bytes as they came."""
    for name, value in values.items():
        if type(value) is str and "\0" in value:
            values[name] = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return values


def _insert(connection: Connection, table: Table, rows: list[Values]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _chunks(values: list[_Value]) -> Iterator[list[_Value]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
