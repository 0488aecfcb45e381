"""A hub notes where its log ends, and misses what was there."""

import sqlite3
from pathlib import Path

from core import commands as c
from core.hub.head_file import HeadFile
from core.hub.log import Head
from core.hub.protocol import Accepted
from core.model import RouteId
from tests.core.hub.hub_builders import ANA, DEPOT, running_hub
from tests.core.hub.hub_process import is_private

CUT = """
    DELETE FROM events WHERE seq = (SELECT max(seq) FROM events);
    DELETE FROM commands WHERE command_id NOT IN (SELECT command_id FROM events);
    DELETE FROM snapshots;
    UPDATE streams SET seq = seq - 1, hash = (SELECT hash FROM events ORDER BY seq DESC LIMIT 1);
"""


async def test_a_hub_whose_last_events_were_cut_off_says_so_when_it_starts(tmp_path: Path) -> None:
    database = tmp_path / "log.db"
    heads = HeadFile.beside(database)
    async with running_hub(tmp_path, heads=heads) as hub:
        answer = await hub.server._depots[DEPOT].gate.ask(ANA, "x", c.LockRoute(RouteId("r1")))
        assert isinstance(answer, Accepted)
    assert is_private(heads.path)
    assert heads.read()[DEPOT].seq == answer.seq
    async with running_hub(tmp_path, heads=HeadFile.beside(database)) as hub:
        assert not hub.server._depots[DEPOT]._alarms
    with sqlite3.connect(database) as outside:
        outside.executescript(CUT)
    outside.close()
    async with running_hub(tmp_path, heads=HeadFile.beside(database)) as hub:
        (alarm,) = hub.server._depots[DEPOT]._alarms
        assert f"does not hold event {answer.seq} as it was noted" in alarm.words
        assert hub.log.verify(DEPOT).is_sound, "the chain alone does not show it"
    # What was noted is kept, to be looked at.
    assert HeadFile(heads.path.with_name(f"{heads.path.name}.was")).read()[DEPOT].seq == answer.seq
    heads.path.write_text("nothing")
    async with running_hub(tmp_path, heads=HeadFile.beside(database)) as hub:
        (alarm,) = hub.server._depots[DEPOT]._alarms
        assert "cannot be read" in alarm.words


def test_a_head_is_written_when_it_has_moved_only(tmp_path: Path) -> None:
    heads = HeadFile(tmp_path / "heads.json")
    assert heads.read() == {}
    assert heads.set_aside() is None
    heads.note({"a": Head(3, bytes(32)), "empty": Head()})
    assert HeadFile(heads.path).read() == {"a": Head(3, bytes(32))}
    heads.path.unlink()
    heads.note({"a": Head(3, bytes(32))})
    assert not heads.path.exists()
    heads.note({"a": Head(4, bytes(32))})
    assert heads.read()["a"].seq == 4


async def test_a_head_that_cannot_be_noted_stops_nothing(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("in the way")
    async with running_hub(tmp_path, heads=HeadFile(nowhere / "heads.json")) as hub:
        await hub.server._note_heads()
        gate = hub.server._depots[DEPOT].gate
        assert isinstance(await gate.ask(ANA, "x", c.LockRoute(RouteId("r1"))), Accepted)
