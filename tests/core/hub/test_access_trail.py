"""Refusals are gathered, and what could not be written is written later."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.hub import access_trail
from core.hub.access_log import STREAM, Kind, Note, note_of
from core.hub.access_trail import AccessTrail
from core.hub.log import depots_of
from core.model import ActorId
from tests.builders import NOON
from tests.core.hub.hub_builders import FailingLog

BAD = Note(Kind.STRANGER_REFUSED, ActorId(""), address="10.0.0.7")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[FailingLog]:
    opened = FailingLog(str(tmp_path / "log.db"))
    yield opened
    opened.close()


@pytest.fixture
def writer() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def written(log: FailingLog) -> list[Note]:
    return [note_of(event.body) for event in log.read(STREAM, 0)]


async def test_what_is_alike_is_one_note(log: FailingLog, writer: ThreadPoolExecutor) -> None:
    trail = AccessTrail(log, writer, lambda: NOON)
    for _ in range(1000):
        trail.mention(BAD)
    await trail.write()
    await trail.write()
    (note,) = written(log)
    assert note.count == 1000
    assert log.verify(STREAM).is_sound
    assert depots_of(log) == []


async def test_a_full_disk_loses_nothing(
    log: FailingLog, writer: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    trail = AccessTrail(log, writer, lambda: NOON)
    trail.mention(BAD)
    log.fails_before = True
    await trail.write()
    assert written(log) == []
    trail.mention(BAD)
    await trail.write()
    assert [note.count for note in written(log)] == [2]
    assert "not written down yet" in caplog.text
    caplog.clear()


async def test_a_flood_takes_no_memory(
    log: FailingLog, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_trail, "MOST_GATHERED", 2)
    trail = AccessTrail(log, writer, lambda: NOON)
    for number in range(5):
        trail.mention(Note(Kind.STRANGER_REFUSED, ActorId(""), address=str(number)))
    await trail.write()
    assert sum(note.count for note in written(log)) == 5
    trail.mention(BAD)
    await trail.write()
    assert written(log)[-1] == BAD


async def test_a_note_may_stand_for_many(log: FailingLog, writer: ThreadPoolExecutor) -> None:
    trail = AccessTrail(log, writer, lambda: NOON)
    trail.mention(Note(Kind.REPLAY_REFUSED, ActorId("d1"), count=499))
    trail.mention(Note(Kind.REPLAY_REFUSED, ActorId("d1")))
    await trail.write()
    assert [note.count for note in written(log)] == [500]
