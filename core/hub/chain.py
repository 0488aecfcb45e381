"""The hash chain of a stream: pure, over the stored bytes.

Each event's hash covers the hash before it, so no event can be changed, removed, added or moved
without every later hash being wrong. Only somebody who rewrites the whole tail stays unseen; a
head noted elsewhere (an anchor) shows that too.
"""

import hashlib
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from core.hub.log import GENESIS, Append, Head, StoredEvent, VerifyReport

MAX_PROBLEMS = 20
"""A report names this many problems and counts the rest."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LENGTH = struct.Struct(">Q").pack


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970 UTC; a naive time raises `ValueError`."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; times in the log are UTC.")
    return (at - _EPOCH) // _MICROSECOND


def chain_hash(previous: bytes, event: StoredEvent) -> bytes:
    """SHA-256 over the hash before and the event's length-prefixed fields, but for `hash`."""
    return _hashed(
        previous,
        _field(event.stream),
        _field(event.type),
        _field(event.actor_id),
        event.command_id.encode(),
        f"{event.seq} {event.version} {_moment(event.recorded_at)}".encode(),
        event.body,
    )


def chained(append: Append, head: Head) -> tuple[StoredEvent, ...]:
    """The events of an append as they follow `head`."""
    stored: list[StoredEvent] = []
    seq, previous = head.seq, head.hash
    stream, actor_id = _field(append.stream), _field(append.actor_id)
    command_id, moment = append.command_id.encode(), _moment(append.recorded_at)
    for draft in append.events:
        seq += 1
        numbers = f"{seq} {draft.version} {moment}".encode()
        previous = _hashed(
            previous, stream, _field(draft.type), actor_id, command_id, numbers, draft.body
        )
        stored.append(
            StoredEvent(
                append.stream,
                seq,
                draft.type,
                draft.version,
                draft.body,
                append.recorded_at,
                append.command_id,
                append.actor_id,
                previous,
            )
        )
    return tuple(stored)


def _hashed(
    previous: bytes,
    stream: bytes,
    type_: bytes,
    actor_id: bytes,
    command_id: bytes,
    numbers: bytes,
    body: bytes,
) -> bytes:
    """Three of the fields with their lengths, the others without.

    Written out: a loop here is a quarter of what an append costs.
    """
    return hashlib.sha256(
        b"".join(
            (
                previous,
                stream,
                type_,
                _LENGTH(len(command_id)),
                command_id,
                actor_id,
                _LENGTH(len(numbers)),
                numbers,
                _LENGTH(len(body)),
                body,
            )
        )
    ).digest()


@lru_cache(maxsize=4096)
def _field(text: str) -> bytes:
    """With its length before it; names of streams, types and people come again and again."""
    encoded = text.encode()
    return _LENGTH(len(encoded)) + encoded


_moment = lru_cache(maxsize=16)(microseconds)
"""A batch is recorded at one moment."""


def check_chain(
    stream: str, events: Iterable[StoredEvent], head: Head, anchor: Head | None = None
) -> VerifyReport:
    """Walk the events in order of their seq and compare with the head the log claims to have.

    After a broken event the walk goes on from the hash that is stored, so that one changed event
    is one problem and not a thousand.
    """
    problems: list[str] = []
    count, seq, previous = 0, 0, GENESIS
    anchored = anchor is None or anchor == Head()
    for event in events:
        count += 1
        if event.seq != seq + 1:
            problems.append(_gap(seq + 1, event.seq - 1))
        elif chain_hash(previous, event) != event.hash:
            problems.append(
                f"Event {event.seq} ({event.type}) is not what was recorded, or the event "
                "before it is not."
            )
        seq, previous = event.seq, event.hash
        anchored = anchored or Head(seq, previous) == anchor
    if Head(seq, previous) != head:
        problems.append(
            f"The log says that the stream ends at event {head.seq}, but it ends at {seq}: "
            "events were removed or added at its end."
        )
    if anchor is not None and not anchored:
        problems.append(
            f"The head noted at event {anchor.seq} is not in the log: its end was cut off, or it "
            "was rewritten."
        )
    return VerifyReport(stream, count, head, _shortened(problems))


def _gap(first: int, last: int) -> str:
    if first == last:
        return f"Event {first} is missing."
    if first > last:
        return f"Event {last + 1} is there twice."
    return f"Events {first} to {last} are missing."


def _shortened(problems: list[str]) -> tuple[str, ...]:
    rest = len(problems) - MAX_PROBLEMS
    if rest <= 0:
        return tuple(problems)
    return (*problems[:MAX_PROBLEMS], f"And {rest} more.")
