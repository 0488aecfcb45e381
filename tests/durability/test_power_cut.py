"""The power goes at any moment of a day: whatever was acknowledged is in the log, and it is sound.

`BACKHAUL_TEST_CUTS` sets how many moments are tried.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from core.hub import protocol as p
from core.hub import sql_engine
from core.hub.maintenance import differences
from core.hub.sql_engine import written_again
from core.hub.sql_log import SqlLog
from tests.core.hub.hub_builders import DEPOT, OpenGate, driver_actor, open_gate, reports
from tests.durability.power_cut import acknowledged_before, write_image
from tests.durability.recording_vfs import Deleted, Disk, Synced, Wrote, is_possible, recorded

CUTS = int(os.environ.get("BACKHAUL_TEST_CUTS", "100"))
DRIVERS, STOPS = 4, 10
DRAWS = 8
"""What each early moment may have left on the disk is drawn so often."""

pytestmark = pytest.mark.skipif(
    not is_possible(), reason="this Python hides its SQLite, so its writes cannot be recorded"
)


@pytest.fixture(autouse=True)
def _frequent_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """The days are short: the power is to go while pages go to their places, too."""
    monkeypatch.setattr(sql_engine, "CHECKPOINT_PAGES", 100)


@pytest.mark.timeout(0)
def test_nothing_acknowledged_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    disk = asyncio.run(_recorded_day(tmp_path))
    assert _checkpoints(disk) > 5
    damaged, lost = _tried(disk, tmp_path, CUTS)
    print(f"{CUTS} power cuts: {damaged} damaged logs, {lost} with acknowledged events lost")  # noqa: T201
    assert (damaged, lost) == (0, 0)


@pytest.mark.timeout(0)
def test_a_power_cut_while_the_database_is_made_stops_no_later_start(tmp_path: Path) -> None:
    disk = asyncio.run(_recorded_day(tmp_path))
    made = next(n for n, step in enumerate(disk.steps) if isinstance(step, Deleted))
    began = 0
    for number in range(DRAWS * made):
        image = tmp_path / f"early cut {number}"
        image.mkdir(mode=0o700)
        write_image(disk, 1 + number % made, Random(number), image)
        file = image / "log.db"
        began += file.exists() and file.stat().st_size > 0 and not file.read_bytes()[0]
        log = SqlLog(str(file))
        assert log.streams() == []
        log.close()
    assert began > 0, "no cut left a file whose first sector was not written yet"


def test_the_same_search_finds_what_a_weaker_setting_loses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    careful = sql_engine._set_up

    def careless(connection: sqlite3.Connection) -> None:
        careful(connection)
        connection.execute("PRAGMA synchronous=NORMAL").fetchall()

    monkeypatch.setattr(sql_engine, "_set_up", careless)
    disk = asyncio.run(_recorded_day(tmp_path))
    _, lost = _tried(disk, tmp_path, 30)
    assert lost > 0


@pytest.mark.timeout(0)
def test_nothing_acknowledged_is_lost_after_the_disk_could_not_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel takes what a failed sync left behind for written: it never reaches the disk."""
    disks: list[Disk] = []

    def noted(wal: Path, name: str) -> None:
        """As the product does it, and written down: it goes past SQLite."""
        written_again(wal, name)
        disks[0].steps += [Wrote(str(wal), 0, wal.read_bytes()), Synced(str(wal))]

    def fail(disk: Disk, round_: int) -> None:
        disks.append(disk)
        disk.fails_to_sync = round_ % 4 == 2

    monkeypatch.setattr(sql_engine, "written_again", noted)
    disk = asyncio.run(_recorded_day(tmp_path, trouble=fail))
    assert any(getattr(step, "is_good", True) is False for step in disk.steps)
    assert _tried(disk, tmp_path, CUTS) == (0, 0)


async def _recorded_day(
    folder: Path, trouble: Callable[[Disk, int], None] = lambda disk, round_: None
) -> Disk:
    """Drivers report a day, several at once; each round ends when everything is acknowledged."""
    live = folder / "live"
    live.mkdir()
    disk = Disk(str(live))
    with recorded(disk):
        log = SqlLog(str(live / "log.db"))
        async with open_gate(log) as opened:
            await opened.set_up(DRIVERS, STOPS)
            disk.acknowledged(opened.gate.state.seq)
            await _drive(opened, disk, trouble)
        disk.fails_to_sync = False
        log.close()
    return disk


async def _drive(opened: OpenGate, disk: Disk, trouble: Callable[[Disk, int], None]) -> None:
    days = [list(reports(number, STOPS)) for number in range(1, DRIVERS + 1)]
    for round_, commands in enumerate(zip(*days, strict=True)):
        trouble(disk, round_)
        while True:
            asked = [
                opened.ask(driver_actor(number), command, f"d{number}:{round_}")
                for number, command in enumerate(commands, start=1)
            ]
            answers = await asyncio.gather(*asked)
            if all(isinstance(answer, p.Accepted) for answer in answers):
                break
            assert all(a.is_temporary for a in answers if isinstance(a, p.Refused)), answers
            disk.fails_to_sync = disk.is_full = False
        disk.acknowledged(max(a.seq for a in answers if isinstance(a, p.Accepted)))


def _checkpoints(disk: Disk) -> int:
    """How often pages went to their places, each time to be synced there."""
    return sum(isinstance(step, Synced) and step.file.endswith("log.db") for step in disk.steps)


def _tried(disk: Disk, folder: Path, cuts: int) -> tuple[int, int]:
    """How many logs were damaged, and how many had lost something acknowledged."""
    random = Random(f"{cuts} cuts")
    damaged = lost = 0
    for number in range(cuts):
        cut = random.randrange(1, len(disk.steps) + 1)
        image = folder / f"cut {number}"
        image.mkdir(mode=0o700)
        write_image(disk, cut, random, image)
        log = SqlLog(str(image / "log.db"))
        report = log.verify(DEPOT)
        is_sound = report.is_sound and not any(differences(log, DEPOT))
        damaged += not is_sound
        lost += report.events < acknowledged_before(disk, cut)
        log.close()
    return damaged, lost
