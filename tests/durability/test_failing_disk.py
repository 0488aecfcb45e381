"""While the disk takes nothing, nothing is acknowledged; once it does, the next ask passes."""

import asyncio
import time
from pathlib import Path

import pytest

from core.hub import protocol as p
from core.hub.sql_log import SqlLog
from tests.core.hub.hub_builders import DEPOT, driver_actor, open_gate, reports
from tests.durability.recording_vfs import Disk, is_possible, recorded

pytestmark = pytest.mark.skipif(
    not is_possible(), reason="this Python hides its SQLite, so its writes cannot be refused"
)
STOPS = 10


@pytest.mark.parametrize("trouble", ["is_full", "fails_to_sync"])
async def test_no_acknowledgement_without_a_row(tmp_path: Path, trouble: str) -> None:
    disk = Disk(str(tmp_path))
    accepted: list[str] = []
    pauses: list[float] = []
    with recorded(disk):
        log = SqlLog(str(tmp_path / "log.db"))
        async with open_gate(log) as opened:
            await opened.set_up(2, STOPS)
            for number, command in enumerate(reports(1, STOPS)):
                id_ = f"d1:{number}"
                if number % 3 == 1:
                    setattr(disk, trouble, True)
                    told = await asyncio.gather(
                        *(opened.ask(driver_actor(1), command, id_) for _ in range(3))
                    )
                    assert all(isinstance(a, p.Refused) and a.is_temporary for a in told), told
                    setattr(disk, trouble, False)
                    since = time.perf_counter()
                answer = await opened.ask(driver_actor(1), command, id_)
                if number % 3 == 1:
                    pauses.append(time.perf_counter() - since)
                assert isinstance(answer, p.Accepted), answer
                accepted.append(id_)
        report = log.verify(DEPOT)
        log.close()
    assert report.is_sound, report.problems
    after = SqlLog(str(tmp_path / "log.db"))
    assert [id_ for id_ in accepted if after.answer_of(DEPOT, id_, "d1") is None] == []
    assert [e.command_id for e in after.read(DEPOT, 0) if e.actor_id == "d1"].count("d1:1") == 1
    after.close()
    print(f"{trouble}: goes on {max(pauses) * 1000:.0f} ms after the disk takes data again")  # noqa: T201
