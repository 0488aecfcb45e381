"""A demo day small enough to be lived in half a minute, in a log of its own."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import msgspec

from core.demo_day import DEPOT_ID, DemoDay, Size
from core.hub import protocol as p
from core.hub.clock import SavedClock, keep_clock
from core.hub.demo import OFFICE, build_day, today_there
from core.hub.demo_seed import OneSeed
from core.hub.gate import Gate
from core.hub.group_commit import GroupCommit
from core.hub.main import ROADS
from core.hub.sql_log import SqlLog
from core.planning.road import RoadEngine

DRIVERS = int(os.environ.get("BACKHAUL_TEST_DAY_DRIVERS", "6"))
SIZE = Size(drivers=DRIVERS, stops=20 * DRIVERS, waiting=2 * DRIVERS, tomorrow_stops=6 * DRIVERS)
RATE = float(os.environ.get("BACKHAUL_TEST_DAY_RATE", "900"))


def small_day(
    engine: RoadEngine, seed: int, local_day: str | None = None, size: Size = SIZE
) -> DemoDay:
    """The same day whenever it is asked for on one date."""
    day = today_there() if local_day is None else today_there().fromisoformat(local_day)
    return build_day(engine, day, seed, size)


async def open_small_day(file: Path, seed: int, size: Size = SIZE) -> DemoDay:
    """Fill an empty log; its clock stands at the beginning of the day."""
    day = small_day(RoadEngine.open(ROADS), seed, size=size)
    log = SqlLog(str(file))
    with ThreadPoolExecutor(1) as writer:
        gate = Gate(
            DEPOT_ID,
            log,
            GroupCommit(log, writer),
            now=lambda: day.opens_at - timedelta(hours=2),
            has_photo=lambda photo: False,
        )
        gate.load()
        gate.start()
        for number, command in enumerate(day.commands):
            answer = await gate.ask(OFFICE, f"demo:{number}", command)
            assert isinstance(answer, p.Accepted), answer
        await gate.stop()
    keep_clock(log, DEPOT_ID, SavedClock(day.opens_at, RATE))
    log.put_meta("demo", msgspec.json.encode(OneSeed(seed, day.day)))
    log.close()
    return day
