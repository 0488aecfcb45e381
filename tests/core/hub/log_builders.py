"""Builders for what goes into the log."""

from datetime import UTC, datetime

from core.hub.log import Append, DraftEvent, EventLog, PersonalText, ReadRow

NOW = datetime(2026, 11, 23, 8, 30, 0, 123456, tzinfo=UTC)


def make_append(
    stream: str = "helsinki",
    expected_seq: int = 0,
    *,
    command_id: str = "",
    actor_id: str = "ana",
    events: int = 1,
    answer: bytes = b'{"accepted":true}',
    personal: tuple[PersonalText, ...] = (),
    read_rows: tuple[ReadRow, ...] = (),
) -> Append:
    """An append of small events; its command id follows from its place unless given."""
    drafts = tuple(
        DraftEvent("stop_started", 1, f'{{"stop_id":"s{expected_seq + n}"}}'.encode())
        for n in range(1, events + 1)
    )
    return Append(
        stream=stream,
        expected_seq=expected_seq,
        command_id=command_id or f"c{expected_seq}",
        actor_id=actor_id,
        recorded_at=NOW,
        events=drafts,
        answer=answer,
        personal=personal,
        read_rows=read_rows,
    )


def fill(log: EventLog, count: int, stream: str = "helsinki") -> None:
    """Append `count` commands of one event each to an empty stream, in one group."""
    log.append([make_append(stream, seq) for seq in range(count)])
